package scrape

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// A picture's address is not fetched here, but readers' programs would fetch it: it must not lead into a network
// either.
func TestGuardOnImages(t *testing.T) {
	for image, want := range map[string]string{
		"http://img.example/a.jpg": "http://img.example/a.jpg", "/a.jpg": "http://a.example/a.jpg",
		"http://127.0.0.1/a.jpg": "", "http://[::ffff:10.0.0.1]/a.jpg": "", "http://2130706433/a.jpg": "",
		"http://localhost/a.jpg": "",
	} {
		f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
			"a.example/1": fetchtest.Serve("text/html; charset=utf-8", piece("Ministers meet",
				`<meta property="og:image" content="`+image+`">`)),
		})
		a, err := f.Read(context.Background(), fetchtest.Source(news.KindFeed, "http://a.example/feed"),
			news.Item{URL: "http://a.example/1"})
		if err != nil || a.Image != want {
			t.Errorf("%s: %q, %v", image, a.Image, err)
		}
		a, err = f.Read(context.Background(), fetchtest.Source(news.KindFeed, "http://a.example/feed"),
			news.Item{URL: "http://a.example/gone", Title: "x", Summary: "y", Image: image})
		if err != nil || want == "" && a.Image != "" {
			t.Errorf("%s of the list: %q, %v", image, a.Image, err)
		}
	}
}

func TestGuardOnRedirect(t *testing.T) {
	f, s, _ := newSite(t, fetch.Config{}, map[string]http.HandlerFunc{
		"outlet.example/a": fetchtest.Status(http.StatusFound, "Location", "http://169.254.169.254/latest/meta-data/"),
		"outlet.example/b": fetchtest.Status(http.StatusFound, "Location", "file:///etc/passwd"),
		"outlet.example/c": fetchtest.Serve("text/html",
			`<meta http-equiv="refresh" content="0;url=http://[::1]/admin">`),
	})
	for _, path := range []string{"a", "b", "c"} {
		p, _ := f.Poll(context.Background(), fetchtest.Source(news.KindListing, "http://outlet.example/"+path),
			news.Poll{})
		if p.State != news.PollRefused || !strings.Contains(p.Detail, "must not be fetched") {
			t.Errorf("/%s: %s %s", path, p.State, p.Detail)
		}
	}
	if n := s.Count("169.254.169.254/latest/meta-data/"); n > 0 {
		t.Error("the private address was asked")
	}
}
