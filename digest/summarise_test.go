package digest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"attache/news"
)

// story1 is the story of the council, which articles 1 and 2 tell in English and 4 in Russian.
func story1(t *testing.T, e *Editor, m news.Material) news.Story {
	t.Helper()
	i, _ := compose(t, e, m)
	stories := i.Stories()
	k := slices.IndexFunc(stories,
		func(s news.Story) bool { return slices.Contains([]int64{1, 2, 4}, s.Lead.ArticleID) })
	if k < 0 {
		t.Fatal("the council is not told")
	}
	return stories[k]
}

// TestRenditions holds that a letter tells a story by a piece in its readers' language when the lead piece is in
// another.
func TestRenditions(t *testing.T) {
	s := story1(t, editor(Config{}), material(t, 1, 2, 4))
	tell, ok := s.Renditions["ru"]
	if s.Language != "en" || !ok || len(s.Renditions) != 1 || tell.Lead.ArticleID != 4 || tell.Lead.Language != "ru" ||
		len(tell.Summary) == 0 {
		t.Fatalf("a story in %s has the renditions %+v", s.Language, s.Renditions)
	}
	body := readArticles(t)[4]
	for _, q := range tell.Summary {
		if q.ArticleID != 4 || q.Language != "ru" || body.Text()[q.Start:q.End] != q.Text {
			t.Errorf("no quotation of the Russian piece: %+v", q)
		}
	}
	m := material(t, 1, 2, 4)
	m.Digest.Language = "ru"
	if s = story1(t, editor(Config{}), m); s.Language == "ru" && s.Renditions["en"].Lead.Language != "en" ||
		s.Renditions["ru"].Lead.Language == s.Language {
		t.Errorf("a story in %s has the renditions %+v", s.Language, s.Renditions)
	}
}

// TestRenditionsByWhatIsRead holds that a language which all readers of a letter read will do, and that the letter's
// own comes first.
func TestRenditionsByWhatIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		readers map[string][]string
		want    map[string]string // language by letter
	}{
		"nothing else":      {nil, map[string]string{"ru": "ru"}},
		"kk reads Russian":  {map[string][]string{"kk": {"ru"}}, map[string]string{"ru": "ru", "kk": "ru"}},
		"kk reads both":     {map[string][]string{"kk": {"ru", "en"}}, map[string]string{"ru": "ru"}},
		"kk reads Chinese":  {map[string][]string{"kk": {"zh"}}, map[string]string{"ru": "ru"}},
		"ru reads English":  {map[string][]string{"ru": {"en"}}, map[string]string{"ru": "ru"}},
		"en reads Russian":  {map[string][]string{"en": {"ru"}}, map[string]string{"ru": "ru"}},
		"tr: first of both": {map[string][]string{"tr": {"zh", "ru"}}, map[string]string{"ru": "ru", "tr": "ru"}},
	} {
		m := material(t, 1, 2, 4)
		m.Readers = c.readers
		s := story1(t, editor(Config{}), m)
		for _, letter := range news.Languages {
			if got := s.Renditions[letter].Lead.Language; got != c.want[letter] {
				t.Errorf("%s: the letter in %s is told in %q, want %q", name, letter, got, c.want[letter])
			}
		}
	}
}

// TestRenditionsKeepTheBudget holds that a rendition quotes no more of an article than its source allows, and falls
// back when it allows nothing that can be quoted.
func TestRenditionsKeepTheBudget(t *testing.T) {
	for _, budget := range []int{10, 80, 200, 600} {
		m := material(t, 1, 2, 4)
		for i := range m.Articles {
			if m.Articles[i].ID == 4 {
				m.Articles[i].Excerpt = budget
			}
		}
		tell, n := story1(t, editor(Config{}), m).Renditions["ru"], 0
		for _, q := range tell.Summary {
			n += utf8.RuneCountInString(q.Text)
		}
		if n > budget || (len(tell.Summary) == 0) != (budget < 80) || (tell.Lead.ArticleID == 0) != (budget < 80) {
			t.Errorf("a budget of %d: %d characters, %+v", budget, n, tell)
		}
	}
}

