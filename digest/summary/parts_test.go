package summary

import "testing"

func TestPartSet(t *testing.T) {
	parts := []string{"sign up", "подпишитесь", "登录", "si", "ab"}
	set := newPartSet(parts)
	for s, want := range map[string]bool{
		"please sign up now": true, "сайт: подпишитесь!": true, "请登录": true, "a b": false, "": false, "a": false,
		"xab": true, "подпишись": false, "录登": false, "b s i": false,
	} {
		if got := set.in(s); got != want || got != containsAny(s, parts) {
			t.Errorf("%q: %v", s, got)
		}
	}
	for _, list := range [][]string{boilerplateParts, prompts} {
		index := newPartSet(list)
		for _, p := range list {
			if !index.in("… "+p+" …") || index.in("") {
				t.Errorf("%q is not found", p)
			}
		}
	}
}
