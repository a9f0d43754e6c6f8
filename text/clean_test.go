package text

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCleanAllOfUnicode tries every code point alone, in a word and at the end of a text.
func TestCleanAllOfUnicode(t *testing.T) {
	keep := "\t\n\u200c\u200d\u200e\u200f\u061c\u00ad\u00a0\ufffd" // letters' helpers, and what Clean itself writes
	drops := func(r rune) bool {
		switch {
		case strings.ContainsRune(keep, r):
			return false
		case r < 0x20, r >= 0x7F && r <= 0x9F, r >= 0x202A && r <= 0x202E, r == 0x2028, r == 0x2029, r >= 0x2066 &&
			r <= 0x2069,
			r == 0xFEFF, r >= 0xE0000 && r <= 0xE007F:
			return true
		}
		return false
	}
	dropped := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		got := Clean("a" + string(r) + "b")
		if got != Clean(got) {
			t.Fatalf("U+%04X: cleaned twice %q is another than once", r, got)
		}
		if drops(r) {
			dropped++
			opens := r == 0x202A || r == 0x202B || r >= 0x2066 && r <= 0x2068
			if strings.ContainsRune(got, r) && !opens {
				t.Errorf("U+%04X stays", r)
			}
			continue
		}
		nonCharacter := r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF || r >= 0xFFF9 && r <= 0xFFFB
		if want := "a" + string(r) + "b"; got != want && !nonCharacter {
			t.Errorf("U+%04X: %q became %q", r, want, got)
		}
	}
	if dropped != 31+33-2+5+2+4+1+128+1 {
		t.Errorf("%d characters were to be dropped", dropped)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"Japan \x1b]0;pwned\x07\x1b[2J\x1b[31m visits":     "Japan ]0;pwned[2J[31m visits",
		"a\r\nb\rc\u2028d\u2029e":                          "a\nb\nc\nd\ne",
		"\u202eexe.gpj\u202c x":                            "exe.gpj x",
		"\u202bשלום\u202c x":                               "\u202bשלום\u202c x",
		"\u2067one\ntwo\u2069":                             "\u2067one\u2069\ntwo",
		"\u2066a\u202bb\u2069c":                            "\u2066a\u202bbc\u202c\u2069",
		"می\u200cخواهم \u200fא\u200e":                      "می\u200cخواهم \u200fא\u200e",
		"\ufeffx\ufeff":                                    "x",
		"\U0001F3F4\U000E0067\U000E0062\U000E007F":         "\U0001F3F4",
		"\xff\xfe\x9b31m":                                  "\ufffd\ufffd\ufffd31m",
		"\u009b31mred":                                     "31mred",
		"👍🏽 e\u0301 \U0001F468\u200d\U0001F469 ok \tand\n": "👍🏽 e\u0301 \U0001F468\u200d\U0001F469 ok \tand\n",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	const turned = "\u2066a\u202bb\u2069 \u2067\u202ec\u2068d\u202c\n\x1be\u2069\xff می\u200cخ\u200f"
	const flat = "ab cd\ne\ufffd می\u200cخ\u200f"
	var written bytes.Buffer
	if _, err := FlatWriter(&written).Write([]byte(turned)); err != nil || written.String() != flat {
		t.Errorf("FlatWriter writes %q, want %q (%v)", written.String(), flat, err)
	}
	if got := Flat(turned); got != flat {
		t.Errorf("Flat returns %q, want %q", got, flat)
	}
	if got := Line(" a\u2028\x1bb\t c\n"); got != "a b c" {
		t.Errorf("Line returns %q", got)
	}
	if got := Visible("\u202a z\u200b@example\u00ad.org\u202c\u00a0"); got != "z@example.org" {
		t.Errorf("Visible returns %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Japan \x1b]0;pwned\x07 \u202e x\r\n\u2066y")
	f.Add("\xf0\x9f\x9b\x1b")
	f.Add("\u2066\u2067\u202a\u2069\n\u202c")
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		if Clean(once) != once || !utf8.ValidString(once) {
			t.Errorf("%q: once %q, twice %q", s, once, Clean(once))
		}
		for _, r := range once {
			if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 || r == 0x202D || r == 0x202E ||
				r == 0x2028 || r == 0xFEFF {
				t.Errorf("%q holds U+%04X", once, r)
			}
		}
		// The writer, fed a byte at a time, says the same but for what is open at the end.
		var b bytes.Buffer
		w := Writer(&b)
		for i := range len(s) {
			if _, err := w.Write([]byte{s[i]}); err != nil {
				t.Fatal(err)
			}
		}
		if !strings.HasPrefix(once, b.String()) && utf8.ValidString(s) {
			t.Errorf("the writer wrote %q of %q", b.String(), once)
		}
		// JSON: cleaning the document is cleaning its texts.
		doc, err := json.Marshal([]string{s, "x\n"})
		if err != nil {
			t.Fatal(err)
		}
		var back []string
		if err := json.Unmarshal(CleanJSON(doc), &back); err != nil || back[1] != "x\n" {
			t.Fatalf("%s: %v, %q", CleanJSON(doc), err, back)
		}
		if want := Clean(strings.ToValidUTF8(s, "\ufffd")); utf8.ValidString(s) && back[0] != want {
			t.Errorf("JSON: %q, want %q", back[0], want)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	for name, s := range map[string]string{
		"en": "The ministers of Kazakhstan and Türkiye signed a “protocol” in Astana on Tuesday — officials said. ",
		"ru": "Министры Казахстана и Турции подписали во вторник в Астане «протокол», сообщили чиновники. ",
		"zh": "哈萨克斯坦和土耳其外长星期二在阿斯塔纳签署了议定书。",
	} {
		s = strings.Repeat(s, 40)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Clean(s)
			}
		})
	}
}
