package summary

import (
	"math"
	"slices"

	"attache/text"
)

// Prediction is what is expected of the summary a person would write of a document: how long it is, which of the
// document's words stand in it, and which pairs of neighbouring words. From it follows how near a set of sentences is
// likely to come.
type Prediction struct {
	Length float64   // words
	Word   []float32 // by token: how likely it stands in the summary
	Pair   []float32 // the same of pairs, as Document.Pairs numbers them

	worth *worth // once it is asked for
}

// The number of features in a row.
const (
	LengthWidth = 20 // of LengthFeatures
	WordWidth   = 38 // of WordFeatures
	PairWidth   = 30 // of PairFeatures
)

// LengthFeatures returns one row of LengthWidth features, by which the length of a summary of at most most sentences is
// predicted.
func (d *Document) LengthFeatures(most int) []float32 {
	n := float64(len(d.Sentences))
	if n == 0 {
		return make([]float32, LengthWidth)
	}
	lead := 0.0
	for i := range d.Sentences[:min(len(d.Sentences), most)] {
		lead += float64(d.Sentences[i].words)
	}
	mean := float64(d.words) / n
	k := float64(most)
	return append(d.style.features(),
		float32(k), float32(n), float32(math.Log1p(float64(d.words))), float32(mean), float32(k*mean), float32(lead),
		float32(d.Sentences[0].words), float32(d.blocks), ratio(float64(d.blocks), n), ratio(k, n),
		float32(len(d.title)), float32(d.parts),
		flag(d.Language == "en"), flag(d.Language == "ru"), flag(d.Language == "tr"), ratio(float64(len(d.count)),
			float64(d.words)),
	)
}

// place is where a token or a pair first stands and how it is spread.
type place struct {
	first, last int // sentences
	at          int // words before its first occurrence, in the document
	early       int // words before it in the sentence where it stands earliest
	sentences   int
	lead        int // of the first three sentences
	count       int
}

func (p *place) see(i, at, within int) {
	if p.count == 0 {
		*p = place{first: i, last: -1, at: at, early: within}
	}
	if p.last != i {
		p.sentences++
		if i < 3 {
			p.lead++
		}
	}
	p.last, p.early = i, min(p.early, within)
	p.count++
}

// WordFeatures returns WordWidth features of each token, row by row. prior is a table of WordBuckets signed bytes: how
// much likelier a word stands in summaries than others of its document, in units of WordUnit.
func (d *Document) WordFeatures(most int, length float64, prior []byte) []float32 {
	out := make([]float32, 0, len(d.Tokens)*WordWidth)
	where := make([]place, len(d.Tokens))
	at, top := 0, 1
	for i := range d.Sentences {
		for j, t := range d.Sentences[i].tokens {
			where[t].see(i, at+j, j)
		}
		at += len(d.Sentences[i].tokens)
	}
	for t := range d.Tokens {
		if d.Tokens[t].term >= 0 {
			top = max(top, d.Tokens[t].Count)
		}
	}
	n := float64(len(d.Sentences))
	words := float64(d.words)
	best, mean := d.titleShare()
	high, even := d.likePlaces()
	base := append(d.style.features(),
		float32(n), float32(math.Log1p(words)), float32(most), ratio(float64(most), n), ratio(words, n),
		flag(d.Language == "en"), flag(d.Language == "ru"),
		flag(d.Language == "tr"), flag(len(d.title) > 0), float32(length), ratio(length, words),
	)
	for t := range d.Tokens {
		x, p := &d.Tokens[t], &where[t]
		stem, inTitle := x.Count, float32(0)
		if x.term >= 0 {
			stem = d.count[x.term]
			inTitle = flag(hasTerm(d.title, x.term))
		}
		row := append(out, base...)
		out = append(row,
			float32(x.Count), float32(stem), ratio(float64(p.sentences), n), float32(p.sentences), float32(p.first),
			ratio(float64(p.first), n),
			float32(math.Log1p(float64(p.at))), float32(p.lead), inTitle, flag(x.titled),
			ratio(float64(x.upper), float64(x.Count)), flag(x.digit),
			float32(x.runes), flag(x.term < 0), float32(int8(prior[x.Bucket])), ratio(float64(p.last), n),
			float32(p.early), ratio(float64(x.Count), float64(top)),
			float32(best[t]), float32(mean[t]), ratio(float64(x.Count), words), float32(high[t]), float32(even[t]),
		)
	}
	return out
}

func hasTerm(terms []int32, t int32) bool {
	_, found := slices.BinarySearch(terms, t)
	return found
}

// titleShare tells of each token the greatest and the mean share of the title's terms, or, of an article without one,
// of the first sentence's, in the sentences it stands in.
func (d *Document) titleShare() (best, mean []float64) {
	best, mean = make([]float64, len(d.Tokens)), make([]float64, len(d.Tokens))
	theme := d.title
	if len(theme) == 0 && len(d.Sentences) > 0 {
		theme = d.Sentences[0].terms
	}
	for i := range d.Sentences {
		s := &d.Sentences[i]
		share := float64(ratio(float64(text.Shared(s.terms, theme)), float64(len(theme))))
		for _, t := range s.tokens {
			best[t] = max(best[t], share)
			mean[t] += share / float64(d.Tokens[t].Count)
		}
	}
	return best, mean
}

