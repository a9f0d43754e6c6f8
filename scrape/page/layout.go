package page

import "attache/news"

// block is a run of text between two ends of line, with what was counted in it.
type block struct {
	kind       news.BlockKind
	level      uint8 // of a heading, 1 to 6; 0 = none
	hidden     bool
	dup        bool  // the same text stood on the page before
	start, end int32 // in layout.buf
	box        int32 // the innermost block-level element around it
	node       int32 // its first text
	hash       uint32

	runes, words      int32
	linked, bold      int32 // runes in links, in bold
	italic            int32
	mail              bool  // an address for letters or of the web stands in the text
	rule              int32 // blocks since the last horizontal rule; 99 = none
	links             int32 // how many
	commas, stops     int32 // commas and sentence ends
	digits, uppers    int32
	unspaced          int32 // letters of scripts without spaces between words, as unspaced weighs them
	first, last       rune
	afterImage, after bool // an image stands right before, right after
}

// layout is a page's text as a sequence of blocks.
type layout struct {
	*tree
	buf    []byte
	blocks []block

	// sums over blocks[0:i], so that those of a subtree are a difference
	sumText, sumLinked, sumPara, sumCommas []int32
	at                                     []int32 // by node: how many blocks start before it
}

// endOf is the node before which block i ends: the first of the next block.
func (l *layout) endOf(i int32) int32 {
	if int(i)+1 < len(l.blocks) {
		return l.blocks[i+1].node
	}
	return int32(len(l.nodes))
}

// textOf is the text of a block.
func (l *layout) textOf(b *block) string { return string(l.buf[b.start:b.end]) }

// count makes the prefix sums and marks repeated text.
func (l *layout) count() {
	n := len(l.blocks)
	sums := make([]int32, 4*(n+1))
	l.sumText, l.sumLinked, l.sumPara, l.sumCommas = sums[:n+1], sums[n+1:2*n+2], sums[2*n+2:3*n+3], sums[3*n+3:]
	l.at = make([]int32, len(l.nodes)+1)
	seen := make(map[uint32]bool, n)
	k := 0
	for i := range l.blocks {
		b := &l.blocks[i]
		b.dup = seen[b.hash]
		seen[b.hash] = true
		var para int32
		if b.paragraphLike() {
			para = b.runes
		}
		l.sumText[i+1] = l.sumText[i] + b.runes
		l.sumLinked[i+1] = l.sumLinked[i] + b.linked
		l.sumPara[i+1] = l.sumPara[i] + para
		l.sumCommas[i+1] = l.sumCommas[i] + b.commas
		for ; k <= int(b.node); k++ {
			l.at[k] = int32(i)
		}
	}
	for ; k < len(l.at); k++ {
		l.at[k] = int32(n)
	}
}

// paragraphLike reports text of running prose: long enough, hardly linked.
func (b *block) paragraphLike() bool {
	return b.words >= 8 && b.linked*2 < b.runes && !b.hidden && b.kind != news.Heading && b.kind != news.Caption
}

// span returns the blocks of a node's subtree as a half-open range.
func (l *layout) span(i int32) (from, to int32) { return l.at[i], l.at[l.nodes[i].end] }

// findTitle looks for the block that repeats the title: a heading if there is one.
func (l *layout) findTitle(title string) int32 {
	want := foldText(title)
	if want == "" {
		return l.firstHeading()
	}
	plain := int32(-1)
	for i := range l.blocks {
		b := &l.blocks[i]
		if n := int(b.end - b.start); n > 3*len(title)+8 || n*3 < len(title) || b.kind != news.Heading && plain >= 0 {
			continue
		}
		if foldText(l.textOf(b)) == want {
			if b.kind == news.Heading {
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

func (l *layout) firstHeading() int32 {
	for i := range l.blocks {
		if l.blocks[i].level == 1 && l.blocks[i].words > 2 {
			return int32(i)
		}
	}
	return -1
}
