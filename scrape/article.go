package scrape

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/page"
	"attache/text"
)

// Read fetches and reads one item's page. When the page cannot be read but the item carries a text, the article is that
// text, with Partial set unless the list is known to carry whole texts; not so when the host only asked to be left
// alone for a while (Failure.Until). The error is, or wraps, a *Failure unless ctx ended. Where attache itself fails on
// the page, Read panics: who visits the source catches that, and names the page (docs/decisions/0022).
func (f *Fetcher) Read(ctx context.Context, src news.Source, it news.Item) (news.Article, error) {
	if src.Kind == news.KindTelegram && len(it.Body) > 0 {
		return f.fromItem(src, it), nil // the preview shows the whole message
	}
	u, err := fetch.ParseURL(it.URL)
	if err != nil {
		return news.Article{}, fmt.Errorf("read item of source %s: %w", src.Name, err)
	}
	fetched, err := f.client.View(ctx, src, fetch.Request{URL: u, Accept: fetch.AcceptPage, Language: src.Language})
	if ctx.Err() != nil {
		return news.Article{}, ctx.Err()
	}
	var a news.Article
	if err == nil {
		a, err = f.readPage(ctx, src, it, fetched)
	}
	if err == nil {
		err = f.otherKind(ctx, src, fetched, a)
	}
	if err == nil {
		_, err = f.followPages(ctx, src, fetched, &a)
	}
	if ctx.Err() != nil {
		return news.Article{}, ctx.Err()
	}
	if err == nil {
		return a, nil
	}
	var fail *fetch.Failure
	// The whole page comes to those who wait, also for a host that answers at other times.
	asked := errors.As(err, &fail) && (!fail.Until().IsZero() || fail.AnsweredBefore())
	if !asked && (len(it.Body) > 0 || it.Title != "" && (it.Summary != "" || it.Outlet.Name != "")) {
		if page.GoesOn(it.Title, a.Title) {
			it.Title = a.Title
		}
		f.log.Debug("page unreadable, taking the list's text", "source", src.Name, "url", it.URL, "error", err)
		return f.fromItem(src, it), nil
	}
	return news.Article{}, fmt.Errorf("read %s for source %s: %w", it.URL, src.Name, err)
}

// Inspect fetches a page, reads it as Read does, its later pages too, and tells where everything was found. A page that
// holds no article is no error. src is the source that it belongs to; its zero value = none. accept sees what was
// fetched before it is read: it may refuse it by an error, which is returned, or set its ContentType right; nil = all
// is read.
func (f *Fetcher) Inspect(
	ctx context.Context, src news.Source, rawURL string, accept func(*fetch.Page) error,
) (r page.Reading, err error) {
	if fault := news.Catch(func() { r, err = f.inspect(ctx, src, rawURL, accept) }); fault != nil {
		return page.Reading{}, fmt.Errorf("read %s: %w", rawURL, fault)
	}
	return r, err
}

func (f *Fetcher) inspect(
	ctx context.Context, src news.Source, rawURL string, accept func(*fetch.Page) error,
) (page.Reading, error) {
	fetched, err := f.client.FetchAs(ctx, src, rawURL)
	if err == nil && accept != nil {
		err = accept(&fetched)
	}
	if err != nil {
		return page.Reading{}, err
	}
	done, err := f.client.Reserve(ctx, fetched.Body)
	if err != nil {
		return page.Reading{}, err
	}
	r := func() page.Reading {
		defer done()
		return page.ReadWithin(ctx, page.Input{
			URL: fetched.URL, ContentType: fetched.ContentType, Body: fetched.Body,
			Source: src, Now: f.Now(), MaxText: f.cfg.MaxText,
		})
	}()
	r.Article.URL = identity(rawURL, fetched)
	r.Article.Image = f.publicImage(r.Article.Image)
	if len(r.Article.Blocks) == 0 {
		return r, nil
	}
	pages, err := f.followPages(ctx, src, fetched, &r.Article)
	if pages > 1 {
		r.Evidence = append(r.Evidence, page.Evidence{
			Field: "page", From: "goes on",
			Value: fmt.Sprintf("the text of %d pages was joined", pages),
		})
	}
	return r, err
}

// readPage reads a fetched page and returns a *Failure when it holds no article.
func (f *Fetcher) readPage(
	ctx context.Context, src news.Source, it news.Item, fetched fetch.Page,
) (a news.Article, err error) {
	if !fetch.IsReadable(fetched) {
		return a, fetch.Broken(fetched.URL, "The address gives no web page (%s).", fetched.ContentType)
	}
	done, err := f.client.Reserve(ctx, fetched.Body)
	if err != nil {
		return a, err
	}
	defer done()
	if vanished(it.URL, fetched.URL) {
		return a, fetch.Broken(fetched.URL, "The article is gone: its address leads to the site's front page.")
	}
	r := page.ReadWithin(ctx, page.Input{
		URL: fetched.URL, ContentType: fetched.ContentType, Body: fetched.Body, Source: src, Item: it, Now: f.Now(),
		MaxText: f.cfg.MaxText,
	})
	if a = r.Article; len(a.Blocks) == 0 {
		a.Title = cmp.Or(r.Whole, a.Title)
	}
	if ctx.Err() != nil {
		return a, ctx.Err()
	}
	if len(a.Blocks) == 0 || a.Title == "" {
		if !src.Browser && fetch.IsScripted(fetched) {
			return a, fetch.ScriptedFailure(fetched)
		}
		return a, fetch.Broken(fetched.URL, "The page holds no article text: it may need a login or consent.")
	}
	if isFrontPage(it.URL, fetched, a) {
		return a, fetch.Broken(fetched.URL, "The page holds no article: it is its site's front page.")
	}
	if why := noArticle(a); why != "" {
		return a, fetch.Broken(fetched.URL, "The page holds no article: %s.", why)
	}
	a.URL = identity(it.URL, fetched)
	a.Image = f.publicImage(a.Image)
	if it.Outlet.Name != "" {
		a.Outlet = it.Outlet
	}
	return a, nil
}

