package news

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of an article's fields, in bytes. They are far above what outlets write, and keep what strangers write from
// growing.
const (
	DefaultText = 200 << 10 // of the text, when no setting says otherwise: some 30,000 words
	mostTitle   = 1000
	mostSummary = 10_000
	mostAuthor  = 300
	mostAuthors = 50
	mostAddress = 2000 // of the image; the store refuses a longer address of an article
	mostTag     = 35   // of the language: RFC 5646 §4.4.1
)

// Bound cuts an article's text to at most most bytes (0 = DefaultText) and its other fields to what such fields hold,
// and reports whether it cut the text. The text ends with a block, a sentence, a word or a character, the first of
// these that costs less than a quarter of it; Whole keeps how long it was, and Partial is set. The blocks are copied
// before they are changed.
func (a *Article) Bound(most int) bool {
	if most <= 0 {
		most = DefaultText
	}
	a.Title, a.Summary = clip(a.Title, mostTitle), clip(a.Summary, mostSummary)
	if len(a.Authors) > mostAuthors {
		a.Authors = a.Authors[:mostAuthors:mostAuthors]
	}
	for i, name := range a.Authors {
		if len(name) > mostAuthor {
			a.Authors = append([]string(nil), a.Authors...)
			a.Authors[i] = clip(name, mostAuthor)
		}
	}
	if len(a.Image) > mostAddress {
		a.Image = ""
	}
	if len(a.Language) > mostTag {
		a.Language = ""
	}
	n := textBytes(a.Blocks)
	if n <= most {
		return false
	}
	a.Whole, a.Partial = max(a.Whole, n), true
	a.Blocks = clipBlocks(a.Blocks, most)
	return true
}

// Cut returns how much of a text was kept, "" when nothing was cut: "cut at 200 kB of 5.0 MB".
func (a *Article) Cut() string {
	if a.Whole == 0 {
		return ""
	}
	return fmt.Sprintf("cut at %s of %s", Bytes(textBytes(a.Blocks)), Bytes(a.Whole))
}

// Bytes writes a number of bytes for people, in units of 1,024.
func Bytes(n int) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", (n+1<<9)>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// textBytes is the length of Text.
func textBytes(blocks []Block) int {
	n := max(0, len(blocks)-1) * len("\n\n")
	for i := range blocks {
		n += len(blocks[i].Text)
	}
	return n
}

// clipBlocks keeps the first blocks whose text has at most most bytes, and of the next one what still fits.
func clipBlocks(blocks []Block, most int) []Block {
	n := 0
	for i := range blocks {
		gap := 0
		if i > 0 {
			gap = len("\n\n")
		}
		if n+gap+len(blocks[i].Text) <= most {
			n += gap + len(blocks[i].Text)
			continue
		}
		kept := append([]Block(nil), blocks[:i]...)
		if n >= most-most/4 {
			return kept
		}
		if part := clip(blocks[i].Text, most-n-gap); part != "" {
			kept = append(kept, Block{Kind: blocks[i].Kind, Text: part})
		}
		return kept
	}
	return blocks
}

// sentenceEnds are the marks after which a text may be cut, in the scripts that have marks of their own.
const sentenceEnds = ".!?…。！？؟۔।։።"

// clip cuts s to at most most bytes: after a sentence or at a space where one ends in the last quarter, else between
// two characters, never before a mark that belongs to the character before it. The answer is a copy, so that the rest
// of s can be freed.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := max(0, most)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	head, from := s[:end], end-end/4
	for from < end && !utf8.RuneStart(s[from]) {
		from++
	}
	if i := strings.LastIndexFunc(head[from:],
		func(r rune) bool { return strings.ContainsRune(sentenceEnds, r) }); i >= 0 {
		_, size := utf8.DecodeRuneInString(head[from+i:])
		return strings.Clone(head[:from+i+size])
	}
	if i := strings.LastIndexFunc(head[from:], unicode.IsSpace); i >= 0 {
		return strings.Clone(strings.TrimRightFunc(head[:from+i], unicode.IsSpace))
	}
	for i := end; i > from; {
		if r, _ := utf8.DecodeRuneInString(s[i:]); !unicode.Is(unicode.M, r) && r != '\u200d' {
			return strings.Clone(s[:i])
		}
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return strings.Clone(head)
}
