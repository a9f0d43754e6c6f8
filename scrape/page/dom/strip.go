package dom

import (
	"bytes"
	"strings"

	"attache/text"
)

// strip returns a page without the bytes that no field is read from, more than half of them: comments, scripts (but
// data), links to styles, what stands in styles and drawings, and white space where a line ends anyway. Parsing what is
// left yields the same text in the same elements. It follows the tokenizer of golang.org/x/net/html to the letter where
// tags, comments and raw text end, and leaves the rest of a page as it is from where the tokenizer would need the tree
// to know that. whole says that every element stays, because rules may count them. What is left is appended to room,
// which may be nil.
func strip(page, room []byte, whole bool) stripper {
	l := stripper{page: page, out: room, gap: -1, whole: whole}
	for l.step() {
	}
	l.out = append(l.out, page[l.kept:]...)
	return l
}

// stripper is a pass over a page. What stands before kept is in out, or dropped.
type stripper struct {
	page, out []byte
	at, kept  int
	scripts   [][]byte // what was left out of scripts, in the page's own memory
	styles    [][]byte // the texts of style elements, in the page's own memory
	linked    int      // how many scripts without text were left out
	whole     bool

	// where the white space before the next tag begins, if nothing else stands between it and the last; -1 = nowhere
	gap   int
	ended bool        // the last tag ends a line, and nothing but white space came since
	head  bool        // only what belongs into a page's head came since that began
	open  [256]uint32 // how many elements are open, by their number in lineEnds
}

// lineEnds numbers, from 1, the elements, in lower case, before and after which a line ends, so that white space beside
// their tags says nothing.
var lineEnds = func() map[string]uint8 {
	m := map[string]uint8{"br": 1}
	for a, ends := range blockAtoms {
		if ends {
			m[a.String()] = uint8(len(m) + 1)
		}
	}
	return m
}()

var headNames = text.WordSet("head meta link title base script style noscript")

// unseen reports elements that part nothing between two words.
func unseen(name []byte) bool {
	switch string(name) {
	case "script", "style", "noscript", "link", "input", "svg":
		return true
	}
	return false
}

// leastDrop is how many bytes are worth leaving out.
const leastDrop = 16

// drop leaves page[from:to] out.
func (l *stripper) drop(from, to int) bool {
	if to-from < leastDrop {
		return false
	}
	l.cut(from, to)
	return true
}

// cut is drop for any number of bytes.
func (l *stripper) cut(from, to int) {
	l.out = append(l.out, l.page[l.kept:from]...)
	l.kept = to
}

// cutWhole leaves markup out with the tags around it, unless what stands before it could then begin another tag or
// character.
func (l *stripper) cutWhole(from, to int) bool {
	if from > 0 && l.page[from-1] != '>' && !space(l.page[from-1]) {
		return false
	}
	l.cut(from, to)
	return true
}

// blank reports white space and nothing else.
func blank(s []byte) bool {
	for _, c := range s {
		if !space(c) {
			return false
		}
	}
	return true
}

// tag takes the name of a tag that starts at at, and leaves out the white space before it if a line ends there anyway.
func (l *stripper) tag(name []byte, closing bool, at int) {
	k := lineEnds[string(name)]
	ends := k > 0
	switch {
	case !ends:
	case !closing:
		l.open[k]++
	case l.open[k] > 0:
		l.open[k]--
	default: // it closes nothing
		ends = false
	}
	if l.gap >= 0 && (l.head || ends || l.ended) {
		l.cut(l.gap, at)
	}
	if unseen(name) {
		return
	}
	l.ended = ends
	l.head = string(name) == "head" && !closing || l.head && headNames[string(name)] && string(name) != "head"
}

// step passes over the next piece of markup, and reports whether it is known how to go on.
func (l *stripper) step() bool {
	k := bytes.IndexByte(l.page[l.at:], '<')
	if k < 0 || l.at+k+1 >= len(l.page) {
		return false
	}
	i := l.at + k + 1
	if l.gap = -1; !blank(l.page[l.at : i-1]) {
		l.ended = false
	} else if k > 0 {
		l.gap = l.at
	}
	switch c := l.page[i]; {
	case letter(c):
		return l.start(i)
	case c == '/' && i+1 < len(l.page) && letter(l.page[i+1]):
		e := nameEnd(l.page, i+1)
		l.tag(l.page[i+1:e], true, i-1)
		l.at = tagEnd(l.page, e)
	case c == '!' && bytes.HasPrefix(l.page[i:], []byte("!--")):
		return l.comment(i + 3)
	case c == '/', c == '!', c == '?':
		l.ended, l.at = false, after(l.page, i, '>')
	default:
		l.ended, l.at = false, i
	}
	return l.at >= 0
}

// comment passes over a comment whose text starts at i.
func (l *stripper) comment(i int) bool {
	end, next := commentEnd(l.page, i)
	if next < 0 {
		return false
	}
	if l.at = next; !l.cutWhole(i-len("<!--"), next) {
		l.drop(i, end)
	}
	return true
}

// start passes over a start tag whose name is at i, and over what follows it if that is raw text.
func (l *stripper) start(i int) bool {
	e := nameEnd(l.page, i)
	if l.at = tagEnd(l.page, e); l.at < 0 {
		return false
	}
	tag := l.page[i:l.at]
	l.tag(l.page[i:e], false, i-1)
	switch name := rawName(l.page[i:e]); name {
	case "":
	case "link", "input":
		if !l.whole && (name == "input" || idleLink(tag)) {
			l.cutWhole(i-1, l.at)
		}
	case "script":
		return l.script(tag)
	case "style", "noscript", "iframe", "noembed", "noframes":
		return l.raw(name, true)
	case "title", "textarea", "xmp":
		return l.raw(name, false)
	case "svg":
		if tag[len(tag)-2] == '/' {
			// else it is hard to tell whether the tag closes itself
			return tag[len(tag)-3] == ' ' && !bytes.ContainsRune(tag, '=')
		}
		return l.drawing(i - 1)
	case "math", "plaintext":
		return false
	}
	return true
}

