package page

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
	"attache/scrape/page/head"
	"attache/text"
)

// A name is believed by a mark only: structured data of the article, an element or a link that is an author's, or a
// phrase such as "By". A line that looks like a name is none.

// writerLabel reports a label of a pair of metas, "Written by", that names who wrote.
func writerLabel(label string) bool {
	rest, kind := byline.CutLead(label + ":")
	return kind == byline.LeadAuthor && rest == ""
}

// siteMakers are who built the site, folded.
type siteMakers []string

// makerVerbs and makerLines begin the line of a page's foot that names who built the site; before the verbs may stand
// "web", "site" or "website".
const (
	makerVerbs = `created|developed|designed|powered|built|made|maintained`
	makerLines = `web ?(?:site )?design(?:ed)?(?: by)?|website by|site by|webdesign|umsetzung|realisierung|` +
		`design und umsetzung|erstellt von|realisiert (?:von|durch)|réalisé par|réalisation|création|conception|conçu par|` +
		`desarrollado por|diseñado por|diseño web|desenvolvido por|sviluppato da|realizzato da|ontwikkeld door|` +
		`gebouwd door|wykonanie|projekt i wykonanie|realizacja|vytvořil|создание сайтов?|создание сайта|` +
		`разработка сайтов?|разработка сайта|разработка и поддержка|сайт разработан|разработано|сделано в|дизайн сайта|` +
		`розробка сайту|створення сайту|розроблено|сайтты жасаған|сайт жасаушы|әзірлеген|tasarım|yazılım|web tasarım|` +
		`hazırlayan|saytı hazırladı|sayt yaratuvchi|تصميم|تصميم وتطوير|تطوير|برمجة|طراحی|طراحی و اجرا|עיצוב ובניה|` +
		`技术支持|技術支持|设计制作`
)

var (
	madeBy = text.Pattern(`(?i)^(?:(?:web ?)?(?:site |website )?(?:` + makerVerbs + `) ` +
		`(?:(?:and|&) \pL+ )?(?:with \S+ )?by|` + makerLines + `)[\s:：]*`)
	// makerStarts are the first letters of what madeBy matches: few lines begin with them.
	makerStarts = sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for _, words := range strings.Split("web|site|"+makerVerbs+"|"+makerLines, "|") {
			m[firstLetters(words)] = true
		}
		return m
	})
	// webAddress finds an address within a text of the head.
	webAddress = text.Pattern(`(?i)(?:\bwww\.|https?://|\b[a-z\d-]+\.(?:com|net|org|info|biz|agency|studio|` +
		`dev|io|example|ru|kz|ua|uz|kg|az|am|ge|de|fr|tr|pl|uk|eu|by|tj)\b)`)
	// studio finds the trade of those who build sites. Each of its names has one of studioParts.
	studio = text.Pattern(`(?i)\b(?:web ?(?:studio|design|agency|development|solutions|master)|` +
		`digital agency|webagentur|agence web|веб-?студия)|веб-?студия|web-студия|студия дизайна`)
	studioParts = []string{"web", "digital agency", "студия"}
)

// firstLetters are the first three characters of a text, in lower case.
func firstLetters(s string) string {
	n := 0
	for range 3 {
		_, size := utf8.DecodeRuneInString(s[n:])
		n += size
	}
	return strings.ToLower(s[:n])
}

// siteMakers gathers who built the site from the head and from the last lines of the page.
func (r *Parsed) siteMakers() siteMakers {
	var out siteMakers
	add := func(s string) {
		s = webAddressEnd.ReplaceAllString(strings.ToLower(s), "")
		if f := dom.FoldText(s); len(f) > 3 && len(f) < 100 {
			out = append(out, f)
		}
	}
	for _, m := range r.facts.Metas {
		switch m.Name {
		case "web_author", "web-author", "designer", "web_designer", "webdesigner", "developer", "generator", "webmaster",
			"site-author", "programmer", "design", "author-template":
			add(m.Content)
		}
	}
	l := r.layout
	for i := max(0, len(l.Blocks)-footLines); i < len(l.Blocks); i++ {
		b := &l.Blocks[i]
		if b.Words > 16 || int32(i) <= r.titleBlock {
			continue
		}
		s := l.TextOf(b)
		if !makerStarts()[firstLetters(s)] {
			continue
		}
		if at := madeBy().FindStringIndex(s); at != nil {
			add(s[at[1]:])
		}
	}
	return out
}

