// Package relevance judges whether an article is about foreign policy (relations between states or with international
// organisations), and whether a digest keeps it: by a probability with its reasons, by the topic's own lists, and by
// what the digest learned from an editor's decisions.
//
// It works on one article at a time. It does not group, order or write, and it knows no issue. Read judge.go first:
// Judge and Correct; model.go weighs the features that features.go, balance.go and themes.go find in a text, learn.go
// makes a correction out of decisions. The table data/relevance.bin is made by `lab train relevance`; data/terms.tsv is
// written by hand.
package relevance
