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
	known  map[string]tongue // languages of this pieces
}

// tongue is what is known of a language's code.
type tongue struct {
	is   bool // it can stand in a lang attribute
	name string
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
		v.Language = s.tongue(v.Lang).name
	}
	v.Summary = s.quotes(&st, t, translated)
	if len(st.Summary) > 0 {
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
		also := pieceView{
			Outlet: isolate(brief(p.Outlet, longestName)), Title: title,
			Link: safeURL(p.URL), Lang: s.foreign(p.Language), Dir: direction(title),
		}
		if also.Lang != "" {
			also.Language = s.tongue(also.Lang).name
		}
		v.Also = append(v.Also, also)
	}
	joinByLanguage(v.Also)
	v.AlsoMore = len(also) - listed + st.More
	if st.Houses > 0 { // of More not all are of houses of their own
		v.AlsoMore = max(0, st.Houses-1-listed)
	}
	return v
}

// joinByLanguage puts further coverage in the letter's language first, then that in each other one with its name behind
// it: an outlet's own name, in a script that the reader may not read, does not tell the language.
func joinByLanguage(also []pieceView) {
	first := map[string]int{"": -1}
	for n, p := range also {
		if _, known := first[p.Language]; !known {
			first[p.Language] = n
		}
	}
	slices.SortStableFunc(also, func(a, b pieceView) int { return first[a.Language] - first[b.Language] })
	for n := range also {
		p := &also[n]
		if n > 0 {
			p.Join = ", "
			if p.Language != also[n-1].Language {
				p.Join = "; "
			}
		}
		if last := n+1 == len(also) || also[n+1].Language != p.Language; last && p.Language != "" {
			p.After = " (" + unbroken(p.Language) + ")"
		}
	}
}

// kickers names whom a story is about, as digest chose them: countries, organisations, groups of states. A story that
// was composed before it did has its first countries and, where there is room, its organisation.
func (s *renderer) kickers(st *news.Story) string {
	parties := st.Parties
	if len(parties) == 0 {
		parties = slices.Clone(st.Countries[:min(mostKickers, len(st.Countries))])
		if st.Organisation != "" {
			parties = append(parties, st.Organisation)
		}
	}
	var names []string
	for _, p := range parties[:min(mostKickers, len(parties))] {
		if name := s.party(p); name != "" {
			names = append(names, name)
		}
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
	if lang == s.lang || !s.tongue(lang).is {
		return ""
	}
	return lang
}

// tongue tells of a language's code, from memory when a piece of the issue has asked: parsing one allocates.
func (s *renderer) tongue(code string) tongue {
	t, known := s.known[code]
	if !known {
		if s.known == nil {
			s.known = map[string]tongue{}
		}
		t = tongue{isLanguage(code), s.language(code)}
		s.known[code] = t
	}
	return t
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
		add(unbroken(s.tongue(lang).name))
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
