package summary

import (
	"testing"

	"attache/news"
)

// TestBoilerplate: what stands around an article's text is not fit for a summary; what only sounds like it is.
func TestBoilerplate(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		fit        bool
	}{
		{"en", "Editor's note: this story has been corrected to change the name of the port.", false},
		{"en", "Editor’s note: a picture was taken down at the wish of the ministry.", false},
		{"en", "(Reporting by Jane Roe in Aktau; Editing by John Doe)", false},
		{"en", "Jane Roe and John Doe contributed to this report from Tbilisi and Astana.", false},
		{"en", "The post Kosovo and Albania sign customs union appeared first on Teaser.", false},
		{"en", "The post of ambassador to Chile has been vacant since May, the ministry said.", true},
		{"en", "Correction: an earlier version of this text named the wrong minister.", false},
		{"de", "(Bericht von Jana Muster, redigiert von Hans Beispiel.)", false},
		{"de", "Anmerkung der Redaktion: Der Name des Hafens wurde berichtigt.", false},
		{"de", "Alle Rechte der Minderheit bleiben gewahrt, sagte der Minister in Wien.", true},
		{"fr", "(Reportage Jeanne Dupont, édité par Jean Durand)", false},
		{"fr", "Tous droits de douane seront supprimés en mai, a dit la ministre.", true},
		{"es", "La entrada Chile y Perú firman un acuerdo se publicó primero en El Diario.", false},
		{"ru", "Все права на материалы, опубликованные на сайте, принадлежат редакции.", false},
		{"ru", "Использование материалов сайта допускается только с разрешения правообладателя.", false},
		{"ru", "Все права меньшинств сохранятся, заявил министр иностранных дел.", true},
		{"tr", "Bu sitenin tüm hakları saklıdır ve izinsiz kullanılamaz demişti bakan.", true},
		{"tr", "Editörün notu: Limanın adı bu haberde düzeltilmiştir.", false},
	} {
		first := "A first paragraph stands here, so that nothing is taken for the head of the text."
		d := Read(&news.Article{Language: c.lang, Blocks: []news.Block{
			{Kind: news.Paragraph, Text: first}, {Kind: news.Paragraph, Text: c.text},
		}})
		fit := len(d.Sentences) > 1 && d.Sentences[1].Fit
		if fit != c.fit {
			t.Errorf("%s %q: fit is %v, want %v", c.lang, c.text, fit, c.fit)
		}
	}
}

// TestGate has sentences that may not be quoted, sentences that may, and those that lean on the one before.
func TestGate(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "VICE PRESIDENT HARRIS: Mr. Secretary General, it is a pleasure to be here.", refusedSpeaker},
		{"en", "Luxembourg, July 1 2010.", refusedNames},
		{"en", "Country: Yemen Sources: UN Office Format: News and Press Release.", refusedLabel},
		{"en", "The ministers also spoke of joint exercises, which will […]", refusedCut},
		{"en", "Congress approved a plan for the harbour and for the ener", refusedOpen},
		{"en", "We and our partners process personal data to measure what is read here.", refusedConsent},
		{"fr", "Il vous reste 85 % de cet article à lire, la suite est réservée aux abonnés.", refusedPrompt},
		{"tr", "Sitemizde daha iyi hizmet için çerezler kullanılmaktadır.", refusedConsent},
		{"en", "Iran and Oman signed a treaty on fishing in Muscat on Friday.", ""},
		{"en", "Early in his tour, he went to Ankara for talks on gas.", refusedLeans},
		{"en", "So will the budget of the whole region in May.", refusedLeans},
		{"en", "The decision was taken by Mali in January after long talks.", refusedLeans},
		{"en", "The decision to leave the bloc was taken by Mali in January.", ""},
		{"de", "Er und viele in Kiew sehen das anders als die Regierung.", refusedLeans},
		{"de", "Diese Woche unterzeichnen die Minister von Polen und Litauen ein Abkommen.", ""},
		{"fr", "Ce n'est pas le cas de l'Italie et de la Grèce.", refusedLeans},
		{"es", "Algo que no gusta en Lima ni en la capital de Bolivia.", refusedLeans},
		{"ru", "Вчера он заявил, что договор подпишут в мае.", refusedLeans},
		{"ru", "Не все страны ЕС поддержали новое соглашение с Турцией.", ""},
		{"ar", "وهذا ما رفضته الحكومة في بيان صدر يوم الجمعة.", refusedLeans},
		{"kk", "Қырғызстан мен Қазақстан министрлері жұма күні келісімге қол қойды.", ""},
		{"kk", "Мен бұл келісімге қол қоймаймын деп шештім бүгін.", refusedLeans},
		{"zh", "他表示，双方将在五月签署协议。", refusedLeans},
		{"zh", "我国外交部星期五宣布，双方将在五月签署协议。", ""},
	} {
		d := Read(&news.Article{Language: c.lang, Blocks: []news.Block{
			{Kind: news.Paragraph, Text: "A first paragraph stands here, so that nothing is taken for the head."},
			{Kind: news.Paragraph, Text: c.text},
		}})
		why := refusedShort
		if n := len(d.Sentences); n > 1 {
			s := d.Sentences[n-1]
			_, why = d.Refusal(s.Start, s.End, 0)
		}
		if why != c.want {
			t.Errorf("%s %q: %q, want %q", c.lang, c.text, why, c.want)
		}
	}
}

// TestFollows: a connective of order or of addition ties a sentence to anything said before it; it is never the first
// of a summary, but stands behind any other.
func TestFollows(t *testing.T) {
	for _, c := range []struct{ lang, text string }{
		{"en", "Meanwhile, Iran and Oman signed a treaty on fishing in Muscat on Friday."},
		{"tr", "Öte yandan İran ve Umman cuma günü Maskat'ta bir balıkçılık anlaşması imzaladı."},
		{"ru", "Кроме того, Иран и Оман подписали в пятницу договор о рыболовстве."},
		{"de", "Zudem unterzeichneten Iran und Oman am Freitag ein Abkommen über Fischerei."},
	} {
		d := Read(&news.Article{Language: c.lang, Blocks: []news.Block{
			{Kind: news.Paragraph, Text: "A first paragraph stands here, so that nothing is taken for the head."},
			{Kind: news.Paragraph, Text: "A second one stands between them and is not quoted, as it says nothing new."},
			{Kind: news.Paragraph, Text: c.text},
		}})
		s := d.Sentences[len(d.Sentences)-1]
		if s.Leans || !s.Follows {
			t.Errorf("%s %q: leans %v, follows %v", c.lang, c.text, s.Leans, s.Follows)
		}
		if _, why := d.Refusal(s.Start, s.End, 0); why != refusedLeans {
			t.Errorf("%s %q alone: %q", c.lang, c.text, why)
		}
		if _, why := d.Refusal(s.Start, s.End, d.Sentences[0].End); why != "" {
			t.Errorf("%s %q behind the first: %q", c.lang, c.text, why)
		}
	}
}
