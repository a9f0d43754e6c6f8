package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"attache/cmd/lab/internal/dataset"
)

// readingMeasure scores the fields of captured pages: a folder of <id>.html.gz and <id>.json.
func readingMeasure(name string) measure {
	wants := []want{
		// a row is: system pages | body F1 ±std P R acc pgF1 ≥.95 <.5 | n P R F | n title ~ | n F1 exact | n day wrong
		// | n hit | n hit | empty
		{"body F1", `^\S+\s+\d+ \|\s*\d+\s+(\S+)`, ".949 trafilatura, .938 go-trafilatura on shub+fundus"},
		{"snippets F", `^\S+(?:[^|]*\|){2}\s*\S+\s+\S+\s+(\S+)`, ".928 trafilatura"},
		{"title exact", `^\S+(?:[^|]*\|){3}\s*\S+\s+(\S+)`, ".619 go-readability"},
		{"author F1", `^\S+(?:[^|]*\|){4}\s*\S+\s+(\S+)`, ".680 trafilatura"},
		{"date same day / wrong", `^\S+(?:[^|]*\|){5}\s*\S+\s+(\S+\s+\S+)`, ".898 / .096 go-trafilatura"},
		{"image", `^\S+(?:[^|]*\|){6}\s*\S+\s+(\S+)`, ""},
		{"language", `^\S+(?:[^|]*\|){7}\s*\S+\s+(\S+)`, ""},
	}
	if name == "reading-charset" {
		wants = []want{{"body F1", wants[0].pattern, ".872 trafilatura, .797 go-readability"}}
	}
	return measure{
		name: name, task: "reading",
		cases: func(data string) ([]any, error) { return readingCases(filepath.Join(data, name)) },
		judge: func(ctx context.Context, data, answers string) (string, error) {
			return scoreReading(ctx, filepath.Join(data, "..", "score", "reading"), filepath.Join(data, name), answers)
		},
		figure: func(said string) []figure { return readingFigures(said, wants) },
	}
}

// readingCases returns a case for each page in dir.
func readingCases(dir string) ([]any, error) {
	pages, err := dataset.Pages[struct{ ID, URL string }](dir)
	if err != nil {
		return nil, err
	}
	if len(pages) == 0 {
		return nil, fmt.Errorf("no pages in %s", dir)
	}
	var out []any
	for _, p := range pages {
		out = append(out, map[string]string{"id": p.Truth.ID, "url": p.Truth.URL, "file": p.File})
	}
	return out, nil
}

// scoreReading runs the scorer of the pages in truth on a file of answers and returns what it prints.
func scoreReading(ctx context.Context, scorer, truth, answers string) (string, error) {
	rows, err := dataset.Read[readingAnswer](answers)
	if err != nil {
		return "", err
	}
	system := map[string]readingAnswer{}
	for _, r := range rows {
		system[r.ID] = r
	}
	b, err := json.Marshal(system)
	if err != nil {
		return "", err
	}
	dir := strings.TrimSuffix(answers, ".jsonl")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "attache.json"), b, 0o640); err != nil {
		return "", err
	}
	said, err := goRun(ctx, scorer, "score.go", "-truth", absolute(truth), "-out", absolute(dir), "-by", "source")
	if err != nil {
		return said, err
	}
	persons, err := personsScore(truth, system)
	return said + persons, err
}

// readingFigures takes the figures out of the scorer's words: of all pages, then of each source of pages.
func readingFigures(said string, wants []want) []figure {
	var out []figure
	source := "all"
	for line := range strings.Lines(said) {
		if rest, ok := strings.CutPrefix(line, "== source "); ok {
			source = strings.TrimSpace(rest)
		}
		if f, ok := strings.CutPrefix(line, personsMark); ok {
			out = append(out, figure{what: "all: author F1, persons and agencies", ours: strings.TrimSpace(f)})
		}
		if !strings.HasPrefix(line, "attache") {
			continue
		}
		for _, f := range find(wants)(line) {
			if f.ours == "?" || strings.Trim(f.ours, "- ") == "" {
				continue // this source has no truth for the field
			}
			f.what = source + ": " + f.what
			if source != "all" && source != "wcxb" {
				f.peers = ""
			}
			if source == "wcxb" {
				f.peers = map[bool]string{true: ".939 go-trafilatura, .938 trafilatura"}[strings.HasSuffix(
					f.what, "body F1")]
			}
			out = append(out, f)
		}
	}
	return out
}

