package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a browser may take for one step: beside other tests, with the race detector and on two
// processors, it has to wait for them. A browser that does not answer at all is found after that time.
const patience = 3 * time.Minute

// browse starts a browser that reaches this machine and nothing else, or skips the test aloud.
func browse(t *testing.T) context.Context {
	t.Helper()
	if raced {
		t.Skip("SKIPPED with the race detector, make test runs it: the pages' own tests meet the same goroutines")
	}
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("SKIPPED, NOT TESTED: the desk in a browser. Install Chromium (apt-get install chromium).")
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses to start as root otherwise; it shows our own pages
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	tab, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	if _, err := chromedp.Run(tab, chromedp.Evaluate[float64]("0")); err != nil {
		t.Fatal(err)
	}
	return tab
}

// flaws lists what is wider than the window, and what a thumb must hit and cannot: links in a line of text are as high
// as their line.
const flaws = `(() => {
	const wrong = [], wide = document.documentElement.clientWidth
	const whole = document.documentElement.scrollWidth
	if (whole > wide) wrong.push("it scrolls sideways: " + whole)
	const say = e => e.tagName.toLowerCase() + " “" + (e.name || e.textContent.trim()).slice(0, 40) + "”"
	for (const e of document.body.querySelectorAll("*")) {
		const box = e.getBoundingClientRect()
		if (e.closest(".skip, .out, svg") || getComputedStyle(e).display === "none") continue
		if (box.width > 0 && (box.right > wide + 1 || box.left < -1))
			wrong.push(say(e) + " goes beyond the window: " + Math.round(box.left) + " to " + Math.round(box.right))
	}
	if (wide < 760) for (const e of document.querySelectorAll("a, button, summary, input, select")) {
		const box = e.getBoundingClientRect(), style = getComputedStyle(e)
		const hit = e.type === "checkbox" ? e.closest("label").getBoundingClientRect() : box
		if (!box.height || style.display === "inline" || hit.height >= 44 || e.closest(".skip")) continue
		if (e.matches("li a, p a, th a") && box.height >= 24) continue
		wrong.push(say(e) + " is " + Math.round(hit.height) + " px high")
	}
	for (const e of document.querySelectorAll("nav a, button, .state, th, dt"))
		if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && !e.closest(".own"))
			wrong.push(say(e) + " is wider than its place")
	for (const e of document.querySelectorAll("input:not([type=hidden]), select"))
		if (!e.labels.length && !e.ariaLabel) wrong.push(say(e) + " has no label")
	const ids = [...document.querySelectorAll("[id]")].map(e => e.id)
	if (new Set(ids).size < ids.length) wrong.push("an id stands twice: " + ids)
	if (document.querySelectorAll("h1").length !== 1) wrong.push("it has not one h1")
	return [...new Set(wrong)].slice(0, 12)
})()`

// browserView is a width and a scheme in which a page is looked at.
type browserView struct {
	scheme string
	width  int64
}

// set makes the window so.
func (v browserView) set(ctx context.Context, c *chromedp.Target) error {
	_, err := cdp.Call(ctx, c, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}},
	})
	if err == nil {
		_, err = cdp.Call(ctx, c, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: v.width, Height: 800, DeviceScaleFactor: 1,
		})
	}
	return err
}

