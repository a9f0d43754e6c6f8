package markup

import (
	"strings"

	"golang.org/x/net/html"

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
		if text := OneLine(fragment); text != "" {
			return []news.Block{{Kind: news.Paragraph, Text: text}}
		}
		return nil
	}
	var (
		out  []news.Block
		text strings.Builder
		kind = news.Paragraph
		skip string // the element whose content is left out
	)
	flush := func(next news.BlockKind) {
		if s := OneLine(text.String()); s != "" {
			out = append(out, news.Block{Kind: kind, Text: s})
		}
		text.Reset()
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
				text.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := string(name)
			switch {
			case skip != "":
			case tag == "script" || tag == "style" || tag == "form" || tag == "iframe" || tag == "template":
				skip = tag
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

// OneLine decodes entities that are left over (feeds often escape twice), drops invisible marks and collapses spaces.
func OneLine(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u00ad', '\u200b', '\u2060', '\ufeff', 0:
			return -1
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
