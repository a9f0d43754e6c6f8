package date

import (
	"strings"
	"sync"
	"time"

	"attache/text"
)

// unitNames are spans of time in words, in seconds; 30 days are close enough to a month for "2 months ago". Dual forms
// stand for two.
var unitNames = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for _, u := range []struct {
		seconds int
		words   string
	}{
		{1, "second seconds sec secs секунд секунду секунды секунда saniye секундта секунд секунд sekunden sekunde " +
			"secondes seconde segundos segundo sekund sekundy sekundu sekunder seconden secondi secondo ثانیه " +
			"ثوان ثانية " +
			"saniyə soniya сония"},
		{60, "minute minutes min mins m минут минуты минуту минута мин dakika dk minuten minuto minutos хвилин " +
			"хвилини хвилину хв dəqiqə daqiqa мүнөт дақиқа дақ mınut دقيقة دقائق دقیقه minutter minuter minut " +
			"minutę " +
			"minuty minutami minutou minuti minuut minuuttia minuutti perce percce perc хвіліну хвіліны хвілін " +
			"минути " +
			"минута минуте λεπτά λεπτό דקות דקה წუთის րոպե मिनट minit menit phút нимит минутын"},
		{120, "دقيقتين"},
		{3600, "hour hours hr hrs h час часа часов ч saat сағат stunden stunde std heure heures hora horas годин " +
			"години годину saatlik soat саат соат saǵat sagat ساعة ساعات ساعت timer time timmar timme godzin " +
			"godziny " +
			"godzinę hodinami hodinou hodiny hodin uren uur ore ora tuntia tunti órája óra годину гадзіну " +
			"гадзіны гадзін " +
			"часа сата sata sat сат oră ώρες ώρα שעות שעה საათის ժամ घंटे घंटा jam giờ tundi stundām stundas " +
			"valandas цаг ساعتن"},
		{7200, "ساعتين ساعتان שעתיים"},
		{86400, "day days d день дня дней gün күн tag tagen tage jour jours día días dias dni днів дні kun gun кун " +
			"рӯз يوم أيام يوما روز dag dagar dage dager dagen dni dzień dny dnem dňami giorni giorno päivää " +
			"päivä napja nap " +
			"дзён дні дзень dana дана дни ημέρες μέρες ημέρα ימים יום დღის օր दिन hari ngày päeva dienām " +
			"dienas dienų zile zi " +
			"өдөр dia"},
		{172800, "يومين يومان יומיים"},
		{604800, "week weeks неделю недели недель hafta апта woche wochen semaine semaines semana semanas тиждень " +
			"тижні тижнів həftə ҳафта أسبوع أسابيع هفته vecka veckor uge uger uke uker weken tygodnie tydzień " +
			"tygodni týdnem " +
			"týdny týždňom settimane settimana viikkoa hete тыдзень тыдні седмица седмици недеље nedelje " +
			"tjedna εβδομάδες " +
			"εβδομάδα שבוע שבועות კვირის շաբաթ सप्ताह हफ्ते minggu tuần săptămâni săptămână жума апта hafta"},
		{1209600, "أسبوعين שבועיים"},
		{2592000, "month months месяц месяца месяцев ay ай monat monaten monate mois mes meses місяць місяці oy ой " +
			"моҳ شهر أشهر ماه месяцы mesi mese miesiące miesiąc miesięcy měsíci měsícem måneder måned månader " +
			"maanden " +
			"kuukautta hónapja месеца meseci mjeseca μήνες חודש חודשים bulan tháng luni lună месяцаў місяців"},
		{31536000, "year years год года лет yıl жыл jyl йил jahr jahren jahre ans année año años роки рік " +
			"років гады anni " +
			"anno lata rok lety år jaar vuotta éve години godina χρόνια שנה שנים tahun năm ani سال سنة سنوات"},
	} {
		for _, w := range strings.Fields(u.words) {
			if w = foldWord(w); m[w] == 0 {
				m[w] = u.seconds
			}
		}
	}
	return m
})