// TestDeskInBrowser opens the desk of the demo as its link does, walks its pages at four widths, adds a source by
// pasting an address, pauses it, and takes that back. ATTACHE_SHOTS names a folder for pictures.
func TestDeskInBrowser(t *testing.T) {
	tab := browse(t)
	var out bytes.Buffer
	a := &app{in: strings.NewReader(""), out: &out, errs: &out, now: time.Now}
	a.fence()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d, err := a.openDemo(ctx, demoOptions{dir: t.TempDir(), listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if err := d.tour(ctx); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	served := make(chan error, 1)
	go func() { served <- d.show(ctx) }()
	defer func() { cancel(); <-served }()
	root := "http://" + d.listener.Addr().String()
	b := &deskBrowser{t: t, tab: tab, root: root}
	b.open(d.deskLink())
	if got := b.text("main h1"); got != "Today" {
		t.Fatalf("the link opens %q", got)
	}
	b.addSource(d.outlets[0].base)
	for _, p := range smokePaths() {
		views := []browserView{{"light", 1280}, {"dark", 320}}
		if os.Getenv("ATTACHE_SHOTS") != "" {
			views = append(views, browserView{"dark", 1440}, browserView{"light", 375})
		}
		for _, v := range views {
			b.look(p, v)
		}
	}
	others := []string{"ru", "kk", "tr"} // their words are longer
	if os.Getenv("ATTACHE_BROWSER") == "" {
		others = others[:1]
	}
	for _, lang := range others {
		b.open(root + "/desk/me")
		ask[chromedp.Void](b, fmt.Sprintf("document.querySelector('#language').value = %q", lang))
		b.press("form[action$='/desk/me'] button")
		for _, p := range []string{
			"/desk", "/desk/sources", "/desk/sources/gazette/edit", "/desk/issues/1", "/desk/articles", "/desk/runs/1",
			"/desk/digests/daily", "/desk/digests/daily/edit",
			"/desk/settings/people",
		} {
			b.look(p, browserView{"light", 320})
		}
	}
}

// deskBrowser is a tab with the desk.
type deskBrowser struct {
	t    *testing.T
	tab  context.Context
	root string
}

func (b *deskBrowser) open(address string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.tab, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Navigate(address)); err != nil {
		b.t.Fatalf("open %s: %v", address, err)
	}
}

// ask evaluates a script.
func ask[T any](b *deskBrowser, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.tab, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

func (b *deskBrowser) text(selector string) string {
	b.t.Helper()
	return ask[string](b, fmt.Sprintf("document.querySelector(%q)?.textContent.trim() ?? ''", selector))
}

// press clicks a button, and waits for the page that follows.
func (b *deskBrowser) press(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.tab, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, func(ctx context.Context, c *chromedp.Target) (int, error) {
		if _, err := chromedp.Evaluate[chromedp.Void]("window.stale = true")(ctx, c); err != nil {
			return 0, err
		}
		if _, err := chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).click()", selector))(ctx,
			c); err != nil {
			return 0, err
		}
		for {
			fresh, err := chromedp.Evaluate[bool](`!window.stale && document.readyState === "complete"`)(ctx, c)
			if err == nil && fresh || ctx.Err() != nil {
				return 0, ctx.Err()
			}
		}
	})
	if err != nil {
		b.t.Fatalf("press %s: %v", selector, err)
	}
}

// addSource pastes an address, takes the first way, pauses the source and takes that back.
func (b *deskBrowser) addSource(address string) {
	b.t.Helper()
	b.open(b.root + "/desk/sources/new")
	ask[chromedp.Void](b, fmt.Sprintf("document.querySelector('#address').value = %q", address))
	b.press(".paste button")
	b.shoot("add-ways")
	if ask[int](b, "document.querySelectorAll('.way').length") == 0 {
		b.t.Fatalf("no way was found: %s", b.text("main"))
	}
	if ask[int](b, "document.querySelectorAll('.way:first-of-type .items li').length") == 0 {
		b.t.Error("the first way shows no items")
	}
	ask[chromedp.Void](b, "document.querySelector('.way input[name=source]').value ="+
		"document.querySelector('.way input[name=source]').value.replace(/\"url\":\"([^\"]*)\"/, '\"url\":\"$1?again\"')")
	b.press(".way button")
	if !strings.Contains(b.text(".notice"), "was added") {
		b.t.Fatalf("after adding: %s %s", ask[string](b, "location.href"), b.text("body"))
	}
	b.press("main .row form[action$='/desk/sources'] button")
	if got := b.text("main .state"); got != "paused" {
		b.t.Errorf("after pausing it is %q", got)
	}
	b.press(".notice button")
	if got := b.text("main .state"); got == "paused" {
		b.t.Error("the undo did not take the pause back")
	}
}

// look opens a page so wide and reports its flaws.
func (b *deskBrowser) look(path string, v browserView) {
	b.t.Helper()
	b.set(v)
	b.open(b.root + path)
	for _, f := range ask[[]string](b, flaws) {
		b.t.Errorf("%s at %d px: %s", path, v.width, f)
	}
	name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "_", "&", "_").Replace(path), "_")
	b.shoot(fmt.Sprintf("%s.%s.%s.%d", name, ask[string](b, "document.documentElement.lang"), v.scheme, v.width))
}

// shoot takes a picture when ATTACHE_SHOTS names a folder.
func (b *deskBrowser) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("ATTACHE_SHOTS")
	if dir == "" {
		return
	}
	_, err := chromedp.Run(b.tab, func(ctx context.Context, c *chromedp.Target) (int, error) {
		shot, err := cdp.Call(ctx, c, page.CaptureScreenshot, page.CaptureScreenshotParams{})
		if err != nil {
			return 0, err
		}
		return 0, os.WriteFile(filepath.Join(dir, name+".png"), shot.Data, 0o600)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
