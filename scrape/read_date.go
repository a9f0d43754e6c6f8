package scrape

import (
	"strings"
	"time"

	"golang.org/x/net/html/atom"

	"attache/news"
)

// Sources of a date, by index in dateCandidate.said.
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
	onCount
)

var dateSources = [onCount]string{"JSON-LD datePublished", "JSON-LD of another piece", "JSON-LD dateCreated", "JSON-LD dateModified", "meta published", "meta date", "meta modified", "time published", "time", "time modified", "itemprop", "address", "date class", "text", "prose", "image address"}

// dateRank orders the sources by how exact their instants are.
var dateRank = [onCount]int{onLD: 16, onMeta: 15, onTimePublished: 14, onItemprop: 13, onTime: 12, onDateClass: 11, onText: 10, onOtherMeta: 9, onLDCreated: 8, onProse: 7, onOtherLD: 6, onLDModified: 4, onMetaModified: 3, onTimeModified: 2, onURL: 1, onImage: 0}

// dateCandidate is one day on which the piece may have been published.
type dateCandidate struct {
	day     int // days since 1970 in the zone it was written in
	said    [onCount]uint8
	best    int // the best source so far
	at      time.Time
	clock   bool
	raw     string
	block   int32 // the block nearest below the title where it stands; -1 = nowhere
	alone   bool  // nothing else stands in that block
	updated bool
	issued  bool
	weak    bool
	swapped bool // day and month were taken in the less likely order
}

// dateCollector gathers the days that a page names.
type dateCollector struct {
	r      *reader
	parser *dateParser
	out    []dateCandidate
}

func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (c *dateCollector) add(raw string, source int, block int32, limit int) {
	for _, f := range c.parser.find(raw, limit) {
		clock := f.clock
		if f.weak && block >= 0 && !f.clock && c.r.layout.blocks[block].words > 6 { // "on 5 May" in a sentence
			continue
		}
		c.put(f, f.at, raw, source, block, clock, false)
		if !f.swapped.IsZero() {
			c.put(f, f.swapped, raw, source, block, clock, true)
		}
	}
}

func (c *dateCollector) put(f foundDate, at time.Time, raw string, source int, block int32, clock, swapped bool) {
	if y := at.Year(); y < 1994 || !c.r.in.Now.IsZero() && at.After(c.r.in.Now.Add(48*time.Hour)) {
		return
	}
	day := dayOf(at)
	k := -1
	for i := range c.out {
		if c.out[i].day == day && c.out[i].swapped == swapped {
			k = i
		}
	}
	if k < 0 {
		if len(c.out) >= 60 {
			return
		}
		c.out = append(c.out, dateCandidate{day: day, best: -1, block: -1, swapped: swapped})
		k = len(c.out) - 1
	}
	d := &c.out[k]
	if d.said[source] < 100 {
		d.said[source]++
	}
	if d.best < 0 || dateRank[source]+10*int(flag(clock)) > dateRank[d.best]+10*int(flag(d.clock)) {
		d.best, d.at, d.clock, d.raw = source, at, clock, raw
	}
	if block >= 0 && (d.block < 0 || c.r.nearer(block, d.block)) {
		d.block, d.updated, d.issued, d.weak = block, f.updated, f.issued, f.weak
		b := &c.r.layout.blocks[block]
		d.alone = b.words <= 8
	}
}

