package roster

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"attache/config"
	"attache/news"
	"attache/scrape/markup"
	"attache/text"
)

// mostMistakes is how many mistakes of one file are told.
const mostMistakes = 100

// File is what a file says.
type File struct {
	People  []Person
	Charset string
	Doubts  []string // encodings that it may be in, when its bytes do not tell
	// what gives everybody in it a state: the file's name, that of its folder, a line above the header
	NameSays     Title
	Held         []Held   // lines whose addresses are crossed out
	Above        []string // lines above the header
	NamesDigests bool     // a column names digests
	Passed       []string // columns passed over
	// those of Passed that no table knows, and that hold another value for each person
	Different []string
	Blank     int            // rows without any value
	Foreign   map[string]int // languages that no letter is in → how many rows name them

	floor news.SubscriberState // the state that NameSays gives everybody; "" = nothing
}

// Person is one person of a file.
type Person struct {
	news.Subscriber
	Line  int      // the first one
	Lines []int    // those of the same person further down
	Why   []string // what made the state other than active
	Held  string   // how the address stands there, crossed out; "" = it does not, on one of his lines
	said  bool     // a column says of the person whether he gets mail
}

// Options say how a file is to be read.
type Options struct {
	Encoding     string   // "" = by content
	Pass         []string // names of columns that say nothing of anybody's state, by the person's word
	NamesDigests bool     // the person names the digests of lines that name none
	// Progress is told how many of all lines are read, every so often; nil = nobody is.
	Progress func(done, all int)

	words map[string]string // words and columns that the person explains: folded word or header → state
}

// Explain takes what the person says of a word or a column, "WORD=STATE"; false when it says nothing.
func (o *Options) Explain(pair string) bool {
	i := strings.LastIndexByte(pair, '=')
	if i < 0 || fold(pair[:i]) == "" || rank(news.SubscriberState(pair[i+1:])) < 0 {
		return false
	}
	if o.words == nil {
		o.words = map[string]string{}
	}
	o.words[fold(pair[:i])] = pair[i+1:]
	return true
}

// Read reads a file of at most MaxBytes. path is where it comes from: its name and that of its folder may say something
// of everybody in it; "-" says nothing. The error holds every wrong line.
func Read(path string, data []byte, o Options) (File, error) {
	in := reader{o: o, file: filepath.Base(path), seen: map[string]int{}}
	decoded, charset, err := markup.DecodeFile(data, o.Encoding)
	if err != nil {
		return in.out, err
	}
	if in.damaged(data, decoded, charset); len(in.mistakes) > 0 {
		return in.out, in.mistakes
	}
	in.out.Charset = charset
	in.readFileName(path)
	if o.Encoding == "" {
		in.out.Doubts = markup.Doubts(data)
	}
	rows := NewRows(in.file, string(decoded))
	tell := o.teller(decoded)
	for len(in.mistakes) < mostMistakes {
		row, err := rows.Next()
		if err != nil {
			if m, ok := err.(config.Mistakes); ok { //nolint:errorlint // next returns nothing else
				in.mistakes = append(in.mistakes, m...)
			}
			break
		}
		tell(rows.line)
		if row == nil {
			break
		}
		if !slices.ContainsFunc(row, func(s string) bool { return text.Plain(s) != "" }) {
			in.out.Blank++
			continue
		}
		if err := in.row(row, rows); err != nil {
			return in.out, err
		}
	}
	in.judgeColumns()
	if len(in.mistakes) >= mostMistakes {
		in.mistakes = append(in.mistakes, config.Mistake{
			File:    in.file,
			Message: "There may be more mistakes: reading stopped here.",
		})
	}
	if len(in.mistakes) == 0 && len(in.out.People)+len(in.out.Held) == 0 {
		in.wrong(0, "", "look whether the export was cut, or is that of another list",
			"The file holds no row of a subscriber: there is nothing to import.")
	}
	if len(in.mistakes) > 0 {
		return in.out, in.mistakes
	}
	return in.out, nil
}

