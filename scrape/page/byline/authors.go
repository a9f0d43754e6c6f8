package byline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"attache/text"
)

// Authors returns the names of persons and agencies in what a list or a rule says of a piece's authors, each name once.
// Outlets are names of the outlet that gives the piece; they are no authors.
func Authors(raw []string, outlets ...string) []string {
	var out []string
	seen := map[string]bool{}
	for _, o := range outlets {
		seen[fold(o)] = true
	}
	for _, line := range raw {
		for _, n := range SplitNames(line) {
			f := fold(n.Name)
			if f == "" || seen[f] || n.Helper() || Nobody(n.Name) || named(n.Name, outlets) {
				continue
			}
			seen[f] = true
			out = append(out, n.Name)
		}
	}
	return out
}

// IsFullName reports a name of several words that begins with a common given name.
func IsFullName(name string) bool {
	words := strings.Fields(name)
	given, _ := BearsFirstName(words)
	return given && len(words) > 1
}

// Beside reports what stands beside a name in a byline: a date or an office, and nothing else.
func Beside(s string) bool {
	roles, digits, others := 0, 0, 0
	for _, c := range s {
		if unicode.IsDigit(c) {
			digits++
		}
	}
	for _, w := range letterWords(s) {
		w = strings.Trim(w, "-'")
		low := lower(w)
		switch {
		case w == "" || idleWords[low]:
		case IsRole(low) || houseWords[low]:
			roles++
		case unicode.IsUpper([]rune(w)[0]) || digits < 3 || others > 2:
			return false
		default:
			others++
		}
	}
	return roles > 0 || digits > 2
}

// Helper reports a name behind the credit of a picture, a translation, an edit or a source, and behind no lead of
// an author.
func (n *Name) Helper() bool {
	return n.Before&(LeadPhoto|LeadHelper) != 0 && n.Before&LeadAuthor == 0
}

// Apart reports a name behind a dash, a bar, a parenthesis or a word such as "in": rather a place, an outlet or an
// office.
func (n *Name) Apart() bool { return n.apart }

// maxAffix is how many characters an outlet's name may have besides a shorter form of it: "The", "News", ".com".
const maxAffix = 8

// named reports an outlet's name, or one of a few letters more or less.
func named(name string, outlets []string) bool {
	f := fold(name)
	for _, o := range outlets {
		o = fold(o)
		short, long := f, o
		if len(short) > len(long) {
			short, long = long, short
		}
		if utf8.RuneCountInString(short) > 4 && strings.Contains(long, short) &&
			utf8.RuneCountInString(long)-utf8.RuneCountInString(short) <= maxAffix {
			return true
		}
	}
	return false
}

// fold is a name by which two spellings of it are told to be one: letters and digits in lower case, without accents.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFD.String(text.Fold(s)))
}
