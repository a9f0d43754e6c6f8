package main

import (
	"errors"
	"strings"
	"testing"

	"attache/config"
)

// importedAs reads a file of one person with one more column: the person's state, or "mistake".
func importedAs(t *testing.T, header, value string, o importOptions) string {
	t.Helper()
	var b strings.Builder
	quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	b.WriteString("Correo;Nombre completo;" + quoted(header) + "\nluis@e.org;Luis Peña;" + quoted(value) + "\n")
	f, err := readSubscribers("x.csv", strings.NewReader(b.String()), o)
	if err == nil {
		return string(f.people[0].State)
	}
	var ms config.Mistakes
	if !errors.As(err, &ms) || ms[0].Line != 2 || ms[0].Field != headerName(header) ||
		!strings.Contains(ms[0].Hint, "--pass") && !strings.Contains(ms[0].Hint, "--status") {
		t.Errorf("%s = %s: %v", header, value, err)
	}
	return "mistake"
}

// TestNobodyWhoSaidNoIsActive crosses headers and answers of many languages: none of them is active.
func TestNobodyWhoSaidNoIsActive(t *testing.T) {
	cases := 0
	for _, c := range []struct{ headers, values, want string }{
		{"Subscription|Subscribed|Active|Receives emails|Opted in", "no|No.|FALSE|0", "unsubscribed"},
		{"Suscrito|Suscripción|Activo|Suscriptor|Suscrito/a|Suscrita", "no|NO|falso|0", "unsubscribed"},
		{"De baja|Dado de baja|Baja", "sí|SI|x|1|03/04/2024", "unsubscribed"},
		{
			"Подписка|Активный|Подписчик|Рассылка разрешена|Активна|Получает рассылку|Согласие", "нет|Нет|НЕТ|0|-",
			"unsubscribed",
		},
		{"Жазылым|Белсенді|Жазылушы", "жоқ|ЖОҚ|0", "unsubscribed"},
		{"Abonelik|Üye|Üyelik|Etkin", "hayır|HAYIR|yok|Yok", "unsubscribed"},
		{"Abonnement|Angemeldet|Abo|Abonnent|Aktiv", "nein|NEIN|falsch", "unsubscribed"},
		{"Inscrit|Inscription|Abonné|Actif", "non|Non|faux", "unsubscribed"},
		{"Iscritto|Iscrizione|Attivo|Consenso", "no|falso", "unsubscribed"},
		{"Inscrito|Assinatura|Ativo", "não|nao", "unsubscribed"},
		{"Subskrypcja|Aktywny|Zgoda", "nie|0", "unsubscribed"},
		{"Підписка|Активний|Підписник", "ні|0", "unsubscribed"},
		{
			"Left on|Unsubscribed at|Fecha de baja|Дата отписки|Abmeldedatum|Date de désinscription|Abonelikten " +
				"çıkma tarihi|Жазылудан шығу күні|Data disiscrizione|Data de cancelamento|Data rezygnacji|Дата відписки",
			"03/04/2024|2024-04-03|3.4.2024", "unsubscribed",
		},
		{"Подписка|Abonelik|Suscripción|Abo", "Отписан|İptal|baja|abgemeldet", "unsubscribed"},
		// What no table knows is a mistake.
		{
			"Newsletter|Рассылка|Boletín|Bülten|Таратылым|Infolettre|Розсилка|Mailing|Wants it|Flag 7",
			"no|yes|нет|да|жоқ|иә|hayır|evet|nein|ja|non|oui|sí|não|nie|ні|false|true|✗|✔|never|0|1|n|y", "mistake",
		},
		{"Newsletter|Рассылка|DOI|Notes|Комментарий|Bemerkung|Tags|Notas|Ескерту|Notlar", refusedTexts, "mistake"},
		{"Termination|Exit date|Gone on|Дата ухода|Кету күні|Austritt|Départ|Fecha de salida|Data di uscita|Data " +
			"wypisu|Çıkış", "2024-04-03|03.04.2024|1", "mistake"},
		{
			"No consent|Consent withdrawn|Отзыв согласия|Keine Einwilligung|Sans consentement|Without consent",
			"yes|ja|да|1|2024-04-03", "mistake",
		},
		{"Anti-Newsletter|Ohne Newsletter|Без рассылки|Not a reader", "yes|ja|да|1|x", "mistake"},
		{
			"Consent given|Согласие на обработку|Einwilligung erteilt|İzin durumu", "no|нет|nein|hayır|perhaps",
			"mistake",
		},
	} {
		for header := range strings.SplitSeq(c.headers, "|") {
			for value := range strings.SplitSeq(c.values, "|") {
				cases++
				if got := importedAs(t, header, value, importOptions{}); got != c.want {
					t.Errorf("%s = %s: %s, want %s", header, value, got, c.want)
				}
				if got := importedAs(t, header, value, importOptions{pass: []string{header}}); got != "active" {
					t.Errorf("%s = %s, passed over: %s", header, value, got)
				}
			}
		}
	}
	if cases < 150 {
		t.Errorf("only %d cases", cases)
	}
}

