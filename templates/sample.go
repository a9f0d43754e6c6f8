package templates

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// sampleNow is when the sample issues were composed: Monday 23 November 2026, 07:00 in Almaty.
var sampleNow = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

// Sample is an issue full of hard cases, for checks and previews: long headlines, right-to-left and Chinese texts, no
// author, no date, a teaser only, no summary, an update, forty outlets on one story, failing sources, texts that look
// like markup. The language is that of the interface; the articles have their own.
func Sample(language string) news.Issue {
	b := sampler{issue: sampleFrame(language)}
	b.issue.ID, b.issue.Number, b.issue.State = 7, 1204, news.IssueSent
	b.section("central-asia", samplesCentralAsia()...)
	b.section("south-caucasus", samplesCaucasus()...)
	b.section("middle-east", samplesMiddleEast()...)
	b.section("CN", samplesChina()...)
	b.section("world", samplesWorld()...)
	for _, n := range []int{0, 4, 6} {
		b.issue.Lead = append(b.issue.Lead, b.issue.Stories()[n].Summary[0])
	}
	return b.issue
}

// SampleEmpty is an issue with nothing new.
func SampleEmpty(language string) news.Issue {
	i := sampleFrame(language)
	i.ID, i.State, i.Note = 8, news.IssueEmpty, "Nothing new in the window."
	i.Coverage.Kept = 0
	return i
}

// SampleNotices is an issue with two stories whose coverage holds every notice that there is: sources that could not be
// read, pages that were listed and not read, articles beyond a limit or too long, articles that attache itself failed
// on.
func SampleNotices(language string) news.Issue {
	b := sampler{issue: sampleFrame(language)}
	b.issue.ID, b.issue.Number, b.issue.State = 9, 1205, news.IssueSent
	b.section("central-asia", samplesCentralAsia()[2:]...)
	b.issue.Lead = b.issue.Stories()[0].Summary[:1]
	failed := func(outlet string) news.Failure {
		return news.Failure{URL: "https://x.example/" + outlet, Outlet: outlet, Stage: news.StageSummarise}
	}
	unread := func(cause news.UnreadCause, pages int) news.UnreadCount {
		return news.UnreadCount{Cause: cause, Pages: pages}
	}
	sick := news.UnreadCount{
		Cause: news.UnreadFailing, Pages: 26, Since: ago(20 * time.Minute), Again: true,
		Next: ago(-10 * time.Minute),
	}
	robots := news.UnreadCount{Cause: news.UnreadBlocked, Pages: 3, Again: true, Next: ago(-20 * time.Hour)}
	b.issue.Coverage = news.Coverage{
		Sources: 21, Read: 19, Articles: 1312, Kept: 2,
		Notes: []news.CoverageNote{
			{Outlet: "X", Source: "x.example", State: news.PollRefused, Status: 403},
			{
				Outlet: "Steppe Wire", Source: "steppe.example", State: news.PollFailing,
				Unread: []news.UnreadCount{unread(news.UnreadLater, 4)},
			},
			{Outlet: "Harbour Review", Source: "harbour.example", State: news.PollOK, Unread: []news.UnreadCount{sick}},
			{
				Outlet: "Closed Doors Daily", Source: "closed.example", State: news.PollOK,
				Unread: []news.UnreadCount{robots, unread(news.UnreadBroken, 1)},
			},
			{Outlet: "صحيفة المرفأ", Source: "khaleej.example", State: news.PollOK, Unread: []news.UnreadCount{
				unread(news.UnreadRefused, 1), unread(news.UnreadTime, 7), unread(news.UnreadLimit, 240),
				unread(news.UnreadStopped, 2),
			}},
			{Outlet: "Loud Tribune", Source: "loud.example", State: news.PollOK, Left: 412, Cut: 30},
			{Outlet: "Long Reads", Source: "long.example", State: news.PollOK, Cut: 1},
			{Outlet: "Caspian Letters", Source: "caspian.example", State: news.PollOK, Since: ago(97 * time.Hour)},
			{Outlet: "Ministry Gazette", Source: "gazette.example", State: news.PollOK},
			{Outlet: "Timeless", Source: "timeless.example", State: news.PollUndated},
		},
		Failed: []news.Failure{
			failed("A+ Analytics"), failed("长安观察"), failed("Boğaz Postası"), failed("Boğaz Postası"),
			failed("Дала хабары"), failed("راه نو"), failed("Donaubote"),
			failed("Outlet 1"), failed("Outlet 2"), failed("Outlet 3"), failed("Outlet 4"),
		},
	}
	return b.issue
}

