package dom

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
)

const (
	maxNodes = 400_000 // nodes of a page that are read; what follows is left out
	maxAttrs = 64      // attributes of one element that are looked at
)

// Node is one element or text of the page, in document order. The flat array lets every later pass be a loop.
type Node struct {
	HTML   *html.Node
	Parent int32
	End    int32     // index after the last descendant
	Atom   atom.Atom // 0 for text and for unknown elements
	Text   bool
	Hidden bool    // itself or through an ancestor
	Depth  uint16  // of the tree, html = 1
	Sig    Signals // of its own class, id, role and itemprop
	Look   uint32  // hash of tag and class: elements that look alike share it
	Veil   Veil    // why its own text may be no text of the page
	line   bool    // an element that ends a line of text
}

// Tree is a page parsed once.
type Tree struct {
	Root    *html.Node
	Nodes   []Node
	LD      []string // the contents of JSON-LD scripts
	Scripts [][]byte // and of the others
	Cut     bool     // the page was too large or too deep and is not all here
	Lost    int      // bytes of it that were not parsed because it was too large
	Script  int      // bytes of script, for telling pages that need a browser
	sigs    map[string]Signals
	names   map[string]naming
	sheet   *sheet
}

// buffers hold pages on their way into the parser.
var buffers sync.Pool

// MaxBuffer is how large a buffer may be, in bytes, to be kept for the next page.
const MaxBuffer = 1 << 20

// linkedScript is how many bytes a script counts for that is only linked.
const linkedScript = 1000

// Parse parses a page and lays it out flat, without the elements that a rule strips ("" = none). whole is for pages
// that have rules. When ctx ends the tree is empty.
func Parse(ctx context.Context, page []byte, stripped string, whole bool) *Tree {
	t := &Tree{sigs: make(map[string]Signals, 64), names: make(map[string]naming, 128)}
	room, _ := buffers.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	l := strip(page, (*room)[:0], whole)
	page, t.Scripts, t.Script = l.out, l.scripts, l.linked*linkedScript
	t.sheet = newSheet(l.styles)
	kept, lost := markup.Clip(page)
	for _, s := range t.Scripts {
		t.Script += len(s)
	}
	defer func() { // the parser copies what it keeps
		if cap(page) <= MaxBuffer {
			*room = page
			buffers.Put(room)
		}
	}()
	root, flat, err := markup.Parse(ctx, kept)
	t.Lost, t.Cut = lost, lost > 0 || flat
	if err != nil {
		return t
	}
	removeMatches(root, stripped)
	// elements that end, and texts
	t.Root, t.Nodes = root, make([]Node, 0, min(bytes.Count(kept, []byte{'<'})*3/4, maxNodes))
	t.lay(root)
	return t
}

