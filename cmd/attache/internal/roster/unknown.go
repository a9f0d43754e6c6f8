package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"attache/config"
	"attache/news"
	"attache/text"
)

// No list of words holds all that people write of somebody who left or never confirmed. So a column that no table knows
// is judged by its shape: dates, marks, words that come again and notes on some of the people may carry somebody's
// state, and are a mistake. What is another value for each person (a number, a name), a telephone number or the address
// of a page does not.
const (
	leastDifferent = 6       // people of whom each has another value, before that says anything: one more than states
	mostDifferent  = 200_000 // values of a file that are compared with each other; bounds memory (some 20 MB)
	mostSamples    = 3       // values of a column that a mistake names
)

// shape is what is known of a column's values. Only people who would get mail, by all else that the file says of them,
// count for what may be a mistake: the others are safe.
type shape struct {
	filled  int      // people with a value
	all     int      // rows with a value, whoever is in them
	line    int      // the first line of a value that may be a state
	blank   int      // the first line of somebody active without a value
	samples []string // the first values that may be a state
	gone    bool     // one of them is a word for somebody who left
	code    string   // a value that is a mail server's reply code and nothing else; "" = none
	numbers bool     // a value is another number
	// the line of code
	codeLine int
	plain    bool                // a value is neither another for each person nor a telephone number nor a page
	values   map[string]struct{} // nil once one came twice
}

// observe notes the values of one row of a person, whose state is what all else in the file says. The row is as
// person leaves it.
func (in *reader) observe(row []string, p *Person) {
	state, line := p.State, p.Line
	mailed := GetsMail(state)
	in.rows++
	if mailed {
		in.mailed++
	}
	for i, c := range in.head.columns {
		value, s := "", &in.shapes[i]
		if i < len(row) {
			value = row[i]
		}
		if c.kind == columnGroup {
			value = withoutSystemGroups(value)
		}
		if saysNothing(value) {
			if state == news.SubscriberActive && s.blank == 0 {
				s.blank = line
			}
			continue
		}
		s.all++
		if mailed && (!c.kind.takesWords() || in.o.said(value) == "") {
			s.filled++
			in.take(s, c, value, p)
		}
	}
}

// take notes one value of a person who would get mail.
func (in *reader) take(s *shape, c column, value string, p *Person) {
	line := p.Line
	gone := c.kind.isPassed() && in.isGone(value) && (!c.titles || !isTitled(value, p.said))
	if c.kind == columnHarmless {
		s.takeCode(value, line)
	}
	if c.kind == columnGroup {
		gone = slices.ContainsFunc(tagsOf(value), in.isGone)
	}
	if gone && !s.gone {
		if s.gone = true; c.kind != columnUnknown { // the plainest one is told
			s.line, s.samples = line, nil
		}
	}
	if !in.suspects(s, c, value) && !gone {
		return
	}
	if s.line == 0 {
		s.line = line
	}
	if len(s.samples) < mostSamples && !slices.Contains(s.samples, value) {
		s.samples = append(s.samples, value)
	}
}

// suspects reports whether a value may say, by its shape, that somebody left, and notes the value.
func (in *reader) suspects(s *shape, c column, value string) bool {
	switch c.kind {
	case columnFigures:
		return !in.isFigure(value)
	case columnGroup:
		return !in.honestTags(value)
	case columnUnknown:
	default:
		return false
	}
	own := !c.asks && (telephone(value) || webPage().MatchString(value) || c.mail && isAddress(value))
	s.plain = s.plain || !own && !ofOnePerson(value)
	if _, twice := s.values[value]; twice || s.plain {
		s.values = nil
	} else if s.values != nil && in.compared < mostDifferent {
		s.values[value] = struct{}{}
		in.compared++
	}
	return !own
}

// isFigure reports whether a value is a date or a number and nothing else. Days come again: what they are is kept.
func (in *reader) isFigure(value string) bool {
	const mostKept, longest = 20_000, 40 // values, bytes of one
	is, known := in.figures[value]
	if known {
		return is
	}
	is = figure().MatchString(value) && !isPeriod(value) && isDateWords(value)
	if len(value) <= longest {
		if len(in.figures) >= mostKept || in.figures == nil {
			in.figures = map[string]bool{}
		}
		in.figures[value] = is
	}
	return is
}

