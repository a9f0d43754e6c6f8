package web

import (
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"attache/templates"
)

// routes lists every address, marked by who may pass:
//
//	anyone   no guard but the security headers
//	token    whoever holds a signed link from a letter
//	ops      this machine without a proxy, or the token: see Config.Metrics
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	s.mux = mux // Mount adds the desk, which has doors of its own
	handle := func(pattern string, p page) { mux.Handle(pattern, s.serve(p)) }

	handle("GET /{$}", s.index)                                 // anyone
	handle("GET /archive/{digest}", s.archive)                  // anyone
	handle("GET /archive/{digest}/feed.atom", s.feed(atom))     // anyone
	handle("GET /archive/{digest}/feed.json", s.feed(jsonFeed)) // anyone
	handle("GET /feed.atom", s.feed(atom))                      // anyone
	handle("GET /feed.json", s.feed(jsonFeed))                  // anyone
	handle("GET /issues/{id}", s.issue)                         // anyone: issues that were sent
	for name, kind := range templates.Files() {
		handle("GET /"+name, s.file(name, kind)) // anyone
	}
	handle("GET /style/{name}", s.style)                        // anyone
	handle("GET /pictures/{name}", s.picture)                   // anyone, also in letters and on other sites
	handle("GET /favicon.ico", s.file("icon.png", "image/png")) // anyone: browsers ask for it unasked
	handle("GET /sitemap.xml", s.sitemap)                       // anyone
	handle("GET /sitemap/{part}", s.sitemapPart)                // anyone: issues that were sent
	handle("GET /robots.txt", s.robots)                         // anyone
	handle("GET /u/{token}", s.askUnsubscribe)                  // token; never changes anything
	handle("POST /u/{token}", s.unsubscribe)                    // token; also RFC 8058 one-click
	// token of the page that follows unsubscribing
	handle("POST /u/{token}/return", s.resubscribe)
	handle("GET /subscribe/{digest}", s.askSubscribe)                                // anyone, if Config.Signup
	handle("POST /subscribe/{digest}", s.subscribe)                                  // anyone; subscribes nobody
	handle("GET /c/{token}", s.askConfirm)                                           // token; changes nothing
	handle("POST /c/{token}", s.confirm)                                             // token
	handle("GET /healthz", s.healthy)                                                // anyone
	handle("GET /readyz", s.ready)                                                   // anyone
	handle("GET /metrics", s.opsOnly(s.metrics.show))                                // ops
	handle("/", func(http.ResponseWriter, *http.Request) error { return errNoPage }) // anyone

	// A foreign site's form must not press our buttons. A mail program's one-click POST may come from a web page of its
	// own (Origin set); the signed token is its right to pass, and no cookie adds to it.
	cross := http.NewCrossOriginProtection()
	cross.AddInsecureBypassPattern("POST /u/{token}")
	return s.observe(headers(s.rescue(cross.Handler(mux))))
}

// policy is what a page may load: what is ours, and pictures from one other site ("" = none).
func policy(pictures string) string {
	if pictures != "" {
		pictures = " " + pictures
	}
	return "default-src 'none'; style-src 'self'; img-src 'self'" + pictures + "; form-action 'self'; base-uri 'none'; " +
		"frame-ancestors 'none'"
}

// headers are on every answer. There is no script on any page, and no page may be framed.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy(""))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // the address may hold a token
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		next.ServeHTTP(w, r)
	})
}

// rescue answers for a handler that panics, and writes down where.
func (s *Server) rescue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				s.log.Error("a page panicked", "route", r.Pattern, "panic", v, "stack", string(debug.Stack()))
				http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// observe counts requests by route, status and time.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		s.metrics.count(r.Pattern, rec.status, time.Since(began))
	})
}

// recorder remembers the status.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// wish is the language asked for by ?lang=, "" when it is none of ours.
func wish(r *http.Request) string { return known(r.URL.Query().Get("lang")) }

// preferred is the first of our languages in Accept-Language, "" when there is none. Weights are left aside: browsers
// list the best first.
func preferred(r *http.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag, _, _ = strings.Cut(tag, "-")
		if l := known(strings.ToLower(tag)); l != "" {
			return l
		}
	}
	return ""
}
