// Package faithfulness reports whether a summary in a model's own words claims what its source does not bear out:
// numbers, names, denials, opposites and the company words keep.
//
// It is a guard and not a proof: it knows no synonyms, so that it cannot tell a paraphrase from another claim made of
// other words. It changes no text and asks no model. Read faithfulness.go first: Unfounded is all of it; source.go
// reads a source and the claims of a summary, quoted.go tells quotations from words cut out of their sentence, words.go
// holds the tables of words (data/*.txt), numbers.go numbers in words.
package faithfulness
