package list

import (
	"bytes"
	"errors"
	"mime"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"attache/scrape/fetch"
	"attache/scrape/markup"
	"attache/text"
)

var (
	errNoFeed = errors.New("neither RSS, Atom nor JSON Feed")
	errDeep   = errors.New("its elements stand too deep in each other")
)

// maxElements bounds how deep elements stand in each other. The parser calls itself for each: a million end the
// program, without a panic that could be recovered. Feeds have ten; unclosed <br> in texts count too.
const maxElements = 10_000

// deeper reports whether elements of an XML text stand deeper in each other than most.
func deeper(text string, most int) bool {
	depth := 0
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			return false
		}
		text = text[i:]
		end := ">"
		switch {
		case strings.HasPrefix(text, "<![CDATA["):
			end = "]]>"
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		case strings.HasPrefix(text, "<?"), strings.HasPrefix(text, "<!"):
		case strings.HasPrefix(text, "</"):
			depth = max(0, depth-1)
		default:
			depth++
		}
		j := strings.Index(text[1:], end)
		if j < 0 {
			return depth > most
		}
		if end == ">" && j > 0 && text[j] == '/' && text[1] != '/' {
			depth--
		}
		if depth > most {
			return true
		}
		text = text[1+j+len(end):]
	}
}

// ParseFeed reads a feed, mending what feeds in the wild have broken: wrong charsets, text before the XML, control
// characters, bare ampersands, undeclared entities, an end that is missing. note says what had to be mended so that
// entries may be lost.
func ParseFeed(body []byte, contentType string) (feed *gofeed.Feed, note string, err error) {
	text := decodeXML(body, contentType)
	start := strings.IndexAny(text, "<{")
	if start < 0 {
		return nil, "", errNoFeed
	}
	if text[start] == '{' {
		if !strings.Contains(text, "jsonfeed.org/version") && !strings.Contains(text, `"items"`) {
			return nil, "", errNoFeed
		}
		feed, note, err = parseJSON(text[start:])
		return bound(feed), note, err
	}
	text = trimToRoot(text)
	if text == "" {
		return nil, "", errNoFeed
	}
	text = mendXML(text)
	if deeper(text, maxElements) {
		return nil, "", errDeep
	}
	text, cut := cutEntries(text)
	if cut {
		text, note = text+endOf(text), tooManyNote
	}
	feed, err = parseXML(text)
	if err == nil {
		return bound(feed), note, nil
	}
	if salvaged := salvage(text); salvaged != nil {
		return bound(salvaged), "The feed is not well-formed XML (" + fetch.Cause(err) +
			"); the entries that could be read were taken.", nil
	}
	return nil, "", err
}

// The names under which parseXML keeps what the feed library reads and does not hand on: see gofeed.Item.Custom.
const (
	sourceTitle = "attache:source"
	sourceURL   = "attache:source-url"
)

// rawElements are those whose content HTML does not read as markup, and those that no text is in.
var rawElements = text.WordSet("iframe script style object textarea noscript video audio select form")

// openSelfClosed adds an end tag to the elements of XHTML that hold nothing, also to escaped ones: in HTML, as which
// the feed library reads them, <iframe/> is a beginning, and all that follows would be its content.
func openSelfClosed(feed string) string {
	const longestTag = 600 // bytes
	var b strings.Builder
	done := 0 // bytes of feed that are written
	for at := 0; ; at++ {
		i := strings.IndexByte(feed[at:], '/')
		if i < 0 {
			b.WriteString(feed[done:])
			return b.String()
		}
		at += i
		less, more := "<", ">"
		if strings.HasPrefix(feed[at+1:], "&gt;") {
			less, more = "&lt;", "&gt;"
		} else if !strings.HasPrefix(feed[at+1:], ">") {
			continue
		}
		from := max(0, at-longestTag)
		begin := strings.LastIndex(feed[from:at], less)
		if begin < 0 {
			continue
		}
		tag := feed[from+begin+len(less) : at]
		name, _, _ := strings.Cut(strings.ToLower(tag), " ")
		if name = strings.TrimSpace(name); rawElements[name] && !strings.ContainsAny(tag, "<>") {
			b.WriteString(feed[done:at] + more + less + "/" + name + more)
			done = at + 1 + len(more)
		}
	}
}

