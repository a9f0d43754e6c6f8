package templates

import (
	"cmp"
	"fmt"
	"path"
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
	Day         string // "Monday, 23 November", for a line that fits a telephone
	Span        string // the window
	Period      string // the window with a word for what it is, for the foot; "" = there is none
	Facts       string // "15 stories, 6 min read"
	Stories     int    // shown here
	Lead        *storyView
	Today       []jumpView    // headlines of the next stories; each jumps to its place
	Sections    []sectionView // the stories but the lead, and but those in Noted
	Noted       []sectionView // stories of one line: low in the order, or in a language that is not read; a page has none
	Cut         int           // stories left for the web
	Web         string
	Subscribe   string // where somebody subscribes whom the letter was forwarded to; "" = nowhere
	Unsubscribe string // news.UnsubscribeToken; "" on a page
	Week        []barView
	Coverage    string // one sentence: how many sources could be read
	Worded      bool   // a language model worded sentences of stories told in full; each of them is marked Own
	WordedFirst bool   // the same of a story's First
	Translated  bool   // stories are shown in translation; each has its Original
	Publisher   publisherView
}

// publisherView is who stands behind a digest, on its letters.
type publisherView struct {
	Logo, LogoText     string // an https address, "" = none; and its alt text
	Accent, AccentDark string // colours, as #992222, for light and for dark mode
	Signature, Footer  string
	Address            string
	Imprint, Privacy   string
}

// jumpView is a link to a place in the same letter or page.
type jumpView struct {
	Text, Anchor, Lang, Dir string
}

// sectionView is the stories under one heading.
type sectionView struct {
	Name    string
	Stories []storyView
}

// storyView is one story.
type storyView struct {
	Anchor   string // unique in the issue: "s12"; "n3" before the issue is stored
	Kicker   string // "KAZAKHSTAN · TÜRKİYE · OTS", at most three, or ""
	Accent   string // the colour of Kicker, that of the publisher
	Update   string // "Update to Tuesday’s story", or ""
	Headline string
	// the headline as it was published, when Headline and Summary are a machine's translation; else nil
	Original *titleView
	Picture  *pictureView // nil = none; the lead alone has one
	Link     string
	Lang     string // of headline and summary; "" when it is the interface's
	Dir      string // "auto" when there are right-to-left letters, else ""
	Summary  []quoteView
	First    *quoteView // the first sentence of Summary alone, for a letter that tells one; nil = there is none
	Outlet   string
	Language string      // the name of Lang; "" when that is
	Facts    []string    // authors, date, language, reading time, excerpt only: those that are known and not obvious
	Also     []pieceView // but those that Summary quotes, with their links
	AlsoMore int         // others beyond Also
}

// wordedFirst reports that a language model worded the first sentence.
func (v *storyView) wordedFirst() bool { return v.First != nil && v.First.Own }

// pictureView is the picture of a story.
type pictureView struct {
	URL, Alt, Credit string
	Width, Height    int // pixels, at most pictureWidth wide
}

// titleView is a headline in its own language.
type titleView struct {
	Text, Lang, Dir string
}

// quoteView is what one article says in a summary: one quotation, or sentences that are none.
type quoteView struct {
	Text   string // a quotation stands in the quotation marks of its language
	Link   string // to its place in the article
	Page   string // the article's own address, for text
	Outlet string // whose article it is
	Adds   bool   // it is another outlet's than the story's
	Lang   string // "" when it is that of the story
	Dir    string
	Own    bool   // worded by a language model, not quoted
	Before string // the text before it was translated; "" when it was not

	article int64
}

