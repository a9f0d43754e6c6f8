package scrape

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// reader reads the fields of one page; each read* file adds one field.
type reader struct {
	in       Input
	base     *url.URL
	charset  string
	tree     *tree
	facts    *facts
	layout   *layout
	host     string
	evidence []Evidence
}

// note keeps where a field's value was read.
func (r *reader) note(field, from, value string) {
	if utf8.RuneCountInString(value) > 160 {
		value = string([]rune(value)[:159]) + "…"
	}
	r.evidence = append(r.evidence, Evidence{Field: field, From: from, Value: value})
}

// titleCandidate is one text that may be the title.
type titleCandidate struct {
	text, from string
	fold       string
	node       int32 // of a heading; -1 = none
}

// title weighs what the page calls itself in its head against what it shows: the visible heading that the head
// confirms wins, then the head's own, less the site's name.
func (r *reader) title() string {
	var head []titleCandidate
	add := func(text, from string) {
		if text = squeeze(unescape(text)); text == "" || len(text) > 600 {
			return
		}
		head = append(head, titleCandidate{text: text, from: from, fold: foldText(text), node: -1})
	}
	for _, name := range []string{"og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title", "headline"} {
		c, _ := r.facts.meta(name)
		add(c, name)
	}
	for i := range r.facts.ld {
		if a := &r.facts.ld[i]; a.weight > 3 {
			add(a.headline, "JSON-LD headline")
			break
		}
	}
	add(r.facts.title, "title")
	shown := r.headings()
	if best := confirmed(shown, head); best != nil {
		r.note("title", best.from, best.text)
		return best.text
	}
	for _, c := range head {
		t := r.withoutSite(c.text)
		if t == "" || genericTitle(t, r) {
			continue
		}
		r.note("title", c.from, t)
		return t
	}
	for _, c := range shown {
		r.note("title", c.from, c.text)
		return c.text
	}
	return ""
}

// headings gives the page's h1 and what is marked as its headline, then h2, in order.
func (r *reader) headings() []titleCandidate {
	var h1, marked, h2 []titleCandidate
	for i := range r.tree.nodes {
		n := &r.tree.nodes[i]
		var to *[]titleCandidate
		from := "h1"
		switch {
		case n.hidden || n.text:
			continue
		case n.atom == atom.H1:
			to = &h1
		case strings.Contains(attr(n.h, "itemprop"), "headline") && n.atom != atom.Meta:
			to, from = &marked, "itemprop headline"
		case n.atom == atom.H2 || n.atom == atom.H3:
			to, from = &h2, n.atom.String()
		case n.sig&sigTitle != 0 && n.sig&sigArticle != 0 && n.end-int32(i) < 12 && n.atom != atom.A:
			to, from = &h2, "headline class"
		default:
			continue
		}
		if len(*to) >= 12 {
			continue
		}
		if text := r.tree.plain(int32(i)); text != "" && len(text) < 600 {
			*to = append(*to, titleCandidate{text: text, from: from, fold: foldText(text), node: int32(i)})
		}
	}
	return append(append(h1, marked...), h2...)
}

// confirmed gives the first heading that says the same as the head, or that the head's longer text contains.
func confirmed(shown, head []titleCandidate) *titleCandidate {
	for pass := 0; pass < 2; pass++ {
		for i := range shown {
			s := &shown[i]
			if len(s.fold) < 4 {
				continue
			}
			for k := range head {
				h := &head[k]
				switch {
				case s.fold == h.fold:
					return s
				case pass == 1 && s.from == "h1" && len(s.fold)*2 > len(h.fold) && (strings.HasPrefix(h.fold, s.fold) || strings.HasSuffix(h.fold, s.fold)):
					return s
				case pass == 1 && s.from == "h1" && len(h.fold)*2 > len(s.fold) && strings.Contains(s.fold, h.fold):
					return s
				}
			}
		}
	}
	return nil
}

var titleMarks = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / ", " « ", " › ", " ‹ ", " ❘ ", " : ", "|"}

// withoutSite cuts the site's name off an end of a title.
func (r *reader) withoutSite(t string) string {
	for n := 0; n < 3; n++ {
		cut := t
		for _, mark := range titleMarks {
			if i := strings.LastIndex(t, mark); i > 0 && r.isSite(t[i+len(mark):]) {
				cut = t[:i]
				break
			}
			if i := strings.Index(t, mark); i > 0 && r.isSite(t[:i]) {
				cut = t[i+len(mark):]
				break
			}
		}
		if cut == t {
			break
		}
		t = strings.TrimSpace(cut)
	}
	return t
}

// isSite reports whether a text is the site's name: what the page says it is, or its host's.
func (r *reader) isSite(s string) bool {
	f := foldText(s)
	if f == "" {
		return true
	}
	if site := foldText(r.facts.site); site != "" && (f == site || len(site) > 3 && strings.Contains(f, site) && len(f) < len(site)+12 || len(f) > 4 && strings.Contains(site, f)) {
		return true
	}
	host := foldText(strings.TrimPrefix(r.host, "www."))
	if len(f) > 3 && strings.HasPrefix(host, f) {
		return true
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(r.host, "www."), ".")
	if n := foldText(name); len(n) > 3 && strings.Contains(f, n) && len(f) < len(n)+14 {
		return true
	}
	return len(f) < 40 && host != "" && strings.Contains(f, host)
}

// genericTitle reports titles that name the site or a section and no article.
func genericTitle(t string, r *reader) bool {
	return r.isSite(t) || strings.IndexFunc(t, unicode.IsLetter) < 0
}
