package news

import "strings"

// reserved are domains below which no mail server of the Internet is, and why. .example and example.org are not among
// them: they are for documentation, name no network, and the demo and whoever tries attache out write to them. Nor are
// .local and .internal: an office's own relay may serve them.
var reserved = []struct{ domain, why string }{
	{"test", "names in .test are for tests (RFC 6761)"},
	{"invalid", "names in .invalid do not exist (RFC 6761)"},
	{"localhost", "localhost is this machine (RFC 6761)"},
	{"localdomain", "names in .localdomain are of one machine"},
	{"onion", "names in .onion are reached through Tor only (RFC 7686)"},
	{"home.arpa", "names in home.arpa are of one home's network (RFC 8375)"},
}

// Unreachable returns why no mail server takes a letter for an address, by its domain alone; "" when one may.
func Unreachable(email string) string {
	domain := strings.ToLower(email[strings.LastIndexByte(email, '@')+1:])
	for _, r := range reserved {
		if domain == r.domain || strings.HasSuffix(domain, "."+r.domain) {
			return r.why
		}
	}
	top := domain[strings.LastIndexByte(domain, '.')+1:]
	switch {
	case strings.Trim(top, "0123456789") == "":
		return "no top-level domain is of digits alone (RFC 3696)"
	case len(top) < 2: // one character of another script may be one: .xn--…
		return "no top-level domain has one letter (RFC 1591)"
	}
	return ""
}
