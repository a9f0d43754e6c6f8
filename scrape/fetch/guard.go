package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"
)

// errForbidden marks an address that must not be fetched; the error that wraps it is a *forbidden.
var errForbidden = errors.New("forbidden address")

// forbidden tells why an address must not be fetched.
type forbidden struct {
	why    string
	remedy string // a sentence for those who want it fetched all the same; "" = there is none
}

func (e *forbidden) Error() string { return errForbidden.Error() + ": " + e.why }

func (e *forbidden) Unwrap() error { return errForbidden }

// What opens an address to an operator.
const (
	openHost = "If it is yours, add its host or network to scrape.allow."
	openPort = "If it should be, add the port to scrape.ports."
)

// guard keeps requests away from private addresses. It acts in two places: check looks at a URL before anything is
// sent, and dialing looks at the address that a name really led to, so that DNS that changes its mind is caught too.
//
// When the operator set a proxy, connections go to the proxy, whose address is the operator's own choice and is not
// checked; names are resolved by the proxy, so only check stands between a stranger's URL and the proxy's network: it
// refuses addresses written as numbers and the names of this machine. The proxy must keep the rest.
type guard struct {
	guardian *ssrf.Guardian
	literal  *ssrf.Guardian // the same without a check of the port
	prefixes []netip.Prefix
	hosts    map[string]bool
	ports    []uint16
}

func newGuard(allow []string, ports []uint16) *guard {
	g := &guard{hosts: map[string]bool{}, ports: ports}
	for _, a := range allow {
		if p, ok := allowedPrefix(a); ok {
			g.prefixes = append(g.prefixes, p)
		} else {
			g.hosts[strings.ToLower(strings.TrimSuffix(a, "."))] = true
		}
	}
	g.guardian = ssrf.New(ssrf.WithPorts(ports...))
	g.literal = ssrf.New(ssrf.WithAnyPort())
	return g
}

// check refuses a URL that must not be fetched whoever resolves its name.
func (g *guard) check(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return &forbidden{why: fmt.Sprintf("its scheme is %s, and only http and https are read",
			cmp.Or(u.Scheme, "missing"))}
	}
	host := HostKey(u)
	if host == "" {
		return &forbidden{why: "it names no host"}
	}
	if g.hosts[host] {
		return nil
	}
	if !isASCII(host) { // full-width digits and circled letters are mapped to plain ones by whoever connects
		plain, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return &forbidden{why: host + " is no name that a host can have"}
		}
		host = strings.TrimSuffix(plain, ".")
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return &forbidden{host + " is this machine", openHost}
	}
	addr, err := netip.ParseAddr(strings.Split(host, "%")[0])
	if err == nil {
		if g.allowed(addr) {
			return nil
		}
		if err := g.literal.Safe(network(addr), netip.AddrPortFrom(addr.WithZone(""), 80).String(), nil); err != nil {
			return &forbidden{host + " is not a public address", openHost}
		}
	} else if endsInNumber(host) {
		return &forbidden{why: host + " is an address in disguise"}
	}
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || !g.port(uint16(n)) {
			return &forbidden{"port " + p + " is not among the ports that are read", openPort}
		}
	}
	return nil
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

func (g *guard) port(p uint16) bool {
	for _, q := range g.ports {
		if p == q {
			return true
		}
	}
	return false
}

func (g *guard) allowed(a netip.Addr) bool {
	for _, p := range g.prefixes {
		if p.Contains(a) || p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// dial connects to addr directly, after the address that its name led to has been looked at.
func (g *guard) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if !g.hosts[strings.ToLower(strings.TrimSuffix(host, "."))] {
		d.Control = g.control
	}
	return d.DialContext(ctx, network, addr)
}

func (g *guard) control(network, address string, c syscall.RawConn) error {
	if ap, err := netip.ParseAddrPort(address); err == nil && g.allowed(ap.Addr()) {
		return nil
	}
	switch err := g.guardian.Safe(network, address, c); {
	case err == nil:
		return nil
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return &forbidden{err.Error(), openPort}
	default:
		return &forbidden{"its name leads to " + address + ", which is not a public address", openHost}
	}
}

func network(a netip.Addr) string {
	if a.Is4() {
		return "tcp4"
	}
	return "tcp6"
}

// endsInNumber reports whether a browser would take the host for an IPv4 address in some disguise: decimal, octal,
// hexadecimal or short forms (WHATWG URL, "ends in a number checker").
func endsInNumber(host string) bool {
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	last := labels[len(labels)-1]
	if last == "" {
		return false
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	return (strings.HasPrefix(last, "0x") || strings.HasPrefix(last, "0X")) &&
		strings.Trim(last[2:], "0123456789abcdefABCDEF") == ""
}

// HostKey is the name a URL's host is limited by: lower case, without port, brackets and final dot.
func HostKey(u *url.URL) string { return strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")) }

// turnKey is what a URL's requests take turns by: its host's name, with the port when the URL names one, as a server of
// its own listens there (RFC 9309 §2.3 has a robots.txt for each).
func turnKey(u *url.URL) string {
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		return HostKey(u) + ":" + port
	}
	return HostKey(u)
}

// transports picks a transport per request: direct through the guard, or by the operator's proxy.
type transports struct {
	proxy   func(*url.URL) (*url.URL, error)
	direct  http.RoundTripper
	proxied http.RoundTripper
}

func newTransports(g *guard, c Config, proxy func(*url.URL) (*url.URL, error)) *transports {
	base := func() *http.Transport {
		return &http.Transport{
			MaxIdleConns: 4 * c.Parallel, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10,
			DisableCompression: true, // bodies are unpacked under our own bound
			ForceAttemptHTTP2:  true,
		}
	}
	direct := base()
	direct.DialContext = g.dial
	proxied := base()
	proxied.DialContext = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	proxied.Proxy = func(r *http.Request) (*url.URL, error) { return proxy(r.URL) }
	return &transports{proxy: proxy, direct: direct, proxied: proxied}
}

// RoundTrip sends one request.
func (r *transports) RoundTrip(req *http.Request) (*http.Response, error) {
	p, err := r.proxy(req.URL)
	if err != nil {
		return nil, fmt.Errorf("proxy for %s: %w", req.URL.Host, err)
	}
	if p != nil {
		return r.proxied.RoundTrip(req)
	}
	return r.direct.RoundTrip(req)
}
