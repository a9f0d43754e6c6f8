// Package fetch is the polite client: it gets pages over HTTP with robots.txt first, one request at a time and a
// minimum gap per host, bounds on time, size and redirects, a memory of hosts that fail, and no private addresses.
// Pages that scripts fill pass through a browser, which gets what its scripts ask for through the same client.
//
// It does not read what it gets, beyond what leads on (redirects, meta refreshes) and whether a page needs a browser,
// and keeps nothing on disk. Read fetch.go first: Get is guard → robots → host gate → one exchange, repeated over
// redirects and retries; then guard.go, robots.go, gate.go and health.go; browser.go and show.go have the browser,
// failure.go what people are told.
package fetch