// pieceView is further coverage of a story.
type pieceView struct {
	Outlet, Title, Link, Lang, Dir string
	Language                       string // the name of Lang; "" when that is
	Join, After                    string // what stands before Outlet in a list, and behind it: the language of its group
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
	mostKickers  = 3
	mostAuthors  = 3
	mostToday    = 3 // headlines of the day beside the lead
	mostFull     = 7 // stories of a letter told in more than a line, the lead included: what three minutes read
	MostAlso     = 6 // further pieces of a story; the rest is counted
	mostNotes    = 8
	mostFailed   = 8    // outlets of articles that attache failed on
	longestTitle = 300  // characters of a headline
	longestName  = 100  // characters of an outlet's or a person's name
	longestText  = 1000 // characters of a sentence in translation
	barWidth     = 120  // pixels: names and counts beside it fit a telephone
	barMarks     = 36   // characters: with a name and a count they fit a line of the text part
)

// Every lists all stories that are shown, in the order of the letter, for a template that has one way to tell them.
func (v issueView) Every() []storyView {
	var out []storyView
	if v.Lead != nil {
		out = append(out, *v.Lead)
	}
	for _, sections := range [][]sectionView{v.Sections, v.Noted} {
		for k := range sections {
			out = append(out, sections[k].Stories...)
		}
	}
	return out
}

// replayAge is how long before an issue was made its window ends when it replays the past: one of the clock is late by
// hours at most.
const replayAge = 24 * time.Hour

// form is what an issue is shown as.
type form bool

const (
	aPage   form = false // all stories in full
	aLetter form = true  // those low in the order, and in languages that are not read, in one line each
)

// issue makes the view of an issue in one language, with its keep best stories.
func (w *words) issue(i news.Issue, by news.Publisher, keep int, at addresses, as form) issueView {
	zoneOf, err := time.LoadLocation(i.TimeZone)
	if err != nil {
		zoneOf = time.UTC
	}
	now := i.Created.In(zoneOf)
	s := renderer{words: w, zone: zoneOf, now: now, accent: cmp.Or(by.Accent, accent), as: as}
	v := issueView{
		Language: w.lang, Title: clean(i.Title), Date: w.long(now), Day: w.weekday(now), Web: safeURL(at.web),
		Subscribe: safeURL(at.subscribe), Unsubscribe: news.UnsubscribeToken, Week: w.week(i.Week),
		Coverage: s.covered(i.Coverage),
		Subject:  w.subject(&i), Publisher: w.publisher(by, i.Title),
	}
	if i.Number > 0 {
		v.Number = w.say("number", "n", fmt.Sprint(i.Number))
	}
	if !i.Window.From.IsZero() {
		from, to := i.Window.From.In(zoneOf), i.Window.To.In(zoneOf)
		v.Span = w.say("span", "from", w.clock(from, now), "to", w.clock(to, now), "zone", zone(to))
		v.Period = w.say("period", "span", v.Span)
		if i.Created.Sub(i.Window.To) >= replayAge {
			v.Span = w.say("replay", "span", v.Span)
			v.Period = v.Span
		}
	}
	top := i.BestIn(w.lang)
	if len(top) == 0 {
		v.Preheader = w.say("nothing_text", "span", v.Span)
		return v
	}
	v.Cut = len(top) - keep
	words := s.place(&v, &i, top[:keep], as)
	v.Facts = w.tally("stories", len(top)) + ", " + w.tally("minutes", max(1, (words+news.WordsMinute/2)/news.WordsMinute))
	v.Preheader = shorten(strings.Join(append(w.alsoToday(top), v.Facts), " · "), 160)
	return v
}

// alsoToday lists the headlines that follow the first.
func (w *words) alsoToday(top []*news.Story) (heads []string) {
	for _, st := range top[min(1, len(top)):min(1+mostToday, len(top))] {
		heads = append(heads, brief(st.HeadlineIn(w.lang), longestTitle))
	}
	return heads
}

