package scrape

// authors weighs who the page says wrote it.
func (r *reader) authors() []string {
	for i := range r.facts.ld {
		if a := &r.facts.ld[i]; a.weight > 3 && len(a.authors) > 0 {
			r.note("authors", "JSON-LD author", a.authors[0])
			return a.authors
		}
	}
	if c, name := r.facts.meta("author", "article:author", "dc.creator"); c != "" {
		r.note("authors", name, c)
		return []string{c}
	}
	return nil
}
