package roster

import (
	"strings"
	"testing"
)

// blindCase is a file as somebody may send it, written before what it is read with.
type blindCase struct {
	path string // of the file
	head string // names of columns behind the address
	row  string // values of the first person's columns
}

// blindGone are files of people who must not get mail without a question, blindHonest such as ask for nothing. At first
// they read right: see TestBlind.
var (
	blindGone = []blindCase{
		{"退订用户.csv", "", ""},
		{"配信停止リスト.csv", "", ""},
		{"수신거부.csv", "", ""},
		{"odhlaseni-odberatele.csv", "", ""},
		{"avmeldte_2024.csv", "", ""},
		{"avprenumererade.csv", "", ""},
		{"журнал отказов/подписчики.csv", "", ""},
		{"jazylymnan-shyqqandar.csv", "", ""},
		{"vazgecenler.csv", "", ""},
		{"abonelikten-cikanlar.csv", "", ""},
		{"wypisani-z-newslettera.csv", "", ""},
		{"dezabonati.csv", "", ""},
		{"διαγραμμένοι.csv", "", ""},
		{"الملغى اشتراكهم.csv", "", ""},
		{"הסרה מרשימת תפוצה.csv", "", ""},
		{"peruuttaneet.csv", "", ""},
		{"list.csv", "имя", "Иван Петров +2022"},
		{"list.csv", "Name", "Klaus Meier (+ 3.4.2021)"},
		{"list.csv", "Nombre", "José Pérez (q.e.p.d.)"},
		{"list.csv", "状态", "已退订"},
	}
	blindHonest = []blindCase{
		{"list.csv", "Фамилия", "Лишний"},
		{"list.csv", "имя", "Олег Закрытный"},
		{"list.csv", "Фамилия", "Архивный"},
		{"list.csv", "Soyadı", "Eski"},
		{"list.csv", "Ad Soyad", "Mehmet Çıkış"},
		{"list.csv", "Nachname", "Sperr"},
		{"list.csv", "Name", "Peter Raus"},
		{"list.csv", "Nom", "Ancien"},
		{"list.csv", "Nom complet", "Jean Retrait"},
		{"list.csv", "Apellido", "Baja"},
		{"list.csv", "Last name", "Gone"},
		{"list.csv", "Last name", "Hold"},
		{"list.csv", "Full name", "Ann Skip"},
		{"list.csv", "Cognome", "Escluso"},
		{"list.csv", "Name", "Redaktion Canal+ 2023"},
		{"list.csv", "Name", "Anna Lee +49 30 123456"},
		{"list.csv", "Premium", "no"},
		{"list.csv", "Freelancer", "nein"},
		{"list.csv", "Аккредитован", "нет"},
		{"list.csv", "Presse étrangère", "oui"},
		{"list.csv", "Speaker", "x"},
		{"list.csv", "Akredite", "hayır"},
		{"list.csv", "Штатный", "да"},
		{"list.csv", "Extranjero", "no"},
		{"list.csv", "Zeitung", "Abgang"},
		{"list.csv", "Outlet", "The Departed"},
		{"list.csv", "Издание", "Возврат"},
		{"list.csv", "Medio", "El Retiro"},
		{"list.csv", "Média", "Le Refus"},
		{"list.csv", "Gazete", "Çıkış"},
		{"list.csv", "Company", "Gone"},
		{"list.csv", "Testata", "Il Ritorno"},
		{"list.csv", "Газета", "Стоп"},
		{"退役军人名单.csv", "", ""},
		{"合同联系人.csv", "", ""},
		{"feliratkozottak.csv", "", ""},
		{"読者リスト.csv", "", ""},
		{"구독자 명단.csv", "", ""},
		{"архив Коммерсанта/журналисты.csv", "", ""},
		{"presseabteilung/Leiter Abteilung.csv", "", ""},
	}
)

// importedBlind reads a case: the person's state, or "asks".
func importedBlind(c blindCase) (got string, err error) {
	doc := "email\nluis@e.org\n"
	if c.head != "" {
		doc = "email," + c.head + "\nluis@e.org," + quotedCell(c.row) + "\n"
	}
	f, err := readSubscribers(c.path, strings.NewReader(doc), Options{})
	if err != nil {
		return "asks", err
	}
	return string(f.People[0].State), nil
}

func TestBlind(t *testing.T) {
	wrong := map[bool]int{}
	for honest, cases := range map[bool][]blindCase{false: blindGone, true: blindHonest} {
		for _, c := range cases {
			if got, err := importedBlind(c); (got == "active") != honest {
				wrong[honest]++
				t.Errorf("honest %t: %s: %s = %s: %s %v", honest, c.path, c.head, c.row, got, err)
			}
		}
	}
	t.Logf("wrong: %d of %d gone, %d of %d honest", wrong[false], len(blindGone), wrong[true], len(blindHonest))
}
