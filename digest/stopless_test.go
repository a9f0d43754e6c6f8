package digest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/digest/summary"
	"attache/news"
)

// TestTextsWithoutStops composes an issue of texts that were cut for their length and have no full stop: the story
// stands with its headline, says that the first part was read, and quotes no fragment.
func TestTextsWithoutStops(t *testing.T) {
	lines := func(line string) (blocks []news.Block) {
		for n := range 400 {
			blocks = append(blocks, news.Block{Kind: news.Paragraph, Text: fmt.Sprintf(line, n)})
		}
		return blocks
	}
	long := func(text string) []news.Block {
		return []news.Block{{Kind: news.Paragraph, Text: strings.Repeat(text, 400_000/len(text))}}
	}
	for _, test := range []struct {
		name, language, title string
		blocks                []news.Block
		quoted                bool // line by line, whole
	}{
		{"Chinese", "zh", "中国与哈萨克斯坦签署边界条约", long("中国外交部长与哈萨克斯坦外交部长在阿斯塔纳签署了边界条约双方表示将加强合作"), false},
		{"Russian", "ru", "Россия и Казахстан подписали договор о границе", long(
			"министры иностранных дел России и Казахстана подписали договор о границе в Астане "), false},
		{"English", "en", "China and Kazakhstan sign treaty on border trade", long(
			"the foreign ministers of China and Kazakhstan signed a treaty in Astana on trade "), false},
		{"Thai", "th", "จีนและคาซัคสถานลงนามสนธิสัญญาชายแดน", long(
			"รัฐมนตรีต่างประเทศจีนและคาซัคสถานลงนามสนธิสัญญาชายแดนที่กรุงอัสตานา "), false},
		{"lines", "en", "India and Pakistan sign treaty on water", lines(
			"the foreign ministers of India and Pakistan signed treaty number %d on water in Geneva"), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := material(t)
			a := news.Article{
				ID: 1, URL: "https://one.example/x", SourceID: 1, Outlet: news.Outlet{Name: "One", Country: "KZ"},
				Title: test.title, Language: test.language, Blocks: test.blocks, DateFrom: news.DateFromPage,
				Published: m.Window.To.Add(-time.Hour), Seen: m.Window.To.Add(-time.Hour),
			}
			most := 0
			if test.quoted {
				most = 2_010 // in the middle of a line
			}
			if !a.Bound(most) {
				t.Fatal("it was not cut")
			}
			m.Articles = []news.Article{a}
			i, _ := compose(t, editor(Config{}), m)
			stories := i.Stories()
			if len(stories) != 1 || stories[0].Headline != test.title || !stories[0].Lead.Cut {
				t.Fatalf("stories: %+v", stories)
			}
			if got := len(stories[0].Summary) > 0; got != test.quoted {
				t.Errorf("summary: %+v", stories[0].Summary)
			}
			whole := map[string]bool{}
			for _, b := range test.blocks {
				whole[b.Text] = true
			}
			for _, s := range stories[0].Summary {
				if !whole[s.Text] {
					t.Errorf("a fragment is quoted: %q", s.Text)
				}
			}
			d := summary.Read(&a)
			if last := d.Sentences[len(d.Sentences)-1]; last.Fit {
				t.Errorf("what was cut off may be quoted: %q", last.Text)
			}
		})
	}
}
