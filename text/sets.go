package text

import (
	"slices"
	"strings"
)

// WordSet returns the set of the words of some lists, which white space parts.
func WordSet(lists ...string) map[string]bool {
	m := map[string]bool{}
	for _, l := range lists {
		for w := range strings.FieldsSeq(l) {
			m[w] = true
		}
	}
	return m
}

// ContainsFold reports whether s is in a list, whatever the case of its letters.
func ContainsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, s) })
}

// ListsLanguage reports whether a list of language codes covers lang; a bare code ("uz") covers its scripts
// ("uz-Cyrl").
func ListsLanguage(list []string, lang string) bool {
	bare, _, _ := strings.Cut(lang, "-")
	return slices.ContainsFunc(list,
		func(l string) bool { return strings.EqualFold(l, lang) || strings.EqualFold(l, bare) })
}
