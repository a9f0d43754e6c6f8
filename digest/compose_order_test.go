package digest

import (
	"slices"
	"testing"
	"time"

	"attache/digest/cluster"
	"attache/digest/entities"
	"attache/digest/relevance"
	"attache/news"
)

func TestScoreOrders(t *testing.T) {
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	m := &news.Material{Window: news.Window{From: at, To: at.Add(24 * time.Hour)}}
	mk := func(url string, score float64, hours int, outlets ...string) *candidate {
		p := &candidate{story: news.Story{
			Lead: news.Piece{URL: url, Outlet: url}, Section: url,
			Countries: []string{"KZ"},
		}}
		for _, o := range outlets {
			a := &news.Article{Outlet: news.Outlet{Name: o}, Published: at.Add(time.Duration(hours) * time.Hour)}
			p.pieces = append(p.pieces, &piece{a: a, v: &news.Verdict{Score: score, Kept: true}})
		}
		return p
	}
	old := mk("old", 0.9, 1, "A")
	fresh := mk("fresh", 0.9, 23, "A")
	wide := mk("wide", 0.9, 1, "A", "B", "C", "D")
	same := mk("same", 0.9, 1, "A", "A", "A", "A")
	doubtful := mk("doubtful", 0.5, 1, "A")
	told := mk("told", 0.9, 1, "A")
	told.past = &news.Story{Headline: "before"}
	strong := mk("strong", 0.9, 1, "A")
	strong.story.Countries = []string{"TR"}
	e := editor(Config{Actors: map[string]float64{"TR": 1, "KZ": 0.2}})
	got := e.order([]*candidate{old, fresh, wide, same, doubtful, told, strong}, m)
	var names []string
	for _, p := range got {
		names = append(names, p.story.Lead.URL)
		sum := 0.0
		for _, r := range p.story.Reasons {
			sum += r.Weight
		}
		if d := sum - p.story.Score; d > 1e-5 || d < -1e-5 || p.story.Score < 0 || p.story.Score > 1 {
			t.Errorf("%s: score %v, its reasons add up to %v", p.story.Lead.URL, p.story.Score, sum)
		}
	}
	want := []string{"wide", "fresh", "strong", "old", "same", "told", "doubtful"}
	if !slices.Equal(names, want) {
		t.Errorf("order %v, want %v", names, want)
	}
}

// TestLeadTells holds that a story leads whose sentence can stand without its headline and whose language is read.
func TestLeadTells(t *testing.T) {
	candidateOf := func(section, headline string, summary ...string) *candidate {
		p := &candidate{story: news.Story{Headline: headline, Section: section}}
		for i, s := range summary {
			p.story.Summary = append(p.story.Summary, news.Sentence{Text: s, ArticleID: int64(i + 1)})
		}
		return p
	}
	gate := candidateOf("caucasus", "Türkiye and Armenia to open the Margara crossing",
		"The border has been closed since 1993.",
		"Türkiye and Armenia will open the Margara border crossing on 15 January.")
	vague := candidateOf("russia", "Envoy speaks of the Rasht railway", "“Ask me again in a year,” he added.")
	gas := candidateOf("caucasus", "Georgia buys more gas from Azerbaijan",
		"Georgia will buy a third more gas from Azerbaijan next year.")
	m := &news.Material{}
	for _, p := range []*candidate{gate, vague, gas} {
		p.story.Language = "en"
	}
	doha := candidateOf("middle-east", "قمة الدوحة تبحث أمن الملاحة", "قمة الدوحة تبحث أمن الملاحة في الخليج.")
	doha.story.Language = "ar"
	for _, c := range []struct {
		of   []*candidate
		want news.Sentence
	}{
		{[]*candidate{gate, vague, gas}, gate.story.Summary[1]},
		{[]*candidate{vague, gas}, gas.story.Summary[0]},
		{[]*candidate{vague}, vague.story.Summary[0]}, // there is nothing better
		{[]*candidate{doha, vague, gas}, gas.story.Summary[0]},
		{[]*candidate{doha, vague}, doha.story.Summary[0]},
	} {
		if got := lead(c.of, m); len(got) != 1 || got[0] != c.want {
			t.Errorf("the lead is %v, want %v", got, c.want)
		}
	}
	all := []*candidate{doha, gate, gas}
	if got := lead(all, &news.Material{Readers: map[string][]string{"en": {"ar"}}}); len(got) != 1 ||
		got[0] != doha.story.Summary[0] {
		t.Errorf("all readers read Arabic, and the lead is %v", got)
	}
}

