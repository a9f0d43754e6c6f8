package digest

import (
	"net/netip"
	"slices"
	"strings"

	"attache/news"
	"attache/text"
)

// houses counts by the houses that publish (house) and by the outlets' names: two pieces are of one house when
// either is the same.
type houses map[string]int

func houseKeys(address, outlet string) [2]string {
	return [2]string{"name:" + strings.ToLower(outlet), "house:" + house(address, outlet)}
}

// add counts a piece.
func (h houses) add(address, outlet string) {
	for _, k := range houseKeys(address, outlet) {
		h[k]++
	}
}

// count returns how many pieces of its house were counted.
func (h houses) count(address, outlet string) int {
	k := houseKeys(address, outlet)
	return max(h[k[0]], h[k[1]])
}

// house is who publishes a piece, so that the hosts of one publisher count as one outlet: the registered domain of its
// address (steppe.kz of en.steppe.kz), or, where the address tells none, the outlet's name. Outlets that share a domain
// because it is an authority's, an aggregator's or a platform's (gov.kz, wordpress.com) are houses of their own.
func house(address, outlet string) string {
	name := strings.ToLower(strings.TrimSpace(outlet))
	host := hostOf(address)
	if host == "" || isIP(host) {
		return name
	}
	rest, top, ok := cutLast(host)
	if !ok {
		return name
	}
	before, second, deep := cutLast(rest)
	domain := host[len(rest)-len(second):]
	if deep && len(top) == 2 && secondLevel[second] {
		_, third, _ := cutLast(before)
		domain = host[len(before)-len(third):]
	}
	if sharedDomains[domain] {
		return name
	}
	return domain
}

// hostOf returns the host of an http address in small letters, without its port; "" where it has none. Unlike url.Parse
// it takes no memory: pages ask for the house of every piece.
func hostOf(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	if !strings.HasPrefix(rest, "[") {
		rest, _, _ = strings.Cut(rest, ":")
	}
	return strings.ToLower(strings.Trim(rest, "."))
}

// isIP reports whether a host is an address of numbers.
func isIP(host string) bool {
	if last := host[len(host)-1]; host[0] != '[' && (last < '0' || last > '9') {
		return false
	}
	host, _, _ = strings.Cut(strings.TrimPrefix(host, "["), "]")
	_, err := netip.ParseAddr(host)
	return err == nil
}

// cutLast returns a host's last label and what stands before it, and reports whether anything does.
func cutLast(host string) (before, last string, ok bool) {
	dot := strings.LastIndexByte(host, '.')
	if dot < 0 {
		return "", host, false
	}
	return host[:dot], host[dot+1:], true
}

// secondLevel are the labels under which the registries of countries give out names: co.uk, com.tr, gov.kz.
var secondLevel = text.WordSet(
	"ac co com edu gen gob gouv gov gub info int k12 mil name ne net nom or org press pp web")

// sharedDomains are those under which outlets of many houses are found.
var sharedDomains = text.WordSet(
	"google.com yahoo.com msn.com bing.com medium.com substack.com facebook.com youtube.com " +
		"t.me telegram.me livejournal.com yandex.ru dzen.ru feedburner.com wordpress.com blogspot.com blogger.com " +
		"tumblr.com github.io wixsite.com weebly.com ghost.io beehiiv.com europa.eu un.org www.gov.kz www.gov.uk")

// pieceHouse is the house of a piece, worked out once for many comparisons.
type pieceHouse struct {
	outlet, house string
}

// houseOf returns the house of a piece.
func houseOf(p *news.Piece) pieceHouse {
	return pieceHouse{strings.TrimSpace(p.Outlet), house(p.URL, p.Outlet)}
}

// same reports whether two houses are one: by their outlets' names or by their addresses.
func (h pieceHouse) same(o pieceHouse) bool {
	return h.outlet != "" && strings.EqualFold(h.outlet, o.outlet) || h.house != "" && h.house == o.house
}

// orderByHouse puts the other pieces of a story in order of who publishes them: first one of each house but the lead's,
// then what the same houses have besides. It counts the houses.
func orderByHouse(s *news.Story) {
	seen := make([]pieceHouse, 1, 1+len(s.Also))
	seen[0] = houseOf(&s.Lead)
	first, rest := make([]news.Piece, 0, len(s.Also)), []news.Piece(nil)
	for n := range s.Also {
		if of := houseOf(&s.Also[n]); slices.ContainsFunc(seen, of.same) {
			rest = append(rest, s.Also[n])
		} else {
			first, seen = append(first, s.Also[n]), append(seen, of)
		}
	}
	s.Also, s.Houses = append(first, rest...), len(seen)
}
