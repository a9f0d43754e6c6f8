package faithfulness

import (
	"strings"
	"testing"
)

func TestUnfounded(t *testing.T) {
	en := "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand on 12 May. " +
		"The parliament in Dushanbe did not ratify the earlier treaty of 2009, citing doubts about water. " +
		"Trade between the two rose by 14 percent last year to $506 million, officials said."
	ru := "Министры Узбекистана и Таджикистана подписали в Самарканде протокол о границе 12 мая. Парламент в Душанбе " +
		"не ратифицировал прежний договор 2009 года. " +
		"Товарооборот вырос на 14 процентов и достиг 506 миллионов долларов."
	for _, c := range []struct{ name, source, summary, want string }{
		{"quotation", en, "Trade between the two rose by 14 percent last year to $506 million, officials said.", ""},
		{"two lines", en, "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand on 12 " +
			"May.\nTrade between the two rose by 14 percent last year", ""},
		{"own words", en, "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand, and " +
			"trade between the two rose by 14 percent last year to $506 million.", ""},
		{"number", en, "Trade between the two rose by 19 percent last year to $506 million, officials said, after " +
			"the ministers signed a protocol in Samarkand.", "number"},
		{
			"date", en, "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand on 13 May.",
			"number",
		},
		{
			"name", en, "The ministers of Uzbekistan and Turkmenistan signed a border protocol in Samarkand on 12 May.",
			"name",
		},
		{"opposite", en, "Trade between the two fell by 14 percent last year to $506 million, officials said, and a " +
			"border protocol was signed in Samarkand.", "fell"},
		{"denial", en, "The ministers of Uzbekistan and Tajikistan did not sign a border protocol in Samarkand on " +
			"12 May.", "denial"},
		{"lost denial", en, "The parliament in Dushanbe ratified the earlier treaty of 2009, citing doubts about " +
			"water.", "missing denial"},
		{"too free", en, "Two neighbours settled where one ends and the other begins.", "too free"},
		{"ru number", ru, "Товарооборот вырос на 41 процент и достиг 506 миллионов долларов.", "number"},
		{
			"ru denial", ru, "Министры Узбекистана и Таджикистана не подписали в Самарканде протокол о границе 12 мая.",
			"denial",
		},
		{"ru opposite", ru, "Товарооборот упал на 14 процентов и достиг 506 миллионов долларов.", "упал"},
		{"ru quotation", ru, "Парламент в Душанбе не ратифицировал прежний договор 2009 года.", ""},
	} {
		got := Unfounded("", c.source, c.summary)
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: Unfounded is %q, want %q", c.name, got, c.want)
		}
	}
}

