package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"

	"attache/news"
)

func TestNotAPage(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte("<html><body><p>Text</p></body></html>"))
	z.Close()
	dot, err := base64.StdEncoding.DecodeString("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 2000)
	chaos := rand.NewChaCha8([32]byte{1})
	_, _ = chaos.Read(noise)
	noise[0] = 0x91
	for want, body := range map[string][]byte{
		"compressed with gzip": zipped.Bytes(), "an image (GIF)": dot,
		"an image (PNG)":  []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
		"an image (JPEG)": []byte("\xff\xd8\xff\xe0\x00\x10JFIF"),
		"an image (WEBP)": []byte("RIFF\x00\x00\x00\x00WEBPVP8 "),
		"an image (HEIF)": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"),
		"a film":          []byte("\x00\x00\x00\x18ftypqt  \x00\x00\x00\x00"),
		"a PDF document":  []byte("%PDF-1.7\n%\xe2\xe3"),
		"a ZIP archive":   []byte("PK\x03\x04\x14\x00"), "empty": []byte(" \n\t"), "a sound recording": []byte("ID3\x03\x00"),
		"plain text": []byte("root:x:0:0:root:/root:/bin/bash\n"), "JSON": []byte(`{"a": ["<b>"]}`),
		"a feed or a list (rss)":  []byte("<?xml version='1.0'?>\n<rss version='2.0'><channel>"),
		"a feed or a list (feed)": []byte("\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>"),
		"a web archive (MHTML)":   []byte("From: <Saved by Blink>\nSubject: x\n\n<html>"),
		"neither HTML nor text":   noise, "an office document,": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"),
	} {
		if err := (found{name: "x"}).notAPage(body); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	wide := func(s string) (b []byte) {
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	for name, body := range map[string][]byte{
		"HTML": []byte("<!doctype html><p>x"), "a fragment": []byte("<p>Переговоры"),
		"cp1251":         {'<', 'b', '>', 0xcf, 0xe5, 0xf0, 0xe5, 0xe3, 0xee, 0xe2, 0xee, 0xf0, 0xfb, ' ', 0xe2},
		"UTF-16":         wide("<html>Talks"),
		"UTF-16 Russian": wide("<p>Переговоры в Астане</p>"), "ISO-2022-JP": []byte("<p>\x1b$B%F%9%H\x1b(B</p>"),
		"Shift JIS":    {'<', 'p', '>', 0x83, 0x65, 0x83, 0x58, 0x83, 0x67, '\n'},
		"a stray byte": []byte(strings.Repeat("<br>Talks in Astana. ", 50) + "\x00"),
	} {
		if err := (found{name: "x"}).notAPage(body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (found{name: "x", said: "text/plain"}).notAPage([]byte("Talks in Astana.")); err != nil {
		t.Errorf("a text that the person calls one: %v", err)
	}
}

// TestServedIsNotAPage: what a server gives for an address is told as what a file holds is.
func TestServedIsNotAPage(t *testing.T) {
	const address = "https://example.org/x"
	big := `[{"text": "` + strings.Repeat("Talks in Astana. ", 100_000) + `"}]` // more than a look at the beginning holds
	for _, c := range []struct{ served, body, want, hint string }{
		{"application/json", `{"a": 1}`, "JSON", "give the address of a web page"},
		{"application/json; charset=utf-8", "not quite {", "JSON", "web page"},
		{"application/ld+json", `{"@type": "NewsArticle", "articleBody": "<p>x</p>"}`, "JSON", "web page"},
		{"text/html", `{"a": "<p>x</p>"}`, "JSON", "web page"},
		{"", big, "JSON", "web page"},
		{"text/plain", "{\"a\": 1}\n{\"a\": 2}\n", "JSON", "web page"},
		{"text/plain", ")]}',\n[1, 2]", "JSON", "web page"},
		{
			"application/feed+json", `{"version": "https://jsonfeed.org/version/1.1", "items": []}`,
			"a feed or a list (JSON Feed)",
			"attache source add " + address,
		},
		{"text/plain; charset=utf-8", "User-agent: *\nDisallow: /x", "plain text", "attache read " + address +
			" --content-type text/plain"},
		{"text/plain", "A report with a <br> in it.", "plain text", "--content-type text/plain"},
		{"text/html", "It works.", "plain text", "--content-type text/plain"},
		{"text/markdown", "# Talks\n<br>in Astana", "plain text (Markdown)", "--content-type"},
		{"application/javascript", "document.write('<p>x</p>')", "a script (JavaScript)", "web page"},
		{"text/css", "a > b { color: red } /* <b> */", "a style sheet (CSS)", "web page"},
		{"text/csv", "a,b\n1,<b>", "a table (CSV)", "web page"},
		{"text/calendar", "BEGIN:VCALENDAR\nDESCRIPTION:<p>x</p>", "a calendar (iCalendar)", "web page"},
		{
			"application/rss+xml", "<?xml version='1.0'?><!-- x --><rss version='2.0'>", "a feed or a list (rss)",
			"attache source add " + address,
		},
		{"image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>", "an image (SVG)", "web page"},
		{"application/xml", "<?xml version='1.0'?><note><p>x</p></note>", "XML (note)", "web page"},
		{"application/pdf", "%PDF-1.7", "a PDF document", "web page that links to it"},
		{"application/gzip", "\x1f\x8b\x08", "compressed with gzip", "curl -sL " + address +
			" | gzip -dc | attache read - --url " + address},
		{"text/html", "", "empty", "web page"},
	} {
		err := found{name: address, fetched: true, served: c.served}.notAPage([]byte(c.body))
		var invalid *news.InvalidError
		if !errors.As(err, &invalid) || invalid.Message != address+" is "+c.want+", not the page of an article." ||
			!strings.Contains(invalid.Hint, c.hint) {
			t.Errorf("%s %.40q: %#v", c.served, c.body, err)
		}
	}
	for served, body := range map[string]string{
		"text/html": "<p>Talks", "text/plain": "<!DOCTYPE html><p>Talks", "": "<html><p>Talks",
		"application/xhtml+xml":    "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='x'><p>Talks",
		"application/octet-stream": "<!-- saved --><html><p>Talks",
		"application/json":         "<!doctype html><html><p>a mistake of the server's",
	} {
		if err := (found{name: address, fetched: true, served: served}).notAPage([]byte(body)); err != nil {
			t.Errorf("%s: %v", served, err)
		}
	}
	said := found{name: address, fetched: true, served: "application/json", said: "text/plain"}
	if err := said.notAPage([]byte("Talks in Astana.")); err != nil {
		t.Errorf("what the person calls a text: %v", err)
	}
}
