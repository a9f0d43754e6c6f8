package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/cmd/attache/internal/roster"
	"attache/config"
	"attache/news"
	"attache/store"
)

// checkDesk checks every entry of a desk document, that names are unique and that digests ask for what is there.
func checkDesk(file string, data []byte, desk *news.Desk) config.Mistakes {
	var mistakes config.Mistakes
	lines := config.LinesOf(data)
	wrong := func(field, format string, args ...any) {
		mistakes = append(mistakes, config.Mistake{
			File: file, Line: lines.Line(field), Field: field,
			Message: fmt.Sprintf(format, args...),
		})
	}
	seen := map[string]string{}
	once := func(field, key, what string) {
		if first, twice := seen[key]; twice && !strings.HasSuffix(key, " ") { // an empty one is a mistake of its own
			wrong(field, "%s stands at %s already.", what, first)
		}
		seen[key] = field
	}
	for i := range desk.Sources {
		s, at := &desk.Sources[i], fmt.Sprintf("sources[%d]", i)
		if err := s.Validate(); err != nil {
			mistakes = append(mistakes, mistake(file, lines, at, err))
		}
		once(at+".name", "source "+s.Name, "The source "+s.Name)
		once(at+".url", "url "+s.URL, "The address "+s.URL)
	}
	for i := range desk.Digests {
		d, at := &desk.Digests[i], fmt.Sprintf("digests[%d]", i)
		titled := *d
		titled.Title = or(d.Title, d.Name) // fillKnown
		if err := validDigest(&titled); err != nil {
			mistakes = append(mistakes, mistake(file, lines, at, err))
		}
		once(at+".name", "digest "+d.Name, "The digest "+d.Name)
		for j, name := range d.Sources {
			if desk.Sources != nil && seen["source "+name] == "" {
				wrong(fmt.Sprintf("%s.sources[%d]", at, j), "There is no source %q.", name)
			}
		}
		for j, name := range d.Groups {
			if desk.Sources != nil && !grouped(desk.Sources, name) {
				wrong(fmt.Sprintf("%s.groups[%d]", at, j), "No source is in the group %q.", name)
			}
		}
	}
	for i := range desk.Subscribers {
		s, at := &desk.Subscribers[i], fmt.Sprintf("subscribers[%d]", i)
		s.Email = strings.ToLower(s.Email)
		whole := *s
		whole.State = cmp.Or(s.State, news.SubscriberActive) // fillKnown
		if err := roster.Valid(&whole); err != nil {
			mistakes = append(mistakes, mistake(file, lines, at, err))
		}
		once(at+".email", "subscriber "+s.Email, "The address "+s.Email)
		for j, name := range s.Digests {
			if desk.Digests != nil && seen["digest "+name] == "" {
				wrong(fmt.Sprintf("%s.digests[%d]", at, j), "There is no digest %q.", name)
			}
		}
	}
	return mistakes
}

// grouped reports whether a source is in a group.
func grouped(sources []news.Source, group string) bool {
	return slices.ContainsFunc(sources, func(s news.Source) bool { return slices.Contains(s.Groups, group) })
}

// currentDesk reads the parts of the desk out of the database that are asked for.
func currentDesk(ctx context.Context, st *store.Store, subscribers bool) (news.Desk, error) {
	var (
		desk news.Desk
		err  error
	)
	if desk.Sources, err = st.Sources(ctx, false); err != nil {
		return desk, err
	}
	if desk.Digests, err = st.Digests(ctx, false); err != nil {
		return desk, err
	}
	if subscribers {
		for s, err := range st.AllSubscribers(ctx, "", "") {
			if err != nil {
				return desk, err
			}
			desk.Subscribers = append(desk.Subscribers, s)
		}
	}
	return desk, nil
}

func (a *app) exportCommand() *cobra.Command {
	var out string
	var people bool
	c := &cobra.Command{
		Use: "export", Short: "Write sources and digests as YAML", Args: arguments(0, 0),
		Long: `Writes the desk document that apply reads. Subscribers are personal data: they are left out
unless --subscribers. "attache schema desk" prints the document's JSON Schema.`,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := writable(out); err != nil {
				return err
			}
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			desk, err := currentDesk(cmd.Context(), st, people)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(desk)
			}
			w, err := a.output(cmd.Context(), out)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, w.Close()) }()
			return writeDesk(w, desk)
		},
	}
	c.Flags().StringVarP(&out, "out", "o", "", "file to write (default standard output)")
	c.Flags().BoolVar(&people, "subscribers", false, "subscribers too")
	return c
}

