package scrape

import (
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

// rules are a listing's rules, compiled.
type rules struct {
	item, link, title, date, next goquery.Matcher // nil where the rule is empty
	match                         func(string) bool
}

// compileRules gives the first mistake as an *news.InvalidError.
func compileRules(r news.Rules) (rules, error) {
	var out rules
	for _, one := range []struct {
		field, text string
		to          *goquery.Matcher
	}{
		{"item", r.Item, &out.item},
		{"link", r.Link, &out.link},
		{"title", r.Title, &out.title},
		{"date", r.Date, &out.date},
		{"next", r.Next, &out.next},
	} {
		if one.text == "" {
			continue
		}
		m, err := cascadia.Compile(one.text)
		if err != nil {
			return rules{}, news.Invalid("rules."+one.field, "%q is not a CSS selector: %v.", one.text, err)
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

// listing reads an HTML page with a list of articles, and the pages behind its "next" link as far as Rules.Pages allows
// and they bring something new.
func (rd *Reader) listing(ctx context.Context, src news.Source, page fetch.Page) (list, error) {
	r, err := compileRules(src.Rules)
	if err != nil {
		return list{}, err
	}
	loc, err := src.Location()
	if err != nil {
		return list{}, err
	}
	l := list{}
	first := page
	seen := map[string]bool{}
	visited := map[string]bool{page.URL: true}
	for n := 1; ; n++ {
		found, next, err := rd.listPage(ctx, page, r, src, loc)
		if err != nil {
			return list{}, err
		}
		fresh := false
		for _, it := range found {
			if !seen[it.URL] {
				seen[it.URL], fresh = true, true
				l.items = append(l.items, it)
			}
		}
		if n >= min(max(src.Rules.Pages, 1), maxListPages) || !fresh || next == nil || visited[next.String()] {
			break
		}
		visited[next.String()] = true
		if page, err = rd.Client.View(ctx, src, fetch.Request{URL: next, Accept: fetch.AcceptPage, Language: src.Language}); err != nil {
			if ctx.Err() != nil {
				return list{}, ctx.Err()
			}
			l.note = fmt.Sprintf("Page %d of the list could not be read, so older entries may be missing: %s", n+1, rd.Client.Explain(next.String(), err).Detail)
			break
		}
	}
	if len(l.items) == 0 && !src.Browser && fetch.IsScripted(first) {
		return list{}, fetch.ScriptedFailure(first)
	}
	if len(l.items) == 0 {
		rule := src.Rules.Item
		if rule == "" {
			rule = src.Rules.Link
		}
		l.note = fmt.Sprintf("The page was read, but the rule %q finds no entry in it: the layout may have changed. `attache source test` shows what it finds.", rule)
	}
	return l, nil
}

// listPage reads the entries of one page of a list and where the list goes on.
func (rd *Reader) listPage(ctx context.Context, page fetch.Page, r rules, src news.Source, loc *time.Location) ([]news.Item, *url.URL, error) {
	done, err := rd.Client.Reserve(ctx, page.Body)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	doc, base, err := parsePageWithin(ctx, page)
	if err != nil {
		return nil, nil, fetch.Broken(page.URL, "The page %s cannot be read (%s).", page.URL, fetch.Cause(err))
	}
	return rd.entries(doc, base, r, src, loc), nextPage(doc, base, r), nil
}

// parsePage reads an HTML page, as much of it as is parsed (Clip), and the address that its links are relative to.
func parsePage(page fetch.Page) (*goquery.Document, *url.URL, error) {
	return parsePageWithin(context.Background(), page)
}

// parsePageWithin is parsePage until ctx ends.
func parsePageWithin(ctx context.Context, page fetch.Page) (*goquery.Document, *url.URL, error) {
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

// entries reads the entries of one page of a list.
func (rd *Reader) entries(doc *goquery.Document, base *url.URL, r rules, src news.Source, loc *time.Location) (out []news.Item) {
	self := canonical(base)
	language := languageTag(doc.Find("html").AttrOr("lang", ""))
	each := r.item
	if each == nil {
		each = r.link
	}
	doc.FindMatcher(each).Each(func(_ int, block *goquery.Selection) {
		it, ok := rd.entryOf(base.String(), func() (news.Item, bool) {
			link := entryAnchor(block, r)
			address := articleURL(base, link.AttrOr("href", ""))
			if address == "" || address == self || !r.match(address) {
				return news.Item{}, false
			}
			it := news.Item{URL: address, Title: entryTitle(block, link, r), Language: language}
			if r.date != nil {
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
func entryAnchor(block *goquery.Selection, r rules) *goquery.Selection {
	if r.item == nil {
		return anchorOf(block)
	}
	if r.link != nil {
		if found := block.FindMatcher(r.link); found.Length() > 0 {
			return anchorOf(found.First())
		}
		if !block.IsMatcher(r.link) {
			return block.Slice(0, 0)
		}
	}
	return anchorOf(block)
}

// anchorOf is a selection's own link, or the first within it.
func anchorOf(s *goquery.Selection) *goquery.Selection {
	if _, ok := s.Attr("href"); ok {
		return s.First()
	}
	return s.Find("a[href]").First()
}

func entryTitle(block, link *goquery.Selection, r rules) string {
	title := ""
	if r.title != nil {
		title = markup.OneLine(block.FindMatcher(r.title).First().Text())
	}
	for _, t := range []string{link.Text(), link.AttrOr("title", ""), link.AttrOr("aria-label", ""), link.Find("img[alt]").AttrOr("alt", "")} {
		if title == "" {
			title = markup.OneLine(t)
		}
	}
	return markup.Shorten(title, 500)
}

// entryTime reads an entry's date from the attributes made for machines, else from the text.
func (rd *Reader) entryTime(block *goquery.Selection, r rules, src news.Source, language string, loc *time.Location) time.Time {
	found := block.FindMatcher(r.date).First()
	if found.Length() == 0 && block.IsMatcher(r.date) {
		found = besideLinks(block)
	}
	if found.Length() == 0 {
		return time.Time{}
	}
	for _, raw := range []string{found.AttrOr("datetime", ""), found.AttrOr("content", ""), found.Text(), found.AttrOr("title", "")} {
		if raw = markup.OneLine(raw); raw == "" {
			continue
		}
		if t, ok := rd.date(raw, src, language, loc); ok {
			return t
		}
	}
	return time.Time{}
}

// besideLinks is an entry without its links: what stands beside them may be its date.
func besideLinks(block *goquery.Selection) *goquery.Selection {
	rest := block.Clone()
	rest.Find("a").Remove()
	return rest
}

// nextPage is where the list goes on; nil when it ends, or leads away from the site.
func nextPage(doc *goquery.Document, base *url.URL, r rules) *url.URL {
	if r.next == nil {
		return nil
	}
	found := doc.FindMatcher(r.next).First()
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
