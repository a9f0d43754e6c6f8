package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"attache/digest"
	"attache/digest/relevance"
	"attache/news"
	"attache/scrape"
	"attache/scrape/fetch"
	"attache/scrape/page"
	"attache/worker"
)

// understood is what `attache read` prints.
type understood struct {
	Article  news.Article    `json:"article"`
	Charset  string          `json:"charset"`
	Evidence []page.Evidence `json:"evidence"`
	Verdict  news.Verdict    `json:"verdict"`
	Summary  []news.Sentence `json:"summary"`

	shown bool // a browser showed the page
}

// maxPage bounds a page read from a file, in bytes; a fetched one is bounded by scrape.max_body.
const maxPage = 32 << 20

func (a *app) readCommand() *cobra.Command {
	var address, contentType, source string
	var whole bool
	c := &cobra.Command{
		Use:   "read URL|FILE",
		Short: "What attache understands of a page, and why",
		Long: `Reads one article as a run would, its later pages too, and shows every field with the place it was read from,
the verdict with its reasons, and the summary. With --source it is read by the rules of that
source, and lines that the source's articles repeat are cut and shown. Nothing is stored.`,
		Example: "  attache read https://www.example.org/news/a-visit\n  attache read saved.html --url " +
			"https://www.example.org/news/a-visit",
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.settings()
			if err != nil {
				return err
			}
			var u understood
			fault := news.Catch(func() {
				if u, err = a.understand(cmd.Context(), s, args[0], address, contentType, source); err == nil {
					u.Verdict = relevance.Judge(news.Topic{}, u.Article)
					u.Summary = digest.Summarise(u.Article, 3)
				}
			})
			if err := cmp.Or(fault, err); err != nil {
				return err
			}
			if !a.json {
				a.printUnderstood(u, whole)
			} else if err := a.printJSON(u); err != nil {
				return err
			}
			if len(u.Article.Blocks) == 0 {
				return &partly{message: "No article was found on the page.", hint: u.ruleHint(source)}
			}
			return nil
		},
	}
	c.Flags().StringVar(&address, "url", "", "where a file's page came from")
	c.Flags().StringVar(&contentType, "content-type", "",
		"Content-Type that the page was served with, such as 'text/html; charset=windows-1251', or text/plain")
	c.Flags().StringVar(&source, "source", "", "read it as a page of this source")
	c.Flags().BoolVar(&whole, "whole", false, "print the whole body")
	return c
}

// pageIs reports whether the page was found to be of a kind.
func (u *understood) pageIs(kind string) bool {
	return slices.ContainsFunc(u.Evidence, func(e page.Evidence) bool { return e.Field == "page" && e.From == kind })
}

// understand reads a page, as one of a source when that is named.
func (a *app) understand(
	ctx context.Context, s Settings, arg, address, contentType, source string,
) (understood, error) {
	in := page.Input{
		URL: or(address, "https://page.invalid/"), ContentType: contentType, Now: a.now(),
		MaxText: cmp.Or(s.Scrape.MaxText, news.DefaultText),
	}
	var earlier []news.Article
	if source != "" {
		st, err := a.openStore(ctx, s, refuse)
		if err != nil {
			return understood{}, err
		}
		defer st.Close()
		if in.Source, err = sourceNoun.get(ctx, st, source); err != nil {
			return understood{}, err
		}
		if earlier, err = st.LastRead(ctx, in.Source.ID, worker.EarlierArticles); err != nil {
			return understood{}, err
		}
	}
	r, err := a.readPage(ctx, s, arg, in)
	if err != nil {
		return understood{}, err
	}
	u := understood{Article: r.Article, Charset: r.Charset, Evidence: r.Evidence, shown: in.Source.Browser &&
		strings.Contains(arg, "://")}
	for _, b := range page.Trim(&u.Article, earlier) {
		u.Evidence = append(u.Evidence, page.Evidence{
			Field: "cut", From: "other pages of " + source + " repeat it",
			Value: b.Text,
		})
	}
	return u, nil
}

