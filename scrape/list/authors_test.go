package list

import (
	"net/url"
	"slices"
	"testing"
)

// TestFeedAuthors reads the forms in which feeds name authors.
func TestFeedAuthors(t *testing.T) {
	tests := map[string][]string{
		`<author>Bota Serik &lt;bota@e.example&gt;</author>`:                              {"Bota Serik"},
		`<author>Bota Serik, bota@e.example</author>`:                                     {"Bota Serik"},
		`<author>bota@e.example (Bota Serik)</author>`:                                    {"Bota Serik"},
		`<dc:creator>Bota Serik (Institute of Trade)</dc:creator>`:                        {"Bota Serik"},
		`<dc:creator>By Bota Serik, Astana</dc:creator>`:                                  {"Bota Serik"},
		`<dc:creator>Bota Serik and Tomas Orel</dc:creator>`:                              {"Bota Serik", "Tomas Orel"},
		`<dc:creator>BOTA SERIK</dc:creator><author>desk@e.example (Bota Serik)</author>`: {"Bota Serik"},
		`<dc:creator>Bota Serik</dc:creator><dc:creator>Tomas Orel</dc:creator>`:          {"Bota Serik", "Tomas Orel"},
		`<dc:creator>admin</dc:creator>`:                                                  nil,
		`<dc:creator>Haber Merkezi</dc:creator>`:                                          nil,
		`<dc:creator>Steppe Outlook</dc:creator>`:                                         nil,
		`<author>bota@e.example</author>`:                                                 nil,
	}
	for in, want := range tests {
		feed, _, err := ParseFeed([]byte(`<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>`+
			`<title>t</title><item><title>x</title><link>http://e.example/a</link>`+in+`</item></channel></rss>`), "")
		if err != nil {
			t.Fatal(err)
		}
		it, _ := entry(feed.Items[0], &url.URL{Scheme: "http", Host: "e.example"}, "Steppe Outlook")
		if !slices.Equal(it.Authors, want) {
			t.Errorf("%s: %q, want %q", in, it.Authors, want)
		}
	}
}
