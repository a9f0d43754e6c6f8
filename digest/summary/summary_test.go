package summary

import (
	"slices"
	"strings"
	"testing"

	"attache/news"
)

func doc(lang string, paragraphs ...string) *Document {
	a := news.Article{Language: lang}
	for _, p := range paragraphs {
		a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: p})
	}
	return Read(&a)
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		lang, s string
		want    bool
	}{
		{"en", "The two governments signed a treaty on water in Tashkent on Monday.", true},
		{"en", "“We signed a treaty on water today,” the minister said in Tashkent.", true},
		{"en", "“We signed a treaty on water in Tashkent today.", false},
		{"en", "We signed a treaty on water,’’ the minister said in Tashkent.", false},
		{"en", "By Anna Petrova, Reporter", false},
		{"en", "Photo: the minister signs the treaty in Tashkent on Monday.", false},
		{"en", "Read more: five facts about the treaty on water.", false},
		{"en", "See the treaty at https://treaty.example/ in full length.", false},
		{"en", "The treaty has these parts on water and on land:", false},
		{"en", "Not at all.", false},
		{"en", "The treaty was signed. 15:36 GMT, 25 October 2026.", false},
		{"en", "A spokesman of the ministry of water declined to comment.", false},
		{"en", "- 28 lorries of the ministry for the border posts of the region", false},
		{"ru", "— Министры подписали в Ташкенте договор о воде и границе.", false},
		{"en", "28 lorries of the ministry for the border posts of the region;", false},
		{"ru", "Министры подписали в Ташкенте договор о воде и границе.", true},
		{"ru", "Читайте также: пять фактов о договоре двух стран о воде", false},
		{"ru", "Фото: пресс-служба министерства иностранных дел Узбекистана", false},
		{"ru", "Источник: пресс-служба министерства иностранных дел", false},
		{"kk", "Министрлер Ташкентте су және шекара туралы шартқа қол қойды.", true},
		{"tr", "Bakanlar pazartesi günü Taşkent'te su anlaşmasını imzaladı.", true},
		{"tr", "Kaynak: Anadolu gazetesinin Taşkent muhabirinin haberi", false},
	} {
		d := doc(c.lang, c.s)
		got := len(d.Sentences) > 0 && !slices.ContainsFunc(d.Sentences, func(s Sentence) bool { return !s.Fit })
		if got != c.want {
			t.Errorf("%s %q: fit %v, want %v", c.lang, c.s, got, c.want)
		}
	}
}

func TestHead(t *testing.T) {
	first := "The two governments signed a treaty on water in Tashkent on Monday."
	for _, head := range []string{
		"By . Anna Petrova . ",
		"By . Anna Petrova . PUBLISHED: . 14:11 EST, 25 October 2026 . | . UPDATED: . 15:36 EST, 25 October 2026 . ",
		"Last updated at 9:05 AM on 3rd May 2026. ",
		"Photo: the minister at the table. ",
	} {
		d := doc("en", head+first+" It ends a dispute of ten years.", "The minister thanked both sides.")
		if got := d.Sentences[0]; got.Text != first || got.block != 0 || got.within != 0 || !got.Fresh {
			t.Errorf("after %q the article begins with %+v", head, got)
		}
	}
	if d := doc("en", "War is over. "+first); d.Sentences[0].Text != "War is over." {
		t.Errorf("a short first sentence is lost: %q", d.Sentences[0].Text)
	}
}

func TestLeans(t *testing.T) {
	for _, c := range []struct {
		lang, s string
		want    bool
	}{
		{"en", "He signed the treaty.", true},
		{"en", "This treaty ends a dispute.", true},
		{"en", "This week the ministers meet.", false},
		{"en", "Ministers signed it.", false},
		{"en", "According to him, ministers signed it.", true},
		{"en", "In this treaty ministers settle a dispute.", true},
		{"en", "In this year ministers signed a treaty.", false},
		{"en", "Another was signed.", true},
		{"en", "But he signed the treaty.", true},
		{"en", "And in this treaty ministers settle a dispute.", true},
		{"en", "But this week the ministers meet.", false},
		{"en", "But ministers signed a treaty.", false},
		{"ru", "Об этом сообщил министр.", true},
		{"ru", "По его словам, договор подписан.", true},
		{"ru", "В этом году министры подписали договор.", false},
		{"ru", "В Ташкенте министры подписали договор.", false},
		{"ru", "Это первый договор такого рода.", true},
		{"ru", "Он подписал договор.", true},
		{"ru", "Но он подписал договор.", true},
		{"ru", "Но министры подписали договор.", true},
		{"ru", "Договор подписан.", false},
		{"kk", "Бұл келісім маңызды.", true},
		{"kk", "Келісім маңызды.", false},
		{"tr", "Bu anlaşma önemlidir.", true},
		{"tr", "Bu hafta bakanlar buluşuyor.", false},
		{"tr", "Bakanlar buluştu.", false},
		{"tr", "Ancak bu anlaşma önemlidir.", true},
	} {
		if d := doc(c.lang, c.s); d.Sentences[0].Leans != c.want {
			t.Errorf("%s %q: leans %v, want %v", c.lang, c.s, !c.want, c.want)
		}
	}
}

