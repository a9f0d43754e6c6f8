package news

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Publisher is who stands behind a digest, and what its letters show of that. Its zero value shows nothing.
type Publisher struct {
	// https address of a picture above the title, at most 48 px high; "" = none
	Logo string `json:"logo,omitempty" yaml:"logo,omitempty"`
	// what stands in its place where pictures are off; "" = the digest's title
	LogoText string `json:"logo_text,omitempty" yaml:"logo_text,omitempty"`
	// colour of marks and bars, as #rrggbb, at least 4.5 to 1 on white; "" = #992222
	Accent string `json:"accent,omitempty" yaml:"accent,omitempty"`
	// last line below the stories, such as "Press desk, +7 717 000000"
	Signature string `json:"signature,omitempty" yaml:"signature,omitempty"`
	// a sentence of the foot by language of the letter: en, ru, kk, tr
	Footer map[string]string `json:"footer,omitempty" yaml:"footer,omitempty"`
	// postal address in one line, which laws on bulk mail ask for; "none" = there is none, and check does not warn
	Address string `json:"address,omitempty" yaml:"address,omitempty"`
	Imprint string `json:"imprint,omitempty" yaml:"imprint,omitempty"` // address of the imprint's page
	Privacy string `json:"privacy,omitempty" yaml:"privacy,omitempty"` // address of the privacy page
}

// NoAddress is a Publisher's address when there is none and nobody is to be warned.
const NoAddress = "none"

// maxPublisherText is the most bytes of a text of a Publisher: a letter has room for 102 KB.
const maxPublisherText = 500

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// validate reports the first mistake as an *InvalidError. The contrast of Accent is checked where colours are known,
// by package templates.
func (p *Publisher) validate() error {
	for _, f := range []struct{ name, address string }{
		{"logo", p.Logo}, {"imprint", p.Imprint}, {"privacy", p.Privacy},
	} {
		if f.address == "" {
			continue
		}
		u, err := url.Parse(f.address)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			return Invalid("publisher."+f.name, "%q is not an https address.", f.address)
		}
	}
	if p.Accent != "" && !hexColour.MatchString(p.Accent) {
		return Invalid("publisher.accent", "%q is not a colour: write it as #992222.", p.Accent)
	}
	texts := []string{p.LogoText, p.Signature, p.Address}
	for lang, text := range p.Footer {
		if !slices.Contains(Languages, lang) {
			return Invalid("publisher.footer", "%q is not a language of the letter: use %s.", lang,
				strings.Join(Languages, ", "))
		}
		texts = append(texts, text)
	}
	for _, text := range texts {
		if len(text) > maxPublisherText {
			return Invalid("publisher", "A text of the publisher has %d bytes, more than %d: “%.40s…”.", len(text),
				maxPublisherText, text)
		}
	}
	return nil
}
