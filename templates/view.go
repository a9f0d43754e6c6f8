package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"attache/news"
)

// issueView is what a letter and the page of an issue are given. Every text is plain and of one line; every address is
// http or https, or "".
type issueView struct {
	Language    string // of the interface: en, ru, kk, tr
	Title       string // the digest's
	Subject     string
	Preheader   string
	Number      string // "No. 12", or ""
	Date        string // "Monday, 23 November 2026"
	Span        string // the window
	Facts       string // "15 stories · 6 minutes"
	Stories     int    // shown here
	Lead        []sentenceView
	Sections    []sectionView
	Cut         int // stories left for the web
	Web         string
	Unsubscribe string // news.UnsubscribeToken; "" on a page
	Week        []barView
	Coverage    []string // sentences: sources read and what was the matter; articles seen and kept
	Worded      bool     // a language model worded sentences that are shown; each of them is marked Own
	Translated  bool     // stories are shown in translation; each has its Original
}

// sectionView is the stories under one heading.
type sectionView struct {
	Name    string
	Stories []storyView
}

// storyView is one story.
type storyView struct {
	Anchor   string // unique in the issue: "s12"
	Kicker   string // "KAZAKHSTAN · TÜRKİYE", or ""
	Update   string // "Update to Tuesday’s story", or ""
	Headline string
	// the headline as it was published, when Headline and Summary are a machine's translation; else nil
	Original *titleView
	Link     string
	Lang     string // of headline and summary; "" when it is the interface's
	Dir      string // "auto" when there are right-to-left letters, else ""
	Summary  []sentenceView
	Outlet   string
	Facts    []string // authors, date, language, reading time, teaser only: those that are known
	Also     []pieceView
	AlsoMore int // others beyond Also
}

// titleView is a headline in its own language.
type titleView struct {
	Text, Lang, Dir string
}

// sentenceView is one sentence of a summary or of the lead.
type sentenceView struct {
	Text   string
	Link   string // to its place in the article
	Outlet string // whose sentence it is: in the lead always, in a summary when it is not the story's own outlet
	Lang   string // "" when it is that of what is around
	Dir    string
	Own    bool   // worded by a language model, not quoted
	Before string // the sentence before it was translated; "" when it was not
}

// pieceView is further coverage of a story.
type pieceView struct {
	Outlet, Title, Link, Lang, Dir string
}

// barView is a country's share of the week.
type barView struct {
	Name    string
	Stories int
	Width   int    // pixels of 120
	Marks   string // the bar in characters, for text
	Pad     string // spaces that bring Name to the width of the longest
}

// How much of a long list is printed.
const (
	mostCountries = 6 // of a story: a group that digest chose stands whole
	mostAuthors   = 3
	MostAlso      = 6 // further pieces of a story; the rest is counted
	mostNotes     = 8
	mostFailed    = 8    // outlets of articles that attache failed on
	longestTitle  = 300  // characters of a headline
	longestName   = 100  // characters of an outlet's or a person's name
	longestText   = 1000 // characters of a sentence in translation
	barWidth      = 120  // pixels: names and counts beside it fit a telephone
	barMarks      = 40   // characters
	wordsMinute   = 200  // reading speed, as news.Article.Minutes
)

