package list

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"sort"
	"strings"
	"time"
	"unicode"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/markup"
	"attache/text"
)

const (
	maxSitemapURLs  = 50_000 // entries read of one file: the protocol's own limit (sitemaps.org)
	maxSitemapFiles = 4      // files read of an index, newest first
)

// mapEntry is one <url> of a sitemap, with Google's news extension, or one <sitemap> of an index.
// See https://www.sitemaps.org/protocol.html and https://www.google.com/schemas/sitemap-news/0.9/. Elements are known
// by their own names: prefixes are free, and sites write the addresses of the namespaces with https, a slash behind or
// not at all.
type mapEntry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Date        string `xml:"publication_date"`
		Title       string `xml:"title"`
		Publication struct {
			Language string `xml:"language"`
		} `xml:"publication"`
	} `xml:"news"`
	Image struct {
		Loc string `xml:"loc"`
	} `xml:"image"`

	modified time.Time
}

// siteMap is one file, read.
type siteMap struct {
	index   bool
	entries []mapEntry
	cut     bool // it ended in the middle
}

// Sitemap reads a sitemap, a news sitemap, a list of addresses as plain text, or an index of them, of which the newest
// few files are read. Only a news sitemap says when a piece was published: lastmod is when the page changed, and serves
// for the order alone.
func (rd *Reader) Sitemap(ctx context.Context, src news.Source, page fetch.Page) (Result, error) {
	top, err := rd.readMap(ctx, page)
	if err != nil {
		return Result{}, err
	}
	if !top.index {
		return rd.mapItems(src, page, top)
	}
	l := Result{Partial: true}
	files := newestFiles(page.URL, top.entries)
	bad := 0
	for _, at := range files {
		sub, err := rd.Client.Get(ctx, fetch.Request{URL: at, Accept: fetch.AcceptFeed})
		if err == nil {
			var m siteMap
			if m, err = rd.readMap(ctx, sub); err == nil && !m.index {
				var part Result
				if part, err = rd.mapItems(src, sub, m); err == nil {
					l.Items = append(l.Items, part.Items...)
				}
			}
		}
		if ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		if err != nil {
			bad++
			rd.Log.Debug("sitemap file unreadable", "url", at.String(), "error", err)
		}
	}
	switch {
	case len(files) == 0:
		l.Note = "The sitemap index names no file with pages."
	case bad == len(files):
		return Result{}, fetch.Broken(page.URL, "None of the files that the sitemap index names could be read.")
	case bad > 0:
		l.Note = fmt.Sprintf("%d of the %d newest files of the sitemap index could not be read.", bad, len(files))
	}
	return l, nil
}

// readMap reads one file of any form.
func (rd *Reader) readMap(ctx context.Context, page fetch.Page) (siteMap, error) {
	done, err := rd.Client.Reserve(ctx, page.Body)
	if err != nil {
		return siteMap{}, err
	}
	defer done()
	body, err := rd.Client.Gunzip(page.Body)
	if err != nil && len(body) == 0 {
		return siteMap{}, rd.Client.Explain(page.URL, err)
	}
	m, err := parseMap(decodeXML(body, page.ContentType))
	if err != nil {
		return m, fetch.Broken(page.URL, "The sitemap cannot be read (%s).", fetch.Cause(err))
	}
	return m, nil
}

// mapRoot is the beginning of a sitemap's root element, with or without a prefix.
var mapRoot = text.Pattern(`<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s/>]`)

