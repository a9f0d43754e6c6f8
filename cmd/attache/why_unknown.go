package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"attache/news"
	"attache/scrape"
	"attache/scrape/fetch"
	"attache/store"
)

// siteSource is a source that might have brought an article.
type siteSource struct {
	Name string    `json:"name"`
	Last news.Poll `json:"last"`
}

// whyUnknown looks for an address among the pages that could not be read, and else reads it.
func (a *app) whyUnknown(ctx context.Context, s Settings, st *store.Store, arg string, w *explained) error {
	if _, err := strconv.ParseInt(arg, 10, 64); err == nil {
		return withHint(notThere(news.ErrNotFound, "There is no article %s.", arg),
			"give its address, which begins with https://")
	}
	u, err := st.UnreadPage(ctx, arg)
	switch {
	case err == nil:
		w.Article.URL, w.Unread = arg, &u
		return nil
	case !errors.Is(err, news.ErrNotFound):
		return err
	}
	switch at, gone, err := st.GoneArticle(ctx, arg); {
	case err != nil:
		return err
	case gone:
		w.Article.URL, w.Gone = arg, &at
		return nil
	}
	fetcher, err := scrape.New(s.Scrape, a.logger(s.Log, slog.LevelWarn))
	if err != nil {
		return err
	}
	fetcher.Now = a.utc
	if w.Site, err = siteSources(ctx, st, arg); err != nil {
		return err
	}
	done := a.waitFor("Reading %s", arg)
	read, err := fetcher.Inspect(ctx, news.Source{}, arg, func(p *fetch.Page) error {
		return found{name: arg, fetched: true, served: p.ContentType}.notAPage(p.Body)
	})
	done()
	if err != nil {
		return whyUnreached(w.Site, err)
	}
	w.Article = read.Article
	if w.Article.Outlet.Name == "" {
		if u, err := url.Parse(arg); err == nil {
			w.Article.Outlet.Name = u.Host
		}
	}
	return nil
}

// siteSources are the sources of an address's site that are polled and might have brought it, only the failing ones
// when there are any.
func siteSources(ctx context.Context, st *store.Store, address string) ([]siteSource, error) {
	all, err := st.Standings(ctx)
	if err != nil {
		return nil, err
	}
	var out []siteSource
	for _, s := range all {
		if s.Source.Enabled && site(s.Source.URL) == site(address) {
			out = append(out, siteSource{s.Source.Name, s.Last})
		}
	}
	if failing := slices.DeleteFunc(slices.Clone(out),
		func(s siteSource) bool { return s.Last.State.Good() }); len(failing) > 0 {
		out = failing // it is they who may have missed it
	}
	return out[:min(len(out), mostNamed)], nil
}

// site is the host of an address, without www.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// says tells of a source that might have brought an article how its last visit went.
func (s siteSource) says() string {
	switch {
	case s.Last.State == news.PollNever:
		return fmt.Sprintf("The source %s reads this site, but was never visited so far.", s.Name)
	case s.Last.State.Good():
		says := fmt.Sprintf("The source %s reads this site, and did not list it as new on its last visit, %s.", s.Name,
			when(s.Last.Started))
		return strings.TrimSpace(says + " " + s.Last.Detail)
	}
	return fmt.Sprintf("The source %s reads this site, but its last visit, %s, failed: %s", s.Name,
		when(s.Last.Started), s.Last.Detail)
}

// whyUnreached says that an address nobody brought cannot be read either, and how its site's sources fare.
func whyUnreached(sources []siteSource, err error) error {
	what := err.Error()
	var failure *fetch.Failure
	if errors.As(err, &failure) {
		what = failure.Brief()
	}
	if invalid := (*news.InvalidError)(nil); errors.As(err, &invalid) { // it was read, and is no page
		return err
	}
	says := "No source has brought this address, and it cannot be read now: " + what
	for _, s := range sources {
		says += "\n" + s.says()
	}
	return errors.New(says)
}