// parseXML is the feed library's parser, and keeps which outlet an entry says that it came from (RSS <source>, Atom
// atom:source).
func parseXML(xmlText string) (*gofeed.Feed, error) {
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	feed, err := parser.ParseString(openSelfClosed(xmlText))
	if err != nil {
		return nil, err
	}
	keep := func(i int, title, address string) {
		if in := feed.Items[i]; in != nil && title != "" {
			if in.Custom == nil {
				in.Custom = map[string]string{}
			}
			in.Custom[sourceTitle], in.Custom[sourceURL] = title, address
		}
	}
	switch from := feed.OriginalFeed().(type) {
	case *rss.Feed:
		for i := range min(len(from.Items), len(feed.Items)) {
			if s := from.Items[i].Source; s != nil {
				keep(i, s.Title, s.URL)
			}
		}
	case *atom.Feed:
		for i := range min(len(from.Entries), len(feed.Items)) {
			if s := from.Entries[i].Source; s != nil {
				address := ""
				if len(s.Links) > 0 && s.Links[0] != nil {
					address = s.Links[0].Href
				}
				keep(i, s.Title, address)
			}
		}
	}
	return feed, nil
}

var (
	declaration = text.Pattern(`^\s*<\?xml[^>]*?\?>`)
	declared    = text.Pattern(`(?i)encoding\s*=\s*["']\s*([\w.:-]+)`)
)

// decodeXML returns an XML or JSON body as UTF-8. A byte order mark and the bytes themselves win over the header, and
// the header over the document (RFC 7303 §3), for headers are wrong more often than bytes that are valid UTF-8 by
// chance.
func decodeXML(body []byte, contentType string) string {
	if enc := utf16Of(body); enc != "" {
		return convert(body, enc)
	}
	body = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(body) {
		return string(body)
	}
	label := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		label = params["charset"]
	}
	head := declaration().Find(body[:min(len(body), 1024)])
	if m := declared().FindSubmatch(head); m != nil && (label == "" || strings.EqualFold(label, "utf-8")) {
		label = string(m[1])
	}
	if label == "" || strings.EqualFold(label, "utf-8") {
		if label != "" && mostlyUTF8(body) {
			return strings.ToValidUTF8(string(body), "\uFFFD")
		}
		text, _ := markup.Decode(body, "")
		return text
	}
	return convert(body, label)
}

// mostlyUTF8 tells a UTF-8 text with a few broken bytes from one in another encoding.
func mostlyUTF8(body []byte) bool {
	bad, high := 0, 0
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		if r >= utf8.RuneSelf {
			high++
		}
		body = body[n:]
	}
	return bad*10 < high
}

// utf16Of names the UTF-16 form of a document by its first bytes (XML 1.0, appendix F); "" when it is none.
func utf16Of(b []byte) string {
	if len(b) < 4 {
		return ""
	}
	switch {
	case b[0] == 0xFE && b[1] == 0xFF, b[0] == 0 && b[1] == '<' && b[2] == 0:
		return "utf-16be"
	case b[0] == 0xFF && b[1] == 0xFE, b[0] == '<' && b[1] == 0 && b[3] == 0:
		return "utf-16le"
	}
	return ""
}

func convert(body []byte, label string) string {
	var out []byte
	var err error
	switch label {
	case "utf-16be":
		out, err = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Bytes(body)
	case "utf-16le":
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(body)
	default:
		enc, _ := charset.Lookup(label)
		if enc == nil {
			text, _ := markup.Decode(body, "")
			return text
		}
		out, err = enc.NewDecoder().Bytes(body)
	}
	if err != nil {
		return strings.ToValidUTF8(string(body), "\uFFFD")
	}
	return string(out)
}

var root = text.Pattern(`<(?:\w+:)?(?i:rss|feed|rdf|RDF)[\s>]`)

// trimToRoot drops what stands before the root element: the declaration, whose encoding no longer holds, doctypes with
// their entities, blank lines, warnings that PHP printed.
func trimToRoot(text string) string {
	if at := root().FindStringIndex(text); at != nil {
		return text[at[0]:]
	}
	return ""
}

