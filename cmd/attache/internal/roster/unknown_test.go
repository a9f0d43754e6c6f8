package roster

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"attache/config"
	"attache/news"
)

func quotedCell(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// importedAs reads a file of one person with one more column: the person's state, or "mistake".
func importedAs(t *testing.T, header, value string, o Options) string {
	t.Helper()
	doc := "Correo;Nombre completo;" + quotedCell(header) + "\nluis@e.org;Luis Peña;" + quotedCell(value) + "\n"
	f, err := readSubscribers("x.csv", strings.NewReader(doc), o)
	if err == nil {
		return string(f.People[0].State)
	}
	var ms config.Mistakes
	if !errors.As(err, &ms) || ms[0].Line != 2 || ms[0].Field != headerName(header) ||
		!strings.Contains(ms[0].Hint, "--pass") && !strings.Contains(ms[0].Hint, "--status") {
		t.Errorf("%s = %s: %v", header, value, err)
	}
	return "mistake"
}

// TestNobodyWhoSaidNoIsActive crosses headers and answers of many languages: none of them is active, each is once it is
// passed over.
func TestNobodyWhoSaidNoIsActive(t *testing.T) {
	const anything = "" // but active
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
		{"HasOptedOut|UNSUB_REASON", "true|2024-04-03", "unsubscribed"},
		{"UNSUB_REASON|Motivo de baja", "too much|grumf", "unsubscribed"},
		{"Email hard bounce reason", "UNKNOWN_USER|5.1.1", "bounced"},
		{"Confirmed|DOI|Растау|Doğrulandı mı|Bestätigt am|validation", "no|нет|жоқ|hayır|nein|non|0", "pending"},
		{
			"Confirmed|DOI|Растау|Doğrulandı mı|validation|doble verificación", "en cours|henüz değil|offen|2|күтіп тұр",
			anything,
		},
		{
			"Newsletter|Рассылка|Boletín|Bülten|Таратылым|Infolettre|Розсилка|Mailing|Wants it|Flag 7",
			"no|yes|нет|да|жоқ|иә|hayır|evet|nein|ja|non|oui|sí|não|nie|ні|false|true|✗|✔|never|0|1|n|y", "mistake",
		},
		{"Newsletter|Рассылка|Notes|Комментарий|Bemerkung|Tags|Notas|Ескерту|Notlar", refusedTexts, "mistake"},
		{"Termination|Exit date|Gone on|Дата ухода|Кету күні|Austritt|Départ|Fecha de salida|Data di uscita|Data " +
			"wypisu|Çıkış", "2024-04-03|03.04.2024|1", "mistake"},
		{
			"No consent|Consent withdrawn|Отзыв согласия|Keine Einwilligung|Sans consentement|Without consent",
			"yes|ja|да|1|2024-04-03", "mistake",
		},
		{"Anti-Newsletter|Ohne Newsletter|Без рассылки|Not a reader", "yes|ja|да|1|x", "mistake"},
		{
			"Consent given|Согласие на обработку|Einwilligung erteilt|İzin durumu", "no|нет|nein|hayır|perhaps",
			anything,
		},
		{"City|Фирма|Abteilung|Created at|Tags", "unsubscribed|abgemeldet|Отписан|désabonné", "mistake"},
		{"Created at|Дата подписки|Angemeldet am|Fecha de alta", "no|nie|jamás|x|raus 2023", "mistake"},
	} {
		for header := range strings.SplitSeq(c.headers, "|") {
			for value := range strings.SplitSeq(c.values, "|") {
				cases++
				if got := importedAs(t, header, value, Options{}); got == "active" || c.want != "" && got != c.want {
					t.Errorf("%s = %s: %s, want %s", header, value, got, c.want)
				}
				if got := importedAs(t, header, value, Options{Pass: []string{header}}); got != "active" {
					t.Errorf("%s = %s, passed over: %s", header, value, got)
				}
			}
		}
	}
	if cases < 600 {
		t.Errorf("only %d cases", cases)
	}
}

