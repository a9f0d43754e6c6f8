package page

import (
	"attache/news"
	"attache/text"
)

// CleanArticle takes the control characters out of all texts of an article. It is the door through which a page's and a
// list's words get in: see text.Clean.
func CleanArticle(a *news.Article) {
	a.URL, a.Image, a.Language = text.Line(a.URL), text.Line(a.Image), text.Line(a.Language)
	a.Title, a.Summary = text.Line(a.Title), text.Line(a.Summary)
	cleanLines(a.Authors)
	CleanOutlet(&a.Outlet)
	for i := range a.Blocks {
		a.Blocks[i].Text = text.Line(a.Blocks[i].Text)
	}
}

// CleanOutlet is CleanArticle for an outlet.
func CleanOutlet(o *news.Outlet) {
	o.Name, o.Home = text.Line(o.Name), text.Line(o.Home)
}

func cleanLines(lines []string) {
	for i, l := range lines {
		lines[i] = text.Line(l)
	}
}
