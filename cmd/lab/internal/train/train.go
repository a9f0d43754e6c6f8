// Package train makes the tables that the product embeds from the datasets, the same bytes every time: the languages
// and the rarity of words of package text, the models of package scrape/page, the names, the crossing, the relevance
// and the summary tables of the packages of digest. It holds the learners (boost.go, oblivious.go), the measure that
// summaries are compared by (rouge.go), and the figures on data held out of training (bodies.go, nested.go,
// summary_check.go). It does not score the product's answers (package eval), and nothing of it is in the product. Read
// train.go first: the table trainers leads to each.
package train

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"attache/cmd/lab/internal/dataset"
)

// job is what a trainer is given.
type job struct {
	data    string    // folder of the datasets
	root    string    // root of the checkout: the tables' place, and that of the pages written for tests
	cldr    string    // folder of the unpacked CLDR packages; "" = none
	figures bool      // also print what the tables are worth on data they have not learnt from
	out     io.Writer // of figures and progress
}

// tables are files that the product embeds, by their path below the root of the checkout, with slashes.
type tables map[string][]byte

// trainer learns one or more tables.
type trainer struct {
	name  string
	files []string // those it makes
	after []string // trainers whose tables the program reads its examples with: it learns anew when they change
	learn func(j *job) (tables, error)
}

// trainers in order of dependence.
var trainers = []trainer{
	{name: "language", files: []string{"text/language.bin"}, learn: trainLanguage},
	{
		name:  "title",
		files: []string{"scrape/page/title.model"},
		after: []string{"language"},
		learn: trainField("title"),
	},
	{
		name:  "authors",
		files: []string{"scrape/page/authors.model"},
		after: []string{"language", "title"},
		learn: trainField("authors"),
	},
	{name: "date", files: []string{"scrape/page/date.model"}, after: []string{"language", "title"}, learn: trainDate},
	{
		name: "blocks", files: []string{"scrape/page/blocks.model"}, after: []string{"language", "title"},
		learn: trainBlocks,
	},
	{name: "names", files: []string{"digest/entities/data/names.tsv"}, learn: trainNames},
	{name: "rarity", files: []string{"text/rarity.bin"}, learn: trainRarity},
	{
		name:  "crossing",
		files: []string{"digest/cluster/data/crossing.bin"},
		after: []string{"names", "rarity"},
		learn: trainCrossing,
	},
	{
		name: "relevance", files: []string{"digest/relevance/data/relevance.bin"}, after: []string{"names"},
		learn: trainRelevance,
	},
	{name: "summary", files: summaryFiles, learn: trainSummary},
}

// groups are names for several trainers.
var groups = map[string][]string{"all": nil, "fields": {"title", "authors", "date"}}

// checks print figures that take long, and make no table.
var checks = map[string]func(j *job) error{
	"crossing-check":  checkCrossing,
	"summary-check":   checkSummary,
	"summary-sources": checkSources,
}

// Names returns what Command takes as a name.
func Names() []string {
	out := []string{"all", "fields"}
	for _, t := range trainers {
		out = append(out, t.name)
	}
	return append(out, "crossing-check", "summary-check", "summary-sources")
}

// Command trains the tables that args name and writes them where they are embedded from. Several are trained in order
// of dependence, each by a program built with the tables made before it. With -check it writes nothing and compares.
func Command(ctx context.Context, args []string, out io.Writer) error {
	name := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	fs := flag.NewFlagSet("train", flag.ContinueOnError)
	j := &job{out: out}
	data := dataset.Flag(fs)
	fs.StringVar(&j.root, "out", ".", "`DIR` of the checkout whose tables are written or, with -check, compared")
	fs.StringVar(&j.cldr, "cldr", "", "`DIR` of the unpacked CLDR packages that names are made from (make cldr)")
	fs.BoolVar(&j.figures, "figures", true, "also print what a table is worth on data it has not learnt from")
	check := fs.Bool("check", false, "compare what is learnt with the checkout's tables, byte for byte; write nothing")
	if err := fs.Parse(args); err != nil {
		return err
	}
	j.data = *data
	if fs.NArg() > 0 {
		return fmt.Errorf("%q comes after the flags: the name comes first, as in lab train %[1]s -check", fs.Arg(0))
	}
	if f := checks[name]; f != nil {
		return f(j)
	}
	chosen, err := withName(name)
	switch {
	case err != nil:
		return err
	case *check:
		return compare(j, chosen)
	case len(chosen) > 1:
		return inTurn(ctx, j, chosen)
	}
	return chosen[0].write(j)
}