// teller returns what tells Progress of a line that is read, every so often.
func (o Options) teller(decoded []byte) func(line int) {
	const every = 100 // lines
	if o.Progress == nil {
		return func(int) {}
	}
	all, next := max(bytes.Count(decoded, []byte("\n")), bytes.Count(decoded, []byte("\r"))), 0
	return func(line int) {
		if line >= next {
			o.Progress(min(line, all), all)
			next = line + every
		}
	}
}

// damaged looks for characters that decoding could not make sense of: a file that was cut, or another encoding. Bytes
// that a code page does not define become U+FFFD or control characters (U+0080 to U+009F). Each line is told once.
func (in *reader) damaged(data, decoded []byte, charset string) {
	const lost = "\uFFFD"
	wide := strings.HasPrefix(charset, "utf-")
	if charset == "utf-8" && bytes.Count(decoded, []byte(lost)) <= bytes.Count(data, []byte(lost)) {
		return // what stands in the file itself was lost by somebody else
	}
	number := 0
	for rest := string(decoded); rest != "" && len(in.mistakes) < mostMistakes; {
		var line string
		line, rest = cutLine(rest)
		number++
		if strings.ContainsFunc(line,
			func(r rune) bool { return r == utf8.RuneError || !wide && r >= 0x80 && r < 0xA0 && r != 0x85 }) {
			in.wrong(number, "",
				"the file may be cut or damaged: export it again; or name its encoding with --encoding",
				"A character on this line is damaged: it is none in %s.", charset)
		}
	}
}

// reader reads the rows of one file.
type reader struct {
	o        Options
	file     string
	head     *fileHeader
	seen     map[string]int  // address → index of its person
	shapes   []shape         // by column
	rows     int             // of people
	mailed   int             // rows of people who would get mail
	compared int             // values kept in shapes
	surname  bool            // the row's name is that of its column of surnames, and nothing else
	alone    map[string]int  // surname that may say that somebody left → in how many rows it stands alone
	unsaid   int             // the first line of somebody active of whom no column says whether he gets mail
	gone     map[string]bool // value → whether it says that somebody left
	figures  map[string]bool // value → whether it is a date or a number
	mistakes config.Mistakes
	out      File
}

