package page

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/markup"
	"attache/scrape/page/dom"
	"attache/scrape/page/head"
	"attache/text"
)

// Bounds for texts that a page holds as data for its scripts.
const (
	storedLeast = 300 // bytes of data below which there is no article in it
	storedWords = 40  // fewest words of an article in it
	storedDepth = 12  // values within values that are followed
	proseWords  = 8   // fewest words of a value that is prose
	proseBlocks = 2000
)

var (
	// storedAsides are the fields of an article's data that are not of its text, in lower case and without marks.
	storedAsides = text.WordSet(
		"comments comment replies reviews related relatedarticles recommended recommendations similar seo meta " +
			"metadata tags categories category author authors user users " +
			"next previous prev breadcrumbs breadcrumb ads advertisement widgets footer header menu navigation " +
			"translations i18n messages labels settings config products product publisher image images photo photos " +
			"metadescription seodescription ogdescription caption captions alt copyright disclaimer newsletter @type " +
			"@context url")
	// storedBodies are the fields that hold an article's text.
	storedBodies = text.WordSet(
		"articlebody body content bodyhtml contenthtml htmlbody html text fulltext bodytext articletext paragraphs " +
			"blocks rendered markdown")
	titleFields = text.WordSet("title headline name heading")
)

// stored looks for the article in what the page holds as data for its scripts, for pages that show less than that: an
// object with the page's title, else, on a page that shows next to nothing, the longest text in a field that is named
// for one. It returns the text and where it was.
func (r *Parsed) stored(title string, shown int32) (best []news.Block, from string) {
	s := storedSearch{title: dom.FoldText(title), bare: shown < 2*thinWords}
	for _, t := range r.tree.LD {
		s.search(t, "JSON-LD")
	}
	for _, t := range r.tree.Scripts {
		s.script(t)
	}
	for i := range r.tree.Nodes {
		if h := r.tree.Nodes[i].HTML; h.Type == html.ElementNode {
			for _, a := range h.Attr {
				if len(a.Val) > storedLeast && (a.Val[0] == '{' || a.Val[0] == '[') {
					s.search(a.Val, "attribute "+a.Key)
				}
			}
		}
	}
	return s.best, s.from
}

// storedSearch remembers the best text so far.
type storedSearch struct {
	title string // folded; "" = unknown
	bare  bool   // a text need not be in an object with the title
	best  []news.Block
	words int
	named bool // it is in an object with the page's title
	from  string
}

// script looks at a script that is data, or that assigns data to a name.
func (s *storedSearch) script(t []byte) {
	if t = bytes.TrimSpace(t); len(t) < storedLeast {
		return
	}
	if t[0] == '{' || t[0] == '[' {
		s.search(string(t), "script")
		return
	}
	for _, lead := range [...]string{`={"`, `= {"`, `=[{"`} {
		if k := bytes.Index(t, []byte(lead)); k >= 0 {
			s.search(string(t[k+1:]), "script")
			return
		}
	}
}

// search reads data and keeps the article in it if it is better than the best so far.
func (s *storedSearch) search(data, from string) {
	if len(data) < storedLeast {
		return
	}
	v := (&head.JSONReader{S: data, Lines: true}).First()
	s.walk(&v, from, 0)
}

func (s *storedSearch) walk(v *head.JSONValue, from string, depth int) {
	if depth > storedDepth {
		return
	}
	for i := range v.List {
		s.walk(&v.List[i], from, depth+1)
	}
	for i := range v.Fields {
		f := &v.Fields[i]
		name := strings.ToLower(f.Name)
		switch {
		case titleFields[name] && s.title != "" && dom.FoldText(f.Value.Text) == s.title:
			s.offer(v, from, true)
		case storedBodies[name] && (s.bare || name == "articlebody"):
			s.offer(&f.Value, from, false)
		case storedAsides[name]:
			continue
		}
		if f.Value.Text == "" {
			s.walk(&f.Value, from, depth+1)
		}
	}
}

// offer takes the prose of a value when it is more than the best, or the first in an object with the page's title.
func (s *storedSearch) offer(v *head.JSONValue, from string, named bool) {
	if s.named && !named {
		return
	}
	p := prose{said: map[string]bool{}}
	p.add(v, 0)
	if words := wordsOf(p.blocks); words >= storedWords && (words > s.words || named && !s.named) {
		s.best, s.words, s.named, s.from = p.blocks, words, named, from
	}
}

// prose gathers the running text of a value in its order.
type prose struct {
	blocks []news.Block
	said   map[string]bool
}

func (p *prose) add(v *head.JSONValue, depth int) {
	if depth > storedDepth || len(p.blocks) > proseBlocks {
		return
	}
	if v.Text != "" {
		p.text(v.Text)
	}
	for i := range v.List {
		p.add(&v.List[i], depth+1)
	}
	for i := range v.Fields {
		if !storedAsides[strings.ToLower(v.Fields[i].Name)] {
			p.add(&v.Fields[i].Value, depth+1)
		}
	}
}

// text adds a value that is prose: HTML with paragraphs, or sentences.
func (p *prose) text(t string) {
	marked := strings.Contains(t, "</p>") || strings.Contains(t, "<br")
	if !marked && (dom.CountWords(t) < proseWords || !strings.ContainsAny(t, ".!?。…۔؟।។။།")) {
		return
	}
	lines := []string{t}
	if !strings.Contains(t, "<") {
		lines = strings.Split(t, "\n")
	}
	for _, line := range lines {
		for _, b := range markup.FragmentBlocks(line) {
			if p.said[b.Text] || len(b.Text) > 40 && strings.HasPrefix(b.Text, "http") {
				continue
			}
			p.said[b.Text] = true
			p.blocks = append(p.blocks, b)
		}
	}
}
