package web

import (
	"cmp"
	"context"
	"errors"
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
	indexIssues   = 7  // of each digest on the first page
	archiveIssues = 30 // on a page of a digest's own list
	monthIssues   = 62 // of one month: two a day
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
	p.Self = s.path + "/"
	p.Feed, p.JSONFeed = feedPaths(s.path, wish(r))
	a := answer{kind: htmlType, age: listAge, language: p.Language, byLanguage: true}
	a.of(wish(r))
	var shelves []shelf
	p.House = houseOf(digests)
	a.of(p.House)
	showLogo(w, p.House)
	for _, d := range digests {
		marks, err := s.store.PublicMarks(r.Context(), d.Name, 0, 0, indexIssues+1, false)
		if err != nil {
			return err
		}
		if len(marks) == 0 && !d.Enabled {
			continue
		}
		sh := shelf{d, marks[:min(indexIssues, len(marks))], len(marks) > indexIssues}
		a.of(d.Name, d.Title, d.Enabled, sh.more, sh.marks)
		shelves = append(shelves, sh)
	}
	a.make = func(ctx context.Context) ([]byte, error) {
		for _, sh := range shelves {
			rows, err := s.store.IssueRows(ctx, idsOf(sh.marks))
			if err != nil {
				return nil, err
			}
			in := templates.IndexDigest{Title: sh.digest.Title, Issues: rows, More: sh.more}
			in.Link = s.digestPath(sh.digest.Name)
			in.Feed, in.JSON = feedPaths(in.Link, wish(r))
			in.Subscribe = s.signupPath(sh.digest, wish(r))
			p.Digests = append(p.Digests, in)
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

// archive is a page of a digest's issues, newest first: of all, or of a month.
func (s *Server) archive(w http.ResponseWriter, r *http.Request) error {
	d, err := s.store.PlainDigest(r.Context(), r.PathValue("digest"))
	if err != nil {
		return err
	}
	first, last, err := s.store.PublicSpan(r.Context(), d.ID)
	if err != nil {
		return err
	}
	p := templates.IndexPage{Shell: s.shell(r, d.Language)}
	p.House = d.Publisher
	showLogo(w, p.House)
	p.Self = s.digestPath(d.Name)
	p.Feed, p.JSONFeed = feedPaths(p.Self, wish(r))
	in := templates.IndexDigest{Title: d.Title, Feed: p.Feed, JSON: p.JSONFeed, Subscribe: s.signupPath(d, wish(r))}
	zone := zoneOf(d)
	for _, at := range months(first.In(zone), last.In(zone)) {
		in.Months = append(in.Months, templates.MonthLink{At: at, Link: s.archiveLink(r, d, "month", at.Format(monthForm))})
	}
	var marks []news.IssueMark
	if month := r.URL.Query().Get("month"); month != "" {
		if p.Month, err = time.ParseInLocation(monthForm, month, zone); err != nil {
			return errNoPage
		}
		p.Self += "?month=" + month
		if p.Month.Year() < 1 || p.Month.Year() > 9998 { // beyond what a time of the store can be
			return errNoPage
		}
		marks, in.Older, err = s.ofMonth(r, d, p.Month)
	} else {
		marks, err = s.ofList(r, d, &p, &in)
	}
	if err != nil {
		return err
	}
	a := answer{kind: htmlType, age: listAge, language: p.Language}
	a.of(d.Title, p.House, in.Subscribe, in.Older, in.Newer, p.Self, wish(r), len(in.Months), marks)
	a.make = func(ctx context.Context) (_ []byte, err error) {
		if in.Issues, err = s.store.IssueRows(ctx, idsOf(marks)); err != nil {
			return nil, err
		}
		p.Digests = []templates.IndexDigest{in}
		return s.html("index", p)
	}
	return s.answer(w, r, a)
}

// archiveLink is a page of a digest's issues, in the language that the reader asked for.
func (s *Server) archiveLink(r *http.Request, d news.Digest, name, value string) string {
	q := url.Values{name: {value}}
	if l := wish(r); l != "" {
		q.Set("lang", l)
	}
	return s.digestPath(d.Name) + "?" + q.Encode()
}

// ofList finds what stands on a page of a digest's whole list, and where the pages beside it are.
func (s *Server) ofList(
	r *http.Request, d news.Digest, p *templates.IndexPage, in *templates.IndexDigest,
) ([]news.IssueMark, error) {
	older, newer, err := cursors(r)
	if err != nil {
		return nil, err
	}
	marks, err := s.store.PublicMarks(r.Context(), d.Name, older, newer, archiveIssues+1, false)
	if err == nil && newer > 0 && older == 0 && len(marks) < archiveIssues { // not a whole page: it is the first
		newer = 0
		marks, err = s.store.PublicMarks(r.Context(), d.Name, 0, 0, archiveIssues+1, false)
	}
	if err != nil {
		return nil, err
	}
	if older > 0 && len(marks) == 0 {
		return nil, errNoPage
	}
	hasOlder, hasNewer := len(marks) > archiveIssues, older > 0
	if older == 0 && newer > 0 { // the one too many is the newest
		hasOlder, hasNewer = true, len(marks) > archiveIssues
		marks = marks[max(0, len(marks)-archiveIssues):]
	}
	marks = marks[:min(archiveIssues, len(marks))]
	if hasOlder {
		in.Older = s.archiveLink(r, d, "before", strconv.FormatInt(marks[len(marks)-1].ID, 10))
	}
	if hasNewer {
		in.Newer = s.archiveLink(r, d, "after", strconv.FormatInt(marks[0].ID, 10))
	}
	switch {
	case older > 0:
		p.Self += "?before=" + strconv.FormatInt(older, 10)
	case newer > 0:
		p.Self += "?after=" + strconv.FormatInt(newer, 10)
	}
	return marks, nil
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
	older, newer, err := s.store.Neighbours(r.Context(), id)
	if err != nil {
		return err
	}
	d, err := s.store.PlainDigest(r.Context(), mark.Digest)
	if err != nil && !errors.Is(err, news.ErrNotFound) { // an issue outlives its digest
		return err
	}
	showLogo(w, d.Publisher)
	// The language of the issue itself is not known before it is loaded: "" stands for it.
	a := answer{kind: htmlType, age: issueAge, language: wish(r)}
	a.of([]news.IssueMark{mark, older, newer}, d.Publisher, d.Template, d.Enabled)
	a.make = func(ctx context.Context) ([]byte, error) {
		i, err := s.store.IssuePage(ctx, id, templates.MostAlso)
		if err != nil {
			return nil, err
		}
		rows, err := s.store.IssueRows(ctx, []int64{older.ID, newer.ID})
		if err != nil {
			return nil, err
		}
		p := templates.IssuePage{Shell: s.shell(r, cmp.Or(known(i.Language), news.Languages[0])), Issue: i}
		p.Self = fmt.Sprintf("%s/issues/%d", s.path, id)
		p.Feed, p.JSONFeed = feedPaths(s.digestPath(i.Digest), wish(r))
		p.Subscribe, p.House, p.Template = s.signupPath(d, wish(r)), d.Publisher, d.Template
		for _, row := range rows {
			n := &templates.Neighbour{Link: fmt.Sprintf("%s/issues/%d", s.path, row.ID), Issue: row}
			if l := wish(r); l != "" {
				n.Link += "?lang=" + l
			}
			if row.ID == older.ID {
				p.Older = n
			} else {
				p.Newer = n
			}
		}
		return s.html("issue", p)
	}
	return s.answer(w, r, a)
}
