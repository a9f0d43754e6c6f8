package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"attache/news"
	"attache/templates"
)

// How many issues a page lists.
const (
	indexIssues   = 7  // of each digest on the first page
	archiveIssues = 30 // on a page of a digest's own list
	feedIssues    = 20
)

// For how long browsers and proxies may show a page without asking again, in seconds: a list for a minute, since an
// issue is waited for; an issue and the feed for five, and they change only when an issue is sent.
const (
	listAge  = "public, max-age=60"
	issueAge = "public, max-age=300"
)

func known(lang string) string {
	if slices.Contains(news.Languages, lang) {
		return lang
	}
	return ""
}

// public reports whether the world may see an issue: what was sent, whole or in part, and that there was nothing to
// send.
func public(i news.IssueMark) bool {
	return i.State == news.IssueHeld && !i.Begun.IsZero() || i.State == news.IssueSending ||
		i.State == news.IssueSent || i.State == news.IssueEmpty
}

func (s *Server) digestPath(name string) string { return s.path + "/archive/" + url.PathEscape(name) }

// idsOf lists the numbers of issues.
func idsOf(marks []news.IssueMark) []int64 {
	ids := make([]int64, len(marks))
	for i, m := range marks {
		ids[i] = m.ID
	}
	return ids
}

// newestChange is when the newest of the issues changed, zero when there are none.
func newestChange(marks []news.IssueMark) (at time.Time) {
	for _, m := range marks {
		if m.Changed.After(at) {
			at = m.Changed
		}
	}
	return at
}

// shelf is a digest with the issues that a page lists.
type shelf struct {
	digest news.Digest
	marks  []news.IssueMark
	more   bool
}

// index lists the newest issues of every digest.
func (s *Server) index(w http.ResponseWriter, r *http.Request) error {
	digests, err := s.store.PlainDigests(r.Context())
	if err != nil {
		return err
	}
	p := templates.IndexPage{Shell: s.shell(r, "")}
	p.Self, p.Feed = s.path+"/", s.path+"/feed.atom"
	a := answer{kind: htmlType, age: listAge, language: p.Language, byLanguage: true}
	var shelves []shelf
	for _, d := range digests {
		marks, err := s.store.PublicMarks(r.Context(), d.Name, 0, 0, indexIssues+1, false)
		if err != nil {
			return err
		}
		if len(marks) == 0 && !d.Enabled {
			continue
		}
		sh := shelf{d, marks[:min(indexIssues, len(marks))], len(marks) > indexIssues}
		a.of(d.Name, d.Title, sh.more, sh.marks)
		shelves = append(shelves, sh)
	}
	a.make = func(ctx context.Context) ([]byte, error) {
		for _, sh := range shelves {
			rows, err := s.store.IssueRows(ctx, idsOf(sh.marks))
			if err != nil {
				return nil, err
			}
			link := s.digestPath(sh.digest.Name)
			p.Digests = append(p.Digests, templates.IndexDigest{
				Title: sh.digest.Title, Link: link, Feed: link + "/feed.atom", Issues: rows, More: sh.more,
			})
		}
		return s.html("index", p)
	}
	return s.answer(w, r, a)
}

// cursors reads the place of a page in a list: before=ID asks for older issues than that, after=ID for newer ones.
func cursors(r *http.Request) (older, newer int64, err error) {
	q := r.URL.Query()
	for name, at := range map[string]*int64{"before": &older, "after": &newer} {
		if v := q.Get(name); v != "" {
			if *at, err = strconv.ParseInt(v, 10, 64); err != nil || *at <= 0 {
				return 0, 0, errNoPage
			}
		}
	}
	return older, newer, nil
}

