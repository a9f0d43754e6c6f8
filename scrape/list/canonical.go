package list

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/purell"
	"golang.org/x/net/idna"

	"attache/news"
	"attache/scrape/fetch"
)

// Canonical returns the one spelling of an address that an article is known by: scheme and host in lower case (names in
// punycode), no default port, no user, no fragment, no dot segments, percent signs normalised, and no parameters that
// only say where a reader came from. Parameters that choose the page, such as ID=1000, stay in their order.
func Canonical(rawURL string) (string, error) {
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
var sessionMark = regexp.MustCompile(`(?i);jsessionid=`)

// CanonicalURL is Canonical for a parsed address; "" when the host's name is impossible.
func CanonicalURL(from *url.URL) string {
	u := *from
	u.Scheme = strings.ToLower(u.Scheme)
	u.User, u.Fragment, u.RawFragment, u.ForceQuery = nil, "", "", false
	host := canonicalHost(fetch.HostKey(&u))
	if host == "" {
		return ""
	}
	if p := u.Port(); p != "" && p != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + p
	}
	u.Host = host
	u.RawQuery = withoutTracking(u.RawQuery)
	if at := sessionMark.FindStringIndex(u.Path); at != nil {
		u.Path, u.RawPath = u.Path[:at[0]], ""
	}
	s := purell.NormalizeURL(&u, purell.FlagsSafe|purell.FlagRemoveDotSegments)
	if v, err := url.Parse(s); err == nil && v.Path == "" {
		v.Path = "/"
		s = v.String()
	}
	return s
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
	kept := ""
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if pair == "" || tracks(strings.ToLower(name), strings.ToLower(value)) {
			continue
		}
		if kept != "" {
			kept += "&"
		}
		kept += escaped(pair)
	}
	return kept
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

// tracks reports whether a parameter only says where a reader came from or who he is. The names are those that the
// address cleaners of browsers and feed readers share (Firefox's query stripping list, ClearURLs, miniflux).
func tracks(name, value string) bool {
	for _, prefix := range []string{
		"utm_", "at_", "ns_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "oly_",
		"vero_", "stm_", "aspsessionid", "fb_", "__twitter", "action_object_", "action_type_",
	} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "yclid", "ymclid", "ysclid", "msclkid", "twclid",
		"ttclid",
		"igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_openstat", "openstat", "cmpid", "ocid", "ncid", "smid",
		"smtyp", "emc",
		"ito", "icid", "xtor", "ftcamp", "feedtype", "feedname", "feedid", "sref", "ref_src", "ref_url", "srnd", "spm",
		"wickedid",
		"rb_clickid", "s_cid", "s_kwcid", "_ga", "_gl", "phpsessid", "jsessionid", "traffic_source", "campaign_id",
		"guccounter",
		"guce_referrer", "guce_referrer_sig", "sh_kit", "soc_src", "soc_trk", "amp":
		return true
	case "ref", "from", "source", "src", "via", "partner", "medium", "campaign", "referrer", "referer", "share", "rss",
		"cmp", "feed":
		return channel(value)
	}
	return false
}

// channel reports whether a parameter's value names a way that readers come by. Names such as "from" and "source" track
// with these values only; with others they may choose the page.
func channel(value string) bool {
	switch value {
	case "", "rss", "feed", "feeds", "atom", "rss2", "rss20", "twitter", "tw", "x", "telegram", "tg", "t.me",
		"facebook", "fb", "vk", "vkontakte", "ok",
		"instagram", "ig", "linkedin", "whatsapp", "wa", "viber", "messenger", "social", "share", "sharing",
		"newsletter", "email", "mail",
		"push", "app", "home", "homepage", "main", "mainpage", "yandex", "yanews", "google", "googlenews", "gnews",
		"zen", "dzen",
		"smi2", "flipboard", "feedburner", "feedly", "copylink", "copy", "link", "widget", "rssfeed", "rss-feed":
		return true
	}
	return false
}
