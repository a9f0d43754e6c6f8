package train

import "testing"

// TestRouge has worked examples. The reference "the cat sat on the mat" has 6 words, of them "the" twice, and 5 pairs.
func TestRouge(t *testing.T) {
	const reference = "The cat sat on the mat."
	for _, c := range []struct {
		name      string
		sentences []string
		one, two  float64
	}{
		{"the reference itself", []string{"the cat sat on the mat"}, 1, 1},
		// the ×2, cat, on, mat = 5 of 6 and 6 words; the cat, on the, the mat = 3 of 5 and 5 pairs
		{"one word is another", []string{"The cat lay on the mat"}, 2 * 5. / 12, 2 * 3. / 10},
		// "the" counts no more often than in the reference: 2 of 3 and 6 words; no pair
		{"a word too often", []string{"the the the"}, 2 * 2. / 9, 0},
		// 4 words of 4 and 6; the cat, on the of 1 + 1 and 5 pairs: "cat on" stands over the end of a sentence
		{"two sentences", []string{"The cat.", "On the"}, 2 * 4. / 10, 2 * 2. / 7},
		// sentences share the reference's counts: the second "the cat" finds "the" once more, "cat" and the pair no
		// more
		{"a sentence twice", []string{"the cat", "the cat"}, 2 * 3. / 10, 2 * 1. / 7},
		{"nothing of it", []string{"dogs bark"}, 0, 0},
		{"no sentence", nil, 0, 0},
	} {
		r := newRouge("en", reference, c.sentences)
		set := make([]int, len(c.sentences))
		for i := range set {
			set[i] = i
		}
		one, two := r.figures(set)
		near(t, c.name+": ROUGE-1", one, c.one)
		near(t, c.name+": ROUGE-2", two, c.two)
		near(t, c.name+": the score", r.score(set), (c.one+c.two)/2)
	}
	if r := newRouge("en", reference, []string{"A cat", "dogs"}); !r.touches(0) || r.touches(1) || r.words != 6 {
		t.Errorf("touches %v and %v, %d words", r.touches(0), r.touches(1), r.words)
	}
}

// TestRougeWords: English words by their stems, Turkish ones by the Turkish small letters, digits are words, an accent
// does not part one.
func TestRougeWords(t *testing.T) {
	for _, c := range []struct{ lang, reference, sentence string }{
		{"en", "the ministers signed treaties", "The Minister signs: treaty"},
		{"tr", "ısparta ile istanbul", "ISPARTA ile İSTANBUL"},
		{"ru", "в 2024 году", "В «2024» году"},
		{"hi", "हिन्दी", "हिन्दी"},
	} {
		r := newRouge(c.lang, c.reference, []string{c.sentence})
		if one, _ := r.figures([]int{0}); one < .8 {
			t.Errorf("%s: %q has ROUGE-1 %.2f against %q", c.lang, c.sentence, one, c.reference)
		}
	}
}
