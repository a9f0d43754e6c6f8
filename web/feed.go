package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"attache/news"
	"attache/templates"
)

// feedIssues is how many issues a feed holds.
const feedIssues = 20

// feed describes one feed: the newest issues of one digest, or of all, in the language that was asked for or else each
// in its own.
type feed struct {
	title, author   string
	language        string
	alternate, self string // addresses: of the pages, and its own
	wish            string // ?lang=
	marks           []news.IssueMark
}

// format is a kind of feed. The parts of a feed are a head, entries and an end.
type format struct {
	name, kind string // for the ETag of an entry, and the Content-Type
	entry      func(e entry) ([]byte, error)
	head       func(f feed, updated string) ([]byte, error)
	between    string // two entries
	end        string
}

// entry is an issue in a feed.
type entry struct {
	link, title, language string
	summary               string // one line
	body                  string // HTML
	created, updated      string // RFC 3339
}

var (
	atom = &format{"atom", "application/atom+xml; charset=utf-8", atomEntryOf, atomHead, "", "</feed>"}
	// https://www.jsonfeed.org/version/1.1/
	jsonFeed = &format{"json", "application/feed+json; charset=utf-8", jsonItemOf, jsonHead, ",", "]}"}
)

// feedPaths are the addresses of the feeds beside a page: Atom and JSON.
func feedPaths(page, language string) (atom, json string) {
	page = strings.TrimSuffix(page, "/")
	query := ""
	if language != "" {
		query = "?lang=" + language
	}
	return page + "/feed.atom" + query, page + "/feed.json" + query
}

// feed answers with the feed of one digest's issues, or of all.
func (s *Server) feed(as *format) page {
	return func(w http.ResponseWriter, r *http.Request) (err error) {
		f := feed{title: s.cfg.title(), author: s.cfg.title(), alternate: s.links.Base + "/", wish: wish(r)}
		at := s.links.Base
		if name := r.PathValue("digest"); name != "" {
			d, err := s.store.PlainDigest(r.Context(), name)
			if err != nil {
				return err
			}
			f.title, f.language = d.Title, d.Language
			at += "/archive/" + url.PathEscape(name)
			f.alternate = at
		}
		f.language = cmp.Or(f.wish, f.language)
		self, other := feedPaths(at, f.wish)
		if f.self = self; as == jsonFeed {
			f.self = other
		}
		if f.marks, err = s.store.PublicMarks(r.Context(), r.PathValue("digest"), 0, 0, feedIssues, true); err != nil {
			return err
		}
		a := answer{kind: as.kind, age: issueAge, language: f.language}
		a.of(f.title, f.wish, f.marks)
		a.parts = func(ctx context.Context) ([][]byte, error) { return s.makeFeed(ctx, f, as) }
		return s.answer(w, r, a)
	}
}

// stampLen is the length of a time in UTC as RFC 3339 writes it, which a kept entry begins with.
const stampLen = len("2006-01-02T15:04:05Z")

