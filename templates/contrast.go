package templates

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// leastContrast is what WCAG 2.2 asks of text (success criterion 1.4.3, AA).
const leastContrast = 4.5

// colour is sRGB.
type colour [3]uint8

// contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
func contrast(a, b colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	weights := [3]float64{0.2126, 0.7152, 0.0722}
	sum := 0.0
	for i, v := range c {
		x := float64(v) / 255
		if x <= 0.04045 {
			x /= 12.92
		} else {
			x = math.Pow((x+0.055)/1.055, 2.4)
		}
		sum += weights[i] * x
	}
	return sum
}

var hexColour = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

// parseColour reads #rgb and #rrggbb, the only forms our templates use.
func parseColour(s string) (colour, bool) {
	m := hexColour.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return colour{}, false
	}
	h := m[1]
	if len(h) == 3 {
		h = string([]byte{h[0], h[0], h[1], h[1], h[2], h[2]})
	}
	n, err := strconv.ParseUint(h, 16, 32)
	return colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil
}

// rule is one rule of a style sheet, its selector a list of ancestors and the element itself.
type rule struct {
	selector [][]string // each step: a tag and classes, as ["p", ".m"]
	colours  map[string]colour
}

var (
	darkBlock = regexp.MustCompile(`(?s)@media \(prefers-color-scheme:dark\)\{(.*?\})\s*\}`)
	plainRule = regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`)
)

// darkRules reads what the letter's own style sheet says for dark mode. Only tags and classes are understood.
func darkRules(src string) []rule {
	var out []rule
	for _, block := range darkBlock.FindAllStringSubmatch(src, -1) {
		for _, m := range plainRule.FindAllStringSubmatch(block[1], -1) {
			colours := declared(m[2])
			if len(colours) == 0 {
				continue
			}
			for _, sel := range strings.Split(m[1], ",") {
				r := rule{colours: colours}
				for _, step := range strings.Fields(sel) {
					r.selector = append(r.selector, strings.Split(strings.ReplaceAll(step, ".", "\x00."), "\x00"))
				}
				out = append(out, r)
			}
		}
	}
	return out
}

// declared reads color and background of a style.
func declared(style string) map[string]colour {
	out := map[string]colour{}
	for _, d := range strings.Split(style, ";") {
		key, value, _ := strings.Cut(d, ":")
		key = strings.TrimSpace(key)
		if key == "background-color" {
			key = "background"
		}
		if c, ok := parseColour(strings.TrimSuffix(strings.TrimSpace(value), "!important")); ok &&
			(key == "color" || key == "background") {
			out[key] = c
		}
	}
	return out
}

// matches reports whether the selector fits the last of a path of elements.
func (r rule) matches(path []*html.Node) bool {
	step := len(r.selector) - 1
	for i := len(path) - 1; i >= 0 && step >= 0; i-- {
		if fits(path[i], r.selector[step]) {
			step--
		} else if i == len(path)-1 {
			return false
		}
	}
	return step < 0
}

func fits(n *html.Node, step []string) bool {
	classes := strings.Fields(attribute(n, "class"))
	for _, part := range step {
		switch {
		case part == "":
		case strings.HasPrefix(part, "."):
			if !slices.Contains(classes, part[1:]) {
				return false
			}
		case part != n.Data:
			return false
		}
	}
	return true
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Pale finds the texts of a letter whose colour has less than 4.5 times the contrast to what is behind it, in light
// mode and in dark.
func Pale(src string) []Flaw {
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return []Flaw{{What: "it cannot be parsed: " + err.Error()}}
	}
	p := paler{seen: map[string]bool{}}
	for _, mode := range []struct {
		name  string
		rules []rule
	}{{"light", nil}, {"dark", darkRules(src)}} {
		p.mode, p.rules = mode.name, mode.rules
		p.walk(root, nil, colour{0, 0, 0}, colour{255, 255, 255})
	}
	return p.out
}

type paler struct {
	mode  string
	rules []rule
	seen  map[string]bool
	out   []Flaw
}

func (p *paler) walk(n *html.Node, path []*html.Node, ink, paper colour) {
	switch {
	case n.Type == html.ElementNode:
		if n.Data == "head" || strings.Contains(attribute(n, "style"), "display:none") {
			return
		}
		path = append(path, n)
		own := declared(attribute(n, "style"))
		if c, ok := parseColour(attribute(n, "bgcolor")); ok {
			own["background"] = c
		}
		for _, r := range p.rules {
			if r.matches(path) {
				for k, c := range r.colours {
					own[k] = c
				}
			}
		}
		if c, ok := own["color"]; ok {
			ink = c
		}
		if c, ok := own["background"]; ok {
			paper = c
		}
	case n.Type == html.TextNode && strings.TrimSpace(n.Data) != "":
		if k := contrast(ink, paper); k < leastContrast {
			what := fmt.Sprintf("in %s mode %s on %s has a contrast of %.1f, less than %.1f", p.mode, ink, paper, k,
				leastContrast)
			if !p.seen[what] {
				p.seen[what] = true
				p.out = append(p.out, Flaw{What: what, Tag: startTag(n.Parent)})
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, path, ink, paper)
	}
}

// startTag writes an element's start tag again.
func startTag(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		fmt.Fprintf(&b, ` %s="%s"`, a.Key, a.Val)
	}
	return b.String() + ">"
}
