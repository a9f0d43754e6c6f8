package entities

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// resolve leaves out the homonyms that the context speaks against.
func resolve(s string, tokens []text.Token, hits []Match) []Match {
	sure := map[string]bool{}
	for i := range hits {
		hits[i].form = hits[i].form.meant(s, tokens, hits[i])
		if hits[i].Sure = hits[i].form.rule == nil; hits[i].Sure {
			for _, id := range hits[i].form.entry.ids {
				sure[id] = true
			}
		}
	}
	languages := languageNames(s, tokens, hits)
	owned := ownedOffices(s, hits)
	out := hits[:0]
	for i, h := range hits {
		if h.form.entry.sort == Country && (languages[i] || dollars(s, tokens, h) || street(tokens, h) ||
			owned[h.form.first.stem] && h.form.entry.as == "government" || initialled(s, h)) {
			continue
		}
		if h.Sure || h.form.rule.holds(s, tokens, h, sure[h.form.entry.ids[0]], amongCountries(s, tokens, hits, i)) {
			out = append(out, h)
		}
	}
	return out
}

// ownedOffices returns the first stems of the names of governments that the text says are another country's: Pakistan's
// Foreign Office, the German Foreign Office.
func ownedOffices(s string, hits []Match) map[string]bool {
	var out map[string]bool
	for i := 1; i < len(hits); i++ {
		a, b := hits[i-1], hits[i]
		if b.form.entry.sort != Country || b.form.entry.as != "government" || a.form.entry.sort != Country ||
			a.form.entry.ids[0] == b.form.entry.ids[0] || s[a.End:b.Start] != " " {
			continue
		}
		if a.form.entry.as == "demonym" || strings.HasSuffix(s[a.Start:a.End], "s") {
			if out == nil {
				out = map[string]bool{}
			}
			out[b.form.first.stem] = true
		}
	}
	return out
}

// initialled reports initials of a country in a word that is written as a name is: ABD in Abdu.
func initialled(s string, h Match) bool {
	if !h.form.initials {
		return false
	}
	_, size := utf8.DecodeRuneInString(s[h.Start:])
	r, _ := utf8.DecodeRuneInString(s[h.Start+size : h.End])
	first, _ := utf8.DecodeRuneInString(s[h.Start:])
	return unicode.IsUpper(first) && unicode.IsLower(r)
}

// languageWords are beginnings of words that make a demonym the name of a language.
var languageWords = []string{
	"language", "speak", "язык", "мов", "моў", "тіл", "тил", "теле", "телд", "телг", "телл", "телн", "til", "dil", "لغ",
	"اللغ", "باللغ", "sprach", "langue", "idiom",
}

// otherWords are beginnings of words that begin like those and mean something else: speaker, television, correspondent,
// wish, beggar.
var otherWords = []string{
	"speaker", "телев", "телек", "телеф", "телеа", "телег", "тележ", "телем", "телер", "телес", "телет", "телеш",
	"тілш", "тілек", "тілег", "тілеу", "тилек", "тилег",
	"tilak", "dilek", "dileğ", "dilen",
}

// tellsLanguage reports a word such as language, in languages or speaking.
func tellsLanguage(word string) bool {
	begins := func(w string) bool { return strings.HasPrefix(word, w) }
	return slices.ContainsFunc(languageWords, begins) && !slices.ContainsFunc(otherWords, begins)
}

// conjunctions join the languages of a list.
var conjunctions = []string{
	"and", "or", "и", "или", "та", "і", "й", "або", "және", "мен", "жана", "ve", "və", "va",
	"hamda", "و",
}

