package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"attache/news"
)

// made makes texts, people and judgements out of lists of words. The same seed makes the same.
type made struct{ *rand.Rand }

// madeWords are what the sentences of a language are made of: who, does what, about what, where.
var madeWords = map[string][4][]string{
	"en": {
		{"The foreign minister", "The president", "A spokesman", "The ambassador", "The delegation", "The prime minister"},
		{"met his colleague to discuss", "signed an agreement on", "rejected a proposal about", "welcomed the talks on"},
		{"trade and transit", "the border treaty", "energy supplies", "the water commission", "visas", "air links"},
		{"Astana", "Ankara", "Tashkent", "Brussels", "Bishkek", "Baku", "Geneva", "Beijing"},
	},
	"ru": {
		{"Министр иностранных дел", "Президент", "Официальный представитель", "Посол", "Делегация", "Премьер-министр"},
		{"обсудил с коллегой", "подписал соглашение о", "отклонил предложение:", "приветствовал переговоры:"},
		{"торговля и транзит", "договор о границе", "поставки энергии", "водная комиссия", "визы", "авиасообщение"},
		{"Астана", "Анкара", "Ташкент", "Брюссель", "Бишкек", "Баку", "Женева", "Пекин"},
	},
	"kk": {
		{"Сыртқы істер министрі", "Президент", "Баспасөз хатшысы", "Елші", "Делегация", "Премьер-министр"},
		{"әріптесімен талқылады:", "келісімге қол қойды:", "ұсынысты қабылдамады:", "келіссөздерді құптады:"},
		{"сауда және транзит", "шекара туралы шарт", "энергия жеткізу", "су комиссиясы", "визалар", "әуе қатынасы"},
		{"Астана", "Анкара", "Ташкент", "Брюссель", "Бішкек", "Баку", "Женева", "Бейжің"},
	},
	"tr": {
		{"Dışişleri Bakanı", "Cumhurbaşkanı", "Sözcü", "Büyükelçi", "Heyet", "Başbakan"},
		{"mevkidaşıyla görüştü:", "anlaşma imzaladı:", "öneriyi reddetti:", "görüşmeleri memnuniyetle karşıladı:"},
		{"ticaret ve transit", "sınır antlaşması", "enerji arzı", "su komisyonu", "vizeler", "hava bağlantıları"},
		{"Astana", "Ankara", "Taşkent", "Brüksel", "Bişkek", "Bakü", "Cenevre", "Pekin"},
	},
}

// madeOutlets are the parts of the names of outlets, by language, with where they are.
var madeOutlets = []struct{ language, country, region, name string }{
	{"en", "GB", "Europe", "Foreign Ledger"},
	{"ru", "KZ", "Central Asia", "Степной вестник"},
	{"kk", "KZ", "Central Asia", "Дала хабары"},
	{"tr", "TR", "Türkiye", "Boğaz Postası"},
	{"en", "US", "North America", "Policy Review"},
	{"ru", "KG", "Central Asia", "Горный курьер"},
	{"en", "IN", "South Asia", "The Chronicle"},
	{"tr", "AZ", "Caucasus", "Hazar Gazetesi"},
}

var madeGroups = []string{"ministries", "think tanks", "energy", "morning", "neighbours"}

func (m made) of(list []string) string { return list[m.IntN(len(list))] }

// sentence is one with a number in it, so that some words are rare and some stand in every hundredth text.
func (m made) sentence(lang string) string {
	w := madeWords[lang]
	return fmt.Sprintf("%s %s %s (%s, %d/%d).", m.of(w[0]), m.of(w[1]), m.of(w[2]), m.of(w[3]), m.IntN(100),
		m.IntN(50_000))
}

func (m made) source(n int) news.Source {
	o := madeOutlets[n%len(madeOutlets)]
	src := news.Source{
		Name: fmt.Sprintf("made-%04d", n), URL: fmt.Sprintf("https://made-%04d.example/feed", n), Kind: news.KindFeed,
		Outlet:   news.Outlet{Name: fmt.Sprintf("%s %d", o.name, n/len(madeOutlets)+1), Country: o.country, Region: o.region},
		Language: o.language, Enabled: n%20 != 19, Groups: []string{madeGroups[n%len(madeGroups)]},
	}
	if n%7 == 0 {
		src.Groups = append(src.Groups, "first reading")
	}
	return src
}

