package entities

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// The tables of names; each file says at its top what its columns are and where it comes from.
var (
	//go:embed data/names.tsv
	namesTable string
	//go:embed data/countries.tsv
	countriesTable string
	//go:embed data/organisations.tsv
	organisationsTable string
	//go:embed data/people.tsv
	peopleTable string
	//go:embed data/regions.tsv
	regionsTable string
	//go:embed data/homonyms.tsv
	homonymsTable string
)

// entry is what a form stands for.
type entry struct {
	sort    Kind
	ids     []string // one; two for 中美
	as      string
	country string // of a person: whom they act for; of a region: the country it names
	inForce bool   // a person: in office now, so that the name speaks for the country
	chief   bool   // the same of an organisation's chief, whose country names it
}

// form is one way to write an entry's name in one language.
type form struct {
	entry   *entry
	first   pattern
	rest    []pattern
	literal string // forms that must stand as written (=EU, =U.S.), else ""
	upper   bool   // must begin with a capital letter, in scripts that have them
	// is written in capital letters alone
	initials bool
	rule     *homonym
}

// pattern matches one word: a stem and what may follow it.
type pattern struct {
	stem   string
	ending ending
}

// homonym says when a form that also means something else counts.
type homonym struct {
	person bool     // not when a surname follows
	family bool     // not when a word follows that ends as surnames do
	inside bool     // only when it is not the first word of its sentence, or the country is named otherwise too
	unless []string // not near one of these stems
	needs  []string // only near one of these stems, or when the country is named otherwise too
	other  *entry   // what it means near one of the stems of beside, else nil
	beside []string
}

// lexicon is all forms of one language, by the stem of their first word.
type lexicon struct {
	lang    string
	forms   map[string][]*form
	longest int // bytes of the longest stem
	han     bool
	words   partWords
}

// lexicons holds each language's lexicon, made when first asked for and never changed.
var lexicons sync.Map // language code → func() *lexicon

func lexiconOf(lang string) *lexicon {
	if lang == "" {
		lang = "en"
	}
	made, ok := lexicons.Load(lang)
	if !ok {
		made, _ = lexicons.LoadOrStore(lang, sync.OnceValue(func() *lexicon { return newLexicon(lang) }))
	}
	return made.(func() *lexicon)()
}

// scripts are ranges of letters and the languages that write them.
var scripts = []struct {
	from, to  rune // to before the last
	languages string
}{
	{0x370, 0x400, "el"},
	{0x400, 0x530, "ru kk uz-Cyrl ky uk be tt tg mn ba bg sr"},
	{0x531, 0x590, "hy"},
	{0x590, 0x600, "he"},
	{0x600, 0x700, "ar fa ur"},
	{0x900, 0x980, "hi"},
	{0x10A0, 0x1100, "ka"},
	{0x3040, 0x3100, "ja"},
	{0x3400, 0xAC00, "zh"},
	{0xAC00, 0xD7B0, "ko"},
	{0xF900, 0x40000, "zh"},
}

// usesScript reports whether a row without languages of its own serves a language, by the script of the form.
func usesScript(lang, form string) bool {
	for _, r := range form {
		if r < 'A' || r > 'z' && r < 0xC0 {
			continue
		}
		if r < 0x250 {
			return true // Latin names and acronyms stand in texts of every language
		}
		for _, of := range scripts {
			if r >= of.from && r < of.to {
				return slices.Contains(strings.Fields(of.languages), lang)
			}
		}
	}
	return false
}

func newLexicon(lang string) *lexicon {
	l := &lexicon{lang: lang, forms: map[string][]*form{}, han: lang == "zh" || lang == "ja", words: readPartWords(lang)}
	for _, table := range []string{namesTable, countriesTable} {
		eachRow(table, 4, func(col []string) {
			forms, ok := borrowed(col[1], lang, col[3])
			if col[1] == lang || !ok && lends(col[1], lang, col[2]) {
				forms, ok = col[3], true
			}
			if !ok {
				return
			}
			e := &entry{sort: Country, ids: strings.Split(col[0], ","), as: col[2]}
			if col[2] == "place" {
				e.sort = Place
			}
			l.add(e, forms, col[2] != "demonym" || capitalDemonyms(col[1]))
		})
	}
	eachRow(organisationsTable, 3, func(col []string) {
		l.addListed(&entry{sort: Organisation, ids: []string{col[0]}, as: "name"}, col[1], col[2])
	})
	eachRow(peopleTable, 5, func(col []string) {
		e := leader(col)
		e.sort, e.ids, e.as = Person, []string{col[0]}, "leader"
		l.addListed(&e, "*", col[4])
	})
	eachRow(regionsTable, 3, func(col []string) {
		e := &entry{sort: Region, ids: []string{col[0]}, as: "name"}
		if len(col) > 3 && col[3][0] != '~' {
			e.country = col[3]
		}
		l.addListed(e, col[1], col[2])
	})
	eachRow(homonymsTable, 3, func(col []string) {
		if col[0] == lang || col[0] == "en" && !latinLanguage(lang) {
			l.restrict(col[1], strings.Split(col[2], ";"), col[3:])
		} else if forms, ok := borrowed(col[0], lang, strings.Join(col[2:], "\t")); ok {
			written := strings.Split(forms, "\t")
			l.restrict(col[1], strings.Split(written[0], ";"), written[1:])
		}
	})
	return l
}

