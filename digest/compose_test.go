package digest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"attache/digest/relevance"
	"attache/news"
)

var update = flag.Bool("update", false, "write the goldens again")

// readArticles reads testdata/articles.txt: "== id | outlet | country | language | published", "# title", paragraphs.
func readArticles(t *testing.T) map[int64]news.Article {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "articles.txt"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[int64]news.Article{}
	for part := range strings.SplitSeq("\n"+string(b), "\n== ") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		head, rest, _ := strings.Cut(part, "\n")
		f := strings.Split(head, " | ")
		id, err := strconv.ParseInt(f[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse("2006-01-02 15:04", f[4])
		if err != nil {
			t.Fatal(err)
		}
		title, body, _ := strings.Cut(strings.TrimPrefix(rest, "# "), "\n")
		out[id] = news.Article{
			ID: id, URL: fmt.Sprintf("https://%d.example/", id), Outlet: news.Outlet{Name: f[1], Country: f[2]},
			Title: title, Published: at,
			Seen: at, Language: f[3], Blocks: paragraphs(body),
		}
	}
	return out
}

func material(t *testing.T, ids ...int64) news.Material {
	t.Helper()
	all := readArticles(t)
	m := news.Material{
		Digest: news.Digest{ID: 7, Name: "desk", Title: "The Desk", Language: "en", Topic: news.Topic{
			Threshold: 0.01,
			Exclude:   []string{"football"},
		}},
		Window: news.Window{From: time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 20, 12, 0, 0,
			0, time.UTC)},
	}
	for _, id := range ids {
		m.Articles = append(m.Articles, all[id])
	}
	return m
}

func editor(cfg Config) *Editor {
	e := New(cfg)
	e.Now = func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	e.judge = func(t news.Topic, a news.Article) news.Verdict { // the goldens should not move with the judge's figures
		v := relevance.Judge(t, a)
		v.Score = 0.8
		return v
	}
	return e
}

func compose(t *testing.T, e *Editor, m news.Material) (news.Issue, []news.Verdict) {
	t.Helper()
	i, v, err := e.Compose(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return i, v
}

var firstDay = []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}

// show is an issue as a person would read it, without the figures that a better judge may change.
func show(i news.Issue, verdicts []news.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", i.Title, i.State)
	for _, s := range i.Lead {
		fmt.Fprintf(&b, "lead: %s [%d]\n", s.Text, s.ArticleID)
	}
	for _, sec := range i.Sections {
		fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(sec.Key))
		for _, s := range sec.Stories {
			fmt.Fprintf(&b, "  %s — %s (%s)\n", s.Headline, s.Lead.Outlet, strings.Join(s.Countries, " "))
			for _, q := range s.Summary {
				fmt.Fprintf(&b, "    %s [%d:%d-%d]\n", q.Text, q.ArticleID, q.Start, q.End)
			}
			for _, p := range s.Also {
				fmt.Fprintf(&b, "    also %s: %s\n", p.Outlet, p.Title)
			}
			if s.UpdateOf != 0 {
				fmt.Fprintf(&b, "    update of %d, %s\n", s.UpdateOf, s.UpdateAt.Format(time.DateOnly))
			}
		}
	}
	b.WriteString("\n")
	for _, v := range verdicts {
		fmt.Fprintf(&b, "%d kept=%v %s", v.ArticleID, v.Kept, v.Reasons[0].Code)
		if v.DuplicateOf != 0 {
			fmt.Fprintf(&b, " of %d", v.DuplicateOf)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got); go test -update writes it again:\n%s", name, d)
	}
}

func TestComposeGolden(t *testing.T) {
	golden(t, "issue.golden", show(compose(t, editor(Config{}), material(t, firstDay...))))
}

