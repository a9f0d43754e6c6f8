package page

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/html/atom"

	"attache/news"
	"attache/scrape/date"
	"attache/text"
)

const (
	keepBlock = .5  // least probability of a block of the body
	fillShare = .7  // share of words of paragraphs that look alike from which the rest of them is kept
	fillWords = 60  // fewest words that show an article's look
	hopeless  = .01 // the first stage's probability below which the second is not asked
)

// body chooses the blocks of the article among the page's.
func (r *Parsed) body(title string) []news.Block {
	if out := r.ruledBody(); len(out) > 0 {
		return out
	}
	s := r.Blocks(title)
	return r.Choose(s, s.Judge(blockModel()))
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
		if s.blocks[i].words >= leastWords {
			best = max(best, p[i])
		}
	}
	return best
}

// keep returns the blocks whose probability is at least that, and how many words they have.
func (r *Parsed) keep(s *BlockTable, p []float32, least float32) (out []news.Block, words int32) {
	var kept []int32
	said := make(map[uint32]bool, 32)
	for i := range s.blocks {
		b := &s.blocks[i]
		if p[i] < least || said[b.hash] && b.words > 6 || s.unfit(i) ||
			len(out) == 0 && r.dateLine(b, s.cues[i][cueDate]) || s.boilerplate(i) {
			continue
		}
		said[b.hash] = true
		if len(out) == 0 {
			r.bodyFrom = int32(i)
		}
		r.bodyTo = int32(i)
		kept = append(kept, int32(i))
		out = append(out, news.Block{Kind: b.kind, Text: r.layout.textOf(b)})
	}
	for len(out) > 0 && (out[len(out)-1].Kind == news.Heading || s.tail(int(kept[len(out)-1]))) {
		// a heading over nothing, a link at the foot
		out = out[:len(out)-1]
		r.bodyTo = kept[max(0, len(out)-1)]
	}
	out = r.cutSignature(s, out, kept)
	out, kept = s.dropEchoes(out, kept[:len(out)])
	for _, i := range kept {
		words += s.blocks[i].words
	}
	return out, words
}

