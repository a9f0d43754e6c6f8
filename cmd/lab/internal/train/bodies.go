package train

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"attache/scrape/page"
)

// bodyScore sums what the dataset's scorer measures of bodies, for one source of pages.
type bodyScore struct {
	pages, answered, low, empty  int
	precision, recall            float64 // sums over pages
	wanted, found, unwanted, bad int     // snippets
}

// scoreBodies prints how well a model reads pages that it has not seen.
func scoreBodies(w io.Writer, what string, pages []*trainPage, m [2]page.Forest) {
	by := map[string]*bodyScore{}
	for _, p := range pages {
		var b strings.Builder
		for _, block := range p.page.Choose(p.table, p.table.Judge(m)) {
			b.WriteString(block.Text)
			b.WriteString("\n")
		}
		if by[p.truth.Source] == nil {
			by[p.truth.Source] = &bodyScore{}
		}
		by[p.truth.Source].add(&p.truth, b.String())
	}
	for _, source := range slices.Sorted(maps.Keys(by)) {
		fmt.Fprintf(w, "%s: %s %s\n", what, source, by[source])
	}
}

func (s *bodyScore) String() string {
	out := fmt.Sprintf("snippets F %.4f, %d empty", fMeasure(share(s.found, s.found+s.bad), share(s.found, s.wanted)),
		s.empty)
	if s.pages > 0 {
		p, r := s.precision/float64(max(1, s.answered)), s.recall/float64(s.pages)
		out = fmt.Sprintf("body F1 %.4f (P %.4f, R %.4f), %d of %d pages below .5, %s", fMeasure(p, r), p, r, s.low,
			s.pages, out)
	}
	return out
}

func share(a, b int) float64 { return float64(a) / float64(max(1, b)) }

func fMeasure(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func (s *bodyScore) add(truth *readingTruth, body string) {
	if body == "" {
		s.empty++
	}
	if truth.Body != nil {
		p, r := shingleOverlap(*truth.Body, body)
		s.pages++
		s.recall += r
		if body != "" {
			s.answered++
			s.precision += p
		}
		if fMeasure(p, r) < .5 {
			s.low++
		}
	}
	text := strings.Join(strings.Fields(body), " ")
	has := func(snippet string) int {
		if strings.Contains(text, strings.Join(strings.Fields(snippet), " ")) {
			return 1
		}
		return 0
	}
	for _, x := range truth.With {
		s.wanted++
		s.found += has(x)
	}
	for _, x := range truth.Without {
		s.unwanted++
		s.bad += has(x)
	}
}

// shingleOverlap compares two texts as bags of four words in a row, as the dataset's scorer does.
func shingleOverlap(want, got string) (precision, recall float64) {
	a, b := fourWords(want), fourWords(got)
	var both, left, right int
	for k, n := range a {
		both += min(n, b[k])
		left += n
	}
	for _, n := range b {
		right += n
	}
	return share(both, right), share(both, left)
}

func fourWords(s string) map[string]int {
	words := tokenize(s)
	m := map[string]int{}
	for i := 0; i < len(words) && (i == 0 || i+4 <= len(words)); i++ {
		m[strings.Join(words[i:min(i+4, len(words))], "\x00")]++
	}
	return m
}
