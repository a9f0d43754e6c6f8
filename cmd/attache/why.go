package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"attache/digest/relevance"
	"attache/digest/summary"
	"attache/news"
	"attache/scrape/list"
	"attache/store"
)

// explained is what `attache why --json` prints: one article's way through the stages.
type explained struct {
	Article news.Article `json:"article"`
	Source  string       `json:"source,omitempty"` // that brought it; "" = none: it was read for this answer
	// the sources that listed it, the first one first
	Listed []store.Sighting `json:"listed,omitempty"`
	// set when its page was listed but not read, or attache failed on it
	Unread *store.Unread `json:"unread,omitempty"`
	Next   *time.Time    `json:"next,omitempty"` // when the clock reads the source of an unread page next
	Stored bool          `json:"stored"`
	// when retention deleted its row, zero when that is not known; nil = it did not
	Gone    *time.Time   `json:"gone,omitempty"`
	Aliases []string     `json:"aliases,omitempty"` // other addresses that lead to it
	Cut     []news.Block `json:"cut,omitempty"`     // from its text, because the source's pages repeat it
	Issues  []judgedIn   `json:"issues,omitempty"`  // newest first
	// sentences of its text that may not be quoted, with the reason
	Refused []refusedSentence `json:"refused,omitempty"`
	Now     []judgedNow       `json:"now,omitempty"`  // when no issue has judged it: what each digest says of it now
	Site    []siteSource      `json:"site,omitempty"` // when no source has brought it: those that read its site
}

// judgedIn is what became of the article in one issue.
type judgedIn struct {
	Issue   news.Issue   `json:"issue"` // without its stories
	Verdict news.Verdict `json:"verdict"`
	Bare    bool         `json:"bare,omitempty"` // retention deleted the score and the reasons
	Gone    time.Time    `json:"gone,omitzero"`  // when; zero = not, or it is not known
	CopyOf  *news.Piece  `json:"copy_of,omitempty"`
	Story   *news.Story  `json:"story,omitempty"` // nil = not printed
	Place   int          `json:"place,omitempty"` // of the story in the issue, from 1
	Of      int          `json:"of,omitempty"`
	// of this article, in the story's summary or one of its renditions
	Quoted []news.Sentence `json:"quoted,omitempty"`
	// its story leads the issue, in the digest's own letter
	Lead bool `json:"lead,omitempty"`
	// languages of letters in which it leads the story, though it does not in others
	Tells []string `json:"tells,omitempty"`
}

// refusedSentence is a sentence that may not stand in a summary.
type refusedSentence struct {
	Start int    `json:"start"`
	Text  string `json:"text"`
	Why   string `json:"why"`
}

// mostRefused is how many of them are shown.
const mostRefused = 20

// whyRefused tells which sentences of an article may not be quoted.
func whyRefused(art *news.Article) (out []refusedSentence) {
	if art.Forgotten || len(art.Blocks) == 0 {
		return nil
	}
	for _, s := range summary.Read(art).Sentences {
		if !s.Fit && len(out) < mostRefused {
			out = append(out, refusedSentence{s.Start, s.Text, s.Refused})
		}
	}
	return out
}

type judgedNow struct {
	Digest  string       `json:"digest"`
	Verdict news.Verdict `json:"verdict"`
}

// mostJudged is how many issues are looked at: an article stays in the window of a few.
const mostJudged = 10

func (a *app) whyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "why URL|ID",
		Short: "One article's whole way, and why",
		Long: `Explains one article: how it was read, how each issue judged it and why, with what it was grouped, and
whether it was printed or cut. An article that no issue has judged yet is judged now, and one that
was never read is read now; neither is stored.`,
		Example: "  attache why https://www.example.org/news/a-visit\n  attache why 1204 --json",
		Args:    arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			w, err := a.why(ctx, s, st, args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(w)
			}
			a.printWhy(w, s.Database.Retention)
			return nil
		},
	}
}

