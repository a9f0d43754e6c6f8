package summary

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// Why a sentence may not be quoted. Each completes "It is not quoted: …".
const (
	refusedShort    = "it has too few words"
	refusedLong     = "it is too long"
	refusedFragment = "it is a fragment, not a whole sentence"
	refusedCut      = "it is cut off"
	refusedOpen     = "it has no full stop: a heading, a label or a cut line"
	refusedHalf     = "a quotation or a bracket begins or ends outside it"
	refusedLink     = "it holds an address or marks of a page"
	refusedEntry    = "it is an entry of a list or a turn of a dialogue"
	refusedLabel    = "it is a row of labels"
	refusedSpeaker  = "it is a turn of a transcript"
	refusedAddress  = "it speaks to the reader or to a partner in talk"
	refusedStamp    = "it is a date"
	refusedNames    = "it is nothing but names, places and dates"
	refusedCapitals = "it is written in capitals: a heading or a slugline"
	refusedNotice   = "it is a credit, a caption, a notice or a link"
	refusedConsent  = "it asks for consent or tells of cookies"
	refusedPrompt   = "it asks to subscribe or to log in"
	refusedQuestion = "it is a question"
	refusedHeading  = "the heading above it is glued to its beginning"
	refusedLeans    = "it leans on a sentence that is not quoted before it"
)

// The fewest and the most words of a sentence that is quoted, its fewest characters, and the most words of one that is
// looked at as a notice.
const (
	fewestWords = 4
	mostWords   = 120
	fewestRunes = 15
	noticeWords = 40
)

// headingWords is from how many words a line without a stop is no heading in a text that lost most of its stops.
const headingWords = 15

// refusal is the gate that every quoted sentence passes: why it may not stand in a summary whatever it says; "" = it
// may.
func refusal(s *Sentence, words []string, lang string) string {
	m := &s.marks
	first, _ := utf8.DecodeRuneInString(s.Text)
	switch {
	case s.words < fewestWords, m.runes < fewestRunes, len(s.terms) < 2:
		return refusedShort
	case s.words > mostWords:
		return refusedLong
	case m.ellipsis, strings.Contains(s.Text, "[…]"), strings.Contains(s.Text, "[...]"):
		return refusedCut
	case m.link, strings.IndexByte(s.Text, '<') >= 0 && strings.IndexByte(s.Text, '>') > 0:
		return refusedLink
	case m.half, strings.Count(s.Text, "(") != strings.Count(s.Text, ")") && !strings.Contains(s.Text, ":)"):
		return refusedHalf
	case m.colon, strings.HasSuffix(s.Text, ";"), m.lower && s.within > 0: // a splitter's mistake
		return refusedFragment
	case strings.ContainsRune("*•▪■●►▶→»)]", first), turn(s.Text):
		return refusedEntry
	case stamp(words):
		return refusedStamp
	case capitals(s.Text):
		return refusedCapitals
	case labels(s.Text), rows(s.Text, m):
		return refusedLabel
	case speaker(s.Text):
		return refusedSpeaker
	case onlyNames(s.Text, s.words):
		return refusedNames
	}
	if s.within == 0 && underRubric(s.Text) {
		return refusedRubric
	}
	if lang == "en" && gluedHeading(s.Text) {
		return refusedHeading
	}
	return notices(s, words, lang)
}

// notices reports whether a sentence belongs to the text around articles; a long one is looked at for rights alone.
func notices(s *Sentence, words []string, lang string) string {
	if asks(s.Text, lang) {
		return refusedAsks
	}
	if s.words < noticeWords {
		return notice(s.Text, words, lang)
	}
	if rights(strings.ToLower(s.Text)) {
		return refusedNotice
	}
	return ""
}

// turn reports whether a sentence is an entry of a list or a turn of a dialogue: it begins with a dash and a space.
func turn(s string) bool {
	rest := strings.TrimLeft(s, "—–-−")
	return len(rest) < len(s) && strings.HasPrefix(rest, " ")
}

// rows reports the cells of a row, parted by strokes.
func rows(s string, m *marks) bool {
	strokes := strings.Count(s, " | ") + strings.Count(s, " · ") + strings.Count(s, " • ")
	return strokes > 1 || strokes == 1 && (m.digits > 0 || !m.stop) || strings.Count(s, "|") > 1 ||
		strings.Count(s, "/") > 4
}

