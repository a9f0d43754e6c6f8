package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences returns the sentences of s in order, without the space around them; line breaks always part sentences. The
// boundaries are those of Unicode's UAX #29, except after abbreviations, initials, ordinals and dates of the language
// (А. Б. Иванов, Mr. Smith, 5. Dezember, ст. 5, 2026 г.), inside quoted speech that its sentence goes on from, and
// after an ellipsis or before a turn of a dialogue, which UAX #29 does not take for ends. An unknown lang ("") uses the
// rules that all languages share.
func Sentences(s, lang string) []Span {
	var out []Span
	s = masked(s, lang)
	open := false // the last span may go on
	add := func(from, to int) {
		sp := trim(s, from, to)
		if sp.Start == sp.End {
			return
		}
		if n := len(out); open && n > 0 && strings.HasPrefix(s[sp.Start:sp.End], "» ") &&
			strings.Count(s[out[n-1].Start:out[n-1].End], "«") > strings.Count(s[out[n-1].Start:out[n-1].End], "»") {
			out[n-1].End = sp.Start + len("»") // « Oui. » is closed behind a space
			sp = trim(s, out[n-1].End, to)
		}
		if open && len(out) > 0 && joined(s, out[len(out)-1], sp, lang) {
			out[len(out)-1].End = sp.End
		} else {
			out = append(out, sp)
		}
		open = s[to-1] != '\n' && s[to-1] != '\r'
	}
	for it := sentences.FromString(s); it.Next(); {
		from, to := it.Start(), it.End()
		for at := furtherEnd(s, from, to, lang); at > 0; at = furtherEnd(s, from, to, lang) {
			add(from, at)
			from = at
		}
		if from < to {
			add(from, to)
		}
	}
	return out
}

// trim leaves out white space at both ends of s[from:to].
func trim(s string, from, to int) Span {
	part := s[from:to]
	start := from + len(part) - len(strings.TrimLeftFunc(part, blank))
	return Span{start, max(start, from+len(strings.TrimRightFunc(part, blank)))}
}

func blank(r rune) bool { return unicode.IsSpace(r) || r == 0x200B || r == 0xFEFF }

// furtherEnd finds the next end of sentence in s[from:to] that UAX #29 does not see, and returns where the next
// sentence begins, or 0: an ellipsis before a capital letter, a turn of a dialogue (— Вы готовы? — Да), and an end
// without a space after it, as pages have them whose line breaks were lost (söyledi.Aksoy).
func furtherEnd(s string, from, to int, lang string) int {
	marks := "….?!"
	if lang == "hy" {
		marks = "….?!:" // the Armenian full stop is often typed as a colon
	}
	for i := from; i < to; {
		n := strings.IndexAny(s[i:to], marks)
		if n < 0 {
			return 0
		}
		i += n
		mark, size := utf8.DecodeRuneInString(s[i:])
		i += size
		rest := s[i:to]
		if after := strings.TrimLeft(rest, closers); mark != '…' && glued(s[from:i-size], after) {
			return to - len(after)
		}
		if mark == '.' {
			continue
		}
		if mark == ':' {
			next := strings.TrimLeftFunc(rest, blank)
			if r, _ := utf8.DecodeRuneInString(next); len(next) < len(rest) && unicode.IsUpper(r) {
				return to - len(next)
			}
			continue
		}
		if mark == '…' {
			rest = strings.TrimLeft(rest, closers)
		}
		next := strings.TrimLeftFunc(rest, blank)
		if len(next) == len(rest) || next == "" || strings.TrimLeft(s[from:i], "…?!") == "" {
			continue
		}
		lead := strings.TrimLeft(next, openers)
		if mark != '…' {
			lead = strings.TrimLeft(next, dashes)
			if len(lead) == len(next) || !strings.HasPrefix(lead, " ") {
				continue
			}
			lead = strings.TrimLeftFunc(lead, blank)
		}
		if r, _ := utf8.DecodeRuneInString(lead); unicode.IsUpper(r) {
			return to - len(next)
		}
	}
	return 0
}

// glued reports whether one sentence ends with before and another begins with after, though no space parts them: a word
// of three small letters or more, and a word with a capital one. Names such as Legal.Report have two.
func glued(before, after string) bool {
	first, size := utf8.DecodeRuneInString(after)
	second, _ := utf8.DecodeRuneInString(after[size:])
	if !unicode.IsUpper(first) || !unicode.IsLower(second) {
		return false
	}
	small := 0
	for before != "" {
		r, size := utf8.DecodeLastRuneInString(before)
		if !unicode.IsLower(r) {
			return small >= 3 && !unicode.IsUpper(r) && !strings.ContainsRune("./@_", r)
		}
		small++
		before = before[:len(before)-size]
	}
	return small >= 3
}

const (
	openers = "«“„‘\"'(["
	closers = "»”“’\"')]"
	dashes  = "—–-−"
)