// languageNames says which hits only name a language: "in Spanish,", "на испанском языке", "İspanyolca", and the others
// of a list with one of them.
func languageNames(s string, tokens []text.Token, hits []Match) []bool {
	out := make([]bool, len(hits))
	for i, h := range hits {
		out[i] = languageName(s, tokens, h)
	}
	demonyms := func(i, j int) bool {
		return hits[i].form.entry.as == "demonym" && hits[j].form.entry.as == "demonym" &&
			listed(s, tokens, hits[i], hits[j])
	}
	for i := 1; i < len(hits); i++ {
		out[i] = out[i] || out[i-1] && demonyms(i-1, i)
	}
	for i := len(hits) - 2; i >= 0; i-- {
		out[i] = out[i] || out[i+1] && demonyms(i, i+1)
	}
	return out
}

// languageName reports whether a hit only names a language by itself.
func languageName(s string, tokens []text.Token, h Match) bool {
	if h.form.entry.as != "demonym" {
		return false
	}
	if besideLanguage(tokens, h) {
		return true
	}
	for _, w := range []string{"sprach", "язычн", "мовн", "тілді", "тилдүү", "phone", "parlante"} {
		if strings.Contains(tokens[h.Token].Text[min(len(h.form.first.stem), len(tokens[h.Token].Text)):], w) {
			return true // deutschsprachig, русскоязычный, in one word
		}
	}
	last := h.Token + len(h.form.rest)
	if h.form.first.ending == endTurkic {
		if rest := strings.TrimPrefix(tokens[h.Token].Text, h.form.first.stem); slices.Contains([]string{
			"ca", "ce",
			"ça", "çe", "ша", "ше", "ча", "че", "cha",
		}, rest) {
			return true
		}
	}
	if strings.HasPrefix(s[h.End:], ":") || h.Token > 1 && slices.Contains(conjunctions, tokens[h.Token-1].Text) &&
		englishWord(tokens[h.Token-2].Text) {
		return true // (Spanish: …), in English and Japanese
	}
	follows := last+1 < len(tokens) && tokens[last+1].Start-tokens[last].End <= 1 &&
		!slices.Contains(conjunctions, tokens[last+1].Text)
	return h.Token > 0 && !follows && slices.Contains([]string{"in", "into", "на", "speak", "speaks"},
		tokens[h.Token-1].Text)
}

// besideLanguage reports whether a word for a language stands beside a hit.
func besideLanguage(tokens []text.Token, h Match) bool {
	last := h.Token + len(h.form.rest)
	reach := last + 2
	if last+1 < len(tokens) && slices.Contains(conjunctions, tokens[last+1].Text) {
		reach++ // italyan va koreys tillarida
	}
	from := h.Token - 1
	if strings.HasPrefix(tokens[h.Token].Text, "و") {
		from-- // باللغتين الإنجليزية واليابانية
	}
	for k := from; k <= reach; k++ {
		if k < 0 || k >= len(tokens) || k >= h.Token && k <= last {
			continue
		}
		if tellsLanguage(tokens[k].Text) {
			return true
		}
	}
	return false
}

// englishWord reports the name of the language that is no demonym in our tables, since it says little of England.
func englishWord(word string) bool {
	for _, w := range []string{
		"english", "английск", "англійськ", "англійск", "ағылшын", "англис", "инглиз", "ingiliz",
		"ingilis", "ingliz", "iňlis", "anglais", "inglés", "englisch", "англи", "енглеск",
	} {
		if strings.HasPrefix(word, w) {
			return true
		}
	}
	return false
}

// dollars reports a country that only names a currency: US$30, 10 долларов США, 45 million Australian dollars.
func dollars(s string, tokens []text.Token, h Match) bool {
	if strings.HasPrefix(strings.TrimLeft(s[h.End:min(len(s), h.End+3)], ". "), "$") {
		return true
	}
	for _, k := range []int{h.Token - 1, h.Token + len(h.form.rest) + 1} {
		if k < 0 || k >= len(tokens) {
			continue
		}
		for _, w := range []string{"dollar", "dolar", "доллар", "долар", "долл", "دولار"} {
			if strings.HasPrefix(tokens[k].Text, w) {
				return true
			}
		}
	}
	return false
}

// nearby is how many words to each side a homonym's context reaches.
const nearby = 8

