package relevance

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// belonging is a made headline with its first sentences, and whether it belongs in a digest of foreign policy.
type belonging struct {
	belongs                  bool
	lang, class, title, text string
}

func readBelonging(t *testing.T) []belonging { return readTable(t, "belongs.tsv") }

// readTable reads a table of such headlines.
func readTable(t *testing.T, file string) (out []belonging) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(col) != 5 {
			t.Fatalf("%q has %d columns", line, len(col))
		}
		out = append(out, belonging{col[0] == "1", col[1], col[2], col[3], col[4]})
	}
	return out
}

// What must hold of testdata/belongs.tsv. The table before this test had .89 right and .104.
const (
	leastRight = 0.96
	mostBrier  = 0.045
)

// TestBelongs holds the share of made headlines that are judged rightly, and how near the probabilities are to what
// comes true.
func TestBelongs(t *testing.T) {
	var right, brier float64
	var said [10]struct{ n, p, y float64 }
	wrong := map[bool]int{}
	all := readBelonging(t)
	for _, b := range all {
		p := embedded().Score(b.lang, FeaturesOf(b.lang, b.title, b.text))
		y := float64(bit(b.belongs))
		brier += (p - y) * (p - y)
		bin := &said[min(9, int(10*p))]
		bin.n, bin.p, bin.y = bin.n+1, bin.p+p, bin.y+y
		if (p >= DefaultThreshold) == b.belongs {
			right++
		} else {
			wrong[b.belongs]++
			t.Logf("%.2f %v %s %s: %s", p, b.belongs, b.lang, b.class, b.title)
		}
	}
	n := float64(len(all))
	ece := 0.0
	for _, bin := range said {
		ece += math.Abs(bin.p-bin.y) / n
	}
	figures := fmt.Sprintf("%.0f of %d right (%d of foreign policy dropped, %d others kept), Brier %.3f, "+
		"calibration error %.3f", right, len(all), wrong[true], wrong[false], brier/n, ece)
	t.Log(figures)
	if right < leastRight*n || brier > mostBrier*n {
		t.Errorf("%s; want at least %.0f right and a Brier score of at most %.3f", figures, leastRight*n, mostBrier)
	}
}
