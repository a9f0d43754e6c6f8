package roster

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// columnKind is what a column of an imported file says.
type columnKind int

const (
	columnUnknown  columnKind = iota // judged by its shape: passed over, or a mistake
	columnPassed                     // the person says that it is to be passed over
	columnHarmless                   // its header says nothing of who gets mail
	columnFigures                    // dates or counts that say nothing of who gets mail
	columnGroup                      // tags, lists and fields of the operator's own
	columnEmail                      // the address
	columnName                       // the whole name
	columnFirst                      // the given name
	columnLast                       // the family name
	columnLanguage                   // of the letter
	columnText                       // another of news.SubscriberTexts
	columnReads                      // languages read
	columnDigests                    // names of digests
	columnStatus                     // a word of stateOf
	columnLowers                     // a yes, a date or a number: the person is in the state that the column names
	columnRaises                     // a no: the person is in the state that the column names
)

// isPassed reports whether nothing is read of a column.
func (k columnKind) isPassed() bool { return k <= columnGroup }

// isName reports whether a column holds a name or a part of one.
func (k columnKind) isName() bool { return k >= columnName && k <= columnLast }

// saysState reports whether a column says of people whether they get mail.
func (k columnKind) saysState() bool { return k >= columnStatus }

// takesWords reports whether --status WORD=STATE is looked for in a column that else says nothing.
func (k columnKind) takesWords() bool { return k == columnUnknown || k == columnGroup }

// column is one kind of column: its names in files of mailers and of people, folded, and for those that ask, the state
// of the answer.
type column struct {
	kind  columnKind
	state news.SubscriberState
	// of columnLowers: everything but a no counts as a yes; of columnRaises: an empty cell counts as a no
	strict bool
	asks   bool // of columnUnknown: its header says that somebody left or must not be written to; it never passes
	mail   bool // of columnUnknown: its header names a further address
	proof  bool // it proves that somebody opted in or confirmed: an empty cell may say that he did not
	titles bool // of columnHarmless: it holds names of outlets and houses, which may be of any words
	quiet  bool // the person says that no name, or address, says that somebody left
	names  []string
	text   *news.SubscriberText // of a columnText
}

// columnOf finds what a header names.
func columnOf(header string) column {
	f := fold(header)
	for _, c := range columns() {
		if slices.Contains(c.names, f) {
			return c
		}
	}
	for i := range news.SubscriberTexts {
		if t := &news.SubscriberTexts[i]; f == fold(t.Name) {
			return column{kind: columnText, text: t}
		}
	}
	if isFullName(header) {
		return column{kind: columnName}
	}
	c := column{proof: isProof(header)}
	switch {
	case isFigures(header), c.proof && !slices.Contains(wordsOf(header), "ip"):
		c.kind = columnFigures
	case isHarmless(header), c.proof:
		c.kind = columnHarmless
		c.titles = slices.ContainsFunc(wordsOf(header), titleHeaders().has)
	case isMailHeader(header):
		return column{kind: columnEmail}
	case slices.Contains(groupHeaders(), f) || slices.Contains(groupHeaders(), strings.Join(wordsOf(header), "")):
		c.kind = columnGroup
	default:
		c.asks = len(recognise(header)) > 0
	}
	return c
}

// answer reads a value of a column that asks: yes, no, or not understood.
func (c column) answer(value string) (yes, known bool) {
	switch yes, known = answerOf(value); {
	case c.kind == columnStatus:
		return false, false
	case c.kind == columnLowers && c.strict:
		return (yes || !known) && !saysNothing(value), true
	case c.kind == columnRaises && isIP(value): // where somebody confirmed
		return true, true
	case c.kind == columnRaises && yes && known:
		return true, isPlainYes(value)
	}
	return yes, known
}

// isPlainYes reports whether a yes is one without a doubt. "confirmed: 2" may be the second of some answers, and a
// subscription of two days may have ended.
func isPlainYes(value string) bool {
	date := oneDate().MatchString(value) && isDateWords(value)
	if strings.Trim(value, "0123456789") == "" {
		return strings.TrimLeft(value, "0") == "1" || date && dateLike().MatchString(value)
	}
	return date || !dateLike().MatchString(value)
}

