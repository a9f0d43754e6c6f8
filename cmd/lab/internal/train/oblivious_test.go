package train

import (
	"slices"
	"testing"
)

// TestObliviousLeastSquares: y = 2a + b over the four rows (a, b). The first score is the mean, 1½, and what is left is
// −1½, −½, ½, 1½. The question "a > ½" is worth (−2)²/(2+½) + 2²/(2+½) = 3.2 with λ = ½, "b > ½" 1/2.5 + 1/2.5 = .8: a
// is asked first. Then b parts both sides, worth (2.25 + .25 + .25 + 2.25)/(1+½) = 3.33, more than asking a again, 3.2.
// (With λ = 1 it would be 2.5 against 2.67: a twice.) Each leaf, of one row, scores two thirds of what is left. Bit 0
// of a leaf's number is the answer of the first question.
func TestObliviousLeastSquares(t *testing.T) {
	rows := [][]float32{{0, 0}, {0, 1}, {1, 0}, {1, 1}} // a, b
	s := newSampleSet(rows, []float32{0, 1, 2, 3}, []float32{1, 1, 1, 1})
	f := oblivious{Trees: 1, Depth: 2, Rate: 1, Lambda: .5, Columns: 1}.fit(s, []int{0, 4})
	near(t, "the first score", float64(f.Base), 1.5)
	tree := f.Trees[0]
	if !slices.Equal(tree.Feature, []uint8{0, 1}) || !slices.Equal(tree.Above, []uint8{0, 0}) {
		t.Errorf("the questions are about %v above %v", tree.Feature, tree.Above)
	}
	for i, want := range []float64{-1, 1. / 3, -1. / 3, 1} {
		near(t, "a leaf", float64(tree.Leaf[i]), want)
	}
	twice := oblivious{Trees: 1, Depth: 2, Rate: 1, Lambda: 1, Columns: 1}.fit(s, []int{0, 4})
	if !slices.Equal(twice.Trees[0].Feature, []uint8{0, 0}) {
		t.Errorf("with a penalty of 1 the questions are about %v", twice.Trees[0].Feature)
	}
	got := f.Score([]float32{0, 0, 0, 1, 1, 0, 1, 1}, nil)
	for i, want := range []float64{.5, 1.5 - 1./3, 1.5 + 1./3, 2.5} {
		near(t, "a score", float64(got[i]), want)
	}
}

// TestObliviousLogistic: rows 0 and 1 with the probabilities 0 and 1. The first score is logit(½) = 0; the slopes are
// y−p = ∓½, the second derivatives ¼; with λ = 1 a leaf scores ∓½/(¼+1) = ∓.4. The second tree begins there: p =
// 1/(1+e^.4) = .401312, p(1−p) = .240261, and a leaf scores ∓.401312/1.240261 = ∓.323571.
func TestObliviousLogistic(t *testing.T) {
	s := column([]float32{0, 1}, []float32{0, 1})
	f := oblivious{Trees: 2, Depth: 1, Rate: 1, Lambda: 1, Columns: 1, Logistic: true}.fit(s, []int{0, 2})
	near(t, "the first score", float64(f.Base), 0)
	near(t, "the first tree's left leaf", float64(f.Trees[0].Leaf[0]), -.4)
	near(t, "the second tree's left leaf", float64(f.Trees[1].Leaf[0]), -.323571)
	near(t, "the score of 1", float64(f.Score([]float32{1}, nil)[0]), .723571)
}

// TestObliviousWeights: of two rows with the same figures, the mean counts the one of weight 3 three times.
func TestObliviousWeights(t *testing.T) {
	s := newSampleSet([][]float32{{0}, {1}}, []float32{0, 4}, []float32{3, 1})
	near(t, "the mean", float64(oblivious{}.base(s)), 1)
}

// TestSampleTakesWholeGroups: rows of one document are drawn together or not at all.
func TestSampleTakesWholeGroups(t *testing.T) {
	first := []int{0}
	for k := range 200 {
		first = append(first, first[k]+1+k%3)
	}
	rng := random(1)
	rows := oblivious{Rows: .5}.sample(first, &rng)
	taken := 0
	for k := range 200 {
		n := 0
		for i := first[k]; i < first[k+1]; i++ {
			if slices.Contains(rows, int32(i)) {
				n++
			}
		}
		if n != 0 && n != first[k+1]-first[k] {
			t.Errorf("of group %d, %d of %d rows are drawn", k, n, first[k+1]-first[k])
		}
		if n > 0 {
			taken++
		}
	}
	if taken < 75 || taken > 125 {
		t.Errorf("%d of 200 groups are drawn, about half are wanted", taken)
	}
	if all := (oblivious{}).sample(first, &rng); len(all) != first[200] {
		t.Errorf("without a share %d of %d rows are drawn", len(all), first[200])
	}
}

// TestRandom holds the generator against the published first values of SplitMix64 with the seed 1234567.
func TestRandom(t *testing.T) {
	r := random(1234567)
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423} {
		if got := r.next(); got != want {
			t.Errorf("value %d is %d, want %d", i+1, got, want)
		}
	}
}
