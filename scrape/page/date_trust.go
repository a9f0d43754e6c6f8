package page

import (
	"math"
	"time"

	"attache/news"
)

// dateTrust is how far a date is believed. An article is dated by the first of these that tells one:
//
//  1. structured data of the page about this article: JSON-LD, meta elements, microdata, <time> of publication
//  2. the list's entry: feed, sitemap, listing
//  3. marked dates of the page: <time>, an element called a date, a word for "published", the address, scripts
//  4. other text of the page: a line that is a date, a dateline
//  5. the day of a change, when nothing else is told
//
// In each, first publication goes before update; among equals the date model chooses. Beside marked dates, meta
// elements named "date" and the like count as marked dates (solid).
//
// One rule departs from this order (shownInstead): a marked date that readers see near the title goes before an earlier
// day that structured data alone tells, when the date model clearly prefers it and no list tells another day. The
// reason is that heads keep the day on which a draft was made, or that of an earlier piece at the address. A list that
// tells the shown day, too, then dates the article, by 2 before 3.
//
// What is no date of the article never dates it: a word as "today" or "2 hours ago" (but for "Yesterday, 14:05" as a
// line between title and text), dates of comments, other pieces, menus, footers, captions, footnotes, weather and
// rates, one end of several days, days within sentences.
type dateTrust uint8

const (
	trustNothing dateTrust = iota
	trustUpdate
	trustText
	trustMark
	trustData
)

var trustNames = [...]string{"", "day of a change", "text", "marked date", "structured data"}

// sourceTrust is how far each source is believed at most.
var sourceTrust = [onCount]dateTrust{
	onLD: trustData, onLDCreated: trustData, onMeta: trustData, onOtherMeta: trustData, onTimePublished: trustData,
	onItemprop: trustData,
	onTime:     trustMark, onURL: trustMark, onDateClass: trustMark, onScript: trustMark,
	onText: trustText, onProse: trustText, onScriptDate: trustText,
	onLDModified: trustUpdate, onMetaModified: trustUpdate, onTimeModified: trustUpdate,
}

// trusts returns how far each candidate is believed: as far as the best of its mentions.
func (r *Parsed) trusts(c *dateCollector) []dateTrust {
	at := make(map[int]int, len(c.out))
	for i := range c.out {
		at[c.out[i].day] = i
	}
	out := make([]dateTrust, len(c.out))
	places := r.newDatePlaces(c.mentions)
	changed := changedBlocks(c.mentions)
	unlabelOthers(c.mentions, changed)
	for k := range c.mentions {
		m := &c.mentions[k]
		i, ok := at[m.day]
		if !ok {
			continue // left out by dropUpdates
		}
		trust := places.trust(m)
		if trust > trustUpdate && trust < trustData && !m.found.Labelled && changed[placed{m.block, m.day}] {
			trust = trustUpdate // the words of an element that calls itself the date of a change
		}
		out[i] = max(out[i], trust)
	}
	return out
}

// placed is a day in a block.
type placed struct {
	block int32
	day   int
}

// changedBlocks are the days that elements call those of a change, with the blocks that show them.
func changedBlocks(mentions []dateMention) map[placed]bool {
	out := map[placed]bool{}
	for k := range mentions {
		if m := &mentions[k]; m.source == onTimeModified && m.block >= 0 {
			out[placed{m.block, m.day}] = true
		}
	}
	return out
}

// unlabelOthers takes the label "updated" from a day when an element of its block shows that word alone and tells a
// later day for machines: <time itemprop="dateModified" datetime="2026-11-29">Updated</time> 27 November 2026.
func unlabelOthers(mentions []dateMention, changed map[placed]bool) {
	shown := map[placed]bool{}
	for k := range mentions {
		if m := &mentions[k]; m.found.Updated && m.source != onTimeModified {
			shown[placed{m.block, m.day}] = true
		}
	}
	for p := range changed {
		if shown[p] {
			continue
		}
		for k := range mentions {
			if m := &mentions[k]; m.block == p.block && m.found.Updated && m.day < p.day {
				m.found.Updated = false
			}
		}
	}
}