// agoBehind and agoBefore are the words for "ago" behind and before a span. dayWords name a day by its distance from
// today, of one word or several; nowWords the moment itself.
var (
	agoBehind = foldKeys(text.WordSet("ago назад önce бұрын тому əvvəl oldin мурда evvel fa earlier мурун элек " +
		"олдин " +
		"аввал avval пеш buryn таму پیش قبل siden sedan temu geleden sitten ezelőtt öň tagasi tilbage atrás " +
		"indietro " +
		"წინ առաջ पहले lalu trước өмнө قبل"))
	agoBefore = foldKeys(text.WordSet("vor hace há منذ قبل לפני před pred prije пре преди πριν acum for för pirms " +
		"prieš fa il"))
	dayWords = foldKeys(map[string]int{
		"today": 0, "сегодня": 0, "bugün": 0, "бүгін": 0, "heute": 0, "aujourd'hui": 0, "hoy": 0, "сьогодні": 0,
		"bugun": 0, "bu gün": 0, "бүгүн": 0, "бугун": 0, "сёння": 0, "сення": 0, "oggi": 0, "hoje": 0, "dziś": 0,
		"dzisiaj": 0, "dnes": 0, "vandaag": 0, "idag": 0, "i dag": 0, "tänään": 0, "ma": 0, "danas": 0, "данас": 0,
		"днес": 0, "azi": 0, "astăzi": 0, "σήμερα": 0, "היום": 0, "დღეს": 0, "այսօր": 0, "आज": 0, "hari ini": 0,
		"hôm nay": 0, "täna": 0, "šodien": 0, "šiandien": 0, "şu gün": 0, "өнөөдөр": 0, "오늘": 0, "bu gun": 0,
		"yesterday": -1, "вчера": -1, "dün": -1, "кеше": -1, "gestern": -1, "hier": -1, "ayer": -1, "вчора": -1,
		"kecha": -1, "dünən": -1, "кечээ": -1, "учора": -1, "ieri": -1, "ontem": -1, "wczoraj": -1, "včera": -1,
		"gisteren": -1, "igår": -1, "i går": -1, "eilen": -1, "tegnap": -1, "juče": -1, "јуче": -1, "jučer": -1,
		"вчерашний": -1, "χθες": -1, "χτες": -1, "אתמול": -1, "გუშინ": -1, "երեկ": -1, "kemarin": -1, "hôm qua": -1,
		"eile": -1, "vakar": -1, "düýn": -1, "өчигдөр": -1, "어제": -1, "ўчора": -1,
		"búgin": 0, "bugin": 0, "имрӯз": 0, "имруз": 0, "امروز": 0, "اليوم": 0, "今天": 0, "今日": 0,
		"keshe": -1, "кеча": -1, "дирӯз": -1, "дируз": -1, "دیروز": -1, "أمس": -1, "امس": -1, "昨天": -1, "昨日": -1,
		"алдыңғы күні": -2, "алдыңгүні": -2, "позавчера": -2, "позавчора": -2, "evvelsi gün": -2, "vorgestern": -2,
		"avant hier": -2, "anteayer": -2, "antes de ayer": -2, "前天": -2, "the day before yesterday": -2,
		"day before yesterday": -2, "önceki gün": -2, "пазаўчора": -2, "avantieri": -2, "l'altro ieri": -2,
		"anteontem": -2, "przedwczoraj": -2, "předevčírem": -2, "predvčerom": -2, "eergisteren": -2, "förrgår": -2,
		"i förrgår": -2, "i forgårs": -2, "toissapäivänä": -2, "tegnapelőtt": -2, "prekjuče": -2,
		"prekjučer": -2, "прекјуче": -2, "онзи ден": -2, "alaltăieri": -2, "προχθές": -2, "שלשום": -2,
		"обогӯ": -2, "پریروز": -2, "أول أمس": -2, "اول امس": -2, "мурдагы күнү": -2, "o'tgan kuni": -2, "ўтган " +
			"куни": -2,
		"evvelki gün": -2, "srağagün": -2, "srağa gün": -2, "گذشته پریروز": -2, "一昨日": -2, "그저께": -2, "hôm kia": -2,
		"kemarin dulu": -2,
	})
	nowWords = foldKeys(text.WordSet("just-now right-now только-что щойно толькі-што şimdi az-önce az-evvel " +
		"дәл-қазір " +
		"жаңа-ғана gerade-eben soeben à-l'instant ahora-mismo hace-un-momento agora-mesmo adesso przed-chwilą " +
		"právě-teď " +
		"zojuist just-nu nyss lige-nu juuri-nyt most épp-most indicə hozirgina ҳозиргина الآن همین-حالا " +
		"هم\u200cاکنون 刚刚 " +
		"たった今 방금 एइमात्र vừa-xong baru-saja"))
)

