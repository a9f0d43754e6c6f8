package web

import (
	"context"
	"net/http"
	"strings"
)

// fileAge is for how long browsers and proxies may show a style sheet or a picture without asking again.
const fileAge = "public, max-age=3600"

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

// picture sends the picture of a lead story. Its name is a hash of it: it never changes.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) error {
	name, ok := strings.CutSuffix(r.PathValue("name"), pictureEnd)
	if !ok {
		return errNoPage
	}
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") // letters are read on other sites
	a := answer{kind: "image/jpeg", age: "public, max-age=31536000, immutable"}
	a.of(name)
	a.make = func(ctx context.Context) ([]byte, error) { return s.store.Picture(ctx, name) }
	return s.answer(w, r, a)
}

// pictureEnd is how the addresses of pictures end.
const pictureEnd = ".jpg"

// cardName is the picture of a shared link.
const cardName = "card.png"
