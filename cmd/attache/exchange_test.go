package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attache/news"
)

func TestOPMLBothWays(t *testing.T) {
	sources, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := writeOPML(&b, "attache", sources); err != nil {
		t.Fatal(err)
	}
	got, skipped, err := readOPML(b.Bytes())
	if err != nil || len(skipped) > 0 {
		t.Fatalf("%v, left out %q", err, skipped)
	}
	byName := map[string]news.Source{}
	for _, s := range got {
		byName[s.Name] = s
	}
	for _, s := range sources {
		// What OPML has no place for is lost; the rest must come back.
		s.Enabled, s.TimeZone, s.DayFirst, s.Every, s.Excerpt, s.Outlet.Kind = true, "", false, 0, 0, ""
		s.Rules = news.Rules{Link: s.Rules.Link, Item: s.Rules.Item, Match: s.Rules.Match}
		if diff := cmp.Diff(s, byName[s.Name]); diff != "" {
			t.Errorf("%s: %s", s.Name, diff)
		}
	}
}

func TestOPMLOfReaders(t *testing.T) {
	for name, c := range map[string]struct{ doc, want string }{
		"nested folders": {
			`<opml version="1.1"><body><outline text="A"><outline text="B">` +
				`<outline text="X" xmlUrl="https://x.example/feed"/></outline></outline></body></opml>`,
			"x.example in B",
		},
		"title only, windows-1251": {
			"<?xml version=\"1.0\" encoding=\"windows-1251\"?><opml><body><outline title=\"\xc2\xe5\xf1\xf2\xe8\" " +
				"xmlUrl=\"https://x.example/feed\"/></body></opml>",
			"x.example in ",
		},
		"two of one host": {
			`<opml><body><outline text="X" xmlUrl="https://x.example/1"/>` +
				`<outline text="Y" xmlUrl="https://x.example/2"/></body></opml>`,
			"x.example in |x.example-2 in ",
		},
		"folder with a title": {
			`<opml><body><outline title="Азия">` +
				`<outline title="K" xmlUrl="http://x.example/rss" type="rss" row="15"/></outline></body></opml>`,
			"x.example in Азия",
		},
		"folders in folders": {
			`<opml><body><outline title="A"><outline title="B"><outline title="C">` +
				`<outline title="D" xmlUrl="https://x.example/rss" fz:quickMode="false"/></outline></outline>` +
				`</outline><outline text="T" xmlUrl="https://y.example/f"/></body></opml>`,
			"x.example in C|y.example in ",
		},
		"schemes": {
			`<opml><body><outline text="P" xmlUrl="feed://x.example/rss"/>` +
				`<outline text="Q" xmlUrl="feed:https://y.example/rss"/><outline text="R" xmlUrl="z.example/rss"/>` +
				`<outline text="S" XMLURL="//v.example/rss"/></body></opml>`,
			"x.example in |y.example in |z.example in |v.example in ",
		},
		"xmlurl": {
			`<OPML><body><OUTLINE text="l" xmlurl="https://x.example/rss"></OUTLINE></body></OPML>`,
			"x.example in ",
		},
		"tag in an attribute": {
			"<opml><body>\n<outline text=\"G\" xmlUrl=\"https://x.example/1\"/>\n<outline " +
				"text=\"B\" description=\"News <b>daily</b>\" xmlUrl=\"https://y.example/2\"/>\n</body></opml>",
			"x.example in |y.example in ",
		},
		"quotes in a value": {"<opml><body><outline text=\"F\"><outline text=\"A\" " +
			"xmlUrl=\"https://x.example/1\"/>\n<outline text=\"B\" description=\"The \"best\" paper\" type=\"rss\" " +
			"xmlUrl=\"https://y.example/2\"/>\n<outline text=\"C\" " +
			"xmlUrl=\"https://z.example/3\"/></outline></body></opml>", "x.example in F|y.example in F|z.example in F"},
		"a bad byte": {
			"<?xml version=\"1.0\"?><opml><body><outline text=\"Caf\xe9\" " +
				"xmlUrl=\"https://x.example/1\"/><outline text=\"G\" xmlUrl=\"https://y.example/1\"/></body></opml>",
			"x.example in |y.example in ",
		},
		"a bad byte of UTF-8": {"<?xml version=\"1.0\" encoding=\"utf-8\"?><opml><body><outline text=\"Caf\xe9 Дана " +
			"Дана Дана\" xmlUrl=\"https://x.example/1\"/><outline text=\"G\" " +
			"xmlUrl=\"https://y.example/1\"/></body></opml>", "x.example in |y.example in "},
		"no end of a value": {"<opml><body>\n<outline text=\"A xmlUrl=\"https://x.example/1\"/>\n<outline " +
			"text=\"B\" xmlUrl=\"https://y.example/2/>\n<outline text=\"C\" " +
			"xmlUrl=\"https://z.example/3\"/></body></opml>", "x.example in |y.example in |z.example in "},
		"no end of a tag": {"<opml><body><outline text=\"F\"><outline text=\"A\" " +
			"xmlUrl=\"https://x.example/1\"\n<outline text=\"C\" " +
			"xmlUrl=\"https://z.example/3\"/></outline></body></opml>", "x.example in F|z.example in F"},
		"cut": {"<opml><body><outline text=\"A\" xmlUrl=\"https://x.example/1\"/><outline " +
			"text=\"B\" xmlUr", "x.example in "},
		"ampersands, controls": {"<opml><body><outline text=\"A & B \x1b[31m\" " +
			"xmlUrl=\"https://x.example/1?a=1&b=2\"/></body></opml>", "x.example in "},
		"comment": {"<opml><body><!-- <outline text=\"A\" xmlUrl=\"https://x.example/1\"/> --><outline " +
			"text=\"B\" xmlUrl=\"https://y.example/1\"/></body></opml>", "y.example in "},
		"apostrophes": {"<opml><body><outline text='A' xmlUrl='https://x.example/1'/><outline text=B " +
			"xmlUrl=https://y.example/1 /></body></opml>", "x.example in |y.example in "},
		"unknown entity": {
			`<opml><body><outline text="A&nbsp;&amp;B" xmlUrl="https://x.example/1"/></body></opml>`,
			"x.example in ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			sources, _, err := readOPML([]byte(c.doc))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range sources {
				got = append(got, s.Name+" in "+s.Outlet.Region)
			}
			if g := strings.Join(got, "|"); g != c.want {
				t.Errorf("got %q, want %q", g, c.want)
			}
		})
	}
}

