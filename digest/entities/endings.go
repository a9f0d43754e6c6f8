package entities

import (
	"slices"
	"strings"
	"unicode/utf8"

	"attache/text"
)

// ending says what may follow a stem within its word.
type ending uint8

const (
	endNothing  ending = iota // the word as it is
	endAnything               // any letters
	endShort                  // up to three letters, for the inner words of Slavic names
	endEnglish                // 's, s
	endPlainS                 // 's, s, and the e's and n's of French, Spanish and German
	endTurkic                 // a chain of Turkic suffixes, or anything after an apostrophe
	// the same after a soft sign, which some write and some do not: Израиль, Израильде, Израилдің
	endTurkicSoft
	endArabic     // the endings of adjectives and plurals
	endLoose      // up to four letters, for languages without rules of their own
	endMasc       // Slavic nouns by the ending of the nominative: Казахстан,
	endSurname    // Лавров, Путин: the same and an adjective's instrumental,
	endA          // Куба,
	endYa         // Турция,
	endSoft       // Израиль,
	endY          // Китай,
	endPlural     // Нидерланды,
	endNeuter     // Королевство,
	endNeuterSoft // Приднестровье
	endSerbian    // after the last vowel of a name: Турска, Турске, Турској
	endTajik
	endPersian
	endMongolian
	endGeorgian
	endGeorgianShort // the same, for stems of three letters
	endSerbianShort
	endBulgarian
	endArmenian
	endLocative // after a softened consonant: в Африці
	endRomance  // after the last vowel of an Italian, Portuguese or Romanian word
	endNordic   // Dutch, Swedish, Danish and Norwegian: genitive, number and the endings of adjectives
	endPolish   // after the last vowel of a Polish, Czech or Slovak name
	endHungarian
	endGreek
	endHebrew
	endKorean // particles and what is written together with a name: up to four syllables
)

// slavicEndings are those of Russian, Ukrainian, Belarusian, Bulgarian and Serbian together: a name rarely has an
// ending that belongs to another word in one of them.
var slavicEndings = map[ending][]string{
	endMasc:   {"", "а", "у", "ом", "е", "ем", "ы", "и", "і", "ові", "ов", "ів", "ам", "ами", "ах", "ът", "ові", "ою"},
	endA:      {"а", "ы", "и", "е", "у", "ой", "ою", "ей", "ею", "ай", "аю", "і", "о", "ам", "ами", "ах"},
	endYa:     {"я", "и", "ю", "ей", "е", "ею", "яй", "яю", "ї", "є", "єю", "й", "і", "ям", "ями", "ях"},
	endSoft:   {"ь", "я", "ю", "ем", "е", "ью", "и", "і", "ем", "ям", "ями", "ях", "ей"},
	endY:      {"й", "я", "ю", "ем", "е", "и", "єм", "єві", "ї", "і", "ю"},
	endPlural: {"ы", "и", "ов", "ам", "ами", "ах", "ів", "", "і", "аў", "амі"},
	endNeuter: {"о", "а", "у", "ом", "е", "і", "ові"},

	endSurname:    {"", "а", "у", "ом", "е", "ем", "ы", "и", "і", "ові", "ым", "им", "ых", "ыми"},
	endNeuterSoft: {"е", "я", "ю", "ем", "и"},
}

