package digest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// nameKey is how many bytes of a name find it in a text: every name that is looked for has at least outletName letters.
const nameKey = outletName

// nameFinder finds names in texts, all of them in one pass over a text.
type nameFinder struct {
	byKey map[string][]string // by their first nameKey bytes
	first [256]bool           // whether a name begins with a byte
}

// newNameFinder makes a finder of the outlets of some pieces, without names too short to say anything (outletName).
func newNameFinder(pieces []*piece) *nameFinder {
	f := &nameFinder{byKey: map[string][]string{}}
	seen := map[string]bool{}
	for _, p := range pieces {
		name := p.a.Outlet.Name
		if seen[name] || utf8.RuneCountInString(name) < outletName {
			continue
		}
		seen[name] = true
		f.byKey[name[:nameKey]] = append(f.byKey[name[:nameKey]], name)
		f.first[name[0]] = true
	}
	return f
}

// credits reports whether a piece's text or its by-line holds a name other than that of its own outlet.
func (f *nameFinder) credits(p *piece) bool {
	if len(f.byKey) == 0 {
		return false
	}
	own := p.a.Outlet.Name
	return f.names(p.body, own) ||
		slices.ContainsFunc(p.a.Authors, func(author string) bool { return f.names(author, own) })
}

// names reports whether a text holds a name other than own.
func (f *nameFinder) names(s, own string) bool {
	for i := 0; i+nameKey <= len(s); i++ {
		if !f.first[s[i]] {
			continue
		}
		for _, name := range f.byKey[s[i:i+nameKey]] {
			if name != own && strings.HasPrefix(s[i:], name) {
				return true
			}
		}
	}
	return false
}
