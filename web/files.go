package web

import (
	"context"
	"net/http"
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

// cardName is the picture of a shared link.
const cardName = "card.png"
