package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/scrape/markup"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
	"attache/text"
)

const (
	shortestCut = 15 // characters of a headline that was cut before its end
	fewestTitle = 3  // words that a headline keeps
)

// whole returns the candidate that goes on where candidate best was cut ("… for Hong Kong leader..."): of several the
// one that the title model prefers; best when there is none.
func (t Titles) whole(best int, scores []float32) int {
	if best < 0 {
		return best
	}
	cut, ok := cutHeadline(t.Candidates[best].Text)
	if !ok || utf8.RuneCountInString(cut) < shortestCut {
		return best
	}
	fold, out := dom.FoldText(cut), best
	for i := range t.Candidates {
		c := &t.Candidates[i]
		if _, alsoCut := cutHeadline(c.Text); alsoCut || len(c.Text) <= len(cut) ||
			strings.HasPrefix(c.Text, t.Candidates[best].Text) || // its own mark, and the site behind it
			!strings.HasPrefix(c.fold, fold) {
			continue
		}
		if out == best || scores[i] > scores[out] {
			out = i
		}
	}
	return out
}

// cutHeadline returns a headline without the mark of what was cut off its end; false when it has none.
func cutHeadline(s string) (string, bool) {
	for _, mark := range [...]string{"…", "...", "[…]", "[...]"} {
		if head, ok := strings.CutSuffix(s, mark); ok {
			return strings.TrimRight(head, " .…["), true
		}
	}
	return s, false
}

// wholeOf returns the shortest of the page's titles that goes on where a list's headline was cut; "" when none does.
func (r *Parsed) wholeOf(cut string) (whole string) {
	if _, ok := cutHeadline(cut); !ok {
		return ""
	}
	for _, c := range r.titleCandidates() {
		if GoesOn(cut, c.Text) && (whole == "" || len(c.Text) < len(whole)) {
			whole = c.Text
		}
	}
	return whole
}

// GoesOn reports whether a list's headline was cut before its end, and another one is the whole of it, as a page whose
// text cannot be read may still say in its head.
func GoesOn(cut, whole string) bool {
	head, ok := cutHeadline(cut)
	if _, alsoCut := cutHeadline(whole); !ok || alsoCut || utf8.RuneCountInString(head) < shortestCut {
		return false
	}
	fold, other := dom.FoldText(head), dom.FoldText(whole)
	return len(other) > len(fold) && strings.HasPrefix(other, fold)
}

// tidyTitle returns a headline without the names of outlets and agencies around it: "… (BBC News)", "… – Andina", and
// "AFP: …" where the page says that the agency wrote it. Elsewhere such a beginning says who claims what follows.
func (r *Parsed) tidyTitle(title string) string {
	if open := strings.LastIndexAny(title, "(（"); open > 0 {
		_, size := utf8.DecodeRuneInString(title[open:])
		name := strings.TrimSpace(strings.TrimRight(title[open+size:], ")） "))
		if head := strings.TrimSpace(title[:open]); strings.IndexAny(title[open:], ")）") > 0 && r.outletName(name) &&
			strings.ContainsAny(title[len(title)-len("）"):], ")）") && longEnough(head) {
			title = head
		}
	}
	if head, tail, ok := markup.CutTail(title); ok && longEnough(head) &&
		(markup.KnownOutlet(markup.OutletKey(tail)) || byline.IsAgency(tail)) {
		title = head
	}
	name, rest, ok := strings.Cut(title, ": ")
	if ok && byline.IsAgency(name) && longEnough(rest) && (r.site.is(dom.FoldText(name)) || r.writtenBy(name)) {
		if first, _ := utf8.DecodeRuneInString(rest); !unicode.IsLower(first) {
			title = strings.TrimSpace(rest)
		}
	}
	return title
}

// longEnough reports whether what is left of a headline still is one.
func longEnough(s string) bool {
	return strings.Count(s, " ") >= fewestTitle-1 || utf8.RuneCountInString(s) >= 8 && text.Ideographic(s)
}

// outletName reports the name of an outlet or an agency, as it stands in brackets behind a headline.
func (r *Parsed) outletName(name string) bool {
	if name == "" {
		return false
	}
	return markup.KnownOutlet(markup.OutletKey(name)) || byline.IsAgency(name) ||
		len(name) > 3 && strings.Contains(name, " ") && (r.site.is(dom.FoldText(name)) || strings.HasSuffix(name, " News"))
}

// writtenBy reports whether the head of the page names an author so.
func (r *Parsed) writtenBy(name string) bool {
	for i := range r.facts.LD {
		for _, a := range r.facts.LD[i].Authors {
			if strings.EqualFold(a, name) {
				return true
			}
		}
	}
	author, _ := r.facts.Meta("author", "article:author", "dc.creator")
	return strings.EqualFold(author, name)
}
