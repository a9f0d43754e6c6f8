package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"attache/cmd/attache/internal/roster"
	"attache/news"
	"attache/store"
	"attache/text"
)

func (a *app) subscriberCommand() *cobra.Command {
	c := group("subscriber", "The people who get issues",
		`A subscriber gets the issues of the digests named with the address.`,
		a.subscriberAdd(), a.subscriberList(), a.subscriberImport(), a.subscriberExport(), a.subscriberRestore())
	c.AddCommand(a.offer(someEmails, a.subscriberShow(),
		subscriberNoun.editCommand(a,
			"  attache subscriber edit reader@example.org --set language=kk --set digests=daily,weekly",
			"set a field, such as language=kk (repeatable)"),
		subscriberNoun.removeCommand(a, "Erase people and what they were sent"))...)
	return c
}

func (a *app) subscriberAdd() *cobra.Command {
	var (
		who     news.Subscriber
		digests []string
		rejoin  bool
		why     string
	)
	c := &cobra.Command{
		Use: "add EMAIL…", Short: "Subscribe addresses", Args: arguments(1, -1),
		Long: `The addresses get mail at once: add only people who asked for it. The command asks first about those who
unsubscribed, bounced or complained, or were removed here; --rejoin says that they asked to come back.
Who took them back, when and why is kept: attache subscriber show.`,
		Example: "  attache subscriber add reader@example.org --digest daily --language kk",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, createSeeded)
			if err != nil {
				return err
			}
			defer st.Close()
			to, err := subscribedDigests(ctx, st, digests)
			if err != nil {
				return err
			}
			wanted, err := subscribers(args, who, to)
			if err != nil {
				return err
			}
			if a.dry {
				return a.dryAdd(ctx, st, wanted)
			}
			if !rejoin {
				if err := a.confirmRejoin(ctx, st, wanted, again(cmd, args, "rejoin")); err != nil {
					return err
				}
			}
			var added []news.Subscriber
			for _, s := range wanted {
				verb := "gets"
				if known, err := st.Subscriber(ctx, s.Email); err == nil {
					before := known
					known.Update(&s)
					if reflect.DeepEqual(before, known) && known.State == news.SubscriberActive {
						verb = "already gets"
					}
					s, s.State = known, news.SubscriberActive
				} else if !errors.Is(err, news.ErrNotFound) {
					return err
				}
				if s.Changed = a.now(); s.Created.IsZero() {
					s.Created = s.Changed
				}
				if err := st.Rejoin(ctx, &s, person(), why); err != nil {
					return err
				}
				added = append(added, s)
				a.say("%s %s %s.", s.Email, verb, strings.Join(s.Digests, ", "))
			}
			if a.json {
				return a.printJSON(added)
			}
			return nil
		},
	}
	f := c.Flags()
	for _, t := range news.SubscriberTexts {
		f.StringVar(t.Of(&who), t.Name, "", t.Usage)
	}
	f.StringSliceVar(&who.Reads, "reads", nil,
		"languages read besides that of the letter: a story told in one of them is left as it is")
	f.StringSliceVarP(&digests, "digest", "d", nil, "digests to get (default the only one there is)")
	f.BoolVar(&rejoin, "rejoin", false, "also take back people who left: only when they asked for it")
	f.StringVar(&why, "why", "they asked to get mail again", "why people who left are taken back, for the record")
	a.dryFlag(c, onlyShow)
	return c
}

// dryAdd says what subscribing would do to each.
func (a *app) dryAdd(ctx context.Context, st *store.Store, wanted []news.Subscriber) error {
	for _, s := range wanted {
		known, err := st.Subscriber(ctx, s.Email)
		switch {
		case errors.Is(err, news.ErrNotFound):
			a.say("%s would get %s.", s.Email, strings.Join(s.Digests, ", "))
		case err != nil:
			return err
		default:
			after := known
			after.Update(&s)
			after.State = news.SubscriberActive
			if err := a.printChange("subscriber", s.Email, known, after); err != nil {
				return err
			}
			continue
		}
		if a.json {
			if err := a.printChange("subscriber", s.Email, news.Subscriber{}, s); err != nil {
				return err
			}
		}
	}
	a.sayDry()
	return nil
}

// confirmRejoin says who of the wanted left, bounced or complained, or was removed, and since when, and asks whether to
// take them back.
// The command that says so is told when there is nobody to ask.
func (a *app) confirmRejoin(ctx context.Context, st *store.Store, wanted []news.Subscriber, rejoin string) error {
	var gone []string
	for _, s := range wanted {
		known, err := st.Subscriber(ctx, s.Email)
		switch {
		case errors.Is(err, news.ErrNotFound):
			removed, err := st.Removed(ctx, s.Email)
			if err != nil {
				return err
			}
			for _, at := range removed {
				gone = append(gone, s.Email)
				fmt.Fprintf(a.errs, "%s was removed on %s.\n", s.Email, when(at))
			}
		case err != nil:
			return err
		case known.State != news.SubscriberActive && known.State != news.SubscriberPending:
			gone = append(gone, s.Email)
			a.note("%s is %s since %s.", s.Email, known.State, when(known.Changed))
		}
	}
	if len(gone) == 0 || a.yes {
		return nil
	}
	if !a.interactive {
		return &usageError{
			message: "Who left gets mail again only when they asked for it: that must be confirmed, and " +
				"there is no terminal to ask on. " +
				"Nothing was changed.",
			hint: "when they asked for it: " + rejoin,
		}
	}
	return a.confirm(ctx, fmt.Sprintf("Did %s ask to get mail again?", strings.Join(gone, ", ")), "")
}

