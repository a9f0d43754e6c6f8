package date

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a number, a word (lower case) or a mark of a date's text.
type token struct {
	text  string
	num   int
	kind  byte // 'n' number, 'w' word, otherwise the mark itself
	glued bool // no space before it
}

// tokens cuts a text into numbers, words and marks; digits of other scripts become ASCII.
func (p *Parser) tokens(s string) {
	if p.toks = p.toks[:0]; cap(p.toks) == 0 {
		p.toks = make([]token, 0, 32)
	}
	space := true
	s = foldWord(s)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case Digit(r) >= 0:
			i, space = p.number(s, i, !space), false
			continue
		case cjkDate(r):
			p.toks = append(p.toks, token{text: string(r), kind: 'c', glued: !space})
			space = false
		case unicode.IsLetter(r) || unicode.IsMark(r):
			i, space = p.word(s, i, !space), false
			continue
		case unicode.IsSpace(r):
			space = true
		case r < utf8.RuneSelf:
			p.toks = append(p.toks, token{kind: byte(r), glued: !space})
			space = false
		case r == '–' || r == '—' || r == '‑' || r == '−':
			p.toks = append(p.toks, token{kind: '-', glued: !space})
			space = false
		default:
			space = true
		}
		i += n
	}
}

// number adds the number that starts at byte i and returns where it ends; num is -1 beyond nine digits.
func (p *Parser) number(s string, i int, glued bool) (end int) {
	num, count := 0, 0
	for end = i; end < len(s); {
		r, n := utf8.DecodeRuneInString(s[end:])
		v := Digit(r)
		if v < 0 {
			break
		}
		if count++; count <= 9 {
			num = num*10 + v
		}
		end += n
	}
	if count > 9 {
		num = -1
	}
	digits := s[i:end]
	if len(digits) != count {
		digits = asciiDigits(digits)
	}
	if count == 6 && end < len(s) && s[end] == ':' && (digits[:2] == "20" || digits[:2] == "19") {
		// 202221:25 is 2022 and 21:25
		p.toks = append(p.toks, token{text: digits[:4], num: num / 100, kind: 'n', glued: glued})
		digits, num = digits[4:], num%100
	}
	p.toks = append(p.toks, token{text: digits, num: num, kind: 'n', glued: glued})
	return end
}

// word adds the word that starts at byte i and returns where it ends.
func (p *Parser) word(s string, i int, glued bool) (end int) {
	for end = i; end < len(s); {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' || cjkDate(r) {
			break
		}
		end += n
	}
	p.toks = append(p.toks, token{text: s[i:end], kind: 'w', glued: glued})
	return end
}

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune { return '0' + rune(Digit(r)) }, s)
}

// Digit returns the value of an ASCII, Arabic, Persian, Devanagari, Thai or full-width digit, -1 for anything else.
func Digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '٠' && r <= '٩':
		return int(r - '٠')
	case r >= '۰' && r <= '۹':
		return int(r - '۰')
	case r >= '०' && r <= '९':
		return int(r - '०')
	case r >= '๐' && r <= '๙':
		return int(r - '๐')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

func cjkDate(r rune) bool {
	switch r {
	case '年', '月', '日', '년', '월', '일', '時', '时', '分', '点', '시', '분', '秒', '초', '号':
		return true
	}
	return false
}
