package scrape

import (
	"context"

	"attache/news"
)

// Way is one way to read a site: a source ready to be stored, and what it would give now.
type Way struct {
	Source news.Source // enabled, with a name made of the host; the caller may change everything
	Items  []news.Item // the newest it gives, at most ten
	Why    string      // how it was found and why it stands where it stands
	Score  float64     // 0..1: freshness, completeness and stability together
}

// Discover finds the ways to read a site, best first. rawURL is any address of it: the home page, a section, a feed, a
// Telegram channel.
func (f *Fetcher) Discover(ctx context.Context, rawURL string) ([]Way, error) {
	return f.discover(ctx, rawURL)
}
