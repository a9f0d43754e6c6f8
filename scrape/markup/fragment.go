package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"

	"attache/news"
	"attache/text"
)

// FragmentText returns a fragment of HTML, as feeds carry it, as one line of plain text.
func FragmentText(fragment string) string {
	var b strings.Builder
	for i, bl := range FragmentBlocks(fragment) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(bl.Text)
	}
	return b.String()
}

// FragmentBlocks returns a fragment of HTML as blocks of plain text. It knows nothing of pages: what stands in the
// fragment counts as text, but for scripts, styles and forms.
func FragmentBlocks(fragment string) []news.Block {
	if !strings.ContainsAny(fragment, "<&") {
		if s := OneLine(fragment); s != "" {
			return []news.Block{{Kind: news.Paragraph, Text: s}}
		}
		return nil
	}
	var (
		out   []news.Block
		line  strings.Builder
		kind  = news.Paragraph
		skip  string // the element whose content is left out
		lower = strings.ToLower(fragment)
	)
	flush := func(next news.BlockKind) {
		if s := OneLine(line.String()); s != "" {
			out = append(out, news.Block{Kind: kind, Text: s})
		}
		line.Reset()
		kind = next
	}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			flush(news.Paragraph)
			return out
		case html.TextToken:
			if skip == "" {
				line.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := string(name)
			raw := z.Raw()
			closed := isClosed(tag, raw, lower)
			if !closed { // XHTML's <iframe/> holds nothing, and what is never closed would swallow the rest
				z.NextIsNotRawText()
			}
			switch {
			case skip != "":
			case skipped[tag]:
				if closed {
					skip = tag
				}
			case !closed && isWord(tag, raw):
				line.Write(raw) // "<embargo>" is no markup
			default:
				if k, ok := blockKind(tag, kind); ok {
					flush(k)
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			tag := string(name)
			switch skip {
			case "":
				if _, ok := blockKind(tag, kind); ok {
					flush(news.Paragraph)
				}
			case tag:
				skip = ""
			}
		}
	}
}

var (
	// skipped are elements whose content is no text.
	skipped = text.WordSet("script style form iframe template object noembed")
	// elements are those of HTML (https://html.spec.whatwg.org/#elements-3), and old ones that feeds still have.
	elements = text.WordSet(
		"a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br " +
			"button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt " +
			"em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr " +
			"html i iframe image img input ins kbd label legend li link main map mark marquee math menu meta meter nav " +
			"nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q rp " +
			"rt ruby s samp script search section select slot small source span strike strong style sub summary sup svg " +
			"table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp path g use")
	// open are elements that titles have without an end: those that have none, and those whose end may be left out.
	open = text.WordSet("br hr img wbr p li input source embed col")
)

// isClosed reports whether a tag has its end in a fragment, which is given in lower case.
func isClosed(tag string, raw []byte, lower string) bool {
	return raw[len(raw)-2] != '/' && strings.Contains(lower, "</"+tag)
}

// isWord reports whether a tag is one word between angle brackets: no element's name, no attributes, no namespace.
func isWord(tag string, raw []byte) bool {
	for _, r := range string(raw[1 : len(raw)-1]) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return !elements[tag]
}

// isElement reports whether a tag is one of HTML, or of a namespace.
func isElement(tag string) bool { return elements[tag] || strings.ContainsAny(tag, ":-") }

// needsNoEnd reports whether a tag of a title is markup though it is never closed.
func needsNoEnd(tag, raw string) bool {
	return open[tag] || strings.HasSuffix(raw, "/>") || strings.Contains(raw, "=")
}

// TitleText returns a title, as feeds carry it, as one line of plain text. Titles have little markup, and writers mean
// angle brackets as they stand: a tag counts as one only if it is closed or needs no end (Atom's titles of type "text"
// have no markup at all, RFC 4287 §3.1.1.1; their type is often wrong).
func TitleText(fragment string) string {
	if strings.IndexByte(fragment, '<') < 0 {
		return OneLine(html.UnescapeString(fragment))
	}
	var b strings.Builder
	lower := strings.ToLower(fragment)
	skip := ""
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if rest := string(z.Raw()); !strings.Contains(rest, "=") { // else a tag that was cut off
				b.WriteString(rest)
			}
			return OneLine(b.String())
		case html.TextToken:
			if skip == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			tag := string(name)
			closed := strings.Contains(lower, "</"+tag)
			z.NextIsNotRawText()
			switch known := isElement(tag); {
			case skip != "":
			case known && closed && skipped[tag]:
				skip = tag
			case known && (closed || needsNoEnd(tag, raw)):
				if _, ok := blockKind(tag, news.Paragraph); ok {
					b.WriteByte(' ')
				}
			default:
				b.WriteString(raw)
			}
		case html.EndTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			switch tag := string(name); {
			case tag == skip:
				skip = ""
			case skip == "" && !isElement(tag):
				b.WriteString(raw)
			}
		}
	}
}

// blockKind reports whether a tag begins a new block, and of which kind. A paragraph within a list entry or a quotation
// keeps the kind of what it stands in.
func blockKind(tag string, now news.BlockKind) (news.BlockKind, bool) {
	switch tag {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return news.Heading, true
	case "li":
		return news.ListEntry, true
	case "blockquote":
		return news.Quotation, true
	case "figcaption":
		return news.Caption, true
	case "tr":
		return news.TableRow, true
	case "p", "div", "br", "section", "article", "ul", "ol", "table", "figure", "hr", "pre", "dd", "dt":
		if now == news.ListEntry || now == news.Quotation {
			return now, true
		}
		return news.Paragraph, true
	}
	return now, false
}

// Windows1252 returns the character that a control from U+0080 to U+009F is meant to be: that of the byte in
// windows-1252 (HTML standard, numeric character reference end state), -1 where there is none.
func Windows1252(r rune) rune {
	if to := charmap.Windows1252.DecodeByte(byte(r)); to > 0x9f && to != utf8.RuneError {
		return to
	}
	return -1
}

// OneLine decodes entities that are left over (feeds often escape twice), drops invisible marks, reads controls as
// windows-1252 and collapses spaces.
func OneLine(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u00ad', '\u200b', '\u2060', '\ufeff', 0:
			return -1
		}
		if r >= 0x80 && r <= 0x9f {
			return Windows1252(r)
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// Shorten cuts s to at most n bytes and an ellipsis, at a word's end if one stands in the second half.
func Shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > n/2 {
		return s[:i] + "…"
	}
	return text.Clip(s, n) + "…"
}

// JoinBlocks returns the texts of blocks, parted by blank lines.
func JoinBlocks(blocks []news.Block) string {
	a := news.Article{Blocks: blocks}
	return a.Text()
}
