package scrape

import (
	"bytes"
	"cmp"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
)

// longestAddress is the longest address, in bytes, that a page or a redirect may give an article: the store keeps no
// longer one.
const longestAddress = 2000

// identity is the canonical address of the article that was read at page for an item of a list. It is the list's own
// address, unless a redirect led to another one, or the page declares (rel=canonical) another spelling of itself. A
// declaration is believed only as far as it could be nothing else: the same site, the same last part of the path and
// the same parameters, for sites that declare one address on all their pages are common. AMP pages are another matter:
// to name the page they stand for is what their declaration is for.
func identity(item string, page fetch.Page) string {
	at, err := url.Parse(page.URL)
	if err != nil {
		return item
	}
	id := item
	if now := list.CanonicalURL(at); now != "" && len(now) <= longestAddress && !sameButSpelling(item, now) {
		id = now
	}
	return cmp.Or(declaredIdentity(id, at, page.Body), id)
}

// declaredIdentity is the address that a page at an address declares, when it can stand for id; else "".
func declaredIdentity(id string, at *url.URL, body []byte) string {
	link, amp := declaredURL(body)
	declared, err := at.Parse(link)
	if err != nil || declared.Host == "" || declared.Scheme != "http" && declared.Scheme != "https" {
		return ""
	}
	to := list.CanonicalURL(declared)
	u, err := url.Parse(to)
	if to == "" || len(to) > longestAddress || err != nil || sameButSpelling(id, to) || !fetch.SameSite(u, at) {
		return ""
	}
	if amp && strings.Trim(u.Path, "/") != "" {
		return to
	}
	own, err := url.Parse(id)
	if err != nil || path.Base(u.Path) == "/" || path.Base(u.Path) != path.Base(own.Path) || u.RawQuery != own.RawQuery {
		return ""
	}
	return to
}

// sameButSpelling reports whether two canonical addresses differ in nothing that could lead elsewhere: http or https,
// with or without www, with or without a slash at the end. The list's spelling is kept then, for it is what the next
// visit asks about.
func sameButSpelling(a, b string) bool {
	return bare(a) == bare(b)
}

// vanished reports whether an item's address led to a site's front page, as addresses of deleted articles do.
func vanished(item, at string) bool {
	from, err1 := url.Parse(item)
	to, err2 := url.Parse(at)
	return err1 == nil && err2 == nil && strings.Trim(to.Path, "/") == "" && to.RawQuery == "" &&
		(strings.Trim(from.Path, "/") != "" || from.RawQuery != "")
}

// isFrontPage reports a page that declares a front page as its address, though the item's leads elsewhere, and whose
// title begins or ends with the name of its site: a list's proxy led to the site, not to the piece.
func isFrontPage(item string, page fetch.Page, a news.Article) bool {
	at, err := url.Parse(page.URL)
	if err != nil || !strings.ContainsAny(a.Title, "|-–—:·") {
		return false
	}
	link, _ := declaredURL(page.Body)
	declared, err := at.Parse(link)
	if link == "" || err != nil || !vanished(item, declared.String()) {
		return false
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(fetch.HostKey(declared), "www."), ".")
	host := markup.OutletKey(name)
	for part := range strings.FieldsFuncSeq(a.Title, func(r rune) bool { return strings.ContainsRune("|-–—:·", r) }) {
		if key := markup.OutletKey(part); key != "" && (host == key || alikeNames(key, host)) {
			return true
		}
	}
	return false
}

// alikeNames reports a site's name and its host's, of which one lacks a letter or two of the other: "Noticia al Día",
// noticialdia.com.
func alikeNames(name, host string) bool {
	if len(name) < 5 || len(host) < 5 || name[:3] != host[:3] || max(len(name), len(host))-min(len(name), len(host)) > 2 {
		return false
	}
	return strings.HasSuffix(name, host[len(host)-3:])
}

// declaredHead is how many bytes of a page are searched for its canonical address.
const declaredHead = 64 << 10

// declaredURL is what the page's head declares as its address, "" when it declares none, and whether it says that it is
// an AMP page.
func declaredURL(body []byte) (link string, amp bool) {
	head := body[:min(len(body), declaredHead)]
	if !bytes.Contains(head, []byte("anonical")) && !bytes.Contains(head, []byte("ANONICAL")) {
		return "", false // most cheaply said
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return "", amp
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "body":
				return "", amp
			case "html":
				for k := range attributes(z, more) {
					amp = amp || k == "amp" || k == "⚡"
				}
			case "link":
				if t := attributes(z, more); strings.EqualFold(t["rel"], "canonical") {
					return strings.TrimSpace(t["href"]), amp
				}
			}
		}
	}
}

// attributes reads those of the tag that a tokenizer stands at.
func attributes(z *html.Tokenizer, more bool) map[string]string {
	out := map[string]string{}
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		out[string(k)] = string(v)
	}
	return out
}
