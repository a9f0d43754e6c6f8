package relevance

import (
	"errors"
	"strings"
	"testing"

	"attache/news"
)

func written(lang, title string, paragraphs ...string) news.Article {
	a := news.Article{ID: 7, Language: lang, Title: title, Outlet: news.Outlet{Name: "A+ Analytics"}}
	for _, p := range paragraphs {
		a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: p})
	}
	return a
}

// Pieces of ours, plainly one thing or the other, in the languages that matter most.
var plain = []struct {
	kept    bool
	article news.Article
}{
	{true, written("en", "Kazakhstan and Türkiye sign defence agreement",
		"The presidents of Kazakhstan and Türkiye met in Ankara on Tuesday and signed an agreement on military "+
			"cooperation between the two countries.")},
	{true, written("ru", "Лавров прибыл в Астану с визитом",
		"Министр иностранных дел России Сергей Лавров встретился с президентом Казахстана. Стороны обсудили "+
			"двустороннее сотрудничество и санкции Евросоюза.")},
	{true, written("kk", "Қазақстан мен Қытай келісімге қол қойды",
		"Қазақстан Президенті Қасым-Жомарт Тоқаев Бейжіңде Қытай Төрағасымен кездесіп, екіжақты ынтымақтастық туралы "+
			"келіссөз жүргізді.")},
	{true, written("tr", "Dışişleri Bakanı Fidan Moskova'ya gitti",
		"Dışişleri Bakanı Hakan Fidan, Rusya Dışişleri Bakanı Lavrov ile görüştü. İki ülke arasındaki ilişkiler ve "+
			"Ukrayna'da ateşkes ele alındı.")},
	{true, written("ky", "Кыргызстан менен Өзбекстан чек ара боюнча келишимге кол койду",
		"Президент Садыр Жапаров Ташкентте Өзбекстандын президенти Шавкат Мирзиёев менен жолугуп, эки өлкөнүн "+
			"мамилесин талкуулады.")},
	{false, written("en", "City library opens new reading room",
		"The library on Main Street opened a new reading room for children on Saturday, with two thousand books and "+
			"a small cinema.")},
	{false, written("ru", "В школе номер пять открыли бассейн",
		"Ученики младших классов первыми опробовали новый бассейн. Ремонт шёл два года и обошёлся в сорок миллионов "+
			"рублей.")},
	{false, written("kk", "Ауылда жаңа мектеп ашылды",
		"Аудандағы ауылда үш жүз оқушыға арналған жаңа мектеп ашылды. Мұғалімдер мен ата-аналар қуанып отыр.")},
	{false, written("tr", "Galatasaray deplasmanda kazandı",
		"Galatasaray, Süper Lig'in onuncu haftasında rakibini iki golle yendi ve zirveye yükseldi.")},
	{false, written("ky", "Бишкекте суук түштү",
		"Синоптиктердин айтымында, шаарда бүгүн кар жаап, түнкүсүн аба ырайы кескин сууйт. Айдоочуларга этият болуу "+
			"сунушталат.")},
}

func TestJudgeTellsForeignPolicy(t *testing.T) {
	for _, c := range plain {
		v := Judge(news.Topic{}, c.article)
		if v.Kept != c.kept {
			t.Errorf("%s %q: kept %v at %.2f, want %v; %+v", c.article.Language, c.article.Title, v.Kept, v.Score,
				c.kept, v.Reasons)
		}
		if len(v.Reasons) < 2 || v.Reasons[0].Code != "score" {
			t.Errorf("%q: reasons %+v: the deciding one must come first, and the grounds after it", c.article.Title,
				v.Reasons)
		}
		if v.ArticleID != 7 || v.Score < 0 || v.Score > 1 {
			t.Errorf("%q: verdict %+v", c.article.Title, v)
		}
	}
}

