package templates

import (
	"regexp"
	"testing"

	"attache/news"
)

// TestInverted reads the built-in letters as programs show them that turn light colours to dark ones and keep the hue:
// what CSS calls invert(1) hue-rotate(180deg) (Filter Effects 1, 12.1).
func TestInverted(t *testing.T) {
	s := builtinSet(t)
	hex := regexp.MustCompile(`#(?:[0-9a-f]{6}|[0-9a-f]{3})\b`)
	turned := func(letter string) string {
		letter = styleBlock.ReplaceAllString(letter, "") // they heed no dark mode of ours
		return hex.ReplaceAllStringFunc(letter, func(h string) string {
			c, ok := parseColour(h)
			if !ok {
				return h
			}
			return turn(c).String()
		})
	}
	for _, c := range templatesAndLanguages(s) {
		for _, by := range []news.Publisher{{}, SamplePublisher()} {
			l, err := s.Letter(news.Digest{Template: c.template, Publisher: by}, Sample(c.lang), c.lang, sampleWeb)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range Pale(turned(l.HTML)) {
				t.Errorf("%s.%s, inverted: %s (%s)", c.template, c.lang, f.What, f.Tag)
			}
		}
	}
	for from, want := range map[string]string{"#ffffff": "#000000", "#000000": "#ffffff", "#666666": "#999999"} {
		if c, _ := parseColour(from); turn(c).String() != want {
			t.Errorf("%s becomes %s, want %s", from, turn(c), want)
		}
	}
	if f := Pale(turned(`<div style="background:#fff"><p style="color:#bbb">x</p></div>`)); len(f) == 0 {
		t.Error("pale text is not found when colours are inverted")
	}
}

// turn inverts a colour and turns its hue back by 180 degrees.
func turn(c colour) colour {
	r, g, b := 255-float64(c[0]), 255-float64(c[1]), 255-float64(c[2])
	clamp := func(v float64) uint8 { return uint8(max(0, min(255, v+0.5))) }
	return colour{
		clamp(-0.574*r + 1.430*g + 0.144*b), clamp(0.426*r + 0.430*g + 0.144*b), clamp(0.426*r + 1.430*g - 0.856*b),
	}
}
