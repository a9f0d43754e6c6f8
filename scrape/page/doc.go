// Package page reads the fields of an article from the bytes of its page: title, authors, date, language, image, body,
// and what kind of page it is. The body, the title, the authors and the date are chosen by small learned models, which
// are embedded.
//
// It does no I/O and fetches nothing: package scrape fetches pages and joins those that go on. Read read.go first, then
// tree.go and blocks.go (what a page is made of), body.go and block_features.go (which blocks are the article);
// title.go, authors.go, date.go and their _features.go have the other fields; forest.go has the models.
package page