// why gathers what is known of an article.
func (a *app) why(ctx context.Context, s Settings, st *store.Store, arg string) (w explained, err error) {
	if arg, err = articleKey(arg); err != nil {
		return w, err
	}
	w.Article, err = st.Article(ctx, arg)
	switch {
	case errors.Is(err, news.ErrNotFound):
		if err := a.whyUnknown(ctx, s, st, arg, &w); err != nil {
			return w, err
		}
		switch {
		case w.Unread != nil:
			return w, whoListed(ctx, st, &w)
		case w.Gone != nil:
			return w, nil
		}
	case err != nil:
		return w, err
	default:
		w.Stored = true
	}
	w.Article.Bound(s.Scrape.MaxText) // as an issue would
	w.Refused = whyRefused(&w.Article)
	sources, err := st.Sources(ctx, false)
	if err != nil {
		return w, err
	}
	for _, src := range sources {
		if src.ID == w.Article.SourceID && src.ID != 0 {
			w.Source = src.Name
		}
	}
	if w.Stored {
		if err := whyStored(ctx, st, &w); err != nil {
			return w, err
		}
	}
	if len(w.Issues) > 0 || w.Article.Forgotten { // what has no text cannot be judged
		return w, nil
	}
	return w, whyNow(ctx, st, &w)
}

// articleKey checks an article's number, or makes its address the one under which it is stored.
func articleKey(arg string) (string, error) {
	if _, err := strconv.ParseInt(arg, 10, 64); err == nil {
		return arg, nil
	}
	address, err := list.Canonical(arg)
	if err != nil {
		return "", &usageError{
			message: fmt.Sprintf("%q is neither an address nor the number of an article.", arg),
			hint:    "an address begins with https://",
		}
	}
	return address, nil
}

// whyStored gathers what the database keeps of a stored article: what was cut from it, its issues, and whether it was
// given up.
func whyStored(ctx context.Context, st *store.Store, w *explained) (err error) {
	if w.Cut, w.Aliases, err = st.CutFrom(ctx, w.Article.ID); err != nil {
		return err
	}
	if w.Listed, err = st.Sightings(ctx, w.Article.ID); err != nil {
		return err
	}
	if w.Issues, err = whyIssues(ctx, st, w.Article.ID); err != nil {
		return err
	}
	u, err := st.UnreadPage(ctx, w.Article.URL)
	switch {
	case errors.Is(err, news.ErrNotFound):
		return nil
	case err == nil && u.Failed:
		w.Unread = &u
	}
	return err
}

// whyNow judges an article as each digest that reads one of its sources would now.
func whyNow(ctx context.Context, st *store.Store, w *explained) error {
	digests, err := st.Digests(ctx, true)
	if err != nil {
		return err
	}
	sources, err := st.Sources(ctx, false)
	if err != nil {
		return err
	}
	for _, d := range digests {
		reads := d.ReadsAll() || w.Source == "" || slices.ContainsFunc(sources, func(s news.Source) bool {
			brought := s.Name == w.Source ||
				slices.ContainsFunc(w.Listed, func(l store.Sighting) bool { return l.Source == s.Name })
			return brought && d.Reads(&s)
		})
		if reads {
			w.Now = append(w.Now, judgedNow{d.Name, relevance.Correct(d, w.Article,
				relevance.Judge(d.Topic, w.Article))})
		}
	}
	return nil
}

// whyIssues tells what became of an article in each issue that judged it.
func whyIssues(ctx context.Context, st *store.Store, articleID int64) ([]judgedIn, error) {
	all, err := st.JudgedIn(ctx, articleID, mostJudged)
	if err != nil {
		return nil, err
	}
	var out []judgedIn
	for _, one := range all {
		i, err := st.Issue(ctx, one.IssueID)
		if err != nil {
			return nil, err
		}
		j := judgedIn{Verdict: one.Verdict, Bare: one.Bare, Gone: one.Gone}
		if n := one.Verdict.DuplicateOf; n != 0 {
			if original, err := st.Article(ctx, strconv.FormatInt(n, 10)); err == nil {
				p := original.Piece()
				j.CopyOf = &p
			}
		}
		stories := i.Stories()
		for k := range stories {
			s := &stories[k]
			of := func(p news.Piece) bool { return p.ArticleID == articleID }
			if !of(s.Lead) && !slices.ContainsFunc(s.Also, of) {
				continue
			}
			j.Story, j.Place, j.Of = s, k+1, len(stories)
			j.Lead = s.ID == i.BestIn(or(i.Language, "en"))[0].ID
			quotes := slices.Clone(s.Summary)
			for _, lang := range news.Languages {
				t, ok := s.Renditions[lang]
				quotes = append(quotes, t.Summary...)
				if ok && of(t.Lead) {
					j.Tells = append(j.Tells, lang)
				}
			}
			for _, q := range quotes {
				if q.ArticleID == articleID && !slices.Contains(j.Quoted, q) {
					j.Quoted = append(j.Quoted, q)
				}
			}
			break
		}
		i.Sections, i.Lead, i.Week, i.Coverage.Notes = nil, nil, nil, nil
		j.Issue = i
		out = append(out, j)
	}
	return out, nil
}
