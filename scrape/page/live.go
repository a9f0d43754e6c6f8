package page

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"attache/scrape/markup"
	"attache/scrape/page/head"
)

const (
	liveStamps = 3  // entries with a time of day that make a live blog of a page that is called one
	stampBytes = 12 // of a block's beginning, in which its time stands
)

var (
	stamp = regexp.MustCompile(`^\W*([01]?\d|2[0-3])[:.h][0-5]\d\b`)
	// liveNames are what live blogs are called in their titles, in lower case. Without times of day below they mean
	// nothing: broadcasts are called the same.
	liveNames = []string{
		"live updates", "live blog", "liveblog", "as it happened", "live:", "– live", "- live", "— live", "| live",
		"онлайн-трансляция", "онлайн-хроника", "текстовая трансляция", "хроника", "обновляется", "прямой эфир",
		"мәтіндік трансляция", "тікелей эфир", "жаңартылуда", "онлайн-баян", "текстова трансляція", "онлайн-трансляція",
		"хроніка", "оновлюється",
		"canlı anlatım", "canlı blog", "canlı yayın", "canlı gelişmeler", "dakika dakika", "canlı yayım",
		"dəqiqə-dəqiqə", "onlayn translyatsiya", "jonli", "абнаўляецца",
		"liveticker", "live-ticker", "newsblog", "live-blog", "newsticker", "en direct", "minute par minute",
		"le direct", "en directo", "en vivo", "minuto a minuto",
		"مباشر", "لحظة بلحظة", "لحظه به لحظه", "زنده", "直播", "实时更新", "滚动更新", "עדכונים שוטפים",
	}
	liveMarks = regexp.MustCompile(
		`(?i)live-?_?blog|live-?ticker|live-?feed|live-?text|online-?(item|translation)|schema\.org/LiveBlogPosting`)
)

// live reports whether a page is a live blog, and how that is told: it says so in JSON-LD, or it is called one by its
// title or its elements and its entries begin with times of day.
func (r *Parsed) live(title string) (from string) {
	if slices.ContainsFunc(r.facts.LD, func(a head.Article) bool { return a.Live }) {
		return "JSON-LD LiveBlogPosting"
	}
	times := map[string]bool{}
	for i := int(max(r.bodyFrom-2, 0)); i <= int(r.bodyTo) && i < len(r.layout.Blocks); i++ {
		b := &r.layout.Blocks[i]
		begin := r.layout.Buf[b.Start:min(b.End, b.Start+stampBytes)]
		if !b.Hidden && bytes.ContainsAny(begin, "0123456789") {
			if at := stamp.Find(begin); at != nil {
				times[string(at)] = true
			}
		}
	}
	if len(times) < liveStamps {
		return ""
	}
	folded := strings.ToLower(title)
	for _, name := range liveNames {
		if strings.Contains(folded, name) {
			return "its title, above entries with their times"
		}
	}
	for i := range r.tree.Nodes {
		if n := &r.tree.Nodes[i]; !n.Text && liveMarks.MatchString(markup.Attr(n.HTML, "class")+" "+markup.Attr(n.HTML,
			"itemtype")) {
			return "an element called " + markup.OneLine(markup.Attr(n.HTML, "class")+" "+markup.Attr(n.HTML, "itemtype"))
		}
	}
	return ""
}
