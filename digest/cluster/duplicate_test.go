package cluster

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// oldCovered is covered by maps, as it is defined.
func oldCovered(a, b []string) cover {
	pairs, triples, words := map[[2]string]bool{}, map[[3]string]bool{}, map[string]bool{}
	for i, w := range b {
		words[w] = true
		if i > 0 {
			pairs[[2]string{b[i-1], w}] = true
		}
		if i > 1 {
			triples[[3]string{b[i-2], b[i-1], w}] = true
		}
	}
	var c cover
	in, count := make([]bool, len(a)), map[string]int{}
	for i, w := range a {
		if i > 0 && pairs[[2]string{a[i-1], w}] {
			in[i-1], in[i] = true, true
		}
		if i > 1 && triples[[3]string{a[i-2], a[i-1], w}] {
			c.triples++
		}
		if len([]rune(w)) > 1 && !words[w] {
			count[w]++
		}
	}
	for _, n := range count {
		if n > 1 {
			c.strangers += n
		}
	}
	for _, ok := range in {
		if ok {
			c.pairs++
		}
	}
	return c
}

func TestCoveredIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	draw := func(words, of int) (out []string) {
		for range words {
			out = append(out, fmt.Sprint("w", r.IntN(of)))
		}
		return append(out, "a")
	}
	for n := range 50 {
		a := draw(100, 20+n)
		b := append(draw(150, 20+n), a[:n*2]...)
		num := Numbering{}
		wa, wb := num.Wording(a), num.Wording(b)
		got, want := covered(wa.ids, wb), oldCovered(a, b)
		if got.strangers != want.strangers || got.pairs != want.pairs/float64(len(a)) ||
			got.triples != want.triples/float64(len(a)-2) {
			t.Fatalf("%+v, want %+v over %d words", got, want, len(a))
		}
	}
}
