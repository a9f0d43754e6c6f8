package list

import (
	"net/url"
	"strings"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"

	"attache/scrape/fetch"
	"attache/text"
)

// entryLink is the entry's canonical address: its link, in RSS also an Atom one, else a guid or another element that is
// an address.
func entryLink(in *gofeed.Item, base *url.URL) string {
	links := append([]string{in.Link}, in.Links...)
	links = append(links, atomLinks(in.Extensions)...)
	for _, s := range links {
		if a := ArticleURL(base, mendLink(s, base)); a != "" {
			return a
		}
	}
	for _, s := range []string{in.GUID, in.Custom["url"], in.Custom["permalink"], in.Custom["origLink"]} {
		if s = mendLink(s, base); fetch.IsWeb(s) {
			if a := ArticleURL(base, s); a != "" {
				return a
			}
		}
	}
	for _, e := range in.Extensions["feedburner"]["origLink"] {
		if a := ArticleURL(base, mendLink(e.Value, base)); a != "" {
			return a
		}
	}
	return ""
}

// atomLinks returns the addresses of an RSS entry's <atom:link> elements that name its page, of other kinds than HTML
// last.
func atomLinks(of ext.Extensions) (links []string) {
	var other []string
	for _, e := range of["atom"]["link"] {
		href, rel, kind := e.Attrs["href"], strings.ToLower(e.Attrs["rel"]), strings.ToLower(e.Attrs["type"])
		switch {
		case href == "", rel != "" && rel != "alternate":
		case kind == "" || strings.Contains(kind, "html"):
			links = append(links, href)
		default:
			other = append(other, href)
		}
	}
	return append(links, other...)
}

var (
	// brokenScheme is a scheme whose colon or slashes are missing, doubled or escaped.
	brokenScheme = text.Pattern(`^(?i)(https?)(?::?/{1,3}|:+/{2,}|%3A//?|%3A%2F%2F|:)([^/\s])`)
	// hostFirst is a host without a scheme before it: of at least two labels, the last of letters.
	hostFirst = text.Pattern(`^(?i)((?:[a-z0-9-]+\.)+[a-z]{2,24})(?::\d+)?(?:/|$)`)
)

// mendLink mends what feeds break in addresses: white space within, a doubled &amp;amp;, a scheme without its colon or
// slashes, none before a host. What it cannot make out it leaves as it is.
func mendLink(s string, base *url.URL) string {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "\n\r\t") {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }), "")
		s = strings.ReplaceAll(s, " ", "")
	}
	for range 3 { // escaped so often, at most
		if !strings.Contains(s, "&amp;") && !strings.Contains(s, "&#38;") && !strings.Contains(s, "&#038;") {
			break
		}
		s = strings.NewReplacer("&amp;", "&", "&#38;", "&", "&#038;", "&").Replace(s)
	}
	if m := brokenScheme().FindStringSubmatch(s); m != nil {
		return unwrapped(strings.ToLower(m[1]) + "://" + s[len(m[0])-len(m[2]):])
	}
	if m := hostFirst().FindStringSubmatch(s); m != nil && (strings.HasPrefix(strings.ToLower(s), "www.") ||
		fetch.SameSite(&url.URL{Scheme: "http", Host: m[1]}, base)) {
		return base.Scheme + "://" + s
	}
	return s
}

// wrapper matches host and path of search engines' links that carry the article's address in a parameter: those of
// Google Alerts and of Bing News.
var wrapper = text.Pattern(`^(?:www\.)?(?:google\.[a-z.]{2,6}/url|bing\.com/news/apiclick\.aspx)$`)

// unwrapped returns the address that a search engine's link leads to, other addresses as they are.
func unwrapped(s string) string {
	u, err := url.Parse(s)
	if err != nil || !wrapper().MatchString(strings.ToLower(u.Host+u.Path)) {
		return s
	}
	for _, name := range []string{"url", "q"} {
		if to := u.Query().Get(name); fetch.IsWeb(to) {
			return to
		}
	}
	return s
}

// otherDate is when an entry was published by elements that the feed library does not map; "" = they say nothing.
func otherDate(in *gofeed.Item) string {
	for _, space := range []string{"dcterms", "dc", "atom", "prism", "a10", "pubDate"} {
		for _, name := range []string{"issued", "created", "available", "published", "publicationDate", "date"} {
			for _, e := range in.Extensions[space][name] {
				if v := strings.TrimSpace(e.Value); v != "" {
					return v
				}
			}
		}
	}
	for _, name := range []string{
		"published", "issued", "date", "pubdate", "publishDate", "publishedDate", "datePublished", "date_published",
		"created", "createdAt", "published_at", "publicationDate", "publication_date",
	} {
		if v := strings.TrimSpace(in.Custom[name]); v != "" {
			return v
		}
	}
	return ""
}

// entryLanguage is the language of one entry where its feed tells it apart (dc:language); "" = it does not.
func entryLanguage(in *gofeed.Item) string {
	if in.DublinCoreExt != nil && len(in.DublinCoreExt.Language) > 0 {
		return LanguageTag(in.DublinCoreExt.Language[0])
	}
	return ""
}