func TestComposeNextDay(t *testing.T) {
	e := editor(Config{})
	first, _ := compose(t, e, material(t, firstDay...))
	m := material(t, 1, 5, 6, 9, 11)
	m.Window = news.Window{From: first.Window.To, To: first.Window.To.Add(24 * time.Hour)}
	m.Past = first.Stories()
	for i := range m.Past {
		m.Past[i].ID = int64(100 + i)
	}
	again, verdicts := compose(t, e, m)
	stories := again.Stories()
	if len(stories) != 1 || stories[0].Lead.ArticleID != 11 {
		t.Fatalf("got %d stories, want the one new piece:\n%s", len(stories), show(again, verdicts))
	}
	s := stories[0]
	at := slices.IndexFunc(m.Past, func(p news.Story) bool { return p.ID == s.UpdateOf })
	if at < 0 || m.Past[at].Lead.ArticleID != 5 && m.Past[at].Lead.ArticleID != 6 {
		t.Errorf("UpdateOf is %d, want the story of the eleven banks", s.UpdateOf)
	}
	if !s.UpdateAt.Equal(first.Created) {
		t.Errorf("UpdateAt is %v, want %v", s.UpdateAt, first.Created)
	}
	for _, v := range verdicts {
		if v.ArticleID != 11 && (v.Kept || v.Reasons[0].Code != "sent") {
			t.Errorf("article %d: kept %v, %v; want it dropped as sent", v.ArticleID, v.Kept, v.Reasons[0])
		}
	}
}

func TestComposeRepetition(t *testing.T) {
	e := editor(Config{})
	first, _ := compose(t, e, material(t, 5, 6))
	m := material(t, 6)
	m.Past = first.Stories()
	m.Articles[0].ID, m.Articles[0].URL = 60, "https://late.example/"
	m.Articles[0].Outlet.Name = "Late Gazette"
	i, verdicts := compose(t, e, m)
	if i.State != news.IssueEmpty || verdicts[0].Reasons[0].Code != "repetition" {
		t.Errorf("an old piece on a story already sent makes a %s issue, verdict %v", i.State, verdicts[0].Reasons[0])
	}
	if !strings.Contains(i.Note, "told before") {
		t.Errorf("note %q does not say why", i.Note)
	}
}

func TestThemeSections(t *testing.T) {
	m := material(t, firstDay...)
	m.Digest.Sections = "theme"
	i, _ := compose(t, editor(Config{}), m)
	var keys []string
	for _, s := range i.Sections {
		keys = append(keys, s.Key)
	}
	if want := i.Best()[0].Section; len(keys) < 2 || keys[0] != want || !slices.Contains(keys, "diplomacy") {
		t.Errorf("sections are %v, want %s, that of the first story, first, and diplomacy", keys, want)
	}
	for lang, title := range map[string]string{
		"en": "Missile attack kills soldiers at the front",
		"ru": "Ракетный удар по военной базе, есть погибшие солдаты",
	} {
		if got := themeSection([]*piece{{a: &news.Article{Title: title}, lang: lang}}); got != "security" {
			t.Errorf("“%s” is under %s", title, got)
		}
	}
	if got := themeSection([]*piece{{a: &news.Article{Title: "Qwerty"}, lang: "en"}}); got != world {
		t.Errorf("nothing known is under %s, want %s", got, world)
	}
}

// TestOriginal tells which of several pieces with one text is kept, whatever order they were published in.
func TestOriginal(t *testing.T) {
	all := readArticles(t)
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		pieces []string // outlet, author or -, what stands before the text
		want   string   // outlet of the original
		copies int
	}{
		{"the oldest", []string{"Astana Courier|-|", "Steppe Wire|-|"}, "Astana Courier", 1},
		{"one with an author", []string{"Steppe Wire|-|", "Astana Courier|Dana Omarova|"}, "Astana Courier", 1},
		{"one that names no other as its source", []string{
			"Steppe Wire|Editor|According to Astana Courier. ",
			"Astana Courier|-|",
		}, "Astana Courier", 1},
		{"an outlet's second copy counts no more", []string{
			"Astana Courier|-|", "Steppe Wire|-|",
			"Steppe Wire|-|Again. ",
		}, "Astana Courier", 1},
		{"the same outlet twice", []string{"Astana Courier|-|", "Astana Courier|-|"}, "Astana Courier", 0},
	} {
		var pieces []*piece
		for i, p := range c.pieces {
			f := strings.Split(p, "|")
			a := all[1]
			a.ID, a.URL, a.Published = int64(i+1), fmt.Sprintf("https://%d.example/", i+1),
				at.Add(time.Duration(i)*time.Hour)
			a.Outlet.Name = f[0]
			if f[1] != "-" {
				a.Authors = []string{f[1]}
			}
			a.Blocks = slices.Clone(a.Blocks)
			a.Blocks[0].Text = f[2] + a.Blocks[0].Text
			pieces = append(pieces, newPiece(&a, &news.Verdict{Kept: true}))
		}
		kept, copies := setCopiesAside(never, pieces)
		if len(kept) != 1 || kept[0].a.Outlet.Name != c.want || len(copies) != c.copies {
			t.Errorf("%s: %d kept, the first of %s, %d copies", c.name, len(kept), kept[0].a.Outlet.Name, len(copies))
		}
		for _, x := range copies {
			if x.copyOf != kept[0] || x.v.DuplicateOf != kept[0].a.ID || x.v.Reasons[0].Code != "copy" {
				t.Errorf("%s: a copy of %d, %v", c.name, x.v.DuplicateOf, x.v.Reasons)
			}
		}
	}
}

