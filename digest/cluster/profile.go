package cluster

import (
	"math"

	"attache/text"
)

// SameEvent is the least similarity of two profiles (see Index.Same) that tell of the same event; about 0 is that of
// strangers, 1 that of one text. It was set on pairs of Russian news.
const SameEvent = 0.48

const (
	profileWords = 120 // words of a text that are compared
	headBytes    = 40  // a first sentence shorter than this is a headline that its second one belongs to
	namesShare   = 0.2 // weight of common names against the headlines'
	oddNumbers   = 0.1 // and of a headline's numbers that the other text lacks
)

// Profile is what one text says of an event: its words by rarity, and which of them stand in its headline.
type Profile struct {
	all, names, head map[string]int // weights in thousandths: whole numbers add up to the same in any order
	numbers          []string       // of the headline
	bare             bool           // it has nothing but the headline
}

// ProfileOf returns the profile of a document. Without a title, the first sentence is the headline.
func ProfileOf(d *Item) *Profile {
	t := &Profile{all: map[string]int{}, names: map[string]int{}, head: map[string]int{}}
	s, head := d.Text, 0
	if d.Title != "" {
		s, head = d.Title+"\n"+d.Text, len(d.Title)
	}
	s = text.Opening(s, 24*profileWords)
	if head == 0 {
		spans := text.Sentences(s, d.Lang)
		if len(spans) > 0 {
			head = spans[0].End
		}
		if len(spans) > 1 && head < headBytes {
			head = spans[1].End
		}
	}
	for i, w := range text.Tokens(s) {
		if i == profileWords {
			break
		}
		if len(w.Text) < 2 {
			continue
		}
		st := text.StemAny(w.Text)
		weight := int(1000 * math.Pow(text.Rarity(text.Hash(st)), 1.5))
		digit := w.Text[0] >= '0' && w.Text[0] <= '9'
		t.all[st] = weight
		if w.Upper && !digit {
			t.names[st] = weight
		}
		if w.Start < head {
			t.head[st] = weight
			if digit {
				t.numbers = append(t.numbers, st)
			}
		}
	}
	t.bare = len(t.all) == len(t.head)
	return t
}

// oddOnes is what the numbers of two headlines take from their similarity that the other text lacks.
func oddOnes(a, b *Profile) float64 {
	odd, numbers := 0, len(a.numbers)+len(b.numbers)
	if numbers == 0 {
		return 0
	}
	for _, x := range [][2]*Profile{{a, b}, {b, a}} {
		for _, n := range x[0].numbers {
			if _, ok := x[1].all[n]; !ok {
				odd++
			}
		}
	}
	return oddNumbers * float64(odd) / float64(numbers)
}

// part is the share that in is of all; 0 of nothing.
func part(in, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(in) / float64(all)
}
