package page

import (
	"testing"

	"attache/news"
)

// TestGoesOn: headlines of lists that were cut, and what the pages' heads say.
//
//nolint:lll // an input, a line
func TestGoesOn(t *testing.T) {
	for _, c := range []struct {
		cut, whole string
		want       bool
	}{
		{"Why the islands' accord should be read by every envoy in the...", "Why the islands’ accord should be read by every envoy in the region", true},
		{"Президент рассказал о переговорах с соседями и о…", "Президент рассказал о переговорах с соседями и о границе", true},
		{"Le sommet des capitales du Sud s’achève sur un […]", "Le sommet des capitales du Sud s’achève sur un accord de pêche", true},
		{"Minister meets envoy of the islands", "Minister meets envoy of the islands in Valletta", false},
		{"Why the islands' accord should be read by every envoy in the...", "Subscribe to go on reading", false},
		{"Talks...", "Talks go on in Valletta", false},
		{"Why the islands' accord should be read by every envoy in the...", "Why the islands' accord should be read by every…", false},
	} {
		if got := GoesOn(c.cut, c.whole); got != c.want {
			t.Errorf("%q, %q: %v, want %v", c.cut, c.whole, got, c.want)
		}
	}
}

// TestWholeOf: a page without a text that says the whole of a headline in its title, beside another headline.
func TestWholeOf(t *testing.T) {
	const cut = "Why the islands' accord should be read by every envoy in the..."
	const whole = "Why the islands' accord should be read by every envoy in the region"
	r := Read(Input{
		URL: "https://gazette.example/a", Item: news.Item{Title: cut},
		Body: []byte(`<html><head><title>` + whole + ` | The Gazette</title>` +
			`<meta property="og:title" content="Read the accord">` +
			`</head><body><div id="app"></div></body></html>`),
	})
	if r.Whole != whole {
		t.Errorf("got %q", r.Whole)
	}
}
