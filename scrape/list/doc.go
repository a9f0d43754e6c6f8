// Package list reads the lists of sources: feeds (RSS, Atom, RDF, JSON Feed), sitemaps, WordPress posts, Telegram
// previews and HTML pages by rules, each to items, and makes the canonical addresses of these.
//
// It asks for a list's further pages and files by a fetch.Client, but decides neither when a source is visited nor
// which items are kept: package scrape does. Read reader.go first, then feed.go; canonical.go has the addresses.
package list