// datePlaces judges mentions of days by where they stand.
type datePlaces struct {
	r      *Parsed
	anchor int32                   // the title's block, else the first of the body; -1 = neither is known
	looks  map[uint32]map[int]bool // the days that lines of one look show
	leads  map[int32]string        // what leadsTo returned
}

// newDatePlaces makes the judge of a page's mentions.
func (r *Parsed) newDatePlaces(mentions []dateMention) *datePlaces {
	p := &datePlaces{r: r, anchor: r.titleBlock, looks: map[uint32]map[int]bool{}, leads: map[int32]string{}}
	if r.bodyTo > 0 && p.anchor < 0 {
		p.anchor = r.bodyFrom
	}
	for i := range mentions {
		m := &mentions[i]
		if m.block < 0 || m.node < 0 {
			continue
		}
		look := r.lookOf(m.block)
		if p.looks[look] == nil {
			p.looks[look] = map[int]bool{}
		}
		p.looks[look][m.day] = true
	}
	return p
}

// trust returns how far one mention is believed.
func (p *datePlaces) trust(m *dateMention) dateTrust {
	trust := sourceTrust[m.source]
	if trust == trustNothing || m.found.Range || m.found.Relative && (!m.found.DayWord || !m.found.Clock) {
		return trustNothing
	}
	if m.found.Updated {
		trust = min(trust, trustUpdate)
	}
	if m.node < 0 {
		if m.found.Weak {
			return trustNothing
		}
		return trust
	}
	if p.tellsItself(m) {
		return min(trust, trustMark)
	}
	if !p.ofTitle(m) && p.beside(m) {
		return trustNothing
	}
	switch m.source {
	case onText, onProse, onDateClass:
		return p.shown(m, trust)
	}
	return trust
}

// shown returns how far a day in visible text is believed.
func (p *datePlaces) shown(m *dateMention, trust dateTrust) dateTrust {
	switch {
	case trust <= trustUpdate:
		return trust
	case isReading(m.text, p.opens(m.block)) || p.inList(m):
		return trustNothing
	case p.ofTitle(m):
		return trustText // the day of what it tells, in most headlines
	case m.found.Labelled && m.source != onProse:
		return trustMark
	case m.found.Relative:
		return p.dayWord(m)
	case m.found.Weak:
		return p.yearless(m)
	case m.source == onDateClass:
		return trust
	case !p.standsAlone(m):
		return trustNothing
	case p.dateLine(m):
		return trustMark
	}
	return trust
}

// dayWord returns how far "Yesterday, 14:05" is believed: as text in a short line where an article's date stands.
func (p *datePlaces) dayWord(m *dateMention) dateTrust {
	if p.r.layout.Blocks[m.block].Words <= mostLineWords && (p.opens(m.block) || p.overTitle(m)) {
		return trustText
	}
	return trustNothing
}

// yearless returns how far a day without a year is believed: only between the title and the text, when an element calls
// it a date or its line holds little else.
func (p *datePlaces) yearless(m *dateMention) dateTrust {
	switch {
	case !p.heads(m.block):
		return trustNothing
	case m.source == onDateClass:
		return trustMark
	case m.source == onText && p.r.layout.Blocks[m.block].Words <= mostYearless:
		return trustText
	}
	return trustNothing
}

// dateLine reports whether a line shows the article's date and next to nothing else, right above the title or between
// it and the text: as good as a mark.
func (p *datePlaces) dateLine(m *dateMention) bool {
	alone := p.r.layout.Blocks[m.block].Words <= mostAlone
	if p.overTitle(m) && m.found.Ends && alone {
		return true
	}
	return p.opens(m.block) && m.found.Bare && (alone || m.found.Leads && m.source == onText)
}

// standsAlone reports whether a day in text is no part of a sentence: it is most of its line, ends it or leads it.
func (p *datePlaces) standsAlone(m *dateMention) bool {
	if m.found.Leads {
		return true
	}
	words := p.r.layout.Blocks[m.block].Words
	return m.source != onProse && (words <= mostLineWords || words <= mostTailWords && (m.found.Ends || p.opens(m.block)))
}

