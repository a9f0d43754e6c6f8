package digest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"attache/news"
)

// TestSureStoriesAreAdmitted fills an issue of few places with unsure stories of many outlets: every sure one is
// printed before any of them, whatever the caps of outlet, section and issue say.
func TestSureStoriesAreAdmitted(t *testing.T) {
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	made := func(name, outlet string, score float64, outlets int) *candidate {
		p := &candidate{story: news.Story{
			Lead: news.Piece{URL: name, Outlet: outlet}, Section: "europe", Countries: []string{"UA", "RU"},
		}}
		for n := range outlets {
			a := &news.Article{Outlet: news.Outlet{Name: fmt.Sprint(outlet, n)}, Published: at.Add(time.Hour)}
			p.pieces = append(p.pieces, &piece{a: a, v: &news.Verdict{Score: score, Kept: true}})
		}
		return p
	}
	for _, c := range []struct {
		name         string
		cfg          Config
		stories      int
		sure, unsure int
		want         int // sure stories printed
		unsureLeft   int
	}{
		{"outlet", Config{PerOutlet: 2}, 20, 6, 3, 6, 3},
		{"section", Config{PerSection: 4, PerOutlet: 100}, 20, 6, 3, 6, 3},
		{"issue", Config{PerSection: 100, PerOutlet: 100}, 5, 6, 3, 5, 0},
		{"no unsure one", Config{PerOutlet: 2}, 20, 6, 0, 2, 0},
	} {
		m := &news.Material{Window: news.Window{From: at, To: at.Add(24 * time.Hour)}}
		m.Digest.Stories = c.stories
		var in []*candidate
		for n := range c.sure {
			in = append(in, made(fmt.Sprint("sure", n), "One", 0.95, 1))
		}
		for n := range c.unsure {
			in = append(in, made(fmt.Sprint("unsure", n), fmt.Sprint("Other ", n), 0.4, 30))
			in[len(in)-1].story.Section = fmt.Sprint("section", n)
		}
		sure, unsure := 0, 0
		out := editor(c.cfg).order(slices.Clone(in), m)
		for _, p := range out {
			if p.relevance() >= sureTopic {
				sure++
			} else {
				unsure++
			}
		}
		if sure != c.want || unsure != c.unsureLeft {
			t.Errorf("%s: %d sure and %d unsure stories are printed, want %d and %d", c.name, sure, unsure, c.want,
				c.unsureLeft)
		}
		for _, p := range in {
			if kept := p.pieces[0].v.Kept; kept != slices.Contains(out, p) {
				t.Errorf("%s: %s is printed: %v, but its verdict says %v", c.name, p.story.Lead.URL, !kept, kept)
			}
		}
	}
}

// TestScoresSpread holds that sure stories are told apart by how sure they are, and by what hangs on them.
func TestScoresSpread(t *testing.T) {
	if a, b := spread(0.99), spread(0.999); b-a < 0.05 {
		t.Errorf("99 %% makes %.3f and 99.9 %% makes %.3f", a, b)
	}
	story := func(lang, title string, country string, people ...string) *candidate {
		v := &news.Verdict{}
		for _, p := range people {
			v.People = append(v.People, news.Mention{ID: p, Start: 3})
		}
		a := &news.Article{Title: title, Language: lang}
		return &candidate{
			pieces: []*piece{{a: a, v: v, lang: lang}},
			story:  news.Story{Countries: []string{country}},
		}
	}
	topic := &news.Topic{}
	plain, _ := stakesOf(story("en", "Peru and Chile open a tourism office", "PE"), topic)
	near, _ := stakesOf(story("en", "Georgia and Armenia open a tourism office", "GE"), topic)
	war, _ := stakesOf(story("en", "Army fires missiles across the border, troops mass for war", "PE"), topic)
	head, why := stakesOf(story("en", "As Xi Jinping visits Lima, a tourism office opens", "PE", "Xi Jinping"), topic)
	if plain != 0 || near <= plain || war <= plain || head <= near {
		t.Errorf("stakes are %.2f, near %.2f, of war %.2f, of a head of state %.2f (%s)", plain, near, war, head, why)
	}
}

