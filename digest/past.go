package digest

import (
	"slices"
	"strings"
	"time"

	"attache/news"
	"attache/text"
)

const (
	pastOdds   = 2.5 // least log odds, by the Crossing, at which a story goes on from one sent in another language …
	repeatOdds = 3.5 // … and at which it may only repeat it
	openBytes  = 400 // of a body that tell what a piece adds
)

// linkPast finds the stories that go on from one already sent, in whatever language, and drops those that only repeat it.
func linkPast(plots []*plot, past []news.Story) []*plot {
	if len(past) == 0 {
		return plots
	}
	told, tellings := make([]Doc, len(past)), make([]*telling, len(past))
	for i := range past {
		told[i] = pastDoc(&past[i])
		tellings[i] = tell(&told[i])
	}
	foreign := newAbroad(plots, told)
	return slices.DeleteFunc(plots, func(p *plot) bool {
		pieces := make([]*telling, len(p.pieces))
		for i, x := range p.pieces {
			pieces[i] = tell(&Doc{Lang: x.lang, Title: x.a.Title, Text: x.body})
		}
		i, again := continues(pieces, tellings), false
		if i >= 0 {
			again = repeated(p, &told[i], past[i].Composed)
		} else {
			var odds float64
			if i, odds = foreign.continues(p); i < 0 {
				return false
			}
			again = odds >= repeatOdds && (older(p, past[i].Composed) || addsNothing(p, &told[i]))
		}
		p.past = &past[i]
		if !again {
			return false
		}
		for _, x := range p.all() {
			x.drop("repetition", "It adds nothing to “%s”%s.", past[i].Headline, onDay(past[i].Composed))
		}
		return true
	})
}

// continues gives the index of the past story that the pieces of one story go on from, or -1.
func continues(pieces, past []*telling) int {
	best, at := sameEvent, -1
	for i := range past {
		for _, p := range pieces {
			if s := affinity(p, past[i]); s >= best {
				best, at = s, i
			}
		}
	}
	return at
}

// abroad compares stories with past ones in other languages, as grouping compares groups.
type abroad struct {
	past   []Doc
	told   []group
	plots  map[*plot]*group
	across *Crossing
}

func newAbroad(plots []*plot, past []Doc) *abroad {
	a := &abroad{past: past, told: make([]group, len(past)), plots: map[*plot]*group{}, across: crossing()}
	docs := slices.Clone(past)
	for _, p := range plots {
		for _, x := range p.pieces {
			docs = append(docs, x.doc())
		}
	}
	g := newGrouper(defaultStoryWindow, a.across)
	raw := g.read(docs)
	fill := func(x *group, k int) {
		v := g.vector(&docs[k], raw[k], len(docs))
		x.add(&v, &g.buf, func(int32) {})
		x.langs = append(x.langs, docs[k].Lang)
		x.n++
	}
	for k := range past {
		fill(&a.told[k], k)
	}
	k := len(past)
	for _, p := range plots {
		a.plots[p] = &group{}
		for range p.pieces {
			fill(a.plots[p], k)
			k++
		}
	}
	return a
}

// continues gives the index of the past story in a language of its own that a story goes on from, or -1, and the odds.
func (a *abroad) continues(p *plot) (at int, odds float64) {
	at, odds = -1, pastOdds
	x := a.plots[p]
	for i := range a.told {
		if slices.Contains(x.langs, a.past[i].Lang) {
			continue
		}
		if o := a.across.Odds(x.facts(&a.told[i])); o >= odds {
			at, odds = i, o
		}
	}
	return at, odds
}

// addsNothing reports whether the titles and openings of a story's pieces hold no number and name nobody that a past story does not,
// whatever its language.
func addsNothing(p *plot, told *Doc) bool {
	known := map[string]bool{}
	for _, m := range told.Marks {
		known[m] = true
	}
	for _, n := range numerals(told.Title + "\n" + told.Text) {
		known[n] = true
	}
	for _, x := range p.pieces {
		for _, list := range [][]news.Mention{x.v.Countries, x.v.Organisations, x.v.People} {
			if slices.ContainsFunc(list, func(m news.Mention) bool { return m.Start < len(x.a.Title)+openBytes && !known[m.ID] }) {
				return false
			}
		}
		for _, n := range numerals(x.a.Title + "\n" + opening(x.body, openBytes)) {
			if !known[n] {
				return false
			}
		}
	}
	return true
}

// numerals are the numbers of a text.
func numerals(s string) []string {
	var out []string
	for _, w := range text.Words(s) {
		if w[0] >= '0' && w[0] <= '9' {
			out = append(out, w)
		}
	}
	return out
}

func pastDoc(s *news.Story) Doc {
	var b strings.Builder
	for _, q := range s.Summary {
		b.WriteString(q.Text + " ")
	}
	for i := range s.Also {
		b.WriteString(s.Also[i].Title + ". ")
	}
	return Doc{Lang: s.Language, Title: s.Headline, Text: b.String(), Marks: append(slices.Clone(s.Countries), s.Actors...)}
}

// repeated reports whether a story only says again what a past one said: all its pieces are older than that issue, or
// their titles and openings hold little that it did not.
func repeated(p *plot, told *Doc, composed time.Time) bool {
	known := map[string]bool{}
	for _, w := range text.Words(told.Title + "\n" + told.Text) {
		known[stem(w)] = true
	}
	fresh, all := 0, 0
	for _, x := range p.pieces {
		for _, w := range text.Words(x.a.Title + "\n" + opening(x.body, openBytes)) {
			if len(w) > 3 || w[0] >= '0' && w[0] <= '9' {
				all++
				if !known[stem(w)] {
					fresh++
				}
			}
		}
	}
	return older(p, composed) || float64(fresh) < 0.2*float64(all)
}

// older reports whether all of a story's pieces were published before an issue was composed.
func older(p *plot, composed time.Time) bool {
	return !composed.IsZero() && !slices.ContainsFunc(p.pieces, func(x *piece) bool { return !x.a.Published.Before(composed) })
}