// nearer reports whether block a stands nearer to the title than block b, what is below it first.
func (r *reader) nearer(a, b int32) bool {
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

var (
	publishedMetas = wordSet("article:published_time og:published_time og:article:published_time datepublished pubdate publishdate publish-date publish_date publication_date dc.date.issued dcterms.issued dc.date.created dcterms.created dcterms.available sailthru.date parsely-pub-date cxenseparse:recs:publishtime cxenseparse:publishtime citation_publication_date article.published originalpublicationdate article:published date_published date.issued dc.issued ptime publishtime published_at bt:pubdate rnews:datepublished article_date_original displaydate published publicationdate creation_date prism.publicationdate analyticsattributes.articledate citation_online_date shareaholic:article_published_time article:post_date last-publication")
	plainMetas     = wordSet("date dc.date dcterms.date created datecreated article:date article.created eprints.date doc_date sort_date citation_date article:created_time wtdate video:release_date uploaddate")
	modifiedMetas  = wordSet("article:modified_time og:updated_time datemodified last-modified dc.date.modified dcterms.modified lastmod modified article.updated revised updated_time dateupdated article:updated_time cxenseparse:recs:modifiedtime")
)

// dateCandidates gathers days from head, address, marked elements and visible text.
func (r *reader) dateCandidates() []dateCandidate {
	c := &dateCollector{r: r, parser: newDateParser(r.dateLanguage(), r.zone(), r.in.Source.DayFirst, r.in.Now)}
	main := r.facts.mainLD()
	for i := range r.facts.ld {
		a := &r.facts.ld[i]
		if i > 20 {
			break
		}
		if a == main || main == nil && i == 0 {
			c.add(a.published, onLD, -1, 1)
			c.add(a.created, onLDCreated, -1, 1)
			c.add(a.modified, onLDModified, -1, 1)
		} else {
			c.add(a.published, onOtherLD, -1, 1)
		}
	}
	for _, m := range r.facts.metas {
		switch {
		case len(m.content) > 60 || len(m.content) < 6:
		case publishedMetas[m.name]:
			c.add(m.content, onMeta, -1, 1)
		case plainMetas[m.name]:
			c.add(m.content, onOtherMeta, -1, 1)
		case modifiedMetas[m.name]:
			c.add(m.content, onMetaModified, -1, 1)
		}
	}
	c.address(r.base.Path, onURL)
	c.marked()
	c.visible()
	if img, _ := r.facts.meta("og:image"); img != "" {
		c.address(img, onImage)
	}
	return c.out
}

// address reads /2022/03/21/, 2022-03-21 and 20220321 in a path.
func (c *dateCollector) address(path string, source int) {
	for i := 0; i+8 <= len(path); i++ {
		if path[i] != '1' && path[i] != '2' || i > 0 && path[i-1] >= '0' && path[i-1] <= '9' {
			continue
		}
		n, digits := i, 0
		for n < len(path) && (path[n] >= '0' && path[n] <= '9' || path[n] == '/' || path[n] == '-' || path[n] == '_') && n-i < 10 {
			if path[n] >= '0' && path[n] <= '9' {
				digits++
			}
			n++
		}
		if digits < 6 || n < len(path) && path[n] >= '0' && path[n] <= '9' {
			continue
		}
		s := strings.Trim(strings.NewReplacer("/", "-", "_", "-").Replace(path[i:n]), "-")
		before := len(c.out)
		c.add(s, source, -1, 1)
		if len(c.out) > before {
			return
		}
	}
}

// marked reads time elements and those that call themselves dates for machines.
func (c *dateCollector) marked() {
	t := c.r.tree
	seen := 0
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.text || seen > 120 {
			continue
		}
		prop := attr(n.h, "itemprop")
		var raw string
		source := -1
		switch {
		case n.atom == atom.Time:
			source = onTime
			raw = attr(n.h, "datetime")
			class := attr(n.h, "class") + " " + prop
			switch {
			case strings.Contains(class, "odif") || strings.Contains(class, "pdate"):
				source = onTimeModified
			case strings.Contains(class, "ublish") || strings.Contains(class, "entry-date") || attr(n.h, "pubdate") != "":
				source = onTimePublished
			}
		case strings.Contains(prop, "datePublished") || strings.Contains(prop, "dateCreated"):
			source, raw = onItemprop, attr(n.h, "content")
		case strings.Contains(prop, "dateModified"):
			source, raw = onTimeModified, attr(n.h, "content")
		case n.atom == atom.Abbr && n.sig&sigDate != 0:
			source, raw = onTimePublished, attr(n.h, "title")
		case n.sig&sigDate != 0:
			for _, key := range []string{"data-date", "data-time", "datetime", "data-timestamp", "data-datetime", "data-published", "data-utime", "content"} {
				if raw = attr(n.h, key); raw != "" {
					source = onTime
					break
				}
			}
		}
		if source < 0 {
			continue
		}
		if raw == "" {
			raw = t.plain(int32(i))
		}
		if len(raw) >= 6 && len(raw) < 80 {
			seen++
			at := c.r.layout.at[i]
			if int(at) >= len(c.r.layout.blocks) {
				at = -1
			}
			c.add(raw, source, at, 1)
		}
	}
}

