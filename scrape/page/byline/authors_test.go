package byline

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/authors.tsv
var authorsTable string

// TestAuthors reads bylines, and what stands in their place, of more than 20 languages.
func TestAuthors(t *testing.T) {
	languages, inputs := map[string]bool{}, 0
	for _, line := range strings.Split(strings.TrimSpace(authorsTable), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			t.Fatalf("%q: three columns", line)
		}
		languages[f[0]] = true
		inputs++
		want := strings.FieldsFunc(f[2], func(r rune) bool { return r == ';' })
		if got := Authors([]string{f[1]}); !slices.Equal(got, want) {
			t.Errorf("%s: %s: %q, want %q", f[0], f[1], got, want)
		}
	}
	if len(languages) < 20 || inputs < 250 {
		t.Errorf("%d inputs in %d languages", inputs, len(languages))
	}
}

func TestAuthorsOnceAndNoOutlet(t *testing.T) {
	tests := []struct {
		raw, outlets, want []string
	}{
		{[]string{"Bota Serik", "Bota Serik"}, nil, []string{"Bota Serik"}},
		{[]string{"Mira Aldan", "MIRA ALDAN", "By Mira Aldan"}, nil, []string{"Mira Aldan"}},
		{[]string{"José Ruiz", "Jose Ruiz"}, nil, []string{"José Ruiz"}},
		{[]string{"Steppe Outlook"}, []string{"The Steppe Outlook"}, nil},
		{[]string{"Steppe Outlook", "Bota Serik"}, []string{"Steppe Outlook"}, []string{"Bota Serik"}},
		{[]string{"أبوظبي - البيان"}, []string{"البيان"}, nil},
		{[]string{"", "undefined"}, nil, nil},
	}
	for _, c := range tests {
		if got := Authors(c.raw, c.outlets...); !slices.Equal(got, c.want) {
			t.Errorf("%q of %q: %q, want %q", c.raw, c.outlets, got, c.want)
		}
	}
}
