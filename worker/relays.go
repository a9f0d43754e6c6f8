package worker

import (
	"context"
	"time"

	"attache/mail"
	"attache/news"
)

// WaitingError says that letters wait because no mail server may take one before a time: hours, limits, or a rest that
// it asked for.
type WaitingError struct {
	Until time.Time
	Why   string
}

// Error is the message for people.
func (e *WaitingError) Error() string {
	return "the letters wait until " + e.Until.UTC().Format("2006-01-02 15:04:05 UTC") + ": " + e.Why
}

// Paced is a Sender that at times may take no letters: because of the hours or the limits of its relays, or because
// they asked for a rest. *mail.Pool is one.
type Paced interface {
	// Waits returns until when no relay may take a letter, and why; zero = one may, or none works, which sending finds
	// out.
	Waits(ctx context.Context) (until time.Time, why string, err error)
}

// waiting returns a *WaitingError when no relay may take a letter now.
func (dl *deliverer) waiting(ctx context.Context) error {
	p, ok := dl.Sender.(Paced)
	if !ok {
		return nil
	}
	until, why, err := p.Waits(ctx)
	if err != nil || until.IsZero() {
		return err
	}
	return &WaitingError{Until: until, Why: why}
}

// open reports whether letters of an issue are still to be sent: else it only needs to be marked as sent.
func (dl *deliverer) open(ctx context.Context, issueID int64) bool {
	t, err := dl.Store.Tally(ctx, issueID)
	return err == nil && t.Open() > 0
}

// talks are conversations about the letters of a batch that were not taken.
type talks []news.Delivery

// add notes the conversation about a letter.
func (t *talks) add(d news.Delivery, o mail.Outcome) {
	if o.Talk == "" || o.Kind == mail.Sent || d.IssueID == 0 {
		return
	}
	if o.Kind == mail.Unsent && o.Code == 0 { // the letter was not spoken of
		return
	}
	d.Relay, d.Talk = o.Relay, o.Talk
	*t = append(*t, d)
}

// keep writes conversations. They help people: one that cannot be kept stops no letter.
func (m *mailing) keep(ctx context.Context, all talks) {
	if len(all) == 0 {
		return
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	if err := m.Store.KeepConversations(limited, all); err != nil {
		m.log().Warn("conversations with the mail server could not be kept", "issue", m.issue.ID, "error", err)
	}
}
