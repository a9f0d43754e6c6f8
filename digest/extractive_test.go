package digest

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"attache/news"
)

// checkQuotes fails when a sentence is not what stands at its place, or they are out of order or over budget.
func checkQuotes(t *testing.T, a *news.Article, got []news.Sentence, most int) {
	t.Helper()
	body, at, n := a.Text(), 0, 0
	if len(got) > most {
		t.Errorf("%d sentences, %d asked for", len(got), most)
	}
	for _, s := range got {
		if s.Start < at || s.End <= s.Start || s.End > len(body) || body[s.Start:s.End] != s.Text {
			t.Errorf("%q is not the bytes %d to %d", s.Text, s.Start, s.End)
			return
		}
		at = s.End
		n += utf8.RuneCountInString(s.Text)
	}
	if n > excerpt(a) {
		t.Errorf("%d characters quoted, %d allowed", n, excerpt(a))
	}
}

func TestSummarise(t *testing.T) {
	for id, a := range readArticles(t) {
		for most := range 6 {
			checkQuotes(t, &a, Summarise(a, most), most)
		}
		if len(Summarise(a, 3)) == 0 {
			t.Errorf("article %d has no summary", id)
		}
	}
}

func TestSummariseLeavesFurnitureOut(t *testing.T) {
	a := news.Article{Title: "Kazakhstan and Türkiye open a transport council", Language: "en", Blocks: []news.Block{
		{
			Kind: news.Caption,
			Text: "The two presidents shake hands in Ankara before the talks on the transport council.",
		},
		{Kind: news.Paragraph, Text: "By Aigerim Bekova. Published: 20 November 2026."},
		{
			Kind: news.Paragraph,
			Text: "Kazakhstan and Türkiye opened a joint transport council on Thursday that will set tariffs for " +
				"cargo on the Caspian Sea.",
		},
		{Kind: news.Heading, Text: "What the transport council of Kazakhstan and Türkiye will do"},
		{
			Kind: news.Paragraph,
			Text: "He called it a bridge. “We have waited for this council for years. Read more: Five facts about " +
				"the transport council of Kazakhstan.",
		},
		{Kind: news.TableRow, Text: "Kazakhstan | Türkiye | transport council | 2026"},
		{
			Kind: news.Paragraph,
			Text: "The council of the two countries begins its work in March and will meet twice a year in Astana " +
				"and Ankara.",
		},
	}}
	got := Summarise(a, 5)
	checkQuotes(t, &a, got, 5)
	for _, s := range got {
		for _, bad := range []string{
			"shake hands", "By Aigerim", "Published", "What the transport", "He called",
			"waited", "Read more", "|",
		} {
			if strings.Contains(s.Text, bad) {
				t.Errorf("the summary quotes %q", s.Text)
			}
		}
	}
	if len(got) != 2 {
		t.Errorf("%d sentences, want the two that tell", len(got))
	}
}

func TestExtractiveDrawsOnAll(t *testing.T) {
	all := readArticles(t)
	got, err := Extractive{}.Summarize(context.Background(), []news.Article{all[1], all[3], all[4], all[2]}, 3)
	if err != nil {
		t.Fatal(err)
	}
	from := map[int64]int{}
	for i, s := range got {
		from[s.ArticleID]++
		if s.Language != "en" {
			t.Errorf("a sentence in %s among English ones", s.Language)
		}
		for _, o := range got[:i] {
			if repeats(o.Text, s.Text) {
				t.Errorf("%q repeats %q", s.Text, o.Text)
			}
		}
	}
	if from[1] == 0 || from[2] != 1 {
		t.Errorf("sentences by article: %v, want the lead piece and one of what article 2 adds", from)
	}
	empty := all[1]
	empty.Blocks = []news.Block{{Kind: news.Caption, Text: "The two presidents shake hands in Ankara."}}
	if got, err := (Extractive{}).Summarize(context.Background(), []news.Article{empty, all[2]}, 3); err != nil ||
		len(got) == 0 || got[0].ArticleID != 2 {
		t.Errorf("a lead piece without sentences: %v, %v; want the next one's", got, err)
	}
	if none, err := (Extractive{}).Summarize(context.Background(), nil, 3); err != nil || len(none) != 0 {
		t.Errorf("no articles: %v, %v", none, err)
	}
}

