package roster

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// textWord is a word of a text.
type textWord struct {
	word     string // folded
	plain    string // folded as if "ae" were "ä"
	from, to int    // bytes in the text
	segment  int
	class    wordClass
	answers  bool // it stands behind a colon: "newsletter: no"
	dashed   bool // it stands behind a dash: "subscribed - no"
	figures  bool // digits stand in it: "1a2b"
	dense    bool // it is a run of letters of a script without spaces
}

// textSegment is a part of a text between brackets, commas, colons and dashes.
type textSegment struct {
	from, to int
	set      bool
}

// fills reports whether a word says nothing beside a phrase: a filler, a word of mailing, a letter, what stands beside
// digits.
func (t textWord) fills() bool {
	const fillers = classFiller | classMailing | classAddress | classList | classReader
	return t.figures || t.class&fillers > 0 || utf8.RuneCountInString(t.word) == 1
}

// tokensOf cuts a text into words and segments.
func tokensOf(text string) ([]textWord, []textSegment) {
	c := textCutter{text: text, segments: []textSegment{{to: len(text)}}, from: -1}
	for i, r := range text {
		switch {
		case r == utf8.RuneError:
			c.endWord(i)
		case unicode.IsLetter(r):
			c.letter(i, r)
		case strings.ContainsRune(crosses, r), strings.ContainsRune(crossMarks, r) &&
			strings.ContainsFunc(text, unicode.IsLetter):
			c.cross(i, r)
		case unicode.IsMark(r):
		case unicode.IsDigit(r):
			c.digit(i, r)
		default:
			c.mark(i, r)
		}
		c.last = r
	}
	c.endWord(len(text))
	return c.words, c.segments
}

// textCutter cuts a text letter by letter.
type textCutter struct {
	text     string
	words    []textWord
	segments []textSegment
	word     strings.Builder // folded, so far
	from     int             // the word's first byte; -1 between words
	figures  bool            // a digit stands before the word
	dash     bool            // a dash stands before the segment, and no word yet behind it
	dense    bool            // the word is of a script without spaces
	colon    bool            // a colon stands before the segment, and no word yet behind it
	brackets int             // that are open
	last     rune
}

// endWord ends the word that there may be.
func (c *textCutter) endWord(at int) {
	if c.from >= 0 && c.word.Len() > 0 {
		w := c.word.String()
		plain := withoutUmlauts(w)
		class := classOf(w) | classOf(plain)
		if (c.colon || c.dash) && answersNo().has(w) {
			class |= classDenial
		}
		if isSortingMark(w) {
			w, plain = "sortedout", "sortedout"
		}
		c.words = append(c.words, textWord{
			word: w, plain: plain, class: class, from: c.from, to: at,
			segment: len(c.segments) - 1, figures: c.figures, answers: c.colon, dashed: c.dash, dense: c.dense,
		})
		c.colon, c.dash = false, false
	}
	c.word.Reset()
	c.from = -1
}

// letter adds a letter to a word. A capital behind a small one begins another.
func (c *textCutter) letter(at int, r rune) {
	if unicode.IsUpper(r) && unicode.IsLower(c.last) {
		c.endWord(at)
	}
	if c.from < 0 {
		c.from, c.figures, c.dense = at, unicode.IsDigit(c.last), isDense(r)
	}
	writeFolded(&c.word, r)
}

// crosses are the signs that cross a person out of a list: the daggers of the dead, signs of a stop, a struck line.
const crosses = "†✝☠❌🚫⛔🛑\u0335\u0336"

// crossMarks do so where they stand beside words; alone they are an answer.
const crossMarks = "✗✘✖☒"

// cross takes a sign that crosses out for the word "crossedout".
func (c *textCutter) cross(at int, r rune) {
	c.endWord(at)
	c.from = at
	c.word.WriteString("crossedout")
	c.endWord(at + utf8.RuneLen(r))
}

// answersNo are words that say no behind a colon: "newsletter: off". The nothing of a program (null) says nothing.
var answersNo = sync.OnceValue(func() wordSet {
	return newWordSet(`no n false f off нет н ложь выкл жоқ жалған hayır yok yanlış kapalı nein falsch aus non faux falso
		não nie fałsz ні хибність nee`)
})

// isSortingMark reports whether a word is one by which people sort somebody to the end of a list: "ZZZ Otto".
func isSortingMark(word string) bool {
	const least = 3 // letters
	return utf8.RuneCountInString(word) >= least && (strings.Trim(word, "z") == "" || strings.Trim(word, "x") == "" ||
		strings.Trim(word, "я") == "")
}

// digit ends a word, and marks it. A zero behind a colon is a no: "active=0".
func (c *textCutter) digit(at int, r rune) {
	c.endWord(at)
	if next := at + utf8.RuneLen(r); r == '0' && c.colon && !unicode.IsDigit(c.last) &&
		(next == len(c.text) || !strings.ContainsRune("0123456789.,:/-", rune(c.text[next]))) {
		c.from = at
		c.word.WriteString("no")
		c.endWord(next)
		return
	}
	if len(c.words) == 0 {
		return
	}
	w := &c.words[len(c.words)-1]
	w.figures = w.figures || w.to == at
	if w.word == "no" && strings.Trim(c.text[w.to:at], " .:№#") == "" {
		w.class &^= classDenial // "No. 5"
	}
}

// mark ends a word, and a segment where the mark parts two.
func (c *textCutter) mark(at int, r rune) {
	next := at + utf8.RuneLen(r)
	spaced := strings.HasPrefix(c.text[next:], " ")
	switch {
	case strings.ContainsRune("([{<", r):
		c.endSegment(at, next, true)
		c.brackets++
	case strings.ContainsRune(")]}>", r):
		c.brackets = max(c.brackets-1, 0)
		c.endSegment(at, next, false)
	case strings.ContainsRune(":=–—→|*", r), r == '-' && c.last == ' ' && spaced:
		c.endSegment(at, next, true)
		c.colon = r == ':' || r == '='
		c.dash = strings.ContainsRune("-–—", r)
	case strings.ContainsRune(",;/\n\t\"«»„“”!?…", r), r == '.' && spaced:
		c.endSegment(at, next, false)
	default:
		c.endWord(at)
	}
}

// endSegment ends a segment and begins another. set tells that the mark sets apart what stands beside it.
func (c *textCutter) endSegment(at, next int, set bool) {
	c.endWord(at)
	last := &c.segments[len(c.segments)-1]
	last.to = at
	last.set = last.set || set && c.brackets == 0
	c.segments = append(c.segments, textSegment{from: next, to: len(c.text), set: set || c.brackets > 0})
}

// writeFolded writes a letter as fold does.
func writeFolded(b *strings.Builder, r rune) {
	switch {
	case r >= 'a' && r <= 'z':
		b.WriteRune(r)
	case r >= 'A' && r <= 'Z':
		b.WriteRune(r + 'a' - 'A')
	case r == 'ı':
		b.WriteByte('i')
	default:
		for _, d := range norm.NFKD.String(string(unicode.ToLower(r))) {
			if unicode.IsLetter(d) {
				b.WriteRune(unicode.ToLower(d))
			}
		}
	}
}
