package fetch

import (
	"bytes"
	"strings"
	"time"
)

// robotsRules is what a robots.txt says to one reader, by RFC 9309; its zero value allows everything.
type robotsRules struct {
	lines []robotsLine
	delay time.Duration // Crawl-delay, which no standard knows and many sites use; 0 = none
}

// robotsLine is one Allow or Disallow.
type robotsLine struct {
	pattern string // as robotsEscape writes it: * is any run of characters, a $ at the end is the end
	allow   bool
}

// parseRobots reads a robots.txt as far as it can be understood: what makes no sense is passed over, and the mistakes
// that the largest crawlers understand are understood (robotsKey, robotsPath). The groups that name agent are read as
// one, in their absence those for everybody (*). maps are the addresses of sitemaps, in order.
func parseRobots(body []byte, agent string) (rules robotsRules, maps []string) {
	body = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF"))
	token := strings.ToLower(productToken(agent))
	var all robotsRules
	mine, everybody, named := false, false, false // whom the group at hand is for, and whether any named us
	heading := false                              // the line before was a User-agent
	for line := range strings.FieldsFuncSeq(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value := robotsField(line)
		switch key {
		case "user-agent":
			if !heading {
				mine, everybody, heading = false, false, true
			}
			mine = mine || token != "" && strings.ToLower(productToken(value)) == token
			everybody = everybody || strings.HasPrefix(value, "*")
			named = named || mine
			continue
		case "sitemap":
			if value != "" {
				maps = append(maps, value)
			}
			continue // it belongs to no group
		case "allow", "disallow", "crawl-delay":
			heading = false
		default:
			continue
		}
		if mine {
			rules.add(key, value)
		}
		if everybody {
			all.add(key, value)
		}
	}
	if !named {
		rules = all
	}
	return rules, maps
}

// robotsField reads one line of a robots.txt. Where the colon is missing, white space stands for it, if there are two
// words (google/robotstxt robots.cc, GetKeyAndValueFrom). key is "" when the line says nothing.
func robotsField(line string) (key, value string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		words := strings.Fields(line)
		if len(words) != 2 {
			return "", ""
		}
		key, value = words[0], words[1]
	}
	return robotsKey(strings.ToLower(strings.TrimSpace(key))), strings.TrimSpace(value)
}

// robotsKeys are the fields that a reader must know, in each spelling that crawlers accept (google/robotstxt robots.cc,
// ParsedRobotsKey; scrapy/protego).
var robotsKeys = []struct{ name, spelling string }{
	{"user-agent", "user-agent"},
	{"user-agent", "useragent"},
	{"user-agent", "user agent"},
	{"user-agent", "user_agent"},
	{"disallow", "disallow"},
	{"disallow", "dissallow"},
	{"disallow", "dissalow"},
	{"disallow", "disalow"},
	{"disallow", "diasllow"},
	{"disallow", "disallaw"},
	{"disallow", "dis-allow"},
	{"allow", "allow"},
	{"crawl-delay", "crawl-delay"},
	{"crawl-delay", "crawldelay"},
	{"crawl-delay", "crawl delay"},
	{"sitemap", "sitemap"},
	{"sitemap", "site-map"},
}

// robotsKey is the name of a field, given in lower case: a spelling of robotsKeys or what begins with one, as
// google/robotstxt takes it; else the key itself.
func robotsKey(key string) string {
	for _, k := range robotsKeys {
		if strings.HasPrefix(key, k.spelling) {
			return k.name
		}
	}
	return key
}

// robotsPath puts the slash before a pattern that lacks it (temoto/robotstxt): without it nothing would match.
func robotsPath(value string) string {
	if strings.HasPrefix(value, "/") || strings.HasPrefix(value, "*") || strings.Contains(value, "://") {
		return value
	}
	return "/" + value
}

// productToken is the part of a User-agent by which a group is chosen (RFC 9309 §2.2.1; digits, which it forbids, are
// in use).
func productToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

func (r *robotsRules) add(key, value string) {
	switch {
	case value == "": // "Disallow:" shuts nothing
	case key == "crawl-delay":
		if d, err := time.ParseDuration(value + "s"); err == nil && d > 0 {
			r.delay = d
		}
	default:
		r.lines = append(r.lines, robotsLine{robotsEscape(robotsPath(value), false), key == "allow"})
	}
}

// allows reports whether a path, with its query, may be fetched: the longest rule that matches decides, and Allow
// between two of the same length (RFC 9309 §2.2.2).
func (r *robotsRules) allows(path string) bool {
	path = robotsEscape(path, true)
	longest, allow := 0, true
	for _, l := range r.lines {
		if n := len(l.pattern); (n > longest || n == longest && l.allow) && matchesRobots(l.pattern, path) {
			longest, allow = n, l.allow
		}
	}
	return allow
}

// matchesRobots reports whether a pattern matches the beginning of a path, or all of it when the pattern ends in $.
// Taking each piece between stars as early as possible is enough, so its time is bounded by the product of the lengths.
func matchesRobots(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	first, rest, starred := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, first)
	if !ok || !starred {
		return ok && (!anchored || path == "")
	}
	for {
		piece, more, again := strings.Cut(rest, "*")
		if !again && anchored {
			return strings.HasSuffix(path, piece)
		}
		i := strings.Index(path, piece)
		if i < 0 {
			return false
		}
		if !again {
			return true
		}
		path, rest = path[i+len(piece):], more
	}
}

// robotsEscape writes a pattern or a path in one spelling, so that what is the same compares the same: bytes that may
// not stand in an address, or that net/url writes so, as percent signs, letters and marks that need none without. In a
// path (literal) * and $ are characters like others.
func robotsEscape(s string, literal bool) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		escaped := c == '%' && i+2 < len(s) && hexValue(s[i+1]) >= 0 && hexValue(s[i+2]) >= 0
		if escaped {
			c = byte(hexValue(s[i+1])<<4 | hexValue(s[i+2]))
			i += 2
		}
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~!'()", c) >= 0:
			b.WriteByte(c)
		case escaped, c <= ' ', c >= 0x7f, strings.IndexByte("<>\"{}|\\^`[]", c) >= 0, literal && c == '*',
			c == '$' && (literal || i+1 < len(s)):
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// hexValue is the value of a hexadecimal digit, -1 when it is none.
func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
