package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// day is a day of the query by the clock of the token's person; zero = none.
func (c *call) day(name string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, c.query.Get(name), c.caller.Person.Location())
	if err != nil {
		return time.Time{}
	}
	return t
}

// articleFilter reads the filters of the query.
func (a *API) articleFilter(c *call) (f newsroom.ArticleFilter, err error) {
	q := c.query
	f = newsroom.ArticleFilter{
		Query: strings.TrimSpace(q.Get("q")), Verdict: q.Get("verdict"), Language: q.Get("lang"), From: c.day("from"),
		To: c.day("to"), Limit: c.limit() + 1,
	}
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	if before := q.Get("before"); before != "" {
		var micros int64
		if n, err := fmt.Sscanf(before, "%d.%d", &micros, &f.BeforeID); err != nil || n != 2 || micros <= 0 {
			return f, badPlace("before")
		}
		f.BeforeAt = time.UnixMicro(micros)
	}
	if country, outlet := q.Get("country"), q.Get("outlet"); country != "" || outlet != "" {
		all, err := a.store.Standings(c.Context())
		if err != nil {
			return f, err
		}
		f.Sources = []int64{}
		for i := range all {
			s := &all[i].Source
			if (country == "" || s.Outlet.Country == country) && (outlet == "" || s.Name == outlet) {
				f.Sources = append(f.Sources, s.ID)
			}
		}
	}
	if id, err := strconv.ParseInt(q.Get("issue"), 10, 64); err == nil {
		verdicts, err := a.store.Verdicts(c.Context(), id)
		if err != nil {
			return f, err
		}
		f.IDs = []int64{}
		for i := range verdicts {
			if fate := q.Get("fate"); fate == "" || string(newsroom.FateOf(&verdicts[i])) == fate {
				f.IDs = append(f.IDs, verdicts[i].ArticleID)
			}
		}
	} else if q.Get("fate") != "" {
		return f, problem{
			Status: http.StatusBadRequest, Code: "parameter", Field: "fate", Detail: "A fate is that in an issue.",
			Hint: "name the issue too",
		}
	}
	return f, nil
}

func (a *API) listArticles(c *call) (answer, error) {
	f, err := a.articleFilter(c)
	if err != nil {
		return answer{}, err
	}
	rows, err := a.store.ArticleRows(c.Context(), f)
	if err != nil {
		return answer{}, err
	}
	out := articleList{Items: []articleRow{}}
	if len(rows) > c.limit() {
		rows = rows[:c.limit()]
		last := rows[len(rows)-1]
		out.Next = a.next(c, "before", fmt.Sprintf("%d.%d", last.Dated.UnixMicro(), last.ID))
	}
	for _, r := range rows {
		out.Items = append(out.Items, articleRow{
			ID: r.ID, URL: r.URL, Title: r.Title, Outlet: r.Outlet, Language: r.Language, Dated: r.Dated,
			Verdict: r.Verdict(),
		})
	}
	f.Limit = desk.MostCounted
	if out.Found.N, out.Found.More, err = a.store.CountArticles(c.Context(), f); err != nil {
		return answer{}, err
	}
	if f.Query != "" {
		from, _, err := a.store.Searching(c.Context())
		if err != nil {
			return answer{}, err
		}
		out.Building = from != 0
	}
	return answer{body: out}, nil
}

// theArticle is the one that the path names.
func (a *API) theArticle(c *call) (news.Article, error) {
	id := c.number()
	if id == 0 {
		return news.Article{}, errNone
	}
	return a.store.Article(c.Context(), strconv.FormatInt(id, 10))
}

func (a *API) getArticle(c *call) (answer, error) {
	x, err := a.theArticle(c)
	if err != nil {
		return answer{}, err
	}
	out := article{
		ID: x.ID, URL: x.URL, Outlet: x.Outlet.Name, Country: x.Outlet.Country, Title: x.Title, Authors: x.Authors,
		Published: x.Published, DateFrom: string(x.DateFrom), Seen: x.Seen, Language: x.Language, Summary: x.Summary,
		Partial: x.Partial, Forgotten: x.Forgotten, Text: []block{}, Choices: map[string]string{},
	}
	for _, b := range x.Blocks {
		out.Text = append(out.Text, block{string(b.Kind), b.Text})
	}
	names, err := a.sourceNames(c)
	if err != nil {
		return answer{}, err
	}
	out.Source = names[x.SourceID]
	digests, err := a.digestNames(c)
	if err != nil {
		return answer{}, err
	}
	said, err := a.store.ChoicesOn(c.Context(), x.ID)
	if err != nil {
		return answer{}, err
	}
	for id, keep := range said {
		if name := digests[id]; name != "" {
			out.Choices[name] = map[bool]string{true: "keep", false: "drop"}[keep]
		}
	}
	return one(out)
}

// sourceNames are those of all sources, by number.
func (a *API) sourceNames(c *call) (map[int64]string, error) {
	all, err := a.store.Standings(c.Context())
	names := make(map[int64]string, len(all))
	for i := range all {
		names[all[i].Source.ID] = all[i].Source.Name
	}
	return names, err
}

// digestNames are those of all digests, by number.
func (a *API) digestNames(c *call) (map[int64]string, error) {
	all, err := a.store.PlainDigests(c.Context())
	names := make(map[int64]string, len(all))
	for i := range all {
		names[all[i].ID] = all[i].Name
	}
	return names, err
}

func reasonsOf(all []news.Reason) []reason {
	out := []reason{}
	for _, r := range all {
		out = append(out, reason(r))
	}
	return out
}

func (a *API) getWhy(c *call) (answer, error) {
	x, err := a.theArticle(c)
	if err != nil {
		return answer{}, err
	}
	verdicts, err := a.store.VerdictsOf(c.Context(), x.ID)
	if err != nil {
		return answer{}, err
	}
	digests, err := a.digestNames(c)
	if err != nil {
		return answer{}, err
	}
	out := why{Verdicts: []verdict{}}
	for i := range verdicts {
		v := &verdicts[i]
		out.Verdicts = append(out.Verdicts, verdict{
			Digest: digests[v.DigestID], Kept: v.Kept, Fate: string(newsroom.FateOf(v)), Score: v.Score,
			Reasons: reasonsOf(v.Reasons), DuplicateOf: v.DuplicateOf, Judged: v.Judged,
		})
	}
	return one(out)
}

// choose keeps what the caller says of an article for a digest; a deletion says nothing again.
func (a *API) choose(c *call) (answer, error) {
	x, err := a.theArticle(c)
	if err != nil {
		return answer{}, err
	}
	var in choice
	if c.Method == http.MethodPut {
		if err := c.read(&in); err != nil {
			return answer{}, err
		}
		if !slices.Contains([]string{"keep", "drop"}, in.Choice) {
			return answer{}, &news.InvalidError{
				Field: "choice", Message: strconv.Quote(in.Choice) + " is no choice.", Hint: "use keep or drop",
			}
		}
	}
	id, err := a.store.Choose(c.Context(), c.PathValue("digest"), x.ID, in.Choice, c.entry("article.choose"))
	return answer{body: done{id}}, err
}
