package worker

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"attache/news"
)

// album answers with pictures, and counts.
type album struct{ asked []string }

func (a *album) Picture(_ context.Context, _ news.Source, address string) (news.Picture, error) {
	a.asked = append(a.asked, address)
	if address == "https://a.example/gone.jpg" {
		return news.Picture{}, errors.New("not found")
	}
	return news.Picture{URL: "https://press.example/pictures/1.jpg", Width: 800, Height: 450}, nil
}

// sourcesOnly is a store that has sources.
type sourcesOnly struct {
	Materials
	sources []news.Source
}

func (s sourcesOnly) Sources(context.Context, bool) ([]news.Source, error) { return s.sources, nil }

// TestPictures: the lead of each language's letter has its picture, where the digest asks for it and the source's
// rights allow it; one that cannot be had is left out.
func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		use   string
		allow bool
		image string
		asked int
		shown bool
	}{
		"asked for and allowed": {news.PictureLead, true, "https://a.example/1.jpg", 2, true},
		"not asked for":         {"", true, "https://a.example/1.jpg", 0, false},
		"not allowed":           {news.PictureLead, false, "https://a.example/1.jpg", 1, false},
		"none":                  {news.PictureLead, true, "", 1, false},
		"gone":                  {news.PictureLead, true, "https://a.example/gone.jpg", 4, false},
	} {
		book := &album{}
		p := &publisher{
			stage: stage{Log: slog.New(slog.DiscardHandler)}, Pictures: book,
			gatherer: &gatherer{Store: sourcesOnly{sources: []news.Source{
				{ID: 1, Name: "a", Rights: news.Rights{Images: c.allow}}, {ID: 2, Name: "b", Rights: news.Rights{Images: true}},
			}}},
		}
		first := news.Story{
			Headline: "First", Language: "en", Score: 1, Lead: news.Piece{ArticleID: 1, Image: c.image, Language: "en"},
			Renditions: map[string]news.Rendition{
				"ru": {Lead: news.Piece{ArticleID: 2, Image: "https://b.example/2.jpg", Language: "ru"}},
			},
		}
		draft := &Draft{
			Issue:    news.Issue{Sections: []news.Section{{Stories: []news.Story{first, {Headline: "Second", Score: .5}}}}},
			articles: []news.Article{{ID: 1, SourceID: 1}, {ID: 2, SourceID: 2}},
		}
		p.pictures(t.Context(), news.Digest{Name: "daily", Picture: c.use}, draft)
		st := draft.Issue.Sections[0].Stories[0]
		if got := st.Lead.Picture != nil; got != c.shown || len(book.asked) != c.asked {
			t.Errorf("%s: shown %t, asked for %q", name, got, book.asked)
		}
		if told := st.Renditions["ru"].Lead.Picture != nil; told != (c.use != "") {
			t.Errorf("%s: the Russian letter's picture: %t", name, told)
		}
	}
}
