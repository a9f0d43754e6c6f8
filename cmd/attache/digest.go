package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"attache/digest/relevance"
	"attache/news"
	"attache/store"
	"attache/templates"
	"attache/worker/schedule"
)

func (a *app) digestCommand() *cobra.Command {
	c := group("digest", "The standing orders",
		`A digest is a standing order for issues: its topic, languages, sources, schedule and template.`,
		a.digestAdd(), a.digestList())
	c.AddCommand(a.offer(digestNames, a.digestShow(),
		digestNoun.editCommand(a,
			"  attache digest edit daily --set schedule='30 8 * * *' --set topic.exclude=football,weather",
			"set a field, such as window=48h (repeatable)"),
		a.digestDecide(), a.digestDecisions(), a.digestLearn(),
		digestNoun.switchCommand(a, "enable", "Publish on schedule again", true),
		digestNoun.switchCommand(a, "disable", "Stop publishing on schedule", false),
		digestNoun.removeCommand(a, "Forget digests and their issues"))...)
	return c
}

// validDigest checks a digest whole: its fields, its topic and its schedule.
func validDigest(d *news.Digest) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if err := relevance.CheckTopic(d.Topic); err != nil {
		return err
	}
	if err := templates.CheckPublisher(d.Publisher); err != nil {
		return err
	}
	return schedule.Check(d.Schedule, d.TimeZone)
}

