package page

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"
)

// TestNoControlCharacterGetsIn: raw, as references and as escapes, in pages.
func TestNoControlCharacterGetsIn(t *testing.T) {
	const bad = "\x1b]0;pwned\x07\x1b[31m&#27;[2J&#x9b;31m\u009b" +
		"\u202e\u2066\u2028\u2029\ufeff\U000E0041&#x202e;&#x2028;&#xE0041;"
	body := `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Japan ` + bad + ` visits India</title>
<meta property="og:site_name" ` +
		`content="Site` + bad + `"><meta property="og:description" ` +
		`content="Lead` + bad + `"><meta name="author" content="Ann` + bad + ` Lee">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Japan \u001b[31m visits ` +
		`India","author":{"name":"Ann \u009b Lee"},"datePublished":"2026-11-28T10:00:00Z"}</script></head>
<body><article>` +
		`<h1>Japan ` + bad + ` visits India</h1><p>The foreign minister of ` +
		`Japan` + bad + ` met the foreign minister of India in Delhi to discuss bilateral relations.</p>
<p>They signed a memorandum on diplomatic ` +
		`consultations` + bad + `, the ministry said, and agreed to meet again in spring.</p></article></body></html>`
	r := Read(Input{URL: "https://x.example/a", Body: []byte(body), Now: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)})
	if len(r.Article.Blocks) == 0 {
		t.Fatal("nothing was read")
	}
	clean(t, "page", r)
}

// clean fails when a text of v holds a character that a terminal obeys.
func clean(t *testing.T, what string, v any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var back any
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if i := strings.IndexFunc(v, func(r rune) bool {
				return unicode.IsControl(r) || r == 0x202E || r == 0x2028 || r == 0x2029 || r == 0xFEFF ||
					r >= 0xE0000 && r <= 0xE007F
			}); i >= 0 {
				t.Errorf("%s: %q", what, v)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(back)
}
