package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"attache/news"
)

// columnKind is what a column of an imported file says.
type columnKind int

const (
	columnUnknown  columnKind = iota // passed over, and named, unless it may say who gets mail
	columnNothing                    // passed over, and named: it says nothing of who gets mail
	columnEmail                      // the address
	columnName                       // the whole name
	columnFirst                      // the given name
	columnLast                       // the family name
	columnLanguage                   // of the letter
	columnText                       // another of news.SubscriberTexts
	columnReads                      // languages read
	columnDigests                    // names of digests
	columnStatus                     // a word of stateOf
	columnLowers                     // a yes, a date or a number: the person is in the state that the column names
	columnRaises                     // a no: the person is in the state that the column names
)

// column is one kind of column: its names in files of mailers and of people, folded, and for those that ask, the state
// of the answer.
type column struct {
	kind  columnKind
	state news.SubscriberState
	names []string
	text  *news.SubscriberText // of a columnText
}

// columns are all that an import understands. docs/imports.md tells whose they are; a test holds it to this table.
var columns = sync.OnceValue(func() []column {
	return []column{
		{kind: columnEmail, names: folded(
			"email", "e-mail", "email address", "e-mail address", "mail", "mail address", "address", "email id",
			"subscriber", "subscriber email", "contact email", "user email",
			"почта", "электронная почта", "эл. почта", "эл. адрес", "адрес электронной почты", "адрес", "емейл",
			"имейл", "мейл", "email-адрес", "электронный адрес",
			"пошта", "электрондық пошта", "эл. пошта", "электрондық мекенжай", "электронна пошта",
			"e-posta", "e-posta adresi", "eposta", "mail adresi", "E-Mail-Adresse", "Mailadresse", "adresse e-mail",
			"adresse email", "adresse mail", "courriel",
			"adresse électronique", "adresse courriel", "correo", "correo electrónico", "endereço de email",
			"indirizzo email", "adres e-mail",
		)},
		{kind: columnName, names: folded(
			"name", "full name", "fullname", "display name", "subscriber name", "contact name", "фио", "ф.и.о.",
			"полное имя", "имя и фамилия", "имя фамилия", "аты-жөні", "толық аты",
			"ad soyad", "adı soyadı", "isim soyisim", "vollständiger name", "vor- und nachname", "nom complet",
			"nom et prénom", "nombre completo", "піб", "nome completo",
		)},
		{kind: columnFirst, names: folded(
			"first name", "firstname", "fname", "given name", "forename", "имя", "аты", "есімі", "ad", "adı", "isim",
			"Vorname", "prénom", "nombre", "ім'я", "nome", "imię", "merge1",
		)},
		{kind: columnLast, names: folded(
			"last name", "lastname", "lname", "surname", "family name", "фамилия", "тегі", "soyad", "soyadı", "soyisim",
			"Nachname", "Familienname", "nom", "nom de famille",
			"apellido", "apellidos", "прізвище", "cognome", "sobrenome", "nazwisko", "merge2",
		)},
		{kind: columnLanguage, names: folded("language", "lang", "locale", "язык", "тіл", "тілі", "dil", "dili",
			"Sprache", "langue", "idioma", "мова")},
		{kind: columnReads, names: folded("reads")},
		{kind: columnDigests, names: folded("digests")},
		{kind: columnStatus, names: folded(
			"state", "status", "subscription status", "subscriber status", "email status", "email marketing status",
			"global status", "member status", "contact status", "list status",
			"subscriber type", "email permission status", "status email", "e-mail status", "состояние подписки",
			"статус контакта", "статус e-mail", "e-posta durumu", "permission", "marketing status",
			"email subscription status", "статус", "состояние", "статус подписки", "статус подписчика",
			"күйі", "мәртебесі", "жазылу күйі", "durum", "durumu", "abonelik durumu", "Abonnementstatus", "Abo-Status",
			"Zustand", "statut", "état", "statut d'abonnement", "estado", "stato", "стан",
		)},
		{kind: columnLowers, state: news.SubscriberUnsubscribed, names: folded(
			"unsubscribed", "unsubscribed at", "unsubscribed on", "unsubscribe date", "unsubscribe time",
			"unsubscription date", "unsub time", "unsub date", "unsubscribe", "date unsubscribed",
			"opted out", "opt out", "optout", "opted out at", "optout time", "optout date", "email disabled",
			"email opt out", "blacklisted", "email blacklisted", "blacklist", "blocklisted",
			"email blocklisted", "blocklist", "is blacklisted", "blocked", "blocked at", "suppressed", "suppressed at",
			"deleted", "deleted at", "disabled", "is unsubscribed", "do not mail",
			"do not email", "do not contact", "has opted out of email", "unsubscribed from all email",
			"unsubscribed at utc", "churned", "left", "left on", "left at", "left date", "date left", "leave date",
			"leaving date", "unsubscription", "opt-out date", "отписан", "отписана", "дата отказа", "отказ от рассылки",
			"отписался", "отписка от рассылки", "отказался", "відписка", "відписаний", "дата відписки",
			"жазылудан шығу күні", "жазылудан шыққан күні", "abonelik iptali", "abonelik iptal tarihi", "çıkış tarihi",
			"üyelikten çıktı",
			"Abmeldung", "Abmeldedatum", "abgemeldet seit", "Kündigungsdatum", "gekündigt", "gekündigt am",
			"abbestellt", "abbestellt am", "Austrittsdatum", "désabonnement", "désinscription", "désabonnée",
			"désabonné le", "désinscrit le", "résilié",
			"baja", "de baja", "dado de baja", "dada de baja", "dado/a de baja", "fecha de baja", "fecha baja",
			"fecha de cancelación", "desuscrito", "bloqueado", "disiscritto", "data disiscrizione",
			"data di disiscrizione", "data cancellazione",
			"descadastrado", "data de cancelamento", "data de descadastro", "wypisany", "data wypisania",
			"data rezygnacji", "отписался", "отписка", "дата отписки", "заблокирован", "черный список",
			"жазылудан шықты", "шыққан күні",
			"abonelikten çıktı", "abonelikten çıkma tarihi", "abgemeldet", "abgemeldet am", "Abmeldedatum", "gesperrt",
			"désabonné", "désinscrit", "date de désabonnement", "date de désinscription",
		)},
		{kind: columnLowers, state: news.SubscriberBounced, names: folded(
			"bounced", "bounced at", "hard bounced", "hard bounce", "bounce date", "hard bounce date", "clean time",
			"cleaned", "cleaned at", "undeliverable", "undeliverability date",
			"invalid", "is bounced", "недоставка", "дата недоставки", "недоставлено", "geri döndü", "unzustellbar",
			"non distribué",
		)},
		{kind: columnLowers, state: news.SubscriberComplained, names: folded(
			"complained", "complained at", "complaint", "complaint date", "spam complaint", "spam", "spam report",
			"spam reported", "marked as spam", "abuse", "жалоба", "дата жалобы", "шағым",
			"şikayet", "Beschwerde", "plainte",
		)},
		{kind: columnRaises, state: news.SubscriberUnsubscribed, names: folded(
			"subscribed", "is subscribed", "subscribed to emails", "email subscribed", "email opt in", "active",
			"is active", "enabled", "is enabled", "accepts marketing",
			"accepts email marketing", "marketing consent", "opted in", "opt in", "optin", "email consent", "consent",
			"marketing opt in",
			"subscription", "is subscriber", "email subscription", "newsletter subscription", "newsletter subscriber",
			"accepts emails", "accepts newsletter", "receives emails", "receives newsletter", "wants newsletter",
			"email allowed", "allow email",
			"email permission", "newsletter consent", "gdpr consent", "gdpr", "mailing allowed",
			"подписан", "подписана", "подписка", "подписчик", "подписка на рассылку", "активен", "активна", "активный",
			"активная", "рассылка разрешена", "разрешена рассылка", "согласие на рассылку", "согласен на рассылку",
			"согласие", "получает рассылку", "получать рассылку", "получает письма",
			"підписка", "підписник", "підписаний", "підписана", "активний", "активна", "розсилка дозволена",
			"згода на розсилку", "згода", "отримує розсилку",
			"жазылған", "жазылым", "жазылушы", "жазылу", "белсенді", "таратылымға келісім", "келісім", "хат алады",
			"abone", "abonelik", "üye", "üyelik", "aktif", "etkin", "bülten aboneliği", "e-posta izni", "izin", "onay",
			"bülten alıyor",
			"abonniert", "Abonnement", "Abo", "Abonnent", "angemeldet", "aktiv", "eingetragen", "Newsletter abonniert",
			"Newsletter-Abo", "Newsletter gewünscht", "Newsletter erlaubt", "Einwilligung", "Zustimmung",
			"erhält Newsletter",
			"abonné", "abonnée", "abonné(e)", "inscrit", "inscrite", "inscrit(e)", "inscription", "actif", "active",
			"consentement", "abonnement newsletter", "inscrit à la newsletter", "accepte les e-mails",
			"reçoit la newsletter",
			"suscrito", "suscrita", "suscrito/a", "suscripción", "suscriptor", "suscriptora", "activo", "activa",
			"consentimiento", "acepta correos", "acepta emails", "recibe correos", "recibe boletín",
			"iscritto", "iscritta", "iscrizione", "abbonato", "abbonamento", "attivo", "attiva", "consenso", "inscrito",
			"inscrita", "inscrição", "assinante", "assinatura", "ativo", "ativa", "consentimento", "aceita emails",
			"subskrypcja", "subskrybent", "zapisany", "zapisana", "aktywny", "aktywna", "zgoda",
		)},
		{kind: columnRaises, state: news.SubscriberPending, names: folded("confirmed", "is confirmed", "verified",
			"email verified", "подтвержден", "подтверждён", "подтверждена", "підтверджено", "підтверджений",
			"расталған", "onaylı", "onaylandı", "bestätigt", "confirmé", "confirmée", "confirmado", "confirmada",
			"confermato", "potwierdzony", "double opt-in", "double opt in")},
		{kind: columnNothing, names: folded(
			"id", "uuid", "external id", "leid", "euid", "row", "#", "№", "number", "rating", "member rating", "score",
			"sent", "opens", "clicks", "opened", "clicked", "open rate", "click rate", "orders", "orders count",
			"html email", "send format", "complimentary plan", "stripe customer id", "gender", "sex", "age", "birthday",
			"birth date", "date of birth", "title", "salutation", "phone", "phone number", "mobile", "company",
			"organization", "organisation", "job title", "city", "country", "country code", "region", "province", "zip",
			"postal code", "street", "timezone", "time zone", "initials", "middle initial",
			"пол", "возраст", "дата рождения", "день рождения", "телефон", "компания", "организация", "должность",
			"город", "страна", "регион", "область", "индекс", "обращение", "стать", "місто", "країна", "компанія",
			"жынысы", "жасы", "туған күні", "ұйым", "компания атауы", "лауазымы", "қала", "ел", "облыс", "cinsiyet",
			"yaş", "doğum tarihi", "şirket", "kurum", "unvan", "şehir", "ülke", "bölge", "posta kodu",
			"Geschlecht", "Alter", "Geburtstag", "Geburtsdatum", "Anrede", "Titel", "Telefon", "Handy", "Firma",
			"Stadt", "Ort", "Land", "PLZ", "sexe", "âge", "date de naissance", "téléphone", "société", "entreprise",
			"ville",
			"pays", "code postal", "civilité", "sexo", "edad", "fecha de nacimiento", "teléfono", "empresa", "ciudad",
			"país", "provincia", "código postal", "città", "paese", "azienda", "telefono", "cidade", "telefone",
			"miasto", "kraj", "firma", "płeć", "data urodzenia",
		)},
	}
})