// withName returns the trainers of a name, in order of dependence.
func withName(name string) ([]trainer, error) {
	members, group := groups[name]
	var out []trainer
	for _, t := range trainers {
		if t.name == name || group && (members == nil || slices.Contains(members, t.name)) {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no trainer %q; there are: %s", name, strings.Join(Names(), ", "))
	}
	return out, nil
}

// write learns a trainer's tables and writes them.
func (t trainer) write(j *job) error {
	made, err := t.learn(j)
	if err != nil {
		return fmt.Errorf("train %s: %w", t.name, err)
	}
	for _, name := range t.files {
		path := filepath.Join(j.root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(path, made[name], 0o644); err != nil {
			return fmt.Errorf("write the table of %s: %w", t.name, err)
		}
	}
	return nil
}

// missing returns what a trainer lacks, for which a group skips it; "" = nothing.
func (t trainer) missing(j *job) string {
	if t.name == "names" && j.cldr == "" {
		return "needs -cldr DIR, the packages that `make cldr` brings"
	}
	return ""
}

// inTurn runs each trainer as a program of its own, built from the checkout, so that it reads its examples with the
// tables made before.
func inTurn(ctx context.Context, j *job, chosen []trainer) error {
	if _, err := os.Stat(filepath.Join(j.root, "go.mod")); err != nil {
		return fmt.Errorf("%s is no checkout of the program, and several tables are trained in turn, each with those "+
			"before it built in: say where the checkout is with -out", j.root)
	}
	data, err := filepath.Abs(j.data)
	if err != nil {
		return err
	}
	cldr := ""
	if j.cldr != "" {
		if cldr, err = filepath.Abs(j.cldr); err != nil {
			return err
		}
	}
	for _, t := range chosen {
		if why := t.missing(j); why != "" {
			fmt.Fprintf(j.out, "%s: skipped, %s\n", t.name, why)
			continue
		}
		begin := time.Now()
		args := []string{"run", "./cmd/lab", "train", t.name, "-data", data, "-cldr", cldr}
		args = append(args, fmt.Sprintf("-figures=%t", j.figures))
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = j.root, j.out, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("train %s: %w", t.name, err)
		}
		fmt.Fprintf(j.out, "%s: made in %.0f s\n", t.name, time.Since(begin).Seconds())
	}
	return nil
}

// compare learns the tables with those that are built in and says of each whether the checkout has the same bytes. When
// all are the same, so is what inTurn would make: each was learnt with tables that equal those made before it.
func compare(j *job, chosen []trainer) error {
	j.figures = false
	stale := map[string]bool{} // trainers whose tables differ, or would if what they depend on were made anew
	differ := 0
	for _, t := range chosen {
		if why := t.missing(j); why != "" {
			fmt.Fprintf(j.out, "%s: skipped, %s\n", t.name, why)
			continue
		}
		begin := time.Now()
		made, err := t.learn(j)
		if err != nil {
			return fmt.Errorf("train %s: %w", t.name, err)
		}
		took := time.Since(begin).Seconds()
		for _, name := range t.files {
			old, err := os.ReadFile(filepath.Join(j.root, filepath.FromSlash(name)))
			if err != nil {
				return fmt.Errorf("read the table to compare with: %w", err)
			}
			said := difference(old, made[name])
			if said != "same bytes" {
				differ++
				stale[t.name] = true
			}
			fmt.Fprintf(j.out, "%s: %s: %s, %.0f s\n", t.name, name, said, took)
		}
		for _, before := range t.after {
			if stale[before] {
				stale[t.name] = true
				fmt.Fprintf(j.out, "%s: learnt with the old table of %s\n", t.name, before)
			}
		}
	}
	if differ > 0 {
		return fmt.Errorf("%d tables differ from those of the checkout; `lab train NAME` writes them", differ)
	}
	return nil
}

// difference returns how two tables differ, in words.
func difference(old, made []byte) string {
	if bytes.Equal(old, made) {
		return "same bytes"
	}
	if len(old) != len(made) {
		return fmt.Sprintf("differs: %d bytes, made anew %d", len(old), len(made))
	}
	n, first := 0, -1
	for i := range old {
		if old[i] != made[i] {
			if n++; first < 0 {
				first = i
			}
		}
	}
	return fmt.Sprintf("differs: %d of %d bytes, the first at %d", n, len(old), first)
}
