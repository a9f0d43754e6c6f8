package digest

import (
	"strings"
	"testing"
)

func TestUnfounded(t *testing.T) {
	en := "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand on 12 May. " +
		"The parliament in Dushanbe did not ratify the earlier treaty of 2009, citing doubts about water. " +
		"Trade between the two rose by 14 percent last year to $506 million, officials said."
	ru := "Министры Узбекистана и Таджикистана подписали в Самарканде протокол о границе 12 мая. Парламент в Душанбе не ратифицировал прежний договор 2009 года. " +
		"Товарооборот вырос на 14 процентов и достиг 506 миллионов долларов."
	for _, c := range []struct{ name, source, summary, want string }{
		{"quotation", en, "Trade between the two rose by 14 percent last year to $506 million, officials said.", ""},
		{"two lines", en, "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand on 12 May.\nTrade between the two rose by 14 percent last year", ""},
		{"own words", en, "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand, and trade between the two rose by 14 percent last year to $506 million.", ""},
		{"number", en, "Trade between the two rose by 19 percent last year to $506 million, officials said, after the ministers signed a protocol in Samarkand.", "number"},
		{"date", en, "The ministers of Uzbekistan and Tajikistan signed a border protocol in Samarkand on 13 May.", "number"},
		{"name", en, "The ministers of Uzbekistan and Turkmenistan signed a border protocol in Samarkand on 12 May.", "name"},
		{"opposite", en, "Trade between the two fell by 14 percent last year to $506 million, officials said, and a border protocol was signed in Samarkand.", "fell"},
		{"denial", en, "The ministers of Uzbekistan and Tajikistan did not sign a border protocol in Samarkand on 12 May.", "denial"},
		{"lost denial", en, "The parliament in Dushanbe ratified the earlier treaty of 2009, citing doubts about water.", "missing denial"},
		{"too free", en, "Two neighbours settled where one ends and the other begins.", "too free"},
		{"ru number", ru, "Товарооборот вырос на 41 процент и достиг 506 миллионов долларов.", "number"},
		{"ru denial", ru, "Министры Узбекистана и Таджикистана не подписали в Самарканде протокол о границе 12 мая.", "denial"},
		{"ru opposite", ru, "Товарооборот упал на 14 процентов и достиг 506 миллионов долларов.", "упал"},
		{"ru quotation", ru, "Парламент в Душанбе не ратифицировал прежний договор 2009 года.", ""},
	} {
		got := Unfounded(c.source, c.summary)
		if c.want == "" && !Faithful(c.source, c.summary) || c.want != "" && (Faithful(c.source, c.summary) || !strings.Contains(got, c.want)) {
			t.Errorf("%s: Unfounded is %q, want %q", c.name, got, c.want)
		}
	}
}
