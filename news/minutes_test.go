package news_test

import (
	"strings"
	"testing"

	"attache/news"
)

func TestMinutes(t *testing.T) {
	for name, test := range map[string]struct {
		text    string
		partial bool
		most    int // bytes that are kept; 0 = all
		want    int // minutes; 0 = not known
		facts   string
	}{
		"four hundred words":        {text: strings.Repeat("word ", 400), want: 2},
		"words and dashes":          {text: strings.Repeat("don't – ", 400), want: 2},
		"a few":                     {text: "two words", want: 1},
		"Chinese, 2,000 characters": {text: strings.Repeat("外交部长会见代表团，", 200), want: 5},
		"Japanese":                  {text: strings.Repeat("外務大臣はきのう", 200), want: 4},
		"Thai":                      {text: strings.Repeat("รัฐมนตรี ", 500), want: 4},
		"a teaser":                  {text: strings.Repeat("word ", 400), partial: true, facts: "partial"},
		"a long text":               {text: strings.Repeat("Some words. ", 400_000), most: 200 << 10, facts: "cut"},
		"a long teaser":             {text: strings.Repeat("word ", 400), partial: true, most: 500, facts: "cut"},
	} {
		t.Run(name, func(t *testing.T) {
			a := news.Article{Partial: test.partial, Blocks: []news.Block{{Kind: news.Paragraph, Text: test.text}}}
			if test.most > 0 && !a.Bound(test.most) {
				t.Fatal("not cut")
			}
			p := a.Piece()
			if p.Minutes != test.want || p.Partial != (test.facts == "partial") || p.Cut != (test.facts == "cut") {
				t.Errorf("%d minutes, partial %v, cut %v", p.Minutes, p.Partial, p.Cut)
			}
		})
	}
}
