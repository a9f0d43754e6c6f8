package list

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/markup"
)

// maxListPages bounds Rules.Pages: no list is followed further back than this.
const maxListPages = 20

// Rules are a listing's rules, compiled by CompileRules; a Matcher is nil where its rule is empty.
type Rules struct {
	Item, Link, Title, Date, Next goquery.Matcher // nil where the rule is empty
	match                         func(string) bool
}

// CompileRules compiles a listing's rules. The first mistake is an *news.InvalidError.
func CompileRules(r news.Rules) (Rules, error) {
	var out Rules
	for _, one := range []struct {
		field, text string
		to          *goquery.Matcher
	}{
		{"item", r.Item, &out.Item},
		{"link", r.Link, &out.Link},
		{"title", r.Title, &out.Title},
		{"date", r.Date, &out.Date},
		{"next", r.Next, &out.Next},
	} {
		if one.text == "" {
			continue
		}
		m, err := cascadia.Compile(one.text)
		if err != nil {
			return Rules{}, news.Invalid("rules."+one.field, "%q is not a CSS selector: %v.", one.text, err)
		}
		*one.to = m
	}
	var err error
	out.match, err = matcher(r)
	return out, err
}

// matcher is Rules.Match as a function.
func matcher(r news.Rules) (func(string) bool, error) {
	if r.Match == "" {
		return func(string) bool { return true }, nil
	}
	re, err := regexp.Compile(r.Match)
	if err != nil {
		return nil, news.Invalid("rules.match", "%q is not a regular expression: %v.", r.Match, err)
	}
	return re.MatchString, nil
}

// Listing reads an HTML page with a list of articles, and the pages behind its "next" link as far as Rules.Pages allows
// and they bring something new.
func (rd *Reader) Listing(ctx context.Context, src news.Source, page fetch.Page) (Result, error) {
	r, err := CompileRules(src.Rules)
	if err != nil {
		return Result{}, err
	}
	loc, err := src.Location()
	if err != nil {
		return Result{}, err
	}
	l, lists := Result{}, map[string]bool{}
	first := page
	base, err := url.Parse(page.URL)
	if err != nil {
		return Result{}, fmt.Errorf("read listing %s: %w", page.URL, err)
	}
	seen := map[string]bool{}
	visited := map[string]bool{page.URL: true}
	for n := 1; ; n++ {
		found, next, err := rd.listPage(ctx, page, r, src, loc)
		if err != nil {
			return Result{}, err
		}
		before := len(l.Items)
		for _, it := range found {
			if isListPage(it.URL, base) || pagerName(it.Title) {
				lists[it.URL] = true
			} else if !seen[it.URL] {
				seen[it.URL] = true
				l.Items = append(l.Items, it)
			}
		}
		fresh := len(l.Items) > before
		if n >= min(max(src.Rules.Pages, 1), maxListPages) || !fresh || next == nil || visited[next.String()] {
			break
		}
		visited[next.String()] = true
		if page, err = rd.Client.View(ctx, src, fetch.Request{
			URL: next, Accept: fetch.AcceptPage,
			Language: src.Language,
		}); err != nil {
			if ctx.Err() != nil {
				return Result{}, ctx.Err()
			}
			l.Note = fmt.Sprintf("Page %d of the list could not be read, so older entries may be missing: %s", n+1,
				rd.Client.Explain(next.String(), err).Detail)
			break
		}
	}
	if len(l.Items) == 0 && !src.Browser && fetch.IsScripted(first) {
		return Result{}, fetch.ScriptedFailure(first)
	}
	l.Note = strings.TrimSpace(l.Note + listPagesNote(len(lists)))
	if len(l.Items) == 0 {
		rule := cmp.Or(src.Rules.Item, src.Rules.Link)
		l.Note = fmt.Sprintf(
			"The page was read, but the rule %q finds no entry in it: the layout may have changed. `attache source "+
				"test` shows what it finds.", rule)
	}
	return l, nil
}

// pagerName reports whether a link is called as those to further pages of a list are: by a number.
func pagerName(title string) bool {
	return fewDigit().MatchString(strings.Trim(title, "«»‹›<>[]() "))
}

// listPage reads the entries of one page of a list and where the list goes on.
func (rd *Reader) listPage(
	ctx context.Context, page fetch.Page, r Rules, src news.Source, loc *time.Location,
) ([]news.Item, *url.URL, error) {
	done, err := rd.Client.Reserve(ctx, page.Body)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	doc, base, err := ParsePageWithin(ctx, page)
	if err != nil {
		return nil, nil, fetch.Broken(page.URL, "The page %s cannot be read (%s).", page.URL, fetch.Cause(err))
	}
	return rd.Entries(doc, base, r, src, loc), nextPage(doc, base, r), nil
}

