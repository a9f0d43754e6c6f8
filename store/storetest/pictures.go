package storetest

import (
	"errors"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

var pictureBehaviours = []behaviour{
	{"a picture is kept once, found by name and by address, and forgotten with age", func(t *testing.T, r *room) {
		jpeg := []byte("\xff\xd8 a picture")
		name, err := r.PutPicture(r.ctx, "https://a.example/1.jpg", jpeg, 1152, 648, r.now)
		r.must(err)
		again, err := r.PutPicture(r.ctx, "https://a.example/1.jpg", jpeg, 1152, 648, r.now.Add(time.Hour))
		r.must(err)
		r.same(again, name)
		got, err := r.Picture(r.ctx, name)
		r.must(err)
		r.same(got, jpeg)
		found, w, h, err := r.PictureFrom(r.ctx, "https://a.example/1.jpg", r.now)
		r.must(err)
		r.same([]any{found, w, h}, []any{name, 1152, 648})
		for _, none := range []struct {
			address string
			since   time.Time
		}{{"https://a.example/2.jpg", r.now}, {"https://a.example/1.jpg", r.now.Add(2 * time.Hour)}} {
			found, _, _, err = r.PictureFrom(r.ctx, none.address, none.since)
			r.must(err)
			r.same(found, "")
		}
		if _, err := r.Picture(r.ctx, "x"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("no picture: %v", err)
		}
		r.now = r.now.Add(32 * day)
		r.same(r.pruned(r.with(store.Retention{})), map[string]int{})
		r.same(r.pruned(r.with(store.Retention{Pictures: 30})), map[string]int{"pictures": 1})
	}},
}
