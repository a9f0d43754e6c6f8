package roster

import (
	"sync"

	"attache/news"
)

// nameWords are the words of headers of names: of given names, of family names, and what stands between them.
var nameWords = sync.OnceValue(func() (n struct{ first, last, between wordSet }) {
	n.first = newWordSet(`first given forename имя аты есімі ad adı isim vorname prénom nombre nombres ім nome imię
		voornaam jméno meno keresztnév prenume förnamn fornavn etunimi`)
	n.last = newWordSet(`last family surname фамилия тегі soyad soyadı soyisim nachname familienname nom apellido apellidos
		прізвище cognome sobrenome nazwisko achternaam příjmení priezvisko vezetéknév nume efternamn etternavn sukunimi`)
	n.between = newWordSet(`name names a and und et y e i та і й и я ve ile en och og ja és și жəне және of middle отчество
		батькові по патроним patronymic initials инициалы`)
	return n
})

// isFullName reports whether a header names both parts of a name: "Imię i nazwisko", "Фамилия, имя, отчество".
func isFullName(header string) bool {
	first, last := false, false
	n := nameWords()
	for _, w := range wordsOf(header) {
		switch {
		case n.first.has(w):
			first = true
		case n.last.has(w):
			last = true
		case !n.between.has(w):
			return false
		}
	}
	return first && last
}

