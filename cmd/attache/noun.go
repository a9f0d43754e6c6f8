package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/cmd/attache/internal/roster"
	"attache/news"
	"attache/store"
)

// noun is what the commands of the desk's nouns have in common: edit, enable, disable and remove.
type noun[T any] struct {
	name string // "source"
	list string // the command that lists them: the hint when one is not there
	// names lists those that there are, to find the one that was probably meant
	names func(ctx context.Context, st *store.Store) ([]string, error)
	find  func(ctx context.Context, st *store.Store, name string) (T, error)

	// for edit
	key   func(v *T) *string // the name, which stays
	id    func(v *T) *int64
	check func(ctx context.Context, a *app, st *store.Store, was, is *T) error // before it is put
	put   func(ctx context.Context, st *store.Store, v *T) error

	// for enable and disable
	enable func(ctx context.Context, st *store.Store, name string, on bool) error

	// for remove
	argument string                      // "NAME"
	question func(names []string) string // before removing
	remove   func(ctx context.Context, st *store.Store, name string, at time.Time) error
	about    string // what --help says of it; "" = nothing more
	removed  string // what is said of each that was removed: "Removed %s."
	would    string // and of each that would be
}

// get finds one by name, with a hint when there is none.
func (n *noun[T]) get(ctx context.Context, st *store.Store, name string) (T, error) {
	v, err := n.find(ctx, st, name)
	if err == nil {
		return v, nil
	}
	hint := n.list
	if errors.Is(err, news.ErrNotFound) {
		if all, e := n.names(ctx, st); e == nil {
			hint = meant(name, all, n.list)
		}
		err = notThere(news.ErrNotFound, "There is no %s %q.", n.name, name)
	}
	return v, withHint(err, "%s", hint)
}

// editLong is the help of the three commands that edit.
const editLong = `Opens it as YAML in your editor (VISUAL or EDITOR); --set changes single fields, --file takes YAML
from a file ("-" is standard input). Every change is shown with the old and the new value. An edit with a mistake in it
is not lost: the mistake stands above its line, and the edit is offered again, or kept in a file for --file.`

// editCommand changes one in the person's editor, from a file or by --set, checks it whole, and prints what has
// changed.
func (n *noun[T]) editCommand(a *app, example, set string) *cobra.Command {
	var fields []string
	var file string
	c := &cobra.Command{
		Use: "edit " + n.argument, Short: "Change a " + n.name + ", in your editor or by --set", Args: arguments(1, 1),
		Long: editLong, Example: example,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			before, err := n.get(ctx, st, args[0])
			if err != nil {
				return err
			}
			v := before
			e := &editing[T]{
				a: a, v: &v, name: *n.key(&before), retry: cmd.CommandPath() + " " + news.Command(args[0]) + " --file",
				check: func(is *T) error {
					*n.id(is) = *n.id(&before)
					if now, was := *n.key(is), *n.key(&before); now != was {
						field := strings.ToLower(n.argument)
						return news.Invalid(field, "A %s keeps its %s: add %q and remove %q.", n.name, field, now, was)
					}
					return n.check(ctx, a, st, &before, is)
				},
			}
			switch {
			case len(fields) > 0:
				err = e.assigned(fields)
			case file != "":
				err = e.fromFile(ctx, file)
			default:
				err = e.inEditor(ctx)
			}
			if err != nil {
				return err
			}
			if !a.dry {
				if err := n.put(ctx, st, &v); err != nil {
					return err
				}
			}
			return a.printChange(n.name, *n.key(&v), before, v)
		},
	}
	c.Flags().StringArrayVar(&fields, "set", nil, set)
	c.Flags().StringVar(&file, "file", "", "take the edited YAML from this file")
	a.dryFlag(c, onlyShow)
	c.MarkFlagsMutuallyExclusive("set", "file")
	return c
}

// switchCommand switches some on or off.
func (n *noun[T]) switchCommand(a *app, verb, short string, on bool) *cobra.Command {
	c := &cobra.Command{
		Use: verb + " NAME…", Short: short, Args: arguments(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			for _, name := range args { // all of them, before one is switched
				if _, err := n.get(ctx, st, name); err != nil {
					return err
				}
			}
			for _, name := range args {
				if a.dry {
					a.say("%s would be: %s", name, onOff(on))
					continue
				}
				if err := n.enable(ctx, st, name, on); err != nil {
					return withHint(err, "%s", n.list)
				}
				a.say("%s: %s", name, onOff(on))
			}
			if a.dry {
				a.sayDry()
			}
			return nil
		},
	}
	a.dryFlag(c, onlyShow)
	return c
}

// removeCommand removes some after asking. Nothing is removed when one of them is not there.
func (n *noun[T]) removeCommand(a *app, short string) *cobra.Command {
	c := &cobra.Command{
		Use: "remove " + n.argument + "…", Short: short, Long: n.about, Args: arguments(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			for _, name := range args {
				if _, err := n.get(ctx, st, name); err != nil {
					return err
				}
			}
			if a.dry {
				for _, name := range args {
					a.say(n.would, name)
				}
				a.sayDry()
				return nil
			}
			if err := a.confirm(ctx, n.question(args), cmd.CommandPath()+" "+news.Command(args...)); err != nil {
				return err
			}
			for _, name := range args {
				if err := n.remove(ctx, st, name, a.now()); err != nil {
					return err
				}
				a.say(n.removed, name)
			}
			return nil
		},
	}
	a.dryFlag(c, onlyShow)
	return c
}

