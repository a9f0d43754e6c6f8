package web

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
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
	indexIssues   = 7   // of each digest on the first page
	archiveIssues = 400 // on a digest's own page
	feedIssues    = 20
)

func known(lang string) string {
	if slices.Contains(news.Languages, lang) {
		return lang
	}
	return ""
}

// public says whether the world may see an issue: what was sent, whole or in part, and that there was nothing to send.
func public(i news.Issue) bool {
	return i.State == news.IssueHeld && !i.Begun.IsZero() || i.State == news.IssueSending || i.State == news.IssueSent || i.State == news.IssueEmpty
}

// issuesOf gives the newest public issues of a digest, and whether there are more.
func (s *Server) issuesOf(r *http.Request, digest string, limit int, sentOnly bool) ([]news.Issue, bool, error) {
	// Drafts, held and missed issues are among the newest; a few more are asked for than shown.
	all, err := s.store.Issues(r.Context(), digest, limit*2+10)
	if err != nil {
		return nil, false, err
	}
	all = slices.DeleteFunc(all, func(i news.Issue) bool { return !public(i) || sentOnly && i.State == news.IssueEmpty })
	if len(all) > limit {
		return all[:limit], true, nil
	}
	return all, false, nil
}

func (s *Server) digestPath(name string) string { return s.path + "/archive/" + url.PathEscape(name) }

func (s *Server) index(w http.ResponseWriter, r *http.Request) error {
	digests, err := s.store.Digests(r.Context(), false)
	if err != nil {
		return err
	}
	p := templates.IndexPage{Shell: s.shell(r, "")}
	p.Self, p.Feed = s.path+"/", s.path+"/feed.atom"
	for _, d := range digests {
		issues, more, err := s.issuesOf(r, d.Name, indexIssues, false)
		if err != nil {
			return err
		}
		if len(issues) == 0 && !d.Enabled {
			continue
		}
		p.Digests = append(p.Digests, templates.IndexDigest{
			Title: d.Title, Link: s.digestPath(d.Name), Feed: s.digestPath(d.Name) + "/feed.atom", Issues: issues, More: more,
		})
	}
	return s.show(w, r, "index", p)
}

func (s *Server) archive(w http.ResponseWriter, r *http.Request) error {
	d, err := s.store.Digest(r.Context(), r.PathValue("digest"))
	if err != nil {
		return err
	}
	issues, _, err := s.issuesOf(r, d.Name, archiveIssues, false)
	if err != nil {
		return err
	}
	p := templates.IndexPage{Shell: s.shell(r, d.Language)}
	p.Self, p.Feed = s.digestPath(d.Name), s.digestPath(d.Name)+"/feed.atom"
	p.Digests = []templates.IndexDigest{{Title: d.Title, Feed: p.Feed, Issues: issues}}
	return s.show(w, r, "index", p)
}

func (s *Server) issue(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	i, err := s.store.Issue(r.Context(), id)
	if err != nil {
		return err
	}
	if !public(i) {
		return errNoPage
	}
	p := templates.IssuePage{Shell: s.shell(r, i.Language), Issue: i}
	p.Self, p.Feed = fmt.Sprintf("%s/issues/%d", s.path, id), s.digestPath(i.Digest)+"/feed.atom"
	return s.show(w, r, "issue", p)
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
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr,omitempty"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
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
		d, err := s.store.Digest(r.Context(), name)
		if err != nil {
			return err
		}
		f.Title, f.Lang = d.Title, d.Language
		self = "/archive/" + url.PathEscape(name) + "/feed.atom"
		f.ID = s.links.Base + "/archive/" + url.PathEscape(name)
	}
	f.Links = []atomLink{{Rel: "self", Type: "application/atom+xml", Href: s.links.Base + self}, {Rel: "alternate", Type: "text/html", Href: f.ID}}
	issues, _, err := s.issuesOf(r, r.PathValue("digest"), feedIssues, true)
	if err != nil {
		return err
	}
	newest := time.Unix(0, 0).UTC()
	for _, i := range issues {
		at := i.Created
		if i.Sent.After(at) {
			at = i.Sent
		}
		if at.After(newest) {
			newest = at
		}
		e, err := s.entry(i, at)
		if err != nil {
			return err
		}
		f.Entries = append(f.Entries, e)
	}
	f.Updated = newest.UTC().Format(time.RFC3339)
	body, err := xml.Marshal(f)
	if err != nil {
		return fmt.Errorf("write the feed: %w", err)
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	send(w, r, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...))
	return nil
}

func (s *Server) entry(i news.Issue, at time.Time) (atomEntry, error) {
	link := s.links.Issue(i.ID)
	var body bytes.Buffer
	p := templates.IssuePage{Shell: templates.Shell{Language: cmp.Or(known(i.Language), "en"), Base: s.path}, Issue: i}
	if err := s.set.Page(&body, "entry", p); err != nil {
		return atomEntry{}, err
	}
	return atomEntry{
		ID: link, Title: s.set.Subject(i, p.Language), Published: i.Created.UTC().Format(time.RFC3339), Updated: at.UTC().Format(time.RFC3339),
		Link: atomLink{Rel: "alternate", Type: "text/html", Href: link}, Content: atomHTML{Type: "html", Body: body.String()},
	}, nil
}
