package news

import (
	"net/netip"
	"net/url"
	"strings"
)

// House is who publishes a piece, so that the hosts of one publisher count as one outlet: the registered domain of its
// address (steppe.kz of en.steppe.kz), or, where the address tells none, the outlet's name. Outlets that share a domain
// because it is an authority's, an aggregator's or a platform's (gov.kz, wordpress.com) are houses of their own.
func House(address, outlet string) string {
	name := strings.ToLower(strings.TrimSpace(outlet))
	u, err := url.Parse(address)
	if err != nil {
		return name
	}
	host := strings.ToLower(strings.Trim(u.Hostname(), "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return name
	}
	labels := strings.Split(host, ".")
	n := 2
	if l := len(labels); l > 2 && len(labels[l-1]) == 2 && secondLevel[labels[l-2]] {
		n = 3
	}
	if len(labels) < n {
		return name
	}
	domain := strings.Join(labels[len(labels)-n:], ".")
	if sharedDomains[domain] {
		return name
	}
	return domain
}

// secondLevel are the labels under which the registries of countries give out names: co.uk, com.tr, gov.kz.
var secondLevel = setOf("ac co com edu gen gob gouv gov gub info int k12 mil name ne net nom or org press pp web")

// sharedDomains are those under which outlets of many houses are found.
var sharedDomains = setOf("google.com yahoo.com msn.com bing.com medium.com substack.com facebook.com youtube.com " +
	"t.me telegram.me livejournal.com yandex.ru dzen.ru feedburner.com wordpress.com blogspot.com blogger.com " +
	"tumblr.com github.io wixsite.com weebly.com ghost.io beehiiv.com europa.eu un.org www.gov.kz www.gov.uk")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// SameHouse reports whether two pieces are of one house: by their outlets' names or by their addresses.
func SameHouse(a, b *Piece) bool {
	if a.Outlet != "" && strings.EqualFold(strings.TrimSpace(a.Outlet), strings.TrimSpace(b.Outlet)) {
		return true
	}
	house := House(a.URL, a.Outlet)
	return house != "" && house == House(b.URL, b.Outlet)
}
