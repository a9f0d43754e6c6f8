package text

import (
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

// Clean returns s without the characters that nobody sees and that a terminal, a log reader or a layout engine obeys:
//
//   - the C0 controls but tab and line feed, DEL, the C1 controls; a carriage return becomes a line feed ("\r\n" one);
//   - U+2028 and U+2029 become line feeds;
//   - U+FEFF, the interlinear annotations U+FFF9–B, the tag characters U+E0000–E007F, noncharacters;
//   - the bidirectional overrides U+202D and U+202E; embeddings and isolates stay, but end in their own line: a missing
//     end is added, an end without a beginning falls away;
//   - bytes that are not UTF-8 become U+FFFD.
//
// What Arabic, Hebrew, Persian and Indic text needs stays: ZWNJ, ZWJ, LRM, RLM, ALM. Clean(Clean(s)) == Clean(s).
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	c := cleaner{out: make([]byte, 0, len(s))}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		c.rune(r)
		i += n
	}
	c.endLine()
	return string(c.out)
}

// Flat is Clean without embeddings and isolates too: for terminals and logs, of which some know no isolates, and where
// one that a fold or a table's column parts turns round what stands beside it.
func Flat(s string) string {
	if isClean(s) {
		return s
	}
	c := cleaner{out: make([]byte, 0, len(s)), flat: true}
	for _, r := range s {
		c.rune(r)
	}
	return string(c.out)
}

// Line is Clean for what stands on one line, such as a title or a paragraph: line feeds and tabs become spaces, one for
// a run.
func Line(s string) string {
	s = Clean(s)
	if !strings.ContainsAny(s, "\n\t") {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }), " ")
}

// Plain is Line without the characters that leave no mark on paper (zero-width spaces, soft hyphens, direction marks),
// with one plain space for every run of white space and none at the ends: for names and other short texts that people
// key in or paste. ZWNJ and ZWJ stay, for Persian and Indic names need them.
func Plain(s string) string { return visible(s, true) }

// Visible is Plain without ZWNJ and ZWJ too: for addresses, where a character that nobody sees makes two of one.
func Visible(s string) string { return visible(s, false) }

func visible(s string, joiners bool) string {
	if isPlainASCII(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 0x200C || r == 0x200D, r >= 0xFE00 && r <= 0xFE0F:
			if joiners {
				return r
			}
			return -1
		case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x180E,
			r == 0x3164, r == 0xFFA0,
			r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0xFEFF:
			return -1
		}
		return r
	}, Clean(s))
	return strings.Join(strings.Fields(s), " ")
}

