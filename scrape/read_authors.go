package scrape

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// Sources of an author's name, by index in authorCandidate.said.
const (
	byLD = iota
	byOtherLD
	byMeta
	byOtherMeta
	byRel
	byItemprop
	byClass
	byLink
	byText
	byItem
	byCount
)

var authorSources = [byCount]string{"JSON-LD author", "JSON-LD author of another piece", "meta author", "other meta", "rel=author", "itemprop author", "byline class", "link to an author's page", "text", "the list's entry"}

// authorCandidate is one name that may be an author's.
type authorCandidate struct {
	name, fold    string
	said          [byCount]uint8
	node          int32 // where it first stands on the page; -1 = nowhere
	piece, pieces int   // which part of its text it was, of how many
	led           bool  // "by" or the like stood before it
	photo         bool  // "photo" or the like stood before it
}

// authorCandidates gathers names from the head, from marked elements and from lines that begin as bylines do.
func (r *reader) authorCandidates() []authorCandidate {
	var out []authorCandidate
	index := map[string]int{}
	add := func(raw string, source int, node int32) {
		parts, led, photo := splitNames(raw)
		for k, name := range parts {
			fold := strings.ToLower(name)
			i, ok := index[fold]
			if !ok {
				if len(out) >= 80 {
					return
				}
				i = len(out)
				index[fold] = i
				out = append(out, authorCandidate{name: name, fold: fold, node: node, piece: k, pieces: len(parts)})
			}
			c := &out[i]
			if c.said[source] < 100 {
				c.said[source]++
			}
			c.led, c.photo = c.led || led, c.photo || photo
			if c.node < 0 {
				c.node = node
			}
		}
	}
	main := r.facts.mainLD()
	for i := range r.facts.ld {
		a := &r.facts.ld[i]
		source := byOtherLD
		if a == main {
			source = byLD
		}
		for _, n := range a.authors {
			add(n, source, -1)
		}
		if i > 20 {
			break
		}
	}
	for _, m := range r.facts.metas {
		switch m.name {
		case "author":
			add(m.content, byMeta, -1)
		case "article:author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl", "article:author_name", "og:article:author", "cxenseparse:author",
			"twitter:data1", "authors", "citation_author", "creator", "article.author", "og:author", "vr:author", "shareaholic:article_author_name", "page.author", "dc.contributor", "twitter:creator":
			add(m.content, byOtherMeta, -1)
		}
	}
	r.markedAuthors(add)
	for _, n := range r.in.Item.Authors {
		add(n, byItem, -1)
	}
	return out
}

// markedAuthors gives the texts of elements that are marked as an author, and of bylines.
func (r *reader) markedAuthors(add func(raw string, source int, node int32)) {
	marked := 0
	for i := range r.tree.nodes {
		n := &r.tree.nodes[i]
		if n.text || n.end-int32(i) > 60 || marked > 200 {
			continue
		}
		source := -1
		switch {
		case n.atom == atom.A && strings.Contains(strings.ToLower(attr(n.h, "rel")), "author"):
			source = byRel
		case strings.Contains(attr(n.h, "itemprop"), "author"):
			source = byItemprop
		case n.atom == atom.A && authorPath(attr(n.h, "href")):
			source = byLink
		case n.sig&sigAuthor != 0:
			source = byClass
		}
		if source < 0 {
			continue
		}
		text := r.tree.plain(int32(i))
		if n.atom == atom.Meta {
			text = attr(n.h, "content")
		}
		if text != "" && len(text) < 240 {
			marked++
			add(text, source, int32(i))
		}
	}
	l := r.layout
	for i := range l.blocks {
		b := &l.blocks[i]
		if b.words > 24 || b.words < 2 {
			continue
		}
		text := l.text(b)
		if _, led, _ := trimByline(text); led {
			add(text, byText, b.node)
		} else if k := strings.Index(text, " | "); k > 0 && b.words < 14 && int32(i) < 60 {
			add(text, byText, b.node)
		} else if b.words < 5 && b.uppers > 1 && b.digits == 0 && b.stops == 0 && r.nearTitle(int32(i)) {
			add(text, byText, b.node)
		}
	}
}