// refusedTexts are notes of people who want no mail, or have not confirmed.
const refusedTexts = "möchte keine Mails mehr|bitte nicht mehr anschreiben|nicht bestätigt|bitte streichen|raus|Raus" +
	"|hat sich abgemeldet (Telefon)|widerspricht? Widerspruch vom 3.4.|просил не писать|не получает|против|Прощание" +
	"|больше не хочет писем|отписался 03.04.2024|не подтверждён|Не присылать!|not confirmed|asked not to be mailed" +
	"|Unsubscribed on 3 April|please remove me|hard bounce 2023|{\"subscribed\": false}|resigned|хат алғысы келмейді" +
	"|жазылудан бас тартты|расталмаған 2024|posta almak istemiyor|bir daha yazmayın|ne veut plus de mails|parti le 3" +
	"|plus intéressé|no quiere correos|que no le mandemos nada|dada de baja en mayo|renunció|non vuole ricevere" +
	"|não quer receber|nie chce maili|просив не писати|grumf|Ыщщ|***|?|(siehe Akte)"

// inColumn is a file of ten people with one more column, filled as the pattern says: x a value, . none.
func inColumn(header, pattern string, values []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "email,name,city,%s\n", quotedCell(header))
	n := 0
	for i, mark := range pattern {
		value := ""
		if mark == 'x' {
			value = values[n%len(values)]
			n++
		}
		fmt.Fprintf(&b, "p%d@example.org,Name %d,Almaty,%s\n", i, i, quotedCell(value))
	}
	return b.String()
}

// TestInventedColumns: headers and values in words that nobody has written down stop an import, whatever they mean;
// each of the ways on leaves those who are meant without mail, and --pass nobody.
func TestInventedColumns(t *testing.T) {
	headers := strings.Split("Grumfen|Ausgestiegen|Weg seit|parti le|renunció el|Bırakma günü|Прощание|resigned|"+
		"Zelbert am|Кыртык|Ғырпа|vålk|Bestätigungslink|Проверка адреса|Z9|Пометка|Remarque", "|")
	values := [][]string{
		{"Raus", "Weg", "Grumf", "Против", "Passé", "Umgezogen", "Tot", "Zelb", "Pension", "Кырт"},
		{"Kein Grumf", "Zelb nie", "Weg", "Raus!", "bitte weg", "Кырт мырт", "nie mehr", "plus rien", "неа", "ya"},
		{"x"},
		{"grumf"},
		{"Grumf", "Zelb"},
		{"03.04.2024", "12.05.2024", "1.1.2023", "2.3.2022", "5.6.2021", "7.8.2020", "9.9.2019"},
		{"2024-04-03"},
		{"vor 3 Wochen", "im Mai"},
		{"45385", "45386", "45387", "45388", "45389", "45390", "45391", "45392", "45393", "45394"},
		{"1711929600"},
		{"кырт мырт", "кырт"},
		{"zelb nie wieder", "hat angerufen, grumf", "grumf (Brief vom Mai)"},
		{"geklickt", "nicht geklickt"},
		{"1", "2"},
		{"A", "B", "A"},
		{"◊"},
		{"MMXXIV"},
	}
	cases := 0
	for _, header := range headers {
		for _, v := range values {
			for _, pattern := range []string{"..x.......", "xxx...x...", "xxxxxxxxx.", "xxxxxxxxxx"} {
				cases++
				testInvented(t, header, pattern, v)
			}
		}
	}
	if cases < 900 {
		t.Errorf("only %d cases", cases)
	}
}

