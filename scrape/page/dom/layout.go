package dom

import "attache/news"

// Block is a run of text between two ends of line, with what was counted in it.
type Block struct {
	Kind       news.BlockKind
	Level      uint8 // of a heading, 1 to 6; 0 = none
	Hidden     bool
	Dup        bool  // the same text stood on the page before
	Start, End int32 // in layout.buf
	Box        int32 // the innermost block-level element around it
	Node       int32 // its first text
	Hash       uint32

	Runes, Words      int32
	Linked, Bold      int32 // runes in links, in bold
	Italic            int32
	Mail              bool  // an address for letters or of the web stands in the text
	Rule              int32 // blocks since the last horizontal rule; 99 = none
	Links             int32 // how many
	Commas, Stops     int32 // commas and sentence ends
	Digits, Uppers    int32
	Unspaced          int32 // letters of scripts without spaces between words, as unspaced weighs them
	First, Last       rune
	AfterImage, After bool // an image stands right before, right after
}

// Layout is a page's text as a sequence of blocks.
type Layout struct {
	*Tree
	Buf    []byte
	Blocks []Block

	// sums over blocks[0:i], so that those of a subtree are a difference
	SumText, SumLinked, SumPara, sumCommas []int32
	At                                     []int32 // by node: how many blocks start before it
}

// EndOf is the node before which block i ends: the first of the next block.
func (l *Layout) EndOf(i int32) int32 {
	if int(i)+1 < len(l.Blocks) {
		return l.Blocks[i+1].Node
	}
	return int32(len(l.Nodes))
}

// TextOf is the text of a block.
func (l *Layout) TextOf(b *Block) string { return string(l.Buf[b.Start:b.End]) }

// count makes the prefix sums and marks repeated text.
func (l *Layout) count() {
	n := len(l.Blocks)
	sums := make([]int32, 4*(n+1))
	l.SumText, l.SumLinked, l.SumPara, l.sumCommas = sums[:n+1], sums[n+1:2*n+2], sums[2*n+2:3*n+3], sums[3*n+3:]
	l.At = make([]int32, len(l.Nodes)+1)
	seen := make(map[uint32]bool, n)
	k := 0
	for i := range l.Blocks {
		b := &l.Blocks[i]
		b.Dup = seen[b.Hash]
		seen[b.Hash] = true
		var para int32
		if b.ParagraphLike() {
			para = b.Runes
		}
		l.SumText[i+1] = l.SumText[i] + b.Runes
		l.SumLinked[i+1] = l.SumLinked[i] + b.Linked
		l.SumPara[i+1] = l.SumPara[i] + para
		l.sumCommas[i+1] = l.sumCommas[i] + b.Commas
		for ; k <= int(b.Node); k++ {
			l.At[k] = int32(i)
		}
	}
	for ; k < len(l.At); k++ {
		l.At[k] = int32(n)
	}
}

// ParagraphLike reports text of running prose: long enough, hardly linked.
func (b *Block) ParagraphLike() bool {
	return b.Words >= 8 && b.Linked*2 < b.Runes && !b.Hidden && b.Kind != news.Heading && b.Kind != news.Caption
}

// Span returns the blocks of a node's subtree as a half-open range.
func (l *Layout) Span(i int32) (from, to int32) { return l.At[i], l.At[l.Nodes[i].End] }

// FindTitle looks for the block that repeats the title: a heading if there is one.
func (l *Layout) FindTitle(title string) int32 {
	want := FoldText(title)
	if want == "" {
		return l.firstHeading()
	}
	plain := int32(-1)
	for i := range l.Blocks {
		b := &l.Blocks[i]
		if n := int(b.End - b.Start); n > 3*len(title)+8 || n*3 < len(title) || b.Kind != news.Heading && plain >= 0 {
			continue
		}
		if FoldText(l.TextOf(b)) == want {
			if b.Kind == news.Heading {
				return int32(i)
			}
			if plain < 0 {
				plain = int32(i)
			}
		}
	}
	if plain >= 0 {
		return plain
	}
	return l.firstHeading()
}

func (l *Layout) firstHeading() int32 {
	for i := range l.Blocks {
		if l.Blocks[i].Level == 1 && l.Blocks[i].Words > 2 {
			return int32(i)
		}
	}
	return -1
}
