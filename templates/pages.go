package templates

import (
	"fmt"
	"strings"
	"time"

	"attache/news"
)

// page is what Set.Page takes: it says its language and makes the view its template is given.
type page interface {
	language() string
	view(w *words) any
}

// Shell is what every page has around its content.
type Shell struct {
	Language string // one of news.Languages; "" = en
	Site     string // name of the archive
	Base     string // path or address the pages' links start with; "" = the host's root
	Feed     string // address of the Atom feed; "" = none
	JSONFeed string // address of the JSON Feed; "" = none
	Self     string // the page's own address without lang, for its language links; "" = none
	Origin   string // how the world reaches the archive, for cards of shared links: https://press.example; "" = none
	// who stands behind the page: its accent, logo and foot; zero = nobody
	House news.Publisher
}

func (s Shell) language() string { return s.Language }

// shellView is a Shell in words. Pages embed it.
type shellView struct {
	Language, Site, Base, Feed, JSONFeed, Title string
	Indexed                                     bool   // search engines may keep it, and links to it may show a card
	Description                                 string // of the card; "" = none
	Origin                                      string
	Languages                                   []languageView
	Style                                       string // address of the style sheet below Base
	House                                       publisherView
}

// languageView is a link to the same page in a language.
type languageView struct {
	Code, Name, Link string
	Here             bool
}

func (s Shell) shell(w *words, title string) shellView {
	v := shellView{
		Language: w.lang, Site: clean(s.Site), Base: s.Base, Feed: s.Feed, JSONFeed: s.JSONFeed, Title: title,
		Origin: s.Origin, Style: w.style(s.House), House: w.house(s.House, clean(s.Site)),
	}
	if s.Self == "" {
		return v
	}
	join := "?"
	if strings.Contains(s.Self, "?") {
		join = "&"
	}
	for _, code := range news.Languages {
		link := s.Self + join + "lang=" + code
		v.Languages = append(v.Languages, languageView{
			Code: code, Name: w.names[code], Link: link,
			Here: code == w.lang,
		})
	}
	return v
}

// IndexPage lists the issues of each digest.
type IndexPage struct {
	Shell
	Digests []IndexDigest
	Month   time.Time // a time in the month that is listed; zero = all
}

// IndexDigest is one digest of an IndexPage.
type IndexDigest struct {
	Title  string
	Link   string // to its own list; "" = this is it
	Feed   string
	JSON   string // address of the JSON Feed
	Issues []news.IssueRow
	More   bool        // there are older issues behind Link
	Older  string      // address of the page with older issues; "" = none
	Newer  string      // address of the page with newer issues; "" = none
	Months []MonthLink // newest first; none = no list by month

	Subscribe string // address of the page to subscribe on; "" = none
}

// MonthLink leads to the issues of a month.
type MonthLink struct {
	At   time.Time // in the month
	Link string
}

type indexView struct {
	shellView
	Digests []indexDigestView
}

type indexDigestView struct {
	Title, Link, Feed, JSON, Older, Newer, Subscribe string
	More                                             bool
	Issues                                           []indexIssueView
	Years                                            []yearView // the list by month
}

type yearView struct {
	Year   int
	Months []monthView
}

type monthView struct {
	Name, Link string
	Here       bool
}

type indexIssueView struct {
	Link, Date, Machine, Number, Facts string
	Headlines                          []string
	Empty                              bool
}

func (p IndexPage) view(w *words) any {
	title := w.say("archive_title")
	if !p.Month.IsZero() {
		title += " · " + w.date("month", p.Month)
	}
	v := indexView{shellView: p.shell(w, title)}
	v.Indexed = true
	var titles []string
	for _, d := range p.Digests {
		titles = append(titles, clean(d.Title))
		dv := indexDigestView{
			Title: clean(d.Title), Link: d.Link, Feed: d.Feed, JSON: d.JSON, More: d.More, Older: d.Older,
			Newer: d.Newer, Years: p.years(w, d.Months), Subscribe: d.Subscribe,
		}
		for _, i := range d.Issues {
			dv.Issues = append(dv.Issues, p.entry(w, i))
		}
		v.Digests = append(v.Digests, dv)
	}
	v.Description = shorten(strings.Join(titles, " · "), 160)
	return v
}

// years groups months.
func (p IndexPage) years(w *words, months []MonthLink) []yearView {
	var out []yearView
	for _, m := range months {
		if len(out) == 0 || out[len(out)-1].Year != m.At.Year() {
			out = append(out, yearView{Year: m.At.Year()})
		}
		last := &out[len(out)-1]
		last.Months = append(last.Months, monthView{
			Name: w.c.MonthNames[m.At.Month()-1], Link: m.Link,
			Here: m.At.Year() == p.Month.Year() && m.At.Month() == p.Month.Month(),
		})
	}
	return out
}