// ParsePage reads an HTML page, as much of it as is parsed (markup.Clip), and the address that its links are relative
// to.
func ParsePage(page fetch.Page) (*goquery.Document, *url.URL, error) {
	return ParsePageWithin(context.Background(), page)
}

// ParsePageWithin is ParsePage until ctx ends.
func ParsePageWithin(ctx context.Context, page fetch.Page) (*goquery.Document, *url.URL, error) {
	base, err := url.Parse(page.URL)
	if err != nil {
		return nil, nil, err
	}
	text, _ := markup.DecodeBytes(page.Body, page.ContentType)
	text, _ = markup.Clip(text)
	root, _, err := markup.Parse(ctx, text)
	if err != nil {
		return nil, nil, err
	}
	doc := goquery.NewDocumentFromNode(root)
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if to, err := base.Parse(strings.TrimSpace(href)); err == nil && to.Host != "" {
			base = to
		}
	}
	return doc, base, nil
}

// Entries reads the entries of one page of a list.
func (rd *Reader) Entries(
	doc *goquery.Document, base *url.URL, r Rules, src news.Source, loc *time.Location,
) (out []news.Item) {
	self := CanonicalURL(base)
	language := LanguageTag(doc.Find("html").AttrOr("lang", ""))
	each := r.Item
	if each == nil {
		each = r.Link
	}
	doc.FindMatcher(each).Each(func(_ int, block *goquery.Selection) {
		it, ok := rd.entryOf(base.String(), func() (news.Item, bool) {
			link := entryAnchor(block, r)
			address := ArticleURL(base, link.AttrOr("href", ""))
			if address == "" || address == self || !r.match(address) {
				return news.Item{}, false
			}
			it := news.Item{URL: address, Title: entryTitle(block, link, r), Language: language}
			if r.Date != nil {
				it.Published = rd.entryTime(block, r, src, language, loc)
			}
			return it, true
		})
		if ok {
			out = append(out, it)
		}
	})
	return out
}

// entryAnchor is the link of an entry: what the rule finds, else its first link, else the entry itself.
func entryAnchor(block *goquery.Selection, r Rules) *goquery.Selection {
	if r.Item == nil {
		return AnchorOf(block)
	}
	if r.Link != nil {
		if found := block.FindMatcher(r.Link); found.Length() > 0 {
			return AnchorOf(found.First())
		}
		if !block.IsMatcher(r.Link) {
			return block.Slice(0, 0)
		}
	}
	return AnchorOf(block)
}

// AnchorOf is a selection's own link, or the first within it.
func AnchorOf(s *goquery.Selection) *goquery.Selection {
	if _, ok := s.Attr("href"); ok {
		return s.First()
	}
	return s.Find("a[href]").First()
}

func entryTitle(block, link *goquery.Selection, r Rules) string {
	title := ""
	if r.Title != nil {
		title = markup.OneLine(block.FindMatcher(r.Title).First().Text())
	}
	for _, t := range []string{
		link.Text(), link.AttrOr("title", ""), link.AttrOr("aria-label", ""),
		link.Find("img[alt]").AttrOr("alt", ""),
	} {
		if title == "" {
			title = markup.OneLine(t)
		}
	}
	return markup.Shorten(title, 500)
}

// entryTime reads an entry's date from the attributes made for machines, else from the text.
func (rd *Reader) entryTime(
	block *goquery.Selection, r Rules, src news.Source, language string, loc *time.Location,
) time.Time {
	found := block.FindMatcher(r.Date).First()
	if found.Length() == 0 && block.IsMatcher(r.Date) {
		found = BesideLinks(block)
	}
	if found.Length() == 0 {
		return time.Time{}
	}
	for _, raw := range []string{
		found.AttrOr("datetime", ""), found.AttrOr("content", ""), found.Text(),
		found.AttrOr("title", ""),
	} {
		if raw = markup.OneLine(raw); raw == "" {
			continue
		}
		if t, ok := rd.date(raw, src, language, loc); ok {
			return t
		}
	}
	return time.Time{}
}

// BesideLinks is an entry without its links: what stands beside them may be its date.
func BesideLinks(block *goquery.Selection) *goquery.Selection {
	rest := block.Clone()
	rest.Find("a").Remove()
	return rest
}

// nextPage is where the list goes on; nil when it ends, or leads away from the site.
func nextPage(doc *goquery.Document, base *url.URL, r Rules) *url.URL {
	if r.Next == nil {
		return nil
	}
	found := doc.FindMatcher(r.Next).First()
	href, ok := found.Attr("href")
	if !ok {
		href, ok = found.Find("a[href]").First().Attr("href")
	}
	if !ok {
		return nil
	}
	to, err := fetch.ResolveLink(base, href)
	if err != nil || fetch.HostKey(to) != fetch.HostKey(base) {
		return nil
	}
	return to
}