// unfit reports blocks that are no text of the body however likely: captions and the title.
func (s *BlockTable) unfit(i int) bool {
	return s.blocks[i].kind == news.Caption || int32(i) == s.titleAt || s.captionLine(i)
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
	if r.signedBelow(&s.blocks[last]) {
		r.signed = out[n-1].Text
		r.bodyTo = kept[n-2]
		return out[:n-1]
	}
	if next := int(last) + 1; next < s.Len() && r.signedBelow(&s.blocks[next]) && !r.aside(s.blocks[next].node) {
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
		whole := &s.blocks[kept[i]]
		if whole.words < echoWords {
			continue
		}
		said := int32(0)
		for _, k := range kept {
			if b := &s.blocks[k]; b != whole && b.words >= leastWords && b.words < whole.words &&
				strings.Contains(out[i].Text, s.Text(int(k))) {
				said += b.words
			}
		}
		if said*2 > whole.words {
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
		b := &s.blocks[i]
		return b.kind == news.Paragraph && b.words >= 4 && b.linked*3 < b.runes && !b.hidden && !b.dup && !s.talks(i)
	}
	first, last := -1, -1
	for i := range s.blocks {
		if p[i] >= keepBlock && s.blocks[i].words >= 8 {
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
		if b := &s.blocks[i]; plain(i) {
			t := looks[s.keys[i]]
			t.all += b.words
			if p[i] >= keepBlock {
				t.kept += b.words
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
	for i := 0; i < len(s.blocks); i++ {
		table := s.table(i)
		if table < 0 {
			continue
		}
		var kept, all int32
		end := i
		for ; end < len(s.blocks) && s.within(s.blocks[end].node, table); end++ {
			all += s.blocks[end].words
			if p[end] >= keepBlock {
				kept += s.blocks[end].words
			}
		}
		for ; i < end; i++ {
			if kept*2 > all && s.blocks[i].kind == news.TableRow {
				p[i] = max(p[i], keepBlock)
			}
		}
		i--
	}
}

// table is the table that block i is a row of; -1 = it is none.
func (s *BlockTable) table(i int) int32 {
	if s.blocks[i].kind != news.TableRow {
		return -1
	}
	at := s.blocks[i].box
	for up := 0; at >= 0 && s.nodes[at].atom != atom.Table; up++ {
		if at = s.nodes[at].parent; up > 4 {
			return -1
		}
	}
	return at
}

// dateLine reports a line above the text that is a date and little else.
func (r *Parsed) dateLine(b *block, words uint8) bool {
	if b.digits < 3 || b.words > 24 {
		return false
	}
	if b.words > 8 && (b.words > 16 || words < 3) {
		_, led, _ := trimByline(r.layout.textOf(b)) // "By Ann Lee, published 5 May 2026, updated 6 May 2026"
		found := date.NewParser(r.dateLanguage(), nil, false, r.in.Now).Find(r.layout.textOf(b), 1)
		return led && len(found) > 0 && (found[0].Issued || found[0].Updated)
	}
	_, ok := date.Parse(r.layout.textOf(b), r.dateLanguage(), nil, false, r.in.Now)
	return ok
}

// tail reports a short line with links, as stands at the foot of pages.
func (s *BlockTable) tail(i int) bool {
	b := &s.blocks[i]
	return b.words <= 8 && b.linked*3 >= b.runes && b.kind == news.Paragraph
}

// captionLeads begin a line about a picture.
var captionLeads = text.WordSet(
	"фото фотография фотографии фотосурет сурет иллюстрация снимок photo photos photograph image picture foto " +
		"fotoğraf görsel bild bildquelle illustration şəkil sýret sureti сүрөт сурат surat акс фота здымак " +
		"ілюстрація зображення عکس صورة")

// captionLine reports a short paragraph that tells where a picture is from.
func (s *BlockTable) captionLine(i int) bool {
	b := &s.blocks[i]
	if b.words > 14 || b.kind != news.Paragraph {
		return false
	}
	first, rest, _ := strings.Cut(s.Text(i), " ")
	lead := strings.ToLower(strings.Trim(first, ":.,/|©"))
	return captionLeads[lead] && (b.words <= 6 || b.afterImage || first != strings.TrimRight(first, ":/|") ||
		strings.HasPrefix(rest, ":"))
}

// rows are buffers for blocks' features; larger ones than maxBuffer are not kept.
var rows sync.Pool

// Judge returns each block's probability of being part of the body, by the forests of both stages.
func (s *BlockTable) Judge(m [2]Forest) []float32 {
	p := make([]float32, len(s.blocks))
	x := make([]float32, 0, featureCount+secondCount)
	room, _ := rows.Get().(*[]float32)
	if room == nil {
		room = new([]float32)
	}
	worth := (*room)[:0] // the features of the blocks that are worth a second stage, one after the other
	for i := range p {
		x = s.Features(i, x[:0])
		if p[i] = Sigmoid(m[0].score(x, firstStageExits)); p[i] > hopeless {
			worth = append(worth, x...)
		}
	}
	if *room = worth; cap(worth) <= maxBuffer {
		defer rows.Put(room)
	}
	o := s.Neighbourhood(p)
	out := make([]float32, len(p))
	for i := range p {
		if p[i] > hopeless {
			x, worth = append(x[:0], worth[:featureCount]...), worth[featureCount:]
			out[i] = Sigmoid(m[1].score(o.Features(i, x), secondStageExits))
		}
	}
	return out
}

func (r *Parsed) hints(title string) hints {
	h := hints{title: title}
	h.description, _ = r.facts.meta("og:description", "description", "twitter:description")
	h.authors = r.headAuthors()
	h.path = r.base.Path
	h.house = r.outletMarks()
	if a := r.facts.mainLD(); a != nil {
		h.kind = strings.ToLower(a.kind)
	}
	og, _ := r.facts.meta("og:type")
	h.saysArticle = strings.EqualFold(og, "article")
	if h.kind == "" {
		h.kind = strings.ToLower(og)
	}
	for i := range r.facts.ld {
		if b := r.facts.ld[i].body; len(b) > 200 {
			h.ldBody = cleanText(b)
			break
		}
	}
	return h
}

// headAuthors are the names that the page's head states as authors'.
func (r *Parsed) headAuthors() []string {
	var names []string
	if a := r.facts.mainLD(); a != nil {
		names = append(names, a.authors...)
	}
	c, _ := r.facts.meta("author", "parsely-author", "sailthru.author", "dc.creator")
	names = append(names, c)
	var out []string
	for _, n := range names {
		if k := strings.IndexByte(n, ' '); k > 0 && len(n) < 60 {
			out = append(out, n)
		}
	}
	return out
}