// visible reads the dates that short lines show, and those that begin the first paragraphs.
func (c *dateCollector) visible() {
	l := c.r.layout
	prose := 0
	for i := range l.blocks {
		b := &l.blocks[i]
		switch {
		case b.words <= 30 && (b.digits >= 3 || b.digits > 0 && b.words <= 14 || b.words <= 6 && b.kind != news.Heading && b.wide == 0):
			source := onText
			for k, up := b.box, 0; k >= 0 && up < 3; k, up = c.r.tree.nodes[k].parent, up+1 {
				if c.r.tree.nodes[k].sig&sigDate != 0 {
					source = onDateClass
				}
			}
			c.add(l.text(b), source, int32(i), 2)
		case b.paragraphLike() && prose < 2:
			prose++
			if b.digits > 0 {
				c.add(string(trimRune(l.buf[b.start:min(b.end, b.start+110)])), onProse, int32(i), 1)
			}
		}
		if len(c.out) >= 60 {
			return
		}
	}
}

// zone is the source's time zone, UTC when it sets none.
func (r *reader) zone() *time.Location {
	if loc, err := r.in.Source.Location(); err == nil && loc != nil {
		return loc
	}
	return time.UTC
}

// dayFirstHosts are English-writing countries that put the day first.
var dayFirstHosts = wordSet("uk au nz za ie in ng ke pk gh zw zm tz ug lk bd sg my hk mt na bw jm tt eu de fr it es nl be ch at pl cz se no dk fi ru kz kg uz tj tm az am ge tr by ua il ae qa sa om kw bh eg ma cy gr pt")

// dateLanguage is the language of the page's dates, with a region that says which order they have.
func (r *reader) dateLanguage() string {
	lang := strings.ToLower(strings.ReplaceAll(r.facts.lang, "_", "-"))
	if r.lang != "" && !strings.HasPrefix(lang, r.lang) {
		lang = r.lang
	}
	if lang == "" || lang == "en" || lang == "en-us" {
		if k := strings.LastIndexByte(r.host, '.'); k >= 0 && dayFirstHosts[r.host[k+1:]] {
			return "en-gb"
		}
	}
	return lang
}

// published weighs the candidates by the forest that was trained on dates.
func (r *reader) published() (time.Time, bool) {
	if t, ok := r.ruledDate(); ok {
		return t, true
	}
	cs := r.dateCandidates()
	m := dateModel()
	best, top := -1, float32(0)
	for i, x := range r.dateFeatures(cs) {
		if p := Sigmoid(m.Score(x)); best < 0 || p > top {
			best, top = i, p
		}
	}
	if best < 0 || top < sureDate {
		return time.Time{}, false
	}
	d := r.refine(&cs[best], cs)
	var from []string
	for k, n := range cs[best].said {
		if n > 0 {
			from = append(from, dateSources[k])
		}
	}
	r.note("date", strings.Join(from, ", "), cs[best].raw)
	return d, true
}

// sureDate is the least probability of a date that is believed.
const sureDate = .2

// refine gives the chosen day its best instant. When the page's machine-readable instant falls on the day before or
// after in UTC, it is the same moment told in another zone: the page's own zone is then the one in which it falls on
// the day that readers see.
func (r *reader) refine(d *dateCandidate, all []dateCandidate) time.Time {
	switch _, offset := d.at.Zone(); {
	case offset != 0 && d.clock:
		return d.at
	case d.clock:
		for i := range all {
			if o := &all[i]; o.clock && o.at.Equal(d.at) {
				if _, offset := o.at.Zone(); offset != 0 {
					return o.at
				}
			}
		}
	}
	if dateRank[d.best] >= dateRank[onItemprop] && d.clock {
		return d.at
	}
	for i := range all {
		o := &all[i]
		if o == d || !o.clock || o.best != onLD && o.best != onMeta && o.best != onTimePublished {
			continue
		}
		if _, offset := o.at.Zone(); offset != 0 || o.day-d.day > 1 || d.day-o.day > 1 {
			continue
		}
		if d.clock { // both moments are told: their difference is the zone, if it is one
			diff := d.at.Sub(o.at).Round(15 * time.Minute)
			if diff >= -12*time.Hour && diff <= 14*time.Hour && d.at.Sub(o.at)-diff < 2*time.Minute && d.at.Sub(o.at)-diff > -2*time.Minute {
				return o.at.In(time.FixedZone("", int(diff.Seconds())))
			}
			continue
		}
		midnight := o.at.Sub(o.at.Truncate(24 * time.Hour))
		if d.day < o.day && midnight < 12*time.Hour { // west of UTC
			return o.at.In(time.FixedZone("", -int((midnight/time.Hour+1)*3600)))
		}
		if d.day > o.day && 24*time.Hour-midnight <= 12*time.Hour {
			return o.at.In(time.FixedZone("", int(((24*time.Hour-midnight+59*time.Minute)/time.Hour)*3600)))
		}
	}
	return d.at
}

