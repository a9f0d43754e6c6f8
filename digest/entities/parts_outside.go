package entities

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// nearExpert is how many words may stand between a nationality and the noun it belongs to.
const nearExpert = 3

// tagged reports a code among square brackets, which names a language: [EN/GB].
func (c *scene) tagged(h Match) bool {
	if h.Start == 0 || h.End >= len(c.s) || h.End-h.Start > 3 {
		return false
	}
	return strings.IndexByte("[/", c.s[h.Start-1]) >= 0 && strings.IndexByte("]/", c.s[h.End]) >= 0
}

// joining are words before a hyphen that make no name of a person with the country behind it.
var joining = []string{
	"anti", "pro", "non", "ex", "post", "pre", "sino", "anglo", "franco", "russo", "indo", "afro", "euro", "trans",
	"inter", "intra", "mid", "north", "south", "east", "west", "cross", "neo", "austro", "greco", "turco", "americano",
}

// givenNames are names of countries and capitals that people are given, too.
var givenNames = []string{
	"peru", "paris", "lima", "sofia", "india", "israel", "kenya", "jordan", "santiago", "london", "chad", "georgia",
	"vienna", "roma", "rome", "sydney", "brasil", "china",
}

// naming are words behind which a name of a person follows.
var naming = []string{
	"named", "called", "mr", "mrs", "ms", "dr", "namens", "nommé", "nommée", "llamado", "llamada",
	"adlı",
}

// withinName reports a place that is a part of a person's name: Wieser-Lima, Jorge Viena Paris, a man named Peru
// Santos.
func (c *scene) withinName(h Match, i int) bool {
	if h.Token == 0 || h.form.literal != "" || !c.tokens[h.Token].Upper {
		return false
	}
	before := c.tokens[h.Token-1]
	known := i > 0 && c.hits[i-1].End >= before.End
	gap := c.s[before.End:h.Start]
	last := h.Last()
	behind := last+1 < len(c.tokens) && c.tokens[last+1].Upper && c.s[h.End:c.tokens[last+1].Start] == " "
	switch {
	case h.form.entry.as == "demonym":
		return false
	case gap == "-" && before.Upper && !known && h.form.entry.as == "capital":
		return !slices.Contains(joining, before.Text)
	case gap == " " && slices.Contains(naming, before.Text) && behind:
		return true
	case gap == " " && before.Upper && !known && h.form.entry.as == "capital":
		return c.endsName(h)
	}
	return false
}

// endsName reports a capital behind two words with a capital letter that is given to people, too: Jorge Viena Paris.
func (c *scene) endsName(h Match) bool {
	if h.Token < 2 || !slices.Contains(givenNames, c.word(h.Token)) {
		return false
	}
	two, before := c.tokens[h.Token-2], c.tokens[h.Token-1]
	return two.Upper && c.s[two.End:before.Start] == " " && !beginsSentence(c.s, c.tokens, h.Token-1) &&
		!c.officeBefore(h.Token)
}

// seated reports that a name only says where somebody has their seat: London-based, based in London, Londra merkezli.
func (c *scene) seated(h Match) bool {
	last := h.Last()
	gap := ""
	if last+1 < len(c.tokens) {
		gap = c.s[h.End:c.tokens[last+1].Start]
	}
	if (gap == "-" || gap == "‑" || gap == " " && c.lang != "en" && c.lang != "ar") && c.words.begins("based",
		c.word(last+1)) {
		return true
	}
	at := h.Token - 1
	if c.words.is("at", c.word(at)) {
		at--
	} else if len(c.words["at"]) > 0 {
		return false
	}
	return at >= 0 && !c.breaks(at) && c.words.begins("based", c.word(at))
}

// compared reports a name behind a word that compares: like Norway, unlike in France.
func (c *scene) compared(h Match) bool {
	if len(c.words["suffix"]) > 0 { // the word follows: Norveç gibi
		return c.words.is("than", c.word(h.Last()+1)) && c.s[h.End:c.tokens[h.Last()+1].Start] == " "
	}
	for k := h.Token - 1; k >= h.Token-3 && k >= 0 && !c.breaks(k); k-- {
		word := c.word(k)
		if c.words.is("than", word) {
			return c.comparing(k)
		}
		if !c.words.is("at", word) && !articles[word] {
			return false
		}
	}
	return false
}

