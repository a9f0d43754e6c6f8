package page

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/html/atom"

	"attache/news"
	"attache/scrape/date"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
	"attache/scrape/page/head"
	"attache/text"
)

// Limits of the choice of blocks, set on the pages of the reading dataset (lab score reading).
const (
	// keepBlock is the least probability of a block of the body.
	keepBlock = .5
	// fillShare is the share of the words of paragraphs that look alike, from which the rest of them is kept.
	fillShare = .7
	// fillWords, in words, is the least that shows an article's look.
	fillWords = 60
	// hopeless is the first stage's probability of a block below which the second stage is not asked.
	hopeless = .01
)

// body chooses the blocks of the article among the page's.
func (r *Parsed) body(title string) []news.Block {
	if out := r.ruledBody(); len(out) > 0 {
		return out
	}
	s := r.Blocks(title)
	p := s.Judge(blockModel())
	r.dropUnseen(s, p)
	return r.Choose(s, p)
}

// Choose keeps the blocks that are likely of the body, by their probabilities p, which it may raise. Where hardly any
// is likely, it keeps those that are likeliest: an answer that may be wrong is of more use than none.
func (r *Parsed) Choose(s *BlockTable, p []float32) []news.Block {
	s.fill(p)
	out, words := r.keep(s, p, keepBlock)
	sure := ""
	if best := s.likeliest(p); best > hopeless && words < leastWords {
		out, _ = r.keep(s, p, min(best/2, keepBlock))
		sure, r.unsure = ", uncertain", true
	}
	if words < thinWords || r.unsure {
		if told, from := r.stored(s.title, s.words); wordsOf(told) > 2*int(words) {
			r.unsure, r.signed, r.bodyFrom, r.bodyTo = false, "", 0, 0
			r.note("body", "data of the page, "+from, told[0].Text)
			return told
		}
	}
	if len(out) > 0 {
		r.note("body", strconv.Itoa(len(out))+" of "+strconv.Itoa(s.Len())+" blocks"+sure, out[0].Text)
	}
	return out
}

// likeliest is the highest probability of a block that could be an article by itself.
func (s *BlockTable) likeliest(p []float32) (best float32) {
	for i := range p {
		if s.Blocks[i].Words >= leastWords {
			best = max(best, p[i])
		}
	}
	return best
}

// keep returns the blocks whose probability is at least that, and how many words they have.
func (r *Parsed) keep(s *BlockTable, p []float32, least float32) (out []news.Block, words int32) {
	var kept []int32
	said := make(map[uint32]bool, 32)
	for i := range s.Blocks {
		b := &s.Blocks[i]
		if p[i] < least || said[b.Hash] && b.Words > 6 || s.unfit(i) ||
			len(out) == 0 && r.dateLine(b, s.cues[i][cueDate]) || s.boilerplate(i) {
			continue
		}
		said[b.Hash] = true
		if len(out) == 0 {
			r.bodyFrom = int32(i)
		}
		r.bodyTo = int32(i)
		kept = append(kept, int32(i))
		out = append(out, news.Block{Kind: b.Kind, Text: r.layout.TextOf(b)})
	}
	for len(out) > 0 && (out[len(out)-1].Kind == news.Heading || s.tail(int(kept[len(out)-1]))) {
		// a heading over nothing, a link at the foot
		out = out[:len(out)-1]
		r.bodyTo = kept[max(0, len(out)-1)]
	}
	out = r.cutSignature(s, out, kept)
	out, kept = s.dropEchoes(out, kept[:len(out)])
	for _, i := range kept {
		words += s.Blocks[i].Words
	}
	return out, words
}

// unfit reports blocks that are no text of the body however likely: captions and the title.
func (s *BlockTable) unfit(i int) bool {
	return s.Blocks[i].Kind == news.Caption || int32(i) == s.titleAt || s.captionLine(i)
}

