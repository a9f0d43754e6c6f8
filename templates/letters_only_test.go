package templates

import (
	"strings"
	"testing"
	"time"

	"attache/news"
)

// TestLettersOnly: what an outlet allows in letters only is quoted there, and not on the pages of the archive.
func TestLettersOnly(t *testing.T) {
	st := news.Story{
		Headline: "Head", Lead: news.Piece{ArticleID: 1, Outlet: "A", URL: "https://a.example/1", NoArchive: true},
		Also: []news.Piece{{ArticleID: 2, Outlet: "B", URL: "https://b.example/2"}},
		Summary: []news.Sentence{
			{Text: "Said for letters.", ArticleID: 1, End: 17, URL: "https://a.example/1"},
			{Text: "Said for all.", ArticleID: 2, End: 13, URL: "https://b.example/2"},
		},
	}
	for as, want := range map[form]int{aLetter: 2, aPage: 1} {
		r := renderer{words: wordsOf(t, "en"), zone: time.UTC, now: sampleNow, as: as}
		v := r.story(st)
		var all []string
		for _, q := range v.Summary {
			all = append(all, q.Text)
		}
		if len(all) != want || as == aPage && strings.Contains(strings.Join(all, " "), "letters") || v.Link == "" {
			t.Errorf("as letter %v: %q", as, all)
		}
	}
}
