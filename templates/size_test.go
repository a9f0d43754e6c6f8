package templates

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"attache/news"
)

// large is an issue of n ordinary stories in one language, three sentences each.
func large(lang string, n int) news.Issue {
	sentences := map[string][]string{
		"en": {
			"The foreign ministers met in the capital on Monday and signed a protocol on transit that takes effect " +
				"in spring.",
			"The agreement sets tariffs for two years and names the ports that will serve the new route across the sea.",
			"Observers expect the parliaments of both countries to approve the document before the end of December.",
		},
		"ru": {
			"Министры иностранных дел встретились в столице в понедельник и подписали протокол о транзите, который " +
				"вступит в силу весной.",
			"Соглашение устанавливает тарифы на два года и называет порты, которые будут обслуживать новый маршрут " +
				"через море.",
			"Наблюдатели ожидают, что парламенты обеих стран одобрят документ до конца декабря этого года.",
		},
	}[lang]
	heads := map[string]string{
		"en": "Ministers sign a protocol on transit, part %d of the talks",
		"ru": "Министры подписали протокол о транзите, часть %d переговоров",
	}
	i := SampleEmpty(lang)
	i.State = news.IssueSent
	for k := range n {
		if k%20 == 0 {
			i.Sections = append(i.Sections, news.Section{Key: "central-asia"})
		}
		st := news.Story{
			ID: int64(k + 1), Headline: fmt.Sprintf(heads[lang], k+1), Language: lang, Countries: []string{"KZ", "TR"},
			Score: float64(k%10) / 10,
			Lead: news.Piece{
				ArticleID: int64(k + 1), URL: fmt.Sprintf("https://aplus.example/interviews/protocol-on-transit-%d",
					k+1), Outlet: "A+ Analytics",
				Authors: []string{"Ainur Sadykova"}, Published: sampleNow.Add(-time.Hour), Language: lang, Minutes: 4,
			},
		}
		for _, s := range quoted(sentences...) {
			s.URL, s.Language, s.ArticleID = st.Lead.URL, lang, st.Lead.ArticleID
			st.Summary = append(st.Summary, s)
		}
		sec := &i.Sections[len(i.Sections)-1]
		sec.Stories = append(sec.Stories, st)
	}
	return i
}

func TestLetterSize(t *testing.T) {
	s := builtinSet(t)
	for _, lang := range []string{"en", "ru"} {
		const all = 400
		i := large(lang, all)
		l, err := s.Letter(news.Digest{}, i, lang, sampleWeb)
		if err != nil {
			t.Fatal(err)
		}
		size := EncodedSize([]byte(l.HTML))
		if size > MaxLetter {
			t.Errorf("%s: %d bytes, more than %d", lang, size, MaxLetter)
		}
		if size < MaxLetter*9/10 {
			t.Errorf("%s: %d bytes: stories were left out that would have fitted", lang, size)
		}
		told := strings.Count(l.HTML, `<a name="s`)
		if l.Stories+l.Cut != all || l.Cut == 0 || told != l.Stories || strings.Count(l.HTML, "<h3") != mostFull-1 {
			t.Errorf("%s: %d stories and %d cut of %d, %d in the HTML, %d of them in full below the lead", lang, l.Stories,
				l.Cut, all, told, strings.Count(l.HTML, "<h3"))
		}
		if want := strings.ReplaceAll(wordsOf(t, lang).tally("more_web", l.Cut), nbsp,
			" "); !strings.Contains(strings.ReplaceAll(l.HTML, nbsp, " "), want) || !strings.Contains(l.Text, want) {
			t.Errorf("%s: the letter does not say %q", lang, want)
		}
		if m := missing(l, i); m != "" {
			t.Errorf("%s: the text part lacks %q", lang, m)
		}
		for _, f := range Flaws(l.HTML) {
			t.Errorf("%s: %s", lang, f.What)
		}
		// Of ten scores the lowest went first.
		if strings.Contains(l.Text, fmt.Sprintf(map[string]string{"en": "part %d ", "ru": "часть %d "}[lang], 11)) {
			t.Errorf("%s: a story of score 0 stands where better ones were cut", lang)
		}
		if l, err = s.Letter(news.Digest{}, i, lang, ""); err != nil || strings.Contains(l.HTML, "press.example") {
			t.Errorf("%s without a web address: %v", lang, err)
		}
	}
}

// TestStoryWeight holds what one more story adds to a letter: its markup and its addresses, beside the words
// themselves.
func TestStoryWeight(t *testing.T) {
	s := builtinSet(t)
	weigh := func(n int) (all, words int) {
		l, err := s.Letter(news.Digest{}, large("en", n), "en", sampleWeb)
		if err != nil {
			t.Fatal(err)
		}
		z := html.NewTokenizer(strings.NewReader(l.HTML))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			if kind == html.TextToken {
				words += len(z.Raw())
			}
		}
		return len(l.HTML), words
	}
	a, wa := weigh(4)
	b, wb := weigh(mostFull)
	const more = mostFull - 4
	story, words := (b-a)/more, (wb-wa)/more
	t.Logf("a story of three linked sentences: %d bytes of HTML, %d of them its words", story, words)
	if story-words > 1126 { // 1.1 KB
		t.Errorf("the markup of a story weighs %d bytes, more than 1.1 KB", story-words)
	}
}