// dateFeatures describes each candidate in numbers.
func (r *reader) dateFeatures(cs []dateCandidate) [][]float32 {
	var have [onCount]int // by source: the day it says first, 0 = none
	for i := range cs {
		for k, n := range cs[i].said {
			if n > 0 && have[k] == 0 && !cs[i].swapped {
				have[k] = cs[i].day
			}
		}
	}
	machine := flag(have[onLD] != 0 || have[onMeta] != 0 || have[onTimePublished] != 0 || have[onItemprop] != 0)
	out := make([][]float32, len(cs))
	for i := range cs {
		c := &cs[i]
		f := make([]float32, 0, 90)
		kinds := float32(0)
		for _, n := range c.said {
			f = append(f, float32(n))
			kinds += flag(n > 0)
		}
		for _, k := range []int{onLD, onMeta, onTimePublished, onTime, onItemprop, onURL, onDateClass, onText, onLDModified, onMetaModified} {
			if have[k] == 0 {
				f = append(f, -10_000)
			} else {
				f = append(f, float32(max(-3000, min(3000, c.day-have[k]))))
			}
		}
		var earlier, later float32
		for k := range cs {
			earlier += flag(cs[k].day < c.day)
			later += flag(cs[k].day > c.day)
		}
		age := float32(-1)
		if !r.in.Now.IsZero() {
			age = float32(dayOf(r.in.Now) - c.day)
		}
		var nearer, nearerMarked, local, utc float32
		for k := range cs {
			o := &cs[k]
			if k == i {
				continue
			}
			if o.block >= 0 && !o.weak && !o.swapped && (c.block < 0 || r.nearer(o.block, c.block)) {
				nearer++
				nearerMarked += flag(o.said[onTime]+o.said[onTimePublished]+o.said[onDateClass] > 0)
			}
			if twin(c, o) {
				_, here := c.at.Zone()
				_, there := o.at.Zone()
				local = max(local, flag(there == 0 && o.said[onLD]+o.said[onMeta] > 0))
				utc = max(utc, flag(here == 0 && o.block >= 0))
			}
		}
		f = append(f, machine, nearer, nearerMarked, local, utc, flag(c.said[onMeta]+c.said[onLD] > 0 && c.said[onMetaModified]+c.said[onLDModified] == 0))
		f = append(f, kinds, float32(c.best), flag(c.clock), flag(c.updated), flag(c.issued), flag(c.weak), flag(c.swapped), flag(c.alone), earlier, later, float32(len(cs)), float32(i), flag(age < 2))
		out[i] = r.datePlace(c, f)
	}
	return out
}

// twin reports whether two candidates are one moment told in two zones: the same minutes, whole quarters of an hour
// apart, and no more than zones can be.
func twin(a, b *dateCandidate) bool {
	if !a.clock || !b.clock || a.day == b.day {
		return false
	}
	_, za := a.at.Zone()
	_, zb := b.at.Zone()
	diff := a.at.Add(time.Duration(za) * time.Second).Sub(b.at.Add(time.Duration(zb) * time.Second))
	if diff < 0 {
		diff = -diff
	}
	return diff <= 14*time.Hour && diff%(15*time.Minute) < time.Minute
}

// datePlace adds where on the page a date stands.
func (r *reader) datePlace(c *dateCandidate, f []float32) []float32 {
	if c.block < 0 {
		return append(f, -1, -1000, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	l := r.layout
	b := &l.blocks[c.block]
	n := len(l.blocks)
	rel := float32(-1000)
	if r.titleBlock >= 0 {
		rel = float32(c.block - r.titleBlock)
	}
	var sem [semanticCount]float32
	var sig signals
	for i := b.box; i >= 0; i = r.tree.nodes[i].parent {
		if k := semanticOf(r.tree.nodes[i].atom); k >= 0 {
			sem[k] = 1
		}
		sig |= r.tree.nodes[i].sig
	}
	return append(f, ratio(c.block, int32(n)), rel, ratio(l.sumPara[c.block], l.sumPara[n]), sem[semArticle], sem[semHeader], sem[semAside], sem[semFooter]+sem[semNav],
		flag(sig&sigComment != 0), flag(sig&sigRelated != 0), flag(sig&sigTeaser != 0), flag(sig&sigSide != 0), float32(b.words), ratio(b.linked, b.runes), flag(b.hidden))
}
