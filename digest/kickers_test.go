package digest

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/digest/entities"
	"attache/news"
)

// TestKickers holds the line above a headline, countries in order and the organisation, to made titles and first
// paragraphs: the first two in their order, the others as a set.
func TestKickers(t *testing.T) {
	for _, c := range []struct {
		file        string
		least, rows int // right of a thousand
	}{
		{"kickers.tsv", 940, 170},
		{"kickers_more.tsv", 900, 100},
		{"kickers_parties.tsv", 900, 70},
		{"kickers_parties_more.tsv", 800, 60},
		{"kickers_speakers.tsv", 960, 70},
		{"kickers_speakers_more.tsv", 930, 60},
	} {
		t.Run(c.file, func(t *testing.T) { testKickers(t, c.file, c.least, c.rows) })
	}
}

func testKickers(t *testing.T, file string, least, rows int) {
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	right, all := 0, 0
	classes := map[string][2]int{}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(col) != 5 && len(col) != 6 {
			t.Fatalf("%q has %d columns, want 5 or 6", line, len(col))
		}
		host := append(col, "")[5]
		got := kickerOf(col[0], col[3], col[4], host)
		for _, class := range []string{col[1], "in " + col[0]} {
			n := classes[class]
			n[1]++
			if kickerFits(got, col[2]) {
				n[0]++
			}
			classes[class] = n
		}
		all++
		if kickerFits(got, col[2]) {
			right++
			continue
		}
		t.Logf("%s %s %q: %v, want %s", col[0], col[1], col[3], got, col[2])
	}
	t.Logf("%d of %d right, by class %v", right, all, classes)
	if all < rows || right*1000 < least*all {
		t.Errorf("%d of %d right, want %d of 1000 and %d rows", right, all, least, rows)
	}
}

// kickerOf returns the countries of a story of one piece of a host, and its organisation with a plus sign.
func kickerOf(lang, title, body, host string) []string {
	m := entities.Find(lang, title, body)
	p := &candidate{pieces: []*piece{{
		a: &news.Article{Title: title, Language: lang, URL: "https://" + host + "/a"}, body: body, lang: lang,
		v: &news.Verdict{Countries: m.Countries, Organisations: m.Organisations, People: m.People, Regions: m.Regions},
	}}}
	describe(p, &news.Material{}, time.Now())
	got := slices.Clone(p.story.Countries)
	if organisation := "+" + strings.ReplaceAll(p.story.Organisation, " ", "_"); organisation != "+" {
		if p.organisationFirst() {
			got = slices.Insert(got, 0, organisation)
		} else {
			got = append(got, organisation)
		}
	}
	return got
}

// kickerFits reports whether a line is what a row of kickers.tsv wants.
func kickerFits(got []string, row string) bool {
	var want, must, may []string // what must stand, in order; what may
	for w := range strings.FieldsSeq(row) {
		switch w[0] {
		case '(':
			w = strings.Trim(w, "()")
			may = append(may, w)
		case '?':
			w = "+" + w[1:]
			may = append(may, w)
		default:
			must = append(must, w)
		}
		want = append(want, w)
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			return false
		}
	}
	for _, w := range must {
		if !slices.Contains(got, w) {
			return false
		}
	}
	for _, w := range may { // what may be missing tells nothing of the order
		if !slices.Contains(got, w) {
			want = slices.DeleteFunc(want, func(s string) bool { return s == w })
		}
	}
	pair := min(2, len(got))
	return len(got) == len(want) && slices.Equal(got[:pair], want[:pair])
}
