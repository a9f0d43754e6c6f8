package page

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/news"
)

// longPage is a page of about n bytes of text.
func longPage(n int) []byte {
	var b bytes.Buffer
	b.WriteString("<html><title>Ministers meet</title><body><article><h1>Ministers meet</h1>")
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "<p>The ministers of Kazakhstan and Uzbekistan met in Astana to sign agreement %d about "+
			"transit and water.</p>", i)
	}
	return b.Bytes()
}

func TestReadPageSaysWhatItCut(t *testing.T) {
	for _, size := range []int{1 << 20, 8 << 20} {
		r := Read(Input{URL: "https://a.example/1", Body: longPage(size), Now: testNow, MaxText: 10_000})
		a := r.Article
		if len(a.Text()) > 10_000 || !a.Partial || a.Whole < size*3/4 || a.Whole > size*3/2 {
			t.Errorf("%d bytes: %d of %d kept, partial %v", size, len(a.Text()), a.Whole, a.Partial)
		}
		if !strings.HasSuffix(a.Text(), "water.") || !strings.HasPrefix(a.Cut(), "cut at ") {
			t.Errorf("%q, ends %q", a.Cut(), a.Text()[len(a.Text())-20:])
		}
	}
	if a := Read(Input{
		URL: "https://a.example/1", Body: longPage(2000), Now: testNow,
		MaxText: 10_000,
	}).Article; a.Partial || a.Whole != 0 {
		t.Errorf("a short page was cut: %d, partial %v", a.Whole, a.Partial)
	}
}

// Reading ends with its context, whatever the page.
func TestReadingStops(t *testing.T) {
	body := longPage(8 << 20)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a := ReadWithin(ctx, Input{URL: "https://a.example/1", Body: body, Now: testNow}).Article; len(a.Blocks) > 0 {
		t.Error("a page was read though nobody waits for it")
	}
	for _, after := range []time.Duration{1, 20, 80} {
		ctx, cancel := context.WithTimeout(t.Context(), after*time.Millisecond)
		start := time.Now()
		ReadWithin(ctx, Input{URL: "http://a.example/1", Body: body, Now: testNow, MaxText: news.DefaultText})
		if over := time.Since(start) - after*time.Millisecond; over > 5*time.Second {
			// the machine may be busy; about 0.1 s alone
			t.Errorf("the reading went on for %v", over)
		}
		cancel()
	}
}

// TestRepeatedTextIsNotCutByLength reads a page that says one paragraph thousands of times.
func TestRepeatedTextIsNotCutByLength(t *testing.T) {
	p := "<p>" + strings.Repeat(
		"The foreign ministers of Kazakhstan and Turkey opened talks on Friday in Ankara about a treaty on transit. ",
		3) + "</p>"
	body := "<html lang=en><head><title>Ministers meet</title></head><body><article><h1>Ministers meet</h1>" +
		strings.Repeat(p, 9000) + "</article></body></html>"
	r := Read(Input{URL: "https://example.org/a", Body: []byte(body)})
	if a := r.Article; a.Whole != 0 || !a.Partial || len(a.Blocks) == 0 {
		t.Errorf("whole %d, partial %v, %d blocks, %v", a.Whole, a.Partial, len(a.Blocks), r.Evidence)
	}
}
