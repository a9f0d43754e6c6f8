// Package dataset holds the captured pages of the dataset reading, the form of an answer that its scorer takes, and a
// streaming pass over the pages that tells a reader's peak memory. It knows no reader.
package dataset

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// maxPage bounds an unpacked page in bytes, as the product does.
const maxPage = 20 << 20

// Page is one captured page of the dataset; its bytes stay packed in their file until they are read.
type Page struct{ ID, URL, file string }

// Pages lists the pages of the dataset reading; limit 0 = all.
func Pages(data string, limit int) ([]Page, error) {
	truths, err := filepath.Glob(filepath.Join(data, "reading", "*.json"))
	if err != nil {
		return nil, err
	}
	if len(truths) == 0 {
		return nil, fmt.Errorf("no pages in %s: say where the datasets are with -data", filepath.Join(data, "reading"))
	}
	var out []Page
	for _, t := range truths {
		b, err := os.ReadFile(t)
		if err != nil {
			return nil, err
		}
		p := Page{file: strings.TrimSuffix(t, ".json") + ".html.gz"}
		if err := json.Unmarshal(b, &p); err != nil {
			return nil, fmt.Errorf("%s: %w", t, err)
		}
		if out = append(out, p); len(out) == limit {
			break
		}
	}
	return out, nil
}

// Body returns the page's raw bytes.
func (p Page) Body() ([]byte, error) {
	f, err := os.Open(p.file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", p.file, err)
	}
	b, err := io.ReadAll(io.LimitReader(z, maxPage))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", p.file, err)
	}
	return b, nil
}

// Answer is what a reader read of one page, as the dataset's scorer takes it.
type Answer struct {
	Title   string   `json:"title"`
	Authors []string `json:"authors"`
	Date    string   `json:"date"`
	Body    string   `json:"body"`
	Image   string   `json:"image"`
	Lang    string   `json:"lang"`
}

// Reader goes from raw bytes to all fields. A page that it fails on counts as an empty answer.
type Reader func(address string, body []byte) (Answer, error)

// Stamp writes a time as the scorer takes it; the zero time is no answer.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
