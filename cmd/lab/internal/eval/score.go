package eval

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"attache/cmd/lab/internal/dataset"
)

// A measure is one row group of the score table: cases made from a dataset, answered by the product, judged by the
// dataset's own scorer.
type measure struct {
	name string
	task string
	// the task's input lines, made from the dataset
	cases  func(data string) ([]any, error)
	judge  func(ctx context.Context, data, answers string) (string, error) // the scorer's printed words
	figure func(said string) []figure                                      // what of them goes into the table
	// what to know of the figures, printed under them
	note string
}

// figure is one number beside the peers'.
type figure struct{ what, ours, peers string }

// measures in the order of the table. Peers' figures are those of the datasets' description.
func measures() []measure {
	m := []measure{readingMeasure("reading"), readingMeasure("reading-charset")}
	m = append(m,
		goldMeasure("language", "language", "judgment/lid.jsonl", "lid", []want{
			{"4 words", `LID w4\s+core12 \S+\s+all (\S+)`, ".976 prototype, .57 whatlanggo, .72 lingua-go"},
			{"8 words", `LID w8\s+core12 \S+\s+all (\S+)`, ".994 prototype"},
			{"headlines", `LID head\S*\s+core12 \S+\s+all (\S+)`, ".990 prototype"},
			{"news", `LID news\s+core12 \S+\s+all (\S+)`, ".999 prototype"},
		}),
		goldMeasure("relevance", "relevance", "judgment/relevance.jsonl", "relevance", []want{
			{"macro F1", `MACRO_F1 (\S+)`, ".732 prototype (held out)"},
			{"macro AUC", `\sMACRO_AUC (\S+)`, ".934 prototype"},
			{"SIB macro AUC", `SIB_MACRO_AUC (\S+)`, ".860 prototype"},
		}).noted("these texts are what the table was learnt from: for the figures on texts not seen, run `lab train "+
			"relevance -out DIR`, last line (nested)"),
		goldMeasure("entities", "entities", "judgment/entities.jsonl", "entities",
			[]want{{"countries macro F1", `ENTITY_MACRO_F1 (\S+)`, ".885 prototype"}}),
		kazakhMeasure, seedMeasure,
		goldMeasure("neardup", "neardup", "judgment/neardup.jsonl.gz", "neardup", []want{
			{"F1", `NEARDUP .*\bF1=(\S+)`, ".975 prototype"}, {"false positives", `HARDNEG_FPR=(\S+)`, ""},
		}),
		goldMeasure("stories-uci", "stories", "judgment/stories_uci.jsonl", "stories",
			[]want{{"B-cubed F1", `BCUBED .*\bF1=(\S+)`, ".775 prototype"}}),
		goldMeasure("stories-tr", "stories", "judgment/stories_trtrend.jsonl", "stories",
			[]want{{"B-cubed F1", `BCUBED .*\bF1=(\S+)`, ".614 prototype"}}),
		goldMeasure("pairs", "pairs", "judgment/story_pairs.jsonl", "stories -pairs", []want{
			{"ru F1", `PAIRS ru .*\bF1=(\S+)`, ".75 prototype"}, {"en F1", `PAIRS en .*\bF1=(\S+)`, ".82 prototype"},
		}),
	)
	for _, s := range dataset.Summaries {
		m = append(m, summaryMeasure(s))
	}
	return append(m, faithMeasure, bounceMeasure)
}

// noted is the measure with something to know of its figures.
func (m measure) noted(note string) measure {
	m.note = note
	return m
}

// Scores returns the names of the measures, and all, in the order of the table.
func Scores() []string {
	out := []string{"all"}
	for _, m := range measures() {
		out = append(out, m.name)
	}
	return out
}

