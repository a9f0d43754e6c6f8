package text

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSentences(t *testing.T) {
	table, err := os.ReadFile("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for line := range strings.Lines(string(table)) {
		lang, marked, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		cases++
		s := strings.ReplaceAll(marked, "¦", " ")
		if lang == "zh" || lang == "ja" { // written without spaces between sentences
			s = strings.ReplaceAll(marked, "¦", "")
		}
		var got []string
		for _, sp := range Sentences(s, lang) {
			got = append(got, s[sp.Start:sp.End])
		}
		if g := strings.Join(got, "¦"); g != marked {
			t.Errorf("%s: %q\nwant  %q", lang, g, marked)
		}
	}
	if cases < 600 {
		t.Errorf("%d cases; the table has lost some", cases)
	}
}

func TestSentencesKeepLines(t *testing.T) {
	s := "A heading\n\nThe first sentence. The second\nstands on two lines.  "
	want := []string{"A heading", "The first sentence.", "The second", "stands on two lines."}
	got := Sentences(s, "en")
	if len(got) != len(want) {
		t.Fatalf("%d sentences, want %d", len(got), len(want))
	}
	for i, sp := range got {
		if s[sp.Start:sp.End] != want[i] {
			t.Errorf("%q, want %q", s[sp.Start:sp.End], want[i])
		}
	}
	if got := Sentences(" \n ", "en"); len(got) != 0 {
		t.Errorf("blank text has sentences: %v", got)
	}
}

// TestSentencesGlued has pages' texts that lost the space or the line break between two sentences.
func TestSentencesGlued(t *testing.T) {
	for _, c := range []struct{ lang, marked string }{
		{"tr", "Takımın kazanacağını söyledi.¦Antrenör ayrıca teşekkür etti."},
		{"en", "The treaty was signed.¦Both ministers left."},
		{"en", "“The treaty was signed.”¦Both ministers left."},
		{"en", "Who signed the treaty?¦Both ministers did."},
		{"ru", "Договор подписан.¦Министры уехали."},
		{"ru", "Об этом пишет издание Кавказ.Новости со ссылкой на министра."},
		{"en", "The firm Legal.Report is known for it."},
		{"en", "Write to news@example.Com or to www.example.Com today."},
		{"en", "It costs 3.5 million and runs on Node.js for now."},
		{"en", "The U.S.Senate voted."},
	} {
		s := strings.ReplaceAll(c.marked, "¦", "")
		var got []string
		for _, sp := range Sentences(s, c.lang) {
			got = append(got, s[sp.Start:sp.End])
		}
		if g := strings.Join(got, "¦"); g != c.marked {
			t.Errorf("%s: %q\nwant  %q", c.lang, g, c.marked)
		}
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("Mr. Smith. «Да!» — сказал он… Потом.", "ru")
	f.Add("5. Ordu.\n\n…Ve sonra", "tr")
	f.Add("\xff.\xfe A.", "")
	f.Fuzz(func(t *testing.T, s, lang string) {
		last := 0
		for _, sp := range Sentences(s, lang) {
			if sp.Start < last || sp.End <= sp.Start || sp.End > len(s) {
				t.Fatalf("span %v after %d in %q", sp, last, s)
			}
			if strings.TrimSpace(s[last:sp.Start]) != "" && utf8.ValidString(s) {
				t.Fatalf("%q is in no sentence", s[last:sp.Start])
			}
			last = sp.End
		}
	})
}