// readPage reads a page that it fetches, or the one in a file or standard input.
func (a *app) readPage(ctx context.Context, s Settings, arg string, in page.Input) (page.Reading, error) {
	if strings.Contains(arg, "://") {
		fetcher, err := scrape.New(s.Scrape, a.logger(s.Log, slog.LevelWarn))
		if err != nil {
			return page.Reading{}, err
		}
		fetcher.Now = a.utc
		defer a.waitFor("Reading %s", arg)()
		said := in.ContentType
		return fetcher.Inspect(ctx, in.Source, arg, func(p *fetch.Page) error {
			err := found{name: arg, fetched: true, said: said, served: p.ContentType}.notAPage(p.Body)
			p.ContentType = or(said, p.ContentType)
			return err
		})
	}
	if st, err := os.Stat(arg); err == nil && st.IsDir() {
		return page.Reading{}, &usageError{message: arg + " is a folder.", hint: "name a file in it"}
	}
	r, err := a.input(ctx, arg)
	if os.IsNotExist(err) {
		return page.Reading{}, withHint(notThere(os.ErrNotExist, "There is no file %s.", arg),
			"give a file, or an address that begins with https://")
	}
	if err != nil {
		return page.Reading{}, err
	}
	defer r.Close()
	if in.Body, err = io.ReadAll(io.LimitReader(r, maxPage)); err != nil {
		return page.Reading{}, err
	}
	if err := (found{name: arg, said: in.ContentType}).notAPage(in.Body); err != nil {
		return page.Reading{}, err
	}
	return page.Read(in), nil
}

func (a *app) printUnderstood(u understood, whole bool) {
	u.fields(a).write()
	text := u.Article.Text()
	word := "dropped"
	if u.Verdict.Kept {
		word = "kept"
	}
	a.say("\nverdict    %s, %.2f", word, u.Verdict.Score)
	for _, r := range u.Verdict.Reasons {
		a.say("           %+.2f %s: %s", r.Weight, r.Code, r.Detail)
	}
	for _, m := range []struct {
		what string
		list []news.Mention
	}{
		{"countries", takingPart(u.Verdict.Countries)},
		{"organisations", u.Verdict.Organisations},
		{"people", u.Verdict.People},
		{"regions", u.Verdict.Regions},
	} {
		var names []string
		for _, x := range m.list {
			names = append(names, x.ID)
		}
		if len(names) > 0 {
			a.say("%-10s %s", m.what, strings.Join(names, ", "))
		}
	}
	for i, s := range u.Summary {
		if i == 0 {
			a.say("\nsummary")
		}
		a.say("  %d–%d  %s", s.Start, s.End, s.Text)
	}
	if whole {
		a.say("\n%s", text)
	}
}

// takingPart returns the countries that take part in what an article tells, all where none does: not where others meet,
// nor where somebody quoted is from.
func takingPart(countries []news.Mention) []news.Mention {
	out := slices.DeleteFunc(slices.Clone(countries), func(m news.Mention) bool { return m.Part == 0 })
	if len(out) == 0 {
		return countries
	}
	return out
}

// ruleHint says how to tell attache where the article of a page stands. name is the source that the person named, if
// any.
func (u *understood) ruleHint(name string) string {
	browser := u.pageIs(page.NeedsBrowser) && !u.shown
	switch {
	case name == "" && browser:
		return "if it is one, its source needs browser: true: attache source edit --help"
	case name == "":
		return "if it is one, its source needs the rule article_body: attache source edit --help"
	case browser:
		return news.Command("attache", "source", "edit", name, "--set", "browser=true")
	}
	return "if it is one, say where it stands on the page: " +
		news.Command("attache", "source", "edit", name, "--set", "rules.article_body=article")
}

// fields is a table of what was understood and from what.
func (u *understood) fields(a *app) *table {
	art := &u.Article
	from := map[string]string{}
	for _, e := range u.Evidence {
		if _, ok := from[e.Field]; !ok {
			from[e.Field] = e.From
		}
	}
	t := a.table(col{}, col{fold: true}, col{fold: true})
	add := func(field, value, from string) {
		if from != "" {
			from = "from " + from
		}
		t.add(field, value, from)
	}
	t.add("url", art.URL)
	add("title", art.Title, from["title"])
	add("authors", strings.Join(art.Authors, ", "), from["authors"])
	dated := art.DateFrom
	if dated.OnPage() {
		dated = news.DateFromPage
	}
	add("published", when(art.Published), fmt.Sprintf("%s: %s", dated, from["date"]))
	add("language", art.Language, from["language"])
	add("image", art.Image, from["image"])
	add("charset", u.Charset, from["charset"])
	add("body", fmt.Sprintf("%s, %d characters, %s to read", counted(len(art.Blocks), "block"), len([]rune(art.Text())),
		counted(art.Minutes(), "minute")), from["body"])
	for _, e := range u.Evidence {
		switch e.Field {
		case "cut":
			t.add("cut", e.Value, e.From)
		case "page":
			t.add("page", e.From, e.Value)
		}
	}
	switch {
	case art.Whole > 0:
		t.add("partial", art.Cut())
	case art.Partial:
		t.add("partial", "only a part could be read")
	}
	return t
}
