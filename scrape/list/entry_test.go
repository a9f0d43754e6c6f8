package list

import (
	"log/slog"
	"strings"
	"testing"

	"attache/news"
)

// TestAnEntryThatPanicsIsLeftOut: the others of its list are read.
func TestAnEntryThatPanicsIsLeftOut(t *testing.T) {
	rd := &Reader{Log: slog.New(slog.DiscardHandler)}
	var got []string
	for n, fail := range []bool{false, true, false} {
		it, ok := rd.entryOf("http://a.example/feed", func() (news.Item, bool) {
			if fail {
				panic("an entry")
			}
			return news.Item{URL: string(rune('a' + n))}, true
		})
		if ok {
			got = append(got, it.URL)
		}
	}
	if s := strings.Join(got, " "); s != "a c" {
		t.Errorf("entries %q", s)
	}
}