// refusedTexts are notes of people who want no mail.
const refusedTexts = "möchte keine Mails mehr|Keine E-Mails mehr senden!|bitte nicht mehr anschreiben|nicht " +
	"bestätigt|hat sich abgemeldet (Telefon)|will keinen Newsletter|widerspricht? Widerspruch vom 3.4." +
	"|просил не писать|не получает|больше не хочет писем|отписался 03.04.2024|не подтверждён|просит удалить из " +
	"списка|Не присылать!" +
	"|not confirmed|asked not to be mailed|Unsubscribed on 3 April|doesn't want any|do not e-mail|no longer " +
	"interested|please remove me|opted-out by phone|hard bounce 2023|{\"subscribed\": false}" +
	"|хат алғысы келмейді|хат жібермеңіз|жазылудан бас тартты|расталмаған 2024|posta almak istemiyor|abonelikten " +
	"çıktı 2024|onaylanmamış kayıt|bir daha yazmayın" +
	"|ne veut plus de mails|ne souhaite pas recevoir|s'est désabonné en mai|non confirmé par lui|no quiere " +
	"correos|pidió no recibir más, no enviar|dada de baja en mayo" +
	"|non vuole ricevere|non confermato ieri|não quer receber|nie chce maili|nie potwierdzony 2024|не хоче " +
	"листів|просив не писати"

// TestHarmlessColumnsPass: what says nothing of who gets mail refuses no file, and a yes makes active.
func TestHarmlessColumnsPass(t *testing.T) {
	for header, values := range map[string]string{
		"City": "Almaty|Left Bank|No", "Ciudad": "Baja California|Madrid", "Город": "Да Нанг|Астана",
		"Phone": "1|0|+7 701 000 00 00", "Company": "Spam & Sons|No|Nein GmbH|Stop & Go",
		"Notes":       "met in Astana|left a message|works remotely|likes budgets|nein-to-five job|Yes band fan club",
		"Комментарий": "встретились в Астане|работает удалённо|исключительно по делу|знает Нету",
		"Bemerkung":   "in Astana getroffen|keine Information zum Beruf", "Notlar": "Ankara'da tanıştık",
		"Birthday": "1990-01-02|02.01.1990", "Date of birth": "1990-01-02", "Joined date": "2024-01-02",
		"Fecha de alta": "03/04/2024", "Дата подписки": "02.01.2024", "Angemeldet am": "02.01.2024",
		"Date d'inscription": "02/01/2024", "CONFIRM_TIME": "2024-01-02 10:00:00", "Customer No": "4711|12",
		"Interests": "budget|courts|press", "Country": "NO|SI|Norge", "Magazin": "Spiegel", "Ort": "Ja", "Пол": "ж|м",
		"Sex": "F|M", "uuid": "1", "Member rating": "1|0", "Opens": "0|1", "Points": "7|12",
		"Consent given": "yes|2024-01-02|1", "SMS opt-out": "true|yes|1", "Tags": "vip|press, budget", "Kids": "2|3",
		"Source": "n/a|null|none|-|conference", "HasOptedOut": "false|no|0", "Bounce count": "0",
		"Subscription": "yes|active|2024-01-02", "Suscrito": "sí|SI|1", "Подписка": "да|активна|+", "Üye": "evet|var",
		"Inscrit": "oui", "Abo": "ja", "Жазылым": "иә|бар", "Fecha de baja": "|-|0000-00-00",
		"De baja": "no", "Left on": "|-", "attributes": `{"city": "Almaty", "subscribed": true}`,
	} {
		for value := range strings.SplitSeq(values, "|") {
			if got := importedAs(t, header, value, importOptions{}); got != "active" {
				t.Errorf("%s = %s: %s", header, value, got)
			}
		}
	}
}

// TestColumnOfMarks: 0 and 1 are answers where a column holds nothing else, in any row; the first of somebody who would
// get mail is told.
func TestColumnOfMarks(t *testing.T) {
	for doc, line := range map[string]int{
		"email,z\na@example.org,1\nb@example.org,\nc@example.org,0\n":                              2,
		"email,z\na@example.org,\nb@example.org,0\n":                                               3,
		"email,z\na@example.org,1\nb@example.org,2\n":                                              0,
		"email,z,status\na@example.org,0,unsubscribed\nb@example.org,1,active\n":                   3,
		"email,z,status\na@example.org,0,unsubscribed\n":                                           0,
		"email,z,status\na@example.org,12,unsubscribed\nb@example.org,1,active\n":                  0,
		"a@example.org,x\nb@example.org,\n":                                                        1,
		"email,z,w\na@example.org,1,\nb@example.org,0,no\nc@example.org,0,no\n":                    2,
		"email,,z\na@example.org,,7\nb@example.org,no,7\n":                                         3,
		"email,z\n" + strings.Repeat("a@example.org,1\n", 200) + "b@example.org,no answer given\n": 0,
	} {
		_, err := readSubscribers("x.csv", strings.NewReader(doc), importOptions{})
		var ms config.Mistakes
		if errors.As(err, &ms) != (line > 0) || line > 0 && ms[0].Line != line {
			t.Errorf("%.60q: %v, want line %d", doc, err, line)
		}
	}
	if _, err := readSubscribers("x.csv", strings.NewReader("email,\na@example.org,no\n"),
		importOptions{pass: []string{"column 2"}}); err != nil {
		t.Error(err)
	}
}
