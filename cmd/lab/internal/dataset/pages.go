package dataset

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Now is when the pages are taken to be read, so that dates such as "yesterday" are the same on every day: the newest
// page was captured before it.
var Now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Page is one captured page of the dataset reading: a file of bytes and what is known of it, decoded into T.
type Page[T any] struct {
	File  string // the page, <id>.html.gz
	Truth T      // <id>.json
}

// Pages returns the pages of a folder of <id>.html.gz and <id>.json, in order of file name. It does not read the pages'
// bytes.
func Pages[T any](dir string) ([]Page[T], error) {
	truths, err := filepath.Glob(filepath.Join(dir, "*.json")) // sorted
	if err != nil {
		return nil, err
	}
	out := make([]Page[T], len(truths))
	for i, f := range truths {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &out[i].Truth); err != nil {
			return nil, fmt.Errorf("read %s: %w", f, err)
		}
		out[i].File = strings.TrimSuffix(f, ".json") + ".html.gz"
	}
	return out, nil
}

// Entry is one address that the dataset sites answers.
type Entry struct {
	Kind        string // article, feed, listing, sitemap …
	URL         string
	Host, Path  string
	File        string // in the dataset's folder; "" = the address answers without a body of its own
	ContentType string `json:"content_type"`
	Group       string `json:"story_group"` // articles of one event share it; "" = none
}

// Entries returns the entries of the dataset sites, in the manifest's order.
func Entries(dir string) ([]Entry, error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("the dataset of sites is not there: %w (say where with -data)", err)
	}
	var m struct{ Entries []Entry }
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("read the manifest of the sites: %w", err)
	}
	return m.Entries, nil
}

// Articles returns the entries of the dataset sites that are articles with a page.
func Articles(dir string) ([]Entry, error) {
	entries, err := Entries(dir)
	var out []Entry
	for _, e := range entries {
		if e.Kind == "article" && e.File != "" {
			out = append(out, e)
		}
	}
	return out, err
}
