package cluster

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// similarity compares two profiles as Index.Same does, without an index.
func similarity(a, b *Profile) float64 {
	held := func(a, b map[string]int) float64 { // share of a's weight that b holds
		in := 0
		for w, x := range a {
			if _, ok := b[w]; ok {
				in += x
			}
		}
		return part(in, sum(a))
	}
	names := 0
	for w, x := range a.names {
		names += min(x, b.names[w])
	}
	told, back := held(a.head, b.all), held(b.head, a.all)
	if b.bare {
		told = max(told, back)
	}
	return (told+back)/2 + namesShare*part(2*names, sum(a.names)+sum(b.names)) -
		oddOnes(a, b)
}

// TestIndexFindsWhatIsSimilar has the index find what comparing with each profile finds.
func TestIndexFindsWhatIsSimilar(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	words := strings.Fields(
		"Tokayev Ankara border talks treaty summit embassy minister gas pipeline Erdogan sanctions visit tariff " +
			"fleet 12 14 2030 vote Minsk election rail bridge port")
	draw := func() *Profile {
		var s []string
		for range 30 {
			s = append(s, words[r.IntN(len(words))])
		}
		return ProfileOf(&Item{Lang: "en", Title: strings.Join(s[:5], " "), Text: strings.Join(s[5:5+r.IntN(25)], " ")})
	}
	var x Index
	for range 100 {
		x.Add(draw())
	}
	found := 0
	for range 200 {
		p := draw()
		got := map[int]float64{}
		x.Same(p, func(n int, s float64) { got[n] = s })
		for n, q := range x.profiles {
			want := similarity(p, q)
			if s, ok := got[n]; ok != (want >= SameEvent) || ok && math.Abs(s-want) > 1e-12 {
				t.Fatalf("profile %d: %v %v, want %v", n, ok, s, want)
			}
		}
		found += len(got)
	}
	if found < 100 || found > 19_000 {
		t.Errorf("%d of 20,000 are similar: that proves little", found)
	}
}
