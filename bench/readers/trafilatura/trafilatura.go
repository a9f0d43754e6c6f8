// Package trafilatura reads pages with github.com/markusmobius/go-trafilatura.
package trafilatura

import (
	"bytes"
	"net/url"
	"strings"

	"attachebench/dataset"

	"github.com/markusmobius/go-trafilatura"
)

// Read uses the reader as its authors advise for best results: with the fallback to two other readers.
func Read(address string, body []byte) (dataset.Answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return dataset.Answer{}, err
	}
	r, err := trafilatura.Extract(bytes.NewReader(body), trafilatura.Options{OriginalURL: u, EnableFallback: true})
	if err != nil {
		return dataset.Answer{}, err
	}
	m := r.Metadata
	out := dataset.Answer{
		Title: m.Title, Date: dataset.Stamp(m.Date), Body: r.ContentText, Image: m.Image, Lang: m.Language,
	}
	for name := range strings.SplitSeq(m.Author, ";") {
		if name = strings.TrimSpace(name); name != "" {
			out.Authors = append(out.Authors, name)
		}
	}
	return out, nil
}
