package scrape

import (
	"time"
)

// published weighs what the page says about when it was published.
func (r *reader) published() (time.Time, bool) {
	loc := time.UTC
	lang := r.facts.lang
	for i := range r.facts.ld {
		if a := &r.facts.ld[i]; a.weight > 1 && a.published != "" {
			if t, ok := ParseDate(a.published, lang, loc, r.in.Source.DayFirst, r.in.Now); ok {
				r.note("date", "JSON-LD datePublished", a.published)
				return t, true
			}
		}
	}
	if c, name := r.facts.meta("article:published_time", "datepublished", "date", "dc.date"); c != "" {
		if t, ok := ParseDate(c, lang, loc, r.in.Source.DayFirst, r.in.Now); ok {
			r.note("date", name, c)
			return t, true
		}
	}
	return time.Time{}, false
}
