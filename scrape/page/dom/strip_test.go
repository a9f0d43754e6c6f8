package dom

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// shape writes the blocks of text that a page is read as, and the elements they stand in. Elements that only slant or
// link text are left out: where they are closed in the wrong order the parser may open them once more for white space
// alone.
func shape(t *Tree) string {
	var b strings.Builder
	l := NewLayout(t)
	for i := range l.Blocks {
		fmt.Fprintf(&b, "%s %q\n", l.Blocks[i].Kind, l.TextOf(&l.Blocks[i]))
	}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		switch n.Atom {
		case atom.Link, atom.Input, atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S,
			atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
			continue
		}
		if !n.Text {
			fmt.Fprintf(&b, "<%s %q>\n", n.HTML.Data, n.HTML.Attr)
		}
	}
	fmt.Fprintf(&b, "data %q\n", t.LD)
	return b.String()
}

func sameShape(t *testing.T, page []byte, spaces bool) {
	t.Helper()
	shape := func(t *Tree) string {
		s := shape(t)
		if !spaces {
			s = strings.ReplaceAll(s, " ", "")
		}
		return s
	}
	if bytes.Contains(bytes.ToLower(page), []byte("<frameset")) {
		return // whether it is taken depends on whether any text came before it
	}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return
	}
	whole := &Tree{Root: root, sigs: map[string]Signals{}}
	whole.lay(root)
	if got, want := shape(Parse(t.Context(), page, "", false)), shape(whole); got != want {
		t.Errorf("%q\nbecomes\n%q\nand reads\n%s\nnot\n%s", page, strip(page, nil, false).out, got, want)
	}
	if got, want := shape(Parse(t.Context(), page, "", true)), shape(whole); got != want {
		t.Errorf("with rules, %q\nbecomes\n%q\nand reads\n%s\nnot\n%s", page, strip(page, nil, true).out, got, want)
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
	"<?xml version='1.0'?><!DOCTYPE html><p>a<![CDATA[ <b>c</b> ]]></ b " +
		"></><plaintext><script>1234567890123456789</script>",
	"<head> <meta name=a content=b> <link rel=stylesheet href=c> <title>d</title> </head> <body> <p> e </p> <p>f</p> " +
		"</body>",
	"<div>a</div> <b>c</b> <!-- 1 --> <i>d</i> <script>e()</script> <u>f</u> <p>g</p> h <span>i</span> <br> " +
		"<span>j</span>",
	"<p>a<!-- b --> <b>c</b> <input type=hidden name=d> <b>e</b> & <!-- f -->amp; < <p>g <<!-- h -->p> i " +
		"&<script>j()</script>amp;",
	"<table> <tr> <td> a <td> <b>b</b> <p>c</p> <b>d</b> </tr> <tr> <td><p>e</p> <i>f</i> <td>g </table> <b>h</b>",
	"<pre> <b>a</b> \n <p>b</p> </pre> <ul> <li>c <li> <a href=d>e</a> <a href=f>g</a> </ul> <svg viewBox=h><path " +
		"d='M0'/></svg> <a>i</a>",
	"a</div> <b>c</b> <i>d</i></p> <b>e</b> <div> <i>f</i> </div></div> <u>g</u>",
	"<p>a<", "<p>a</", "<p>a<!", "<!-- never closed", "<script>never closed", "<p a='never closed",
}

// TestLean holds that what is left out of a page changes nothing of its tree that is read.
func TestLean(t *testing.T) {
	dropped := 0
	for _, page := range leanPages {
		sameShape(t, []byte(page), true)
		short := strip([]byte(page), nil, false).out
		dropped += len(page) - len(short)
	}
	if dropped < 200 {
		t.Errorf("%d bytes were left out", dropped)
	}
	if scripts := strip([]byte("<script>12345678901234567890</script>"), nil, false).scripts; len(scripts) != 1 ||
		string(scripts[0]) != "12345678901234567890" {
		t.Errorf("scripts left out: %q", scripts)
	}
}

func FuzzLean(f *testing.F) {
	for _, page := range leanPages {
		f.Add([]byte(page))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		sameShape(t, page, false) // an end tag may look as if it closed an element when none is open that it can close
	})
}
