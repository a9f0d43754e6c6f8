package newsroom

import (
	"strings"

	"attache/news"
)

// Fate is what became of an article that an issue judged: at which stage it was lost.
type Fate string

// The fates, in the order of the stages.
const (
	FateDropped Fate = "by-hand"   // somebody at the desk dropped it
	FateFailed  Fate = "failed"    // attache itself failed on it
	FateTopic   Fate = "off-topic" // it does not belong in the digest
	FateTold    Fate = "told"      // an earlier issue had it, or it adds nothing to one
	FateCopy    Fate = "copy"      // another outlet's text, or the same one twice
	FateCut     Fate = "cut"       // its story found no room: a cap
	FateKept    Fate = "kept"
)

// Fates lists them in order.
var Fates = []Fate{FateDropped, FateFailed, FateTopic, FateTold, FateCopy, FateCut, FateKept}

// FateOf is what a verdict says: its first reason decides.
func FateOf(v *news.Verdict) Fate {
	if v.Kept {
		return FateKept
	}
	code := ""
	if len(v.Reasons) > 0 {
		code = v.Reasons[0].Code
	}
	switch {
	case code == "chosen":
		return FateDropped
	case code == "failed":
		return FateFailed
	case code == "sent" || code == "repetition":
		return FateTold
	case code == "duplicate" || v.DuplicateOf != 0:
		return FateCopy
	case strings.HasPrefix(code, "cut-") || code == "left-out":
		return FateCut
	}
	return FateTopic
}
