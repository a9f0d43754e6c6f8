package entities

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// Mentions is who and what a text names, each list with the most important first: most often named, a name in the
// title counting double, the earlier one first among equals.
type Mentions struct {
	Countries     []news.Mention // ID = ISO 3166 alpha-2
	Organisations []news.Mention // ID = usual short name, such as EU or OTS
	People        []news.Mention // leaders and officials; ID = full name in English
	Regions       []news.Mention // parts of countries and disputed lands, such as Karabakh
}

// Find returns the countries, organisations, people and regions that a text names. lang is a code of text.Languages;
// body may be empty. Offsets refer to title + "\n\n" + body, or to body alone when title is empty.
//
// A country counts when it is named by its name, a demonym, its capital or its government, or by a leader in office; a
// place that is only near it, or a leader of old, does not. Mention.Part tells how often it takes part in the event:
// not as the place where others meet, the seat of who comments, the background, or a comparison. Of people it tells how
// often a leader of old is called by the office, which makes their country take part; of organisations, how often they
// act or are acted upon: not as a source, by a paper of theirs (UN Charter), or as what somebody wants to join.
func Find(lang, title, body string) Mentions {
	m, _, _ := Scan(lang, title, body)
	return m
}

// Scan returns what Find does, where in Join(title, body) each name stands, in order, none overlapping, and the words
// of that text.
func Scan(lang, title, body string) (Mentions, []Match, []text.Token) {
	s := Join(title, body)
	tokens := text.Tokens(s)
	l := lexiconOf(lang)
	hits := l.scan(s, tokens)
	c := &scene{lexicon: l, s: s, tokens: tokens, hits: hits, titleEnd: len(title)}
	return c.gather(), hits, tokens
}

// Join returns the text that offsets of mentions and matches refer to: title and body with an empty line between, or
// one of them when the other is empty.
func Join(title, body string) string {
	switch {
	case title == "":
		return body
	case body == "":
		return title
	}
	return title + "\n\n" + body
}

// scan finds the forms in s, longest first at each place, none overlapping, and leaves out homonyms that the context
// speaks against.
func (l *lexicon) scan(s string, tokens []text.Token) []Match {
	cased := slices.ContainsFunc(tokens, func(t text.Token) bool { return t.Upper })
	var hits []Match
	for i := 0; i < len(tokens); {
		if l.han && text.Ideographic(s[tokens[i].Start:]) {
			if n := len(hits); n == 0 || hits[n-1].End <= tokens[i].Start {
				hits = l.scanHan(hits, s, tokens[i], i)
			}
			i++
			continue
		}
		if n := len(hits); n > 0 && hits[n-1].End > tokens[i].Start { // a form in Han that goes on into this word
			i++
			continue
		}
		f, n := l.match(s, tokens, i, cased)
		if f == nil {
			i++
			continue
		}
		if f.entry.sort != Nothing {
			hits = append(hits, Match{form: f, Start: tokens[i].Start, End: tokens[i+n-1].End, Token: i})
		}
		i += n
	}
	return resolve(s, tokens, hits)
}

// scanHan finds the forms in a run of Han characters; one may go on behind it: 刚果（布）.
func (l *lexicon) scanHan(hits []Match, s string, t text.Token, at int) []Match {
	for i := t.Start; i < t.End; {
		var best *form
		_, step := utf8.DecodeRuneInString(s[i:])
		if !dayOfMonth(s, i) {
			for n := min(l.longest, len(s)-i); n >= 3; n-- {
				if fs := l.forms[s[i:i+n]]; fs != nil {
					best, step = fs[0], n
					for _, f := range fs[1:] {
						if best.yields(f) { // Gaza is a city and a region, too
							best = f
						}
					}
					break
				}
			}
		}
		if best != nil && best.entry.sort != Nothing && !goesOn(best, s[i:i+step], s[i+step:]) &&
			!withinKana(s, i, i+step) {
			hits = append(hits, Match{form: best, Start: i, End: i + step, Token: at})
		}
		i += step
	}
	return hits
}

// goesOn reports a capital's or a leader's name of two or three characters that is the beginning of a longer foreign
// name: 基多 in 马鲁基多尔, 克里 in 克里夫, 阿克拉 in 阿克拉姆. The characters are those that foreign names end in and
// Chinese words rarely begin with.
func goesOn(f *form, name, rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	short := len(name) <= 3*len("三")
	return (f.entry.sort == Person || f.entry.as == "capital") && short && strings.ContainsRune("尔夫森顿诺娅蒂姆", r)
}

// withinKana reports that katakana, in which Japanese writes foreign words, go on before or behind s[from:to]: タイ in
// タイトル.
func withinKana(s string, from, to int) bool {
	kana := func(r rune) bool { return r >= 0x30A1 && r <= 0x30FA || r == 'ー' }
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	first, _ := utf8.DecodeRuneInString(s[from:])
	last, _ := utf8.DecodeLastRuneInString(s[:to])
	after, _ := utf8.DecodeRuneInString(s[to:])
	return kana(before) && kana(first) || kana(last) && kana(after)
}

