package summary

import (
	_ "embed"
	"strings"
	"testing"

	"attache/news"
)

//go:embed testdata/gate.tsv
var gateTable string

// TestGateTable reads paragraphs of 15 languages: labels, boxes, notices, sentences that lean on the one before, and
// their like that may be quoted.
func TestGateTable(t *testing.T) {
	cases, langs := 0, map[string]bool{}
	for line := range strings.Lines(gateTable) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(fields) != 3 {
			continue
		}
		cases++
		lang, want, in := fields[0], fields[1], fields[2]
		langs[lang] = true
		d := Read(&news.Article{Language: lang, Blocks: []news.Block{
			{Kind: news.Paragraph, Text: "A first paragraph stands here, so that nothing is taken for the head."},
			{Kind: news.Paragraph, Text: in},
		}})
		got, why := "never", "head"
		if n := len(d.Sentences); n > 1 {
			s := d.Sentences[1]
			_, why = d.Refusal(s.Start, d.Sentences[n-1].End, 0)
			switch why {
			case "":
				got = "quote"
			case refusedLeans:
				got = "leans"
			}
		}
		if got != want && (want != "leans" || got != "never") {
			t.Errorf("%s %s, want %s: %q (%s)", lang, got, want, in, why)
		}
	}
	if cases < 200 || len(langs) < 14 {
		t.Errorf("the table holds %d cases in %d languages", cases, len(langs))
	}
}
