package page

import (
	"time"

	"attache/scrape/page/dom"
)

// dateFeatureRoom is how many numbers of a candidate there is room for without growing.
const dateFeatureRoom = 110

// comparedDates are the sources whose first days candidates are compared with.
var comparedDates = [...]int{
	onLD, onMeta, onTimePublished, onTime, onItemprop, onURL, onDateClass, onText, onLDModified, onMetaModified, onScript,
	onImage,
}

// dateFeatures describes each candidate in numbers.
func (r *Parsed) dateFeatures(col *dateCollector) [][]float32 {
	cs := col.out
	have := firstDays(cs)
	first := 0 // the earliest day that the page calls published
	for _, k := range []int{onLD, onMeta, onTimePublished, onItemprop} {
		if have[k] > 0 && (first == 0 || have[k] < first) {
			first = have[k]
		}
	}
	byDay := make(map[int]*DateCandidate, len(cs))
	looks := map[uint32]int{}
	for i := range cs {
		byDay[cs[i].day] = &cs[i]
		if b := cs[i].block; b >= 0 {
			looks[r.lookOf(b)]++
		}
	}
	out := make([][]float32, len(cs))
	for i := range cs {
		c := &cs[i]
		f := make([]float32, 0, dateFeatureRoom)
		kinds := float32(0)
		for _, n := range c.said {
			f = append(f, float32(n))
			kinds += flag(n > 0)
		}
		for _, k := range comparedDates {
			f = append(f, apart(c.day, have[k]))
		}
		f = append(f, apart(c.day, first), flag(first != 0), kinds)
		f = append(f, turnedFeatures(c, byDay)...)
		f = append(f, r.orderFeatures(cs, i)...)
		age := float32(-1)
		if !r.in.Now.IsZero() {
			age = float32(dayOf(r.in.Now) - c.day)
		}
		f = append(f, flag(c.said[onMeta]+c.said[onLD] > 0 && c.said[onMetaModified]+c.said[onLDModified] == 0),
			float32(c.best), flag(c.clock), flag(c.updated), flag(c.issued), flag(c.weak), flag(c.alone),
			float32(len(cs)), float32(i), flag(age < 2))
		for _, month := range col.months {
			f = append(f, inMonth(c.day, month))
		}
		repeated := float32(0)
		if c.block >= 0 {
			repeated = float32(looks[r.lookOf(c.block)])
		}
		out[i] = r.datePlace(c, append(f, repeated))
	}
	return out
}

// firstDays returns the first day that each source says; 0 = none.
func firstDays(cs []DateCandidate) (have [onCount]int) {
	for i := range cs {
		for k, n := range cs[i].said {
			if n > 0 && have[k] == 0 {
				have[k] = cs[i].day
			}
		}
	}
	return have
}

// inMonth reports whether a day lies in a year's month (1) or not (-1); 0 = no month is known.
func inMonth(day int, month [2]int) float32 {
	if month[0] == 0 {
		return 0
	}
	if y, m, _ := time.Unix(int64(day)*86400, 0).UTC().Date(); month[0] == y && month[1] == int(m) {
		return 1
	}
	return -1
}

// apart is how many days a candidate lies after the day a source says, far below zero when it says none.
func apart(day, said int) float32 {
	if said == 0 {
		return -10_000
	}
	return float32(max(-3000, min(3000, day-said)))
}

// lookOf tells what the elements around a block look like: the items of a list share it.
func (r *Parsed) lookOf(block int32) uint32 {
	n := &r.tree.Nodes[r.layout.Blocks[block].Box]
	look := n.Look
	if n.Parent >= 0 {
		look = look*31 ^ r.tree.Nodes[n.Parent].Look
	}
	return look
}

// machineSources are those that tell a date to machines.
const machineSources = 1<<onLD | 1<<onLDCreated | 1<<onMeta | 1<<onTimePublished | 1<<onTime | 1<<onItemprop |
	1<<onURL | 1<<onScript | 1<<onLDModified | 1<<onMetaModified

// turnedFeatures describe the order of day and month: whether the day needs the less likely one, and which of both
// readings something else on the page says beyond doubt.
func turnedFeatures(c *DateCandidate, byDay map[int]*DateCandidate) []float32 {
	var rival float32
	if p := byDay[c.partner]; c.partner != 0 && p != nil {
		rival = float32(p.clear)
	}
	plain := c.plain()
	return []float32{
		flag(c.turned != 0), flag(plain == 0), flag(c.turned&machineSources != 0), float32(c.clear),
		flag(c.partner != 0), rival,
	}
}

// orderFeatures describe a candidate among the others: in time and on the page.
func (r *Parsed) orderFeatures(cs []DateCandidate, i int) []float32 {
	c := &cs[i]
	var earlier, later, laterMachine, earlierMachine, nearer, nearerMarked float32
	for k := range cs {
		o := &cs[k]
		if k == i {
			continue
		}
		machine := flag(o.said[onLD]+o.said[onMeta]+o.said[onTimePublished]+o.said[onItemprop]+o.said[onOtherMeta]+
			o.said[onLDModified]+o.said[onMetaModified] > 0)
		if o.plain() > 0 {
			earlier += flag(o.day < c.day)
			later += flag(o.day > c.day)
			if o.day < c.day {
				earlierMachine += machine
			} else {
				laterMachine += machine
			}
		}
		if o.block >= 0 && !o.weak && o.plain() > 0 && (c.block < 0 || r.nearer(o.block, c.block)) {
			nearer++
			nearerMarked += flag(o.said[onTime]+o.said[onTimePublished]+o.said[onDateClass] > 0)
		}
	}
	return []float32{earlier, later, earlierMachine, laterMachine, nearer, nearerMarked}
}

// datePlace adds where on the page a date stands.
func (r *Parsed) datePlace(c *DateCandidate, f []float32) []float32 {
	if c.block < 0 {
		return append(f, -1, -1000, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	l := r.layout
	b := &l.Blocks[c.block]
	n := len(l.Blocks)
	rel := float32(-1000)
	if r.titleBlock >= 0 {
		rel = float32(c.block - r.titleBlock)
	}
	sem, sig := r.tree.Around(b.Box)
	return append(f, ratio(c.block, int32(n)), rel, ratio(l.SumPara[c.block], l.SumPara[n]), sem[dom.SemArticle],
		sem[dom.SemHeader], sem[dom.SemAside], sem[dom.SemFooter]+sem[dom.SemNav],
		flag(sig&dom.SigComment != 0), flag(sig&dom.SigRelated != 0), flag(sig&dom.SigTeaser != 0),
		flag(sig&dom.SigSide != 0),
		float32(b.Words), ratio(b.Linked, b.Runes), flag(b.Hidden))
}
