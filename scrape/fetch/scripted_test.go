package fetch

import (
	"strings"
	"testing"
)

func TestScripted(t *testing.T) {
	for _, c := range []struct {
		page string
		want bool
	}{
		{hull(`<script src="/app.js"></script>`), true},
		{`<html><body><app-root></app-root><script type="module" src="main.js"></script></body></html>`, true},
		{`<html><head><title>A long title that nobody sees in the page itself, only in the tab</title>` +
			`<script>start()</script></head><body></body></html>`, true},
		{`<html><body><div id="root"></div></body></html>`, false},
		{`<html><body><p>Nothing was found here, and no script would change that.</p></body></html>`, false},
		{`<html><body><p>Nothing was found in this archive for the words that you gave.</p><script src="/stats.js">` +
			`</script></body></html>`, false},
		{hull(`<p>` + strings.Repeat("News of the day. ", 40) + `</p><script src="/app.js"></script>`), false},
		{"<html><title>Ministers meet</title><main><article><h1>Ministers meet</h1>" +
			strings.Repeat("<p>A joint statement was published after the talks; it names the projects in energy and "+
				"culture one by one.</p>", 6), false},
	} {
		if got := IsScripted(Page{
			URL: "http://a.example/", ContentType: "text/html; charset=utf-8",
			Body: []byte(c.page),
		}); got != c.want {
			t.Errorf("%v, want %v: %s", got, c.want, c.page)
		}
	}
}

// hull is a page that holds nothing but a place for scripts to fill.
func hull(scripts string) string {
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Courier</title></head><body>` +
		`<noscript>Please enable JavaScript.</noscript><div id="root"></div>` + scripts + `</body></html>`
}