// isGone reports whether a value says that somebody left, bounced, complained or must not be written to. Addresses and
// pages say nothing. Values come again: what they say is kept.
func (in *reader) isGone(value string) bool {
	const mostKept = 20_000                                               // values, at most some 2 MB
	if isASCII(value) && !strings.ContainsFunc(value, unicode.IsLetter) { // a number
		return value != "" && strings.IndexByte("45", value[0]) >= 0 && replyText().MatchString(value)
	}
	gone, known := in.gone[value]
	if known {
		return gone
	}
	gone = !webPage().MatchString(value) && !isAddress(value) && (replyText().MatchString(value) ||
		slices.ContainsFunc(recognise(value), func(s sign) bool { return s.says() }))
	if len(value) <= 100 {
		if len(in.gone) >= mostKept || in.gone == nil {
			in.gone = map[string]bool{}
		}
		in.gone[value] = gone
	}
	return gone
}

// isAddress reports whether a value is an e-mail address and nothing else.
func isAddress(value string) bool {
	return strings.Count(value, "@") == 1 && !strings.ContainsAny(value, " \t()")
}

// judgeColumns ends a file: columns that may say who gets no mail are mistakes, in the order of the lines.
func (in *reader) judgeColumns() {
	if in.head == nil {
		return
	}
	groups := in.saysOfAll()
	if at := slices.IndexFunc(in.out.People, func(p Person) bool {
		return !p.said && p.State == news.SubscriberActive
	}); at >= 0 {
		in.unsaid = in.out.People[at].Line
	}
	for i, c := range in.head.columns {
		s := &in.shapes[i]
		s.judgeCode(in.head.names[i])
		different := !c.asks && !s.plain && s.values != nil && s.filled >= leastDifferent && s.filled == in.mailed
		switch {
		case in.askBlank(i, s, groups):
		case s.line == 0, !c.kind.isPassed(), c.kind == columnPassed, c.kind == columnGroup && groups && !s.gone:
		case c.kind == columnUnknown && different && !s.gone:
			in.out.Different = append(in.out.Different, in.head.names[i])
		default:
			in.ask(i, s)
		}
		if c.kind.isPassed() && (s.all > 0 || in.head.named[i]) {
			in.out.Passed = append(in.out.Passed, in.head.names[i])
		}
	}
	slices.SortStableFunc(in.mistakes, func(a, b config.Mistake) int { return a.Line - b.Line })
}

// askBlank makes the mistake of a column that says of some people whether they get mail, or what they read, and is
// empty for others who would get it. all tells that the file says it of everybody.
func (in *reader) askBlank(column int, s *shape, all bool) bool {
	c, name, option := in.head.columns[column], in.head.names[column], func(name, suffix string) string {
		return news.Option(name, in.head.options[column]+suffix)
	}
	switch {
	case s.all == 0:
		return false
	case c.kind == columnStatus && in.unsaid > 0 && !all:
		in.wrong(in.unsaid, name, "fill in the cells; or, when only those with a status get mail: "+
			option("status", "=active"), "The column says of others whether they get mail, and it is empty here.")
	case s.blank == 0:
		return false
	case c.kind == columnDigests && !in.o.NamesDigests:
		in.wrong(s.blank, name, "fill in the cells; or name the digests of those who name none: --digest NAME",
			"The column names digests, and it is empty here: the person may read none.")
	case c.kind == columnRaises && !c.strict, c.proof && !all:
		in.wrong(s.blank, name, fmt.Sprintf("fill in the cells; or, when only those with a yes get mail: %s; or, when "+
			"it says nothing of who gets mail: %s", option("status", "=active"), option("pass", "")),
			"The column asks who gets mail, and it is empty here.")
	default:
		return false
	}
	return true
}

// saysOfAll reports whether the file says of every person in it whether he gets mail.
func (in *reader) saysOfAll() bool {
	if words := wordsOf(in.file); len(words) > 0 && slices.Contains(activeWords(), words[0]) {
		return true // Mailchimp's subscribed_members_export_….csv
	}
	for i, c := range in.head.columns {
		if c.kind.saysState() && in.shapes[i].all == in.rows {
			return true
		}
	}
	return false
}

// ask is the mistake of a column that may say who gets no mail.
func (in *reader) ask(column int, s *shape) {
	const longest = 80 // letters of a value that an option repeats
	values := make([]string, len(s.samples))
	for i, v := range s.samples {
		values[i] = fmt.Sprintf("%q", short(v, 40))
	}
	name := in.head.options[column]
	hint := fmt.Sprintf("when it says nothing of who gets mail: %s; when whoever has a value there left, or has "+
		"not confirmed: %s or %s", news.Option("pass", name), news.Option("status", name+"=unsubscribed"),
		news.Option("status", name+"=pending"))
	if v := s.samples[0]; fold(v) != "" && utf8.RuneCountInString(v) <= longest {
		hint += fmt.Sprintf("; when only some values say so, each of them: %s", news.Option("status", v+"=unsubscribed"))
	}
	in.wrong(s.line, in.head.names[column], hint,
		"The column may say who left, refused or has not confirmed: it holds %s (in %d of %d rows).",
		strings.Join(values, ", "), s.filled, in.mailed)
}