// Score runs the measures that args name and prints a table of our figures beside the peers'.
func Score(ctx context.Context, args []string, out io.Writer) error {
	fs := flag.NewFlagSet("score", flag.ContinueOnError)
	data := dataset.Flag(fs)
	keep := fs.String("keep", "", "folder to keep answers and scorers' words in; none = a temporary one")
	var chosen []string
	for len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		chosen, args = append(chosen, args[0]), args[1:]
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	if _, err := os.Stat(*data); err != nil {
		return fmt.Errorf("the datasets are not there: %w (say where with -data)", err)
	}
	dir := *keep
	if dir == "" {
		tmp, err := os.MkdirTemp("", "lab-score-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp) // a temporary folder
		dir = tmp
	} else if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	tw := tabwriter.NewWriter(out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(tw, "dataset\tfigure\tattache\tpeers\tdocuments/CPU s\tpeak RSS MB")
	ran := false
	for _, m := range measures() {
		if len(chosen) > 0 && !slices.Contains(chosen, "all") && !slices.Contains(chosen, m.name) {
			continue
		}
		ran = true
		if err := m.run(ctx, *data, dir, tw); err != nil {
			return fmt.Errorf("score %s: %w", m.name, err)
		}
		if err := tw.Flush(); err != nil {
			return err
		}
		if m.note != "" {
			fmt.Fprintf(out, "  note on %s: %s\n", m.name, m.note)
		}
	}
	if !ran {
		return fmt.Errorf("there is no score %q; there are: %s", chosen, strings.Join(Scores(), ", "))
	}
	return nil
}

func (m measure) run(ctx context.Context, data, dir string, out io.Writer) error {
	cases, err := m.cases(data)
	if err != nil {
		return err
	}
	var in bytes.Buffer
	e := encoder(&in)
	for _, c := range cases {
		if err := e.Encode(c); err != nil {
			return err
		}
	}
	name := filepath.Join(dir, m.name+".jsonl")
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	st, err := predict(ctx, tasks[m.task], runtime.NumCPU(), &in, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	said, err := m.judge(ctx, data, name)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, m.name+".txt"), []byte(said), 0o640); err != nil {
		return err
	}
	for i, f := range m.figure(said) {
		speed, rss := "", ""
		if i == 0 {
			speed, rss = fmt.Sprintf("%.0f", float64(st.cases)/max(st.cpu, time.Millisecond).Seconds()),
				fmt.Sprintf("%.0f", float64(st.rss)/1e6)
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", m.name, f.what, f.ours, f.peers, speed, rss)
	}
	return nil
}

// want is a figure and the expression whose first group finds it in a scorer's words.
type want struct{ what, pattern, peers string }

func find(wants []want) func(string) []figure {
	return func(said string) []figure {
		var out []figure
		for _, w := range wants {
			v := "?"
			if m := regexp.MustCompile(`(?m)` + w.pattern).FindStringSubmatch(said); m != nil {
				v = m[1]
			}
			out = append(out, figure{w.what, v, w.peers})
		}
		return out
	}
}

// goldMeasure is a dataset whose gold lines are the task's input, with a scorer called as: main.go [flags] GOLD
// ANSWERS.
func goldMeasure(name, task, gold, scorer string, wants []want) measure {
	return measure{
		name: name, task: task, figure: find(wants),
		cases: func(data string) ([]any, error) { return dataset.Lines(filepath.Join(data, gold)) },
		judge: func(ctx context.Context, data, answers string) (string, error) {
			dir, flags, _ := strings.Cut(scorer, " ")
			args := append(strings.Fields(flags), absolute(filepath.Join(data, gold)), absolute(answers))
			return goRun(ctx, filepath.Join(data, "..", "score", dir), "main.go", args...)
		},
	}
}

// goRun runs one of the scorers and returns what it printed.
func goRun(ctx context.Context, dir, file string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"run", file}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("scorer in %s: %w: %s", dir, err, strings.TrimSpace(errOut.String()))
	}
	return out.String(), nil
}

func absolute(p string) string {
	a, err := filepath.Abs(p)
	if err != nil {
		return p
	}
	return a
}
