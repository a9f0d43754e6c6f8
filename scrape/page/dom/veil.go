package dom

import (
	"strings"
	"sync"

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
func veilOf(a *html.Attribute) Veil {
	switch a.Key {
	case "aria-modal":
		if a.Val == "true" {
			return VeilDialog
		}
	case "aria-labelledby": // a window without the role: what a player opens, with a transcript
		if strings.Contains(a.Val, "modal") {
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

// veilName is a name that a class or id may hold, and what it says of the element.
type veilName struct {
	text string
	veil Veil
}

// veilTable holds names by their first letter.
type veilTable struct {
	all, long [26][]veilName
	second    [26]uint32
}

// veilNames are consentNames and gateNames by their first letter: all, and those that may stand within a word. A bit of
// second tells, for each first letter, by which letters a name goes on.
var veilNames = sync.OnceValue(func() *veilTable {
	t := &veilTable{}
	for veil, names := range map[Veil][]string{VeilConsent: consentNames, VeilGate: gateNames} {
		for _, s := range names {
			k := s[0] - 'a'
			t.all[k] = append(t.all[k], veilName{s, veil})
			t.second[k] |= 1 << (s[1] & 31)
			if len(s) >= longName {
				t.long[k] = append(t.long[k], veilName{s, veil})
			}
		}
	}
	return t
})

// aloud reports a class or id of frameworks for text that is read aloud and not shown.
func aloud(s string) bool {
	if !strings.Contains(s, "idden") && !strings.Contains(s, "nly") && !strings.Contains(s, "eader-") {
		return false // most cheaply said
	}
	low := strings.ToLower(s)
	for name := range strings.FieldsSeq(low) {
		if aloudNames[name] {
			return true
		}
	}
	return false
}

// aloudNames are the classes of frameworks for text that is read aloud and not shown.
var aloudNames = text.WordSet(`visually-hidden visuallyhidden sr-only screen-reader-text screen-reader-only
	u-visually-hidden u-hidden-visually is-visually-hidden`)

// longName is the length in bytes from which a name may stand within a longer word of a class.
const longName = 7

// nameVeil reads a class or id for consentNames and gateNames. A name counts at the beginning of a word or a hump
// ("c-meter", "articleMeter"), for "remember" has a member, too.
func nameVeil(s string) (v Veil) {
	if len(s) > mostName {
		return 0
	}
	low, names := strings.ToLower(s), veilNames()
	humps := len(low) == len(s)
	for at := 0; at+1 < len(low); at++ {
		c := low[at]
		if !asciiLetter(c) || names.second[c-'a']&(1<<(low[at+1]&31)) == 0 {
			continue
		}
		some := &names.long
		if at == 0 || !asciiLetter(low[at-1]) || humps && s[at] != c && s[at-1] == low[at-1] {
			some = &names.all
		}
		for _, n := range some[c-'a'] {
			if strings.HasPrefix(low[at:], n.text) {
				v |= n.veil
			}
		}
	}
	return v
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