// likePlaces tells of each token the best and the mean place by likeness of the sentences it stands in, 0 to 1.
func (d *Document) likePlaces() (best, mean []float64) {
	best, mean = make([]float64, len(d.Tokens)), make([]float64, len(d.Tokens))
	for t := range best {
		best[t] = 1
	}
	n := float64(len(d.Sentences))
	for i, r := range d.likeness().rank {
		for _, t := range d.Sentences[i].tokens {
			best[t] = min(best[t], float64(r)/n)
			mean[t] += float64(r) / n / float64(d.Tokens[t].Count)
		}
	}
	return best, mean
}

// Pairs numbers the pairs of neighbouring tokens: of each sentence their numbers in order, and of each number its two
// tokens and its place.
type Pairs struct {
	of    [][]int32
	Two   [][2]int32 // the tokens of each pair
	where []place
}

// Pairs returns the pairs of neighbouring tokens, numbered in the order in which they first stand.
func (d *Document) Pairs() *Pairs {
	if d.paired != nil {
		return d.paired
	}
	p := &Pairs{
		of: make([][]int32, len(d.Sentences)), Two: make([][2]int32, 0, d.words),
		where: make([]place, 0, d.words),
	}
	number := make(map[uint64]int32, d.words)
	at := 0
	for i := range d.Sentences {
		tokens := d.Sentences[i].tokens
		p.of[i] = make([]int32, 0, len(tokens))
		for j := 1; j < len(tokens); j++ {
			two := [2]int32{tokens[j-1], tokens[j]}
			key := uint64(two[0])<<32 | uint64(two[1])
			k, ok := number[key]
			if !ok {
				k = int32(len(p.Two))
				number[key] = k
				p.Two, p.where = append(p.Two, two), append(p.where, place{})
			}
			p.where[k].see(i, at+j-1, j-1)
			p.of[i] = append(p.of[i], k)
		}
		at += len(tokens)
	}
	d.paired = p
	return p
}

// PairFeatures returns PairWidth features of each pair, row by row, from how likely each word is.
func (d *Document) PairFeatures(most int, length float64, word []float32) []float32 {
	p := d.Pairs()
	out := make([]float32, 0, len(p.Two)*PairWidth)
	n, words := float64(len(d.Sentences)), float64(d.words)
	base := []float32{
		float32(n), float32(math.Log1p(words)), float32(most), ratio(words, n), flag(d.Language == "en"),
		flag(d.Language == "ru"), flag(d.Language == "tr"),
		float32(length), ratio(length, words),
	}
	for k, two := range p.Two {
		a, b := &d.Tokens[two[0]], &d.Tokens[two[1]]
		pa, pb := word[two[0]], word[two[1]]
		x := &p.where[k]
		least := min(a.Count, b.Count)
		row := append(out, base...)
		out = append(row,
			pa, pb, pa*pb, min(pa, pb), max(pa, pb), float32(x.count), float32(x.sentences), float32(x.first),
			ratio(float64(x.first), n),
			float32(math.Log1p(float64(x.at))), float32(x.lead), float32(x.early), flag(a.term < 0), flag(b.term < 0),
			flag(a.titled && b.titled),
			ratio(float64(a.upper), float64(a.Count))+ratio(float64(b.upper), float64(b.Count)), flag(a.digit ||
				b.digit), float32(least),
			ratio(float64(x.count), float64(least)), float32(max(a.Count, b.Count)), ratio(float64(x.last), n),
		)
	}
	return out
}

// worth is what a prediction makes of each sentence.
type worth struct {
	words []float64 // expected words of the summary in it
	pairs []float64
	size  []int     // its words
	said  [][]int32 // its distinct tokens
	twos  [][]int32 // and pairs
}

func (d *Document) worth(g *Prediction) *worth {
	if g.worth != nil {
		return g.worth
	}
	p := d.Pairs()
	n := len(d.Sentences)
	w := &worth{
		words: make([]float64, n), pairs: make([]float64, n), size: make([]int, n), said: make([][]int32, n),
		twos: make([][]int32, n),
	}
	for i := range d.Sentences {
		w.size[i] = d.Sentences[i].words
		w.said[i], w.twos[i] = distinct(d.Sentences[i].tokens), distinct(p.of[i])
		for _, t := range w.said[i] {
			w.words[i] += float64(g.Word[t])
		}
		for _, k := range w.twos[i] {
			w.pairs[i] += float64(g.Pair[k])
		}
	}
	g.worth = w
	return w
}

func distinct(x []int32) []int32 {
	out := slices.Clone(x)
	slices.Sort(out)
	return slices.Compact(out)
}

// f1 is the ROUGE F1 expected when match of size words are among length words.
func f1(match, size, length float64) float64 {
	return 2 * match / max(1, size+length)
}
