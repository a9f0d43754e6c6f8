package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestOpeningEndsBetweenCharacters cuts texts without spaces, too.
func TestOpeningEndsBetweenCharacters(t *testing.T) {
	for n := range 40 {
		if s := Opening(strings.Repeat("会谈", 20), n); !utf8.ValidString(s) || len(s) > n {
			t.Errorf("%d bytes: %q", n, s)
		}
	}
}

// TestCutters holds what each keeps of a text, in bytes or in letters.
func TestCutters(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Clip("Қазақстан", 3), "Қ"},
		{Clip("abc", 3), "abc"},
		{Clip("abc", 0), ""},
		{Prefix("Қазақстан", 5), "Қазақ"},
		{Prefix("ab", 5), "ab"},
		{Prefix("ab", 0), ""},
		{Opening("three ministers met", 9), "three"},
		{Opening("three ministers met", 17), "three ministers"},
		{Opening("ministers", 5), "minis"},
		{Opening("met", 5), "met"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestListsLanguage covers the scripts of a language, and not the reverse.
func TestListsLanguage(t *testing.T) {
	for _, c := range []struct {
		list []string
		lang string
		want bool
	}{{[]string{"kk", "UZ"}, "uz-Cyrl", true}, {[]string{"uz-Cyrl"}, "uz", false}, {
		[]string{"uz-cyrl"},
		"uz-Cyrl",
		true,
	}, {nil, "kk", false}} {
		if got := ListsLanguage(c.list, c.lang); got != c.want {
			t.Errorf("ListsLanguage(%q, %q) is %v", c.list, c.lang, got)
		}
	}
}
