package extract

import (
	_ "embed"
	"fmt"
	"math"
	"slices"

	"attache/text"
)

// The tables are made by `lab train summary`: sentence.bin and words.bin tell how likely a sentence belongs in a good summary, set.bin
// how good a set of sentences is beside other sets of the same document.
var (
	//go:embed sentence.bin
	sentenceTable []byte
	//go:embed words.bin
	wordTable []byte
	//go:embed set.bin
	setTable []byte

	sentenceForest = load("sentence.bin", sentenceTable)
	setForest      = load("set.bin", setTable)
)

func load(name string, table []byte) *Forest {
	f := &Forest{}
	if err := f.UnmarshalBinary(table); err != nil {
		panic(fmt.Sprintf("extract: the embedded %s is broken: %v", name, err)) // cannot happen in a build that passed its tests
	}
	return f
}

// Promise tells of each sentence how likely it belongs in a summary of at most most sentences, 0 to 1.
func (d *Doc) Promise(most int) []float32 {
	return d.PromiseBy(sentenceForest, wordTable, d.Features(most))
}

// PromiseBy is Promise by given tables, for those who make them. rows are those of Features.
func (d *Doc) PromiseBy(forest *Forest, words []byte, rows []float32) []float32 {
	out := make([]float32, len(d.Sentences))
	for i := range out {
		score := forest.Score(rows[i*SentenceFeatures:(i+1)*SentenceFeatures]) + d.wordScore(i, words)
		out[i] = float32(1 / (1 + math.Exp(-float64(score))))
	}
	return out
}

const (
	// WordBuckets is the size of the table of words, one signed byte a bucket.
	WordBuckets = 1 << 15
	// WordUnit is what one step of such a byte adds to a score.
	WordUnit = 1.0 / 64
)

func bucket(lang, word string) uint16 {
	h := text.Hash(lang + ":" + word)
	return uint16((h ^ h>>29) % WordBuckets)
}

// Buckets gives the buckets of the words of sentence i, ascending, each once.
func (d *Doc) Buckets(i int) []uint16 { return d.Sentences[i].said }

// wordScore is what the words of a sentence add to its score.
func (d *Doc) wordScore(i int, table []byte) float32 {
	sum := 0
	for _, b := range d.Sentences[i].said {
		sum += int(int8(table[b]))
	}
	return WordUnit * float32(sum) / float32(math.Sqrt(float64(len(d.Sentences[i].said)+1)))
}

// Pick chooses at most most sentences (indexes, ascending) that tell the document in at most budget characters. A document
// with no fit sentence gives none.
func (d *Doc) Pick(most, budget int) []int {
	fits := func(s Sentence) bool { return s.Fit && s.marks.runes <= budget }
	if most < 1 || !slices.ContainsFunc(d.Sentences, fits) {
		return nil
	}
	p := d.Pool(d.Promise(most), most)
	p.budget = budget
	return p.Choose(setForest.Score, nil)
}

// alike is the share of the shorter sentence's terms that the other has too.
func alike(a, b *Sentence) float64 {
	n := min(len(a.terms), len(b.terms))
	if n == 0 {
		return 0
	}
	return float64(common(a.terms, b.terms)) / float64(n)
}

// common counts what two sorted lists share.
func common(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}
