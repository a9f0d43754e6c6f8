package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/newsroom"
	"attache/scrape/fetch"
	"attache/store"
	"attache/web/api"
	"attache/web/hooks"
)

// hookSender tells webhooks, through the guard of the fetcher.
func (p *program) hookSender() (*hooks.Sender, error) {
	out, err := fetch.Guarded(p.settings.Scrape)
	return &hooks.Sender{
		Store: p.store, Transport: out, Base: strings.TrimRight(p.links.Base, "/") + api.Path,
		Agent: "attache/" + versionText(), Now: p.clock.Now, Log: p.log,
	}, err
}

// mayTell reports whether webhooks may be told: not after a restore that nobody confirmed.
func (p *program) mayTell(ctx context.Context) bool { return p.pipeline.Sendable(ctx) == nil }

// TestHook sends a message of its own to a webhook.
func (p deskRunner) TestHook(ctx context.Context, id int64) (newsroom.HookMessage, error) {
	sender, err := p.hookSender()
	if err != nil {
		return newsroom.HookMessage{}, err
	}
	return sender.Test(ctx, id)
}

func (a *app) hookCommand() *cobra.Command {
	c := group("hook", "Programs that are told of what happens",
		`A webhook is an address to which serve posts a small signed message (Standard Webhooks) when an issue is
composed, held or sent, and when a source breaks or is repaired. docs/api.md says what stands in it.
Private addresses are refused, unless scrape.allow names them.`,
		a.hookAdd(), a.hookList())
	c.AddCommand(a.offer(hookNumbers, a.hookTest(), a.hookRotate(), a.hookRemove())...)
	return c
}

// hookNumbers are those of the webhooks.
func hookNumbers(ctx context.Context, st *store.Store) ([]string, error) {
	all, err := st.Hooks(ctx)
	numbers := make([]string, len(all))
	for i, h := range all {
		numbers[i] = strconv.FormatInt(h.ID, 10)
	}
	return numbers, err
}

// hookNamed finds a webhook by its number.
func hookNamed(ctx context.Context, st *store.Store, number string) (newsroom.Hook, error) {
	id, err := strconv.ParseInt(number, 10, 64)
	var h newsroom.Hook
	if err == nil {
		h, err = st.Hook(ctx, id)
	}
	var syntax *strconv.NumError
	if errors.Is(err, news.ErrNotFound) || errors.As(err, &syntax) {
		err = withHint(notThere(news.ErrNotFound, "There is no webhook %q.", number), "attache hook list")
	}
	return h, err
}

func (a *app) hookAdd() *cobra.Command {
	var events []string
	c := &cobra.Command{
		Use: "add URL", Short: "Tell a program of what happens", Args: arguments(1, 1),
		Long: `Prints the secret that signs the messages, this once: the receiver needs it to know that they are ours.
The events are ` + strings.Join(newsroom.HookEvents, ", ") + `.`,
		Example: "  attache hook add https://example.org/attache\n" +
			"  attache hook add https://example.org/attache --event issue.sent --event source.broken",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if len(events) == 0 {
				events = newsroom.HookEvents
			}
			h := newsroom.Hook{URL: args[0], Events: events, Secret: hooks.NewSecret(), Enabled: true, Created: a.utc()}
			if err := h.Validate(); err != nil {
				return err
			}
			_, st, err := a.desk(ctx, createSeeded)
			if err != nil {
				return err
			}
			defer st.Close()
			if a.dry {
				return a.dryHook(h, fmt.Sprintf("Would tell %s of %s.", h.URL, strings.Join(h.Events, ", ")))
			}
			if err := st.AddHook(ctx, &h, newsroom.Entry{At: a.utc(), By: "attache hook add", Action: "hook.add"}); err != nil {
				return err
			}
			return a.sayHook(h, fmt.Sprintf("Added webhook %d. Its secret is shown this once:", h.ID))
		},
	}
	c.Flags().StringSliceVar(&events, "event", nil, "what it is told of (default everything; can be repeated)")
	a.dryFlag(c, "only say what would be told")
	return c
}

// dryHook says what would be done with a webhook, without its secret.
func (a *app) dryHook(h newsroom.Hook, words string) error {
	if a.json {
		return a.printJSON(map[string]any{"hook": h, "dry_run": true})
	}
	a.say("%s", words)
	a.sayDry()
	return nil
}

// sayHook shows a webhook with its secret.
func (a *app) sayHook(h newsroom.Hook, words string) error {
	if a.json {
		return a.printJSON(struct {
			newsroom.Hook
			Secret string `json:"secret"`
		}{h, h.Secret})
	}
	a.say("%s", words)
	a.say("%s", h.Secret)
	a.suggest("To try it: attache hook test %d", h.ID)
	return nil
}

