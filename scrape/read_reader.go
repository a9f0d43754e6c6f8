package scrape

import (
	_ "embed"
	"net/url"
	"sync"
	"time"
	"unicode/utf8"
)

// reader reads the fields of one page; each read_* file adds one field.
type reader struct {
	in       Input
	base     *url.URL
	charset  string
	tree     *tree
	facts    *facts
	layout   *layout
	host     string
	evidence []Evidence

	ruled      ruled
	lang       string // the text's language; "" = unknown
	titleFold  string // the title chosen, folded
	titleBlock int32  // the block that shows it; -1 = none
	bodyFrom   int32  // the first and the last block of the body
	bodyTo     int32
	signed     string // the name that signs the body; "" = none
}

// newReader decodes and parses a page and annotates its tree: all that fields are then read from.
func newReader(in Input) *reader {
	text, charset := decode(in.Body, in.ContentType)
	base, err := url.Parse(in.URL)
	if err != nil {
		base = &url.URL{}
	}
	r := &reader{in: in, charset: charset, base: base, tree: parseTree(text, in.Source.Rules.ArticleStrip), host: base.Hostname()}
	r.facts = readFacts(r.tree, base)
	r.layout = newLayout(r.tree)
	r.titleBlock = -1
	r.lang = r.textLanguage()
	r.applyRules()
	return r
}

// note keeps where a field's value was read.
func (r *reader) note(field, from, value string) {
	if utf8.RuneCountInString(value) > 160 {
		value = string([]rune(value)[:159]) + "…"
	}
	r.evidence = append(r.evidence, Evidence{Field: field, From: from, Value: value})
}

// The field models tell the right candidate for a field; `lab train fields` makes them.
var (
	//go:embed read_title.model
	titleWeights []byte
	//go:embed read_authors.model
	authorWeights []byte

	//go:embed read_date.model
	dateWeights []byte

	titleModel  = sync.OnceValue(func() *Forest { return mustForest(titleWeights) })
	dateModel   = sync.OnceValue(func() *Forest { return mustForest(dateWeights) })
	authorModel = sync.OnceValue(func() *Forest { return mustForest(authorWeights) })
)

func mustForest(b []byte) *Forest {
	f, _, err := ReadForest(b)
	if err != nil {
		panic("scrape: an embedded model is broken: " + err.Error()) // a build mistake, held by a test
	}
	return &f
}

// Choice is one candidate for a field's value, in numbers. The trainers of the field models read it.
type Choice struct {
	Value    string
	Features []float32
}

// TitleChoices gives a page's candidates for the title.
func TitleChoices(in Input) []Choice {
	r := newReader(in)
	cs := r.titles()
	out := make([]Choice, len(cs))
	for i, x := range r.titleFeatures(cs) {
		out[i] = Choice{cs[i].text, x}
	}
	return out
}

// AuthorChoices gives a page's candidates for its authors.
func AuthorChoices(in Input) []Choice {
	r := newReader(in)
	r.title()
	cs := r.authorCandidates()
	out := make([]Choice, len(cs))
	for i, x := range r.authorFeatures(cs) {
		out[i] = Choice{cs[i].name, x}
	}
	return out
}

// DateChoice is one day on which a page may have been published, in numbers.
type DateChoice struct {
	At       time.Time // the instant that would be told if this day were chosen, in its zone
	From     string    // the sources that say it
	Features []float32
}

// DateChoices gives a page's candidates for its date.
func DateChoices(in Input) []DateChoice {
	r := newReader(in)
	r.title()
	c := r.dateCandidates()
	c.dropUpdates()
	out := make([]DateChoice, len(c.out))
	for i, x := range r.dateFeatures(c) {
		out[i] = DateChoice{r.refine(&c.out[i], c.out), c.out[i].from(), x}
	}
	return out
}
