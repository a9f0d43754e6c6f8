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
	Self     string // the page's own address without lang, for its language links; "" = none
}

func (s Shell) language() string { return s.Language }

// shellView is a Shell in words. Pages embed it.
type shellView struct {
	Language, Site, Base, Feed, Title string
	Indexed                           bool // search engines may keep it
	Languages                         []languageView
}

// languageView is a link to the same page in a language.
type languageView struct {
	Code, Name, Link string
	Here             bool
}

func (s Shell) shell(w *words, title string) shellView {
	v := shellView{Language: w.lang, Site: clean(s.Site), Base: s.Base, Feed: s.Feed, Title: title}
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
}

// IndexDigest is one digest of an IndexPage.
type IndexDigest struct {
	Title  string
	Link   string // to its own list; "" = this is it
	Feed   string
	Issues []news.IssueRow
	More   bool   // there are older issues behind Link
	Older  string // address of the page with older issues; "" = none
	Newer  string // address of the page with newer issues; "" = none
}

type indexView struct {
	shellView
	Digests []indexDigestView
}

type indexDigestView struct {
	Title, Link, Feed, Older, Newer string
	More                            bool
	Issues                          []indexIssueView
}

type indexIssueView struct {
	Link, Date, Machine, Number, Facts string
	Headlines                          []string
	Empty                              bool
}

func (p IndexPage) view(w *words) any {
	v := indexView{shellView: p.shell(w, w.say("archive_title"))}
	v.Indexed = true
	for _, d := range p.Digests {
		dv := indexDigestView{
			Title: clean(d.Title), Link: d.Link, Feed: d.Feed, More: d.More, Older: d.Older,
			Newer: d.Newer,
		}
		for _, i := range d.Issues {
			dv.Issues = append(dv.Issues, p.entry(w, i))
		}
		v.Digests = append(v.Digests, dv)
	}
	return v
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
	Issue news.Issue
}

type issuePageView struct {
	shellView
	Issue issueView
}

func (p IssuePage) view(w *words) any {
	v := issuePageView{Issue: w.issue(p.Issue, news.Publisher{}, p.Issue.Count(), "", aPage)}
	v.shellView = p.shell(w, v.Issue.Subject)
	v.Issue.Unsubscribe, v.Indexed = "", true
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

func (p UnsubscribePage) names(w *words) []any {
	digest := clean(p.Digest)
	if digest == "" {
		digest = w.say("every_digest")
	}
	return []any{"title", digest, "email", clean(p.Email)}
}

func (p UnsubscribePage) view(w *words) any {
	return unsubscribeView{shellView: p.shell(w, w.say("unsubscribe_title")), Ask: w.say("unsubscribe_ask",
		p.names(w)...), Action: p.Action}
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
		shellView: p.shell(w, w.say(key+"_title")), Text: w.say(key+"_text", p.names(w)...), Action: p.Action,
		Undone: p.Undone,
	}
}

// ErrorPage tells what went wrong.
type ErrorPage struct {
	Shell
	Key string // not_found, bad_link, busy or internal
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

func sampleRow(i news.Issue) news.IssueRow {
	return news.IssueRow{
		ID: i.ID, Digest: i.Digest, Title: i.Title, Number: i.Number, Slot: i.Slot, State: i.State,
		Language: i.Language, TimeZone: i.TimeZone,
		Created: i.Created, Outline: i.Outline(),
	}
}

// SamplePages returns every page in its sample states, by the name of the template, for checks and previews.
func SamplePages(language string) map[string][]any {
	shell := Shell{Language: language, Site: "Press desk", Feed: "/feed.atom", Self: "/issues/7"}
	plain := Shell{Language: language, Site: "Press desk"}
	full, empty := Sample(language), SampleEmpty(language)
	rows := []news.IssueRow{sampleRow(full), sampleRow(empty)}
	paged := shell
	paged.Self = "/archive/daily?before=8"
	ask := UnsubscribePage{Shell: plain, Digest: full.Title, Email: "r…@example.org", Action: "/u/sample"}
	back := ask
	back.Action = ""
	return map[string][]any{
		"index": {
			IndexPage{Shell: shell, Digests: []IndexDigest{{
				Title: full.Title, Link: "/archive/daily",
				Feed: "/archive/daily/feed.atom", Issues: rows, More: true,
			}}},
			IndexPage{Shell: paged, Digests: []IndexDigest{{
				Title: full.Title, Issues: rows,
				Older: "/archive/daily?before=6", Newer: "/archive/daily?after=7",
			}}},
			IndexPage{Shell: shell, Digests: []IndexDigest{{Title: full.Title}}},
		},
		"entry": {IssuePage{Shell: plain, Issue: full}},
		"issue": {
			IssuePage{Shell: shell, Issue: full},
			IssuePage{Shell: shell, Issue: empty},
			IssuePage{Shell: shell, Issue: SampleNotices(language)},
		},
		"unsubscribe":  {ask, UnsubscribePage{Shell: plain, Email: "r…@example.org", Action: "/u/sample"}},
		"unsubscribed": {UnsubscribedPage{UnsubscribePage: ask}, UnsubscribedPage{UnsubscribePage: back, Undone: true}},
		"error": {
			ErrorPage{Shell: plain, Key: "not_found"},
			ErrorPage{Shell: plain, Key: "bad_link"},
			ErrorPage{Shell: plain, Key: "internal"},
			ErrorPage{Shell: plain, Key: "busy"},
		},
	}
}
