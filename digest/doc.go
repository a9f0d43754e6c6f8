// Package digest decides what a reader sees: it judges articles, drops copies, groups the kept ones into stories,
// summarises and orders them, and composes an issue.
//
// It works offline from small embedded tables, in any of the languages package text knows, and the same material
// always makes the same issue. It does not fetch, store, render or send, and it never writes a sentence of its own:
// a summary's sentences are quotations with their place, unless a Summarizer that writes freely was put in, whose
// every sentence must pass package faithfulness.
//
// Each judgement is a package of its own: entities (whom a text names), relevance (is it the topic's), cluster (which
// tell of one event), summary (which sentences), faithfulness (does a source bear out a sentence). Read compose.go
// first: Editor.Compose calls them in order; an Issue's fields are set by it and in issue.go, and nowhere else.
// failure.go keeps one article's fault from the others.
package digest
