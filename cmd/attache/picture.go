package main

import (
	"context"
	"time"

	"attache/news"
	"attache/scrape"
	"attache/store"
	"attache/web"
)

// samePicture is for how long a picture that was fetched is not fetched again.
const samePicture = 7 * 24 * time.Hour

// pictures is worker.Pictures: what the fetcher gets, the store keeps and the pages show.
type pictures struct {
	fetcher *scrape.Fetcher
	store   *store.Store
	links   web.Links
	now     func() time.Time
}

// Picture is that of worker.Pictures.
func (p pictures) Picture(ctx context.Context, src news.Source, address string) (news.Picture, error) {
	name, width, height, err := p.store.PictureFrom(ctx, address, p.now().Add(-samePicture))
	if err != nil {
		return news.Picture{}, err
	}
	if name == "" {
		made, err := p.fetcher.Picture(ctx, src, address)
		if err != nil {
			return news.Picture{}, err
		}
		width, height = made.Width, made.Height
		if name, err = p.store.PutPicture(ctx, address, made.JPEG, width, height, p.now()); err != nil {
			return news.Picture{}, err
		}
	}
	return news.Picture{URL: p.links.Picture(name), Width: width, Height: height}, nil
}