// blankOrMark reports whether a character is white space or a byte order mark.
func blankOrMark(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' }

// parseMap reads a sitemap's text. A file that is cut off returns what came before the cut.
func parseMap(text string) (siteMap, error) {
	text = strings.TrimFunc(text, blankOrMark)
	if at := mapRoot().FindStringIndex(text); at != nil {
		text = text[at[0]:] // what stands before it: declarations, comments, warnings that PHP printed
	} else if !strings.HasPrefix(text, "<") {
		return plainMap(text)
	}
	var m siteMap
	d := xml.NewDecoder(strings.NewReader(mendXML(text)))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	known := false
	for len(m.entries) < maxSitemapURLs {
		t, err := d.Token()
		if err != nil {
			m.cut = err != io.EOF //nolint:errorlint // the decoder returns io.EOF bare
			break
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "urlset":
			known = true
		case "sitemapindex":
			known, m.index = true, true
		case "url", "sitemap":
			if !known {
				return m, fmt.Errorf("<%s> outside of a sitemap", start.Name.Local)
			}
			var e mapEntry
			if d.DecodeElement(&e, &start) == nil && e.Loc != "" {
				e.modified = mapTime(e.LastMod)
				m.entries = append(m.entries, e)
			}
		default:
			if !known {
				return m, fmt.Errorf("it begins with <%s>, which is no sitemap", start.Name.Local)
			}
		}
	}
	if !known {
		return m, fmt.Errorf("it is no sitemap")
	}
	return m, nil
}

// plainMap reads the text form: one address a line.
func plainMap(text string) (siteMap, error) {
	var m siteMap
	for line := range strings.Lines(text) {
		line = strings.TrimFunc(line, blankOrMark)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !fetch.IsWeb(line) {
			return m, fmt.Errorf("it is neither XML nor a list of addresses")
		}
		if m.entries = append(m.entries, mapEntry{Loc: line}); len(m.entries) >= maxSitemapURLs {
			break
		}
	}
	return m, nil
}

// mapTime reads a W3C date (https://www.w3.org/TR/NOTE-datetime); zero when it is none.
func mapTime(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700",
		"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02", "2006-01",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// mapItems turns the entries of one file into items, newest first by what is known of them.
func (rd *Reader) mapItems(src news.Source, page fetch.Page, m siteMap) (Result, error) {
	base, err := url.Parse(page.URL)
	if err != nil {
		return Result{}, fmt.Errorf("read sitemap %s: %w", page.URL, err)
	}
	loc, err := src.Location()
	if err != nil {
		return Result{}, err
	}
	match, err := matcher(src.Rules)
	if err != nil {
		return Result{}, err
	}
	sort.SliceStable(m.entries, func(i, j int) bool { return m.entries[i].modified.After(m.entries[j].modified) })
	l, lists := Result{}, 0
	for _, e := range m.entries {
		address := ArticleURL(base, e.Loc)
		if address == "" || !match(address) {
			continue
		}
		if isListPage(address, nil) {
			lists++
			continue
		}
		it := news.Item{
			URL: address, Title: markup.FragmentText(e.News.Title),
			Language: LanguageTag(e.News.Publication.Language),
		}
		if e.News.Date != "" {
			it.Published = mapTime(e.News.Date)
			if it.Published.IsZero() {
				it.Published, _ = rd.date(e.News.Date, src, it.Language, loc)
			}
		}
		if e.Image.Loc != "" {
			it.Image = Resolve(base, e.Image.Loc)
		}
		l.Items = append(l.Items, it)
	}
	if m.cut {
		l.Note = "The sitemap is cut off; the entries before the cut were taken."
	}
	l.Note = strings.TrimSpace(l.Note + listPagesNote(lists))
	return l, nil
}

// otherMaps are the files of an index that hold no articles.
var otherMaps = text.Pattern(
	`(?i)(image|video|categor|taxonom|tag|author|user|product|page-sitemap|pages?\.xml|static|archive)`)

// newestFiles picks the files of an index to read: news files first, then by lastmod, then by what the names count up
// to.
func newestFiles(at string, entries []mapEntry) []*url.URL {
	base, err := url.Parse(at)
	if err != nil {
		return nil
	}
	type file struct {
		u    *url.URL
		e    mapEntry
		news bool
	}
	var files, others []file
	for _, e := range entries {
		u, err := fetch.ResolveLink(base, e.Loc)
		if err != nil || u.Host == "" {
			continue
		}
		one := file{u, e, strings.Contains(strings.ToLower(u.Path), "news")}
		if otherMaps().MatchString(u.Path) {
			others = append(others, one)
		} else {
			files = append(files, one)
		}
	}
	if len(files) == 0 {
		files = others
	}
	sort.SliceStable(files, func(i, j int) bool {
		a, b := files[i], files[j]
		switch {
		case a.news != b.news:
			return a.news
		case !a.e.modified.Equal(b.e.modified):
			return a.e.modified.After(b.e.modified)
		}
		return naturalLess(b.u.Path, a.u.Path)
	})
	var out []*url.URL
	for _, one := range files[:min(len(files), maxSitemapFiles)] {
		out = append(out, one.u)
	}
	return out
}

// naturalLess compares names with their numbers as numbers, so that post-sitemap9 comes before post-sitemap10.
func naturalLess(a, b string) bool {
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
		if na > 0 && nb > 0 {
			x, y := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if len(x) != len(y) {
				return len(x) < len(y)
			}
			if x != y {
				return x < y
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return a[0] < b[0]
		}
		a, b = a[1:], b[1:]
	}
	return len(a) < len(b)
}

func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}

// IsSitemap reports whether a body looks like a sitemap, or like one in the form of plain text: one address a line.
func IsSitemap(body []byte) bool {
	const looked = 64 << 10 // bytes; the warnings before a root element are shorter
	text := strings.TrimFunc(decodeXML(body[:min(len(body), looked)], ""), blankOrMark)
	if strings.HasPrefix(text, "http") {
		lines := strings.Split(text, "\n")
		if len(body) > looked {
			lines = lines[:len(lines)-1] // it is cut
		}
		m, err := plainMap(strings.Join(lines, "\n"))
		return err == nil && len(m.entries) > 0
	}
	return mapRoot().MatchString(text)
}
