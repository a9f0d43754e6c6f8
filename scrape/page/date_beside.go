package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/dom"
)

// besideWords are parts of classes and ids of elements that show a day of something else: weather, rates, clocks.
var besideWords = []string{
	"weather", "pogoda", "wetter", "meteo", "clima", "havadurumu", "hava-durumu", "currency", "currencies", "valut",
	"kurs", "exchange", "forex", "rates", "doviz", "devises", "divisas", "horoscope", "goroskop", "calendar", "kalend",
	"takvim", "today", "clock", "comment", "tweet", "caption", "picbox", "recent", "footnote", "reference",
	"bibliograph", "visitor", "counter", "related", "readalso", "read-also", "lastnews", "last-news", "latest",
	"subscribe", "newsletter", "event-date", "countdown", "sidebar",
}

// beside reports whether a day stands in an element that is none of the article's own: in a menu, footer, comment,
// caption, quotation, in the teaser of another piece, or with weather and rates. Elements that hold the title or the
// beginning of the text, too, are the article's own.
func (p *datePlaces) beside(m *dateMention) bool {
	t := p.r.tree
	for k := m.node; k >= 0; k = t.Nodes[k].Parent {
		n := &t.Nodes[k]
		if n.Text {
			continue
		}
		if p.own(k) {
			return false
		}
		if p.besideElement(k, m) || p.besideName(k, m) || p.teaser(k, m) {
			return true
		}
	}
	return false
}

// own reports whether element k holds the title or the first block of the text.
func (p *datePlaces) own(k int32) bool {
	from, to := p.r.layout.Span(k)
	return p.anchor >= from && p.anchor < to || p.r.bodyTo > 0 && p.r.bodyFrom >= from && p.r.bodyFrom < to ||
		p.r.tree.Nodes[k].Atom == atom.Body
}

// besideElement reports elements whose days are not the article's. A day that is called that of publication may stand
// in the article's own footer or box, and any day in a footer or menu between the title and the text.
func (p *datePlaces) besideElement(k int32, m *dateMention) bool {
	switch p.r.tree.Nodes[k].Atom {
	case atom.Figure, atom.Figcaption, atom.Caption, atom.Blockquote, atom.Dialog, atom.Select:
		return true
	case atom.Article:
		from, to := p.r.layout.Span(k)
		return p.r.bodyTo == 0 || from > p.r.bodyTo || to <= p.r.bodyFrom
	case atom.Aside:
		return !m.found.Labelled && (!p.opens(m.block) || p.r.tree.Nodes[k].Sig&dom.SigDate == 0)
	case atom.Footer, atom.Nav, atom.Menu:
		return !m.found.Labelled && !p.opens(m.block)
	}
	return false
}

// besideName reports elements whose class, id or role calls them something else than the article.
func (p *datePlaces) besideName(k int32, m *dateMention) bool {
	n := &p.r.tree.Nodes[k]
	beside := dom.SigBeside
	if m.found.Labelled || p.opens(m.block) || m.block == p.anchor-1 && sourceTrust[m.source] == trustData {
		beside &^= dom.SigFrame
	}
	if n.Sig&beside != 0 {
		return true
	}
	name := strings.ToLower(markup.Attr(n.HTML, "class") + " " + markup.Attr(n.HTML, "id"))
	return len(name) > 1 && holdsAny(name, besideWords...)
}

// opens reports whether a block stands where an article's date is expected: between the title and the first paragraphs.
func (p *datePlaces) opens(block int32) bool {
	if p.anchor < 0 || block < p.anchor {
		return false
	}
	if p.r.bodyTo == 0 {
		return block <= p.anchor+4
	}
	return block <= min(p.r.bodyFrom+2, p.r.bodyTo)
}

// Teasers are told by their links: of so many words, in elements of at most so many words.
const (
	leastTeaserLink = 4
	mostTeaserWords = 80
)

// teaser reports whether element k is a short one that leads to another piece: a day in it is that piece's. Lines
// between the title and the text may link sections and authors.
func (p *datePlaces) teaser(k int32, m *dateMention) bool {
	l := p.r.layout
	from, to := l.Span(k)
	if from >= to || p.opens(m.block) || m.found.Labelled && p.r.layout.Blocks[m.block].Words > mostTailWords {
		return false // or a sentence that tells when the article was published
	}
	words := int32(0)
	for i := from; i < to; i++ {
		if words += l.Blocks[i].Words; words > mostTeaserWords {
			return false
		}
	}
	t := p.r.tree
	for i := k; i < t.Nodes[k].End; i++ {
		if n := &t.Nodes[i]; n.Atom != atom.A || markup.Attr(n.HTML, "href") == "" {
			continue
		}
		if text := t.Plain(i); len(strings.Fields(text)) >= leastTeaserLink || len(text) >= 60 {
			return true
		}
	}
	return false
}

// overTitle reports whether a day stands in an element called a date right above the title, in one box with it.
func (p *datePlaces) overTitle(m *dateMention) bool {
	if m.source != onDateClass || m.block != p.anchor-1 {
		return false
	}
	box := p.r.tree.Nodes[p.r.layout.Blocks[m.block].Box].Parent
	return box >= 0 && p.own(box) && p.r.tree.Nodes[box].Atom != atom.Body
}

// The marks of lines that tell weather and rates, or how often a page is seen, with the day on which they were read.
var (
	readings = regexp.MustCompile(`°|\b(?:USD|EUR|RUB|KZT|GBP|CNY|TRY|UZS|KGS|BRENT|WTI)\b|` +
		`(?i:курс|валют|погод|döviz|hava durumu|wechselkurs|wetter\b|weather|exchange rate|météo|tipo de cambio|` +
		`айырбас бағам|ауа рай|ob-havo|обмінн)`)
	visits = regexp.MustCompile(`(?i:посетител|visitors|visiteurs|besucher|ziyaretçi|відвідувач|келуші)`)
)

// isReading reports whether a line tells weather, rates or visitors. Where an article's date stands visits are its own.
func isReading(line string, opens bool) bool {
	return readings.MatchString(line) || !opens && visits.MatchString(line)
}
