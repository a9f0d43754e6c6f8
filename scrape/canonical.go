package scrape

import (
	"net/url"
	"strings"

	"github.com/PuerkitoBio/purell"
	"golang.org/x/net/idna"

	"attache/news"
)

// Canonical gives the one spelling of an address that an article is known by: scheme and host in lower case (names in
// punycode), no default port, no user, no fragment, no dot segments, percent signs normalised, and no parameters that
// only say where a reader came from. Parameters that choose the page, such as ID=1000, stay in their order.
func Canonical(rawURL string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(rawURL))
	if err != nil || (!strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https")) || u.Hostname() == "" {
		return "", news.Invalid("url", "%q is not a web address: it must start with https:// or http:// and name a host.", rawURL)
	}
	return canonical(u), nil
}

func canonical(from *url.URL) string {
	u := *from
	u.Scheme = strings.ToLower(u.Scheme)
	u.User, u.Fragment, u.RawFragment, u.ForceQuery = nil, "", "", false
	host := hostKey(&u)
	if ascii, err := idna.Lookup.ToASCII(host); err == nil && !strings.Contains(host, ":") {
		host = ascii
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if p := u.Port(); p != "" && !(u.Scheme == "http" && p == "80") && !(u.Scheme == "https" && p == "443") {
		host += ":" + p
	}
	u.Host = host
	u.RawQuery = withoutTracking(u.RawQuery)
	if i := strings.Index(strings.ToLower(u.Path), ";jsessionid="); i >= 0 {
		u.Path, u.RawPath = u.Path[:i], ""
	}
	s := purell.NormalizeURL(&u, purell.FlagsSafe|purell.FlagRemoveDotSegments)
	if v, err := url.Parse(s); err == nil && v.Path == "" {
		v.Path = "/"
		s = v.String()
	}
	return s
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
		kept += pair
	}
	return kept
}

// tracks reports whether a parameter only says where a reader came from or who he is. The names are those that the
// address cleaners of browsers and feed readers share (Firefox's query stripping list, ClearURLs, miniflux).
func tracks(name, value string) bool {
	for _, prefix := range []string{"utm_", "at_", "ns_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "oly_", "vero_", "stm_", "aspsessionid", "fb_", "__twitter", "action_object_", "action_type_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "yclid", "ymclid", "ysclid", "msclkid", "twclid", "ttclid",
		"igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_openstat", "openstat", "cmpid", "ocid", "ncid", "smid", "smtyp", "emc",
		"ito", "icid", "xtor", "ftcamp", "feedtype", "feedname", "feedid", "sref", "ref_src", "ref_url", "srnd", "spm", "wickedid",
		"rb_clickid", "s_cid", "s_kwcid", "_ga", "_gl", "phpsessid", "jsessionid", "traffic_source", "campaign_id", "guccounter",
		"guce_referrer", "guce_referrer_sig", "sh_kit", "soc_src", "soc_trk", "amp":
		return true
	case "ref", "from", "source", "src", "via", "partner", "medium", "campaign", "referrer", "referer", "share", "rss", "cmp", "feed":
		return channel(value)
	}
	return false
}

// channel reports whether a parameter's value names a way that readers come by. Names such as "from" and "source" track
// with these values only; with others they may choose the page.
func channel(value string) bool {
	switch value {
	case "", "rss", "feed", "feeds", "atom", "rss2", "rss20", "twitter", "tw", "x", "telegram", "tg", "t.me", "facebook", "fb", "vk", "vkontakte", "ok",
		"instagram", "ig", "linkedin", "whatsapp", "wa", "viber", "messenger", "social", "share", "sharing", "newsletter", "email", "mail",
		"push", "app", "home", "homepage", "main", "mainpage", "yandex", "yanews", "google", "googlenews", "gnews", "zen", "dzen",
		"smi2", "flipboard", "feedburner", "feedly", "copylink", "copy", "link", "widget", "rssfeed", "rss-feed":
		return true
	}
	return false
}
