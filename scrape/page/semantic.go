package page

import "golang.org/x/net/html/atom"

// Elements with a meaning of their own, by number.
const (
	semArticle = iota
	semMain
	semAside
	semNav
	semFooter
	semHeader
	semFigure
	semForm
	semList
	semTable
	semQuote
	semButton
	semSection
	semanticCount
)

func semanticOf(a atom.Atom) int {
	switch a {
	case atom.Article:
		return semArticle
	case atom.Main:
		return semMain
	case atom.Aside:
		return semAside
	case atom.Nav, atom.Menu:
		return semNav
	case atom.Footer:
		return semFooter
	case atom.Header:
		return semHeader
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