// streets are words right behind a name that make it the name of a street.
var streets = []string{
	"caddesi", "sokağı", "sokak", "bulvarı", "mahallesi", "көшесі", "көчөсү", "ko'chasi", "küçəsi",
	"street", "avenue", "road",
}

// street reports a country that only names a street: İran Caddesi, Тегеран көшесі, London Road; but not Moscow street
// protests.
func street(tokens []text.Token, h Match) bool {
	next := h.Token + 1 + len(h.form.rest)
	return next < len(tokens) && slices.Contains(streets, tokens[next].Text) &&
		(tokens[next].Upper || tokens[next].Text[0] >= utf8.RuneSelf)
}

// amongCountries reports that hit i stands in a list with another country: Чад и Нигер; Togo, Benin.
func amongCountries(s string, tokens []text.Token, hits []Match, i int) bool {
	return i > 0 && hits[i-1].form.entry.sort == Country && listed(s, tokens, hits[i-1], hits[i]) ||
		i+1 < len(hits) && hits[i+1].form.entry.sort == Country && listed(s, tokens, hits[i], hits[i+1])
}

// listed reports nothing but a comma or a conjunction between two hits; in Arabic the conjunction begins the second
// word.
func listed(s string, tokens []text.Token, a, b Match) bool {
	last := a.Token + len(a.form.rest)
	gap := b.Token - last
	return gap == 1 && (strings.ContainsAny(s[a.End:b.Start], ",;/،、") || strings.HasPrefix(tokens[b.Token].Text,
		"و")) || gap == 2 && slices.Contains(conjunctions, tokens[last+1].Text)
}

// meant returns the form as the words near it have it understood: Congo near Brazzaville is the other Congo, Brussels
// that threatens with tariffs is the European Union.
func (f *form) meant(s string, tokens []text.Token, h Match) *form {
	if f.rule == nil || f.rule.other == nil || !near(tokens, h.Token, f.rule.beside) ||
		f.rule.other.sort == Organisation && !acts(s, tokens, h) {
		return f
	}
	again := *f
	again.entry = f.rule.other
	return &again
}

// acts reports that a place may be the subject of its sentence: it has no ending, no preposition stands before it, and
// a word follows.
func acts(s string, tokens []text.Token, h Match) bool {
	follows := h.Token+1 < len(tokens) && s[h.End:tokens[h.Token+1].Start] == " "
	return bare(tokens, h) && follows && (h.Token == 0 || !slices.Contains(prepositions, tokens[h.Token-1].Text))
}

// bare reports a name without an ending, but for the last letter of a Russian nominative.
func bare(tokens []text.Token, h Match) bool {
	return strings.Trim(strings.TrimPrefix(tokens[h.Token].Text, h.form.first.stem), "ьая") == ""
}

// prepositions say that a place is only where something happens.
var prepositions = []string{
	"in", "at", "to", "from", "near", "outside", "of", "for", "в", "из", "под", "до", "у", "з", "із", "під", "à", "de",
	"en", "nach", "aus", "في", "من", "إلى", "الى",
}

func (r *homonym) holds(s string, tokens []text.Token, h Match, named, among bool) bool {
	if near(tokens, h.Token, r.unless) || r.person && surnamed(s, tokens, h) || r.family && familyName(tokens, h) {
		return false
	}
	if named || setOff(tokens, h) {
		return true
	}
	if r.inside && !among && beginsSentence(s, tokens, h.Token) && !officeFollows(tokens, h) {
		return false
	}
	return len(r.needs) == 0 || near(tokens, h.Token, r.needs)
}

// setOff reports an ending behind an apostrophe, which Turkish adds to names alone: Mali'nin, but mali'nin of nothing.
func setOff(tokens []text.Token, h Match) bool {
	rest, ok := strings.CutPrefix(tokens[h.Token].Text, h.form.first.stem)
	return ok && h.form.first.ending == endTurkic && strings.HasPrefix(rest, "'")
}

