package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"attache/templates"
	"attache/web"
)

var sheetLink = regexp.MustCompile(`href="(/style/[^"]+\.css)"`)

// TestHouse: the pages of a digest show who stands behind it: the accent, the logo and the foot; a change is seen at
// once, and a page of another digest shows nothing of it.
func TestHouse(t *testing.T) {
	r := newRoom(t, func(c *web.Config) { c.Signup = "on" })
	issue := fmt.Sprintf("/issues/%d", r.issues["sent"])
	_, _, before := r.get(issue)
	r.daily.Publisher = templates.SamplePublisher()
	r.must(r.store.PutDigest(t.Context(), &r.daily))
	leave := path(r.links.Unsubscribe(r.reader.ID, r.daily.ID))
	for _, page := range []string{"/", "/archive/daily", issue, "/subscribe/daily", leave} {
		code, body, h := r.get(page)
		if code != http.StatusOK || !strings.Contains(body, `<img src="https://press.example/logo.png"`) ||
			!strings.Contains(body, `href="https://press.example/imprint"`) ||
			!strings.Contains(body, `href="https://press.example/privacy"`) ||
			!strings.Contains(body, "1 Sample Street") {
			t.Errorf("%s: %d, without the house", page, code)
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "img-src 'self' https://press.example;") {
			t.Errorf("%s: the policy refuses the logo: %s", page, h.Get("Content-Security-Policy"))
		}
		m := sheetLink.FindStringSubmatch(body)
		if m == nil || !strings.HasSuffix(m[1], "-005a9c.css") {
			t.Fatalf("%s: the style sheet is %q", page, m)
		}
		code, css, h := r.get(m[1])
		if code != http.StatusOK || !strings.Contains(css, "--accent: #005a9c;") || strings.Contains(css, "#992222") ||
			strings.Contains(css, "#e89a8a") || h.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %v", m[1], code, h)
		}
	}
	if code, _, _ := r.get(issue, "If-None-Match", before.Get("ETag")); code != http.StatusOK {
		t.Errorf("the issue's page is as it was before the publisher changed: %d", code)
	}
	_, body, h := r.get("/archive/weekly")
	if strings.Contains(body, "logo.png") || strings.Contains(h.Get("Content-Security-Policy"), "press.example") {
		t.Error("another digest's page shows the logo")
	}
	_, body, _ = r.get("/nothing")
	m := sheetLink.FindStringSubmatch(body)
	if m == nil || strings.Contains(m[1], "-") {
		t.Fatalf("the style sheet of a page of nobody is %q", m)
	}
	hash := m[1][len("/style/") : len(m[1])-len(".css")]
	for name, want := range map[string]struct {
		code int
		age  string
	}{
		hash + ".css":             {http.StatusOK, "public, max-age=31536000, immutable"},
		"0123456789ab.css":        {http.StatusOK, "public, max-age=60"}, // of a page from before an upgrade
		"0123456789ab-005a9c.css": {http.StatusOK, "public, max-age=60"},
		hash + "-ffffff.css":      {http.StatusNotFound, "no-store"}, // cannot be read on white
		hash + "-005A9C.css":      {http.StatusNotFound, "no-store"},
		hash + "-red.css":         {http.StatusNotFound, "no-store"},
		"x.css":                   {http.StatusNotFound, "no-store"},
	} {
		if code, _, h := r.get("/style/" + name); code != want.code || h.Get("Cache-Control") != want.age {
			t.Errorf("%s: %d %q, want %v", name, code, h.Get("Cache-Control"), want)
		}
	}
}

// TestHouseTemplate: the pages of a digest that chose the short letter tell each story in one sentence.
func TestHouseTemplate(t *testing.T) {
	r := newRoom(t, nil)
	issue := fmt.Sprintf("/issues/%d", r.issues["sent"])
	_, whole, _ := r.get(issue)
	r.daily.Template = "brief"
	r.must(r.store.PutDigest(t.Context(), &r.daily))
	_, body, _ := r.get(issue)
	const second = "The council will meet twice a year"
	told := strings.Contains(body, "set up a standing") || strings.Contains(body, "sets up a standing")
	if !strings.Contains(whole, second) || strings.Contains(body, second) || !told || len(body) > len(whole)*2/3 {
		t.Errorf("the page has %d bytes, of %d in full", len(body), len(whole))
	}
	if got, want := strings.Count(body, "<h3"), strings.Count(whole, "<h3"); got != want {
		t.Errorf("%d stories below the lead, want %d", got, want)
	}
}