func TestWholeLetterTooLarge(t *testing.T) {
	i := SampleEmpty("en")
	i.Title = strings.Repeat("Ж", MaxLetter)
	if _, err := builtinSet(t).Letter(news.Digest{}, i, "en", ""); err == nil {
		t.Error("a letter over the limit without a story is taken")
	}
}

func TestFragments(t *testing.T) {
	for _, c := range []struct{ url, sentence, want string }{
		{"https://x.example/a", "No date was set.", "https://x.example/a#:~:text=No%20date%20was%20set"},
		{"https://x.example/a#b", "No date was set.", "https://x.example/a#b:~:text=No%20date%20was%20set"},
		{
			"https://x.example/a", "The council will meet twice a year, and publish the tariffs of every port.",
			"https://x.example/a#:~:text=The%20council%20will%20meet,every%20port",
		},
		{
			"https://x.example/a", "Trans-Caspian, east & west.",
			"https://x.example/a#:~:text=Trans%2DCaspian%2C%20east%20%26%20west",
		},
		{"javascript:alert(1)", "No date was set.", ""},
		{"https://x.example/a", "", "https://x.example/a"},
		{"https://x.example/a", "—", "https://x.example/a"},
		{"https://x.example/a", strings.Repeat("，。；", 30), "https://x.example/a"},
		{
			"https://x.example/a", "会议于星期六在西安举行，与会各方同意在两年之内把口岸平均通关时间缩短一半，并且公布跨境铁路的统一运价表。",
			"https://x.example/a#:~:text=" + url.PathEscape("会议于星期六在西安举行"),
		},
	} {
		if got := fragmentURL(safeURL(c.url), c.sentence); got != c.want {
			t.Errorf("%q: %s, want %s", c.sentence, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	in := "\n\n* one " + strings.Repeat("word ", 30) + "\n\n\n\nhttps://x.example/" + strings.Repeat("a", 100) +
		"\nfact · " + strings.Repeat("long", 17) + " · end\n" +
		strings.Repeat("汉", 50) + "\n"
	want := "* one" + strings.Repeat(" word", 13) + "\n  word" + strings.Repeat(" word", 13) + "\n  word word word\n\n" +
		"https://x.example/" + strings.Repeat("a", 100) + "\nfact ·\n" + strings.Repeat("long", 17) + " ·\nend\n" +
		strings.Repeat("汉", 36) + "\n" + strings.Repeat("汉", 14) + "\n"
	if got := wrap(in); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" a\n\tb\u00a0c ": "a b c", "a\x00b\x1b[31m": "ab[31m", "x\u202egpj.exe": "xgpj.exe", "\ufeffА": "А",
		"\u2067a\u2069": "a", "a\u200db": "a\u200db",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"https://x.example/a?b=c&d": "https://x.example/a?b=c&d", "http://x.example": "http://x.example",
		"//x.example/": "", "data:text/html,x": "",
		"JavaScript:alert(1)": "", "https://u:p@x.example/": "", "https://": "", "mailto:a@b.example": "",
		" https://река.example/ ": "https://xn--80ajpw.example/",
	} {
		if got := safeURL(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzLetter(f *testing.F) {
	s, err := New(Config{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("A headline", "A sentence, whole.", "https://x.example/a", "Outlet", "KZ")
	f.Add(`"><script>alert(1)</script>`, "{{.}} <!-- -->", "javascript:alert(1)", "</td></tr></table>", "T\x00R")
	f.Add("0", "0", "0", "0", "\xdc") // not UTF-8: found by fuzzing
	f.Add("\u202eabc", strings.Repeat("汉", 300), "https://[::1]/%zz", "&#43;", "")
	f.Fuzz(func(t *testing.T, headline, sentence, link, outlet, country string) {
		i := SampleEmpty("tr")
		piece := news.Piece{
			ArticleID: 1, URL: link, Outlet: outlet, Authors: []string{outlet}, Title: headline,
			Language: country,
		}
		q := news.Sentence{Text: sentence, URL: link, End: len(sentence), ArticleID: 1, Language: country}
		i.Lead = []news.Sentence{q}
		i.Sections = []news.Section{{Key: country, Stories: []news.Story{{
			Headline: headline, Summary: []news.Sentence{q}, Lead: piece, Also: []news.Piece{piece},
			Countries: []string{country}, Language: country,
		}}}}
		l, err := s.Letter(news.Digest{}, i, "tr", link)
		if err != nil {
			return // too large: said, not sent
		}
		for _, f := range Flaws(l.HTML) {
			if !strings.Contains(f.What, "is left in it") { // the text itself may say %!
				t.Error(f.What)
			}
		}
		if strings.Contains(strings.ToLower(l.HTML), "<script") || !utf8.ValidString(l.HTML) ||
			strings.Count(l.HTML, "<h1") != 1 {
			t.Errorf("the letter is broken:\n%s", l.HTML)
		}
	})
}

func BenchmarkLetter(b *testing.B) {
	s := builtinSet(b)
	i := large("en", 15)
	for b.Loop() {
		if _, err := s.Letter(news.Digest{}, i, "en", sampleWeb); err != nil {
			b.Fatal(err)
		}
	}
}