func (in *reader) wrong(line int, field, hint, format string, args ...any) {
	in.mistakes = append(in.mistakes, config.Mistake{
		File: in.file, Line: line, Field: field,
		Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// invalid makes a mistake of what is wrong with a person.
func (in *reader) invalid(line int, err error) {
	m := config.Mistake{File: in.file, Line: line, Message: err.Error()}
	var invalid *news.InvalidError
	if errors.As(err, &invalid) {
		m.Message, m.Hint, m.Field = invalid.Message, invalid.Hint, invalid.Field
	}
	in.mistakes = append(in.mistakes, m)
}

// row takes the header or one person. The error ends the reading.
func (in *reader) row(row []string, at *Rows) error {
	if in.head == nil {
		head := headerOf(row, in.o)
		if in.begin(head); head != nil {
			return nil
		}
		if in.isTitle(row, at) {
			in.above(row)
			return nil
		}
		if !strings.Contains(norm.NFKC.String(row[0]), "@") {
			return in.noAddresses(row, at.start)
		}
		in.begin(headerOf(append([]string{"email"}, make([]string, len(row)-1)...), in.o)) // a bare list of addresses
	}
	before := len(in.mistakes)
	in.width(row, at)
	p, ok := in.person(row, at.start)
	if len(in.mistakes) > before || !ok {
		return nil
	}
	if err := Valid(&p.Subscriber); err != nil {
		in.invalid(at.start, err)
		return nil
	}
	in.add(p)
	return nil
}

// begin takes the header.
func (in *reader) begin(head *fileHeader) {
	if in.head = head; head == nil {
		return
	}
	in.shapes = make([]shape, len(head.columns))
	for i := range in.shapes {
		in.out.NamesDigests = in.out.NamesDigests || head.columns[i].kind == columnDigests
		if head.columns[i].kind == columnUnknown {
			in.shapes[i].values = map[string]struct{}{}
		}
	}
}

// width checks that a row is as wide as the header, and that no value has swallowed the rows below it.
func (in *reader) width(row []string, at *Rows) {
	line := at.start
	for i, value := range row {
		switch {
		case i >= len(in.head.columns) && text.Plain(value) != "":
			in.wrong(line, "", "put quotation marks around the value with the delimiter in it",
				"The line has %d values, and there are %d columns.", len(row), len(in.head.columns))
			return
		case at.lines == 1 || i >= len(in.head.columns) || !strings.ContainsAny(strings.Trim(value, "\r\n "),
			"\r\n\u2028\u2029"):
		case !in.head.columns[i].kind.isPassed():
			in.wrong(line, in.head.names[i], "close the quotation mark, or write the value on one line",
				"A line break stands in the value.")
		case strings.Contains(value, "@"):
			in.wrong(line, in.head.names[i], "close the quotation mark, or write the value on one line",
				"A line break and an address stand in the value: it holds other rows.")
		}
	}
	for i := len(row); i < len(in.head.columns); i++ {
		if in.head.columns[i].kind.saysState() {
			in.wrong(line, in.head.names[i], "the file may be cut: export it again",
				"The line ends before this column.")
			return
		}
	}
}

// plain takes from the values of a row what nobody means, in place; there are not more of them than columns.
func (in *reader) plain(row []string) []string {
	row = row[:min(len(row), len(in.head.columns))]
	for i, value := range row {
		row[i] = Unguard(text.Plain(value))
	}
	return row
}

// person reads one row, and leaves its values plain; not ok when it is held back and nobody is known by it.
func (in *reader) person(row []string, line int) (p Person, ok bool) {
	p = Person{Line: line, Subscriber: news.Subscriber{State: news.SubscriberActive}}
	var given, family, whole, inside string
	said := false // a column says of the person whether he gets mail
	row = in.plain(row)
	for i, value := range row {
		c := in.head.columns[i]
		if value == "" {
			if c.kind == columnRaises && c.strict {
				p.lower(c.state, in.head.names[i]+" is empty")
			}
			continue
		}
		switch c.kind {
		case columnEmail:
			if inside, ok = in.email(&p, c, in.head.names[i], value); !ok {
				return p, false
			}
		case columnName:
			whole = value
		case columnFirst:
			given = value
		case columnLast:
			family = value
		case columnLanguage:
			in.language(&p, value)
		case columnText:
			*c.text.Of(&p.Subscriber) = value
		case columnReads:
			p.Reads = appendNew(p.Reads, several(value)...)
		case columnDigests:
			p.Digests = several(value)
		case columnStatus, columnLowers, columnRaises:
			said = true
			in.state(&p, c, in.head.names[i], value)
		case columnUnknown, columnGroup:
			if state := in.o.said(value); state != "" {
				p.lower(news.SubscriberState(state), whyState(in.head.names[i], value))
			}
		}
	}
	in.surname = whole == "" && given == "" && family != ""
	p.Name = in.named(&p, cmp.Or(whole, strings.TrimSpace(given+" "+family)), inside, said)
	if in.out.floor != "" {
		p.lower(in.out.floor, fmt.Sprintf("the %s says %q", in.out.NameSays.Where, in.out.NameSays.Words))
	}
	p.said = said
	in.observe(row, &p)
	return p, true
}

// named returns a person's name: that of the columns or, when they are empty, that beside the address. Both may say
// that he left.
func (in *reader) named(p *Person, name, inside string, said bool) string {
	quiet := func(is func(columnKind) bool) (field string, quiet bool) {
		for i, c := range in.head.columns {
			if is(c.kind) {
				return in.head.names[i], c.quiet
			}
		}
		return "", false
	}
	if field, passed := quiet(columnKind.isName); name != "" && !passed {
		name = in.remark(p, name, field, said)
	}
	if field, passed := quiet(func(k columnKind) bool { return k == columnEmail }); inside != "" && !passed {
		inside = in.remark(p, inside, field, said)
	}
	return cmp.Or(name, inside)
}

// noAddresses is the mistake of a file whose first line names no column of addresses: it lists the columns, and names
// that would do.
func (in *reader) noAddresses(row []string, line int) error {
	const mostNamed = 30 // columns that are listed
	names := make([]string, 0, len(row))
	for i, name := range row {
		if len(names) == mostNamed {
			names = append(names, "…")
			break
		}
		names = append(names, strconv.Quote(short(cmp.Or(headerName(name), fmt.Sprintf("column %d", i+1)), 40)))
	}
	return config.Mistakes{{
		File: in.file, Line: line,
		Message: "The first line names no column of e-mail addresses. Its columns are " + strings.Join(names, ", ") + ".",
		Hint: "begin with: email,name,language,digests; or call the column of the addresses one of: e-mail, mail, email " +
			"address, primary email, work email, почта, e-posta, courriel, correo, E-Mail-Adresse (docs/imports.md has all)",
	}}
}

// said is what the person who imports says of a word or a column, "" for nothing.
func (o Options) said(word string) string {
	if len(o.words) == 0 {
		return ""
	}
	return o.words[fold(word)]
}

// lower makes a person's state that of a value, if it gets less mail.
func (p *Person) lower(s news.SubscriberState, why string) {
	if s != "" && s != news.SubscriberActive {
		p.State = Lower(p.State, s)
		p.Why = append(p.Why, why)
	}
}

// state reads what one value says of a person's state. A word that is not known is a mistake: nobody is made active by
// a guess.
func (in *reader) state(p *Person, c column, name, value string) {
	why := whyState(name, value)
	if yes, known := c.answer(value); known {
		if yes == (c.kind == columnLowers) {
			p.lower(c.state, why)
		}
		return
	}
	s, known := news.SubscriberActive, false
	if said := in.o.said(value); said != "" {
		s, known = news.SubscriberState(said), true
	} else if letter, ok := newsletterLetters[value]; ok && in.head.letters {
		s, known = letter, true
	} else if c.kind != columnRaises || strings.Trim(value, "0123456789") != "" {
		s, known = stateOf(value)
	}
	if !known {
		in.wrong(p.Line, name, "say what it means: "+news.Option("status", value+"=unsubscribed"),
			"%q is no status that is known.", short(value, 40))
		return
	}
	p.lower(s, why)
}

func whyState(name, value string) string { return fmt.Sprintf("%s is %q", name, short(value, 40)) }

// add keeps a person, one for all spellings of an address. What a later row says of the state counts when it is lower;
// names and languages are those of the first row that has any.
func (in *reader) add(p Person) {
	at, twice := in.seen[p.Email]
	if !twice {
		in.seen[p.Email] = len(in.out.People)
		in.out.People = append(in.out.People, p)
		return
	}
	known := &in.out.People[at]
	known.Lines = append(known.Lines, p.Line)
	known.State = Lower(known.State, p.State)
	known.said = known.said || p.said
	if p.Held == "" {
		known.Held = ""
	}
	known.Why = append(known.Why, p.Why...)
	for _, t := range news.SubscriberTexts {
		said := t.Of(&known.Subscriber)
		*said = cmp.Or(*said, *t.Of(&p.Subscriber))
	}
	known.Reads = appendNew(known.Reads, p.Reads...)
	known.Digests = appendNew(known.Digests, p.Digests...)
}

// appendNew appends what a list does not hold.
func appendNew(list []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

func several(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ';' || r == ',' })
}
