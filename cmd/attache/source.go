package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/scrape"
	"attache/store"
)

func (a *app) sourceCommand() *cobra.Command {
	c := group("source", "The addresses that are read",
		`A source is one polled address of an outlet: a feed, a WordPress site's posts, a sitemap,
a listing page read by CSS rules, or a public Telegram channel.`,
		a.sourceAdd(), a.sourceList())
	c.AddCommand(a.offer(sourceNames, a.sourceShow(), a.sourceTest(), a.sourceCheck(),
		sourceNoun.editCommand(a,
			"  attache source edit tengrinews.kz --set every=15m --set rules.article_strip='.related'",
			"set a field, such as every=15m (repeatable)"),
		sourceNoun.switchCommand(a, "enable", "Poll sources again", true),
		sourceNoun.switchCommand(a, "disable", "Stop polling sources", false),
		sourceNoun.removeCommand(a, "Forget sources; their articles stay"))...)
	c.AddCommand(a.sourceImport(), a.sourceExport())
	return c
}

func (a *app) sourceAdd() *cobra.Command {
	var (
		src  news.Source
		kind string
		pick int
		most int
		off  bool
		set  []string
	)
	c := &cobra.Command{
		Use:   "add URL",
		Short: "Find out how a site is best read, and add it",
		Long: `Give any page of the site: attache tries its feeds, sitemaps, WordPress posts, Telegram
preview and repeated blocks, there and on the front page. What it finds is ranked by how fresh, how
complete and how lasting it is and shown with the ten items that each way would give, and the
best one is added. A page that scripts fill is shown in a browser when nothing else is found and there is one:
the source then has browser: true. With --kind it takes the address as it is.`,
		Example: "  attache source add https://www.example.kz/\n  attache source add https://example.org/news --kind " +
			"listing --set rules.link='h2 a' --name example",
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, st, err := a.desk(ctx, createSeeded)
			if err != nil {
				return err
			}
			defer st.Close()
			chosen := src
			chosen.URL, chosen.Kind = args[0], news.SourceKind(kind)
			if kind == "" {
				if chosen, err = a.discover(ctx, s, src, args[0], pick, most); err != nil {
					return err
				}
			}
			chosen.Enabled = !off
			if err := assignAll(&chosen, set); err != nil {
				return err
			}
			complete(&chosen)
			if err := checkSourceRules(&chosen); err != nil {
				return err
			}
			if _, err := st.Source(ctx, chosen.Name); err == nil {
				return &news.InvalidError{Field: "name", Message: fmt.Sprintf("There is a source %q already.",
					chosen.Name), Hint: again(cmd, args, "name", chosen.Name+"-2")}
			}
			if a.dry {
				a.say("Would add %s: %s of %s, %s", chosen.Name, chosen.Kind, chosen.Outlet.Name, chosen.URL)
				a.sayDry()
				return nil
			}
			if err := st.PutSource(ctx, &chosen); err != nil {
				return err
			}
			if kind == "" {
				if _, err := a.keepPage(ctx, s, st, chosen); err != nil {
					// it was found a moment ago, and is added all the same
					a.note("Its page could not be kept for attache source check: %v", err)
				}
			}
			if a.json {
				return a.printJSON(chosen)
			}
			a.say("Added %s: %s of %s, %s", chosen.Name, chosen.Kind, chosen.Outlet.Name, chosen.URL)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&src.Name, "name", "", "name to call it by (default from the address)")
	f.StringVar(&src.Outlet.Name, "outlet", "", "outlet as printed in a digest (default from the page)")
	f.StringVar(&src.Outlet.Country, "country", "", "two-letter country code of the outlet")
	f.StringVar(&src.Outlet.Region, "region", "", "heading in lists of sources")
	f.StringVar(&src.Language, "language", "", "language hint, such as ru")
	f.StringVar(&src.TimeZone, "time-zone", "", "time zone of its dates, such as Asia/Almaty")
	f.StringVar(&kind, "kind", "", news.KindNames()+": take the address as it is")
	f.IntVar(&pick, "pick", 1, "take the second, third … way found")
	f.IntVarP(&most, "number", "n", 10, "most items to show of each way, 10 at most")
	a.dryFlag(c, "only show what was found")
	f.BoolVar(&off, "disabled", false, "add it switched off")
	f.StringArrayVar(&set, "set", nil, "set any field, such as rules.link='h2 a' (repeatable)")
	return c
}