// issue makes the view of an issue in one language, with its keep best stories.
func (w *words) issue(i news.Issue, keep int, web string) issueView {
	i = renditionsIn(i, w.lang)
	cut := i.Count() - keep
	zoneOf, err := time.LoadLocation(i.TimeZone)
	if err != nil {
		zoneOf = time.UTC
	}
	now := i.Created.In(zoneOf)
	s := renderer{words: w, zone: zoneOf, now: now, outlets: quotedOutlets(&i)}
	v := issueView{
		Language: w.lang, Title: clean(i.Title), Date: w.long(now), Web: safeURL(web), Cut: cut,
		Unsubscribe: news.UnsubscribeToken, Week: w.week(i.Week), Coverage: s.coverage(i.Coverage),
	}
	if i.Number > 0 {
		v.Number = w.say("number", "n", fmt.Sprint(i.Number))
	}
	if !i.Window.From.IsZero() {
		from, to := i.Window.From.In(zoneOf), i.Window.To.In(zoneOf)
		v.Span = w.say("span", "from", w.clock(from, now), "to", w.clock(to, now), "zone", zone(to))
	}
	read := 0
	for _, sec := range best(i, keep).Sections {
		if len(sec.Stories) == 0 {
			continue
		}
		sv := sectionView{Name: w.section(sec.Key)}
		for _, st := range sec.Stories {
			v.Stories++
			one := s.story(st)
			v.Translated = v.Translated || one.Original != nil
			one.Anchor = fmt.Sprintf("s%d", v.Stories)
			if st.ID != 0 {
				one.Anchor = fmt.Sprintf("s%d", st.ID)
			}
			read += len(strings.Fields(one.Headline))
			for _, q := range one.Summary {
				read += len(strings.Fields(q.Text))
				v.Worded = v.Worded || q.Own
			}
			sv.Stories = append(sv.Stories, one)
		}
		v.Sections = append(v.Sections, sv)
	}
	said := w.translations(i)
	for _, q := range i.Lead {
		one := s.sentence(q)
		if t, ok := said[q]; ok {
			one = one.in(t)
		}
		one.Outlet = isolate(s.outlets[q.ArticleID])
		read += len(strings.Fields(one.Text))
		v.Lead = append(v.Lead, one)
	}
	top := i.Best()
	v.Subject = w.subject(&i)
	if len(top) == 0 {
		v.Preheader = w.say("nothing_text", "span", v.Span)
		return v
	}
	v.Facts = w.tally("stories", v.Stories+cut) + " · " + w.tally("minutes", max(1, (read+wordsMinute/2)/wordsMinute))
	var heads []string
	for _, st := range top[1:min(4, len(top))] {
		heads = append(heads, brief(st.HeadlineIn(w.lang), longestTitle))
	}
	v.Preheader = shorten(strings.Join(append(heads, v.Facts), " · "), 160)
	return v
}

// quotedOutlets returns the outlets of the articles that an issue quotes, by article.
func quotedOutlets(i *news.Issue) map[int64]string {
	outlets := map[int64]string{}
	note := func(sentences []news.Sentence) {
		for n := range sentences {
			outlets[sentences[n].ArticleID] = ""
		}
	}
	name := func(p *news.Piece) {
		if _, ok := outlets[p.ArticleID]; ok {
			outlets[p.ArticleID] = brief(p.Outlet, longestName)
		}
	}
	note(i.Lead)
	for s := range i.Sections {
		for k := range i.Sections[s].Stories {
			note(i.Sections[s].Stories[k].Summary)
		}
	}
	for s := range i.Sections {
		for k := range i.Sections[s].Stories {
			st := &i.Sections[s].Stories[k]
			name(&st.Lead)
			for n := range st.Also {
				name(&st.Also[n])
			}
		}
	}
	return outlets
}

// subject is that of the issue's letter.
func (w *words) subject(i *news.Issue) string {
	zoneOf, err := time.LoadLocation(i.TimeZone)
	if err != nil {
		zoneOf = time.UTC
	}
	now := i.Created.In(zoneOf)
	heads := i.Outline().Of(w.lang)
	if len(heads) == 0 {
		return w.say("subject", "title", clean(i.Title), "day", w.day(now, now), "headline", w.say("nothing_new"))
	}
	return shorten(w.say("subject", "title", clean(i.Title), "day", w.day(now, now), "headline", clean(heads[0])), 120)
}

