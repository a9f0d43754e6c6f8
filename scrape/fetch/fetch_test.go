package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"attache/news"
	"attache/scrape/fetch/fetchtest"
)

func TestFetchHeaders(t *testing.T) {
	f, s, _ := newClient(t, Config{Gap: 1, Contact: "desk@example.org", Version: "9"}, map[string]http.HandlerFunc{
		"a.example/a": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Last-Modified", "Mon, 02 Mar 2026 08:00:00 GMT")
			io.WriteString(w, "hello")
		},
	})
	page, err := f.Fetch(context.Background(), "http://user:word@a.example/a#part")
	if err != nil {
		t.Fatal(err)
	}
	if string(page.Body) != "hello" || page.ETag != `"v1"` || page.LastModified == "" || page.Status != 200 ||
		page.Moved != "" {
		t.Errorf("got %+v", page)
	}
	h := s.Headers[len(s.Headers)-1]
	if h.Get("User-Agent") != "attache/9 (desk@example.org)" || h.Get("From") != "desk@example.org" ||
		h.Get("Authorization") == "" {
		t.Errorf("headers %v", h)
	}
	for _, bad := range []string{"", "a.example", "ftp://a.example/", "http://"} {
		if _, err := f.Fetch(context.Background(), bad); err == nil {
			t.Errorf("%q was fetched", bad)
		}
	}
}

func TestFetchTellsTheServersTime(t *testing.T) {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		date, age string
		want      time.Time
	}{
		"plain":         {"Mon, 02 Mar 2026 08:00:00 GMT", "", at},
		"cached":        {"Mon, 02 Mar 2026 07:00:00 GMT", "3600", at},
		"old form":      {"Monday, 02-Mar-26 08:00:00 GMT", "", at},
		"broken age":    {"Mon, 02 Mar 2026 08:00:00 GMT", "soon", at},
		"endless age":   {"Mon, 02 Mar 2026 08:00:00 GMT", "99999999999999999999", at},
		"no date":       {"yesterday", "", time.Time{}},
		"nothing known": {"", "60", time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, _ := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{
				"a.example/a": func(w http.ResponseWriter, _ *http.Request) {
					w.Header()["Date"] = []string{c.date}
					w.Header().Set("Age", c.age)
					w.WriteHeader(http.StatusOK)
				},
			})
			page, err := f.Fetch(t.Context(), "http://a.example/a")
			if err != nil || !page.Date.Equal(c.want) {
				t.Errorf("got %s, %v", page.Date, err)
			}
		})
	}
}

