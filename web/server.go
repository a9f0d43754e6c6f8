package web

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"attache/news"
	"attache/templates"
	"attache/web/origin"
)

// Server serves the pages.
type Server struct {
	Now  func() time.Time // the clock; nil = time.Now
	Post Post             // sends to who subscribes on the pages; nil = the messages wait

	cfg     Config
	store   Store
	set     *templates.Set
	log     *slog.Logger
	links   Links
	path    string // of the public address: what the pages' own links start with
	metrics *metrics
	mux     *http.ServeMux
	handler http.Handler

	version string // of all that a page is made with, besides the database
	pages   pageCache
	renders chan struct{} // holds a token for each page being made
	flight  singleflight.Group

	compressors chan *gzip.Writer // not in use

	signups origin.Limiter // of requests to subscribe
	asked   chan struct{}  // somebody asked

	mostRendering atomic.Int64 // how many were at most made at once
}

// New makes a server of a valid configuration. Handler returns its routes; Run listens.
func New(cfg Config, st Store, set *templates.Set, log *slog.Logger) *Server {
	s := &Server{cfg: cfg, store: st, set: set, log: log, links: cfg.Links(), metrics: newMetrics()}
	s.asked = make(chan struct{}, 1)
	s.version = fmt.Sprintf("%s %s %q %s %t", cfg.Version, set.Version(), cfg.title(), s.links.Base, s.links.Signup)
	s.renders = make(chan struct{}, cfg.WithDefaults().Renders)
	s.compressors = make(chan *gzip.Writer, cap(s.renders))
	if u, err := url.Parse(s.links.Base); err == nil {
		s.path = u.Path
	}
	s.handler = s.routes()
	return s
}

// Handler is every route behind its guards.
func (s *Server) Handler() http.Handler { return s.handler }

// Mount lets h answer what begins with /desk. It comes before Run.
func (s *Server) Mount(h http.Handler) {
	s.mux.Handle("/desk", h)
	s.mux.Handle("/desk/", h)
}

// MountAPI lets h answer what begins with /api/. It comes before Run.
func (s *Server) MountAPI(h http.Handler) { s.mux.Handle("/api/", h) }

// Registry takes the metrics of other packages; /metrics shows them too.
func (s *Server) Registry() *prometheus.Registry { return s.metrics.registry }

// Run listens on Config.Listen and serves until ctx ends, then finishes what is in flight.
func (s *Server) Run(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.cfg.listen())
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.cfg.listen(), err)
	}
	if s.cfg.MetricsListen == "" {
		return s.Serve(ctx, l)
	}
	own, err := lc.Listen(ctx, "tcp", s.cfg.MetricsListen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s for metrics: %w", s.cfg.MetricsListen, err), l.Close())
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Serve(ctx, l) })
	g.Go(func() error { return s.serveOn(ctx, own, s.opsRoutes(), "metrics are served") })
	return g.Wait()
}

// Serve is Run on a listener of the caller's, which it closes.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	warming, stop := context.WithCancel(ctx)
	warm := make(chan struct{})
	go func() {
		defer close(warm)
		if err := s.warm(warming); err != nil && warming.Err() == nil {
			s.log.Warn("pages could not be made in advance", "error", err)
		}
	}()
	defer func() { stop(); <-warm }()
	if s.Post != nil && s.links.Signup {
		posted := make(chan struct{})
		go func() {
			defer close(posted)
			s.PostSignups(warming)
		}()
		defer func() { stop(); <-posted }()
	}
	return s.serveOn(ctx, l, s.handler, "pages are served")
}

func (s *Server) serveOn(ctx context.Context, l net.Listener, handler http.Handler, what string) error {
	cfg := s.cfg.WithDefaults()
	srv := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: cfg.ReadTimeout,
		ReadTimeout:       cfg.ReadTimeout,
		WriteTimeout:      cfg.WriteTimeout,
		IdleTimeout:       cfg.IdleTimeout,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		// requests outlive the signal to stop
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	s.log.Info(what, "listen", l.Addr().String(), "url", s.links.Base)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve pages on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.ShutdownTimeout)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return fmt.Errorf("stop serving pages: %w", errors.Join(err, srv.Close()))
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("stop serving pages: %w", err)
	}
	return nil
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now().UTC()
	}
	return time.Now().UTC()
}

// fault is an error with the status and the words a reader gets.
type fault struct {
	status int
	key    string // of templates.ErrorPage
}

func (f fault) Error() string { return f.key }

var (
	errNoPage  = fault{http.StatusNotFound, "not_found"}
	errBadLink = fault{http.StatusNotFound, "bad_link"}
	errExpired = fault{http.StatusGone, "expired"}
	errMany    = fault{http.StatusTooManyRequests, "many"}
	errBusy    = fault{http.StatusServiceUnavailable, "busy"}
)

// page is a handler that may fail; serve answers for it.
type page func(w http.ResponseWriter, r *http.Request) error

// serve turns an error into an answer: what the reader can mend is said, anything else goes to the log.
func (s *Server) serve(p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := p(w, r)
		if err == nil {
			return
		}
		var f fault
		switch {
		case errors.As(err, &f):
		case errors.Is(err, news.ErrNotFound):
			f = errNoPage
		case r.Context().Err() != nil: // the reader went away
			f = fault{http.StatusServiceUnavailable, "internal"}
		default:
			f = fault{http.StatusInternalServerError, "internal"}
			s.log.Error("a page failed", "route", r.Pattern, "error", err)
		}
		h := w.Header()
		h.Del("ETag")
		h.Del("Last-Modified")
		h.Del("Vary")
		h.Set("Cache-Control", "no-store")
		var b bytes.Buffer
		if err := s.set.Page(&b, "error", templates.ErrorPage{Shell: s.shell(r, ""), Key: f.key}); err != nil {
			s.log.Error("the error page failed", "error", err)
			http.Error(w, http.StatusText(f.status), f.status)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(f.status)
		w.Write(b.Bytes())
	})
}

// show writes a page.
func (s *Server) show(w http.ResponseWriter, r *http.Request, name string, data any) error {
	var b bytes.Buffer
	if err := s.set.Page(&b, name, data); err != nil {
		return err
	}
	send(w, r, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// showAs writes a page with another status than 200.
func (s *Server) showAs(w http.ResponseWriter, status int, name string, data any) error {
	body, err := s.html(name, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", htmlType)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader may have gone
	return nil
}

// send writes a body that a reader may have already: the ETag is its hash.
func send(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sum[:12]))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// shell is what surrounds a page. The reader's wish (?lang=) wins over fallback.
func (s *Server) shell(r *http.Request, fallback string) templates.Shell {
	return templates.Shell{
		Language: cmp.Or(wish(r), fallback, preferred(r)), Site: s.cfg.title(), Base: s.path, Origin: s.links.Base,
	}
}
