// Package attache reads pages with the product under measurement.
package attache

import (
	"attache/scrape/page"
	"strings"
	"time"

	"attachebench/dataset"
)

// Read returns what attache understands of a page.
func Read(address string, body []byte) (dataset.Answer, error) {
	r := page.Read(page.Input{URL: address, Body: body, Now: time.Now()})
	a := r.Article
	lines := make([]string, len(a.Blocks))
	for i, b := range a.Blocks {
		lines[i] = b.Text
	}
	return dataset.Answer{
		Title: a.Title, Authors: a.Authors, Date: dataset.Stamp(r.Date), Body: strings.Join(lines, "\n"), Image: a.Image,
		Lang: a.Language,
	}, nil
}