func isIP(value string) bool {
	_, err := netip.ParseAddr(value)
	return err == nil
}

// optionName is how --pass and --status name a column: by its header or, when there is none or a long one, its number.
func optionName(header string, at int) string {
	const longest = 80 // letters
	header = strings.Join(strings.Fields(text.Plain(header)), " ")
	if fold(header) == "" || utf8.RuneCountInString(header) > longest {
		return fmt.Sprintf("column %d", at+1)
	}
	return header
}

// told is a column as the person says it is: --pass COLUMN or --status COLUMN=STATE.
func (o Options) told(c column, name string) column {
	state, said := o.words[fold(name)]
	switch {
	case o.passes(name) && (c.kind == columnEmail || c.kind.isName()):
		c.quiet = true
		return c
	case c.kind == columnEmail:
		return c
	case o.passes(name):
		return column{kind: columnPassed}
	case !said || !c.kind.isPassed() && !c.kind.saysState(),
		c.kind == columnLowers && state == string(news.SubscriberActive):
		return c
	case state != string(news.SubscriberActive):
		return column{kind: columnLowers, state: news.SubscriberState(state), strict: true}
	case c.proof:
		return column{kind: columnRaises, state: news.SubscriberPending, strict: true}
	case c.kind == columnRaises:
		c.strict = true
		return c
	}
	return column{kind: columnRaises, state: news.SubscriberUnsubscribed, strict: true}
}

// passes reports whether the person says that a column, or the file's name, says nothing.
func (o Options) passes(name string) bool {
	return slices.ContainsFunc(o.Pass, func(s string) bool { return fold(s) == fold(name) })
}

// fileHeader is the first row of a file: what each of its columns says.
type fileHeader struct {
	columns []column
	names   []string // as they stand there, for people, or "column 3"
	options []string // as options name them
	named   []bool   // whether it has a name
	book    bool     // it is that of an address book: Google Contacts
	letters bool     // its status words are the letters of the WordPress plugin Newsletter
}

// headerOf reads a header; nil when the row names no column of addresses.
func headerOf(row []string, o Options) *fileHeader {
	h := &fileHeader{}
	taken := map[columnKind]bool{}
	has := func(name string) bool {
		return slices.ContainsFunc(row, func(s string) bool { return fold(s) == name })
	}
	substack := has("emaildisabled") || has("stripeplan")
	h.book = has("email1value") && (has("labels") || has("groupmembership"))
	h.letters = has("token") && has("surname") && has("status")
	for i, name := range row {
		c := o.told(columnOf(name), optionName(name, i))
		switch {
		case substack && slices.Contains(ofPaying(), fold(name)), h.letters && fold(name) == "date":
			c = column{kind: columnHarmless}
		case c.kind < columnEmail || c.kind > columnDigests || c.kind == columnText:
		case !taken[c.kind]:
			taken[c.kind] = true
		case c.kind == columnEmail && !isHarmless(name): // such as "mail" behind "email"
			c = column{mail: true}
		default: // such as "address", the street, behind "email"
			c = column{kind: columnHarmless}
		}
		h.columns = append(h.columns, c)
		h.names = append(h.names, cmp.Or(headerName(name), fmt.Sprintf("column %d", i+1)))
		h.options = append(h.options, optionName(name, i))
		h.named = append(h.named, strings.TrimSpace(name) != "")
	}
	if !taken[columnEmail] {
		return nil
	}
	h.preferEmail(row)
	return h
}

// ofPaying are columns of Substack, where they are about paying.
var ofPaying = sync.OnceValue(func() []string {
	return folded("active_subscription", "expiry", "expiration date", "cancel date", "start date", "type")
})

// preferEmail takes a column called email for the address, when one called address, or the like, stands before it.
func (h *fileHeader) preferEmail(row []string) {
	isMail := func(s string) bool { return strings.Contains(fold(s), "mail") && columnOf(s).kind == columnEmail }
	at := slices.IndexFunc(h.columns, func(c column) bool { return c.kind == columnEmail })
	better := slices.IndexFunc(row, isMail)
	if better > at && !isMail(row[at]) && h.columns[better].kind == columnUnknown {
		h.columns[better], h.columns[at] = h.columns[at], column{kind: columnHarmless}
	}
}