// step is one thing that apply will do.
type step struct {
	Sign    string   `json:"do"` // + adds, ~ changes, - removes
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Changes []change `json:"changes,omitempty"`
}

// plan lists what makes the database match the document, and puts it into one set of changes. Parts that the document
// does not name stay as they are.
func plan(now, want news.Desk, at time.Time) ([]step, *store.Changes) {
	var steps []step
	todo := &store.Changes{}
	if want.Sources != nil {
		steps = match(steps, "source", now.Sources, want.Sources, func(s *news.Source) string { return s.Name },
			func(was, s *news.Source) { s.ID = was.ID }, &todo.Sources, &todo.RemoveSources)
	}
	if want.Digests != nil {
		steps = match(steps, "digest", now.Digests, want.Digests, func(d *news.Digest) string { return d.Name },
			func(was, d *news.Digest) { d.ID = was.ID }, &todo.Digests, &todo.RemoveDigests)
	}
	if want.Subscribers != nil {
		steps = match(steps, "subscriber", now.Subscribers, want.Subscribers,
			func(s *news.Subscriber) string { return s.Email },
			func(was, s *news.Subscriber) { s.ID, s.Created = was.ID, was.Created }, &todo.Subscribers,
			&todo.RemoveSubscribers)
		for _, s := range todo.Subscribers {
			if s.Changed = at; s.Created.IsZero() {
				s.Created = at
			}
		}
	}
	return steps, todo
}

// fillKnown fills in what a document need not say: the title of a digest and the state of a subscriber that are known
// stay; a new digest is called by its name, and a new subscriber is active.
func fillKnown(now, want news.Desk) {
	titles, states := map[string]string{}, map[string]news.SubscriberState{}
	for _, d := range now.Digests {
		titles[d.Name] = d.Title
	}
	for _, s := range now.Subscribers {
		states[s.Email] = s.State
	}
	for i := range want.Digests {
		d := &want.Digests[i]
		d.Title = cmp.Or(d.Title, titles[d.Name], d.Name)
	}
	for i := range want.Subscribers {
		s := &want.Subscribers[i]
		s.State = cmp.Or(s.State, states[s.Email], news.SubscriberActive)
	}
}

// match compares two lists of one kind by name: what differs goes into put, what is not wanted into remove, and both
// into the steps.
func match[T any](
	steps []step, kind string, now, want []T, name func(*T) string, keep func(was, is *T), put *[]*T, remove *[]string,
) []step {
	known := map[string]*T{}
	for i := range now {
		known[name(&now[i])] = &now[i]
	}
	for i := range want {
		w := &want[i]
		s := step{Sign: "+", Kind: kind, Name: name(w)}
		if was, ok := known[s.Name]; ok {
			delete(known, s.Name)
			s.Sign, s.Changes = "~", changes(was, w)
			if len(s.Changes) == 0 {
				continue
			}
			keep(was, w)
		}
		steps, *put = append(steps, s), append(*put, w)
	}
	for i := range now {
		n := name(&now[i])
		if _, gone := known[n]; gone {
			steps, *remove = append(steps, step{Sign: "-", Kind: kind, Name: n}), append(*remove, n)
		}
	}
	return steps
}

// checkNames checks that what the document asks for will be there, be it in the document or in the database.
func checkNames(file string, data []byte, now, want news.Desk) error {
	named := want.Sources != nil || want.Digests != nil // else what is wrong between them is not the document's
	if want.Sources == nil {
		want.Sources = now.Sources
	}
	if want.Digests == nil {
		want.Digests = now.Digests
	}
	sources, digests := map[string]bool{}, map[string]bool{}
	for i := range want.Sources {
		sources[want.Sources[i].Name] = true
	}
	for i := range want.Digests {
		digests[want.Digests[i].Name] = true
	}
	var mistakes config.Mistakes
	lines := config.LinesOf(data)
	missing := func(field, kind, name, of string) {
		m := config.Mistake{File: file, Field: field, Message: fmt.Sprintf("There would be no %s %q, which %s names.",
			kind, name, of)}
		if m.Line = lines.Line(field); m.Line == 0 {
			m.Field = ""
		}
		mistakes = append(mistakes, m)
	}
	for i, d := range want.Digests {
		for j, name := range d.Sources {
			if named && !sources[name] {
				missing(fmt.Sprintf("digests[%d].sources[%d]", i, j), "source", name, "the digest "+d.Name)
			}
		}
		for j, name := range d.Groups {
			if named && !grouped(want.Sources, name) {
				missing(fmt.Sprintf("digests[%d].groups[%d]", i, j), "group", name, "the digest "+d.Name)
			}
		}
	}
	for i, s := range want.Subscribers {
		for j, name := range s.Digests {
			if !digests[name] {
				missing(fmt.Sprintf("subscribers[%d].digests[%d]", i, j), "digest", name, s.Email)
			}
		}
	}
	if len(mistakes) > 0 {
		return mistakes
	}
	return nil
}

