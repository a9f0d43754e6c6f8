package page

import (
	"context"
	_ "embed"
	"net/url"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"attache/scrape/markup"
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
	site     siteNames
	evidence []Evidence

	ruled      ruled
	lang       string // the text's language; "" = unknown
	titleFold  string // the title chosen, folded
	titleBlock int32  // the block that shows it; -1 = none
	bodyFrom   int32  // the first and the last block of the body
	bodyTo     int32
	unsure     bool   // no block was likely to be of the body: it holds the likeliest ones
	signed     string // the name that signs the body; "" = none
}

// newReader decodes and parses a page and annotates its tree: all that fields are then read from.
func newReader(in Input) *reader { return newReaderWithin(context.Background(), in) }

// newReaderWithin is newReader for a page whose reading may be stopped: its tree is empty then.
func newReaderWithin(ctx context.Context, in Input) *reader {
	text, charset := markup.DecodeBytes(in.Body, in.ContentType)
	base, err := url.Parse(in.URL)
	if err != nil {
		base = &url.URL{}
	}
	rules := in.Source.Rules
	ruled := slices.ContainsFunc(ArticleRules(rules), func(rule [2]string) bool { return rule[1] != "" })
	r := &reader{in: in, charset: charset, base: base, tree: parseTree(ctx, text, rules.ArticleStrip, ruled), host: base.Hostname()}
	r.facts = readFacts(r.tree, base)
	r.site = newSiteNames(r.facts.site, r.host)
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
	//go:embed title.model
	titleWeights []byte
	//go:embed authors.model
	authorWeights []byte

	//go:embed date.model
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

// TitleChoices gives a page's candidates for the title, and a function that picks the title by the candidates' scores.
func TitleChoices(in Input) (choices []Choice, pick func(scores []float32) string) {
	r := newReader(in)
	cs := r.titles()
	choices = make([]Choice, len(cs))
	for i, x := range r.titleFeatures(cs) {
		choices[i] = Choice{cs[i].text, x}
	}
	return choices, func(scores []float32) string {
		if best := pickTitle(cs, scores); best >= 0 {
			return cs[best].text
		}
		return ""
	}
}

// AuthorChoices gives a page's candidates for its authors, and a function that picks the names to believe by the candidates'
// probabilities.
func AuthorChoices(in Input) (choices []Choice, pick func(p []float32) []string) {
	r := newReader(in)
	r.title()
	cs := r.authorCandidates()
	choices = make([]Choice, len(cs))
	for i, x := range r.authorFeatures(cs) {
		choices[i] = Choice{cs[i].name, x}
	}
	return choices, func(p []float32) []string {
		var names []string
		for _, i := range pickAuthors(cs, p) {
			names = append(names, cs[i].name)
		}
		return names
	}
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
