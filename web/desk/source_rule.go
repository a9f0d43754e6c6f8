package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/templates"
)

// microText and microTime write and read a time in an address.
func microText(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

func microTime(s string) time.Time {
	n := number(s)
	if n <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// ruleAt finds the fields of rules by their names, those of the list first.
var ruleAt = []struct {
	name string
	list bool
	at   func(*news.Rules) *string
}{
	{"item", true, func(r *news.Rules) *string { return &r.Item }},
	{"link", true, func(r *news.Rules) *string { return &r.Link }},
	{"title", true, func(r *news.Rules) *string { return &r.Title }},
	{"date", true, func(r *news.Rules) *string { return &r.Date }},
	{"match", true, func(r *news.Rules) *string { return &r.Match }},
	{"article_title", false, func(r *news.Rules) *string { return &r.ArticleTitle }},
	{"article_body", false, func(r *news.Rules) *string { return &r.ArticleBody }},
	{"article_date", false, func(r *news.Rules) *string { return &r.ArticleDate }},
	{"article_by", false, func(r *news.Rules) *string { return &r.ArticleBy }},
	{"article_strip", false, func(r *news.Rules) *string { return &r.ArticleStrip }},
}

// rulesOf takes the form of the rules into a source. Those that it does not show stay.
func rulesOf(s *news.Source, r *http.Request) error {
	for _, f := range ruleAt {
		if v, ok := r.PostForm["rule."+f.name]; ok {
			*f.at(&s.Rules) = strings.TrimSpace(v[0])
		}
	}
	if u := strings.TrimSpace(r.PostForm.Get("url")); u != "" {
		s.URL = u
	}
	return nil
}

func (d *Desk) askRule(w http.ResponseWriter, r *http.Request) error {
	src, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	d.showRule(w, r, http.StatusOK, templates.DeskRule{Source: src}, d.takeNotice(r.Context()))
	return nil
}

func (d *Desk) showRule(
	w http.ResponseWriter, r *http.Request, status int, v templates.DeskRule, n *templates.DeskNotice,
) {
	for _, f := range ruleAt {
		if f.list && v.Source.Kind != news.KindListing && f.name != "match" {
			continue
		}
		v.Fields = append(v.Fields, templates.DeskRuleField{Name: f.name, Value: *f.at(&v.Source.Rules), List: f.list})
	}
	d.showWith(w, r, status, "rule", "sources", v, n)
}

// saveRule shows what rules find on the kept page and in an article, or, with another button, what saving them would
// change.
func (d *Desk) saveRule(w http.ResponseWriter, r *http.Request) error {
	do := r.PostForm.Get("do")
	if do != "preview" && do != "afresh" {
		return d.change(w, r, "rule", rulesOf)
	}
	src, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	if err := rulesOf(&src, r); err != nil {
		return err
	}
	v := templates.DeskRule{Source: src, Article: strings.TrimSpace(r.PostForm.Get("article"))}
	if err := d.run.Check(&src); err != nil {
		return d.again(w, r, src, "rule", err)
	}
	return d.visit(w, r, func(ctx context.Context) error {
		got, err := d.run.Preview(ctx, src, do == "afresh", v.Article)
		if n := mistake(err); n != nil {
			d.showRule(w, r, http.StatusUnprocessableEntity, v, n)
			return nil
		}
		if err != nil {
			return err
		}
		v.Shown = previewed(got, src.Rules)
		d.showRule(w, r, http.StatusOK, v, nil)
		return nil
	})
}

// previewed is a preview as the page shows it: a field stands in the column of the rule when it has one.
func previewed(p Preview, rules news.Rules) *templates.DeskPreview {
	ruled := map[string]bool{"article_body": rules.ArticleBody != "" || rules.ArticleStrip != ""}
	for _, f := range ruleAt {
		ruled[f.name] = ruled[f.name] || *f.at(&rules) != ""
	}
	v := &templates.DeskPreview{
		Kept: p.Kept, URL: p.URL, Items: p.Items[:min(len(p.Items), 2*itemsShown)], N: len(p.Items) + p.Others,
		Titled: p.Titled, Dated: p.Dated, Article: p.Article, Problem: p.Problem,
	}
	for _, m := range p.Rules {
		v.Rules = append(v.Rules, templates.DeskMatched(m))
	}
	if p.Guessed == nil {
		return v
	}
	for _, f := range []struct {
		name string
		of   func(*news.Article) string
	}{
		{"article_title", func(a *news.Article) string { return a.Title }},
		{"article_date", func(a *news.Article) string {
			if a.Published.IsZero() {
				return ""
			}
			return a.Published.Format("2006-01-02 15:04")
		}},
		{"article_by", func(a *news.Article) string { return strings.Join(a.Authors, ", ") }},
		{"article_body", bodyOf},
	} {
		row := templates.DeskField{Name: f.name, Guessed: f.of(p.Guessed)}
		if p.Ruled != nil && ruled[f.name] {
			row.Ruled, row.State = f.of(p.Ruled), "ok"
		}
		if _, ok := p.Missed[f.name]; ok {
			row.State = "missed"
		}
		if _, ok := p.Unread[f.name]; ok {
			row.State = "unread"
		}
		v.Fields = append(v.Fields, row)
	}
	return v
}

// bodyShown is how much of an article's text is shown, in characters from its beginning and its end.
const bodyShown = 240

// bodyOf is the beginning and the end of an article's text, with its length.
func bodyOf(a *news.Article) string {
	var all []string
	for _, b := range a.Blocks {
		all = append(all, b.Text)
	}
	text := []rune(strings.Join(all, " ¶ "))
	if len(text) <= 2*bodyShown {
		return string(text)
	}
	return string(text[:bodyShown]) + " … " + string(text[len(text)-bodyShown:]) + " (" + strconv.Itoa(len(text)) + ")"
}
