package summary

import (
	"os"
	"strings"
	"testing"

	"attache/news"
)

// TestStanding holds the gate to the tables of what a sentence stands on, each read with what stands before and behind
// it in its paragraph.
func TestStanding(t *testing.T) {
	for _, c := range []struct {
		file        string
		least, rows int // right of a thousand
	}{{"standing.tsv", 970, 90}, {"standing_more.tsv", 900, 70}} {
		b, err := os.ReadFile("testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		right, all := 0, 0
		classes := map[string][2]int{}
		for line := range strings.Lines(string(b)) {
			col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if strings.HasPrefix(line, "#") {
				continue
			}
			if len(col) != 6 {
				t.Fatalf("%s: %q has %d columns, want 6", c.file, line, len(col))
			}
			got, why := standing(col[0], col[3], col[4], col[5])
			n := classes[col[1]]
			n[1]++
			all++
			if got == col[2] || col[2] == "leans" && got == "never" {
				right++
				n[0]++
			} else {
				t.Logf("%s %s, want %s: %q (%s)", col[0], got, col[2], col[4], why)
			}
			classes[col[1]] = n
		}
		t.Logf("%s: %d of %d right, by class %v", c.file, right, all, classes)
		if all < c.rows || right*1000 < c.least*all {
			t.Errorf("%s: %d of %d right, want %d of 1000 and %d rows", c.file, right, all, c.least, c.rows)
		}
	}
}

// standing tells what becomes of a sentence between others of its paragraph: "never", "leans" or "quote", and why.
func standing(lang, before, sentence, after string) (got, why string) {
	space := " "
	if lang == "zh" || lang == "ja" {
		space = ""
	}
	d := Read(&news.Article{Language: lang, Blocks: []news.Block{
		{Kind: news.Paragraph, Text: "A first paragraph stands here, so that nothing is taken for the head."},
		{Kind: news.Paragraph, Text: strings.Trim(before+space+sentence+space+after, " ")},
	}})
	for i := range d.Sentences {
		if s := &d.Sentences[i]; s.Text == sentence {
			switch _, why = d.Refusal(s.Start, s.End, 0); why {
			case "":
				return "quote", ""
			case refusedLeans:
				return "leans", why
			}
			return "never", why
		}
	}
	return "never", "it is no sentence by itself"
}
