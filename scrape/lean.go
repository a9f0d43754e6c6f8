package scrape

import (
	"bytes"
	"strings"
)

// lean gives a page without the bytes that no field is read from, about half of them: what stands in scripts (but data), styles,
// comments and drawings. Parsing what is left gives the same tree but for the text of those. It follows the tokenizer of
// golang.org/x/net/html to the letter where tags, comments and raw text end, and leaves the rest of a page as it is from where
// the tokenizer would need the tree to know that. scripts are the scripts that were
// left out, in the page's own memory.
// What is left is appended to room, which may be nil.
func lean(page, room []byte) (out []byte, scripts [][]byte) {
	l := leaner{page: page, out: room}
	for l.step() {
	}
	return append(l.out, page[l.kept:]...), l.scripts
}

// leaner is a pass over a page. What stands before kept is in out, or dropped.
type leaner struct {
	page, out []byte
	at, kept  int
	scripts   [][]byte // what was left out of scripts
}

// leastDrop is how many bytes are worth leaving out.
const leastDrop = 16

// drop leaves page[from:to] out.
func (l *leaner) drop(from, to int) bool {
	if to-from < leastDrop {
		return false
	}
	l.out = append(l.out, l.page[l.kept:from]...)
	l.kept = to
	return true
}

// step passes over the next piece of markup, and reports whether it is known how to go on.
func (l *leaner) step() bool {
	k := bytes.IndexByte(l.page[l.at:], '<')
	if k < 0 || l.at+k+1 >= len(l.page) {
		return false
	}
	i := l.at + k + 1
	switch c := l.page[i]; {
	case letter(c):
		return l.start(i)
	case c == '/' && i+1 < len(l.page) && letter(l.page[i+1]):
		l.at = tagEnd(l.page, nameEnd(l.page, i+1))
	case c == '!' && bytes.HasPrefix(l.page[i:], []byte("!--")):
		return l.comment(i + 3)
	case c == '/', c == '!', c == '?':
		l.at = after(l.page, i, '>')
	default:
		l.at = i
	}
	return l.at >= 0
}

// comment passes over a comment whose text starts at i.
func (l *leaner) comment(i int) bool {
	end, next := commentEnd(l.page, i)
	if next < 0 {
		return false
	}
	l.drop(i, end)
	l.at = next
	return true
}

// start passes over a start tag whose name is at i, and over what follows it if that is raw text.
func (l *leaner) start(i int) bool {
	e := nameEnd(l.page, i)
	if l.at = tagEnd(l.page, e); l.at < 0 {
		return false
	}
	tag := l.page[i:l.at]
	switch name := rawName(l.page[i:e]); name {
	case "":
	case "script":
		return l.script(tag)
	case "style", "noscript", "iframe", "noembed", "noframes":
		return l.raw(name, true)
	case "title", "textarea", "xmp":
		return l.raw(name, false)
	case "svg":
		if tag[len(tag)-2] == '/' {
			return tag[len(tag)-3] == ' ' && !bytes.ContainsRune(tag, '=') // else it is hard to tell whether the tag closes itself
		}
		return l.drawing()
	case "math", "plaintext":
		return false
	}
	return true
}

// rawNames are the elements after whose start tag the tokenizer, or the parser, goes on by rules of their own.
var rawNames = [...]string{"script", "style", "svg", "title", "noscript", "iframe", "textarea", "math", "noembed", "noframes", "xmp", "plaintext"}

// rawName gives a tag's name in lower case if it is among rawNames, else "".
func rawName(tag []byte) string {
	switch tag[0] | ' ' {
	case 's', 't', 'n', 'i', 'm', 'x', 'p':
		for _, name := range rawNames {
			if len(tag) == len(name) && bytes.EqualFold(tag, []byte(name)) {
				return name
			}
		}
	}
	return ""
}

// raw passes over the raw text of an element up to its end tag, and leaves it out if it may.
func (l *leaner) raw(name string, drop bool) bool {
	end := rawEnd(l.page, l.at, name)
	if end < 0 {
		return false
	}
	if drop {
		l.drop(l.at, end)
	}
	l.at = end
	return true
}

// script passes over a script. One byte of it is kept, so that it does not look like one that is only linked.
func (l *leaner) script(tag []byte) bool {
	from := l.at
	end := rawEnd(l.page, from, "script")
	if end < 0 {
		return false
	}
	if text := l.page[from:end]; bytes.Contains(text, []byte("<!--")) && bytes.Contains(bytes.ToLower(text), []byte("<script")) {
		return false // a script in a comment in a script may hide the end
	}
	if !bytes.Contains(bytes.ToLower(tag), []byte("json")) && l.drop(from+1, end) {
		l.scripts = append(l.scripts, l.page[from:end])
	}
	l.at = end
	return true
}

