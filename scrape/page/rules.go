package page

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/date"
	"attache/scrape/markup"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
)

// ruled holds what a source's own CSS rules found on a page. A rule that is broken or matches nothing finds nothing,
// and the field is read as on any page.
type ruled struct {
	title, date, by string
	body            []int32 // the elements that hold the body
}

// fromRule is where the evidence says that a field was read which a source's rule found.
const fromRule = "the source's rule"

// applyRules reads the fields for which the source has rules.
func (r *Parsed) applyRules() {
	rules := r.in.Source.Rules
	if rules.ArticleTitle == "" && rules.ArticleBody == "" && rules.ArticleDate == "" && rules.ArticleBy == "" {
		return
	}
	index := make(map[*html.Node]int32, len(r.tree.Nodes))
	for i := range r.tree.Nodes {
		index[r.tree.Nodes[i].HTML] = int32(i)
	}
	first := func(selector string) string {
		if selector == "" {
			return ""
		}
		for _, n := range dom.Select(r.tree.Root, selector) {
			for _, key := range []string{"datetime", "content"} {
				if v := dom.Squeeze(markup.Attr(n, key)); v != "" {
					return v
				}
			}
			if i, ok := index[n]; ok {
				if s := r.tree.Plain(i); s != "" {
					return s
				}
			}
		}
		return ""
	}
	r.ruled.title, r.ruled.date, r.ruled.by = first(rules.ArticleTitle), first(rules.ArticleDate),
		first(rules.ArticleBy)
	if rules.ArticleBody != "" {
		for _, n := range dom.Select(r.tree.Root, rules.ArticleBody) {
			if i, ok := index[n]; ok {
				r.ruled.body = append(r.ruled.body, i)
			}
		}
	}
}

// ruledDate reads the date that a rule found.
func (r *Parsed) ruledDate() (time.Time, bool) {
	if r.ruled.date == "" {
		return time.Time{}, false
	}
	t, ok := date.Parse(r.ruled.date, r.dateLanguage(), r.zone(), r.in.Source.DayFirst, r.in.Now)
	if ok {
		r.note("date", fromRule, r.ruled.date)
	}
	return t, ok
}

// ruledAuthors reads the names that a rule found.
func (r *Parsed) ruledAuthors() []string {
	if r.ruled.by == "" {
		return nil
	}
	names := byline.Authors([]string{r.ruled.by}, r.in.Source.Outlet.Name)
	if len(names) > 0 {
		r.note("authors", fromRule, strings.Join(names, ", "))
	}
	return names
}

// ruledBody returns the blocks within the elements that a rule found, captions and hidden text left out.
func (r *Parsed) ruledBody() []news.Block {
	var out []news.Block
	last := int32(-1)
	for _, at := range r.ruled.body {
		from, to := r.layout.Span(at)
		for i := max(from, last); i < to; i++ {
			if b := &r.layout.Blocks[i]; !b.Hidden && b.Kind != news.Caption && i != r.titleBlock {
				if len(out) == 0 {
					r.bodyFrom = i
				}
				r.bodyTo = i
				out = append(out, news.Block{Kind: b.Kind, Text: r.layout.TextOf(b)})
			}
		}
		last = max(last, to)
	}
	if len(out) > 0 {
		r.note("body", fromRule, out[0].Text)
	}
	return out
}

// ByRule reports whether the field of a rule was read by it.
func (r *Reading) ByRule(rule string) bool {
	field := strings.TrimPrefix(rule, "article_")
	if field == "by" {
		field = "authors"
	}
	return slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.Field == field && e.From == fromRule })
}

// ArticleRules are the rules of a source that read an article's page, by the names they are set by.
func ArticleRules(r news.Rules) [][2]string {
	return [][2]string{
		{"article_title", r.ArticleTitle},
		{"article_body", r.ArticleBody},
		{"article_date", r.ArticleDate},
		{"article_by", r.ArticleBy},
		{"article_strip", r.ArticleStrip},
		{"article_next", r.ArticleNext},
	}
}
