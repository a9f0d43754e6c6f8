package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"attache/config"
	"attache/news"
	"attache/text"
)

// marks is what is known of the marks (0, 1, y, n, x, +) in a column that is passed over.
type marks struct {
	line  int    // the first one of somebody who would get mail; 0 = none
	value string // what stands there
	other bool   // the column holds other values too, so it is a number or a text
}

// unknown looks at a row's value of a column that is passed over. One that may say who gets no mail is a mistake, told
// once for each column: what an unknown mailer calls it must not make anybody active. mailed is false for people whose
// state says enough.
func (in *importReader) unknown(column int, value string, line int, mailed bool) {
	name, c := in.head.names[column], in.head.columns[column]
	if c.kind != columnUnknown || in.asked[column] {
		return
	}
	mark, seen := isMark(value), in.marks[column]
	if seen == nil {
		seen = &marks{}
		in.marks[column] = seen
	}
	seen.other = seen.other || !mark
	if !mailed || saysNo(name, value) {
		return
	}
	switch {
	case speaksOfLeaving(name, value):
		in.ask(column, line, "The column is not known, and by its name it may say who left or bounced.")
	case isGone(value):
		in.ask(column, line, "The column is not known, and %q in it may say that somebody left or bounced.",
			short(value, 40))
	case refuses(value):
		in.ask(column, line, "The column is not known, and %q in it may say that somebody wants no mail.",
			short(value, 40))
	case agrees(name, value) || ofAnotherChannel(name):
	case mark && seen.line == 0:
		seen.line, seen.value = line, value
	case !mark && isAnswer(value):
		in.ask(column, line, "The column is not known, and %q in it may say who gets mail.", short(value, 40))
	}
}

// ask is the mistake of a column that is not known.
func (in *importReader) ask(column, line int, format string, args ...any) {
	in.asked[column] = true
	name := in.head.names[column]
	hint := fmt.Sprintf(
		"if it says nothing of who gets mail: --pass %q; if it does, call the column status, subscribed or unsubscribed", name)
	in.wrong(line, name, hint, format, args...)
}

// askMarks ends a file: columns that hold nothing but marks may say who gets mail. The mistakes come in the order of
// the lines.
func (in *importReader) askMarks() {
	for i := range in.marks {
		if m := in.marks[i]; m.line > 0 && !m.other && !in.asked[i] {
			in.ask(i, m.line, "The column is not known, and %q in it may say who gets mail: it holds nothing but "+
				"such answers.", m.value)
		}
	}
	slices.SortStableFunc(in.mistakes, func(a, b config.Mistake) int { return a.Line - b.Line })
}

// isMark reports whether a value is a mark, which may be an answer or a number.
func isMark(value string) bool {
	return slices.Contains([]string{"0", "1", "y", "n", "t", "f", "x", "+", "д", "н", "j"}, strings.ToLower(value))
}

// isAnswer reports whether a value is a bare yes or no in words or signs. What stands for an empty cell is none.
func isAnswer(value string) bool {
	f := fold(value)
	switch {
	case f == "":
		return slices.Contains(signs, value)
	case isMark(value) || slices.Contains(folded("na", "none", "null", "nil"), f):
		return false
	}
	return slices.Contains(yesWords, f) || slices.Contains(noWords, f)
}

// signs are answers without letters.
var signs = []string{"✓", "✔", "✔️", "✅", "☑", "☒", "☐", "✗", "✘", "✖", "✕", "×", "❌", "🚫", "⛔"}

// agrees reports whether a column's name asks for consent and the value says yes.
func agrees(name, value string) bool {
	yes, known := answerOf(value)
	return known && yes && namesConsent(name) && !namesLeaving(name) && !negates(name)
}

// saysNo reports whether a column's name is of leaving, without a negation, and the value says no: the person has not
// left.
func saysNo(name, value string) bool {
	yes, known := answerOf(value)
	return known && !yes && namesLeaving(name) && !negates(name)
}

// negates reports whether a column's name holds a negation, so that nobody can be sure what a yes or a no in it means.
func negates(name string) bool {
	return slices.ContainsFunc(wordsOf(name),
		func(w string) bool { return negation.MatchString(w) || slices.Contains(withoutWords, w) })
}

func namesConsent(name string) bool {
	f := fold(name)
	return slices.ContainsFunc(consentHeaders, func(stem string) bool { return strings.Contains(f, stem) }) ||
		slices.ContainsFunc(wordsOf(name), func(w string) bool { return slices.Contains(consentWords, w) })
}

// namesLeaving reports whether a column's name holds a word of leaving, bouncing or complaining.
func namesLeaving(name string) bool {
	const least = 5 // bytes of a stem: shorter ones stand in many words
	f := fold(name)
	long := func(stem string) bool { return len(stem) >= least && strings.Contains(f, stem) }
	for _, s := range stateStems() {
		if s.state != news.SubscriberPending && slices.ContainsFunc(s.stems, long) {
			return true
		}
	}
	if slices.ContainsFunc(leavingHeaders, long) {
		return true
	}
	return slices.ContainsFunc(wordsOf(name), func(w string) bool { return slices.Contains(leavingWords, w) })
}