// caseEndings are those of other languages, whatever the stem.
var caseEndings = map[ending][]string{
	endSerbian: {
		"", "а", "е", "и", "у", "о", "ом", "ој", "ог", "ама", "има", "ем", "аца", "ци", "еа", "еу",
		"еом",
	},
	endSerbianShort: {"а", "е", "и", "у", "о", "ом", "ој", "ама"},
	endLocative:     {"і", "ы", "е", "э"},
	endBulgarian:    {"", "а", "я", "ът", "ят", "та", "то", "те"},
	endArmenian: {
		"", "ի", "ը", "ն", "ում", "ից", "ով", "ին", "յի", "յին", "յում", "յից", "յով", "ու", "ներ", "ները", "ների",
		"ներին", "ներից", "ներով", "ներում", "եր", "երը", "երի",
		"երին", "երից", "ինը", "ինն", "ումն", "ի", "ւմ", "վ", "ս",
	},
	endGeorgianShort: {
		"ი", "ის", "ში", "იდან", "ს", "მა", "ით", "ა", "ას", "აში", "ადან", "აზე", "ზე", "თან", "ასთან",
		"სთან", "ელი", "ელმა", "ული",
	},
	endRomance: {
		"", "o", "a", "i", "e", "hi", "he", "os", "as", "es", "ă", "ei", "ii", "ul", "ului", "ilor", "elor", "lui",
	},
	endNordic: {
		"", "s", "'s", "e", "a", "t", "n", "en", "er", "et", "ar", "ere", "ene", "erne", "arna", "se", "es", "ens", "ets",
		"ernes", "enes",
	},
	endPolish: {
		"", "a", "y", "i", "u", "o", "e", "ę", "ą", "ie", "ii", "ią", "iu", "em", "om", "im", "ym", "owi", "ami", "ach",
		"ze", "ě", "í", "ou", "ovi", "ům", "ech", "emi", "ím", "á", "é", "ý", "ého", "ém", "ému", "ým", "ích", "ej", "iou",
		"och", "ów",
	},
	endGreek: {
		"", "α", "ας", "ο", "ος", "ου", "η", "ης", "ες", "ων", "ών", "ις", "ους", "ό", "ού", "ός", "ές", "ή", "ής", "έ",
		"ε", "οί", "οι",
	},
	endHebrew: {"", "ת", "ים", "ות", "ית"},
	endTajik: {
		"", "и", "ро", "иро", "ю", "у", "ву", "ҳо", "ҳои", "ҳоро", "он", "они", "онро", "е", "аш", "ам", "аст", "ӣ",
		"ие", "ии", "иҳо", "иҳои", "иҳоро", "гӣ",
		"иён", "иёни", "иёнро",
	},
	endPersian: {"", "ي", "اي", "يي", "ها", "هاي", "يها", "يهاي", "ان", "يان", "ايها"},
	endMongolian: {
		"", "ын", "ийн", "йн", "ны", "ний", "н", "ы", "ий", "д", "т", "ад", "ыг", "ийг", "йг", "г", "аас", "ээс", "оос",
		"өөс", "ас", "ес", "гаас", "гээс", "ноос", "наас", "й", "иас", "чуудыг", "чуудад", "уудыг", "үүдийг",
		"аар", "ээр", "оор", "өөр", "ар", "тай", "тэй", "той", "руу", "рүү", "луу", "лүү", "ууд", "үүд", "чууд", "чүүд",
		"уудын", "үүдийн", "чуудын", "чүүдийн",
		"ынхан", "ийнхэн", "ынхны", "ийнхний", "дах", "дэх", "тах", "тэх", "гийн", "гийг", "дын", "даа",
	},
	endGeorgian: {
		"", "ი", "ა", "ე", "ს", "ის", "სა", "ას", "ამ", "ასა", "ასთვის", "ადან", "აც", "ისა", "ებსა", "ებთან", "იდანაც",
		"აშიც", "შიც", "ისა", "ისთვის", "ისგან", "ისკენ", "ით", "ში", "ეში", "აში", "ზე", "აზე", "მა", "მ", "ად", "დან",
		"იდან", "თან", "სთან", "ასთან",
		"ისთან", "მდე", "ამდე", "ამდეც", "ის", "ისაც", "ეს", "ებს", "ები", "ების", "ებმა", "ებთან", "ებზე", "თვის",
		"სთვის", "სგან", "ც", "იც", "აც", "აც", "იისა",
		"იის", "იაში", "იიდან", "იას", "იასთან", "იამ", "იის", "იისთვის", "იაზე", "ო", "ული", "ვე", "ისკენ",
	},
}

// patternOf makes the pattern of one folded word of a name; inner is true for all words but the last.
func (l *lexicon) patternOf(word string, inner, demonym bool) pattern {
	if stem, ok := strings.CutPrefix(word, "~"); ok {
		return pattern{stem, endAnything}
	}
	if word[0] < 0x80 && !latinLanguage(l.lang) {
		return latinPattern(word, l.lang)
	}
	switch l.lang {
	case "en":
		return pattern{word, endEnglish}
	case "fr", "es", "de":
		return pattern{word, endPlainS}
	case "bg":
		if inner || utf8.RuneCountInString(word) < 3 {
			return pattern{word, endNothing}
		}
		return pattern{word, endBulgarian}
	case "ru", "uk", "be":
		return slavicPattern(word, l.lang, inner)
	case "sr": // every case changes the last vowel
		return vowelPattern(word, "аеио", endSerbian, endSerbianShort)
	case "ka": // the ending of the nominative, and the second vowel of -ია, whose ა other cases drop
		return vowelPattern(word, "იაე", endGeorgian, endGeorgianShort)
	case "kk", "ky", "tt", "ba", "uz-Cyrl", "uz", "tr", "az", "tk", "kk-Latn":
		return turkicPattern(word, l.lang, inner)
	case "ar":
		if !demonym {
			return pattern{word, endNothing}
		}
		return pattern{word, endArabic}
	}
	if p, ok := outsidePattern(word, l.lang, demonym); ok {
		return p
	}
	if utf8.RuneCountInString(word) < 4 && (l.lang != "tg" || !demonym) {
		return pattern{word, endNothing}
	}
	return longPattern(word, l.lang)
}

