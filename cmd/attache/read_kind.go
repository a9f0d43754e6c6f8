package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"attache/news"
)

// fileKinds are beginnings of files that are no pages, beside those that http.DetectContentType knows: what they are,
// and what to do with them.
var fileKinds = []struct{ begin, is, hint string }{
	{"\x1f\x8b", "compressed with gzip", "gzip -dc"},
	{"BZh", "compressed with bzip2", "bzip2 -dc"},
	{"\xfd7zXZ\x00", "compressed with xz", "xz -dc"},
	{"\x28\xb5\x2f\xfd", "compressed with zstd", "zstd -dc"},
	{"%PDF-", "a PDF document", "give the web page that links to it"},
	{"%!PS", "a PostScript document", "give the web page that links to it"},
	{
		"PK\x03\x04", "a ZIP archive, or an office document, which is one",
		"take the page out of it, or save the text as HTML",
	},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document", "save its text as HTML"},
	{"{\\rtf", "an RTF document", "save its text as HTML"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive", "take the page out of it"},
	{"Rar!\x1a\x07", "a RAR archive", "take the page out of it"},
	{"SQLite format 3\x00", "a SQLite database", "a saved page is wanted"},
	{"\x7fELF", "a program", "a saved page is wanted"},
	{"MThd", "music (MIDI)", "a saved page is wanted"},
	{"WARC/", "a web archive (WARC)", "take the page out of it"},
	{"bplist00", "a web archive of Safari, or another property list", "save the page as HTML"},
}

// notAPage says what a file is that is not the page of an article; nil when it may be one. contentType is what a person
// says that it was served with, "" = nothing.
func notAPage(name string, body []byte, contentType string) error {
	refuse := func(is, hint string) error {
		if strings.HasSuffix(hint, " -dc") { // a command that unpacks
			hint += " " + news.Command(name) + " | attache read -"
		}
		return &news.InvalidError{Message: fmt.Sprintf("%s is %s, not the page of an article.", name, is), Hint: hint}
	}
	const page = "give a saved page (HTML), or its address"
	if len(bytes.TrimSpace(body)) == 0 {
		return refuse("empty", page)
	}
	for _, k := range fileKinds {
		if bytes.HasPrefix(body, []byte(k.begin)) {
			return refuse(k.is, k.hint)
		}
	}
	if len(body) > 12 && string(body[4:8]) == "ftyp" { // ISO 14496-12: HEIC and AVIF are images, the others films
		if brand := string(body[8:12]); strings.HasPrefix(brand, "he") || strings.HasPrefix(brand, "avi") ||
			strings.HasPrefix(brand, "mif") {
			return refuse("an image (HEIF)", page)
		}
		return refuse("a film", page)
	}
	kind, _, _ := strings.Cut(http.DetectContentType(body), ";")
	what, form, _ := strings.Cut(kind, "/")
	switch what {
	case "image":
		return refuse("an image ("+strings.ToUpper(strings.TrimPrefix(form, "x-"))+")", page)
	case "audio":
		return refuse("a sound recording ("+form+")", page)
	case "video":
		return refuse("a film ("+form+")", page)
	case "font":
		return refuse("a font ("+form+")", page)
	}
	if kind == "application/octet-stream" && noText(body) {
		return refuse("neither HTML nor text", page)
	}
	if is, hint := plainKind(body, contentType); is != "" {
		return refuse(is, hint)
	}
	return nil
}

// markupBegins finds the beginning of an element, of a comment or of a declaration of HTML or XML.
var markupBegins = pattern(`<[A-Za-z!?]`)

// plainKind says what a text without HTML is, and what to do with it; "" when it may be a page. A Content-Type that a
// person names makes it one: the file is taken for what it says.
func plainKind(body []byte, contentType string) (is, hint string) {
	const asText = "give a saved page (HTML), or its address; to judge a text as an article's: --content-type text/plain"
	head := bytes.ReplaceAll(body[:min(len(body), 1<<20)], []byte{0}, nil) // UTF-16, as far as the marks of HTML go
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	start := strings.ToLower(string(head[:min(len(head), 2000)]))
	for _, list := range []string{"<rss", "<feed", "<rdf:rdf", "<urlset", "<sitemapindex", "<opml"} {
		if at := strings.Index(start, list); at >= 0 && !strings.Contains(start[:at], "<html") {
			return "a feed or a list (" + strings.TrimPrefix(list, "<") + ")",
				"to read what it lists, add its address: attache source add https://example.org/feed.xml"
		}
	}
	switch {
	case contentType != "":
	case strings.HasPrefix(start, "from: <saved by") || strings.HasPrefix(start, "mime-version:"):
		return "a web archive (MHTML) or a message", "save the page as HTML"
	case (start[0] == '{' || start[0] == '[') && json.Valid(head):
		return "JSON", "give a saved page (HTML), or its address"
	case !markupBegins().Match(head):
		return "plain text", asText
	}
	return "", ""
}

// noText reports whether the beginning of a file is no text in any encoding: text in UTF-16 has zero bytes, but they
// stand in every other place; other texts have no control characters to speak of.
func noText(body []byte) bool {
	head := body[:min(len(body), 4096)]
	controls, zeros := 0, [2]int{}
	for i, c := range head {
		switch {
		case c == 0:
			zeros[i%2]++
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b:
			controls++
		}
	}
	least, most := min(zeros[0], zeros[1]), max(zeros[0], zeros[1])
	if most*3 >= len(head)/2 && least*10 <= most { // UTF-16
		return false
	}
	return (controls+zeros[0]+zeros[1])*50 > len(head)
}
