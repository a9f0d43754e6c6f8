package main

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"attache/news"
	"attache/text"
)

// fold is a header or a status word without what nobody means: case, accents, spaces, hyphens, brackets.
// "Non-Subscribed", "NON_SUBSCRIBED" and "non subscribed" are one, so are "Désabonné(e)" and "desabonnee", "ÇIKTI" and
// "çıktı".
func fold(s string) string {
	var b strings.Builder
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

// rank orders the states by what an address may still get: of several that a file gives a person, and of the file's and
// ours, the highest number counts. Leaving is stronger than bouncing, for a bounce may be undone (an admin's mistake, a
// repaired server) and then must not bring back who left.
func rank(s news.SubscriberState) int {
	return slices.Index([]news.SubscriberState{
		news.SubscriberActive, news.SubscriberPending, news.SubscriberBounced, news.SubscriberUnsubscribed,
		news.SubscriberComplained,
	}, s)
}

// lower is the one of two states that gets less mail; "" is no state.
func lower(a, b news.SubscriberState) news.SubscriberState {
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// stateStem is a state and the parts of words that say it.
type stateStem struct {
	state news.SubscriberState
	stems []string
}

// stateStems are parts of words, folded, that say a person gets no mail, the strongest state first. They lie on the
// safe side: a word that holds one is never active. Mailers' own words and plain ones in English, Russian, Kazakh,
// Turkish, German, French; some of Ukrainian, Spanish, Italian, Portuguese, Polish.
var stateStems = sync.OnceValue(func() []stateStem {
	return []stateStem{
		{news.SubscriberComplained, folded(
			"complain", "spam", "abuse", "junk", "feedback loop",
			"жалоб", "пожалов", "спам", "скарг", "zhalob", "шағым", "şikayet", "istenmeyen",
			"beschwer", "plainte", "indésirable", "signalé", "pourriel", "queja", "denuncia", "reclam", "skarg",
		)},
		{news.SubscriberUnsubscribed, folded(
			"unsub", "opted out", "opt out", "optout", "suppress", "blocklist", "blacklist", "block list", "black list",
			"blocked", "disabled", "deactivated",
			"inactive", "not active", "removed", "deleted", "archived", "cancel", "churn", "left", "paused", "stopped",
			"banned", "expired", "withdrawn", "revoked",
			"non subscribed", "non marketing", "not subscribed", "do not mail", "do not email", "do not contact", "no consent",
			"refused", "declined", "never subscribed", "transactional",
			"отпис", "отказ", "удал", "исключ", "заблок", "блокир", "неактив", "не активен", "отключ", "вышел", "вышла",
			"вышли", "покинул", "черный список",
			"чёрный список", "не подпис", "отмен", "аннулир", "прекращ", "отозва", "ушел", "ушла", "выбыл", "архив",
			"стоп", "ушли", "ушедш", "выбыв", "бывшие подписчик", "бывшие читател", "otpis", "otkaz", "ushli",
			"відпис", "скасова", "видален", "не підпис",
			"жазылудан", "жазылымнан", "шықты", "шыққан", "шығып", "бас тарт", "өшіріл", "жойыл", "бұғат",
			"белсенді емес", "жазылмаған", "тоқтат", "кетті", "кеткен",
			"çıktı", "çıkmış", "çıkan", "ayrıl", "abonelikten", "abonelik iptal", "iptal", "pasif", "engelle", "silin",
			"kara liste", "üyelikten", "etkin değil", "aktif değil",
			"abone değil", "vazgeç", "durdur", "reddet",
			"abgemeldet", "abmeld", "abbestell", "kündig", "ausgetragen", "austrag", "inaktiv", "nicht aktiv",
			"gesperrt", "gelöscht", "widerruf", "deaktiv", "geblockt",
			"blockiert", "nicht abonniert", "nicht angemeldet", "beendet", "storniert", "abgelehnt", "ausgeschieden",
			"ausgetreten", "ausgestiegen", "austritt", "nicht senden", "nicht anschreiben", "ehemalige abo",
			"ehemalige leser", "anciens abonn", "eski abone", "бұрынғы жазыл", "démission", "renunci",
			"gekündig", "désabonn", "désinscri", "résili", "inactif", "bloqu", "supprim", "refus", "annul", "non abonné",
			"pas abonné", "désactiv", "retiré", "quitté",
			"liste noire",
			"baja", "desuscri", "anulad", "bloquead", "eliminad", "no suscri", "disiscri", "disattiv", "non iscritt",
			"cancellat", "cancelad", "descadastr", "removid",
			"no enviar", "no mandar", "no contactar", "ex suscri", "former subscri", "former reader", "leavers",
			"wypisan", "rezygn", "zrezygn", "usunię",
		)},
		{news.SubscriberBounced, folded(
			"bounc", "undeliver", "not deliverable", "cleaned", "invalid", "unreach", "hard fail", "does not exist",
			"no such", "nonexist", "failed", "returned",
			"недостав", "не достав", "отскок", "отбой", "несуществ", "не существ", "ошибка", "недейств", "возврат",
			"вернулось", "невалид", "неверн", "недоступ", "отклонен",
			"не доставл", "жеткізілме", "қайтарыл", "жарамсыз", "жетпе", "қате",
			"geri dön", "geçersiz", "ulaşılam", "teslim edile", "iletileme", "hatalı", "unzustell", "zurückgewiesen",
			"zurückgekommen", "ungültig", "nicht zustell",
			"rückläufer", "unerreichbar", "fehlerhaft", "rejet", "invalide", "non distribu", "erron", "erreur",
			"rebond", "injoignable", "non remis", "retourn", "rebotad",
			"rebote", "inválid", "respint", "odbit", "nieprawid",
		)},
		{news.SubscriberPending, folded(
			"unconfirm", "pending", "not confirmed", "non confirmed", "unactivated", "unverified", "not verified",
			"validating", "awaiting", "waiting", "invited", "needs attention",
			"не подтвержд", "неподтвержд", "ожида", "ждет", "ждёт", "не підтвердж", "очіку", "күтуде", "күтіп",
			"расталмаған", "расталмады",
			"bekl", "onaylanma", "doğrulanma", "unbestätigt", "nicht bestätigt", "ausstehend", "wartend", "en attente",
			"non confirmé", "pas confirmé", "à confirmer",
			"ohne bestätig", "nicht validiert", "noch offen", "non validé", "à valider", "sans confirm", "onaysız",
			"растаусыз", "растамаған", "без подтвержд", "nepodtver", "not validated", "unvalidated", "without confirm",
			"no confirm", "por confirmar", "senza conferm", "non conferm", "não confirm", "sem confirm",
			"pendiente", "sin confirm", "in attesa", "pendente", "oczekuj", "niepotwierdz",
		)},
	}
})

// activeWords say that a person gets mail. Each word of a status must be among them.
var activeWords = laterFolded(
	"active", "subscribed", "subscriber", "enabled", "confirmed", "regular", "premium", "gifted", "comped", "free",
	"paid", "opted", "in", "optin", "verified", "valid",
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
	"inscrito", "aktywny", "zapisany",
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
	negation  = pattern(`^(not|never|no|не|нет|емес|nicht|keine?|pas|değil|degil|nao|nie|kein(e|en)?)$`)
	smtpCode  = pattern(`^[45](\d\d|\.\d{1,3}\.\d{1,3})\b`) // SendGrid's status of a bounce
	emptyDate = pattern(`^[0:/. TZ-]*$`)                    // "", 0, 0000-00-00 00:00:00
	dateLike  = pattern(`^"?(\d{1,4}[-/. ]\d{1,2}|\d{6,}|[A-Za-z]{3,9},? \d{1,2}|\d{1,2} \pL{3,})`)
	parts     = func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
)

// mailtrain are the numbers of Mailtrain's subscription states (server/shared/lists.js: SubscriptionStatus).
var mailtrain = map[string]news.SubscriberState{
	"1": news.SubscriberActive, "2": news.SubscriberUnsubscribed, "3": news.SubscriberBounced,
	"4": news.SubscriberComplained,
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
	words, plain := strings.FieldsFunc(word, parts), withoutUmlauts(f)
	negated := len(words) > 1 &&
		slices.ContainsFunc(words, func(w string) bool { return negation().MatchString(strings.ToLower(w)) })
	for _, s := range stateStems() {
		for _, stem := range s.stems {
			// A negation that the stem does not hold itself ("not unsubscribed") turns it into what nobody can be sure
			// of.
			if strings.Contains(f, stem) || strings.Contains(plain, stem) {
				return s.state, !negated || negatedStem(stem)
			}
		}
	}
	for _, w := range words {
		if !slices.Contains(activeWords(), fold(w)) {
			return news.SubscriberActive, slices.Contains(activeWords(), f)
		}
	}
	return news.SubscriberActive, len(words) > 0
}

// isGone reports whether a value by itself is a word for somebody who left, bounced or complained: one word that begins
// with one.
func isGone(value string) bool {
	f := fold(value)
	if strings.IndexFunc(value, unicode.IsSpace) >= 0 || strings.IndexFunc(value, unicode.IsDigit) >= 0 || len(f) < 4 {
		return false
	}
	for _, s := range stateStems() {
		if s.state != news.SubscriberPending &&
			slices.ContainsFunc(s.stems,
				func(stem string) bool { return len(stem) > 3 && strings.HasPrefix(f, stem) }) {
			return true
		}
	}
	return false
}

// negatedStem reports whether a stem is itself a negation.
func negatedStem(stem string) bool {
	for _, n := range []string{"not", "non", "no", "не", "nicht", "pas", "degil", "емес", "never", "do"} {
		if f := fold(n); strings.HasPrefix(stem, f) || strings.HasSuffix(stem, f) {
			return true
		}
	}
	return false
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