// personsMark begins the line of personsScore.
const personsMark = "PERSONS_AUTHOR_F1 "

// personsScore scores authors against the dataset's truth without the entries that are no person and no agency: the
// scorer counts the outlet and its newsroom as authors, which the product names as none. Empty when no page has truth.
func personsScore(dir string, answers map[string]readingAnswer) (string, error) {
	pages, err := dataset.Pages[struct{ Authors []string }](dir)
	if err != nil {
		return "", err
	}
	sum, n := 0., 0
	for _, p := range pages {
		if id := dataset.PageID(p.File); p.Truth.Authors != nil {
			sum += dataset.SetF1(dataset.Names(dataset.Persons(id, p.Truth.Authors)), dataset.Names(answers[id].Authors))
			n++
		}
	}
	if n == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s%.3f\n", personsMark, sum/float64(n)), nil
}

// summaryPeers are others' figures on the files of reference summaries, by name.
var summaryPeers = map[string]string{
	"cnndm-train":   "41.7/18.7 Lead-3, 43.3/19.0 prototype (held out)",
	"cnndm-val":     "29.0/10.9 Lead, 32.6/12.9 prototype",
	"xsum":          "19.4/2.0 Lead, 22.3/3.5 prototype",
	"newsumm":       "49.4/26.0 Lead, 51.6/27.5 prototype",
	"bbc-ext":       "63.0 Lead, 77.1 TextRank, 77.8 prototype",
	"rt-ru":         "24.0/8.0 Lead, 25.8/8.7 prototype",
	"sci-ru":        "17.9/4.8 Lead, 26.6/11.1 prototype",
	"tes-tr":        "68.5 Lead, 73.0 centroid, 74.2 prototype",
	"xtinge-tr":     "70.5 Lead, 54.1 prototype",
	"head-kzgov-ru": "28.6 Lead, 27.8 prototype",
}

func summaryMeasure(k dataset.Summary) measure {
	return measure{
		name: "summary-" + k.Name(), task: "summary",
		cases: func(data string) ([]any, error) {
			rows, err := dataset.Read[textCase](filepath.Join(data, "summary", k.File))
			if err != nil {
				return nil, err
			}
			var out []any
			for _, r := range rows {
				out = append(out, map[string]any{
					"id": r.ID, "lang": r.Lang, "title": r.Title, "text": r.Text,
					"max": k.Most,
				})
			}
			return out, nil
		},
		judge: func(ctx context.Context, data, answers string) (string, error) {
			return goRun(ctx, filepath.Join(data, "..", "score", "rouge"), "rouge.go",
				"-gold", absolute(filepath.Join(data, "summary", k.File)), "-pred", absolute(answers), "-check")
		},
		figure: func(said string) []figure {
			f := find([]want{{"R1", `R1 (\S+)`, ""}, {"R2", `R2 (\S+)`, ""}, {"verbatim", `verbatim (\S+)`, ""}})(said)
			return []figure{{
				"R1/R2 (verbatim)", fmt.Sprintf("%s/%s (%s)", f[0].ours, f[1].ours, f[2].ours),
				summaryPeers[k.Name()],
			}}
		},
	}
}

