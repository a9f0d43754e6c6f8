package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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

// consentNames and gateNames stand in the classes and ids of elements that ask for consent, and of those that ask to
// subscribe or to log in.
var (
	consentNames = []string{
		"cookie", "consent", "gdpr", "onetrust", "cybot", "didomi", "usercentrics", "cmp", "truste", "cerez", "kvkk", "rgpd",
		"lgpd", "dsgvo", "datenschutz", "cli-", "sp_message", "cc-window", "iubenda", "borlabs", "quantcast",
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
	for _, name := range consentNames {
		if strings.Contains(low, name) {
			v |= VeilConsent
			break
		}
	}
	for _, name := range gateNames {
		if strings.Contains(low, name) {
			v |= VeilGate
			break
		}
	}
	t.veils[s] = v
	return v
}

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
