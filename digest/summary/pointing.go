package summary

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// How far into a sentence words are looked for that tie it to the one before: in words, and in characters where words
// are not parted.
const (
	turnWithin  = 6
	turnWithinR = 14
	partWithin  = 6
	replyWithin = 9
)

// pointsWithin reports a sentence that leans on the one before by a word behind its first: "Most of this money …",
// "Israeli courts, however, …", "Both countries …", "The reply from Caracas …", "Die Bilder, die das beweisen …".
func pointsWithin(s string, words []string, lang string) bool {
	return partOf(words, lang) || contrasts(s, words, lang) || bothOf(s, words, lang) || replyTo(words, lang) ||
		bareFragment(words, lang) || relativePoints(s, lang) || counterpart(words, lang) || endsPointing(words, lang) ||
		answers(words, lang) || namedBefore(words, lang) ||
		aside(s, words, lang)
}

// answers reports an English sentence that answers a question which it does not tell: "…, the answer is yes."
func answers(words []string, lang string) bool {
	n := len(words)
	if lang != "en" || n < 4 {
		return false
	}
	last := words[n-1]
	return words[n-3] == "answer" && words[n-2] == "is" && (last == "yes" || last == "no" || last == "clear" ||
		last == "simple" || last == "obvious")
}

// abstracts are English nouns that, behind "these" or "those", stand for what was told before.
var abstracts = text.WordSet(`questions problems demands reasons conditions issues concerns claims accusations
	allegations remarks comments proposals ideas arguments fears figures numbers findings events incidents attacks`)

// namedBefore reports an English sentence with "these questions" or the like, of which it says no more: "a simple
// answer to these questions".
func namedBefore(words []string, lang string) bool {
	if lang != "en" {
		return theseFigures(words, lang)
	}
	for i := 1; i+1 < len(words); i++ {
		noun := words[i+1]
		if (words[i] == "these" || words[i] == "those") && abstracts[noun] && (i+2 >= len(words) || words[i+2] != "that") {
			return !slices.Contains(words[:i], noun) && !slices.Contains(words[:i], strings.TrimSuffix(noun, "s"))
		}
	}
	return false
}

// figures are nouns that, behind a word for "these", stand for what was told before, by language.
var figures = map[string]struct{ these, nouns map[string]bool }{
	"de": {text.WordSet(`dieser diese diesen diesem`), text.WordSet(`zahlen daten angaben vorwürfe vorwürfen forderungen
		fragen gespräche gesprächen verhandlungen vorschläge vorschlägen ereignisse ereignissen zahl befunde`)},
	"fr": {text.WordSet(`ces`), text.WordSet(`chiffres données accusations négociations pourparlers propos questions
		propositions événements`)},
	"es": {text.WordSet(`estas estos esas esos`), text.WordSet(`cifras datos acusaciones negociaciones conversaciones
		palabras preguntas propuestas acontecimientos`)},
	"it": {text.WordSet(`questi queste quei quelle`), text.WordSet(`cifre dati accuse trattative parole domande
		fatti richieste colloqui`)},
	"ru": {text.WordSet(`эти этих этим этими`), text.WordSet(`цифры цифр данные данных переговоры переговоров переговорах
		обвинения обвинений слова слов вопросы вопросов события событий требования требований`)},
	"uk": {text.WordSet(`ці цих цим цими`), text.WordSet(`цифри дані даних переговори переговорів звинувачення слова
		питання події вимоги`)},
	"tr": {text.WordSet(`bu`), text.WordSet(`rakamlar veriler suçlamalar müzakereler sözler talepler`)},
	"pl": {text.WordSet(`te tych tym tymi`), text.WordSet(`liczby liczb dane danych zarzuty rozmowy słowa pytania
		żądania`)},
}

// theseFigures reports a sentence that says "these figures" of which it says no more: "vor dem Hintergrund dieser
// Zahlen".
func theseFigures(words []string, lang string) bool {
	f, ok := figures[lang]
	if !ok {
		return false
	}
	for i := 1; i+1 < len(words); i++ {
		if f.these[words[i]] && f.nouns[words[i+1]] {
			return !slices.Contains(words[:i], words[i+1])
		}
	}
	return false
}

// asideWords is how many words a sentence has at most that says of somebody only what he is.
const asideWords = 10

// offices end what such a sentence says.
var offices = text.WordSet(`minister president ambassador spokesman spokeswoman spokesperson editor journalist analyst
	senator governor lawmaker politician diplomat commander chairman chairwoman director economist historian lawyer
	professor leader chief secretary newspaper magazine`)

