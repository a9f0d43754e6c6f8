package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"attache/news"
)

const htmlType = "text/html; charset=utf-8"

// Bounds of making pages.
const (
	makeLimit = 20 * time.Second // for one page
	waitLimit = 10 * time.Second // for one's turn; then the answer is 503
	mostPages = 8 << 20          // bytes of made pages kept in memory
)

// answer is a page that is not made yet: what it would be made from is known, so that a reader who has it already is
// told so before anything is loaded or rendered.
type answer struct {
	kind       string    // Content-Type
	age        string    // Cache-Control
	language   string    // of the page
	byLanguage bool      // it depends on Accept-Language
	changed    time.Time // the newest change of what it shows; zero = unknown
	from       hash.Hash // of what it is made from
	make       func(ctx context.Context) ([]byte, error)
	// instead of make: the page in parts, which are not kept as one
	parts func(ctx context.Context) ([][]byte, error)
}

// of adds what the page is made from: texts, numbers, marks of issues.
func (a *answer) of(parts ...any) {
	if a.from == nil {
		a.from = sha256.New()
	}
	for _, p := range parts {
		marks, ok := p.([]news.IssueMark)
		if !ok {
			fmt.Fprintf(a.from, "%q\n", fmt.Sprint(p))
			continue
		}
		for _, m := range marks {
			fmt.Fprintf(a.from, "%d %s %d\n", m.ID, m.State, m.Changed.UnixMicro())
		}
		if at := newestChange(marks); at.After(a.changed) {
			a.changed = at
		}
	}
}

// answer sends 304 when nothing changed, else the page: the one that is kept in memory, or a new one.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, a answer) error {
	a.of()
	fmt.Fprintf(a.from, "%s %s %s", s.version, r.Pattern, a.language)
	tag := fmt.Sprintf(`"%x"`, a.from.Sum(nil)[:12])
	h := w.Header()
	h.Set("Cache-Control", a.age)
	h.Set("Vary", "Accept-Encoding")
	if a.byLanguage {
		h.Set("Vary", "Accept-Encoding, Accept-Language")
	}
	small := takesGzip(r) && a.kind != "image/png" && a.kind != "image/jpeg" // which are compressed
	h.Set("ETag", tag)
	if small {
		h.Set("ETag", zipped(tag))
	}
	if !a.changed.IsZero() {
		h.Set("Last-Modified", a.changed.UTC().Format(http.TimeFormat))
	}
	if unchanged(r, tag, a.changed) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	parts, err := s.partsOf(r.Context(), tag, a, small)
	if err != nil {
		if errors.Is(err, errBusy) {
			h.Set("Retry-After", "60")
		}
		return err
	}
	length := 0
	for _, p := range parts {
		length += len(p)
	}
	if small {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(length))
	if r.Method == http.MethodHead {
		return nil
	}
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return nil //nolint:nilerr // the reader has gone
		}
	}
	return nil
}

// partsOf returns a page, from memory or made, in as many parts as it is made in, or compressed as one.
func (s *Server) partsOf(ctx context.Context, tag string, a answer, small bool) ([][]byte, error) {
	if !small {
		return s.plainParts(ctx, tag, a)
	}
	if body, ok := s.pages.get(zipped(tag)); ok {
		return [][]byte{body}, nil
	}
	parts, err := s.plainParts(ctx, tag, a)
	if err != nil {
		return nil, err
	}
	body, err := s.makePage(ctx, zipped(tag), func(context.Context) ([]byte, error) { return s.compress(parts) })
	return [][]byte{body}, err
}

// plainParts returns a page as it is before it is compressed.
func (s *Server) plainParts(ctx context.Context, tag string, a answer) ([][]byte, error) {
	if a.parts != nil {
		return a.parts(ctx)
	}
	if body, ok := s.pages.get(tag); ok {
		return [][]byte{body}, nil
	}
	body, err := s.makePage(ctx, tag, a.make)
	return [][]byte{body}, err
}

// makePage makes a page, once for all who ask for it at the same time, when it is its turn.
func (s *Server) makePage(
	ctx context.Context, tag string, makeIt func(context.Context) ([]byte, error),
) ([]byte, error) {
	v, err, _ := s.flight.Do(tag, func() (any, error) {
		ctx := context.WithoutCancel(ctx) // others wait for it too
		turn := time.NewTimer(waitLimit)
		defer turn.Stop()
		select {
		case s.renders <- struct{}{}:
			defer func() { <-s.renders }()
			s.mostRendering.Store(max(s.mostRendering.Load(), int64(len(s.renders))))
		case <-turn.C:
			return nil, errBusy
		}
		ctx, cancel := context.WithTimeout(ctx, makeLimit)
		defer cancel()
		body, err := makeIt(ctx)
		if err == nil {
			s.pages.put(tag, body)
		}
		return body, err
	})
	if err != nil {
		return nil, err
	}
	return v.([]byte), nil
}

// unchanged reports whether the reader's conditional request names the page as it is (RFC 9110, 13.1.2 and 13.1.3).
func unchanged(r *http.Request, tag string, changed time.Time) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if none := r.Header.Get("If-None-Match"); none != "" {
		for t := range strings.SplitSeq(none, ",") {
			t = strings.TrimSpace(t)
			if t = strings.TrimPrefix(t, "W/"); t == "*" || t == tag || t == zipped(tag) {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !changed.IsZero() && !changed.Truncate(time.Second).After(since)
}

// pageCache keeps made pages by their ETag, at most mostPages bytes of them, and drops the oldest. Its zero value is
// ready.
type pageCache struct {
	mu    sync.Mutex
	pages map[string][]byte
	order []string // oldest first
	bytes int
}

func (c *pageCache) get(tag string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b, ok := c.pages[tag]
	return b, ok
}

// size is how many bytes are kept.
func (c *pageCache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes
}

func (c *pageCache) put(tag string, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.pages[tag]; ok || len(body) > mostPages/8 {
		return
	}
	if c.pages == nil {
		c.pages = map[string][]byte{}
	}
	c.pages[tag], c.order, c.bytes = body, append(c.order, tag), c.bytes+len(body)
	for c.bytes > mostPages {
		c.bytes -= len(c.pages[c.order[0]])
		delete(c.pages, c.order[0])
		c.order = c.order[1:]
	}
}

// html renders a page.
func (s *Server) html(name string, data any) ([]byte, error) {
	var b writer
	err := s.set.Page(&b, name, data)
	return b, err
}

// writer keeps what is written at once, without room to grow.
type writer []byte

func (w *writer) Write(b []byte) (int, error) {
	if *w == nil {
		*w = b[:len(b):len(b)]
		return len(b), nil
	}
	*w = append(*w, b...)
	return len(b), nil
}