// columns are all that an import understands. docs/imports.md tells whose they are; a test holds it to this table.
var columns = sync.OnceValue(func() []column {
	return []column{
		{kind: columnEmail, names: folded(
			"email", "e-mail", "email address", "e-mail address", "mail", "mail address", "address", "email id",
			"e-mail 1 - value", "email 1", "e-mail 1", "subscriber", "subscriber email", "contact email", "user email",
			"user subscriber",
			"почта", "электронная почта", "эл. почта", "эл. адрес", "адрес электронной почты", "адрес", "емейл",
			"имейл", "мейл", "email-адрес", "электронный адрес",
			"пошта", "электрондық пошта", "эл. пошта", "электрондық мекенжай", "электронна пошта",
			"e-posta", "e-posta adresi", "eposta", "mail adresi", "E-Mail-Adresse", "Mailadresse", "adresse e-mail",
			"adresse email", "adresse mail", "courriel",
			"adresse électronique", "adresse courriel", "correo", "correo electrónico", "endereço de email",
			"indirizzo email", "adres e-mail",
			"邮箱", "电子邮箱", "电子邮件", "邮件地址", "電子郵件", "メール", "メールアドレス", "이메일", "이메일 주소", "البريد الإلكتروني",
			"דוא״ל", "אימייל", "e-postadress", "e-postadresse", "sähköposti", "email cím", "e-mail cím", "adresă de email",
			"имейл адрес", "διεύθυνση email",
		)},
		{kind: columnName, names: folded(
			"name", "full name", "fullname", "display name", "subscriber name", "gecos",
			"comment subscriber", "contact name", "Anzeigename", "Angezeigter Name", "nom à afficher", "отображаемое имя",
			"görünen ad", "görünen isim", "nome visualizzato", "nombre mostrado", "nombre para mostrar", "nome de exibição",
			"wyświetlana nazwa", "nazwa wyświetlana", "показуване ім'я", "weergavenaam", "көрсетілетін аты", "фио", "ф.и.о.",
			"полное имя", "имя и фамилия", "имя фамилия", "аты-жөні", "толық аты",
			"ad soyad", "adı soyadı", "isim soyisim", "vollständiger name", "vor- und nachname", "nom complet",
			"姓名", "氏名", "名前", "お名前", "이름", "성명", "الاسم", "שם", "namn", "navn", "nimi", "név", "jméno", "meno", "nume", "име",
			"ime", "όνομα", "naam",
			"nom et prénom", "nombre completo", "піб", "nome completo",
		)},
		{kind: columnFirst, names: folded(
			"first name", "firstname", "fname", "given name", "forename", "имя", "аты", "есімі", "ad", "adı", "isim",
			"Vorname", "prénom", "nombre", "ім'я", "nome", "imię", "voornaam", "merge1",
		)},
		{kind: columnLast, names: folded(
			"last name", "lastname", "lname", "surname", "family name", "фамилия", "тегі", "soyad", "soyadı", "soyisim",
			"Nachname", "Familienname", "nom", "nom de famille",
			"apellido", "apellidos", "прізвище", "cognome", "sobrenome", "nazwisko", "achternaam", "merge2",
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
			"permission status", "email permissions status", "opt-in status", "subscription state", "email availability",
			"delivery status", "contact email status", "reception", "reception subscriber", "subscriber state",
			"marketing contact status", "contact state", "Zustand", "statut", "état", "statut d'abonnement",
			"estado", "stato", "стан",
		)},
		{kind: columnLowers, state: news.SubscriberUnsubscribed, names: folded(
			"unsubscribed", "unsubscribed at", "unsubscribed on", "unsubscribe date", "unsubscribe time",
			"unsubscription date", "unsub time", "unsub date", "unsubscribe", "date unsubscribed",
			"opted out", "opt out", "optout", "opted out at", "optout time", "optout date", "email disabled",
			"email opt out", "blacklisted", "email blacklisted", "blacklist", "blocklisted",
			"email blocklisted", "blocklist", "is blacklisted", "blocked", "blocked at", "suppressed", "suppressed at",
			"deleted", "deleted at", "disabled", "is unsubscribed", "do not mail",
			"do not email", "do not contact", "has opted out", "has opted out of email", "unsubscribed from all email",
			"unsubscribed at utc", "churned", "left", "left on", "left at", "left date", "date left", "leave date",
			"confirmed opt-out date", "date opted out", "stop time", "stop date", "stop status", "is opt out",
			"unsubscribed date",
			"no bulk emails (user opt out)", "no bulk emails", "no bulk email", "is deceased", "deceased", "deceased date",
			"contact is in trash", "is deleted", "in trash", "is excluded from campaigns", "excluded from campaigns", "unsub",
			"removed", "removed on", "removed at", "suspend", "suspended", "suspend subscriber", "deactivated", "deactivated at",
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
		{kind: columnLowers, state: news.SubscriberUnsubscribed, strict: true, names: folded(
			"confirmed opt-out source", "confirmed opt-out reason", "opt-out source", "email suppressions", "suppressions",
			"unsubscribe method", "removal reason", "removed reason", "deactivation reason", "reason removed",
			"email unsubscribed list ids", "email excluded list ids", "unsubscribed list ids",
			"unsub reason", "unsubscribe reason", "unsubscribed reason", "unsub reason other", "unsub campaign title",
			"unsub campaign id", "unsubscribe campaign", "opt-out reason", "suppression reason", "причина отписки",
			"Abmeldegrund", "motif de désinscription", "motivo de baja",
		)},
		{kind: columnLowers, state: news.SubscriberBounced, strict: true, names: folded(
			"bounce reason", "hard bounce reason", "email hard bounce reason", "clean campaign title",
			"clean campaign id", "invalid email address", "bounce type", "bounce subscriber",
		)},
		{kind: columnLowers, state: news.SubscriberBounced, names: folded(
			"bounced", "bounced at", "hard bounced", "hard bounce", "bounce date", "hard bounce date", "clean time",
			"cleaned", "cleaned at", "undeliverable", "undeliverability date",
			"on hold", "email on hold", "on hold date", "hold date",
			"invalid", "is bounced", "недоставка", "дата недоставки", "недоставлено", "geri döndü", "unzustellbar",
			"non distribué",
		)},
		{kind: columnLowers, state: news.SubscriberComplained, names: folded(
			"complained", "complained at", "complaint", "complaint date", "spam complaint", "spam", "spam report",
			"is spam complaining", "spam complaining",
			"spam reported", "marked as spam", "abuse", "жалоба", "дата жалобы", "шағым",
			"şikayet", "Beschwerde", "plainte",
		)},
		{kind: columnLowers, state: news.SubscriberPending, names: folded(
			"is opt in pending", "opt in pending", "optin pending", "confirmation pending", "pending", "unconfirmed",
		)},
		{kind: columnRaises, state: news.SubscriberUnsubscribed, names: folded(
			"email marketing consent", "accept", "subscribed subscriber", "receive emails", "receive newsletter",
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
			"согласие", "согласие на обработку", "согласие на обработку персональных данных",
			"consent given", "Einwilligung erteilt", "получает рассылку", "получать рассылку", "получает письма",
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
			"confermato", "potwierdzony", "double opt-in", "double opt in", "doi", "validated", "confirmed at",
			"confirmed on", "confirm time", "confirm date", "confirmation date", "confirmation time", "date confirmed",
			"email confirmed", "email confirmed at", "email verified at", "verified at", "is verified", "verified?",
			"email confirm time", "email confirm date", "confirmed date", "doi date", "validation",
			"дата подтверждения", "подтверждение", "дата підтвердження", "расталған күні", "растау", "onay tarihi",
			"doğrulandı", "doğrulandı mı", "doğrulama", "bestätigt am", "Bestätigung", "Bestätigungsdatum", "verifiziert",
			"date de confirmation", "confirmation", "confirmé le", "validé", "validée", "fecha de confirmación",
			"confirmación", "verificado", "verificada", "verificación", "data di conferma", "conferma",
			"activated", "activated at", "aktiviert", "aktiviert am")},
	}
})
