package faithfulness

import (
	"slices"
	"strings"

	"attache/text"
)

// The limits of the guard, set on the dataset's edited and true summaries; docs/benchmarks.md has the figures.
const (
	// shortClaim, in words: a shorter summary offers little to check.
	shortClaim = 20
	// shortRuns is the share of the words of so short a summary that must stand in runs of three that the source has.
	shortRuns = 0.7
	// strangest is the share of neighbouring words that the source never has near each other, above which a summary is
	// too free.
	strangest = 0.95
	// fewPairs is the number of such pairs below which no summary is too free.
	fewPairs = 12
	// pairReach, in words, is how near each other the source has two words that count as near.
	pairReach = 6
	// deniedEnough is the share of a source's sentences that deny, above which one more denial says nothing.
	deniedEnough = 0.5
	// tellingSame is the share of a sentence's words in one sentence of the source, at which both speak of the same.
	tellingSame = 0.5
	// likest is the number of the source's sentences that one of the summary is compared with, each with its neighbours.
	likest = 3
	// roundedBy is the part of a number by which "about 500" may be off at most.
	roundedBy = 0.05
)

// Unfounded returns in a few words what in a summary its source does not bear out, as far as numbers, names, denials,
// opposites and the company words keep can tell; "" when nothing was found, as for whole sentences that are quoted word
// for word (Quoted). lang is the source's language; "" = as it seems.
func Unfounded(lang, source, summary string) string {
	lang = text.LanguageOf(lang, "", source)
	if verbatim(source, summary, lang) {
		return ""
	}
	src := readSource(source, lang)
	for _, sp := range text.Sentences(summary, lang) {
		if src.cutOff(text.Words(summary[sp.Start:sp.End])) {
			return "a missing denial"
		}
	}
	claims := readClaims(summary, lang)
	for i := range claims {
		switch c := &claims[i]; {
		case c.stranger(src):
			return "the name " + c.text
		case src.holds(c):
		case c.number && !src.rounds(claims, i):
			return "the number " + c.text
		case c.name && !src.names(c) && !src.abbreviates(claims, i):
			return "the name " + c.text
		}
	}
	for rest := claims; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].sentence == rest[0].sentence {
			n++
		}
		if why := src.doubt(rest[:n]); why != "" {
			return why
		}
		rest = rest[n:]
	}
	switch {
	case len(claims) <= shortClaim && src.runs(claims) < shortRuns*float64(len(claims)):
		return "too short and too free to check"
	case src.strange(claims):
		return "too free to check"
	}
	return ""
}

// doubt says what is wrong with one sentence of a summary beyond its names and numbers.
func (src *sourceText) doubt(claims []claim) string {
	alike := src.alike(claims)
	for i := range claims {
		c := &claims[i]
		held := src.holds(c)
		if src.said[c.text] || held && !suffixing[src.lang] {
			// where stems are cut short, million and milliard have one
			continue
		}
		if o := src.rival(c, alike); o != "" {
			return "the word " + c.text + " where the text has " + o
		}
		if held {
			continue
		}
		if o := src.contrary(c, alike); o != "" {
			return "the word " + c.text + " where the text has " + o
		}
		if src.unsaid(c, alike) {
			return "the word " + c.text
		}
	}
	switch {
	case src.overdenies(claims, alike):
		return "a denial"
	case src.underdenies(claims):
		return "a missing denial"
	}
	return ""
}

// contrary returns the opposite of a word that the source has instead of it; "" when there is none. A change up or down
// that the likest sentence tells with another word is no doubt.
func (src *sourceText) contrary(c *claim, alike []int) string {
	words := tables()
	if side := words.directions[c.text]; side != 0 && len(alike) > 0 {
		for w, s := range words.directions {
			if s == side && src.near(w, alike[:1]) {
				return ""
			}
		}
	}
	for _, o := range words.opposites[c.text] {
		if src.near(o, alike) {
			return o
		}
	}
	for _, p := range denyingPrefixes {
		if rest, ok := strings.CutPrefix(c.text, p); ok && len(rest) > 4 && src.said[rest] {
			return rest
		}
		if len(c.text) > 4 && src.said[p+c.text] {
			return p + c.text
		}
	}
	return ""
}

