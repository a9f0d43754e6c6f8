package scrape

import (
	"bytes"
	"net/url"
	"path"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// identity is the canonical address of the article that was read at page for an item of a list. It is the list's own
// address, unless a redirect led to another one, or the page declares (rel=canonical) another spelling of itself. A
// declaration is believed only as far as it could be nothing else: the same site, the same last part of the path and the
// same parameters, for sites that declare one address on all their pages are common.
func identity(item string, page Page) string {
	at, err := url.Parse(page.URL)
	if err != nil {
		return item
	}
	id := item
	if now := canonical(at); now != "" && !sameButSpelling(item, now) {
		id = now
	}
	declared, err := at.Parse(declaredURL(page.Body))
	if err != nil || declared.Host == "" {
		return id
	}
	to := canonical(declared)
	u, err := url.Parse(to)
	if to == "" || err != nil || sameButSpelling(id, to) || !sameSite(u, at) {
		return id
	}
	own, err := url.Parse(id)
	if err != nil || path.Base(u.Path) != path.Base(own.Path) || path.Base(u.Path) == "/" || u.RawQuery != own.RawQuery {
		return id
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

// declaredHead is how many bytes of a page are searched for its canonical address.
const declaredHead = 64 << 10

// declaredURL is what the page's head declares as its address; "" when it declares none.
func declaredURL(body []byte) string {
	head := body[:min(len(body), declaredHead)]
	if !bytes.Contains(head, []byte("anonical")) && !bytes.Contains(head, []byte("ANONICAL")) {
		return "" // most cheaply said
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch {
			case string(name) == "body":
				return ""
			case string(name) == "link" && more:
				t := html.Token{}
				for more {
					var k, v []byte
					k, v, more = z.TagAttr()
					t.Attr = append(t.Attr, html.Attribute{Key: string(k), Val: string(v)})
				}
				if strings.EqualFold(tokenAttr(t, "rel"), "canonical") {
					return strings.TrimSpace(tokenAttr(t, "href"))
				}
			}
		}
	}
}

// maxAliases bounds the memory of aliases, at about 200 bytes each.
const maxAliases = 8192

// aliases remembers, while the program runs, which addresses of lists turned out to be other articles' second names, so
// that their pages are not read at every visit.
type aliases struct {
	mu sync.Mutex
	to map[string]string
}

func (a *aliases) add(from, to string) {
	if from == to {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.to) >= maxAliases {
		for k := range a.to { // any: forgetting one costs one more visit to its page
			delete(a.to, k)
			break
		}
	}
	a.to[from] = to
}

func (a *aliases) of(u string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if to, ok := a.to[u]; ok {
		return to
	}
	return u
}