// subscribers reads the addresses of subscribers who are the same else. Nothing is to be added when one is wrong; the
// error names all that are.
func subscribers(args []string, who news.Subscriber, digests []string) ([]news.Subscriber, error) {
	var all []news.Subscriber
	var wrong troubles
	for _, arg := range args {
		s := who
		email, name := roster.Address(arg)
		s.Email, s.State, s.Digests = email, news.SubscriberActive, digests
		s.Name = text.Plain(or(s.Name, name))
		err := roster.Valid(&s)
		var invalid *news.InvalidError
		if err != nil && (!errors.As(err, &invalid) || invalid.Field != "email") {
			return nil, err // the same for each
		}
		if err != nil {
			wrong = append(wrong, err)
		}
		all = append(all, s)
	}
	return all, wrong.and(nil)
}

// subscribedDigests checks the digests asked for; with none asked for it takes the only one there is.
func subscribedDigests(ctx context.Context, st *store.Store, asked []string) ([]string, error) {
	all, err := st.Digests(ctx, false)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, d := range all {
		names = append(names, d.Name)
	}
	if len(asked) == 0 {
		if len(names) == 1 {
			return names, nil
		}
		if len(names) == 0 {
			return nil, &news.InvalidError{
				Message: "There is no digest to subscribe to.",
				Hint:    "attache digest add daily --schedule '0 7 * * *'",
			}
		}
		return nil, &usageError{message: "There are several digests: name one.", hint: "use --digest " +
			strings.Join(names, " or --digest ")}
	}
	for _, d := range asked {
		if !slices.Contains(names, d) {
			return nil, &news.InvalidError{
				Field: "digests", Message: fmt.Sprintf("There is no digest %q.", d),
				Hint: meant(d, names, "attache digest list"),
			}
		}
	}
	return asked, nil
}

// subscriberStates are the words that --state takes.
var subscriberStates = []string{"pending", "active", "unsubscribed", "bounced", "complained"}

// checkState refuses a word that is no state of a subscriber; "" is any.
func checkState(word string) error {
	if word == "" || slices.Contains(subscriberStates, word) {
		return nil
	}
	return oneOf(word, subscriberStates, fmt.Sprintf("%q is no state of a subscriber.", word))
}

// checkDigestFlag refuses the name of a digest that is not there; "" is any.
func checkDigestFlag(ctx context.Context, st *store.Store, name string) error {
	if name == "" {
		return nil
	}
	_, err := digestNoun.get(ctx, st, name)
	return err
}

func (a *app) subscriberList() *cobra.Command {
	var digest, state string
	c := &cobra.Command{
		Use: "list", Short: "All subscribers", Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkState(state); err != nil {
				return err
			}
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			if err := checkDigestFlag(cmd.Context(), st, digest); err != nil {
				return err
			}
			out, n := a.jsonList(), 0
			t := a.table(col{name: "EMAIL"}, col{name: "NAME", drop: 3, fold: true}, col{name: "LANGUAGE", drop: 1},
				col{name: "DIGESTS", fold: true}, col{name: "STATE"}, col{name: "STATE SINCE", drop: 4},
				col{name: "SIGNED UP", drop: 2})
			t.page = 1000
			for s, err := range st.AllSubscribers(cmd.Context(), digest, news.SubscriberState(state)) {
				if err != nil {
					return err
				}
				if n++; !a.json {
					t.add(s.Email, s.Name, or(s.Language, "-"), strings.Join(s.Digests, " "),
						string(s.State), when(s.Changed), when(s.Created))
				} else if err := out.add(s); err != nil {
					return err
				}
			}
			if a.json {
				return out.end()
			}
			t.write()
			t.note()
			a.foot("%s", counted(n, "subscriber"))
			if n == 0 && digest == "" && state == "" {
				a.suggest("To add one: attache subscriber add you@example.org")
			}
			return nil
		},
	}
	c.Flags().StringVarP(&digest, "digest", "d", "", "only those of this digest")
	c.Flags().StringVar(&state, "state", "",
		"only those in this state: pending, active, unsubscribed, bounced, complained")
	return c
}

func (a *app) subscriberExport() *cobra.Command {
	var digest, state, out string
	c := &cobra.Command{
		Use: "export", Short: "Write subscribers as CSV", Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := checkState(state); err != nil {
				return err
			}
			if err := writable(out); err != nil {
				return err
			}
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			if err := checkDigestFlag(cmd.Context(), st, digest); err != nil {
				return err
			}
			w, err := a.output(cmd.Context(), out)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, w.Close()) }()
			return exportSubscribers(cmd.Context(), st, w, digest, news.SubscriberState(state))
		},
	}
	c.Flags().StringVarP(&digest, "digest", "d", "", "only those of this digest")
	c.Flags().StringVar(&state, "state", "", "only those in this state")
	c.Flags().StringVarP(&out, "out", "o", "", "file to write (default standard output)")
	return c
}

func exportSubscribers(
	ctx context.Context, st *store.Store, w io.Writer, digest string, state news.SubscriberState,
) error {
	out := roster.NewWriter(w)
	for s, err := range st.AllSubscribers(ctx, digest, state) {
		if err != nil {
			return err
		}
		if err := out.Write(s); err != nil {
			return err
		}
	}
	return out.Flush()
}
