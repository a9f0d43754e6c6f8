package summary

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"attache/text"
)

// anchor is how a language says a time by another time that it does not say: "the day before~", "le lendemain". Such a
// sentence needs the very one before it, unless the other time follows at once: "the day before the summit".
type anchor struct {
	starts []string        // at the sentence's head
	of     map[string]bool // the words behind which the other time stands; nil = it would stand elsewhere
}

var anchorsOf = sync.OnceValue(func() map[string]anchor {
	return map[string]anchor{
		"en": {
			[]string{
				"the day before~", "the day after~", "the next day", "the following day", "the previous day",
				"the following week", "the following month", "the following year", "the following morning",
				"the next morning", "the previous week", "the previous month", "the previous year", "the week before~",
				"the week after~", "the month before~", "the year before~", "the night before~", "the same day", "that day",
				"that same day", "that night", "that evening", "that morning", "that year", "that week", "that month",
				"that afternoon", "that summer", "on the same day", "on that day", "on that same day", "on the day",
				"at the same meeting", "shortly after~", "shortly afterwards", "soon after~", "soon afterwards",
				"afterwards", "days earlier", "weeks earlier", "months earlier", "years earlier", "hours earlier", "minutes later", "hours later", "days later", "weeks later", "months later", "years later",
				"moments later", "later that", "earlier that", "in the same year", "in the same week", "by that time",
				"at that time", "at the time", "the same week", "the same month", "the same year", "a day later",
				"a week later", "a month later", "a year later", "a day earlier", "a week earlier", "a month earlier",
				"a year earlier", "an hour later", "an hour earlier", "a day after~", "a day before~", "long before~",
				"immediately after~", "immediately afterwards", "ever since",
			},
			text.WordSet(`the a an of that his her its their this when he she they it meeting visiting signing talks
			arriving announcing taking being speaking leaving voting mr president winning`),
		},
		"de": {
			[]string{
				"am vortag", "am vorabend", "am tag zuvor", "am tag davor", "am tag darauf", "am tag danach",
				"am nächsten tag", "am folgenden tag", "am folgetag", "tags darauf", "tags zuvor", "am selben tag",
				"am gleichen tag", "noch am selben tag", "noch am gleichen tag", "im selben jahr", "im gleichen jahr",
				"in derselben woche", "kurz darauf", "kurz danach", "kurz zuvor", "wenig später", "wenige tage später",
				"wenige stunden später", "stunden später", "später am tag", "seitdem", "seither", "bis dahin",
				"zu diesem zeitpunkt", "zu dieser zeit", "zur gleichen zeit", "in der woche darauf", "im jahr darauf",
				"im jahr davor", "im jahr zuvor", "am abend zuvor", "am morgen danach", "damals", "aus diesem grund",
				"aus diesen gründen", "gleiches gilt", "dasselbe gilt", "ähnliches gilt", "unter diesen umständen",
				"vor diesem hintergrund", "zu diesem zweck", "auf diese weise", "unter anderem",
			},
			text.WordSet(`der des dieser seiner ihrer eines einer von vor`),
		},
		"fr": {
			[]string{
				"la veille", "le lendemain", "ce soir-là", "cette nuit-là", "cette année-là", "cette semaine-là", "ce mois-là",
				"le surlendemain", "l'avant-veille", "le même jour", "ce jour-là",
				"ce même jour", "le jour même", "le jour suivant", "le jour d'avant", "le jour d'après", "la même semaine",
				"la même année", "la semaine suivante", "la semaine précédente", "le mois suivant", "le mois précédent",
				"l'année suivante", "l'année précédente", "peu après~", "peu avant~", "peu de temps après", "depuis lors",
				"à l'époque", "à cette époque", "entre-temps", "dans la foulée", "quelques jours plus tard",
				"quelques heures plus tard", "à ce moment", "jusque-là", "auparavant,",
			},
			text.WordSet(`de du des d'un d'une d que le la les l'annonce l'attaque`),
		},
		"es": {
			[]string{
				"al día siguiente", "el día siguiente", "el día anterior", "un día antes", "un día después", "la víspera",
				"en la víspera", "el mismo día", "ese mismo día", "ese día", "aquel día", "la semana siguiente",
				"a la semana siguiente", "la semana anterior", "el mes siguiente", "el año siguiente", "el año anterior",
				"poco después~", "poco antes~", "horas después", "días después", "semanas después", "meses después",
				"años después", "horas más tarde", "días más tarde", "desde entonces", "hasta entonces", "en ese momento",
				"en aquel momento", "para entonces", "a continuación", "posteriormente", "en aquel entonces",
			},
			text.WordSet(`de del a que`),
		},
		"it": {
			[]string{
				"il giorno prima~", "il giorno dopo~", "il giorno seguente", "il giorno successivo", "il giorno precedente",
				"un giorno prima~", "un giorno dopo~", "alla vigilia", "lo stesso giorno", "quel giorno", "nello stesso giorno",
				"la settimana dopo~", "la settimana prima~", "la settimana successiva", "l'anno dopo~", "l'anno prima~",
				"poco dopo~", "poco prima~", "ore dopo", "giorni dopo", "mesi dopo", "da allora", "fino ad allora",
				"in quel momento", "a quel punto", "in seguito,", "successivamente",
			},
			text.WordSet(`di del della dei delle dell il la l che a al alla`),
		},
		"pt": {
			[]string{
				"no dia seguinte", "no dia anterior", "na véspera", "um dia antes", "um dia depois", "no mesmo dia",
				"nesse dia", "naquele dia", "na semana seguinte", "na semana anterior", "no ano seguinte",
				"no ano anterior", "pouco depois~", "pouco antes~", "horas depois", "dias depois", "meses depois",
				"desde então", "até então", "naquele momento", "nesse momento", "em seguida",
				"posteriormente", "na altura", "na ocasião",
			},
			text.WordSet(`de do da dos das ao à que`),
		},
		"ru": {
			[]string{
				"на следующий день", "на следующее утро", "следующим утром", "днём ранее", "днем ранее", "в тот же день",
				"в этот же день", "тогда же", "в тот день", "в тот момент", "в то время", "в этот день", "в тот же период",
				"спустя день", "спустя неделю", "спустя месяц",
				"спустя год", "неделей ранее", "месяцем ранее", "годом ранее", "вскоре", "чуть позже", "немного позже",
				"позднее в тот", "позже в тот", "с тех пор", "до тех пор", "к тому времени", "к этому времени",
				"незадолго до этого", "сразу после этого", "по этой причине", "по этим причинам", "с этой целью",
				"в этих условиях", "на этом фоне", "в этом контексте", "тем же", "той же", "то же самое", "тогда",
				"ещё раньше", "в ходе неё", "одновременно", "взамен",
			},
			text.WordSet(`после с до`),
		},
		"uk": {
			[]string{
				"наступного дня", "наступного ранку", "днем раніше", "днем пізніше", "того ж дня", "того дня", "тоді ж",
				"цього ж дня", "у той день", "у той час", "за день до", "тижнем раніше",
				"місяцем раніше", "роком раніше", "згодом", "невдовзі", "незабаром", "відтоді", "з того часу",
				"до того часу", "з цієї причини", "на цьому тлі", "з цією метою", "за цих умов", "те саме", "водночас із",
			},
			text.WordSet(`після з до`),
		},
		"be": {
			[]string{
				"на наступны дзень", "днём раней", "у той жа дзень", "у той дзень", "у той час", "неўзабаве", "з таго часу",
				"па гэтай прычыне", "на гэтым фоне", "тады", "пазней у той",
			},
			text.WordSet(`пасля з да`),
		},
		"kk": {
			[]string{
				"келесі күні", "ертеңінде", "ертеңіне", "бір күн бұрын", "бір күннен кейін", "сол күні", "дәл сол күні",
				"сол кезде", "сол жылы", "сол айда", "сол апта", "кейінірек",
				"содан бері", "сол себепті", "осы себепті", "осы мақсатта", "көп ұзамай", "іле-шала",
			}, nil,
		},
		"ky": {
			[]string{
				"эртеси күнү", "эртеси", "кийинки күнү", "бир күн мурун", "бир күндөн кийин", "ошол күнү", "ошол эле күнү",
				"ошол кезде", "ошол жылы", "андан бери", "ошол себептен", "бир аздан кийин", "көп өтпөй",
			}, nil,
		},
		"tr": {
			[]string{
				"ertesi gün", "ertesi sabah", "ertesi yıl", "ertesi hafta", "bir gün önce", "bir gün sonra", "aynı gün", "aynı saatlerde", "aynı yıl", "o gün", "o tarihte", "o dönemde", "o sırada",
				"o sıralarda", "o günden", "kısa süre sonra", "saatler sonra", "günler sonra", "bundan sonra", "o zamandan",
				"bu nedenle", "bu amaçla", "aynı durum",
			}, nil,
		},
		"az": {
			[]string{
				"ertəsi gün", "növbəti gün", "bir gün əvvəl", "bir gün sonra", "həmin gün", "elə həmin gün", "eyni gün",
				"o vaxt", "o zaman", "o vaxtdan", "bir həftə sonra", "tezliklə", "bu səbəbdən", "bu məqsədlə",
			}, nil,
		},
		"uz": {
			[]string{
				"ertasi kuni", "ertasiga", "bir kun oldin", "bir kun avval", "bir kundan keyin", "o'sha kuni", "xuddi shu kuni",
				"shu kuni", "o'sha paytda", "o'shandan", "bir haftadan keyin", "ko'p o'tmay", "shu sababli", "shu maqsadda",
				"эртаси куни", "бир кун олдин", "ўша куни", "шу куни", "шу сабабли",
			}, nil,
		},
		"pl": {
			[]string{
				"dzień wcześniej", "dzień później", "następnego dnia", "kolejnego dnia", "poprzedniego dnia",
				"tego samego dnia", "tego dnia", "w tym samym dniu", "tydzień wcześniej", "tydzień później",
				"miesiąc później", "rok później", "rok wcześniej", "wkrótce potem", "niedługo potem", "krótko potem",
				"od tego czasu", "od tamtej pory", "do tego czasu", "w tym czasie", "wówczas", "z tego powodu",
				"z tych powodów", "w tym celu", "dlatego też", "to samo", "w tym kontekście", "na tym tle", "później",
			},
			text.WordSet(`po od przed niż`),
		},
		"nl": {
			[]string{
				"een dag eerder", "een dag later", "de dag ervoor", "de dag erna", "de dag daarna", "de dag daarvoor",
				"de volgende dag", "de vorige dag", "dezelfde dag", "diezelfde dag", "die dag", "op die dag", "die avond",
				"op dezelfde dag", "een week later", "een maand later", "een jaar later", "een jaar eerder", "kort daarna",
				"kort daarvoor", "kort erna", "sindsdien", "tot dan toe", "destijds", "om die reden", "om deze reden",
				"met dat doel", "hetzelfde geldt", "tegen die achtergrond", "even later", "later die",
			},
			text.WordSet(`van dat na`),
		},
		"sv": {
			[]string{
				"dagen innan~", "dagen efter~", "dagen därpå", "dagen före~", "nästa dag", "påföljande dag", "samma dag",
				"samma kväll", "samma vecka", "den dagen", "en dag senare", "en dag tidigare", "en vecka senare",
				"en månad senare", "ett år senare", "kort därefter", "kort efteråt", "sedan dess", "dittills", "därefter",
				"av den anledningen", "av det skälet", "i samband med detta", "året innan~", "året därpå", "efteråt",
			},
			text.WordSet(`att toppmötet mötet valet attacken omröstningen beskedet`),
		},
		"da": {
			[]string{
				"dagen før~", "dagen efter~", "næste dag", "samme dag", "den dag", "en dag senere", "en uge senere",
				"kort efter~", "siden da", "derefter", "af den grund", "året efter~", "året før~",
			},
			text.WordSet(`at mødet valget`),
		},
		"no": {
			[]string{
				"dagen før~", "dagen etter~", "neste dag", "samme dag", "den dagen", "en dag senere", "en uke senere",
				"kort tid etter", "siden da", "deretter", "av den grunn", "året etter~", "året før~",
			},
			text.WordSet(`at møtet valget`),
		},
		"fi": {
			[]string{
				"seuraavana päivänä", "edellisenä päivänä", "samana päivänä", "päivää myöhemmin", "päivää aiemmin",
				"viikkoa myöhemmin", "pian sen jälkeen", "siitä lähtien", "tuolloin", "tästä syystä", "sen jälkeen",
				"samaan aikaan", "sinä päivänä",
			}, nil,
		},
		"cs": {
			[]string{
				"den předtím", "den poté", "den nato", "následující den", "následujícího dne", "druhý den", "předchozí den",
				"předchozího dne", "téhož dne", "stejný den", "ten den", "o den dříve", "o den později", "o týden později",
				"o měsíc později", "o rok později", "krátce poté", "vzápětí", "od té doby", "do té doby", "tehdy",
				"z tohoto důvodu", "z toho důvodu", "za tímto účelem", "totéž", "v té době",
			},
			text.WordSet(`po před od`),
		},
		"sk": {
			[]string{
				"deň predtým", "deň potom", "deň nato", "nasledujúci deň", "na druhý deň", "v ten istý deň", "v ten deň",
				"o deň skôr", "o deň neskôr", "o týždeň neskôr", "krátko nato", "odvtedy", "vtedy", "z tohto dôvodu",
			},
			text.WordSet(`po pred od`),
		},
		"hu": {
			[]string{
				"másnap", "az előző nap", "előző nap", "a következő napon", "aznap", "ugyanaznap", "ugyanezen a napon",
				"ugyanazon a napon", "egy nappal később", "egy nappal korábban", "egy héttel később", "nem sokkal később",
				"azóta", "addig", "akkor", "ezt követően", "ezután", "emiatt", "ebből a célból", "ebből az okból",
			}, nil,
		},
		"ro": {
			[]string{
				"a doua zi", "în ziua următoare", "în ziua precedentă", "cu o zi înainte", "cu o zi mai devreme",
				"o zi mai târziu", "în aceeași zi", "în acea zi", "o săptămână mai târziu", "la scurt timp", "de atunci",
				"până atunci", "pe atunci", "din acest motiv", "în acest scop", "ulterior", "același lucru",
			},
			text.WordSet(`de după a`),
		},
		"el": {
			[]string{
				"την επόμενη ημέρα", "την επόμενη μέρα", "την επομένη", "την προηγούμενη ημέρα", "την προηγούμενη",
				"την ίδια ημέρα", "την ίδια μέρα", "εκείνη την ημέρα", "μία ημέρα αργότερα", "μια μέρα αργότερα", "έκτοτε",
				"από τότε", "τότε", "λίγο αργότερα", "για τον λόγο αυτό", "γι' αυτό", "για το σκοπό αυτό",
			},
			text.WordSet(`της του των από`),
		},
		"bg": {
			[]string{
				"на следващия ден", "предишния ден", "ден по-рано", "ден по-късно", "същия ден", "в същия ден", "в този ден",
				"оттогава", "тогава", "скоро след това", "поради тази причина", "по тази причина", "седмица по-късно",
			},
			text.WordSet(`след на от`),
		},
		"sr": {
			[]string{
				"следећег дана", "сутрадан", "дан раније", "дан касније", "истог дана", "тог дана", "од тада", "тада",
				"убрзо потом", "из тог разлога", "недељу дана касније", "sledećeg dana", "sutradan", "dan ranije",
				"dan kasnije", "istog dana", "tog dana", "od tada", "tada", "ubrzo potom", "iz tog razloga",
			},
			text.WordSet(`након после nakon posle`),
		},
		"hr": {
			[]string{
				"sljedećeg dana", "sutradan", "dan ranije", "dan prije", "dan kasnije", "istoga dana", "istog dana",
				"tog dana", "toga dana", "od tada", "tada", "ubrzo potom", "iz tog razloga", "tjedan dana kasnije",
			},
			text.WordSet(`nakon od`),
		},
		"sl": {
			[]string{
				"naslednji dan", "dan prej", "dan pozneje", "dan kasneje", "istega dne", "tistega dne", "od takrat",
				"takrat", "kmalu zatem", "iz tega razloga",
			}, nil,
		},
		"ar": {
			[]string{
				"في اليوم التالي", "وفي اليوم التالي", "في اليوم السابق", "وفي اليوم السابق", "في اليوم نفسه",
				"وفي اليوم نفسه", "في اليوم ذاته", "وفي اليوم ذاته", "في ذلك اليوم", "وفي ذلك اليوم", "في الوقت نفسه",
				"وفي الوقت نفسه", "في ذلك الوقت", "وفي ذلك الوقت", "منذ ذلك الحين", "ومنذ ذلك الحين", "بعد يوم واحد",
				"قبل ذلك بيوم", "وقبل ذلك بيوم", "بعد أيام", "وبعد أيام", "لهذا السبب", "ولهذا السبب", "لهذه الأسباب",
				"ولهذه الأسباب", "لهذا الغرض", "ولهذا الغرض", "وفي وقت لاحق", "في أعقاب ذلك", "وفي أعقاب ذلك",
				"على إثر ذلك", "وعلى إثر ذلك", "في هذا السياق", "وفي هذا السياق", "وفي هذا الإطار", "في هذا الإطار",
				"وفي السياق", "في السياق", "وفي سياق متصل", "في سياق متصل", "عقب ذلك",
			},
			text.WordSet(`من لـ`),
		},
		"fa": {
			[]string{
				"روز بعد", "روز قبل", "فردای آن روز", "همان روز", "در همان روز", "آن روز", "در آن روز", "یک روز پیش",
				"یک روز بعد", "یک هفته بعد", "اندکی بعد", "از آن زمان", "تا آن زمان", "در آن زمان", "به همین دلیل",
				"به این دلیل", "به همین منظور", "در این راستا", "در همین حال", "در همین راستا",
			},
			text.WordSet(`از`),
		},
		"he": {
			[]string{
				"למחרת", "יום קודם", "יום קודם לכן", "יום לאחר מכן", "באותו יום", "באותו היום", "מאז", "עד אז", "זמן קצר",
				"מסיבה זו", "לשם כך", "לאחר מכן",
			}, nil,
		},
		"zh": {
			[]string{
				"次日", "翌日", "第二天", "隔天", "前一天", "前一日", "同一天", "同日", "当天", "當天", "当日", "當日", "当晚",
				"當晚", "当月", "當月", "当年", "當年", "此前一天", "几天后", "幾天後", "数日后", "數日後", "一天后", "一天後",
				"一周后", "一周後", "一週後", "不久后", "不久後", "不久之后", "此后", "此後", "从那以后", "從那以後", "出于这个原因",
				"出於這個原因", "出于这一原因", "出于此", "因為這個", "因为这个", "正因如此", "有鉴于此", "有鑑於此",
			}, nil,
		},
		"ja": {
			[]string{
				"翌日", "翌朝", "前日", "同日", "同じ日", "当日", "数日後", "一週間後", "1週間後", "その後", "それ以来", "当時",
				"こうした", "このような", "そのような", "以来", "直後",
			}, nil,
		},
		"ko": {
			[]string{
				"다음 날", "다음날", "이튿날", "전날", "하루 전", "하루 뒤", "하루 앞서", "같은 날", "그날", "며칠 뒤", "며칠 후",
				"일주일 뒤", "얼마 뒤", "그 뒤", "그 후", "그때", "이런 이유로", "이러한 이유로", "이를 위해", "앞서 ",
			}, nil,
		},
		"hy": {[]string{"հաջորդ օրը", "նախորդ օրը", "նույն օրը", "այդ օրը", "մեկ օր անց", "այդ ժամանակ", "դրանից հետո"}, nil},
		"ka": {[]string{"მეორე დღეს", "მომდევნო დღეს", "წინა დღეს", "იმავე დღეს", "იმ დღეს", "მას შემდეგ", "ამ მიზეზით"}, nil},
		"hi": {[]string{"अगले दिन", "एक दिन पहले", "उसी दिन", "उस दिन", "इसी दिन", "इसलिए", "इसी वजह", "इसके बाद", "तब "}, nil},
		"ur": {[]string{"اگلے روز", "اگلے دن", "ایک روز قبل", "ایک دن پہلے", "اسی روز", "اسی دن", "اس روز", "اس کے بعد"}, nil},
		"id": {[]string{
			"keesokan harinya", "sehari sebelumnya", "sehari kemudian", "pada hari yang sama", "hari itu", "sejak itu",
			"saat itu", "karena itu", "oleh karena itu",
		}, nil},
		"vi": {[]string{"ngày hôm sau", "hôm sau", "một ngày trước đó", "cùng ngày", "hôm đó", "khi đó", "kể từ đó", "vì vậy"}, nil},
	}
})