// lends reports that texts in one language write names as another does: English ones (Turkish Airlines) stand in texts
// of every script, Russian ones in Turkic texts in Cyrillic letters.
func lends(from, to, kind string) bool {
	switch from {
	case "en":
		return !latinLanguage(to) || kind != "demonym" && (to == "az" || to == "uz" || to == "tk" || to == "kk-Latn")
	case "ru":
		return kind != "demonym" && kind != "government" && (to == "kk" || to == "ky" || to == "tt" || to == "ba" ||
			to == "uz-Cyrl" || to == "tg")
	}
	return false
}

// eachRow calls do with the columns of every row that has at least n.
func eachRow(table string, n int, do func([]string)) {
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if col := strings.Split(line, "\t"); len(col) >= n {
			do(col)
		}
	}
}

// capitalDemonyms reports languages that write "Kazakh" with a capital letter.
func capitalDemonyms(lang string) bool {
	switch lang {
	case "en", "tr", "de", "nl":
		return true
	}
	return false
}

// addListed adds the forms that serve the language: rows name languages, or "*" for those of each form's script.
func (l *lexicon) addListed(e *entry, languages, forms string) {
	if languages == "*" {
		if l.lang == "en" {
			forms = bothSpellings(forms)
		}
		for f := range strings.SplitSeq(forms, ";") {
			if l.lang == "kk-Latn" && kazakhOnly(f) {
				f = inKazakhLatin(f)
			}
			if usesScript(l.lang, f) {
				l.add(e, f, true)
			}
		}
		return
	}
	for lang := range strings.SplitSeq(languages, ",") {
		if lang == l.lang {
			l.add(e, forms, true)
		}
	}
}

// spellings are what English writes in two ways within the names of organisations.
var spellings = [][2]string{
	{"Organization", "Organisation"},
	{"Cooperation", "Co-operation"},
	{"Labor ", "Labour "},
	{"Program", "Programme"},
}

// bothSpellings adds to forms those in the other spellings, each with each.
func bothSpellings(forms string) string {
	all := strings.Split(forms, ";")
	for _, pair := range spellings {
		for _, f := range all {
			other := strings.ReplaceAll(f, pair[1], pair[0])
			if other == f {
				other = strings.ReplaceAll(f, pair[0], pair[1])
			}
			if !slices.Contains(all, other) {
				all = append(all, other)
			}
		}
	}
	return strings.Join(all, ";")
}

// writtenLarge reports forms that begin with a capital letter, which others leave out on purpose (талибы, остров Кука)
// or for want of one in their script.
func writtenLarge(f string) bool {
	r, _ := utf8.DecodeRuneInString(f)
	return unicode.IsUpper(r)
}

func (l *lexicon) add(e *entry, forms string, upper bool) {
	for f := range strings.SplitSeq(forms, ";") {
		if f == "" {
			continue
		}
		fm := &form{entry: e, upper: upper && writtenLarge(strings.TrimPrefix(f, "~"))}
		fm.initials = e.sort == Country && len(f) > 2 && strings.ToUpper(f) == f && strings.ToLower(f) != f
		if lit, ok := strings.CutPrefix(f, "="); ok {
			fm.literal = lit
			f = lit
		}
		if l.han && !asciiStart(f) {
			fm.upper = false
			l.put(f, fm)
			continue
		}
		words := splitForm(f)
		if len(words) == 0 {
			continue
		}
		demonym := e.as == "demonym"
		fm.first = l.patternOf(words[0], len(words) > 1, demonym)
		for i, w := range words[1:] {
			fm.rest = append(fm.rest, l.patternOf(w, i+2 < len(words), demonym))
		}
		l.put(fm.first.stem, fm)
		l.putSoftened(fm)
	}
}

func asciiStart(f string) bool { return f[0] < 0x80 }

