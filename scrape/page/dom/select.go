package dom

import (
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Select returns the elements of a page that a CSS selector matches, in order.
func Select(root *html.Node, selector string) []*html.Node {
	sel, err := cascadia.ParseGroup(selector)
	if err != nil || root == nil {
		return nil
	}
	return cascadia.QueryAll(root, sel)
}

// removeMatches removes what a source's rule names before anything is read.
func removeMatches(root *html.Node, selector string) {
	if selector == "" {
		return
	}
	for _, n := range Select(root, selector) {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}