// countedOf are the units of a time that is told by how long before or after another it was, and the words for before
// and after: "two days later", "deux jours plus tard", "zwei Wochen zuvor". What is told from today, "ago", is no such
// word.
type counted struct{ units, beside map[string]bool }

var countedOf = sync.OnceValue(func() map[string]counted {
	return map[string]counted{
		"en": {text.WordSet(`minutes hours day days week weeks month months year years`), text.WordSet(`later earlier afterwards`)},
		"de": {
			text.WordSet(`minuten stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren`),
			text.WordSet(`später zuvor danach darauf davor`),
		},
		"fr": {text.WordSet(`heures jour jours semaine semaines mois an ans années`), text.WordSet(`plus auparavant`)},
		"es": {text.WordSet(`horas día días semana semanas mes meses año años`), text.WordSet(`después antes más`)},
		"it": {text.WordSet(`ore giorno giorni settimana settimane mese mesi anno anni`), text.WordSet(`dopo prima`)},
		"pt": {text.WordSet(`horas dia dias semana semanas mês meses ano anos`), text.WordSet(`depois antes`)},
		"nl": {text.WordSet(`uur dag dagen week weken maand maanden jaar`), text.WordSet(`later eerder daarvoor`)},
		"sv": {text.WordSet(`timmar dag dagar vecka veckor månad månader år`), text.WordSet(`senare tidigare`)},
		"da": {text.WordSet(`timer dag dage uge uger måned måneder år`), text.WordSet(`senere tidligere`)},
		"no": {text.WordSet(`timer dag dager uke uker måned måneder år`), text.WordSet(`senere tidligere`)},
		"pl": {
			text.WordSet(`godzin godziny dni tygodnie tygodni miesiące miesięcy lat lata`), text.WordSet(`później wcześniej potem`),
		},
		"ru": {text.WordSet(`часами часов дней дня днями недели недель месяца месяцев года лет`), text.WordSet(`ранее позже спустя`)},
		"cs": {text.WordSet(`hodin dny dní den týdny týdnů měsíce měsíců rok roky let`), text.WordSet(`později dříve nato poté předtím`)},
		"sk": {text.WordSet(`hodín dni dní deň týždne týždňov mesiace mesiacov rok roky rokov`), text.WordSet(`neskôr skôr nato predtým`)},
		"hu": {text.WordSet(`órával nappal héttel hónappal évvel`), text.WordSet(`később korábban azelőtt azután`)},
		"ro": {text.WordSet(`ore zile zi săptămâni luni ani an`), text.WordSet(`mai`)},
		"el": {text.WordSet(`ώρες ημέρες μέρες εβδομάδες μήνες χρόνια έτη`), text.WordSet(`αργότερα νωρίτερα μετά`)},
		"fi": {text.WordSet(`tuntia päivää viikkoa kuukautta vuotta`), text.WordSet(`myöhemmin aiemmin aikaisemmin`)},
		"bg": {text.WordSet(`часа дни седмици месеца години`), text.WordSet(`по-късно по-рано по`)},
		"sr": {text.WordSet(`сати дана недеља месеци година dana sati nedelja meseci godina`), text.WordSet(`касније раније kasnije ranije`)},
		"hr": {text.WordSet(`sati dana tjedana mjeseci godina`), text.WordSet(`kasnije ranije poslije prije`)},
		"sl": {text.WordSet(`ur dni tednov mesecev let`), text.WordSet(`pozneje kasneje prej`)},
		"fa": {text.WordSet(`ساعت روز هفته ماه سال`), text.WordSet(`بعد`)},
		"hi": {text.WordSet(`घंटे दिन दिनों हफ्ते महीने साल`), text.WordSet(`बाद पहले`)},
		"ur": {text.WordSet(`گھنٹے دن روز ہفتے ماہ سال`), text.WordSet(`بعد قبل پہلے`)},
		"id": {text.WordSet(`jam hari minggu bulan tahun`), text.WordSet(`kemudian sebelumnya`)},
		"vi": {text.WordSet(`giờ ngày tuần tháng năm`), text.WordSet(`sau trước`)},
		"uk": {text.WordSet(`годин днів дні днями тижні тижнів місяці місяців роки років`), text.WordSet(`раніше пізніше потому`)},
	}
})

