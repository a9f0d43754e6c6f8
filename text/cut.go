package text

import "unicode/utf8"

// Opening returns the first n bytes of s at most, cut at a space where there is one in their second half, else between
// characters.
func Opening(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := n; i > n/2; i-- {
		if s[i] == ' ' {
			return s[:i]
		}
	}
	return Clip(s, n)
}

// Clip returns the first n bytes of s, less what they cut of a character.
func Clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Prefix returns the first n letters (code points) of s.
func Prefix(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