// faithMeasure is the balanced accuracy of the guard on SummEdits' domains and on the other sources.
var faithMeasure = measure{
	name: "faith", task: "faith",
	cases: func(data string) ([]any, error) {
		return dataset.Lines(filepath.Join(data, "summary", "faith-dev.jsonl.gz"))
	},
	judge: func(_ context.Context, data, answers string) (string, error) {
		type row struct {
			ID, Source string
			Consistent bool
		}
		gold, err := dataset.Read[row](filepath.Join(data, "summary", "faith-dev.jsonl.gz"))
		if err != nil {
			return "", err
		}
		got, err := dataset.Read[row](answers)
		if err != nil {
			return "", err
		}
		said := map[string]bool{}
		for _, g := range got {
			said[g.ID] = g.Consistent
		}
		counts := map[string][4]float64{} // good kept, good, bad caught, bad
		for _, g := range gold {
			family, _, _ := strings.Cut(g.Source, "-")
			c := counts[family]
			if g.Consistent {
				c[1]++
				c[0] += float64(dataset.Bit(said[g.ID]))
			} else {
				c[3]++
				c[2] += float64(dataset.Bit(!said[g.ID]))
			}
			counts[family] = c
		}
		var b strings.Builder
		for _, f := range slices.Sorted(maps.Keys(counts)) {
			c := counts[f]
			fmt.Fprintf(&b, "%s %.1f, keeps %.1f %% of the good\n", f, 50*(c[0]/max(c[1], 1)+c[2]/max(c[3], 1)),
				100*c[0]/max(c[1], 1))
		}
		return b.String(), nil
	},
	figure: func(said string) []figure {
		var out []figure
		for line := range strings.Lines(said) {
			family, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			peers := ""
			if family == "summedits" {
				peers = "56.7 SummaCConv, 67.3 QAFactEval, 83.3 GPT-4"
			}
			out = append(out, figure{family + " balanced accuracy", rest, peers})
		}
		return out
	},
}

// bounceMeasure compares kind and recipients with the truth: failed takes hard or soft, temporary takes soft or
// delayed.
var bounceMeasure = measure{
	name: "bounces", task: "bounce",
	cases: func(data string) ([]any, error) {
		rows, err := dataset.Read[bounceTruth](filepath.Join(data, "bounces", "truth.jsonl"))
		if err != nil {
			return nil, err
		}
		var out []any
		for _, r := range rows {
			out = append(out, map[string]string{"file": filepath.Join(data, "bounces", r.File)})
		}
		return out, nil
	},
	judge: func(_ context.Context, data, answers string) (string, error) {
		truth, err := dataset.Read[bounceTruth](filepath.Join(data, "bounces", "truth.jsonl"))
		if err != nil {
			return "", err
		}
		got, err := dataset.Read[bounceTruth](answers)
		if err != nil {
			return "", err
		}
		var kind, people, scored, hard, hardRight float64
		for i, w := range truth {
			g := got[i]
			right := g.Kind == w.Kind || w.Kind == "failed" && (g.Kind == "hard" || g.Kind == "soft") ||
				w.Kind == "temporary" && (g.Kind == "soft" || g.Kind == "delayed")
			kind += float64(dataset.Bit(right))
			if w.Recipients != nil {
				scored++
				slices.Sort(w.Recipients)
				slices.Sort(g.Recipients)
				people += float64(dataset.Bit(slices.Equal(w.Recipients, g.Recipients)))
			}
			if g.Kind == "hard" && w.Kind != "failed" {
				hard++
				hardRight += float64(dataset.Bit(w.Kind == "hard"))
			}
		}
		return fmt.Sprintf("kind %.1f recipients %.1f hard %.0f/%.0f\n", 100*kind/float64(len(truth)),
			100*people/max(scored, 1), hardRight, hard), nil
	},
	figure: find([]want{
		{"kind %", `kind (\S+)`, "92.7 go-sisimai, 95.8 p5-sisimai, 53.0 listmonk"},
		{"recipients %", `recipients (\S+)`, "93.8 go-sisimai, 97.8 p5-sisimai"},
		{"hard precision", `hard (\S+)`, "83/83 go-sisimai, 77/199 listmonk"},
	}),
}

type bounceTruth struct {
	File       string   `json:"file"`
	Kind       string   `json:"kind"`
	Recipients []string `json:"recipients"`
}
