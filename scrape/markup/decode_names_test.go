package markup

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

// nameLists are common names, first and family, of languages, with the encodings that can write them.
var nameLists = []struct {
	language, first, family string
	encodings               string
}{
	{
		"Russian", "Александр Дмитрий Ольга Наталья Сергей Юлия Пётр Екатерина Игорь Жанна Эдуард Щукарь Фёдор Анна",
		"Иванов Смирнова Кузнецов Попов Васильева Соколов Михайлов Новикова Фёдоров Морозов Волков Зайцева Щербаков " +
			"Цветкова Юдин Эйхенбаум", "windows-1251 koi8-r ibm866 iso-8859-5 x-mac-cyrillic",
	},
	{
		"Ukrainian", "Олександр Ірина Сергій Наталія Андрій Оксана Євген Юлія Їжак Микола Любов",
		"Шевченко Бондаренко Ткаченко Кравченко Олійник Коваленко Поліщук Мельник Гнатюк Євтушенко Цюпа",
		"windows-1251 koi8-u iso-8859-5 x-mac-cyrillic",
	},
	{
		"Kazakh", "Айгерим Дана Ержан Нурлан Асель Бауыржан Гульнара Серик Жанар Динара Мурат Айбек",
		"Ахметов Сулейменова Оспанов Жумабаева Касымов Абдрахманова Ибраев Нурпеисова Тлеубаев Сагынтаева Жаксыбеков",
		"windows-1251 koi8-r ibm866 x-mac-cyrillic",
	},
	{
		"Turkish", "Işıl Şahin Ayşe Mehmet İbrahim Gülşen Çağla Özgür Ümit Tuğba Yiğit Nazlı Fatih Oğuz",
		"Yılmaz Öztürk Çelik Şimşek Güneş Aydın Doğan Kılıç Özdemir Arslan Koç Çakır Yıldız Şen Kaya Uğurlu",
		"windows-1254 iso-8859-9",
	},
	{
		"German", "Jürgen Käthe Günther Björn Jörg Sören Ute Häns Rüdiger Bärbel Anna",
		"Müller Schäfer Köhler Weiß Großmann Krüger Böhm Schröder Jäger Vogel Häußler Günther",
		"windows-1252 macintosh windows-1250",
	},
	{
		"French", "Hélène François Benoît Zoé Anaïs Jérôme Chloé Gaël Françoise Inès Éric Noël",
		"Lefèvre Béranger Hébert Gonçalves Delâtre Guérin Côté Lemaître Beaupré Mérimée Prévôt Château",
		"windows-1252 macintosh",
	},
	{
		"Spanish", "José María Jesús Íñigo Ángel Inés Andrés Sofía Raúl Belén Óscar Mónica",
		"Núñez García Rodríguez Peña Muñoz López Ibáñez Gutiérrez Ordóñez Díaz Saldaña Cañas",
		"windows-1252 macintosh",
	},
	{
		"Portuguese", "João Conceição Antônio Inês Luís Simão Fátima Mário Estêvão Cláudia",
		"Gonçalves Magalhães Araújo Simões Leitão Conceição Guimarães Falcão Assunção Brandão",
		"windows-1252 macintosh",
	},
	{
		"Polish", "Michał Małgorzata Paweł Łukasz Elżbieta Stanisław Żaneta Józef Bożena Rafał",
		"Wiśniewski Wójcik Kowalczyk Kamińska Zieliński Woźniak Dąbrowski Kozłowska Jabłoński Król Łęcki Śliwa Żak",
		"windows-1250 iso-8859-2",
	},
	{
		"Czech", "Tomáš Jiří Lukáš Zdeněk Šárka Věra Ondřej Radoš Blažena Hynek Růžena",
		"Dvořáček Novák Svoboda Černý Procházka Kučera Veselý Horák Němec Pokorný Růžička Beneš Šťastný Žák",
		"windows-1250 iso-8859-2",
	},
	{
		"Hungarian", "László Zoltán Gábor Ágnes Erzsébet Jenő Győző Írisz Özséb Béla Zsófia",
		"Szabó Kovács Tóth Németh Győri Szőke Fűzfa Bálint Lőrincz Vörös Szűcs Bíró Horváth",
		"windows-1250 iso-8859-2",
	},
	{
		"Greek", "Γιώργος Ελένη Δημήτρης Κωνσταντίνος Μαρία Άννα Νίκος Σοφία Χρήστος Βασίλης",
		"Παπαδόπουλος Οικονόμου Γεωργίου Αθανασίου Νικολάου Καραγιάννης Ιωάννου Βλάχος Μάκρης Δήμου",
		"windows-1253 iso-8859-7",
	},
}

// madeFile is a list of some rows of made names, as a spreadsheet saves it, at least one beyond ASCII.
func madeFile(rng *rand.Rand, first, family []string, rows int) string {
	for {
		var b strings.Builder
		b.WriteString("email;name\r\n")
		for n := range rows {
			fmt.Fprintf(&b, "r%d@example.org;%s %s\r\n", n, first[rng.IntN(len(first))], family[rng.IntN(len(family))])
		}
		if s := b.String(); strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) >= 0 {
			return s
		}
	}
}

// TestDecodeMadeNames reads lists of made names in 12 languages and the encodings that can write them, of 1 to 200
// rows. A file counts as right when its text is; one that is not, or that only happens to be, should at least be
// doubted.
func TestDecodeMadeNames(t *testing.T) {
	files := 6
	if os.Getenv("ATTACHE_TORTURE") != "" {
		files = 40
	}
	lengths := []int{1, 5, 20, 200}
	rng := rand.New(rand.NewPCG(1, 2)) // made names need no secret
	var right, old, silent, total [4]int
	for _, l := range nameLists {
		first, family := strings.Fields(l.first), strings.Fields(l.family)
		for encoding := range strings.FieldsSeq(l.encodings) {
			enc, _ := charset.Lookup(encoding)
			var row [4][3]int
			for k, rows := range lengths {
				for range files / (1 + k) {
					want := madeFile(rng, first, family, rows)
					raw, err := enc.NewEncoder().Bytes([]byte(want))
					if err != nil {
						t.Fatalf("%s cannot write %s: %v", encoding, l.language, err)
					}
					total[k]++
					row[k][2]++
					if string(decodeAs(raw, commonCharset(highLines(raw)))) == want {
						old[k]++
						row[k][0]++
					}
					text, _, err := DecodeFile(raw, "")
					switch {
					case err == nil && string(text) == want:
						right[k]++
						row[k][1]++
					case err == nil && len(Doubts(raw)) == 0:
						silent[k]++
						if rows == 1 {
							t.Logf("%s as %s: %q", l.language, encoding, strings.SplitN(string(text), ";", 3)[2])
						}
					}
				}
			}
			s := fmt.Sprintf("%-11s %-15s", l.language, encoding)
			for k := range lengths {
				s += fmt.Sprintf("  %3d→%3d %%", 100*row[k][0]/row[k][2], 100*row[k][1]/row[k][2])
			}
			t.Log(s)
		}
	}
	for k, rows := range lengths {
		t.Logf("%3d rows: %d files; right before %d, now %d; wrong without a doubt %d", rows, total[k], old[k],
			right[k], silent[k])
		if least := []int{90, 97, 99, 100}[k]; right[k]*100 < least*total[k] {
			t.Errorf("%d rows: %d of %d files are right", rows, right[k], total[k])
		}
		if silent[k]*100 > 2*total[k] {
			t.Errorf("%d rows: %d of %d files are wrong and not doubted", rows, silent[k], total[k])
		}
	}
}
