package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"attache/newsroom"
)

// demoDesk opens the desk of a demo whose outlets were read and whose first issue was sent.
func demoDesk(t *testing.T) (*demo, *deskBrowser) {
	t.Helper()
	tab := browse(t)
	var out bytes.Buffer
	a := &app{in: strings.NewReader(""), out: &out, errs: &out, now: time.Now}
	a.fence()
	ctx, cancel := context.WithCancel(t.Context())
	d, err := a.openDemo(ctx, demoOptions{dir: t.TempDir(), listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.tour(ctx); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	served := make(chan error, 1)
	go func() { served <- d.show(ctx) }()
	t.Cleanup(func() { cancel(); <-served; d.close() })
	b := &deskBrowser{t: t, tab: tab, root: "http://" + d.listener.Addr().String()}
	b.open(d.deskLink())
	return d, b
}

// key presses a key as a person does, with the text that it makes.
func (b *deskBrowser) key(key string, modifiers int64) {
	b.t.Helper()
	_, err := chromedp.Run(b.tab, func(ctx context.Context, c *chromedp.Target) (int, error) {
		text := key
		if len(key) > 1 || modifiers != 0 {
			text = ""
		}
		code := map[string]int64{"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40}[key]
		if key == "Enter" {
			text = "\r"
		}
		if code == 0 {
			code = int64(strings.ToUpper(key)[0])
		}
		for _, kind := range []string{"keyDown", "keyUp"} {
			p := input.DispatchKeyEventParams{
				Type: input.DispatchKeyEventType(kind), Key: key, Modifiers: modifiers, WindowsVirtualKeyCode: code,
			}
			if kind == "keyDown" {
				p.Text = text
			}
			if _, err := cdp.Call(ctx, c, input.DispatchKeyEvent, p); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		b.t.Fatalf("press %s: %v", key, err)
	}
}

// keys presses keys one after the other.
func (b *deskBrowser) keys(all ...string) {
	for _, k := range all {
		b.key(k, 0)
	}
}

// wait waits until a script is true.
func (b *deskBrowser) wait(what, script string) {
	b.t.Helper()
	for end := time.Now().Add(patience); ; {
		ctx, cancel := context.WithTimeout(b.tab, patience)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		cancel()
		if err == nil && ok {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%s did not come; the page is %s: %.800s", what, ask[string](b, "location.href"), b.text("main"))
		}
	}
}

// promised evaluates a script that promises a text.
func promised(b *deskBrowser, script string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.tab, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// TestDeskDropsAnArticle: an editor drops an article with the keyboard alone, and the next letter lacks it.
func TestDeskDropsAnArticle(t *testing.T) {
	d, b := demoDesk(t)
	ctx := t.Context()
	g, err := d.store.Digest(ctx, "daily")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := d.store.ArticleRows(ctx, newsroom.ArticleFilter{Verdict: "kept", Limit: 50})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d articles, %v", len(rows), err)
	}
	// to the articles, the first of those that were kept, and drop it: no pointer
	b.open(b.root + "/desk")
	b.keys("g", "a")
	b.wait("the list of articles", `location.pathname === "/desk/articles" && document.readyState === "complete"`)
	b.open(b.root + "/desk/articles?verdict=kept")
	b.keys("j", "j", "k", "o")
	b.wait("the article", `/articles\/\d+$/.test(location.pathname) && document.readyState === "complete"`)
	title := b.text("main h1")
	before := ask[string](b, "location.pathname")
	b.keys("x")
	b.wait("the notice", `!!document.querySelector(".notice form") && document.readyState === "complete"`)
	if ask[string](b, "location.pathname") != before {
		t.Errorf("dropping leads to %s", ask[string](b, "location.href"))
	}
	b.keys("u")
	b.wait("the undo", `document.querySelector(".notice") && !document.querySelector(".notice form") &&
		document.readyState === "complete"`)
	b.keys("x")
	b.wait("the notice again", `!!document.querySelector(".notice form") && document.readyState === "complete"`)
	// a trial over the same days, of what was judged before too: the letter lacks it
	b.open(b.root + "/desk/digests/" + g.Name)
	ask[chromedp.Void](b, "document.querySelector('[name=again]').click()")
	b.press("button[value=dry]")
	b.wait("the trial", `!!document.querySelector("iframe.letter") && document.readyState === "complete"`)
	src := ask[string](b, `document.querySelector("iframe.letter").src`)
	letter := promised(b, fmt.Sprintf(`fetch(%q).then(r => r.text())`, src))
	if letter == "" || strings.Contains(letter, title) {
		t.Errorf("the letter has “%s” (%d bytes)", title, len(letter))
	}
	if !strings.Contains(b.text(".funnel"), "dropped by hand") {
		t.Errorf("the funnel does not say so: %s", b.text(".funnel"))
	}
	b.shoot("trial")
}

// TestDeskKeys: the palette, the list of keys, and that they are silent in a field and when they are switched off
// (WCAG 2.1.4).
func TestDeskKeys(t *testing.T) {
	_, b := demoDesk(t)
	b.open(b.root + "/desk/sources")
	b.keys("?")
	b.wait("the keys", `document.getElementById("keys").open`)
	b.shoot("keys")
	b.keys("Escape")
	b.wait("the keys closed", `!document.getElementById("keys").open`)
	b.key("k", 2)
	b.wait("the palette", `document.getElementById("palette").open`)
	for _, k := range "digests" {
		b.key(string(k), 0)
	}
	b.shoot("palette")
	b.keys("Enter")
	b.wait("the digests", `location.pathname === "/desk/digests" && document.readyState === "complete"`)
	// a keyboard that is set to Russian: the same keys give other letters
	cyrillic := `document.body.dispatchEvent(new KeyboardEvent("keydown", {bubbles: true, `
	ask[bool](b, cyrillic+`key: "о", code: "KeyJ"}))`)
	b.wait("the first row", `!!document.activeElement.closest("[data-row]")`)
	ask[bool](b, cyrillic+`key: "л", code: "KeyK", ctrlKey: true}))`)
	b.wait("the palette again", `document.getElementById("palette").open`)
	b.keys("Escape")
	b.wait("the palette closed", `!document.getElementById("palette").open`)
	ask[bool](b, cyrillic+`key: ",", code: "Slash", shiftKey: true}))`)
	b.wait("the keys again", `document.getElementById("keys").open`)
	b.keys("Escape")
	b.wait("the keys closed again", `!document.getElementById("keys").open`)
	b.keys("/")
	b.wait("the search", `location.pathname === "/desk/articles" && document.readyState === "complete"`)
	b.keys("/", "g", "s", "?")
	if got := ask[string](b, "document.activeElement.value"); got != "gs?" {
		t.Errorf("in the field the keys wrote %q", got)
	}
	b.open(b.root + "/desk/me")
	ask[chromedp.Void](b, "document.querySelector('[name=keys]').click()")
	b.press("#keyboard form button")
	b.keys("g", "a", "?")
	if n := ask[int](b, "document.scripts.length"); n != 0 || ask[string](b, "location.pathname") != "/desk/me" {
		t.Errorf("switched off: %d scripts at %s", n, ask[string](b, "location.pathname"))
	}
}

// TestDeskDigestEditing: a digest is changed, looked at with its letter, and saved; the live preview comes by itself.
func TestDeskDigestEditing(t *testing.T) {
	_, b := demoDesk(t)
	b.open(b.root + "/desk/digests/daily/edit")
	ask[chromedp.Void](b, `(() => {
		const t = document.querySelector("#title")
		t.value = "The Morning"
		t.dispatchEvent(new Event("input", {bubbles: true}))
	})()`)
	b.wait("the live preview", `!!document.querySelector("#live iframe")`)
	b.press("form[data-live] .row button")
	if !strings.Contains(b.text(".diff"), "+ title: The Morning") {
		t.Errorf("the difference is %q", b.text(".diff"))
	}
	b.shoot("check")
	b.press("form[action$='/desk/digests/save'] button")
	if b.text("main h1") != "The Morning" || !strings.Contains(b.text(".notice"), "saved") {
		t.Errorf("after saving: %s, %s", b.text("main h1"), b.text(".notice"))
	}
}

// TestDeskAxe looks for what axe-core finds on every page in both schemes. ATTACHE_AXE names the file axe.min.js.
func TestDeskAxe(t *testing.T) {
	path := os.Getenv("ATTACHE_AXE")
	if path == "" {
		t.Skip("SKIPPED, NOT TESTED: axe on the desk. Set ATTACHE_AXE to axe.min.js of npm's axe-core, " +
			"as make test-browser does.")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, b := demoDesk(t)
	for _, p := range deskPaths {
		for _, v := range []browserView{{"light", 1280}, {"dark", 375}} {
			if _, err := chromedp.Run(b.tab, func(ctx context.Context, c *chromedp.Target) (int, error) {
				return 0, v.set(ctx, c)
			}); err != nil {
				t.Fatal(err)
			}
			b.open(b.root + p)
			ask[chromedp.Void](b, string(axe)+";0")
			found := promised(b, `axe.run(document, {
				runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], iframes: false,
			}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " +
				v.nodes.slice(0, 3).map(n => n.target + " " + n.failureSummary).join("; "))))`)
			var all []string
			if err := json.Unmarshal([]byte(found), &all); err != nil {
				t.Fatal(err)
			}
			for _, f := range slices.Compact(all) {
				t.Errorf("%s, %s: %s", p, v.scheme, f)
			}
		}
	}
}

// deskPaths are the pages that tests look at.
var deskPaths = []string{
	"/desk", "/desk/sources", "/desk/sources/new", "/desk/sources/gazette", "/desk/sources/gazette/edit",
	"/desk/articles", "/desk/articles?q=minister", "/desk/articles?q=minister&lang=zz&verdict=kept", "/desk/articles/3",
	"/desk/digests", "/desk/digests/new", "/desk/digests/daily", "/desk/digests/daily/edit", "/desk/digests/daily/learn",
	"/desk/sources/gazette/rule", "/desk/sources/gazette/rights", "/desk/sources/gazette/history", "/desk/sources/import",
	"/desk/sources/catalogue", "/desk/me/tokens", "/desk/settings/tokens", "/desk/digests/new?starter=week",
	"/desk/issues", "/desk/issues/1", "/desk/runs", "/desk/runs/1", "/desk/me", "/desk/settings/people",
	"/desk/settings/audit", "/desk/settings/hooks", "/desk/sources?state=paused&q=nothing", "/desk/no-such-page",
}