// TestExtractiveKeepsBudgets quotes no article beyond its budget, however many sentences a story may have.
func TestExtractiveKeepsBudgets(t *testing.T) {
	all := readArticles(t)
	for _, budget := range []int{0, 40, 150, 300} {
		for most := 1; most <= 8; most++ {
			story := []news.Article{all[1], all[2], all[3], all[4]}
			for i := range story {
				story[i].Excerpt = budget
			}
			got, err := Extractive{}.Summarize(context.Background(), story, most)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) > most {
				t.Errorf("budget %d: %d sentences, %d asked for", budget, len(got), most)
			}
			quoted := map[int64]int{}
			for _, s := range got {
				quoted[s.ArticleID] += utf8.RuneCountInString(s.Text)
			}
			for i := range story {
				if a := &story[i]; quoted[a.ID] > excerpt(a) {
					t.Errorf("most %d: %d characters of article %d quoted, %d allowed", most, quoted[a.ID], a.ID,
						excerpt(a))
				}
			}
		}
	}
}

func FuzzSummarise(f *testing.F) {
	for _, s := range []string{
		"", "One.", "He said so. It was «late», they say.\nBut why? Mr. A. B. Ivanov left.", "«",
		"\xff\xfe. \x00",
	} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, most int) {
		if most < 0 || most > 12 || len(s) > 1<<14 {
			return // not a case of the product
		}
		a := news.Article{Title: "x", Blocks: paragraphs(s)}
		checkQuotes(t, &a, Summarise(a, most), most)
	})
}

func TestConfigValidate(t *testing.T) {
	for _, c := range []struct {
		field string
		cfg   Config
	}{
		{"", Config{}},
		{"", Config{
			Sentences: 5, PerSection: 3, PerOutlet: 2, StoryWindow: time.Hour,
			Actors: map[string]float64{"KZ": 1}, Weights: Weights{Relevance: 1},
		}},
		{"sentences", Config{Sentences: 11}},
		{"per_section", Config{PerSection: -1}},
		{"per_outlet", Config{PerOutlet: 1001}},
		{"story_window", Config{StoryWindow: time.Minute}},
		{"actors.KZ", Config{Actors: map[string]float64{"KZ": 1.5}}},
		{"actors.KZ", Config{Actors: map[string]float64{"KZ": math.NaN()}}},
		{"weights.novelty", Config{Weights: Weights{Novelty: -1}}},
	} {
		err := c.cfg.Validate()
		var bad *news.InvalidError
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%+v: %v", c.cfg, err)
		case c.field != "" && (!errorsAs(err, &bad) || bad.Field != c.field):
			t.Errorf("%+v: %v, want a mistake in %s", c.cfg, err, c.field)
		}
	}
}

func errorsAs(err error, to **news.InvalidError) bool {
	e, ok := err.(*news.InvalidError) //nolint:errorlint // Validate returns it bare
	*to = e
	return ok
}

func BenchmarkSummarise(b *testing.B) {
	// about 650 words
	s := strings.Repeat(disasterDeclared+
		" The ministers met again in Astana on Tuesday and spoke of the corridor across the Caspian Sea. ", 11)
	a := news.Article{Title: "Disaster declared", Language: "en", Blocks: paragraphs(s)}
	for b.Loop() {
		Summarise(a, 3)
	}
}

const disasterDeclared = "Today the President declared that a major disaster exists in the State of Colorado and " +
	"ordered Federal aid to supplement the efforts of the communities in the areas affected by flooding from 8 June. " +
	"Federal funding is available to the State of Colorado and eligible local governments for emergency work and the " +
	"repair of facilities. Mr. Alan Huss has been appointed to coordinate recovery operations in Colorado."
