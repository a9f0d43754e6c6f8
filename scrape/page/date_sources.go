package page

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html/atom"

	"attache/news"
	"attache/scrape/date"
	"attache/scrape/markup"
	"attache/scrape/page/dom"
	"attache/text"
)

var (
	publishedMetas = text.WordSet(
		"article:published_time og:published_time og:article:published_time datepublished pubdate publishdate " +
			"publish-date publish_date publication_date dc.date.issued dcterms.issued dc.date.created " +
			"dcterms.created dcterms.available sailthru.date parsely-pub-date cxenseparse:recs:publishtime " +
			"cxenseparse:publishtime citation_publication_date article.published originalpublicationdate " +
			"article:published date_published date.issued dc.issued ptime publishtime published_at bt:pubdate " +
			"rnews:datepublished article_date_original displaydate published publicationdate creation_date " +
			"prism.publicationdate analyticsattributes.articledate citation_online_date " +
			"shareaholic:article_published_time article:post_date last-publication")
	plainMetas = text.WordSet(
		"date dc.date dcterms.date created datecreated article:date article.created eprints.date doc_date sort_date " +
			"citation_date article:created_time wtdate video:release_date uploaddate")
	modifiedMetas = text.WordSet(
		"article:modified_time og:updated_time datemodified last-modified dc.date.modified dcterms.modified lastmod " +
			"modified article.updated revised updated_time dateupdated article:updated_time " +
			"cxenseparse:recs:modifiedtime")
)

// dateCandidates gathers days from head, address, scripts, marked elements and visible text.
func (r *Parsed) dateCandidates() *dateCollector {
	c := &dateCollector{r: r, parser: date.NewParser(r.dateLanguage(), r.zone(), r.in.Source.DayFirst, r.in.Now)}
	main := r.facts.MainLD()
	for i := range r.facts.LD {
		a := &r.facts.LD[i]
		if i > 20 {
			break
		}
		if a == main || main == nil && i == 0 {
			c.add(a.Published, onLD)
			c.add(a.Created, onLDCreated)
			c.add(a.Modified, onLDModified)
		} else {
			c.add(a.Published, onOtherLD)
		}
	}
	for _, m := range r.facts.Metas {
		switch {
		case len(m.Content) > 60 || len(m.Content) < 6:
		case publishedMetas[m.Name]:
			c.add(m.Content, onMeta)
		case plainMetas[m.Name]:
			c.add(m.Content, onOtherMeta)
		case modifiedMetas[m.Name]:
			c.add(m.Content, onMetaModified)
		}
	}
	c.address(r.base.Path, onURL)
	c.months[0] = monthIn(r.base.Path)
	c.scripts()
	c.marked()
	c.visible()
	if img, _ := r.facts.Meta("og:image"); img != "" {
		c.address(img, onImage)
		c.months[1] = monthIn(img)
	}
	return c
}

// longestPathDate is the longest date of a path, 2022-03-21, in bytes.
const longestPathDate = 10

// address reads /2022/03/21/, 2022-03-21 and 20220321 in a path.
func (c *dateCollector) address(path string, source int) {
	for i := 0; i+8 <= len(path); i++ {
		if path[i] != '1' && path[i] != '2' || i > 0 && digit(path[i-1]) {
			continue
		}
		end, digits := i, 0
		for end < len(path) && end-i < longestPathDate && (digit(path[end]) || strings.IndexByte("/-_", path[end]) >= 0) {
			if digit(path[end]) {
				digits++
			}
			end++
		}
		if digits < 6 || end < len(path) && digit(path[end]) {
			continue
		}
		before := len(c.out)
		c.add(strings.Trim(pathMarks.Replace(path[i:end]), "-"), source)
		if len(c.out) > before {
			return
		}
	}
	if day := partedDay(path); day != "" {
		c.add(day, source)
	}
}

// partedDay returns the day of a path that has words between its year and its month: "/2013/world/8/3/".
func partedDay(path string) string {
	parts := strings.Split(path, "/")
	for i, y := range parts {
		if len(y) != 4 || y[:2] != "19" && y[:2] != "20" || !digit(y[2]) || !digit(y[3]) {
			continue
		}
		for k := i + 2; k < min(i+4, len(parts)-1); k++ {
			m, errM := strconv.Atoi(parts[k])
			d, errD := strconv.Atoi(parts[k+1])
			if errM == nil && errD == nil && m >= 1 && m <= 12 && d >= 1 && d <= 31 {
				return fmt.Sprintf("%s-%02d-%02d", y, m, d)
			}
		}
	}
	return ""
}

var pathMarks = strings.NewReplacer("/", "-", "_", "-")

func digit(c byte) bool { return c >= '0' && c <= '9' }

