package text

import (
	"slices"
	"strings"
	"testing"
)

func TestTableFits(t *testing.T) {
	want := 8
	for _, a := range Alphabets {
		want += 2 + a.Rows*a.RowBytes()
		if len(a.Classes) > 16 || a.RowBytes() > 8 {
			t.Errorf("%s has %d classes: more than a row has room for", a.Name, len(a.Classes))
		}
	}
	if len(languageTable) != want || want > 1_000_000 {
		t.Errorf("the table has %d bytes, its alphabets need %d, a million is the limit", len(languageTable), want)
	}
	for _, a := range Alphabets {
		for _, c := range a.Classes {
			if c != "" && !strings.Contains(" "+strings.Join(Languages, " ")+" ", " "+c+" ") {
				t.Errorf("%s has class %q, which is no language of ours", a.Name, c)
			}
		}
	}
}

func TestLanguage(t *testing.T) {
	for want, lines := range map[string][]string{
		"en":      {"The presidents met in the capital on Tuesday", "Nobody knows what will happen next"},
		"ru":      {"Президенты встретились в столице во вторник", "Никто не знает, что будет дальше"},
		"kk":      {"Президенттер сейсенбі күні елордада кездесті", "Алдағы уақытта не болатынын ешкім білмейді"},
		"kk-Latn": {"Prezidentter seisenbı künı elordada kezdestı", "Aldağy uaqytta ne bolatynyn eşkım bılmeidı"},
		"uz":      {"Prezidentlar seshanba kuni poytaxtda uchrashdi", "Keyin nima boʻlishini hech kim bilmaydi"},
		"uz-Cyrl": {"Президентлар сешанба куни пойтахтда учрашди", "Кейин нима бўлишини ҳеч ким билмайди"},
		"ky":      {"Президенттер шейшемби күнү борбор шаарда жолугушту", "Мындан кийин эмне болорун эч ким билбейт"},
		"tr":      {"Cumhurbaşkanları salı günü başkentte bir araya geldi", "Bundan sonra ne olacağını kimse bilmiyor"},
		"az":      {"Prezidentlər çərşənbə axşamı paytaxtda görüşüblər", "Bundan sonra nə olacağını heç kim bilmir"},
		"uk":      {"Президенти зустрілися у столиці у вівторок", "Ніхто не знає, що буде далі"},
		"be":      {"Прэзідэнты сустрэліся ў сталіцы ў аўторак", "Ніхто не ведае, што будзе далей"},
		"tt":      {"Президентлар сишәмбе көнне башкалада очраштылар", "Моннан соң ни буласын беркем дә белми"},
		"zh":      {"两国总统星期二在首都会晤", "没有人知道接下来会发生什么"},
		"ar":      {"اجتمع الرئيسان في العاصمة يوم الثلاثاء", "لا أحد يعرف ماذا سيحدث بعد ذلك"},
		"tg":      {"Президентҳо рӯзи сешанбе дар пойтахт вохӯрданд", "Ҳеҷ кас намедонад, ки баъд чӣ мешавад"},
		"tk":      {"Prezidentler sişenbe güni paýtagtda duşuşdylar", "Mundan soň näme boljagyny hiç kim bilenok"},
		"fa":      {"روسای جمهور روز سه\u200cشنبه در پایتخت دیدار کردند", "هیچ کس نمی\u200cداند بعد چه خواهد شد"},
		"hy":      {"Նախագահները հանդիպեցին մայրաքաղաքում երեքշաբթի օրը"},
		"ka":      {"პრეზიდენტები სამშაბათს დედაქალაქში შეხვდნენ"},
		"mn":      {"Ерөнхийлөгчид мягмар гарагт нийслэлд уулзав", "Цаашид юу болохыг хэн ч мэдэхгүй"},
		"ba":      {"Президенттар шишәмбе көнө баш ҡалала осрашты", "Артабан нимә булырын бер кем дә белмәй"},
		"bg":      {"Президентите се срещнаха в столицата във вторник", "Никой не знае какво ще се случи след това"},
		"sr":      {"Председници су се састали у престоници у уторак", "Нико не зна шта ће се даље десити"},
		"de": {
			"Die Präsidenten trafen sich am Dienstag in der Hauptstadt",
			"Niemand weiß, was als Nächstes geschieht",
		},
		"fr": {
			"Les présidents se sont rencontrés mardi dans la capitale",
			"Personne ne sait ce qui va se passer ensuite",
		},
		"es": {"Los presidentes se reunieron el martes en la capital", "Nadie sabe qué ocurrirá después"},
	} {
		for _, s := range lines {
			if got, p := Language(s); got != want || p < 0.5 || p > 1 {
				t.Errorf("%q: %s at %.2f, want %s", s, got, p, want)
			}
		}
	}
}