// dayOfMonth reports a 日 that is no Japan: 3日中国 is China on the third.
func dayOfMonth(s string, i int) bool {
	if i == 0 || !strings.HasPrefix(s[i:], "日") {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsDigit(r) || strings.ContainsRune("昨今明当當近次翌同每即连連节節假生平往十一二三四五六七八九", r)
}

// match returns the longest form that begins at token i, and how many tokens it takes.
func (l *lexicon) match(s string, tokens []text.Token, i int, cased bool) (*form, int) {
	word := tokens[i].Text
	best, n := l.matchWord(s, tokens, i, word, cased)
	switch l.lang {
	case "fr", "it":
		if at := strings.IndexByte(word, '\''); best == nil && at > 0 && at < 6 {
			// l'Allemagne, d'Inde, qu'Ankara, jusqu'en
			return l.matchWord(s, tokens, i, word[at+1:], cased)
		}
		return best, n
	case "ar", "fa", "he":
	default:
		return best, n
	}
	proclitics := arabicProclitics
	if l.lang == "he" {
		proclitics = hebrewProclitics
	}
	for _, cut := range proclitics {
		rest, ok := strings.CutPrefix(word, cut)
		if !ok || len(rest) < 6 { // three letters must be left
			continue
		}
		if f, m := l.matchWord(s, tokens, i, rest, cased); f != nil && m > n {
			best, n = f, m
		}
		if strings.HasSuffix(cut, "لل") {
			// li and the article, which is a part of some names: للقدس is ل and القدس, للمصري is ل, ال and مصري
			if f, m := l.matchWord(s, tokens, i, "ال"+rest, cased); f != nil && m > n {
				best, n = f, m
			}
		}
	}
	return best, n
}

// arabicProclitics are the conjunctions, prepositions and the article that are written together with a word.
var arabicProclitics = []string{
	"ال", "و", "ف", "ب", "ل", "ك", "وال", "بال", "فال", "كال", "لل", "ول", "وب", "ولل",
	"وبال",
}

// hebrewProclitics are the same in Hebrew.
var hebrewProclitics = []string{
	"ה", "ו", "ב", "ל", "מ", "ש", "כ", "וה", "וב", "ול", "ומ", "וש", "שב", "של", "שה", "מה", "לה", "בה",
}

// matchWord matches at token i, whose text is taken to be word.
func (l *lexicon) matchWord(s string, tokens []text.Token, i int, word string, cased bool) (best *form, n int) {
	bestStem := 0
	for end := min(len(word), l.longest); end > 0; end-- {
		if end < len(word) && !utf8.RuneStart(word[end]) {
			continue
		}
		for _, f := range l.forms[word[:end]] {
			if f.upper && cased && !tokens[i].Upper && (l.lang != "fr" && l.lang != "it" || !elided(s, tokens[i])) &&
				!f.inhabitant(tokens, i) {
				continue
			}
			m := l.fits(s, tokens, i, f, word[end:])
			if m > n || m > 0 && m == n && (end > bestStem || end == bestStem && best.yields(f)) {
				best, n, bestStem = f, m, end
			}
		}
	}
	return best, n
}

// yields reports that of two forms that fit alike the other one counts: it is no homonym, or more than a city (Gaza).
func (f *form) yields(to *form) bool {
	return f.rule != nil && to.rule == nil || f.entry.sort == Place && to.entry.sort != Place
}

// elided reports a word whose capital letter stands after an apostrophe: l'Allemagne.
func elided(s string, t text.Token) bool {
	at := strings.IndexAny(s[t.Start:t.End], "'’")
	if at < 0 {
		return false
	}
	_, size := utf8.DecodeRuneInString(s[t.Start+at:])
	r, _ := utf8.DecodeRuneInString(s[t.Start+at+size : t.End])
	return unicode.IsUpper(r)
}

// fits reports how many tokens the form takes at token i, whose rest follows the form's first stem; 0 = it does not
// fit.
func (l *lexicon) fits(s string, tokens []text.Token, i int, f *form, rest string) int {
	if f.literal != "" {
		return literalFits(s, tokens, i, f, l.lang == "fr" || l.lang == "it")
	}
	if !f.first.ending.allows(rest) {
		return 0
	}
	for k, p := range f.rest {
		j := i + 1 + k
		if j >= len(tokens) || utf8.RuneCountInString(s[tokens[j-1].End:tokens[j].Start]) > 3 { // Папуа — Новая Гвинея
			return 0
		}
		word := tokens[j].Text
		if l.lang == "ar" {
			word = strings.TrimPrefix(word, "ال")
			p.stem = strings.TrimPrefix(p.stem, "ال")
		}
		tail, ok := strings.CutPrefix(word, p.stem)
		if !ok || !p.ending.allows(tail) {
			return 0
		}
	}
	return 1 + len(f.rest)
}

// literalFits matches a form that must stand as written; only small letters may follow it, as in АҚШтың, or after an
// apostrophe or hyphen. With elisions an article may stand before it: l'UE, dell'ONU.
func literalFits(s string, tokens []text.Token, i int, f *form, elisions bool) int {
	at := tokens[i].Start
	if elisions && elided(s, tokens[i]) && !strings.HasPrefix(s[at:], f.literal) {
		mark := strings.IndexAny(s[at:], "'’")
		_, size := utf8.DecodeRuneInString(s[at+mark:])
		at += mark + size
	}
	if !strings.HasPrefix(s[at:], f.literal) || shouted(s, tokens, i) {
		return 0
	}
	end := at + len(f.literal)
	n := 1
	for i+n < len(tokens) && tokens[i+n].Start < end {
		n++
	}
	tail := s[min(end, tokens[i+n-1].End):tokens[i+n-1].End]
	if tail == "" {
		return n
	}
	if r, _ := utf8.DecodeRuneInString(tail); unicode.IsUpper(r) || unicode.IsDigit(r) {
		return 0
	}
	if !turkicSuffix(text.Fold(tail)) && tail != "s" {
		return 0
	}
	return n
}

// shouted reports a pronoun among capitals: GIVE US A BREAK, THE MAN WHO KNEW; but not US AND CHINA, THE WHO.
func shouted(s string, tokens []text.Token, i int) bool {
	word := tokens[i].Text
	if word != "us" && word != "who" || beginsSentence(s, tokens, i) || tokens[i-1].Text == "the" ||
		tokens[i-1].Text == "and" {
		return false
	}
	before := s[tokens[i-1].Start:tokens[i-1].End]
	return strings.ToUpper(before) == before && strings.ToLower(before) != before
}

// weakBehind is how many bytes behind the title a place without another part counts as named: about a sentence.
const weakBehind = 200

// namedAs is how a hit names what it names, a demonym also by its Turkic ending.
func (c *scene) namedAs(h Match) string {
	if h.form.entry.as == "name" && h.form.inhabitant(c.tokens, h.Token) {
		return "demonym"
	}
	return h.form.entry.as
}

// partFrom is where a hit counts as named: only where it happens, behind those who act.
func (c *scene) partFrom(h Match) int {
	if c.weak[h.Start] {
		return max(h.Start, c.titleEnd+weakBehind)
	}
	return h.Start
}

// speaksFor tells what an entry names besides itself, and as what: a leader in office the country, the chief of an
// organisation that, and a region the country that is spoken of with it: whoever says Gaza speaks of Palestine.
func (e *entry) speaksFor() (sort Kind, as string) {
	switch {
	case e.inForce:
		return Country, "leader"
	case e.chief:
		return Organisation, "leader"
	case e.sort == Region && e.country != "":
		return Country, "region"
	}
	return Nothing, ""
}

// gather counts the hits by what they stand for, and how many of them give a country a part in the event.
func (c *scene) gather() Mentions {
	var m Mentions
	type key struct {
		sort Kind
		id   string
	}
	found := map[key]*news.Mention{}
	weight := map[key]int{}
	var order []key
	note := func(k key, as string, h Match, p part) {
		if found[k] == nil {
			found[k] = &news.Mention{ID: k.id, As: as, Text: c.s[h.Start:h.End], Start: h.Start}
			order = append(order, k)
		} else if found[k].As != "name" && as == "name" {
			found[k].As = as // the plainest wording says how it was named
		}
		x := found[k]
		x.Count++
		if p == acting && (k.sort == Country || k.sort == Organisation || k.sort == Person && c.spokeFor(h)) {
			if from := c.partFrom(h); x.Part == 0 || from < x.From {
				x.From = from
			}
			x.Part++
		}
		if weight[k]++; h.Start < c.titleEnd {
			weight[k]++
		}
	}
	parts := c.parts()
	for i, h := range c.hits {
		if h.form.entry.sort == Place {
			continue
		}
		as := c.namedAs(h)
		for _, id := range h.form.entry.ids {
			note(key{h.form.entry.sort, id}, as, h, parts[i])
		}
		if sort, as := h.form.entry.speaksFor(); as != "" {
			note(key{sort, h.form.entry.country}, as, h, acting)
		}
	}
	c.actingFirst(parts, func(country string) *news.Mention { return found[key{Country, country}] })
	c.organisationFirst(parts, func(kind Kind, id string) *news.Mention { return found[key{kind, id}] })
	c.evenLists(parts, func(country string) *news.Mention { return found[key{Country, country}] })
	c.speaker(parts, func(kind Kind, id string) *news.Mention { return found[key{kind, id}] })
	slices.SortStableFunc(order, func(a, b key) int { return cmp.Compare(weight[b], weight[a]) })
	for _, k := range order {
		list := [...]*[]news.Mention{&m.Countries, &m.Organisations, &m.People, &m.Regions}[k.sort]
		*list = append(*list, *found[k])
	}
	return m
}
