package page

import (
	"context"
	_ "embed"
	"net/url"
	"slices"
	"sync"
	"unicode/utf8"

	"attache/scrape/markup"
	"attache/scrape/page/dom"
	"attache/scrape/page/head"
	"attache/text"
)

// Parsed is a page that is decoded, parsed and laid out as blocks. Its fields are read one after the other:
// Title goes first, for the others look at where the title stands. Each file adds a field.
type Parsed struct {
	in       Input
	base     *url.URL
	charset  string
	tree     *dom.Tree
	facts    *head.Facts
	layout   *dom.Layout
	host     string
	site     siteNames
	evidence []Evidence

	outletFold string // the name of the source's outlet, folded

	ruled      ruled
	lang       string // the text's language; "" = unknown
	titleFold  string // the title chosen, folded
	titleBlock int32  // the block that shows it; -1 = none
	bodyFrom   int32  // the first and the last block of the body
	bodyTo     int32
	unsure     bool            // no block was likely to be of the body: it holds the likeliest ones
	signed     string          // the name that signs the body; "" = none
	makers     siteMakers      // who built the site
	controls   map[string]bool // ids of elements that a control of the page opens; nil = not looked for
}

// Parse decodes and parses a page. When ctx ends its tree is empty, and so are all fields.
func Parse(ctx context.Context, in Input) *Parsed {
	whole, charset := markup.DecodeBytes(in.Body, in.ContentType)
	base, err := url.Parse(in.URL)
	if err != nil {
		base = &url.URL{}
	}
	rules := in.Source.Rules
	ruled := slices.ContainsFunc(ArticleRules(rules), func(rule [2]string) bool { return rule[1] != "" })
	r := &Parsed{
		in: in, charset: charset, base: base, tree: dom.Parse(ctx, whole, rules.ArticleStrip, ruled),
		host: base.Hostname(),
	}
	r.facts = head.ReadFacts(r.tree, base)
	r.site = newSiteNames(r.facts.Site, r.host)
	r.outletFold = dom.FoldText(in.Source.Outlet.Name)
	r.layout = dom.NewLayout(r.tree)
	r.titleBlock = -1
	r.lang = r.textLanguage()
	r.applyRules()
	return r
}

// note keeps where a field's value was read.
func (r *Parsed) note(field, from, value string) {
	if utf8.RuneCountInString(value) > 160 {
		value = text.Prefix(value, 159) + "…"
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
