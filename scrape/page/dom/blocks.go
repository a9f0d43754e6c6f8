package dom

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"attache/news"
	"attache/scrape/date"
)

// blockBuilder builds a layout's blocks in one pass over the nodes.
type blockBuilder struct {
	*Layout
	open             []int32 // block-level elements that are open
	cur              Block
	filled           bool
	space            bool
	brs              int
	linkEnd, boldEnd int32
	italicEnd        int32
	ruleAt           int32 // how many blocks there were at the last horizontal rule; -1 = none yet
	rowEnd           int32 // end of the table row being read as one block; 0 = none
	imageAt          int32
	covered          int32 // end of an element in a line that shows only when it is pointed at
}

// NewLayout lays out a tree's text as blocks.
func NewLayout(t *Tree) *Layout {
	l := &Layout{Tree: t, Buf: make([]byte, 0, 16<<10), Blocks: make([]Block, 0, 256)}
	c := &blockBuilder{Layout: l, imageAt: -1, ruleAt: -1}
	for i := int32(0); i < int32(len(t.Nodes)); i++ {
		if t.Nodes[i].Atom == atom.Head {
			i = t.Nodes[i].End - 1
			continue
		}
		c.step(i)
	}
	c.flush()
	l.count()
	return l
}

// step takes node i.
func (c *blockBuilder) step(i int32) {
	n := &c.Nodes[i]
	if len(c.open) > 0 {
		c.leave(i)
	}
	if i < c.covered {
		return
	}
	switch {
	case n.Text:
		c.write(i, n.HTML.Data)
	case c.filled && n.Sig&sigConsent != 0 && n.pops():
		c.covered = n.End
	case n.Atom == atom.Br:
		c.lineBreak()
	case n.Atom == atom.A:
		c.linkEnd = max(c.linkEnd, n.End)
		c.cur.Links++
	case n.Atom == atom.B, n.Atom == atom.Strong:
		c.boldEnd = max(c.boldEnd, n.End)
	case n.Atom == atom.I, n.Atom == atom.Em, n.Atom == atom.Small:
		c.italicEnd = max(c.italicEnd, n.End)
	case n.Atom == atom.Hr:
		c.flush()
		c.ruleAt = int32(len(c.Blocks))
	case n.Atom == atom.Img, n.Atom == atom.Picture, n.Atom == atom.Video:
		c.image()
	case n.line:
		c.enter(i)
	}
}

// leave closes the block-level elements that end before node i.
func (c *blockBuilder) leave(i int32) {
	for len(c.open) > 0 && c.Nodes[c.open[len(c.open)-1]].End <= i {
		if c.rowEnd == 0 || c.rowEnd <= i {
			c.flush()
			c.rowEnd = 0
		}
		c.space = true
		c.open = c.open[:len(c.open)-1]
	}
}

// lineBreak ends a block where it is the second in a row, or the line before it is bold: a heading by another name.
func (c *blockBuilder) lineBreak() {
	boldLine := c.filled && c.cur.Bold == c.cur.Runes && c.cur.Words <= 20
	if c.brs++; (c.brs > 1 || boldLine) && c.rowEnd == 0 {
		c.flush()
	}
	c.space = true
}

// pops reports an explanation that is shown when a reader points at a word: it stands in the line, but is not of it.
func (n *Node) pops() bool {
	if n.line && n.Atom != atom.Div {
		return false
	}
	for _, a := range n.HTML.Attr {
		if a.Key == "class" || a.Key == "id" || a.Key == "role" {
			for _, w := range [...]string{"tooltip", "popover", "hovercard", "rollover"} {
				if k := strings.Index(a.Val, w); k >= 0 && !strings.HasPrefix(a.Val[k+len(w):], "-trigger") {
					return true
				}
			}
		}
	}
	return false
}

func (c *blockBuilder) image() {
	c.imageAt = int32(len(c.Blocks))
	if c.filled {
		c.cur.After = true
	} else if k := len(c.Blocks); k > 0 {
		c.Blocks[k-1].After = true
	}
}

func (c *blockBuilder) enter(i int32) {
	n := &c.Nodes[i]
	if c.rowEnd > 0 {
		c.open = append(c.open, i)
		if n.Atom == atom.Td || n.Atom == atom.Th {
			if c.filled {
				c.Buf = append(c.Buf, " |"...)
			}
		}
		c.space = true
		return
	}
	c.flush()
	c.open = append(c.open, i)
	if n.Atom == atom.Tr && c.dataRow(i) {
		c.rowEnd = n.End
	}
}

// longCellText is how many bytes of text make a paragraph in a table's cell.
const longCellText = 150

// dataRow reports whether a table row is one line of data and not a piece of a page's layout.
func (c *blockBuilder) dataRow(i int32) bool {
	cells, text, long := 0, 0, 0
	for j := i + 1; j < c.Nodes[i].End; j++ {
		n := &c.Nodes[j]
		switch {
		case n.Text:
			if len(n.HTML.Data) > longCellText {
				long++
			}
			if text += len(n.HTML.Data); text > 2000 || long > 1 { // two paragraphs in one cell
				return false
			}
		case n.Atom == atom.Td || n.Atom == atom.Th:
			cells++
			long = 0
		case n.Atom == atom.P || n.Atom == atom.Br:
		case n.line:
			return false
		}
	}
	return cells > 1
}

// What a character of a text looks like.
const (
	visibleRune = iota
	gapRune     // white space, and controls that stand for it
	hiddenRune  // it is not seen and parts nothing
)

