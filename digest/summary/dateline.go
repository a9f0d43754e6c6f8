package summary

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// The most runes of a dateline, the most words of its place, and the fewest words that must stand after it.
const (
	datelineRunes = 80
	datelinePlace = 7
	datelineAfter = 4
)

// agencies are those that put their name between the place and the text without a dash, or stand in a dateline without
// brackets. Names are in lower case.
var agencies = text.WordSet(`cnn ap afp aa tass тасс reuters xinhua upi efe dpa ansa pap ria риа риановости interfax
	интерфакс anadolu sana spa wam irna isna kyodo yonhap pti ani ians bernama antara kazinform казинформ қазинформ
	kabar кабар uza trend azertac turan укринформ ukrinform унн белта belta apa sputnik спутник lusa agerpres tanjug
	hina mti ctk čtk tasr bta sda apa belga anp ntb tt ritzau stt lrt leta bns eunews مهر إيرنا وام واس سانا رويترز
	الأناضول ایرنا ایسنا فارس`)

// dateline returns the length of what stands before an article's first words to say where, when and by whom it was
// written, and the sentence does not need: "(CNN)", "ANKARA —", "LONDON, Nov 20 (Reuters) -", "Bruselas, 7 oct
// (EFE).-", "دمشق، سوريا (CNN) --", "[Wire/Ana Roca] TAPACHULA --", "新华社北京11月20日电". It returns 0 when it is not
// sure.
func dateline(s string) int {
	at := 0
	if m := credit().FindString(s); m != "" {
		at = len(m)
	}
	if m := slugline().FindString(s[at:]); m != "" {
		at += len(m)
	}
	at += placeLine(s[at:])
	if at == 0 {
		return 0
	}
	rest := strings.TrimLeft(s[at:], " .—–-−:\u00a0\u200e\u200f")
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, "«“„\"'‘「『《"))
	if unicode.IsLower(first) || !unicode.IsLetter(first) && !unicode.IsDigit(first) || !saysEnough(rest) {
		return 0
	}
	return len(s) - len(rest)
}

// saysEnough reports whether a text has the words of a sentence; scripts without spaces count letters.
func saysEnough(s string) bool {
	return strings.Count(s, " ") >= datelineAfter || len(text.Words(s)) > datelineAfter
}

var (
	// credit is an agency's or a writer's name in square brackets, and those of East Asian agencies.
	credit = text.Pattern(`^(?:\[[^\[\]]{2,60}\]\s*|【[^【】]{2,40}】\s*|[(（][^()（）=]{1,20}[=＝][^()（）]{1,20}[)）]` +
		`\s*(?:[^=.]{1,30}\s?=\s)?|[(（]?[^\s。，、：]{0,12}(?:社|网|網|报|報)[^\s。，：]{0,16}\d{1,2}\s?日\s?` +
		`(?:电|電|讯|訊|综合)(?:[(（][^()（）]{2,40}[)）])?[)）]?\s*)`)
	// slugline is a row of keywords in capitals: "PAKISTAN-WAR-IRAN-US".
	slugline = text.Pattern(`^\p{Lu}{3,}(?:[-/]\p{Lu}{2,}){2,}(?::|\s+[-–—]|\s)\s*`)
	// separators part a dateline from the text.
	separators = text.Pattern(`\.?\s*(?:—|–|−|--+)\s*|\.-\s*|\s+-\s*|[)/]\s*-\s*|-\s+|[:：]\s+`)
	agencyMark = text.Pattern(`[(（]([^()（）]{2,60})[)）]|/([^/]{2,40})/`)
	numbers    = text.Pattern(`\d`)
	fullDate   = text.Pattern(`\d{1,2}[./-]\s?\d{1,2}|\d{4}|\d\s?(?:日|월|月)`) // "27." alone is an ordinal
)

// placeLine returns the end of a place, a date and an agency's name at the beginning of s, with what parts them from
// the text.
func placeLine(s string) int {
	if end := parenthesis(s); end > 0 {
		return end
	}
	if place, rest, ok := strings.Cut(s[:min(len(s), datelineRunes)], "-"); ok { // "ANKARA-Türkiye and Iraq signed"
		first, size := utf8.DecodeRuneInString(rest)
		if place == strings.ToUpper(place) && datelinePlaces()[strings.ToLower(place)] && unicode.IsUpper(first) &&
			unicode.IsLower(firstRune(rest[size:])) {
			return len(place) + 1
		}
	}
	for _, at := range separators().FindAllStringIndex(s[:min(len(s), 4*datelineRunes)], 3) {
		if s[at[0]] == ')' || s[at[0]] == '/' {
			at[0]++
		}
		head := s[:at[0]]
		if head == "" || utf8.RuneCountInString(head) > datelineRunes {
			return 0
		}
		if located(head, strings.ContainsAny(s[at[0]:at[1]], ":：")) {
			return at[1]
		}
	}
	return 0
}

