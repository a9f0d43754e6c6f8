package page

import (
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/dom"
	"attache/text"
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
		return !m.found.Labelled && !p.dataBox(k, m)
	case atom.Footer:
		return !m.found.Labelled && !p.opens(m.block) && !p.ends(k, m)
	case atom.Nav, atom.Menu:
		return !m.found.Labelled && !p.opens(m.block)
	}
	return false
}

// mostBoxWords is the longest box of an article's own data, in words: its date, author, section, tags.
const mostBoxWords = 40

// dataBox reports whether element k is a short box within the article that tells a marked date and leads nowhere else.
func (p *datePlaces) dataBox(k int32, m *dateMention) bool {
	if !p.marks(m) || p.words(k) > mostBoxWords || p.leadsTo(k) != "" {
		return false
	}
	for up := p.r.tree.Nodes[k].Parent; up >= 0; up = p.r.tree.Nodes[up].Parent {
		if p.own(up) {
			return p.r.tree.Nodes[up].Atom != atom.Body
		}
	}
	return false
}

// marks reports a day that its element calls a date.
func (p *datePlaces) marks(m *dateMention) bool {
	switch m.source {
	case onDateClass, onTime, onTimePublished, onItemprop:
		return true
	}
	return false
}

// mostBelow is how many blocks below the text the line of an article's author and date stands at most.
const mostBelow = 3

// ends reports whether element k is the footer of the article itself, with a marked date right below the text.
func (p *datePlaces) ends(k int32, m *dateMention) bool {
	if p.r.bodyTo == 0 || m.block <= p.r.bodyTo || m.block > p.r.bodyTo+mostBelow || !p.marks(m) {
		return false
	}
	up := p.r.tree.Nodes[k].Parent
	return up >= 0 && p.own(up) && p.r.tree.Nodes[up].Atom != atom.Body
}

// besideName reports elements whose class, id or role calls them something else than the article.
func (p *datePlaces) besideName(k int32, m *dateMention) bool {
	n := &p.r.tree.Nodes[k]
	beside := dom.SigBeside
	if m.found.Labelled || p.opens(m.block) || m.block == p.anchor-1 && sourceTrust[m.source] == trustData ||
		p.ends(k, m) {
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
	if p.opens(m.block) || m.found.Labelled && p.r.layout.Blocks[m.block].Words > mostTailWords {
		return false // or a sentence that tells when the article was published
	}
	words := p.words(k)
	return words > 0 && words <= mostTeaserWords && p.leadsTo(k) != ""
}

// words counts the words of element k, up to somewhat more than a teaser has.
func (p *datePlaces) words(k int32) (n int32) {
	for i, to := p.r.layout.Span(k); i < to && n <= mostTeaserWords; i++ {
		n += p.r.layout.Blocks[i].Words
	}
	return n
}

// mostTeaserNodes bounds the elements and texts of a teaser that are looked at.
const mostTeaserNodes = 300

// leadsTo returns where the first link of element k leads that is as long as a headline; "" = it has none.
func (p *datePlaces) leadsTo(k int32) string {
	to, known := p.leads[k]
	if !known {
		to = p.headlineLink(k)
		p.leads[k] = to
	}
	return to
}

func (p *datePlaces) headlineLink(k int32) string {
	t := p.r.tree
	for i := k; i < min(t.Nodes[k].End, k+mostTeaserNodes); i++ {
		n := &t.Nodes[i]
		if n.Atom != atom.A {
			continue
		}
		if href := markup.Attr(n.HTML, "href"); href != "" {
			if text := t.Plain(i); len(strings.Fields(text)) >= leastTeaserLink || len(text) >= 60 {
				return href
			}
		}
	}
	return ""
}

// tellsItself reports whether a day stands in a teaser of the page itself: a list of the site that names it, as its
// section's latest pieces do, tells its date.
func (p *datePlaces) tellsItself(m *dateMention) bool {
	t := p.r.tree
	for k := m.node; k >= 0 && !p.own(k); k = t.Nodes[k].Parent {
		if t.Nodes[k].Text {
			continue
		}
		if t.Nodes[k].Sig&dom.SigComment != 0 || p.words(k) > mostTeaserWords {
			return false
		}
		if href := p.leadsTo(k); href != "" {
			return p.isPage(href)
		}
	}
	return false
}

// isPage reports whether a link leads to the page itself, the site's first page aside.
func (p *datePlaces) isPage(href string) bool {
	page := p.r.base
	u, err := page.Parse(href)
	if err != nil || u.Fragment != "" || len(u.Path) <= 1 {
		return false
	}
	return u.Host == page.Host && path.Clean(u.Path) == path.Clean(page.Path) && u.RawQuery == page.RawQuery
}

// ofTitle reports whether a day stands in a line that is the headline, or the page's title, as the last of a path of
// links does.
func (p *datePlaces) ofTitle(m *dateMention) bool {
	if m.source != onText || m.found.Labelled {
		return false
	}
	b := &p.r.layout.Blocks[m.block]
	if m.block == p.r.titleBlock {
		return true
	}
	fold := dom.FoldText(p.r.layout.TextOf(b))
	return b.Words >= leastTeaserLink && strings.HasPrefix(dom.FoldText(p.r.facts.Title), fold)
}

// leastListed is how many lines of one look, each with another day, make a list of pieces.
const leastListed = 3

// inList reports whether a day stands in one of several lines that look alike and show different days, away from the
// title: they are those of a list.
func (p *datePlaces) inList(m *dateMention) bool {
	if p.opens(m.block) {
		return false
	}
	return len(p.looks[p.r.lookOf(m.block)]) >= leastListed
}

// mostBoxes is how many boxes around a line over the title do not hold the title at most.
const mostBoxes = 2

// overTitle reports whether a day stands right above the title, in one box with it.
func (p *datePlaces) overTitle(m *dateMention) bool {
	if m.block < 0 || m.block != p.anchor-1 {
		return false
	}
	box := p.r.tree.Nodes[p.r.layout.Blocks[m.block].Box].Parent
	for n := 0; n < mostBoxes && box >= 0 && !p.own(box); n++ {
		box = p.r.tree.Nodes[box].Parent
	}
	return box >= 0 && p.own(box) && p.r.tree.Nodes[box].Atom != atom.Body
}

// readingWords, currencies and visitWords stand in lines that tell weather and rates, or how often a page is seen, with
// the day on which they were read. Words in lower case, parts of them; currencies as they are written, whole.
var (
	readingWords = []string{
		"°", "курс", "валют", "погод", "döviz", "hava durumu", "wechselkurs", "weather", "exchange rate", "météo",
		"tipo de cambio", "айырбас бағам", "ауа рай", "ob-havo", "обмінн",
	}
	currencies = text.WordSet("USD EUR RUB KZT GBP CNY TRY UZS KGS BRENT WTI")
	visitWords = []string{"посетител", "visitors", "visiteurs", "besucher", "ziyaretçi", "відвідувач", "келуші"}
)

// isReading reports whether a line tells weather, rates or visitors. Where an article's date stands visits are its own.
func isReading(line string, opens bool) bool {
	low := strings.ToLower(line)
	if holdsAny(low, readingWords...) || !opens && holdsAny(low, visitWords...) {
		return true
	}
	words := strings.FieldsFuncSeq(line, func(r rune) bool {
		return r >= utf8.RuneSelf || r != '_' && !isLetter(r) && !digit(byte(r))
	})
	for w := range words {
		if currencies[w] || len(w) >= len("wetter") && strings.HasSuffix(strings.ToLower(w), "wetter") {
			return true
		}
	}
	return false
}
