package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// cells are the scorer's figures that we show: its part of the row (between bars), the field in that part, and the
// source of pages it is taken from.
var cells = []struct {
	name, source string
	part, field  int
}{
	{"body F1", "all", 1, 1},
	{"shub", "shub", 1, 1},
	{"fundus", "fundus", 1, 1},
	{"wcxb", "wcxb", 1, 1},
	{"F1 < .5", "all", 1, 8},
	{"snippets F", "all", 2, 2},
	{"trafi", "trafi", 2, 2},
	{"title exact", "all", 3, 1},
	{"author F1", "all", 4, 1},
	{"same day", "all", 5, 1},
	{"wrong day", "all", 5, 2},
	{"image", "all", 6, 1},
	{"language", "all", 7, 1},
	{"empty", "all", 8, 0},
}

var sourceLine = regexp.MustCompile(`^== source (\S+)`)

// figures picks the cells of each system out of what the scorer printed.
func figures(said string) map[string][]string {
	out := map[string][]string{}
	for _, s := range systems {
		out[s.name] = make([]string, len(cells))
	}
	source := "all"
	for line := range strings.Lines(said) {
		if m := sourceLine.FindStringSubmatch(line); m != nil {
			source = m[1]
			continue
		}
		parts := strings.Split(line, "|")
		row, ok := out[strings.SplitN(line, " ", 2)[0]]
		if !ok {
			continue
		}
		for i, c := range cells {
			if c.source != source || c.part >= len(parts) {
				continue
			}
			if f := strings.Fields(parts[c.part]); c.field < len(f) {
				row[i] = strings.TrimPrefix(f[c.field], "0")
				if row[i] == "" {
					row[i] = "0"
				}
			}
		}
	}
	return out
}

func printScores(w io.Writer, said string) {
	fmt.Fprint(w, "| ")
	for _, c := range cells {
		fmt.Fprintf(w, "| %s ", c.name)
	}
	fmt.Fprintf(w, "|\n|---%s|\n", strings.Repeat("|---", len(cells)))
	rows := figures(said)
	for _, s := range systems {
		fmt.Fprintf(w, "| %s | %s |\n", s.name, strings.Join(rows[s.name], " | "))
	}
	fmt.Fprintln(w)
}

// printSpeeds prints medians over the rounds; the ratio is the median of the rounds' own ratios, with its range.
func printSpeeds(w io.Writer, pages int, spent [][]time.Duration, peaks []int64) {
	fmt.Fprintf(w, "| %d pages, %d rounds | pages a CPU second (range) | attache is faster by (range) | peak RSS, MB "+
		"|\n|---|---|---|---|\n", pages, len(spent[0]))
	for s, sys := range systems {
		var rates, ratios []float64
		for round, t := range spent[s] {
			rates = append(rates, float64(pages)/t.Seconds())
			ratios = append(ratios, float64(t)/float64(spent[0][round]))
		}
		ratio := ""
		if s > 0 {
			ratio = "× " + spread(ratios, "%.2f")
		}
		fmt.Fprintf(w, "| %s | %s | %s | %.0f |\n", sys.name, spread(rates, "%.0f"), ratio, float64(peaks[s])/1e6)
	}
	fmt.Fprintln(w)
}

// spread writes a median and, in brackets, the least and the most.
func spread(in []float64, format string) string {
	lo, hi := in[0], in[0]
	for _, x := range in {
		lo, hi = min(lo, x), max(hi, x)
	}
	return fmt.Sprintf(format+" ("+format+"–"+format+")", median(in), lo, hi)
}

// printSizes prints CPU time and, in brackets, how much of the page's paragraphs the answer holds: who reads little is
// soon done.
func printSizes(w io.Writer, by []bySize) {
	fmt.Fprint(w, "| CPU ms a page (paragraphs read) ")
	for _, size := range pageSizes {
		if size >= 1<<20 {
			fmt.Fprintf(w, "| %d MB ", size>>20)
		} else {
			fmt.Fprintf(w, "| %d KB ", size>>10)
		}
	}
	fmt.Fprintf(w, "|\n|---%s|\n", strings.Repeat("|---", len(pageSizes)))
	for s, sys := range systems {
		fmt.Fprintf(w, "| %s ", sys.name)
		for i, t := range by[s].spent {
			if t == 0 {
				fmt.Fprint(w, "| – ")
			} else {
				fmt.Fprintf(w, "| %.1f (%.0f %%) ", t.Seconds()*1e3, by[s].kept[i]*100)
			}
		}
		fmt.Fprintln(w, "|")
	}
}