// mendXML makes text pass an XML parser: control characters go, HTML entities become characters, and an ampersand that
// begins no entity is escaped. CDATA sections stay as they are.
func mendXML(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/64)
	for text != "" {
		i := strings.IndexAny(text,
			"&<\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c"+
				"\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f")
		if i < 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:i])
		text = text[i:]
		switch {
		case strings.HasPrefix(text, "<![CDATA["):
			end := strings.Index(text, "]]>")
			if end < 0 {
				end = len(text) - 3
				if end < 0 {
					return b.String()
				}
			}
			b.WriteString(dropControls(text[:end+3]))
			text = text[end+3:]
		case text[0] == '<':
			b.WriteByte('<')
			text = text[1:]
		case text[0] == '&':
			s, n := mendEntity(text)
			b.WriteString(s)
			text = text[n:]
		default:
			text = text[1:]
		}
	}
	return b.String()
}

// mendEntity returns what to write for the ampersand that text begins with, and how many bytes it stands for.
func mendEntity(text string) (string, int) {
	end := strings.IndexByte(text[:min(len(text), 34)], ';')
	if end < 2 {
		return "&amp;", 1
	}
	name := text[1:end]
	switch name {
	case "amp", "lt", "gt", "quot", "apos":
		return text[:end+1], end + 1
	}
	if name[0] == '#' {
		if r, ok := charRef(name[1:]); ok {
			return r, end + 1
		}
		return "", end + 1
	}
	if s := html.UnescapeString(text[:end+1]); s != text[:end+1] && !strings.ContainsAny(s, "&<>") {
		return s, end + 1
	}
	return "&amp;", 1
}

// charRef reads a numeric character reference. The markup characters are left to the parser, characters that XML
// forbids are refused.
func charRef(s string) (string, bool) {
	base := 10
	if s != "" && (s[0] == 'x' || s[0] == 'X') {
		base, s = 16, s[1:]
	}
	n, err := strconv.ParseUint(s, base, 32)
	if err != nil || n > utf8.MaxRune || (n < 0x20 && n != '\t' && n != '\n' && n != '\r') || !utf8.ValidRune(rune(n)) {
		return "", false
	}
	if n >= 0x80 && n <= 0x9f {
		r := markup.Windows1252(rune(n))
		return string(r), r > 0
	}
	switch rune(n) {
	case '&':
		return "&amp;", true
	case '<':
		return "&lt;", true
	case '>':
		return "&gt;", true
	case '"':
		return "&quot;", true
	}
	return string(rune(n)), true
}

func dropControls(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
			return -1
		}
		return r
	}, s)
}

var (
	entryOpen = text.Pattern(`<(item|entry)[\s>]`)
	rootTag   = text.Pattern(`^<[^>]*>`)
)

// salvage reads the entries of a broken feed one by one and leaves out those that are broken themselves; nil when none
// can be read.
func salvage(text string) *gofeed.Feed {
	open := rootTag().FindString(text)
	if open == "" || strings.HasSuffix(open, "/>") {
		return nil
	}
	name := strings.FieldsFunc(open[1:],
		func(r rune) bool { return r == ' ' || r == '>' || r == '\n' || r == '\t' || r == '\r' })[0]
	var whole *gofeed.Feed
	for range maxSalvaged {
		at := entryOpen().FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		tag := text[at[2]:at[3]]
		end := strings.Index(text[at[1]:], "</"+tag+">")
		if end < 0 {
			break
		}
		end += at[1] + len(tag) + 3
		one := text[at[0]:end]
		text = text[end:]
		if i := strings.LastIndex(one, "<"+tag+">"); i > 0 {
			one = one[i:] // the entry before was never closed
		}
		doc := open + one + "</" + name + ">"
		if strings.EqualFold(name, "rss") {
			doc = open + "<channel>" + one + "</channel></" + name + ">"
		}
		part, err := parseXML(doc)
		if err != nil || len(part.Items) == 0 {
			continue
		}
		if whole == nil {
			whole = part
			continue
		}
		whole.Items = append(whole.Items, part.Items...)
	}
	return whole
}

// maxSalvaged bounds the work on a broken feed, in entries.
const maxSalvaged = 1000
