package screens

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// What is looked at, in CSS pixels.
const (
	phone    = 375  // width of the pictures
	narrow   = 320  // the narrowest telephone that is measured
	wide     = 1440 // a desk
	upper    = 1000 // height of the upper part of a long document
	foot     = 600  // and of its lower part: between them the same kinds of things come again
	gap      = 12   // between the pictures of a sheet
	thumb    = 44   // a link or button on a page is at least so high, or in running text
	lookTime = 2 * time.Minute
)

// modes are how a reader's program may show a document. What inverts colours turns light ones, as some mail programs
// do with letters whose own dark mode they do not know.
var modes = []struct{ scheme, script string }{
	{"light", ""},
	{"dark", ""},
	{"light", `document.documentElement.style.cssText = "filter:invert(1) hue-rotate(180deg);background:#fff"`},
}

// browser is a tab of a browser that reaches this machine and nothing else.
type browser struct{ tab context.Context }

// open starts a browser; done ends it.
func open(ctx context.Context) (b browser, done func(), err error) {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if path, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if path == "" {
		return b, nil, errors.New("no browser was found: install Chromium (apt-get install chromium)")
	}
	folder, err := os.MkdirTemp("", "screens")
	if err != nil {
		return b, nil, err
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.NoInheritEnv,
		chromedp.Env("HOME="+folder, "TMPDIR="+folder, "PATH="+os.Getenv("PATH"), "LANG=C.UTF-8"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses to start as root otherwise; it shows our own pages
	}
	alloc, stop := chromedp.NewExecAllocator(ctx, options...)
	tab, cancel := chromedp.NewContext(alloc)
	done = func() { cancel(); stop(); os.RemoveAll(folder) }
	start := chromedp.Evaluate[float64]("0") // what a limit starts ends with it: this has none
	if _, err := chromedp.Run(tab, start); err != nil {
		done()
		return b, nil, fmt.Errorf("start %s: %w", path, err)
	}
	return browser{tab}, done, nil
}

// seen is what a look at a document finds.
type seen struct {
	flaws []string
	sheet image.Image // its pictures: light, dark, inverted
}

// look measures a document and takes its pictures.
func (b browser) look(address string, letter bool) (seen, error) {
	ctx, cancel := context.WithTimeout(b.tab, lookTime)
	defer cancel()
	return chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (s seen, err error) {
		if _, err := chromedp.Navigate(address)(ctx, t); err != nil {
			return s, err
		}
		for _, width := range []int64{narrow, phone, wide} {
			thumb := thumb
			if letter || width == wide { // mail programs space links by themselves; a mouse needs less
				thumb = 0
			}
			if err := size(ctx, t, width); err != nil {
				return s, err
			}
			found, err := chromedp.Evaluate[[]string](fmt.Sprintf(measure, thumb))(ctx, t)
			if err != nil {
				return s, err
			}
			for _, f := range found {
				s.flaws = append(s.flaws, fmt.Sprintf("at %d px %s", width, f))
			}
		}
		var pictures []image.Image
		for _, m := range modes {
			picture, err := show(ctx, t, m.scheme, m.script)
			if err != nil {
				return s, err
			}
			pictures = append(pictures, picture)
		}
		s.sheet = together(pictures, image.Pt(1, 0))
		return s, nil
	})
}

// show takes a picture of the document in a mode.
func show(ctx context.Context, t *chromedp.Target, scheme, script string) (image.Image, error) {
	if err := size(ctx, t, phone); err != nil {
		return nil, err
	}
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err != nil {
		return nil, err
	}
	if script != "" {
		if _, err := chromedp.Evaluate[chromedp.Void](script)(ctx, t); err != nil {
			return nil, err
		}
	}
	return shoot(ctx, t)
}

func size(ctx context.Context, t *chromedp.Target, width int64) error {
	_, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 800, DeviceScaleFactor: 1,
	})
	return err
}

// measure is a script that lists what is wider than the window, and links and buttons that are lower than a thumb and
// stand for themselves: one in a line of text is as high as its line.
const measure = `(() => {
	const wrong = [], wide = document.documentElement.clientWidth
	const whole = document.documentElement.scrollWidth
	if (whole > wide) wrong.push("it scrolls sideways: " + whole + " px")
	const say = e => e.tagName.toLowerCase() + " “" + e.textContent.trim().slice(0, 40) + "”"
	for (const e of document.body.querySelectorAll("*")) {
		const box = e.getBoundingClientRect()
		if (box.width > 0 && getComputedStyle(e).display !== "none" && (box.right > wide + 1 || box.left < -1))
			wrong.push(say(e) + " goes beyond the window: " + Math.round(box.left) + " to " + Math.round(box.right))
	}
	const thumb = %d
	if (thumb) for (const e of document.querySelectorAll("a, button, summary, input")) {
		const box = e.getBoundingClientRect(), style = getComputedStyle(e)
		if (!box.height || style.display === "none" || box.height >= thumb) continue
		if (style.display === "inline") continue
		wrong.push(say(e) + " is " + Math.round(box.height) + " px high")
	}
	return [...new Set(wrong)].slice(0, 12)
})()`

// shoot takes a picture of the document; of a long one, its upper part and its foot.
func shoot(ctx context.Context, t *chromedp.Target) (image.Image, error) {
	height, err := chromedp.Evaluate[float64]("Math.ceil(document.body.getBoundingClientRect().bottom)")(ctx, t)
	if err != nil {
		return nil, err
	}
	clips := []page.Viewport{{Width: phone, Height: height, Scale: 1}}
	if height > upper+gap+foot {
		clips = []page.Viewport{
			{Width: phone, Height: upper, Scale: 1}, {Y: height - foot, Width: phone, Height: foot, Scale: 1},
		}
	}
	var parts []image.Image
	for _, clip := range clips {
		beyond := true
		shot, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &beyond, Clip: &clip,
		})
		if err != nil {
			return nil, err
		}
		part, err := png.Decode(bytes.NewReader(shot.Data))
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return together(parts, image.Pt(0, 1)), nil
}

// together puts pictures next to each other on grey: side by side, or one below the other.
func together(pictures []image.Image, along image.Point) image.Image {
	var size, at image.Point
	for _, p := range pictures {
		end := at.Add(p.Bounds().Size())
		size = image.Pt(max(size.X, end.X), max(size.Y, end.Y))
		at = image.Pt(along.X*(end.X+gap), along.Y*(end.Y+gap))
	}
	sheet := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(grey), image.Point{}, draw.Src)
	at = image.Point{}
	for _, p := range pictures {
		draw.Draw(sheet, p.Bounds().Add(at), p, p.Bounds().Min, draw.Src)
		end := at.Add(p.Bounds().Size())
		at = image.Pt(along.X*(end.X+gap), along.Y*(end.Y+gap))
	}
	return sheet
}
