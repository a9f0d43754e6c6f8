package dataset

import "strings"

// Summary is one file of articles with reference summaries, in the folder summary.
type Summary struct {
	File string
	Most int // sentences that a summary may have
}

// Name returns the file's name without its ending.
func (s Summary) Name() string {
	name, _, _ := strings.Cut(s.File, ".")
	return name
}

// Summaries are the files with reference summaries, in order of name. Tables are trained in this order, so it decides
// their bytes.
var Summaries = []Summary{
	{"bbc-ext.jsonl.gz", 8},
	{"clusters-en.jsonl", 10},
	{"cnndm-train.jsonl", 3},
	{"cnndm-val.jsonl.gz", 3},
	{"head-kzgov-ru.jsonl", 1},
	{"head-tr.jsonl", 1},
	{"newsumm.jsonl.gz", 5},
	{"rt-ru.jsonl.gz", 4},
	{"sci-ru.jsonl.gz", 7},
	{"tes-tr.jsonl", 5},
	{"xsum.jsonl.gz", 2},
	{"xtinge-tr.jsonl", 8},
}
