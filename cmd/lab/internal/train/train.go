// Package train makes the tables that the product embeds, from the datasets, the same bytes every time: blocks, fields and date of
// package scrape, the language table of package text, and rarity, crossing, relevance, names and summary of package digest. It holds
// the learners (boost.go, oblivious.go) and what they learn from (rouge.go). It does not score the product's answers (package eval) and
// nothing of it is in the product. Read this file first: its table of trainers leads to each.
package train

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
)

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

// Command trains the table that args name.
func Command(args []string) error {
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
		return fmt.Errorf("there is no trainer %q; there are: %s", name, strings.Join(Names(), ", "))
	}
	return train(*kits, *out)
}

// Names returns the names of the trainers, in order.
func Names() []string { return slices.Sorted(maps.Keys(trainers)) }
