package web_test

import (
	"fmt"
	"net/http"
	"testing"
)

// BenchmarkAnonymous answers GETs of an archive of many issues: pages that nobody has asked for yet, one that is kept,
// and one that the reader has already.
func BenchmarkAnonymous(b *testing.B) {
	const issues = 1000
	r := newRoom(b, nil)
	ids := r.many(issues, 30)
	wides := r.manyOf(100, wide)
	for _, c := range []struct {
		name string
		path func(k int) string
	}{
		{"index", func(int) string { return "/" }},
		{"list", func(k int) string { return fmt.Sprintf("/archive/daily?before=%d", ids[100+k%800]) }},
		{"issue", func(k int) string { return fmt.Sprintf("/issues/%d", ids[k%issues]) }},
		{"wide issue", func(k int) string { return fmt.Sprintf("/issues/%d", wides[k%len(wides)]) }},
		{"feed", func(int) string { return "/archive/daily/feed.atom" }},
		{"feed of all", func(int) string { return "/feed.atom" }},
	} {
		get := func(b *testing.B, k, want int, headers ...string) *discard {
			d := r.ask(c.path(k), headers...)
			if d.status != want {
				b.Fatalf("%s: %d", c.path(k), d.status)
			}
			return d
		}
		b.Run(c.name+"/new", func(b *testing.B) {
			b.ReportAllocs()
			for k := range b.N {
				r.web.Forget()
				b.SetBytes(int64(get(b, k, http.StatusOK).bytes))
			}
		})
		b.Run(c.name+"/kept", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				get(b, 0, http.StatusOK)
			}
		})
		b.Run(c.name+"/conditional", func(b *testing.B) {
			tag := get(b, 0, http.StatusOK).h.Get("ETag")
			b.ReportAllocs()
			for range b.N {
				get(b, 0, http.StatusNotModified, "If-None-Match", tag)
			}
		})
	}
}
