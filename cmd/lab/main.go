// Command lab measures and trains attache on kits of captured pages and texts. It is never part of the product: nothing of it is in
// the attache binary, but what it measures are the product's own functions with the product's own settings.
//
//	lab predict TASK < cases.jsonl > answers.jsonl    answer cases, in their order
//	lab score all -kits ../shared/kits                run the kits' scorers and print our figures beside the peers'
//	lab train NAME -kits ../shared/kits               make a table the product embeds, the same bytes every time
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "lab:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has been called
	}
}

const usage = `usage:
  lab predict TASK [-jobs N] [-stats] < cases.jsonl    TASK: %s
  lab score all|NAME... -kits DIR [-keep DIR]          NAME: %s
  lab train NAME -kits DIR [-out DIR]                  NAME: %s
  lab window [-n 100000] -kits DIR                     grouping a full window of articles
  lab stages -kits DIR                                 speed and memory of each stage on the same articles
  lab mail [-n 10000] [-connections 10] [-rounds 3]    delivery against Postfix's smtp-source
  lab replay -kits DIR [-gap 1s] [-faults]             the program over the replayed web
  lab discover -kits DIR [-v]                          which way of reading each replayed host is found
`

func run(ctx context.Context, args []string) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "predict":
		return predictCommand(ctx, args, os.Stdin, os.Stdout, os.Stderr)
	case "score":
		return scoreCommand(ctx, args, os.Stdout)
	case "train":
		return trainCommand(args)
	case "window":
		return windowCommand(args, os.Stdout)
	case "stages":
		return stagesCommand(args, os.Stdout)
	case "mail":
		return mailCommand(ctx, args, os.Stdout)
	case "replay":
		return replayCommand(ctx, args, os.Stdout)
	case "discover":
		return discoverCommand(ctx, args, os.Stdout)
	default:
		fmt.Fprintf(os.Stderr, usage, strings.Join(names(tasks), " "), strings.Join(scoreNames(), " "), strings.Join(names(trainers), " "))
		return flag.ErrHelp
	}
}

// names lists the keys of a table in order.
func names[T any](m map[string]T) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// trainers are the tables that can be made again: each reads the kits and writes under a folder (by default where it is embedded from).
var trainers = map[string]func(kits, out string) error{
	"blocks":          trainBlocks,
	"crossing":        trainCrossing,
	"crossing-check":  checkCrossing,
	"fields":          trainFields,
	"language":        trainLanguage,
	"names":           trainNames,
	"rarity":          trainRarity,
	"relevance":       trainRelevance,
	"summary":         trainSummary,
	"summary-check":   checkSummary,
	"summary-sources": checkSources,
}

func trainCommand(args []string) error {
	fs := flag.NewFlagSet("train", flag.ContinueOnError)
	kits := fs.String("kits", "../shared/kits", "folder of the kits")
	out := fs.String("out", ".", "root of the checkout to write the table into")
	name := ""
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	train, ok := trainers[name]
	if !ok {
		return fmt.Errorf("there is no trainer %q; there are: %s", name, strings.Join(names(trainers), ", "))
	}
	return train(*kits, *out)
}

func predictCommand(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) error {
	fs := flag.NewFlagSet("predict", flag.ContinueOnError)
	jobs := fs.Int("jobs", runtime.NumCPU(), "cases worked on at a time")
	stats := fs.Bool("stats", false, "print documents/s, CPU seconds and peak memory on standard error")
	name := ""
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	t, ok := tasks[name]
	if !ok {
		return fmt.Errorf("there is no task %q; there are: %s", name, strings.Join(names(tasks), ", "))
	}
	if *jobs < 1 {
		return fmt.Errorf("-jobs %d: at least one", *jobs)
	}
	s, err := predict(ctx, t, *jobs, in, out)
	if *stats {
		fmt.Fprintln(errOut, s)
	}
	return err
}
