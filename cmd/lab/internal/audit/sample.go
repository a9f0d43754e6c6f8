package audit

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"html"
	"slices"
	"strings"

	"attache/news"
	"attache/store"
)

// print is what the issues of a web printed and dropped.
type print struct {
	web      *web
	issues   []news.Issue
	letter   string // their texts
	stories  []news.Story
	articles map[int64]news.Article
	dropped  []news.Verdict
}

// readPrint reads the issues of a database, the oldest first.
func readPrint(ctx context.Context, st *store.Store, w *web) (*print, error) {
	issues, err := st.Issues(ctx, "audit", 0)
	if err != nil {
		return nil, err
	}
	if len(issues) == 0 {
		return nil, fmt.Errorf("the run composed no issue")
	}
	slices.Reverse(issues)
	p := &print{web: w, issues: issues, articles: map[int64]news.Article{}}
	for a, err := range st.AllArticles(ctx) {
		if err != nil {
			return nil, err
		}
		p.articles[a.ID] = a
	}
	for _, i := range issues {
		p.stories = append(p.stories, i.Stories()...)
		verdicts, err := st.Verdicts(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		for _, v := range verdicts {
			if !v.Kept {
				p.dropped = append(p.dropped, v)
			}
		}
	}
	return p, nil
}

// rank orders addresses by chance: the same for a seed, whatever else there is.
func rank(seed uint64, address string) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", seed, address)
	return h.Sum64()
}

// rows returns the form's rows: printed stories in the issues' order, then dropped pieces.
func (p *print) rows(o options) []row {
	stories := slices.Clone(p.stories)
	if o.stories > 0 && len(stories) > o.stories {
		slices.SortFunc(stories, func(a, b news.Story) int {
			return cmp.Compare(rank(o.seed, a.Lead.URL), rank(o.seed, b.Lead.URL))
		})
		stories = stories[:o.stories]
	}
	chosen := map[string]bool{}
	for _, s := range stories {
		chosen[s.Lead.URL] = true
	}
	leads := map[int64]bool{}
	for _, i := range p.issues {
		for _, s := range i.Lead {
			leads[s.ArticleID] = true
		}
	}
	var rows []row
	for _, s := range p.stories {
		if !chosen[s.Lead.URL] {
			continue
		}
		r := row{Set: p.web.set, Kind: "story", URL: s.Lead.URL, Story: &s, Article: p.articles[s.Lead.ArticleID]}
		r.Leads = leads[s.Lead.ArticleID]
		p.beside(&r)
		rows = append(rows, r)
	}
	for _, v := range p.sample(o) {
		a := p.articles[v.ArticleID]
		r := row{Set: p.web.set, Kind: "dropped", URL: a.URL, Article: a, Verdict: &v}
		p.beside(&r)
		rows = append(rows, r)
	}
	return rows
}

// sample chooses dropped pieces in turn from each first reason, by chance within it.
func (p *print) sample(o options) []news.Verdict {
	by := map[string][]news.Verdict{}
	for _, v := range p.dropped {
		code := "none"
		if len(v.Reasons) > 0 {
			code = v.Reasons[0].Code
		}
		by[code] = append(by[code], v)
	}
	var codes []string
	for c, vs := range by {
		codes = append(codes, c)
		slices.SortFunc(vs, func(a, b news.Verdict) int {
			return cmp.Compare(rank(o.seed, p.articles[a.ArticleID].URL), rank(o.seed, p.articles[b.ArticleID].URL))
		})
	}
	slices.Sort(codes)
	var out []news.Verdict
	for n := 0; len(out) < min(o.dropped, len(p.dropped)); n++ {
		for _, c := range codes {
			if n < len(by[c]) && len(out) < o.dropped {
				out = append(out, by[c][n])
			}
		}
	}
	return out
}

// beside sets what a row's piece came from: its stored page, and the entries of lists that name it.
func (p *print) beside(r *row) {
	if at := p.web.at(r.URL); at != nil {
		r.Page = at
	} else if other, ok := strings.CutPrefix(r.URL, "https://"); ok {
		r.Page = p.web.at("http://" + other)
	}
	for _, k := range p.web.keys {
		l := p.web.pages[k]
		if l.Kind != "feed" || len(r.Entries) >= mostEntries {
			continue
		}
		if e := entryOf(l.body, r.URL); e != "" {
			r.Entries = append(r.Entries, entry{"http://" + k, e})
		}
	}
}

const (
	mostEntries = 3    // entries of lists beside a row
	mostEntry   = 4000 // bytes of an entry
)

// entryOf returns the entry of a list that names an address, "" when none does.
func entryOf(body []byte, address string) string {
	address = strings.TrimPrefix(strings.TrimPrefix(address, "https:"), "http:")
	at := -1
	for _, form := range []string{address, html.EscapeString(address)} {
		if at = indexWhole(body, form); at >= 0 {
			break
		}
	}
	if at < 0 {
		return ""
	}
	begin, end := max(0, at-mostEntry/2), min(len(body), at+mostEntry/2)
	for _, tag := range []string{"item", "entry"} {
		b := bytes.LastIndex(body[:at], []byte("<"+tag))
		e := bytes.Index(body[at:], []byte("</"+tag+">"))
		if b >= 0 && e >= 0 {
			begin, end = b, min(at+e+len(tag)+3, b+mostEntry)
			break
		}
	}
	return strings.ToValidUTF8(string(body[begin:max(begin, end)]), "�")
}

// indexWhole finds an address that is not the beginning of a longer one.
func indexWhole(body []byte, address string) int {
	for from := 0; ; {
		at := bytes.Index(body[from:], []byte(address))
		if at < 0 {
			return -1
		}
		end := from + at + len(address)
		if end >= len(body) || strings.IndexByte("<\"'& \n\r\t]?#", body[end]) >= 0 {
			return from + at
		}
		from = end
	}
}
