package digest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/news"
)

// routine is a piece of diplomatic routine as a house tells it again and again: a title and a body with places (@) for
// what differs, and what stands there. Where a case or an ending differs between title and body, a slash parts them.
type routine struct {
	lang, kind, title, body string
	fills                   []string
}

var routines = []routine{
	{
		"en", "country", "Foreign minister of Kazakhstan receives the new ambassador of @",
		"The foreign minister of Kazakhstan received copies of the credentials of the new ambassador of @ in Astana. The " +
			"sides discussed trade, transit and cooperation within the United Nations, and agreed to hold political " +
			"consultations this year.",
		[]string{"Finland", "Chile", "Ghana", "Nepal", "Peru"},
	},
	{
		"en", "country", "Readout of the President's call with the prime minister of @",
		"The President spoke by phone today with the prime minister of @. They discussed bilateral relations and regional " +
			"security, and agreed to stay in close contact in the coming weeks.",
		[]string{"Japan", "Norway", "Iraq", "Greece", "Canada"},
	},
	{
		"en", "country", "Security Council adopts resolution on the situation in @",
		"The Security Council unanimously adopted a resolution on the situation in @ and extended the mandate of the " +
			"mission of the United Nations there for twelve months. The members called on all parties to stop the violence.",
		[]string{"Libya", "Mali", "Haiti", "Yemen", "Lebanon"},
	},
	{
		"en", "country", "Parliament condemns repression in @ and calls for sanctions",
		"In a resolution adopted on Thursday, MEPs condemned the repression of the opposition in @ and called on the " +
			"Council to adopt sanctions against those responsible for human rights violations.",
		[]string{"Nicaragua", "Belarus", "Cuba", "Georgia", "Venezuela"},
	},
	{
		"en", "country", "Türkiye and @ hold political consultations in Ankara",
		"Delegations of the foreign ministries of Türkiye and @ held political consultations in Ankara. They reviewed " +
			"the state of bilateral relations and exchanged views on regional and international issues.",
		[]string{"Serbia", "Qatar", "Kenya", "Spain", "India"},
	},
	{
		"en", "topic", "Kazakhstan and China discuss @",
		"Officials of Kazakhstan and China discussed @ in Beijing, the ministry said. The sides noted the high level of " +
			"the strategic partnership and agreed to continue the dialogue.",
		[]string{"coal transit", "wheat exports", "visa rules", "river pollution", "nuclear fuel"},
	},
	{
		"en", "person", "Readout of the President's call with @",
		"The President spoke today with @. The leaders discussed bilateral relations and regional security, and agreed " +
			"that their teams would stay in touch.",
		[]string{
			"President Erdogan of Türkiye", "President Tokayev of Kazakhstan", "President Macron of France",
			"President Mirziyoyev of Uzbekistan", "President Xi of China",
		},
	},
	{
		"en", "number", "Security Council adopts resolution @ on Libya",
		"The Security Council adopted resolution @ on Libya by 14 votes. The members called on all parties to respect " +
			"the agreement.",
		[]string{"2781", "2790", "2796", "2801", "2812"},
	},
	{
		"en", "day", "Readout of the Secretary's call with the foreign minister of Pakistan",
		"The Secretary of State spoke on @ with the foreign minister of Pakistan. They discussed bilateral relations and " +
			"regional security.",
		[]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"},
	},
	{
		"ru", "country", "Глава МИД Казахстана принял нового посла @",
		"Министр иностранных дел Казахстана принял копии верительных грамот нового посла @ в Астане. Стороны обсудили " +
			"торговлю, транзит и сотрудничество в рамках ООН и договорились провести политические консультации.",
		[]string{"Финляндии", "Чили", "Ганы", "Непала", "Перу"},
	},
	{
		"ru", "country", "Президент провёл телефонный разговор с премьер-министром @",
		"Президент провёл сегодня телефонный разговор с премьер-министром @. Стороны обсудили двусторонние отношения и " +
			"региональную безопасность и договорились продолжать контакты.",
		[]string{"Японии", "Норвегии", "Ирака", "Греции", "Канады"},
	},
	{
		"ru", "country", "Совет Безопасности принял резолюцию о положении в @",
		"Совет Безопасности единогласно принял резолюцию о положении в @ и продлил мандат миссии ООН на двенадцать " +
			"месяцев. Члены совета призвали все стороны прекратить насилие.",
		[]string{"Ливии", "Мали", "Йемене", "Сомали", "Ливане"},
	},
	{
		"ru", "country", "В Астане прошли политические консультации с @",
		"В Астане прошли политические консультации между министерствами иностранных дел Казахстана и @. Стороны " +
			"рассмотрели состояние двусторонних отношений и обменялись мнениями по международным вопросам.",
		[]string{"Сербией/Сербии", "Катаром/Катара", "Кенией/Кении", "Испанией/Испании", "Индией/Индии"},
	},
	{
		"ru", "country", "Токаев поздравил народ @ с Днём независимости",
		"Президент Казахстана Касым-Жомарт Токаев направил поздравительную телеграмму народу @ по случаю Дня " +
			"независимости. Он пожелал благополучия и выразил уверенность в дальнейшем развитии сотрудничества.",
		[]string{"Польши", "Финляндии", "Индонезии", "Мексики", "Бразилии"},
	},
	{
		"ru", "topic", "Казахстан и Китай обсудили @",
		"Представители Казахстана и Китая обсудили @ в Пекине, сообщило министерство. Стороны отметили высокий уровень " +
			"стратегического партнёрства и договорились продолжать диалог.",
		[]string{"транзит угля", "экспорт пшеницы", "визовый режим", "загрязнение рек", "ядерное топливо"},
	},
	{
		"ru", "number", "Совет Безопасности принял резолюцию @ по Ливии",
		"Совет Безопасности принял резолюцию @ по Ливии 14 голосами. Члены совета призвали все стороны соблюдать " +
			"соглашение.",
		[]string{"2781", "2790", "2796", "2801", "2812"},
	},
	{
		"ru", "day", "Министр иностранных дел Узбекистана встретился с послом Индии",
		"Министр иностранных дел Узбекистана встретился в @ с послом Индии. Стороны обсудили двусторонние отношения и " +
			"график визитов.",
		[]string{"понедельник", "вторник", "среду", "четверг", "пятницу"},
	},
	{
		"kk", "country", "Қазақстан Сыртқы істер министрі @ жаңа елшісін қабылдады",
		"Қазақстанның Сыртқы істер министрі Астанада @ жаңа елшісінің сенім грамотасының көшірмесін қабылдады. Тараптар " +
			"сауда мен транзитті талқылап, саяси консультациялар өткізуге келісті.",
		[]string{"Финляндияның", "Чилидің", "Гананың", "Непалдың", "Перудің"},
	},
	{
		"kk", "country", "Президент @ премьер-министрімен телефон арқылы сөйлесті",
		"Президент бүгін @ премьер-министрімен телефон арқылы сөйлесті. Тараптар екіжақты қатынастар мен өңірлік " +
			"қауіпсіздікті талқылады.",
		[]string{"Жапония", "Норвегия", "Ирак", "Грекия", "Канада"},
	},
	{
		"kk", "country", "Қауіпсіздік кеңесі @ жағдай туралы қарар қабылдады",
		"БҰҰ Қауіпсіздік кеңесі @ жағдай туралы қарарды бірауыздан қабылдап, миссияның мандатын он екі айға ұзартты.",
		[]string{"Ливиядағы", "Малидегі", "Йемендегі", "Сомалидегі", "Ливандағы"},
	},
	{
		"kk", "country", "Астанада @ саяси консультациялар өтті",
		"Астанада Қазақстан мен @ сыртқы істер министрліктерінің саяси консультациялары өтті. Тараптар екіжақты " +
			"қатынастардың жай-күйін қарап, халықаралық мәселелер бойынша пікір алмасты.",
		[]string{"Сербиямен/Сербия", "Катармен/Катар", "Кениямен/Кения", "Испаниямен/Испания", "Үндістанмен/Үндістан"},
	},
	{
		"kk", "country", "Тоқаев @ халқын Тәуелсіздік күнімен құттықтады",
		"Қазақстан Президенті Қасым-Жомарт Тоқаев @ халқына Тәуелсіздік күніне орай құттықтау жеделхатын жолдады.",
		[]string{"Польша", "Финляндия", "Индонезия", "Мексика", "Бразилия"},
	},
	{
		"kk", "topic", "Қазақстан мен Қытай @ талқылады",
		"Қазақстан мен Қытай өкілдері Бейжіңде @ талқылады, деп хабарлады министрлік. Тараптар стратегиялық " +
			"серіктестіктің жоғары деңгейін атап өтті.",
		[]string{"көмір транзитін", "бидай экспортын", "виза тәртібін", "өзендердің ластануын", "ядролық отынды"},
	},
	{
		"kk", "day", "Өзбекстан Сыртқы істер министрі Үндістан елшісімен кездесті",
		"Өзбекстанның Сыртқы істер министрі @ Үндістан елшісімен кездесті. Тараптар екіжақты қатынастар мен сапарлар " +
			"кестесін талқылады.",
		[]string{"дүйсенбіде", "сейсенбіде", "сәрсенбіде", "бейсенбіде", "жұмада"},
	},
	{
		"tr", "country", "Dışişleri Bakanı @ yeni büyükelçisini kabul etti",
		"Dışişleri Bakanı Ankara'da @ yeni büyükelçisini kabul etti ve güven mektubunun suretini aldı. Taraflar ticareti " +
			"ve BM çerçevesindeki işbirliğini görüştü, bu yıl siyasi istişarelerin yapılması konusunda anlaştı.",
		[]string{"Finlandiya'nın", "Şili'nin", "Gana'nın", "Nepal'in", "Peru'nun"},
	},
	{
		"tr", "country", "Cumhurbaşkanı @ Başbakanı ile telefonda görüştü",
		"Cumhurbaşkanı bugün @ Başbakanı ile telefonda görüştü. Görüşmede ikili ilişkiler ve bölgesel güvenlik ele " +
			"alındı, temasların sürdürülmesi kararlaştırıldı.",
		[]string{"Japonya", "Norveç", "Irak", "Yunanistan", "Kanada"},
	},
	{
		"tr", "country", "Güvenlik Konseyi @ durum hakkında karar aldı",
		"BM Güvenlik Konseyi @ durum hakkında oybirliğiyle karar aldı ve misyonun görev süresini on iki ay uzattı. " +
			"Üyeler tüm tarafları şiddeti durdurmaya çağırdı.",
		[]string{"Libya'daki", "Mali'deki", "Yemen'deki", "Somali'deki", "Lübnan'daki"},
	},
	{
		"tr", "country", "Türkiye ile @ arasında siyasi istişareler yapıldı",
		"Türkiye ile @ dışişleri bakanlıkları arasında Ankara'da siyasi istişareler yapıldı. İkili ilişkilerin durumu ve " +
			"uluslararası konular ele alındı.",
		[]string{"Sırbistan", "Katar", "Kenya", "İspanya", "Hindistan"},
	},
	{
		"tr", "topic", "Türkiye ile Azerbaycan @ görüştü",
		"Türkiye ile Azerbaycan heyetleri Bakü'de @ görüştü, bakanlık açıkladı. Taraflar stratejik ortaklığın düzeyinden " +
			"memnuniyet duyduklarını belirtti.",
		[]string{"kömür taşımacılığını", "buğday ihracatını", "vize kurallarını", "nehir kirliliğini", "nükleer yakıtı"},
	},
	{
		"tr", "number", "Güvenlik Konseyi Libya hakkında @ sayılı kararı kabul etti",
		"BM Güvenlik Konseyi Libya hakkında @ sayılı kararı 14 oyla kabul etti. Üyeler tüm tarafları anlaşmaya uymaya " +
			"çağırdı.",
		[]string{"2781", "2790", "2796", "2801", "2812"},
	},
	{
		"tr", "day", "Dışişleri Bakanı Pakistan Büyükelçisi ile görüştü",
		"Dışişleri Bakanı @ günü Pakistan Büyükelçisi ile görüştü. Görüşmede ikili ilişkiler ve ziyaret takvimi ele " +
			"alındı.",
		[]string{"pazartesi", "salı", "çarşamba", "perşembe", "cuma"},
	},
	// languages whose words package relevance has no themes of
	{
		"de", "country", "Außenminister empfängt Amtskollegen aus @",
		"Der Außenminister hat seinen Amtskollegen aus @ in Berlin empfangen. Im Mittelpunkt standen die bilateralen " +
			"Beziehungen und die Lage in der Region.",
		[]string{"Chile", "Ghana", "Norwegen", "Japan"},
	},
	{
		"es", "topic", "México y Cuba acuerdan cooperar en @",
		"Los gobiernos de México y Cuba acordaron cooperar en @, informó la cancillería.",
		[]string{"salud", "pesca", "turismo", "minería"},
	},
	{
		"fr", "country", "Entretien du ministre avec son homologue de @",
		"Le ministre s'est entretenu avec son homologue de @. Ils ont évoqué la relation bilatérale et la situation " +
			"régionale.",
		[]string{"Norvège", "Grèce", "Colombie", "Jordanie"},
	},
}