// speaksOfLeaving reports whether a column that is not known may say that a person gets no mail: its name holds a word
// of leaving, and the value is no "no"; or a word of consent, and the value is no "yes".
func speaksOfLeaving(name, value string) bool {
	if ofAnotherChannel(name) {
		return false
	}
	if namesLeaving(name) {
		return true // saysNo has passed over those that have not left
	}
	yes, known := answerOf(value)
	return namesConsent(name) && (!known || !yes || negates(name))
}

// ofAnotherChannel reports whether a column is about messages to a telephone.
func ofAnotherChannel(name string) bool {
	f := fold(name)
	return slices.ContainsFunc([]string{"sms", "whatsapp", "смс"},
		func(c string) bool { return strings.Contains(f, c) })
}

// wordsOf are the words of a text, folded, those of camel case apart.
func wordsOf(s string) []string {
	var b strings.Builder
	var last rune
	for _, r := range norm.NFKD.String(text.Plain(s)) {
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		case r == 'ı':
			b.WriteByte('i')
		case unicode.IsLetter(r):
			b.WriteRune(unicode.ToLower(r))
		case !unicode.IsMark(r):
			b.WriteByte(' ')
		}
		last = r
	}
	return strings.Fields(b.String())
}

// refuses reports whether a text, such as a note, holds words of somebody who wants no mail, or who is not subscribed.
func refuses(value string) bool {
	all := " " + strings.Join(wordsOf(value), " ")
	return slices.ContainsFunc(refusals(), func(r string) bool { return strings.Contains(all, r) })
}

// Parts of names of columns beside stateStems: folded parts and whole words.
var (
	leavingHeaders = folded(
		"do not", "dont mail", "exit date", "stop date", "withdraw", "revocation", "terminat", "выход", "отзыв",
		"ухода", "окончан", "исключен", "шығу", "кету", "аяқтал",
		"keine e-mail", "keine mail", "austritt", "kündig", "abgang", "widerspruch", "pas d'e-mail", "sortie",
		"désinscription", "résiliation", "radiation",
		"salida", "cancelación", "rechaz", "retiro", "uscita", "disiscri", "saída", "cancelamento", "descadastr",
		"wypis", "rezygn", "odmow", "вихід", "виход", "відмов",
		"çıkış", "ayrılma", "ayrılış", "ayrılık", "bitiş",
	)
	consentHeaders = folded(
		"consent", "gdpr", "согласие", "согласен", "согласна", "разреш", "келісім", "рұқсат", "einwilligung",
		"zustimmung", "erlaubnis",
		"autorisation", "autoriza", "acepta", "accetta", "aceita", "zgoda", "згода", "дозвіл",
	)
	leavingWords = folded(
		"left", "leave", "leaving", "leaved", "exit", "exited", "quit", "quitted", "end", "ended", "ending", "stop",
		"gone", "off", "out", "baja", "bajas", "cese", "fin",
		"ушёл", "вышел", "конец", "кетті", "ende", "austragung", "sperre", "départ", "arrêt", "baixa", "stopp",
	)
	consentWords = folded("onay", "onayı", "onayla", "izin", "izni", "accord", "d'accord")
	withoutWords = folded("without", "ohne", "sans", "sin", "senza", "sem", "bez", "без", "anti")
)

