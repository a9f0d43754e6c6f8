// Package origin tells where requests come from, and bounds how many come from there. The readers' pages and the desk
// share it. It does not answer a request itself, and keeps nothing but counts, in memory. Read origin.go first.
package origin

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Of is where a request comes from: an IPv4 address, or the /64 of an IPv6 one (one customer has all of it). When the
// request was passed on, it is the last address that X-Forwarded-For names: a proxy writes that one, its client may
// have written those before. This machine may have passed it on, and when the pages are behind a proxy also another of
// its network; else somebody of that network could name any address.
func Of(r *http.Request, proxied bool) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.IsLoopback() || proxied && ip.IsPrivate() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			ip = last.Unmap()
		}
	}
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