func testInvented(t *testing.T, header, pattern string, values []string) {
	doc := inColumn(header, pattern, values)
	read := func(o Options) (File, error) {
		return readSubscribers("x.csv", strings.NewReader(doc), o)
	}
	_, err := read(Options{})
	var ms config.Mistakes
	if !errors.As(err, &ms) || len(ms) != 1 || ms[0].Line != strings.IndexByte(pattern, 'x')+2 || ms[0].Field != header ||
		!strings.Contains(ms[0].Message, values[0]) || !strings.Contains(ms[0].Hint, "--pass") ||
		!strings.Contains(ms[0].Hint, header+"=unsubscribed") {
		t.Errorf("%s %s %v: %v", header, pattern, values, err)
	}
	words := map[string]string{}
	for _, v := range values {
		words[fold(v)] = "unsubscribed"
	}
	delete(words, "")
	for way, o := range map[string]Options{
		"active":       {Pass: []string{header}},
		"unsubscribed": {words: map[string]string{fold(header): "unsubscribed"}},
		"pending":      {words: map[string]string{fold(header): "pending"}},
		"words":        {words: words},
	} {
		f, err := read(o)
		if way == "words" {
			if len(words) == 0 {
				continue
			}
			way = "unsubscribed"
		}
		if err != nil {
			t.Errorf("%s %s %v, %s: %v", header, pattern, values, way, err)
			continue
		}
		for i, p := range f.People {
			want := news.SubscriberActive
			if pattern[i] == 'x' {
				want = news.SubscriberState(way)
			}
			if p.State != want {
				t.Errorf("%s %s %v, %s: row %d is %s", header, pattern, values, way, i, p.State)
			}
		}
	}
}

// TestUnknownColumnsThatPass: what is another value for each of six or more people, telephone numbers and addresses of
// pages say nothing of who gets mail, whatever the column is called.
func TestUnknownColumnsThatPass(t *testing.T) {
	const full = "xxxxxxxxxx"
	ten := func(format string) []string {
		out := make([]string, len(full))
		for i := range out {
			out[i] = fmt.Sprintf(format, i)
		}
		return out
	}
	names := strings.Split("Dana Serik|Иван Петров|Ann van der Lee|Ümit Ak|Zoé Roy|José Peña Ruiz|Шон О'Нил|"+
		"李 明|Udo Müller-Lüdenscheid|Ayşe Ak", "|")
	for _, header := range []string{"Nimi", "Zelb", "Ғырпа", "Кыртык №", "vålk", "Jméno", "Z9", "名前"} {
		for _, c := range []struct {
			pattern string
			values  []string
		}{
			{full, names},
			{full, ten("%d")},
			{full, ten("K-10%d")},
			{full, ten("1180%d")},
			{full, ten("a%d@example.net")},
			{full, ten("Haus %d")},
			{full, ten("ab%df-9c")},
			{"..xx....x.", ten("+7 701 000 00 1%d")},
			{full, []string{"+49 (30) 1234567"}},
			{"x...x.....", ten("870100000%d1")},
			{"x.x.......", ten("https://example.org/%d")},
			{full, []string{"www.example.org"}},
			{full, []string{"-", "n/a", "NULL", "0000-00-00", "{}", "—"}},
			{"..........", nil},
		} {
			doc := inColumn(header, c.pattern, c.values)
			f, err := readSubscribers("x.csv", strings.NewReader(doc), Options{})
			if err != nil {
				t.Errorf("%s %s %v: %v", header, c.pattern, c.values, err)
				continue
			}
			if got := strings.Join(f.Passed, ","); got != "city,"+header || len(f.People) != len(full) {
				t.Errorf("%s %v: passed over %s", header, c.values, got)
			}
			for _, p := range f.People {
				if p.State != news.SubscriberActive {
					t.Errorf("%s %v: %s", header, c.values, p.State)
				}
			}
		}
	}
}

