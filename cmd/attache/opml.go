package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html/charset"

	"attache/news"
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

// maxOPML bounds a file, in bytes; maxFolders how deep folders may nest.
const (
	maxOPML    = 16 << 20
	maxFolders = 16
)

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
		o := opmlOutline{Text: s.Outlet.Name, HTMLURL: s.Outlet.Home, Language: s.Language, Country: s.Outlet.Country, Name: s.Name}
		if s.Kind == news.KindFeed {
			o.Type, o.XMLURL = "rss", s.URL
		} else {
			o.Type, o.URL, o.Kind, o.Link, o.Item, o.Match = "link", s.URL, string(s.Kind), s.Rules.Link, s.Rules.Item, s.Rules.Match
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

// readOPML reads the sources of an OPML file. Folders become regions. Entries that are no sources are told by name.
func readOPML(r io.Reader) (sources []news.Source, skipped []string, err error) {
	var doc opml
	d := xml.NewDecoder(io.LimitReader(r, maxOPML))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = charset.NewReaderLabel
	if err := d.Decode(&doc); err != nil {
		return nil, nil, fmt.Errorf("read OPML: %w", err)
	}
	names, addresses := map[string]bool{}, map[string]bool{}
	var walk func(os []opmlOutline, region string, depth int)
	walk = func(os []opmlOutline, region string, depth int) {
		for _, o := range os {
			s, ok := o.source(region)
			switch {
			case ok && addresses[s.URL]: // the same feed in two folders
			case ok:
				addresses[s.URL] = true
				s.Name = unused(s.Name, names)
				sources = append(sources, s)
			case len(o.Outline) == 0:
				skipped = append(skipped, strings.TrimSpace(o.Text))
			}
			if depth < maxFolders {
				walk(o.Outline, strings.TrimSpace(o.Text), depth+1)
			}
		}
	}
	walk(doc.Outline, "", 0)
	return sources, skipped, nil
}

// source reads one entry; false when it is a folder or no source.
func (o opmlOutline) source(region string) (news.Source, bool) {
	s := news.Source{
		Name: o.Name, Kind: news.KindFeed, URL: strings.TrimSpace(o.XMLURL), Language: o.Language, Enabled: true,
		Outlet: news.Outlet{Name: strings.TrimSpace(o.Text), Home: o.HTMLURL, Region: region, Country: strings.ToUpper(o.Country)},
	}
	if s.Outlet.Name == "" {
		s.Outlet.Name = strings.TrimSpace(o.Title)
	}
	if o.Kind != "" {
		s.Kind, s.URL = news.SourceKind(o.Kind), o.URL
		s.Rules = news.Rules{Link: o.Link, Item: o.Item, Match: o.Match}
	}
	if u, err := url.Parse(s.URL); err != nil || u.Host == "" {
		return s, false
	}
	complete(&s)
	return s, s.Validate() == nil
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