// labels reports several labels in a row: "Country: Yemen Sources: UN Office Format: News".
func labels(s string) bool {
	n := 0
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if strings.HasSuffix(w, ":") && unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

// capitals reports whether most letters of a text are capitals.
func capitals(s string) bool {
	upper, lower := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper > 8 && upper > 2*lower
}

// speaker reports a turn of a transcript: a name in capitals, or a single letter, and a colon before what was said.
func speaker(s string) bool {
	head, rest, ok := strings.Cut(s, ":")
	if !ok || !strings.HasPrefix(rest, " ") || utf8.RuneCountInString(head) > 48 {
		return false
	}
	upper := 0
	for _, r := range head {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return false
		}
	}
	return upper > 0
}

// particles stand small within names of places and of people.
var particles = text.WordSet(`de del della di da do dos das du des la le les el al bin ibn von van der den of the and y
	e et und и і й ve və va жана және на`)

// onlyNames reports a short text without any word that tells something: every word begins with a capital letter or a
// digit, names of months, weekdays and particles aside.
func onlyNames(s string, words int) bool {
	if words > 14 {
		return false
	}
	upper := 0
	for w := range strings.FieldsSeq(s) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case w == "", unicode.IsDigit(r), month(w), particles[w]:
		case unicode.IsUpper(r):
			upper++
		default:
			return false
		}
	}
	return upper > 0
}

// notice tells which kind of text around articles a sentence belongs to: bylines, credits, captions, invitations to
// read on or to subscribe, consent, and word that there was no word; "" = none.
func notice(s string, words []string, lang string) string {
	low := apostrophes.Replace(strings.ToLower(s))
	bare := strings.TrimLeft(low, "([{*«\"“ ")
	switch {
	case hasAnyPrefix(low, boilerplateStarts), hasAnyPrefix(bare, boilerplateStarts), boilerplateSet().in(low),
		containsAll(low, boilerplatePairs), rights(low), strings.HasPrefix(s, "By ") && byline(s[len("By "):]):
		return refusedNotice
	case announces(bare, s):
		return refusedNotice
	case consent(low):
		return refusedConsent
	case promptSet().in(low):
		return refusedPrompt
	case !strings.ContainsAny(s, quotationMarks) && address(low, words, lang):
		return refusedAddress
	}
	return ""
}

// announces reports a sentence that tells what the text does. low is the sentence in lower case without marks before
// it.
func announces(low, s string) bool {
	if strings.ContainsAny(s, quotationMarks) {
		return false
	}
	return announcementStarts.in(low) || announcementSet().in(low)
}

// boilerplateSet and promptSet are boilerplateParts and prompts, which every sentence is searched for.
var (
	boilerplateSet = sync.OnceValue(func() *partSet { return newPartSet(boilerplateParts) })
	promptSet      = sync.OnceValue(func() *partSet { return newPartSet(prompts) })
)

// apostrophes are written in many ways; the lists have the straight one.
var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "ʻ", "'", "ʼ", "'", "`", "'")

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// containsAll reports whether both parts of one of the pairs stand in s.
func containsAll(s string, pairs [][2]string) bool {
	for _, p := range pairs {
		if strings.Contains(s, p[0]) && strings.Contains(s, p[1]) {
			return true
		}
	}
	return false
}

// consent reports a text, in lower case, that tells how a site uses what it knows of its readers.
func consent(low string) bool {
	return containsAny(low, cookieWords) && containsAny(low, siteWords) || containsAny(low, consentWords)
}

// address reports a sentence that thanks, greets or speaks to whom it is said, outside quotation marks.
func address(low string, words []string, lang string) bool {
	if hasAnyPrefix(low, thanks) {
		return true
	}
	if lang != "en" || len(words) < 2 {
		return false
	}
	if calls[words[0]][words[1]] || containsAny(low, presidents) || containsAny(low, guests) {
		return true
	}
	if len(words) >= addressWords {
		return false
	}
	switch words[0] {
	case "you", "you've", "you're", "let's":
		return true
	}
	return slices.Contains(words, "your") || slices.Contains(words, "you")
}

// guests are what somebody says to whom he receives.
var guests = []string{
	" to meet you", " to see you", "thank you ", " welcome you", " join you", " be with you", "tell you ",
}

// presidents are how a head of state is addressed.
var presidents = []string{"mr. president, ", "madam president, "}