// latinPattern is patternOf for a Latin name in another script: EU-ға, Qatar Airways.
func latinPattern(word, lang string) pattern {
	switch lang {
	case "zh", "ar", "fa", "ur", "hi", "he", "ja", "el":
		return pattern{word, endEnglish}
	case "ko":
		return pattern{word, endKorean}
	}
	return pattern{word, endTurkic}
}

// outsidePattern is patternOf in the languages of Europe and Asia that package text does not tell.
func outsidePattern(word, lang string, demonym bool) (p pattern, ok bool) {
	switch lang {
	case "ur", "hi":
		return pattern{word, endNothing}, true
	case "it", "pt":
		if !demonym {
			return pattern{word, endNothing}, true
		}
		return vowelPattern(word, "aeio", endRomance, endRomance), true
	case "ro":
		return vowelPattern(word, "aeiă", endRomance, endRomance), true
	case "nl", "sv", "da", "no":
		return pattern{word, endNordic}, true
	case "pl", "cs", "sk":
		return vowelPattern(word, "aeioyáéíýó", endPolish, endPolish), true
	case "fi":
		if utf8.RuneCountInString(word) < 5 {
			return pattern{word, endLoose}, utf8.RuneCountInString(word) == 4
		}
		return vowelPattern(word, "aeiouyäö", endLoose, endLoose), true
	case "hu":
		return vowelPattern(word, "ae", endHungarian, endHungarian), true
	case "el":
		return vowelPattern(strings.TrimSuffix(word, "ς"), "αοηεόήά", endGreek, endGreek), true
	case "he":
		return pattern{word, endHebrew}, utf8.RuneCountInString(word) > 2
	case "ko":
		return pattern{word, endKorean}, true
	}
	return pattern{}, false
}

func turkicPattern(word, lang string, inner bool) pattern {
	if lang != "uz-Cyrl" && !inner && strings.HasSuffix(word, "ь") {
		return pattern{strings.TrimSuffix(word, "ь"), endTurkicSoft}
	}
	return pattern{word, endTurkic}
}

// longPattern is patternOf in languages whose words take no endings when they are short.
func longPattern(word, lang string) pattern {
	switch lang {
	case "fa":
		return pattern{word, endPersian}
	case "hy":
		return pattern{word, endArmenian}
	case "mn":
		return pattern{word, endMongolian}
	case "tg":
		if stem, ok := strings.CutSuffix(word, "ӣ"); ok && utf8.RuneCountInString(stem) > 2 {
			word = stem // чинӣ, чиниҳо
		}
		return pattern{word, endTajik}
	}
	return pattern{word, endLoose}
}

// vowelPattern cuts a last letter that is among vowels. What is left takes the endings long, or short when it is of
// three letters.
func vowelPattern(word, vowels string, long, short ending) pattern {
	stem := word
	if r, size := utf8.DecodeLastRuneInString(word); strings.ContainsRune(vowels, r) {
		stem = word[:len(word)-size]
	}
	switch n := utf8.RuneCountInString(stem); {
	case n < 3:
		return pattern{word, endNothing}
	case n == 3 && stem != word:
		return pattern{stem, short}
	}
	return pattern{stem, long}
}

func latinLanguage(lang string) bool {
	switch lang {
	case "en", "kk-Latn", "uz", "tr", "az", "tk", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sv", "da", "no",
		"fi", "hu", "ro":
		return true
	}
	return false
}

// slavicLast are the last letters of a nominative that give way to the endings of their declension.
var slavicLast = map[rune]ending{'а': endA, 'я': endYa, 'ь': endSoft, 'й': endY, 'ы': endPlural}

func slavicPattern(word, lang string, inner bool) pattern {
	n := utf8.RuneCountInString(word)
	if n < 3 {
		return pattern{word, endNothing}
	}
	if inner && n >= 4 {
		stem := strings.TrimRight(word, "аеиоуыэюяійьї")
		if utf8.RuneCountInString(stem) >= 3 {
			return pattern{stem, endShort}
		}
	}
	last, size := utf8.DecodeLastRuneInString(word)
	stem := word[:len(word)-size]
	if end, ok := slavicLast[last]; ok {
		return pattern{stem, end}
	}
	switch last {
	case 'и':
		if lang == "uk" && n > 4 {
			return pattern{stem, endPlural}
		}
		return pattern{word, endNothing}
	case 'о':
		if n > 5 { // shorter ones are not declined: Того, Осло
			return pattern{stem, endNeuter}
		}
		return pattern{word, endNothing}
	case 'е':
		if strings.HasSuffix(stem, "ь") {
			return pattern{stem, endNeuterSoft}
		}
		return pattern{word, endNothing}
	case 'у', 'ю', 'э', 'і', 'ї', 'є':
		return pattern{word, endNothing}
	}
	for _, end := range []string{"ов", "ев", "єв", "їв", "оў", "ин", "ын", "ін"} {
		if n > 4 && strings.HasSuffix(word, end) {
			return pattern{word, endSurname}
		}
	}
	return pattern{word, endMasc}
}

