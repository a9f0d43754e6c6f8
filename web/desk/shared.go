package desk

import (
	"net/url"
	"slices"

	"attache/news"
	"attache/newsroom"
)

// What package web/api has from the pages, so that both say the same.

// SourceState is how a source is doing: dead, failing, drifted, never, ok or paused.
func SourceState(s news.Standing, f newsroom.Flag) string { return stateOf(s, f) }

// SourceStates lists them, the worst first.
func SourceStates() []string { return slices.Clone(stateOrder) }

// SourceChosen reports whether filters let a source through: region, lang, outlet, group and q. Its state is not looked
// at.
func SourceChosen(q url.Values, s *news.Source) bool { return chosen(q, s) }

// OwnName reports whether a page of the desk is called so, so that no source or digest can be.
func OwnName(name string) bool { return slices.Contains(ownNames, name) }

// MostCounted is how many rows a list counts: more are said to be more.
const MostCounted = mostCounted