// lay walks the parsed tree without recursion.
func (t *Tree) lay(root *html.Node) {
	parent := int32(-1)
	for n := root.FirstChild; n != nil; {
		if len(t.Nodes) >= maxNodes {
			t.Cut = true
			break
		}
		down := false
		switch n.Type {
		case html.TextNode:
			if parent >= 0 {
				t.Nodes = append(t.Nodes, Node{
					HTML: n, Parent: parent, End: int32(len(t.Nodes) + 1), Text: true,
					Hidden: t.Nodes[parent].Hidden,
				})
			}
		case html.ElementNode:
			if t.skipped(n) {
				break
			}
			i := int32(len(t.Nodes))
			t.Nodes = append(t.Nodes, t.element(n, parent))
			if n.FirstChild != nil {
				parent, down = i, true
			}
		}
		if down {
			n = n.FirstChild
			continue
		}
		for n != nil && n.NextSibling == nil {
			n = n.Parent
			if n == nil || n == root {
				n = nil
				break
			}
			t.Nodes[parent].End = int32(len(t.Nodes))
			parent = t.Nodes[parent].Parent
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	for ; parent >= 0; parent = t.Nodes[parent].Parent {
		t.Nodes[parent].End = int32(len(t.Nodes))
	}
}

// skipped reports elements without text for readers, and keeps the JSON-LD among them.
func (t *Tree) skipped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script:
		if c := n.FirstChild; c != nil {
			if strings.HasPrefix(strings.ToLower(markup.Attr(n, "type")), "application/ld+json") {
				t.LD = append(t.LD, c.Data)
			} else {
				t.Script += len(c.Data)
				if len(c.Data) > 1 { // strip leaves one byte of those it keeps itself
					t.Scripts = append(t.Scripts, []byte(c.Data))
				}
			}
		} else if markup.Attr(n, "src") != "" {
			t.Script += linkedScript
		}
		return true
	case atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Select, atom.Textarea,
		atom.Canvas, atom.Audio, atom.Math, atom.Datalist, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// element returns the node of an element, whose parent is laid out already.
func (t *Tree) element(h *html.Node, parent int32) Node {
	n := Node{HTML: h, Parent: parent, End: int32(len(t.Nodes) + 1), Atom: h.DataAtom, line: blockAtoms[h.DataAtom]}
	if parent >= 0 {
		p := &t.Nodes[parent]
		n.Depth, n.Hidden = p.Depth+1, p.Hidden
	}
	look := HashStart // of the class
	for i := range h.Attr[:min(len(h.Attr), maxAttrs)] {
		switch a := &h.Attr[i]; a.Key {
		case "class":
			look = t.named(&n, a).hash
		case "id":
			t.named(&n, a)
		default:
			t.attribute(&n, a)
		}
	}
	if h.DataAtom == atom.Dialog && !opened(h) {
		n.Veil |= VeilDialog
	}
	if n.Hidden && (parent < 0 || !t.Nodes[parent].Hidden) { // within a hidden element its veil says it for all
		n.Veil |= VeilHidden
	}
	if n.Veil&(VeilConsent|VeilGate) != 0 && (!n.line || headings[h.DataAtom]) { // a heading's id repeats its text
		n.Veil &^= VeilConsent | VeilGate
	}
	if h.DataAtom == atom.Html || h.DataAtom == atom.Body || h.DataAtom == atom.Main {
		n.Sig, n.Veil = 0, 0
	}
	n.Look = look ^ uint32(h.DataAtom)*2654435761
	return n
}

// naming is what a class or id says of its element. Its veil is read when an element that ends a line first has it.
type naming struct {
	sig    Signals
	veil   Veil
	veiled bool // the veil has been read
	hash   uint32
}

// mostName is the longest class or id that is read, in bytes.
const mostName = 400

// named takes over what a class or id says of its element, remembered because pages repeat themselves.
func (t *Tree) named(n *Node, a *html.Attribute) naming {
	s := a.Val
	v, known := t.names[s]
	if !known {
		v.sig, v.hash = classSignals(s), HashText(s)
		if len(s) <= mostName && aloud(s) {
			v.veil = VeilHidden
		}
	}
	if n.line && !v.veiled {
		v.veil, v.veiled, known = v.veil|nameVeil(s), true, false
	}
	if !known {
		t.names[s] = v
	}
	n.Sig |= v.sig
	n.Veil |= v.veil
	if t.sheet.hides(a.Key, s) {
		n.Veil |= VeilHidden
	}
	return v
}

// attribute takes over what an attribute other than a class or id says of its element.
func (t *Tree) attribute(n *Node, a *html.Attribute) {
	n.Veil |= veilOf(a)
	switch a.Key {
	case "role", "itemprop", "data-testid", "data-component", "data-type", "data-module", "rel", "aria-label",
		"data-qa", "data-name":
		n.Sig |= t.signals(a.Val)
	case "hidden":
		n.Hidden = n.Hidden || a.Val != "until-found"
	case "aria-hidden":
		if a.Val == "true" {
			n.Sig |= sigHidden
		}
	case "style":
		if strings.Contains(a.Val, "none") &&
			strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
			n.Hidden = true
		}
	}
}

// signals returns what the words of an attribute say, remembered because pages repeat themselves.
func (t *Tree) signals(s string) Signals {
	if v, ok := t.sigs[s]; ok {
		return v
	}
	v := classSignals(s)
	t.sigs[s] = v
	return v
}

// Plain is the text of a subtree, spaces collapsed, without scripts.
func (t *Tree) Plain(i int32) string {
	var b strings.Builder
	var room [8]int32
	// where the block elements end that are open, and whether one ended since the last text
	ends, ended := room[:0], false
	for j := i; j < t.Nodes[i].End && b.Len() < 4<<10; j++ {
		for len(ends) > 0 && ends[len(ends)-1] <= j {
			ends, ended = ends[:len(ends)-1], true
		}
		switch n := &t.Nodes[j]; {
		case n.Text:
			if ended && strings.IndexAny(n.HTML.Data, ".,:;!?)") != 0 { // a mark stands with the word before it
				b.WriteByte(' ')
			}
			ended = false
			b.WriteString(n.HTML.Data)
		case n.line:
			ends = append(ends, n.End)
			b.WriteByte(' ')
		case n.Atom == atom.Br:
			b.WriteByte(' ')
		}
	}
	return Squeeze(b.String())
}

// Around returns what an element and those around it are: 1 for each element with a meaning of its own, and all
// signals.
func (t *Tree) Around(i int32) (sem [SemanticCount]float32, sig Signals) {
	for ; i >= 0; i = t.Nodes[i].Parent {
		if k := SemanticOf(t.Nodes[i].Atom); k >= 0 {
			sem[k] = 1
		}
		sig |= t.Nodes[i].Sig
	}
	return sem, sig
}

// Within reports whether node i lies in the subtree of a.
func (t *Tree) Within(i, a int32) bool { return i >= a && i < t.Nodes[a].End }

// Squeeze collapses white space and drops what cannot be seen. Most texts have nothing of either and are given back.
func Squeeze(s string) string {
	i, gap := 0, true
	for ; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf || c != ' ' && space(c) || c == '\v' || c == ' ' && gap {
			break
		}
		gap = c == ' '
	}
	if i == len(s) && !gap {
		return s
	}
	b := make([]byte, 0, len(s))
	gap = false
	for i, size := 0, 0; i < len(s); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r):
			gap = true
		case r == '\u00ad', r == '\u200b', r == '\ufeff', r == '\u2060', r == '\u200e', r == '\u200f':
		default:
			if gap && len(b) > 0 {
				b = append(b, ' ')
			}
			b, gap = append(b, s[i:i+size]...), false
		}
	}
	return string(b)
}
