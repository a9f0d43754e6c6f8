package entities

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

//go:embed data/implied.tsv
var impliedTable string

// agency is a form of implied.tsv.
type agency struct {
	country, kind string
	form          string // as written
	folded        string
}

var agencies = sync.OnceValue(func() (out []agency) {
	eachRow(impliedTable, 3, func(col []string) {
		for f := range strings.SplitSeq(col[2], ";") {
			out = append(out, agency{col[0], col[1], f, text.Fold(f)})
		}
	})
	return out
})

// Bounds of where an office stands that speaks for the country of the page, in words.
const (
	ownOffice   = 3 // from the beginning of the headline or the first sentence
	besideOwner = 3 // to a country that the office is of
)

// Implied returns the countries that take part by the opening of a text, its headline and first sentence, without being
// named: as the seat of a company that states bargain about, as the Holy See by its head, as the land of a city that is
// attacked, and as the government whose page this is, by an office that needs no country there (host; "" = not known).
// From is where each is named; offsets are those of Join(title, opening).
func Implied(lang, title, opening, host string) []news.Mention {
	s := Join(title, opening)
	tokens := text.Tokens(s)
	l := lexiconOf(lang)
	c := &scene{lexicon: l, s: s, tokens: tokens, hits: l.scan(s, tokens), titleEnd: len(title)}
	var out []news.Mention
	add := func(country, as string, from int) {
		i := slices.IndexFunc(out, func(m news.Mention) bool { return m.ID == country })
		if i < 0 {
			out = append(out, news.Mention{ID: country, As: as, Part: 1, Start: from, From: from})
		} else if from < out[i].From {
			out[i].From, out[i].Start = from, from
		}
	}
	for _, a := range agencies() {
		if a.kind == "city" {
			continue
		}
		if from := c.agencyAt(a); from >= 0 {
			add(a.country, a.kind, from)
		}
	}
	if country, official := hostCountry(host); country != "" {
		switch from := c.ownOffice(official); {
		case official && c.metByHost():
			add(country, "host", 0)
		case from >= 0:
			add(country, "host", from)
		}
	}
	if country, from := c.struckCity(); country != "" {
		add(country, "city", from)
	}
	return out
}

// agencyAt returns where a form stands as a word, or as the beginning of one; -1 = nowhere.
func (c *scene) agencyAt(a agency) int {
	first, _ := utf8.DecodeRuneInString(a.form)
	if unicode.In(first, unicode.Han, unicode.Katakana, unicode.Hangul) {
		return strings.Index(c.s, a.form)
	}
	for k, t := range c.tokens {
		if c.agencyStands(a, k) && (a.kind != "see" || !c.otherChurch(k)) {
			return t.Start
		}
	}
	return -1
}

// longestEnding is how many letters may stand behind a company's or a city's name: a case's ending.
const longestEnding = 3

// agencyStands reports that a form begins at token k.
func (c *scene) agencyStands(a agency, k int) bool {
	t, word := c.tokens[k], c.word(k)
	if c.lang == "ar" {
		word = strings.TrimPrefix(strings.TrimPrefix(word, "و"), "ل")
	}
	written := strings.TrimSpace(a.folded)
	first, _, many := strings.Cut(written, " ")
	first, _, hyphen := strings.Cut(first, "-")
	rest, ok := strings.CutPrefix(word, first)
	if !ok || writtenLarge(a.form) && !t.Upper && !text.Uncased(t.Text) {
		return false
	}
	if many || hyphen {
		return strings.HasPrefix(text.Fold(c.s[t.Start:min(len(c.s), t.Start+len(a.form)+8)]), written)
	}
	switch {
	case rest == "" || strings.HasPrefix(rest, "'"):
		return true
	case a.kind == "city" && first[0] < utf8.RuneSelf: // Hama, but not Hamas
		return false
	case a.kind == "see":
		return !strings.HasSuffix(a.form, " ")
	}
	return utf8.RuneCountInString(rest) <= longestEnding
}

// churches are beginnings of words that name another church, or the head of one.
var churches = strings.Fields(`copt kopt копт tawadros тавадрос theodor теодор феодор
	تواضروس القبط`)

// otherChurch reports that the word at token k means another church, or a father: the Coptic Pope, Papa Tawadros, baba.
func (c *scene) otherChurch(k int) bool {
	for j := k - 2; j <= k+2; j++ {
		word := c.word(j)
		if slices.ContainsFunc(churches, func(other string) bool { return strings.HasPrefix(word, other) }) {
			return true
		}
	}
	// in Turkish a capital letter or an apostrophe must follow: Papa Leo, Papa'nın
	return c.lang == "tr" && c.word(k) == "papa" && (k+1 >= len(c.tokens) || !c.tokens[k+1].Upper)
}