// nearTitle reports blocks within a few lines of the first h1.
func (r *reader) nearTitle(i int32) bool {
	if r.titleBlock < 0 {
		return false
	}
	return i > r.titleBlock-6 && i < r.titleBlock+10
}

// authorPath reports addresses of authors' pages by the words of their path.
func authorPath(href string) bool {
	if strings.Contains(href, "author=") {
		return true
	}
	start := 0
	for i := 0; i <= len(href) && i < 200; i++ {
		if i < len(href) && href[i] != '/' && href[i] != '?' {
			continue
		}
		if n := i - start; n > 1 && n < 20 && start > 0 && authorWords[strings.ToLower(href[start:i])] {
			return true
		}
		start = i + 1
	}
	return false
}

var authorWords = wordSet("author authors autor autoren autorin profile profiles people person persons staff contributor contributors journalist journalists writer writers by redaktion redakteur redakteure reporter reporters auteur auteurs avtor avtory yazar yazarlar user users team experts expert columnists columnist autores autore bio") //nolint:misspell // of many languages

// bylineLeads are what a byline begins with, lower case.
var bylineLeads = []string{
	"written by", "posted by", "published by", "reported by", "story by", "words by", "article by", "text by", "submitted by", "created by", "author:", "authors:", "author", "by:", "by",
	"ein beitrag von", "ein artikel von", "geschrieben von", "verfasst von", "veröffentlicht von", "autor:in", "autorin:", "autoren:", "autor:", "autorin", "autor", "text:", "von:", "von", "aus ", //nolint:misspell // German
	"écrit par", "publié par", "auteur :", "auteur", "par", "escrito por", "publicado por", "por:", "por", "di ", "a cura di", "door",
	"авторы:", "автор:", "авторы", "автор", "текст:", "подготовил", "подготовила", "опубликовал", "корреспондент", "yazan:", "yazar:", "yazan", "yazar", "haber:", "muhabir:",
	"авторлар:", "автор :", "мақала авторы", "дайындаған", "müəllif:", "muallif:", "text", "words:", "reporting by", "written and edited by", "tekst:", "door:", "skriven av", "av", "napisał", "opracował",
	"авторлары:", "мәтін:", "мәтінді дайындаған", "әзірлеген", "сұхбаттасқан", "жазған:", "avtor:", "mátin:", "daıyndaǵan", "даярдаган", "жазган:", "муаллиф:", "тайёрлади:", "tayyorladi:", "аўтар:", "тэкст:", "подготувала", "підготував",
	"نویسنده:", "خبرنگار:", "كتب:", "كتبت:", "بقلم:", "بقلم", "作者：", "作者:", "文：",
}

// trimByline takes the lead off a byline. led is false when there is none.
func trimByline(s string) (rest string, led, photo bool) {
	s = strings.TrimLeft(s, " \t—–-•|·*")
	low := strings.ToLower(s)
	for _, p := range []string{"photo", "foto", "фото", "image", "bild", "photograph", "illustration", "video", "сурет", "fotoğraf"} {
		if strings.HasPrefix(low, p) {
			return s, false, true
		}
	}
	if len(low) != len(s) { // folding changed the length: cut by the folded text
		s = low
	}
	for _, p := range bylineLeads {
		if !strings.HasPrefix(low, p) {
			continue
		}
		rest := s[len(p):]
		r, _ := utf8.DecodeRuneInString(rest)
		last, _ := utf8.DecodeLastRuneInString(p)
		if unicode.IsLetter(r) && unicode.IsLetter(last) {
			continue
		}
		return strings.TrimLeft(rest, " :\t-–"), true, false
	}
	return s, false, false
}