// monthIn returns the year and month of /2022/03/ in a path.
func monthIn(path string) (ym [2]int) {
	for i := 0; i+8 <= len(path); i++ {
		if s := path[i:]; s[0] == '/' && (s[1] == '1' || s[1] == '2') {
			y, _ := strconv.Atoi(s[1:5])
			m, _ := strconv.Atoi(strings.Trim(s[6:8], "/-"))
			if (s[5] == '/' || s[5] == '-') && y > 1993 && y < 2100 && m >= 1 && m <= 12 {
				return [2]int{y, m}
			}
		}
	}
	return ym
}

// marked reads time elements and those that call themselves dates for machines.
func (c *dateCollector) marked() {
	t := c.r.tree
	seen := 0
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if n.Text || len(n.HTML.Attr) == 0 && n.Atom != atom.Time || seen > 120 {
			continue
		}
		source, raw := machineDate(n)
		if source < 0 {
			continue
		}
		if raw == "" {
			raw = t.Plain(int32(i))
		}
		if len(raw) >= 6 && len(raw) < 80 {
			seen++
			at := c.r.layout.At[i]
			if int(at) >= len(c.r.layout.Blocks) {
				at = -1
			}
			c.addAt(raw, source, at, int32(i), 1)
		}
	}
}

// machineDate tells what kind of date an element says it holds, -1 for none, and the value it holds for machines.
func machineDate(n *dom.Node) (source int, raw string) {
	prop := markup.Attr(n.HTML, "itemprop") + markup.Attr(n.HTML, "property")
	switch {
	case n.Atom == atom.Time:
		return timeSource(n, prop), markup.Attr(n.HTML, "datetime")
	case n.Atom == atom.Meta:
		return -1, "" // read with the head
	case strings.Contains(prop, "datePublished") || strings.Contains(prop, "dateCreated"):
		return onItemprop, markup.Attr(n.HTML, "content")
	case strings.Contains(prop, "dateModified"):
		return onTimeModified, markup.Attr(n.HTML, "content")
	case n.Atom == atom.Abbr && n.Sig&dom.SigDate != 0:
		return onTimePublished, markup.Attr(n.HTML, "title")
	}
	for i := range n.HTML.Attr {
		a := &n.HTML.Attr[i]
		if n.Sig&dom.SigDate == 0 && a.Key != "datetime" || len(a.Val) < 8 || len(a.Val) > 40 || !dateAttr(a.Key) {
			continue
		}
		if strings.Contains(a.Key, "modif") || strings.Contains(a.Key, "update") {
			return onTimeModified, a.Val
		}
		return onTime, a.Val
	}
	return -1, ""
}

// timeSource tells what a time element is for, by its class and properties.
func timeSource(n *dom.Node, prop string) int {
	class := markup.Attr(n.HTML, "class") + " " + prop
	switch {
	case strings.Contains(class, "odif") || strings.Contains(class, "pdate"):
		return onTimeModified
	case strings.Contains(class, "ublish") || strings.Contains(class, "entry-date") ||
		markup.Attr(n.HTML, "pubdate") != "":
		return onTimePublished
	}
	return onTime
}

// dateAttr reports attributes that hold a date for machines.
func dateAttr(key string) bool {
	return key == "datetime" || key == "content" ||
		strings.HasPrefix(key, "data-") && holdsAny(key, "date", "time", "publish")
}

// visible reads the dates that short lines show, those that begin the first paragraphs, and those of sentences that
// tell when the piece was published.
func (c *dateCollector) visible() {
	l := c.r.layout
	prose := 0
	for i := range l.Blocks {
		b := &l.Blocks[i]
		switch {
		case b.Words <= 30 && (b.Digits >= 3 || b.Digits > 0 && b.Words <= 14 || b.Words <= 6 &&
			b.Kind != news.Heading && b.Unspaced == 0):
			source := onText
			if c.dated(b) {
				source = onDateClass
			}
			c.addAt(l.TextOf(b), source, int32(i), b.Node, 3)
		case b.ParagraphLike() && prose < 2:
			prose++
			if b.Digits > 0 {
				c.addAt(c.opening(b, 110), onProse, int32(i), b.Node, 1)
			}
		case b.Digits >= 3 && b.Words <= 90:
			for _, f := range c.parser.Find(c.opening(b, 240), 1) {
				if f.Issued || f.Updated {
					c.put(&f, c.opening(b, 240), onText, int32(i), b.Node)
				}
			}
		}
		if len(c.out) >= maxDates {
			return
		}
	}
}

// opening is the beginning of a block's text, of at most n bytes.
func (c *dateCollector) opening(b *dom.Block, n int32) string {
	return string(trimRune(c.r.layout.Buf[b.Start:min(b.End, b.Start+n)]))
}