// place puts the stories of top, the best first, where the reader finds them: the first in the lead, the others in
// their sections; in a letter those beyond mostFull, and those that are not read, among the noted ones. It returns how
// many words there are to read.
func (s *renderer) place(v *issueView, i *news.Issue, top []*news.Story, as form) (words int) {
	rank := make(map[*news.Story]int, len(top))
	for n, st := range top {
		rank[st] = n
	}
	today := make([]jumpView, len(top))
	noted, foreign := sectionView{Name: s.say("noted")}, sectionView{Name: s.say("foreign")}
	for n := range i.Sections {
		section := sectionView{Name: s.section(i.Sections[n].Key)}
		for k := range i.Sections[n].Stories {
			st := &i.Sections[n].Stories[k]
			at, shown := rank[st]
			if !shown {
				continue
			}
			one := s.story(renditionIn(*st, s.lang))
			v.Stories++
			one.Anchor = fmt.Sprintf("s%d", st.ID)
			if st.ID == 0 {
				one.Anchor = fmt.Sprintf("n%d", v.Stories)
			}
			v.Translated = v.Translated || one.Original != nil
			v.WordedFirst = v.WordedFirst || one.wordedFirst()
			today[at] = jumpView{Text: one.Headline, Anchor: one.Anchor, Lang: one.Lang, Dir: direction(one.Headline)}
			words += news.Words(one.Headline)
			unread := slices.Contains(st.Foreign, s.lang)
			switch {
			case at > 0 && as == aLetter && unread:
				foreign.Stories = append(foreign.Stories, one)
				continue
			case at >= mostFull && as == aLetter:
				noted.Stories = append(noted.Stories, one)
				continue
			case at == 0:
				one.Picture = s.picture(renditionIn(*st, s.lang), s.as)
				lead := one // else every story is on the heap once more
				v.Lead = &lead
			default:
				if section.Stories == nil {
					section.Stories = make([]storyView, 0, len(i.Sections[n].Stories)-k)
				}
				section.Stories = append(section.Stories, one)
			}
			for _, q := range one.Summary {
				words += news.Words(q.Text)
				v.Worded = v.Worded || q.Own
			}
		}
		if len(section.Stories) > 0 {
			v.Sections = append(v.Sections, section)
		}
	}
	v.Noted = slices.DeleteFunc([]sectionView{noted, foreign}, func(section sectionView) bool {
		return len(section.Stories) == 0
	})
	if len(today) > 2 { // one story more needs no list
		v.Today = today[1:min(1+mostToday, len(today))]
	}
	return words
}

// pictureWidth is the width of the column of letters and pages, in pixels.
const pictureWidth = 576

// picture is that of a story, by its lead piece. A page shows it from its own site.
func (s *renderer) picture(st news.Story, as form) *pictureView {
	p := st.Lead.Picture
	if p == nil || p.Width <= 0 || p.Height <= 0 || safeURL(p.URL) == "" {
		return nil
	}
	v := &pictureView{
		URL: safeURL(p.URL), Alt: s.say("picture_alt", "headline", brief(st.Lead.Title, longestTitle)),
		Credit: s.say("picture_by", "outlet", brief(st.Lead.Outlet, longestName)), Width: min(p.Width, pictureWidth),
	}
	v.Height = p.Height * v.Width / p.Width
	if as == aPage {
		v.URL = "/pictures/" + path.Base(v.URL)
	}
	return v
}

// subject is that of the issue's letter.
func (w *words) subject(i *news.Issue) string {
	zoneOf, err := time.LoadLocation(i.TimeZone)
	if err != nil {
		zoneOf = time.UTC
	}
	now := i.Created.In(zoneOf)
	head := w.say("nothing_new")
	if top := i.BestIn(w.lang); len(top) > 0 {
		head = clean(top[0].HeadlineIn(w.lang))
	}
	return shorten(w.say("subject", "title", clean(i.Title), "day", w.day(now, now), "headline", head), 120)
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

// longestUnbroken is how many characters of a name stay on one line: at 320 px they fit beside nothing else.
const longestUnbroken = 30

// unbroken is a name whose words stay on one line, unless it is long.
func unbroken(name string) string {
	if utf8.RuneCountInString(name) > longestUnbroken {
		return name
	}
	return strings.ReplaceAll(name, " ", nbsp)
}