// behindCountries are the words that may stand with a capital letter behind a country without being a surname.
var behindCountries = []string{
	"president", "prime", "foreign", "defence", "defense", "interior", "finance", "minister", "ministry", "king",
	"queen", "crown", "prince", "army", "parliament", "government",
	"ambassador", "embassy", "police", "military", "armed", "air", "central", "state", "national", "and", "to", "in",
	"on",
}

// surnamed reports a word with a capital letter right behind a name, which makes a person of it: Jordan Peterson. Where
// nearly all words have one, as in a headline, it tells nothing.
func surnamed(s string, tokens []text.Token, h Match) bool {
	next := h.Token + 1 + len(h.form.rest)
	if next >= len(tokens) || !tokens[next].Upper || s[h.End:tokens[next].Start] != " " ||
		slices.Contains(behindCountries, tokens[next].Text) {
		return false
	}
	return slices.ContainsFunc(tokens[max(0, h.Token-nearby):min(len(tokens), next+nearby)], func(t text.Token) bool {
		return !t.Upper && len(t.Text) > 3 && !slices.Contains(smallInHeadlines, t.Text)
	})
}

// familyEndings are those of surnames and patronymics in the languages of Central Asia, the Caucasus and Russia.
var familyEndings = []string{
	"ов", "ова", "ев", "ева", "ёв", "ёва", "ұлы", "қызы", "уулу", "кызы", "оглы", "оғлу", "тегі", "ov", "ova", "ev",
	"eva", "yev", "yeva", "oğlu", "qızı", "o'g'li",
}

// familyName reports a surname right behind a name that is given to people, too: Дания Есекеева, İran Məmmədov. Kazakh
// case endings may follow it.
func familyName(tokens []text.Token, h Match) bool {
	next := h.Token + 1 + len(h.form.rest)
	if next >= len(tokens) || !tokens[next].Upper || !bare(tokens, h) {
		return false
	}
	word := tokens[next].Text
	return slices.ContainsFunc(familyEndings, func(e string) bool {
		at := strings.LastIndex(word, e)
		return at >= 4 && turkicSuffix(word[at+len(e):])
	})
}

// officeWords are beginnings of words right behind the name of a country that leave no doubt.
var officeWords = []string{
	"президент", "премьер", "үкімет", "өкмөт", "билік", "армия", "prezident", "hukumat", "hökumət", "cumhurbaşkan",
	"başbakan", "ordusu", "prezidenti",
}

// officeFollows reports an office right behind the name: Мали президенті.
func officeFollows(tokens []text.Token, h Match) bool {
	next := h.Token + 1 + len(h.form.rest)
	return next < len(tokens) &&
		slices.ContainsFunc(officeWords, func(w string) bool { return strings.HasPrefix(tokens[next].Text, w) })
}

// smallInHeadlines are longer words that headlines write small, too.
var smallInHeadlines = []string{"with", "from", "over", "into", "amid", "than", "upon", "after", "between"}

// near reports whether a word near token i begins with one of the stems.
func near(tokens []text.Token, i int, stems []string) bool {
	if len(stems) == 0 {
		return false
	}
	for k := max(0, i-nearby); k < min(len(tokens), i+nearby+1); k++ {
		if k == i {
			continue
		}
		for _, st := range stems {
			if strings.HasPrefix(tokens[k].Text, st) || strings.Contains(st, " ") && phraseAt(tokens, k, st) {
				return true
			}
		}
	}
	return false
}

func phraseAt(tokens []text.Token, k int, phrase string) bool {
	for w := range strings.FieldsSeq(phrase) {
		if k >= len(tokens) || !strings.HasPrefix(tokens[k].Text, w) {
			return false
		}
		k++
	}
	return true
}

// beginsSentence reports whether nothing but an end of sentence, a quotation mark or a dash stands before token i.
func beginsSentence(s string, tokens []text.Token, i int) bool {
	return i == 0 || strings.ContainsAny(s[tokens[i-1].End:tokens[i].Start], ".!?…\n«\"“„—:")
}
