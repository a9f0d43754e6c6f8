package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/digest/relevance"
	"attache/digest/summary"
	"attache/llm"
	"attache/news"
	"attache/scrape"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/store"
	"attache/worker"
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

// siteSource is a source that might have brought an article.
type siteSource struct {
	Name string    `json:"name"`
	Last news.Poll `json:"last"`
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

// whyUnknown looks for an address among the pages that could not be read, and else reads it.
func (a *app) whyUnknown(ctx context.Context, s Settings, st *store.Store, arg string, w *explained) error {
	if _, err := strconv.ParseInt(arg, 10, 64); err == nil {
		return withHint(notThere(news.ErrNotFound, "There is no article %s.", arg),
			"give its address, which begins with https://")
	}
	u, err := st.UnreadPage(ctx, arg)
	switch {
	case err == nil:
		w.Article.URL, w.Unread = arg, &u
		return nil
	case !errors.Is(err, news.ErrNotFound):
		return err
	}
	switch at, gone, err := st.GoneArticle(ctx, arg); {
	case err != nil:
		return err
	case gone:
		w.Article.URL, w.Gone = arg, &at
		return nil
	}
	fetcher, err := scrape.New(s.Scrape, a.logger(s.Log, slog.LevelWarn))
	if err != nil {
		return err
	}
	fetcher.Now = a.utc
	if w.Site, err = siteSources(ctx, st, arg); err != nil {
		return err
	}
	done := a.waitFor("Reading %s", arg)
	read, err := fetcher.Inspect(ctx, news.Source{}, arg)
	done()
	if err != nil {
		return whyUnreached(w.Site, err)
	}
	w.Article = read.Article
	if w.Article.Outlet.Name == "" {
		if u, err := url.Parse(arg); err == nil {
			w.Article.Outlet.Name = u.Host
		}
	}
	return nil
}

// siteSources are the sources of an address's site that are polled and might have brought it, only the failing ones
// when there are any.
func siteSources(ctx context.Context, st *store.Store, address string) ([]siteSource, error) {
	all, err := st.Standings(ctx)
	if err != nil {
		return nil, err
	}
	var out []siteSource
	for _, s := range all {
		if s.Source.Enabled && site(s.Source.URL) == site(address) {
			out = append(out, siteSource{s.Source.Name, s.Last})
		}
	}
	if failing := slices.DeleteFunc(slices.Clone(out),
		func(s siteSource) bool { return s.Last.State.Good() }); len(failing) > 0 {
		out = failing // it is they who may have missed it
	}
	return out[:min(len(out), mostNamed)], nil
}

// site is the host of an address, without www.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// says tells of a source that might have brought an article how its last visit went.
func (s siteSource) says() string {
	switch {
	case s.Last.State == news.PollNever:
		return fmt.Sprintf("The source %s reads this site, but was never visited so far.", s.Name)
	case s.Last.State.Good():
		says := fmt.Sprintf("The source %s reads this site, and did not list it as new on its last visit, %s.", s.Name,
			when(s.Last.Started))
		return strings.TrimSpace(says + " " + s.Last.Detail)
	}
	return fmt.Sprintf("The source %s reads this site, but its last visit, %s, failed: %s", s.Name,
		when(s.Last.Started), s.Last.Detail)
}

// whyUnreached says that an address nobody brought cannot be read either, and how its site's sources fare.
func whyUnreached(sources []siteSource, err error) error {
	what := err.Error()
	var failure *fetch.Failure
	if errors.As(err, &failure) {
		what = failure.Brief()
	}
	says := "No source has brought this address, and it cannot be read now: " + what
	for _, s := range sources {
		says += "\n" + s.says()
	}
	return errors.New(says)
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

// printWhy tells it in a few lines.
func (a *app) printWhy(w explained, keep store.Retention) {
	art := &w.Article
	switch {
	case w.Unread != nil && !w.Stored:
		a.printUnread(w)
		return
	case w.Gone != nil:
		a.say("%s\n", art.URL)
		a.step("read", "A source brought it. What was known of it was deleted "+deleted(*w.Gone, "articles", keep)+
			"; only its address is kept, so that it is not read again.")
		return
	}
	a.say("“%s”\n%s\n", art.Title, art.URL)
	a.step("read", whyRead(w))
	switch {
	case art.Whole > 0:
		a.step("", "Its text is too long and was "+art.Cut()+" (scrape.max_text).")
	case art.Partial:
		a.step("", "Only a part of it could be read.")
	}
	a.printForgottenText(w, keep)
	if w.Unread != nil {
		a.step("failed", fmt.Sprintf("On %s %s", when(w.Unread.At), w.Unread.Why))
	}
	for _, u := range w.Aliases {
		a.step("", "It was listed as "+u+" too.")
	}
	if len(w.Cut) > 0 {
		a.step("cut", counted(len(w.Cut), "line")+" that other pages of the source repeat:")
	}
	for _, b := range w.Cut {
		a.step("", "  “"+short(b.Text, 160)+"”")
	}
	a.printRefused(w.Refused)
	for _, j := range w.Issues {
		a.printJudgedIn(art, j, keep)
	}
	switch {
	case len(w.Issues) > 0:
	case art.Forgotten:
		a.step("not judged", "No verdict on it is kept: those of issues that dropped it were deleted with its text.")
	case art.Backlog:
		a.step("not judged", "It was there when its source was first read, and has no date: it never counts as new.")
	case w.Stored:
		a.step("not judged", "No issue has covered it so far. Judged now:")
	default:
		a.step("not judged", "No source of this desk has brought it. Judged now:")
		for _, s := range w.Site {
			a.step("", s.says())
		}
	}
	for _, n := range w.Now {
		a.step("  "+n.Digest, verdictText(n.Verdict))
		a.because(n.Verdict.Reasons)
	}
}

// printRefused prints which sentences may not be quoted, and why.
func (a *app) printRefused(refused []refusedSentence) {
	if len(refused) > 0 {
		a.step("not quoted", counted(len(refused), "sentence")+" of its text may not stand in a summary:")
	}
	for _, s := range refused {
		a.step("", "  “"+short(s.Text, 100)+"” — "+s.Why)
	}
}

// step prints one line of the way under a word in the margin.
func (a *app) step(word, text string) { a.say("%-11s %s", word, text) }

// because prints the reasons of a judgement: what decided it as it is, the weighed ones by the side they speak for.
func (a *app) because(reasons []news.Reason) {
	for _, r := range reasons {
		switch {
		case r.Weight > 0:
			a.step("", "  for it: "+r.Detail)
		case r.Weight < 0:
			a.step("", "  against it: "+r.Detail)
		default:
			a.step("", "  "+r.Detail)
		}
	}
}

// whyDated says when the article was published and which of the places that may tell it did, in the order of trust:
// the page's structured data, the list, marked dates of the page, its other text, the day of a change. A marked date
// may go before a less likely one of structured data, and before a list that tells the day of a change.
func whyDated(art *news.Article) string {
	if art.Published.IsZero() {
		return "without a date of its own, so it counts from when it was first seen"
	}
	published := "published " + when(art.Published)
	switch art.DateFrom {
	case news.DateFromSeen:
		return "without a date of its own, so it counts from when it was first seen"
	case news.DateFromFeed:
		return published + " as the source's list says (the page's structured data gives no better date)"
	case news.DateFromMark:
		return published + " as a marked date of its page says (neither structured data nor the list gives a better one)"
	case news.DateFromText:
		return published + " as text of its page says (no structured data, list or marked date gives one)"
	case news.DateFromChange:
		return published + " or earlier: its page tells only when it was changed"
	}
	return published + " as its page's structured data says"
}

// whyRead says how the article was read.
func whyRead(w explained) string {
	art := &w.Article
	by := "now, for this answer"
	if w.Stored {
		by = when(art.Seen)
	}
	if w.Source != "" {
		by += fmt.Sprintf(", by the source %s (%s)", w.Source, art.Outlet.Name)
	} else if w.Stored {
		by += fmt.Sprintf(", by a source of %s that is gone", art.Outlet.Name)
	}
	by += alsoListed(w)
	published := whyDated(art)
	words := 0
	for _, b := range art.Blocks {
		words += len(strings.Fields(b.Text))
	}
	length := counted(words, "word")
	if art.Forgotten {
		length = "its text is no longer kept"
	}
	return fmt.Sprintf("%s; %s; %s, %s.", by, published, llm.Language(art.Language), length)
}

// alsoListed names the other sources that listed an article, with when each was first seen to.
func alsoListed(w explained) string {
	var others []string
	for _, l := range w.Listed {
		if l.Source != "" && l.Source != w.Source {
			others = append(others, fmt.Sprintf("%s (%s)", l.Source, when(l.Seen)))
		}
	}
	if len(others) == 0 {
		return ""
	}
	return "; listed also by " + strings.Join(others, ", ")
}

func verdictText(v news.Verdict) string {
	if len(v.Reasons) > 0 && v.Reasons[0].Code == relevance.Failed {
		return "left out."
	}
	if isLeftOut(v) {
		return "left out unread, for want of room."
	}
	word := "dropped"
	switch {
	case v.Kept:
		word = "kept"
	case len(v.Reasons) > 0 && strings.HasPrefix(v.Reasons[0].Code, "cut-"):
		word = "cut for want of room"
	}
	what := "foreign policy"
	if slices.ContainsFunc(v.Reasons, func(r news.Reason) bool { return r.Code == relevance.Learned }) {
		what = "foreign policy as the digest's editor wants it,"
	}
	return fmt.Sprintf("%s; %s with a probability of %.0f %%.", word, what, 100*v.Score)
}

// isLeftOut reports whether an issue did not judge an article, because it was beyond a limit.
func isLeftOut(v news.Verdict) bool { return len(v.Reasons) > 0 && v.Reasons[0].Code == worker.LeftOut }

// printJudgedIn tells what became of the article in one issue.
func (a *app) printJudgedIn(art *news.Article, j judgedIn, keep store.Retention) {
	name := fmt.Sprintf("issue %d of %s", j.Issue.ID, j.Issue.Digest)
	a.say("")
	if j.Bare {
		a.step("judged", fmt.Sprintf("for %s, %s: %s.", name, whenIn(j.Issue.Created, j.Issue.TimeZone), sideOf(j.Verdict)))
		a.step("", "Its score and the reasons were deleted "+deleted(j.Gone, "verdicts", keep)+".")
		if j.Story != nil {
			a.printStory(art, j)
		}
		return
	}
	a.step("judged", fmt.Sprintf("for %s, %s: %s", name, whenIn(j.Issue.Created, j.Issue.TimeZone),
		verdictText(j.Verdict)))
	reasons := j.Verdict.Reasons
	if j.Story == nil && len(reasons) > 0 {
		a.because(reasons[1:])
	} else {
		a.because(reasons)
	}
	if j.CopyOf != nil {
		a.step("copy", fmt.Sprintf("of “%s”, %s, %s", j.CopyOf.Title, j.CopyOf.Outlet, j.CopyOf.URL))
	}
	if j.Story == nil {
		why := "The issue does not say why." // a verdict has a reason, so this is of no issue that attache composed
		if len(reasons) > 0 {
			why = reasons[0].Detail
		}
		a.step("not printed", why)
		return
	}
	a.printStory(art, j)
}

// mostNamed is how many other pieces of a story are named.
const mostNamed = 5

func (a *app) printStory(art *news.Article, j judgedIn) {
	s := j.Story
	leads := s.Lead.ArticleID == art.ID
	others := slices.DeleteFunc(append([]news.Piece{s.Lead}, s.Also...),
		func(p news.Piece) bool { return p.ArticleID == art.ID })
	switch {
	case len(others) == 0:
		a.step("grouped", "with nothing: no other piece in the window tells of the same event.")
	case leads:
		a.step("grouped", fmt.Sprintf("with %s of the same event, and it leads them:", counted(len(others),
			"other piece")))
	default:
		a.step("grouped", fmt.Sprintf("under “%s”, which leads, with %s in all:", s.Headline, counted(len(others)+1,
			"piece")))
	}
	for _, p := range others[:min(len(others), mostNamed)] {
		a.step("", fmt.Sprintf("  %s: %s", p.Outlet, p.Title))
	}
	if more := len(others) - mostNamed; more > 0 {
		a.step("", fmt.Sprintf("  and %d more", more))
	}
	if !s.UpdateAt.IsZero() {
		a.step("", "It goes on from a story of "+when(s.UpdateAt)+".")
	}
	as := "as further coverage"
	if leads {
		as = "as the lead piece"
	}
	a.step("printed", fmt.Sprintf("%s of story %d of %d, in the section %s; the issue is %s.", as, j.Place, j.Of,
		heading(s.Section), j.Issue.State))
	if j.Lead {
		a.step("", "The story leads the issue: it stands first, and names it in the subject, the archive and the feeds.")
	}
	if len(j.Tells) > 0 {
		a.step("", fmt.Sprintf("It leads the story in the letter in %s, whose readers do not read “%s”.",
			languages(j.Tells), s.Headline))
	}
	a.step("", fmt.Sprintf("Its place is by a score of %.2f, the sum of:", s.Score))
	for _, r := range s.Reasons {
		a.step("", fmt.Sprintf("  %.2f  %s", r.Weight, r.Detail))
	}
	for _, q := range j.Quoted {
		if q.Start < q.End {
			a.step("", fmt.Sprintf("  quoted: “%s”", q.Text))
		} else {
			a.step("", fmt.Sprintf("  worded by a model: “%s”", q.Text))
		}
	}
	for _, r := range s.Refused {
		if r.ArticleID == art.ID {
			a.step("", fmt.Sprintf("  refused of a model: “%s” (%s)", r.Text, r.Why))
		}
	}
	for _, lang := range news.Languages {
		if t, ok := s.Translations[lang]; ok {
			a.step("", fmt.Sprintf("  translated into %s: “%s”", llm.Language(lang), t.Headline))
		}
	}
}

// heading is the key of a section as a heading: central-asia is Central Asia.
func heading(section string) string {
	words := strings.Split(section, "-")
	for i, w := range words {
		if w != "" && w != "and" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

// languages names them: Russian, Kazakh and Turkish.
func languages(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = llm.Language(c)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

// times writes how often.
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}