// drawing leaves out what is in an svg element, if nothing in it can get out of it.
func (l *leaner) drawing() bool {
	from, depth := l.at, 1
	for {
		k := bytes.IndexByte(l.page[l.at:], '<')
		if k < 0 || l.at+k+2 >= len(l.page) {
			return false
		}
		open := l.at + k
		if bytes.HasPrefix(l.page[open:], []byte("<!--")) {
			if _, l.at = commentEnd(l.page, open+4); l.at < 0 {
				return false
			}
			continue
		}
		i, closing := open+1, l.page[open+1] == '/'
		if closing {
			i++
		}
		e := nameEnd(l.page, i)
		name := strings.ToLower(string(l.page[i:e]))
		if l.at = tagEnd(l.page, e); l.at < 0 {
			return false
		}
		switch leaf := drawingLeaves[name]; {
		case closing && name == "svg":
			if depth--; depth == 0 {
				l.drop(from, open)
				return true
			}
		case name == "svg":
			if l.page[l.at-2] == '/' {
				return false
			}
			depth++
		case leaf && !closing:
			if l.page[l.at-2] == '/' {
				return false
			}
			if l.at = leafEnd(l.page, l.at, name); l.at < 0 {
				return false
			}
		case leaf || !drawingParts[name]:
			return false
		}
	}
}

var (
	// drawingParts are elements of a drawing that are nothing outside of one.
	drawingParts = wordSet("path g use circle rect defs polygon polyline line ellipse symbol lineargradient radialgradient stop clippath mask text tspan filter " +
		"fegaussianblur feoffset feblend femerge femergenode fecolormatrix feflood fecomposite fecomponenttransfer fefuncr fefuncg fefuncb fefunca animate animatetransform pattern image marker")
	// drawingLeaves hold text in which HTML would be HTML.
	drawingLeaves = wordSet("title desc style")
)

// leafEnd is the index after the end tag of an element that has only text; -1 = it has more than that.
func leafEnd(s []byte, i int, name string) int {
	k := bytes.IndexByte(s[i:], '<')
	if k < 0 || rawEnd(s, i, name) != i+k {
		return -1
	}
	return tagEnd(s, i+k+2+len(name))
}

// commentEnd is where the text of a comment ends that starts at i, and the index after the comment; -1 = the page ends first.
func commentEnd(s []byte, i int) (end, next int) {
	for k := i; ; k++ {
		n := bytes.IndexByte(s[k:], '>')
		if n < 0 {
			return -1, -1
		}
		k += n
		switch text := s[i:k]; {
		case bytes.HasSuffix(text, []byte("--")):
			return k - 2, k + 1
		case bytes.HasSuffix(text, []byte("--!")):
			return k - 3, k + 1
		case len(text) == 0, len(text) == 1 && text[0] == '-':
			return i, k + 1
		}
	}
}

// rawEnd is where the end tag of a raw text element starts at or after i; -1 = nowhere.
func rawEnd(s []byte, i int, name string) int {
	for {
		k := bytes.Index(s[i:], []byte("</"))
		if k < 0 {
			return -1
		}
		i += k + 2
		if e := i + len(name); e < len(s) && bytes.EqualFold(s[i:e], []byte(name)) && (space(s[e]) || s[e] == '/' || s[e] == '>') {
			return i - 2
		}
	}
}

// nameEnd is where a tag's name ends that starts at i.
func nameEnd(s []byte, i int) int {
	for i < len(s) && !space(s[i]) && s[i] != '/' && s[i] != '>' {
		i++
	}
	return i
}

// tagEnd is the index after the tag whose name ends at i; -1 = the page ends first.
func tagEnd(s []byte, i int) int {
	for {
		if i = skipSpace(s, i); i >= len(s) {
			return -1
		}
		if s[i] == '>' {
			return i + 1
		}
		for key := i; i < len(s) && !space(s[i]) && s[i] != '/' && s[i] != '>' && (s[i] != '=' || i == key); {
			i++
		}
		if i = skipSpace(s, i); i >= len(s) {
			return -1
		}
		if s[i] == '/' {
			i++
			continue
		}
		if s[i] != '=' {
			continue
		}
		if i = skipSpace(s, i+1); i >= len(s) {
			return -1
		}
		switch q := s[i]; q {
		case '>':
		case '"', '\'':
			if i = after(s, i+1, q); i < 0 {
				return -1
			}
		default:
			for i < len(s) && !space(s[i]) && s[i] != '>' {
				i++
			}
		}
	}
}

// after is the index after the next c at or after i; -1 = there is none.
func after(s []byte, i int, c byte) int {
	k := bytes.IndexByte(s[i:], c)
	if k < 0 {
		return -1
	}
	return i + k + 1
}

func skipSpace(s []byte, i int) int {
	for i < len(s) && space(s[i]) {
		i++
	}
	return i
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' }

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
