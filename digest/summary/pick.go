package summary

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"sync"

	"attache/text"
)

// The tables are made by `lab train summary`.
var (
	//go:embed length.bin
	lengthTable []byte
	//go:embed word.bin
	wordTable []byte
	//go:embed pair.bin
	pairTable []byte
	//go:embed sentence.bin
	sentenceTable []byte
	//go:embed set.bin
	setTable []byte
	//go:embed prior.bin
	priorTable []byte
	//go:embed said.bin
	saidTable []byte
)

// Model holds what is learnt. A prediction is made first, of how long a good summary is (Length), which words stand in
// it (Word, with the table Prior) and which pairs (Pair); then Sentence, with the table Said, tells how likely each
// sentence belongs in it, and Set how good a set of sentences is beside other sets of the same document.
type Model struct {
	Length, Word, Pair, Sentence, Set *Forest
	Prior, Said                       []byte // WordBuckets signed bytes, in units of WordUnit
}

// Embedded returns the model of the program, which must not be changed.
func Embedded() *Model { return embedded() }

// embedded reads the tables once, when the first article is read.
var embedded = sync.OnceValue(func() *Model {
	return &Model{
		Length: load("length.bin", lengthTable), Word: load("word.bin", wordTable), Pair: load("pair.bin", pairTable),
		Sentence: load("sentence.bin", sentenceTable), Set: load("set.bin", setTable), Prior: priorTable,
		Said: saidTable,
	}
})

func load(name string, table []byte) *Forest {
	f := &Forest{}
	if err := f.UnmarshalBinary(table); err != nil {
		// cannot happen in a build that passed its tests
		panic(fmt.Sprintf("summary: the embedded %s is broken: %v", name, err))
	}
	return f
}

// Predict tells what is expected of a summary of at most most sentences.
func (m *Model) Predict(d *Document, most int) *Prediction {
	g := &Prediction{}
	g.Length = m.PredictLength(d.LengthFeatures(most))
	g.Word = Likely(m.Word.Score(d.WordFeatures(most, g.Length, m.Prior), nil))
	g.Pair = Likely(m.Pair.Score(d.PairFeatures(most, g.Length, g.Word), nil))
	return g
}

// PredictLength returns the words of the summary by a row of LengthFeatures. The forest knows their logarithm.
func (m *Model) PredictLength(row []float32) float64 {
	return math.Exp(float64(m.Length.Score(row, nil)[0]))
}

// Likely turns scores into probabilities, in place.
func Likely(scores []float32) []float32 {
	for i, x := range scores {
		scores[i] = text.Sigmoid(x)
	}
	return scores
}

// Salience tells of each sentence how likely it belongs in the summary, 0 to 1. rows are those of Features.
func (m *Model) Salience(d *Document, rows []float32) []float32 {
	out := m.Sentence.Score(rows, make([]float32, 0, len(d.Sentences)))
	for i := range out {
		out[i] += d.wordScore(i, m.Said)
	}
	return Likely(out)
}

// Salience tells of each sentence how likely it belongs in a summary of at most most sentences, 0 to 1.
func (d *Document) Salience(most int) []float32 {
	m := Embedded()
	return m.Salience(d, d.Features(most, m.Predict(d, most)))
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

// wordScore is what the words of a sentence add to its score.
func (d *Document) wordScore(i int, table []byte) float32 {
	sum := 0
	for _, b := range d.Sentences[i].Buckets {
		sum += int(int8(table[b]))
	}
	return WordUnit * float32(sum) / float32(math.Sqrt(float64(len(d.Sentences[i].Buckets)+1)))
}

// Pick chooses at most most sentences (indexes, ascending) that tell the document in at most budget characters. A
// document with no fit sentence returns none.
func (d *Document) Pick(most, budget int) []int {
	fits := func(s Sentence) bool { return s.Fit && s.marks.runes <= budget }
	if most < 1 || !slices.ContainsFunc(d.Sentences, fits) {
		return nil
	}
	m := Embedded()
	g := m.Predict(d, most)
	p := d.Pool(m.Salience(d, d.Features(most, g)), most, g)
	p.budget = budget
	return p.Choose(m.Set.Score, nil)
}

// alike is the share of the shorter sentence's terms that the other has too.
func alike(a, b *Sentence) float64 { return text.Containment(a.terms, b.terms) }