// allows reports whether rest may follow the stem.
func (e ending) allows(rest string) bool {
	if rest == "" && e < endMasc {
		return true
	}
	switch e {
	case endNothing:
		return false
	case endAnything:
		return true
	case endShort:
		return utf8.RuneCountInString(rest) <= 3
	case endEnglish:
		return rest == "'s" || rest == "s" || rest == "s'" || rest == "'" || rest == "es"
	case endPlainS:
		return slices.Contains([]string{"s", "'s", "n", "e", "er", "en", "em", "es", "ne", "nes", "in", "innen", "x"},
			rest)
	case endTurkic:
		return turkicSuffix(rest)
	case endTurkicSoft:
		return turkicSuffix(strings.TrimPrefix(rest, "ь"))
	case endArabic:
		return slices.Contains([]string{"ه", "ين", "ون", "ات", "ا", "ي", "يه", "ان", "تين", "يين", "يون", "يا"}, rest)
	case endLoose, endKorean:
		return utf8.RuneCountInString(rest) <= 4
	case endHungarian:
		return utf8.RuneCountInString(rest) <= 5
	}
	if list, ok := slavicEndings[e]; ok {
		return slices.Contains(list, rest)
	}
	return slices.Contains(caseEndings[e], rest)
}

// turkicMorphemes are the suffixes that follow names in Kazakh, Kyrgyz, Tatar, Bashkir, Uzbek, Turkish, Azerbaijani
// and Turkmen, folded (ı as i): number, possession, case, and "of", "in", "-an".
var turkicMorphemes = text.WordSet(`
	лар лер дар дер тар тер лор лөр дор дөр тор төр ләр нар нәр
	ы і сы сі и у ү си су сү һы һе е
	ның нің дың дің тың тің нын нин дын дин тын тин нун нүн дун дүн тун түн нең нинг дың тоң доң
	ға ге қа ке га ка го гө ко кө на не гә кә нә а ә ҡа ға но нө
	ны ні ды ді ты ті н ни ди ти ну нү ду дү ту түне нә
	да де та те до дө то тө дә тә нда нде нта нте ндо ндө лә ла
	дан ден тан тен нан нен дон дөн тон төн дән тән нон нөн ндан нден
	мен бен пен менен
	лық лік дық дік тық тік лик лык дык дик тык тик лук лүк дук дүк тук түк лы лі лӣ ле
	лығы лігі дығы дігі тығы тігі лыгы лиги дыгы диги тыгы тиги
	дағы дегі тағы тегі дагы деги тагы теги догы дөгү ндағы ндегі ндагы ндеги дәге тәге даги
	ша ше ча че чо чө мыз міз быз біз сыз сіз ым ім дікі нікі дыкі тікі сыз
	lar ler lär lər i u ü si su sü sı in un ün nin nun nün ning yi yu yü ya ye yə a e ə na ne nə ni nu nü ny
	da de ta te də tə dä nda nde ndə dan den tan ten dən tən däki ndan nden ndən ga ka qa ge ke gä kä
	la le lə yla yle ylə li lu lü lik luk lük lig luğ liq luq siz suz süz ca ce ça çe cə ki daki deki taki teki dəki daki
	dagi ndaki
	ҙар ҙәр ҙың ҙең ҙоң ҙөң ҙы ҙе ҙо ҙө ҙа ҙә ҙан ҙән ҙағы ҙәге ҙағы лағы ләге дағы дәге тағы тәге ының енең лек һы һе
	ының ыны ен ын ындағы са сә сы
	ли ники даги гача ча чи дир миз ларининг
	nyñ niñ dyñ diñ tyñ tiñ ğa ğe dyq diq tyq tiq lyq liq dik tik ty ti dy di ny men ben pen nen ten dağy degi tağy tegi
	ndağy ndegi şa şe ñ dyğy lyğy
	yñ iñ uñ üñ lary leri dyr dir däki daky daklary däkileri jy ji ynda inde yndan inden yna ine yny ini laryň leriň lara
	lere larda lerde lardan lerden syny sini sy
	dir dur dür tir tur tür im um n ni y yn iň nyň niň ýa ýe yň ly ligi liği luğu yi`)