// columnOf finds what a header names.
func columnOf(header string) column {
	f := fold(header)
	for _, c := range columns() {
		if slices.Contains(c.names, f) {
			return c
		}
	}
	for i := range news.SubscriberTexts {
		if t := &news.SubscriberTexts[i]; f == fold(t.Name) {
			return column{kind: columnText, text: t}
		}
	}
	return column{}
}

// fileStates are the exports that hold people of one kind and say so in their names alone: Mailchimp's
// cleaned_members_export_….csv, SendGrid's suppression_bounces.csv, anybody's unsubscribed.csv.
var fileStates = []struct {
	name  *regexp.Regexp
	state news.SubscriberState
}{
	{regexp.MustCompile(`^(suppression_)?(spam|complain)|^жалоб|^şikayet|^plainte`), news.SubscriberComplained},
	{
		regexp.MustCompile(`^cleaned_.*export|^(suppression_)?(bounce|invalid)|^hard[-_ ]?bounce|^недоставл|^blocks`),
		news.SubscriberBounced,
	},
	{regexp.MustCompile(
		`^(un|non[-_ ]?)subscri|^unsub|^(suppression_)?(group_)?unsub|^suppress|^(email_)?(black|block)(ed|list)|^opt(ed)?[-_ ]?out|^отписа|^абонент.*отписа|^abgemeldet|^désabonn|^desabonn`), news.SubscriberUnsubscribed},
}