// archive is a page of a digest's issues, newest first.
func (s *Server) archive(w http.ResponseWriter, r *http.Request) error {
	d, err := s.store.PlainDigest(r.Context(), r.PathValue("digest"))
	if err != nil {
		return err
	}
	older, newer, err := cursors(r)
	if err != nil {
		return err
	}
	marks, err := s.store.PublicMarks(r.Context(), d.Name, older, newer, archiveIssues+1, false)
	if err == nil && newer > 0 && older == 0 && len(marks) < archiveIssues { // not a whole page: it is the first
		newer = 0
		marks, err = s.store.PublicMarks(r.Context(), d.Name, 0, 0, archiveIssues+1, false)
	}
	if err != nil {
		return err
	}
	if older > 0 && len(marks) == 0 {
		return errNoPage
	}
	hasOlder, hasNewer := len(marks) > archiveIssues, older > 0
	if older == 0 && newer > 0 { // the one too many is the newest
		hasOlder, hasNewer = true, len(marks) > archiveIssues
		marks = marks[max(0, len(marks)-archiveIssues):]
	}
	marks = marks[:min(archiveIssues, len(marks))]
	p := templates.IndexPage{Shell: s.shell(r, d.Language)}
	p.Self, p.Feed = s.digestPath(d.Name), s.digestPath(d.Name)+"/feed.atom"
	in := templates.IndexDigest{Title: d.Title, Feed: p.Feed}
	page := func(name string, id int64) string {
		q := url.Values{name: {strconv.FormatInt(id, 10)}}
		if l := wish(r); l != "" {
			q.Set("lang", l)
		}
		return s.digestPath(d.Name) + "?" + q.Encode()
	}
	if hasOlder {
		in.Older = page("before", marks[len(marks)-1].ID)
	}
	if hasNewer {
		in.Newer = page("after", marks[0].ID)
	}
	switch {
	case older > 0:
		p.Self += "?before=" + strconv.FormatInt(older, 10)
	case newer > 0:
		p.Self += "?after=" + strconv.FormatInt(newer, 10)
	}
	a := answer{kind: htmlType, age: listAge, language: p.Language}
	a.of(d.Title, in.Older, in.Newer, p.Self, marks)
	a.make = func(ctx context.Context) (_ []byte, err error) {
		if in.Issues, err = s.store.IssueRows(ctx, idsOf(marks)); err != nil {
			return nil, err
		}
		p.Digests = []templates.IndexDigest{in}
		return s.html("index", p)
	}
	return s.answer(w, r, a)
}

func (s *Server) issue(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	mark, err := s.store.IssueMark(r.Context(), id)
	if err != nil {
		return err
	}
	if !public(mark) {
		return errNoPage
	}
	// The language of the issue itself is not known before it is loaded: "" stands for it.
	a := answer{kind: htmlType, age: issueAge, language: wish(r)}
	a.of([]news.IssueMark{mark})
	a.make = func(ctx context.Context) ([]byte, error) {
		i, err := s.store.IssuePage(ctx, id, templates.MostAlso)
		if err != nil {
			return nil, err
		}
		p := templates.IssuePage{Shell: s.shell(r, cmp.Or(known(i.Language), news.Languages[0])), Issue: i}
		p.Self, p.Feed = fmt.Sprintf("%s/issues/%d", s.path, id), s.digestPath(i.Digest)+"/feed.atom"
		return s.html("issue", p)
	}
	return s.answer(w, r, a)
}

func (s *Server) style(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	send(w, r, "text/css; charset=utf-8", s.set.Style())
	return nil
}

// robots lets search engines read the archive and keeps them from links that were meant for one person.
func (s *Server) robots(w http.ResponseWriter, r *http.Request) error {
	send(w, r, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: "+s.path+"/u/\n"))
	return nil
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
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Link      atomLink `xml:"link"`
	Content   atomHTML `xml:"content"`
}

type atomHTML struct {
	Type string `xml:"type,attr"`
	Body string `xml:",chardata"`
}

// feed is the Atom feed of one digest's issues, or of all.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) error {
	f := atomFeed{Title: s.cfg.title(), Author: s.cfg.title(), ID: s.links.Base + "/"}
	self := "/feed.atom"
	if name := r.PathValue("digest"); name != "" {
		d, err := s.store.PlainDigest(r.Context(), name)
		if err != nil {
			return err
		}
		f.Title, f.Lang = d.Title, d.Language
		self = "/archive/" + url.PathEscape(name) + "/feed.atom"
		f.ID = s.links.Base + "/archive/" + url.PathEscape(name)
	}
	f.Links = []atomLink{
		{Rel: "self", Type: "application/atom+xml", Href: s.links.Base + self},
		{Rel: "alternate", Type: "text/html", Href: f.ID},
	}
	marks, err := s.store.PublicMarks(r.Context(), r.PathValue("digest"), 0, 0, feedIssues, true)
	if err != nil {
		return err
	}
	a := answer{kind: "application/atom+xml; charset=utf-8", age: issueAge, language: f.Lang}
	a.of(f.Title, marks)
	a.parts = func(ctx context.Context) ([][]byte, error) { return s.makeFeed(ctx, f, marks) }
	return s.answer(w, r, a)
}