// discover looks for ways to read a site, shows them with at most so many items each, and returns the one picked, with
// what the person said about it.
func (a *app) discover(
	ctx context.Context, s Settings, said news.Source, address string, pick, most int,
) (news.Source, error) {
	fetcher, err := scrape.New(s.Scrape, a.logger(s.Log, slog.LevelWarn))
	if err != nil {
		return said, err
	}
	done := a.waitFor("Looking for ways to read %s", address)
	ways, err := fetcher.Discover(ctx, address)
	done()
	if err != nil {
		return said, err
	}
	if len(ways) == 0 {
		return said, &news.InvalidError{
			Message: fmt.Sprintf("No way to read %s was found.", address),
			Hint: news.Command("attache", "source", "add", address, "--kind", "listing", "--set",
				"rules.link=CSS selector of the headlines"),
		}
	}
	if pick < 1 || pick > len(ways) {
		return said, &usageError{
			message: fmt.Sprintf("--pick %d: %s found.", pick, counted(len(ways), "way")),
			hint:    news.Command("attache", "source", "add", address, "--dry-run"),
		}
	}
	for i, w := range ways {
		mark := " "
		if i+1 == pick {
			mark = "*"
		}
		a.say("%s %d. %s %s: %s", mark, i+1, w.Source.Kind, w.Source.URL, w.Why)
		for _, it := range w.Items[:max(0, min(len(w.Items), most))] {
			a.say("       %s  %s", when(it.Published), or(it.Title, it.URL))
		}
	}
	found := ways[pick-1].Source
	over := func(to *string, with string) {
		if with != "" {
			*to = with
		}
	}
	over(&found.Name, said.Name)
	over(&found.Outlet.Name, said.Outlet.Name)
	over(&found.Outlet.Country, said.Outlet.Country)
	over(&found.Outlet.Region, said.Outlet.Region)
	over(&found.Language, said.Language)
	over(&found.TimeZone, said.TimeZone)
	return found, nil
}

// checkSourceRules checks a source and that its rules can be followed.
func checkSourceRules(s *news.Source) error {
	if err := s.Validate(); err != nil {
		return err
	}
	return scrape.CheckRules(s.Rules)
}

var notInName = pattern(`[^a-z0-9.-]+`)

// complete fills in the name and the outlet of a source from its address.
func complete(s *news.Source) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if s.Name == "" {
		name := host
		if s.Kind == news.KindTelegram {
			name = strings.TrimPrefix(strings.TrimPrefix(u.Path, "/s/"), "/") + "." + host
		}
		s.Name = strings.Trim(notInName().ReplaceAllString(strings.ToLower(name), "-"), "-.")
	}
	if s.Outlet.Name == "" {
		s.Outlet.Name = host
	}
	if s.Outlet.Home == "" && u.Host != "" {
		s.Outlet.Home = u.Scheme + "://" + u.Host
	}
}

func (a *app) sourceList() *cobra.Command {
	var enabled, trouble bool
	c := &cobra.Command{
		Use: "list", Short: "All sources and how they stand", Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			all, err := st.Standings(cmd.Context())
			if err != nil {
				return err
			}
			shown := all[:0]
			for _, s := range all {
				if enabled && !s.Source.Enabled || trouble && !inTrouble(s) {
					continue
				}
				shown = append(shown, s)
			}
			if a.json {
				return a.printJSON(shown)
			}
			a.printStandings(shown)
			return nil
		},
	}
	c.Flags().BoolVar(&enabled, "enabled", false, "only those that are polled")
	c.Flags().BoolVar(&trouble, "trouble", false, "only those whose last poll was not good")
	return c
}

