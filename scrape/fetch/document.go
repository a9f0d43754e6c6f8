package fetch

import (
	"bytes"
	"context"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

const (
	refreshHead  = 8 << 10 // bytes of a page that are searched for a meta refresh
	refreshDelay = 10      // seconds; a slower one reloads a page that is read meanwhile, it does not lead on
)

// Document gets a page and follows meta refreshes as if they were redirects.
func (f *Client) Document(ctx context.Context, r Request) (Page, error) {
	for {
		page, err := f.Get(ctx, r)
		if err != nil {
			return page, err
		}
		next := refresh(page)
		if next == nil {
			return page, nil
		}
		if r.hops++; r.hops > f.cfg.MaxRedirects {
			return Page{}, f.Explain(r.URL.String(), errRedirects)
		}
		r.URL, r.ETag, r.LastModified = next, "", ""
	}
}

// refresh is where a page's meta refresh leads within refreshDelay; nil when there is none or it leads to itself.
func refresh(page Page) *url.URL {
	head := page.Body[:min(len(page.Body), refreshHead)]
	if !bytes.Contains(bytes.ToLower(head), []byte("refresh")) {
		return nil
	}
	base, err := url.Parse(page.URL)
	if err != nil {
		return nil
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	quiet := 0 // inside noscript: meant for those without scripts, often a warning page
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.Data {
			case "noscript":
				quiet++
			case "body":
				return nil
			case "meta":
				if quiet == 0 && strings.EqualFold(tokenAttr(t, "http-equiv"), "refresh") {
					return refreshTarget(base, tokenAttr(t, "content"))
				}
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "noscript" && quiet > 0 {
				quiet--
			}
		}
	}
}

// refreshTarget reads the content of a meta refresh: "0; url=/news".
func refreshTarget(base *url.URL, content string) *url.URL {
	delay, rest, ok := strings.Cut(strings.ReplaceAll(content, ",", ";"), ";")
	if n, err := strconv.ParseFloat(strings.TrimSpace(delay), 64); !ok || err != nil || n > refreshDelay {
		return nil
	}
	rest = strings.TrimSpace(rest)
	if i := strings.IndexByte(rest, '='); i > 0 && strings.EqualFold(strings.TrimSpace(rest[:i]), "url") {
		rest = rest[i+1:]
	}
	to, err := ResolveLink(base, strings.Trim(rest, " '\""))
	if err != nil || to.String() == base.String() {
		return nil
	}
	return to
}

func tokenAttr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// IsReadable reports whether a body can be an article's page: text, not a picture or a PDF.
func IsReadable(page Page) bool {
	kind, _, _ := strings.Cut(strings.ToLower(page.ContentType), ";")
	switch kind = strings.TrimSpace(kind); {
	case kind == "", kind == "application/octet-stream", strings.HasPrefix(kind, "text/"), strings.Contains(kind,
		"html"), strings.Contains(kind, "xml"):
		return len(page.Body) > 0 && !strings.HasPrefix(string(page.Body[:min(len(page.Body), 5)]), "%PDF-")
	}
	return false
}
