package roster

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"attache/news"
	"attache/text"
)

// fold is a header or a status word without what nobody means: case, accents, spaces, hyphens, brackets.
// "Non-Subscribed", "NON_SUBSCRIBED" and "non subscribed" are one, so are "Désabonné(e)" and "desabonnee", "ÇIKTI" and
// "çıktı".
func fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToLower(text.Plain(s))) {
		switch {
		case r == 'ı':
			b.WriteByte('i')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// isFolded reports whether a text is of small letters and digits of ASCII alone.
func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// rank orders the states by what an address may still get: of several that a file gives a person, and of the file's and
// ours, the highest number counts. Leaving is stronger than bouncing, for a bounce may be undone (an admin's mistake, a
// repaired server) and then must not bring back who left.
func rank(s news.SubscriberState) int {
	return slices.Index([]news.SubscriberState{
		news.SubscriberActive, news.SubscriberPending, news.SubscriberBounced, news.SubscriberUnsubscribed,
		news.SubscriberComplained,
	}, s)
}

// Lower is the one of two states that gets less mail; "" is no state.
func Lower(a, b news.SubscriberState) news.SubscriberState {
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// GetsMail reports whether somebody in a state gets mail, or will when he confirms.
func GetsMail(s news.SubscriberState) bool { return rank(s) <= rank(news.SubscriberPending) }

// activeWords say that a person gets mail. Each word of a status must be among them.
var activeWords = laterFolded(
	"active", "subscribed", "subscriber", "enabled", "confirmed", "regular", "premium", "gifted", "comped", "free",
	"paid", "opted", "in", "optin", "verified", "valid",
	"implied", "implicit", "express", "explicit", "new", "available", "granted",
	"mail", "digest", "digestplain", "summary", "notice", "txt", "html", "urlize", "notme", "notmime", // Sympa's reception
	"deliverable", "ok", "member", "trialed", "upcoming", "normal", "marketing contact",
	"подписан", "подписана", "подписаны", "подписался", "подписалась", "подписчик", "подписка", "активен", "активна",
	"активный", "активная", "активно", "активны",
	"действует", "подтвержден", "подтверждён", "подтверждена", "включен", "включён", "включена", "підписаний",
	"підписана", "активний",
	"белсенді", "жазылған", "жазылды", "жазылушы", "расталған", "қосулы",
	"aktif", "abone", "üye", "etkin", "onaylı", "onaylandı", "kayıtlı",
	"aktiv", "abonniert", "angemeldet", "abonnent", "bestätigt", "eingetragen",
	"actif", "abonné", "abonnée", "abonné(e)", "inscrit", "inscrite", "confirmé", "confirmée", "activo", "activa",
	"suscrito", "suscrita", "attivo", "iscritto", "ativo",
	"inscrito", "aktywny", "zapisany", "aktywna", "zapisana", "attiva", "iscritta", "activa", "ativa", "inscrita",
	"підписана", "активна", "inscrites", "actief", "ingeschreven", "aangemeld", "geabonneerd", "bevestigd",
	"已订阅", "订阅中", "正常", "有效", "已确认", "購読中", "登録済", "配信中", "有効", "구독중", "구독", "확인됨", "مشترك", "نشط", "פעיל", "מנוי",
	"prenumererar", "påmeldt", "tilmeldt", "tilaaja", "aktív", "feliratkozva", "aktivní", "aktívny", "abonat", "activ",
	"prijavljen", "активен", "εγγεγραμμένος", "ενεργός",
)

// yesWords and noWords answer a column whose name asks, such as "unsubscribed" or "confirmed". A date or a number but 0
// is a yes too.
var (
	yesWords = laterFolded(
		"yes", "y", "true", "t", "on", "x", "да", "так", "иә", "ия", "evet", "ja", "oui", "sí", "si", "sim", "tak",
		"wahr", "vrai", "истина", "ақиқат", "doğru",
		"yeah", "var", "бар", "есть", "вкл", "açık", "verdadero", "vero", "verdadeiro", "prawda", "істина",
	)
	noWords = laterFolded(
		"no", "n", "false", "f", "off", "none", "null", "nil", "never", "na", "нет", "ні", "жоқ", "hayır", "nein",
		"non", "não", "nie", "falsch", "faux", "ложь", "жалған", "yanlış",
		"nope", "yok", "жок", "нету", "никогда", "nunca", "jamais", "mai", "niemals", "nigdy", "asla", "ешқашан",
		"выкл", "kapalı", "falso", "fałsz", "хибність",
	)
)

func folded(words ...string) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		if f := fold(w); f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// laterFolded folds words when they are first asked for: most commands never ask.
func laterFolded(words ...string) func() []string {
	return sync.OnceValue(func() []string { return folded(words...) })
}

// pattern compiles a regular expression when it is first used: most commands use none.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

var (
	smtpCode  = pattern(`^[45](\d\d|\.\d{1,3}\.\d{1,3})\b`) // SendGrid's status of a bounce
	yearIn    = pattern(`(^|\D)((19|20)\d\d)(\D|$)`)
	shortDate = pattern(`\d{1,2}[./-]\d{1,2}[./-]\d{2,4}`)
	// oneDate is one point in time and nothing else.
	oneDate = pattern(`^"?(\d{1,4}[-/. ]\d{1,2}([-/. ]\d{1,4}\.?)?|\d{6,14}|\pL{3,10}\.?,? \d{1,2}(st|nd|rd|th)?,? ` +
		`\d{4}|\pL{2,10}\.?,? \d{1,2} \pL{3,10}\.? \d{4}|\d{1,2}\.?[- ]+\pL{3,10}[-., ]+\d{4}|\pL{3,10} \d{4}|(19|20)\d\d)` +
		`([T ,]*\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)? ?([AaPp]\.?[Mm]\.?)? ?(Z|UTC|GMT)?([+-]\d{1,2}(:?\d\d)?)?( г\.?)?"?$`)
	emptyDate = pattern(`^[0:/. TZ-]*$`) // "", 0, 0000-00-00 00:00:00
	dateLike  = pattern(`^"?(\d{1,4}[-/. ]\d{1,2}|\d{6,}|[A-Za-z]{3,9},? \d{1,2}|\d{1,2} \pL{3,})`)
	parts     = func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
)

// mailtrain are the numbers of Mailtrain's subscription states (server/shared/lists.js: SubscriptionStatus).
var mailtrain = map[string]news.SubscriberState{
	"1": news.SubscriberActive, "2": news.SubscriberUnsubscribed, "3": news.SubscriberBounced,
	"4":  news.SubscriberComplained,
	"-1": news.SubscriberUnsubscribed, // AcyMailing's
}

// newsletterLetters are the states of the WordPress plugin Newsletter, whose exports have a token and a surname.
var newsletterLetters = map[string]news.SubscriberState{
	"C": news.SubscriberActive, "S": news.SubscriberPending, "U": news.SubscriberUnsubscribed,
	"B": news.SubscriberBounced, "P": news.SubscriberComplained,
}

// stateOf reads a status word; false when it is not known. An empty one is no state: "".
func stateOf(word string) (news.SubscriberState, bool) {
	word = text.Plain(word)
	f := fold(word)
	if s, ok := mailtrain[word]; ok {
		return s, true
	}
	switch {
	case word == "" || word == "-" || slices.Contains(noWords(), f):
		return "", word == "" || word == "-"
	case smtpCode().MatchString(word):
		return news.SubscriberBounced, true
	}
	if s, ok := answeredState(word); ok {
		return s, true
	}
	signs := recognise(word)
	sure := slices.DeleteFunc(slices.Clone(signs),
		func(s sign) bool { return s.negated || s.denied || !s.says() && !s.trails })
	switch {
	case len(sure) > 0:
		return strongest(sure).state, true
	case len(signs) > 0: // "not unsubscribed", "gone fishing"
		return "", false
	}
	if s := stemInside(f); s != "" {
		return s, true
	}
	words := strings.FieldsFunc(word, parts)
	for _, w := range words {
		if !slices.Contains(activeWords(), fold(w)) {
			return news.SubscriberActive, slices.Contains(activeWords(), f)
		}
	}
	return news.SubscriberActive, len(words) > 0 && !isPeriod(word)
}

// stemInside finds a phrase of one word inside a status word: "autounsubscribed". A status word may mean nothing else.
func stemInside(f string) news.SubscriberState {
	const least = 6 // letters of a phrase
	for _, key := range slices.Sorted(maps.Keys(phraseIndex())) {
		for _, p := range phraseIndex()[key] {
			if p.grade == gradePlain && len(p.words) == 1 && utf8.RuneCountInString(p.glued) >= least &&
				strings.Contains(f, p.glued) {
				return p.state
			}
		}
	}
	return ""
}

// answerOf reads the value of a column that asks: yes, no, or not understood.
func answerOf(value string) (yes, ok bool) {
	value = text.Plain(value)
	f := fold(value)
	switch {
	case emptyDate().MatchString(value) || value == `\N` || slices.Contains(noWords(), f):
		return false, true
	case slices.Contains([]string{"☒", "☐", "✗", "✘", "✖", "✕", "×", "❌", "🚫", "⛔"}, value):
		return false, true
	case slices.Contains(yesWords(), f) || slices.Contains([]string{"✓", "✔", "✔️", "✅", "☑", "+"}, value) ||
		dateLike().MatchString(value):
		return true, true
	}
	return true, strings.Trim(value, "0123456789") == ""
}

// dateWords may stand in a date.
var dateWords = sync.OnceValue(func() wordSet {
	return newWordSet(`t z utc gmt am pm st nd rd th de del of the at um uhr h г года год ж жыл жылы mon tue
		wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday januar* februar* march april
		may june july august septemb* octob* novemb* decemb* jan feb mar apr jun jul aug sep sept oct nov dec märz
		mai juni juli oktob* dezemb* mrz okt dez janvier janv février févr fév mars avril avr juin juillet juil août
		décembre déc enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene
		abr ago dic январ* феврал* март марта апрел* мая май июн* июл* август* сентябр* октябр* ноябр* декабр* янв
		фев мар апр авг сен сент окт ноя дек ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım
		aralık oca şub nis haz tem ağu eyl eki kas ara қаңтар* ақпан* наурыз* сәуір* мамыр* маусым* шілде* тамыз*
		қыркүйек* қазан* қараша* желтоқсан* січ* лют* берез* квіт* трав* черв* лип* серп* верес* жовт* лист* груд*
		gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho
		julho setembro outubro novembro dezembro`)
})

// isDateWords reports whether a value holds no words but those of dates.
func isDateWords(value string) bool {
	return !slices.ContainsFunc(wordsOf(value), func(w string) bool { return !dateWords().has(w) })
}

// isPeriod reports whether a value holds two days or years: a subscription from one to the other may have ended.
func isPeriod(value string) bool {
	apart := strings.NewReplacer("-", "  ", "–", "  ", "/", "  ", " ", "  ").Replace(value) // for one character parts two
	return len(yearIn().FindAllString(apart, -1)) > 1 || len(shortDate().FindAllString(value, -1)) > 1
}
