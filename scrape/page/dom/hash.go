package dom

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Texts and looks are compared by hashes: FNV-1a of 32 bits (Fowler, Noll, Vo).
const (
	// HashStart is the offset basis of FNV-1a of 32 bits.
	HashStart uint32 = 2166136261
	// hashPrime is the prime of FNV of 32 bits.
	hashPrime uint32 = 16777619
)

// HashByte adds a byte to a hash.
func HashByte(h uint32, c byte) uint32 { return (h ^ uint32(c)) * hashPrime }

// HashText returns the hash of a text.
func HashText[T string | []byte](s T) uint32 {
	h := HashStart
	for i := 0; i < len(s); i++ {
		h = HashByte(h, s[i])
	}
	return h
}

// FoldHash returns HashText of a text as foldText writes it.
func FoldHash[T string | []byte](s T) uint32 {
	h := HashStart
	var buf [utf8.UTFMax]byte
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
			fallthrough
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			h = HashByte(h, c)
			i++
		case c < utf8.RuneSelf:
			i++
		default:
			r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
			if i += size; unicode.IsLetter(r) || unicode.IsDigit(r) {
				for _, b := range utf8.AppendRune(buf[:0], unicode.ToLower(r)) {
					h = HashByte(h, b)
				}
			}
		}
	}
	return h
}

// FoldText keeps a text's letters and digits in lower case, so that two spellings of a title are equal.
func FoldText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
