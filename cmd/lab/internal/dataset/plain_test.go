package dataset

import (
	"slices"
	"testing"
)

func TestPlain(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"empty", " \n\t\n", nil},
		{"paragraphs", "One here.\n\nTwo  there.\nThree.", []string{"One here.", "Two there.", "Three."}},
		{
			"hard-wrapped", "The two governments agreed on Monday to open the\nborder crossing for lorries, the " +
				"ministry of transport\nsaid in the evening.\n\nThe crossing will be open from six in the " +
				"morning\nuntil midnight.",
			[]string{"The two governments agreed on Monday to open the border crossing for lorries, the ministry of " +
				"transport said in the evening.", "The crossing will be open from six in the morning until midnight."},
		},
		{
			"headings are not joined", "Background\nThe treaty was signed in 1999.\nTalks\nThey began in May.",
			[]string{"Background", "The treaty was signed in 1999.", "Talks", "They began in May."},
		},
	} {
		var got []string
		for _, b := range Plain(c.in) {
			got = append(got, b.Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