var nameSplitter = strings.NewReplacer(
	" | ", "\n", "|", "\n", " • ", "\n", "•", "\n", " · ", "\n", "·", "\n", ";", "\n", " – ", "\n", " — ", "\n", " - ", "\n", "، ", "\n", "、", "\n", " / ", "\n", "/", "\n",
	", ", "\n", ",", "\n", " and ", "\n", " & ", "\n", " und ", "\n", " et ", "\n", " y ", "\n", " и ", "\n", " ve ", "\n", " және ", "\n", " with ", "\n", " mit ", "\n", " AND ", "\n", " UND ", "\n", " for ", "\n", " für ", "\n", " on ", "\n", " | ", "\n", "(", "\n", ")", "\n", " in ", "\n", " from ", "\n", " aus ", "\n", "\t", "\n",
)

// splitNames cuts a byline into names. Dates, addresses and whole sentences are left out.
func splitNames(raw string) (names []string, led, photo bool) {
	s := squeeze(raw)
	if strings.HasPrefix(s, "http") || strings.HasPrefix(s, "@http") || len(s) > 400 {
		return nil, false, false
	}
	if s, led, photo = trimByline(s); led {
		if again, l, _ := trimByline(s); l {
			s = again
		}
	}
	for _, p := range strings.Split(nameSplitter.Replace(s), "\n") {
		if t, l, ph := trimByline(strings.TrimSpace(p)); l && !ph {
			p, led = t, true
		}
		p = strings.TrimPrefix(strings.Trim(p, " \t.,:;-–—*\"'“”„«»<>[]"), "and ")
		if p == "" || strings.Contains(p, "://") || strings.Contains(p, "www.") {
			continue
		}
		if strings.HasSuffix(p, " Jr") || strings.HasSuffix(p, " Sr") {
			p += "."
		}
		words := strings.Fields(p)
		if len(words) > 6 || utf8.RuneCountInString(p) > 60 || utf8.RuneCountInString(p) < 2 {
			continue
		}
		digits := 0
		for _, c := range p {
			if unicode.IsDigit(c) {
				digits++
			}
		}
		if digits > 2 || digits > 0 && len(words) == 1 && digits*2 > len(p) {
			continue
		}
		names = append(names, p)
		if len(names) == 12 {
			break
		}
	}
	return names, led, photo
}

// authors weighs the candidates by the forest that was trained on bylines.
func (r *reader) authors() []string {
	if names := r.ruledAuthors(); len(names) > 0 {
		return names
	}
	cs := r.authorCandidates()
	m := authorModel()
	p := make([]float32, len(cs))
	var together [byCount]bool // sources that name an author for sure: who is named beside him is likely one too
	top := float32(0)
	for i, x := range r.authorFeatures(cs) {
		p[i] = Sigmoid(m.Score(x))
		top = max(top, p[i])
		for k, n := range cs[i].said {
			if n > 0 && p[i] > sureAuthor && (k == byLD || k == byMeta) {
				together[k] = true
			}
		}
	}
	least := float32(sureAuthor)
	if top < least {
		least = max(top, loneAuthor)
	}
	var out []string
	for i := range cs {
		beside := together[byLD] && cs[i].said[byLD] > 0 || together[byMeta] && cs[i].said[byMeta] > 0
		if p[i] >= least || beside && p[i] > besideAuthor {
			r.noteAuthor(&cs[i])
			out = append(out, cs[i].name)
		}
	}
	if top < sureAuthor {
		if names := r.labelledAuthors(); len(names) > 0 {
			return names
		}
		if names := r.signature(); len(out) == 0 && len(names) > 0 {
			return names
		}
	}
	if len(out) == 0 && len(r.in.Item.Authors) > 0 {
		r.note("authors", "the list's entry", strings.Join(r.in.Item.Authors, ", "))
		return r.in.Item.Authors
	}
	return out
}

// Least probabilities of an author that is believed.
const (
	sureAuthor   = .6
	loneAuthor   = .3 // when no other candidate is surer
	besideAuthor = .2 // when named in one breath with a sure one
)

func (r *reader) noteAuthor(c *authorCandidate) {
	var from []string
	for k, n := range c.said {
		if n > 0 {
			from = append(from, authorSources[k])
		}
	}
	r.note("authors", strings.Join(from, ", "), c.name)
}