// placeColon returns the length of a place in capitals and a colon before the first words of a text, in which nobody
// else is named so: "MADURAI: The court …", "NEW TOWN: …". A name of an office or of who asks is a turn's of a
// transcript.
func placeColon(s string) int {
	head, rest, ok := strings.Cut(s[:min(len(s), datelineRunes)], ": ")
	words := strings.FieldsFunc(head, func(r rune) bool { return !unicode.IsLetter(r) })
	letters := len(strings.Join(words, ""))
	if !ok || len(words) == 0 || len(words) > placeWords || letters < placeLetters || strings.ToUpper(head) != head ||
		strings.ToLower(head) == head || strings.ContainsAny(head, ".()") {
		return 0
	}
	for _, w := range words {
		if turnWords[strings.ToLower(w)] {
			return 0
		}
	}
	if !unicode.IsUpper(firstRune(rest)) || !saysEnough(s[len(head)+len(": "):]) {
		return 0
	}
	return len(head) + len(": ")
}

// The most words of a place before a colon, and its fewest bytes without what parts them.
const (
	placeWords   = 2
	placeLetters = 4
)

// turnWords stand in capitals before a colon where somebody speaks.
var turnWords = text.WordSet(`mr mrs ms dr sir president vice minister prime secretary ambassador senator general
	admiral governor chancellor question answer reporter moderator host anchor interviewer journalist speaker operator
	chairman chair woman man narrator audience participant spokesperson spokesman correspondent ведущий вопрос ответ
	корреспондент журналист президент министр question réponse journaliste frage antwort pregunta respuesta soru cevap`)

// parenthesis returns the end of an agency's name in brackets, which nothing or a place stands before: "(CNN)",
// "Leicester, England (CNN)".
func parenthesis(s string) int {
	at := agencyMark().FindStringSubmatchIndex(s[:min(len(s), 4*datelineRunes)])
	if at == nil || utf8.RuneCountInString(s[:at[0]]) > datelineRunes {
		return 0
	}
	name := strings.Trim(agencyMark().FindStringSubmatch(s)[1]+agencyMark().FindStringSubmatch(s)[2], " ")
	rest := strings.TrimLeft(s[at[1]:], " .\u00a0\u200e\u200f")
	dashed := strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "–")
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	first, _ := utf8.DecodeRuneInString(name)
	known := len(words) > 0 && agencies[strings.ToLower(words[0])]
	if !unicode.IsLower(first) && len(words) > 0 && places(s[:at[0]]) && (known || dashed && brief(s[:at[0]])) {
		return at[1]
	}
	return 0
}

// brief reports a place of a few words, which an agency's unknown name may follow. A longer name followed by an
// abbreviation in brackets is an organisation.
func brief(s string) bool {
	return len(strings.Fields(s)) <= 3 && !strings.HasPrefix(s, "The ")
}

// located reports whether what stands before a dash or a colon is where, when and by whom: names of places in capitals,
// or any names with a date or an agency beside them.
func located(head string, colon bool) bool {
	agency := false
	if at := agencyMark().FindStringIndex(head); at != nil {
		agency = brief(head[:at[0]])
		head = head[:at[0]] + head[at[1]:]
	}
	head = strings.Trim(head, " .,:،\u200e\u200f")
	if head == "" || !places(head) || opensSentence(head) {
		return false
	}
	h := countHead(head)
	if h.names == 0 || h.names > datelinePlace {
		return false
	}
	low := strings.ToLower(head)
	switch {
	case agency, h.agency, h.dated && !colon:
		return true
	case h.numbered && !colon && fullDate().MatchString(head):
		return true
	case colon:
		return datelinePlaces()[low] || rubrics[low]
	}
	return h.names == h.capitals && h.letters > 2 || datelinePlaces()[low] && strings.Contains(head, " ")
}

// opensSentence reports a line whose first word is an article or a pronoun: it is no place, but for The Hague and the
// like.
func opensSentence(head string) bool {
	first, _, more := strings.Cut(head, " ")
	low := strings.ToLower(first)
	place, _, _ := strings.Cut(strings.ToLower(head), ",")
	return more && headArticles[low] && !datelinePlaces()[place] && first != strings.ToUpper(first)
}

var headArticles = text.WordSet(`the a an die der das ein eine den dem im am zum zur in auf mit nach le les un une il lo
	gli una uno o os as um uma het een de en ett`)

// headWords says what the words before a dash or a colon are.
type headWords struct {
	names    int  // words that are no date, number, agency or particle
	capitals int  // of these, in capitals
	letters  int  // of the names
	dated    bool // with a month
	numbered bool // a number behind a name
	agency   bool // behind a name
}