func TestFetchRedirects(t *testing.T) {
	hop := func(code int, to string) http.HandlerFunc { return fetchtest.Status(code, "Location", to) }
	f, s, _ := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{
		"a.example/end":    fetchtest.Serve("text/plain", "end"),
		"a.example/moved":  hop(301, "/end"),
		"a.example/found":  hop(302, "end#part"),
		"a.example/both":   hop(308, "/found"),
		"a.example/far":    hop(301, "http://b.example/end"),
		"b.example/end":    fetchtest.Serve("text/plain", "far end"),
		"a.example/shut":   hop(302, "http://c.example/end"),
		"a.example/loop":   hop(302, "/loop"),
		"a.example/long":   hop(302, "/6"),
		"a.example/6":      hop(302, "/5"),
		"a.example/5":      hop(302, "/4"),
		"a.example/4":      hop(302, "/3"),
		"a.example/3":      hop(302, "/end"),
		"a.example/blank":  fetchtest.Status(302),
		"a.example/choice": fetchtest.Status(300),
		"a.example/wall": func(w http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("consent"); err == nil && c.Value == "no" {
				io.WriteString(w, "behind the wall")
				return
			}
			http.SetCookie(w, &http.Cookie{Name: "consent", Value: "no"})
			http.Redirect(w, r, "/wall", http.StatusFound)
		},
		"a.example/refresh": fetchtest.Serve("text/html",
			`<html><head><META HTTP-EQUIV="Refresh" CONTENT="0; URL='/end'"></head>`),
		"a.example/reload": fetchtest.Serve("text/html",
			`<html><head><meta http-equiv="refresh" content="300; url=/end"></head><body>news`),
		"a.example/again": fetchtest.Serve("text/html",
			`<html><head><meta http-equiv="refresh" content="0; url=/again"></head><body>news`),
		"a.example/nojs": fetchtest.Serve("text/html",
			`<html><head><noscript><meta http-equiv="refresh" content="0; url=/end"></noscript></head><body>news`),
		"a.example/ring":       fetchtest.Serve("text/html", `<meta http-equiv="refresh" content="0; url=/ring2">`),
		"a.example/ring2":      fetchtest.Serve("text/html", `<meta http-equiv="refresh" content="0; url=/ring">`),
		"c.example/robots.txt": fetchtest.Serve("text/plain", "User-agent: *\nDisallow: /"),
	})
	for _, c := range []struct {
		path, body, moved string
		state             news.PollState
	}{
		{"moved", "end", "http://a.example/end", ""},
		{"found", "end", "", ""},
		{"both", "end", "", ""},
		{"far", "far end", "http://b.example/end", ""},
		{"long", "end", "", ""},
		{"wall", "behind the wall", "", ""},
		{"refresh", "end", "", ""},
		{"reload", "news", "", ""},
		{"again", "news", "", ""},
		{"nojs", "news", "", ""},
		{"loop", "", "", news.PollBroken},
		{"ring", "", "", news.PollBroken},
		{"shut", "", "", news.PollBlocked},
		{"blank", "", "", news.PollBroken},
		{"choice", "", "", news.PollBroken},
	} {
		u, err := ParseURL("http://a.example/" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		page, err := f.Document(context.Background(), Request{URL: u, Accept: AcceptPage})
		var fail *Failure
		switch {
		case c.state != "" && (!errors.As(err, &fail) || fail.State != c.state):
			t.Errorf("%s: %v, want %s", c.path, err, c.state)
		case c.state == "" && err != nil:
			t.Errorf("%s: %v", c.path, err)
		case c.state == "" && (!strings.HasSuffix(string(page.Body), c.body) || page.Moved != c.moved):
			t.Errorf("%s: %q moved %q", c.path, page.Body, page.Moved)
		}
	}
	if n := s.Count("a.example/loop"); n > 6 {
		t.Errorf("the loop was asked %d times", n)
	}
}

