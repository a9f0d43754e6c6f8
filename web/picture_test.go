package web_test

import (
	"net/http"
	"testing"
)

// TestPicture: a kept picture is shown to letters on other sites, for ever, and asked for again costs nothing.
func TestPicture(t *testing.T) {
	r := newRoom(t, nil)
	name, err := r.store.PutPicture(t.Context(), "https://a.example/1.jpg", []byte("\xff\xd8 jpeg"), 800, 450, now)
	r.must(err)
	link := path(r.links.Picture(name))
	code, body, h := r.get(link, "Accept-Encoding", "gzip")
	if code != http.StatusOK || body != "\xff\xd8 jpeg" || h.Get("Content-Type") != "image/jpeg" ||
		h.Get("Cross-Origin-Resource-Policy") != "cross-origin" || h.Get("Content-Encoding") != "" {
		t.Errorf("%d %q %v", code, body, h)
	}
	if code, _, _ := r.get(link, "If-None-Match", h.Get("ETag")); code != http.StatusNotModified {
		t.Errorf("again: %d", code)
	}
	for _, none := range []string{"/pictures/x.jpg", "/pictures/" + name, "/pictures/" + name + ".png"} {
		if code, _, _ := r.get(none); code != http.StatusNotFound {
			t.Errorf("%s: %d", none, code)
		}
	}
}
