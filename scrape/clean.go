package scrape

import (
	"attache/news"
	"attache/text"
)

// cleanArticle takes the control characters out of all texts of an article. It is the door through which a page's and a list's
// words get in: see text.Clean.
func cleanArticle(a *news.Article) {
	a.URL, a.Image, a.Language = text.Line(a.URL), text.Line(a.Image), text.Line(a.Language)
	a.Title, a.Summary = text.Line(a.Title), text.Line(a.Summary)
	cleanLines(a.Authors)
	cleanOutlet(&a.Outlet)
	for i := range a.Blocks {
		a.Blocks[i].Text = text.Line(a.Blocks[i].Text)
	}
}

// cleanItem is cleanArticle for a list's entry.
func cleanItem(it *news.Item) {
	it.URL, it.Image, it.Language = text.Line(it.URL), text.Line(it.Image), text.Line(it.Language)
	it.Title, it.Summary = text.Line(it.Title), text.Line(it.Summary)
	cleanLines(it.Authors)
	for i := range it.Body {
		it.Body[i].Text = text.Line(it.Body[i].Text)
	}
}

func cleanOutlet(o *news.Outlet) {
	o.Name, o.Home = text.Line(o.Name), text.Line(o.Home)
}

func cleanLines(lines []string) {
	for i, l := range lines {
		lines[i] = text.Line(l)
	}
}
