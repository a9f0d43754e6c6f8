package cluster

import (
	"cmp"
	"math"
	"slices"

	"attache/text"
)

// vocabulary numbers the terms of a window and counts the documents that have them.
type vocabulary struct {
	numbers map[uint64]int32 // by hash
	hash    []uint64
	df      []int32
}

// rawTerm is a term with its place's weight, before it is known how rare it is.
type rawTerm struct {
	id int32
	w  float32
}

type hashed struct {
	hash uint64
	w    float32
}

// count numbers a document's terms, which come sorted and each once.
func (v *vocabulary) count(list []hashed) []rawTerm {
	out := make([]rawTerm, len(list))
	for i, t := range list {
		n, ok := v.numbers[t.hash]
		if !ok {
			n = int32(len(v.df))
			v.numbers[t.hash] = n
			v.hash, v.df = append(v.hash, t.hash), append(v.df, 0)
		}
		v.df[n]++
		out[i] = rawTerm{n, t.w}
	}
	return out
}

// weigh makes a unit vector, the weightiest terms first, by what each is worth. Terms that no other document has are
// not in it, but alone is their squared length in 1/fixed².
func (v *vocabulary) weigh(list []rawTerm, most int, worth func(id int32) float64) (out []term, alone int64) {
	sum := 0.0
	out = make([]term, 0, len(list))
	for _, t := range list {
		if w := float64(t.w) * worth(t.id); w > 0 {
			out = append(out, term{t.id, float32(w)})
			sum += w * w
		}
	}
	slices.SortFunc(out,
		func(a, b term) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(v.hash[a.id], v.hash[b.id])) })
	out = out[:min(len(out), most)]
	n := float32(math.Sqrt(sum))
	kept := out[:0]
	for _, t := range out {
		t.w /= n
		if v.df[t.id] > 1 {
			kept = append(kept, t)
		} else {
			alone += int64(t.fixed()) * int64(t.fixed())
		}
	}
	return slices.Clone(kept), alone
}

// isRun marks the hash of a run of letters inside a word. The table of rarities does not look at this bit.
const isRun = 1 << 63

// wordShare is the share of texts in general that hold a word or a run.
func wordShare(hash uint64) float64 {
	if hash&isRun != 0 {
		return runShare
	}
	return math.Exp(-text.Rarity(hash))
}

// words returns the stems of a document's title and first words, each once, by its heaviest place, and the runs of a
// title that stands alone.
func words(d *Item) []hashed {
	out := make([]hashed, 0, 128)
	put := func(w string, weight float32) {
		if len(w) > 1 {
			out = append(out, hashed{text.Hash(text.StemAny(w)) &^ isRun, weight})
		}
	}
	for _, w := range text.Words(d.Title) {
		put(w, 1)
		if d.Text == "" {
			out = appendRuns(out, w)
		}
	}
	for i, w := range text.Words(text.Opening(d.Text, 12*bodyWords)) {
		if i == bodyWords {
			break
		}
		put(w, bodyWeight)
	}
	return distinct(out)
}

// appendRuns adds the runs of letters inside a word, by which compounds and endings are like what they are made of.
func appendRuns(out []hashed, w string) []hashed {
	r := []rune(w)
	for i := 1; i+runLetters <= len(r); i++ {
		out = append(out, hashed{text.Hash(string(r[i:i+runLetters])) | isRun, runWeight})
	}
	return out
}

// names returns what a document names in a form that does not depend on its language: its marks, its numbers, and the
// consonants of words with a capital letter (see skeleton).
func names(d *Item) []hashed {
	out := make([]hashed, 0, 64)
	for i, t := range text.Tokens(d.Title + "\n" + text.Opening(d.Text, 12*bodyWords)) {
		if i == bodyWords {
			break
		}
		weight := float32(1)
		if t.Start > len(d.Title) {
			weight = nameBody
		}
		switch digit := t.Text[0] >= '0' && t.Text[0] <= '9'; {
		case digit && len(t.Text) > 1:
			out = append(out, hashed{text.Hash("#" + t.Text), weight})
		case !digit && (t.Upper || text.Uncased(t.Text)):
			if k := skeleton(t.Text); len(k) >= 3 {
				out = append(out, hashed{text.Hash("~" + k), weight})
			}
		}
	}
	for _, s := range d.Marks {
		out = append(out, hashed{text.Hash("@" + s), markWeight})
	}
	return distinct(out)
}

// distinct sorts terms and keeps the heaviest of each.
func distinct(list []hashed) []hashed {
	slices.SortFunc(list, func(a, b hashed) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(b.w, a.w)) })
	return slices.CompactFunc(list, func(a, b hashed) bool { return a.hash == b.hash })
}