// rival returns a word of the likest sentences that excludes a word of the summary: Tuesday where the text has Friday.
// A word of the same sense anywhere in the source clears it.
func (src *sourceText) rival(c *claim, alike []int) string {
	for _, r := range tables().rivals[rivalKey(c.text, src.lang)] {
		if slices.ContainsFunc(r.set[r.group], func(w string) bool { return len(src.rivals[w]) > 0 }) {
			continue
		}
		for _, w := range slices.Concat(r.set...) {
			if beside(src.rivals[w], alike) {
				return w
			}
		}
	}
	return ""
}

// unsaid reports whether a word that narrows or blames has nothing of its sense near what the source says of the
// matter.
func (src *sourceText) unsaid(c *claim, alike []int) bool {
	for _, k := range tables().careful {
		if !k.summary[c.text] {
			continue
		}
		for w := range k.source {
			if src.near(w, alike) {
				return false
			}
		}
		return true
	}
	return false
}

// overdenies reports whether a sentence of the summary denies what the source does not, neither in the likest sentence
// nor elsewhere with the same words.
func (src *sourceText) overdenies(claims []claim, alike []int) bool {
	if !anyDenies(claims) || float64(src.denials) > deniedEnough*float64(len(src.denied)) {
		return false
	}
	return len(alike) > 0 && !src.denied[alike[0]] && !src.deniesSame(claims)
}

// deniesSame reports whether each word that the summary denies stands soon after a denial in the source too.
func (src *sourceText) deniesSame(claims []claim) bool {
	for i := range claims {
		if claims[i].denies && !slices.ContainsFunc(claims[i+1:min(len(claims), i+4)], src.deniesWord) {
			return false
		}
	}
	return true
}

func (src *sourceText) deniesWord(c claim) bool {
	if !c.content {
		return false
	}
	for _, s := range src.at[c.stem] {
		words := src.sentences[s]
		for k, w := range words {
			if w == c.stem && slices.ContainsFunc(words[max(0, k-4):k], denies) {
				return true
			}
		}
	}
	return false
}

// underdenies reports whether a sentence of the summary says what a source sentence says of the same words, but without
// its denial.
func (src *sourceText) underdenies(claims []claim) bool {
	if anyDenies(claims) {
		return false
	}
	stems := map[string]bool{}
	for i := range claims {
		if claims[i].content || claims[i].number {
			stems[claims[i].stem] = true
		}
	}
	if len(stems) < 4 {
		return false
	}
	for s, words := range src.sentences {
		if !src.denied[s] {
			continue
		}
		hit := map[string]bool{}
		near := false
		for k, w := range words {
			if stems[w] {
				hit[w] = true
			}
			if denies(w) {
				for _, x := range words[max(0, k-2):min(len(words), k+4)] {
					near = near || stems[x]
				}
			}
		}
		if near && float64(len(hit)) >= tellingSame*float64(len(stems)) {
			return true
		}
	}
	return false
}

func anyDenies(claims []claim) bool {
	return slices.ContainsFunc(claims, func(c claim) bool { return c.denies })
}

// runs counts the words of a summary that end a run of three which the source has.
func (src *sourceText) runs(claims []claim) float64 {
	n := 0.0
	for i := 2; i < len(claims); i++ {
		if src.triples[[3]string{claims[i-2].stem, claims[i-1].stem, claims[i].stem}] {
			n++
		}
	}
	return n
}

// strange reports whether nearly none of the words that say something stand near each other in the source as they do in
// the summary.
func (src *sourceText) strange(claims []claim) bool {
	pairs, missing, last := 0, 0, -1
	for i := range claims {
		if !claims[i].content {
			continue
		}
		if last >= 0 && claims[last].sentence == claims[i].sentence {
			pairs++
			if !src.together(claims[last].stem, claims[i].stem) {
				missing++
			}
		}
		last = i
	}
	return pairs >= fewPairs && float64(missing) > strangest*float64(pairs)
}

// together reports whether b stands soon after a in the source.
func (src *sourceText) together(a, b string) bool {
	for _, s := range src.at[a] {
		words := src.sentences[s]
		for k, w := range words {
			if w == a && slices.Contains(words[k+1:min(len(words), k+1+pairReach)], b) {
				return true
			}
		}
	}
	return false
}