func (m made) reader(n int) news.Subscriber {
	sub := news.Subscriber{
		Email: fmt.Sprintf("reader-%06d@made.example", n), Name: fmt.Sprintf("Reader %d", n),
		Language: news.Languages[n%len(news.Languages)], State: news.SubscriberActive, Digests: []string{"daily"},
	}
	switch {
	case n%50 == 0:
		sub.State = news.SubscriberUnsubscribed
	case n%97 == 0:
		sub.State = news.SubscriberBounced
	case n%5 == 0:
		sub.Digests = []string{"daily", "region"}
	case n%9 == 0:
		sub.Digests = []string{"energy"}
	}
	return sub
}

func (m made) article(n int, src *news.Source, at time.Time) news.Article {
	a := news.Article{
		URL: fmt.Sprintf("%s/%s/%d", strings.TrimSuffix(src.URL, "/feed"), at.Format("2006/01/02"), n), SourceID: src.ID,
		Outlet: src.Outlet, Title: strings.TrimSuffix(m.sentence(src.Language), "."), Published: at,
		DateFrom: news.DateFromFeed, Seen: at.Add(time.Duration(m.IntN(1800)) * time.Second), Language: src.Language,
	}
	for range 1 + m.IntN(3) {
		a.Blocks = append(a.Blocks, news.Block{
			Kind: news.Paragraph, Text: m.sentence(src.Language) + " " + m.sentence(src.Language),
		})
	}
	return a
}

// madePoll is the k-th visit before now of the n-th source; every tenth source failed at its last one.
func madePoll(id int64, n, k int, now time.Time) news.Poll {
	p := news.Poll{
		SourceID: id, Started: now.Add(-time.Duration(k) * 20 * time.Minute), Took: 400 * time.Millisecond, Status: 200,
		State: news.PollOK, Items: 30, New: n % 3,
	}
	if k == 1 && n%10 == 3 {
		p.State, p.Status, p.Items, p.New, p.Detail = news.PollFailing, 503, 0, 0, "The site answers 503: it is overloaded."
	}
	p.NextTry = p.Started.Add(30 * time.Minute)
	return p
}

// issue makes an issue of a day's articles, with the judgement on each: every twelfth is kept.
func (m made) issue(g news.Digest, pieces []news.Piece, at time.Time) (news.Issue, []news.Verdict) {
	i := news.Issue{
		DigestID: g.ID, Digest: g.Name, Title: g.Title, Language: g.Language, TimeZone: g.TimeZone, Created: at, Sent: at,
		Window:   news.Window{From: at.AddDate(0, 0, -1), To: at},
		Coverage: news.Coverage{Sources: 350, Read: 315, Articles: len(pieces)},
	}
	sections := []string{"central-asia", "turkey", "europe"}
	for _, key := range sections {
		i.Sections = append(i.Sections, news.Section{Key: key})
	}
	var verdicts []news.Verdict
	for n := range pieces {
		v := news.Verdict{
			DigestID: g.ID, ArticleID: pieces[n].ArticleID, Judged: at, Score: float64(m.IntN(30)) / 100,
			Reasons: []news.Reason{{Code: "score", Detail: "Its words are those of home news.", Weight: -1.5}},
		}
		if n%12 == 0 {
			v.Kept, v.Score = true, .6+float64(m.IntN(40))/100
			v.Countries = []news.Mention{{ID: "KZ", Count: 2}, {ID: "TR", Count: 1}}
			v.Reasons = []news.Reason{{Code: "actors", Detail: "Names KZ and TR.", Weight: 2.5}}
			i.Coverage.Kept++
			if k := n / 12; k < seedStories {
				sec := &i.Sections[k%len(sections)]
				sec.Stories = append(sec.Stories, m.story(sec.Key, pieces, n, at))
			}
		}
		verdicts = append(verdicts, v)
	}
	return i, verdicts
}

// story is told by an article, and by some of those after it.
func (m made) story(section string, pieces []news.Piece, n int, at time.Time) news.Story {
	lead := pieces[n]
	st := news.Story{
		Headline: lead.Title, Language: lead.Language, Lead: lead, Section: section, Countries: []string{"KZ", "TR"},
		Score: .8, Composed: at, Reasons: []news.Reason{{Code: "actors", Detail: "Names KZ and TR.", Weight: 2.5}},
	}
	for range 3 {
		text := m.sentence(lead.Language)
		st.Summary = append(st.Summary, news.Sentence{
			Text: text, ArticleID: lead.ArticleID, URL: lead.URL, End: len(text), Language: lead.Language,
		})
	}
	for k := n + 1; k < min(n+6, len(pieces)); k++ {
		st.Also = append(st.Also, pieces[k])
	}
	st.Houses = 1 + len(st.Also)
	return st
}