// joined reports whether next goes on with the sentence that prev began.
func joined(s string, prev, next Span, lang string) bool {
	before, after := s[prev.Start:prev.End], s[next.Start:next.End]
	first, _ := utf8.DecodeRuneInString(after)
	if strings.ContainsRune(",;:%", first) || strings.ContainsRune(closers, first) &&
		utf8.RuneCountInString(after) < 3 {
		return true
	}
	if dash := strings.TrimLeft(after, dashes); len(dash) < len(after) {
		// «Мы готовы!» — сказал министр. A capital letter after the dash is a new turn of a dialogue.
		r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(dash, blank))
		return unicode.IsLower(r)
	}
	lead, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, openers))
	if unicode.IsLower(lead) || wideOpen(before) || wideClosed(before, lead) {
		return true
	}
	if name := strings.TrimSuffix(before, "!"); len(name) < len(before) && !starter(after, lang) {
		if last := name[strings.LastIndexFunc(name, unicode.IsSpace)+1:]; last == "E" || last == "Yahoo" { // E! News
			return true
		}
	}
	body, dotted := strings.CutSuffix(before, ".")
	if !dotted || strings.HasSuffix(body, ".") {
		return false
	}
	return abbreviated(body, after, lead, lang)
}

// abbreviated reports whether the full stop after body belongs to an abbreviation, an initial or an ordinal and the
// sentence goes on with after, whose first letter or digit is lead (never a small letter).
func abbreviated(body, after string, lead rune, lang string) bool {
	at := strings.LastIndexFunc(body,
		func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(openers+"/"+dashes, r) })
	word := body
	if at >= 0 {
		_, n := utf8.DecodeRuneInString(body[at:])
		word = body[at+n:]
	}
	head := body[:len(body)-len(word)]
	if word == "" {
		return false
	}
	if goesOn, known := spaced(head, word, after, lang); known {
		return goesOn
	}
	if n := digits(word); n == len(word) {
		return ordinal(head, n, after, lang)
	}
	if len(word) > 1 && strings.Trim(word, "IVXLC") == "" {
		return ordinalsDotted(lang) // III. Charles
	}
	if (lang == "en" || lang == "") && behindState(head, word, after) {
		return true
	}
	return kept(head, word, after, lead, lang)
}

// kept is abbreviated for words that are no numbers: by the kind of the abbreviation.
func kept(head, word, after string, lead rune, lang string) bool {
	kind := kindOf(strings.ToLower(word), lang)
	if initial(word) && kind != abbrevCapitals {
		return !endsWithLetter(head, word, lang)
	}
	switch kind {
	case abbrevName:
		if r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(head, blank)); word == "min" && unicode.IsDigit(r) {
			return false // minutes
		}
		return lang != "en" || word != "St" || !streetEnds(head, after, lang)
	case abbrevNumber:
		return unicode.IsDigit(lead) || strings.ContainsRune("IVXLC", lead) || lead == '№'
	case abbrevMiddle:
		return unicode.IsDigit(lead) || len(strings.Fields(head)) < 4
	case abbrevCapitals:
		return staysWith(strings.ToLower(word), after, lang)
	}
	return clipped(head, word, after, lead, lang)
}

// behindState reports whether a day goes on with the sentence after the abbreviation of a state behind a place's name:
// "Washington, D.C. July 9-11", "Sacramento, Calif. Monday".
func behindState(head, word, after string) bool {
	if !strings.HasSuffix(strings.TrimRightFunc(head, blank), ",") || !lists(states, strings.ToLower(word)) {
		return false
	}
	first, rest, _ := strings.Cut(after, " ")
	first = strings.ToLower(strings.TrimRight(first, ".,:;!?"))
	r, _ := utf8.DecodeRuneInString(rest)
	if strings.HasPrefix(after, "(") { // LA CROSSE, Wis. (AP)
		return true
	}
	return lists(weekdays, first) || lists(months, first) && unicode.IsDigit(r)
}

// streetEnds reports the "St." of a street at the end of its sentence: "on Main St. It was …".
func streetEnds(head, after, lang string) bool {
	before := strings.TrimRightFunc(head, blank)
	r, _ := utf8.DecodeRuneInString(before[strings.LastIndexFunc(before, unicode.IsSpace)+1:])
	return unicode.IsUpper(r) && strings.ContainsFunc(before, unicode.IsSpace) && starter(after, lang)
}

// spaced judges an abbreviation that is written with spaces: "z. B.", "т. н.", "EE. UU.", "и т. д.". known says that
// the full stop is within one or ends one.
func spaced(head, word, after, lang string) (goesOn, known bool) {
	low := strings.ToLower(word)
	short := utf8.RuneCountInString(word) <= 2
	next, _, _ := strings.Cut(after, " ")
	if part, dotted := strings.CutSuffix(next, "."); short && dotted && utf8.RuneCountInString(part) <= 2 &&
		(kindOf(low+"."+strings.ToLower(part), lang) != abbrevNone || lists(lastOf[lang], low+"."+strings.ToLower(part))) {
		return true, true
	}
	before := strings.TrimRightFunc(head, blank)
	part, dotted := strings.CutSuffix(before[strings.LastIndexFunc(before, unicode.IsSpace)+1:], ".")
	if short && dotted && len(before) < len(head) && utf8.RuneCountInString(part) <= 2 {
		whole := strings.ToLower(part) + "." + low
		if lists(lastOf[lang], whole) {
			return false, true
		}
		switch kindOf(whole, lang) {
		case abbrevName, abbrevMiddle:
			return true, true
		case abbrevCapitals:
			return staysWith(whole, after, lang), true
		}
	}
	if lists(lastOf[lang], low) {
		return false, true
	}
	r, size := utf8.DecodeRuneInString(word) // an initial or a title of one letter in Arabic or Hebrew
	return true, size == len(word) && (unicode.Is(unicode.Arabic, r) || unicode.Is(unicode.Hebrew, r)) && head != ""
}

