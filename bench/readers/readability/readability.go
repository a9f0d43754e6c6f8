// Package readability reads pages with codeberg.org/readeck/go-readability/v2.
package readability

import (
	"bytes"
	"net/url"
	"strings"

	"attachebench/dataset"

	"codeberg.org/readeck/go-readability/v2"
)

// Read returns what go-readability understands of a page.
func Read(address string, body []byte) (dataset.Answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return dataset.Answer{}, err
	}
	a, err := readability.FromReader(bytes.NewReader(body), u)
	if err != nil {
		return dataset.Answer{}, err
	}
	out := dataset.Answer{Title: a.Title(), Image: a.ImageURL(), Lang: a.Language()}
	if by := a.Byline(); by != "" {
		out.Authors = []string{by}
	}
	if at, err := a.PublishedTime(); err == nil {
		out.Date = dataset.Stamp(at)
	}
	if a.Node != nil {
		var text strings.Builder
		if err := a.RenderText(&text); err != nil {
			return dataset.Answer{}, err
		}
		out.Body = text.String()
	}
	return out, nil
}