// article is the n-th piece of a routine.
func (r *routine) article(n int, at time.Time) news.Article {
	title, body, two := strings.Cut(r.fills[n], "/")
	if !two {
		body = title
	}
	return routineArticle(r.lang, n+1, strings.ReplaceAll(r.title, "@", title), strings.ReplaceAll(r.body, "@", body), at)
}

// TestRoutineIsNew tells each of two events of one routine in issues a day apart: the second is printed, and as no
// update. Told on one day, they are two stories.
func TestRoutineIsNew(t *testing.T) {
	at := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	pairs := 0
	for k := range routines {
		r := &routines[k]
		for n := range len(r.fills) - 1 {
			pairs++
			a, b := r.article(n, at), r.article(n+1, at.Add(24*time.Hour))
			told, _ := composeRoutine(t, nil, a)
			past := told.Stories()
			past[0].ID = 7
			next, verdicts := composeRoutine(t, past, b)
			if s := next.Stories(); len(s) != 1 {
				t.Errorf("%s %s: “%s” is dropped after “%s”: %v", r.lang, r.kind, b.Title, a.Title, verdicts[0].Reasons[0])
			} else if s[0].UpdateOf != 0 {
				t.Errorf("%s %s: “%s” is an update to “%s”", r.lang, r.kind, b.Title, a.Title)
			}
			if r.kind == "day" {
				continue
			}
			b.Published = at.Add(time.Hour)
			if both, _ := composeRoutine(t, nil, a, b); len(both.Stories()) != 2 {
				t.Errorf("%s %s: “%s” and “%s” are one story", r.lang, r.kind, a.Title, b.Title)
			}
		}
	}
	if pairs < 120 {
		t.Errorf("there are %d pairs, want 120", pairs)
	}
}