func (l *lexicon) put(stem string, fm *form) {
	l.forms[stem] = append(l.forms[stem], fm)
	l.longest = max(l.longest, len(stem))
}

// putSoftened adds the form once more with its last consonant softened, in languages that do so.
func (l *lexicon) putSoftened(fm *form) {
	last := fm.first
	if n := len(fm.rest); n > 0 {
		last = fm.rest[n-1]
	}
	soft, ok := l.softened(last)
	if !ok || fm.literal != "" {
		return
	}
	again := *fm
	if n := len(fm.rest); n > 0 {
		again.rest = slices.Clone(fm.rest)
		again.rest[n-1] = soft
	} else {
		again.first = soft
	}
	l.put(again.first.stem, &again)
}

// splitForm parts a form into folded words; a leading ~ stays with its word.
func splitForm(f string) []string {
	var out []string
	for part := range strings.FieldsSeq(f) {
		open := strings.HasPrefix(part, "~")
		for i, t := range text.Tokens(strings.TrimPrefix(part, "~")) {
			w := t.Text
			if open && i == len(text.Tokens(part))-1 {
				w = "~" + w
			}
			out = append(out, w)
		}
	}
	return out
}

// restrict puts a rule of homonyms.tsv on the forms it names; "never" adds a phrase that names nothing.
func (l *lexicon) restrict(rule string, forms, words []string) {
	if rule == "never" {
		for _, f := range forms {
			l.add(&entry{sort: Nothing}, f, false)
		}
		return
	}
	var near []string
	if len(words) > 0 {
		for w := range strings.SplitSeq(words[0], ";") {
			near = append(near, text.Fold(w))
		}
	}
	for _, f := range forms {
		ws := splitForm(f)
		if l.han && !asciiStart(f) {
			ws = []string{f}
		}
		p := pattern{stem: f}
		if !l.han || asciiStart(f) {
			p = l.patternOf(ws[0], len(ws) > 1, false)
		}
		for _, fm := range l.forms[p.stem] {
			if len(fm.rest) != len(ws)-1 || fm.literal != "" && fm.literal != f {
				continue
			}
			if fm.rule == nil {
				fm.rule = &homonym{}
			}
			switch rule {
			case "family":
				fm.rule.family = true
			case "person":
				fm.rule.person = true
			case "inside":
				fm.rule.inside = true
			case "unless":
				fm.rule.unless = append(fm.rule.unless, near...)
			case "needs":
				fm.rule.needs = append(fm.rule.needs, near...)
			default: // rather CODE
				fm.rule.other, fm.rule.beside = otherEntry(strings.TrimPrefix(rule, "rather "), fm.entry.as), near
			}
		}
	}
}

// otherEntry is what a homonym stands for near certain words: a country by its code, or an organisation.
func otherEntry(code, as string) *entry {
	if len(code) != 2 || code == "EU" || code == "UN" {
		return &entry{sort: Organisation, ids: []string{code}, as: as}
	}
	return &entry{sort: Country, ids: []string{code}, as: as}
}

// offices returns whom each leader of people.tsv acts for, and whether now.
var offices = sync.OnceValue(func() map[string]entry {
	m := map[string]entry{}
	eachRow(peopleTable, 5, func(col []string) { m[col[0]] = leader(col) })
	return m
})

// leader reads whom a row of people.tsv acts for, and whether they are in office: their years have no end.
func leader(col []string) entry {
	now := strings.HasSuffix(col[3], "-")
	organisation := len(col[1]) != 2 || col[1] == "EU" || col[1] == "UN" // no ISO 3166 codes of countries
	return entry{country: col[1], inForce: now && !organisation, chief: now && organisation}
}

// ActsFor returns the country or organisation a leader acts or acted for, and whether it is a country and now.
func ActsFor(leader string) (country string, now bool) {
	e := offices()[leader]
	return e.country, e.inForce
}

// MovementOf returns the country (ISO 3166 alpha-2) of an armed movement, by its name among Organisations; "" for any
// other organisation.
func MovementOf(organisation string) string { return movements[organisation] }

// movements are the organisations that act for a part of one country, so that a story about one is about it.
var movements = map[string]string{"Hamas": "PS", "Hezbollah": "LB", "Taliban": "AF", "Houthis": "YE"}

// LandOf returns the country (ISO 3166 alpha-2) whose land a region is; "" for seas and disputed lands.
func LandOf(region string) string { return lands()[region] }

var lands = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	eachRow(regionsTable, 4, func(col []string) { m[col[0]] = strings.TrimPrefix(col[3], "~") })
	return m
})
