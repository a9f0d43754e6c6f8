package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"

	"attache/news"
	"attache/text"
)

// OPML 2.0 (http://opml.org/spec2.opml) is how feed readers exchange subscriptions. Only feeds fit into it: sources of
// other kinds are written with type="link" and attache's own attributes, which other readers pass over.
type opml struct {
	XMLName xml.Name      `xml:"opml"`
	Version string        `xml:"version,attr"`
	Title   string        `xml:"head>title"`
	Outline []opmlOutline `xml:"body>outline"`
}

type opmlOutline struct {
	Text     string        `xml:"text,attr"`
	Title    string        `xml:"title,attr,omitempty"`
	Type     string        `xml:"type,attr,omitempty"`
	XMLURL   string        `xml:"xmlUrl,attr,omitempty"`
	HTMLURL  string        `xml:"htmlUrl,attr,omitempty"`
	Language string        `xml:"language,attr,omitempty"`
	URL      string        `xml:"url,attr,omitempty"`
	Kind     string        `xml:"attacheKind,attr,omitempty"`
	Link     string        `xml:"attacheLink,attr,omitempty"`
	Item     string        `xml:"attacheItem,attr,omitempty"`
	Match    string        `xml:"attacheMatch,attr,omitempty"`
	Country  string        `xml:"attacheCountry,attr,omitempty"`
	Name     string        `xml:"attacheName,attr,omitempty"`
	Outline  []opmlOutline `xml:"outline"`
}

// writeOPML writes sources grouped by region.
func writeOPML(w io.Writer, title string, sources []news.Source) error {
	doc := opml{Version: "2.0", Title: title}
	at := map[string]int{}
	for _, s := range sources {
		region := s.Outlet.Region
		if region == "" {
			region = "Other"
		}
		i, ok := at[region]
		if !ok {
			i = len(doc.Outline)
			at[region] = i
			doc.Outline = append(doc.Outline, opmlOutline{Text: region})
		}
		o := opmlOutline{
			Text: s.Outlet.Name, HTMLURL: s.Outlet.Home, Language: s.Language, Country: s.Outlet.Country,
			Name: s.Name,
		}
		if s.Kind == news.KindFeed {
			o.Type, o.XMLURL = "rss", s.URL
		} else {
			o.Type, o.URL, o.Kind, o.Link, o.Item, o.Match = "link", s.URL, string(s.Kind), s.Rules.Link, s.Rules.Item,
				s.Rules.Match
		}
		doc.Outline[i].Outline = append(doc.Outline[i].Outline, o)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// feedAddress mends the ways in which feed readers write addresses: feed://host, feed:https://host, no scheme at all.
func feedAddress(raw string) string {
	raw = text.Visible(raw)
	for _, scheme := range []string{"feed:", "rss:", "itpc:", "pcast:"} {
		if len(raw) > len(scheme) && strings.EqualFold(raw[:len(scheme)], scheme) {
			rest := raw[len(scheme):]
			if after, ok := strings.CutPrefix(rest, "//"); ok {
				rest = after
			}
			if !strings.Contains(rest, "://") {
				rest = "http://" + strings.TrimLeft(rest, "/")
			}
			return rest
		}
	}
	host, _, _ := strings.Cut(raw, "/")
	switch {
	case raw == "" || strings.Contains(raw, "://"):
		return raw
	case strings.HasPrefix(raw, "//"):
		return "https:" + raw
	case strings.Contains(host, ".") && !strings.ContainsAny(host, ":@ "):
		return "https://" + raw
	}
	return raw
}

// pollable reports whether an address names a host.
func pollable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && !strings.ContainsAny(address, "<>\" \n")
}

// unused makes a name unique by a number and marks it as used.
func unused(name string, used map[string]bool) string {
	try := name
	for n := 2; used[try]; n++ {
		suffix := fmt.Sprintf("-%d", n)
		try = name[:min(len(name), 80-len(suffix))] + suffix
	}
	used[try] = true
	return try
}