func inTrouble(s news.Standing) bool {
	return s.Source.Enabled && !s.Last.State.Good() && s.Last.State != news.PollNever && s.Last.State != ""
}

func (a *app) printStandings(all []news.Standing) {
	t := a.table(col{name: "NAME"}, col{name: "OUTLET", drop: 3}, col{name: "KIND", drop: 1},
		col{name: "ENABLED", drop: 6}, col{name: "STATE"}, col{name: "ITEMS", drop: 2},
		col{name: "LAST SUCCESS", drop: 5}, col{name: "NEXT TRY", drop: 4}, col{name: "WHAT", fold: true})
	on := 0
	for _, s := range all {
		state, items, next := string(s.Last.State), fmt.Sprint(s.Last.Items), when(s.Last.NextTry)
		if s.Last.State == "" || s.Last.State == news.PollNever {
			state, items = string(news.PollNever), "-"
		}
		if !s.Source.Enabled {
			next = "-"
		} else {
			on++
		}
		what := ""
		if !s.Last.State.Good() {
			what = s.Last.Detail
		}
		t.add(s.Source.Name, s.Source.Outlet.Name, string(s.Source.Kind), yesNo(s.Source.Enabled), state,
			items, when(s.LastSuccess), next, what)
	}
	t.write()
	t.note()
	a.foot("%s, %d enabled", counted(len(all), "source"), on)
}

func (a *app) sourceShow() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "One source: its rules and how it stands", Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			src, err := sourceNoun.get(cmd.Context(), st, args[0])
			if err != nil {
				return err
			}
			all, err := st.Standings(cmd.Context())
			if err != nil {
				return err
			}
			for _, s := range all {
				if s.Source.Name != src.Name {
					continue
				}
				if a.json {
					return a.printJSON(s)
				}
				if err := a.printYAML(src); err != nil {
					return err
				}
				a.say("\n# last poll: %s %s", when(s.Last.Started), s.Last.State)
				if s.Last.Detail != "" {
					a.say("# %s", s.Last.Detail)
				}
				a.say("# last success: %s, last news: %s, next try: %s, failures in a row: %d", when(s.LastSuccess),
					when(s.LastNews), when(s.Last.NextTry), s.Failures)
			}
			return nil
		},
	}
}

func (a *app) sourceTest() *cobra.Command {
	var most int
	var save bool
	c := &cobra.Command{
		Use:   "test NAME|URL",
		Short: "Read a source now and show the items it would give",
		Long: `The source is fetched as a poll would fetch it, and its newest article is read, but none is stored.
When the source has rules for articles (rules.article_…), that one is read by them and without them,
side by side. A URL that is no source's name is looked into as "attache source add" would.`,
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, err := a.settings()
			if err != nil {
				return err
			}
			var src news.Source
			var st *store.Store
			if save && strings.Contains(args[0], "://") {
				return &usageError{
					message: "--save keeps the page of a source, not of an address.",
					hint:    news.Command("attache", "source", "add", args[0]),
				}
			}
			if strings.Contains(args[0], "://") {
				if src, err = a.discover(ctx, s, src, args[0], 1, most); err != nil {
					return err
				}
			} else {
				if st, err = a.openStore(ctx, s, refuse); err != nil {
					return err
				}
				defer st.Close()
				if src, err = sourceNoun.get(ctx, st, args[0]); err != nil {
					return err
				}
			}
			fetcher, err := scrape.New(s.Scrape, a.logger(s.Log, slog.LevelWarn))
			if err != nil {
				return err
			}
			if err := a.test(ctx, fetcher, src, most); err != nil || !save {
				return err
			}
			kept, err := a.keepPage(ctx, s, st, src)
			if err == nil {
				a.say("Kept the page with %s for attache source check.", counted(kept.Items, "item"))
			}
			return err
		},
	}
	c.Flags().BoolVar(&save, "save", false, "keep the list's page for later checks")
	c.Flags().IntVarP(&most, "number", "n", 10, "most items to show")
	return c
}