// SamplePublisher is who stands behind the sample digest.
func SamplePublisher() news.Publisher {
	return news.Publisher{
		Logo: "https://press.example/logo.png", LogoText: "Ministry of the Sample", Accent: "#005a9c",
		Signature: "Press desk of the Ministry of the Sample, +7 717 200 00 00",
		Footer: map[string]string{
			"en": "For official use; forwarding is welcome.", "ru": "Для служебного пользования; пересылать можно.",
			"kk": "Қызмет бабында пайдалануға; жолдауға болады.", "tr": "Hizmete özeldir; iletilebilir.",
		},
		Address: "1 Sample Street, 010000 Astana, Kazakhstan", Imprint: "https://press.example/imprint",
		Privacy: "https://press.example/privacy",
	}
}

func sampleFrame(language string) news.Issue {
	titles := map[string]string{
		"en": "Central Asia & the World", "ru": "Центральная Азия и мир", "kk": "Орталық Азия және әлем",
		"tr": "Orta Asya ve Dünya",
	}
	return news.Issue{
		DigestID: 1, Digest: "daily", Title: cmp.Or(titles[language], titles["en"]),
		Slot: "2026-11-23T07:00 Asia/Almaty", Language: language, TimeZone: "Asia/Almaty",
		Window:  news.Window{From: sampleNow.Add(-24 * time.Hour), To: sampleNow},
		Created: sampleNow,
		Coverage: news.Coverage{
			Sources: 20, Read: 18, Articles: 1312, Kept: 24,
			Notes: []news.CoverageNote{
				{Outlet: "X", Source: "x.example", State: news.PollRefused, Status: 403},
				{Outlet: "Steppe Wire", Source: "steppe.example", State: news.PollFailing},
				{Outlet: "Harbour Review", Source: "harbour.example", State: news.PollBroken},
				{
					Outlet: "A+ Analytics", Source: "aplus.example", State: news.PollOK,
					Since: sampleNow.Add(-97 * time.Hour),
				},
				{
					Outlet: "Caspian Letters", Source: "caspian.example", State: news.PollNotModified,
					Since: sampleNow.Add(-21 * 25 * time.Hour),
				},
				{Outlet: "Ministry Gazette", Source: "gazette.example", State: news.PollOK},
				{Outlet: "Closed Doors Daily", Source: "closed.example", State: news.PollBlocked},
				{Outlet: "Blank Page", Source: "blank.example", State: news.PollEmpty},
				{Outlet: "Timeless", Source: "timeless.example", State: news.PollUndated},
			},
		},
		Week: []news.CountryCount{
			{Country: "KZ", Stories: 41},
			{Country: "TR", Stories: 22},
			{Country: "UZ", Stories: 17},
			{Country: "CN", Stories: 9},
			{Country: "AZ", Stories: 8},
			{Country: "US", Stories: 5},
			{Country: "BA", Stories: 2},
			{Country: "MK", Stories: 1},
		},
	}
}

// sampler numbers what it is given.
type sampler struct {
	issue news.Issue
	n     int64
}

func (b *sampler) section(key string, stories ...news.Story) {
	for k := range stories {
		s := &stories[k]
		b.n++
		s.ID, s.IssueID, s.Section = b.n, b.issue.ID, key
		if s.Score == 0 {
			s.Score = 1 - float64(b.n)/100
		}
		s.Lead.ArticleID = b.n * 100
		s.Lead.Title, s.Lead.Language = s.Headline, s.Language
		for q := range s.Summary {
			s.Summary[q].ArticleID, s.Summary[q].URL, s.Summary[q].Language = s.Lead.ArticleID, s.Lead.URL, s.Language
		}
		for a := range s.Also {
			s.Also[a].ArticleID = s.Lead.ArticleID + int64(a) + 1
		}
		for lang, t := range s.Renditions {
			t.Lead.ArticleID = s.Also[slices.IndexFunc(s.Also,
				func(p news.Piece) bool { return p.URL == t.Lead.URL })].ArticleID
			for q := range t.Summary {
				t.Summary[q].ArticleID, t.Summary[q].URL, t.Summary[q].Language = t.Lead.ArticleID, t.Lead.URL,
					t.Lead.Language
			}
			s.Renditions[lang] = t
		}
		if last := len(s.Summary) - 1; last > 1 && len(s.Also) > 1 {
			// a sentence of another outlet's, in another language
			other := s.Also[1]
			q := quoted("İki ülke tarifeleri her yıl birlikte açıklayacak.")[0]
			q.ArticleID, q.URL, q.Language = other.ArticleID, other.URL, other.Language
			s.Summary = append(s.Summary, q)
		}
	}
	b.issue.Sections = append(b.issue.Sections, news.Section{Key: key, Stories: stories})
}