// aside reports an English sentence that says of somebody only what he is: "Lavrov is Russia's longtime foreign
// minister."
func aside(s string, words []string, lang string) bool {
	if lang != "en" || len(words) > asideWords || len(words) < 4 || !offices[words[len(words)-1]] ||
		strings.ContainsAny(s, "0123456789"+quotationMarks) {
		return false
	}
	for i := 1; i < min(5, len(words)-1); i++ {
		if words[i] == "is" || words[i] == "was" {
			next := words[i+1]
			return next == "a" || next == "an" || next == "the" || strings.HasSuffix(next, "'s")
		}
	}
	return false
}

// demonstratives stand behind a word for a part of something that the sentence before named.
var demonstratives = map[string]map[string]bool{
	"en": text.WordSet(`this that these those them it which`),
	"de": text.WordSet(`dieser dieses davon dafür darin daran darauf dagegen`),
	"fr": text.WordSet(`ce cet cette ces`), "es": text.WordSet(`este esta estos estas ese esa esos esas`),
	"it": text.WordSet(`questo questa questi queste quei quegli quelle`), "pl": text.WordSet(`tych tego tej nich`),
	"uk": text.WordSet(`цих цього цієї них`), "ru": text.WordSet(`этих этого этой них`), "be": text.WordSet(`гэтых
		гэтага`),
	"pt": text.WordSet(`desses dessas deste desta destes disso deles delas`),
	"nl": text.WordSet(`hiervan daarvan deze die`),
	"tr": text.WordSet(`bunların bunlardan onların`), "sv": text.WordSet(`dessa detta dem`),
}

// partsOf are the words before a demonstrative that make it a part's; "" = none is needed.
var partsOf = map[string]string{"en": "of", "fr": "de", "es": "de", "it": "di", "nl": "van", "sv": "av"}

// partOf reports "Most of this money", "La plupart de ces pays", "Большая часть этих денег".
func partOf(words []string, lang string) bool {
	set := demonstratives[lang]
	if set == nil || len(words) < 4 {
		return false
	}
	of := partsOf[lang]
	for i := 1; i < min(partWithin, len(words)-1); i++ {
		if !set[words[i]] || times[words[i+1]] || month(words[i+1]) {
			continue
		}
		switch {
		case of == "" && (i < 4 || lang == "de"):
			return true
		case of != "" && (words[i-1] == of || words[i] == "hiervan" || words[i] == "daarvan"):
			return true
		}
	}
	return false
}

// sameOf are the words before the Russian "же" that make "the same" of it.
var sameOf = text.WordSet(`то та так тот те той том`)

// turnsOf are words within commas, or without them where the language writes none, by which a sentence turns from what
// the one before it says.
var (
	parenthetic = map[string][]string{
		"en": {
			", however,", ", though,", ", too,", ", for example", ", for instance", ", by contrast,", ", in contrast,",
			", in turn,", ", instead,", ", on the other hand,", ", for their part,", ", for his part,", ", for her part,",
		},
		"fr": {
			", elle,", ", lui,", ", eux,", ", elles,", ", en revanche,", ", toutefois,", ", cependant,", ", pourtant,",
			", quant à ", ", par exemple,", ", de son côté,", ", pour sa part,",
		},
		"es": {", sin embargo,", ", en cambio,", ", por su parte,", ", no obstante,", ", por ejemplo,", ", a su vez,"},
		"it": {", tuttavia,", ", invece,", ", però,", ", dal canto suo,", ", per esempio,", ", ad esempio,"},
		"pt": {", no entanto,", ", porém,", ", por sua vez,", ", contudo,", ", por exemplo,"},
		"ru": {", однако,", ", в свою очередь,", ", напротив,", ", например,", ", впрочем,", ", же,"},
		"uk": {", однак,", ", своєю чергою,", ", у свою чергу,", ", навпаки,", ", наприклад,"},
	}
	turnsOf = map[string]map[string]bool{
		"de": text.WordSet(`hingegen dagegen indes wiederum allerdings beispielsweise`), "ru": text.WordSet(`же`),
		"uk": text.WordSet(`ж натомість`), "be": text.WordSet(`ж жа`), "pl": text.WordSet(`natomiast zaś jednak`),
		"nl": text.WordSet(`echter daarentegen evenwel`), "tr": text.WordSet(`ise`), "sv": text.WordSet(`däremot dock`),
		"it": text.WordSet(`invece`),
	}
)