func countHead(head string) (h headWords) {
	for _, w := range strings.FieldsFunc(head, partsHead) {
		switch {
		case month(w):
			h.dated = true
		case numbers().MatchString(w):
			h.numbered = h.numbered || h.names > 0
		case agencies[strings.ToLower(w)] && h.names > 0:
			h.agency = true
		case particles[w]:
		default:
			h.names++
			h.letters += utf8.RuneCountInString(w)
			if strings.ToUpper(w) == w && strings.ToLower(w) != w {
				h.capitals++
			}
		}
	}
	return h
}

func partsHead(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",،/.", r) }

// places reports whether a text is nothing but names and dates: no word of it but a month or a particle begins with a
// small letter.
func places(s string) bool {
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) && !month(w) && !particles[strings.Trim(w, ",.")] || strings.ContainsAny(w, "!?") {
			return false
		}
	}
	return true
}

// clock returns the length of the time of day that an entry of a live blog begins with: "14:40 - ", "09.15 ".
func clock(s string) int {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0
	}
	at := entryTime().FindStringIndex(s)
	if at == nil {
		return 0
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[at[1]:], "«“„\"'‘"))
	if !unicode.IsUpper(first) {
		return 0
	}
	return at[1]
}

var entryTime = text.Pattern(
	`^(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?[ap]\.?m\.?)?(?: (?:GMT|UTC|BST|CET|EST|EDT))?\s*[|—–-]?\s+`)

// label returns the length of a rubric or a notice of an update that stands before a sentence and a colon: "UPDATE: ",
// "Update, 13:17 Uhr: ", "СРОЧНО: ".
func label(s string) int {
	at := updateLabel().FindStringIndex(s)
	if at == nil {
		return 0
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[at[1]:], "«“„\"'‘"))
	if unicode.IsLower(first) || !saysEnough(s[at[1]:]) {
		return 0
	}
	return at[1]
}

var updateLabel = text.Pattern(`^(?i:updated?|update \d|breaking|breaking news|exclusive|analysis|live|` +
	`eilmeldung|exklusiv|aktualisiert|urgent|mise à jour|exclusif|última hora|actualización|urgente|exclusiva|срочно|` +
	`обновлено|молния|эксклюзив|терміново|жедел|шұғыл|son dakika|güncelleme|özel|təcili|عاجل)` +
	`(?:[,\s]+\d{1,2}\.\s?\d{1,2}\.(?:\d{2,4})?)?` +
	`(?:[,\s]+\d{1,2}[:.]\d{2}(?:\s?(?:Uhr|h|a\.?m\.?|p\.?m\.?|GMT|UTC|CET|MSK|мск))?)?\s?(?::|-|–|—)\s+`)

// footnote returns the length of the marks of footnotes at the end of a sentence: "[1]", "[2][3]", "¹", and a plain
// number right behind the full stop.
func footnote(s string) int {
	if last, _ := utf8.DecodeLastRuneInString(s); !strings.ContainsRune("]0123456789¹²³", last) &&
		(last < '⁰' || last > '⁹') {
		return 0
	}
	at := footnoteMarks().FindStringIndex(s)
	if at == nil {
		return 0
	}
	before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
	if s[at[0]] >= '0' && s[at[0]] <= '9' { // "in March.1", but not "by 3.1"
		word, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:at[0]], ".!?»”\")"))
		if !unicode.IsLetter(word) || !strings.ContainsRune(".!?»”\")", before) {
			return 0
		}
	}
	return len(s) - at[0]
}

var footnoteMarks = text.Pattern(`(?:\s?\[(?:\d{1,3}|[a-z]|note \d+)\])+$|[¹²³⁰-⁹]+$|\d{1,2}$`)