// TestUnfoundedInEveryLanguage holds that true sentences in other words pass and altered ones do not, in the languages
// of the digest.
func TestUnfoundedInEveryLanguage(t *testing.T) {
	kk := "Қазақстан мен Өзбекстан сыртқы істер министрлері сейсенбіде Астанада кездесіп, шекара туралы келісімге " +
		"қол қойды. " +
		"Тараптар сауда көлемін 2030 жылға дейін 10 миллиард долларға жеткізуді жоспарлап отыр. Парламент құжатты " +
		"әлі бекіткен жоқ."
	ky := "Кыргызстан менен Тажикстандын тышкы иштер министрлери шейшембиде Бишкекте жолугуп, чек ара боюнча " +
		"келишимге кол коюшту. " +
		"Тараптар соода көлөмүн 2030-жылга чейин 2 миллиард долларга жеткирүүнү пландаштырууда. Парламент документти " +
		"али бекиткен жок."
	tr := "Türkiye ile Azerbaycan dışişleri bakanları salı günü Ankara'da bir araya gelerek enerji alanında anlaşma " +
		"imzaladı. " +
		"Taraflar ticaret hacmini 2030 yılına kadar 15 milyar dolara çıkarmayı planlıyor. Meclis belgeyi henüz " +
		"onaylamadı, çünkü komisyon raporu hazır değil."
	ru := "Министры иностранных дел Казахстана и Узбекистана во вторник встретились в Астане и подписали соглашение " +
		"о границе. " +
		"Стороны планируют довести товарооборот до десяти миллиардов долларов к 2030 году. Парламент документ ещё не " +
		"одобрил. В делегации двадцать пять человек."
	en := "Kazakhstan and Uzbekistan signed a border agreement in Astana on Tuesday, the European Union said. Trade " +
		"rose to 14.8 billion dollars, " +
		"and twenty-five officials travelled with the minister. The two sides promised to open four new crossings in " +
		"the fourth quarter."
	for _, c := range []struct{ name, source, summary, want string }{
		{"kk true", kk, "Қазақстан мен Өзбекстан сыртқы істер министрлері Астанада шекара туралы келісімге қол " +
			"қойды, ал сауда көлемін 2030 жылға дейін 10 миллиард долларға жеткізуді жоспарлап отыр деп хабарлады " +
			"тараптар кездесуден кейін", ""},
		{
			"kk number", kk, "Тараптар сауда көлемін 2030 жылға дейін 12 миллиард долларға жеткізуді жоспарлап отыр.",
			"number",
		},
		{
			"kk unit", kk, "Тараптар сауда көлемін 2030 жылға дейін 10 миллион долларға жеткізуді жоспарлап отыр.",
			"миллион",
		},
		{"kk name", kk, "Қазақстан мен Түрікменстан сыртқы істер министрлері сейсенбіде Астанада кездесіп, шекара " +
			"туралы келісімге қол қойды.", "name"},
		{"kk day", kk, "Қазақстан мен Өзбекстан сыртқы істер министрлері бейсенбіде Астанада кездесіп, шекара туралы " +
			"келісімге қол қойды.", "бейсенбіде"},
		{"ky true", ky, "Кыргызстан менен Тажикстандын тышкы иштер министрлери Бишкекте чек ара боюнча келишимге кол " +
			"коюшту, тараптар соода көлөмүн 2030-жылга чейин 2 миллиард долларга жеткирүүнү пландаштырууда деп " +
			"билдирилди жолугушуудан кийин", ""},
		{
			"ky number", ky, "Тараптар соода көлөмүн 2030-жылга чейин 5 миллиард долларга жеткирүүнү пландаштырууда.",
			"number",
		},
		{"ky name", ky, "Кыргызстан менен Өзбекстандын тышкы иштер министрлери шейшембиде Бишкекте жолугуп, чек ара " +
			"боюнча келишимге кол коюшту.", "name"},
		{"tr true", tr, "Türkiye ile Azerbaycan dışişleri bakanları Ankara'da enerji alanında anlaşma imzaladı; " +
			"taraflar ticaret hacmini 2030 yılına kadar 15 milyar dolara çıkarmayı planlıyor ve görüşmelerin " +
			"süreceğini belirtiyor.", ""},
		{"tr number", tr, "Taraflar ticaret hacmini 2030 yılına kadar 50 milyar dolara çıkarmayı planlıyor.", "number"},
		{"tr name", tr, "Türkiye ile Gürcistan dışişleri bakanları salı günü Ankara'da bir araya gelerek enerji " +
			"alanında anlaşma imzaladı.", "name"},
		{"tr day", tr, "Türkiye ile Azerbaycan dışişleri bakanları cuma günü Ankara'da bir araya gelerek enerji " +
			"alanında anlaşma imzaladı.", "cuma"},
		{"ru true", ru, "Казахстан и Узбекистан подписали в Астане соглашение о границе; министры планируют довести " +
			"товарооборот до 10 миллиардов долларов к 2030 году, в составе делегации было 25 человек, сообщили во " +
			"вторник стороны.", ""},
		{
			"ru unit", ru, "Стороны планируют довести товарооборот до десяти миллионов долларов к 2030 году.",
			"миллионов",
		},
		{"ru number", ru, "Стороны планируют довести товарооборот до двадцати миллиардов долларов к 2030 году. В " +
			"делегации двадцать шесть человек.", "number"},
		{"ru stranger first", ru, "Туркменистан и Узбекистан во вторник подписали соглашение о границе.", "name"},
		{
			"en other words of names and numbers", en,
			"The EU said Kazakhstan and Uzbekistan signed a border agreement in Astana on Tuesday; trade rose to " +
				"nearly 15 billion dollars, 25 officials " +
				"travelled with the minister and 4 new crossings open in the 4th quarter.", "",
		},
		{"en only", en, "Kazakhstan and Uzbekistan signed only a border agreement in Astana on Tuesday, the European " +
			"Union said.", "only"},
		{"en day", en, "Kazakhstan and Uzbekistan signed a border agreement in Astana on Friday, the European Union " +
			"said.", "friday"},
		{"en unit", en, "Trade rose to 14.8 million dollars, and twenty-five officials travelled with the minister, " +
			"the European Union said.", "million"},
		{"en quarter", en, "The two sides promised to open four new crossings in the third quarter, the European " +
			"Union said.", "third"},
	} {
		got := Unfounded("", c.source, c.summary)
		if (c.want == "") != (got == "") || !strings.Contains(strings.ToLower(got), c.want) {
			t.Errorf("%s: Unfounded is %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzUnfounded: strangers' text and a model's words, whatever they are, must not bring the guard down, and a text is
// faithful to itself.
func FuzzUnfounded(f *testing.F) {
	f.Add("Trade rose by 14 percent.", "Trade fell by 15 percent, not 14.")
	f.Add("Двадцать пять сто", "twenty-five hundred 5bn 9) Q4")
	f.Fuzz(func(t *testing.T, source, summary string) {
		_ = Unfounded("", source, summary)
		if Unfounded("", source, source) != "" {
			t.Errorf("%q is not faithful to itself", source)
		}
	})
}
