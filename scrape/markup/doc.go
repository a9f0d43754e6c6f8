// Package markup reads bytes and fragments of HTML: it finds the charset of a body and decodes it, turns fragments as
// feeds carry them into blocks of plain text, and parses pages within bounds on their size and depth.
//
// It knows nothing of articles, lists or the network: what stands in a fragment counts as text. Read decode.go first,
// then fragment.go; parse.go has the bounds, decode_file.go the charsets of files that people hand in.
package markup