// contrasts reports a sentence that turns early from what was said: "Turkey, too, …", "Турция же …", "Israels Gerichte
// hingegen …".
func contrasts(s string, words []string, lang string) bool {
	if list := parenthetic[lang]; list != nil {
		head := strings.ToLower(text.Prefix(s, turnWithin*8))
		for _, p := range list {
			if at := strings.Index(head, p); at > 0 && strings.Count(head[:at], " ") < turnWithin {
				return true
			}
		}
	}
	if lang == "zh" {
		if at := strings.Index(s, "则"); at > 0 && utf8.RuneCountInString(s[:at]) < turnWithinR {
			r, _ := utf8.DecodeLastRuneInString(s[:at])
			return !strings.ContainsRune("原规法准守细总否通", r)
		}
		return false
	}
	if lang == "de" && !strings.ContainsAny(s, quotationMarks) && slices.ContainsFunc(words, germanTurn) {
		return true
	}
	set := turnsOf[lang]
	for i := 1; set != nil && i < min(turnWithin, len(words)); i++ {
		if set[words[i]] && (words[i] != "же" || !sameOf[words[i-1]]) {
			return true
		}
	}
	return false
}

// germanTurn reports a word by which a German sentence turns from the one before wherever it stands.
func germanTurn(w string) bool { return w == "allerdings" || w == "hingegen" || w == "indes" }

// pairs are words for both of two, and the nouns that they leave unnamed.
type pairWords struct{ both, actors map[string]bool }

var bothsOf = map[string]pairWords{
	"de": {text.WordSet(`beide`), text.WordSet(`länder staaten seiten männer politiker minister ministerinnen präsidenten
		regierungen parteien staatschefs außenminister regierungschefs lager frauen partner nationen delegationen`)},
	"fr": {text.WordSet(`deux`), text.WordSet(`pays hommes parties dirigeants ministres présidents états voisins camps
		capitales gouvernements femmes nations délégations chefs`)},
	"es": {text.WordSet(`dos`), text.WordSet(`países hombres partes líderes ministros presidentes estados mandatarios
		cancilleres gobiernos naciones mujeres delegaciones vecinos`)},
	"it": {text.WordSet(`due`), text.WordSet(`paesi uomini parti leader ministri presidenti stati governi nazioni capi
		delegazioni`)},
	"pt": {text.WordSet(`dois duas`), text.WordSet(`países homens partes líderes ministros presidentes estados governos
		nações delegações lados chanceleres`)},
	"pl": {text.WordSet(`oba obie obaj obu dwa dwaj`), text.WordSet(`kraje strony państwa przywódcy ministrowie prezydenci
		rządy politycy narody delegacje panowie`)},
	"nl": {text.WordSet(`beide twee`), text.WordSet(`landen partijen mannen leiders ministers presidenten staten regeringen
		naties delegaties buurlanden`)},
	"uk": {text.WordSet(`обидві обидва обоє дві два`), text.WordSet(`країни сторони держави лідери міністри президенти
		уряди
		політики`)},
	"ru": {text.WordSet(`обе оба две два`), text.WordSet(`страны стороны государства лидера министра президента
		правительства политика делегации главы дипломата`)},
	"tr": {text.WordSet(`iki`), text.WordSet(`ülke lider bakan taraf devlet cumhurbaşkanı hükümet başkan komşu isim
		heyet`)},
	"sv": {text.WordSet(`båda bägge två`), text.WordSet(`länderna länder parterna ledarna ministrarna staterna
		presidenterna
		männen regeringarna sidorna sidor`)},
	"kk": {text.WordSet(`екі`), text.WordSet(`ел тарап мемлекет президент министр көшбасшы`)},
}

// bothOf reports a sentence about two that another one named: "Both countries …", "Les deux pays …", "İki ülke …".
func bothOf(s string, words []string, lang string) bool {
	if len(words) < 3 {
		return false
	}
	if lang == "en" {
		return words[0] == "both" && !bothNamed(s)
	}
	pair, ok := bothsOf[lang]
	if !ok {
		return false
	}
	at := 0
	if !pair.both[words[0]] {
		at = 1 // an article
	}
	if !pair.both[words[at]] || at == 1 && utf8.RuneCountInString(words[0]) > 3 || !pair.actors[words[at+1]] {
		return false
	}
	rest := strings.Fields(s) // named behind a comma: "İki ülkenin, Şili ve Peru'nun, …"
	return at+1 >= len(rest) || !strings.HasSuffix(rest[at+1], ",") && !strings.HasSuffix(rest[at+1], ":")
}