// stampLen is the length of a time in UTC as RFC 3339 writes it, which a kept entry begins with.
const stampLen = len("2006-01-02T15:04:05Z")

// makeFeed returns the parts of a feed, one after another. Entries are kept: after an issue is sent, one is made.
func (s *Server) makeFeed(ctx context.Context, f atomFeed, marks []news.IssueMark) ([][]byte, error) {
	f.Updated = stamp(time.Unix(0, 0))
	parts := [][]byte{nil}
	for _, m := range marks {
		e, err := s.keptEntry(ctx, m)
		if err != nil {
			return nil, err
		}
		f.Updated = max(f.Updated, string(e[:stampLen]))
		parts = append(parts, e[stampLen:])
	}
	head, err := xml.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("write the feed: %w", err)
	}
	const end = "</feed>"
	parts[0] = append([]byte(xml.Header), bytes.TrimSuffix(head, []byte(end))...)
	return append(parts, []byte(end)), nil
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// keptEntry returns the entry of an issue behind the time it tells of, from memory when nothing has changed since it
// was made.
func (s *Server) keptEntry(ctx context.Context, m news.IssueMark) ([]byte, error) {
	tag := fmt.Sprintf("entry %d %s %d", m.ID, m.State, m.Changed.UnixMicro())
	if e, ok := s.pages.get(tag); ok {
		return e, nil
	}
	return s.makePage(ctx, tag, func(ctx context.Context) ([]byte, error) {
		i, err := s.store.IssuePage(ctx, m.ID, templates.MostAlso)
		if err != nil {
			return nil, err
		}
		return s.entry(i)
	})
}

// entry is the time an issue was sent, and its entry of a feed.
func (s *Server) entry(i news.Issue) ([]byte, error) {
	at := i.Created
	if i.Sent.After(at) {
		at = i.Sent
	}
	p := templates.IssuePage{Shell: templates.Shell{
		Language: cmp.Or(known(i.Language), news.Languages[0]),
		Base:     s.path,
	}, Issue: i}
	body, err := s.html("entry", p)
	if err != nil {
		return nil, err
	}
	link := s.links.Issue(i.ID)
	e := atomEntry{
		ID: link, Title: s.set.Subject(i, p.Language), Published: stamp(i.Created), Updated: stamp(at),
		Link: atomLink{Rel: "alternate", Type: "text/html", Href: link}, Content: atomHTML{
			Type: "html",
			Body: string(body),
		},
	}
	var out bytes.Buffer
	out.Grow(stampLen + len(body) + len(body)/3) // room for what is escaped
	out.WriteString(e.Updated)
	if err := xml.NewEncoder(&out).Encode(e); err != nil {
		return nil, fmt.Errorf("write the feed: %w", err)
	}
	return out.Bytes(), nil
}

// warm makes what every reader would wait for otherwise: the templates, which are parsed at their first use, and the
// entries of the feeds, as many as half the memory for pages holds. It ends early with ctx.
func (s *Server) warm(ctx context.Context) error {
	for _, language := range news.Languages {
		shell := templates.Shell{Language: language}
		for name, p := range map[string]any{
			"index": templates.IndexPage{Shell: shell}, "issue": templates.IssuePage{Shell: shell},
			"entry": templates.IssuePage{Shell: shell},
			"error": templates.ErrorPage{Shell: shell, Key: errNoPage.key},
		} {
			if err := s.set.Page(io.Discard, name, p); err != nil {
				return err
			}
		}
	}
	digests, err := s.store.PlainDigests(ctx)
	if err != nil {
		return err
	}
	for _, d := range digests {
		marks, err := s.store.PublicMarks(ctx, d.Name, 0, 0, feedIssues, true)
		if err != nil {
			return err
		}
		for _, m := range marks {
			if err := ctx.Err(); err != nil {
				return err
			}
			if s.pages.size() > mostPages/2 {
				return nil
			}
			if _, err := s.keptEntry(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}