func TestLanguageUnknown(t *testing.T) {
	for name, s := range map[string]string{
		"Italian":      "I presidenti si sono incontrati martedì nella capitale e hanno firmato un accordo",
		"Portuguese":   "Os presidentes reuniram-se na terça-feira na capital e assinaram um acordo",
		"Polish":       "Prezydenci spotkali się we wtorek w stolicy i podpisali umowę",
		"Czech":        "Prezidenti se v úterý setkali v hlavním městě a podepsali dohodu",
		"Dutch":        "De presidenten ontmoetten elkaar dinsdag in de hoofdstad en tekenden een akkoord",
		"Swedish":      "Presidenterna träffades på tisdagen i huvudstaden och undertecknade ett avtal",
		"Finnish":      "Presidentit tapasivat tiistaina pääkaupungissa ja allekirjoittivat sopimuksen",
		"Hungarian":    "Az elnökök kedden találkoztak a fővárosban és aláírtak egy megállapodást",
		"Romanian":     "Președinții s-au întâlnit marți în capitală și au semnat un acord",
		"Croatian":     "Predsjednici su se sastali u utorak u glavnom gradu i potpisali sporazum",
		"Vietnamese":   "Các tổng thống đã gặp nhau tại thủ đô vào thứ Ba và ký một thỏa thuận",
		"Indonesian":   "Para presiden bertemu di ibu kota pada hari Selasa dan menandatangani perjanjian",
		"Greek":        "Οι πρόεδροι συναντήθηκαν την Τρίτη στην πρωτεύουσα",
		"Hebrew":       "הנשיאים נפגשו ביום שלישי בבירה",
		"Hindi":        "राष्ट्रपतियों ने मंगलवार को राजधानी में मुलाकात की",
		"Japanese":     "大統領は火曜日に首都で会談した",
		"Korean":       "대통령들은 화요일에 수도에서 만났다",
		"Thai":         "ประธานาธิบดีพบกันในเมืองหลวงเมื่อวันอังคาร",
		"Urdu":         "صدور نے منگل کو دارالحکومت میں ملاقات کی اور ایک معاہدے پر دستخط کیے",
		"Macedonian":   "Претседателите се сретнаа во главниот град и потпишаа договор за соработка",
		"Macedonian 2": "Никој не знае што ќе се случи потоа, рече министерот за одбрана",
		"Yakut":        "Президеннэр оптуорунньукка киин куоракка көрүстүлэр уонна дуогабарга илии баттаатылар",
		"Chuvash":      "Президентсем ытларикун тӗп хулара тӗл пулнӑ",
		"numbers":      "21.03.2022 08:04 +7 (727) 250-00-00",
		"signs":        "!!! ??? ... ---",
		"noise":        "qwxz vkjh bgtrf xzqp wvbn",
		"hexadecimal":  "deadbeef 0x7f3a c0ffee 9a8b",
		"keyboard":     "йцукен фывапр ячсмит qwerty asdfgh",
		"emoji":        "😀 🎉 ✈️ 👍",
		"nothing":      "",
	} {
		if got, p := Language(s); got != "" {
			t.Errorf("%s: %q at %.2f, want unknown", name, got, p)
		}
	}
}

// TestLanguageOfMixedTexts holds that Latin names in a text of another script do not hide its language.
func TestLanguageOfMixedTexts(t *testing.T) {
	for s, want := range map[string]string{
		"Свежий дайджест по Python. Resource management and generators":             "ru",
		"Қазақстанда Starlink және Amazon Kuiper спутниктік интернеті іске қосылды": "kk",
		"苹果公司发布 iPhone 17 Pro Max 和 Apple Watch Ultra 新品":                           "zh",
		"The Russian word мир means both peace and world":                           "en",
	} {
		if got, p := Language(s); got != want {
			t.Errorf("%q: %q at %.2f, want %s", s, got, p, want)
		}
	}
}

func FuzzLanguage(f *testing.F) {
	f.Add("Қазақстан 中文 U.S. ’")
	f.Add("\xff\x80")
	f.Fuzz(func(t *testing.T, s string) {
		if _, p := Language(s); p < 0 || p > 1.000001 {
			t.Fatalf("probability %v", p)
		}
	})
}

func BenchmarkLanguage(b *testing.B) {
	const s = "Қазақстан мен Түркия президенттері сейсенбі күні елордада кездесіп, бірқатар келісімге қол қойды."
	for b.Loop() {
		Language(s)
	}
}

func TestLettersOfAlphabets(t *testing.T) {
	for i, a := range Alphabets[:len(letters)] {
		if len(letters[i]) != len(a.Classes)-1 {
			t.Fatalf("%s has %d classes, and letters of %d", a.Name, len(a.Classes)-1, len(letters[i]))
		}
	}
	for _, c := range []struct {
		s        string
		alphabet int
		lang     string
		want     int
	}{
		{"yarım saat kənddə", scriptLatin, "az", 0},
		{"yarım saat kənddə", scriptLatin, "tr", 2},
		{"kənd", scriptLatin, "tr", 1},
		{"The visit of Əliyev", scriptLatin, "en", 0}, // a name
		{"Əliyev visited", scriptLatin, "en", 1},
		{"бұдан өзге", scriptCyrillic, "kk", 0},
		{"бұдан өзге", scriptCyrillic, "ky", 1},
		{"ще види", scriptCyrillic, "bg", 0},
		{"ще види", scriptCyrillic, "be", 2},
	} {
		k := slices.Index(Alphabets[c.alphabet].Classes, c.lang)
		if got := strange(c.s, c.alphabet)[k]; got != c.want {
			t.Errorf("%q has %d letters strange to %s, want %d", c.s, got, c.lang, c.want)
		}
	}
}

// TestLanguageOf believes what is known, and reads title and body together otherwise.
func TestLanguageOf(t *testing.T) {
	for _, c := range []struct{ known, title, body, want string }{
		{"ky", "Министры встретились в Астане", "Они подписали соглашение о границе между странами.", "ky"},
		{"", "Министры встретились в Астане", "Они подписали соглашение о границе между странами.", "ru"},
		{"", "", "The ministers signed an agreement about the border between the two countries.", "en"},
		{"", "The ministers signed an agreement about the border between the two countries", "", "en"},
		{"", "", "", ""},
	} {
		if got := LanguageOf(c.known, c.title, c.body); got != c.want {
			t.Errorf("LanguageOf(%q, %q, %q) is %q, want %q", c.known, c.title, c.body, got, c.want)
		}
	}
}