func TestFetchRetries(t *testing.T) {
	tries := 0
	flaky := func(n int, bad http.HandlerFunc) http.HandlerFunc {
		tries = 0
		return func(w http.ResponseWriter, r *http.Request) {
			if tries++; tries <= n {
				bad(w, r)
				return
			}
			io.WriteString(w, "healed")
		}
	}
	reset := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "half")
	}
	for _, c := range []struct {
		name  string
		bad   http.HandlerFunc
		times int
		cfg   Config
		tries int
		state news.PollState // "" = healed
		retry time.Duration  // the wish that is passed on
	}{
		{"503 twice", fetchtest.Status(503), 2, Config{}, 3, "", 0},
		{"503 for long", fetchtest.Status(503), 9, Config{}, 3, news.PollFailing, 0},
		{"503 with a short wish", fetchtest.Status(503, "Retry-After", "2"), 1, Config{}, 2, "", 0},
		{
			"503 with a long wish", fetchtest.Status(503, "Retry-After", "120"), 9,
			Config{},
			1, news.PollFailing,
			2 * time.Minute,
		},
		{"429 with a short wish", fetchtest.Status(429, "Retry-After", "3"), 1, Config{}, 2, "", 0},
		{
			"429 with a long wish", fetchtest.Status(429, "Retry-After", "3600"), 9,
			Config{},
			1, news.PollRefused,
			time.Hour,
		},
		{"429 until a date", fetchtest.Status(429, "Retry-After",
			fetchtest.Today.Add(time.Hour).Format(http.TimeFormat)), 9, Config{}, 1, news.PollRefused, time.Hour},
		{
			"429 with an endless wish", fetchtest.Status(429, "Retry-After", "99999999"), 9,
			Config{},
			1, news.PollRefused,
			24 * time.Hour,
		},
		{"429 without a wish", fetchtest.Status(429), 9, Config{}, 1, news.PollRefused, 0},
		{"reset once", reset, 1, Config{}, 2, "", 0},
		{"reset for long", reset, 9, Config{Retries: -1}, 1, news.PollFailing, 0},
		{"cut in the middle", cut, 9, Config{Retries: 1}, 2, news.PollFailing, 0},
		{"404", fetchtest.Status(404), 9, Config{}, 1, news.PollRefused, 0},
		{"501", fetchtest.Status(501), 9, Config{}, 1, news.PollFailing, 0},
	} {
		c.cfg.Gap = 1
		f, s, clk := newClient(t, c.cfg, map[string]http.HandlerFunc{"a.example/a": flaky(c.times, c.bad)})
		page, err := f.Fetch(context.Background(), "http://a.example/a")
		var fail *Failure
		errors.As(err, &fail)
		if n := s.Count("a.example/a"); n != c.tries {
			t.Errorf("%s: tried %d times, want %d", c.name, n, c.tries)
		}
		if c.state == "" {
			if err != nil || string(page.Body) != "healed" {
				t.Errorf("%s: %q %v", c.name, page.Body, err)
			}
			continue
		}
		if fail == nil || fail.State != c.state || fail.Detail == "" {
			t.Errorf("%s: %v, want %s", c.name, err, c.state)
			continue
		}
		if c.retry == 0 && !fail.RetryAfter.IsZero() || c.retry > 0 &&
			fail.RetryAfter.Sub(fetchtest.Today).Round(time.Minute) != c.retry {
			t.Errorf("%s: retry after %v", c.name, fail.RetryAfter)
		}
		if c.retry == 0 {
			continue
		}
		// The host is left alone until then, for every address of it, and asked again after.
		s.Set("a.example/b", fetchtest.Serve("text/plain", "other"))
		if _, err := f.Fetch(context.Background(), "http://a.example/b"); err == nil || s.Count("a.example/b") > 0 {
			t.Errorf("%s: the host was asked in spite of its wish", c.name)
		}
		clk.Pass(c.retry + time.Minute)
		if _, err := f.Fetch(context.Background(), "http://a.example/b"); err != nil {
			t.Errorf("%s: after the wait: %v", c.name, err)
		}
	}
}

func TestFetchTimeout(t *testing.T) {
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	drip := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, "."); err != nil {
				return
			}
			http.NewResponseController(w).Flush()
		}
	}
	for name, handler := range map[string]http.HandlerFunc{"hang": hang, "drip": drip} {
		f, s, _ := newClient(t, Config{Gap: 1, Timeout: 50 * time.Millisecond, MaxBody: 1 << 40},
			map[string]http.HandlerFunc{"a.example/a": handler})
		_, err := f.Fetch(context.Background(), "http://a.example/a")
		var fail *Failure
		if !errors.As(err, &fail) || fail.State != news.PollFailing || !strings.Contains(fail.Detail, "within") {
			t.Errorf("%s: %v", name, err)
		}
		if n := s.Count("a.example/a"); n != 1 {
			t.Errorf("%s: a timeout was tried %d times", name, n)
		}
	}
	f, _, _ := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{"a.example/a": hang})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.Fetch(ctx, "http://a.example/a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the caller's own deadline: %v", err)
	}
}

