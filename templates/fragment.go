package templates

import (
	"strings"
	"unicode"
)

// How much of a sentence a text fragment names at each end, in letters: enough to be found in an article, short enough
// for a letter whose every Cyrillic letter costs six bytes in a URL.
const (
	fragmentStart = 16
	fragmentEnd   = 10
	fragmentWhole = 40 // a sentence up to this many characters is named whole

	fragmentBytes = 600 // most that is named, in bytes before encoding, which makes up to three of one
)

// fragmentURL is the address of sentences' places in their article: a text fragment directive for each
// (https://wicg.github.io/scroll-to-text-fragment/) with its first and last words, as many as fit in fragmentBytes.
// Browsers without text fragments open the article's top. The address is one of safeURL; "" stays "".
func fragmentURL(address string, sentences ...string) string {
	if address == "" {
		return ""
	}
	mark := "#:~:"
	if strings.Contains(address, "#") {
		mark = ":~:"
	}
	total := 0
	var b strings.Builder // pages have hundreds of addresses
	for _, s := range sentences {
		start, end := fragmentWords(clean(s))
		if start == "" { // nothing but punctuation, or no end to it
			continue
		}
		if total += len(start) + len(end); total > fragmentBytes {
			break
		}
		if b.Len() == 0 {
			b.Grow(len(address) + encodedLen(start) + encodedLen(end) + len("#:~:text=,"))
			b.WriteString(address)
		}
		b.WriteString(mark)
		b.WriteString("text=")
		writeFragment(&b, start)
		if end != "" {
			b.WriteByte(',')
			writeFragment(&b, end)
		}
		mark = "&"
	}
	if b.Len() == 0 {
		return address
	}
	return b.String()
}

// fragmentWords picks the words a fragment names. A text without spaces (Chinese) is named by its first clause, for
// matches must begin and end at word boundaries, which only punctuation shows there.
func fragmentWords(s string) (start, end string) {
	trim := func(s string) string { return strings.TrimFunc(s, isEdge) }
	if len([]rune(s)) <= fragmentWhole {
		return trim(s), ""
	}
	words := strings.Fields(s)
	if len(words) < 6 {
		clause := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("，。；：、！？", r) })
		if len(clause) == 0 {
			return "", ""
		}
		return trim(clause[0]), ""
	}
	i, n := 0, 0
	for ; i < len(words)-2 && (n < fragmentStart || i < 2); i++ {
		n += len([]rune(words[i]))
	}
	j, n := len(words), 0
	for ; j > i+1 && (n < fragmentEnd || j > len(words)-2); j-- {
		n += len([]rune(words[j-1]))
	}
	return trim(strings.Join(words[:i], " ")), trim(strings.Join(words[j:], " "))
}

// isEdge reports whether a character need not stand at the ends of a fragment.
func isEdge(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) }

// writeFragment percent-encodes all but letters, digits and the marks that mean nothing in a directive. The dash, the
// comma and the ampersand do.
func writeFragment(b *strings.Builder, s string) {
	const hex = "0123456789ABCDEF"
	for _, c := range []byte(s) {
		if plainInFragment(c) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
}

// encodedLen is how many bytes writeFragment writes.
func encodedLen(s string) int {
	n := len(s)
	for _, c := range []byte(s) {
		if !plainInFragment(c) {
			n += 2
		}
	}
	return n
}

func plainInFragment(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '~'
}