// TestOriginalByTime tells that a copy published later is never the original of an earlier text that names nobody,
// and that dates without a time of day do not tell which was earlier.
func TestOriginalByTime(t *testing.T) {
	article := readArticles(t)[1]
	early, late := "2026-11-20T02:09:00Z", "2026-11-20T02:39:00Z"
	const midnight, midnightInDelhi = "2026-11-20T00:00:00Z", "2026-11-19T18:30:00Z"
	type signed struct{ outlet, at, author, before string }
	for _, c := range []struct {
		name    string
		from    news.DateFrom
		partial bool // the first
		pieces  [2]signed
		want    string
	}{
		{
			"a later copy with an author", news.DateFromPage, false,
			[2]signed{{"Steppe Wire", early, "", ""}, {"Courier", late, "Dana Omarova", ""}},
			"Steppe Wire",
		},
		{
			"a later copy whose by-line names the first", news.DateFromFeed, false,
			[2]signed{{"Steppe Wire", early, "", ""}, {"Courier", late, "Steppe Wire", ""}},
			"Steppe Wire",
		},
		{
			"an earlier copy by its by-line", news.DateFromPage, false,
			[2]signed{{"Courier", early, "Dana Omarova, Steppe Wire", ""}, {"Steppe Wire", late, "", ""}},
			"Steppe Wire",
		},
		{
			"a by-line alone, and days alone", news.DateFromPage, false,
			[2]signed{{"Courier", midnightInDelhi, "Steppe Wire", ""}, {"Steppe Wire", midnight, "", ""}},
			"Steppe Wire",
		},
		{
			"a source named in the text", news.DateFromPage, false,
			[2]signed{{"Courier", early, "Dana Omarova", "Steppe Wire reports. "}, {"Steppe Wire", late, "", ""}},
			"Steppe Wire",
		},
		{
			"days alone: an author decides", news.DateFromPage, false,
			[2]signed{{"Steppe Wire", midnightInDelhi, "", ""}, {"Courier", midnight, "Dana Omarova", ""}},
			"Courier",
		},
		{
			"the time of reading alone: an author decides", news.DateFromSeen, false,
			[2]signed{{"Steppe Wire", early, "", ""}, {"Courier", late, "Dana Omarova", ""}},
			"Courier",
		},
		{
			"one minute: an author decides", news.DateFromPage, false,
			[2]signed{{"Steppe Wire", early, "", ""}, {"Courier", early, "Dana Omarova", ""}},
			"Courier",
		},
		{
			"a teaser does not hold the text", news.DateFromPage, true,
			[2]signed{{"Steppe Wire", early, "", ""}, {"Courier", late, "", ""}},
			"Courier",
		},
	} {
		var pieces []*piece
		for i, s := range c.pieces {
			a := article
			at, err := time.Parse(time.RFC3339, s.at)
			if err != nil {
				t.Fatal(err)
			}
			a.ID, a.URL, a.Published, a.DateFrom = int64(i+1), fmt.Sprintf("https://%d.example/", i+1), at, c.from
			a.Outlet.Name, a.Authors, a.Partial = s.outlet, nil, c.partial && i == 0
			if s.author != "" {
				a.Authors = strings.Split(s.author, ", ")
			}
			a.Blocks = slices.Clone(a.Blocks)
			a.Blocks[0].Text = s.before + a.Blocks[0].Text
			pieces = append(pieces, newPiece(&a, &news.Verdict{Kept: true}))
		}
		kept, copies := setCopiesAside(never, pieces)
		if len(kept) != 1 || len(copies) != 1 || kept[0].a.Outlet.Name != c.want {
			t.Errorf("%s: %d kept, the first of %s, %d copies; want that of %s", c.name, len(kept),
				kept[0].a.Outlet.Name, len(copies), c.want)
		}
	}
}