// isPlainASCII reports whether a text is of printable ASCII, with one space between its words and none at the ends.
func isPlainASCII(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// CleanJSON is Clean for the texts of a JSON document, also where they are written as escapes (\u001b).
func CleanJSON(doc []byte) []byte {
	if isClean(doc) && !escapes(doc) {
		return doc
	}
	c := cleaner{out: make([]byte, 0, len(doc)), json: true}
	for i := 0; i < len(doc); {
		if doc[i] != '\\' || i+1 == len(doc) {
			r, n := utf8.DecodeRune(doc[i:])
			if r == '"' {
				c.endLine() // a text begins or ends
			}
			c.rune(r)
			i += n
			continue
		}
		r, n := escaped(doc[i:])
		switch {
		case n == 0: // an escape that stands for itself, such as \" or \u003c
			n = 2
			c.put(doc[i : i+n]...)
		case r == '\n' || r == '\t' || fateOf(r) != stays:
			c.rune(r)
		default:
			c.put(doc[i : i+n]...)
		}
		i += n
	}
	return c.out
}

// escapes reports whether a JSON document may hold an escape that CleanJSON has to look at.
func escapes(doc []byte) bool {
	for i := 0; i+1 < len(doc); i++ {
		if doc[i] != '\\' {
			continue
		}
		i++
		switch doc[i] {
		case 'b', 'f', 'r':
			return true
		case 'u':
			if r, n := escaped(doc[i-1:]); n > 0 && fateOf(r) != stays {
				return true
			}
		}
	}
	return false
}

// escaped reads the JSON escape that b begins with: its character and how many bytes it takes; 0 when it is of no
// concern.
func escaped(b []byte) (rune, int) {
	switch b[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'r':
		return '\r', 2
	case 'n':
		return '\n', 2
	case 't':
		return '\t', 2
	case 'u':
		if len(b) < 6 {
			return 0, 0
		}
		r := rune(0)
		for _, c := range b[2:6] {
			d := hexDigit(c)
			if d < 0 {
				return 0, 0
			}
			r = r<<4 | d
		}
		if r >= 0xD800 && r < 0xE000 { // half of a pair: encoders write such characters as they are
			return 'x', 6
		}
		return r, 6
	}
	return 0, 0
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}

// Writer returns a writer that passes to w what Clean leaves of the text written to it. A character may come in parts,
// and several goroutines may write.
func Writer(w io.Writer) io.Writer { return &cleanWriter{w: w} }

// FlatWriter is Writer with Flat in the place of Clean.
func FlatWriter(w io.Writer) io.Writer { return &cleanWriter{w: w, c: cleaner{flat: true}} }

type cleanWriter struct {
	mu   sync.Mutex
	w    io.Writer
	c    cleaner
	part []byte // the first bytes of a character whose rest has not come
}

// Write implements io.Writer.
func (w *cleanWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := p
	if len(w.part) > 0 {
		b = append(w.part, p...)
		w.part = nil
	}
	w.c.out = w.c.out[:0]
	for len(b) > 0 {
		if !utf8.FullRune(b) {
			w.part = append([]byte(nil), b...)
			break
		}
		r, n := utf8.DecodeRune(b)
		w.c.rune(r)
		b = b[n:]
	}
	if _, err := w.w.Write(w.c.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// fate is what becomes of a character.
type fate int

const (
	stays fate = iota
	falls
	breaks // becomes a line feed
	opens  // begins an embedding or an isolate
	ends   // ends one
)

func fateOf(r rune) fate {
	switch {
	case r == '\t':
		return stays
	case r == '\n', r == '\r', r == 0x2028, r == 0x2029:
		return breaks
	case r < 0x20, r >= 0x7F && r < 0xA0, r == 0x202D, r == 0x202E, r == 0xFEFF, r >= 0xFFF9 && r <= 0xFFFB,
		r >= 0xE0000 && r <= 0xE007F, r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE:
		return falls
	case r == 0x202A, r == 0x202B, r >= 0x2066 && r <= 0x2068:
		return opens
	case r == 0x202C, r == 0x2069:
		return ends
	}
	return stays
}

// maxNesting is how many embeddings and isolates may be open at once; deeper ones fall away. The bidirectional
// algorithm allows 125 (UAX #9, BD2); texts use one or two.
const maxNesting = 8

// cleaner is Clean over one character at a time.
type cleaner struct {
	out  []byte
	open []rune // the ends that are due, the innermost last
	cr   bool   // the last character was a carriage return
	json bool   // a line feed is written as its escape
	flat bool   // embeddings and isolates fall away
}

func (c *cleaner) put(b ...byte) {
	c.cr = false
	c.out = append(c.out, b...)
}

func (c *cleaner) rune(r rune) {
	after := c.cr
	c.cr = r == '\r'
	switch fateOf(r) {
	case stays:
		if r == '\t' && c.json {
			c.out = append(c.out, `\t`...)
			return
		}
		c.out = utf8.AppendRune(c.out, r)
	case breaks:
		if after && r == '\n' {
			return // its carriage return has broken the line
		}
		c.endLine()
		if c.json {
			c.out = append(c.out, `\n`...)
		} else {
			c.out = append(c.out, '\n')
		}
	case opens:
		if !c.flat && len(c.open) < maxNesting {
			c.out = utf8.AppendRune(c.out, r)
			c.open = append(c.open, endOf(r))
		}
	case ends:
		if n := len(c.open); n > 0 && c.open[n-1] == r {
			c.open = c.open[:n-1]
			c.out = utf8.AppendRune(c.out, r)
		}
	case falls:
	}
}

func endOf(r rune) rune {
	if r >= 0x2066 {
		return 0x2069
	}
	return 0x202C
}

// endLine ends what is still open.
func (c *cleaner) endLine() {
	for i := len(c.open) - 1; i >= 0; i-- {
		c.out = utf8.AppendRune(c.out, c.open[i])
	}
	c.open = c.open[:0]
}

// isClean reports whether Clean has nothing to do. It may say no of a clean text, never yes of another.
func isClean[T string | []byte](s T) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c < 0x7F || c == '\n' || c == '\t' {
			continue
		}
		switch {
		case c < 0x80:
			return false
		case c == 0xC2, c == 0xE2, c == 0xEF, c >= 0xF0:
			if !staysAt(s, i) {
				return false
			}
		}
	}
	return validUTF8(s)
}

// staysAt reports whether Clean leaves the character at byte i as it is, which begins with C2, E2, EF or F0 and above:
// the bytes that begin, among others, controls, embeddings, noncharacters and tags.
func staysAt[T string | []byte](s T, i int) bool {
	if i+1 >= len(s) {
		return true // cut short: validUTF8 tells
	}
	suspect := false
	switch c, next := s[i], s[i+1]; c {
	case 0xC2:
		suspect = next < 0xA0
	case 0xE2:
		suspect = i+2 < len(s) && (next == 0x80 && s[i+2] >= 0xA8 && s[i+2] <= 0xAE ||
			next == 0x81 && s[i+2] >= 0xA6 && s[i+2] <= 0xA9)
	case 0xEF:
		suspect = next == 0xBB || next >= 0xB7
	default:
		suspect = c == 0xF3 || next == 0x9F || next&0x0F == 0x0F
	}
	if !suspect {
		return true
	}
	fate, ok := fateAt(s, i)
	return ok && fate == stays
}

func fateAt[T string | []byte](s T, i int) (fate, bool) {
	r, n := utf8.DecodeRuneInString(string(s[i:min(len(s), i+utf8.UTFMax)]))
	return fateOf(r), r != utf8.RuneError || n > 1
}

func validUTF8[T string | []byte](s T) bool {
	switch s := any(s).(type) {
	case string:
		return utf8.ValidString(s)
	case []byte:
		return utf8.Valid(s)
	}
	return false
}