// cutSignature notes the name that signs the body, and takes it off where it is the body's last block. kept are the
// indices of out's blocks.
func (r *Parsed) cutSignature(s *BlockTable, out []news.Block, kept []int32) []news.Block {
	r.signed = ""
	n := len(out)
	if n < 2 {
		return out
	}
	last := kept[n-1]
	if r.signedBelow(&s.Blocks[last]) {
		r.signed = out[n-1].Text
		r.bodyTo = kept[n-2]
		return out[:n-1]
	}
	if next := int(last) + 1; next < s.Len() && r.signedBelow(&s.Blocks[next]) && !r.aside(s.Blocks[next].Node) {
		r.signed = s.Text(next)
	}
	return out
}

// echoWords is from how many words a block is looked at as a second copy of the whole text.
const echoWords = 300

// dropEchoes leaves out blocks that hold the text of the others once more, in one piece, as pages do for readers
// without a subscription or for machines. kept are the blocks' indices.
func (s *BlockTable) dropEchoes(out []news.Block, kept []int32) ([]news.Block, []int32) {
	for i := 0; i < len(out); i++ {
		whole := &s.Blocks[kept[i]]
		if whole.Words < echoWords {
			continue
		}
		said := int32(0)
		for _, k := range kept {
			if b := &s.Blocks[k]; b != whole && b.Words >= leastWords && b.Words < whole.Words &&
				strings.Contains(out[i].Text, s.Text(int(k))) {
				said += b.Words
			}
		}
		if said*2 > whole.Words {
			out, kept = slices.Delete(out, i, i+1), slices.Delete(kept, i, i+1)
			i--
		}
	}
	return out, kept
}

