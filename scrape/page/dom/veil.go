package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"attache/text"
)

// Veil is a set of reasons why the text of an element may be no text of the page's article. It is no feature of blocks.
type Veil uint8

// The reasons: no browser shows it; it is a dialog; its class or id speaks of consent, or of who may read.
const (
	VeilHidden Veil = 1 << iota
	VeilDialog
	VeilConsent
	VeilGate
)

// veilOf reads an attribute that says by itself that its element is hidden or a dialog.
func veilOf(a html.Attribute) Veil {
	switch a.Key {
	case "aria-modal":
		if a.Val == "true" {
			return VeilDialog
		}
	case "role":
		if a.Val == "dialog" || a.Val == "alertdialog" {
			return VeilDialog
		}
	case "aria-hidden":
		if a.Val == "true" {
			return VeilHidden
		}
	case "hidden": // "until-found", too, though a search in the page shows it
		return VeilHidden
	case "style":
		if unseenStyle(a.Val) {
			return VeilHidden
		}
	}
	return 0
}

// consentNames and gateNames stand in the classes and ids of elements that ask for consent, and of those that ask to
// subscribe or to log in.
var (
	consentNames = []string{
		"cookie", "eucookie", "consent", "gdpr", "onetrust", "cybot", "didomi", "usercentrics", "cmp", "truste", "cerez",
		"kvkk", "rgpd", "lgpd", "dsgvo", "datenschutz", "cli-", "sp_message", "cc-window", "iubenda", "borlabs", "quantcast",
	}
	gateNames = []string{
		"paywall", "pay-wall", "regwall", "reg-wall", "piano", "subscri", "suscri", "abonn", "aboshop", "meter", "gate",
		"locked", "unlock", "member", "premium", "login", "signin", "sign-in", "register", "podpis", "abone", "abonelik",
		"offer", "barrier", "teaser-end", "paid", "plus-",
	}
)

// veil reads a class or id, remembered because pages repeat themselves.
func (t *Tree) veil(s string) Veil {
	if len(s) < 3 || len(s) > 400 {
		return 0
	}
	if v, ok := t.veils[s]; ok {
		return v
	}
	low, v := strings.ToLower(s), Veil(0)
	if named(s, low, consentNames) {
		v |= VeilConsent
	}
	if named(s, low, gateNames) {
		v |= VeilGate
	}
	if strings.Contains(low, "hidden") || strings.Contains(low, "sr-only") || strings.Contains(low, "screen-reader") {
		for name := range strings.FieldsSeq(low) {
			if aloudNames[name] {
				v |= VeilHidden
			}
		}
	}
	t.veils[s] = v
	return v
}

// aloudNames are the classes of frameworks for text that is read aloud and not shown.
var aloudNames = text.WordSet(`visually-hidden visuallyhidden sr-only screen-reader-text screen-reader-only
	u-visually-hidden u-hidden-visually is-visually-hidden`)

// longName is the length in bytes from which a name may stand within a longer word of a class.
const longName = 7

// named reports whether one of the names stands in a class or id, low being it in lower case: at the beginning of a
// word or a hump ("c-meter", "articleMeter"), for "remember" has a member, too.
func named(s, low string, names []string) bool {
	for _, name := range names {
		for from := 0; ; {
			at := strings.Index(low[from:], name)
			if at < 0 {
				break
			}
			at += from
			if at == 0 || len(name) >= longName || !asciiLetter(low[at-1]) ||
				len(s) == len(low) && s[at] != low[at] && s[at-1] == low[at-1] {
				return true
			}
			from = at + 1
		}
	}
	return false
}

func asciiLetter(c byte) bool { return c >= 'a' && c <= 'z' }

var headings = map[atom.Atom]bool{
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
}

// opened reports a <dialog> that is shown.
func opened(n *html.Node) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == "open" {
			return true
		}
	}
	return false
}