// saysNothing reports whether a value stands for an empty cell.
func saysNothing(value string) bool {
	switch value {
	case "", "-", "–", "—", "{}", "[]":
		return true
	}
	if len(value) <= 4 && slices.Contains([]string{"n/a", "null", "#n/a", `\n`}, strings.ToLower(value)) {
		return true
	}
	return len(value) > 1 && strings.Trim(value, "0:/. TZ-") == ""
}

// withoutSystemGroups leaves out what Google Contacts puts everybody in: "Press ::: * myContacts".
func withoutSystemGroups(value string) string {
	groups := slices.DeleteFunc(strings.Split(value, " ::: "),
		func(s string) bool { return strings.HasPrefix(s, "* ") })
	return strings.Join(groups, " ::: ")
}

var (
	webPage = pattern(`^(?i:https?://|www\.)\S+$`)
	figure  = pattern(`^([-+]?[\d.,:/ TZ%+-]*\d[\d.,:/ TZ%+-]*|\d{1,2}[-. ]+\pL{3,10}[-.,]* \d{4}.*|` +
		`\pL{3,10}\.? \d{1,2},? \d{4}.*|[\d.:/ -]+ ?(?i:[ap]m|utc|gmt|€|\$))$`)
	callable  = pattern(`^\+?[\d ()./-]+$`)
	dayInText = pattern(`\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|(^|\D)(19|20)\d\d(\D|$)|` +
		`^\d{1,2}[-/.]\d{1,2}[-/.]?$`)
	dayDigits  = pattern(`^((19|20)\d{6}|(19|20)\d{10}|(19|20)\d{12}|1\d{9}|1\d{12}|[34]\d{4})$`)
	identifier = pattern(`^\S*\d\S*$`)
)

// telephone reports whether a value is a telephone number, and no date.
func telephone(value string) bool {
	digits := 0
	for _, r := range value {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	switch {
	case !callable().MatchString(value):
		return false
	case value[0] == '+':
		return digits >= 7
	}
	return digits >= 9 && !isDay(value)
}

// isDay reports whether a value is a date or holds one: with two separators, with a year, as seconds since 1970, or as
// the number that Excel keeps (30000 is in 1982, 49999 in 2036).
func isDay(value string) bool {
	return dayInText().MatchString(value) || dayDigits().MatchString(value)
}

// ofOnePerson reports whether a value may be somebody's number, address or name: a word with a digit in it, or two to
// six words with capital letters ("Main St 1", "Ursula von der Leyen"), and neither a date nor an answer. One word
// alone may be a note.
func ofOnePerson(value string) bool {
	const mostWords, particle = 6, 3 // a name's words; letters of "von", "bin", "ул"
	if isDay(value) || isAnswer(value) {
		return false
	}
	if identifier().MatchString(value) || strings.Count(value, "@") == 1 && !strings.Contains(value, " ") {
		return true
	}
	words, capitals := strings.Fields(value), 0
	for _, w := range words {
		first := []rune(strings.TrimLeft(w, `"'«„“(`))
		switch {
		case len(first) == 0 || len(first) <= particle && unicode.IsLower(first[0]):
		case unicode.IsDigit(first[0]) || unicode.IsLetter(first[0]) && !unicode.IsLower(first[0]):
			capitals++
		default:
			return false
		}
	}
	return capitals > 1 && len(words) <= mostWords
}

// isAnswer reports whether a value is a bare yes or no, in words, letters or signs.
func isAnswer(value string) bool {
	f := fold(value)
	return f == "" || slices.Contains(yesWords(), f) || slices.Contains(noWords(), f)
}

// wordsOf are the words of a text, folded, those of camel case apart.
func wordsOf(s string) []string {
	var b strings.Builder
	var last rune
	for _, r := range norm.NFKD.String(text.Plain(s)) {
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		case r == 'ı':
			b.WriteByte('i')
		case unicode.IsLetter(r):
			b.WriteRune(unicode.ToLower(r))
		case !unicode.IsMark(r):
			b.WriteByte(' ')
		}
		last = r
	}
	return strings.Fields(b.String())
}