func lists(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// staysWith reports whether a sentence goes on after an abbreviation that may end it, before a capital letter.
func staysWith(word, after, lang string) bool {
	if followers, ok := followersOf[word]; ok {
		first, rest, _ := strings.Cut(strings.TrimLeft(after, openers), " ")
		second, _, _ := strings.Cut(rest, " ")
		return lists(followers, strings.ToLower(strings.TrimRight(first, ",.:;!?)"))) ||
			strings.Trim(strings.ToLower(second), ".,;)") == "time"
	}
	return !starter(after, lang)
}

// wideClosed reports whether s ends with a title, or a quotation that a Japanese particle follows, whose own stop is no
// end of the sentence.
func wideClosed(s string, next rune) bool {
	return strings.HasSuffix(s, "》") || strings.HasSuffix(s, "〉") ||
		(strings.HasSuffix(s, "」") || strings.HasSuffix(s, "』")) && unicode.Is(unicode.Hiragana, next)
}

// The most bytes of a quotation or a title in wide marks that is kept in one sentence.
const mostWide = 400

// wideOpen reports whether a title or a quotation in the marks of Chinese and Japanese is open at the end of s. It
// looks at the last mostWide bytes alone: s may be a text of many joined sentences, and is asked about at each of them.
func wideOpen(s string) bool {
	from := max(0, len(s)-mostWide+1)
	end := s[from:]
	for _, m := range [...][2]string{{"《", "》"}, {"〈", "〉"}, {"「", "」"}, {"『", "』"}, {"（", "）"}} {
		if at := strings.LastIndex(end, m[0]); at >= 0 && !strings.Contains(end[at:], m[1]) {
			return true
		}
	}
	at := strings.LastIndex(end, "“")
	if from+at < 1 || at < 0 || strings.Contains(end[at:], "”") {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s[:from+at])
	return r >= 0x2e80 // in a script that is written without spaces
}

func digits(word string) int {
	n := 0
	for n < len(word) && '0' <= word[n] && word[n] <= '9' {
		n++
	}
	return n
}

// ordinal reports whether "5." goes on: at the start of a sentence it numbers an entry; many languages write ordinals
// so.
func ordinal(head string, n int, after, lang string) bool {
	if strings.TrimLeft(head, openers+" ") == "" && n <= 2 {
		return true
	}
	before := strings.TrimRight(head, " ")
	before = strings.ToLower(before[strings.LastIndexByte(before, ' ')+1:])
	return ordinalsDotted(lang) && n <= 2 && !starter(after, lang) && !strings.Contains(numbered, " "+before+" ")
}

// ordinalsDotted reports languages that write "5th" as "5."
func ordinalsDotted(lang string) bool {
	switch lang {
	case "tr", "az", "de", "sr", "tk", "hu", "cs", "pl", "sk", "fi", "et", "lv", "no", "nb", "nn", "da", "hr", "bs", "sl",
		"is", "mk", "lt", "eu", "ro", "tt", "ky", "kk", "uz":
		return true
	}
	return false
}

// initial reports one capital letter, or two of one initial such as Дж, Ю, Sh, Ch with the rest small; or several, А.Б
// or J.R.R.
func initial(word string) bool {
	for part := range strings.SplitSeq(word, ".") {
		r, n := utf8.DecodeRuneInString(part)
		if !unicode.IsUpper(r) {
			return false
		}
		switch part[n:] {
		case "":
		case "h", "ж", "з":
			if part != "Sh" && part != "Ch" && part != "Дж" && part != "Дз" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// endsWithLetter reports that a capital letter is a name of its own ("Plan B.", "World War I.", "vitamin C.") and no
// initial.
func endsWithLetter(head, word, lang string) bool {
	head = strings.TrimRightFunc(head, blank)
	if head == "" {
		return false
	}
	last := strings.ToLower(head[strings.LastIndexFunc(head, unicode.IsSpace)+1:])
	if strings.Contains(lettered, " "+last+" ") {
		return true
	}
	return (lang == "en" || lang == "") && word == "I"
}

// starter reports words that begin sentences and hardly ever follow an abbreviation as a name would.
func starter(after, lang string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(after, openers), " ")
	word = strings.ToLower(strings.TrimRight(word, ",.:;!?"))
	return strings.Contains(starters, " "+word+" ") || strings.Contains(startersOf[lang], " "+word+" ")
}
