package page

import (
	"slices"
	"strings"
	"testing"

	"attache/scrape/page/dom"
)

func TestPickAuthors(t *testing.T) {
	one := func(name string, source int, given bool) AuthorCandidate {
		c := AuthorCandidate{Name: name, fold: strings.ToLower(name), given: given}
		c.said[source] = 1
		return c
	}
	tests := map[string]struct {
		cs   []AuthorCandidate
		p    []float32
		want []int
	}{
		"sure": {
			[]AuthorCandidate{one("Ann Lee", byLD, true), one("Site News", byClass, false)},
			[]float32{.9, .2},
			[]int{0},
		},
		"in one breath": {
			[]AuthorCandidate{one("Ann Lee", byLD, true), one("Tom Reed", byLD, true)},
			[]float32{.9, .3},
			[]int{0, 1},
		},
		"a menu is no author":      {[]AuthorCandidate{one("Print Article", byText, false)}, []float32{.07}, nil},
		"nor a country in a table": {[]AuthorCandidate{one("Georgia", byPart, true)}, []float32{.3}, nil},
		"a known name may be": {
			[]AuthorCandidate{one("Home", byText, false), one("Ann Lee", byText, true)},
			[]float32{.05, .03},
			[]int{1},
		},
		"the full name": {
			[]AuthorCandidate{one("Ann", byLD, true), one("Ann Lee", byText, true)},
			[]float32{.8, .1},
			[]int{1},
		},
		"nobody": {nil, nil, nil},
		"alike when nobody is sure": {
			[]AuthorCandidate{one("Ann Lee", byClass, true), one("Tom Reed", byClass, true)},
			[]float32{.2, .19},
			[]int{0, 1},
		},
		"unlike when nobody is sure": {
			[]AuthorCandidate{one("Ann Lee", byClass, true), one("Tom Reed", byText, true)},
			[]float32{.2, .19},
			[]int{0},
		},
	}
	for name, c := range tests {
		if got := (Authors{Candidates: c.cs}).Pick(c.p); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestFeatureCounts holds every candidate to the same numbers in the same places, with a place on the page or without.
func TestFeatureCounts(t *testing.T) {
	page := `<html><head><title>Talks end | Steppe Post</title><meta property="og:title" content="Talks end in Astana">` +
		`<meta name="author" content="Tom Reed">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Talks ` +
		`end","author":{"@type":"Person","name":"Tom Reed"}}</script></head>
<body><h1><span>Rivers</span> Talks end</h1><p class="byline">By <a href="/author/ann-lee">Ann Lee</a></p><p>The ` +
		`ministers met in Astana and spoke of rivers.</p></body></html>`
	r := Parse(t.Context(), Input{URL: "https://steppe.example/talks-end", Body: []byte(page)})
	for _, x := range r.Titles().Features {
		if len(x) != titleFeatureCount {
			t.Errorf("title: %d numbers, want %d", len(x), titleFeatureCount)
		}
	}
	a := r.Authors()
	cs := a.Candidates
	for i, x := range a.Features {
		if len(x) != authorFeatureCount {
			t.Errorf("%s: %d numbers, want %d", cs[i].Name, len(x), authorFeatureCount)
		}
	}
	if len(cs) < 2 {
		t.Errorf("%d candidates", len(cs))
	}
}

func TestFoldHash(t *testing.T) {
	for _, s := range []string{"Talks end — in Astana!", "Қашғарда ТЕАТР «ашылды»", "İstanbul, 5 Mayıs", ""} {
		if dom.FoldHash(s) != dom.HashText(dom.FoldText(s)) || dom.FoldHash([]byte(s)) != dom.FoldHash(s) {
			t.Errorf("%q", s)
		}
	}
}
