package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Texts and looks are compared by hashes: FNV-1a of 32 bits (Fowler, Noll, Vo).
const (
	hashStart uint32 = 2166136261
	hashPrime uint32 = 16777619
)

// hashByte adds a byte to a hash.
func hashByte(h uint32, c byte) uint32 { return (h ^ uint32(c)) * hashPrime }

// hashText is the hash of a text.
func hashText[T string | []byte](s T) uint32 {
	h := hashStart
	for i := 0; i < len(s); i++ {
		h = hashByte(h, s[i])
	}
	return h
}

// foldHash is hashText of a text as foldText writes it.
func foldHash[T string | []byte](s T) uint32 {
	h := hashStart
	var buf [utf8.UTFMax]byte
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
			fallthrough
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			h = hashByte(h, c)
			i++
		case c < utf8.RuneSelf:
			i++
		default:
			r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
			if i += size; unicode.IsLetter(r) || unicode.IsDigit(r) {
				for _, b := range utf8.AppendRune(buf[:0], unicode.ToLower(r)) {
					h = hashByte(h, b)
				}
			}
		}
	}
	return h
}

// foldText keeps a text's letters and digits in lower case, so that two spellings of a title are equal.
func foldText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