// TestHarmlessColumnsPass: what says nothing of who gets mail refuses no file, and a yes makes active.
func TestHarmlessColumnsPass(t *testing.T) {
	for header, values := range map[string]string{
		"City": "Almaty|Left Bank|No", "Ciudad": "Baja California|Madrid", "Город": "Да Нанг|Астана",
		"Phone": "1|0|+7 701 000 00 00", "Company": "Spam & Sons|No|Nein GmbH|Stop & Go",
		"Birthday": "1990-01-02|02.01.1990", "Date of birth": "1990-01-02", "Joined date": "2024-01-02|Jan 2, 2024",
		"Fecha de alta": "03/04/2024", "Дата подписки": "02.01.2024|2 января 2024", "Angemeldet am": "02.01.2024",
		"Date d'inscription": "02/01/2024", "CONFIRM_TIME": "2024-01-02 10:00:00", "Customer No": "4711|12",
		"Interests": "budget|courts|press", "Country": "NO|SI|Norge", "Medium": "Spiegel", "Ort": "Ja", "Пол": "ж|м",
		"Sex": "F|M", "uuid": "1", "Member rating": "1|0", "Opens": "0|1", "Open rate": "12,5 %",
		"Consent given": "yes|2024-01-02|1", "SMS opt-out": "true|yes|1", "Business Phone 2": "7", "Straße privat": "Weg 1",
		"Source": "n/a|null|none|-|conference", "HasOptedOut": "false|no|0", "Bounce count": "0",
		"Subscription": "yes|active|2024-01-02", "Suscrito": "sí|SI|1", "Подписка": "да|активна|+", "Üye": "evet|var",
		"Inscrit": "oui", "Abo": "ja", "Жазылым": "иә|бар", "Fecha de baja": "|-|0000-00-00",
		"De baja": "no", "Left on": "|-", "Labels": "* myContacts|* starred ::: * myContacts", "Рабочий телефон": "22",
		"İş adresi": "Ankara", "Ville de naissance": "Paris", "Жұмыс орны": "-", "Ministère": "MEAE", "Ведомство": "МИД",
	} {
		for value := range strings.SplitSeq(values, "|") {
			if got := importedAs(t, header, value, Options{}); got != "active" {
				t.Errorf("%s = %s: %s", header, value, got)
			}
		}
	}
}

// TestColumnsInFiles: which line of which column is told.
func TestColumnsInFiles(t *testing.T) {
	for doc, want := range map[string]string{
		"email,z\na@example.org,1\nb@example.org,\nc@example.org,0\n":                 "2 z",
		"email,z\na@example.org,\nb@example.org,0\n":                                  "3 z",
		"email,z,status\na@example.org,0,unsubscribed\nb@example.org,1,active\n":      "3 z",
		"email,z,status\na@example.org,0,unsubscribed\n":                              "",
		"a@example.org,x\nb@example.org,\n":                                           "1 column 2",
		"a@example.org,\nb@example.org,\n":                                            "",
		"email,z,w\na@example.org,1,\nb@example.org,0,no\nc@example.org,0,no\n":       "2 z|3 w",
		"email,,z\na@example.org,,7\nb@example.org,no,7\n":                            "2 z|3 column 2",
		"email,tags,status\na@example.org,vip,active\nb@example.org,,active\n":        "",
		"email,tags,status\na@example.org,vip,active\nb@example.org,,\n":              "3 status",
		"email,tags,status\na@example.org,\"vip, unsubscribed\",active\n":             "2 tags",
		"email,attributes,status\na@example.org,\"{\"\"a\"\": true}\",enabled\n":      "",
		"email,confirmed\na@example.org,yes\nb@example.org,\n":                        "3 confirmed",
		"email,confirmed,status\na@example.org,yes,\nb@example.org,,pending\n":        "",
		"email,confirmed\na@example.org,\nb@example.org,\n":                           "",
		"email,Согласие\na@example.org,\nb@example.org,да\n":                          "2 Согласие",
		"email,mail\na@example.org,nein\nb@example.org,\n":                            "2 mail",
		"email,address\na@example.org,Main St\nb@example.org,\n":                      "",
		"email,City,city\na@example.org,Rome,Bern\nb@example.org,Ust-Kamenogorsk,x\n": "",
	} {
		_, err := readSubscribers("x.csv", strings.NewReader(doc), Options{})
		var ms config.Mistakes
		errors.As(err, &ms)
		var got []string
		for _, m := range ms {
			got = append(got, fmt.Sprintf("%d %s", m.Line, m.Field))
		}
		if g := strings.Join(got, "|"); g != want || (err != nil) != (want != "") {
			t.Errorf("%.60q: %v, want %s", doc, err, want)
		}
	}
}

