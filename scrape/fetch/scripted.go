package fetch

import (
	"strings"

	"golang.org/x/net/html"

	"attache/scrape/markup"
	"attache/text"
)

// scriptedText is the most visible text, in bytes, of a page that scripts are yet to fill: a name, a menu, a notice.
const scriptedText = 400

// mounts are the ids of the elements that the usual frameworks fill.
var mounts = text.WordSet("root app __next __nuxt ___gatsby app-root react-root svelte main-app")

// IsScripted reports whether a page is but a frame that its scripts fill, so that it needs a browser: it shows next to
// no text and has scripts, and a place for a framework to fill, or a notice for those without scripts, or nothing else
// at all.
func IsScripted(page Page) bool {
	whole, _ := markup.Decode(page.Body, page.ContentType)
	var f frame
	z := html.NewTokenizer(strings.NewReader(whole))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return f.scripts && (f.mount || f.notice || f.visible < scriptedText/8)
		case html.StartTagToken, html.SelfClosingTagToken:
			f.open(z.Token())
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == f.inside {
				f.inside = ""
			}
		case html.TextToken:
			if f.text(markup.OneLine(string(z.Text()))); f.visible > scriptedText {
				return false
			}
		}
	}
}

// frame is what IsScripted has seen of a page.
type frame struct {
	visible int    // bytes of text that is shown
	scripts bool   // there are scripts other than data
	mount   bool   // there is an element for a framework to fill
	notice  bool   // those without scripts are told of JavaScript
	inside  string // the element under way whose text is not shown; "" = none
}

// open takes a start tag.
func (f *frame) open(t html.Token) {
	switch t.Data {
	case "script", "style", "title", "template", "noscript", "svg":
		f.scripts = f.scripts || t.Data == "script" && tokenAttr(t, "type") != "application/ld+json"
		if f.inside == "" && t.Type == html.StartTagToken {
			f.inside = t.Data
		}
	case "app-root":
		f.mount = true
	default:
		f.mount = f.mount || mounts[tokenAttr(t, "id")]
	}
}

// text takes a text, its white space collapsed.
func (f *frame) text(said string) {
	switch f.inside {
	case "":
		f.visible += len(said)
	case "noscript":
		f.notice = f.notice || strings.Contains(strings.ToLower(said), "javascript")
	}
}

// ScriptedFailure returns what people are told of a scripted page.
func ScriptedFailure(page Page) *Failure {
	return Broken(page.URL,
		"The page %s needs a browser: scripts fill it. Look for a feed of the outlet, or set browser: true on the "+
			"source, which takes a Chromium.", page.URL)
}
