package faithfulness

import (
	"slices"
	"strings"

	"attache/text"
)

// Quoted returns the place in a source, in bytes, of one or more of its whole sentences in a row, or clauses of one
// (what semicolons part), that are word for word what is quoted; white space aside, and a stop at the end. ok is false
// when there is none: words cut out of their sentence may say the reverse of it.
func Quoted(source, quoted, lang string) (start, end int, ok bool) {
	want := plainEnd(oneSpace(quoted))
	if want == "" {
		return 0, 0, false
	}
	units := unitsOf(source, lang)
	for i := range units {
		rest := want
		for _, u := range units[i:] {
			said := oneSpace(source[u.Start:u.End])
			if plainEnd(said) == rest {
				return units[i].Start, u.End, true
			}
			var more bool
			if rest, more = strings.CutPrefix(rest, said); !more {
				break
			}
			rest = strings.TrimPrefix(rest, " ") // Chinese has none
		}
	}
	return 0, 0, false
}

// unitsOf returns the sentences of a text, those with semicolons in parts.
func unitsOf(s, lang string) (units []text.Span) {
	for _, sp := range text.Sentences(s, lang) {
		for {
			at := strings.Index(s[sp.Start:sp.End], "; ")
			if at < 0 {
				break
			}
			units = append(units, text.Span{Start: sp.Start, End: sp.Start + at + 1})
			sp.Start += at + 2
		}
		units = append(units, sp)
	}
	return units
}

func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// plainEnd cuts the mark with which a statement ends. A question mark or an exclamation mark stays.
func plainEnd(s string) string { return strings.TrimRight(s, " .;…") }

// verbatim reports whether every line of a summary is a quotation of the source.
func verbatim(source, summary, lang string) bool {
	for line := range strings.Lines(summary) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if _, _, ok := Quoted(source, line, lang); !ok {
			return false
		}
	}
	return true
}

// cutOff reports whether a sentence of the summary stands word for word in a sentence of the source that denies it, or
// leaves it open, in its other words, and in no other: "did not say that X" for "X".
func (src *sourceText) cutOff(words []string) bool {
	if len(words) == 0 || slices.ContainsFunc(words, denies) {
		return false
	}
	found := false
	for _, all := range src.words {
		for at := range len(all) - len(words) + 1 {
			if all[at] != words[0] || !slices.Equal(all[at:at+len(words)], words) {
				continue
			}
			found = true
			if !unsettledBefore(all[:at]) && !src.deniedAfter(all[at+len(words):]) {
				return false
			}
		}
	}
	return found
}

// unsettledBefore reports whether the words before a part of a sentence deny it or leave it open. A conjunction parts
// it from what is said before that.
func unsettledBefore(words []string) bool {
	for n := 1; n <= min(len(words), deniedWithin); n++ {
		switch w := words[len(words)-n]; {
		case conjunctions[w]:
			return false
		case denies(w) || deniedWords[w] || openWords[w]:
			return true
		}
	}
	return false
}

// deniedAfter reports whether the words after a part of a sentence deny it.
func (src *sourceText) deniedAfter(words []string) bool {
	if !suffixing[src.lang] {
		words = words[:min(len(words), deniedSoon)]
	}
	for _, w := range words {
		if conjunctions[w] {
			return false
		}
		if denies(w) || deniedWords[w] {
			return true
		}
	}
	return false
}

// How far a denial reaches, in words: forward ("did not, in a long interview, say that X"), and back, in languages
// whose verb does not stand last ("X, he denied").
const (
	deniedWithin = 10
	deniedSoon   = 4
)

var (
	// deniedWords say of what stands beside them that it is not so, besides negations.
	deniedWords = text.WordSet(`untrue false denying dismissed dismisses hoax`, `ложь неправда опроверг опровергла
	опровергли опровергает`, `жалған`, `жалган`, `yalanladı yalanladılar yalan`)
	// openWords leave it open whether what follows them is so.
	openWords = text.WordSet(`if unless whether allegedly supposedly rumour rumours rumor rumors doubt doubts doubted`,
		`если ли якобы будто слухи сомневается`, `егер`, `эгер`, `eğer`)
	// conjunctions join what may be said apart.
	conjunctions = text.WordSet(`and but while`, `и но а`, `және бірақ ал`, `жана бирок ал`, `ve ama fakat ancak`)
)
