package fetch

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"attache/news"
)

// Config holds the settings of fetching. The zero value works: every zero takes the default named beside its field.
type Config struct {
	// Agent is the name robots.txt files and logs know us by; "" = "attache". One word.
	Agent string `yaml:"agent"`
	// Version goes into the user agent after the name; "" = none. The program sets it, not the operator.
	Version string `yaml:"-"`
	// About is a page that says what this reader is for, shown in the user agent; "" = none.
	About string `yaml:"about"`
	// Contact is an e-mail address or web page where a site's owner reaches the operator; "" = none, which is impolite.
	// It is shown in the user agent, and an e-mail address also in the From header.
	Contact string `yaml:"contact"`

	// Timeout bounds one request, from connecting to the last byte of the body; 0 = 30s.
	Timeout time.Duration `yaml:"timeout"`
	// MaxBody is the largest body in bytes, on the wire and after decompression alike; 0 = 8388608 (8 MiB).
	MaxBody int64 `yaml:"max_body"`
	// MaxRedirects is how many redirects (HTTP and meta refresh together) are followed; 0 = 5.
	MaxRedirects int `yaml:"max_redirects"`
	// Retries is how often a failure that may pass (connection lost, 500, 502, 503, 504) is tried again within one
	// fetch; 0 = 2, below 0 = never. Timeouts and refusals are not tried again.
	Retries int `yaml:"retries"`
	// MaxRetryWait is the longest Retry-After that is waited for within one fetch; a longer one ends the fetch, and the
	// host is left alone until then; 0 = 5s.
	MaxRetryWait time.Duration `yaml:"max_retry_wait"`

	// Gap is the least time between two requests to one host; 0 = 1s. A robots.txt may ask for more.
	Gap time.Duration `yaml:"gap"`
	// MaxDelay bounds the Crawl-delay of a robots.txt: a longer one is cut to it; 0 = 30s.
	MaxDelay time.Duration `yaml:"max_delay"`
	// Parallel is how many hosts are asked at the same time; 0 = 16. One host is never asked twice at a time.
	Parallel int `yaml:"parallel"`

	// MaxItems is the most entries taken from one list, newest first; 0 = 200. How many of their pages are read at a
	// visit is worker.pages.
	MaxItems int `yaml:"max_items"`

	// MaxText is the most bytes of text that are kept of one article: a longer one is cut after a block, a sentence or
	// a word, and marked partial; 0 = 204800 (200 kB, some 30,000 words).
	MaxText int `yaml:"max_text"`

	// Browser is the Chromium or Chrome that shows the pages of sources with browser: true, as a path or a name in
	// PATH; "" = the first of chromium, chromium-browser, google-chrome, headless-shell that is there. It runs only
	// while a page is shown.
	Browser string `yaml:"browser"`
	// BrowserURL is the DevTools address (http, https, ws or wss) of a browser that runs elsewhere and is used instead;
	// "" = none.
	BrowserURL string `yaml:"browser_url"`
	// BrowserTimeout bounds one page in the browser, with its scripts and what they ask for; 0 = 30s.
	BrowserTimeout time.Duration `yaml:"browser_timeout"`

	// Allow lists host names, addresses and networks (CIDR) that may be fetched although they are private, on any port:
	// for intranets and tests. Empty = none. Public addresses need no entry.
	Allow []string `yaml:"allow"`
	// Ports are the ports that may be fetched on public addresses; empty = 80, 443, 8080, 8443.
	Ports []uint16 `yaml:"ports"`
}