var (
	missing = text.Pattern(
		`(?i)^\W*(404\b|error 404|(page|article|content) (was )?not found|not found|page (doesn.t|does not) exist|` +
			`страница не (найдена|существует)|материал не найден|ошибка 404|бет табылмады|парақша табылмады|` +
			`барак табылган жок|sahifa topilmadi|sayfa bulunamad[ıi]|сторінку не знайдено|seite nicht gefunden|` +
			`page (introuvable|non trouvée)|página no encontrada)`)
	consent = text.Pattern(
		`(?i)^\W*(we value your privacy|before you continue|your privacy( choices| matters)?$|we care about your privacy|` +
			`cookie (consent|settings|policy)|accept (all )?cookies|manage (your )?(cookies|consent)|` +
			`мы (ценим|используем) (вашу|файлы)|gizliliğinize (önem|saygı)|just a moment|checking your browser|` +
			`attention required|are you a (human|robot)|access denied|verify you are human)`,
	)
)

// noArticle names the reason when a page that came with 200 is a page of errors, consent or bot checks: its title says
// so, and it is short and undated. A report about missing pages is neither.
func noArticle(a news.Article) string {
	if a.DateFrom.OnPage() || len(a.Text()) > 1500 {
		return ""
	}
	switch {
	case missing().MatchString(a.Title):
		return "the site says that there is none"
	case consent().MatchString(a.Title):
		return "a consent wall or a bot check stands before it"
	}
	return ""
}

// Listed returns the article that an item describes, without a text: Partial, by the list's own date, language, authors
// and summary. It is for entries whose pages are not read.
func (f *Fetcher) Listed(src news.Source, it news.Item) news.Article {
	a := f.listed(src, it)
	a.Language = page.LanguageOf(a.Title+". "+a.Summary, cmp.Or(it.Language, src.Language))
	a.Bound(f.cfg.MaxText)
	page.CleanArticle(&a)
	return a
}

func (f *Fetcher) listed(src news.Source, it news.Item) news.Article {
	a := news.Article{
		URL: it.URL, SourceID: src.ID, Outlet: src.Outlet, Title: it.Title, Authors: it.Authors, Seen: f.Now().UTC(),
		Image: f.publicImage(it.Image), Summary: it.Summary, Excerpt: src.Excerpt, Partial: true,
	}
	if it.Outlet.Name != "" {
		a.Outlet = it.Outlet
	}
	page.DateByList(&a, it)
	return a
}

// fromItem makes an article of what the list itself says, with the text that it carries.
func (f *Fetcher) fromItem(src news.Source, it news.Item) news.Article {
	a := f.listed(src, it)
	a.Blocks = it.Body
	a.Partial = src.Kind != news.KindWordPress && src.Kind != news.KindTelegram || len(it.Body) == 0
	if len(a.Blocks) == 0 {
		a.Blocks = sentencesFirst(it.Lead)
	}
	if len(a.Blocks) == 0 && it.Summary != "" {
		a.Blocks = []news.Block{{Kind: news.Paragraph, Text: it.Summary}}
	}
	a.Language = page.LanguageOf(a.Title+". "+a.Text(), cmp.Or(it.Language, src.Language))
	a.Bound(f.cfg.MaxText)
	page.CleanArticle(&a)
	return a
}

// sentencesFirst puts the blocks of a list's text that end as sentences do before those that do not: a standfirst or a
// list of points tells of something else as often as not, and what is told first says whom a piece is about.
func sentencesFirst(blocks []news.Block) []news.Block {
	out := make([]news.Block, 0, len(blocks))
	for _, ended := range []bool{true, false} {
		for _, b := range blocks {
			if endsSentence(b.Text) == ended {
				out = append(out, b)
			}
		}
	}
	return out
}

// endsSentence reports a stop at the end of a text, quotation marks and brackets left out.
func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " \u00a0\"'”’»)]】」"))
	return strings.ContainsRune(".!?…。！？؟۔।։", r)
}

// publicImage is a picture's address if it may be fetched by the rules for pages, else "": the readers of a digest
// fetch it.
func (f *Fetcher) publicImage(address string) string {
	if u, err := url.Parse(address); err != nil || address != "" && f.client.Check(u) != nil {
		return ""
	}
	return address
}

// Trim is the function of that name.
func (*Fetcher) Trim(a *news.Article, earlier []news.Article) []news.Block {
	return page.Trim(a, earlier)
}
