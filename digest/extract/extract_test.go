package extract

import (
	"slices"
	"strings"
	"testing"

	"attache/news"
)

func doc(lang string, paragraphs ...string) *Doc {
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
		{"en", "By Anna Petrova, Reporter", false},
		{"en", "Photo: the minister signs the treaty in Tashkent on Monday.", false},
		{"en", "Read more: five facts about the treaty on water.", false},
		{"en", "See the treaty at https://treaty.example/ in full length.", false},
		{"en", "The treaty has these parts on water and on land:", false},
		{"en", "Not at all.", false},
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

func TestLeans(t *testing.T) {
	for _, c := range []struct {
		lang, s string
		want    bool
	}{
		{"en", "He signed the treaty.", true},
		{"en", "This treaty ends a dispute.", true},
		{"en", "This week the ministers meet.", false},
		{"en", "Ministers signed it.", false},
		{"ru", "Это первый договор такого рода.", true},
		{"ru", "Он подписал договор.", true},
		{"ru", "Договор подписан.", false},
		{"kk", "Бұл келісім маңызды.", true},
		{"kk", "Келісім маңызды.", false},
		{"tr", "Bu anlaşma önemlidir.", true},
		{"tr", "Bu hafta bakanlar buluşuyor.", false},
		{"tr", "Bakanlar buluştu.", false},
	} {
		if d := doc(c.lang, c.s); d.Sentences[0].Leans != c.want {
			t.Errorf("%s %q: leans %v, want %v", c.lang, c.s, !c.want, c.want)
		}
	}
}

// TestPickKeepsAntecedents tries many texts in which every other sentence points back.
func TestPickKeepsAntecedents(t *testing.T) {
	facts := []string{
		"The minister of Kazakhstan opened the summit in Astana on Monday morning.", "He spoke of the corridor across the Caspian Sea for an hour.",
		"It will carry ten million tonnes of cargo by the year 2030.", "Delegates of Türkiye and China asked for lower tariffs on the corridor.",
		"They also asked for a common customs form at all ports.", "The presidents will meet again in Baku next spring.",
		"This meeting will decide on the tariffs and the customs form.", "Uzbekistan joined the corridor as its fifth member in October.",
	}
	for shift := range facts {
		text := strings.Join(append(slices.Clone(facts[shift:]), facts[:shift]...), " ")
		d := doc("en", text)
		for most := 1; most <= 5; most++ {
			got := d.Pick(most, 1<<20)
			if !slices.IsSorted(got) || len(got) > most {
				t.Fatalf("Pick(%d) gives %v", most, got)
			}
			for _, i := range got {
				for j := i; d.Sentences[j].Leans; j-- {
					if j == 0 || !slices.Contains(got, j-1) && !d.Sentences[j-1].Leans {
						t.Errorf("Pick(%d) of shift %d quotes %q without what it points to", most, shift, d.Sentences[i].Text)
						break
					}
				}
			}
		}
	}
}

func TestFeatureCounts(t *testing.T) {
	d := doc("en", "The minister of Kazakhstan opened the summit in Astana. Delegates of Türkiye asked for lower tariffs.", "The presidents will meet again in Baku.")
	rows := d.Features(3)
	if len(rows) != len(d.Sentences)*SentenceFeatures {
		t.Errorf("%d figures for %d sentences", len(rows), len(d.Sentences))
	}
	if last := rows[len(rows)-4:]; !slices.Equal(last, []float32{1, 0, 0, 0}) {
		t.Errorf("the last figures of a row are %v, want English and no title: a row is not SentenceFeatures long", last)
	}
	p := d.Pool(d.Promise(3), 3)
	if got := len(p.Features([]int{0, 1}, nil)); got != SetFeatures {
		t.Errorf("%d figures of a set, want %d", got, SetFeatures)
	}
	for i := range sentenceForest.Trees {
		for _, f := range sentenceForest.Trees[i].Feature {
			if int(f) >= SentenceFeatures {
				t.Fatalf("sentence.bin asks about figure %d", f)
			}
		}
	}
	for i := range setForest.Trees {
		for _, f := range setForest.Trees[i].Feature {
			if int(f) >= SetFeatures {
				t.Fatalf("set.bin asks about figure %d", f)
			}
		}
	}
}

func TestForest(t *testing.T) {
	f := Forest{Depth: 2, Base: 0.5, Trees: []Tree{
		{Feature: []uint16{0, 1}, Above: []float32{1, 10}, Leaf: []float32{1, 2, 3, 4}},
		{Feature: []uint16{1, 1}, Above: []float32{0, 20}, Leaf: []float32{0, 10, 0, 20}},
	}}
	b, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var g Forest
	if err := g.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ x, y, want float32 }{{0, 0, 1.5}, {2, 0, 2.5}, {0, 11, 13.5}, {2, 21, 24.5}, {1, 10, 11.5}} {
		if got := g.Score([]float32{c.x, c.y}); got != c.want {
			t.Errorf("Score(%v, %v) is %v, want %v", c.x, c.y, got, c.want)
		}
	}
	for n := range b {
		if err := new(Forest).UnmarshalBinary(b[:n]); err == nil {
			t.Errorf("a forest cut after %d bytes is taken", n)
		}
	}
}

func FuzzForest(f *testing.F) {
	f.Add(sentenceTable[:200])
	f.Add([]byte{2, 0, 1, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var x Forest
		if x.UnmarshalBinary(b) == nil && len(x.Trees) > len(b) {
			t.Errorf("%d trees out of %d bytes", len(x.Trees), len(b))
		}
	})
}
