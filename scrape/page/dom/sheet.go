package dom

import (
	"bytes"
	"strings"
)

// The most bytes of a page's style sheets: of more, none is read, for what hides in one may show in another. And the
// most names that are remembered.
const (
	sheetBytes = 64 << 10
	sheetNames = 256
)

// sheet is what the page's own style sheets hide: classes (".name") and ids ("#name") that one of them takes off the
// screen and none shows again.
type sheet struct {
	hidden map[string]bool
	class  map[string]bool // of whole class attributes: whether one of their names is hidden
}

// newSheet reads the texts of style elements, which are in the page's own memory.
func newSheet(texts [][]byte) *sheet {
	s := &sheet{}
	total := 0
	for _, t := range texts {
		if total += len(t); total > sheetBytes {
			return s
		}
	}
	for _, t := range texts {
		if bytes.Contains(t, []byte("none")) || bytes.Contains(t, []byte("hidden")) || bytes.Contains(t, []byte(":-")) ||
			bytes.Contains(t, []byte("opacity")) {
			s.read(t)
		}
	}
	for name, hidden := range s.hidden {
		if !hidden {
			delete(s.hidden, name)
		}
	}
	return s
}

// read takes over what one sheet hides, rule by rule: the outermost ones, for what stands in an @media holds for some
// screens only. A name whose display or visibility another rule, state or element sets is not believed.
func (s *sheet) read(t []byte) {
	depth := 0
	from := 0 // of the selector
	for at := 0; at < len(t); at++ {
		k := bytes.IndexAny(t[at:], "{}/;")
		if k < 0 {
			return
		}
		at += k
		switch t[at] {
		case '/':
			if bytes.HasPrefix(t[at:], []byte("/*")) {
				end := bytes.Index(t[at:], []byte("*/"))
				if end < 0 {
					return
				}
				if len(bytes.TrimSpace(t[from:at])) == 0 {
					from = at + end + len("*/")
				}
				at += end + 1
			}
		case ';':
			if depth == 0 {
				from = at + 1
			}
		case '}':
			depth = max(0, depth-1)
			from = at + 1
		case '{':
			selector := bytes.TrimSpace(t[from:at])
			if len(selector) > 0 && selector[0] == '@' {
				depth++
				from = at + 1
				continue
			}
			end := bytes.IndexByte(t[at:], '}')
			if end < 0 {
				return
			}
			s.rule(selector, t[at+1:at+end], depth > 0)
			at += end
			from = at + 1
		}
	}
}

// rule takes over what a rule says of the names in its selector.
func (s *sheet) rule(selector, body []byte, some bool) {
	if !bytes.Contains(body, []byte("display")) && !bytes.Contains(body, []byte("visibility")) &&
		!bytes.Contains(body, []byte(":-")) && !bytes.Contains(body, []byte("opacity")) &&
		!bytes.Contains(body, []byte(": -")) && !bytes.Contains(body, []byte("position")) {
		return
	}
	hides, shows := declares(string(body))
	if !hides && !shows {
		return
	}
	for part := range bytes.SplitSeq(selector, []byte{','}) {
		part = bytes.TrimSpace(part)
		name, plain := lastName(part)
		switch {
		case name == "" || len(s.hidden) >= sheetNames:
		case hides && plain && !some:
			if _, known := s.hidden[name]; !known {
				if s.hidden == nil {
					s.hidden = map[string]bool{}
				}
				s.hidden[name] = true
			}
		case shows:
			s.shown(part)
		}
	}
}

// shown notes that a rule shows what its selector names, in some state or place.
func (s *sheet) shown(selector []byte) {
	for i := 0; i < len(selector); i++ {
		if c := selector[i]; c == '.' || c == '#' {
			end := i + 1
			for end < len(selector) && nameByte(selector[end]) {
				end++
			}
			if s.hidden == nil {
				s.hidden = map[string]bool{}
			}
			s.hidden[string(selector[i:end])] = false
			i = end - 1
		}
	}
}

