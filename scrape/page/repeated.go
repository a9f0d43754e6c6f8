package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/scrape/page/dom"
)

// What a source's articles repeat (pleas to subscribe, calls to a channel, author boxes, notices of rights) is none of
// theirs. It is told by counting: a line that several of the source's last articles say, articles about different
// things, is cut from the next.
const (
	repeatsLeast = 3  // different articles that must say a short line …
	repeatsLong  = 5  // … and a long one, which is more often the background that an author repeats
	longLine     = 25 // words from which a line is long
	edgeTop      = 2  // blocks that count as the beginning of a text …
	edgeFoot     = 5  // … and as its end, where such lines mostly stand
)

// Trim cuts the lines out of an article that its source's earlier articles repeat, and returns them in their order.
// earlier are the source's last articles with all that their pages gave, what was cut from them included, so that a
// line stays known for as long as pages show it. Quotations and tables are never cut, and nothing is when it would be
// half of the text or leave no text.
func Trim(a *news.Article, earlier []news.Article) (cut []news.Block) {
	said, among := repeats(a, earlier)
	if len(said) == 0 {
		return nil
	}
	drop := make([]bool, len(a.Blocks))
	for i, b := range a.Blocks {
		drop[i] = repeated(b, said[lineKey(b)], among, i < edgeTop || i >= len(a.Blocks)-edgeFoot)
	}
	dropBareHeadings(a.Blocks, drop)
	var kept []news.Block
	words, keptRunes, cutRunes := 0, 0, 0
	for i, b := range a.Blocks {
		if n := utf8.RuneCountInString(b.Text); drop[i] {
			cut, cutRunes = append(cut, b), cutRunes+n
		} else {
			kept, keptRunes, words = append(kept, b), keptRunes+n, words+dom.CountWords(b.Text)
		}
	}
	if words < leastWords || cutRunes > keptRunes {
		return nil
	}
	a.Blocks = kept
	return cut
}

// repeats counts in how many of the earlier articles each line stands. Of articles that are about the same thing as
// another, or as a, only one counts: versions of one piece, and reports in a series, share lines that are their own.
func repeats(a *news.Article, earlier []news.Article) (said map[string]int, among int) {
	said = map[string]int{}
	topics := []map[string]bool{titleWords(a.Title)}
next:
	for i := range earlier {
		e := &earlier[i]
		topic := titleWords(e.Title)
		for _, t := range topics {
			if sameTopic(topic, t) {
				continue next
			}
		}
		topics = append(topics, topic)
		among++
		lines := make(map[string]bool, len(e.Blocks))
		for _, b := range e.Blocks {
			if k := lineKey(b); k != "" && !lines[k] {
				lines[k] = true
				said[k]++
			}
		}
	}
	for k, n := range said {
		if n < repeatsLeast {
			delete(said, k)
		}
	}
	return said, among
}

// repeated reports whether a block that n of the earlier articles say is repeated often enough: by a third of them at
// the edges of a text and by half of them within; a long one by half and by two thirds.
func repeated(b news.Block, n, among int, edge bool) bool {
	sixths := 3
	if edge {
		sixths = 2
	}
	if dom.CountWords(b.Text) >= longLine {
		sixths++
		if n < repeatsLong {
			return false
		}
	}
	return n >= repeatsLeast && 6*n >= sixths*among
}

// dropBareHeadings cuts the headings over nothing but lines that are cut, and keeps all others: articles of one outlet
// are often divided alike.
func dropBareHeadings(blocks []news.Block, drop []bool) {
	gone, left := 0, 0 // blocks below, up to the next heading
	for i := len(blocks) - 1; i >= 0; i-- {
		switch {
		case blocks[i].Kind == news.Heading:
			drop[i] = left == 0 && gone > 0
			gone, left = 0, 0
		case drop[i]:
			gone++
		default:
			left++
		}
	}
}

// lineKey is a block as it is compared with others; "" when it is never cut.
func lineKey(b news.Block) string {
	switch b.Kind {
	case news.Paragraph, news.ListEntry, news.Heading:
		return strings.ToLower(b.Text)
	}
	return ""
}

// titleWords are the beginnings of a title's words, without short ones and numbers.
func titleWords(title string) map[string]bool {
	const stem = 6 // letters
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if letters := []rune(w); len(letters) > 3 {
			out[string(letters[:min(len(letters), stem)])] = true
		}
	}
	return out
}

// sameTopic reports whether two titles share half of their words. A title that says nothing is like any other.
func sameTopic(a, b map[string]bool) bool {
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	return 2*both >= len(a)+len(b)-both
}