// refusals are beginnings of words, in order, that a refusal holds: of each language its plain ways to say that
// somebody wants no mail, gets none, has not confirmed, or is to be struck off. Each is folded as wordsOf does, behind
// a space.
var refusals = sync.OnceValue(func() []string {
	var out []string
	for _, list := range []string{
		`unsubscrib|un subscrib|not subscri|non subscri|opted out|opt out|opting out|unconfirm|not confirm|never confirm|do not mail|do not e mail|do not email|do not contact|do not send
		|do not write|do not want|don't mail|don't email|don't e-mail|don't contact|don't send|don't write|don't want|doesn't want|does not want|did not want|didn't want|no mail|no e-mail|no email
		|no news|no more|no longer|not interested|no interest|no thank|stop sending|stop mail|stop email|stop writing|remove me|to be removed|remove from|removed from|take me off|take off|took off|wants out
		|not wish|not receive|not receiv|never mail|never write|bounced|hard bounce|undeliver|blacklist|blocklist|declined|refused|asked not|not to mail|not to write|not to be|left the list|left list
		|not active|inactive|cancelled|canceled|withdrew|withdrawn|objected|objects to|opposed|not agree|no consent|not consent|complained|marked as spam|reported spam|not allowed|subscribed false|subscribed no
		|active false|consent false|optin false|opt in false|newsletter false|enabled false`,
		`отпис|не получа|не хочет|не хотят|не хочу|не хотел|не желает|не желаю|не писать|не пишите|не писал|не присыла|не слать|не шлите|не отправля|не отсыла|не беспоко|не надо|не нужн|не интерес
		|не соглас|не дал соглас|не дала соглас|не подтвер|неподтвер|не подпис|не актив|неактив|не рассыл|не разреш|не контакт|не связыв|без рассыл|без соглас|против рассыл|больше не|отказ|просил удал|просила удал
		|удалить|удалите|удалён из|удалена из|исключить|исключите из|исключите мен|исключите нас|исключите её|исключите его|исключён из|исключена из|убрать|уберите|жалоб|пожалов|прекратить|прекратите|хватит|вышел из|вышла из|отозвал|заблокир|чёрный список|черном списке|запрет|стоп рассыл`,
		`відпис|не отриму|не хоче|не бажа|не писати|не пишіть|не надсил|не турбува|не треба|не потріб|не цікав|не згод|відмов|не підтвер|не підпис|видалити|видаліть|без згод`,
		`алмайды|алмаймын|алғысы келмей|алғым келмей|жазбаңыз|жазбау|жібермеңіз|жібермеу|қаламай|қаламад|келіспе|бас тарт|жазылмаған|жазылмайды|расталмаған|расталмады|растамаған|растамады|жазылудан|жазылымнан
		|керек емес|қажет емес|қызықпайды|қызықтырмай|мазаламаңыз|мазаламау|өшіріңіз|өшірілді|алып тастаңыз|тоқтат|белсенді емес|келісімсіз|шағым|келмейді`,
		`istemiyor|istemedi|istemem|istemez|istemiyorum|almıyor|almasın|almayacak|almak istem|göndermeyin|gönderilmesin|gönderilmeyecek|yazmayın|abonelikten|çıkmak ist|listeden çık|aboneliği iptal
		|iptal|reddet|onaylamadı|onaylanma|onaylamıyor|onaysız|ilgilenmi|rahatsız etme|vazgeç|abone değil|üye değil|aktif değil|kayıtlı değil|izin yok|izni yok|izin vermi|onay yok|onayı yok|şikayet|silinsin|silinmiş|silindi|mail yok|posta yok`,
		`keine mail|keine e-mail|keine email|kein mail|kein newsletter|keine newsletter|keinen newsletter|keine weiter|keine post|keine werbung|keine nachricht|keine infos|keine infomail|keine zustimmung|keine einwilligung|nicht mehr
		|nicht bestätigt|unbestätigt|nicht anschreiben|nicht anmailen|nicht kontakt|nicht schreiben|nicht senden|nicht zusenden|nicht interessiert|kein interesse|kein kontakt|abgemeldet|abmeld|abbestell|gekündigt|widerruf
		|widersproch|widerspruch|bitte löschen|gelöscht|austragen|ausgetragen|erhält nicht|erhält kein|bekommt kein|möchte nicht|möchte kein|will nicht|will kein|wünscht kein|wünscht nicht|nicht gewünscht|unerwünscht|lehnt ab
		|abgelehnt|nicht abonniert|nicht angemeldet|nicht aktiv|inaktiv|gesperrt|nein danke|beschwer`,
		`ne pas|ne veut p|ne veut a|ne souhaite p|ne désire p|ne reçoit p|ne plus|plus de mail|plus d'e-mail|plus d'email|plus de courriel|plus de newsletter|plus de lettre|pas de mail|pas d'e-mail|pas d'email|pas de courriel
		|pas de newsletter|pas de contact|pas intéress|pas abonné|pas inscrit|pas d'accord|pas confirmé|non confirmé|non abonné|non inscrit|non merci|désabonn|désinscri|refus|arrêter|arrêtez|résili|à supprimer|supprimer|retirer
		|se retirer|s'oppose|opposé|opposition|aucun mail|aucun e-mail|aucun courriel|plainte|sans consentement`,
		`no quiere|no quiero|no desea|no recib|no envi|no escrib|no mand|no contact|no molest|no confirm|sin confirm|no suscri|no está suscri|no interesa|no le interesa|no acepta|no autoriza|no más|no gracias|dado de baja
		|dada de baja|de baja|darse de baja|dar de baja|darme de baja|se dio de baja|rechaz|desuscri|canceló|borrar|eliminar|sin consentimiento|inactivo|queja`,
		`non vuole|non desidera|non ricev|non inviare|non mandare|non scrivere|non contatt|non confermat|non iscritt|non interessa|non è interessat|non accetta|non attiv|no grazie|disiscri|rifiut|cancellare|cancellat|rimuovere
		|rimoss|senza consenso|inattivo|niente mail|niente e-mail|basta mail|revocat`,
		`não quer|não deseja|não receb|não envi|não escrev|não mand|não contat|não contact|não confirm|não inscri|não interess|não aceita|não autoriza|não ativ|sem consentimento|descadastr|recus|remover|cancelou|inativo`,
		`nie chce|nie życzy|nie wysyła|nie otrzym|nie pisać|nie kontakt|nie potwierdz|niepotwierdz|nie zapisan|nie subskryb|nie zgadza|nie wyraża|nie wyrazi|nieaktywn|brak zgody|bez zgody|wypisa|wypisz|rezygn|zrezygn|odmow|odmów
		|odmaw|usunąć|usunięt|proszę usun|nie dziękuję`,
	} {
		for phrase := range strings.SplitSeq(list, "|") {
			out = append(out, " "+strings.Join(wordsOf(phrase), " "))
		}
	}
	return out
})
