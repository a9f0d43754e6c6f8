//go:build !linux

package fetch

import "github.com/chromedp/chromedp"

// browserBounds is for Linux only: elsewhere nothing but the heap of a page's scripts is bounded.
func browserBounds() []chromedp.ExecAllocatorOption { return nil }
