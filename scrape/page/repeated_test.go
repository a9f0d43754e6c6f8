package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"attache/news"
)

func paras(texts ...string) (out []news.Block) {
	for _, s := range texts {
		kind := news.Paragraph
		if h, ok := strings.CutPrefix(s, "# "); ok {
			kind, s = news.Heading, h
		} else if q, ok := strings.CutPrefix(s, "> "); ok {
			kind, s = news.Quotation, q
		} else if r, ok := strings.CutPrefix(s, "| "); ok {
			kind, s = news.TableRow, r
		}
		out = append(out, news.Block{Kind: kind, Text: s})
	}
	return out
}

// subjects are titles about different things, with a text of their own each.
var subjects = []string{
	"Ministers meet in the capital", "Grain harvest beats forecast", "Railway to the port reopens",
	"Court hears appeal of bankers", "Glaciers lose a tenth of their ice",
	"Parliament debates water law", "Embassy opens consular section", "Students win olympiad medals",
	"Oil output falls after outage",
}

func ownText(subject string) []string {
	return []string{
		subject + ": the first paragraph says in a dozen words or more what happened there yesterday.",
		"Then comes a second one, with " + strings.ToLower(subject) +
			" seen from another side and in some detail by people who know it.",
		"And a third closes the report on " + strings.ToLower(subject) +
			" with what is expected in the coming weeks and months.",
	}
}

func about(subject string, extra ...string) news.Article {
	return news.Article{Title: subject, Blocks: paras(append(ownText(subject), extra...)...)}
}

func TestTrim(t *testing.T) {
	const (
		plea = "Подписывайтесь на наш Telegram-канал, чтобы первыми узнавать новости!"
		join = "Бізге жазылыңыз: Telegram, Instagram, Facebook"
		back = "The Organisation of Turkic States was founded in Nakhchivan in 2009; it has five members and three " +
			"observers, and its secretariat stands in Istanbul, where its council of elders meets."
		other = "By Ann Lee, our correspondent in Ankara"
	)
	series := func(extra ...string) (out []news.Article) {
		for i := range 6 {
			a := about(fmt.Sprintf("Official exchange rates of the National Bank, %d March", i+1), extra...)
			out = append(out, a)
		}
		return out
	}
	with := func(n int, extra ...string) (out []news.Article) {
		for i, s := range subjects[1:] {
			if i < n {
				out = append(out, about(s, extra...))
			} else {
				out = append(out, about(s))
			}
		}
		return out
	}
	for _, c := range []struct {
		name    string
		a       news.Article
		earlier []news.Article
		cut     string
	}{
		{"a plea below every text", about(subjects[0], plea), with(8, plea), plea},
		{"a call in Kazakh below the first three", about(subjects[0], join), with(8, join)[:3], join},
		{"two articles are no proof", about(subjects[0], plea), with(8, plea)[:2], ""},
		{
			"two lines, one spelt in capitals", about(subjects[0], other, strings.ToUpper(plea)), with(8, plea, other),
			other + "|" + strings.ToUpper(plea),
		},
		{"a third of the articles say it", about(subjects[0], plea), with(3, plea), plea},
		{
			"fewer do not", about(subjects[0], plea),
			append(with(3, plea), about("Spring floods reach the lowland villages"),
				about("Theatre season begins with Chekhov")), "",
		},
		{"a long line that some repeat is background", about(subjects[0], back), with(3, back), ""},
		{"a long line below every text is not", about(subjects[0], back), with(8, back), back},
		{"a quotation is never cut", about(subjects[0], "> "+plea), with(8, plea), ""},
		{"nor is a table", about(subjects[0], "| "+plea), with(8, "| "+plea), ""},
		{"a plea quoted within a sentence stays", about("Court fines a channel", "The court named the line “"+plea+
			"” an advertisement."), with(8, plea), ""},
		{"an article that is only that line", news.Article{Title: subjects[0], Blocks: paras(plea)}, with(8, plea), ""},
		{"a line longer than the article", news.Article{
			Title: subjects[0],
			Blocks: paras("The ministers of the five states meet in the capital today, says the ministry.", back,
				back+" "+plea),
		}, with(8, back, back+" "+plea), ""},
		{
			"reports in a series share lines that are their own",
			about("Official exchange rates of the National Bank, 9 March",
				"Rates are set by the morning session of the exchange."),
			series("Rates are set by the morning session of the exchange."), "",
		},
		{
			"versions of one piece", about("Ministers meet in the capital, agree on water"),
			[]news.Article{
				about("Ministers meet in the capital"), about("Ministers meet in the capital: statement"),
				about("Ministers meet in capital"), about("Ministers to meet in the capital"),
			},
			"",
		},
		{"headings that divide every article stay", about(subjects[0], "# Background",
			"It began last year with a letter that nobody answered for months."), with(8, "# Background", "x"), ""},
		{
			"a heading over nothing else goes along", about(subjects[0], "# Read more", plea),
			with(8, "# Read more", plea), "Read more|" + plea,
		},
		{
			"a heading of this article over a plea goes along", about(subjects[0], "# Our channels in March", plea),
			with(8, plea), "Our channels in March|" + plea,
		},
		{
			"a source whose titles all say the outlet's name teaches nothing", about(subjects[0], plea),
			[]news.Article{about("A+ Analytics"), about("A+ Analytics"), about("A+ Analytics")},
			"",
		},
	} {
		a := c.a
		before := slices.Clone(a.Blocks)
		var texts []string
		for _, b := range Trim(&a, c.earlier) {
			texts = append(texts, b.Text)
		}
		if got := strings.Join(texts, "|"); got != c.cut {
			t.Errorf("%s: cut %q, want %q", c.name, got, c.cut)
		}
		if len(a.Blocks)+len(texts) != len(before) {
			t.Errorf("%s: %d blocks of %d are left", c.name, len(a.Blocks), len(before))
		}
	}
}

