package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attache/config"
	"attache/news"
	"attache/text"
)

func states(s string) map[string]news.SubscriberState {
	out := map[string]news.SubscriberState{}
	f := strings.Fields(s)
	for i := 0; i < len(f); i += 2 {
		out[f[i]+"@example.org"] = news.SubscriberState(f[i+1])
	}
	return out
}

func readCSV(t *testing.T, name, doc string) File {
	t.Helper()
	f, err := readSubscribers(name, strings.NewReader(doc), Options{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

func statesIn(f File) map[string]news.SubscriberState {
	got := map[string]news.SubscriberState{}
	for _, p := range f.People {
		got[p.Email] = p.State
	}
	return got
}

// TestStatusWords tries plain words of people in many languages; none that says somebody left, bounced or complained
// may be active.
func TestStatusWords(t *testing.T) {
	for state, words := range map[news.SubscriberState]string{
		"active": "active|Subscribed|ENABLED|confirmed|opted-in|" +
			"подписан|Подписана|подписан(а)|активен|белсенді|жазылған|aktif|Abone|aktiv|abonniert|angemeldet|" +
			"actif|abonné|Abonné(e)|inscrit|suscrito|Активный|Üye|подтверждён|Subscribed (confirmed)",
		"unsubscribed": "unsubscribed|Un-Subscribed|UNSUBSCRIBED (user)|opted " +
			"out|opt-out|blocklisted|black-listed|Non-Subscribed|not " +
			"subscribed|removed|inactive|cancelled|отписан|Отписалась|отписался|отказ|отказался от " +
			"рассылки|удалён|заблокирован|неактивен|не активен|не подписан|чёрный список|подписка отменена|жазылудан " +
			"шықты|бас тартты|белсенді емес|бұғатталған|çıktı|ÇIKTI|Abonelikten çıktı|iptal etti|aktif " +
			"değil|pasif|engellendi|abonelik iptal edildi|abgemeldet|Abonnement " +
			"gekündigt|gekündigt|abbestellt|ausgetragen|inaktiv|gesperrt|désabonné|Désabonnée|désabonné(e)|" +
			"désinscrit|résilié|inactif|non abonné|відписаний|baja|disiscritto|do not mail",
		"bounced": "bounced|Hard Bounce|soft bounced|cleaned|undeliverable|invalid|unreachable|не " +
			"доставлено|недоставлено|адрес не существует|возврат|жеткізілмеді|жарамсыз|geri " +
			"döndü|geçersiz|ulaşılamıyor|unzustellbar|ungültig|nicht zustellbar|rejeté|adresse invalide|non " +
			"distribué|5.1.1|550",
		"complained": "complained|Spam Complaint|marked as spam|abuse|Junk|жалоба|пожаловался|пожаловалась на " +
			"спам|шағым|şikayet|ŞİKAYET ETTİ|şikâyet|Beschwerde|Spam-Beschwerde|plainte|signalé comme " +
			"indésirable|unsubscribed after complaint",
		"pending": "pending|unconfirmed|Not confirmed|unverified|ожидает подтверждения|не подтверждён|не " +
			"подтвержден|неподтвержден|күтуде|расталмаған|beklemede|onay bekliyor|onaylanmamış|unbestätigt|nicht " +
			"bestätigt|ausstehend|en attente|non confirmé",
		"": "perhaps|xyz|на паузе|0|no|not unsubscribed|не отписан|nicht " +
			"abgemeldet|нет|7|vielleicht|belki|peut-être|мүмкін",
	} {
		for w := range strings.SplitSeq(words, "|") {
			for _, w := range []string{w, " " + w + "\u200b", strings.ToUpper(w)} {
				if strings.ContainsAny(w, "İI") && strings.ContainsAny(w, "ŞĞÇÖÜ") || strings.Contains(w, "İ") {
					continue // upper case of Turkish is not what strings makes of it
				}
				got, ok := stateOf(w)
				if !ok {
					got = ""
				}
				if got != state {
					t.Errorf("%q is %q, want %q", w, got, state)
				}
			}
		}
	}
}

func TestSeveralColumnsAgreeOnTheLowest(t *testing.T) {
	got := statesIn(readCSV(t, "x.csv", `email,status,confirmed,blacklisted,unsubscribed_at,bounced,complained
a@example.org,active,1,0,,0,0
b@example.org,active,1,0,2024-03-01,0,
c@example.org,active,1,1,0000-00-00 00:00:00,,
d@example.org,active,0,0,NULL,no,no
e@example.org,active,yes,no,\N,2024-03-01T10:00:00Z,no
f@example.org,unsubscribed,yes,no,,yes,1
g@example.org,bounced,,,12.03.2024,,
h@example.org,,1,,,,
`))
	if diff := cmp.Diff(
		states("a active b unsubscribed c unsubscribed d pending e bounced f complained g unsubscribed h active"),
		got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatFilesLookLike(t *testing.T) {
	for name, c := range map[string]struct{ doc, want string }{
		"sep=": {"sep=;\r\nemail;name\r\na@example.org;A, B\r\n", "a@example.org A, B"},
		"CR": {
			"email,name\ra@example.org,Dana\rb@example.org,M\r",
			"a@example.org Dana|b@example.org M",
		},
		"tabs":  {"email\tname\na@example.org\tA;B,C\n", "a@example.org A;B,C"},
		"pipes": {"email|name\na@example.org|A\n", "a@example.org A"},
		"first and last": {
			"Email,First Name,Last Name\na@example.org,Ann,Lee\nb@example.org,,Lee\n",
			"a@example.org Ann Lee|b@example.org Lee",
		},
		"имя и фамилия": {"Фамилия;Имя;Эл. почта\nПетров;Иван;a@example.org\n", "a@example.org Иван Петров"},
		"invisible": {
			"\ufeffem\u200bail,name\nz@example.org\u200b,O\u00adne\u00a0Two\n" +
				"\u202apaste@example.org\u202c,\u2068Copied\u2069\n\ufeffb@example.org,\u200eBom\n",
			"z@example.org One Two|paste@example.org Copied|b@example.org Bom",
		},
		"ZWNJ": {"email,name\na@example.org,علی\u200cرضا\n", "a@example.org علی\u200cرضا"},
		"blank rows": {
			"\n\nemail,name\na13@example.org,Dana\n\n,\n   \n\" \",\u00a0\n",
			"a13@example.org Dana",
		},
		"two spellings": {"email,name\nAnn@Example.org,\nann@example.ORG,Ann\n", "ann@example.org Ann"},
		"full width":    {"email\nａｎｎ＠ｅｘａｍｐｌｅ．ｏｒｇ\nbob＠example.org\n", "ann@example.org |bob@example.org "},
		"mailto": {
			"email\nmailto:a@example.org?subject=x\nMAILTO: b@example.org\n",
			"a@example.org |b@example.org ",
		},
		"name and address": {"email\nAnn Lee <a@example.org>\n\"\"\"Bob, Jr\"\" " +
			"<b@example.org>,\"\n<c@example.org>\n", "a@example.org Ann Lee|b@example.org Bob, Jr|c@example.org "},
		"trailing stops": {
			"email\na@example.org.\nb@example.org;\nc@example.org ,\n'd@example.org\n",
			"a@example.org |b@example.org |c@example.org |'d@example.org ",
		},
		"formulas": {
			"email,name\na@example.org,'=1+1\nb@example.org,''x\nc@example.org,'Abd\n'+d@example.org,'＝x\n",
			"a@example.org =1+1|b@example.org 'x|c@example.org 'Abd|+d@example.org ＝x",
		},
		"quoted lines beside": {
			"email,address\na@example.org,\"one\ntwo\"\nb@example.org,\n",
			"a@example.org |b@example.org ",
		},
		"quotes": {
			"\"email\",\"name\"\n\"a@example.org\" , \"Bob \"\"the\"\" Jr\"\n",
			"a@example.org Bob \"the\" Jr",
		},
		"bare list":        {"a@example.org\n\nb@example.org\n", "a@example.org |b@example.org "},
		"street and email": {"Address,Email\nMain St 1,a@example.org\n", "a@example.org "},
		"cp1251": {
			"email;name\r\na@example.org;\xc8\xe2\xe0\xed\xee\xe2 \xcf\xb8\xf2\xf0\r\n",
			"a@example.org Иванов Пётр",
		},
		"UTF-16": {
			"\xff\xfee\x00m\x00a\x00i\x00l\x00\r\x00\n\x00a\x00@\x00b\x00.\x00o\x00r\x00g\x00\r\x00\n\x00",
			"a@b.org ",
		},
		"UTF-16, no mark": {
			"e\x00m\x00a\x00i\x00l\x00\r\x00\n\x00a\x00@\x00b\x00.\x00o\x00r\x00g\x00\r\x00\n\x00",
			"a@b.org ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range readCSV(t, "x.csv", c.doc).People {
				got = append(got, p.Email+" "+p.Name)
			}
			if g := strings.Join(got, "|"); g != c.want {
				t.Errorf("got %q, want %q", g, c.want)
			}
		})
	}
	f := readCSV(t, "x.csv", "uuid,Email,city,name\n1,A@example.org,x,A\n2,a@example.org,y,\n")
	if strings.Join(f.Passed, ", ") != "uuid, city" || len(f.People) != 1 ||
		!slices.Equal(f.People[0].Lines, []int{3}) {
		t.Errorf("%+v", f)
	}
}

func TestWhatFilesAreRefusedFor(t *testing.T) {
	for name, c := range map[string]struct {
		doc, words string
		line       int
	}{
		"stray quote": {
			"email,name\na@example.net,Ann\nb@example.net,\"Bob\nc@example.net,Cid\n",
			"never closed", 3,
		},
		"two stray quotes":  {"email,name\nb@example.net,\"Bob\nc@example.net,\"Cid\n", "inside a value", 3},
		"quote inside":      {"email,name\nb@example.net,Bob \"the\" Jr\n", "inside a value", 2},
		"name of two lines": {"email,name\nb@example.net,\"Bob\nJr\"\n", "line break", 2},
		"rows in a value":   {"email,x,name\na@example.net,\"y\nb@example.net,z\",Cid\n", "holds other rows", 2},
		"unknown status":    {"email,status\na@example.net,on holiday\n", "no status that is known", 2},
		"unknown answer":    {"email,unsubscribed\na@example.net,perhaps\n", "no status that is known", 2},
		"too wide":          {"email,name\na@example.net,Lee, Ann\n", "3 values", 2},
		"cut":               {"email,status\na@example.net\n", "ends before", 2},
		"no header":         {"name,phone\nA,1\n", "names no column of e-mail", 1},
		"literal":           {"email\na@[127.0.0.1]\n", "not an e-mail address", 2},
		"localhost":         {"email\na@localhost\n", "not an e-mail address", 2},
		"two addresses":     {"email,name\n\"a@example.net, b@example.net\",x\n", "not an e-mail address", 2},
		"no address":        {"email,name\n,Ann\n", "not an e-mail address", 2},
		"Excel":             {"PK\x03\x04....", "Excel", 0},
		"damaged UTF-8":     {"email,name\na@example.net,Дана Дана Дана\nb@example.net,Да\xffна\n", "line 3", 0},
		"long value": {
			"email,name\na@example.net," + strings.Repeat("x", 70_000) + "\n", "longer than 64 KB",
			2,
		},
		"quote never closed": {
			"email,name\na@example.net,\"" + strings.Repeat("x\n", 5_000_000), "longer than 64 KB",
			2,
		},
		"too many columns":    {strings.Repeat("a,", 2000) + "\n", "more than 1000 values", 1},
		"brackets":            {strings.Repeat("[", 1<<20), "longer than 64 KB", 1},
		"status of nothing":   {"email,status\na@example.net,1\nb@example.net,0\n", "no status that is known", 3},
		"empty":               {"", "no row of a subscriber", 0},
		"a header alone":      {"email,name\n", "no row of a subscriber", 0},
		"blank rows alone":    {"\n\n \n", "no row of a subscriber", 0},
		"UTF-16, cut":         {"\xff\xfe" + wide("email,name\na@b.org,Ann\nc@d.org,Bo")[:61], "damaged", 3},
		"UTF-16, half a pair": {"\xff\xfe" + wide("email,name\na@b.org,") + "\x3d\xd8" + wide("\n"), "damaged", 2},
		"windows-1251, 0x98": {"email;name\r\na@example.org;\xc8\xe2\xe0\xed\xee\xe2 " +
			"\xcf\xb8\xf2\xf0\r\nb@example.org;\xcf\xb8\x98\xf2\xf0\r\n", "damaged", 3},
		"windows-1252, 0x81":  {"email;name\r\na@example.org;J\xf6rg M\x81ller\r\n", "damaged", 2},
		"language of nothing": {"email,language\na@example.net,xx-YY\n", "not a language", 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readSubscribers("x.csv", strings.NewReader(c.doc), Options{})
			var ms config.Mistakes
			var invalid *news.InvalidError
			if !errors.As(err, &ms) && !errors.As(err, &invalid) {
				t.Fatalf("got %T: %v", err, err)
			}
			if !strings.Contains(err.Error(), c.words) || len(ms) > 0 && ms[0].Line != c.line {
				t.Errorf("got %.300v, want line %d: %s", err, c.line, c.words)
			}
		})
	}
	_, err := readSubscribers("x.csv", strings.NewReader("email,status\na@example.net,on holiday\n"),
		Options{words: map[string]string{"onholiday": "pending"}})
	if err != nil {
		t.Error(err)
	}
}

// wide is a text of the Basic Multilingual Plane in UTF-16LE.
func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// TestDecodingNamed: an encoding that the person names does not let damaged characters pass either.
func TestDecodingNamed(t *testing.T) {
	for label, doc := range map[string]string{
		"utf-8":        "email,name\na@example.org,D\xffna\n",
		"windows-1253": "email,name\na@example.org,\xd2\n", "iso-8859-5": "email,name\na@example.org,\x98\n",
	} {
		var ms config.Mistakes
		if _, err := readSubscribers("x.csv", strings.NewReader(doc), Options{Encoding: label}); !errors.As(err,
			&ms) || ms[0].Line != 2 {
			t.Errorf("%s: %v", label, err)
		}
	}
	f, err := readSubscribers("x.csv", strings.NewReader("email,name\na@example.org,D\uFFFDna\n"), Options{})
	if err != nil || f.People[0].Name != "D\uFFFDna" {
		t.Errorf("what stood in the file: %v", err)
	}
}

// TestLanguages: a language that no letter is in is one that the person reads.
func TestLanguages(t *testing.T) {
	f := readCSV(t, "x.csv", `Email,LANGUAGE,reads
a@example.org,de,
b@example.org,pt-BR,ru
c@example.org,en_US,
d@example.org,Deutsch,de
e@example.org,Русский,
f@example.org,iw,
g@example.org,zh-TW,
h@example.org,,
i@example.org,Қазақша,
`)
	var got []string
	for _, p := range f.People {
		if err := Valid(&p.Subscriber); err != nil {
			t.Error(err)
		}
		got = append(got, p.Language+" "+strings.Join(p.Reads, "+"))
	}
	if g := strings.Join(got, "|"); g != " de| pt+ru|en | de|ru | he| zh| |kk " {
		t.Error(g)
	}
	if diff := cmp.Diff(map[string]int{"de": 2, "pt": 1, "he": 1, "zh": 1}, f.Foreign); diff != "" {
		t.Error(diff)
	}
	if _, err := readSubscribers("x.csv", strings.NewReader("email,language\na@example.org,xx\n"),
		Options{Pass: []string{"language"}}); err != nil {
		t.Errorf("passed over: %v", err)
	}
}

// TestExportComesBack: what export writes, an import reads as the very values, whatever people are called.
func TestExportComesBack(t *testing.T) {
	alphabet := []rune("=+-@|%'\"`,;\t\n\r ＝＋－＠aБж\u200b\u200c\u202e\u00a0\u00ad\x1b\u0085\ufeff\\#<>&éاש漢👍0")
	random := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	out := NewWriter(&b)
	var want []news.Subscriber
	for i := range 5000 {
		name := make([]rune, random.IntN(12))
		for j := range name {
			name[j] = alphabet[random.IntN(len(alphabet))]
		}
		s := news.Subscriber{
			Email:    fmt.Sprintf("%sr%d@example.org", []string{"", "+", "=", "-", "'", "''"}[i%6], i),
			Name:     text.Plain(string(name)),
			Language: []string{"", "ru"}[i%2], State: []news.SubscriberState{
				"active", "pending", "unsubscribed",
				"bounced", "complained",
			}[i%5],
		}
		if err := Valid(&s); err != nil {
			t.Fatal(err)
		}
		want = append(want, s)
		if err := out.Write(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cells {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(first(cell), formula) {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
	f, err := readSubscribers("export.csv", &b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range f.People {
		if diff := cmp.Diff(want[i], p.Subscriber); diff != "" {
			t.Fatalf("row %d: %s", i, diff)
		}
	}
	if len(f.People) != len(want) {
		t.Errorf("%d came back as %d", len(want), len(f.People))
	}
}

func FuzzSubscribers(f *testing.F) {
	f.Add("email,name\na@example.org,A\n")
	f.Add("\ufeffE-mail;Digests\nb@example.org;daily weekly\n")
	f.Add("c@example.org\n\"d@example.org\n")
	f.Add("sep=|\nemail|name\r\na@example.org|\"x\r\ny\"\r")
	f.Add("\xff\xfee\x00m\x00a\x00i\x00l\x00\n\x00")
	for _, m := range mailerExports {
		f.Add(m.doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		file, err := readSubscribers("x.csv", strings.NewReader(doc), Options{})
		var ms config.Mistakes
		if errors.As(err, &ms) && len(ms) == 0 {
			t.Error("an empty list of mistakes")
		}
		if err != nil {
			return
		}
		var b bytes.Buffer
		out := NewWriter(&b)
		for _, p := range file.People {
			if err := Valid(&p.Subscriber); err != nil {
				t.Errorf("%+v: %v", p, err)
			}
			if err := out.Write(p.Subscriber); err != nil {
				t.Fatal(err)
			}
		}
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
		again, err := readSubscribers("x.csv", &b, Options{})
		if err != nil || len(again.People) != len(file.People) {
			t.Errorf("%d subscribers came back as %d: %v", len(file.People), len(again.People), err)
			return
		}
		for i := range again.People {
			if diff := cmp.Diff(file.People[i].Subscriber, again.People[i].Subscriber); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// FuzzCSVRows: what encoding/csv reads in strict form, Rows reads the same.
func FuzzCSVRows(f *testing.F) {
	f.Add("a,b\n\"c\"\"d\",\"e\nf\"\n")
	f.Fuzz(func(t *testing.T, doc string) {
		if strings.ContainsAny(doc, ";\t|\r ") || strings.HasPrefix(strings.ToLower(strings.Trim(doc, "\"")), "sep=") {
			return
		}
		std := csv.NewReader(strings.NewReader(doc))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil {
			return
		}
		rows := NewRows("x", doc)
		for _, w := range want {
			row, err := rows.Next()
			for err == nil && len(row) == 1 && row[0] == "" && (len(w) != 1 || w[0] != "") {
				// encoding/csv passes over empty lines
				row, err = rows.Next()
			}
			if err != nil || !slices.Equal(row, w) {
				t.Fatalf("got %q, %v, want %q", row, err, w)
			}
		}
	})
}

// TestFormulaBehindASemicolon: a spreadsheet that parts columns by semicolons finds no formula inside a value.
func TestFormulaBehindASemicolon(t *testing.T) {
	for value, want := range map[string]string{
		"a;=1": "a;'=1", "a;'=1": "a;''=1", "=1;+2": "'=1;'+2",
		"x\t@y": "x\t'@y", "a; b": "a; b", "it's": "it's",
	} {
		if got := Guard(value); got != want || Unguard(got) != value {
			t.Errorf("%q becomes %q and comes back as %q", value, got, Unguard(got))
		}
	}
}

// TestLeadingDotIsAMistake: an address with a dot before it is not another person's.
func TestLeadingDotIsAMistake(t *testing.T) {
	if _, err := readSubscribers("x.csv", strings.NewReader("email\n.a@example.org\n"), Options{}); err == nil {
		t.Error("it was read as another address")
	}
}
