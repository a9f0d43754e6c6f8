package storetest

import (
	"testing"
	"time"

	"attache/news"
)

// answerBehaviours are those of what a language model said and did.
var answerBehaviours = []behaviour{
	{"an answer is remembered under its key", func(t *testing.T, r *room) {
		_, ok, err := r.Answer(r.ctx, "k1")
		r.must(err)
		r.same(ok, false)
		r.must(r.KeepAnswer(r.ctx, "k1", "m", `{"ids":[1]}`, r.now))
		r.must(r.KeepAnswer(r.ctx, "k2", "m", `{"ids":[2]}`, r.now))
		r.must(r.KeepAnswer(r.ctx, "k1", "m", `{"ids":[3]}`, r.now))
		body, ok, err := r.Answer(r.ctx, "k1")
		r.must(err)
		r.same([]any{body, ok}, []any{`{"ids":[3]}`, true})
	}},
	{"an answer is forgotten after sixty days", func(t *testing.T, r *room) {
		r.must(r.KeepAnswer(r.ctx, "old", "m", "1", r.now.Add(-61*24*time.Hour)))
		r.must(r.KeepAnswer(r.ctx, "young", "m", "2", r.now.Add(-59*24*time.Hour)))
		r.must(r.KeepAnswer(r.ctx, "new", "m", "3", r.now))
		for key, want := range map[string]bool{"old": false, "young": true, "new": true} {
			_, ok, err := r.Answer(r.ctx, key)
			r.must(err)
			r.same([]any{key, ok}, []any{key, want})
		}
	}},
	{"the languages of a digest's readers, and what all of them read", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.digest("weekly")
		put := func(email, language string, state news.SubscriberState, digest string, reads ...string) {
			s := news.Subscriber{Email: email, Language: language, Reads: reads, State: state, Digests: []string{digest}, Created: r.now, Changed: r.now}
			r.must(r.PutSubscriber(r.ctx, &s))
		}
		put("a@example.org", "kk", news.SubscriberActive, "daily", "ru", "en", "tr")
		put("b@example.org", "kk", news.SubscriberActive, "daily", "tr", "ru")
		put("c@example.org", "kk", news.SubscriberUnsubscribed, "daily")
		put("d@example.org", "en", news.SubscriberActive, "daily")
		put("e@example.org", "", news.SubscriberActive, "daily", "de")
		put("f@example.org", "tr", news.SubscriberActive, "weekly")
		got, err := r.Tongues(r.ctx, d.ID)
		r.must(err)
		r.same(got, map[string][]string{"kk": {"ru", "tr"}, "en": {}, "": {"de"}})
	}},
}
