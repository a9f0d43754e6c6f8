package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
	"attache/templates"
)

// seeding is what attache seed makes, and how much of it.
type seeding struct {
	sources, articles, readers int
	large                      bool
}

// The bounds of seed.
const (
	seedDays    = 720  // over which the articles are spread
	seedIssues  = 60   // the newest days have an issue each
	seedLetters = 5    // the newest issues have letters, as retention keeps them
	seedBatch   = 2000 // articles, and readers, of one transaction
	seedPolls   = 12   // of each source
	seedStories = 15   // of an issue
)

func (a *app) seedCommand() *cobra.Command {
	var o seeding
	c := &cobra.Command{
		Use:   "seed --large",
		Short: "Fill an empty database with made sources, articles and readers, for measuring",
		Long: `Fills an empty database with 350 sources, 1,000,000 articles of two years and 100,000 readers, and with
two months of issues, so that somebody can measure how fast the pages are on a large installation.
All texts are made from lists of words, all addresses end in .example: nothing of it is news.
It needs some 4 GB and a quarter of an hour. A database that holds anything is refused.`,
		Example: "  attache seed --large\n  attache seed --large --articles 20000 --readers 1000",
		Args:    arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case !o.large:
				return &usageError{message: "seed makes one size: say --large.", hint: "attache seed --large"}
			case o.sources < 1 || o.sources > 10_000 || o.articles < 0 || o.articles > 10_000_000 || o.readers < 0 ||
				o.readers > 1_000_000:
				return &usageError{
					message: "seed makes 1 to 10,000 sources, at most 10,000,000 articles and at most 1,000,000 readers.",
					hint:    "attache seed --large",
				}
			}
			_, st, err := a.desk(cmd.Context(), create)
			if err != nil {
				return err
			}
			defer st.Close()
			return a.seedLarge(cmd.Context(), st, o)
		},
	}
	a.dryFlag(c, "only say what would be made")
	c.Flags().BoolVar(&o.large, "large", false, "the size of a large press desk")
	c.Flags().IntVar(&o.sources, "sources", 350, "sources")
	c.Flags().IntVar(&o.articles, "articles", 1_000_000, "articles")
	c.Flags().IntVar(&o.readers, "readers", 100_000, "readers")
	return c
}

// seedLarge fills an empty database.
func (a *app) seedLarge(ctx context.Context, st *store.Store, o seeding) error {
	switch table, err := st.Holds(ctx); {
	case err != nil:
		return err
	case table != "":
		return &news.InvalidError{
			Message: "The database is not empty: it holds " + table + ". Nothing was changed.",
			Hint:    "name another database with database.url, or an empty folder",
		}
	}
	if a.dry {
		return a.drySeed(o)
	}
	set, err := templates.New(templates.Config{})
	if err != nil {
		return err
	}
	began := a.now()
	s := &seeder{
		app: a, st: st, set: set, o: o, now: began.UTC().Truncate(time.Second),
		words: made{rand.New(rand.NewPCG(1, 14))}, //nolint:gosec // made texts are the same at every run
	}
	for _, part := range []func(context.Context) error{s.putDesk, s.putReaders, s.putArticles, s.putPolls, s.putIssues} {
		if err := part(ctx); err != nil {
			return withHint(err, "what was made so far is in the database: delete it, and seed an empty one again")
		}
	}
	if a.json {
		return a.printJSON(map[string]int{"sources": o.sources, "articles": o.articles, "readers": o.readers})
	}
	a.say("Made %s, %s and %s in %s.", counted(o.sources, "source"), counted(o.articles, "article"),
		counted(o.readers, "reader"), took(a.now().Sub(began)))
	return nil
}

// drySeed says what would be made.
func (a *app) drySeed(o seeding) error {
	if a.json {
		return a.printJSON(map[string]any{
			"sources": o.sources, "articles": o.articles, "readers": o.readers, "dry_run": true,
		})
	}
	a.say("Would make %s, %s and %s.", counted(o.sources, "source"), counted(o.articles, "article"),
		counted(o.readers, "reader"))
	a.sayDry()
	return nil
}

// seeder makes the parts in order.
type seeder struct {
	*app
	st      *store.Store
	set     *templates.Set
	o       seeding
	now     time.Time
	words   made
	sources []news.Source
	digests []news.Digest
	days    [seedIssues][]news.Piece // the articles of the newest days, the newest day first
}

// putDesk makes the sources and the digests.
func (s *seeder) putDesk(ctx context.Context) error {
	todo := &store.Changes{By: "attache seed", At: s.now}
	for n := range s.o.sources {
		src := s.words.source(n)
		s.sources = append(s.sources, src)
	}
	for i := range s.sources {
		todo.Sources = append(todo.Sources, &s.sources[i])
	}
	s.digests = []news.Digest{
		{
			Name: "daily", Title: "Foreign policy daily", Language: "en", Schedule: "0 7 * * 1-5", TimeZone: "Asia/Almaty",
			Enabled: true, Approval: news.ApproveHold,
		},
		{
			Name: "region", Title: "The region this week", Language: "ru", Schedule: "0 8 * * 1", TimeZone: "Asia/Almaty",
			Enabled: true,
		},
		{Name: "energy", Title: "Energy and trade", Language: "tr", TimeZone: "Europe/Istanbul", Enabled: true},
	}
	for i := range s.digests {
		todo.Digests = append(todo.Digests, &s.digests[i])
	}
	rev, err := s.st.Revision(ctx, false)
	if err != nil {
		return err
	}
	todo.Expect = rev
	if err := s.st.Apply(ctx, todo); err != nil {
		return err
	}
	all, err := s.st.Sources(ctx, false)
	if err == nil {
		s.sources = all
		s.digests, err = s.st.Digests(ctx, false)
	}
	return err
}