// quoted makes summary sentences as if they stood one after the other in their article.
func quoted(sentences ...string) []news.Sentence {
	var out []news.Sentence
	at := 0
	for _, s := range sentences {
		out = append(out, news.Sentence{Text: s, Start: at, End: at + len(s)})
		at += len(s) + 1
	}
	return out
}

// ago is a time before the sample by the clock of its outlets.
func ago(d time.Duration) time.Time { return sampleNow.Add(-d).In(time.FixedZone("", 5*60*60)) }

func samplesCentralAsia() []news.Story {
	return []news.Story{
		{
			Headline: "Astana and Ankara agree on a joint council for the Middle Corridor", Language: "en",
			Countries: []string{"KZ", "TR"}, Score: 0.99,
			Summary: quoted(
				"The foreign ministers of Kazakhstan and Türkiye signed a protocol on Sunday that sets up a standing "+
					"council for the Trans-Caspian route.",
				"The council will meet twice a year and publish the tariffs of every port and railway on the way.",
				"“We have talked about bottlenecks for ten years; now there is a table at which they are counted,” "+
					"one negotiator said.",
			),
			Lead: news.Piece{
				URL: "https://aplus.example/interviews/joint-council-for-the-middle-corridor", Outlet: "A+ Analytics",
				Country: "KZ",
				Authors: []string{"Ainur Sadykova", "a+ analytics"}, Published: ago(10*time.Hour + 4*time.Minute),
				DateFrom: news.DateFromPage, Minutes: 4,
				Picture: &news.Picture{URL: "https://press.example/pictures/5a3b.jpg", Width: 1152, Height: 648},
			},
			Also: []news.Piece{
				{
					URL: "https://steppe.example/2026/11/22/council", Title: "Council for the corridor",
					Outlet: "Steppe Wire", Language: "en",
				},
				{
					URL: "https://bogaz.example/haber/orta-koridor-konseyi?id=7&b=2", Title: "Orta Koridor için konsey",
					Outlet: "Boğaz Postası", Language: "tr",
				},
			},
			Renditions: map[string]news.Rendition{"tr": {
				Lead: news.Piece{
					URL: "https://bogaz.example/haber/orta-koridor-konseyi?id=7&b=2", Title: "Orta Koridor için konsey",
					Outlet: "Boğaz Postası", Language: "tr",
					Country: "TR", Authors: []string{"Işıl Güneş"}, Published: ago(9 * time.Hour),
					DateFrom: news.DateFromPage, Minutes: 2,
				},
				Summary: quoted("Kazakistan ile Türkiye, Hazar geçişli güzergâh için kalıcı bir konsey kuruyor.",
					"İki ülke tarifeleri her yıl birlikte açıklayacak."),
			}},
		},
		{
			Headline: "Президенты пяти стран договорились о едином водном календаре и впервые назвали объёмы " +
				"попусков на весь следующий вегетационный период, включая резервные, на случай засухи", Language: "ru",
			Countries: []string{"UZ", "KG", "TJ", "TM", "KZ"}, Parties: []string{"central-asia", "UN"},
			Summary: quoted(
				"Главы государств Центральной Азии утвердили в субботу график попусков воды из верхних водохранилищ "+
					"до октября 2027 года.",
				"Документ обязывает стороны сообщать об отклонениях за десять дней.",
			),
			Lead: news.Piece{
				URL: "https://река.example/новости/водный-календарь", Outlet: "Вестник реки",
				Authors:   []string{"А. Б. Каримов", "Г. Ю. Ли", "С. Норматов", "Д. Исаева", "Т. Орлова"},
				Published: ago(30 * time.Hour), DateFrom: news.DateFromFeed, Cut: true,
			},
			Also: manyOutlets(40),
		},
		{
			Headline: "Қазақстан мен Өзбекстан шекарада жаңа сауда орталығын ашады", Language: "kk",
			Countries: []string{"KZ", "UZ"}, Organisation: "OTS",
			Summary: quoted("Екі елдің сыртқы істер министрлері дүйсенбіде шекара бойындағы сауда орталығы туралы "+
				"келісімге қол қойды.", "Орталық келесі жылдың көктемінде ашылады деп күтілуде."),
			Lead: news.Piece{
				URL: "https://dala.example/kk/sauda-ortalygy", Outlet: "Дала хабары",
				Published: ago(5 * time.Hour), DateFrom: news.DateFromPage, Minutes: 2,
			},
			UpdateOf: 3, UpdateAt: ago(6 * 24 * time.Hour),
		},
		{
			Headline: "No summary, no author, no date: a bare notice", Language: "en", Countries: []string{"TM"},
			Lead: news.Piece{
				URL: "https://gazette.example/notice", Outlet: "Ministry Gazette",
				Published: ago(3 * time.Hour), DateFrom: news.DateFromSeen,
			},
		},
	}
}