// idleLink reports a link to what only browsers want.
func idleLink(tag []byte) bool {
	for _, rel := range [...]string{"stylesheet", "preload", "prefetch", "preconnect", "icon"} {
		if bytes.Contains(tag, []byte(rel)) {
			return true
		}
	}
	return false
}

// rawNames are links, inputs, and the elements after whose start tag the tokenizer, or the parser, goes on by rules of
// their own.
var rawNames = [...]string{
	"link", "input", "script", "style", "svg", "title", "noscript", "iframe", "textarea", "math",
	"noembed", "noframes", "xmp", "plaintext",
}

// rawName returns a tag's name in lower case if it is among rawNames, else "".
func rawName(tag []byte) string {
	switch tag[0] | ' ' {
	case 's', 't', 'n', 'i', 'm', 'x', 'p', 'l':
		for _, name := range rawNames {
			if len(tag) == len(name) && bytes.EqualFold(tag, []byte(name)) {
				return name
			}
		}
	}
	return ""
}

// raw passes over the raw text of an element up to its end tag, and leaves it out if it may.
func (l *stripper) raw(name string, drop bool) bool {
	end := rawEnd(l.page, l.at, name)
	if end < 0 {
		return false
	}
	if drop {
		l.drop(l.at, end)
	}
	if name == "style" {
		l.styles = append(l.styles, l.page[l.at:end])
	}
	l.at = end
	return true
}

// script passes over a script, and leaves it out. If it must stay, one byte of it is kept, so that it does not look
// like one that is only linked.
func (l *stripper) script(tag []byte) bool {
	from := l.at
	end := rawEnd(l.page, from, "script")
	if end < 0 {
		return false
	}
	if text := l.page[from:end]; bytes.Contains(text, []byte("<!--")) &&
		bytes.Contains(bytes.ToLower(text), []byte("<script")) {
		return false // a script in a comment in a script may hide the end
	}
	l.at = end
	if bytes.Contains(bytes.ToLower(tag), []byte("json")) {
		return true
	}
	next := tagEnd(l.page, end+len("</script"))
	switch start := from - len(tag) - 1; {
	case next < 0:
		return false
	case !l.whole && l.cutWhole(start, next):
		l.at = next
	case !l.drop(from+1, end):
		return true
	}
	if end > from {
		l.scripts = append(l.scripts, l.page[from:end])
	} else if bytes.Contains(tag, []byte("src")) {
		l.linked++
	}
	return true
}

// drawing leaves out an svg element that starts at start, or what is in it, if nothing in it can get out of it.
func (l *stripper) drawing(start int) bool {
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
		name, closing := l.drawingTag(open + 1)
		if l.at < 0 {
			return false
		}
		switch {
		case closing && name == "svg":
			if depth--; depth == 0 {
				if l.whole || !l.cutWhole(start, l.at) {
					l.drop(from, open)
				}
				return true
			}
		case name == "svg":
			if l.page[l.at-2] == '/' {
				return false
			}
			depth++
		case !l.staysInside(name, closing):
			return false
		}
	}
}

// drawingTag passes over the tag of a drawing whose name, or slash, is at i. Nothing follows when at is -1 then.
func (l *stripper) drawingTag(i int) (name string, closing bool) {
	if closing = l.page[i] == '/'; closing {
		i++
	}
	e := nameEnd(l.page, i)
	l.at = tagEnd(l.page, e)
	return strings.ToLower(string(l.page[i:e])), closing
}

// staysInside reports a tag, just passed, that is of a drawing and ends within it, and passes over the text of those
// that have only text.
func (l *stripper) staysInside(name string, closing bool) bool {
	switch leaf := drawingLeaves[name]; {
	case !leaf:
		return drawingParts[name]
	case closing, l.page[l.at-2] == '/':
		return false
	}
	l.at = leafEnd(l.page, l.at, name)
	return l.at >= 0
}

var (
	// drawingParts are elements of a drawing that are nothing outside of one.
	drawingParts = text.WordSet(
		"path g use circle rect defs polygon polyline line ellipse symbol lineargradient radialgradient stop " +
			"clippath mask text tspan filter " +
			"fegaussianblur feoffset feblend femerge femergenode fecolormatrix feflood fecomposite fecomponenttransfer " +
			"fefuncr fefuncg fefuncb fefunca animate animatetransform pattern image marker")
	// drawingLeaves hold text in which HTML would be HTML.
	drawingLeaves = text.WordSet("title desc style")
)

// leafEnd is the index after the end tag of an element that has only text; -1 = it has more than that.
func leafEnd(s []byte, i int, name string) int {
	k := bytes.IndexByte(s[i:], '<')
	if k < 0 || rawEnd(s, i, name) != i+k {
		return -1
	}
	return tagEnd(s, i+k+2+len(name))
}

// commentEnd is where the text of a comment ends that starts at i, and the index after the comment; -1 = the page ends
// first.
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
		if e := i + len(name); e < len(s) && bytes.EqualFold(s[i:e], []byte(name)) && (space(s[e]) || s[e] == '/' ||
			s[e] == '>') {
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