// bothNamed reports "Both Chile and Peru", "Both the Senate and the House", "Both houses of Congress".
func bothNamed(s string) bool {
	words := strings.Fields(s)
	named := false
	for i := 1; i < min(turnWithin, len(words)); i++ {
		r, _ := utf8.DecodeRuneInString(words[i])
		named = named || unicode.IsUpper(r)
		if words[i] == "and" && (named || i == 2) || words[i] == "of" && i+1 < len(words) && startsUpper(words[i+1]) {
			return true
		}
	}
	return false
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// reply is a thing that answers another: its nouns, and the words that say what it answers.
type reply struct{ nouns, to map[string]bool }

var repliesOf = map[string]reply{
	"en": {text.WordSet(`answer reply response reaction reason upshot result outcome`), text.WordSet(`to for of`)},
	"de": {text.WordSet(`antwort reaktion grund ergebnis folge`), text.WordSet(`auf für der des von`)},
	"fr": {text.WordSet(`réponse réaction raison résultat`), text.WordSet(`à au aux pour`)},
	"es": {text.WordSet(`respuesta reacción razón resultado`), text.WordSet(`a al para por`)},
	"it": {text.WordSet(`risposta reazione ragione risultato`), text.WordSet(`a al alla alle ai per della del delle`)},
	"pt": {text.WordSet(`resposta reação razão resultado`), text.WordSet(`a à ao aos às para do da dos das`)},
	"pl": {text.WordSet(`odpowiedź reakcja`), text.WordSet(`na`)}, "uk": {
		text.WordSet(`відповідь реакція`),
		text.WordSet(`на`),
	},
	"ru": {text.WordSet(`ответ реакция`), text.WordSet(`на`)}, "nl": {
		text.WordSet(`antwoord reactie`),
		text.WordSet(`op`),
	},
	"sv": {text.WordSet(`svaret reaktionen`), text.WordSet(`på`)},
}

// replyTo reports a sentence about an answer, a reason or a result that does not say of what: "The answer is yes",
// "Die Antwort aus Ankara kam …", "The result was a treaty …".
func replyTo(words []string, lang string) bool {
	r, ok := repliesOf[lang]
	if !ok || len(words) < 4 {
		return false
	}
	at := 0
	if !r.nouns[words[0]] {
		at = 1
	}
	if !r.nouns[words[at]] || at == 1 && utf8.RuneCountInString(words[0]) > 3 || at == 0 && len(words[0]) < 5 {
		return false
	}
	for i := at + 1; i < min(at+replyWithin, len(words)); i++ {
		if r.to[words[i]] && (lang != "en" && lang != "de" || i == at+1 || words[i] == "to" || words[i] == "auf") {
			return false
		}
	}
	return true
}

// bareFragment reports a phrase without a verb of its own, about what was said: "Une décision qui a fâché …", "Ein
// Schritt, der …".
func bareFragment(words []string, lang string) bool {
	f, ok := fragmentsOf[lang]
	return ok && len(words) > 3 && f.articles[words[0]] && f.nouns[words[1]] && f.verbs[words[2]]
}

var fragmentsOf = map[string]thingWords{
	"fr": {articles: text.WordSet(`un une`), nouns: text.WordSet(`décision déclaration mesure accord annonce visite choix
		idée proposition situation question manière façon attitude position réponse`), verbs: text.WordSet(`qui que dont`)},
	"es": {articles: text.WordSet(`un una`), nouns: text.WordSet(`decisión declaración medida acuerdo anuncio visita idea
		propuesta situación cuestión posición respuesta postura gesto paso`), verbs: text.WordSet(`que`)},
	"it": {articles: text.WordSet(`un una`), nouns: text.WordSet(`decisione dichiarazione misura accordo annuncio visita
		idea proposta situazione questione posizione risposta scelta passo mossa`), verbs: text.WordSet(`che cui`)},
	"pt": {articles: text.WordSet(`um uma`), nouns: text.WordSet(`decisão declaração medida acordo anúncio visita ideia
		proposta situação questão posição resposta passo`), verbs: text.WordSet(`que`)},
	"de": {articles: text.WordSet(`ein eine`), nouns: text.WordSet(`entscheidung schritt maßnahme ankündigung idee haltung
		vorschlag`), verbs: text.WordSet(`der die das`)},
	"en": {
		articles: text.WordSet(`a an`), nouns: text.WordSet(`decision move step claim charge demand view stance`),
		verbs: text.WordSet(`that which`),
	},
}

// relativePoints reports a German relative clause near the beginning that points back: "Die Bilder, die das beweisen
// sollen, …".
func relativePoints(s, lang string) bool {
	if lang != "de" {
		return false
	}
	head := strings.ToLower(text.Prefix(s, turnWithin*10))
	for _, p := range []string{
		", die das ", ", der das ", ", das das ", ", die dies ", ", der dies ", ", die dafür ",
		", die davon ", ", die ihn ", ", die ihm ", ", die dazu ", ", die dagegen ",
	} {
		if at := strings.Index(head, p); at > 0 && strings.Count(head[:at], " ") < turnWithin {
			return true
		}
	}
	return false
}

// counterparts are the beginnings of words for somebody's opposite number.
var counterparts = map[string][]string{
	"tr": {"mevkidaş", "muhatab"}, "ar": {"نظيره", "نظيرته"}, "fa": {"همتای"},
}

// counterpart reports a sentence whose subject is the opposite number of somebody whom it does not name: "Türk
// mevkidaşı …", "ورفض نظيره …".
func counterpart(words []string, lang string) bool {
	for i := 1; i < min(3, len(words)); i++ {
		for _, p := range counterparts[lang] {
			if strings.HasPrefix(words[i], p) && (lang != "tr" || !genitive(words[:i])) {
				return true
			}
		}
	}
	return false
}

// genitive reports a Turkish word in the genitive: whose counterpart it is.
func genitive(words []string) bool {
	for _, w := range words {
		for _, end := range []string{"ın", "in", "un", "ün"} {
			if strings.HasSuffix(w, "'n"+end) || strings.HasSuffix(w, "n"+end) {
				return true
			}
		}
	}
	return false
}

// endsPointing reports an English sentence that ends with what it points at: "Not everyone in Tbilisi agrees with
// that."
func endsPointing(words []string, lang string) bool {
	n := len(words)
	if lang != "en" || n < 4 || words[n-1] != "that" && words[n-1] != "this" {
		return false
	}
	return prepositions["en"][words[n-2]]
}

// pronounEnd is how many words a sentence has at most of which a pronoun at its end is looked at.
const pronounEnd = 14

// endsOnPronoun reports a short sentence of one clause that ends with a pronoun for which nothing in it stands: "Few
// diplomats in Vienna believed him.", "… must deal firmly with it.", "В Вене в это мало кто верит."
func endsOnPronoun(s string, words []string, lang string) bool {
	if lang == "en" { // of a longer sentence the clause before a dash: "… must deal firmly with it—without …"
		if at := strings.IndexAny(s, "—–"); at > 0 {
			s = s[:at]
			words = text.Words(s)
		}
	}
	if len(words) > pronounEnd || len(words) < 4 || strings.ContainsAny(s, ",;:"+quotationMarks) {
		return false
	}
	switch lang {
	case "ru", "uk":
		return turnsToThis(words, lang)
	case "fr":
		return slices.Contains(words, "n'y") || slices.Contains(words, "l'en")
	case "en":
		return lastPronoun(words)
	}
	return false
}

// turnsToThis reports a preposition with "это" or "це" near a sentence's beginning that is no time: "В Вене в это мало
// кто верит.", not "в это время".
func turnsToThis(words []string, lang string) bool {
	for i := 1; i+1 < min(turnWithin, len(words)); i++ {
		if prepositions[lang][words[i]] && (words[i+1] == "это" || words[i+1] == "це") {
			return i+2 >= len(words) || !times[words[i+2]]
		}
	}
	return false
}

// lastPronoun reports an English sentence of one clause whose last word is a pronoun.
func lastPronoun(words []string) bool {
	if !lastPronouns[words[len(words)-1]] {
		return false
	}
	for i, w := range words[1 : len(words)-1] {
		if clauses[w] && (w != "to" || i+3 < len(words)) {
			return false
		}
	}
	return true
}

var (
	lastPronouns = text.WordSet(`it him them`)
	// clauses begin a clause of their own, or tell what the pronoun stands for.
	clauses = text.WordSet(`and but or nor if when as that who which whom whose because after before while until unless
		to than where how why what so for against between among`)
)
