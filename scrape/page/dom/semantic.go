package dom

import "golang.org/x/net/html/atom"

// Elements with a meaning of their own, by number.
const (
	SemArticle = iota
	SemMain
	SemAside
	SemNav
	SemFooter
	SemHeader
	semFigure
	semForm
	semList
	semTable
	semQuote
	semButton
	semSection
	SemanticCount
)

// SemanticOf returns the number of an element's meaning; -1 = it has none of its own.
func SemanticOf(a atom.Atom) int {
	switch a {
	case atom.Article:
		return SemArticle
	case atom.Main:
		return SemMain
	case atom.Aside:
		return SemAside
	case atom.Nav, atom.Menu:
		return SemNav
	case atom.Footer:
		return SemFooter
	case atom.Header:
		return SemHeader
	case atom.Figure, atom.Figcaption, atom.Video:
		return semFigure
	case atom.Form, atom.Fieldset, atom.Label:
		return semForm
	case atom.Ul, atom.Ol, atom.Dl:
		return semList
	case atom.Table:
		return semTable
	case atom.Blockquote, atom.Q:
		return semQuote
	case atom.Button, atom.Dialog, atom.Details, atom.Summary:
		return semButton
	case atom.Section:
		return semSection
	}
	return -1
}