// pack packs a body by one encoding.
func pack(t *testing.T, coding string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		var err error
		if w, err = flate.NewWriter(&b, 6); err != nil {
			t.Fatal(err)
		}
	case "br":
		w = brotli.NewWriterLevel(&b, 3)
	default:
		return body
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFetchBodies(t *testing.T) {
	plain := bytes.Repeat([]byte("All is quiet on the border. "), 100)
	bomb := make([]byte, 4<<20)
	packed := func(codings string, bodies ...[]byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", codings)
			for _, b := range bodies {
				w.Write(b)
			}
		}
	}
	gz := pack(t, "gzip", plain)
	for _, c := range []struct {
		name  string
		serve http.HandlerFunc
		state news.PollState // "" = the plain body comes
	}{
		{"gzip", packed("gzip", gz), ""},
		{"x-gzip", packed("x-gzip", gz), ""},
		{"deflate as zlib", packed("deflate", pack(t, "zlib", plain)), ""},
		{"deflate bare", packed("deflate", pack(t, "flate", plain)), ""},
		{"brotli", packed("br", pack(t, "br", plain)), ""},
		{"two layers", packed("gzip, gzip", pack(t, "gzip", gz)), ""},
		{"gzip by name only", packed("gzip", plain), ""},
		{"identity", packed("identity", plain), ""},
		{"unknown", packed("zstd", plain), news.PollBroken},
		{"four layers", packed("gzip, gzip, gzip, gzip", gz), news.PollBroken},
		{"damaged gzip", packed("gzip", gz[:10], bytes.Repeat([]byte{0xff}, 50)), news.PollBroken},
		{"damaged brotli", packed("br", bytes.Repeat([]byte{0xff}, 50)), news.PollBroken},
		{"gzip cut off", packed("gzip", gz[:len(gz)/2]), news.PollFailing},
		{"gzip bomb", packed("gzip", pack(t, "gzip", bomb)), news.PollBroken},
		{"brotli bomb", packed("br", pack(t, "br", bomb)), news.PollBroken},
		{"deflate bomb", packed("deflate", pack(t, "zlib", bomb)), news.PollBroken},
		{"bomb in a bomb", packed("gzip, gzip", pack(t, "gzip", pack(t, "gzip", bomb))), news.PollBroken},
		{"too long, and said so", fetchtest.Serve("text/plain", string(bomb)), news.PollBroken},
		{"too long, and silent", func(w http.ResponseWriter, _ *http.Request) {
			for range 4 {
				w.Write(bomb[:1<<20])
				http.NewResponseController(w).Flush()
			}
		}, news.PollBroken},
	} {
		f, _, _ := newClient(t, Config{Gap: 1, MaxBody: 1 << 20, Retries: -1},
			map[string]http.HandlerFunc{"a.example/a": c.serve})
		page, err := f.Fetch(context.Background(), "http://a.example/a")
		var fail *Failure
		switch {
		case c.state == "" && (err != nil || !bytes.Equal(page.Body, plain)):
			t.Errorf("%s: %d bytes, %v", c.name, len(page.Body), err)
		case c.state != "" && (!errors.As(err, &fail) || fail.State != c.state):
			t.Errorf("%s: %v, want %s", c.name, err, c.state)
		}
	}
}

func TestReadUpTo(t *testing.T) {
	for _, c := range []struct {
		size, most int64
		err        error
	}{{0, 10, nil}, {9, 10, nil}, {10, 10, nil}, {11, 10, errTooLarge}, {1000, 10, errTooLarge}} {
		for _, r := range []io.Reader{
			bytes.NewReader(make([]byte, c.size)),
			&bounded{r: bytes.NewReader(make([]byte, c.size)), left: c.most},
		} {
			body, err := readUpTo(r, c.most, c.size, func() error { return nil })
			if !errors.Is(err, c.err) || int64(len(body)) != min(c.size, c.most) {
				t.Errorf("%d of %d: %d bytes, %v", c.most, c.size, len(body), err)
			}
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0}, "gzip")
	f.Add([]byte{0x78, 0x9c, 1, 2}, "deflate")
	f.Add([]byte("plain"), "br, gzip")
	f.Fuzz(func(t *testing.T, body []byte, codings string) {
		resp := &http.Response{
			Header: http.Header{"Content-Encoding": {codings}},
			Body:   io.NopCloser(bytes.NewReader(body)), ContentLength: -1,
		}
		out, err := readBody(resp, 4096, false, func() error { return nil })
		if err == nil && len(out) > 4096 {
			t.Fatal(fmt.Sprint("unpacked ", len(out)))
		}
	})
}