// A line within the text needs more articles than one at its edge.
func TestTrimWithin(t *testing.T) {
	const plea = "Слушайте наш подкаст на всех платформах"
	long := func(subject string, within string) news.Article {
		lines := []string{}
		for i := range 6 {
			lines = append(lines, fmt.Sprintf("%d. %s", i, ownText(subject)[i%3]))
		}
		lines = slices.Insert(lines, 3, within)
		lines = append(lines, ownText(subject)...)
		return news.Article{Title: subject, Blocks: paras(lines...)}
	}
	for _, c := range []struct {
		with int
		cut  int
	}{{8, 1}, {4, 1}, {3, 0}} {
		var earlier []news.Article
		for i, s := range subjects[1:] {
			if i < c.with {
				earlier = append(earlier, long(s, plea))
			} else {
				earlier = append(earlier, about(s))
			}
		}
		a := long(subjects[0], plea)
		if cut := Trim(&a, earlier); len(cut) != c.cut {
			t.Errorf("in %d of 8: cut %v", c.with, cut)
		}
	}
}

// Whole pages of three outlets, each with a plea of its own below the text, as their articles are read one after
// the other.
func TestTrimPages(t *testing.T) {
	outlets := []struct {
		language, plea string
		titles         []string
		text           string
	}{
		{"ru", "Мнение автора может не совпадать с позицией редакции, которая за него не отвечает.", []string{
			"Главы МИД обсудили в Астане торговлю", "Урожай зерновых превысил прогноз",
			"Железная дорога к порту открыта снова", "Суд рассмотрел жалобу банкиров", "Парламент одобрил закон о воде",
		}, "%s — об этом сообщили в пресс-службе ведомства в понедельник вечером. По словам представителя, работа " +
			"продолжится в следующем месяце, а итоги подведут осенью этого года."},
		{
			"kk", "Автордың пікірі редакцияның ұстанымымен сәйкес келмеуі мүмкін, редакция ол үшін жауап бермейді.",
			[]string{
				"Сыртқы істер министрлері Астанада кездесті", "Астық түсімі болжамнан асып түсті",
				"Портқа баратын теміржол қайта ашылды", "Сот банкирлердің шағымын қарады",
				"Парламент су туралы заңды мақұлдады",
			},
			"%s, деп хабарлады ведомствоның баспасөз қызметі дүйсенбі күні кешке. Өкілдің айтуынша, жұмыс келесі " +
				"айда " +
				"жалғасады, ал қорытындысы биыл күзде шығарылады деп күтілуде.",
		},
		{
			"en", "This article is published under a licence of The Courier and may not be reprinted without asking.",
			[]string{
				"Foreign ministers talk trade in Astana", "Grain harvest beats the forecast",
				"Railway to the port is open again", "Court hears an appeal of bankers",
				"Parliament passes the water law",
			},
			"%s, the press service of the ministry said late on Monday. Work will go on next month, a spokesman said, " +
				"and results are expected to be announced in the autumn of this year.",
		},
	}
	src := news.Source{Name: "desk", URL: "http://a.example/feed", Kind: news.KindFeed}
	src.Rules.ArticleBody = "article" // whatever the reader leaves out by itself
	for _, o := range outlets {
		var earlier []news.Article
		for i, title := range o.titles {
			text := fmt.Sprintf(o.text, title)
			body := fmt.Sprintf(
				`<!DOCTYPE html><html lang="%s"><head><title>%s</title></head><body><main><article><h1>%s</h1><p>%s</p><p>%s</p>`+
					`<p>%s</p></article></main></body></html>`,
				o.language, title, title, text, strings.ReplaceAll(text, ".", "!"), o.plea)
			a := Read(Input{
				URL: fmt.Sprintf("http://a.example/%d", i), ContentType: "text/html; charset=utf-8",
				Body: []byte(body), Source: src, Now: testNow,
			}).Article
			if !strings.Contains(a.Text(), o.plea) {
				t.Fatalf("%s: the plea was not read: %s", o.language, a.Text())
			}
			whole := news.Article{Title: a.Title, Blocks: a.Blocks}
			cut := Trim(&a, earlier)
			earlier = append(earlier, whole)
			if want := i >= repeatsLeast; want != (len(cut) == 1) || want == strings.Contains(a.Text(), o.plea) {
				t.Errorf("%s, page %d: cut %v", o.language, i, cut)
			}
		}
	}
}
