package roster

import (
	"slices"
	"strings"
	"sync"

	"attache/news"
	"attache/text"
)

var (
	// answeredBehind is a status word and an answer behind it: "active=0", "subscribed: no", "is_active (yes)".
	answeredBehind = pattern(`^(.*\pL\pM*\??)(\s*[:=/|,({\[–—-]+\s*|\s+)([^\s:=/|,(){}\[\]]+)[\s)}\]]*$`)
	// answeredBefore is an answer and a status word behind it: "no: active", "0 active".
	answeredBefore = pattern(`^([^\s:=\pL]+|\pL+\s*[:=])\s*[:=–-]?\s*(\pL.*)$`)
	// unanswered is a status word with a dash where the answer belongs: "subscribed -".
	unanswered = pattern(`^(.*\pL)\s*[:=]?\s*[-–—]+$`)
)

// answeredState reads a status word with an answer: a word for people who get mail with a no, one for those who do not
// with a yes, and so on. ok is false when there is no answer, or the word is not known.
func answeredState(value string) (state news.SubscriberState, ok bool) {
	subject, answer := "", ""
	if m := unanswered().FindStringSubmatch(value); m != nil {
		subject, answer = m[1], "-"
	} else if m := answeredBehind().FindStringSubmatch(value); m != nil && isBareAnswer(m[3]) {
		subject, answer = m[1], m[3]
	} else if m := answeredBefore().FindStringSubmatch(value); m != nil && isBareAnswer(strings.Trim(m[1], " :=")) {
		subject, answer = m[2], strings.Trim(m[1], " :=")
	} else {
		return "", false
	}
	yes, _ := answerOf(answer)
	words := slices.DeleteFunc(wordsOf(subject), func(w string) bool { return w == "is" || w == "status" })
	if len(words) == 0 {
		return "", false
	}
	subject = strings.Join(words, " ")
	signs := recognise(subject)
	switch {
	case len(signs) == 1 && signs[0].says() && !signs[0].negated:
		if yes {
			return signs[0].state, true
		}
		return news.SubscriberActive, true
	case len(signs) > 0 || !slices.Contains(activeWords(), strings.Join(words, "")) && slices.ContainsFunc(words,
		func(w string) bool {
			return !slices.Contains(activeWords(), w) && !slices.Contains(confirmedWords(), w)
		}):
		return "", false
	case yes:
		return news.SubscriberActive, true
	case slices.ContainsFunc(words, func(w string) bool { return slices.Contains(confirmedWords(), w) }):
		return news.SubscriberPending, true
	}
	return news.SubscriberUnsubscribed, true
}

// isBareAnswer reports whether a text is a yes or a no. An x may as well cross out what stands beside it.
func isBareAnswer(s string) bool {
	if s == "0" || s == "1" || s == "+" {
		return true
	}
	f := fold(s)
	if f == "" {
		yes, known := answerOf(s)
		return known && (yes || strings.ContainsAny(s, crossMarks+"☐✕×❌🚫⛔")) && strings.Trim(s, "0123456789") != ""
	}
	return f != "x" && (slices.Contains(yesWords(), f) || slices.Contains(noWords(), f))
}

// confirmedWords say that somebody has confirmed: without it he is pending.
var confirmedWords = laterFolded("confirmed", "verified", "validated", "doi", "optin", "подтвержден", "подтверждён",
	"подтверждена", "верифицирован", "расталған", "onaylı", "onaylandı", "doğrulandı", "bestätigt", "verifiziert",
	"confirmé", "confirmée", "vérifié", "confirmado", "confirmada", "verificado", "confermato", "verificato",
	"potwierdzony", "zweryfikowany", "підтверджений", "bevestigd")

var (
	// replyCode is a reply of a mail server and nothing else (RFC 5321, 4.2; RFC 3463).
	replyCode = pattern(`^(4[2-5]\d|5[0-57]\d|[45]\.[0-7]\.\d{1,2})$`)
	replyText = pattern(`(?i)^(smtp|error|bounced?|code)\W*[45]\d\d\b|` +
		`^[45]\d\d[ -]\W*[45]\.\d{1,3}\.\d{1,3}\b`)
	numeric = pattern(`^[\d.,:/ +-]+$`)
)

// numberNouns are words of headers whose columns hold numbers.
var numberNouns = sync.OnceValue(func() wordSet {
	return newWordSet(`id ids uuid row number no nr num room floor zip zipcode postcode plz code codes phone phones
		telephone tel mobile cell cellphone fax pager extension ext house apartment building circulation score age
		year month day date birthday birthdate anniversary time level grade rank latitude longitude geo ip pobox count
		total rate post postal n lfd номер телефон* тел факс индекс дом квартира этаж кабинет комната корпус код инн
		снилс возраст рождения тираж вн доб нөмір* нөмірі жасы туған numara* numarası telefon* daire kat yaş doğum kod*
		hausnummer postleitzahl durchwahl vorwahl rufnummer postfach etage raum zimmer alter geburtstag geburtsdatum
		nummer kundennummer personalnummer mitgliedsnummer numéro téléphone portable étage bâtiment âge naissance
		número teléfono móvil edad piso nacimiento telefono età piano numer* wiek piętro поверх вік`)
})

// holdsNumbers reports whether a header is of a column of numbers.
func holdsNumbers(header string) bool {
	return header == "#" || header == "№" || slices.ContainsFunc(wordsOf(header), numberNouns().has)
}

// judgeCode takes a reply code for a value that may be a state, where the column is not one of numbers.
func (s *shape) judgeCode(header string) {
	if s.code != "" && !s.numbers && s.line == 0 && !holdsNumbers(header) {
		s.line, s.samples = s.codeLine, []string{s.code}
	}
}

// takeCode notes a value that is the bare code of a mail server's reply, or another number.
func (s *shape) takeCode(value string, line int) {
	if value = text.Plain(value); value == "" || value[0] < '+' || value[0] > '9' {
		return // neither a code nor a number
	}
	switch {
	case !replyCode().MatchString(value):
		s.numbers = s.numbers || numeric().MatchString(value)
	case s.code == "":
		s.code, s.codeLine = value, line
	}
}
