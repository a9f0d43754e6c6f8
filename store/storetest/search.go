package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
)

var searchBehaviours = []behaviour{
	{"articles are found by their words, folded and stemmed, alike on both databases", func(t *testing.T, r *room) {
		s := r.source("one")
		ids := map[string]int64{}
		for n, a := range []news.Article{
			{Title: "Presidents met in Astana", Language: "en", Summary: "Two visits."},
			{Title: "Қазақстанның президенті", Language: "kk", Authors: []string{"Айгүл Нұрқызы"}},
			{Title: "Подъём экономики", Language: "ru", Blocks: []news.Block{{Text: "Казахстанские выборы; цена 1,500."}}},
			{Title: "Türkiye’de seçimler", Language: "tr"},
			{Title: "外交部长访问", Language: "zh"},
			{Title: `A "quoted" title: OR AND NOT (x*) 'y' \ & | !`, Language: "en"},
		} {
			a.URL, a.SourceID, a.Seen = fmt.Sprintf("https://one.example/%d", n), s.ID, r.now
			a.Outlet = news.Outlet{Name: "Outlet one"}
			a.Published, a.DateFrom = r.now.Add(-time.Duration(n)*time.Hour), news.DateFromPage
			_, err := r.PutArticle(r.ctx, &a)
			r.must(err)
			ids[a.Language] = a.ID
			switch n {
			case 0:
				ids["first"] = a.ID
			case 5:
				ids["odd"] = a.ID
			}
		}
		check := func() {
			t.Helper()
			for typed, want := range map[string][]int64{
				"president":                {ids["first"]},
				"president -astana":        nil,
				"presidents -minsk":        {ids["first"]},
				"visit":                    {ids["first"]},
				"казакстан":                {ids["kk"]},
				"АЙГУЛ нуркызы":            {ids["kk"]},
				"подъем":                   {ids["ru"]},
				"выбор казахстанский":      {ids["ru"]},
				"1500":                     {ids["ru"]},
				"TURKIYE secim":            {ids["tr"]},
				"外交":                       {ids["zh"]},
				"quoted":                   {ids["odd"]},
				`"quoted" OR ' & | \ *`:    {ids["odd"]},
				"nothing":                  nil,
				"outlet -president -title": {ids["kk"], ids["ru"], ids["tr"], ids["zh"]},
			} {
				rows, err := r.ArticleRows(r.ctx, newsroom.ArticleFilter{Query: typed, Limit: 10})
				r.must(err)
				var got []int64
				for _, a := range rows {
					got = append(got, a.ID)
				}
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%q finds %v, want %v", typed, got, want)
				}
				n, more, err := r.CountArticles(r.ctx, newsroom.ArticleFilter{Query: typed, Limit: 2})
				r.must(err)
				if n != min(2, len(want)) || more != (len(want) > 2) {
					t.Errorf("%q counts %d, %v", typed, n, more)
				}
			}
		}
		check()
		rows, err := r.ArticleRows(r.ctx, newsroom.ArticleFilter{
			Query: "outlet", Language: "ru", IDs: []int64{ids["ru"], ids["tr"]}, Sources: []int64{s.ID}, Limit: 10,
		})
		r.must(err)
		if len(rows) != 1 || rows[0].ID != ids["ru"] {
			t.Errorf("with other filters: %v", rows)
		}
		// made again in slices, as after a restore or with a new version of the terms
		_, err = r.SQL().ExecContext(r.ctx, `DELETE FROM article_terms`)
		r.must(err)
		slicesMade := 0
		for more := true; more; slicesMade++ {
			more, err = r.Index(r.ctx, 4)
			r.must(err)
		}
		from, highest, err := r.Searching(r.ctx)
		r.must(err)
		if slicesMade != 2 || from != 0 || highest == 0 {
			t.Errorf("%d slices, searchable from %d to %d", slicesMade, from, highest)
		}
		check()
		if more, err := r.Index(r.ctx, 4); more || err != nil {
			t.Errorf("when all is made: %v, %v", more, err)
		}
	}},
	{"what a person says of an article is kept, noted and taken back", func(t *testing.T, r *room) {
		s, d := r.source("one"), r.digest("daily")
		a, b := r.article(s, "https://one.example/a", r.now), r.article(s, "https://one.example/b", r.now)
		e := newsroom.Entry{At: r.now, PersonID: 7, Action: "article.choose"}
		kept, err := r.Choose(r.ctx, d.Name, a.ID, "keep", e)
		r.must(err)
		dropped, err := r.Choose(r.ctx, d.Name, b.ID, "drop", e)
		r.must(err)
		again, err := r.Choose(r.ctx, d.Name, b.ID, "drop", e)
		r.must(err)
		if kept == 0 || dropped == 0 || again != 0 {
			t.Errorf("entries %d, %d, %d", kept, dropped, again)
		}
		_, err = r.Choose(r.ctx, d.Name, b.ID, "burn", e)
		if invalid := new(news.InvalidError); !errors.As(err, &invalid) {
			t.Errorf("another word: %v", err)
		}
		_, err = r.Choose(r.ctx, "none", b.ID, "drop", e)
		if !errors.Is(err, news.ErrNotFound) {
			t.Errorf("no such digest: %v", err)
		}
		of, open, err := r.Choices(r.ctx, d.ID, r.now.Add(-time.Hour))
		r.must(err)
		r.same(of, map[int64]bool{a.ID: true, b.ID: false})
		r.same(open, []int64{a.ID})
		on, err := r.ChoicesOn(r.ctx, b.ID)
		r.must(err)
		r.same(on, map[int64]bool{d.ID: false})
		_, open, err = r.Choices(r.ctx, d.ID, r.now.Add(time.Hour))
		r.must(err)
		r.same(len(open), 0)
		r.must(r.Decide(r.ctx, d.ID, []news.Decision{{ArticleID: a.ID, Made: e.At}, {ArticleID: b.ID, Made: e.At}}))
		r.must(r.UndoChoice(r.ctx, dropped, e))
		taught, err := r.Decisions(r.ctx, d.ID) // what the choice taught goes with it
		r.must(err)
		if len(taught) != 1 || taught[0].ArticleID != a.ID {
			t.Errorf("after the undo it is taught by %v", taught)
		}
		if err := r.UndoChoice(r.ctx, dropped, e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("twice: %v", err)
		}
		on, err = r.ChoicesOn(r.ctx, b.ID)
		r.must(err)
		r.same(on, map[int64]bool{})
		all, err := r.Entries(r.ctx, newsroom.Filter{Kind: "article", Limit: 9})
		r.must(err)
		r.same(len(all), 3)
	}},
}
