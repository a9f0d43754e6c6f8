package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"attache/store"
	"attache/templates"
	"attache/web"
)

// photo is a PNG of 1,600 × 900 pixels.
var photo = sync.OnceValue(func() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 1600, 900))
	for y := range 900 {
		for x := range 1600 {
			m.SetRGBA(x, y, color.RGBA{uint8(x / 8), uint8(y / 5), uint8((x + y) / 13), 255})
		}
	}
	var file bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&file, m) // a buffer takes everything
	return file.Bytes()
})

// photographed serves a feed of one article whose page names a picture, and counts who fetches it.
func photographed(t *testing.T, robots, picture string) (site *httptest.Server, fetched *atomic.Int64) {
	t.Helper()
	fetched = &atomic.Int64{}
	mux := http.NewServeMux()
	site = httptest.NewServer(mux)
	t.Cleanup(site.Close)
	if picture == "" {
		picture = site.URL + "/photo.png"
	}
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, robots) })
	mux.HandleFunc("GET /photo.png", func(w http.ResponseWriter, _ *http.Request) {
		fetched.Add(1)
		w.Header().Set("Content-Type", "image/png")
		w.Write(photo())
	})
	mux.HandleFunc("GET /feed.xml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(
			w,
			`<rss version="2.0"><channel><title>Wire</title><item><title>Kazakhstan and Türkiye sign a treaty on `+
				`transit</title><link>%s/a</link><pubDate>%s</pubDate></item></channel></rss>`,
			site.URL,
			fixedNow.Add(-2*time.Hour).Format(http.TimeFormat),
		)
	})
	mux.HandleFunc("GET /a", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>Treaty</title>
			<meta property="og:image" content="%s"></head>
			<body><article><h1>Kazakhstan and Türkiye sign a treaty on transit</h1>
			<p>The foreign ministers of Kazakhstan and Türkiye signed a treaty on transit on Friday in Ankara.</p>
			<p>They want the parliaments of both countries to approve the treaty before spring.</p></article></body></html>`,
			picture)
	})
	return site, fetched
}

// TestPictureOfARun reads a site over HTTP, publishes a letter, and shows the picture of its story: fetched as pages
// are, made small, kept, named in the letter, and served by the archive. Where the digest, the source's rights,
// robots.txt or the guard against private addresses are against it, the letter goes without one.
func TestPictureOfARun(t *testing.T) {
	shown := regexp.MustCompile(`<img src="https://press\.example(/pictures/[0-9a-f]+\.jpg)" alt="([^"]*)" ` +
		`width="576" height="324"`)
	const noPhotos = "User-agent: *\nDisallow: /photo"
	for name, c := range map[string]struct {
		digest, rights, robots, picture string
		want                            bool
	}{
		"shown":                   {digest: "picture=lead", rights: "rights.images=true", want: true},
		"the digest wants none":   {rights: "rights.images=true"},
		"no right":                {digest: "picture=lead"},
		"robots are kept from it": {digest: "picture=lead", rights: "rights.images=true", robots: noPhotos},
		"it is on a private host": {
			digest: "picture=lead", rights: "rights.images=true", picture: "http://10.0.0.1/photo.png",
		},
	} {
		t.Run(name, func(t *testing.T) {
			site, fetched := photographed(t, c.robots, c.picture)
			dir := t.TempDir()
			t.Chdir(dir)
			var out, errs bytes.Buffer
			now := fixedNow
			a := &app{
				now:  func() time.Time { return now },
				out:  &out,
				errs: &errs,
				in:   strings.NewReader(""),
				yes:  true,
			}
			a.configPath = filepath.Join(dir, "attache.yaml")
			database := filepath.Join(dir, "attache.db")
			config := fmt.Sprintf("database:\n  url: %s\nscrape:\n  allow: [127.0.0.0/8]\n  gap: 1ms\n"+
				"  contact: t@attache.example\nmail:\n  outbox: %s\nweb:\n  url: https://press.example\n",
				database, filepath.Join(dir, "outbox"))
			if err := os.WriteFile(a.configPath, []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			command := func(args ...string) {
				t.Helper()
				if code := a.run(t.Context(), append(args, "-c", a.configPath)); code != exitOK {
					t.Fatalf("%v ends with %d: %s%s", args, code, out.String(), errs.String())
				}
			}
			digest := []string{
				"digest", "add", "daily", "--language", "en", "--window", "48h", "--set", "topic.threshold=0.01",
			}
			if c.digest != "" {
				digest = append(digest, "--set", c.digest)
			}
			source := []string{
				"source", "add", site.URL + "/feed.xml", "--kind", "feed", "--name", "wire", "--outlet", "Steppe Wire",
			}
			if c.rights != "" {
				source = append(source, "--set", c.rights)
			}
			command("init", "--bare")
			command(digest...)
			command(source...)
			command("subscriber", "add", "reader@example.org", "--digest", "daily")
			command("run")
			files, err := filepath.Glob(filepath.Join(dir, "outbox", "*.eml"))
			if err != nil || len(files) != 1 {
				t.Fatalf("%d letters: %s%s", len(files), out.String(), errs.String())
			}
			l, err := openLetter(files[0])
			if err != nil {
				t.Fatal(err)
			}
			m := shown.FindSubmatch(l.html)
			if (m != nil) != c.want || bytes.Contains(l.html, []byte("photo.png")) {
				t.Fatalf("shown %t, want %t:\n%s%s\n%s", m != nil, c.want, out.String(), errs.String(), l.html)
			}
			if !c.want {
				if n := fetched.Load(); n != 0 {
					t.Errorf("it was fetched %d times", n)
				}
				return
			}
			if got, want := string(
				m[2],
			), "Picture published with “Kazakhstan and Türkiye sign a treaty on transit”"; got != want {
				t.Errorf("the text in its place is %q, want %q", got, want)
			}
			if !bytes.Contains(l.html, []byte("Picture: Steppe Wire")) {
				t.Error("its outlet is not named")
			}
			servedPicture(t, database, string(m[1]))
			now = now.Add(time.Hour)
			command("issue", "resend", "1")
			command("run", "--again")
			if n := fetched.Load(); n != 1 {
				t.Errorf("it was fetched %d times", n)
			}
		})
	}
}

// servedPicture asks the archive for a kept picture.
func servedPicture(t *testing.T, database, path string) {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{URL: database})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	set, err := templates.New(templates.Config{})
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Config{URL: "https://press.example"}, st, set, slog.New(slog.DiscardHandler))
	w := httptest.NewRecorder()
	site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	picture, err := jpeg.Decode(bytes.NewReader(w.Body.Bytes()))
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d %v", path, w.Code, err)
	}
	if size := picture.Bounds().Size(); size != image.Pt(1152, 648) {
		t.Errorf("it is %v", size)
	}
	if w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Body.Len() > 160<<10 {
		t.Errorf("%d bytes, %s", w.Body.Len(), w.Header().Get("Cache-Control"))
	}
	w = httptest.NewRecorder()
	site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/issues/1", nil))
	if !strings.Contains(w.Body.String(), `<img src="`+path+`"`) {
		t.Error("the issue's page does not show it")
	}
}
