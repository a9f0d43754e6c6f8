package templates

import (
	"cmp"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

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

// maxPublisherText is the most bytes of a text of a Publisher: a letter has room for 102 KB.
const maxPublisherText = 500

// accentColour is the one form in which an accent is written.
var accentColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// CheckPublisher reports the first mistake of a publisher as a *news.InvalidError: addresses that are not https, a
// colour that cannot be read on white, a language that no letter has, texts that are too long.
func CheckPublisher(p news.Publisher) error {
	for _, f := range []struct{ name, address string }{
		{"logo", p.Logo}, {"imprint", p.Imprint}, {"privacy", p.Privacy},
	} {
		if f.address == "" {
			continue
		}
		u, err := url.Parse(f.address)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			return news.Invalid("publisher."+f.name, "%q is not an https address.", f.address)
		}
	}
	if a, err := mail.ParseAddress(p.From); p.From != "" && (err != nil || a.Address != p.From) {
		return news.Invalid("publisher.from", "%q is not a bare e-mail address such as daily@example.org.", p.From)
	}
	if p.Accent != "" && !accentColour.MatchString(p.Accent) {
		return news.Invalid("publisher.accent", "%q is not a colour: write it as #992222.", p.Accent)
	}
	white, _ := parseColour(paper)
	if c, ok := parseColour(p.Accent); ok && contrast(c, white) < leastContrast {
		return &news.InvalidError{
			Field: "publisher.accent",
			Message: fmt.Sprintf("%s on white has a contrast of %.1f, less than the %.1f that text needs (WCAG 2.2).",
				p.Accent, contrast(c, white), leastContrast),
			Hint: "choose a darker colour",
		}
	}
	texts := []string{p.LogoText, p.Signature, p.Address}
	for lang, text := range p.Footer {
		if !slices.Contains(news.Languages, lang) {
			return news.Invalid("publisher.footer", "%q is not a language of the letter: use %s.", lang,
				strings.Join(news.Languages, ", "))
		}
		texts = append(texts, text)
	}
	for _, text := range texts {
		if len(text) > maxPublisherText {
			return news.Invalid("publisher", "A text of the publisher has %d bytes, more than %d: “%.40s…”.", len(text),
				maxPublisherText, text)
		}
	}
	return nil
}