func samplesCaucasus() []news.Story {
	return []news.Story{
		{
			Headline: "Bakü ve Tiflis, doğal gaz depolama anlaşmasını yeniledi", Language: "tr",
			Countries: []string{"AZ", "GE"},
			Summary: quoted("Azerbaycan ile Gürcistan, kış için yer altı depolama kapasitesini yüzde otuz artıran "+
				"anlaşmayı cumartesi günü imzaladı.",
				"İki ülkenin enerji bakanları, İstanbul’daki görüşmede fiyatı açıklamadı."),
			Lead: news.Piece{
				URL: "https://bogaz.example/haber/depolama", Outlet: "Boğaz Postası",
				Authors: []string{"Işıl Güneş"}, Published: ago(40 * time.Hour), DateFrom: news.DateFromPage,
				Minutes: 3, Partial: true,
			},
		},
		{
			Headline: "<b>Markup</b> & \"quotes\" in a headline: 5 < 7 {{.Not}} an action", Language: "en",
			Countries: []string{"AM", "XK"},
			Summary: []news.Sentence{
				{Text: "A sentence written by a model has no place in the article; it links to its top."},
			},
			Lead: news.Piece{
				URL: "https://blank.example/?q=a&b=%3Cscript%3E", Outlet: "<script>alert(1)</script>",
				Published: ago(400 * 24 * time.Hour), DateFrom: news.DateFromPage, Language: "en", Minutes: 1,
			},
			UpdateOf: 1, UpdateAt: ago(20 * 24 * time.Hour),
		},
	}
}

func samplesMiddleEast() []news.Story {
	return []news.Story{
		{
			Headline: "وزراء خارجية دول الخليج يبحثون في الدوحة خطة جديدة لأمن الملاحة", Language: "ar",
			Countries: []string{"QA", "SA", "AE"},
			Summary: quoted("اجتمع وزراء خارجية دول الخليج في الدوحة يوم الأحد لبحث خطة مشتركة لحماية السفن التجارية.",
				"وقال بيان مشترك إن اللجنة ستقدم تقريرها قبل نهاية العام."),
			Translations: map[string]news.Translation{
				"en": {
					Headline: "Gulf foreign ministers discuss a new plan for the safety of shipping in Doha",
					Summary: []string{
						"The foreign ministers of the Gulf states met in Doha on Sunday to discuss a joint plan to " +
							"protect merchant ships.",
						"A joint statement said the committee would report before the end of the year.",
					},
				},
				"tr": {Headline: "Körfez ülkelerinin dışişleri bakanları Doha’da yeni seyrüsefer güvenliği planını " +
					"görüşüyor", Summary: []string{
					"Körfez ülkelerinin dışişleri bakanları, ticaret gemilerini koruyacak ortak planı görüşmek üzere " +
						"pazar günü Doha’da toplandı.",
					"Ortak bildiride komitenin raporunu yıl sonundan önce sunacağı belirtildi.",
				}},
			},
			Lead: news.Piece{
				URL: "https://khaleej.example/ar/دوحة", Outlet: "صحيفة المرفأ",
				Authors: []string{"ليلى حداد"}, Published: ago(8 * time.Hour), DateFrom: news.DateFromPage, Minutes: 5,
			},
		},
		{
			Headline: "پیشنهاد تهران برای خط آهن تازه به سوی خلیج فارس", Language: "fa", Countries: []string{"IR"},
			Foreign: news.Languages,
			Summary: quoted("وزارت راه روز شنبه نقشهٔ خط آهن تازه را به همسایگان شمالی داد."),
			Lead:    news.Piece{URL: "https://rah.example/fa/1", Outlet: "راه نو", Published: time.Time{}},
		},
	}
}

