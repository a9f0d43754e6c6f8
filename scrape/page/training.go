package page

import (
	"context"
	"encoding/binary"
	"math"
	"time"

	"attache/news"
)

// Choice is one candidate for a field's value, in numbers. The trainers of the field models read it.
type Choice struct {
	Value    string
	Features []float32
}

// TitleChoices returns a page's candidates for the title, and a function that picks the title by the candidates'
// scores.
func TitleChoices(in Input) (choices []Choice, pick func(scores []float32) string) {
	r := newReader(in)
	cs := r.titles()
	choices = make([]Choice, len(cs))
	for i, x := range r.titleFeatures(cs) {
		choices[i] = Choice{cs[i].text, x}
	}
	return choices, func(scores []float32) string {
		if best := pickTitle(cs, scores); best >= 0 {
			return cs[best].text
		}
		return ""
	}
}

// AuthorChoices returns a page's candidates for its authors, and a function that picks the names to believe by the
// candidates' probabilities.
func AuthorChoices(in Input) (choices []Choice, pick func(p []float32) []string) {
	r := newReader(in)
	r.title()
	cs := r.authorCandidates()
	choices = make([]Choice, len(cs))
	for i, x := range r.authorFeatures(cs) {
		choices[i] = Choice{cs[i].name, x}
	}
	return choices, func(p []float32) []string {
		var names []string
		for _, i := range pickAuthors(cs, p) {
			names = append(names, cs[i].name)
		}
		return names
	}
}

// DateChoice is one day on which a page may have been published, in numbers.
type DateChoice struct {
	At       time.Time // the instant that would be told if this day were chosen, in its zone
	From     string    // the sources that say it
	Features []float32
}

// DateChoices returns a page's candidates for its date.
func DateChoices(in Input) []DateChoice {
	r := newReader(in)
	r.title()
	c := r.dateCandidates()
	c.dropUpdates()
	out := make([]DateChoice, len(c.out))
	for i, x := range r.dateFeatures(c) {
		out[i] = DateChoice{r.refine(&c.out[i], c.out), c.out[i].from(), x}
	}
	return out
}

// BlockTable is a page's blocks in numbers. The trainer of the block model reads it.
type BlockTable struct {
	r *reader
	s *candidates
}

// NewBlockTable reads a page as far as its blocks.
func NewBlockTable(in Input) *BlockTable {
	r := newReader(in)
	return &BlockTable{r, newCandidates(r.layout, r.hints(r.title()))}
}

// Body is the body that a model chooses, block by block.
func (t *BlockTable) Body(m [2]Forest) []news.Block { return t.r.choose(t.s, t.s.judge(m)) }

// Len is the number of blocks.
func (t *BlockTable) Len() int { return len(t.s.blocks) }

// Text is the text of block i.
func (t *BlockTable) Text(i int) string { return t.s.text(&t.s.blocks[i]) }

// First returns the features of block i for the first stage.
func (t *BlockTable) First(i int) []float32 {
	return t.s.features(i, make([]float32, 0, featureCount+secondCount))
}

// Second returns the features of every block for the second stage, after the first gave them the probabilities p.
func (t *BlockTable) Second(p []float32) [][]float32 {
	o := newNeighbourhood(t.s, p)
	out := make([][]float32, len(p))
	for i := range p {
		out[i] = t.s.secondStage(i, o, t.First(i))
	}
	return out
}

// AppendTo writes a forest: bias, number of trees, then each tree's nodes, little-endian.
func (f *Forest) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f.Bias))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(f.Trees)))
	for _, t := range f.Trees {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(t)))
		for _, n := range t {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(n.Value))
			b = append(b, byte(n.Feature), byte(n.Right))
		}
	}
	return b
}

// newReader decodes and parses a page and annotates its tree: all that fields are then read from.
func newReader(in Input) *reader { return newReaderWithin(context.Background(), in) }