// putReaders makes readers of the digests: most of all, some of one, some who have left.
func (s *seeder) putReaders(ctx context.Context) error {
	m := s.progress("readers", "Making readers", (s.o.readers+seedBatch-1)/seedBatch, nil)
	defer m.end()
	for from := 0; from < s.o.readers; from += seedBatch {
		var part []news.Subscriber
		for n := from; n < min(from+seedBatch, s.o.readers); n++ {
			part = append(part, s.words.reader(n))
		}
		_, err := s.st.ImportInto(ctx, part, store.Import{
			At: s.now, By: "attache seed", Lower: func(a, _ news.SubscriberState) news.SubscriberState { return a },
		})
		if err != nil {
			return err
		}
		m.step("")
	}
	return nil
}

// putArticles makes the articles, the oldest first, spread evenly over the days and the sources.
func (s *seeder) putArticles(ctx context.Context) error {
	m := s.progress("articles", "Making articles", (s.o.articles+seedBatch-1)/seedBatch, nil)
	defer m.end()
	gap := seedDays * 24 * time.Hour / time.Duration(max(1, s.o.articles))
	for from := 0; from < s.o.articles; from += seedBatch {
		part := make([]news.Article, min(seedBatch, s.o.articles-from))
		for i := range part {
			n := from + i
			part[i] = s.words.article(n, &s.sources[n%len(s.sources)], s.now.Add(-gap*time.Duration(s.o.articles-n)))
		}
		if err := s.st.PutMany(ctx, part); err != nil {
			return err
		}
		for i := range part {
			if day := int(s.now.Sub(part[i].Published) / (24 * time.Hour)); day < seedIssues {
				s.days[day] = append(s.days[day], part[i].Piece())
			}
		}
		m.step("")
	}
	return nil
}

// putPolls saves some visits of each source; every tenth source failed last.
func (s *seeder) putPolls(ctx context.Context) error {
	m := s.progress("visits", "Making visits", len(s.sources), nil)
	defer m.end()
	for n, src := range s.sources {
		for k := seedPolls; k > 0; k-- {
			if err := s.st.SavePoll(ctx, madePoll(src.ID, n, k, s.now)); err != nil {
				return err
			}
		}
		m.step(src.Name)
	}
	return nil
}

// putIssues makes an issue a day of the first digest, the oldest first: the newest is held, those before were sent.
func (s *seeder) putIssues(ctx context.Context) error {
	m := s.progress("issues", "Making issues", seedIssues, nil)
	defer m.end()
	for day := seedIssues - 1; day >= 0; day-- {
		if err := s.putIssue(ctx, day); err != nil {
			return err
		}
		m.step("")
	}
	return nil
}

func (s *seeder) putIssue(ctx context.Context, day int) error {
	g, pieces, at := s.digestNamed("daily"), s.days[day], s.now.AddDate(0, 0, -day)
	zone, err := g.Location()
	if err != nil {
		return err
	}
	i, verdicts := s.words.issue(g, pieces, at)
	i.Slot = at.In(zone).Format("2006-01-02T15:04") + " " + g.TimeZone
	id, ok, err := s.st.ClaimSlot(ctx, g.ID, i.Slot, at, time.Hour)
	if err != nil || !ok {
		return fmt.Errorf("claim the slot %s: %w", i.Slot, err)
	}
	i.ID, i.State = id, news.IssueSent
	if day == 0 {
		i.State = news.IssueHeld
	}
	if len(verdicts) == 0 {
		i.State = news.IssueEmpty
	}
	var letters []news.Letter
	if day < seedLetters && len(verdicts) > 0 {
		for _, lang := range news.Languages {
			l, err := s.set.Letter(g, i, lang, "")
			if err != nil {
				return err
			}
			letters = append(letters, l)
		}
	}
	if err := s.st.SaveIssue(ctx, &i, verdicts, letters); err != nil {
		return err
	}
	run := news.Run{
		Started: at.Add(-10 * time.Minute), Ended: at.Add(-6 * time.Minute), Window: i.Window,
		Articles: len(pieces), IssueID: id,
	}
	for n, src := range s.sources {
		run.Polls = append(run.Polls, madePoll(src.ID, n, 1, at))
	}
	return s.st.SaveRun(ctx, &run)
}

func (s *seeder) digestNamed(name string) news.Digest {
	for _, g := range s.digests {
		if g.Name == name {
			return g
		}
	}
	return news.Digest{}
}
