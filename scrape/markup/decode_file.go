package markup

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/news"
)

// DecodeFile turns the bytes of a text file that says nothing of its encoding (CSV, as spreadsheets and mailers write
// it) into UTF-8 and names the encoding. A byte order mark decides; UTF-16 without one is known by its zero bytes,
// UTF-8 by its form; else it is the legacy encoding whose words look most like words, the domains' countries helping.
// label, when not "", names the encoding instead. What is no text, or UTF-8 but for some bytes, is a
// *news.InvalidError.
func DecodeFile(body []byte, label string) (text []byte, charset string, err error) {
	if label != "" {
		name := EncodingName(label)
		if name == "" || name == "replacement" {
			return nil, "", &news.InvalidError{
				Message: fmt.Sprintf("%q is not the name of an encoding.", label),
				Hint:    "use utf-8, utf-16le, windows-1251, windows-1252, windows-1254 …",
			}
		}
		return decodeAs(body, name), name, nil
	}
	switch name := noText(body); {
	case name != "":
		return nil, "", &news.InvalidError{
			Message: fmt.Sprintf("This is %s, not a text.", name),
			Hint:    "save it as CSV UTF-8 and import that",
		}
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		body, charset = body[3:], "utf-8"
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		body, charset = body[2:], "utf-16be"
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		body, charset = body[2:], "utf-16le"
	default:
		charset = zeros(body)
	}
	if strings.HasPrefix(charset, "utf-16") {
		return decodeAs(body, charset), charset, nil
	}
	high, broken := countUTF8(body)
	switch {
	case broken == 0:
		return body, "utf-8", nil
	case charset == "utf-8" || broken*10 < high:
		return nil, "", brokenUTF8(body)
	}
	charset = fileCharset(body)
	return decodeAs(body, charset), charset, nil
}

// noText names the kind of a file that is no text at all, "" when it may be one.
func noText(body []byte) string {
	for magic, name := range map[string]string{
		"PK\x03\x04": "a ZIP archive or an Excel workbook", "\xD0\xCF\x11\xE0": "an old Excel workbook",
		"\x1F\x8B": "a gzip archive", "%PDF-": "a PDF",
		"\xFF\xFE\x00\x00": "a text in UTF-32", "\x00\x00\xFE\xFF": "a text in UTF-32",
	} {
		if bytes.HasPrefix(body, []byte(magic)) {
			return name
		}
	}
	if head := body[:min(len(body), 64<<10)]; len(head) >= 8 && bytes.Count(head, []byte{0})*2 > len(head)+len(head)/5 {
		return "a text in UTF-32" // three bytes of four are zero; of UTF-16 one of two
	}
	return ""
}

// zeros names the UTF-16 that a text without a byte order mark is in: what stands between its letters (commas, @, line
// ends) has a zero for one byte of two. "" when it is none.
func zeros(body []byte) string {
	head := body[:min(len(body), 64<<10)]
	var at [2]int
	for i, c := range head {
		if c == 0 {
			at[i%2]++
		}
	}
	switch few := max(3, len(head)/20); {
	case at[1] >= few && at[0]*10 < at[1]:
		return "utf-16le"
	case at[0] >= few && at[1]*10 < at[0]:
		return "utf-16be"
	}
	return ""
}

func brokenUTF8(body []byte) error {
	line := 1
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		body = body[n:]
	}
	return &news.InvalidError{
		Message: fmt.Sprintf("The text is UTF-8, but not on line %d: a character there is damaged.", line),
		Hint:    "mend that line, or name another encoding with --encoding",
	}
}

// countryCharsets are the encodings of countries by their domains, where the letters alone may not tell: č of
// windows-1250 and è of windows-1252 are one byte.
var countryCharsets = map[string]string{
	"cz": "windows-1250", "sk": "windows-1250", "pl": "windows-1250", "hu": "windows-1250", "si": "windows-1250",
	"hr": "windows-1250",
	"ro": "windows-1250", "tr": "windows-1254", "az": "windows-1254", "gr": "windows-1253", "il": "windows-1255",
	"ru": "windows-1251", "kz": "windows-1251", "by": "windows-1251", "ua": "windows-1251", "bg": "windows-1251",
	"kg": "windows-1251",
	"fr": "windows-1252", "de": "windows-1252", "it": "windows-1252", "es": "windows-1252", "pt": "windows-1252",
	"at": "windows-1252",
}

// fileCharset is detect for a file with few words, most of them names.
func fileCharset(body []byte) string {
	lines := highLines(body)
	best := guesses(lines)[0]
	wide := commonCharset(lines)
	switch {
	case best.words == 0:
		return "windows-1252"
	case best.score < senseless*float64(best.words) && wideCharsets[wide]:
		return wide
	}
	return best.encoding
}

// commonCharset is the encoding of most common letters. A word of two scripts is none: "Mόller" is not Greek.
func commonCharset(lines []byte) string {
	best, top := "windows-1252", 0.0
	for i := len(common) - 1; i >= 0; i-- { // a tie goes to the later: windows-1252
		c := common[i]
		text := string(decodeAs(lines, c.encoding))
		s := commonShare(text, c.letters) - mixedWords(text)
		for tld, charset := range countryCharsets {
			if charset == c.encoding && (strings.Contains(text, "."+tld+" ") || strings.Contains(text, "."+tld+",") ||
				strings.Contains(text, "."+tld+";")) {
				s += .25
				break
			}
		}
		if s > top+.001 {
			best, top = c.encoding, s
		}
	}
	return best
}

// highLines are the lines with a byte beyond ASCII, as many as detection needs. Line ends and tabs become spaces.
func highLines(body []byte) []byte {
	var out []byte
	for line := range bytes.FieldsFuncSeq(body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if len(out) > 2*sample {
			break
		}
		if bytes.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) {
			out = append(append(out, line[:min(len(line), sample)]...), ' ')
		}
	}
	return bytes.ReplaceAll(out, []byte("\t"), []byte(" "))
}

// mixedWords is the share of the words with a letter beyond ASCII that are of two scripts.
func mixedWords(s string) float64 {
	words, mixed := 0, 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		var latin, other, high bool
		for _, r := range w {
			high = high || r >= utf8.RuneSelf
			if unicode.Is(unicode.Latin, r) {
				latin = true
			} else {
				other = true
			}
		}
		if high {
			words++
		}
		if latin && other {
			mixed++
		}
	}
	if words == 0 {
		return 0
	}
	return float64(mixed) / float64(words)
}
