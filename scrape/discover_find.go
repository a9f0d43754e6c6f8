package scrape

import (
	"context"

	"attache/news"
)

func (f *Fetcher) discover(ctx context.Context, rawURL string) ([]Way, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	src := news.Source{Name: "found", Outlet: news.Outlet{Name: u.Host}, URL: u.String(), Kind: news.KindFeed, Enabled: true}
	p, items := f.Poll(ctx, src, news.Poll{})
	if p.State != news.PollOK {
		return nil, nil
	}
	return []Way{{Source: src, Items: items[:min(10, len(items))], Why: p.Detail, Score: 1}}, nil
}
