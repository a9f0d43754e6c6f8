package byline

import (
	"slices"
	"testing"
)

func TestSplitNames(t *testing.T) {
	tests := map[string]struct {
		names  []string
		before Leads
	}{
		"By Ann Lee and Tom Reed":              {[]string{"Ann Lee", "Tom Reed"}, LeadAuthor},
		"Interview: Julia Brandt":              {[]string{"Julia Brandt"}, LeadAuthor},
		"Übersetzt von: Ralf Hagen":            {[]string{"Ralf Hagen"}, LeadHelper},
		"Medically reviewed by Ann Lee":        {[]string{"Ann Lee"}, LeadHelper},
		"Ein Gastbeitrag von Uwe Kern":         {[]string{"Uwe Kern"}, LeadAuthor},
		"Nicolas Perez C.":                     {[]string{"Nicolas Perez C."}, 0},
		"Ann Lee, 5 May 2026":                  {[]string{"Ann Lee"}, 0},
		"Автор: Айгүл Сәрсенова":               {[]string{"Айгүл Сәрсенова"}, LeadAuthor},
		"Дереккөз: Дала ақпарат":               {[]string{"Дала ақпарат"}, LeadHelper},
		"Dilshod Karimov tayyorladi":           {[]string{"Dilshod Karimov"}, 0},
		"كتب أحمد منصور":                       {[]string{"أحمد منصور"}, LeadAuthor},
		"记者 王小明":                               {[]string{"王小明"}, LeadAuthor},
		"本报记者王小明":                              {[]string{"王小明"}, LeadAuthor},
		"责任编辑：王小明":                             {[]string{"王小明"}, LeadHelper},
		"מאת: דוד לוי":                         {[]string{"דוד לוי"}, LeadAuthor},
		"robert.stein":                         {[]string{"Robert Stein"}, 0},
		"well-known":                           {[]string{"well-known"}, 0},
		"https://example.org/authors/ann":      {},
		"Protokoll: Ann Lee | Fotos: Tom Reed": {[]string{"Ann Lee", "Tom Reed"}, LeadAuthor},
	}
	for in, want := range tests {
		var names []string
		var before Leads
		for i, p := range SplitNames(in) {
			names = append(names, p.Name)
			if i == 0 {
				before = p.Before &^ LeadLabel
			}
		}
		if !slices.Equal(names, want.names) || before != want.before {
			t.Errorf("%s: %q after %b, want %q after %b", in, names, before, want.names, want.before)
		}
	}
}
