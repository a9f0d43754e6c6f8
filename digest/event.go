package digest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"attache/digest/cluster"
	"attache/digest/entities"
	"attache/digest/relevance"
	"attache/news"
	"attache/text"
)

const (
	eventBytes  = 600 // of a body that tell what the event is
	topicRarity = 3.4 // least rarity, in nats, of a word that a title can be about: one text in 30 has it …
	deedRarity  = 2.5 // … and of one that is news of another party: one in 12

	// A story goes on from one of at most pastSpan before. Two of the same countries whose titles hold only routine
	// words are one event when they are at most routineSpan apart.
	pastSpan    = 14 * 24 * time.Hour
	routineSpan = 30 * time.Hour
)

// event is what a text tells by its title and first sentences.
type event struct {
	cluster.Event
	names   []string        // countries, organisations, people of the title, by ID
	held    []string        // and of the first sentences
	strange []string        // stems of the title's capitalised words of which nothing else is known: other people, firms
	numbers []string        // of the title
	tells   []string        // stems of the title's rarer words but for names and what routineWords hold
	words   map[string]bool // stems of title and first sentences
	days    []string        // days of the week and months of the title and the first sentences
	opening []string        // numbers of the first sentences
}

// eventOf reads the event of a text.
func eventOf(lang, title, body string) *event {
	body = text.Opening(body, eventBytes)
	m, hits, tokens := entities.Scan(lang, title, body)
	e := &event{Event: cluster.Event{Lang: lang}, words: map[string]bool{}}
	if body != "" {
		e.Told = map[string]bool{}
	}
	e.Parties = parties(m.Countries, len(title))
	if len(e.Parties) == 0 && len(m.Countries) > 0 {
		e.Parties = parties(m.Countries, firstSentence(lang, title, body))
	}
	for _, list := range [][]news.Mention{m.Countries, m.Organisations, m.People} {
		for _, x := range list {
			e.held = append(e.held, x.ID)
			if x.Start < len(title) && x.As != "capital" { // a capital is where they met, or an office's seat
				e.names = append(e.names, x.ID)
			}
		}
	}
	for _, c := range m.Countries {
		e.Named = append(e.Named, c.ID)
	}
	e.readWords(lang, title, hits, tokens)
	return e
}

// firstSentence is where the first sentence after the title ends in entities.Join of both.
func firstSentence(lang, title, body string) int {
	end := len(title)
	if spans := text.Sentences(body, lang); len(spans) > 0 {
		end += spans[0].End + 2
	}
	return end
}

// parties are the countries named before an offset, in the order of their first mention. A capital beside two countries
// is where they met.
func parties(countries []news.Mention, before int) (out []string) {
	var seats []string
	byPlace := slices.SortedStableFunc(slices.Values(countries),
		func(a, b news.Mention) int { return cmp.Compare(a.Start, b.Start) })
	for _, c := range byPlace {
		switch {
		case c.Start >= before:
		case c.As == "capital":
			seats = append(seats, c.ID)
		default:
			out = append(out, c.ID)
		}
	}
	if len(out) < 2 {
		out = append(out, seats...)
	}
	return out
}

// readWords sorts the words of a text: names are known, routine tells nothing, and what is left of the title is its
// topic.
func (e *event) readWords(lang, title string, hits []entities.Match, tokens []text.Token) {
	named, routine := wordsOfNames(hits, len(tokens)), make([]bool, len(tokens))
	relevance.Routine(lang, tokens, func(token int) { routine[token] = true })
	cased := casedTitle(title, tokens)
	for i, t := range tokens {
		stem, inTitle := text.StemAny(t.Text), t.Start < len(title)
		e.words[stem] = true
		if inTitle {
			e.Title = addOnce(e.Title, stem)
		}
		switch day := dayOf(t.Text); {
		case t.Text[0] >= '0' && t.Text[0] <= '9':
			e.readNumber(t.Text, inTitle)
			continue
		case day != "":
			e.days = append(e.days, day)
			continue
		case named[i]:
			continue
		}
		if inTitle && telling(t.Text, stem, deedRarity) {
			e.tells = append(e.tells, stem)
		}
		if routine[i] {
			continue
		}
		if e.Told != nil {
			e.Told[stem] = true
		}
		if inTitle && telling(t.Text, stem, topicRarity) {
			if cased && t.Upper && i > 0 {
				e.strange = append(e.strange, stem)
			}
			e.Topic = addOnce(e.Topic, stem)
		}
	}
	if len(e.Topic) == 0 { // of routine a number is all that tells one from the next
		e.Topic = e.numbers
	}
}