func TestRegionSection(t *testing.T) {
	for _, c := range []struct {
		countries    []string
		weight       map[string]float64
		organisation string
		want         string
	}{
		{nil, nil, "", world},
		{[]string{"CN", "KG", "UZ"}, map[string]float64{"CN": 5, "KG": 4, "UZ": 4}, "", "central-asia"},
		{[]string{"GB", "KZ"}, map[string]float64{"GB": 4, "KZ": 4}, "", "central-asia"},
		{[]string{"RU", "KZ"}, map[string]float64{"RU": 6, "KZ": 4}, "", "russia"},
		{nil, nil, "EU", "europe"},
		{nil, nil, "UN", world},
		{[]string{"US"}, map[string]float64{"US": 6}, "C5+1", "central-asia"},
		{[]string{"RU"}, map[string]float64{"RU": 6}, "EU", "russia"},
		{[]string{"US", "YE"}, map[string]float64{"US": 5, "YE": 2.5}, "", "middle-east"},
		{[]string{"AU", "US"}, map[string]float64{"AU": 4, "US": 4}, "", "oceania"},
		{[]string{"US", "MX"}, map[string]float64{"US": 5, "MX": 1}, "", "americas"},
	} {
		if got := regionSection(c.countries, c.weight, c.organisation); got != c.want {
			t.Errorf("%v %s stands under %s, want %s", c.countries, c.organisation, got, c.want)
		}
	}
	for o, key := range organisationRegion {
		if !slices.Contains(entities.Organisations(), o) || !slices.Contains(regionOrder, key) {
			t.Errorf("%s in %s: no such organisation or region", o, key)
		}
	}
}

// TestWeekOrder: of countries with as many stories those of the first stories stand first.
func TestWeekOrder(t *testing.T) {
	of := func(countries ...string) *candidate { return &candidate{story: news.Story{Countries: countries}} }
	got := week([]news.CountryCount{{Country: "AL", Stories: 1}, {Country: "TR", Stories: 1}},
		[]*candidate{of("UZ", "TM"), of("TR", "BE")})
	want := []news.CountryCount{
		{Country: "TR", Stories: 2},
		{Country: "UZ", Stories: 1},
		{Country: "TM", Stories: 1},
		{Country: "BE", Stories: 1},
		{Country: "AL", Stories: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("the week is %v, want %v", got, want)
	}
}

func TestComposeCorrects(t *testing.T) {
	m := news.Material{Articles: []news.Article{{
		ID: 7, Language: "en", Title: "Kazakhstan and Türkiye sign defence agreement",
		Outlet: news.Outlet{Name: "A+ Analytics"},
		Blocks: []news.Block{{
			Kind: news.Paragraph,
			Text: "The presidents of Kazakhstan and Türkiye met in Ankara on Tuesday and signed an agreement on " +
				"military cooperation between the two countries.",
		}},
	}}, Digest: news.Digest{Learned: &news.Correction{Weights: []news.Weight{{
		Feature: "bias", Words: "every article",
		Weight: -1,
	}}}}}
	_, v := compose(t, editor(Config{}), m)
	if len(v) != 1 || v[0].Score > 0.6 || v[0].Reasons[1].Code != relevance.Learned {
		t.Errorf("the issue was judged without what the digest learned: %+v", v)
	}
}

// sameEvents reports whether two English texts, each a headline with what follows it, tell of the same event.
func sameEvents(a, b string) (same bool) {
	var x cluster.Index
	x.Add(cluster.ProfileOf(&cluster.Item{Lang: "en", Text: a}))
	x.Same(cluster.ProfileOf(&cluster.Item{Lang: "en", Text: b}), func(int, float64) { same = true })
	return same
}

func TestSameEvent(t *testing.T) {
	a := readArticles(t)
	whole := func(id int64) string { x := a[id]; return x.Title + ". " + x.Text() }
	for _, c := range []struct {
		a, b int64
		want bool
	}{{1, 2, true}, {5, 6, true}, {5, 11, true}, {1, 5, false}, {7, 9, false}, {8, 9, false}, {4, 5, false}} {
		if got := sameEvents(whole(c.a), whole(c.b)); got != c.want {
			t.Errorf("%d and %d: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
