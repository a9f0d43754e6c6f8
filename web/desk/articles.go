package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// articlesPage is how many articles a page lists.
const articlesPage = 50

// articles lists them, newest first. All filters stand in the address.
func (d *Desk) articles(w http.ResponseWriter, r *http.Request) error {
	q, person := r.URL.Query(), who(r)
	zone := person.Location()
	sources, err := d.store.Sources(r.Context(), false)
	if err != nil {
		return err
	}
	v := templates.DeskArticles{
		Verdict: q.Get("verdict"), Lang: q.Get("lang"), Country: q.Get("country"), Outlet: q.Get("outlet"),
		From: q.Get("from"), To: q.Get("to"), Query: strings.TrimSpace(q.Get("q")),
	}
	v.Filtered = v.Verdict+v.Lang+v.Country+v.Outlet+v.From+v.To != ""
	f := newsroom.ArticleFilter{
		Query: v.Query, Verdict: v.Verdict, Language: v.Lang, From: day(v.From, zone), To: day(v.To, zone),
		Limit: articlesPage + 1,
	}
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	f.Sources = choices(sources, &v)
	if err := d.ofIssue(r, &v, &f); err != nil {
		return err
	}
	var micros int64
	if _, err := fmt.Sscanf(q.Get("before"), "%d.%d", &micros, &f.BeforeID); err == nil && micros > 0 {
		f.BeforeAt = time.UnixMicro(micros)
	}
	if v.Rows, err = d.store.ArticleRows(r.Context(), f); err != nil {
		return err
	}
	if len(v.Rows) > articlesPage {
		v.Rows = v.Rows[:articlesPage]
		last := v.Rows[articlesPage-1]
		v.Older = with(r, "before", fmt.Sprintf("%d.%d", last.Dated.UnixMicro(), last.ID))
	}
	if v.Found, err = d.counted(r.Context(), f); err != nil {
		return err
	}
	v.Found.N = max(v.Found.N, len(v.Rows))
	if len(v.Rows) == 0 && (v.Filtered || v.Query != "") {
		if err := d.withouts(r, f, &v); err != nil {
			return err
		}
		if err := d.typed(r, f, &v); err != nil {
			return err
		}
	}
	if v.Query != "" {
		from, _, err := d.store.Searching(r.Context())
		if err != nil {
			return err
		}
		v.Building = from != 0
	}
	d.show(w, r, http.StatusOK, "articles", "articles", v)
	return nil
}

// choices fills in what the filters offer, and returns the sources that they let through; nil = all.
func choices(all []news.Source, v *templates.DeskArticles) (sources []int64) {
	if v.Country != "" || v.Outlet != "" {
		sources = []int64{}
	}
	v.Languages = slices.Clone(news.Languages) // sources need not say theirs
	lands, languages := map[string]bool{}, map[string]bool{"": true}
	for _, l := range v.Languages {
		languages[l] = true
	}
	for i := range all {
		s := &all[i]
		v.Outlets = append(v.Outlets, s.Name)
		if c := s.Outlet.Country; c != "" && !lands[c] {
			lands[c], v.Lands = true, append(v.Lands, c)
		}
		if l := s.Language; !languages[l] {
			languages[l], v.Languages = true, append(v.Languages, l)
		}
		if sources != nil && (v.Country == "" || s.Outlet.Country == v.Country) && (v.Outlet == "" || s.Name == v.Outlet) {
			sources = append(sources, s.ID)
		}
	}
	slices.Sort(v.Languages)
	slices.Sort(v.Lands)
	return sources
}

// article is one, with why it was kept or dropped.
func (d *Desk) article(w http.ResponseWriter, r *http.Request) error {
	id := number(r.PathValue("id"))
	if id <= 0 {
		return errNoPage
	}
	a, err := d.store.Article(r.Context(), fmt.Sprint(id))
	if err != nil {
		return err
	}
	return d.showArticle(w, r, &a, nil)
}

// showArticle shows one, and what its page has now when that was just read.
func (d *Desk) showArticle(w http.ResponseWriter, r *http.Request, a *news.Article, again *templates.DeskReread) error {
	v := templates.DeskArticlePage{Article: a, Reread: again}
	if !strings.HasPrefix(a.URL, "https://") && !strings.HasPrefix(a.URL, "http://") {
		v.Article.URL = ""
	}
	s, err := d.store.Standing(r.Context(), a.SourceID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	v.Source = s.Source.Name
	verdicts, err := d.store.VerdictsOf(r.Context(), a.ID)
	if err != nil {
		return err
	}
	digests, err := d.store.PlainDigests(r.Context())
	if err != nil {
		return err
	}
	for _, x := range verdicts {
		y := templates.DeskVerdict{Verdict: x}
		for _, g := range digests {
			if g.ID == x.DigestID {
				y.Digest = g.Title
			}
		}
		v.Verdicts = append(v.Verdicts, y)
	}
	if v.Choose, err = d.choices(r.Context(), a, &s.Source, digests); err != nil {
		return err
	}
	d.show(w, r, http.StatusOK, "article", "articles", v)
	return nil
}
