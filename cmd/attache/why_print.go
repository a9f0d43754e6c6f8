package main

import (
	"fmt"
	"slices"
	"strings"

	"attache/digest/relevance"
	"attache/llm"
	"attache/news"
	"attache/store"
	"attache/worker"
)

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
