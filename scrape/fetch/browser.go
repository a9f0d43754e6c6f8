package fetch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	cdptarget "github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"

	"attache/news"
)

// noWay is the proxy that the browser is given. The name cannot exist (RFC 6761 §6.4), so whatever the browser tries by
// itself (a WebSocket, a worker, a prefetch) goes nowhere: all that it gets comes through our own guard, see showing.
const noWay = "http://nowhere.invalid:9"

// browserNames are the programs looked for in PATH when none is named.
var browserNames = []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"}

// CheckBrowser reports by an *news.InvalidError that sources with browser: true cannot be read, for want of a browser.
func (c Config) CheckBrowser() error {
	_, lack := c.browser()
	if lack == "" {
		return nil
	}
	return &news.InvalidError{
		Field: "scrape.browser", Message: "Sources with browser: true need a browser, and " + lack + ".",
		Hint: "install Chromium (apt-get install chromium), or set scrape.browser_url to a remote one",
	}
}

// browser finds the program that shows pages, or says why there is none; both are empty when a remote one is set.
func (c Config) browser() (path, lack string) {
	if c.BrowserURL != "" {
		return "", ""
	}
	names := browserNames
	if c.Browser != "" {
		names = []string{c.Browser}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, ""
		}
	}
	if c.Browser != "" {
		return "", "there is no " + c.Browser
	}
	return "", "none was found on this machine"
}

// openTab returns a context of a blank tab: of a browser started for it and killed with it, or of the remote one, in a
// profile of its own. The browser lives no longer than ctx. done ends it and waits until nothing is left of it.
func (f *Client) openTab(ctx context.Context) (tab context.Context, done func(), err error) {
	path, lack := f.cfg.browser()
	if lack != "" {
		return nil, nil, errors.New(lack)
	}
	said := func(format string, args ...any) { f.log.Debug("browser", "said", fmt.Sprintf(format, args...)) }
	quiet := chromedp.WithBrowserOption(chromedp.WithBrowserLogf(said), chromedp.WithBrowserErrorf(said))
	if path == "" {
		alloc, stop := remote.NewAllocator(ctx, f.cfg.BrowserURL)
		tab, cancel := chromedp.NewContext(alloc, quiet,
			chromedp.WithNewBrowserContext(func(p *cdptarget.CreateBrowserContextParams) {
				p.ProxyServer, p.ProxyBypassList = noWay, "<-loopback>"
			}))
		return tab, func() { cancel(); stop() }, nil
	}
	folder, err := os.MkdirTemp("", "attache-") // its profile lies in one that chromedp makes and removes
	if err != nil {
		return nil, nil, fmt.Errorf("make a folder for the browser: %w", err)
	}
	alloc, stop := chromedp.NewExecAllocator(ctx, f.browserOptions(path, folder)...)
	tab, cancel := chromedp.NewContext(alloc, quiet)
	return tab, func() {
		cancel()
		stop()
		if err := os.RemoveAll(folder); err != nil {
			f.log.Warn("the browser's folder could not be removed", "folder", folder, "error", err)
		}
	}, nil
}

// browserOptions start a browser that knows nothing of this program's environment and reaches nothing by itself.
func (f *Client) browserOptions(path, folder string) []chromedp.ExecAllocatorOption {
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, browserBounds()...)
	return append(options,
		chromedp.ExecPath(path),
		chromedp.NoInheritEnv, // passwords may stand in ours
		chromedp.Env("HOME="+folder, "TMPDIR="+folder, "PATH="+os.Getenv("PATH"), "LANG=C.UTF-8"),
		chromedp.UserAgent(f.cfg.userAgent()),
		chromedp.ProxyServer(noWay),
		chromedp.Flag("proxy-bypass-list", "<-loopback>"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-remote-fonts", true),
		chromedp.Flag("blink-settings", "imagesEnabled=false"),
		chromedp.Flag("webrtc-ip-handling-policy", "disable_non_proxied_udp"),
		// its name before Chromium 130 or so
		chromedp.Flag("force-webrtc-ip-handling-policy", "disable_non_proxied_udp"),
		chromedp.Flag("renderer-process-limit", "1"),
		chromedp.Flag("js-flags", "--max-old-space-size=256"), // MB
	)
}
