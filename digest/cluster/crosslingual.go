package cluster

import (
	_ "embed"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"attache/text"
)

// crosslingualTable tells what words of different languages have in common, and how much that weighs. `lab train
// crossing` makes it.
//
//go:embed data/crossing.bin
var crosslingualTable string

// Crosslingual compares documents in different languages. Of a parallel corpus, one text in many languages, it knows in
// which sentences each word stands; words that stand in the same sentences mean much the same, and so do texts made of
// them (explicit semantic analysis across languages, Potthast, Stein and Anderka 2008). No sentence of the corpus is
// kept.
type Crosslingual struct {
	Weights   [CrossFeatures]float32 // of the features, in steps of log odds
	Sentences int                    // of the corpus
	keys      []uint32               // words of all languages, sorted
	starts    []uint32               // where each key's list begins; one more at the end
	lists     []uint16
}

// CrossFeatures is how many features two documents are compared by.
const CrossFeatures = 6

const (
	meaningTerms = 64  // weightiest sentences of a document's meaning that are kept
	meaningBody  = 0.7 // meaning of a body word against a title word
)

// meaningSalt sets sentences apart from the hashes of words.
const meaningSalt = 0x6d65616e_00000000

var readOnce = sync.OnceValue(func() *Crosslingual { return ReadCrosslingual([]byte(crosslingualTable)) })

// Embedded returns the table of the program, which must not be changed.
func Embedded() *Crosslingual { return readOnce() }

// WordKey is the key of a word, as text.Words returns it, in the table of a Crosslingual; ok is false for what has no
// meaning of its own.
func WordKey(lang, word string) (key uint32, ok bool) {
	if len(word) < 2 || word[0] >= '0' && word[0] <= '9' {
		return 0, false
	}
	if lang == "ar" || lang == "fa" {
		word = text.Stem(word, lang) // their articles stand before the root
	}
	h := text.Hash(lang) ^ text.Hash(text.Prefix(word, stemRunes))
	return uint32(h ^ h>>32), true
}

// ReadCrosslingual reads what Bytes wrote.
func ReadCrosslingual(b []byte) *Crosslingual {
	var x Crosslingual
	for i := range x.Weights {
		x.Weights[i] = math.Float32frombits(binary.LittleEndian.Uint32(b))
		b = b[4:]
	}
	next := func() uint64 {
		v, n := binary.Uvarint(b)
		b = b[n:]
		return v
	}
	x.Sentences = int(next())
	key := uint32(0)
	for len(b) > 0 {
		key += uint32(next())
		x.keys = append(x.keys, key)
		x.starts = append(x.starts, uint32(len(x.lists)))
		s := uint16(0)
		for range next() {
			s += uint16(next())
			x.lists = append(x.lists, s)
		}
	}
	x.starts = append(x.starts, uint32(len(x.lists)))
	return &x
}

// meaning returns the sentences that a document's words stand in, the weightiest, sorted.
func (x *Crosslingual) meaning(d *Item) []hashed {
	sum := make([]float32, x.Sentences)
	var seen []uint32
	put := func(w string, weight float64) {
		key, ok := WordKey(d.Lang, w)
		if !ok || slices.Contains(seen, key) {
			return
		}
		seen = append(seen, key)
		i, ok := slices.BinarySearch(x.keys, key)
		if !ok {
			return
		}
		list := x.lists[x.starts[i]:x.starts[i+1]]
		n := float64(len(list))
		worth := float32(weight * math.Log(float64(x.Sentences)/n) / math.Sqrt(n))
		for _, s := range list {
			sum[s] += worth
		}
	}
	for _, w := range text.Words(d.Title) {
		put(w, 1)
	}
	for i, w := range text.Words(text.Opening(d.Text, 12*bodyWords)) {
		if i == bodyWords {
			break
		}
		put(w, meaningBody)
	}
	return distinct(heaviest(sum))
}

// heaviest returns the meaningTerms greatest of the sums, as terms.
func heaviest(sum []float32) []hashed {
	out := make([]hashed, 0, meaningTerms+1)
	for s, w := range sum {
		if w == 0 || len(out) == meaningTerms && w <= out[meaningTerms-1].w {
			continue
		}
		i := len(out)
		for i > 0 && w > out[i-1].w {
			i--
		}
		out = slices.Insert(out, i, hashed{meaningSalt + uint64(s), w})[:min(len(out)+1, meaningTerms)]
	}
	return out
}

// crossFeatures are made of the likeness of names and of meanings.
func crossFeatures(names, meaning float64) [CrossFeatures]float64 {
	names, meaning = max(0, names), max(0, meaning)
	return [CrossFeatures]float64{1, names, math.Sqrt(names), meaning, math.Sqrt(meaning), math.Sqrt(names * meaning)}
}

// Odds are the log odds that two documents or groups in different languages tell of the same event.
func (x *Crosslingual) Odds(features [CrossFeatures]float64) float64 {
	s := 0.0
	for i, f := range features {
		s += float64(x.Weights[i]) * f
	}
	return s
}
