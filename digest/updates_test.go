package digest

import (
	"slices"
	"testing"
	"time"

	"attache/news"
)

// A treaty as it was told on the first day, and what came after.
const (
	treatySigned = "Kazakhstan and Uzbekistan signed a treaty on sharing the water of the Syr Darya in Tashkent on " +
		"Monday, ending two years of negotiations. " +
		"President Kassym-Jomart Tokayev and President Shavkat Mirziyoyev witnessed the signing, which sets yearly " +
		"quotas of 12 cubic kilometres for Kazakhstan's southern regions."
	treatyAgain = "Kazakhstan and Uzbekistan signed a treaty on sharing the water of the Syr Darya in Tashkent, " +
		"ending two years of negotiations. " +
		"Presidents Tokayev and Mirziyoyev witnessed the signing, which sets yearly quotas of 12 cubic kilometres. A " +
		"joint commission will meet to settle disputes."
	treatyRatified = "Kazakhstan's lower house ratified the water-sharing treaty with Uzbekistan on Tuesday, a day " +
		"after it was signed in Tashkent. " +
		"Of 98 deputies 91 voted for the treaty on the Syr Darya. The Senate will vote on Thursday, its speaker said."
	treatySuspended = "Uzbekistan suspended the treaty on sharing the water of the Syr Darya, accusing Kazakhstan of " +
		"taking more than its quota. " +
		"President Mirziyoyev called Mr Tokayev to explain the decision, his office said."
	crossing1 = "Georgia and Armenia opened a new border crossing near Ninotsminda on Monday, officials of both " +
		"countries said. " +
		"The crossing cost 18 million euros, half of it paid by the European Union. Lorries will save two hours on " +
		"the way from Yerevan to the Black Sea ports, the Georgian ministry of economy said."
	crossing2 = "Армения и Грузия открыли новый пункт пропуска на границе у Ниноцминды, сообщили власти двух стран. " +
		"Строительство обошлось в 18 миллионов евро, половину заплатил Европейский союз. Грузовики будут экономить " +
		"два часа на пути из Еревана к портам Чёрного моря."
)

func TestWhatGoesOnIsToldByWhatIsNew(t *testing.T) {
	e := editor(Config{})
	monday := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	id := int64(0)
	piece := func(outlet, lang, title, body string, at time.Time) news.Article {
		id++
		return news.Article{
			ID: id, URL: "https://" + outlet + ".example/" + at.Format("0215") + title[:3],
			Outlet: news.Outlet{Name: outlet}, Title: title, Published: at, Seen: at,
			Language: lang, Blocks: paragraphs(body),
		}
	}
	issue := func(past []news.Story, from time.Time, articles ...news.Article) (news.Issue, []news.Verdict) {
		m := material(t)
		m.Past, m.Articles, m.Window = past, articles, news.Window{From: from, To: from.Add(24 * time.Hour)}
		i, v := compose(t, e, m)
		for _, s := range i.Sections {
			for k := range s.Stories {
				s.Stories[k].ID = int64(1000*from.Day() + k)
			}
		}
		return i, v
	}
	told, _ := issue(nil, monday.Add(-9*time.Hour),
		piece("wire", "en", "Kazakhstan and Uzbekistan sign water-sharing treaty in Tashkent", treatySigned, monday),
		piece("post", "en", "Georgia and Armenia open border crossing at Ninotsminda", crossing1, monday))
	past := told.Stories()

	// Published after the pieces told, though before the issue was composed (e.Now is days later): that is news all the
	// same.
	next, verdicts := issue(past, monday.Add(15*time.Hour),
		piece("herald", "en", "Kazakhstan and Uzbekistan agree on quotas for Syr Darya water", treatyAgain,
			monday.Add(20*time.Hour)),
		piece("wire", "en", "Kazakhstan's parliament ratifies water treaty with Uzbekistan", treatyRatified,
			monday.Add(21*time.Hour)),
		piece("gazeta", "ru", "Армения и Грузия открыли пункт пропуска в Ниноцминде", crossing2,
			monday.Add(22*time.Hour)))
	stories := next.Stories()
	if len(stories) != 1 || stories[0].Lead.Outlet != "wire" || len(stories[0].Also) != 0 || stories[0].UpdateOf == 0 {
		t.Errorf("the second issue tells %+v, want the ratification alone, as an update", stories)
	}
	for _, k := range []int{0, 2} {
		if v := verdicts[k]; v.Kept || v.Reasons[0].Code != "repetition" {
			t.Errorf("“%s” is kept: %v, %v; want a repetition", [...]string{"agree on quotas", "", "Ниноцминда"}[k],
				v.Kept, v.Reasons[0])
		}
	}

	// On the third day what the second told is known, too; what is new needs no number to be.
	past = append(slices.Clone(stories), past...)
	third, verdicts := issue(past, monday.Add(39*time.Hour),
		piece("post", "en", "Lower house in Astana ratifies the Syr Darya treaty with Uzbekistan", treatyRatified,
			monday.Add(41*time.Hour)),
		piece("herald", "en", "Uzbekistan suspends water treaty with Kazakhstan", treatySuspended,
			monday.Add(42*time.Hour)))
	if s := third.Stories(); len(s) != 1 || s[0].Lead.Outlet != "herald" || s[0].UpdateOf == 0 ||
		verdicts[0].Reasons[0].Code != "repetition" {
		t.Errorf("the third issue tells %+v; %v", s, verdicts[0].Reasons[0])
	}
}