// footLines is how many of a page's last blocks are searched for who built the site.
const footLines = 12

// webAddressEnd is what an address has besides a name.
var webAddressEnd = regexp.MustCompile(`^(?:https?://)?(?:www\.)?|\.(?:[a-z]{2,8})/?$`)

// made reports a meta author that names who built the site: an address stands in it, or a studio, or the name of one
// who is told elsewhere to have built it. low is the content in lower case, f folded.
func (m siteMakers) made(content, low, f string) bool {
	if strings.Contains(content, ".") && !strings.Contains(content, "@") && webAddress().MatchString(content) ||
		strings.Contains(content, " ") && holdsAny(low, studioParts...) && studio().MatchString(content) {
		return true
	}
	if len(f) < 4 {
		return false
	}
	for _, s := range m {
		if strings.Contains(f, s) || strings.Contains(s, f) {
			return true
		}
	}
	return false
}

// authorClasses are words of classes that an author's own element has; "person" or "profile" may be anybody's.
var authorClasses = text.WordSet("byline author authors autor autoren autora autores avtor auteur auteurs " +
	"autore auteurname " +
	"writer writers contributor contributors reporter journalist creator writtenby vcard columnist " +
	"yazar yazarlar muhabir muallif muellif signature firma redakteur redaktor postauthor articleauthor authorname " +
	"bylines " +
	"kotoba skribent forfatter journalistname szerzo autors verfasser auctor")

// strongMark reports an element whose class, id, rel or itemprop says that it is an author's.
func strongMark(n *dom.Node) bool {
	for _, a := range n.HTML.Attr {
		switch a.Key {
		case "class", "id", "rel", "itemprop", "data-testid", "data-component":
			if len(a.Val) < 300 && (authorInside(a.Val) || hasWord(a.Val, authorClasses)) {
				return true
			}
		}
	}
	return false
}

// authorInside finds an author's word within a longer one: authorbold, ArticleAuthorDate; not "authority".
func authorInside(class string) bool {
	for i := 0; i+6 <= len(class); i++ {
		switch class[i] | 0x20 {
		case 'a':
			if strings.EqualFold(class[i:i+6], "author") && (i+6 == len(class) || class[i+6]|0x20 != 'i') {
				return true
			}
		case 'b':
			if strings.EqualFold(class[i:i+6], "byline") {
				return true
			}
		}
	}
	return false
}

// roleClasses are words of classes that an author's place or office has.
var roleClasses = text.WordSet("title role position location place job jobtitle function office affiliation " +
	"desc description " +
	"caption credit credits copyright")

// hasWord reports a class with one of the words, cut at what is no letter and at a capital within.
func hasWord(class string, words map[string]bool) bool {
	start := 0
	for i := 0; i <= len(class); i++ {
		end := i == len(class) || !isLetter(rune(class[i]))
		if !end && (i <= start || class[i] < 'A' || class[i] > 'Z' || class[i-1] < 'a') {
			continue
		}
		if words[strings.ToLower(class[start:i])] {
			return true
		}
		start = i
		if end {
			start++
		}
	}
	return false
}

// surely reports an element that is an author's for certain: by rel, itemprop, the words of its class, or an address
// of authors' pages. Boxes of persons are anybody's.
func (r *Parsed) surely(n *dom.Node, at int32, source int) bool {
	switch source {
	case byRel:
		return true
	case byItemprop:
		return !r.foreignItem(at)
	case byLink:
		return authorPathOf(markup.Attr(n.HTML, "href"), authorPaths) && !r.inText(at) || strongMark(n)
	}
	return strongMark(n) && !hasWord(markup.Attr(n.HTML, "class"), roleClasses)
}

