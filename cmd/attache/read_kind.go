package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
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

// found is what was found in a file or at an address that is to be read as a page.
type found struct {
	name    string // of the file, or the address
	fetched bool   // it was fetched: name is an address
	said    string // the Content-Type by the word of the person; "" = nothing was said
	served  string // the one that the server names
}

// refuse says that it is no page, and what to do.
func (f found) refuse(is, hint string) error {
	if strings.HasSuffix(hint, " -dc") { // a command that unpacks
		name := news.Command(f.name)
		if hint += " " + name + " | attache read -"; f.fetched {
			hint = fmt.Sprintf("curl -sL %s | %s --url %s", name, strings.Replace(hint, " "+name, "", 1), name)
		}
	}
	return &news.InvalidError{Message: fmt.Sprintf("%s is %s, not the page of an article.", f.name, is), Hint: hint}
}

// page is the hint for what is no page at all.
func (f found) page() string {
	if f.fetched {
		return "give the address of a web page"
	}
	return "give a saved page (HTML), or its address"
}

// notAPage says what it is when it is not the page of an article; nil when it may be one.
func (f found) notAPage(body []byte) error {
	page := f.page()
	if len(bytes.TrimSpace(body)) == 0 {
		return f.refuse("empty", page)
	}
	for _, k := range fileKinds {
		if bytes.HasPrefix(body, []byte(k.begin)) {
			return f.refuse(k.is, k.hint)
		}
	}
	if len(body) > 12 && string(body[4:8]) == "ftyp" { // ISO 14496-12: HEIC and AVIF are images, the others films
		if brand := string(body[8:12]); strings.HasPrefix(brand, "he") || strings.HasPrefix(brand, "avi") ||
			strings.HasPrefix(brand, "mif") {
			return f.refuse("an image (HEIF)", page)
		}
		return f.refuse("a film", page)
	}
	kind, _, _ := strings.Cut(http.DetectContentType(body), ";")
	what, form, _ := strings.Cut(kind, "/")
	switch what {
	case "image":
		return f.refuse("an image ("+strings.ToUpper(strings.TrimPrefix(form, "x-"))+")", page)
	case "audio":
		return f.refuse("a sound recording ("+form+")", page)
	case "video":
		return f.refuse("a film ("+form+")", page)
	case "font":
		return f.refuse("a font ("+form+")", page)
	}
	if kind == "application/octet-stream" && noText(body) {
		return f.refuse("neither HTML nor text", page)
	}
	if is, hint := f.plainKind(body); is != "" {
		return f.refuse(is, hint)
	}
	return nil
}

// markupBegins finds the beginning of an element, of a comment or of a declaration of HTML or XML; pageBegins that of a
// page of HTML.
var (
	markupBegins = pattern(`<[A-Za-z!?]`)
	pageBegins   = pattern(`^(?:<\?xml[^>]*>|<!--(?s:.*?)-->|\s)*(?:<!doctype\s+html|<html|<head|<body)`)
	rootElement  = pattern(`^(?:<\?(?s:.*?)\?>|<!--(?s:.*?)-->|<![^>]*>|\s)*<([a-z][a-z0-9:_.-]*)`)
)

// lists are the root elements of documents that list pages.
var lists = []string{"rss", "feed", "rdf:rdf", "urlset", "sitemapindex", "opml"}

// servedKinds are what a server may call what it gives, by the end of a Content-Type's name, where bytes do not tell.
var servedKinds = []struct{ ends, is string }{
	{"/json", "JSON"},
	{"+json", "JSON"},
	{"json-seq", "JSON"},
	{"ndjson", "JSON"},
	{"javascript", "a script (JavaScript)"},
	{"ecmascript", "a script (JavaScript)"},
	{"/css", "a style sheet (CSS)"},
	{"/csv", "a table (CSV)"},
	{"/tab-separated-values", "a table (TSV)"},
	{"/calendar", "a calendar (iCalendar)"},
	{"/vcard", "a visiting card (vCard)"},
	{"/markdown", "plain text (Markdown)"},
	{"/yaml", "YAML"},
	{"/x-yaml", "YAML"},
	{"/plain", "plain text"},
}

// plainKind says what a text without HTML is, and what to do with it; "" when it may be a page. A Content-Type that a
// person names makes it one: what was found is taken for what it says.
func (f found) plainKind(body []byte) (is, hint string) {
	text := bytes.ReplaceAll(body, []byte{0}, nil) // UTF-16, as far as the marks of HTML go
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		text = bytes.TrimPrefix(text, []byte(mark))
	}
	text = bytes.TrimSpace(text)
	start := strings.ToLower(string(text[:min(len(text), 2000)]))
	root := ""
	if m := rootElement().FindStringSubmatch(start); m != nil {
		root = m[1]
	}
	switch {
	case slices.Contains(lists, root):
		return "a feed or a list (" + root + ")", f.addIt()
	case root == "svg":
		return "an image (SVG)", f.page()
	case f.said != "":
		return "", ""
	case strings.HasPrefix(start, "from: <saved by") || strings.HasPrefix(start, "mime-version:"):
		return "a web archive (MHTML) or a message", "save the page as HTML"
	case isJSON(text) && bytes.Contains(text[:min(len(text), 2000)], []byte("https://jsonfeed.org/version/")):
		return "a feed or a list (JSON Feed)", f.addIt()
	case isJSON(text):
		return "JSON", f.page()
	case pageBegins().MatchString(start):
		return "", ""
	case strings.HasPrefix(start, "<?xml") && root != "" && root != "html":
		return "XML (" + root + ")", f.page()
	}
	served, _, _ := strings.Cut(strings.ToLower(f.served), ";")
	served = strings.TrimSpace(served)
	for _, k := range servedKinds {
		if strings.HasSuffix(served, k.ends) {
			if is = k.is; strings.HasPrefix(is, "plain text") {
				return is, f.asText()
			}
			return is, f.page()
		}
	}
	if !markupBegins().Match(text) {
		return "plain text", f.asText()
	}
	return "", ""
}

// asText is the hint for a text without HTML.
func (f found) asText() string {
	hint := f.page() + "; to judge a text as an article's: "
	if f.fetched {
		return hint + news.Command("attache", "read", f.name, "--content-type", "text/plain")
	}
	return hint + "--content-type text/plain"
}

// addIt is the hint for a list of pages.
func (f found) addIt() string {
	if f.fetched {
		return "to read what it lists, add it: " + news.Command("attache", "source", "add", f.name)
	}
	return "to read what it lists, add its address: attache source add https://example.org/feed.xml"
}

// isJSON reports whether a text is an object or an array of JSON, several of them one after the other, or one behind
// the guard that some servers put before it: )]}'.
func isJSON(text []byte) bool {
	if rest, ok := bytes.CutPrefix(text, []byte(")]}'")); ok {
		text = bytes.TrimLeft(rest, ", \r\n")
	}
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	if json.Valid(text) {
		return true
	}
	d, n := json.NewDecoder(bytes.NewReader(text)), 0
	for {
		var v json.RawMessage
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			// cut off by a bound: some whole values, then a part of one
			return n > 0 && errors.Is(err, io.ErrUnexpectedEOF)
		}
		n++
	}
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
