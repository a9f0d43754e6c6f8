package summary

import (
	"slices"
	"strings"
	"testing"

	"attache/text"
)

func TestWholeQuotations(t *testing.T) {
	long := strings.Repeat("many words ", 40)
	for _, c := range []struct {
		text string
		want []int // how many sentences of package text each one holds
	}{
		{`The talks ended. "We are ready. We wait," he said. Both left.`, []int{1, 2, 1}},
		{`“We are ready. We wait,” he said.`, []int{2}},
		{`«Мы готовы. Мы ждём», — сказал министр. Переговоры завершились.`, []int{2, 1}},
		{`Он сказал: „Мы готовы. Мы ждём“. Переговоры завершились.`, []int{2, 1}},
		{`The report said: "Much was done. Much is left. More is wanted." The minister agreed.`, []int{3, 1}},
		{`"One. Two. Three. Four," she said.`, []int{1, 1, 1, 1}},
		{`"We are ready. We wait. The other side of the talks has left.`, []int{1, 1, 1}},
		{`We wait," he said. "We are ready. We go on," she said.`, []int{1, 2}},
		{`"` + long + `end. So ` + long + `end," he said.`, []int{1, 1}},
		{`The 5" pipe broke. No one was hurt.`, []int{1, 1}},
	} {
		lang := "en"
		if strings.Contains(c.text, "М") {
			lang = "ru"
		}
		parts := text.Sentences(c.text, lang)
		var got []int
		for _, sp := range wholeQuotations(c.text, parts) {
			n := 0
			for _, p := range parts {
				if p.Start >= sp.Start && p.End <= sp.End {
					n++
				}
			}
			got = append(got, n)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ word, lang, want string }{
		{"the", "en", ""},
		{"don't", "en", ""},
		{"it's", "en", ""},
		{"2027", "en", ""},
		{"said", "en", "said"},
		{"minister's", "en", "minister"},
		{"ministries", "en", "ministry"},
		{"talks", "en", "talk"},
		{"press", "en", "press"},
		{"gas", "en", "gas"},
		{"және", "kk", ""},
		{"келісім", "kk", "келіс"},
	} {
		if got := plain(c.word, text.Stem(c.word, c.lang), c.lang); got != c.want {
			t.Errorf("%s: %q, want %q", c.word, got, c.want)
		}
	}
}

func TestSpeakerless(t *testing.T) {
	for _, c := range []struct {
		lang, s string
		want    bool
	}{
		{"en", "“Ask me again in a year,” he added.", true},
		{"en", "\"Ask me again in a year,\" she told reporters in Astana.", true},
		{"en", "“Ask me again in a year.”", true},
		{"en", "“Ask me again in a year,” the minister added.", false},
		{"en", "“Ask me again in a year,” Aliya Serik said.", false},
		{"en", "“Ask me again” is what the minister said in Astana.", false},
		{"en", "The minister said: “Ask me again in a year.”", false},
		{"ru", "«Спросите меня через год», — добавил он.", true},
		{"ru", "«Спросите меня через год», — заявил министр.", false},
		{"kk", "«Бір жылдан кейін сұраңыз», – деді ол.", true},
		{"kk", "«Бір жылдан кейін сұраңыз», – деді министр.", false},
		{"tr", "“Bir yıl sonra tekrar sorun” dedi.", true},
		{"tr", "“Bir yıl sonra tekrar sorun” diye konuştu.", true},
		{"tr", "“Bir yıl sonra tekrar sorun” diyen Bakan Yılmaz ayrıldı.", false},
	} {
		if got := speakerless(c.s, c.lang); got != c.want {
			t.Errorf("%s %q: %v, want %v", c.lang, c.s, got, c.want)
		}
	}
}
