package scrape

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// shape writes a page's tree without what lean may leave out of it.
func shape(t *testing.T, page []byte) (string, bool) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return "", false
	}
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		b.WriteString(strings.Repeat(" ", depth))
		switch n.Type {
		case html.TextNode:
			b.WriteString("text " + n.Data)
		case html.ElementNode:
			b.WriteString("<" + n.Data)
			for _, a := range n.Attr {
				b.WriteString(" " + a.Key + "=" + a.Val)
			}
		default:
			b.WriteString("other")
		}
		b.WriteByte('\n')
		switch n.DataAtom {
		case atom.Style, atom.Noscript, atom.Iframe, atom.Noembed, atom.Noframes, atom.Svg, atom.Select:
			return
		case atom.Script:
			if n.FirstChild != nil && strings.Contains(strings.ToLower(attr(n, "type")), "json") {
				b.WriteString(n.FirstChild.Data)
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	walk(root, 0)
	return b.String(), true
}

func sameShape(t *testing.T, page []byte) {
	t.Helper()
	if bytes.Contains(bytes.ToLower(page), []byte("<frameset")) {
		return // whether it is taken depends on whether any text came before it
	}
	want, ok := shape(t, page)
	if !ok {
		return
	}
	short, _ := lean(page, nil)
	if got, _ := shape(t, short); got != want {
		t.Errorf("%q\nbecomes\n%q\nand its tree\n%s\nis not\n%s", page, short, got, want)
	}
}

// leanPages are pages whose markup ends where one would not think.
var leanPages = []string{
	"<p>a</p><script>var a = '<p>' + 1234567890123456;</script><p>b",
	"<script>if (a </script/x> 1) { b() } // 1234567890</script><p>text",
	"<script>/* <!-- <script> a </script> 1234567890123456 --> */</script><p>hidden or not",
	"<script>/* <!-- */ document.write('1234567890123456')</script><p>text",
	`<script type="application/ld+json">{"@type": "NewsArticle", "headline": "1234567890"}</script>`,
	"<style>p > a { content: '</styles>'; color: red }</STYLE\n><p>b",
	"<!-- a comment of some length -- > --!><p>b<!--> c --><!---> d --><!-- e --!-> f -->g",
	"<p title='a > b <script>'>1234567890123456</p><script>alert('1234567890123456')</script>",
	`<a "b='c>d" e=f/><p =x=">"y>t<script>1234567890123456789</script>`,
	"<svg viewBox='0 0 1 1'><title>A <b>name</b></title><path d='M0 0 1 1 2 2'/></svg><p>b",
	"<svg><g><path d='M0 0 1 1 2 2'></svg><p>b<svg><p>out of it</p></svg>c",
	"<svg/><script>1234567890123456789</script><svg a=/><script>1234567890123456789</script></svg><p>b",
	"<svg><!-- </svg> --><desc>a</desc><path d='M0 0 1 1 2 2 3 3 4 4'/></svg><p>b",
	"<math><script>1 < 2 <b>1234567890123456</b></script></math><p>b",
	"<title>a <script>1234567890123456789</script></title><textarea><!-- 1234567890123456789 </textarea>--><p>b",
	"<noscript><p>1234567890123456789<!-- </noscript> --><p>b",
	"<select><option>a<svg><path d='M0 0 1 1 2 2 3 3'/></svg><style>a{} 1234567890123</style></select><p>b",
	"<table><style>td{color:red;color:blue}</style><tr><td>a<svg><path d='M0 0 1 1 2 2 3'/></svg>b</table>c",
	"<?xml version='1.0'?><!DOCTYPE html><p>a<![CDATA[ <b>c</b> ]]></ b ></><plaintext><script>1234567890123456789</script>",
	"<p>a<", "<p>a</", "<p>a<!", "<!-- never closed", "<script>never closed", "<p a='never closed",
}

// TestLean holds that what is left out of a page changes nothing of its tree that is read.
func TestLean(t *testing.T) {
	dropped := 0
	for _, page := range leanPages {
		sameShape(t, []byte(page))
		short, _ := lean([]byte(page), nil)
		dropped += len(page) - len(short)
	}
	if dropped < 200 {
		t.Errorf("%d bytes were left out", dropped)
	}
	if _, scripts := lean([]byte("<script>12345678901234567890</script>"), nil); len(scripts) != 1 || string(scripts[0]) != "12345678901234567890" {
		t.Errorf("scripts left out: %q", scripts)
	}
}

func FuzzLean(f *testing.F) {
	for _, page := range leanPages {
		f.Add([]byte(page))
	}
	f.Fuzz(sameShape)
}