// TestWaysOn: what --status and --pass say of a column or a word.
func TestWaysOn(t *testing.T) {
	long := strings.Repeat("Grumf zelb ", 12)
	for i, c := range []struct {
		doc, statuses, pass, want string // want: states, or "mistake"
	}{
		{
			"email,News\na@e.org,x\nb@e.org,\nc@e.org,nein\nd@e.org,0\n", "News=active", "",
			"active unsubscribed unsubscribed unsubscribed",
		},
		{"email,DOI\na@e.org,x\nb@e.org,\nc@e.org,nein\n", "DOI=active", "", "active pending pending"},
		{"email,DOI\na@e.org,geklickt\nb@e.org,offen\n", "offen=pending", "", "mistake"},
		{"email,DOI\na@e.org,geklickt\nb@e.org,offen\n", "offen=pending|geklickt=active", "", "active pending"},
		{"email,Zelb\na@e.org,geklickt\nb@e.org,offen\n", "offen=pending", "", "mistake"},
		{"email,Zelb\na@e.org,geklickt\nb@e.org,offen\n", "OFFEN=pending|geklickt=active", "", "active pending"},
		{"email,Zelb\na@e.org,\nb@e.org,offen\nc@e.org,nein\n", "Zelb=bounced", "", "active bounced active"},
		{"email,unsubscribed\na@e.org,yes\n", "yes=active", "", "unsubscribed"},
		{"email,unsubscribed\na@e.org,yes\n", "unsubscribed=active", "", "unsubscribed"},
		{"email,unsubscribed\na@e.org,grumf\n", "unsubscribed=unsubscribed", "", "unsubscribed"},
		{
			"email,name\na@e.org,Ann (ausgetreten)\nb@e.org,Bob (FCO)\nc@e.org,Cy [nicht bestätigt]\n", "", "",
			"unsubscribed active pending",
		},
		{"email,name,state\na@e.org,Ann (left),active\n", "", "", "active"},
		{"email,name\na@e.org,Ann (grumf)\nb@e.org,Bob (Left Bank)\n", "grumf=bounced", "", "bounced active"},
		{"email," + long + "\na@e.org,x\nb@e.org,\n", "column 2=unsubscribed", "", "unsubscribed active"},
		{"email," + long + "\na@e.org,x\nb@e.org,\n", "", "column 2", "active active"},
		{"email," + long[:60] + "\na@e.org,x\nb@e.org,\n", "", long[:60], "active active"},
		{"email," + long[:60] + "\na@e.org,x\nb@e.org,\n", "", long[:59], "mistake"},
		{"email,status\na@e.org,grumf\nb@e.org,unsubscribed\n", "", "status", "active active"},
		{"email,status\na@e.org,grumf\nb@e.org,unsubscribed\n", "grumf=active", "", "active unsubscribed"},
		{"email,,\na@e.org,grumf,x\n", "column 2=complained", "column 3", "complained"},
		{"email,tags\na@e.org,grumf\nb@e.org,vip\n", "grumf=unsubscribed|vip=active", "", "unsubscribed active"},
		{"email,Notes\na@e.org,zelb\nb@e.org,\n", "", "NOTES", "active active"},
		{"email,Notes,Weg\na@e.org,zelb,1.2.2024\nb@e.org,,\n", "", "notes", "mistake"},
		{"email,Weg,left\na@e.org,1.2.2024,\nb@e.org,,1.2.2024\n", "Weg=unsubscribed", "", "unsubscribed unsubscribed"},
	} {
		o := explained(t, c.statuses)
		if c.pass != "" {
			o.Pass = []string{c.pass}
		}
		f, err := readSubscribers("x.csv", strings.NewReader(c.doc), o)
		var got []string
		for _, p := range f.People {
			got = append(got, string(p.State))
		}
		if g := strings.Join(got, " "); err == nil && g != c.want || err != nil && c.want != "mistake" {
			t.Errorf("%d: %s, %v, want %s", i, g, err, c.want)
		}
	}
}