// fill keeps what stands between kept paragraphs and looks just like most of them: an article's paragraphs have one
// look.
func (s *BlockTable) fill(p []float32) {
	plain := func(i int) bool {
		b := &s.Blocks[i]
		return b.Kind == news.Paragraph && b.Words >= 4 && b.Linked*3 < b.Runes && !b.Hidden && !b.Dup && !s.talks(i)
	}
	first, last := -1, -1
	for i := range s.Blocks {
		if p[i] >= keepBlock && s.Blocks[i].Words >= 8 {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return
	}
	type tally struct{ kept, all int32 } // words
	looks := map[uint64]tally{}
	for i := first; i <= last; i++ {
		if b := &s.Blocks[i]; plain(i) {
			t := looks[s.keys[i]]
			t.all += b.Words
			if p[i] >= keepBlock {
				t.kept += b.Words
			}
			looks[s.keys[i]] = t
		}
	}
	for i := first; i <= last; i++ {
		t := looks[s.keys[i]]
		if t.kept >= fillWords && float32(t.kept) >= fillShare*float32(t.all) && plain(i) {
			p[i] = max(p[i], keepBlock)
		}
	}
	s.fillTables(p)
}

// fillTables keeps all rows of a table when most of its words are kept: a row alone, or a head without its rows, says
// little.
func (s *BlockTable) fillTables(p []float32) {
	for i := 0; i < len(s.Blocks); i++ {
		table := s.table(i)
		if table < 0 {
			continue
		}
		var kept, all int32
		end := i
		for ; end < len(s.Blocks) && s.Within(s.Blocks[end].Node, table); end++ {
			all += s.Blocks[end].Words
			if p[end] >= keepBlock {
				kept += s.Blocks[end].Words
			}
		}
		for ; i < end; i++ {
			if kept*2 > all && s.Blocks[i].Kind == news.TableRow {
				p[i] = max(p[i], keepBlock)
			}
		}
		i--
	}
}

// table is the table that block i is a row of; -1 = it is none.
func (s *BlockTable) table(i int) int32 {
	if s.Blocks[i].Kind != news.TableRow {
		return -1
	}
	at := s.Blocks[i].Box
	for up := 0; at >= 0 && s.Nodes[at].Atom != atom.Table; up++ {
		if at = s.Nodes[at].Parent; up > 4 {
			return -1
		}
	}
	return at
}

// dateLine reports a line above the text that is a date and little else.
func (r *Parsed) dateLine(b *dom.Block, words uint8) bool {
	if b.Digits < 3 || b.Words > 24 {
		return false
	}
	if b.Words > 8 && (b.Words > 16 || words < 3) {
		_, led, _ := byline.TrimByline(r.layout.TextOf(b)) // "By Ann Lee, published 5 May 2026, updated 6 May 2026"
		found := date.NewParser(r.dateLanguage(), nil, false, r.in.Now).Find(r.layout.TextOf(b), 1)
		return led && len(found) > 0 && (found[0].Issued || found[0].Updated)
	}
	_, ok := date.Parse(r.layout.TextOf(b), r.dateLanguage(), nil, false, r.in.Now)
	return ok
}

// tail reports a short line with links, as stands at the foot of pages.
func (s *BlockTable) tail(i int) bool {
	b := &s.Blocks[i]
	return b.Words <= 8 && b.Linked*3 >= b.Runes && b.Kind == news.Paragraph
}

// captionLeads begin a line about a picture.
var captionLeads = text.WordSet(
	"фото фотография фотографии фотосурет сурет иллюстрация снимок photo photos photograph image picture foto " +
		"fotoğraf görsel bild bildquelle illustration şəkil sýret sureti сүрөт сурат surat акс фота здымак " +
		"ілюстрація зображення عکس صورة")

// captionLine reports a short paragraph that tells where a picture is from.
func (s *BlockTable) captionLine(i int) bool {
	b := &s.Blocks[i]
	if b.Words > 14 || b.Kind != news.Paragraph {
		return false
	}
	first, rest, _ := strings.Cut(s.Text(i), " ")
	lead := strings.ToLower(strings.Trim(first, ":.,/|©"))
	return captionLeads[lead] && (b.Words <= 6 || b.AfterImage || first != strings.TrimRight(first, ":/|") ||
		strings.HasPrefix(rest, ":"))
}

// rows are buffers for the features of blocks; those larger than dom.MaxBuffer are not kept.
var rows sync.Pool

// Judge returns each block's probability of being part of the body, by the forests of both stages.
func (s *BlockTable) Judge(m [2]Forest) []float32 {
	p := make([]float32, len(s.Blocks))
	x := make([]float32, 0, featureCount+secondCount)
	room, _ := rows.Get().(*[]float32)
	if room == nil {
		room = new([]float32)
	}
	worth := (*room)[:0] // the features of the blocks that are worth a second stage, one after the other
	for i := range p {
		x = s.Features(i, x[:0])
		if p[i] = text.Sigmoid(m[0].score(x, firstStageExits)); p[i] > hopeless {
			worth = append(worth, x...)
		}
	}
	if *room = worth; cap(worth) <= dom.MaxBuffer {
		defer rows.Put(room)
	}
	o := s.Neighbourhood(p)
	out := make([]float32, len(p))
	for i := range p {
		if p[i] > hopeless {
			x, worth = append(x[:0], worth[:featureCount]...), worth[featureCount:]
			out[i] = text.Sigmoid(m[1].score(o.Features(i, x), secondStageExits))
		}
	}
	return out
}

func (r *Parsed) hints(title string) hints {
	h := hints{title: title}
	h.description, _ = r.facts.Meta("og:description", "description", "twitter:description")
	h.authors = r.headAuthors()
	h.path = r.base.Path
	h.outlet = r.outletMarks()
	if a := r.facts.MainLD(); a != nil {
		h.kind = strings.ToLower(a.Kind)
	}
	og, _ := r.facts.Meta("og:type")
	h.saysArticle = strings.EqualFold(og, "article")
	if h.kind == "" {
		h.kind = strings.ToLower(og)
	}
	for i := range r.facts.LD {
		if b := r.facts.LD[i].Body; len(b) > 200 {
			h.ldBody = head.CleanText(b)
			break
		}
	}
	return h
}

// headAuthors are the names that the page's head states as authors'.
func (r *Parsed) headAuthors() []string {
	var names []string
	if a := r.facts.MainLD(); a != nil {
		names = append(names, a.Authors...)
	}
	c, _ := r.facts.Meta("author", "parsely-author", "sailthru.author", "dc.creator")
	names = append(names, c)
	var out []string
	for _, n := range names {
		if k := strings.IndexByte(n, ' '); k > 0 && len(n) < 60 {
			out = append(out, n)
		}
	}
	return out
}
