package digest

import (
	"math"

	"attache/text"
)

// SameEvent reports whether two texts, each a headline with what follows it, tell of the same event. lang is their
// language.
func SameEvent(lang, a, b string) bool {
	return affinity(tell(&Doc{Lang: lang, Text: a}), tell(&Doc{Lang: lang, Text: b})) >= sameEvent
}

const (
	sameEvent    = 0.48 // least affinity of two tellings of one event; set on pairs of Russian news
	tellingWords = 120  // words of a text that are compared
	headBytes    = 40   // a first sentence shorter than this is a headline that its second one belongs to
	namesShare   = 0.2  // weight of common names against the headlines'
	oddNumbers   = 0.1  // and of a headline's numbers that the other text lacks
)

// telling is what one text says of an event: its words by rarity, and which of them stand in its headline.
type telling struct {
	all, names, head map[string]int // weights in thousandths: whole numbers add up to the same in any order
	numbers          []string       // of the headline
}

// tell reads a document. Without a title, the first sentence is the headline.
func tell(d *Doc) *telling {
	t := &telling{all: map[string]int{}, names: map[string]int{}, head: map[string]int{}}
	s, head := d.Text, 0
	if d.Title != "" {
		s, head = d.Title+"\n"+d.Text, len(d.Title)
	}
	s = text.Opening(s, 24*tellingWords)
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
		if i == tellingWords {
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
	return t
}

// affinity is how much of each headline the other text says, with the names they share and without the numbers they do not: about
// 0 for strangers, 1 for the same.
func affinity(a, b *telling) float64 {
	return (held(a.head, b.all)+held(b.head, a.all))/2 + namesShare*dice(a.names, b.names) - oddOnes(a, b)
}

// oddOnes is what the numbers of two headlines take from their affinity that the other text lacks.
func oddOnes(a, b *telling) float64 {
	odd, numbers := 0, len(a.numbers)+len(b.numbers)
	if numbers == 0 {
		return 0
	}
	for _, x := range [][2]*telling{{a, b}, {b, a}} {
		for _, n := range x[0].numbers {
			if _, ok := x[1].all[n]; !ok {
				odd++
			}
		}
	}
	return oddNumbers * float64(odd) / float64(numbers)
}

// held is the share of a's weight that b holds.
func held(a, b map[string]int) float64 {
	in, all := 0, 0
	for w, x := range a {
		all += x
		if _, ok := b[w]; ok {
			in += x
		}
	}
	return part(in, all)
}

// part is the share that in is of all; 0 of nothing.
func part(in, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(in) / float64(all)
}

// dice is twice the weight in common over the weight of both.
func dice(a, b map[string]int) float64 {
	in, all := 0, 0
	for w, x := range a {
		all += x
		in += min(x, b[w])
	}
	for _, y := range b {
		all += y
	}
	return part(2*in, all)
}
