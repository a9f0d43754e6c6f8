// Command lab measures and trains attache on datasets of captured pages and texts. It is never part of the product:
// nothing of it is in the attache binary, but what it measures are the product's own functions with the product's own
// settings. This package does not measure anything itself, it chooses the command: internal/dataset reads the datasets,
// internal/eval measures, internal/train trains, internal/replay runs the program over the replayed web, internal/audit
// prints stories for a person to judge, internal/screens looks at letters and pages in a browser. Read main.go first,
// then internal/eval/predict.go.
//
//	lab predict TASK < cases.jsonl > answers.jsonl    answer cases, in their order
//	lab score all -data ../shared/kits                run the datasets' scorers and print our figures beside the peers'
//	lab train NAME -data ../shared/kits               make a table the product embeds, the same bytes every time
//	lab train all -check -data ../shared/kits         compare every table made anew with the embedded one, byte for byte
//	lab audit -data ../shared/kits -out DIR           print stories beside their pages, with a form to fill
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"attache/cmd/lab/internal/audit"
	"attache/cmd/lab/internal/eval"
	"attache/cmd/lab/internal/replay"
	"attache/cmd/lab/internal/screens"
	"attache/cmd/lab/internal/train"
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
		os.Exit(1)
	}
}

const usage = `usage:
  lab predict TASK [-jobs N] [-stats] < cases.jsonl    TASK: %s
  lab score all|NAME... -data DIR [-keep DIR]          NAME: %s
  lab train all|NAME -data DIR [-cldr DIR] [-out DIR] [-check] [-figures=false]
                                                       NAME: %s
  lab window [-n 100000] -data DIR                     grouping a full window of articles
  lab stages -data DIR                                 speed and memory of each stage on the same articles
  lab mail [-n 10000] [-connections 10] [-rounds 3]    delivery against Postfix's smtp-source
  lab replay -data DIR [-gap 1s] [-faults]             the program over the replayed web
  lab audit -data DIR -out DIR [-sets sites,reading,made] [-seed 1] [-stories N] [-dropped 60]
                                                       printed stories beside their pages, with a form to fill
  lab audit tally FORM.csv                             the table of a filled form
  lab screens [-out docs/screens] [-templates DIR]     pictures of letters and pages in a browser, and what is too wide
  lab discover -data DIR [-v]                          which way of reading each replayed host is found
`

func run(ctx context.Context, args []string) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "predict":
		return eval.Predict(ctx, args, os.Stdin, os.Stdout, os.Stderr)
	case "score":
		return eval.Score(ctx, args, os.Stdout)
	case "train":
		return train.Command(ctx, args, os.Stdout)
	case "window":
		return eval.Window(args, os.Stdout)
	case "stages":
		return eval.Stages(args, os.Stdout)
	case "mail":
		return eval.Mail(ctx, args, os.Stdout)
	case "replay":
		return replay.Replay(ctx, args, os.Stdout)
	case "audit":
		return audit.Command(ctx, args, os.Stdout)
	case "screens":
		return screens.Command(ctx, args, os.Stdout)
	case "discover":
		return replay.Discover(ctx, args, os.Stdout)
	default:
		fmt.Fprintf(
			os.Stderr,
			usage,
			strings.Join(eval.Tasks(), " "),
			strings.Join(eval.Scores(), " "),
			strings.Join(train.Names(), " "),
		)
		return flag.ErrHelp
	}
}