// addressWords is from how many words a sentence is looked at for what it says, not for whom it addresses: reports of
// what a law or a ruling means say "you", too.
const addressWords = 12

// calls are the first two words of what a reader is told to do.
var calls = map[string]map[string]bool{
	"check": text.WordSet(`out back our the`), "catch": text.WordSet(`up`), "get": text.WordSet(`all the our more`),
	"find": text.WordSet(`out more all`), "stay": text.WordSet(`up tuned informed with`), "tune": text.WordSet(`in`),
	"click": text.WordSet(`here on to the`), "read": text.WordSet(`our more all how why what`),
	"join":     text.WordSet(`us our`),
	"discover": text.WordSet(`more how what`), "scroll": text.WordSet(`down through`), "tap": text.WordSet(`here on to`),
	"keep": text.WordSet(`up scrolling`), "browse": text.WordSet(`all our the`),
}

// byline reports whether what follows "By" is nothing but names and titles: every word of some length has a capital
// letter.
func byline(s string) bool {
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsDigit(r) || unicode.IsLower(r) && utf8.RuneCountInString(w) > 3 {
			return false
		}
	}
	return true
}

// head reports whether what stands before an article's first sentence is no part of it: a byline, a date, or a line of
// a few words without a stop of its own.
func head(s *Sentence, words []string, lang string) bool {
	if s.words < 4 && (s.marks.apart || !s.marks.stop) {
		return true
	}
	why := ""
	if s.words < 25 {
		why = notice(s.Text, words, lang)
	}
	return why == refusedNotice || s.words < 25 && stamp(words)
}

// stamp reports whether words are nothing but a time and a date.
func stamp(words []string) bool {
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsDigit(r) && !stampWords[w] && !month(w) {
			return false
		}
	}
	return true
}

// stopless are languages whose sentences are written without a mark at their end.
var stopless = text.WordSet(`th lo km bo dz`)

// refuseOpenEnds takes what does not end as a sentence for a heading, a caption or a cut line. A text none of whose
// lines has a stop is judged only when it is too short to show a manner of writing.
func (d *Document) refuseOpenEnds() {
	if stopless[d.Language] {
		return
	}
	stops := 0
	for i := range d.Sentences {
		if d.Sentences[i].marks.stop {
			stops++
		}
	}
	if n := len(d.Sentences); stops == 0 && n > 3 || stops > 0 && 5*stops < n {
		return
	}
	mixed := stops > 0 && 2*stops < len(d.Sentences) // the text lost many of its stops: what is long may be a sentence
	for i := range d.Sentences {
		if s := &d.Sentences[i]; !s.marks.stop && (!mixed || s.words < headingWords) {
			s.refuse(refusedOpen)
		}
	}
}

// refuseCut refuses the last sentence of a block that begins at byte at and was cut, unless it has its stop: in a
// language, or a manner of writing, without stops it would look whole.
func (d *Document) refuseCut(at int) {
	if n := len(d.Sentences); n > 0 && d.Sentences[n-1].Start >= at && !d.Sentences[n-1].marks.stop {
		d.Sentences[n-1].refuse(refusedCut)
	}
}

// refuseQuestions takes no question for a summary, where anything else is fit.
func (d *Document) refuseQuestions() {
	for i := range d.Sentences {
		if s := &d.Sentences[i]; s.marks.asks {
			s.refuse(refusedQuestion)
		}
	}
}

// refuse takes a sentence out of what may be quoted, and keeps the first reason.
func (s *Sentence) refuse(why string) {
	if s.Fit {
		s.Fit, s.Refused = false, why
	}
}

// Refusal tells why the bytes [start,end) of the article's text may not be quoted after what was quoted of it up to the
// byte before (0 = nothing); "" = they may. It returns where the quotation begins without the dateline.
func (d *Document) Refusal(start, end, before int) (from int, why string) {
	from = start
	at := -1
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if s.End <= start || s.Start >= end {
			continue
		}
		if !s.Fit {
			return from, s.Refused
		}
		if at < 0 {
			at = i
			if s.Follows && before == 0 ||
				s.Leans && (i == 0 || before != d.Sentences[i-1].End || d.Sentences[i-1].part != s.part) {
				return from, refusedLeans
			}
			from = max(from, s.Start)
		}
	}
	if at < 0 {
		return from, refusedNotice
	}
	return from, ""
}