// TestTopStoryIsOneChoice holds that subject, lead, first section and archive name one story, in the letter's language
// where there is one, though one in another language scores higher.
func TestTopStoryIsOneChoice(t *testing.T) {
	at := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ letter, want string }{
		{"en", "Georgia opens a consulate in the Kazakh port of Aktau"},
		{"ru", "Президент Казахстана Токаев подписал в Астане договор с Россией и Китаем"},
		{"tr", "Türkiye ile Irak sınır ticareti için anlaşma imzaladı"},
	} {
		m := material(t)
		m.Digest.Language = c.letter
		m.Readers = map[string][]string{c.letter: {c.letter}}
		m.Window = news.Window{From: at.Add(-time.Hour), To: at.Add(23 * time.Hour)}
		for n, a := range [][3]string{
			{
				"ru", "Президент Казахстана Токаев подписал в Астане договор с Россией и Китаем",
				"Президент Казахстана Касым-Жомарт Токаев подписал в Астане договор с Россией и Китаем о транзите.",
			},
			{
				"en", "Georgia opens a consulate in the Kazakh port of Aktau",
				"Georgia opened a consulate in Aktau, the Kazakh port on the Caspian Sea, its foreign ministry said.",
			},
			{
				"tr", "Türkiye ile Irak sınır ticareti için anlaşma imzaladı",
				"Türkiye ile Irak, sınır ticaretini kolaylaştıran bir anlaşma imzaladı, bakanlık açıkladı.",
			},
		} {
			x := routineArticle(a[0], n+1, a[1], a[2], at.Add(time.Duration(n)*time.Hour))
			x.Outlet.Name = a[0] + " outlet"
			m.Articles = append(m.Articles, x)
		}
		i, _ := compose(t, editor(Config{}), m)
		best := i.Best()[0]
		if best.Headline != c.want {
			t.Errorf("%s: the best story is “%s”, want “%s”", c.letter, best.Headline, c.want)
		}
		if first := i.Sections[0].Stories[0].Headline; first != best.Headline {
			t.Errorf("%s: the first story is “%s”, the best “%s”", c.letter, first, best.Headline)
		}
		if len(i.Lead) == 0 || !slices.Contains(best.Summary, i.Lead[0]) {
			t.Errorf("%s: what leads is not of “%s”: %v", c.letter, best.Headline, i.Lead)
		}
		if head := i.Outline().Of(c.letter); head[0] != best.Headline {
			t.Errorf("%s: the archive's headline is “%s”", c.letter, head[0])
		}
	}
}

// TestDoubtfulStories holds that a story of low probability needs two parties, and one to lead it that is surer.
func TestDoubtfulStories(t *testing.T) {
	made := func(score float64, parties ...string) *candidate {
		return &candidate{
			story:  news.Story{Countries: parties},
			pieces: []*piece{{a: &news.Article{}, v: &news.Verdict{Score: score, Reasons: []news.Reason{{Code: "score"}}}}},
		}
	}
	asked := made(0.1, "FR")
	asked.pieces[0].v.Reasons[0].Code = "included-word"
	for name, c := range map[string]struct {
		in        []*candidate
		threshold float64
		want      int
	}{
		"two parties beside a sure story":    {[]*candidate{made(0.9, "US", "CN"), made(0.35, "SE", "FI")}, 0, 2},
		"one party":                          {[]*candidate{made(0.9, "US", "CN"), made(0.35, "FR")}, 0, 1},
		"one party, likelier":                {[]*candidate{made(0.55, "FR")}, 0, 1},
		"no party":                           {[]*candidate{made(0.55)}, 0, 0},
		"nobody to lead":                     {[]*candidate{made(0.45, "SE", "FI")}, 0, 0},
		"a threshold of the digest's own":    {[]*candidate{made(0.35, "FR")}, 0.3, 1},
		"a word that the digest asks for":    {[]*candidate{asked}, 0, 1},
		"one party as sure as most of these": {[]*candidate{made(0.95, "FR")}, 0, 1},
	} {
		kept, left := withoutDoubtful(c.in, c.threshold)
		if len(kept) != c.want || len(kept)+len(left) != len(c.in) {
			t.Errorf("%s: %d stories kept and %d left, want %d kept", name, len(kept), len(left), c.want)
		}
	}
}
