package page

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestReadPageLongArticles holds that a transcript of hundreds of paragraphs is read to its end.
func TestReadPageLongArticles(t *testing.T) {
	words := strings.Fields(
		"the ministers of Kazakhstan and Uzbekistan met in Astana on Monday to sign an agreement about transit water " +
			"energy trade and border crossings while officials said that further talks would follow next year in " +
			"Tashkent")
	for _, n := range []int{20, 200, 800} {
		r := rand.New(rand.NewPCG(uint64(n), 1))
		var b strings.Builder
		b.WriteString("<html lang=en><head><title>Ministers meet</title></head><body><article><h1>Ministers meet</h1>")
		for i := range n {
			fmt.Fprintf(&b, "<p>Paragraph %d. ", i)
			for range 45 + r.IntN(30) {
				b.WriteString(words[r.IntN(len(words))] + " ")
			}
			b.WriteString("in the capital. The talks go on.</p>\n")
		}
		b.WriteString("</article></body></html>")
		got := Read(Input{URL: "https://example.org/a", Body: []byte(b.String()), Now: time.Date(2026, 11, 23, 7, 0, 0,
			0, time.UTC)}).Article.Blocks
		if len(got) < n*95/100 {
			t.Errorf("%d paragraphs of %d were read", len(got), n)
		}
	}
}