// runeLook tells what a character looks like. It is asked for every letter that is not ASCII: the ranges of most
// scripts go first.
func runeLook(r rune) int {
	if r > 0xad && r < 0x2000 || r > ' ' && r < 0x7f {
		return visibleRune
	}
	return rareLook(r)
}

func rareLook(r rune) int {
	switch r {
	case 0x7f, 0x85, 0xa0, 0x2028, 0x2029, 0x202f, 0x3000:
		return gapRune
	case 0xad, 0x200b, 0x200e, 0x200f, 0x2060, 0xfeff:
		return hiddenRune
	}
	if r <= ' ' || r >= 0x2000 && r <= 0x200a {
		return gapRune
	}
	return visibleRune
}

// write adds a text node to the current block, spaces collapsed.
func (c *blockBuilder) write(i int32, s string) {
	if len(c.open) == 0 {
		return
	}
	if strings.TrimLeft(s, " \t\r\n\f") == "" {
		c.space = c.space || s != ""
		return
	}
	link, bold := i < c.linkEnd, i < c.boldEnd
	var visible int32
	for k := 0; k < len(s); {
		if c.filled && !c.space {
			n := c.plainRun(s[k:])
			visible += int32(n)
			if k += n; k == len(s) {
				break
			}
		}
		r, size := rune(s[k]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[k:])
		}
		k += size
		if look := runeLook(r); look != visibleRune {
			c.space = c.space || look == gapRune
			continue
		}
		if !c.filled {
			c.begin(i, r)
		} else if c.space {
			c.Buf = append(c.Buf, ' ')
			c.cur.Words++
			visible++
		}
		c.space = false
		visible++
		c.tally(r)
		c.Buf = append(c.Buf, s[k-size:k]...)
	}
	if visible > 0 {
		c.brs = 0
	}
	c.cur.Runes += visible
	if link {
		c.cur.Linked += visible
	}
	if bold {
		c.cur.Bold += visible
	}
	if i < c.italicEnd {
		c.cur.Italic += visible
	}
}

// plainRun adds the ASCII letters, digits and marks at the beginning of a text to the current block and returns their
// number: most of a page, which no other case of write needs to look at.
func (c *blockBuilder) plainRun(s string) int {
	n := 0
	for ; n < len(s) && s[n] > ' ' && s[n] < 0x7f; n++ {
		if s[n] < 'a' || s[n] > 'z' {
			c.cur.tallyASCII(s[n])
		}
	}
	if n > 0 {
		c.Buf = append(c.Buf, s[:n]...)
		c.cur.Last = rune(s[n-1])
	}
	return n
}

func (c *blockBuilder) begin(i int32, r rune) {
	links := c.cur.Links
	if i >= c.linkEnd {
		links = 0
	}
	after := c.imageAt == int32(len(c.Blocks))
	rule := int32(99)
	if c.ruleAt >= 0 {
		rule = min(rule, int32(len(c.Blocks))-c.ruleAt)
	}
	c.cur = Block{
		Rule: rule, Start: int32(len(c.Buf)), Node: i, Box: c.open[len(c.open)-1], First: r, Words: 1,
		Links: links, AfterImage: after, Hidden: c.Nodes[i].Hidden,
	}
	c.filled = true
}

// tally counts a character of the current block.
func (c *blockBuilder) tally(r rune) {
	b := &c.cur
	b.Last = r
	if r < utf8.RuneSelf {
		b.tallyASCII(byte(r))
		return
	}
	switch {
	case r == '،' || r == '、' || r == '，':
		b.Commas++
	case r == '。' || r == '！' || r == '？' || r == '…' || r == '۔' || r == '؟' || r == '।' || r == '։':
		b.Stops++
	case isWide(r):
		b.Unspaced += wideShare
	case date.Digit(r) >= 0:
		b.Digits++
	case isJoined(r):
		b.Unspaced += joinedShare
		if r == '።' || r == '။' || r == '།' {
			b.Stops++
		}
	case unicode.IsUpper(r):
		b.Uppers++
	}
}

// tallyASCII is tally for ASCII, but for the last character.
func (b *Block) tallyASCII(r byte) {
	switch {
	case r >= '0' && r <= '9':
		b.Digits++
	case r >= 'A' && r <= 'Z':
		b.Uppers++
	case r == '@':
		b.Mail = true
	case r == ',':
		b.Commas++
	case r == '.' || r == '!' || r == '?':
		b.Stops++
	}
}

// flush ends the current block.
func (c *blockBuilder) flush() {
	c.space = false
	c.brs = 0
	if !c.filled {
		return
	}
	c.filled = false
	b := c.cur
	c.cur = Block{}
	b.End = int32(len(c.Buf))
	b.Words += b.Unspaced / wordShares
	b.Hash = HashText(c.Buf[b.Start:b.End])
	b.Kind, b.Level = c.kindOf(b.Box)
	c.Blocks = append(c.Blocks, b)
}

// kindOf tells what a block is from the elements around it.
func (c *blockBuilder) kindOf(box int32) (news.BlockKind, uint8) {
	for i, up := box, 0; i >= 0 && up < 8; i, up = c.Nodes[i].Parent, up+1 {
		switch a := c.Nodes[i].Atom; a {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return news.Heading, a.String()[1] - '0'
		case atom.Figcaption, atom.Caption, atom.Figure:
			return news.Caption, 0
		case atom.Li, atom.Dd, atom.Dt:
			return news.ListEntry, 0
		case atom.Blockquote:
			return news.Quotation, 0
		case atom.Tr:
			if c.rowEnd > 0 {
				return news.TableRow, 0
			}
		case atom.Article, atom.Main, atom.Body:
			return news.Paragraph, 0
		}
	}
	return news.Paragraph, 0
}