// hookListed is how many messages of each webhook --json lists.
const hookListed = 20

func (a *app) hookList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "The webhooks, and how the last message of each ended", Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			all, err := st.Hooks(ctx)
			if err != nil {
				return err
			}
			type row struct {
				newsroom.Hook
				Messages []newsroom.HookMessage `json:"messages"`
			}
			rows := []row{}
			t := a.table(col{name: "ID"}, col{name: "URL"}, col{name: "ON"}, col{name: "EVENTS", drop: 2},
				col{name: "LAST", drop: 1}, col{name: "ANSWER", drop: 3})
			for _, h := range all {
				messages, err := st.HookMessages(ctx, h.ID, hookListed)
				if err != nil {
					return err
				}
				rows = append(rows, row{h, messages})
				last, answer := "", h.Note
				if len(messages) > 0 {
					last = messages[0].Event + " " + when(messages[0].At)
					answer = or(answer, messages[0].Answer)
				}
				t.add(strconv.FormatInt(h.ID, 10), h.URL, yesNo(h.Enabled), strings.Join(h.Events, " "), last, answer)
			}
			if a.json {
				return a.printJSON(rows)
			}
			if len(all) == 0 {
				a.say("No program is told of anything.")
				a.suggest("To add one: attache hook add https://example.org/attache")
				return nil
			}
			t.write()
			t.note()
			return nil
		},
	}
}

func (a *app) hookTest() *cobra.Command {
	c := &cobra.Command{
		Use: "test ID", Short: "Send a message of the type test now", Args: arguments(1, 1),
		Long: "Says what the receiver answered. The message is not tried again.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, err := a.settings()
			if err != nil {
				return err
			}
			p, err := a.open(ctx, s, refuse, slog.LevelError)
			if err != nil {
				return err
			}
			defer p.close()
			h, err := hookNamed(ctx, p.store, args[0])
			if err != nil {
				return err
			}
			if a.dry {
				return a.dryHook(h, fmt.Sprintf("Would send a message of the type test to %s.", h.URL))
			}
			m, err := deskRunner{p}.TestHook(ctx, h.ID)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(m)
			}
			if !m.Delivered {
				return &partly{
					message: fmt.Sprintf("The receiver did not take it: %s", strings.TrimSpace(statusText(m.Status)+m.Answer)),
					hint:    "attache hook list",
				}
			}
			a.say("The receiver took it: %s%s", statusText(m.Status), m.Answer)
			return nil
		},
	}
	a.dryFlag(c, "only say where it would be sent")
	return c
}

// statusText is an HTTP status before an answer; "" when none came.
func statusText(status int) string {
	if status == 0 {
		return ""
	}
	return strconv.Itoa(status) + " "
}

func (a *app) hookRotate() *cobra.Command {
	c := &cobra.Command{
		Use: "rotate ID", Short: "Give a webhook another secret", Args: arguments(1, 1),
		Long: "Prints the new secret, this once. For 24 hours messages are signed by the old one too.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			h, err := hookNamed(ctx, st, args[0])
			if err != nil {
				return err
			}
			if a.dry {
				return a.dryHook(h, fmt.Sprintf("Would give webhook %d another secret.", h.ID))
			}
			secret := hooks.NewSecret()
			err = st.EditHook(ctx, h.ID, func(is *newsroom.Hook) error {
				hooks.Rotate(is, secret, a.utc())
				h = *is
				return nil
			}, newsroom.Entry{At: a.utc(), By: "attache hook rotate", Action: "hook.rotate"})
			if err != nil {
				return err
			}
			return a.sayHook(h, fmt.Sprintf("Webhook %d has a new secret, shown this once; the old one signs too until %s:",
				h.ID, when(h.OldUntil)))
		},
	}
	a.dryFlag(c, "only say what would be done")
	return c
}

func (a *app) hookRemove() *cobra.Command {
	c := &cobra.Command{
		Use: "remove ID", Short: "Tell a program of nothing more", Args: arguments(1, 1),
		Long: "Its messages that wait are not sent.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			h, err := hookNamed(ctx, st, args[0])
			if err != nil {
				return err
			}
			if a.dry {
				return a.dryHook(h, fmt.Sprintf("Would remove webhook %d (%s).", h.ID, h.URL))
			}
			if err := a.confirm(ctx, fmt.Sprintf("Remove webhook %d (%s)?", h.ID, h.URL),
				cmd.CommandPath()+" "+news.Command(args...)); err != nil {
				return err
			}
			err = st.RemoveHook(ctx, h.ID, newsroom.Entry{At: a.utc(), By: "attache hook remove", Action: "hook.remove"})
			if err != nil {
				return err
			}
			a.say("Removed webhook %d.", h.ID)
			return nil
		},
	}
	a.dryFlag(c, "only say what would be removed")
	return c
}