// The longest lines, in words, in which a day needs no mark: nothing but a date and a time, between the title and the
// text; a date without a year there; a date among other words; one that ends with the date, as "Kasachstan, Astana, den
// 5. Mai 2026".
const (
	mostAlone     = 5
	mostYearless  = 6
	mostLineWords = 8
	mostTailWords = 14
)

// heads reports whether a block stands between the title and the text, where a date is expected.
func (p *datePlaces) heads(block int32) bool {
	if p.anchor < 0 || block < 0 {
		return false
	}
	end := max(p.r.bodyFrom, p.anchor+6)
	return block >= p.anchor-3 && block <= end
}

// published returns the instant at which the article appeared, and where that is told; a source's rule goes before all.
// See dateTrust for the order.
func (r *Parsed) published() (at time.Time, from news.DateFrom, ok bool) {
	if t, ok := r.ruledDate(); ok {
		return t, news.DateFromPage, true
	}
	d := r.Dates()
	trusts, list := r.trusts(d.found), r.in.Item.Published
	best := bestDate(d, trusts)
	if list.IsZero() && best < 0 {
		return time.Time{}, "", false
	}
	if best >= 0 && (list.IsZero() || trusts[best] == trustData || r.listedChange(d.found, trusts, best)) {
		b := &d.Candidates[best]
		r.note("date", trustNames[trusts[best]]+" ("+b.From()+")", b.raw)
		return r.exact(d.Instant(best), b.clock), dateFrom[trusts[best]], true
	}
	r.note("date", "the list's entry", list.Format(time.RFC3339))
	if best >= 0 {
		b := &d.Candidates[best]
		r.note("date", "not "+trustNames[trusts[best]]+" ("+b.From()+")", b.raw)
		return r.listed(&d, best), news.DateFromFeed, true
	}
	return list, news.DateFromFeed, true
}

// dateFrom is what an article says of where its date was read, by how far that is believed.
var dateFrom = [...]news.DateFrom{
	trustUpdate: news.DateFromChange, trustText: news.DateFromText, trustMark: news.DateFromMark,
	trustData: news.DateFromPage,
}

// bestDate returns the candidate that dates the article, -1 for none: the one that the date model prefers among those
// believed most. Text, and marks away from the title, are believed only when the model is sure.
func bestDate(d Dates, trusts []dateTrust) int {
	m := dateModel()
	best, sum := -1, 1.0
	var score float32
	rank := func(i int) dateTrust {
		if trusts[i] == trustData && !d.Candidates[i].solid() {
			return trustMark // as good as a marked date that disagrees
		}
		return trusts[i]
	}
	for i, x := range d.Features {
		if trusts[i] == trustNothing {
			continue
		}
		s := m.Score(x)
		sum += math.Exp(float64(s))
		if best < 0 || rank(i) > rank(best) || rank(i) == rank(best) && s > score {
			best, score = i, s
		}
	}
	if best >= 0 {
		best = d.found.r.likelyOrder(d, trusts, best)
		if shown := d.found.r.shownInstead(d, trusts, best); shown >= 0 {
			best, score = shown, m.Score(d.Features[shown])
		}
	}
	if best >= 0 && math.Exp(float64(score))/sum < d.found.r.leastSure(&d.Candidates[best], trusts[best]) {
		return -1
	}
	return best
}

// recent is how old articles are that are read in daily use, in days: what tells 3 November from 11 March in 03/11/2026
// where English is written by those who put the day first and those who put the month first.
const recent = 40