// makeFeed returns the parts of a feed, one after another. Entries are kept: after an issue is sent, one is made.
func (s *Server) makeFeed(ctx context.Context, f feed, as *format) ([][]byte, error) {
	updated := stamp(time.Unix(0, 0))
	parts := [][]byte{nil}
	for n, m := range f.marks {
		e, err := s.keptEntry(ctx, m, f.wish, as)
		if err != nil {
			return nil, err
		}
		updated = max(updated, string(e[:stampLen]))
		if n > 0 && as.between != "" {
			parts = append(parts, []byte(as.between))
		}
		parts = append(parts, e[stampLen:])
	}
	var err error
	if parts[0], err = as.head(f, updated); err != nil {
		return nil, fmt.Errorf("write the feed: %w", err)
	}
	return append(parts, []byte(as.end)), nil
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// keptEntry returns the entry of an issue behind the time it tells of, from memory when nothing has changed since it
// was made. language "" = the issue's. To load an issue costs most: what is made is kept for every format.
func (s *Server) keptEntry(ctx context.Context, m news.IssueMark, language string, as *format) ([]byte, error) {
	tag := func(f *format) string {
		return fmt.Sprintf("entry %s %s %d %s %d", f.name, language, m.ID, m.State, m.Changed.UnixMicro())
	}
	if e, ok := s.pages.get(tag(as)); ok {
		return e, nil
	}
	return s.makePage(ctx, tag(as), func(ctx context.Context) (made []byte, err error) {
		i, err := s.store.IssuePage(ctx, m.ID, templates.MostAlso)
		if err != nil {
			return nil, err
		}
		e, err := s.entryOf(i, cmp.Or(language, known(i.Language), news.Languages[0]))
		if err != nil {
			return nil, err
		}
		for _, f := range []*format{atom, jsonFeed} {
			b, err := f.entry(e)
			if err != nil {
				return nil, fmt.Errorf("write the entry of issue %d: %w", m.ID, err)
			}
			if s.pages.put(tag(f), b); f == as {
				made = b
			}
		}
		return made, nil
	})
}

// entryOf is an issue in a feed.
func (s *Server) entryOf(i news.Issue, language string) (entry, error) {
	at := i.Created
	if i.Sent.After(at) {
		at = i.Sent
	}
	body, err := s.html("entry", templates.IssuePage{
		Shell: templates.Shell{Language: language, Base: s.path}, Issue: i,
	})
	return entry{
		link: s.links.Issue(i.ID), title: s.set.Subject(i, language), language: language,
		summary: s.set.AlsoToday(i, language), body: string(body), created: stamp(i.Created), updated: stamp(at),
	}, err
}

// The Atom feed (RFC 4287).
type atomFeed struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string     `xml:"xml:lang,attr,omitempty"`
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Author  string     `xml:"author>name"`
	Links   []atomLink `xml:"link"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	XMLName   xml.Name `xml:"entry"`
	Lang      string   `xml:"xml:lang,attr,omitempty"`
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Link      atomLink `xml:"link"`
	Summary   string   `xml:"summary,omitempty"`
	Content   atomHTML `xml:"content"`
}

type atomHTML struct {
	Type string `xml:"type,attr"`
	Body string `xml:",chardata"`
}

func atomHead(f feed, updated string) ([]byte, error) {
	head, err := xml.Marshal(atomFeed{
		Lang: f.language, ID: f.alternate, Title: f.title, Updated: updated, Author: f.author, Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: f.self},
			{Rel: "alternate", Type: "text/html", Href: f.alternate},
		},
	})
	return append([]byte(xml.Header), bytes.TrimSuffix(head, []byte("</feed>"))...), err
}

// atomEntryOf is an entry behind its time.
func atomEntryOf(e entry) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(stampLen + len(e.body) + len(e.body)/3) // room for what is escaped
	out.WriteString(e.updated)
	err := xml.NewEncoder(&out).Encode(atomEntry{
		Lang: e.language, ID: e.link, Title: e.title, Published: e.created, Updated: e.updated,
		Link:    atomLink{Rel: "alternate", Type: "text/html", Href: e.link},
		Summary: e.summary, Content: atomHTML{Type: "html", Body: e.body},
	})
	return out.Bytes(), err
}

type jsonFeedHead struct {
	Version  string       `json:"version"`
	Title    string       `json:"title"`
	Home     string       `json:"home_page_url"`
	Self     string       `json:"feed_url"`
	Language string       `json:"language,omitempty"`
	Authors  []jsonAuthor `json:"authors"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Title     string `json:"title"`
	Summary   string `json:"summary,omitempty"`
	HTML      string `json:"content_html"`
	Published string `json:"date_published"`
	Modified  string `json:"date_modified"`
	Language  string `json:"language"`
}

func jsonHead(f feed, _ string) ([]byte, error) {
	head, err := json.Marshal(jsonFeedHead{
		Version: "https://jsonfeed.org/version/1.1", Title: f.title, Home: f.alternate, Self: f.self,
		Language: f.language, Authors: []jsonAuthor{{f.author}},
	})
	return append(bytes.TrimSuffix(head, []byte("}")), `,"items":[`...), err
}

// jsonItemOf is an item behind its time.
func jsonItemOf(e entry) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(stampLen + len(e.body) + len(e.body)/6)
	out.WriteString(e.updated)
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false)
	err := to.Encode(jsonItem{
		ID: e.link, URL: e.link, Title: e.title, Summary: e.summary, HTML: e.body, Published: e.created,
		Modified: e.updated, Language: e.language,
	})
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}