// roleWords mark what is an office or a house and no person.
var roleWords = wordSet("editor editors editorial staff reporter writer correspondent journalist columnist contributor author team desk news media press agency group inc ltd gmbh company admin administrator " +
	"redaktion redakteur redakteurin online journal magazine blog ceo founder director manager president professor senior chief managing associate assistant analyst university institute guest " +
	"редакция корреспондент редактор агентство новости журналист служба haber ajansı merkezi editör editörü muhabir agentur dpa afp reuters ap about view posts follow more all share profile website read bio " +
	"email twitter facebook comments comment minutes min ago updated published january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday " +
	"specialist marketing content service foundation association health sports politics home contact author's md phd")

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// authorFeatures describes each candidate in numbers.
func (r *reader) authorFeatures(cs []authorCandidate) [][]float32 {
	var have [byCount]float32
	for i := range cs {
		for k, n := range cs[i].said {
			if n > 0 {
				have[k]++
			}
		}
	}
	out := make([][]float32, len(cs))
	for i := range cs {
		c := &cs[i]
		f := make([]float32, 0, 72)
		kinds := float32(0)
		for _, n := range c.said {
			f = append(f, float32(n))
			kinds += flag(n > 0)
		}
		f = append(f, have[:]...)
		words := strings.Fields(c.name)
		var capital, roles, upper, short float32
		for _, w := range words {
			first, _ := utf8.DecodeRuneInString(w)
			capital += flag(unicode.IsUpper(first))
			upper += flag(strings.IndexFunc(w, unicode.IsLower) < 0)
			roles += flag(roleWords[strings.ToLower(strings.Trim(w, ".,:'"))])
			short += flag(len(w) <= 2)
		}
		within, around := float32(0), float32(0)
		for k := range cs {
			if k == i {
				continue
			}
			if strings.Contains(cs[k].fold, c.fold) {
				within++
			} else if strings.Contains(c.fold, cs[k].fold) {
				around++
			}
		}
		f = append(f, kinds, float32(len(words)), float32(utf8.RuneCountInString(c.name)), capital/float32(len(words)), roles, upper, short,
			flag(strings.ContainsAny(c.name, "0123456789")), flag(strings.ContainsAny(c.name, "@#_!?:…")), flag(strings.Contains(c.name, ".")), flag(r.isSite(c.name)), within, around,
			float32(c.piece), float32(c.pieces), flag(c.led), flag(c.photo), float32(i), float32(len(cs)), flag(strings.Contains(c.name, "-") && strings.ToLower(c.name) == c.name),
			flag(r.titleFold != "" && strings.Contains(r.titleFold, foldText(c.name))))
		out[i] = r.authorPlace(c, f)
	}
	return out
}

// authorPlace adds where on the page a name stands.
func (r *reader) authorPlace(c *authorCandidate, f []float32) []float32 {
	if c.node < 0 {
		return append(f, -1, -1000, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	l := r.layout
	at := l.at[c.node]
	rel := float32(-1000)
	if r.titleBlock >= 0 {
		rel = float32(at - r.titleBlock)
	}
	n := len(l.blocks)
	var sem [semanticCount]float32
	var sig signals
	for i := c.node; i >= 0; i = r.tree.nodes[i].parent {
		if k := semanticOf(r.tree.nodes[i].atom); k >= 0 {
			sem[k] = 1
		}
		sig |= r.tree.nodes[i].sig
	}
	return append(f, ratio(at, int32(n)), rel, ratio(l.sumPara[at], l.sumPara[n]), sem[semArticle], sem[semHeader], sem[semAside], sem[semFooter]+sem[semNav],
		flag(sig&sigComment != 0), flag(sig&sigRelated != 0), flag(sig&sigTeaser != 0), flag(sig&sigSide != 0), flag(sig&sigDate != 0), flag(r.tree.nodes[c.node].hidden), float32(r.tree.nodes[c.node].depth))
}
