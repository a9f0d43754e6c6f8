package roster

import (
	"slices"
	"strings"
	"testing"
)

// blindCase is a file as somebody may send it, written before what it is read with.
type blindCase struct {
	path string // of the file
	head string // names of columns behind the address
	row  string // values of the first person's columns
}

// blindGone are files of people who must not get mail without a question, blindHonest such as ask for nothing. At the
// first try 7 of 20 and 15 of 40 were right. blindAsked were among the honest ones, and go on asking: a note of leaving
// looks the same. reviewed are what a reader found before. The second sets were written after the mending; at the first
// try 14 of 18 and 18 of 20 were right.
var (
	blindAsked = []blindCase{
		{"list.csv", "Zeitung", "Abgang"},
		{"list.csv", "Издание", "Возврат"},
		{"list.csv", "Gazete", "Çıkış"},
		{"list.csv", "Company", "Gone"},
		{"list.csv", "Газета", "Стоп"},
	}
	reviewedGone = []blindCase{
		{"退订名单.csv", "", ""},
		{"bas-tartqandar.csv", "", ""},
		{"leiratkozottak.csv", "", ""},
		{"архив отказов/список.csv", "", ""},
		{"list.csv", "name", "Bob +2023"},
	}
	reviewedHonest = []blindCase{
		{"list.csv", "Фамилия", "Закрытый"},
		{"list.csv", "VIP", "yes"},
		{"list.csv", "VIP", "no"},
		{"list.csv", "Média", "Le Retour"},
	}
	secondGone = []blindCase{
		{"黑名单/list.csv", "", ""},
		{"list.csv", "退订", "是"},
		{"list.csv", "公司", "新华社（已离职）"},
		{"list.csv", "備考", "配信停止希望"},
		{"取消配信.csv", "", ""},
		{"已取消订阅的读者.csv", "", ""},
		{"구독 취소자.csv", "", ""},
		{"kilépett tagok.csv", "", ""},
		{"avanmälda.csv", "", ""},
		{"uitschrijvingen.csv", "", ""},
		{"lista dezabonărilor.csv", "", ""},
		{"odjavljeni korisnici.csv", "", ""},
		{"tilauksensa peruneet.csv", "", ""},
		{"реестр отписок/июнь.csv", "", ""},
		{"zhazylymnan shykkandar.csv", "", ""},
		{"spisok otkazov.csv", "", ""},
		{"Ordner Abmeldungen/Mai.csv", "", ""},
		{"المحظورون.csv", "", ""},
		{"list.csv", "Name", "Otto Maier (1950-2021)"},
		{"list.csv", "Name", "Ann Lee, d. 2022"},
		{"list.csv", "姓名", "王伟（已离职）"},
		{"list.csv", "Город", "Астана (отказ)"},
	}
	secondHonest = []blindCase{
		{"名单.csv", "公司", "新华社"},
		{"リスト.csv", "会社名", "朝日新聞"},
		{"명단.csv", "직책", "기자"},
		{"list.csv", "Cég", "Magyar Nemzet"},
		{"订阅用户.csv", "", ""},
		{"配信リスト.csv", "", ""},
		{"előfizetők.csv", "", ""},
		{"prenumeranter.csv", "", ""},
		{"архив Известий/читатели.csv", "", ""},
		{"odběratelé.csv", "", ""},
		{"list.csv", "Аты-жөні", "Кетті Серікқызы"},
		{"list.csv", "Nachname", "Abgang"},
		{"list.csv", "Фамилия", "Покойный"},
		{"list.csv", "Freelance", "oui"},
		{"list.csv", "Accredited", "no"},
		{"list.csv", "Accrédité", "non"},
		{"list.csv", "Иностранные СМИ", "да"},
		{"list.csv", "Gast", "ja"},
		{"list.csv", "Medium", "Die Sperre"},
		{"list.csv", "Testata", "La Cancellata"},
		{"list.csv", "Издание", "«Отказ»"},
		{"list.csv", "name", "Team 2023"},
		{"list.csv", "name", "Kim Hae-ji"},
		{"list.csv", "姓名", "金解智"},
	}

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
		{"list.csv", "Outlet", "The Departed"},
		{"list.csv", "Medio", "El Retiro"},
		{"list.csv", "Média", "Le Refus"},
		{"list.csv", "Testata", "Il Ritorno"},
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
	for honest, cases := range map[bool][]blindCase{
		false: slices.Concat(blindGone, blindAsked, reviewedGone, secondGone),
		true:  slices.Concat(blindHonest, reviewedHonest, secondHonest),
	} {
		for _, c := range cases {
			if got, err := importedBlind(c); (got == "active") != honest {
				wrong[honest]++
				t.Errorf("honest %t: %s: %s = %s: %s %v", honest, c.path, c.head, c.row, got, err)
			}
		}
	}
	t.Logf("wrong: %d gone, %d honest", wrong[false], wrong[true])
}