// TestRenditionsWithAModel holds that a model helps with the renditions that somebody reads, that a rendition is not
// translated, and that its sentences are checked like all others.
func TestRenditionsWithAModel(t *testing.T) {
	m := material(t, 1, 2, 4)
	m.Readers = map[string][]string{"en": nil, "kk": {"ru"}}
	p := &puppet{
		write: func(articles []news.Article, _ int) ([]news.Sentence, error) {
			a := articles[0]
			return []news.Sentence{
				{Text: a.Title, ArticleID: a.ID, URL: a.URL, Language: a.Language},
				{Text: "47 missiles fell on Astana.", ArticleID: a.ID, URL: a.URL},
			}, nil
		},
		translate: func(string, string, string, []string) (news.Translation,
			error,
		) {
			return news.Translation{}, errAway
		},
	}
	i, _, err := helped(&Assistant{Model: p, Write: true, Translate: true}).Compose(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(p.asked)
	if got := strings.Join(p.asked, "; "); strings.Count(got, "write") != 2 || strings.Contains(got, ">") ||
		!strings.Contains(got, "write Казахстан") {
		t.Errorf("asked for %s", got)
	}
	s := i.Stories()[0]
	if len(s.Refused) != 2 || i.Help.Replaced != 2 {
		t.Errorf("refused: %+v, %+v", s.Refused, i.Help)
	}
	if ru, kk := s.Renditions["ru"], s.Renditions["kk"]; ru.Summary[0].Start >= ru.Summary[0].End ||
		kk.Summary[0].Start < kk.Summary[0].End {
		t.Errorf("nobody reads Russian letters, and Kazakh ones are read: %+v, %+v", ru, kk)
	}
}

// TestWhatARenditionSaidIsKnown holds that readers of a rendition are not told the same again in its language.
func TestWhatARenditionSaidIsKnown(t *testing.T) {
	first := material(t, 1, 2, 4)
	i, _ := compose(t, editor(Config{}), first)
	past := i.Stories()
	for k := range past {
		past[k].ID, past[k].Composed = int64(k+1), first.Window.To
	}
	again := readArticles(t)[4]
	again.ID, again.URL, again.Outlet.Name, again.Published = 40, "https://40.example/", "Вечерний курьер",
		first.Window.To.Add(time.Hour)
	// a new name, which no rendition had
	again.Blocks = paragraphs("По сообщению Вечернего курьера, " + inOne(past[0].Renditions["ru"].Summary))
	m := material(t)
	m.Past, m.Articles = past, []news.Article{again}
	m.Window = news.Window{From: first.Window.To, To: first.Window.To.Add(24 * time.Hour)}
	m.Digest.TimeZone = "Asia/Almaty"
	next, verdicts := compose(t, editor(Config{}), m)
	if next.State != news.IssueEmpty || verdicts[0].Reasons[0].Code != "repetition" {
		t.Fatalf("%+v; %+v", next.Stories(), verdicts[0].Reasons)
	}
	// The day of the earlier issue is the digest's, as in letters: noon in UTC is 17:00 there.
	m.Past = slices.Clone(past)
	for k := range m.Past {
		m.Past[k].Composed = time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC)
	}
	if _, verdicts = compose(t, editor(Config{}), m); !strings.HasSuffix(verdicts[0].Reasons[0].Detail,
		", of 21 November.") {
		t.Errorf("the reason names another day: %s", verdicts[0].Reasons[0].Detail)
	}
}

// TestAModelCannotQuoteMoreThanAllowed holds that a sentence which a model says is its own and copies from the article
// is a quotation: it has its place, and counts in the budget of its source.
func TestAModelCannotQuoteMoreThanAllowed(t *testing.T) {
	copies := &puppet{write: func(articles []news.Article, _ int) (out []news.Sentence, _ error) {
		for _, b := range articles[0].Blocks[:2] {
			s, _, _ := strings.Cut(b.Text, ". ")
			out = append(out, news.Sentence{
				Text: strings.TrimSuffix(s, ".") + ".", ArticleID: articles[0].ID,
				URL: articles[0].URL,
			})
		}
		return out, nil
	}}
	for allowed, refused := range map[int]int{600: 0, 180: 1, 60: 2} {
		m := material(t, 5)
		m.Articles[0].Excerpt = allowed
		i, _ := compose(t, helped(&Assistant{Model: copies, Write: true}), m)
		s, n := i.Stories()[0], 0
		for _, q := range s.Summary {
			if n += utf8.RuneCountInString(q.Text); q.Start >= q.End {
				t.Errorf("%q has no place", q.Text)
			}
		}
		if n > allowed || len(s.Refused) != refused || i.Help.Written != 0 || i.Help.Replaced != refused ||
			(i.Help.Chosen == 1) != (refused < 2) {
			t.Errorf("%d characters of %d, refused %+v, %+v", n, allowed, s.Refused, i.Help)
		}
	}
}

// TestNothingOfAModelStands holds that a summary of which a model's every sentence is refused is told as without the
// model.
func TestNothingOfAModelStands(t *testing.T) {
	m := material(t, firstDay...)
	bare, _ := compose(t, editor(Config{}), m)
	liar := &puppet{write: func(articles []news.Article, _ int) ([]news.Sentence, error) {
		return []news.Sentence{{
			Text: "47 missiles fell on Ulaanbaatar.", ArticleID: articles[0].ID,
			URL: articles[0].URL,
		}}, nil
	}}
	i, _ := compose(t, helped(&Assistant{Model: liar, Write: true}), m)
	for k, s := range i.Stories() {
		if want := bare.Stories()[k].Summary; !slices.Equal(s.Summary, want) || len(s.Refused) == 0 {
			t.Errorf("“%s” is told by %+v, want %+v", s.Headline, s.Summary, want)
		}
	}
}