// TestCorrectionsAreTold holds that a correction of what was sent reaches those who got it, though it has hardly a new
// word, and reaches them once.
func TestCorrectionsAreTold(t *testing.T) {
	all := readArticles(t)
	m := material(t, 5)
	i, _ := compose(t, editor(Config{}), m)
	past := i.Stories()
	past[0].ID, past[0].Composed = 1, m.Window.To
	fix := all[5]
	fix.ID, fix.URL, fix.Title, fix.Published = 50, "https://50.example/",
		"Correction: EU sanctions on banks that serve Russia's oil fleet", m.Window.To.Add(time.Hour)
	fix.Blocks = paragraphs(
		"The European Commission will propose sanctions on eleven banks that pay for tankers carrying Russian oil, " +
			"not on twelve.")
	m.Past, m.Articles, m.Window = past, []news.Article{fix}, news.Window{
		From: m.Window.To,
		To:   m.Window.To.Add(24 * time.Hour),
	}
	next, _ := compose(t, editor(Config{}), m)
	stories := next.Stories()
	if len(stories) != 1 || stories[0].UpdateOf != 1 {
		t.Fatalf("a correction makes %+v", stories)
	}
	if len(next.Lead) != 0 {
		t.Errorf("a correction matters most today: %v", next.Lead)
	}
	// What happened since stands beside it.
	m.Articles = append(m.Articles, all[11])
	m.Articles[1].Published = fix.Published
	both, _ := compose(t, editor(Config{}), m)
	if s := both.Stories(); len(s) != 2 || s[0].UpdateOf != 1 || s[1].UpdateOf != 1 ||
		len(s[0].Also)+len(s[1].Also) != 0 {
		t.Errorf("a correction and what happened since make %+v", s)
	}
	m.Articles = m.Articles[:1]
	stories[0].ID, stories[0].Composed = 2, m.Window.To
	m.Past = append(stories, past...)
	m.Articles[0].ID, m.Articles[0].URL, m.Articles[0].Published = 51, "https://51.example/",
		fix.Published.Add(26*time.Hour)
	m.Window = news.Window{From: m.Window.To, To: m.Window.To.Add(24 * time.Hour)}
	if next, v := compose(t, editor(Config{}), m); next.State != news.IssueEmpty {
		t.Errorf("the same correction is told again: %+v, %+v", next.Stories(), v[0].Reasons)
	}
}

func TestCorrects(t *testing.T) {
	for title, want := range map[string]bool{
		"Correction: EU sanctions on banks":                     true,
		"CORRECTION — Kazakhstan’s exports":                     true,
		"EU to sanction eleven banks (corrected)":               true,
		"Исправление. Санкции против банков":                    true,
		"Санкции против банков Киргизии (исправлено)":           true,
		"Düzeltme: Bakanın açıklaması":                          true,
		"Түзету: Газ келісімі":                                  true,
		"Correction officers strike in Georgia":                 false,
		"Поправка к закону о воде внесена в парламент":          false,
		"Kazakhstan’s market correction worries its neighbours": false,
	} {
		if corrects(title) != want {
			t.Errorf("%q: %v", title, !want)
		}
	}
}
