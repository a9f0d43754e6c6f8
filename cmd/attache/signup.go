package main

import (
	"context"
	"errors"

	"attache/mail"
	"attache/news"
	"attache/web"
)

// post sends the messages that ask for a yes to who subscribes on the pages. The ledger does not hear of them.
func (p *program) post() web.Post {
	return func(ctx context.Context, to news.Subscriber, digest, subject, text string) (again bool, err error) {
		m := mail.Message{
			ID: mail.MessageID(-to.Created.UnixMilli(), to.ID, p.settings.Mail.Domain()), To: to.Email, Subject: subject,
			Text: text, Language: to.Language, ListName: digest, Date: p.clock.Now(),
		}
		outcome := mail.Outcome{Kind: mail.Unsent, Response: "stopped before it was sent"}
		p.sender.Send(ctx, []mail.Message{m}, nil, func(_ int, o mail.Outcome) { outcome = o })
		switch outcome.Kind {
		case mail.Sent, mail.Doubt: // in doubt it is not sent again: who misses it asks once more
			return false, nil
		case mail.Failed:
			return false, errors.New(outcome.Response)
		}
		return true, errors.New(outcome.Response)
	}
}