// TestNoCreditForWhatWasNotAsked holds that a summary without a choice is not counted as a model's, nor as one that it
// failed at.
func TestNoCreditForWhatWasNotAsked(t *testing.T) {
	m := material(t, 5)
	m.Articles[0].Blocks = m.Articles[0].Blocks[:1]
	p := &puppet{choose: func([]string, []string, int) ([]int, error) { return nil, errAway }}
	i, _ := compose(t, helped(&Assistant{Model: p, Choose: true}), m)
	if len(p.asked) != 0 || i.Help.Chosen != 0 || len(i.Help.Missing) != 0 || len(i.Stories()[0].Summary) != 1 {
		t.Errorf("asked %v, %+v, %+v", p.asked, i.Help, i.Stories()[0].Summary)
	}
}

// TestEmptyListsInJSON holds that a story of a table alone has an empty summary, not none: who reads --json can always
// walk it.
func TestEmptyListsInJSON(t *testing.T) {
	m := material(t, 5)
	m.Articles[0].Blocks = []news.Block{{Kind: news.TableRow, Text: "Russia | 1,020 | 1,640"}}
	i, _ := compose(t, editor(Config{}), m)
	b, err := json.Marshal(i.Stories()[0])
	if err != nil || !strings.Contains(string(b), `"summary":[]`) {
		t.Errorf("%v\n%s", err, b)
	}
}

// TestASummaryKeepsToItsLanguage holds that where the lead piece has nothing to quote, another in its language goes
// before those in others, however good.
func TestASummaryKeepsToItsLanguage(t *testing.T) {
	all := readArticles(t)
	var p candidate
	for _, id := range []int64{1, 4, 2} {
		a := all[id]
		if id == 1 {
			a.Blocks = nil
		}
		p.pieces = append(p.pieces, newPiece(&a, &news.Verdict{ArticleID: id, Score: 0.8}))
	}
	p.story.Language = "en"
	editor(Config{}).tellAll(t.Context(), &p, nil, nil)
	for _, q := range p.story.Summary {
		if q.ArticleID != 2 {
			t.Errorf("a story in English is told by %+v", q)
		}
	}
	if len(p.story.Summary) == 0 {
		t.Error("a story of three pieces has no summary")
	}
}

// TestFoundIsASentence holds that only whole sentences of an article are quotations of a model that claims no place.
func TestFoundIsASentence(t *testing.T) {
	a := news.Article{ID: 4, Language: "en", Title: "Talks", Blocks: []news.Block{
		{
			Kind: news.Paragraph,
			Text: "ASTANA, May 12 (Reuters) - The ministers of Kazakhstan and Uzbekistan signed a protocol on Tuesday.",
		},
		{
			Kind: news.Paragraph,
			Text: "They did not say that Kazakhstan would leave the customs union next year. Trade rose by 14 percent.",
		},
	}}
	sources := map[int64]*news.Article{4: &a}
	for text, quoted := range map[string]bool{
		"Trade rose by 14 percent.": true,
		"They did not say that Kazakhstan would leave the customs union next year.":                           true,
		"They did not say that Kazakhstan would leave the customs union next year. Trade rose by 14 percent.": true,
		"The ministers of Kazakhstan and Uzbekistan signed a protocol on Tuesday.":                            true,
		"Kazakhstan would leave the customs union next year.":                                                 false,
		"Trade rose": false,
		"They did not say that Kazakhstan would leave the customs union": false,
	} {
		s := found(news.Sentence{Text: text, ArticleID: 4}, sources)
		if (s.Start < s.End) != quoted || quoted && a.Text()[s.Start:s.End] != text {
			t.Errorf("%q stands at %d to %d, want a place: %v", text, s.Start, s.End, quoted)
		}
		if why := doubt(s, sources); !quoted && strings.HasPrefix(text, "Kazakhstan") != (why == "a missing denial") {
			t.Errorf("%q: %q", text, why)
		}
	}
}

// TestSummariseALongText quotes what was read of a text that was cut.
func TestSummariseALongText(t *testing.T) {
	a := news.Article{ID: 1, Title: "Kazakhstan and Turkey discuss the border treaty", URL: "https://a.example/x"}
	for n := range 20_000 {
		a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: fmt.Sprintf("The foreign minister of Kazakhstan "+
			"met delegation %d in Astana on Monday to discuss the border treaty. He said that talks on item %d would continue "+
			"next week in Ankara.", n, n)})
	}
	if !a.Bound(0) {
		t.Fatal("not cut")
	}
	for _, s := range Summarise(a, 3) {
		if got := a.Text()[s.Start:s.End]; got != s.Text {
			t.Errorf("quoted %q, the article says %q", s.Text, got)
		}
	}
	if n := len(Summarise(a, 3)); n != 3 {
		t.Errorf("%d sentences, want 3", n)
	}
}
