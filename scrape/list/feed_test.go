package list

import (
	"errors"
	"strings"
	"testing"
)

// TestTortureDeepFeed: elements in each other by the hundred thousand are refused, those that people forget to close
// are not.
func TestTortureDeepFeed(t *testing.T) {
	head := `<rss version="2.0" xmlns:x="http://x"><channel><item><title>A</title><link>https://x.example/1</link>`
	for _, deep := range []string{
		strings.Repeat("<x:a>", 500_000), strings.Repeat("<b >", 500_000),
		strings.Repeat("<b></b><c>", 300_000),
	} {
		if _, _, err := ParseFeed([]byte(head+deep), ""); !errors.Is(err, errDeep) {
			t.Errorf("got %v", err)
		}
	}
	flat := head + strings.Repeat(`<x:a y="1"/><x:b>z</x:b><!-- <x> --><x:c><![CDATA[<br><br>]]></x:c>`, 20_000) +
		"</item></channel></rss>"
	if f, _, err := ParseFeed([]byte(flat), ""); err != nil || len(f.Items) != 1 {
		t.Errorf("a long feed: %v", err)
	}
}