func (p IndexPage) entry(w *words, i news.IssueRow) indexIssueView {
	zoneOf, err := time.LoadLocation(i.TimeZone)
	if err != nil {
		zoneOf = time.UTC
	}
	at := i.Created.In(zoneOf)
	v := indexIssueView{
		Link: fmt.Sprintf("%s/issues/%d", p.Base, i.ID), Date: w.long(at), Machine: at.Format(time.DateOnly),
		Empty: i.State == news.IssueEmpty,
	}
	if i.Number > 0 {
		v.Number = w.say("number", "n", fmt.Sprint(i.Number))
	}
	if i.Outline.Stories > 0 {
		v.Facts = w.tally("stories", i.Outline.Stories)
	}
	for _, h := range i.Outline.Of(w.lang) {
		v.Headlines = append(v.Headlines, brief(h, longestTitle))
	}
	return v
}

// IssuePage is an issue whole, whatever its letter had to leave out.
type IssuePage struct {
	Shell
	Issue        news.Issue
	Older, Newer *Neighbour // the issues before and after; nil = none
	Subscribe    string     // address of the page to subscribe on; "" = none
	Template     string     // of the digest's letters: with "brief" each story has one sentence here, too
}

// Neighbour is an issue beside another.
type Neighbour struct {
	Link  string
	Issue news.IssueRow
}

type issuePageView struct {
	shellView
	Issue        issueView
	Older, Newer *neighbourView
	Subscribe    string
	Brief        bool // each story has its headline and First alone
}

type neighbourView struct {
	Link, Date string
}

func (n *Neighbour) view(w *words) *neighbourView {
	if n == nil {
		return nil
	}
	zone, err := time.LoadLocation(n.Issue.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return &neighbourView{Link: n.Link, Date: w.weekday(n.Issue.Created.In(zone))}
}

func (p IssuePage) view(w *words) any {
	v := issuePageView{Issue: w.issue(p.Issue, p.House, p.Issue.Count(), addresses{}, aPage)}
	v.Brief = p.Template == briefTemplate
	v.shellView = p.shell(w, v.Issue.Subject)
	v.Issue.Unsubscribe, v.Indexed, v.Description = "", true, v.Issue.Preheader
	v.Older, v.Newer, v.Subscribe = p.Older.view(w), p.Newer.view(w), p.Subscribe
	return v
}

// UnsubscribePage asks before anyone is unsubscribed; UnsubscribedPage follows, and also tells of the undoing.
type UnsubscribePage struct {
	Shell
	Digest string // its title; "" = every digest
	Email  string // masked: the link may have been forwarded
	Action string // where the form posts to
}

type unsubscribeView struct {
	shellView
	Ask, Text, Action string
	Undone            bool
}

// tell is a sentence about the digest, or about every one: a title stands in quotation marks in some languages.
func (p UnsubscribePage) tell(w *words, key string) string {
	if digest := clean(p.Digest); digest != "" {
		return w.say(key, "title", digest, "email", clean(p.Email))
	}
	every := map[string]string{
		"unsubscribe_ask": "unsubscribe_ask_all", "unsubscribed_text": "unsubscribed_text_all",
		"undone_text": "undone_text_all",
	}
	return w.say(every[key], "email", clean(p.Email))
}

func (p UnsubscribePage) view(w *words) any {
	return unsubscribeView{
		shellView: p.shell(w, w.say("unsubscribe_title")), Ask: p.tell(w, "unsubscribe_ask"), Action: p.Action,
	}
}

// UnsubscribedPage says that it is done (or undone) and offers the way back.
type UnsubscribedPage struct {
	UnsubscribePage
	Undone bool
}

func (p UnsubscribedPage) view(w *words) any {
	key := "unsubscribed"
	if p.Undone {
		key = "undone"
	}
	return unsubscribeView{
		shellView: p.shell(w, w.say(key+"_title")), Text: p.tell(w, key+"_text"), Action: p.Action,
		Undone: p.Undone,
	}
}

// ErrorPage tells what went wrong.
type ErrorPage struct {
	Shell
	Key string // not_found, bad_link, expired, many, busy or internal
}

type errorView struct {
	shellView
	Text string
}

func (p ErrorPage) view(w *words) any {
	title := "error_title"
	if p.Key == "not_found" {
		title = "not_found_title"
	}
	return errorView{shellView: p.shell(w, w.say(title)), Text: w.say(p.Key)}
}