func FuzzOPML(f *testing.F) {
	f.Add(`<opml><body><outline text="A">` +
		`<outline text="X" xmlUrl="https://x.example/feed" attacheKind="listing" attacheLink="a"/>` +
		`</outline></body></opml>`)
	f.Add(`<opml version="2.0"><body><outline xmlUrl="javascript:alert(1)"/></body></opml>`)
	f.Fuzz(func(t *testing.T, doc string) {
		sources, _, err := readOPML([]byte(doc))
		if err != nil {
			return
		}
		for _, s := range sources {
			if err := s.Validate(); err != nil {
				t.Errorf("%+v: %v", s, err)
			}
		}
		var b bytes.Buffer
		if err := writeOPML(&b, "x", sources); err != nil {
			t.Fatal(err)
		}
		again, _, err := readOPML(b.Bytes())
		if err != nil || len(again) != len(sources) {
			t.Errorf("%d sources came back as %d: %v", len(sources), len(again), err)
		}
	})
}

// TestSamples holds the demo's articles to what the demo promises.
func TestSamples(t *testing.T) {
	outlets, err := sampleOutlets(fixedNow, false)
	if err != nil {
		t.Fatal(err)
	}
	languages, articles, slugs := map[string]bool{}, 0, map[string]bool{}
	for _, o := range outlets {
		languages[o.Language] = true
		src := o.source(0)
		src.URL = "http://127.0.0.1:1" + o.List
		if err := src.Validate(); err != nil {
			t.Errorf("%s: %v", o.Key, err)
		}
		for _, a := range o.Articles {
			articles++
			if slugs[o.Key+a.Slug] || len(a.Body) < 1 || a.At.After(fixedNow) {
				t.Errorf("%s/%s: twice, empty or in the future", o.Key, a.Slug)
			}
			slugs[o.Key+a.Slug] = true
		}
	}
	if len(languages) < 4 || len(outlets) < 8 || articles < 32 {
		t.Errorf("%d outlets, %d languages, %d articles", len(outlets), len(languages), articles)
	}
}
