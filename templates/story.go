package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// renderer holds what the parts of one issue are rendered with.
type renderer struct {
	*words
	zone   *time.Location
	now    time.Time
	accent string // colour of kickers
	as     form
}

// renditionIn returns a story as the readers of a letter read it: by its rendition in their language, where it has one.
func renditionIn(st news.Story, lang string) news.Story {
	t, ok := st.Renditions[lang]
	if !ok {
		return st
	}
	also := make([]news.Piece, 1, 1+len(st.Also))
	also[0] = st.Lead
	for n := range st.Also {
		if st.Also[n].URL != t.Lead.URL {
			also = append(also, st.Also[n])
		}
	}
	st.Also = also
	st.Headline, st.Language, st.Lead, st.Summary, st.Translations = t.Lead.Title, t.Lead.Language, t.Lead, t.Summary,
		nil
	return st
}

func (s *renderer) story(st news.Story) storyView {
	v := storyView{
		Headline: brief(st.Headline, longestTitle), Link: safeURL(st.Lead.URL), Update: s.update(st),
		Lang: s.foreign(st.Language), Kicker: s.kickers(&st), Accent: s.accent,
		Outlet: isolate(brief(st.Lead.Outlet, longestName)), Facts: s.facts(st.Lead),
	}
	t, translated := s.translation(st)
	if translated {
		v.Original = &titleView{Text: v.Headline, Lang: v.Lang, Dir: direction(v.Headline)}
		v.Headline, v.Lang = brief(t.Headline, longestTitle), ""
	}
	if v.Lang != "" {
		v.Language = s.language(v.Lang)
	}
	v.Summary = s.quotes(&st, t, translated)
	if s.as == aLetter && len(st.Summary) > 0 {
		at := max(0, slices.IndexFunc(st.Summary,
			func(q news.Sentence) bool { return q.ArticleID == st.Lead.ArticleID }))
		first := s.quote(&st, []int{at}, t, translated)
		v.First = &first
	}
	texts := []string{v.Headline}
	for _, q := range v.Summary {
		texts = append(texts, q.Text)
	}
	v.Dir = direction(texts...)
	also := st.Also
	if st.Houses > 0 { // one of each house
		also = also[:min(st.Houses-1, len(also))]
	}
	listed := min(MostAlso, len(also))
	v.Also = make([]pieceView, 0, listed)
	for n := range also[:listed] {
		p := &also[n]
		if slices.ContainsFunc(v.Summary, func(q quoteView) bool { return q.Link != "" && q.article == p.ArticleID }) {
			continue
		}
		title := brief(p.Title, longestTitle)
		v.Also = append(v.Also, pieceView{
			Outlet: isolate(brief(p.Outlet, longestName)), Title: title,
			Link: safeURL(p.URL), Lang: s.foreign(p.Language), Dir: direction(title),
		})
	}
	v.AlsoMore = len(also) - listed + st.More
	if st.Houses > 0 { // of More not all are of houses of their own
		v.AlsoMore = max(0, st.Houses-1-listed)
	}
	return v
}

// mostListed is how many countries digest chooses for a story at most when they are no group of like ones.
const mostListed = 3

// kickers names whom a story is about: its countries in their order, and where there is room its organisation. A group
// of more countries, which digest chose as one, stands by the organisation, or whole.
func (s *renderer) kickers(st *news.Story) string {
	organisation := s.upper(s.c.Organisations[st.Organisation])
	countries := st.Countries
	switch group := len(countries) > mostListed; {
	case group && organisation != "":
		return organisation
	case !group:
		countries = countries[:min(mostKickers, len(countries))]
	}
	var names []string
	for _, c := range countries {
		names = append(names, s.kicker(c))
	}
	switch {
	case organisation == "":
	case st.OrganisationFirst:
		names = append([]string{organisation}, names[:min(mostKickers-1, len(names))]...)
	case len(names) < mostKickers:
		names = append(names, organisation)
	}
	return strings.Join(names, " · ")
}

// translation is a story's in the language of the interface, when there is a whole one and it is needed.
func (w *words) translation(st news.Story) (news.Translation, bool) {
	t := st.Translations[w.lang]
	return t, clean(t.Headline) != "" && len(t.Summary) == len(st.Summary) && st.Language != w.lang
}

// foreign is the language when it is another than the interface's, and one at all.
func (s *renderer) foreign(lang string) string {
	if lang == s.lang || !isLanguage(lang) {
		return ""
	}
	return lang
}

// facts are what a reader checks first, less what goes without saying: the letter's own language, a single minute.
func (s *renderer) facts(p news.Piece) []string {
	var out []string
	add := func(f string) {
		if f != "" {
			out = append(out, isolate(f))
		}
	}
	add(authors(p.Authors, p.Outlet))
	add(s.published(p))
	if lang := s.foreign(p.Language); lang != "" {
		add(s.language(lang))
	}
	switch {
	case p.Cut:
		add(s.say("cut"))
	case p.Partial: // issues composed earlier tell the minutes of the teaser
		add(s.say("partial"))
	case p.Minutes > 1:
		add(s.say("min", "n", p.Minutes))
	}
	return out
}

// authors joins up to three names and counts the others. An outlet that signs its own pieces is named once, as the
// outlet.
func authors(names []string, outlet string) string {
	var out []string
	for _, n := range names {
		if n = clean(n); n != "" && !namesOutlet(n, clean(outlet)) {
			out = append(out, brief(n, longestName))
		}
	}
	if more := len(out) - mostAuthors; more > 0 {
		return fmt.Sprintf("%s +%d", strings.Join(out[:mostAuthors], ", "), more)
	}
	return strings.Join(out, ", ")
}

// namesOutlet reports whether an author is the outlet itself, or its staff: "Silk Road Wire staff".
func namesOutlet(author, outlet string) bool {
	return outlet != "" && strings.Contains(strings.ToLower(author), strings.ToLower(outlet))
}

// published is the piece's date as the outlet printed it, by the outlet's clock where that is known; midnight to the
// second means that the time of day was not given.
func (s *renderer) published(p news.Piece) string {
	if p.Published.IsZero() {
		return ""
	}
	t := p.Published
	if _, told := t.Zone(); p.DateFrom == news.DateFromSeen || told == 0 && !p.DateFrom.OnPage() {
		t = t.In(s.zone)
	}
	switch {
	case p.DateFrom == news.DateFromSeen:
		return s.say("seen", "date", s.day(t, s.now))
	case t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0:
		return s.day(t, s.now)
	}
	return s.clock(t, s.now)
}

// update says which earlier story this one carries on: by weekday within six days, else by date.
func (s *renderer) update(st news.Story) string {
	if st.UpdateAt.IsZero() {
		if st.UpdateOf == 0 {
			return ""
		}
		return s.say("update")
	}
	at := st.UpdateAt.In(s.zone)
	midnight := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	if days := midnight(s.now).Sub(midnight(at)) / (24 * time.Hour); days >= 1 && days <= 6 {
		return capital(s.tag, s.say("update_weekday", "day", s.c.UpdateDays[at.Weekday()]))
	}
	return s.say("update_date", "date", s.day(at, s.now))
}