// articles may stand between a preposition and a name.
var articles = map[string]bool{
	"the": true, "der": true, "die": true, "den": true, "dem": true, "das": true, "la": true, "le": true, "les": true,
	"el": true, "los": true, "las": true, "de": true, "du": true, "des": true, "from": true, "that": true, "of": true,
}

// comparing reports that the word at token k compares: what does so only at times stands behind a word that says so, or
// behind a comma.
func (c *scene) comparing(k int) bool {
	before := c.word(k - 1)
	switch c.word(k) {
	case "like": // would like Norway to join
		return before != "would" && before != "should" && before != "to" && before != "'d"
	case "que", "als", "от", "від", "как", "як":
		return c.words.is("more", before)
	case "como", "wie":
		return k == 0 || strings.Contains(c.s[c.tokens[k-1].End:c.tokens[k].Start], ",")
	}
	return true
}

// describes reports a nationality or a seat of somebody of a kind: an Italian professor, une historienne italienne.
func (c *scene) describes(kind string, h Match) bool {
	if len(c.words[kind]) == 0 {
		return false
	}
	back := c.lang == "fr" || c.lang == "es" || c.lang == "ar" || c.lang == "fa"
	if back {
		for k := h.Token - 1; k >= h.Token-nearExpert && k >= 0 && !c.divided(k); k-- {
			if c.words.begins("office", c.word(k)) {
				return false
			}
			if c.words.begins(kind, strings.TrimPrefix(c.word(k), "و")) {
				return h.form.entry.as == "demonym"
			}
		}
		return false
	}
	if h.form.entry.as != "demonym" && !c.attributive(h) {
		return false
	}
	last := h.Last()
	for k := last + 1; k <= last+nearExpert && k < len(c.tokens) && !c.divided(k-1); k++ {
		switch {
		case c.words.begins("office", c.word(k)), slices.Contains(conjunctions, c.word(k)):
			return false
		case c.beginsAt(kind, k):
			return true
		}
	}
	return false
}

// beginsAt reports a word or a phrase of a kind at token k.
func (c *scene) beginsAt(kind string, k int) bool {
	return slices.ContainsFunc(c.words[kind], func(stem string) bool {
		return strings.HasPrefix(c.word(k), stem) || strings.Contains(stem, " ") && phraseAt(c.tokens, k, stem)
	})
}

// attributive reports a name made an adjective by its ending: лондондық, Londralı, Londoner.
func (c *scene) attributive(h Match) bool {
	if c.lang == "de" && strings.TrimPrefix(c.word(h.Token), h.form.first.stem) == "er" {
		return true
	}
	if h.form.first.ending != endTurkic && h.form.first.ending != endTurkicSoft || len(h.form.rest) > 0 {
		return false
	}
	switch strings.TrimPrefix(c.word(h.Token), h.form.first.stem) {
	case "lı", "li", "lu", "lü", "лық", "лік", "дық", "дік", "тық", "тік", "лык", "лик", "дык", "дик", "лук", "лүк", "lik",
		"lık", "lyk":
		return true
	}
	return false
}

// Bounds of a description of somebody, in words, and of a dateline, in bytes.
const (
	longApposition = 14
	longDateline   = 60
)

// formerly reports a nationality of somebody who held an office once: a former German official; or a country within
// such a description: Mr Regling, a former official in the Commission and the German finance ministry.
func (c *scene) formerly(h Match) bool {
	former := func(k int) bool { return c.words.is("former", c.word(k)) }
	if h.form.entry.as == "demonym" && h.Token > 0 && !c.divided(h.Token-1) && former(h.Token-1) {
		return true
	}
	for k := h.Token - 1; k >= h.Token-longApposition && k > 0 && !c.breaks(k); k-- {
		if c.s[c.tokens[k-1].End:c.tokens[k].Start] == ", " {
			return former(k) || len(c.word(k)) < 5 && former(k+1) && k+1 < h.Token // a, une, ein
		}
	}
	return false
}

