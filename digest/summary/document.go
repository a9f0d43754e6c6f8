package summary

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// Sentence is a candidate of a summary: the bytes [Start,End) of the article's Text().
type Sentence struct {
	Start, End int
	Text       string
	Fit        bool // may stand in a summary: it passes the gate
	// why it does not, as the end of a sentence; "" when Fit
	Refused string
	Leans   bool // needs the sentence before it: points back, or is a quotation whose speaker is named there
	Follows bool // begins with a word that ties it to anything said before ("Meanwhile,"): it is never the first
	Fresh   bool // first of its block

	block   int // index of its block
	part    int // headings before it
	within  int // index in its block
	kind    news.BlockKind
	words   int      // all words
	Buckets []uint16 // buckets of its distinct words, by which the table of words knows them, ascending
	terms   []int32  // distinct content stems, sorted
	tokens  []int32  // its words in order, as Document.Tokens numbers them
	plain   []int32  // its words but the emptiest, each as often as it occurs, as terms.plain numbers them
	points  bool     // begins with a word that points back ("He", "Это", "Bu")
	tied    bool     // leans, and on the very sentence before it
	marks   marks
}

// Document is an article read for summarising.
type Document struct {
	Language  string // as text.Language returns it, or the article's own
	Sentences []Sentence
	Tokens    []Token // the distinct words of the title and the text
	// places in Tokens by what words are compared by: in English the stem, elsewhere the word
	Forms map[string]int32

	title  []int32 // content stems of the title, sorted
	weight []float64
	count  []int     // occurrences of each term in the whole: sentences that have it
	paired *Pairs    // once they are asked for
	like   *likeness // the same
	plain  int       // how many distinct words count for likeness
	style  style     // once all sentences are read
	words  int
	blocks int
	parts  int
	turns  bool // a transcript: more than one block begins with a name in capitals and a colon
}

// Bounds of the work on one article; what a longer one says after them is not looked at.
const (
	maxSentences = 400      // after which no further block is begun …
	maxInBlock   = 400      // … sentences of one block …
	maxBlock     = 64 << 10 // … and bytes of it
)

// Read reads an article. Headings, captions and table rows are left out.
func Read(a *news.Article) *Document {
	d := &Document{Language: a.Language}
	if d.Language == "" { // the text is put together for this alone
		d.Language = text.LanguageOf("", a.Title, a.Text())
	}
	t := terms{
		lang: d.Language, ids: map[string]int32{}, known: map[string]known{}, distinct: map[string]int32{},
		plain: map[string]int32{},
	}
	d.title, _, _ = t.of(text.Words(a.Title), nil)
	for i := range t.tokens {
		t.tokens[i].titled = true
	}
	d.turns = severalSpeakers(a.Blocks)
	at := 0
	for i, b := range a.Blocks {
		if i > 0 {
			at += len("\n\n")
		}
		if len(d.Sentences) < maxSentences && (b.Kind == news.Paragraph || b.Kind == news.Quotation ||
			b.Kind == news.ListEntry || b.Kind == "") {
			first := len(d.Sentences)
			d.add(&t, b, at)
			d.refuseInside(b, at, first)
			if byEditors(b.Text) {
				d.refuseFrom(first, refusedNotice)
			}
			if len(b.Text) > maxBlock || a.Whole > 0 && i == len(a.Blocks)-1 {
				d.refuseCut(at)
			}
			if i > 0 && labelled(a.Blocks[i-1].Text) || beside(b.Text) {
				d.refuseFrom(first, refusedRubric)
			}
		}
		if b.Kind == news.Heading {
			d.parts++
		}
		at += len(b.Text)
	}
	d.Tokens, d.Forms, d.plain = t.tokens, t.distinct, len(t.plain)
	d.refuseOpenEnds()
	d.refuseQuestions()
	d.refuseAnswers(a)
	d.refuseOtherSpeakers(a)
	d.refuseTalk(a)
	d.refuseBlockQuotations()
	d.tieShortNames(a.Title)
	d.count = make([]int, len(t.ids))
	for _, s := range d.Sentences {
		for _, w := range s.terms {
			d.count[w]++
		}
	}
	d.weigh()
	d.style.measure(d.Sentences)
	return d
}

// severalSpeakers reports a text in which more than one speaker's name stands before what is said.
func severalSpeakers(blocks []news.Block) bool {
	n := 0
	for _, b := range blocks {
		if speaker(b.Text) {
			n++
		}
	}
	return n > 1
}

// refuseFrom refuses the sentences from one on.
func (d *Document) refuseFrom(first int, why string) {
	for i := first; i < len(d.Sentences); i++ {
		d.Sentences[i].refuse(why)
	}
}

