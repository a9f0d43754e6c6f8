package page

import (
	"slices"
	"strings"
	"time"

	"attache/scrape/date"
)

// Sources of a date, by index in DateCandidate.said.
const (
	onLD = iota
	onOtherLD
	onLDCreated
	onLDModified
	onMeta
	onOtherMeta
	onMetaModified
	onTimePublished
	onTime
	onTimeModified
	onItemprop
	onURL
	onDateClass // visible, in an element marked as a date
	onText      // visible, in a short line
	onProse     // visible, at the beginning of a paragraph
	onImage     // in an image's address
	onScript    // the first value of a published field in a script
	onScriptDate
	onCount
)

var dateSources = [onCount]string{
	"JSON-LD datePublished", "JSON-LD of another piece", "JSON-LD dateCreated", "JSON-LD dateModified",
	"meta published", "meta date", "meta modified",
	"time published", "time", "time modified", "itemprop", "address", "date class", "text", "prose", "image address",
	"script published", "script",
}

// dateRank orders the sources by how exact their instants are.
var dateRank = [onCount]int{
	onLD: 16, onMeta: 15, onTimePublished: 14, onItemprop: 13, onTime: 12, onDateClass: 11, onText: 10, onOtherMeta: 9,
	onLDCreated: 8, onProse: 7, onOtherLD: 6,
	onScript: 5, onLDModified: 4, onMetaModified: 3, onTimeModified: 2, onURL: 1,
}

// DateCandidate is one day on which a page may have been published.
type DateCandidate struct {
	day  int            // days since 1970 in the zone it was written in
	said [onCount]uint8 // how often each source says this day
	// the sources that say it only when day and month are taken in the less likely order, as bits
	turned  uint32
	clear   uint8 // how many mentions can be read in one order only
	partner int   // the day that an ambiguous mention means in the other order; 0 = none
	best    int   // the best source so far
	rank    int   // and its rank
	at      time.Time
	clock   bool
	zoned   bool
	raw     string
	block   int32 // the block nearest below the title where it stands; -1 = nowhere
	alone   bool  // nothing else stands in that block
	updated bool
	issued  bool
	weak    bool
}

// plain says how many mentions read the day in the likely order.
func (d *DateCandidate) plain() (n int) {
	for _, k := range d.said {
		n += int(k)
	}
	return n
}

// dateCollector gathers the days that a page names.
type dateCollector struct {
	r        *Parsed
	parser   *date.Parser
	out      []DateCandidate
	mentions []dateMention
	months   [2][2]int // year and month that the page's address and its image's address name without a day
}

// dateMention is one place of a page that names a day.
type dateMention struct {
	day    int
	source int
	block  int32 // where it stands; -1 = nowhere
	node   int32 // its element or text; -1 = none
	turned bool  // day and month are taken in the less likely order
	found  date.Found
	text   string
}

func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// add takes the first date of a text that stands nowhere on the page.
func (c *dateCollector) add(raw string, source int) { c.addAt(raw, source, -1, -1, 1) }

// addAt takes the dates of a text of the page, at most limit of them.
func (c *dateCollector) addAt(raw string, source int, block, node int32, limit int) {
	for _, f := range c.parser.Find(raw, limit) {
		c.put(&f, raw, source, block, node)
	}
}

// put takes a date that was found, and its other reading.
func (c *dateCollector) put(f *date.Found, raw string, source int, block, node int32) {
	if f.Weak && block >= 0 && !f.Clock && c.r.layout.Blocks[block].Words > 6 { // "on 5 May" in a sentence
		return
	}
	if f.Other {
		return
	}
	c.read(f, f.At, raw, source, block, node, false)
	if !f.Swapped.IsZero() {
		c.read(f, f.Swapped, raw, source, block, node, true)
	}
}

func (c *dateCollector) read(f *date.Found, at time.Time, raw string, source int, block, node int32, swapped bool) {
	if y := at.Year(); y < 1994 || !c.r.in.Now.IsZero() && at.After(c.r.in.Now.Add(48*time.Hour)) {
		return
	}
	d := c.candidate(dayOf(at))
	if d == nil {
		return
	}
	c.mentions = append(c.mentions, dateMention{
		day: d.day, source: source, block: block, node: node, turned: swapped, found: *f, text: raw,
	})
	rank := dateRank[source] + 10*int(flag(f.Clock))
	switch {
	case swapped:
		d.turned |= 1 << source
		d.partner = dayOf(f.At)
		rank -= 30
	case !f.Swapped.IsZero():
		d.partner = dayOf(f.Swapped)
		d.said[source] = min(d.said[source]+1, 100)
	default:
		d.clear = min(d.clear+1, 100)
		d.said[source] = min(d.said[source]+1, 100)
	}
	if d.best < 0 || rank > d.rank {
		d.best, d.rank, d.at, d.clock, d.zoned, d.raw = source, rank, at, f.Clock, f.Zoned, raw
	}
	if block >= 0 && (d.block < 0 || c.r.nearer(block, d.block)) {
		d.block, d.updated, d.issued, d.weak = block, f.Updated, f.Issued, f.Weak
		d.alone = c.r.layout.Blocks[block].Words <= 8
	}
}

// maxDates bounds the days that a page may name.
const maxDates = 60

// candidate returns the candidate of a day, a new one if need be, nil when there are too many.
func (c *dateCollector) candidate(day int) *DateCandidate {
	for i := range c.out {
		if c.out[i].day == day {
			return &c.out[i]
		}
	}
	if len(c.out) >= maxDates {
		return nil
	}
	c.out = append(c.out, DateCandidate{day: day, best: -1, block: -1})
	return &c.out[len(c.out)-1]
}

// nearer reports whether block a stands nearer to the title than block b, what is below it first.
func (r *Parsed) nearer(a, b int32) bool {
	t := max(r.titleBlock, 0)
	da, db := a-t, b-t
	if da < 0 {
		da = -3 * da
	}
	if db < 0 {
		db = -3 * db
	}
	return da < db
}

// Dates are a page's candidates for its date.
type Dates struct {
	Candidates []DateCandidate
	Features   [][]float32 // by candidate: what the date model judges it by
	found      *dateCollector
}

// Dates returns the days that a page names. Title goes before it.
func (r *Parsed) Dates() Dates {
	c := r.dateCandidates()
	c.dropUpdates()
	return Dates{c.out, r.dateFeatures(c), c}
}

// Instant returns the best instant of candidate i, in the zone in which the page was written.
func (d Dates) Instant(i int) time.Time { return d.found.r.refine(&d.Candidates[i], d.Candidates) }

// dropUpdates leaves out the days before which a word for "updated" stands, when the head of the page names an earlier
// one as that of publication.
func (c *dateCollector) dropUpdates() {
	first := 0
	for i := range c.out {
		if d := &c.out[i]; d.said[onLD]+d.said[onMeta] > 0 && (first == 0 || d.day < first) {
			first = d.day
		}
	}
	c.out = slices.DeleteFunc(c.out, func(d DateCandidate) bool {
		issued := d.said[onLD] + d.said[onMeta] + d.said[onTimePublished] + d.said[onItemprop] + d.said[onOtherMeta] +
			d.said[onURL]
		return first > 0 && d.day > first && d.updated && issued == 0
	})
}

// From names the sources of a candidate.
func (d *DateCandidate) From() string {
	var from []string
	for k, n := range d.said {
		if n > 0 || d.turned&(1<<k) != 0 {
			from = append(from, dateSources[k])
		}
	}
	return strings.Join(from, ", ")
}
