// Package text knows what a text is made of: its language, its sentences, words, stems and shingles. Everything is a pure
// function; the only data is one embedded table for language identification. It knows nothing of articles or topics.
//
// Offsets are bytes of the string handed in, and spans are always verbatim: s[sp.Start:sp.End] is what was meant.
package text

// Span is a half-open range of bytes.
type Span struct {
	Start, End int
}