func (d *Document) add(t *terms, b news.Block, at int) {
	within := 0
	b.Text = text.Clip(b.Text, maxBlock)
	spans := wholeQuotations(b.Text, text.Sentences(b.Text, d.Language))
	for _, sp := range spans[:min(len(spans), maxInBlock)] {
		sp = d.bare(b.Text, sp, within == 0)
		s := Sentence{
			Start: at + sp.Start, End: at + sp.End, Text: b.Text[sp.Start:sp.End], Fresh: within == 0,
			block: d.blocks, part: d.parts, within: within, kind: b.Kind,
		}
		words, upper := Words(s.Text, d.Language)
		s.words = len(words)
		s.marks = inspect(s.Text, words, d.Language)
		if len(d.Sentences) == 0 && head(&s, words, d.Language) {
			continue
		}
		s.terms, s.Buckets, s.tokens = t.of(words, upper)
		s.plain = t.plainOf(words)
		s.Refused, s.points = refusal(&s, words, d.Language), pointsBack(words, d.Language)
		s.Fit = s.Refused == ""
		opening := openerHead(s.Text)
		s.tied = tied(opening, words, d.Language)
		s.Leans = s.tied || s.points || leans(s.Text, words, d.Language) || speakerless(s.Text, d.Language)
		s.Follows = !s.Leans && follows(opening, d.Language)
		d.words += s.words
		d.Sentences = append(d.Sentences, s)
		within++
	}
	if within > 0 {
		d.blocks++
	}
}

// bare returns a sentence's span without the dateline, the time or the label before it and the marks of footnotes
// behind it. first tells that it begins its block.
func (d *Document) bare(s string, sp text.Span, first bool) text.Span {
	if first {
		sp.Start += clock(s[sp.Start:sp.End])
		sp.Start += label(s[sp.Start:sp.End])
	}
	if first && d.blocks < datelineBlocks {
		cut := dateline(s[sp.Start:sp.End])
		if cut == 0 && d.blocks == 0 && !d.turns {
			cut = placeColon(s[sp.Start:sp.End])
		}
		sp.Start += cut
		d.style.dated = d.style.dated || cut > 0
	}
	sp.End -= footnote(s[sp.Start:sp.End])
	return sp
}

// datelineBlocks is how many blocks at an article's beginning may have a dateline.
const datelineBlocks = 4

// weigh sets each term's share of the document: how many sentences say it, damped.
func (d *Document) weigh() {
	d.weight = make([]float64, len(d.count))
	for i, n := range d.count {
		d.weight[i] = math.Log1p(float64(n))
	}
}

// Words returns the words of a sentence and which of them begin with a capital letter, where that is known.
func Words(s, lang string) (words []string, upper []bool) {
	if lang == "zh" || lang == "ja" {
		words = text.Words(s)
		return words, make([]bool, len(words))
	}
	all := text.Tokens(s)
	words, upper = make([]string, len(all)), make([]bool, len(all))
	for i, t := range all {
		words[i], upper[i] = t.Text, t.Upper
	}
	return words, upper
}

// Token is a word as summaries are compared by: an English stem, elsewhere the very word.
type Token struct {
	term   int32  // its content stem, -1 when it says nothing by itself
	Bucket uint16 // by which the tables of words know it
	runes  uint8
	digit  bool
	titled bool // stands in the title
	Count  int  // occurrences in the text, 0 for a word of the title alone
	upper  int  // of them with a capital letter inside a sentence
}

// terms numbers the words and content stems of one document.
type terms struct {
	lang     string
	ids      map[string]int32 // terms by stem
	known    map[string]known // by word
	distinct map[string]int32 // tokens by word or English stem
	plain    map[string]int32 // words but the emptiest, by English singular or stem
	tokens   []Token
}

// known is what is remembered of a word.
type known struct {
	term  int32 // -1 = says nothing
	token int32
	plain int32 // -1 = says nothing at all
	said  uint16
}

func (t *terms) know(w string) known {
	if k, ok := t.known[w]; ok {
		return k
	}
	st := text.Stem(w, t.lang)
	k := known{term: -1, plain: -1, said: bucket(t.lang, st)}
	ok := false
	if content(w, t.lang) {
		if k.term, ok = t.ids[st]; !ok {
			k.term = int32(len(t.ids))
			t.ids[st] = k.term
		}
	}
	form := w
	if t.lang == "en" {
		form = st
	}
	if k.token, ok = t.distinct[form]; !ok {
		k.token = int32(len(t.tokens))
		t.distinct[form] = k.token
		r, _ := utf8.DecodeRuneInString(w)
		t.tokens = append(t.tokens, Token{
			term: k.term, Bucket: k.said,
			runes: uint8(min(255, utf8.RuneCountInString(w))), digit: unicode.IsDigit(r),
		})
	}
	if form := plain(w, st, t.lang); form != "" {
		if k.plain, ok = t.plain[form]; !ok {
			k.plain = int32(len(t.plain))
			t.plain[form] = k.plain
		}
	}
	t.known[w] = k
	return k
}

