package page

import (
	"strconv"
	"strings"

	"attache/news"
	"attache/scrape/page/dom"
)

const (
	thinWords    = 60   // a page with fewer words and much script shows its text in a browser only
	muchScript   = 2000 // bytes of script, where a linked file counts for a thousand
	teaserWords  = 250  // a body this short on a page that is not free is a teaser
	brokenOffEnd = 120  // so is one this short that ends in an ellipsis
	leastWords   = 10   // fewer make no article, not even a flash
)

// NeedsBrowser is the kind that the evidence assigns to a page that its scripts are yet to fill.
const NeedsBrowser = "needs a browser"

// pageFlags notes what kind of page this is when it is no plain article: one that needs a browser, a teaser before a
// paywall, a live blog.
func (r *Parsed) pageFlags(a *news.Article) {
	words := wordsOf(a.Blocks)
	var all int32
	for i := range r.layout.Blocks {
		all += r.layout.Blocks[i].Words
	}
	if r.ruled.body != nil && words > 0 {
		// a rule found it: so there is an article
		all, words = max(all, 4*thinWords), max(words, thinWords)
	}
	scripted := r.dropFrame(a, words, int(all))
	if r.tree.Cut {
		r.note("page", "cut", "too large or too deeply nested to be read whole")
	}
	if paid, from := r.teaser(words, a); paid {
		a.Partial = true
		r.note("page", "teaser", from)
	} else if n := len(a.Blocks); n > 0 && words < brokenOffEnd && brokenOff(a.Blocks[n-1].Text) {
		a.Partial = true
		r.note("page", "teaser", "the text breaks off")
	}
	if from := r.live(a.Title); from != "" {
		r.note("page", "live blog", from)
	}
	if len(a.Blocks) == 0 && words == 0 && !scripted {
		r.note("page", "no article", strconv.Itoa(int(all))+" words of text, none of them judged to be an article's")
	}
}

// dropFrame takes the text off a page that shows none of an article yet: one that its scripts are to fill, that asks
// for consent, or that has too few words. words are those of the article, all those of the page. scripted says that
// the page has the scripts of one that needs a browser.
func (r *Parsed) dropFrame(a *news.Article, words, all int) (scripted bool) {
	thin := words < thinWords && all < 4*thinWords
	scripted = r.tree.Script >= muchScript && (words < leastWords || r.unsure || thin && r.asksForScript()) ||
		r.tree.Script > 0 && all < leastWords
	switch {
	case thin && scripted:
		r.note("page", NeedsBrowser, strconv.Itoa(all)+" words of text, "+strconv.Itoa(r.tree.Script)+" bytes of script")
		if words < leastWords || r.unsure {
			a.Blocks = nil
		}
	case words < thinWords && all < 2*thinWords && r.asksForConsent():
		r.note("page", "asks for consent", "the page shows a question about cookies in place of its text")
		a.Blocks = nil
	case words > 0 && words < leastWords:
		r.note("page", "no article", strconv.Itoa(words)+" words are too few for one")
		a.Blocks = nil
	}
	return scripted
}

func wordsOf(blocks []news.Block) (words int) {
	for _, b := range blocks {
		words += dom.CountWords(b.Text)
	}
	return words
}

// asksForConsent reports pages that hold a question about cookies and nothing else.
func (r *Parsed) asksForConsent() bool {
	n := 0
	for i := range r.layout.Blocks {
		b := &r.layout.Blocks[i]
		c := countCues(r.layout.Buf[b.Start:min(b.End, b.Start+cueBytes)])
		n += int(c[cueConsent])
	}
	return n >= 2
}

// asksForScript reports pages whose only message is that JavaScript is off.
func (r *Parsed) asksForScript() bool {
	for i := range r.layout.Blocks {
		if b := &r.layout.Blocks[i]; b.Words < 40 && strings.Contains(strings.ToLower(r.layout.TextOf(b)), "javascript") {
			return true
		}
	}
	return false
}

func brokenOff(s string) bool {
	return strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...") || strings.HasSuffix(s, "[…]") ||
		strings.HasSuffix(s, "[...]")
}