// renditionsIn returns an issue as the readers of a letter read it: a story that has a rendition in their language
// stands by that.
func renditionsIn(i news.Issue, lang string) news.Issue {
	instead := map[news.Sentence]news.Sentence{}
	sections := make([]news.Section, len(i.Sections))
	for n, sec := range i.Sections {
		sections[n] = news.Section{Key: sec.Key, Stories: slices.Clone(sec.Stories)}
		for k := range sections[n].Stories {
			st := &sections[n].Stories[k]
			t, ok := st.Renditions[lang]
			if !ok {
				continue
			}
			for _, q := range st.Summary {
				if t.Says < len(t.Summary) {
					instead[q] = t.Summary[t.Says]
				}
			}
			also := make([]news.Piece, 1, 1+len(st.Also))
			also[0] = st.Lead
			for n := range st.Also {
				if st.Also[n].URL != t.Lead.URL {
					also = append(also, st.Also[n])
				}
			}
			st.Also = also
			st.Headline, st.Language, st.Lead, st.Summary, st.Translations = t.Lead.Title, t.Lead.Language, t.Lead,
				t.Summary, nil
		}
	}
	i.Sections, i.Lead = sections, slices.Clone(i.Lead)
	for n, q := range i.Lead {
		if s, ok := instead[q]; ok {
			i.Lead[n] = s
		}
	}
	return i
}

// renderer holds what the parts of one issue are rendered with.
type renderer struct {
	*words
	zone    *time.Location
	now     time.Time
	outlets map[int64]string // by article
}

func (s *renderer) story(st news.Story) storyView {
	v := storyView{
		Headline: brief(st.Headline, longestTitle), Link: safeURL(st.Lead.URL), Update: s.update(st),
		Lang:   s.foreign(st.Language),
		Outlet: isolate(brief(st.Lead.Outlet, longestName)), Facts: s.facts(st.Lead),
	}
	var names []string
	for _, c := range st.Countries[:min(mostCountries, len(st.Countries))] {
		names = append(names, s.kicker(c))
	}
	v.Kicker = strings.Join(names, " · ")
	t, translated := s.translation(st)
	if translated {
		v.Original = &titleView{Text: v.Headline, Lang: v.Lang, Dir: direction(v.Headline)}
		v.Headline, v.Lang = brief(t.Headline, longestTitle), ""
	}
	texts := []string{v.Headline}
	for k, q := range st.Summary {
		one := s.sentence(q)
		one.Lang = ""
		if q.Language != st.Language && isLanguage(q.Language) {
			one.Lang = q.Language
		}
		if translated {
			one = one.in(t.Summary[k])
		}
		if q.ArticleID != st.Lead.ArticleID {
			one.Outlet = isolate(s.outlets[q.ArticleID])
		}
		v.Summary = append(v.Summary, one)
		texts = append(texts, one.Text)
	}
	v.Dir = direction(texts...)
	also := otherHouses(&st)
	v.Also = make([]pieceView, 0, min(MostAlso, len(also)))
	for _, p := range also[:min(MostAlso, len(also))] {
		title := brief(p.Title, longestTitle)
		v.Also = append(v.Also, pieceView{
			Outlet: isolate(brief(p.Outlet, longestName)), Title: title,
			Link: safeURL(p.URL), Lang: s.foreign(p.Language), Dir: direction(title),
		})
	}
	v.AlsoMore = len(also) - len(v.Also) + st.More
	if st.Houses > 0 {
		v.AlsoMore = max(0, st.Houses-1-len(v.Also))
	}
	return v
}

// otherHouses returns a story's further pieces, one of each house but that of its lead.
func otherHouses(st *news.Story) (out []*news.Piece) {
	if len(st.Also) == 0 {
		return nil
	}
	out = make([]*news.Piece, 0, len(st.Also))
	houses := make([]news.PieceHouse, 1, 1+len(st.Also))
	houses[0] = news.HouseOf(&st.Lead)
	for n := range st.Also {
		house := news.HouseOf(&st.Also[n])
		if !slices.ContainsFunc(houses, house.Same) {
			out, houses = append(out, &st.Also[n]), append(houses, house)
		}
	}
	return out
}