func samplesChina() []news.Story {
	return []news.Story{{
		Headline: "中国与中亚五国外长会议在西安举行，讨论口岸通关时间、跨境铁路运价以及绿色能源合作等十二项议题", Language: "zh", Countries: []string{
			"CN", "KZ",
			"KG", "TJ",
		},
		Summary: quoted("会议于星期六在西安举行，与会各方同意在两年之内把口岸平均通关时间缩短一半，并且公布跨境铁路的统一运价表。"),
		Translations: map[string]news.Translation{
			"en": {
				Headline: "Foreign ministers of China and five Central Asian states meet in Xi’an",
				Summary: []string{"The ministers met in Xi’an on Saturday and agreed to halve average border " +
					"clearance times within two years and to publish a common tariff for cross-border rail."},
			},
			"ru": {
				Headline: "Министры иностранных дел Китая и пяти стран Центральной Азии встретились в Сиане",
				Summary: []string{"В субботу в Сиане стороны договорились за два года вдвое сократить среднее время " +
					"оформления на границе и опубликовать единый тариф трансграничных железных дорог."},
			},
			"kk": {
				Headline: "Қытай мен Орталық Азияның бес елінің сыртқы істер министрлері Сианьда кездесті",
				Summary: []string{"Тараптар сенбіде Сианьда шекарадағы рәсімдеу уақытын екі жылда екі есе қысқартуға " +
					"және трансшекаралық теміржолдың бірыңғай тарифін жариялауға келісті."},
			},
			"tr": {
				Headline: "Çin ile beş Orta Asya ülkesinin dışişleri bakanları Şian’da buluştu",
				Summary: []string{"Taraflar cumartesi günü Şian’da sınırdaki ortalama işlem süresini iki yılda " +
					"yarıya indirmekte ve sınır ötesi demir yolunun ortak tarifesini yayımlamakta anlaştı."},
			},
		},
		Lead: news.Piece{
			URL: "https://changan.example/a/2026/1121.html", Outlet: "长安观察", Authors: []string{"李明"},
			Published: time.Date(2026, time.November, 21, 0, 0, 0, 0, time.FixedZone("", 5*60*60)), DateFrom: news.DateFromPage,
			Minutes: 3,
		},
	}}
}

func samplesWorld() []news.Story {
	long := "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftssatzungsänderungskommission"
	return []news.Story{
		{
			Headline: "Skopje and Pristina open talks on a shared rail border post", Language: "en",
			Countries: []string{"MK", "XK", "HK", "PS", "MM"},
			Summary:   quoted("Officials met for the first time in the new post.", "No date was set."),
			Lead: news.Piece{
				URL:    "https://harbour.example/" + strings.Repeat("a-very-long-path/", 12) + "end",
				Outlet: "Harbour Review", Published: ago(2 * time.Hour), DateFrom: news.DateFromPage, Minutes: 7,
			},
		},
		{
			Headline: "Ein Wort zu lang: " + long, Language: "de", Countries: []string{"DE", "AT"},
			Foreign: news.Languages,
			Summary: quoted("Die " + long + " tagte am Freitag in Wien."),
			Lead: news.Piece{
				URL: "https://donau.example/wort", Outlet: "Donaubote", Published: ago(20 * time.Hour),
				DateFrom: news.DateFromPage, Minutes: 1,
			},
			UpdateOf: 9,
		},
		{
			Headline: "A link that must not be one", Language: "en",
			Summary: []news.Sentence{{Text: "Its address is a script, so nothing links.", Start: 1, End: 9}},
			Lead: news.Piece{
				URL: "javascript:alert(1)", Outlet: "Nowhere", Published: ago(time.Hour),
				DateFrom: news.DateFromPage, Minutes: 1,
			},
		},
	}
}

func manyOutlets(n int) []news.Piece {
	var out []news.Piece
	for k := range n {
		out = append(out, news.Piece{
			URL:    fmt.Sprintf("https://outlet%d.example/news/%d", k+1, 1000+k),
			Title:  fmt.Sprintf("The same event, told %d times", k+2),
			Outlet: fmt.Sprintf("Outlet %d", k+1), Language: "en",
		})
	}
	return out
}
