package text

import "strings"

// WordSet returns the set of the words in lists, which are parted by white space. Case is kept.
func WordSet(lists ...string) map[string]bool {
	m := map[string]bool{}
	for _, list := range lists {
		for _, w := range strings.Fields(list) {
			m[w] = true
		}
	}
	return m
}