// dated reports whether a block stands in an element marked as a date.
func (c *dateCollector) dated(b *dom.Block) bool {
	for k, up := b.Box, 0; k >= 0 && up < 3; k, up = c.r.tree.Nodes[k].Parent, up+1 {
		if c.r.tree.Nodes[k].Sig&dom.SigDate != 0 {
			return true
		}
	}
	return false
}

// zone is the source's time zone, UTC when it sets none.
func (r *Parsed) zone() *time.Location {
	if loc, err := r.in.Source.Location(); err == nil && loc != nil {
		return loc
	}
	return time.UTC
}

// dayFirstHosts are English-writing countries that put the day first.
var dayFirstHosts = text.WordSet(
	"uk au nz za ie in ng ke pk gh zw zm tz ug lk bd sg my hk mt na bw jm tt eu de fr it es nl be ch at pl cz se no " +
		"dk fi ru kz kg uz tj tm az am ge tr by ua il ae qa sa om kw bh eg ma cy gr pt")

// dateLanguage is the language of the page's dates, with a region that says which order they have.
func (r *Parsed) dateLanguage() string {
	lang := strings.ToLower(strings.ReplaceAll(r.facts.Lang, "_", "-"))
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

// maxScriptDates bounds how many dates of scripts are looked at.
const maxScriptDates = 30

// scripts reads the fields of scripts that are named for dates, as publishDate: "2022-03-21" in a state or a data
// layer. The first that is named for publishing is likely to be the page's own; the others may be those of other
// pieces.
func (c *dateCollector) scripts() {
	seen, source := 0, onScript
	for _, s := range c.r.tree.Scripts {
		if len(s) < 120 && c.literal(s) {
			continue
		}
		for _, part := range [...]string{"ublish", "ate"} {
			for at := 0; seen < maxScriptDates; {
				k := bytes.Index(s[at:], []byte(part))
				if k < 0 {
					break
				}
				k, at = at+k, at+k+len(part)
				if part == "ate" && (k == 0 || s[k-1]|0x20 != 'd' && s[k-1]|0x20 != 'e') {
					// neither "date" nor "created"
					continue
				}
				key, value := scriptField(s, at)
				switch {
				case value == "" || holdsAny(key, "modif", "updat", "expir", "birth", "start", "end", "event", "valid",
					"last", "until"):
				case part == "ublish" || holdsAny(key, "pubdate", "publication"):
					seen++
					if c.scriptDate(value, source) {
						source = onScriptDate
					}
				case holdsAny(key, "date", "created"):
					seen++
					c.scriptDate(value, onScriptDate)
				}
			}
		}
	}
}

// scriptDate takes the date of a field's value and reports whether there was one.
func (c *dateCollector) scriptDate(value string, source int) bool {
	for _, f := range c.parser.Find(value, 1) {
		if !f.Weak {
			c.put(&f, value, source, -1, -1)
			return true
		}
	}
	return false
}

// literal reads a short script that writes a date into the page, as showDate("2022/03/21 08:04").
func (c *dateCollector) literal(s []byte) bool {
	i := bytes.IndexAny(s, `"'`)
	if i < 0 {
		return false
	}
	j := bytes.IndexByte(s[i+1:], s[i])
	if j < 8 || j > 40 || s[i+1] < '0' || s[i+1] > '9' {
		return false
	}
	return c.scriptDate(string(s[i+1:i+1+j]), onScriptDate)
}

func holdsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// The longest keys and values of scripts that are read, in bytes on either side of a part of the key and after it.
const (
	maxScriptKey   = 30
	maxScriptValue = 40
)

// scriptField returns the key around byte at of a script, in lower case without marks, and the value after it; none
// when that does not begin like a date.
func scriptField(s []byte, at int) (key, value string) {
	from, to := at, at
	for from > 0 && at-from < maxScriptKey && keyByte(s[from-1]) {
		from--
	}
	for to < len(s) && to-at < maxScriptKey && keyByte(s[to]) {
		to++
	}
	v, parted := scriptValue(s, to)
	end := v
	for end < len(s) && end-v < maxScriptValue && (keyByte(s[end]) || strings.IndexByte(" :+.,/", s[end]) >= 0) {
		end++
	}
	if !parted || end-v < 8 || (s[v] < '0' || s[v] > '3') && end-v < 16 {
		return "", ""
	}
	return strings.ToLower(keyMarks.Replace(string(s[from:to]))), strings.TrimRight(string(s[v:end]), " ,./+-")
}

// scriptValue passes the marks between a key that ends at byte i and its value, at most eight of them. parted says that
// a colon or an equals sign is among them.
func scriptValue(s []byte, i int) (value int, parted bool) {
	for value = i; value < len(s) && value-i < 8 && strings.IndexByte(":=\"'\\ \n\t", s[value]) >= 0; value++ {
		parted = parted || s[value] == ':' || s[value] == '='
	}
	return value, parted
}

var keyMarks = strings.NewReplacer("_", "", "-", "")

func keyByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}
