package dom

import (
	"unicode"
	"unicode/utf8"
)

// Scripts without spaces between words are counted by letters: what a letter is of a word, in tenths. A Chinese or
// Japanese word has some two characters, a Thai, Lao, Khmer, Burmese or Tibetan one some five, vowels and tone marks
// among them.
const (
	wideShare   = 5
	joinedShare = 2
	wordShares  = 10
)

// isWide reports a letter of East Asia, of which two make a word.
func isWide(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7FF || r >= 0x20000 && r <= 0x3FFFF
}

// isJoined reports a letter or mark of a script of South-East Asia or Tibet that is written without spaces between
// words.
func isJoined(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r <= 0x109F: // Thai, Lao, Tibetan, Myanmar
		return true
	case r < 0x1780:
		return false
	case r <= 0x17FF, r >= 0x1950 && r <= 0x19FF, r >= 0x1A20 && r <= 0x1AAF: // Khmer; Tai Le, New Tai Lue; Tai Tham
		return true
	}
	return r >= 0xA9E0 && r <= 0xA9FF || r >= 0xAA60 && r <= 0xAADF // Myanmar Extended, Tai Viet
}

// CountWords counts words: what stands between spaces, and in scripts without them the letters by their share of a
// word.
func CountWords(s string) int {
	n, unspaced, inWord := 0, 0, false
	for _, r := range s {
		if r <= ' ' || r >= utf8.RuneSelf && unicode.IsSpace(r) {
			inWord = false
			continue
		}
		if !inWord {
			n, inWord = n+1, true
		}
		switch {
		case r < 0x0E00:
		case isWide(r):
			unspaced += wideShare
		case isJoined(r):
			unspaced += joinedShare
		}
	}
	return n + unspaced/wordShares
}