// maxDayWords is how many words a name of a day has at most.
const maxDayWords = 4

// nounDays are languages whose words for today and yesterday stand in names and menus too: there a time must follow.
var nounDays = text.WordSet("ar fa ps ur zh ja hu he ko")

// cjkAgo are the ends of a relative date in scripts without spaces, in seconds.
var cjkAgo = []struct {
	words   string
	seconds int
}{
	{"秒前", 1},
	{"秒钟前", 1},
	{"分钟前", 60},
	{"分鐘前", 60},
	{"分前", 60},
	{"小时前", 3600},
	{"小時前", 3600},
	{"个小时前", 3600},
	{"個小時前", 3600},
	{"時間前", 3600},
	{"天前", 86400},
	{"日前", 86400},
	{"周前", 604800},
	{"週間前", 604800},
	{"个月前", 2592000},
	{"분전", 60},
	{"시간전", 3600},
	{"일전", 86400},
	{"주전", 604800},
	{"นาทีที่แล้ว", 60},
	{"ชั่วโมงที่แล้ว", 3600},
	{"วันที่แล้ว", 86400},
}

// relativeWords are the words at which a relative date may begin or its unit stands: most words of a page are none.
var relativeWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for w := range nowWords {
		first, _, _ := strings.Cut(w, "-")
		m[first] = true
	}
	for w := range dayWords {
		first, _, _ := strings.Cut(w, " ")
		m[first] = true
	}
	for w := range unitNames() {
		m[w] = true
	}
	return m
})

// relative reads "2 hours ago", "vor 3 Stunden", "вчера, 14:05", "бүгін 08:04", "just now".
func (p *Parser) relative() (t time.Time, clock, ok bool) {
	if p.now.IsZero() || len(p.toks) > 24 {
		return time.Time{}, false, false
	}
	for i, t := range p.toks {
		if unit := p.cjkAgo(i); unit > 0 {
			return p.ago(t.num, unit), unit < 86400, true
		}
		if t.kind != 'w' || !relativeWords()[t.text] && !strings.HasPrefix(t.text, elidedOne) {
			continue
		}
		if nowWords[t.text] || nowWords[t.text+"-"+p.at(i+1).text] {
			return p.ago(0, 1), true, true
		}
		if days, words := p.dayWord(i); words > 0 {
			if at, clock, ok := p.onDay(days, i+words-1); ok {
				return at, clock, true
			}
			continue
		}
		if count, unit, ok := p.span(i); ok {
			if count < 0 || count > 1000 {
				return time.Time{}, false, false
			}
			at := p.ago(count, unit)
			return at, unit < 86400, at.Year() >= 1900
		}
	}
	return time.Time{}, false, false
}

// ago is the minute that lies so many units of so many seconds back.
func (p *Parser) ago(count, unit int) time.Time {
	return p.now.Add(-time.Duration(count) * time.Duration(unit) * time.Second).Truncate(time.Minute)
}

// cjkAgo reads 3小时前 at token i, as seconds; 0 when it stands there not.
func (p *Parser) cjkAgo(i int) int {
	if next := p.at(i + 1).text; p.at(i).kind != 'n' || p.at(i).num < 0 || p.at(i).num > 1000 || next == "" ||
		next[0] < 0xE0 { // below U+0800
		return 0
	}
	after := p.at(i+1).text + p.at(i+2).text + p.at(i+3).text
	for _, a := range cjkAgo {
		if strings.HasPrefix(after, a.words) {
			return a.seconds
		}
	}
	return 0
}

