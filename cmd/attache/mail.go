package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/mail"
	"attache/news"
)

func (a *app) mailCommand() *cobra.Command {
	c := group("mail", "The mail servers that letters go through",
		`Letters go through one mail server or several (docs/relays.md).`)
	c.AddCommand(a.mailRelays(), a.mailTest(), a.mailRead())
	return c
}

// openMail opens the program for a command about its relays.
func (a *app) openMail(ctx context.Context) (*program, error) {
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	if !s.Mail.Leaves() {
		return nil, &news.InvalidError{
			Message: "No mail server is set: letters become files in " + or(s.Mail.Outbox, "outbox") + ".",
			Hint:    "set mail.host, or mail.relays",
		}
	}
	return a.open(ctx, s, refuse, slog.LevelWarn)
}

func (a *app) mailRelays() *cobra.Command {
	reopen := ""
	c := &cobra.Command{
		Use:   "relays",
		Short: "How each relay stands: what it got today, and why it is left alone",
		Long: `A relay that refuses us, cannot be reached or asks for fewer letters is left alone for a while;
then one letter tries it again. Once it is mended --reopen lets it be used at once.`,
		Example: "  attache mail relays\n  attache mail relays --reopen main",
		Args:    arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			p, err := a.openMail(ctx)
			if err != nil {
				return err
			}
			defer p.close()
			switch {
			case reopen != "" && a.dry:
				return a.dryReopen(ctx, p, reopen)
			case reopen != "":
				if ok, err := p.sender.Reopen(ctx, reopen); err != nil || !ok {
					return noRelay(p, reopen, err)
				}
			}
			all, err := p.sender.Reports(ctx)
			if err != nil {
				return err
			}
			return a.printRelays(all)
		},
	}
	c.Flags().StringVar(&reopen, "reopen", "", "name of a relay to use again at once")
	a.dryFlag(c, "with --reopen only say whether the relay is left alone")
	return c
}

// dryReopen says what --reopen would do.
func (a *app) dryReopen(ctx context.Context, p *program, name string) error {
	all, err := p.sender.Reports(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(r mail.Report) bool { return r.Name == name })
	if at < 0 {
		return noRelay(p, name, nil)
	}
	if a.json {
		return a.printJSON(map[string]any{"relay": all[at], "dry_run": true})
	}
	if all[at].State.Closed == "" {
		a.say("The relay %s is in use already.", name)
	} else {
		a.say("The relay %s (%s) would be used again at once.", name, all[at].State.Closed)
	}
	a.sayDry()
	return nil
}

// noRelay says that no relay is called so.
func noRelay(p *program, name string, err error) error {
	if err != nil {
		return err
	}
	var names []string
	for _, r := range p.settings.Mail.Each() {
		names = append(names, r.Name)
	}
	return oneOf(name, names, fmt.Sprintf("No relay is called %q.", name))
}

func (a *app) printRelays(all []mail.Report) error {
	if a.json {
		return a.printJSON(all)
	}
	t := a.table(col{name: "NAME"}, col{name: "SERVER"}, col{name: "ORDER", drop: 3}, col{name: "WEIGHT", drop: 2},
		col{name: "TODAY"}, col{name: "STATE"}, col{name: "UNTIL", drop: 1}, col{name: "WHY", fold: true})
	for _, r := range all {
		today, state, until := fmt.Sprint(r.State.Used), or(r.State.Closed, "ok"), "-"
		if r.Most > 0 {
			today += fmt.Sprintf(" of %d", r.Most)
		}
		if !r.Waits.IsZero() {
			until = when(r.Waits)
			if r.State.Closed == "" {
				state = "waits"
			}
		}
		t.add(r.Name, r.Where, fmt.Sprint(r.Order), fmt.Sprint(r.Weight), today, state, until, or(r.Why, "-"))
	}
	t.write()
	t.note()
	return nil
}

// relayTry is what a test letter met.
type relayTry struct {
	Relay    string `json:"relay"`
	Outcome  string `json:"outcome"`
	Response string `json:"response,omitempty"`
	Talk     string `json:"conversation,omitempty"`
}

func (a *app) mailTest() *cobra.Command {
	var to, relay string
	c := &cobra.Command{
		Use:   "test --to ADDRESS",
		Short: "Send a short letter through each relay, and tell the conversation",
		Long: `Sends a letter of two lines through each relay, or the one named, also when it is left alone or
has got what it may get today, and prints what was said: without passwords and tokens. It counts
for no issue and for no limit.`,
		Example: "  attache mail test --to me@example.org\n  attache mail test --to me@example.org --relay main",
		Args:    arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := (&news.Subscriber{Email: to, State: news.SubscriberActive}).Validate(); err != nil {
				return &usageError{
					message: fmt.Sprintf("--to: %q is not an e-mail address.", to),
					hint:    "attache mail test --to me@example.org",
				}
			}
			p, err := a.openMail(cmd.Context())
			if err != nil {
				return err
			}
			defer p.close()
			if a.dry {
				return a.dryTry(p, to, relay)
			}
			return a.mailTry(cmd.Context(), p, to, relay)
		},
	}
	c.Flags().StringVar(&to, "to", "", "address that gets the letter")
	c.Flags().StringVar(&relay, "relay", "", "name of the only relay to try")
	a.dryFlag(c, "only say through which relays it would go")
	return c
}

// dryTry says through which relays a test letter would go.
func (a *app) dryTry(p *program, to, relay string) error {
	var names []string
	for _, r := range p.settings.Mail.Each() {
		if relay == "" || r.Name == relay {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return noRelay(p, relay, nil)
	}
	if a.json {
		return a.printJSON(map[string]any{"to": to, "relays": names, "dry_run": true})
	}
	a.say("Would send a letter to %s through %s.", to, strings.Join(names, ", "))
	a.sayDry()
	return nil
}

func (a *app) mailTry(ctx context.Context, p *program, to, relay string) error {
	defer p.sender.Close()
	now := a.now()
	text := "This letter of attache tells that the mail server takes letters.\n\nIt was sent by attache mail test.\n"
	m := mail.Message{
		ID: mail.MessageID(-now.UnixMicro(), 0, p.settings.Mail.Domain()), To: to, Subject: "attache: a test letter",
		Language: "en", Text: text, HTML: "<p>" + strings.ReplaceAll(strings.TrimSpace(text), "\n\n", "</p><p>") + "</p>",
		Date: now,
	}
	limited, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	outcomes := p.sender.Try(limited, relay, m)
	if len(outcomes) == 0 {
		return noRelay(p, relay, nil)
	}
	tries := make([]relayTry, len(outcomes))
	var wrong []string
	for i, o := range outcomes {
		tries[i] = relayTry{o.Relay, string(o.Kind), o.Response, o.Talk}
		if o.Kind != mail.Sent {
			wrong = append(wrong, o.Relay)
		}
	}
	if a.json {
		if err := a.printJSON(tries); err != nil {
			return err
		}
	} else {
		for _, t := range tries {
			a.say("%s: %s", t.Relay, t.Outcome)
			for line := range strings.Lines(t.Talk) {
				a.say("  %s", strings.TrimRight(line, "\n"))
			}
			if t.Response != "" && t.Outcome != string(mail.Sent) {
				a.say("  %s", t.Response)
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return &unfinished{
		message: fmt.Sprintf("The letter did not leave through %s.", strings.Join(wrong, ", ")),
		hint:    "the settings as attache reads them: attache check; the DNS and the servers: attache doctor",
	}
}