func (a *app) digestAdd() *cobra.Command {
	var (
		d    news.Digest
		hold bool
		off  bool
		set  []string
	)
	c := &cobra.Command{
		Use: "add NAME", Short: "Make a digest",
		Example: "  attache digest add weekly --title 'The week in Central Asia' --schedule '0 9 * * 1' --time-zone " +
			"Asia/Almaty --window 168h",
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, st, err := a.desk(ctx, create)
			if err != nil {
				return err
			}
			defer st.Close()
			made := d
			made.Name, made.Enabled = args[0], !off
			if hold {
				made.Approval = news.ApproveHold
			}
			if made.Title == "" {
				made.Title = made.Name
			}
			if err := assignAll(&made, set); err != nil {
				return err
			}
			if err := validDigest(&made); err != nil {
				return err
			}
			if _, err := st.Digest(ctx, made.Name); err == nil {
				return &news.InvalidError{Field: "name", Message: fmt.Sprintf("There is a digest %q already.",
					made.Name), Hint: news.Command("attache", "digest", "edit", made.Name)}
			}
			if err := errors.Join(knownSources(ctx, st, made), knownTemplate(s, made)); err != nil {
				return err
			}
			if !a.dry {
				if err := st.PutDigest(ctx, &made); err != nil {
					return err
				}
			}
			if a.json {
				return a.printJSON(made)
			}
			a.say("%s the digest %s. Its next issue: %s.", a.did("Added", "Would add"), made.Name, a.nextIssue(made))
			if a.dry {
				a.sayDry()
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&d.Title, "title", "", "the masthead (default the name)")
	f.StringVar(&d.Language, "language", "", "of the letter: "+strings.Join(news.Languages, ", ")+" (default en)")
	f.StringSliceVar(&d.Sources, "source", nil, "read only these sources (default all that are polled)")
	f.StringSliceVar(&d.Groups, "group", nil,
		"read the sources of these groups, which are set on the desk or by source edit")
	f.StringVar(&d.Schedule, "schedule", "", "five cron fields, or @daily, @weekly … (default by hand only)")
	f.StringVar(&d.TimeZone, "time-zone", "", "of the schedule, such as Asia/Almaty (default UTC)")
	f.Var(span{&d.Window}, "window", "how far back the first issue looks: 48h, 7d, 2w (default 24h)")
	f.BoolVar(&hold, "hold", false, "issues wait for a person's approval")
	f.BoolVar(&off, "disabled", false, "make it switched off")
	f.StringArrayVar(&set, "set", nil, "set any field, such as topic.countries=KZ,TR (repeatable)")
	a.dryFlag(c, "only check it, and say when its next issue would come")
	return c
}

// checkDigest checks a digest whole, also against what the database and the templates hold.
func checkDigest(ctx context.Context, a *app, st *store.Store, d *news.Digest) error {
	if err := validDigest(d); err != nil {
		return err
	}
	s, err := a.settings()
	if err != nil {
		return err
	}
	return errors.Join(knownSources(ctx, st, *d), knownTemplate(s, *d))
}

// knownSources refuses a digest that asks for sources or outlets that are not there.
func knownSources(ctx context.Context, st *store.Store, d news.Digest) error {
	sources, err := st.Sources(ctx, false)
	if err != nil {
		return err
	}
	names, outlets := make([]string, len(sources)), make([]string, len(sources))
	var groups []string
	for i := range sources {
		names[i], outlets[i] = sources[i].Name, sources[i].Outlet.Name
		groups = append(groups, sources[i].Groups...)
	}
	for _, name := range d.Groups {
		if !slices.Contains(groups, name) {
			return &news.InvalidError{
				Field: "groups", Message: fmt.Sprintf("No source is in a group %q.", name),
				Hint: meant(name, groups, "attache source list"),
			}
		}
	}
	for _, name := range d.Sources {
		if !slices.Contains(names, name) {
			return &news.InvalidError{
				Field: "sources", Message: fmt.Sprintf("There is no source %q.", name),
				Hint: meant(name, names, "attache source list"),
			}
		}
	}
	for _, name := range d.Topic.Outlets {
		if !slices.ContainsFunc(sources, func(s news.Source) bool { return strings.EqualFold(s.Outlet.Name, name) }) {
			return &news.InvalidError{
				Field:   "topic.outlets",
				Message: fmt.Sprintf("No source is of an outlet %q: nothing would ever match it.", name),
				Hint:    meant(name, outlets, "attache source list"),
			}
		}
	}
	return nil
}

// knownTemplate refuses a digest that names a letter template that is not there, or that cannot be set for it.
func knownTemplate(s Settings, d news.Digest) error {
	if d.Template == "" {
		return nil
	}
	set, err := templates.New(s.Templates)
	if err != nil {
		return err
	}
	return errors.Join(setEach(set, []news.Digest{d})...)
}

// nextIssue says when the schedule asks for the next issue.
func (a *app) nextIssue(d news.Digest) string {
	slot, ok, err := schedule.NextOf(&d, a.now())
	switch {
	case err != nil || !ok:
		return "by hand"
	case !d.Enabled:
		return "off"
	default:
		return whenIn(slot.At, d.TimeZone)
	}
}

func (a *app) digestList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "All digests and when they are due", Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			all, err := st.Digests(cmd.Context(), false)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(all)
			}
			if len(all) == 0 && !a.plain {
				a.suggest("No digest yet. To make one: attache digest add daily --schedule '0 7 * * *'")
				return nil
			}
			t := a.table(col{name: "NAME"}, col{name: "TITLE", drop: 4, fold: true}, col{name: "LANGUAGE", drop: 1},
				col{name: "SCHEDULE"}, col{name: "ZONE", drop: 3}, col{name: "NEXT ISSUE"},
				col{name: "APPROVAL", drop: 2})
			for _, d := range all {
				t.add(d.Name, d.Title, or(d.Language, "en"), or(d.Schedule, "by hand"),
					or(d.TimeZone, "UTC"), a.nextIssue(d), or(string(d.Approval), "auto"))
			}
			t.write()
			t.note()
			return nil
		},
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (a *app) digestShow() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "One digest", Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			st, d, err := a.deskDigest(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer st.Close()
			if a.json {
				return a.printJSON(d)
			}
			if err := a.printYAML(d); err != nil {
				return err
			}
			a.say("\n# next issue: %s", a.nextIssue(d))
			if d.Learned != nil {
				a.say("# judged as it learned on %s from %s", when(d.Learned.Learned),
					counted(d.Learned.Keep+d.Learned.Drop, "decision"))
			}
			return nil
		},
	}
}

// deskDigest opens the database and finds a digest in it. Close the store.
func (a *app) deskDigest(ctx context.Context, name string) (*store.Store, news.Digest, error) {
	_, st, err := a.desk(ctx, refuse)
	if err != nil {
		return nil, news.Digest{}, err
	}
	d, err := digestNoun.get(ctx, st, name)
	if err != nil {
		return nil, d, errors.Join(err, st.Close())
	}
	return st, d, nil
}