func (a *app) applyCommand() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "apply -f FILE",
		Short: "Make the database match a YAML file",
		Long: `FILE is a desk document as export writes it ("-" is standard input). The difference is shown
first, and a person is asked. Of the parts that the file names (sources, digests,
subscribers) everything that is not in the file is removed; parts it does not name stay.
A digest without a title and a subscriber without a state keep those that they have; a new digest
is called by its name, a new subscriber is active.
All of it is done or nothing; when another process changes the database between the showing
and the doing, nothing is.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && file == "" {
				return withCode(&usageError{
					message: "apply takes its file after -f.", hint: news.Command("attache", "apply", "-f", args[0]),
				}, codeExtraArgument)
			}
			return arguments(0, 0)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if file == "" {
				return &usageError{message: "apply needs a file.", hint: "attache apply -f desk.yaml"}
			}
			r, err := a.input(ctx, file)
			if err != nil {
				return err
			}
			defer r.Close()
			data, err := readAtMost(r, filepath.Base(file), config.MaxDocument)
			if err != nil {
				return err
			}
			want, err := readDesk(filepath.Base(file), data)
			if err != nil {
				return err
			}
			_, st, err := a.desk(ctx, create)
			if err != nil {
				return err
			}
			defer st.Close()
			rev, err := st.Revision(ctx, want.Subscribers != nil)
			if err != nil {
				return err
			}
			now, err := currentDesk(ctx, st, want.Subscribers != nil)
			if err != nil {
				return err
			}
			if err := checkNames(filepath.Base(file), data, now, want); err != nil {
				return err
			}
			fillKnown(now, want)
			steps, todo := plan(now, want, a.now())
			todo.By, todo.Why, todo.At = person(), "attache apply", a.now()
			todo.Expect = rev // read before the desk: what changed while it was read is noticed too
			if err := a.tellRemoved(ctx, st, todo); err != nil {
				return err
			}
			return a.apply(ctx, st, steps, todo, news.Command("attache", "apply", "-f", file))
		},
	}
	c.Flags().StringVarP(&file, "file", "f", "", "desk document to apply")
	a.dryFlag(c, "only show the difference")
	return c
}

// tellRemoved says which of those to be put were removed, before a person is asked.
func (a *app) tellRemoved(ctx context.Context, st *store.Store, todo *store.Changes) error {
	emails := make([]string, len(todo.Subscribers))
	for i, s := range todo.Subscribers {
		emails[i] = s.Email
	}
	removed, err := st.Removed(ctx, emails...)
	for _, email := range slices.Sorted(maps.Keys(removed)) {
		fmt.Fprintf(a.errs, "%s was removed on %s, and would be taken back.\n", email, when(removed[email]))
	}
	return err
}

// apply shows the steps, asks, and takes them all at once.
func (a *app) apply(
	ctx context.Context, st *store.Store, steps []step, todo *store.Changes, again string,
) error {
	count := map[string]int{}
	for _, s := range steps {
		count[s.Sign]++
		a.say("%s %s %s", s.Sign, s.Kind, s.Name)
		for _, c := range s.Changes {
			a.say("    %s", c)
		}
	}
	done := func(applied bool) error {
		if !a.json {
			return nil
		}
		return a.printJSON(map[string]any{"steps": steps, "applied": applied})
	}
	if len(steps) == 0 {
		a.say("Nothing to do: the database matches.")
		return done(true)
	}
	a.say("%d to add, %d to change, %d to remove.", count["+"], count["~"], count["-"])
	if a.dry {
		a.sayDry()
		return done(false)
	}
	if err := a.confirm(ctx, "Do it?", again); err != nil {
		return errors.Join(done(false), err)
	}
	if err := st.Apply(ctx, todo); err != nil {
		if errors.Is(err, store.ErrChanged) {
			err = withHint(err, "look at the difference as it is now: %s", again)
		}
		return errors.Join(done(false), err)
	}
	a.say("Done.")
	return done(true)
}