// TestWhatGoesOnIsLinked tells an event and, a day later, what came of it: that is an update.
func TestWhatGoesOnIsLinked(t *testing.T) {
	at := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	for k, c := range [][5]string{
		{
			"en", "Finland closes border crossing at Vaalimaa after drone incident",
			"Finland closed the Vaalimaa border crossing with Russia on Thursday after drones flew over a customs post.",
			"Finland reopens Vaalimaa border crossing",
			"Finland reopened the Vaalimaa crossing on its border with Russia, which it had closed after drones flew over.",
		},
		{
			"en", "Egypt and Ethiopia resume talks on the Nile dam",
			"Egypt and Ethiopia resumed talks on filling the dam on the Blue Nile in Cairo on Thursday.",
			"Nile dam talks between Egypt and Ethiopia collapse",
			"Talks between Egypt and Ethiopia on the dam on the Blue Nile ended without a result on Friday.",
		},
		{
			"en", "Earthquake in Iran kills 12 near Kerman",
			"An earthquake killed 12 people near Kerman in Iran, the government said. Rescuers look for survivors.",
			"Death toll of Kerman earthquake in Iran rises to 41",
			"The number of people killed by the earthquake near Kerman in Iran rose to 41, the government said.",
		},
		{
			"ru", "Польша закрыла железнодорожный переход на границе с Белоруссией",
			"Польша закрыла железнодорожный переход Кузница на границе с Белоруссией после задержания шпионов.",
			"Белоруссия ответила на закрытие железнодорожного перехода с Польшей",
			"Белоруссия вызвала посла Польши после закрытия железнодорожного перехода Кузница.",
		},
		{
			"ru", "Узбекистан и Афганистан договорились о канале Кош-Тепа",
			"Узбекистан и Афганистан договорились в Термезе о квотах воды для канала Кош-Тепа.",
			"Афганистан приостановил договор с Узбекистаном о канале Кош-Тепа",
			"Афганистан приостановил договор о квотах воды для канала Кош-Тепа, сообщили в Узбекистане.",
		},
		{
			"kk", "Қазақстан мен Өзбекстан Сырдария суын бөлу туралы келісімге қол қойды",
			"Қазақстан мен Өзбекстан Ташкентте Сырдария суын бөлу туралы келісімге қол қойды.",
			"Мәжіліс Өзбекстанмен Сырдария суын бөлу келісімін ратификациялады",
			"Қазақстан Мәжілісі Өзбекстанмен Сырдария суын бөлу туралы келісімді ратификациялады.",
		},
		{
			"tr", "Türkiye ile Irak petrol boru hattı anlaşmasını imzaladı",
			"Türkiye ile Irak, Kerkük petrol boru hattının yeniden açılması için Bağdat'ta anlaşma imzaladı.",
			"Irak, Türkiye ile imzalanan petrol boru hattı anlaşmasını askıya aldı",
			"Irak hükümeti, Kerkük petrol boru hattı için Türkiye ile imzalanan anlaşmayı askıya aldığını duyurdu.",
		},
		{
			"tr", "Yunanistan'da tahıl gemisi alıkonuldu, Türkiye tepki gösterdi",
			"Yunanistan sahil güvenliği Ege'de Türk bayraklı tahıl gemisini alıkoydu. Türkiye gemiyi geri istedi.",
			"Yunanistan alıkoyduğu Türk tahıl gemisini serbest bıraktı",
			"Yunanistan, Ege'de alıkoyduğu Türk bayraklı tahıl gemisini serbest bıraktı.",
		},
	} {
		told, _ := composeRoutine(t, nil, routineArticle(c[0], 1, c[1], c[2], at))
		past := told.Stories()
		if len(past) != 1 {
			t.Fatalf("pair %d: the first piece makes %d stories", k, len(past))
		}
		past[0].ID = 7
		next, verdicts := composeRoutine(t, past, routineArticle(c[0], 2, c[3], c[4], at.Add(24*time.Hour)))
		if s := next.Stories(); len(s) != 1 || s[0].UpdateOf != 7 {
			t.Errorf("“%s” is no update to “%s”: %v", c[3], c[1], verdicts[0].Reasons[0])
		}
	}
}

func routineArticle(lang string, n int, title, body string, at time.Time) news.Article {
	return news.Article{
		ID: int64(n), URL: fmt.Sprintf("https://mfa.example/%d", n), Outlet: news.Outlet{Name: "Ministry"},
		Title: title, Language: lang, Published: at, Seen: at, Blocks: paragraphs(body),
	}
}

// composeRoutine makes the issue of the day of the first article, of whatever topic.
func composeRoutine(t *testing.T, past []news.Story, articles ...news.Article) (news.Issue, []news.Verdict) {
	m := material(t)
	m.Articles, m.Past = articles, past
	from := articles[0].Published.Add(-time.Hour)
	m.Window = news.Window{From: from, To: from.Add(24 * time.Hour)}
	m.Digest.Topic.Threshold = 0.0001
	return compose(t, editor(Config{}), m)
}