// countedWithin is in how many words from a sentence's head such a time is looked for.
const countedWithin = 5

// anchored reports a sentence that tells its time by another that only the sentence before tells. head is its beginning
// as openerHead returns it.
func anchored(head string, words []string, lang string) bool {
	if a, ok := anchorsOf()[lang]; ok {
		if start, rest := anchorTable.cut(head, lang, a.starts); start != "" {
			next, _, _ := strings.Cut(strings.TrimLeft(rest, " '"), " ")
			next = strings.TrimRight(next, ",.")
			switch {
			case !strings.HasPrefix(rest, " "):
				return true
			case strings.HasSuffix(start, "~"):
				return anchorVerbs()[next]
			case !a.of[next]:
				return true
			}
		}
	}
	if timesBefore().MatchString(head) || numberedTime(words, lang) {
		return true
	}
	c, ok := countedOf()[lang]
	for i := 1; ok && i+1 < min(countedWithin, len(words)); i++ {
		if c.units[words[i]] && c.beside[words[i+1]] {
			return i+2 >= len(words) || !anchorObjects()[words[i+2]]
		}
	}
	return false
}

// timesBefore finds a time that is told by how long after or before another it was, or as that of another, in scripts
// that part no words, and in Arabic.
var timesBefore = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[一二三四五六七八九十几幾数數两兩\d]{1,4}(?:个|個|か|カ|ヶ)?(?:天|日|周|週|週間|月|年|小时|小時|時間)` +
		`(?:之)?(?:后|後|前)(?:，|、|,)|那(?:天|晚|年|时|時|一天|一年|一晚)|在?(?:此|这一|這一)(?:背景|情况|情況|形势|形勢)下|` +
		`こうした|そうした|(?:사흘|이틀|나흘|닷새|열흘|\d{1,2}일|\d{1,2}년|\d{1,2}개월|몇 시간|몇 달) (?:뒤|후|전)|` +
		`그(?:날|해|달| 무렵| 시각)|و?(?:بعد|قبل) (?:ثلاثة|أربعة|خمسة|ستة|سبعة|ثلاث|أربع|بضعة|عدة) (?:أيام|أسابيع|أشهر|سنوات|ساعات) ` +
		`[^م]|و?في (?:ذلك|تلك) )`)
})

// numberedTime reports a Turkic sentence that begins with a number and a time after or before another: "Üç gün sonra
// …", "Үш күннен кейін …". Whatever stands before the number would say after what.
func numberedTime(words []string, lang string) bool {
	if len(words) < 4 || !turkicNumbers()[words[0]] && !unicode.IsDigit(firstRune(words[0])) {
		return false
	}
	switch lang {
	case "tr", "az", "kk", "ky", "uz", "tt", "tk":
		return turkicAfter()[words[2]]
	}
	return false
}

var (
	turkicNumbers = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`bir iki üç dört beş altı yedi sekiz dokuz on birkaç iki bir екі үш төрт бес алты жеті бірнеше эки
			үч төрт беш алты жети бир bir ikki uch to'rt besh olti yetti bir necha`)
	})
	turkicAfter = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`sonra кейін кийин keyin соң soň`)
	})
	// anchorVerbs stand behind a time that may take an object and here has none: "Dagen innan hade ministrar …".
	anchorVerbs = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`hade har var blev fick kom havde fik ble fikk i gli`)
	})
	// anchorObjects stand behind a counted time and before the other one: "two days later than planned".
	anchorObjects = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`than als de del της του των την decât que da di do dan niż än end enn jeune âgé vieux`)
	})
)
