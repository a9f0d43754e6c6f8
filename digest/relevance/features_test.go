package relevance

import (
	"slices"
	"strings"
	"testing"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// TestJudgeCutsTextAndHitsAtOnePlace moves a country and a run of letters without a stop over the place where the
// opening ends, in scripts with and without spaces and at every byte of a character.
func TestJudgeCutsTextAndHitsAtOnePlace(t *testing.T) {
	for _, tt := range []struct{ lang, filler, country, run string }{
		{"zh", "会", "中国", "谈"},
		{"zh", "会谈。", "中国", "谈"},
		{"zh", "。", "刚果（布）", "谈"},
		{"zh", "𠀀", "中国", "𠀀"},
		{"ja", "の", "中国", "の"},
		{"en", "word ", "Kazakhstan", "x"},
		{"en", "w. ", "Papua New Guinea", "x"},
		{"ru", "слово ", "Казахстан", "ж"},
		{"ar", "كلمة ", "تركيا", "ب"},
	} {
		for shift := range 40 {
			title := strings.Repeat("a", shift%7+1)
			for _, gap := range []string{"", " ", "。"} {
				n := (openingBytes - 2*shift - len(title)) / len(tt.filler)
				body := strings.Repeat(tt.filler, n) + gap + tt.country + gap + strings.Repeat(tt.run, 800)
				v := MustJudge(news.Topic{}, news.Article{
					Title: title, Language: tt.lang,
					Blocks: []news.Block{{Kind: news.Paragraph, Text: body}},
				})
				stands(t, v, entities.Join(title, body))
			}
		}
	}
}

// TestFeaturesKeepTheFirstPartOfARun reads what it can of a text that is one word.
func TestFeaturesKeepTheFirstPartOfARun(t *testing.T) {
	e := FeaturesOf("zh", "外交部", strings.Repeat("中国与土耳其会谈", 400))
	if e.spoken < 100 || !slices.ContainsFunc(e.found.Countries, func(m news.Mention) bool { return m.ID == "TR" }) {
		t.Errorf("%d words of themes, %+v", e.spoken, e.found.Countries)
	}
	s, hits, tokens := firstPart("中国中国中国", nil, text.Tokens("中国中国中国"))
	if s != "中国中国中国" || len(hits) != 0 || len(tokens) != 1 {
		t.Errorf("a short text is cut: %q", s)
	}
}

// TestJudgeDropsWhatItFailsOn is what commands see that judge by themselves.
func TestJudgeDropsWhatItFailsOn(t *testing.T) {
	v := news.Verdict{Kept: true, Reasons: []news.Reason{{Code: "score"}}}
	f := Fail(&v, &news.Article{ID: 3, URL: "https://x.example"}, news.StageJudge)
	if v.Kept || v.ArticleID != 3 || v.Reasons[0].Code != Failed || v.Reasons[0].Detail != f.Why() ||
		f.URL != "https://x.example" {
		t.Errorf("%+v, %+v", v, f)
	}
	d := news.Digest{Learned: &news.Correction{Weights: []news.Weight{{}}}}
	if got := Correct(d, news.Article{}, v); got.Kept || len(got.Reasons) != 2 {
		t.Errorf("%+v", got)
	}
}

// stands reports whether all that a verdict names stands in the text.
func stands(t *testing.T, v news.Verdict, s string) {
	t.Helper()
	for _, list := range [][]news.Mention{v.Countries, v.Organisations, v.People, v.Regions} {
		for _, m := range list {
			if m.Start < 0 || m.Start > len(s) || !strings.HasPrefix(s[m.Start:], m.Text) || m.Text == "" ||
				m.Count < 1 {
				t.Errorf("%+v does not stand in %q", m, s)
			}
		}
	}
}