// month reports the name of a month or of a day of the week, or its beginning.
func month(w string) bool {
	w = strings.ToLower(strings.Trim(w, ".,:;()،"))
	return monthNames[w] || utf8.RuneCountInString(w) > 2 && months[text.Prefix(w, 3)] && unicode.Is(unicode.Cyrillic,
		firstRune(w))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// months are the first three letters of the names of months in Cyrillic, whose endings change.
var months = text.WordSet(
	`янв фев мар апр мая май июн июл авг сен окт ноя дек қаң ақп нау сәу мам мау шіл там қыр қаз қар жел січ лют бер
	кві тра чер лип сер вер жов лис гру`)

// monthNames are the names of months and weekdays, whole and short, as they are written small.
var monthNames = text.WordSet(`january february march april may june july august september october november december
	jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed
	thu fri sat sun januar februar märz mai juni juli oktober dezember jän mär okt dez montag dienstag mittwoch donnerstag
	freitag samstag sonntag janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr
	avr juil déc lundi mardi mercredi jeudi vendredi samedi dimanche enero febrero marzo abril mayo junio julio agosto
	septiembre setiembre octubre noviembre diciembre ene abr ago dic lunes martes miércoles jueves viernes sábado domingo
	janeiro fevereiro março maio junho julho setembro outubro novembro dezembro gennaio febbraio aprile maggio giugno
	luglio settembre ottobre dicembre gen mag giu lug ott ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim
	kasım aralık pazartesi salı çarşamba perşembe cuma cumartesi pazar stycznia lutego marca kwietnia maja czerwca lipca
	sierpnia września października listopada grudnia yanvar fevral aprel may iyun iyul avgust sentyabr oktyabr noyabr
	dekabr понедельник вторник среда четверг пятница суббота воскресенье يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس
	سبتمبر أكتوبر نوفمبر ديسمبر كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين الأحد الاثنين الإثنين الثلاثاء
	الأربعاء الخميس الجمعة السبت`)

// rubrics are the words in capitals before a colon that are no speakers.
var rubrics = text.WordSet(`update breaking exclusive analysis explainer opinion live watch factbox timeline urgent
	alert срочно молния аналитика eilmeldung analyse kommentar exklusiv urgence exclusif última-hora`)

// datelinePlaces are cities that stand in datelines in other than capital letters, in lower case.
var datelinePlaces = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, line := range strings.Split(datelineCities, ",") {
		m[strings.ToLower(strings.Join(strings.Fields(line), " "))] = true
	}
	return m
})

const datelineCities = `new delhi, delhi, mumbai, kolkata, chennai, bengaluru, hyderabad, islamabad, karachi, lahore,
	peshawar, quetta, dhaka, colombo, kathmandu, kabul, kandahar, tehran, baghdad, erbil, damascus, aleppo, beirut,
	amman, jerusalem, tel aviv, gaza, gaza city, ramallah, cairo, riyadh, jeddah, doha, dubai, abu dhabi, manama, muscat,
	kuwait city, sanaa, aden, ankara, istanbul, athens, nicosia, rome, milan, vatican city, madrid, barcelona, lisbon,
	paris, brussels, the hague, amsterdam, luxembourg, strasbourg, london, dublin, edinburgh, belfast, berlin, munich,
	frankfurt, bonn, vienna, geneva, zurich, bern, prague, bratislava, budapest, warsaw, krakow, vilnius, riga, tallinn,
	helsinki, stockholm, oslo, copenhagen, reykjavik, kyiv, kiev, odesa, lviv, kharkiv, minsk, moscow, st. petersburg,
	chisinau, bucharest, sofia, belgrade, zagreb, ljubljana, sarajevo, pristina, skopje, tirana, podgorica, tbilisi,
	yerevan, baku, astana, almaty, bishkek, tashkent, samarkand, dushanbe, ashgabat, ulaanbaatar, beijing, shanghai,
	hong kong, taipei, tokyo, seoul, pyongyang, hanoi, bangkok, manila, jakarta, kuala lumpur, singapore, phnom penh,
	vientiane, yangon, naypyitaw, canberra, sydney, wellington, washington, new york, united nations, ottawa, toronto,
	mexico city, havana, bogota, bogotá, caracas, quito, lima, la paz, santiago, buenos aires, montevideo, asuncion,
	brasilia, são paulo, rio de janeiro, nairobi, addis ababa, khartoum, juba, mogadishu, kampala, kigali, kinshasa,
	luanda, lagos, abuja, accra, dakar, bamako, niamey, ouagadougou, tunis, algiers, rabat, tripoli, johannesburg,
	pretoria, cape town, harare, lusaka, maputo, москва, киев, минск, астана, алматы, бишкек, ташкент, душанбе, ашхабад,
	баку, ереван, тбилиси, париж, лондон, берлин, вашингтон, нью-йорк, пекин, токио, анкара, стамбул, женева, вена,
	брюссель, варшава, київ, вільнюс, мінск, bruselas, londres, parís, nueva york, ginebra, moscú, pekín, bruxelles,
	genève, new-york, moscou, pékin, brüssel, genf, moskau, peking, kiew, warschau, wien, rom, neu-delhi, londra,
	brüksel, moskova, pekin, cenevre, bakü, taşkent, tiflis, القاهرة, دمشق, بغداد, بيروت, الرياض, طهران, القدس, غزة,
	عمان, الدوحة, أبوظبي, دبي, تونس, الجزائر, الرباط, طرابلس, الخرطوم, واشنطن, لندن, باريس, موسكو, أنقرة, بروكسل, جنيف,
	نيويورك`
