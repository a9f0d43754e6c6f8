package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// screenViews are the ways in which docs/screens/desk shows each page.
var screenViews = map[string]browserView{"light": {"light", 1280}, "dark": {"dark", 1280}, "phone": {"light", 375}}

// TestDeskScreens takes the pictures of docs/screens/desk: every page of the demo's desk, light, dark and on a
// telephone. ATTACHE_SCREENS names the folder (make desk-screens).
func TestDeskScreens(t *testing.T) {
	dir := os.Getenv("ATTACHE_SCREENS")
	if dir == "" {
		t.Skip("SKIPPED: it takes pictures, and tests nothing; make desk-screens runs it")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	d, b := demoDesk(t)
	take := func(name string) {
		for view, v := range screenViews {
			b.set(v)
			b.picture(filepath.Join(dir, name+"."+view), v)
		}
	}
	named, number := regexp.MustCompile(`[^a-z]+`), regexp.MustCompile(`/\d+$`)
	for _, p := range deskPaths {
		if strings.Contains(p, "?q=minister&lang") || strings.Contains(p, "state=paused") {
			continue
		}
		name := strings.Trim(
			named.ReplaceAllString(number.ReplaceAllString(strings.TrimPrefix(p, "/desk"), "/one"), "-"),
			"-",
		)
		if name == "" {
			name = "today"
		}
		b.open(b.root + p)
		take(strings.Replace(strings.Replace(name, "gazette", "one", 1), "daily", "one", 1))
	}
	b.open(b.root + "/desk/sources/new")
	ask[chromedp.Void](b, fmt.Sprintf("document.querySelector('#address').value = %q", d.outlets[0].base))
	b.press(".paste button")
	take("sources-found")
	b.open(b.root + "/desk/digests/daily/edit")
	ask[chromedp.Void](b, "document.querySelector('#stories').value = 9")
	b.press("form[data-live] .row button")
	take("digests-change")
	b.open(b.root + "/desk")
	b.keys("?")
	b.wait("the keys", `document.getElementById("keys").open`)
	take("keys")
	b.open(b.root + "/desk/me")
	b.press("form[action$='/desk/sign-out'] button")
	b.open(b.root + "/desk/sign-in")
	take("sign-in")
}

// set makes the window as a view has it.
func (b *deskBrowser) set(v browserView) {
	b.t.Helper()
	if _, err := chromedp.Run(b.tab, func(ctx context.Context, c *chromedp.Target) (int, error) {
		return 0, v.set(ctx, c)
	}); err != nil {
		b.t.Fatal(err)
	}
}

// picture writes what the window shows as WebP, three quarters as large when it is wide.
func (b *deskBrowser) picture(file string, v browserView) {
	b.t.Helper()
	_, err := chromedp.Run(b.tab, func(ctx context.Context, c *chromedp.Target) (int, error) {
		format, ending, quality := page.CaptureScreenshotFormat("webp"), ".webp", int64(35)
		if os.Getenv("ATTACHE_SCREENS_PNG") != "" {
			format, ending = "png", ".png"
		}
		scale := 1.0
		if v.width > 1000 {
			scale = .7
		}
		shot, err := cdp.Call(ctx, c, page.CaptureScreenshot, page.CaptureScreenshotParams{
			Format: format, Quality: &quality, Clip: &page.Viewport{Width: float64(v.width), Height: 800, Scale: scale},
		})
		if err != nil {
			return 0, err
		}
		return 0, os.WriteFile(file+ending, shot.Data, 0o644) //nolint:gosec // pictures of the documentation
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