// likelyOrder returns the candidate that reads the day and month of candidate best in the other order, when the list's
// day or, in English without a region, its age speaks for that one alone; else best.
func (r *Parsed) likelyOrder(d Dates, trusts []dateTrust, best int) int {
	b := &d.Candidates[best]
	if b.partner == 0 || b.clear > 0 {
		return best
	}
	for i := range d.Candidates {
		o := &d.Candidates[i]
		if o.day != b.partner || trusts[i] != trusts[best] {
			continue
		}
		if list := r.in.Item.Published; !list.IsZero() {
			if day := dayOf(list); abs(day-o.day) <= 1 && abs(day-b.day) > 1 {
				return i
			}
			return best
		}
		age, other := dayOf(r.in.Now)-b.day, dayOf(r.in.Now)-o.day
		if r.dateLanguage() == "en" && !r.in.Source.DayFirst && age > recent && other >= -1 && other <= recent {
			return i
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// solid reports structured data of a day but for meta elements named "date" and the like, which sites fill with days of
// creation, of change and of the printed edition, too.
func (d *DateCandidate) solid() bool {
	return d.said[onLD]+d.said[onLDCreated]+d.said[onMeta]+d.said[onTimePublished]+d.said[onItemprop] > 0
}

// clearlyLikelier is by how much the date model's score of the day that readers see must exceed that of the day that
// the head tells: odds of e to 1.
const clearlyLikelier = 1

// shownInstead returns the candidate that readers see where an article's date stands, marked and not called a change,
// when candidate best stands in structured data only and the model clearly prefers the day that is shown; -1 = none.
// A list that tells another day than the one shown decides for the head. See dateTrust for the reason.
func (r *Parsed) shownInstead(d Dates, trusts []dateTrust, best int) int {
	b := &d.Candidates[best]
	if trusts[best] != trustData || b.visible() {
		return -1
	}
	places := datePlaces{r: r, anchor: r.titleBlock}
	for i := range d.Candidates {
		o, list := &d.Candidates[i], r.in.Item.Published
		if trusts[i] != trustMark || o.updated || o.turned != 0 || !o.visible() || o.day < b.day || !places.heads(o.block) ||
			!list.IsZero() && dayOf(list) != o.day {
			continue
		}
		if m := dateModel(); m.Score(d.Features[i]) >= m.Score(d.Features[best])+clearlyLikelier {
			return i
		}
	}
	return -1
}

// visible reports a day that the page shows to readers.
func (d *DateCandidate) visible() bool {
	return d.said[onDateClass]+d.said[onText]+d.said[onTime]+d.said[onTimePublished]+d.said[onProse]+d.said[onItemprop] > 0
}

// leastSure is the least probability of a date that is believed: of text, of marks away from the title, as those of
// scripts and of lists of pieces.
func (r *Parsed) leastSure(d *DateCandidate, trust dateTrust) float64 {
	places := datePlaces{r: r, anchor: r.titleBlock}
	switch {
	case trust <= trustText:
		return .4
	case trust == trustMark && !places.heads(d.block) && d.said[onURL] == 0:
		return .3
	}
	return 0
}

// listedChange reports whether the list tells the day of a change: the page says so of that day, and that the article
// appeared on an earlier one.
func (r *Parsed) listedChange(c *dateCollector, trusts []dateTrust, best int) bool {
	if trusts[best] < trustMark {
		return false
	}
	list := r.in.Item.Published
	for i := range c.out {
		d := &c.out[i]
		if trusts[i] != trustUpdate || d.day <= c.out[best].day {
			continue
		}
		if d.day == dayOf(list) || d.day == dayOf(list.In(d.at.Location())) {
			return true
		}
	}
	return false
}

// exact adds to a day without a time of day the one that the list tells of the same day.
func (r *Parsed) exact(at time.Time, clock bool) time.Time {
	list := r.in.Item.Published
	if clock || list.IsZero() || isMidnight(list) {
		return at
	}
	for _, loc := range []*time.Location{at.Location(), list.Location(), time.UTC} {
		if dayOf(list.In(loc)) == dayOf(at) {
			return list.In(loc)
		}
	}
	return at
}

// listed returns the list's instant: in the zone of the page's clock when that shows the same moment, and with the
// page's clock when the list tells only the day.
func (r *Parsed) listed(d *Dates, best int) time.Time {
	list := r.in.Item.Published
	b := &d.Candidates[best]
	switch {
	case !b.clock:
	case isMidnight(list):
		if b.day == dayOf(list) {
			return d.Instant(best)
		}
	case !b.zoned:
		if zone := zoneBetween(list, b.at); zone != nil {
			return list.In(zone)
		}
	}
	return list
}

// isMidnight reports a time that is likely to be a day without a time of day.
func isMidnight(t time.Time) bool {
	h, m, s := t.Clock()
	return h == 0 && m == 0 && s == 0
}
