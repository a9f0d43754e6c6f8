package page

import (
	"context"
	"slices"
	"time"

	"attache/news"
	"attache/scrape/date"
	"attache/scrape/markup"
	"attache/scrape/page/dom"
	"attache/scrape/page/head"
	"attache/text"
)

// Input is one fetched page and what is known about it before it is read.
type Input struct {
	URL         string      // final address, after redirects
	ContentType string      // the Content-Type header as sent; "" = none
	Body        []byte      // raw bytes, already decompressed
	Source      news.Source // its time zone, day order, language hint and Article* rules are used
	Item        news.Item   // the list's entry that led here; its zero value = none
	Now         time.Time   // the time of reading; dates in the future of it are not believed
	MaxText     int         // bytes of text that are kept (Config.MaxText); 0 = all
}

// Evidence says where one field's value was read, so that a person can follow it.
type Evidence struct {
	Field string `json:"field"` // title, authors, date, language, image, body, charset, page, cut
	From  string `json:"from"`  // such as "JSON-LD datePublished" or "h1"
	Value string `json:"value"` // what stood there, shortened
}

// Reading is what was understood of a page.
type Reading struct {
	Article  news.Article
	Date     time.Time // Article.Published in the page's own zone; zero when the page gives none
	Charset  string    // the encoding the bytes were in, by its WHATWG name
	Evidence []Evidence
	// the headline of the list (Input.Item) as the page has it whole, where the list cut it; "" = it did not, or the page
	// does not say
	Whole string
}

// Read reads every field of an article page. It does no I/O and never fails: a page that is no article returns
// an Article without blocks, and the Evidence says why.
func Read(in Input) Reading { return ReadWithin(context.Background(), in) }

// ReadWithin is Read until ctx ends; the reading is worth nothing then.
func ReadWithin(ctx context.Context, in Input) Reading {
	r := Parse(ctx, in)
	out := Reading{Charset: r.charset}
	out.Article = news.Article{
		URL: in.URL, SourceID: in.Source.ID, Outlet: in.Source.Outlet, Seen: in.Now.UTC(),
		Excerpt: in.Source.Excerpt,
	}
	a := &out.Article
	for _, field := range []func(){
		func() { a.Title = r.Title() },
		func() { out.Whole = r.wholeOf(in.Item.Title) },
		func() { a.Authors = r.authors() },
		func() { a.Blocks = r.body(a.Title) },
	} {
		if field(); ctx.Err() != nil {
			return out
		}
	}
	a.Outlet = r.publisher(a.Outlet)
	r.dropClaims(a)
	if len(a.Authors) == 0 && r.signed != "" {
		a.Authors = []string{r.signed}
		r.note("authors", "signature below the text", r.signed)
	}
	a.Image = r.image()
	a.Language = r.language()
	a.Summary = r.summary()
	r.date(&out)
	r.pageFlags(a)
	r.note("charset", r.charsetFrom(), r.charset)
	r.bound(a)
	out.Evidence = r.evidence
	CleanArticle(a)
	for i := range out.Evidence {
		out.Evidence[i].Value = text.Line(out.Evidence[i].Value)
	}
	return out
}

// dropClaims leaves out of the text the claim that a review examines, where it stands by itself: it is nobody's report.
func (r *Parsed) dropClaims(a *news.Article) {
	for i := range r.facts.LD {
		claim := dom.FoldText(r.facts.LD[i].Claim)
		if claim == "" {
			continue
		}
		a.Blocks = slices.DeleteFunc(a.Blocks, func(b news.Block) bool {
			return len(b.Text) < 2*len(r.facts.LD[i].Claim) && dom.FoldText(b.Text) == claim
		})
	}
}

// bound cuts what is too long, and says so.
func (r *Parsed) bound(a *news.Article) {
	cut := r.in.MaxText > 0 && a.Bound(r.in.MaxText)
	if lost := r.tree.Lost; lost > 0 && len(a.Blocks) > 0 {
		a.Partial = true
		most := r.in.MaxText
		if most <= 0 {
			most = news.DefaultText
		}
		if n := len(a.Text()); !cut && n < most/2 { // what was read repeats itself, or is no article for the most part
			r.note("page", "read in part", news.Bytes(lost)+
				" of text at its end were not looked at; what stands before them gives "+news.Bytes(n)+
				" without what repeats")
			return
		}
		a.Whole = max(a.Whole, len(a.Text())) + lost
		cut = true
	}
	if cut {
		r.note("page", "too long", a.Cut())
	}
}

// date sets when the article was published: by the page, else the list that led here, else the time of reading.
func (r *Parsed) date(out *Reading) {
	a := &out.Article
	if t, from, ok := r.published(); ok {
		out.Date, a.Published, a.DateFrom = t, date.Fixed(t), from
		return
	}
	DateByList(a, r.in.Item)
	r.note("date", "first seen", r.in.Now.Format(time.RFC3339))
}

// DateByList dates an article whose page gives no date: by the list's entry, else by the time at which it was seen.
// Without a date it is backlog where its source is read for the first time.
func DateByList(a *news.Article, it news.Item) {
	if it.Published.IsZero() {
		a.Published, a.DateFrom, a.Backlog = a.Seen, news.DateFromSeen, it.First
		return
	}
	a.Published, a.DateFrom = date.Fixed(it.Published), news.DateFromFeed
}

// summary is the outlet's own lead, from the page's head or the list.
func (r *Parsed) summary() string {
	if d, _ := r.facts.Meta("og:description", "description", "twitter:description"); d != "" {
		return head.CleanText(d)
	}
	return r.in.Item.Summary
}

// charsetFrom says why the bytes were taken to be in their encoding.
func (r *Parsed) charsetFrom() string {
	switch markup.EncodingName(markup.HeaderCharset(r.in.ContentType)) {
	case r.charset:
		return "header"
	case "":
		return "page or detection"
	}
	return "detection, against the header"
}