// ownOffice returns where an office begins the headline or the first sentence that no country beside it owns: it is
// that of the page's government; -1 = nowhere. On pages of others only foreign ministers are.
func (c *scene) ownOffice(official bool) int {
	starts := []int{0, c.titleEnd}
	if at := strings.Index(c.s[:c.titleEnd], ": "); at > 0 {
		starts = append(starts, at+len(": "))
	}
	for _, start := range starts {
		first := slices.IndexFunc(c.tokens, func(t text.Token) bool { return t.Start >= start })
		if first < 0 {
			continue
		}
		if c.han {
			at := c.tokens[first].Start
			for _, w := range c.words["foreign"] {
				if strings.HasPrefix(c.s[at:], w) {
					return at
				}
			}
			continue
		}
		for k := first; k < first+ownOffice && k < len(c.tokens) && (k == first || !c.divided(k-1)); k++ {
			if !c.holds("foreign", k) && (!official || !c.holds("own", k)) {
				continue
			}
			if !c.owned(k) {
				return c.tokens[k].Start
			}
		}
	}
	return -1
}

// holds reports a word or a phrase of a kind at token k.
func (c *scene) holds(kind string, k int) bool {
	if c.lang == "de" && kind == "own" && strings.Contains(c.word(k), "minister") { // Entwicklungsministerin
		return true
	}
	return slices.ContainsFunc(c.words[kind], func(stem string) bool { return phraseAt(c.tokens, k, stem) })
}

// owned reports that a country is named beside token k, whose office it is: Syria's foreign minister, ministre
// allemande.
func (c *scene) owned(k int) bool {
	return slices.ContainsFunc(c.hits, func(h Match) bool {
		if h.Kind() == Place || h.Last() < k-2 || h.Token > k+besideOwner {
			return false
		}
		if h.Kind() == Person {
			country, now := h.form.entry.country, h.form.entry.inForce
			return country != "" && now && !c.dividedWithin(k, h.Token)
		}
		if h.Token > k {
			for j := k + 1; j < h.Token; j++ { // a verb stands between: traf slowenische Kollegin
				if !articles[c.word(j)] && !c.tokens[j].Upper && !c.words.begins("own", c.word(j)) {
					return h.Token == k+1
				}
			}
			return !c.located(h, 0) && !c.dividedWithin(k, h.Token)
		}
		return !c.dividedWithin(h.Last(), k)
	})
}

// struckCity returns the country of a city that the opening tells is attacked, when it is named by nothing else, and
// where; "" = none.
func (c *scene) struckCity() (country string, from int) {
	named := map[string]bool{}
	for _, h := range c.hits {
		if id := c.countryOf(h); id != "" {
			named[id] = true
		}
	}
	blow := slices.ContainsFunc(c.tokens, func(t text.Token) bool { return c.words.begins("blow", t.Text) }) ||
		c.han && slices.ContainsFunc(c.words["force"], func(w string) bool { return strings.Contains(c.s, w) })
	if len(named) != 1 || !blow {
		return "", 0
	}
	for _, h := range c.hits {
		if h.Kind() == Place && !named[h.form.entry.ids[0]] && !c.meetsWithin(h, sentence, sentence) {
			return h.form.entry.ids[0], max(h.Start, c.titleEnd) // behind who acts in the headline
		}
	}
	for _, a := range agencies() {
		if a.kind == "city" && !named[a.country] {
			if at := c.agencyAt(a); at >= 0 {
				return a.country, max(at, c.titleEnd)
			}
		}
	}
	return "", 0
}

// governments are labels of hosts that say a page is a government's, and hosts that say whose.
//
//nolint:misspell // names of ministries
var governments = strings.Fields(`gov gob gouv gv govt gub go gc mfa mfaonline mofa admin government regjeringen
	regeringen rijksoverheid bundesregierung auswaertiges-amt bundestag bundeskanzler
	bundeskanzleramt bundespraesident bmvg bund esteri governo quirinale elysee kremlin
	mid akorda president primeminister pm presidency presidencia presidence canada
	exteriores lamoncloa diplomatie defense formin um vlada premier parliament senat
	prezydent msz defensie defensa defesa difesa`)

// unbound are ends of hosts that are a country's by the letter only.
var unbound = strings.Fields(
	"io tv me co ai fm cc ws to gg sh la ly vc ms nu st tk ml ga cf gq pw su im is eu am ag sc bz",
)

// hostCountry returns the country whose host it is by its end, and whether its names say that it is a government's.
func hostCountry(host string) (country string, official bool) {
	labels := strings.Split(strings.ToLower(strings.TrimSuffix(host, ".")), ".")
	end := labels[len(labels)-1]
	switch {
	case len(labels) < 2:
		return "", false
	case end == "gov" || end == "mil":
		return "US", true
	case host == "www.canada.ca":
		return "CA", true
	}
	if len(end) != 2 || end == "eu" {
		return "", false
	}
	country = strings.ToUpper(end)
	if end == "uk" {
		country = "GB"
	}
	official = slices.ContainsFunc(
		labels[:len(labels)-1],
		func(l string) bool { return slices.Contains(governments, l) },
	)
	if !IsCountry(country) || !official && slices.Contains(unbound, end) {
		return "", false
	}
	return country, official
}