// stateOfFile is the state that a file's name gives everybody in it, "" when it gives none.
func stateOfFile(path string) news.SubscriberState {
	name := strings.ToLower(filepath.Base(path))
	for _, f := range fileStates {
		if f.name.MatchString(name) {
			return f.state
		}
	}
	return ""
}

// fileHeader is the first row of a file: what each of its columns says.
type fileHeader struct {
	columns []column
	names   []string // as they stand there, for people
	passed  []string // names of the columns that are passed over
}

// headerOf reads a header; nil when the row names no column of addresses. pass are the columns to be passed over, known
// or not.
func headerOf(row, pass []string) *fileHeader {
	h := &fileHeader{}
	taken := map[columnKind]bool{}
	for i, name := range row {
		c := columnOf(name)
		if c.kind != columnEmail && passes(pass, name, i) {
			c = column{kind: columnNothing}
		}
		switch c.kind {
		case columnEmail, columnName, columnFirst, columnLast, columnLanguage, columnReads, columnDigests:
			if taken[c.kind] { // such as "address", the street, behind "email"
				c = column{}
			}
			taken[c.kind] = true
		}
		h.columns = append(h.columns, c)
		h.names = append(h.names, or(headerName(row[i]), fmt.Sprintf("column %d", i+1)))
		if c.kind <= columnNothing && strings.TrimSpace(name) != "" {
			h.passed = append(h.passed, headerName(name))
		}
	}
	if !taken[columnEmail] {
		return nil
	}
	if slices.ContainsFunc(row, func(s string) bool { return fold(s) == "emaildisabled" }) {
		// Substack, where this is about paying
		for i, name := range row {
			if fold(name) == "activesubscription" {
				h.columns[i] = column{kind: columnNothing}
			}
		}
	}
	return h.preferEmail(row)
}

// passes reports whether the person says to pass over a column, by its name or, for one without a name, by its number.
func passes(pass []string, name string, column int) bool {
	name = or(name, fmt.Sprintf("column %d", column+1))
	return slices.ContainsFunc(pass, func(s string) bool { return fold(s) == fold(name) })
}

// preferEmail takes a column called email for the address, when one called address, or the like, stands before it.
func (h *fileHeader) preferEmail(row []string) *fileHeader {
	at := slices.IndexFunc(h.columns, func(c column) bool { return c.kind == columnEmail })
	better := slices.IndexFunc(row,
		func(s string) bool { return strings.Contains(fold(s), "mail") && columnOf(s).kind == columnEmail })
	if better > at && !strings.Contains(fold(row[at]), "mail") && h.columns[better].kind == columnUnknown {
		h.columns[at], h.columns[better] = h.columns[better], h.columns[at]
		h.passed = nil
		for i, c := range h.columns {
			if c.kind <= columnNothing && strings.TrimSpace(row[i]) != "" {
				h.passed = append(h.passed, h.names[i])
			}
		}
	}
	return h
}
