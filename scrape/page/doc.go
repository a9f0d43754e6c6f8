// Package page reads the fields of an article from the bytes of its page: title, authors, date, language, image, body,
// and what kind of page it is. The body, the title, the authors and the date are chosen by small learned models, which
// are embedded.
//
// It does no I/O and fetches nothing: package scrape fetches pages and joins those that go on. Its rooms are
//
//	dom     the page as a tree and as blocks of text
//	head    what it says for machines: metas, JSON-LD
//	byline  names in lines that name authors
//
// Read read.go first: Read parses the page (reader.go) and asks for one field after the other. Titles, Authors, Dates
// and Blocks return a field's candidates with their features; their Pick, Choose and Judge decide by what a model says
// of each. Read and the trainers of the models (cmd/lab) call the same. title.go, authors.go, date.go and body.go have
// the fields, the _features.go beside them the numbers, forest.go the models.
package page
