package list

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/purell"
	"golang.org/x/net/idna"

	"attache/news"
	"attache/scrape/fetch"
	"attache/text"
)

// Canonical returns the one spelling of an address that an article is known by: scheme and host in lower case (names in
// punycode), no default port, no user, no fragment but one that chooses the page (#!/news/5), no dot segments, percent
// signs normalised, and no parameters that only say where a reader came from. Parameters that choose the page, such as
// ID=1000, stay in their order.
func Canonical(rawURL string) (string, error) {
	if len(rawURL) > mostAddress {
		return "", news.Invalid("url", "The address is longer than %d bytes: it begins with %q.", mostAddress,
			text.Clip(rawURL, 80))
	}
	u, err := url.Parse(strings.TrimSpace(rawURL))
	if err != nil || (!strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https")) ||
		u.Hostname() == "" {
		return "", news.Invalid("url",
			"%q is not a web address: it must start with https:// or http:// and name a host.", rawURL)
	}
	s := CanonicalURL(u)
	if s == "" {
		return "", news.Invalid("url", "%q names no host that can exist.", rawURL)
	}
	return s, nil
}

// sessionMark begins the session's number that Java servers put behind a path.
var sessionMark = text.Pattern(`(?i);jsessionid=`)

// CanonicalURL is Canonical for a parsed address; "" when the host's name is impossible or the address longer than
// mostAddress.
func CanonicalURL(from *url.URL) string {
	if len(from.Host)+len(from.Path)+len(from.RawQuery)+len(from.Fragment) > mostAddress {
		return ""
	}
	u := *from
	u.Scheme = strings.ToLower(u.Scheme)
	u.User, u.ForceQuery = nil, false
	hashbang := ""
	if strings.HasPrefix(u.Fragment, "!") && len(u.Fragment) > 2 {
		hashbang = "#" + strings.ReplaceAll(escaped(u.EscapedFragment()), "%21", "!")
	}
	u.Fragment, u.RawFragment = "", ""
	host := canonicalHost(fetch.HostKey(&u))
	if host == "" {
		return ""
	}
	if p := u.Port(); p != "" && p != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + p
	}
	u.Host = host
	u.RawQuery = withoutTracking(u.RawQuery)
	if at := sessionMark().FindStringIndex(u.Path); at != nil {
		u.Path, u.RawPath = u.Path[:at[0]], ""
	}
	s := purell.NormalizeURL(&u, purell.FlagsSafe|purell.FlagRemoveDotSegments)
	if v, err := url.Parse(s); err == nil && v.Path == "" {
		v.Path = "/"
		s = v.String()
	}
	return s + hashbang
}

// canonicalHost returns a host as it is written in an address: names in punycode, IPv6 addresses in brackets.
func canonicalHost(host string) string {
	if strings.Contains(host, ":") {
		if a, err := netip.ParseAddr(host); err == nil && a.Zone() == "" {
			return "[" + a.String() + "]"
		}
		return ""
	}
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	if strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") || strings.Contains(host, "..") {
		return ""
	}
	for _, r := range host {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_' {
			return ""
		}
	}
	return host
}

// withoutTracking drops parameters that do not choose the page, and keeps the others as they are.
func withoutTracking(query string) string {
	if query == "" {
		return ""
	}
	var kept strings.Builder
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if pair == "" || tracks(strings.ToLower(name), strings.ToLower(value)) {
			continue
		}
		if kept.Len() > 0 {
			kept.WriteByte('&')
		}
		kept.WriteString(escaped(pair))
	}
	return kept.String()
}

// escaped writes what may not stand in an address as percent signs, and leaves what does as it is.
func escaped(s string) string {
	const hex = "0123456789ABCDEF"
	isHex := func(c byte) bool { return strings.IndexByte(hex+"abcdef", c) >= 0 }
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		lone := c == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]))
		if c <= ' ' || c >= 0x7f || lone || strings.IndexByte("\"<>`#", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