// softened is the pattern of a word whose last consonant changes before some endings: Krallık, Krallığın; Африка, в
// Африці.
func (l *lexicon) softened(p pattern) (pattern, bool) {
	if utf8.RuneCountInString(p.stem) < 4 {
		return p, false
	}
	switch {
	case p.ending == endTurkic:
		if stem, ok := strings.CutSuffix(p.stem, "e"); ok && l.lang == "tk" {
			return pattern{stem + "ä", endTurkic}, true // Türkiýe, Türkiýäniň
		}
		if stem, ok := strings.CutSuffix(p.stem, "k"); ok && l.lang == "az" {
			return pattern{stem + "y", endTurkic}, utf8.RuneCountInString(p.stem) > 4 // Agentlik, Agentliyin
		}
		if stem, ok := swapLast(p.stem, turkicSoft); ok {
			return pattern{stem, endTurkic}, utf8.RuneCountInString(p.stem) > 4
		}
	case p.ending == endA || p.ending == endMasc:
		if stem, ok := swapLast(p.stem, locativeSoft[l.lang]); ok {
			return pattern{stem, endLocative}, true
		}
	case l.lang == "mn" && p.ending == endMongolian && utf8.RuneCountInString(p.stem) > 4:
		if r, size := utf8.DecodeLastRuneInString(p.stem); strings.ContainsRune("аеэояьи", r) {
			return pattern{p.stem[:len(p.stem)-size], endMongolian}, true // Литва, Литвийн
		}
	}
	return p, false
}

// turkicSoft are the last consonants of a Turkic word and what they become before a vowel.
var turkicSoft = [][2]string{{"k", "ğ"}, {"q", "ğ"}, {"қ", "ғ"}, {"к", "г"}, {"п", "б"}, {"p", "b"}, {"ç", "c"}}

// locativeSoft are the last consonants of a word that become others in the locative: у Канаді, but у Канадзе.
var locativeSoft = map[string][][2]string{
	"uk": {{"к", "ц"}, {"г", "з"}, {"х", "с"}},
	"be": {{"к", "ц"}, {"г", "з"}, {"х", "с"}, {"д", "дз"}, {"т", "ц"}},
}

// swapLast puts another end in the place of the first of the ends that s has.
func swapLast(s string, ends [][2]string) (string, bool) {
	for _, c := range ends {
		if stem, ok := strings.CutSuffix(s, c[0]); ok {
			return stem + c[1], true
		}
	}
	return s, false
}

// turkicSuffix reports whether s is a chain of at most five suffixes; after an apostrophe, as Turkish, Azerbaijani and
// Uzbek write names, up to eight letters of any kind will do.
func turkicSuffix(s string) bool {
	if rest, ok := strings.CutPrefix(s, "'"); ok {
		return utf8.RuneCountInString(rest) <= 8
	}
	return chain(s, 5)
}

func chain(s string, left int) bool {
	if s == "" {
		return true
	}
	if left == 0 {
		return false
	}
	for n := min(len(s), 12); n > 0; n-- {
		if turkicMorphemes[s[:n]] && chain(s[n:], left-1) {
			return true
		}
	}
	return false
}

// inhabitant reports that the form stands at token i with the Turkic ending of "one from there", with which a name
// loses its capital letter: венгриялық, xitoylik, шри-ланкалықтар.
func (f *form) inhabitant(tokens []text.Token, i int) bool {
	last, at := f.first, i+len(f.rest)
	if n := len(f.rest); n > 0 {
		last = f.rest[n-1]
	}
	if at >= len(tokens) || last.ending != endTurkic && last.ending != endTurkicSoft {
		return false
	}
	rest, ok := strings.CutPrefix(tokens[at].Text, last.stem)
	if n := len(last.stem); !ok || n < 8 && (n < 4 || rest == "" || rest[0] >= utf8.RuneSelf) {
		// four letters of either alphabet
		return false
	}
	rest = strings.TrimPrefix(rest, "ь")
	return slices.ContainsFunc(inhabitants, func(s string) bool { return strings.HasPrefix(rest, s) })
}

var inhabitants = []string{
	"лы", "ле", "лық", "лік", "дық", "дік", "тық", "тік", "лик", "лык", "дык", "дик", "тык", "тик", "лук", "лүк", "дук",
	"дүк", "тук", "түк", "lik", "liq", "luq", "li", "lu", "lü", "lı",
}