// dayWord returns how many days from now the words at token i name, and how many words they are, 0 for none. The
// longest name counts.
func (p *Parser) dayWord(i int) (days, words int) {
	name := ""
	for k, n := i, 0; n < maxDayWords; k++ {
		switch t := p.at(k); t.kind {
		case 'w':
			name += t.text
		case '-':
			if k == i {
				return days, words
			}
			continue
		default:
			return days, words
		}
		n++
		if d, ok := dayWords[name]; ok && p.dayName(name) {
			days, words = d, k-i+1
		}
		name += " "
	}
	return days, words
}

// dayName reports whether a name of a day is one in the text's language: "hier" is German, too, and "ma" Italian.
func (p *Parser) dayName(name string) bool {
	switch name {
	case "hier":
		return p.base == "fr"
	case "ma":
		return p.base == "hu"
	case "eile":
		return p.base == "et"
	}
	return true
}

// onDay returns the day so many days from now, with the time that stands after token i. Where the words for such days
// are nouns too, they need a time.
func (p *Parser) onDay(days, i int) (t time.Time, clock, ok bool) {
	d := p.now.AddDate(0, 0, days)
	p.to = i + 1
	h, m, s, loc := p.clock(i+1, min(len(p.toks), i+8))
	if h < 0 && nounDays[p.base] {
		return time.Time{}, false, false
	}
	return time.Date(d.Year(), d.Month(), d.Day(), max(h, 0), m, s, 0, loc), h >= 0, true
}

// oneWords are the articles and numbers that stand for one in "an hour ago".
var oneWords = text.WordSet("an a one o einer einem eine bir бір бир бір un une una uno um uma en ett et een " +
	"egy jedną jednu " +
	"један jedan един ένα μία μια ერთი एक bitta битта yek یک الواحدة як один одну адну")

// elidedOne is the Italian article before a vowel, one word with its unit: "un'ora fa".
const elidedOne = "un'"

// span reads a number and the unit of time at token i, with a word for "ago" around them: "час назад" is one, and
// "15 mins" alone needs no such word.
func (p *Parser) span(i int) (count, unit int, ok bool) {
	word, elided := strings.CutPrefix(p.at(i).text, elidedOne)
	if unit, ok = unitNames()[word]; !ok {
		return 0, 0, false
	}
	if elided { // un'ora fa
		return 1, unit, p.agoAfter(i)
	}
	n, behind := p.at(i-1), p.agoAfter(i)
	switch {
	case n.kind == 'n':
		return n.num, unit, behind || p.countsBack(i, unit)
	case n.kind == 'w' && oneWords[n.text]:
		before := p.at(i - 2).text
		return 1, unit, behind || agoBefore[before] && before != "for" || p.frenchAgo(i-1)
	case n.kind == 'w' && agoBefore[n.text] && n.text != "for" && n.text != "il", behind && len(p.toks) <= 6:
		return 1, unit, true
	}
	return 0, 0, false
}

// countsBack reports whether the number before the unit at token i counts back from now without a word for "ago" behind
// it: such a word stands before it, or the two are all there is. "for 3 hours" and "il 3 ore" count nothing back.
func (p *Parser) countsBack(i, unit int) bool {
	before := p.at(i - 2).text
	switch {
	case before == "for" || before == "il":
		return false
	case agoBefore[before] || p.frenchAgo(i-1):
		return true
	}
	return len(p.toks) == 2 && p.at(i-1).num < 100 && unit < 604800 && len(p.at(i).text) > 1
}

// agoAfter reports a word for "ago" behind the unit at token i: "hours ago", "jam yang lalu".
func (p *Parser) agoAfter(i int) bool {
	next := p.at(i + 1).text
	return agoBehind[next] || next == "yang" && p.at(i+2).text == "lalu" || next == "de" && p.at(i+2).text == "asta"
}

// frenchAgo reports "il y a" before token i, and the Greek and Arabic words of two parts.
func (p *Parser) frenchAgo(i int) bool {
	a, b := p.at(i-1).text, p.at(i-2).text
	return a == "a" && p.at(i-3).text == "il" || a == "από" && b == "πριν"
}