// inText reports a node within a paragraph of text.
func (r *Parsed) inText(node int32) bool {
	l := r.layout
	at := min(int(l.At[node]), len(l.Blocks)-1)
	return at >= 0 && l.Blocks[at].Words > lineWords && l.Blocks[at].Node <= r.tree.Nodes[node].End
}

// lineWords is how many words a byline has at most.
const lineWords = 24

// foreignItem reports an element of microdata that speaks of another thing than the article: a comment, a review, what
// is reviewed.
func (r *Parsed) foreignItem(node int32) bool {
	for i := r.tree.Nodes[node].Parent; i >= 0; i = r.tree.Nodes[i].Parent {
		h := r.tree.Nodes[i].HTML
		if kind := markup.Attr(h, "itemtype"); kind != "" {
			return strings.HasSuffix(kind, "/Comment") || strings.HasSuffix(kind, "/UserComments") ||
				strings.HasSuffix(kind, "Review") || strings.HasSuffix(kind, "/Answer") ||
				strings.Contains(markup.Attr(h, "itemprop"), "itemReviewed") ||
				strings.Contains(markup.Attr(h, "itemprop"), "comment")
		}
	}
	return false
}

// roleElement reports an element whose class says that it holds an office, a place or a date.
func (r *Parsed) roleElement(node int32) bool {
	return node >= 0 && hasWord(markup.Attr(r.tree.Nodes[node].HTML, "class"), roleClasses)
}

// withinMark reports a node in a small element that is an author's.
func (r *Parsed) withinMark(node int32) bool {
	n := r.tree.Nodes
	for i, up := node, 0; i >= 0 && up < 4 && n[i].End-i < 40; i, up = n[i].Parent, up+1 {
		if !n[i].Text && strongMark(&n[i]) {
			return !r.foreignItem(i)
		}
	}
	return false
}

// ledBefore reports a node right behind a text that is nothing but an author's lead: "Autor:", "By".
func (r *Parsed) ledBefore(node int32) bool {
	before, _ := r.textBeside(node)
	if before == "" || len(before) > leadBytes {
		return false
	}
	rest, kind := byline.CutLead(before)
	return kind == byline.LeadAuthor && rest == "" && !r.tree.Nodes[node].Hidden && !r.aside(node)
}

// leadBytes is how long an author's lead is at most.
const leadBytes = 32

// judge tells what is wrong with a candidate.
func (r *Parsed) judge(c *AuthorCandidate) {
	inHead := c.said[byLD] > 0 || c.said[byMeta] > 0 || c.said[byItem] > 0
	c.house = byline.Newsroom(c.Name) || r.isOutlet(c.Name, c.letters)
	led := c.before&byline.LeadAuthor != 0
	never := byline.NoName(c.Name) || !inHead && !led && (!c.bare || c.node >= 0 && r.credited(c.node))
	if !inHead && c.node >= 0 && r.makers.made(c.Name, c.fold, c.letters) || c.partOfPhrase() {
		never = true
	}
	c.strong = c.strong || !never && r.phrase(c)
	never = never || c.house
	c.unmarked = !c.strong && !never
	c.refused = never || !c.strong
}

// partOfPhrase reports what begins with an article and is no house's name: "The Russian", of "The Russian and Syrian
// defense ministries".
func (c *AuthorCandidate) partOfPhrase() bool {
	return strings.HasPrefix(c.fold, "the ") && c.said[byMeta] == 0 && !c.house && !byline.IsHouse(c.Name)
}

