package page

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

// node is one element or text of the page, in document order. The flat array lets every later pass be a loop.
type node struct {
	h      *html.Node
	parent int32
	end    int32     // index after the last descendant
	atom   atom.Atom // 0 for text and for unknown elements
	text   bool
	hidden bool    // itself or through an ancestor
	depth  uint16  // of the tree, html = 1
	sig    signals // of its own class, id, role and itemprop
	look   uint32  // hash of tag and class: elements that look alike share it
}

// tree is a page parsed once.
type tree struct {
	root    *html.Node
	nodes   []node
	ld      []string // the contents of JSON-LD scripts
	scripts [][]byte // and of the others
	cut     bool     // the page was too large or too deep and is not all here
	lost    int      // bytes of it that were not parsed because it was too large
	script  int      // bytes of script, for telling pages that need a browser
	sigs    map[string]signals
}

// buffers hold pages on their way into the parser; larger ones than maxBuffer bytes are not kept.
var buffers sync.Pool

const maxBuffer = 1 << 20

// linkedScript is how many bytes a script counts for that is only linked.
const linkedScript = 1000

// parseTree parses a page and lays it out flat, without the elements that a rule strips ("" = none). whole is for pages
// that have rules. When ctx ends the tree is empty.
func parseTree(ctx context.Context, page []byte, stripped string, whole bool) *tree {
	t := &tree{sigs: make(map[string]signals, 128)}
	room, _ := buffers.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	l := strip(page, (*room)[:0], whole)
	page, t.scripts, t.script = l.out, l.scripts, l.linked*linkedScript
	kept, lost := markup.Clip(page)
	for _, s := range t.scripts {
		t.script += len(s)
	}
	defer func() { // the parser copies what it keeps
		if cap(page) <= maxBuffer {
			*room = page
			buffers.Put(room)
		}
	}()
	root, flat, err := markup.Parse(ctx, kept)
	t.lost, t.cut = lost, lost > 0 || flat
	if err != nil {
		return t
	}
	removeMatches(root, stripped)
	// elements that end, and texts
	t.root, t.nodes = root, make([]node, 0, min(bytes.Count(kept, []byte{'<'})*3/4, maxNodes))
	t.lay(root)
	return t
}

// lay walks the parsed tree without recursion.
func (t *tree) lay(root *html.Node) {
	parent := int32(-1)
	for n := root.FirstChild; n != nil; {
		if len(t.nodes) >= maxNodes {
			t.cut = true
			break
		}
		down := false
		switch n.Type {
		case html.TextNode:
			if parent >= 0 {
				t.nodes = append(t.nodes, node{
					h: n, parent: parent, end: int32(len(t.nodes) + 1), text: true,
					hidden: t.nodes[parent].hidden,
				})
			}
		case html.ElementNode:
			if t.skipped(n) {
				break
			}
			i := int32(len(t.nodes))
			t.nodes = append(t.nodes, t.element(n, parent))
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
			t.nodes[parent].end = int32(len(t.nodes))
			parent = t.nodes[parent].parent
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	for ; parent >= 0; parent = t.nodes[parent].parent {
		t.nodes[parent].end = int32(len(t.nodes))
	}
}

// skipped reports elements without text for readers, and keeps the JSON-LD among them.
func (t *tree) skipped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script:
		if c := n.FirstChild; c != nil {
			if strings.HasPrefix(strings.ToLower(markup.Attr(n, "type")), "application/ld+json") {
				t.ld = append(t.ld, c.Data)
			} else {
				t.script += len(c.Data)
				if len(c.Data) > 1 { // strip leaves one byte of those it keeps itself
					t.scripts = append(t.scripts, []byte(c.Data))
				}
			}
		} else if markup.Attr(n, "src") != "" {
			t.script += linkedScript
		}
		return true
	case atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Select, atom.Textarea,
		atom.Canvas, atom.Audio, atom.Math, atom.Datalist, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

func (t *tree) element(h *html.Node, parent int32) node {
	n := node{h: h, parent: parent, end: int32(len(t.nodes) + 1), atom: h.DataAtom}
	if parent >= 0 {
		p := &t.nodes[parent]
		n.depth, n.hidden = p.depth+1, p.hidden
	}
	var class string
	for i, a := range h.Attr {
		if i == maxAttrs {
			break
		}
		switch a.Key {
		case "class":
			class = a.Val
			n.sig |= t.signals(a.Val)
		case "id":
			n.sig |= t.signals(a.Val)
		case "role", "itemprop", "data-testid", "data-component", "data-type", "data-module", "rel", "aria-label",
			"data-qa", "data-name":
			n.sig |= t.signals(a.Val)
		case "hidden":
			n.hidden = n.hidden || a.Val != "until-found"
		case "aria-hidden":
			if a.Val == "true" {
				n.sig |= sigHidden
			}
		case "style":
			if strings.Contains(a.Val, "none") && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""),
				"display:none") {
				n.hidden = true
			}
		}
	}
	if h.DataAtom == atom.Html || h.DataAtom == atom.Body || h.DataAtom == atom.Main {
		n.sig = 0
	}
	n.look = hashText(class) ^ uint32(h.DataAtom)*2654435761
	return n
}

// signals returns what a class or id says, remembered because pages repeat themselves.
func (t *tree) signals(s string) signals {
	if len(s) < 2 || len(s) > 400 {
		return 0
	}
	if v, ok := t.sigs[s]; ok {
		return v
	}
	v := classSignals(s)
	t.sigs[s] = v
	return v
}

// plain is the text of a subtree, spaces collapsed, without scripts.
func (t *tree) plain(i int32) string {
	var b strings.Builder
	var room [8]int32
	// where the block elements end that are open, and whether one ended since the last text
	ends, ended := room[:0], false
	for j := i; j < t.nodes[i].end && b.Len() < 4<<10; j++ {
		for len(ends) > 0 && ends[len(ends)-1] <= j {
			ends, ended = ends[:len(ends)-1], true
		}
		switch n := &t.nodes[j]; {
		case n.text:
			if ended && strings.IndexAny(n.h.Data, ".,:;!?)") != 0 { // a mark stands with the word before it
				b.WriteByte(' ')
			}
			ended = false
			b.WriteString(n.h.Data)
		case blockAtoms[n.atom]:
			ends = append(ends, n.end)
			b.WriteByte(' ')
		case n.atom == atom.Br:
			b.WriteByte(' ')
		}
	}
	return squeeze(b.String())
}

// around returns what an element and those around it are: 1 for each element with a meaning of its own, and all
// signals.
func (t *tree) around(i int32) (sem [semanticCount]float32, sig signals) {
	for ; i >= 0; i = t.nodes[i].parent {
		if k := semanticOf(t.nodes[i].atom); k >= 0 {
			sem[k] = 1
		}
		sig |= t.nodes[i].sig
	}
	return sem, sig
}

// within reports whether node i lies in the subtree of a.
func (t *tree) within(i, a int32) bool { return i >= a && i < t.nodes[a].end }

// squeeze collapses white space and drops what cannot be seen. Most texts have nothing of either and are given back.
func squeeze(s string) string {
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