// lastName returns the class or id that a selector ends with, and whether it selects by that alone, or by that and an
// element's name.
func lastName(selector []byte) (name string, plain bool) {
	at := bytes.LastIndexAny(selector, ".#")
	if at < 0 {
		return "", false
	}
	for _, c := range selector[at+1:] {
		if !nameByte(c) {
			return "", false
		}
	}
	for _, c := range selector[:at] {
		if c < 'a' || c > 'z' {
			return string(selector[at:]), false
		}
	}
	return string(selector[at:]), true
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c >= 0x80
}

// hides reports whether a class or id attribute has a name that the page's sheets hide.
func (s *sheet) hides(key, val string) bool {
	if len(s.hidden) == 0 {
		return false
	}
	if key == "id" {
		return s.hidden["#"+val]
	}
	if v, ok := s.class[val]; ok {
		return v
	}
	hidden := false
	for name := range strings.FieldsSeq(val) {
		hidden = hidden || s.hidden["."+name]
	}
	if s.class == nil {
		s.class = map[string]bool{}
	}
	s.class[val] = hidden
	return hidden
}

// unseenStyle reports declarations of a style attribute that take an element's text off the screen without taking it
// from the page's layout as display:none does.
func unseenStyle(style string) bool {
	if !strings.Contains(style, "hidden") && !strings.Contains(style, "opacity") && !strings.Contains(style, "clip") &&
		!strings.Contains(style, ":-") && !strings.Contains(style, ": -") && !strings.Contains(style, "font-size") {
		return false
	}
	hides, _ := declares(style)
	return hides
}

// farAway is how many pixels, or ems, from the edge of the screen nothing is seen.
const farAway = 900

// declares reads declarations: whether they hide an element's text, and whether they show it.
func declares(body string) (hides, shows bool) {
	var said effects
	for d := range strings.SplitSeq(body, ";") {
		name, val, ok := strings.Cut(d, ":")
		if !ok {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		val = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(val), " ", ""))
		val = strings.TrimSuffix(val, "!important")
		d := effectOf(name, val)
		said |= d
		shows = shows || d&showsText != 0
	}
	return said&hidesText != 0 || said&(noHeight|cutOff) == noHeight|cutOff ||
		said&(unseenThrough|moves) == unseenThrough, shows
}

// effects is what declarations do to the text of an element.
type effects uint8

// The effects: it is not seen; it is; it has no height; what exceeds its box is not seen; nothing is drawn; it moves
// into sight.
const (
	hidesText effects = 1 << iota
	showsText
	noHeight
	cutOff
	unseenThrough
	moves
)

// effectOf reads one declaration.
func effectOf(name, val string) effects {
	when := func(yes bool, e effects) effects {
		if yes {
			return e
		}
		return 0
	}
	switch name {
	case "display":
		return when(val == "none", hidesText) | when(val != "none", showsText)
	case "visibility":
		return when(val == "hidden", hidesText) | when(val == "visible", showsText)
	case "opacity":
		return when(zero(val), unseenThrough)
	case "transform", "-webkit-transform", "transition", "animation", "will-change":
		return moves
	case "font-size":
		return when(zero(val), hidesText)
	case "height", "max-height":
		return when(zero(val), noHeight)
	case "overflow":
		return when(val == "hidden", cutOff)
	case "clip", "clip-path":
		return when(strings.HasPrefix(val, "rect(0") || strings.HasPrefix(val, "rect(1px") || val == "inset(50%)" ||
			val == "inset(100%)" || val == "circle(0)", hidesText)
	case "left", "top", "right", "text-indent", "margin-left":
		return when(far(val), hidesText)
	}
	return 0
}

// zero reports a length or a share of nothing: "0", "0px", "0.0", "0%".
func zero(val string) bool {
	digits := strings.TrimRight(val, "abcdefghijklmnopqrstuvwxyz%")
	return digits != "" && strings.Trim(digits, "0.") == "" && len(val)-len(digits) < 4
}

// far reports a length that puts an element beyond the screen's edge: "-9999px", "-100em".
func far(val string) bool {
	if !strings.HasPrefix(val, "-") {
		return false
	}
	n := 0
	for i := 1; i < len(val) && val[i] >= '0' && val[i] <= '9' && n < 1e6; i++ {
		n = n*10 + int(val[i]-'0')
	}
	return n >= farAway || n >= farAway/10 && strings.HasSuffix(val, "em")
}