// WithDefaults returns c with zeros replaced by the defaults documented at the fields.
func (c Config) WithDefaults() Config {
	or := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	orInt := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	or(&c.Timeout, 30*time.Second)
	or(&c.MaxRetryWait, 5*time.Second)
	or(&c.Gap, time.Second)
	or(&c.BrowserTimeout, 30*time.Second)
	or(&c.MaxDelay, 30*time.Second)
	orInt(&c.MaxRedirects, 5)
	orInt(&c.Retries, 2)
	orInt(&c.Parallel, 16)
	orInt(&c.MaxItems, 200)
	orInt(&c.MaxText, news.DefaultText)
	if c.MaxBody == 0 {
		c.MaxBody = 8 << 20
	}
	if c.Agent == "" {
		c.Agent = "attache"
	}
	if len(c.Ports) == 0 {
		c.Ports = []uint16{80, 443, 8080, 8443}
	}
	return c
}

// Validate reports the first mistake as an *news.InvalidError.
func (c Config) Validate() error {
	if strings.ContainsAny(c.Agent, " \t\r\n/()") {
		return news.Invalid("scrape.agent", "%q is not a name for a user agent: use one word such as attache.", c.Agent)
	}
	if c.Contact != "" && !isMail(c.Contact) && !IsWeb(c.Contact) {
		return news.Invalid("scrape.contact", "%q is neither an e-mail address nor a web address.", c.Contact)
	}
	if c.About != "" && !IsWeb(c.About) {
		return news.Invalid("scrape.about", "%q is not a web address: it must start with https:// or http://.", c.About)
	}
	if u, err := url.Parse(c.BrowserURL); c.BrowserURL != "" && (err != nil || u.Host == "" ||
		!strings.Contains(" http https ws wss ", " "+u.Scheme+" ")) {
		return news.Invalid("scrape.browser_url",
			"%q is not the address of a browser: give one such as ws://localhost:9222.", c.BrowserURL)
	}
	for _, d := range []struct {
		field string
		v     time.Duration
	}{
		{"timeout", c.Timeout},
		{"browser_timeout", c.BrowserTimeout},
		{"max_retry_wait", c.MaxRetryWait},
		{"gap", c.Gap},
		{"max_delay", c.MaxDelay},
	} {
		if d.v < 0 {
			return news.Invalid("scrape."+d.field, "%s is negative: give a time such as 30s, or 0 for the default.",
				d.v)
		}
	}
	for _, n := range []struct {
		field string
		v     int64
	}{
		{"max_body", c.MaxBody},
		{"max_redirects", int64(c.MaxRedirects)},
		{"parallel", int64(c.Parallel)},
		{"max_items", int64(c.MaxItems)},
		{"max_text", int64(c.MaxText)},
	} {
		if n.v < 0 {
			return news.Invalid("scrape."+n.field, "%d is negative: give a number above 0, or 0 for the default.", n.v)
		}
	}
	for _, a := range c.Allow {
		if _, ok := allowedPrefix(a); !ok && !isHost(a) {
			return news.Invalid("scrape.allow",
				"%q is neither a host name, an address nor a network such as 10.0.0.0/8.", a)
		}
	}
	return nil
}

// userAgent is the name sent with every request: attache/1.2 (+https://about; contact).
func (c Config) userAgent() string {
	ua := c.Agent
	if c.Version != "" {
		ua += "/" + strings.Map(tokenRune, c.Version)
	}
	var notes []string
	if c.About != "" {
		notes = append(notes, "+"+c.About)
	}
	if c.Contact != "" {
		notes = append(notes, c.Contact)
	}
	if len(notes) == 0 {
		notes = append(notes, "press digest reader")
	}
	return ua + " (" + strings.Join(notes, "; ") + ")"
}

func tokenRune(r rune) rune {
	if r > ' ' && r < 0x7f && !strings.ContainsRune(`()<>@,;:\"/[]?={}`, r) {
		return r
	}
	return '-'
}

func isMail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// IsWeb reports whether s is a whole web address: http or https, with a host.
func IsWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func isHost(s string) bool {
	return s != "" && !strings.ContainsAny(s, "/:@?# \t") && !strings.HasPrefix(s, ".")
}

// allowedPrefix reads an entry of Config.Allow that is an address or a network.
func allowedPrefix(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), true
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	return netip.Prefix{}, false
}
