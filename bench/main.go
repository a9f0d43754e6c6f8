// Command attachebench reads the captured pages of the dataset reading with attache and with the open Go readers beside
// it, in one run, single-threaded, from raw bytes to all fields, and prints one table in Markdown: accuracy by the
// dataset's own scorer, pages per CPU second, peak memory, and cost by page size. It is a module of its own, so that the
// readers it measures are no dependency of the product.
//
//	go run . -data DATA [-rounds 3] [-out DIR]    in this folder
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"attachebench/dataset"
)

func main() {
	data := flag.String("data", "", "folder of the datasets; the scorers lie in ../score beside it")
	rounds := flag.Int("rounds", 3, "rounds over all pages; the figures are medians of them")
	out := flag.String("out", "", "folder for the answers, one <system>.json each; empty = a temporary one")
	limit := flag.Int("pages", 0, "read only so many pages; 0 = all")
	flag.Parse()
	runtime.GOMAXPROCS(1) // the collector's work is then part of each system's own time
	if err := run(os.Stdout, *data, *out, *rounds, *limit); err != nil {
		fmt.Fprintln(os.Stderr, "attachebench:", err)
		os.Exit(1)
	}
}

// run measures everything and prints the tables.
func run(w io.Writer, data, out string, rounds, limit int) error {
	pages, err := dataset.Pages(data, limit)
	if err != nil {
		return err
	}
	if out == "" {
		if out, err = os.MkdirTemp("", "attachebench"); err != nil {
			return err
		}
		defer os.RemoveAll(out)
	}
	peaks, err := peakMemory(data, limit)
	if err != nil {
		return err
	}
	speeds, answers, err := speed(pages, max(rounds, 1))
	if err != nil {
		return err
	}
	for i, s := range systems {
		if err := writeAnswers(filepath.Join(out, s.name+".json"), answers[i]); err != nil {
			return err
		}
	}
	scores, err := score(data, out)
	if err != nil {
		return err
	}
	if limit == 0 {
		printScores(w, scores)
	}
	printSpeeds(w, len(pages), speeds, peaks)
	printSizes(w, sizes())
	return nil
}
