// Package dom is a page as the fields of an article are read from it: the tree of its elements in one array, what their
// names signal, and its text as blocks.
//
// It knows no field, no model and no metadata. Read tree.go first (a page parsed once), then strip.go (what is left out
// before), signals.go (what classes and ids say), layout.go and blocks.go (text as blocks, and what is counted of
// each).
package dom
