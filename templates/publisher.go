package templates

import (
	"cmp"
	"fmt"

	"attache/news"
)

// The accent of letters that set none, in light and in dark mode, and the paper of both modes.
const (
	accent     = "#992222"
	accentDark = "#e89a8a"
	paper      = "#ffffff"
	paperDark  = "#151617"
)

// publisher makes the view of who stands behind a digest.
func (w *words) publisher(p news.Publisher, title string) publisherView {
	v := publisherView{
		Logo: safeURL(p.Logo), LogoText: clean(cmp.Or(p.LogoText, title)), Accent: accent, AccentDark: accentDark,
		Signature: clean(p.Signature), Footer: clean(cmp.Or(p.Footer[w.lang], p.Footer[news.Languages[0]])),
		Address: clean(p.Address), Imprint: safeURL(p.Imprint), Privacy: safeURL(p.Privacy),
	}
	if p.Address == news.NoAddress {
		v.Address = ""
	}
	if c, ok := parseColour(p.Accent); ok {
		v.Accent, v.AccentDark = c.String(), readableOn(c, paperDark).String()
	}
	return v
}

// String is #rrggbb.
func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// readableOn mixes a colour with white, a tenth at a time, until it can be read on a dark paper. White can.
func readableOn(c colour, paper string) colour {
	p, _ := parseColour(paper)
	for mix := range 11 {
		out := c
		for i, v := range c {
			out[i] = uint8(int(v) + (255-int(v))*mix/10)
		}
		if contrast(out, p) >= leastContrast {
			return out
		}
	}
	return colour{255, 255, 255}
}

// checkAccent refuses a colour that cannot be read on white.
func checkAccent(p news.Publisher) error {
	c, ok := parseColour(p.Accent)
	white, _ := parseColour(paper)
	if k := contrast(c, white); ok && k < leastContrast {
		return &news.InvalidError{
			Field: "publisher.accent",
			Message: fmt.Sprintf("%s on white has a contrast of %.1f, less than the %.1f that text needs (WCAG 2.2).",
				p.Accent, k, leastContrast),
			Hint: "choose a darker colour",
		}
	}
	return nil
}
