package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/scrape/date"
	"attache/scrape/markup"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
	"attache/text"
)

// authorLabels stand before a colon, and an author's name after it, in lower case.
var authorLabels = text.WordSet(
	"автор авторы авторлар авторлары текст мәтін дайындаған әзірлеген сұхбаттасқан жазған тілші avtor avtory mátin " +
		"daıyndaǵan подготовил подготовила беседовал беседовала " +
		"даярдаган жазган muallif mualliflar муаллиф муаллифон tayyorladi тайёрлади müəllif yazan yazar muhabir автори " +
		"підготував підготувала аўтар аўтары тэкст падрыхтаваў " +
		"نویسنده خبرنگار كتب كتبت بقلم الكاتب 作者 记者 文 מאת autor autorin auteur")

// nameLinks join two names.
var nameLinks = text.WordSet("және мен пен жана менен va ва və ve и й і та and und et y و")

// labelledAuthors finds names that a short line states after "Автор:" or the like. The forest learned bylines from
// pages of few languages; this is asked when it is sure of nobody.
func (r *Parsed) labelledAuthors() []string {
	l := r.layout
	for i := range l.Blocks {
		b := &l.Blocks[i]
		if b.Words > 24 || b.Hidden || r.aside(b.Node) {
			continue
		}
		rest, open := "", false
		for k := b.Node; k < l.EndOf(int32(i)); k++ {
			n := &l.Nodes[k]
			if !n.Text {
				continue
			}
			s := dom.Squeeze(n.HTML.Data)
			if !open {
				rest, open = afterLabel(s)
			} else if rest == "" {
				rest = s
			}
			if open && rest != "" {
				break
			}
		}
		if names := r.believed(namesAtStart(rest)); len(names) > 0 {
			r.note("authors", "label", strings.Join(names, ", "))
			return names
		}
	}
	return nil
}

// believed leaves out what is no author's name: see byline.Nobody.
func (r *Parsed) believed(names []string) []string {
	return slices.DeleteFunc(names, func(s string) bool { return byline.Nobody(s) || r.isOutlet(s, dom.FoldText(s)) })
}

// signature finds a name of two or three words that stands right below the title with nothing but a date after it.
func (r *Parsed) signature() []string {
	l := r.layout
	if r.titleBlock < 0 {
		return nil
	}
	for i := r.titleBlock + 1; i < min(r.titleBlock+4, int32(len(l.Blocks))); i++ {
		b := &l.Blocks[i]
		if b.Words > 12 || b.Digits < 3 || b.Linked > 0 || b.Hidden || r.aside(b.Node) {
			continue
		}
		name := dom.Squeeze(l.Nodes[b.Node].HTML.Data)
		words := strings.Fields(name)
		names := namesAtStart(name)
		if len(words) > 3 || len(names) != 1 || names[0] != name || len(r.believed(names)) == 0 {
			continue
		}
		rest := strings.TrimLeft(strings.TrimPrefix(l.TextOf(b), name), " ,|•·—–-")
		if p := date.NewParser(r.dateLanguage(), nil, false, r.in.Now); len(p.Find(rest, 1)) > 0 && p.Leads() {
			r.note("authors", "signature beside the date", name)
			return names
		}
	}
	return nil
}

// signedBelow reports a bold, slanted or right-hand line of two or three words that looks like a name: a signature at
// the foot of a text.
func (r *Parsed) signedBelow(b *dom.Block) bool {
	if b.Words < 2 || b.Words > 3 || b.Linked > 0 || b.Digits > 0 || b.Stops > 0 {
		return false
	}
	box := r.tree.Nodes[b.Box].HTML
	if b.Bold < b.Runes && b.Italic < b.Runes && markup.Attr(box, "align") != "right" &&
		!strings.Contains(markup.Attr(box, "style"), "right") {
		return false
	}
	name := r.layout.TextOf(b)
	names := namesAtStart(name)
	return len(names) == 1 && names[0] == name && len(r.believed(names)) > 0
}

// aside reports a place among comments, teasers and side columns.
func (r *Parsed) aside(node int32) bool {
	for i := node; i >= 0; i = r.tree.Nodes[i].Parent {
		if n := &r.tree.Nodes[i]; n.Sig&(dom.SigComment|dom.SigRelated|dom.SigSide) != 0 {
			return true
		} else if k := dom.SemanticOf(n.Atom); k == dom.SemAside || k == dom.SemNav || k == dom.SemFooter &&
			r.tree.Nodes[i].Sig&dom.SigArticle == 0 {
			return true
		}
	}
	return false
}

// afterLabel returns what follows the first label of an author.
func afterLabel(s string) (rest string, ok bool) {
	for from := 0; from < len(s); {
		k := strings.IndexAny(s[from:], ":：")
		if k < 0 {
			return "", false
		}
		k += from
		_, size := utf8.DecodeRuneInString(s[k:])
		words := strings.FieldsFunc(s[:k],
			func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == '（' || r == '|' })
		if n := len(words); n > 0 && authorLabels[strings.ToLower(words[n-1])] {
			return strings.TrimSpace(s[k+size:]), true
		}
		from = k + size
	}
	return "", false
}

// namesAtStart reads names at the start of a text, parted by commas or conjunctions: two to four words that begin with
// a capital where the script has any, or two to four Chinese characters.
func namesAtStart(s string) (names []string) {
	var name []string
	end := func() bool { // false = what stands there is no name
		if len(name) == 0 {
			return true
		}
		full := strings.Join(name, " ")
		han := utf8.RuneCountInString(full)
		first, _ := utf8.DecodeRuneInString(full)
		if unicode.Is(unicode.Han, first) && (len(name) > 1 || han < 2 || han > 4) || !unicode.Is(unicode.Han, first) &&
			(len(name) < 2 || len(name) > 4) {
			return false
		}
		names, name = append(names, full), nil
		return len(names) < 6
	}
	for _, w := range strings.Fields(strings.ReplaceAll(s, "،", ", ")) {
		bare := strings.TrimRight(w, ",;")
		first, _ := utf8.DecodeRuneInString(bare)
		switch {
		case nameLinks[bare]:
			if !end() {
				return names
			}
			continue
		case !unicode.IsLetter(first) || strings.ContainsAny(bare, ":：0123456789@"):
			end()
			return names
		case unicode.IsLower(first) || roleWords[strings.ToLower(bare)]:
			return names // "… of the desk": a house and no person
		}
		name = append(name, strings.TrimRight(bare, "."))
		if bare != w && !end() {
			return names
		}
	}
	end()
	return names
}

// pictureLine reports the credit of a picture: agencies and a photographer parted by strokes, "Keystone/AP/Ann Lee".
func pictureLine(s string) bool {
	if !strings.Contains(s, "/") {
		return false
	}
	for part := range strings.SplitSeq(s, "/") {
		words := strings.Fields(part)
		if n := len(words); n > 0 && (byline.IsAgency(part) || byline.IsAgency(words[n-1])) {
			return true
		}
	}
	return false
}
