package scrape

import (
	"context"

	"attache/news"
	"attache/scrape/picture"
)

// Picture fetches an article's picture, by the rules for pages, and makes it small.
func (f *Fetcher) Picture(ctx context.Context, src news.Source, address string) (picture.Picture, error) {
	file, err := f.client.Image(ctx, address, src.Language, picture.MaxBody)
	if err != nil {
		return picture.Picture{}, err
	}
	done, err := f.client.Reserve(ctx, file)
	if err != nil {
		return picture.Picture{}, err
	}
	defer done()
	return picture.Make(file)
}
