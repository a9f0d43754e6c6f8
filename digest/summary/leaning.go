package summary

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// pointsBack reports whether a sentence begins with a word whose meaning stands in the sentence before: "He", "Это",
// "Bu", or, after a preposition or a connective, "According to him", "Об этом", "But he".
func pointsBack(words []string, lang string) bool {
	if len(words) > 2 && links[lang][words[0]] {
		words = words[1:]
	}
	if len(words) < 2 {
		return false
	}
	if pointers[lang][words[0]] && (words[0] != "such" || !suchAs(words)) {
		return !times[words[1]] && !month(words[1])
	}
	if prepositions[lang][words[0]] && len(words) > 2 {
		if words[1] == "to" { // according to
			words = words[1:]
		}
		return pointed[lang][words[1]] && len(words) > 2 && !times[words[2]]
	}
	return false
}

// Leans reports whether a sentence of a language needs the one before it in its text to be understood.
func Leans(s, lang string) bool {
	words, head := text.Words(s), openerHead(s)
	return pointsBack(words, lang) || tied(head, words, lang) || leans(s, words, lang) || speakerless(s, lang) ||
		follows(head, lang)
}

// follows reports a sentence that begins with a connective of order or of addition ("Meanwhile,", "Öte yandan"): what
// it says stands by itself behind any other sentence of its text, but not first. head is as openerHead returns it.
func follows(head, lang string) bool {
	opener, _ := followerTable.cut(head, lang, followersOf[lang])
	return opener != ""
}

// The farthest word, from the beginning, at which a pronoun is looked for as a sentence's subject.
const pronounWithin = 9

// leans reports whether a sentence goes on with what the one before it says, in other ways than by its first word:
// "So will the budget.", "For one thing, …", "Early in his tour, he went …", "The move came …", "Впрочем, …"; or
// whether its author speaks of himself, so that it tells what he thinks.
func leans(s string, words []string, lang string) bool {
	return lateSubject(s, lang) || firstPerson(s, words, lang) || bareThing(words, lang) || bareList(words, lang) ||
		musing(words, lang) || pointsWithin(s, words, lang) ||
		endsOnPronoun(s, words, lang)
}

// tied reports a sentence that goes on with the very one before it, by a connective or by its time: it does not do that
// one stands farther off and names the same.
func tied(head string, words []string, lang string) bool {
	if len(words) == 0 {
		return false
	}
	list := openersOf[lang]
	if w, ok := leaningOf()[lang]; ok {
		list = w.openers
	}
	opener, _ := openerTables.cut(head, lang, list)
	if opener == "such " && suchAs(words) {
		opener = ""
	}
	return opener != "" || lang == "en" && words[0] == "it" && !expletive(words) || compares(head, lang) ||
		anchored(head, words, lang)
}

// expletive reports "It is said that …", of which the subject comes behind.
func expletive(words []string) bool {
	return len(words) > 3 && slices.Contains(words[2:min(len(words), 8)], "that")
}

