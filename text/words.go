package text

import (
	"unicode"
	"unicode/utf8"
)

// Token is one word of a text: Text is its folded form, Span its place, Upper whether it begins with a capital letter.
type Token struct {
	Span
	Text  string
	Upper bool
}

// Words returns the words and numbers of s in order, folded (see Fold). An apostrophe inside a word stays (türkiye'nin,
// o'zbekiston), a hyphen parts words. A run of Han or kana yields its overlapping pairs of characters, since it has no
// spaces.
func Words(s string) []string {
	out := make([]string, 0, len(s)/6+1)
	var buf []byte
	for i := 0; i < len(s); {
		start, end := nextToken(s, i)
		if start == end {
			break
		}
		i = end
		if r, _ := utf8.DecodeRuneInString(s[start:]); ideographic(r) {
			out = pairs(out, s[start:end])
			continue
		}
		buf = appendFold(buf[:0], s[start:end])
		if len(buf) > 0 {
			out = append(out, string(buf))
		}
	}
	return out
}

// Tokens returns the same words with their places, a run of Han or kana as one token.
func Tokens(s string) []Token {
	out := make([]Token, 0, len(s)/6+1)
	// One buffer holds every folded word, so that a long text costs a handful of allocations.
	buf := make([]byte, 0, len(s)+len(s)/8)
	var cuts []int
	for i := 0; i < len(s); {
		start, end := nextToken(s, i)
		if start == end {
			break
		}
		i = end
		n := len(buf)
		buf = appendFold(buf, s[start:end])
		if len(buf) == n {
			continue
		}
		r, _ := utf8.DecodeRuneInString(s[start:])
		out = append(out, Token{Span: Span{start, end}, Upper: unicode.IsUpper(r)})
		cuts = append(cuts, n)
	}
	all := string(buf)
	for i := range out {
		to := len(all)
		if i+1 < len(cuts) {
			to = cuts[i+1]
		}
		out[i].Text = all[cuts[i]:to]
	}
	return out
}

// Fold returns the form under which words are compared: lower case, with ı as i, ё as е, the alef and yeh of Arabic and
// Persian as one letter each, apostrophes as ', and without vowel points, tatweel and soft hyphens.
func Fold(s string) string {
	return string(appendFold(make([]byte, 0, len(s)), s))
}

func appendFold(buf []byte, s string) []byte {
	from := len(buf) // a breve changes no letter of what stood in buf before
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			} else if c == '`' {
				c = '\''
			}
			buf = append(buf, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r = foldRune(r); r >= 0 {
			buf = utf8.AppendRune(buf, r)
		} else if r == breve && len(buf) > from {
			buf = addBreve(buf)
		}
	}
	return buf
}

// breve stands for U+0306 in foldRune's answer: й and ў may come as two code points.
const breve = -2

func addBreve(buf []byte) []byte {
	r, n := utf8.DecodeLastRune(buf)
	switch r {
	case 'и':
		return utf8.AppendRune(buf[:len(buf)-n], 'й')
	case 'у':
		return utf8.AppendRune(buf[:len(buf)-n], 'ў')
	case 'g':
		return utf8.AppendRune(buf[:len(buf)-n], 'ğ')
	}
	return buf
}

// foldRune folds one letter that is not ASCII; -1 drops it, breve asks for й or ў.
func foldRune(r rune) rune {
	switch {
	case r < 0x300:
		switch r {
		case 0x00AD:
			return -1
		case '´', 'ʻ', 'ʼ', 'ʹ', 'ʾ', 'ʿ', 'ˈ':
			return '\''
		case 'İ', 'ı':
			return 'i'
		}
	case r < 0x370:
		if r == 0x306 {
			return breve
		}
		return -1
	case r < 0x590:
		if r == 'ё' || r == 'Ё' {
			return 'е'
		}
	case r < 0x700:
		return foldArabic(r)
	case r == '’' || r == '‘' || r == 'ʼ' || r == '＇':
		return '\''
	case r == 0x200B || r == 0x200C || r == 0x200D || r == 0xFEFF:
		return -1
	}
	return unicode.ToLower(r)
}

func foldArabic(r rune) rune {
	switch {
	case r == 'أ' || r == 'إ' || r == 'آ' || r == 'ٱ':
		return 'ا'
	case r == 'ى' || r == 'ی':
		return 'ي'
	case r == 'ک':
		return 'ك'
	case r == 'ة':
		return 'ه'
	case r == 0x640 || r >= 0x64B && r <= 0x65F || r == 0x670:
		return -1
	}
	return r
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʻ', 'ʼ', '`', '´', 'ʹ':
		return true
	}
	return false
}

// ideographic reports scripts written without spaces and short words: Han and kana.
func ideographic(r rune) bool {
	return r >= 0x3040 && (r <= 0x30FF || r >= 0x3400 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 &&
		r <= 0x3FFFF)
}

// Ideographic reports whether s begins with a character of a script that Tokens returns whole runs of: Han or kana.
func Ideographic(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return ideographic(r)
}

// wordRune reports letters, digits and marks.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == 0x00AD || r == 0x200C || r == 0x200D
}

// nextToken finds the next word at or after i; start == end when there is none.
func nextToken(s string, i int) (start, end int) {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if wordRune(r) && r != 0x00AD && r != 0x200C && r != 0x200D {
			return i, tokenEnd(s, i, r, n)
		}
		i += n
	}
	return len(s), len(s)
}

func tokenEnd(s string, i int, first rune, n int) int {
	han := ideographic(first)
	last := first
	for i += n; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !wordRune(r) {
			next, _ := utf8.DecodeRuneInString(s[i+n:])
			inWord := apostrophe(r) && unicode.IsLetter(last) && unicode.IsLetter(next) && !ideographic(next)
			inNumber := (r == '.' || r == ',') && digit(last) && digit(next)
			if han || !inWord && !inNumber {
				return i
			}
		} else if ideographic(r) != han {
			return i
		}
		last = r
		i += n
	}
	return i
}

func digit(r rune) bool { return '0' <= r && r <= '9' }

// pairs appends the overlapping pairs of a run of ideographs, or the one character of a run of one.
func pairs(out []string, run string) []string {
	prev, count := -1, 0
	for i, r := range run {
		if prev >= 0 {
			out = append(out, run[prev:i+utf8.RuneLen(r)])
		}
		prev = i
		count++
	}
	if count == 1 {
		out = append(out, run)
	}
	return out
}

// Uncased reports whether a word is written in a script without capital letters.
func Uncased(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsLetter(r) && unicode.ToUpper(r) == unicode.ToLower(r)
}