// TestLead tells which piece of a story leads it.
func TestLead(t *testing.T) {
	all := readArticles(t)
	for _, c := range []struct {
		name   string
		change func(first, second *news.Article)
		want   int64
	}{
		{"the oldest of equals", func(_, _ *news.Article) {}, 1},
		{"a signed one", func(_, b *news.Article) { b.Authors = []string{"Dana Omarova"} }, 2},
		{"one that was read whole", func(a, b *news.Article) { a.Partial = true; a.Authors = b.Authors }, 2},
		{"one that does not retell the other", func(a, _ *news.Article) {
			a.Blocks = append(slices.Clone(a.Blocks), news.Block{
				Kind: news.Paragraph,
				Text: "Anatolian Post was the first to report it.",
			})
		}, 2},
	} {
		m := material(t, 1, 2)
		a, b := all[1], all[2]
		b.Blocks = append(slices.Clone(b.Blocks), news.Block{
			Kind: news.Paragraph,
			Text: strings.Repeat("The two sides agreed on the next steps for the corridor. ", 9),
		})
		a.Blocks = append(slices.Clone(a.Blocks), news.Block{
			Kind: news.Paragraph,
			Text: strings.Repeat("Ships will wait for fewer days in the harbour than now. ", 9),
		})
		c.change(&a, &b)
		m.Articles = []news.Article{a, b}
		i, _ := compose(t, editor(Config{}), m)
		if s := i.Stories(); len(s) != 1 || s[0].Lead.ArticleID != c.want {
			t.Errorf("%s: %d stories, led by %d, want one led by %d", c.name, len(s), s[0].Lead.ArticleID, c.want)
		}
	}
}

// TestComposeForeignPast composes an issue after one in English: a Russian piece goes on from its story, one published
// before it that says the same is dropped, and one about something else is new.
func TestComposeForeignPast(t *testing.T) {
	e := editor(Config{})
	first, _ := compose(t, e, material(t, 1, 2, 5, 7))
	past := first.Stories()
	for i := range past {
		past[i].ID = int64(100 + i)
	}
	tell := func(published time.Time, title, body string) (news.Issue, news.Verdict) {
		m := material(t)
		m.Past = past
		m.Articles = []news.Article{{
			ID: 70, URL: "https://70.example/", Outlet: news.Outlet{Name: "Степь"}, Title: title, Published: published,
			Seen:     published,
			Language: "ru", Blocks: paragraphs(body),
		}}
		m.Window = news.Window{From: first.Window.To, To: first.Window.To.Add(24 * time.Hour)}
		i, v := compose(t, e, m)
		return i, v[0]
	}
	council := "Президенты Касым-Жомарт Токаев и Реджеп Тайип Эрдоган договорились в Анкаре открыть совместный " +
		"транспортный совет, который установит тарифы на грузы через Каспийское море."
	i, v := tell(first.Window.To.Add(3*time.Hour), "Транспортный совет Казахстана и Турции утвердил тарифы", council+
		" Министры утвердили 14 тарифов для Грузии и Азербайджана, сообщил Токаев.")
	if s := i.Stories(); len(s) != 1 || s[0].UpdateOf == 0 {
		t.Errorf("the Russian piece goes on from no English story: %v", v.Reasons)
	} else if at := slices.IndexFunc(past,
		func(p news.Story) bool { return p.ID == s[0].UpdateOf }); past[at].Lead.ArticleID > 2 {
		t.Errorf("it goes on from “%s”", past[at].Headline)
	}
	if i, v = tell(first.Window.To.Add(-6*time.Hour),
		"Казахстан и Турция договорились открыть совместный транспортный совет", council); i.State != news.IssueEmpty ||
		v.Reasons[0].Code != "repetition" {
		t.Errorf("a Russian piece that repeats makes a %s issue: %v", i.State, v.Reasons[0])
	}
	i, v = tell(first.Window.To.Add(3*time.Hour), "Казахстан и Турция сыграют в отборе чемпионата мира",
		"Сборные Казахстана и Турции встретятся в Анкаре 12 октября, сообщила федерация.")
	if s := i.Stories(); len(s) != 1 || s[0].UpdateOf != 0 {
		t.Errorf("a match goes on from a story: %v", v.Reasons)
	}
}

