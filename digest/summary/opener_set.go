package summary

import (
	"strings"
	"sync"
	"unicode/utf8"

	"attache/text"
)

// openerTable finds which of a language's openers a sentence begins with, by their first letters. It is made for a
// language when that first comes.
type openerTable struct{ byLanguage sync.Map }

var openerTables, followerTable, anchorTable openerTable

func (t *openerTable) of(lang string, list []string) map[rune][]string {
	if s, ok := t.byLanguage.Load(lang); ok {
		set, _ := s.(map[rune][]string)
		return set
	}
	set := map[rune][]string{}
	for _, o := range list {
		r, _ := utf8.DecodeRuneInString(o)
		set[r] = append(set[r], o)
	}
	t.byLanguage.Store(lang, set)
	return set
}

// openerRunes is more letters than any opener and the word behind it have.
const openerRunes = 60

// openerHead returns a sentence's beginning as openers are compared with it: without quotation marks, in lower case.
func openerHead(s string) string {
	return apostrophes.Replace(strings.ToLower(text.Prefix(strings.TrimLeft(s, "«“„\"'‘(「『¿¡"), openerRunes)))
}

// cut returns the longest of the list that a sentence's head begins with, and what follows it; "" when there is none.
// An opener ends where a word ends, but where it ends with "*".
func (t *openerTable) cut(head, lang string, list []string) (opener, rest string) {
	if len(list) == 0 {
		return "", ""
	}
	r, _ := utf8.DecodeRuneInString(head)
	for _, o := range t.of(lang, list)[r] {
		stem, open := strings.CutSuffix(strings.TrimSuffix(o, "~"), "*")
		if after, has := strings.CutPrefix(head, stem); has && len(o) > len(opener) && (open || stem[len(stem)-1] == ' ' ||
			!startsWithLetter(after) || wide(stem)) {
			opener, rest = o, after
		}
	}
	return opener, rest
}

// startSet finds whether a text begins with one of many beginnings, by their first letters.
type startSet struct {
	once sync.Once
	list []string
	set  map[rune][]string
}

func (t *startSet) in(s string) bool {
	t.once.Do(func() {
		t.set = map[rune][]string{}
		for _, p := range t.list {
			r, _ := utf8.DecodeRuneInString(p)
			t.set[r] = append(t.set[r], p)
		}
	})
	r, _ := utf8.DecodeRuneInString(s)
	return hasAnyPrefix(s, t.set[r])
}