func (e *event) readNumber(number string, inTitle bool) {
	if inTitle {
		e.numbers = append(e.numbers, number)
	}
	e.opening = append(e.opening, number)
	if e.Told != nil {
		e.Told[number] = true
	}
}

// wordsOfNames reports of each word whether it belongs to the name of a country, an organisation or a person.
func wordsOfNames(hits []entities.Match, words int) []bool {
	named := make([]bool, words)
	for _, h := range hits {
		if h.Kind() == entities.Place || h.Kind() == entities.Region {
			continue
		}
		for i := h.Token; i <= h.Last(); i++ {
			named[i] = true
		}
	}
	return named
}

func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// telling reports whether a word is rare enough, and no routine, to tell one title from another.
func telling(word, stem string, rarity float64) bool {
	return len(word) > 2 && (word[0] < '0' || word[0] > '9') && !isRoutine(word) &&
		text.Rarity(text.Hash(stem)) >= rarity
}

// casedTitle reports whether capital letters in a title mark names: most of its words have none.
func casedTitle(title string, tokens []text.Token) bool {
	upper, all := 0, 0
	for _, t := range tokens {
		if t.Start >= len(title) {
			break
		}
		all++
		if t.Upper {
			upper++
		}
	}
	return upper*5 < all*3
}

// agrees reports whether an event can go on from one that was told, so long before: none of the title's names is new,
// and some party of each is named in the other.
func (e *event) agrees(told *event, after time.Duration) bool {
	if after > pastSpan || after < -pastSpan || e.addsName(told) || e.Conflicts(&told.Event) {
		return false
	}
	return len(e.Parties) == 0 && len(told.Parties) == 0 ||
		meet(e.Parties, told.Named) && meet(told.Parties, e.Named)
}

// meet reports whether two lists have something in common.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// goesOn reports whether an event goes on from one that was told, so long before, in the same language: they agree, and
// there is something besides routine that both are about; with a new number in the title, more than one such thing, and
// other words.
func (e *event) goesOn(told *event, after time.Duration) bool {
	if !e.agrees(told, after) {
		return false
	}
	switch topics := e.topics(told); {
	case e.addsNumber(told) && (topics < 2 || e.Formula(&told.Event)):
		return false
	case topics > 0:
		return true
	case len(e.Topic) > 0 && len(told.Topic) > 0:
		return false
	}
	return e.sameRoutine(told, after)
}

// goesOnAbroad is goesOn for a text in another language, of which package cluster says that it means much the same.
func (e *event) goesOnAbroad(told *event, after time.Duration) bool {
	if !e.agrees(told, after) || e.addsNumber(told) {
		return false
	}
	return len(e.Topic) > 0 && len(told.Topic) > 0 || e.sameRoutine(told, after)
}

// sameRoutine reports whether two events that only routine is known of are one: they are close in time, and of the same
// two parties and the same day.
func (e *event) sameRoutine(told *event, after time.Duration) bool {
	return len(e.Parties) > 1 && after <= routineSpan && after >= -routineSpan && !e.addsNumber(told) &&
		!e.addsDay(told)
}

// topics counts what the titles of two events in one language share beside names that stand for somebody new.
func (e *event) topics(told *event) int {
	n := e.Shared(&told.Event)
	for _, s := range e.strange { // of a new person's title what is left must tell
		if !told.Told[s] && !slices.Contains(told.Topic, s) {
			n--
		}
	}
	return n
}

// addsName reports whether the title names a country, an organisation or a person that what was told does not.
func (e *event) addsName(told *event) bool {
	return slices.ContainsFunc(e.names, func(id string) bool { return !slices.Contains(told.held, id) })
}

// addsNumber reports whether the title has a number that what was told does not.
func (e *event) addsNumber(told *event) bool {
	return slices.ContainsFunc(e.numbers,
		func(n string) bool { return !slices.Contains(told.opening, n) })
}

// addsDay reports whether both tell days and none of the first is one of the second.
func (e *event) addsDay(told *event) bool {
	return len(e.days) > 0 && len(told.days) > 0 && !meet(e.days, told.days)
}

