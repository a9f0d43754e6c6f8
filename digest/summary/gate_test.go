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
