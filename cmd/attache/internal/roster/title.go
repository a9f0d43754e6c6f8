package roster

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Any word may be the name of an outlet or a family: "Le Retour", "Закрытый". It is taken for one where something
// besides the capital letter shows it, for who left may be noted in capitals too.

// titleHeaders are words of headers whose columns hold names of outlets and houses.
var titleHeaders = sync.OnceValue(func() wordSet {
	return newWordSet(`outlet outlets media medium newspaper newspapers magazine magazines publication
		publications publisher
		channel station programme program company companies organisation organization institution agency
		employer press title
		сми медиа газета газеты журнал издание издания телеканал канал радио радиостанция агентство
		компания организация
		учреждение работодатель змі видання компанія організація бақ басылым басылымы газеті журналы арна
		арнасы телеарна
		агенттік компания ұйым gazete gazetesi yayın yayını medya kanal kanalı dergi ajans ajansı basın
		şirket kurum kurumu
		kuruluş firma medien zeitung zeitschrift sender medienhaus verlag agentur blatt unternehmen
		organisation institution
		arbeitgeber média médias journal journaux revue chaîne organe radio agence société entreprise
		organisme employeur
		rédaction medio medios periódico diario revista cadena emisora agencia empresa organización
		institución testata giornale
		rivista emittente agenzia azienda ente jornal revista emissora agência empresa organização gazeta
		czasopismo redakcja
		firma instytucja krant tijdschrift zender omroep bedrijf organisatie
		редакция редакциясы редакція redaktion redaktionen redazione redactie redação redakce redaksjon
		szerkesztőség toimitus tidning avis lehti noviny deník czasopisma wydawnictwo μέσο εφημερίδα
		媒体 報社 报社 媒體 언론사 매체 صحيفة مؤسسة`)
})

// articles stand before the name of an outlet.
var articles = sync.OnceValue(func() wordSet {
	return newWordSet(`the le la les l un une der die das ein eine el los las un una il lo gli i uno o os
		as um uma het een de`)
})

// isTitled reports whether a cell is the name of an outlet, though words in it may say that somebody left: one with an
// article before it or in quotation marks, each with a capital letter, or any one with a capital letter where a column
// says that the person gets mail.
func isTitled(value string, said bool) bool {
	bare := strings.Trim(value, "\"'«»„“”‘’「」『』")
	first, _ := utf8.DecodeRuneInString(bare)
	tokens, _ := tokensOf(bare)
	if !unicode.IsUpper(first) || len(tokens) > 1 && strings.ToUpper(bare) == bare {
		return false
	}
	for _, s := range recognise(bare) {
		shown := said || bare != value && s.first == 0 || s.first == 1 && articles().has(tokens[0].word)
		if !shown || !s.isTitle(bare) {
			return false
		}
	}
	return !replyText().MatchString(bare)
}

// isTitle reports whether a sign may be a word of a title: weak, and with a capital letter as a title has it.
func (s sign) isTitle(title string) bool {
	weak := s.grade == gradeWeak || s.grade == gradeUnsure
	return weak && s.single && unicode.IsUpper(firstRune(s.words)) && !oddCase(s.words, title)
}

// isSurname reports whether a sign is a surname: one word with a capital letter that stands alone in the column of
// surnames, in a row or two, and is no word by which erased people are told.
func (in *reader) isSurname(s sign, name string) bool {
	const most = 2 // rows: a mark comes again
	first, size := utf8.DecodeRuneInString(name)
	if !in.surname || s.grade != gradeWeak || s.words != name || !unicode.IsUpper(first) ||
		strings.ToLower(name[size:]) != name[size:] || len(wordsOf(name)) != 1 || crossingWords().has(fold(name)) ||
		slices.Contains(noWords(), fold(name)) {
		return false
	}
	if in.alone == nil {
		in.alone = map[string]int{}
	}
	in.alone[name]++
	return in.alone[name] <= most
}
