package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
)

// maxShown is how many people a question names; --json lists all.
const maxShown = 100

// restoreResult is what `attache subscriber restore --json` prints.
type restoreResult struct {
	Restored    int               `json:"restored"`
	Subscribers []news.Subscriber `json:"subscribers"` // those it is about, as they were
}

func (a *app) subscriberRestore() *cobra.Command {
	var since, until, reply, why string
	c := &cobra.Command{
		Use:   "restore",
		Short: "Take back people who were struck off by a mistake",
		Long: `Makes active again whom a refused letter made bounced in a span of time: when the mail server
refused us, and it was taken for a refusal of the readers. It shows who they are, when they were
struck off and what the server said, and asks. People who unsubscribed, complained or were set
to bounced by hand stay as they are. Who did it, when and why is kept: attache subscriber show.
The commands that send what they missed are printed at the end.`,
		Example: `  attache subscriber restore --since 24h --dry-run
  attache subscriber restore --since '2026-11-23 07:00' --until '2026-11-23 09:00' --reply relay`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, to, err := a.span(since, until)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			found, err := st.Bounced(ctx, from, to, reply)
			if err != nil {
				return err
			}
			a.showBounced(found)
			result := restoreResult{Subscribers: append([]news.Subscriber{}, found...)}
			switch {
			case a.dry:
				a.sayDry()
			case len(found) > 0:
				again := cmd.CommandPath()
				for _, f := range [][2]string{{"since", since}, {"until", until}, {"reply", reply}} {
					if f[1] != "" {
						again += " " + news.Command("--"+f[0], f[1])
					}
				}
				question := fmt.Sprintf("Make %s active again?", counted(len(found), "subscriber"))
				if err := a.confirm(ctx, question, again); err != nil {
					return err
				}
				if result.Restored, err = st.Restore(ctx, found, person(), why, a.now()); err != nil {
					return err
				}
				a.say("%s restored.", counted(result.Restored, "subscriber"))
				if err := a.suggestMissed(ctx, st, found); err != nil {
					return err
				}
			}
			if a.json {
				return a.printJSON(result)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&since, "since", "",
		"struck off since this instant ('2026-11-23 07:00', local time) or this long ago (24h); required")
	f.StringVar(&until, "until", "", "and before this instant, or this long ago (default now)")
	f.StringVar(&reply, "reply", "", "only those for whom the server's words hold this text")
	f.StringVar(&why, "why", "the mail server refused us, not the readers", "why, for the record")
	a.dryFlag(c, "show who it would be, change nothing")
	return c
}

// mostMissed is how many issues are named that restored people did not get.
const mostMissed = 5

// suggestMissed prints the commands that send what struck-off people did not get.
func (a *app) suggestMissed(ctx context.Context, st *store.Store, found []news.Subscriber) error {
	missed, err := st.Missed(ctx, found, mostMissed+1)
	if err != nil || len(missed) == 0 {
		return err
	}
	a.say("To send what they missed, the newest first:")
	for _, id := range missed[:min(len(missed), mostMissed)] {
		a.suggest("  attache issue resend %d", id)
	}
	if len(missed) > mostMissed {
		a.suggest("  older ones: attache issue list")
	}
	return nil
}

// span reads --since and --until.
func (a *app) span(since, until string) (from, to time.Time, err error) {
	if since == "" {
		return from, to, &usageError{
			message: "Say since when people were struck off by a mistake.",
			hint:    "use --since 24h, or --since '2026-11-23 07:00'",
		}
	}
	if from, err = a.ago(since); err != nil {
		return from, to, err
	}
	if from.After(a.now()) {
		return from, to, &usageError{
			message: fmt.Sprintf("--since is %s, which is still to come.", when(from)),
			hint:    "attache subscriber restore --since 24h --dry-run",
		}
	}
	if until == "" {
		return from, to, nil
	}
	if to, err = a.ago(until); err == nil && !from.Before(to) {
		err = &usageError{message: "--until is not after --since.", hint: "the span goes from --since to --until"}
	}
	return from, to, err
}

// ago reads an instant in local time, or how long ago it was.
func (a *app) ago(text string) (time.Time, error) {
	return a.instant(text, time.Local)
}

// showBounced prints who was struck off, when and by which words.
func (a *app) showBounced(found []news.Subscriber) {
	if a.json {
		return
	}
	if len(found) == 0 {
		a.say("Nobody was struck off by a refused letter in that time.")
		return
	}
	t := a.table(col{name: "EMAIL"}, col{name: "STRUCK OFF"}, col{name: "THE SERVER'S WORDS", fold: true})
	for _, s := range found[:min(len(found), maxShown)] {
		t.add(s.Email, when(s.Bounced), cmp.Or(s.BouncedFor, "-"))
	}
	t.write()
	if rest := len(found) - maxShown; rest > 0 {
		a.say("… and %d more: --dry-run --json lists all.", rest)
	}
}

// person is who works at the command line, for the record.
func person() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return cmp.Or(os.Getenv("USER"), "unknown")
}

// subscriberRecord is what `attache subscriber show --json` prints.
type subscriberRecord struct {
	news.Subscriber
	Strikes  []store.Strike   `json:"strikes,omitempty"`
	Restored []store.Restored `json:"restored,omitempty"`
}

func (a *app) subscriberShow() *cobra.Command {
	return &cobra.Command{
		Use: "show EMAIL", Short: "One subscriber: state, why it bounced, who restored it", Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			sub, err := subscriberNoun.get(ctx, st, args[0])
			if err != nil {
				return err
			}
			r, err := record(ctx, st, sub)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(r)
			}
			t := a.facts()
			t.add("email", r.Email)
			t.add("name", or(r.Name, "-"))
			t.add("language", or(r.Language, "-"))
			t.add("digests", or(strings.Join(r.Digests, " "), "-"))
			t.add("state", string(r.State)+", since "+when(r.Changed))
			if !r.Bounced.IsZero() {
				t.add("struck off", when(r.Bounced)+": "+r.BouncedFor)
			}
			for _, s := range r.Strikes {
				t.add("strike", fmt.Sprintf("%s, issue %d: %s", when(s.At), s.IssueID, s.Response))
			}
			for _, e := range r.Restored {
				before := "struck off " + when(e.Bounced) + ": " + e.BouncedFor
				switch s := news.SubscriberState(e.BouncedFor); s {
				case store.RestoredRemoved:
					before = "removed on " + when(e.Bounced)
				case news.SubscriberUnsubscribed, news.SubscriberBounced, news.SubscriberComplained:
					before = string(s) + " since " + when(e.Bounced)
				}
				t.add("restored", fmt.Sprintf("%s by %s: %s; %s", when(e.At), e.By, e.Why, before))
			}
			t.write()
			return nil
		},
	}
}

func record(ctx context.Context, st *store.Store, sub news.Subscriber) (r subscriberRecord, err error) {
	r.Subscriber = sub
	if r.Strikes, err = st.Strikes(ctx, r.ID); err != nil {
		return r, err
	}
	r.Restored, err = st.Restores(ctx, r.ID)
	return r, err
}