func TestComposeEmpty(t *testing.T) {
	i, v := compose(t, editor(Config{}), material(t))
	if i.State != news.IssueEmpty || i.Note == "" || len(v) != 0 {
		t.Errorf("no articles: state %s, note %q, %d verdicts", i.State, i.Note, len(v))
	}
	i, v = compose(t, editor(Config{}), material(t, 8))
	if i.State != news.IssueEmpty || !strings.Contains(i.Note, "topic") || v[0].Kept {
		t.Errorf("only an excluded article: state %s, note %q, kept %v", i.State, i.Note, v[0].Kept)
	}
}

func TestComposeIgnoresOrderOfArticles(t *testing.T) {
	m := material(t, firstDay...)
	want, verdicts := compose(t, editor(Config{}), m)
	slices.Reverse(m.Articles)
	got, reversed := compose(t, editor(Config{}), m)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the issue depends on the order of its articles:\n%s", d)
	}
	slices.Reverse(reversed)
	if !reflect.DeepEqual(verdicts, reversed) {
		t.Error("the verdicts depend on the order of the articles")
	}
}

func TestComposeQuotesWithinBudget(t *testing.T) {
	for _, budget := range []int{0, 40, 120, 200, 400} {
		m := material(t, firstDay...)
		bodies := map[int64]string{}
		for k := range m.Articles {
			m.Articles[k].Excerpt = budget
			bodies[m.Articles[k].ID] = m.Articles[k].Text()
		}
		i, _ := compose(t, editor(Config{}), m)
		for _, s := range i.Stories() {
			used := map[int64]int{}
			if len(s.Summary) > 3 {
				t.Errorf("%q has %d sentences", s.Headline, len(s.Summary))
			}
			for _, q := range s.Summary {
				if body := bodies[q.ArticleID]; q.Start >= q.End || q.End > len(body) || body[q.Start:q.End] != q.Text {
					t.Errorf("%q is not the bytes %d to %d of article %d", q.Text, q.Start, q.End, q.ArticleID)
				}
				used[q.ArticleID] += utf8.RuneCountInString(q.Text)
			}
			for id, n := range used {
				if most := excerpt(&news.Article{Excerpt: budget}); n > most {
					t.Errorf("%d characters of article %d quoted, %d allowed", n, id, most)
				}
			}
		}
	}
}

