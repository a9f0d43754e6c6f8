package fetch

import (
	"strings"

	"golang.org/x/net/html"

	"attache/scrape/markup"
)

// scriptedText is the most visible text, in bytes, of a page that scripts are yet to fill: a name, a menu, a notice.
const scriptedText = 400

// mounts are the ids of the elements that the usual frameworks fill.
var mounts = map[string]bool{
	"root": true, "app": true, "__next": true, "__nuxt": true, "___gatsby": true, "app-root": true, "react-root": true,
	"svelte": true, "main-app": true,
}

// IsScripted reports whether a page is but a frame that its scripts fill, so that it needs a browser: it shows next to
// no text and has scripts, and a place for a framework to fill, or a notice for those without scripts, or nothing else
// at all.
func IsScripted(page Page) bool {
	text, _ := markup.Decode(page.Body, page.ContentType)
	visible, scripts := 0, false
	mount, notice := false, false
	inside := "" // the element whose text is not shown
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return scripts && (mount || notice || visible < scriptedText/8)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.Data {
			case "script", "style", "title", "template", "noscript", "svg":
				scripts = scripts || t.Data == "script" && tokenAttr(t, "type") != "application/ld+json"
				if inside == "" && t.Type == html.StartTagToken {
					inside = t.Data
				}
			case "app-root":
				mount = true
			default:
				mount = mount || mounts[tokenAttr(t, "id")]
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == inside {
				inside = ""
			}
		case html.TextToken:
			said := markup.OneLine(string(z.Text()))
			switch inside {
			case "":
				if visible += len(said); visible > scriptedText {
					return false
				}
			case "noscript":
				notice = notice || strings.Contains(strings.ToLower(said), "javascript")
			}
		}
	}
}

// ScriptedFailure returns what people are told of a scripted page.
func ScriptedFailure(page Page) *Failure {
	return Broken(page.URL,
		"The page %s needs a browser: scripts fill it. Look for a feed of the outlet, or set browser: true on the "+
			"source, which takes a Chromium.", page.URL)
}