// TestPickKeepsAntecedents tries many texts in which every other sentence points back.
func TestPickKeepsAntecedents(t *testing.T) {
	facts := []string{
		"The minister of Kazakhstan opened the summit in Astana on Monday morning.",
		"He spoke of the corridor across the Caspian Sea for an hour.",
		"It will carry ten million tonnes of cargo by the year 2030.",
		"Delegates of Türkiye and China asked for lower tariffs on the corridor.",
		"They also asked for a common customs form at all ports.",
		"The presidents will meet again in Baku next spring.",
		"This meeting will decide on the tariffs and the customs form.",
		"Uzbekistan joined the corridor as its fifth member in October.",
	}
	for shift := range facts {
		text := strings.Join(append(slices.Clone(facts[shift:]), facts[:shift]...), " ")
		d := doc("en", text)
		for most := 1; most <= 5; most++ {
			got := d.Pick(most, 1<<20)
			if !slices.IsSorted(got) || len(got) > most {
				t.Fatalf("Pick(%d) returns %v", most, got)
			}
			for _, i := range got {
				for j := i; d.Sentences[j].Leans; j-- {
					if j == 0 || !slices.Contains(got, j-1) && !d.Sentences[j-1].Leans {
						t.Errorf("Pick(%d) of shift %d quotes %q without what it points to", most, shift,
							d.Sentences[i].Text)
						break
					}
				}
			}
		}
	}
}

func TestFeatureCounts(t *testing.T) {
	d := doc("en", "The minister of Kazakhstan opened the summit in Astana. Delegates of Türkiye asked for lower "+
		"tariffs.", "The presidents will meet again in Baku.")
	g := Embedded().Predict(d, 3)
	words, pairs := len(d.Tokens), len(d.Pairs().Two)
	p := d.Pool(d.Salience(3), 3, g)
	for _, c := range []struct {
		name      string
		got, want int
		forest    *Forest
		width     int
	}{
		{"length", len(d.LengthFeatures(3)), LengthWidth, Embedded().Length, LengthWidth},
		{"words", len(d.WordFeatures(3, g.Length, Embedded().Prior)), words * WordWidth, Embedded().Word, WordWidth},
		{"pairs", len(d.PairFeatures(3, g.Length, g.Word)), pairs * PairWidth, Embedded().Pair, PairWidth},
		{"sentences", len(d.Features(3, g)), len(d.Sentences) * SentenceWidth, Embedded().Sentence, SentenceWidth},
		{"sets", len(p.Features([]int{0, 1}, nil)), SetWidth, Embedded().Set, SetWidth},
	} {
		if c.got != c.want || len(c.forest.Cuts) != c.width {
			t.Errorf("%s: %d features, want %d; the forest asks for rows of %d, want %d", c.name, c.got, c.want,
				len(c.forest.Cuts), c.width)
		}
	}
}

func TestForest(t *testing.T) {
	f := Forest{Depth: 2, Base: 0.5, Cuts: []Cuts{NewCuts([]float32{1}), NewCuts([]float32{0, 10, 20})}, Trees: []Tree{
		{Feature: []uint8{0, 1}, Above: []uint8{0, 1}, Leaf: []float32{1, 2, 3, 4}},
		{Feature: []uint8{1, 1}, Above: []uint8{0, 2}, Leaf: []float32{0, 10, 0, 20}},
	}}
	rows := []float32{0, 0, 2, 0, 0, 11, 2, 21, 1, 10, 1, 20, 5, 15, -1, -1, 2, 21, 0, 0.5}
	want := []float32{1.5, 2.5, 13.5, 24.5, 11.5, 13.5, 14.5, 1.5, 24.5, 11.5}
	if got := f.Score(rows, nil); !slices.Equal(got, want) {
		t.Errorf("Score returns %v, want %v", got, want)
	}
	for i := range want {
		if got := f.Score(rows[2*i:2*i+2], nil); got[0] != want[i] {
			t.Errorf("row %d by itself scores %v, want %v", i, got[0], want[i])
		}
	}
	for n := range lengthTable[:len(lengthTable)-1] {
		if err := new(Forest).UnmarshalBinary(lengthTable[:n]); err == nil {
			t.Errorf("a forest cut after %d bytes is taken", n)
		}
	}
}

func TestBin(t *testing.T) {
	for n := range 64 {
		cuts := make([]float32, n)
		for i := range cuts {
			cuts[i] = float32(i)
		}
		for x := range 65 {
			c := NewCuts(cuts)
			if got := c.bin(float32(x) - 0.5); int(got) != min(x, n) {
				t.Fatalf("bin of %v among %d cuts is %d", float32(x)-0.5, n, got)
			}
		}
	}
}

func FuzzForest(f *testing.F) {
	f.Add(lengthTable)
	f.Add([]byte{2, 1, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var x Forest
		if x.UnmarshalBinary(b) == nil && len(x.Trees) > len(b) {
			t.Errorf("%d trees out of %d bytes", len(x.Trees), len(b))
		}
	})
}