// phrase reports a full name of a common given name that stands near the title with nothing but a date or an office,
// in its line or in the next: "5 May 2026 | Ann Lee", "Ann Lee, Senior Correspondent".
func (r *Parsed) phrase(c *AuthorCandidate) bool {
	if c.node < 0 || !byline.IsFullName(c.Name) || !nameShaped(c.Name) {
		return false
	}
	l := r.layout
	at := int32(min(int(l.At[c.node]), len(l.Blocks)-1))
	if at > 0 && l.Blocks[at].Node > c.node {
		at--
	}
	if at < 0 || !r.nearTitle(at) || l.Blocks[at].Hidden || r.aside(c.node) {
		return false
	}
	if next := int(at) + 1; next < len(l.Blocks) && l.Blocks[next].Words < phraseWords &&
		l.TextOf(&l.Blocks[at]) == c.Name && byline.Beside(l.TextOf(&l.Blocks[next])) {
		return true
	}
	for i, up := c.node, 0; i >= 0 && up < 4; i, up = r.tree.Nodes[i].Parent, up+1 {
		if r.tree.Nodes[i].End-i > phraseNodes {
			return false
		}
		s := dom.Squeeze(r.spaced(i))
		if strings.Count(s, " ") >= phraseWords {
			return false
		}
		if before, after, ok := strings.Cut(s, c.Name); ok && byline.Beside(before+" "+after) {
			return true
		}
	}
	return false
}

// spaced is the text of a node, its parts parted by spaces.
func (r *Parsed) spaced(node int32) string {
	var b strings.Builder
	for k := node; k < r.tree.Nodes[node].End; k++ {
		if n := &r.tree.Nodes[k]; n.Text {
			b.WriteString(n.HTML.Data + " ")
		}
	}
	return b.String()
}

// phraseNodes is how many nodes a byline's element has at most.
const phraseNodes = 24

// phraseWords is how many words a name, an office and a date have at most.
const phraseWords = 14

// isOutlet reports the outlet of the page: the site, the publisher that its JSON-LD names, or the source's outlet.
// A person's own site bears the person's name; that JSON-LD calls a name a person's is believed of what looks like
// one. f is the name folded.
func (r *Parsed) isOutlet(name, f string) bool {
	if f != r.outletFold && !r.facts.Publishers[f] && !r.site.is(f) && !r.isStation(name) {
		return false
	}
	article, _, _ := strings.Cut(strings.ToLower(name), " ")
	person := byline.MayBePerson(name) ||
		r.facts.Kinds[strings.ToLower(name)] == head.NameOfPerson && nameShaped(name) && !articles[article]
	return !person || byline.IsHouse(name)
}

// articles begin the names of papers: "El Colombiano", "The Currency".
var articles = text.WordSet("the el la le les los las der die das il lo gli i de het der den o a os as")

// isStation reports a part of the outlet, told by the first label of the page's host and one or two words behind it:
// "MDR THÜRINGEN".
func (r *Parsed) isStation(name string) bool {
	first, rest, ok := strings.Cut(name, " ")
	return ok && len(first) > 1 && dom.FoldText(first) == r.site.name && strings.Count(rest, " ") < 2
}

// credited reports a node right behind the word for a picture's credit, or in the element of a caption.
func (r *Parsed) credited(node int32) bool {
	before, _ := r.textBeside(node)
	if rest, kind := byline.CutLead(lastLine(before)); kind == byline.LeadPhoto && len(rest) < 24 {
		return true
	}
	for i, up := node, 0; i >= 0 && up < 4; i, up = r.tree.Nodes[i].Parent, up+1 {
		n := &r.tree.Nodes[i]
		if n.Atom == atom.Figcaption || n.Atom == atom.Figure ||
			!n.Text && pictureClass(strings.ToLower(markup.Attr(n.HTML, "class"))) {
			return true
		}
	}
	return false
}

// pictureClass reports a class of what stands below a picture: "media-caption__image-copyright".
func pictureClass(class string) bool {
	return holdsAny(class, "caption", "copyright", "credit") && holdsAny(class, "image", "photo", "picture", "bild", "img")
}

func lastLine(s string) string {
	if k := strings.LastIndexAny(s, ".|/·"); k >= 0 && k+1 < len(s) {
		s = s[k+1:]
	}
	return strings.TrimSpace(s)
}