func (s *renderer) sentence(q news.Sentence) sentenceView {
	v := sentenceView{Text: clean(q.Text), Link: safeURL(q.URL), Lang: s.foreign(q.Language), Own: q.Start >= q.End}
	if q.Start < q.End {
		v.Link = fragmentURL(q.URL, q.Text)
	}
	v.Dir = direction(v.Text)
	return v
}

// in returns the sentence in the interface's language. Its link still leads to the place of the original.
func (v sentenceView) in(translation string) sentenceView {
	v.Before, v.Text, v.Lang = v.Text, brief(translation, longestText), ""
	v.Dir = direction(v.Text)
	return v
}

// translation is a story's in the language of the interface, when there is a whole one and it is needed.
func (w *words) translation(st news.Story) (news.Translation, bool) {
	t := st.Translations[w.lang]
	return t, clean(t.Headline) != "" && len(t.Summary) == len(st.Summary) && st.Language != w.lang
}

// translations returns the texts that stand for sentences of an issue's stories.
func (w *words) translations(i news.Issue) map[news.Sentence]string {
	all := map[news.Sentence]string{}
	for _, st := range i.Stories() {
		if t, ok := w.translation(st); ok {
			for k, q := range st.Summary {
				all[q] = t.Summary[k]
			}
		}
	}
	return all
}

// foreign is the language when it is another than the interface's, and one at all.
func (s *renderer) foreign(lang string) string {
	if lang == s.lang || !isLanguage(lang) {
		return ""
	}
	return lang
}

// facts are what a reader checks first.
func (s *renderer) facts(p news.Piece) []string {
	var out []string
	add := func(f string) {
		if f != "" {
			out = append(out, isolate(f))
		}
	}
	add(authors(p.Authors, p.Outlet))
	add(s.published(p))
	add(s.language(p.Language))
	if p.Minutes > 0 {
		add(s.say("min", "n", p.Minutes))
	}
	if p.Partial {
		add(s.say("partial"))
	}
	return out
}

// authors joins up to three names and counts the others. An outlet that signs its own pieces is named once, as the
// outlet.
func authors(names []string, outlet string) string {
	var out []string
	for _, n := range names {
		if n = clean(n); n != "" && !strings.EqualFold(n, clean(outlet)) {
			out = append(out, brief(n, longestName))
		}
	}
	if more := len(out) - mostAuthors; more > 0 {
		return fmt.Sprintf("%s +%d", strings.Join(out[:mostAuthors], ", "), more)
	}
	return strings.Join(out, ", ")
}

// published is the piece's date; midnight to the second means that the time of day was not given.
func (s *renderer) published(p news.Piece) string {
	if p.Published.IsZero() {
		return ""
	}
	t := p.Published.In(s.zone)
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

// week makes the bars; the longest is barWidth.
func (w *words) week(in []news.CountryCount) []barView {
	most, longest := 0, 0
	for _, c := range in {
		most, longest = max(most, c.Stories), max(longest, lineWidth(w.country(c.Country)))
	}
	var out []barView
	for _, c := range in {
		if c.Stories <= 0 {
			continue
		}
		name := w.country(c.Country)
		out = append(out, barView{
			Name: name, Stories: c.Stories, Width: max(2, c.Stories*barWidth/most),
			Marks: strings.Repeat("=", max(1, c.Stories*barMarks/most)), Pad: strings.Repeat(" ",
				longest-lineWidth(name)),
		})
	}
	return out
}

// brief is a stranger's text, clean, cut to n characters: a letter has room for 102 KB, and no one text may take it
// all.
func brief(s string, n int) string { return shorten(clean(s), n) }

// shorten cuts a text at a space so that it has at most n characters, an ellipsis included.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := string([]rune(s)[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:·.") + "…"
}
