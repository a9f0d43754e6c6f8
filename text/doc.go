// Package text knows what a text is made of: its language, its sentences, words, stems and shingles, and how rare a
// word is. Everything is a pure function; the only data is two embedded tables, of languages' alphabets and of the
// rarity of words. It does not know articles or topics. Read words.go first, then sentences.go and language.go.
//
// Offsets are bytes of the string handed in, and spans are always verbatim: s[sp.Start:sp.End] is what was meant.
package text

// Span is a half-open range of bytes.
type Span struct {
	Start, End int
}