// suchAs reports "Such sanctions as …", which says itself of what kind they are.
func suchAs(words []string) bool {
	return slices.Contains(words[1:min(4, len(words))], "as")
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// wide reports an opener in a script that does not part words, or one whose words join what follows.
func wide(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r >= 0x2e80
}

// bareThing reports a sentence whose subject is a thing that another one named: "The move", "Die Entscheidung", with a
// verb right behind it.
func bareThing(words []string, lang string) bool {
	t, ok := thingsOf[lang]
	if !ok || len(words) < 3 {
		return false
	}
	if !t.articles[words[0]] {
		return false
	}
	at := 1
	if t.counts[words[at]] {
		at++
	}
	if at == 1 && !t.nouns[words[at]] {
		return false
	}
	if at < len(words) && t.nouns[words[at]] {
		at++
	}
	if at+1 < len(words) && words[at] == "of" && t.counts[words[at+1]] { // the group of five
		at += 2
	}
	return at < len(words) && t.verbs[words[at]]
}

// bareLists are rankings and lists that another sentence told of, and what is said of them.
var bareLists = map[string]struct{ lists, verbs []string }{
	"en": {
		[]string{"ranking", "list", "result", "results", "figures", "numbers", "data", "comparison"},
		[]string{"surpris", "come", "show", "make", "reads"},
	},
	"de": {
		[]string{"ranking", "liste", "ergebnis", "rangliste", "reihenfolge", "vergleich", "daten", "zahlen"},
		[]string{"verwunder", "überrasch", "erstaun", "zeigt", "liest"},
	},
	"fr": {
		[]string{"classement", "liste", "résultat", "chiffres", "données"},
		[]string{"n'étonne", "surprend", "étonne", "n'a", "montrent"},
	},
	"es": {[]string{"clasificación", "lista", "resultado", "cifras", "datos"}, []string{"no", "sorprende", "muestran"}},
	"it": {[]string{"classifica", "lista", "elenco", "risultato"}, []string{"non", "sorprende"}},
	"pt": {[]string{"ranking", "lista", "resultado"}, []string{"não", "surpreende"}},
	"nl": {[]string{"ranglijst", "lijst", "resultaat"}, []string{"verbaas", "verras"}},
	"pl": {[]string{"ranking", "lista", "wynik"}, []string{"nie", "zaskak"}},
	"ru": {[]string{"рейтинг", "список", "результат"}, []string{"никого", "удив", "не"}},
	"uk": {[]string{"рейтинг", "список", "результат"}, []string{"нікого", "здив", "не"}},
	"tr": {[]string{"sıralama", "liste", "sonuç"}, []string{"kimse", "şaşırt"}},
}

// bareList reports a sentence about a ranking or a list that it does not name: "Das Ranking verwundert nicht."
func bareList(words []string, lang string) bool {
	t, ok := bareLists[lang]
	if !ok || len(words) < 3 {
		return false
	}
	at := 0
	if utf8.RuneCountInString(words[0]) <= 3 {
		at = 1
	}
	return slices.Contains(t.lists, words[at]) && slices.ContainsFunc(t.verbs, func(v string) bool {
		return v == words[at+1] || len(v) > 4 && strings.HasPrefix(words[at+1], v)
	})
}

// musing reports a Russian sentence that speaks to nobody of what one does: "Ходишь-ходишь на эти переговоры …".
func musing(words []string, lang string) bool {
	return lang == "ru" && len(words) > 3 && len(words[0]) > 8 && strings.HasSuffix(words[0], "шь")
}

// lateSubject reports a sentence whose subject is a pronoun behind a phrase of time or place that names nobody: "Early
// in his tour, he went …", "In Lima, she met …", "Вчера он заявил …".
func lateSubject(s, lang string) bool {
	pronouns := subjects[lang]
	if len(pronouns) == 0 || strings.ContainsAny(s[:min(len(s), 1)], "\"") {
		return false
	}
	n, comma, content, before := 0, false, 0, ""
	for w := range strings.FieldsSeq(s) {
		bare := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		low := strings.ToLower(bare)
		if n > 0 && pronouns[low] {
			return content == 0 || comma && content < 4
		}
		r, _ := utf8.DecodeRuneInString(bare)
		named := n > 0 && unicode.IsUpper(r) && !month(bare)
		switch {
		case n >= pronounWithin, strings.ContainsAny(w, quotationMarks):
			return false
		case named && (n != 1 || !placers[before]): // a name, to which the pronoun points
			return false
		}
		if !named && !hollow(low, lang) {
			content++
		}
		comma, before = strings.HasSuffix(w, ","), low
		n++
	}
	return false
}

// hollow reports a word in small letters to which no pronoun points: a function word, or one of time.
func hollow(low, lang string) bool {
	return !speechWords[low] && stopWords[lang][low] || prepositions[lang][low] || placers[low] ||
		utf8.RuneCountInString(low) < 3 || unicode.IsDigit(firstRune(low)) || month(low) || times[low] || adverbs[low]
}

// placers stand before the name of a place; adverbs of time stand before a subject.
var (
	placers = text.WordSet(`in at from on near im am nach aus à en dans depuis a de desde em в во на из у з під w na z`)
	adverbs = text.WordSet(`yesterday today tomorrow earlier later recently now previously gestern heute morgen später
		früher zuvor hier aujourd'hui demain hoy ayer mañana después antes ontem hoje вчера сегодня завтра ранее позже позднее
		недавно накануне теперь вчора сьогодні раніше пізніше кеше бүгін бұрын кечээ бүгүн wczoraj dziś później ieri oggi`)
)

// firstPerson reports a sentence whose author speaks of himself, outside quotation marks.
func firstPerson(s string, words []string, lang string) bool {
	if strings.ContainsAny(s, quotationMarks) {
		return false
	}
	own := selves[lang]
	for i, w := range words {
		if own[w] && (lang != "en" || i < 6) {
			return true
		}
	}
	return false
}

// thingWords are what a sentence is about that another one named: an article, perhaps a number, a noun, and a verb
// right behind it.
type thingWords struct{ articles, counts, nouns, verbs map[string]bool }

var thingsOf = map[string]thingWords{
	"en": {
		text.WordSet(`the`), text.WordSet(`two three four five six seven eight group pair`),
		text.WordSet(`move decision announcement statement comments comment remarks incident attack visit meeting talks news
		claim claims accusation accusations allegation allegations proposal measure measures deal agreement vote report
		document letter call list plan plans step steps idea order ruling pair duo trio group of both latter former men women
		leaders sides ministers presidents officials countries nations parties two three five four development
		developments comment figure figures warning exchange gathering event session trip tour situation bill law policy
		case process project`),
		text.WordSet(`was were is are came comes come follows followed follow has have had will would could may might drew
		draws sparked marks marked prompted also ended began begins tried agreed said say discussed exchanged met signed
		noted stressed underlined underscored highlighted emphasised emphasized does did do can should must remains
		remained took takes seems appeared`),
	},
	"de": {
		text.WordSet(`der die das`), text.WordSet(`beiden zwei drei vier fünf`),
		text.WordSet(`entscheidung schritt treffen ankündigung äußerungen äußerung erklärung vorfall angriff besuch gespräch
		gespräche vorschlag maßnahme maßnahmen bericht vorwurf vorwürfe plan pläne abstimmung politiker minister präsidenten
		seiten länder parteien männer lage beschluss`),
		text.WordSet(`war waren ist sind kam kommt folgt folgte hat haben hatte hatten wird werden wurde wurden soll sollen
		sei seien dürfte gilt galt endete begann stieß löste vereinbarten sprachen trafen einigten betonten`),
	},
	"fr": {
		text.WordSet(`le la les l`), text.WordSet(`deux trois quatre cinq`),
		text.WordSet(`décision mesure mesures annonce déclaration déclarations incident attaque visite rencontre discussions
		proposition accusation accusations plan rapport vote hommes dirigeants ministres parties pays présidents situation
		texte`),
		text.WordSet(`est sont était étaient a ont avait fait survient intervient suit doit devait sera seraient serait vise
		marque ont se sont`),
	},
	"es": {
		text.WordSet(`el la los las`), text.WordSet(`dos tres cuatro cinco`),
		text.WordSet(`decisión medida medidas anuncio declaración declaraciones incidente ataque visita encuentro reunión
		conversaciones propuesta acusación acusaciones plan informe voto líderes ministros partes países presidentes
		mandatarios situación texto cancilleres`),
		text.WordSet(`es son fue fueron era eran ha han había llega llegó se será sería ocurre ocurrió tuvo tuvieron también
		coincidieron acordaron destacaron`),
	},
}

// subjects are pronouns as subjects.
var subjects = map[string]map[string]bool{
	"en": text.WordSet(`he she they`), "ru": text.WordSet(`он она они`), "uk": text.WordSet(`він вона вони`),
	"be": text.WordSet(`ён яна яны`), "nl": text.WordSet(`hij zij ze`), "sv": text.WordSet(`han hon`),
	"de": text.WordSet(`er sie`), "fr": text.WordSet(`il elle ils elles`),
	"es": text.WordSet(`él ella ellos ellas`), "pt": text.WordSet(`ele ela eles elas`), "kk": text.WordSet(`ол олар`),
	"ky": text.WordSet(`ал алар`), "pl": text.WordSet(`on ona oni`), "it": text.WordSet(`egli lui lei essi`),
}

// selves are words by which an author speaks of himself.
var selves = map[string]map[string]bool{
	"en": text.WordSet(`i i'm i've i'd i'll my me we we'll we're we've we'd`), "ru": text.WordSet(`я мне меня мной`),
	"uk": text.WordSet(`я мені мене`), "de": text.WordSet(`ich mir mich`), "fr": text.WordSet(`je j'ai moi`),
	"es": text.WordSet(`yo`), "tr": text.WordSet(`ben benim bana`), "kk": text.WordSet(`маған менің`),
	"uz": text.WordSet(`men menga mening`), "ky": text.WordSet(`мен мага менин`), "az": text.WordSet(`mən mənə mənim`),
	"ar": text.WordSet(`أنا`), "fa": text.WordSet(`من`), "it": text.WordSet(`io`), "pt": text.WordSet(`eu`),
	"nl": text.WordSet(`ik mij`), "sv": text.WordSet(`jag mig`),
	"be": text.WordSet(`я мне мяне`), "pl": text.WordSet(`ja mnie`),
}