func TestComposeCaps(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  Config
		most int
		want int
		code string
	}{
		{"all", Config{}, 0, 4, ""},
		{"issue", Config{}, 2, 2, "cut-issue"},
	} {
		m := material(t, firstDay...)
		m.Digest.Stories = c.most
		i, verdicts := compose(t, editor(c.cfg), m)
		if got := len(i.Stories()); got != c.want {
			t.Errorf("%s: %d stories, want %d", c.name, got, c.want)
		}
		cut := slices.ContainsFunc(verdicts,
			func(v news.Verdict) bool { return !v.Kept && v.Reasons[0].Code == c.code })
		if c.code != "" && !cut {
			t.Errorf("%s: no verdict says %s", c.name, c.code)
		}
	}
	m := material(t, 1, 7, 9)
	m.Digest.Sections = "country"
	m.Articles[1].Title, m.Articles[2].Title = "Türkiye: "+m.Articles[1].Title, "Türkiye: "+m.Articles[2].Title
	i, verdicts := compose(t, editor(Config{PerSection: 1}), m)
	for _, s := range i.Sections {
		if len(s.Stories) > 1 {
			t.Errorf("section %s has %d stories, want 1", s.Key, len(s.Stories))
		}
	}
	if len(i.Stories()) < 3 &&
		!slices.ContainsFunc(verdicts, func(v news.Verdict) bool { return v.Reasons[0].Code == "cut-section" }) {
		t.Error("a story is missing, but no verdict says cut-section")
	}
	m = material(t, 1, 5, 7, 9)
	for k := range m.Articles {
		m.Articles[k].Outlet.Name = "One Voice"
	}
	i, _ = compose(t, editor(Config{PerOutlet: 2}), m)
	if got := len(i.Stories()); got != 2 {
		t.Errorf("one outlet leads %d stories, want 2", got)
	}
}

func TestComposeByCountry(t *testing.T) {
	m := material(t, 1, 5, 7, 9)
	m.Digest.Sections = "country"
	i, _ := compose(t, editor(Config{}), m)
	for _, s := range i.Sections {
		if len(s.Key) != 2 && s.Key != world {
			t.Errorf("section %q is no country", s.Key)
		}
		if s.Key != s.Stories[0].Countries[0] {
			t.Errorf("section %s begins with a story of %v", s.Key, s.Stories[0].Countries)
		}
	}
	second := i.Sections[0].Stories[0].Countries[1]
	// a digest of one country has its stories under that
	m.Digest.Topic.Countries = []string{"QA", strings.ToLower(second)}
	i, _ = compose(t, editor(Config{}), m)
	if len(i.Sections) != 1 || i.Sections[0].Key != second {
		t.Errorf("a digest on %s has the sections %+v", second, i.Sections)
	}
}

// teller answers what it was told to.
type teller struct {
	said []news.Sentence
	err  error
}

func (t teller) Summarize(context.Context, []news.Article, int) ([]news.Sentence, error) {
	return t.said, t.err
}

func TestComposeReplacesWhatIsUnfounded(t *testing.T) {
	all := readArticles(t)
	a := all[7]
	body := a.Text()
	own := "Uzbekistan and Tajikistan have marked the last 47 kilometres of their border."
	for _, c := range []struct {
		name string
		t    teller
		kept bool
	}{
		{"quotation", teller{said: []news.Sentence{{Text: body[:40], ArticleID: 7, Start: 0, End: 40}}}, true},
		{"own words", teller{said: []news.Sentence{{Text: own, ArticleID: 7}}}, true},
		{"wrong place", teller{said: []news.Sentence{{Text: body[:40], ArticleID: 7, Start: 1, End: 41}}}, false},
		{"beyond the text", teller{said: []news.Sentence{{Text: "x", ArticleID: 7, Start: 0, End: 1 << 20}}}, false},
		{"another article", teller{said: []news.Sentence{{Text: own, ArticleID: 8}}}, false},
		{
			"invented number",
			teller{said: []news.Sentence{{Text: strings.Replace(own, "47", "52", 1), ArticleID: 7}}},
			false,
		},
		{"invented name", teller{said: []news.Sentence{{
			Text:      strings.Replace(own, "Tajikistan", "Mongolia", 1),
			ArticleID: 7,
		}}}, false},
		{"failure", teller{err: errors.New("no answer")}, false},
	} {
		e := editor(Config{})
		e.Summarizer = c.t
		i, _ := compose(t, e, material(t, 7))
		got := i.Stories()[0].Summary
		if len(got) == 0 {
			t.Errorf("%s: no summary", c.name)
			continue
		}
		if kept := len(c.t.said) > 0 && got[0] == c.t.said[0]; kept != c.kept {
			t.Errorf("%s: kept %v, want %v: %q", c.name, kept, c.kept, got[0].Text)
		}
	}
}

func TestComposeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := editor(Config{}).Compose(ctx, material(t, firstDay...)); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled Compose returns %v", err)
	}
}