// sourceNoun is what the commands of sources have in common with others.
var sourceNoun = &noun[news.Source]{
	name: "source", list: "attache source list", names: sourceNames,
	find: func(ctx context.Context, st *store.Store, name string) (news.Source, error) {
		return st.Source(ctx, name)
	},
	key:   func(s *news.Source) *string { return &s.Name },
	id:    func(s *news.Source) *int64 { return &s.ID },
	check: func(_ context.Context, _ *app, _ *store.Store, _, s *news.Source) error { return checkSourceRules(s) },
	put:   func(ctx context.Context, st *store.Store, s *news.Source) error { return st.PutSource(ctx, s) },
	enable: func(ctx context.Context, st *store.Store, name string, on bool) error {
		return st.EnableSource(ctx, name, on)
	},
	argument: "NAME",
	question: func(names []string) string { return fmt.Sprintf("Remove %s?", strings.Join(names, ", ")) },
	remove: func(ctx context.Context, st *store.Store, name string, _ time.Time) error {
		return st.DeleteSource(ctx, name)
	},
	removed: "Removed %s.", would: "Would remove %s; its articles stay.",
}

// digestNoun is what the commands of digests have in common with others.
var digestNoun = &noun[news.Digest]{
	name: "digest", list: "attache digest list", names: digestNames,
	find: func(ctx context.Context, st *store.Store, name string) (news.Digest, error) {
		return st.Digest(ctx, name)
	},
	key: func(d *news.Digest) *string { return &d.Name },
	id:  func(d *news.Digest) *int64 { return &d.ID },
	check: func(ctx context.Context, a *app, st *store.Store, _, d *news.Digest) error {
		return checkDigest(ctx, a, st, d)
	},
	put: func(ctx context.Context, st *store.Store, d *news.Digest) error { return st.PutDigest(ctx, d) },
	enable: func(ctx context.Context, st *store.Store, name string, on bool) error {
		return st.EnableDigest(ctx, name, on)
	},
	argument: "NAME",
	question: func(names []string) string {
		return fmt.Sprintf("Remove %s with all issues and the record of who got them?", strings.Join(names, ", "))
	},
	remove: func(ctx context.Context, st *store.Store, name string, _ time.Time) error {
		return st.DeleteDigest(ctx, name)
	},
	removed: "Removed %s.", would: "Would remove %s with all its issues and the record of who got them.",
}

// subscriberNoun is what the commands of subscribers have in common with others.
var subscriberNoun = &noun[news.Subscriber]{
	name: "subscriber", list: "attache subscriber list", names: someEmails,
	find: func(ctx context.Context, st *store.Store, email string) (news.Subscriber, error) {
		return st.Subscriber(ctx, strings.TrimSpace(email))
	},
	key:   func(s *news.Subscriber) *string { return &s.Email },
	id:    func(s *news.Subscriber) *int64 { return &s.ID },
	check: checkSubscriberEdit,
	put:   func(ctx context.Context, st *store.Store, s *news.Subscriber) error { return st.PutSubscriber(ctx, s) },

	argument: "EMAIL",
	question: func(emails []string) string { return fmt.Sprintf("Erase %s?", counted(len(emails), "subscriber")) },
	remove: func(ctx context.Context, st *store.Store, email string, at time.Time) error {
		return st.DeleteSubscriber(ctx, email, at)
	},
	removed: "Erased %s. No import brings them back without --rejoin.", would: "Would erase %s and what was sent there.",
	about: `Erases the subscriber, the subscriptions and what is queued, and takes the address, the name and the server's
words out of the record of what was sent. A keyed hash of the address stays for database.retention.removed
days (default 3650), so that an import of an older list leaves the person out; it tells nobody the address.
subscriber add and --rejoin of subscriber import take them back, and note who did it and why.`,
}

// checkSubscriberEdit checks a subscriber whole, fills in what YAML does not show, and refuses to take back quietly who
// left: who did it and why is kept (subscriber add --rejoin).
func checkSubscriberEdit(ctx context.Context, a *app, st *store.Store, was, is *news.Subscriber) error {
	is.Created, is.Changed, is.Bounced, is.BouncedFor = was.Created, was.Changed, was.Bounced, was.BouncedFor
	is.State = cmp.Or(is.State, was.State)
	if err := roster.Valid(is); err != nil {
		return err
	}
	if is.State != was.State {
		if is.State == news.SubscriberActive && was.State != news.SubscriberPending {
			return &news.InvalidError{
				Field: "state", Message: fmt.Sprintf("%s is %s since %s: who left gets mail again only when they asked for it.",
					was.Email, was.State, when(was.Changed)),
				Hint: news.Command("attache", "subscriber", "add", was.Email, "--rejoin"),
			}
		}
		is.Changed = a.now()
	}
	if len(is.Digests) == 0 {
		return nil
	}
	_, err := subscribedDigests(ctx, st, is.Digests)
	return err
}

// mostEmails bounds the addresses among which the one that was meant is looked for.
const mostEmails = 20_000

// someEmails are the addresses of subscribers, not more than mostEmails.
func someEmails(ctx context.Context, st *store.Store) ([]string, error) {
	var all []string
	for s, err := range st.AllSubscribers(ctx, "", "") {
		if err != nil {
			return nil, err
		}
		if all = append(all, s.Email); len(all) == mostEmails {
			break
		}
	}
	return all, nil
}
