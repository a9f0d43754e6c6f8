package news

import "testing"

func TestSameHouse(t *testing.T) {
	for _, c := range []struct {
		a, b Piece
		want bool
	}{
		{Piece{URL: "https://en.steppe.kz/1", Outlet: "Steppe"}, Piece{URL: "https://steppe.kz/2", Outlet: "Степь"}, true},
		{Piece{URL: "https://www.post.co.uk/1", Outlet: "Post"}, Piece{URL: "https://m.post.co.uk/2", Outlet: "M"}, true},
		{Piece{URL: "https://a.co.uk/1", Outlet: "A"}, Piece{URL: "https://b.co.uk/2", Outlet: "B"}, false},
		{Piece{URL: "https://a.wordpress.com/1", Outlet: "A"}, Piece{URL: "https://b.wordpress.com/2", Outlet: "B"}, false},
		{Piece{URL: "https://mfa.gov.kz/1", Outlet: "MFA"}, Piece{URL: "https://akorda.gov.kz/2", Outlet: "B"}, false},
		{Piece{URL: "https://news.google.com/1", Outlet: "A"}, Piece{URL: "https://news.google.com/2", Outlet: "B"}, false},
		{Piece{URL: "https://a.kz/1", Outlet: "Boğaz Haber"}, Piece{URL: "https://b.kz/2", Outlet: "boğaz haber"}, true},
		{Piece{URL: "http://127.0.0.1:80/1", Outlet: "A"}, Piece{URL: "http://127.0.0.1:81/2", Outlet: "B"}, false},
		{Piece{URL: "https://a:b@EN.steppe.kz:8443?x", Outlet: "A"}, Piece{URL: "http://steppe.kz.#y", Outlet: "B"}, true},
		{Piece{URL: "http://[::1]:80/1", Outlet: "A"}, Piece{URL: "http://[::1]/2", Outlet: "B"}, false},
		{Piece{URL: "::", Outlet: ""}, Piece{URL: "https://b.kz/2", Outlet: ""}, false},
		{Piece{URL: "https://www.gov.kz/1", Outlet: "A"}, Piece{URL: "https://www.gov.kz/2", Outlet: "B"}, false},
	} {
		if got := SameHouse(&c.a, &c.b); got != c.want {
			t.Errorf("%s (%s) and %s (%s): %v", c.a.URL, c.a.Outlet, c.b.URL, c.b.Outlet, got)
		}
	}
}

func TestOrderByHouse(t *testing.T) {
	s := Story{Lead: Piece{URL: "https://steppe.kz/1", Outlet: "Steppe"}, Also: []Piece{
		{URL: "https://en.steppe.kz/2", Outlet: "Steppe in English"},
		{URL: "https://post.co.uk/3", Outlet: "Post"},
		{URL: "https://m.post.co.uk/4", Outlet: "Post, mobile"},
		{URL: "https://boğaz.example/5", Outlet: "Boğaz"},
	}}
	s.OrderByHouse()
	got := ""
	for _, p := range s.Also {
		got += p.URL[len(p.URL)-1:]
	}
	if got != "3524" || s.Houses != 3 {
		t.Errorf("%s of %d houses, want 3524 of 3", got, s.Houses)
	}
}
