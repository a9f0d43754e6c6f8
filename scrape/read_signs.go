package scrape

import (
	"strconv"
	"strings"

	"attache/news"
)

const (
	thinWords    = 60   // a page with fewer words and much script shows its text in a browser only
	muchScript   = 2000 // bytes of script, where a linked file counts for a thousand
	teaserWords  = 250  // a body this short on a page that is not free is a teaser
	brokenOffEnd = 120  // so is one this short that ends in an ellipsis
)

// signs notes what kind of page this is when it is no plain article: one that needs a browser, a teaser before a
// paywall, a live blog.
func (r *reader) signs(a *news.Article) {
	words := 0
	for _, b := range a.Blocks {
		words += len(strings.Fields(b.Text))
	}
	var all int32
	for i := range r.layout.blocks {
		all += r.layout.blocks[i].words
	}
	if words < thinWords && all < 4*thinWords && r.tree.script >= muchScript && (words < 12 || r.asksForScript()) {
		r.note("page", "needs a browser", strconv.Itoa(int(all))+" words of text, "+strconv.Itoa(r.tree.script)+" bytes of script")
		if words < 12 {
			a.Blocks = nil
		}
	}
	if r.tree.cut {
		r.note("page", "cut", "too large or too deeply nested to be read whole")
	}
	if paid, from := r.paid(); paid && words < teaserWords {
		a.Partial = true
		r.note("page", "teaser", from)
	} else if n := len(a.Blocks); n > 0 && words < brokenOffEnd && brokenOff(a.Blocks[n-1].Text) {
		a.Partial = true
		r.note("page", "teaser", "the text breaks off")
	}
	for i := range r.facts.ld {
		if r.facts.ld[i].kind == "LiveBlogPosting" {
			r.note("page", "live blog", "JSON-LD LiveBlogPosting")
			break
		}
	}
	if len(a.Blocks) == 0 && r.tree.script < muchScript {
		r.note("page", "no article", strconv.Itoa(int(all))+" words of text, none of them judged to be an article's")
	}
}

// asksForScript reports pages whose only message is that JavaScript is off.
func (r *reader) asksForScript() bool {
	for i := range r.layout.blocks {
		if b := &r.layout.blocks[i]; b.words < 40 && strings.Contains(strings.ToLower(r.layout.text(b)), "javascript") {
			return true
		}
	}
	return false
}

func brokenOff(s string) bool {
	return strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...") || strings.HasSuffix(s, "[…]") || strings.HasSuffix(s, "[...]")
}

// paid reports whether the page says that it is not free, and where.
func (r *reader) paid() (yes bool, from string) {
	for i := range r.facts.ld {
		if r.facts.ld[i].paid {
			return true, "JSON-LD isAccessibleForFree"
		}
	}
	if tier, name := r.facts.meta("article:content_tier"); tier == "locked" || tier == "metered" {
		return true, name + " " + tier
	}
	for i := range r.tree.nodes {
		n := &r.tree.nodes[i]
		if n.text || n.sig&sigSubscribe == 0 || n.hidden {
			continue
		}
		class := strings.ToLower(attr(n.h, "class") + " " + attr(n.h, "id"))
		if from, to := r.layout.span(int32(i)); to > from && (strings.Contains(class, "paywall") || strings.Contains(class, "regwall")) {
			return true, "an element called " + strings.Join(strings.Fields(class), " ")
		}
	}
	return false, ""
}