func TestJudgeObeysTheTopic(t *testing.T) {
	visit, library := plain[0].article, plain[5].article
	for _, c := range []struct {
		name    string
		topic   news.Topic
		article news.Article
		kept    bool
		code    string
		says    string
	}{
		{"country asked for", news.Topic{Countries: []string{"TR"}}, visit, true, "score", ""},
		{"country missing", news.Topic{Countries: []string{"BR"}}, visit, false, "country", "BR"},
		{"organisation asked for", news.Topic{Organisations: []string{"eu"}}, plain[1].article, true, "score", ""},
		{
			"organisation missing",
			news.Topic{Organisations: []string{"OTS", "NATO"}},
			visit, false, "country",
			"organisations (OTS, NATO)",
		},
		{
			"either a country or an organisation",
			news.Topic{Countries: []string{"BR"}, Organisations: []string{"EU"}},
			plain[1].article, true, "score", "",
		},
		{
			"neither of them",
			news.Topic{Countries: []string{"BR"}, Organisations: []string{"OTS"}},
			visit, false,
			"country", "countries (BR) and organisations (OTS)",
		},
		{
			"excluded word, inflected",
			news.Topic{Exclude: []string{"agreements"}},
			visit, false, "excluded-word",
			"agreements",
		},
		{
			"included phrase",
			news.Topic{Include: []string{"reading room"}},
			library, true, "included-word",
			"reading room",
		},
		{
			"exclusion is stronger",
			news.Topic{Include: []string{"library"}, Exclude: []string{"cinema"}},
			library, false,
			"excluded-word", "cinema",
		},
		{"outlet", news.Topic{Outlets: []string{"a+ analytics"}}, visit, true, "score", ""},
		{"other outlet", news.Topic{Outlets: []string{"Astana Times"}}, visit, false, "outlet", "A+ Analytics"},
		{"language", news.Topic{Languages: []string{"ru", "kk"}}, visit, false, "language", "en"},
		{"own threshold", news.Topic{Threshold: 1}, visit, false, "score", "below"},
	} {
		v := Judge(c.topic, c.article)
		if v.Kept != c.kept || v.Reasons[0].Code != c.code || !strings.Contains(v.Reasons[0].Detail, c.says) {
			t.Errorf("%s: kept %v because %+v; want %v, %s", c.name, v.Kept, v.Reasons[0], c.kept, c.code)
		}
	}
}

func TestCheckTopic(t *testing.T) {
	for _, c := range []struct {
		topic       news.Topic
		field, hint string
	}{
		{news.Topic{
			Countries: []string{"KZ", "tr", "XK", "PS"}, Organisations: []string{"OTS", "eu"},
			Languages: []string{"kk", "uz-Cyrl"},
		}, "", ""},
		{news.Topic{Countries: []string{"KZ", "KAZ"}}, "topic.countries", ""},
		{news.Topic{Countries: []string{"Kazakhstan"}}, "topic.countries", "use KZ"},
		{news.Topic{Organisations: []string{"Turkic Council"}}, "topic.organisations", "use OTS"},
		{news.Topic{Organisations: []string{"Sputnik"}}, "topic.organisations", ""},
		{news.Topic{Languages: []string{"english"}}, "topic.languages", ""},
	} {
		err := CheckTopic(c.topic)
		var invalid *news.InvalidError
		if c.field == "" && err != nil || c.field != "" && (!errors.As(err, &invalid) || invalid.Field != c.field ||
			invalid.Hint != c.hint) {
			t.Errorf("%+v: %+v, want %q with %q", c.topic, err, c.field, c.hint)
		}
	}
}

func TestJudgeFindsTheLanguage(t *testing.T) {
	a := plain[2].article
	a.Language = ""
	if v := Judge(news.Topic{Languages: []string{"kk"}}, a); !v.Kept {
		t.Errorf("an article without a language was dropped: %+v", v.Reasons)
	}
}

func TestReasonsNameActorsAndWords(t *testing.T) {
	_, reasons := embedded().weigh("en", FeaturesOf("en", plain[0].article.Title, plain[0].article.Text()))
	all := ""
	for _, r := range reasons {
		all += r.Detail + "\n"
	}
	for _, want := range []string{"Kazakhstan", "Türkiye", "agreement"} {
		if !strings.Contains(all, want) {
			t.Errorf("the reasons do not name %s:\n%s", want, all)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	for b.Loop() {
		Judge(news.Topic{}, plain[1].article)
	}
}