// dateline reports a place where the text was written: AMMAN (Reuters) -, KYIV, Ukraine —.
func (c *scene) dateline(h Match) bool {
	start := 0
	if c.titleEnd > 0 {
		start = min(c.titleEnd+2, len(c.s))
	}
	if h.Start < start || h.Start > start+longDateline {
		return false
	}
	head := c.s[start:min(len(c.s), start+longDateline+20)]
	at := strings.IndexAny(head, "—–(")
	for _, dash := range []string{" - ", " -- ", ".- ", ". /"} {
		if i := strings.Index(head, dash); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 || h.End > start+at || at > longDateline {
		return false
	}
	for _, r := range head[:at] { // a sentence that has a dash has words without a capital letter
		if unicode.IsUpper(r) || unicode.Is(unicode.Han, r) {
			return plainWords(head[:at]) == 0
		}
	}
	return false
}

// plainWords counts the words of more than three letters that begin with a small one, but for the months of some
// languages.
func plainWords(s string) (n int) {
	for word := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLower(r) && utf8.RuneCountInString(word) > 3 && !slices.ContainsFunc(monthBeginnings,
			func(m string) bool { return strings.HasPrefix(word, m) }) {
			n++
		}
	}
	return n
}

var monthBeginnings = strings.Fields("янв фев мар апр мая июн июл авг сен окт ноя дек " +
	"jan fév feb mar avr abr mai may " +
	"juin jun juil jul aoû ago sep sept oct nov déc dic січ лют бер кві тра чер лип сер вер жов лис гру")

// sameLand reports a capital and the name of its country side by side: Vilnius, Lithuania; Вильнюсе в Литве; 沙特首都利雅得.
func (c *scene) sameLand(a, b Match) bool {
	if a.form.entry.sort != Country || b.form.entry.sort != Country || a.form.entry.ids[0] != b.form.entry.ids[0] ||
		(a.form.entry.as == "capital") == (b.form.entry.as == "capital") {
		return false
	}
	gap := c.s[a.End:b.Start]
	if c.han && text.Ideographic(c.s[a.Start:]) {
		return utf8.RuneCountInString(gap) <= 2 && !strings.ContainsAny(gap, "，。、和与")
	}
	return b.Token-a.Last() <= 2 && b.Token > a.Last() && !strings.ContainsAny(gap, ".!?:;\n") &&
		(a.form.entry.as == "capital" || !strings.Contains(gap, ","))
}

// inCharge reports a country that somebody's office is about: director for Russia and Central Asia.
func (c *scene) inCharge(h Match, i int) bool {
	if c.lang != "en" || h.form.entry.as != "name" {
		return false
	}
	if i > 0 && listed(c.s, c.tokens, c.hits[i-1], h) && c.inCharge(c.hits[i-1], i-1) {
		return true
	}
	before := c.word(h.Token - 1)
	return (before == "for" || before == "on") && slices.Contains([]string{
		"director", "adviser", "advisor", "desk",
		"coordinator", "expert", "secretary",
	}, c.word(h.Token-2))
}

// behindBar reports a place behind a bar in a title, which says where a speech was held.
func (c *scene) behindBar(h Match) bool {
	return strings.Contains(c.s[:h.Start], " | ") && h.Start > 0
}

// ranges reports an end of a range that only says how far something goes: dictators from Russia to Syria.
func (c *scene) ranges(i int) bool {
	return i+1 < len(c.hits) && c.rangeOf(c.hits[i], c.hits[i+1]) || i > 0 && c.rangeOf(c.hits[i-1], c.hits[i])
}

func (c *scene) rangeOf(a, b Match) bool {
	between := [...]string{c.word(a.Token - 1), c.word(a.Last() + 1)}
	if b.Token != a.Last()+2 {
		return false
	}
	switch between {
	case [...]string{"from", "to"}, [...]string{"von", "bis"}, [...]string{"de", "à"}, [...]string{"от", "до"},
		[...]string{"від", "до"}, [...]string{"od", "po"}, [...]string{"desde", "hasta"}, [...]string{"van", "tot"}:
		return true
	}
	return false
}
