package train

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("%s is %.8f, want %.8f", what, got, want)
	}
}

// column makes rows of one feature, each of weight 1.
func column(values, label []float32) *sampleSet {
	rows := make([][]float32, len(values))
	weight := make([]float32, len(values))
	for i, v := range values {
		rows[i], weight[i] = []float32{v}, 1
	}
	return newSampleSet(rows, label, weight)
}

// TestBoostOneSplit: of the rows 0, 0, 1, 1 the last two are positive. The first score is logit(½) = 0, so every p is
// ½, the gradients are p−y = ½, ½, −½, −½ and the second derivatives p(1−p) = ¼. With an L2 penalty of 1 the left leaf
// scores −(½+½)/(¼+¼+1) = −2/3, the right one 2/3. The second tree begins there: p = 1/(1+e^(2/3)) = .339244, p(1−p) =
// .224157, and a leaf scores ∓2·.339244/(2·.224157+1) = ∓.468467.
func TestBoostOneSplit(t *testing.T) {
	b := boost{Trees: 2, Leaves: 2, Rate: 1, Lambda: 1, Columns: 1, Seed: 1}
	f := b.fit(column([]float32{0, 0, 1, 1}, []float32{0, 0, 1, 1}))
	near(t, "the first score", float64(f.Bias), 0)
	if len(f.Trees) != 2 || len(f.Trees[0]) != 3 {
		t.Fatalf("the forest is %+v", f)
	}
	root := f.Trees[0][0]
	if root.Feature != 0 || root.Right != 2 {
		t.Errorf("the root is %+v", root)
	}
	near(t, "the threshold", float64(root.Value), .5)
	near(t, "the left leaf", float64(f.Trees[0][1].Value), -2./3)
	near(t, "the right leaf", float64(f.Trees[0][2].Value), 2./3)
	near(t, "the second tree's left leaf", float64(f.Trees[1][1].Value), -.468467)
	near(t, "the score of a row of 1", float64(f.Score([]float32{1})), 2./3+.468467)
}

// TestBoostTwoSplits: of the rows 0, 1, 2 only 1 is negative. The first score is logit(2/3) = ln 2; p is 2/3, the
// gradients are −1/3, 2/3, −1/3 and the second derivatives 2/9. With λ = 1 the cuts at ½ and 1½ gain alike,
// (1/9)/(11/9) + (1/9)/(13/9) = 1/11 + 1/13, and the first wins. Of its right side the cut at 1½ gains 4/11 + 1/11 −
// 1/13. The leaves score −G/(H+1): 3/11, −6/11, 3/11, times the rate of ½.
func TestBoostTwoSplits(t *testing.T) {
	b := boost{Trees: 1, Leaves: 8, Rate: .5, Lambda: 1, Columns: 1, Seed: 1}
	s := column([]float32{0, 1, 2}, []float32{1, 0, 1})
	f := b.fit(s)
	near(t, "the first score", float64(f.Bias), math.Ln2)
	want := []float64{.5, 1.5 / 11, 1.5, -3. / 11, 1.5 / 11}
	tree := f.Trees[0]
	if len(tree) != len(want) || tree[0].Right != 2 || tree[2].Right != 4 {
		t.Fatalf("the tree is %+v", tree)
	}
	for i, w := range want {
		near(t, "a node", float64(tree[i].Value), w)
	}
	b.MinHess = .3 // a side of one row has 2/9: no cut is allowed, and the one leaf's gradients cancel
	if f := b.fit(s); len(f.Trees[0]) != 1 || math.Abs(float64(f.Trees[0][0].Value)) > 1e-6 {
		t.Errorf("with a least second derivative the tree is %+v", f.Trees[0])
	}
}

// TestBoostWeights: a row of weight 3 counts as three rows.
func TestBoostWeights(t *testing.T) {
	b := boost{Trees: 3, Leaves: 4, Rate: .3, Lambda: 1, Columns: 1, Seed: 1}
	heavy := newSampleSet([][]float32{{0}, {1}, {2}}, []float32{0, 1, 1}, []float32{3, 1, 1})
	many := column([]float32{0, 0, 0, 1, 2}, []float32{0, 0, 0, 1, 1})
	f, g := b.fit(heavy), b.fit(many)
	for _, x := range []float32{0, 1, 2} {
		near(t, "the score", float64(f.Score([]float32{x})), float64(g.Score([]float32{x})))
	}
}

func TestBoostRepeats(t *testing.T) {
	var rows [][]float32
	var label, weight []float32
	rng := random(7)
	for i := range 500 {
		row := make([]float32, 6)
		for k := range row {
			row[k] = float32(rng.unit())
		}
		rows, label, weight = append(rows, row), append(label, float32(i%2)), append(weight, 1)
	}
	b := boost{Trees: 20, Leaves: 8, Rate: .1, Lambda: 1, MinHess: 1, Columns: .5, Seed: 3}
	f, g := b.fit(newSampleSet(rows, label, weight)), b.fit(newSampleSet(rows, label, weight))
	if string(appendForest(nil, &f)) != string(appendForest(nil, &g)) {
		t.Error("two trainings on the same rows give different forests")
	}
	b.Seed = 4
	if h := b.fit(newSampleSet(rows, label, weight)); string(appendForest(nil, &f)) == string(appendForest(nil, &h)) {
		t.Error("another seed gives the same forest")
	}
}

// TestQuantileCuts: few values are parted half-way between each two, many by their 64-quantiles.
func TestQuantileCuts(t *testing.T) {
	got := quantileCuts([]float32{1, 1, 2, 4})
	if len(got) != 2 || got[0] != 1.5 || got[1] != 3 {
		t.Errorf("the cuts are %v", got)
	}
	vals := make([]float32, 128)
	for i := range vals {
		vals[i] = float32(i)
	}
	if got = quantileCuts(vals); len(got) != 63 || got[0] != 2 || got[62] != 126 {
		t.Errorf("the cuts are %v", got)
	}
}

// TestListSlope: candidates with scores 0 and ln 2 beside "none", e⁰: the probabilities are 1/4 and 2/4. Where the
// second is right, it wants 1; where none is, both want 0.
func TestListSlope(t *testing.T) {
	g, h := make([]float64, 2), make([]float64, 2)
	score := []float64{0, math.Ln2}
	listSlope(score, []float32{0, 1}, g, h)
	near(t, "the wrong one's slope", g[0], .25)
	near(t, "the right one's slope", g[1], .5-1)
	near(t, "its second derivative", h[1], .25)
	listSlope(score, []float32{0, 0}, g, h)
	near(t, "the first one's slope with none right", g[0], .25)
	near(t, "the second one's slope with none right", g[1], .5)
}