// of returns the distinct terms and buckets of words, ascending, and their tokens in order, which it counts. upper
// tells which of them begin with a capital letter.
func (t *terms) of(words []string, upper []bool) (ids []int32, said []uint16, tokens []int32) {
	ids, said, tokens = make([]int32, 0, len(words)), make([]uint16, 0, len(words)+2), make([]int32, 0, len(words))
	for i, w := range words {
		k := t.know(w)
		if k.term >= 0 {
			ids = append(ids, k.term)
		}
		said, tokens = append(said, k.said), append(tokens, k.token)
		if upper != nil { // in the text
			t.tokens[k.token].Count++
			if i > 0 && upper[i] {
				t.tokens[k.token].upper++
			}
		}
	}
	if len(words) > 0 {
		said = append(said, bucket(t.lang, "^"+words[0]))
	}
	if len(words) > 1 {
		said = append(said, bucket(t.lang, "^"+words[0]+" "+words[1]))
	}
	slices.Sort(ids)
	slices.Sort(said)
	return slices.Compact(ids), slices.Compact(said), tokens
}

// plainOf returns the words that count for likeness, as often as they occur.
func (t *terms) plainOf(words []string) []int32 {
	out := make([]int32, 0, len(words))
	for _, w := range words {
		if k := t.known[w]; k.plain >= 0 {
			out = append(out, k.plain)
		}
	}
	return out
}

// plain returns the form by which a word counts for likeness, "" when it says nothing: in English, where it is known
// which words are the emptiest, the singular, elsewhere the stem of a word with content.
func plain(w, stem, lang string) string {
	if r, _ := utf8.DecodeRuneInString(w); unicode.IsDigit(r) {
		return ""
	}
	if lang == "en" {
		w, _, _ = strings.Cut(w, "'")
		if emptyWords[w] {
			return ""
		}
		return singular(w)
	}
	if content(w, lang) {
		return stem
	}
	return ""
}

// singular returns the likely singular of an English word.
func singular(w string) string {
	switch {
	case len(w) < 4 || strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "us"):
		return w
	case strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	}
	return strings.TrimSuffix(w, "s")
}

// content reports whether a word carries meaning of its own.
func content(w, lang string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	if unicode.IsDigit(r) {
		return true
	}
	n := utf8.RuneCountInString(w)
	return n > 2 && !stopWords[lang][w] || n == 2 && r >= 0x2e80
}

// marks are what the surface of a sentence shows.
type marks struct {
	digits, capitals, commas, quotes int
	question, colon, lower, speech   bool
	spoken                           bool // begins with a quotation mark or a dash
	linked                           bool // begins with a connective
	bracket, link, ellipsis          bool
	half                             bool // a quotation begins or ends outside it
	stop                             bool // ends as sentences end
	// its stop stands apart, as those put after captions and headings where a text was made flat
	apart          bool
	single, double int  // quotations that begin with a mark of one stroke or of two
	asks           bool // ends as questions end
	stops          int  // function words
	runes          int
}

// inspect reads the marks of a sentence and of its words.
func inspect(s string, words []string, lang string) marks {
	var m marks
	m.count(s)
	m.ends(s)
	if m.colon && lang == "hy" { // the Armenian full stop, as it is often typed
		m.colon, m.stop = false, true
	}
	first, _ := utf8.DecodeRuneInString(s)
	m.lower = unicode.IsLower(first)
	m.spoken = strings.ContainsRune("«“„\"'‘—–-", first)
	m.question = strings.ContainsAny(s, "?؟")
	m.link = strings.Contains(s, "http") || strings.Contains(s, "www.") || strings.ContainsRune(s, '@')
	m.linked = len(words) > 0 && links[lang][words[0]]
	for _, w := range words {
		if speechWords[w] {
			m.speech = true
		}
		if stopWords[lang][w] {
			m.stops++
		}
	}
	return m
}

// count counts the characters of a sentence by kind.
func (m *marks) count(s string) {
	open, shut, straight := 0, 0, 0 // quotation marks
	prev := ' '
	for _, r := range s {
		m.runes++
		switch r {
		case ',', ';', '،':
			m.commas++
		case '«', '“', '„':
			open++
		case '»', '”':
			shut++
		case '"':
			straight++
		case '\'', '‘':
			if prev == ' ' || prev == '(' {
				m.single++
			}
		case '(', '[':
			m.bracket = true
		default:
			if unicode.IsDigit(r) && !unicode.IsDigit(prev) {
				m.digits++
			} else if unicode.IsUpper(r) && !unicode.IsLetter(prev) && m.runes > 1 {
				m.capitals++
			}
		}
		prev = r
	}
	m.double = open + straight
	m.quotes = open + shut + straight
	m.half = open != shut && !strings.ContainsRune(s, '„') || straight%2 == 1 ||
		strings.Count(s, "’’") != strings.Count(s, "‘‘")
}

// stopMarks end sentences.
const stopMarks = ".!?…。؟！？．։।۔።။"

// ends reads how a sentence ends, closing quotation marks and brackets aside.
func (m *marks) ends(s string) {
	tail := strings.TrimRight(s, "»”“\"'’)]）」』》 ")
	last, _ := utf8.DecodeLastRuneInString(tail)
	m.stop = strings.ContainsRune(stopMarks, last)
	m.apart = strings.HasSuffix(s, " .")
	m.asks = last == '?' || last == '؟' || last == '？'
	m.colon = last == ':'
	m.ellipsis = last == '…' || strings.HasSuffix(tail, "...")
}
