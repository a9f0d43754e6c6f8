package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/config"
	"attache/news"
	"attache/store"
)

// noun is what the commands of the desk's nouns have in common: edit, enable, disable and remove.
type noun[T any] struct {
	name string // "source"
	list string // the command that lists them: the hint when one is not there
	// names lists all that there are, to find the one that was probably meant; nil = none is looked for
	names func(ctx context.Context, st *store.Store) ([]string, error)
	find  func(ctx context.Context, st *store.Store, name string) (T, error)

	// for edit
	key   func(v *T) *string // the name, which stays
	id    func(v *T) *int64
	check func(ctx context.Context, a *app, st *store.Store, v *T) error // before it is put
	put   func(ctx context.Context, st *store.Store, v *T) error

	// for enable and disable
	enable func(ctx context.Context, st *store.Store, name string, on bool) error

	// for remove
	argument string                      // "NAME"
	question func(names []string) string // before removing
	remove   func(ctx context.Context, st *store.Store, name string, at time.Time) error
	about    string // what --help says of it; "" = nothing more
	removed  string // what is said of each that was removed: "Removed %s."
}

// get finds one by name, with a hint when there is none.
func (n *noun[T]) get(ctx context.Context, st *store.Store, name string) (T, error) {
	v, err := n.find(ctx, st, name)
	if err == nil {
		return v, nil
	}
	hint := n.list
	if errors.Is(err, news.ErrNotFound) && n.names != nil {
		if all, e := n.names(ctx, st); e == nil {
			if meant := config.Nearest(name, all); meant != "" {
				hint = fmt.Sprintf("did you mean %s? All: %s", meant, n.list)
			}
		}
	}
	return v, withHint(err, "%s", hint)
}

// editCommand changes one in the person's editor or by --set, checks it whole, and prints what has changed.
func (n *noun[T]) editCommand(a *app, example, set string) *cobra.Command {
	var fields []string
	c := &cobra.Command{
		Use: "edit NAME", Short: "Change a " + n.name + ", in your editor or by --set", Args: arguments(1, 1),
		Example: example,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			v, err := n.get(ctx, st, args[0])
			if err != nil {
				return err
			}
			before := v
			if err := edit(ctx, a, &v, fields); err != nil {
				return err
			}
			*n.id(&v) = *n.id(&before)
			if now, was := *n.key(&v), *n.key(&before); now != was {
				return news.Invalid("name", "A %s keeps its name: add one called %q and remove %q.", n.name, now, was)
			}
			if err := n.check(ctx, a, st, &v); err != nil {
				return err
			}
			if err := n.put(ctx, st, &v); err != nil {
				return err
			}
			return a.printChange(n.name, *n.key(&v), before, v)
		},
	}
	c.Flags().StringArrayVar(&fields, "set", nil, set)
	return c
}

// switchCommand switches some on or off.
func (n *noun[T]) switchCommand(a *app, verb, short string, on bool) *cobra.Command {
	return &cobra.Command{
		Use: verb + " NAME…", Short: short, Args: arguments(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			for _, name := range args {
				if err := n.enable(ctx, st, name, on); err != nil {
					return withHint(err, "%s", n.list)
				}
				a.say("%s: %s", name, onOff(on))
			}
			return nil
		},
	}
}

// removeCommand removes some after asking. Nothing is removed when one of them is not there.
func (n *noun[T]) removeCommand(a *app, short string) *cobra.Command {
	return &cobra.Command{
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
}

// sourceNoun is what the commands of sources have in common with others.
var sourceNoun = &noun[news.Source]{
	name: "source", list: "attache source list", names: sourceNames,
	find: func(ctx context.Context, st *store.Store, name string) (news.Source, error) {
		return st.Source(ctx, name)
	},
	key:   func(s *news.Source) *string { return &s.Name },
	id:    func(s *news.Source) *int64 { return &s.ID },
	check: func(_ context.Context, _ *app, _ *store.Store, s *news.Source) error { return checkSourceRules(s) },
	put:   func(ctx context.Context, st *store.Store, s *news.Source) error { return st.PutSource(ctx, s) },
	enable: func(ctx context.Context, st *store.Store, name string, on bool) error {
		return st.EnableSource(ctx, name, on)
	},
	argument: "NAME",
	question: func(names []string) string { return fmt.Sprintf("Remove %s?", strings.Join(names, ", ")) },
	remove: func(ctx context.Context, st *store.Store, name string, _ time.Time) error {
		return st.DeleteSource(ctx, name)
	},
	removed: "Removed %s.",
}

// digestNoun is what the commands of digests have in common with others.
var digestNoun = &noun[news.Digest]{
	name: "digest", list: "attache digest list", names: digestNames,
	find: func(ctx context.Context, st *store.Store, name string) (news.Digest, error) {
		return st.Digest(ctx, name)
	},
	key:   func(d *news.Digest) *string { return &d.Name },
	id:    func(d *news.Digest) *int64 { return &d.ID },
	check: checkDigest,
	put:   func(ctx context.Context, st *store.Store, d *news.Digest) error { return st.PutDigest(ctx, d) },
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
	removed: "Removed %s.",
}

// subscriberNoun is what the commands of subscribers have in common with others.
var subscriberNoun = &noun[news.Subscriber]{
	name: "subscriber", list: "attache subscriber list",
	find: func(ctx context.Context, st *store.Store, email string) (news.Subscriber, error) {
		return st.Subscriber(ctx, email)
	},
	argument: "EMAIL",
	question: func(emails []string) string { return fmt.Sprintf("Erase %s?", counted(len(emails), "subscriber")) },
	remove: func(ctx context.Context, st *store.Store, email string, at time.Time) error {
		return st.DeleteSubscriber(ctx, email, at)
	},
	removed: "Erased %s. No import brings them back without --rejoin.",
	about: `Erases the subscriber, the subscriptions and what is queued, and takes the address, the name and the server's
words out of the record of what was sent. A keyed hash of the address stays for database.retention.removed
days (default 3650), so that an import of an older list leaves the person out; it tells nobody the address.
subscriber add and --rejoin of subscriber import take them back, and note who did it and why.`,
}