// adds reports whether a title has a name, a number, a day or a rarer word of its own, or begins
// with another party: then it repeats nothing.
func (e *event) adds(told *event) bool {
	if e.addsName(told) || e.addsNumber(told) || e.addsDay(told) {
		return true
	}
	if e.Lang != told.Lang {
		return false
	}
	least := topicRarity
	if len(e.Parties) > 0 && len(told.Parties) > 0 && e.Parties[0] != told.Parties[0] {
		least = deedRarity
	}
	return slices.ContainsFunc(e.tells,
		func(w string) bool { return !told.words[w] && text.Rarity(text.Hash(w)) >= least })
}

// join adds to an event what another rendition tells of it.
func (e *event) join(o *event) {
	e.held, e.opening, e.days = append(e.held, o.held...), append(e.opening, o.opening...), append(e.days, o.days...)
	for w := range o.words {
		e.words[w] = true
	}
}

// routineWords are beginnings of words in which diplomacy tells of anything, beside those that package relevance knows.
var routineWords = strings.Fields(text.Fold(`
	readout call credential discuss receiv telephone congratul condolence meet met hold held adopt resolution consult
	session develop prospect issue strengthen expand deepen joint message letter statement council commission committee
	member meps assembly telegram anniversar credent copies exchang address
	обсу принял встре провел провёл поздрав соболезн телеграм грамот вручи резолюц совет комисси консультаци заседани
	развит перспектив вопрос укреп расшир углуб совместн послани письм заявлен участи состоял телефон рассмотр копи
	верительн годовщин
	талқыла қабылда құттықта көңіл жеделхат грамота тапсыр қарар кеңес комиссия консультаци отырыс даму перспектив мәселе
	нығай кеңейт бірлескен хат телефон сөйлес өтті өткіз сенім құжат көшірме тарап
	görüş kutla taziye telefon telgraf mektup karar konsey komisyon istişare toplan geliş güçlen derinleş ortak sundu
	acuerd acord cooper firma reun recib dialog conversa felicit visita embajad embaixad resoluc consej
	accord coopér entret réun rencontr reçoi discut félicit ambassad résolut conseil appel
	empfang empfäng treff traf gespräch vereinbar zusammenarb gratul botschaft beschlu besuch unterzeich
	обговор зустрі розмов провів провел привіта співпрац резолюц рад угод підпис
	güven kabul mesaj ele aldı açıkla sayılı hakkında güvenlik`))

func isRoutine(word string) bool {
	return slices.ContainsFunc(routineWords, func(r string) bool { return strings.HasPrefix(word, r) })
}

// dayNames are the beginnings of the names of days and months, a row for each in several languages.
var dayNames = folded([][]string{
	{"monday", "понедельник", "дүйсенбі", "pazartesi"},
	{"tuesday", "вторник", "сейсенбі", "salı"},
	{"wednesday", "сред", "сәрсенбі", "çarşamba"},
	{"thursday", "четверг", "бейсенбі", "perşembe"},
	{"friday", "пятниц", "жұма", "cuma"},
	{"saturday", "суббот", "сенбі", "cumartesi"},
	{"sunday", "воскресень", "жексенбі", "pazar"},
	{"january", "январ", "қаңтар", "ocak"},
	{"february", "феврал", "ақпан", "şubat"},
	{"march", "март", "наурыз", "mart"},
	{"april", "апрел", "сәуір", "nisan"},
	{"may", "май", "мая", "мамыр", "mayıs"},
	{"june", "июн", "маусым", "haziran"},
	{"july", "июл", "шілде", "temmuz"},
	{"august", "август", "тамыз", "ağustos"},
	{"september", "сентябр", "қыркүйек", "eylül"},
	{"october", "октябр", "қазан", "ekim"},
	{"november", "ноябр", "қараша", "kasım"},
	{"december", "декабр", "желтоқсан", "aralık"},
})

// folded returns rows of words as text.Tokens has them.
func folded(rows [][]string) [][]string {
	for _, row := range rows {
		for i := range row {
			row[i] = text.Fold(row[i])
		}
	}
	return rows
}

// dayOf returns the day or month that a word names, in English; "" for any other word.
func dayOf(word string) string {
	best, most := "", 0
	for _, row := range dayNames {
		for _, name := range row {
			if rest, ok := strings.CutPrefix(word, name); ok && len(name) > most && dayEnding(rest) {
				best, most = row[0], len(name)
			}
		}
	}
	return best
}

// dayEnding reports whether a day's name can end so: 's or 'da in Latin letters, three letters of any ending in others.
func dayEnding(rest string) bool {
	return rest == "" || rest == "s" || rest[0] == '\'' || rest[0] >= 0x80 && len(rest) <= 6
}
