package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"attache/news"
	"attache/templates"
)

// fileAge is for how long browsers and proxies may show a style sheet or a picture without asking again.
const fileAge = "public, max-age=3600"

// forEver is the same of what has a name of its content.
const forEver = "public, max-age=31536000, immutable"

// file sends one of templates.Files: a style sheet, a picture.
func (s *Server) file(name, kind string) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		if name == cardName { // other sites show it beside a link
			w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		a := answer{kind: kind, age: fileAge}
		a.of(name)
		a.make = func(context.Context) ([]byte, error) { return s.set.File(name), nil }
		return s.answer(w, r, a)
	}
}

// style sends the style sheet under a name of its content: browsers keep it for ever, and an upgrade has another name.
// A page that was kept since before an upgrade gets today's sheet, for a minute.
func (s *Server) style(w http.ResponseWriter, r *http.Request) error {
	css, current := s.set.Style(r.PathValue("name"))
	if css == nil {
		return errNoPage
	}
	a := answer{kind: templates.Files()[sheetName], age: forEver}
	if !current {
		a.age = listAge
	}
	a.of(r.PathValue("name"))
	a.make = func(context.Context) ([]byte, error) { return css, nil }
	return s.answer(w, r, a)
}

// sheetName is the style sheet's among templates.Files.
const sheetName = "style.css"

// showLogo lets a page show the logo of a publisher, which is on another site.
func showLogo(w http.ResponseWriter, by news.Publisher) {
	u, err := url.Parse(by.Logo)
	if by.Logo == "" || err != nil || u.Scheme != "https" || strings.ContainsAny(u.Host, "; ,'") {
		return
	}
	w.Header().Set("Content-Security-Policy", policy("https://"+u.Host))
}

// houseOf is who stands behind a page that lists all digests: the publisher of the first that has one.
func houseOf(digests []news.Digest) news.Publisher {
	for _, d := range digests {
		if p := d.Publisher; d.Enabled && (p.Logo != "" || p.Accent != "" || p.Imprint != "" || p.Privacy != "") {
			return p
		}
	}
	return news.Publisher{}
}

// picture sends the picture of a lead story. Its name is a hash of it: it never changes.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) error {
	name, ok := strings.CutSuffix(r.PathValue("name"), pictureEnd)
	if !ok {
		return errNoPage
	}
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") // letters are read on other sites
	a := answer{kind: "image/jpeg", age: forEver}
	a.of(name)
	a.make = func(ctx context.Context) ([]byte, error) { return s.store.Picture(ctx, name) }
	return s.answer(w, r, a)
}

// pictureEnd is how the addresses of pictures end.
const pictureEnd = ".jpg"

// cardName is the picture of a shared link.
const cardName = "card.png"
