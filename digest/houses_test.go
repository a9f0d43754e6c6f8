package digest

import (
	"testing"

	"attache/news"
)

func TestSameHouse(t *testing.T) {
	for _, c := range []struct {
		a, b news.Piece
		want bool
	}{
		{news.Piece{URL: "https://en.steppe.kz/1", Outlet: "Steppe"}, news.Piece{
			URL:    "https://steppe.kz/2",
			Outlet: "Степь",
		}, true},
		{news.Piece{URL: "https://www.post.co.uk/1", Outlet: "Post"}, news.Piece{
			URL:    "https://m.post.co.uk/2",
			Outlet: "M",
		}, true},
		{news.Piece{URL: "https://a.co.uk/1", Outlet: "A"}, news.Piece{URL: "https://b.co.uk/2", Outlet: "B"}, false},
		{news.Piece{URL: "https://a.wordpress.com/1", Outlet: "A"}, news.Piece{
			URL:    "https://b.wordpress.com/2",
			Outlet: "B",
		}, false},
		{news.Piece{URL: "https://mfa.gov.kz/1", Outlet: "MFA"}, news.Piece{
			URL:    "https://akorda.gov.kz/2",
			Outlet: "B",
		}, false},
		{news.Piece{URL: "https://news.google.com/1", Outlet: "A"}, news.Piece{
			URL:    "https://news.google.com/2",
			Outlet: "B",
		}, false},
		{news.Piece{URL: "https://a.kz/1", Outlet: "Boğaz Haber"}, news.Piece{
			URL:    "https://b.kz/2",
			Outlet: "boğaz haber",
		}, true},
		{
			news.Piece{URL: "http://127.0.0.1:80/1", Outlet: "A"},
			news.Piece{URL: "http://127.0.0.1:81/2", Outlet: "B"},
			false,
		},
		{news.Piece{URL: "https://a:b@EN.steppe.kz:8443?x", Outlet: "A"}, news.Piece{
			URL:    "http://steppe.kz.#y",
			Outlet: "B",
		}, true},
		{news.Piece{URL: "http://[::1]:80/1", Outlet: "A"}, news.Piece{URL: "http://[::1]/2", Outlet: "B"}, false},
		{news.Piece{URL: "::", Outlet: ""}, news.Piece{URL: "https://b.kz/2", Outlet: ""}, false},
		{
			news.Piece{URL: "https://www.gov.kz/1", Outlet: "A"},
			news.Piece{URL: "https://www.gov.kz/2", Outlet: "B"},
			false,
		},
	} {
		if got := houseOf(&c.a).same(houseOf(&c.b)); got != c.want {
			t.Errorf("%s (%s) and %s (%s): %v", c.a.URL, c.a.Outlet, c.b.URL, c.b.Outlet, got)
		}
	}
}

func TestOrderByHouse(t *testing.T) {
	s := news.Story{Lead: news.Piece{URL: "https://steppe.kz/1", Outlet: "Steppe"}, Also: []news.Piece{
		{URL: "https://en.steppe.kz/2", Outlet: "Steppe in English"},
		{URL: "https://post.co.uk/3", Outlet: "Post"},
		{URL: "https://m.post.co.uk/4", Outlet: "Post, mobile"},
		{URL: "https://boğaz.example/5", Outlet: "Boğaz"},
	}}
	orderByHouse(&s)
	got := ""
	for _, p := range s.Also {
		got += p.URL[len(p.URL)-1:]
	}
	if got != "3524" || s.Houses != 3 {
		t.Errorf("%s of %d houses, want 3524 of 3", got, s.Houses)
	}
}
