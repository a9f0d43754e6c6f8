package digest

import (
	"slices"
	"time"

	"attache/digest/cluster"
	"attache/news"
	"attache/text"
)

// pastIndex holds what readers were sent: each past story in its own words, and as letters in other languages had it
// (renditions). It finds by words which renditions a piece is close to, and whether they held a word, a number or a
// name, so that no piece need be compared with every rendition.
type pastIndex struct {
	past []news.Story
	sent []cluster.Item // renditions, those of one story in a row
	of   []int          // the story of each rendition, by its place in past
	told []*event       // what each rendition tells, once it was asked for

	index   cluster.Index      // of the renditions
	stems   map[string][]int32 // renditions by the stems of all their words
	numbers map[string][]int32 // by their numbers
	marks   map[string][]int32 // and by whom they name
}

// indexPast returns the index of past stories. When stop reports true it ends at once, and its answer is worth nothing.
func indexPast(stop func() bool, past []news.Story) *pastIndex {
	m := &pastIndex{past: past, stems: map[string][]int32{}, numbers: map[string][]int32{}, marks: map[string][]int32{}}
	for i := range past {
		if stop() {
			break
		}
		s := &past[i]
		m.add(i, pastItem(s))
		for _, letter := range news.Languages {
			if t, ok := s.Renditions[letter]; ok && t.Lead.Language != s.Language {
				m.add(i, cluster.Item{
					Lang: t.Lead.Language, Title: t.Lead.Title, Text: inOne(t.Summary),
					Marks: marksOfStory(s),
				})
			}
		}
	}
	return m
}

func (m *pastIndex) add(i int, d cluster.Item) {
	n := int32(len(m.sent))
	m.sent, m.of, m.told = append(m.sent, d), append(m.of, i), append(m.told, nil)
	m.index.Add(cluster.ProfileOf(&d))
	post := func(to map[string][]int32, key string) {
		if list := to[key]; len(list) == 0 || list[len(list)-1] != n {
			to[key] = append(list, n)
		}
	}
	for _, s := range []string{d.Title, d.Text} {
		for _, w := range text.Words(s) {
			post(m.stems, text.StemAny(w))
			if w[0] >= '0' && w[0] <= '9' {
				post(m.numbers, w)
			}
		}
	}
	for _, mark := range d.Marks {
		post(m.marks, mark)
	}
}

// event returns what rendition n tells.
func (m *pastIndex) event(n int) *event {
	if m.told[n] == nil {
		d := &m.sent[n]
		e := eventOf(d.Lang, d.Title, d.Text)
		e.held, e.Named = append(e.held, d.Marks...), append(e.Named, d.Marks...)
		m.told[n] = e
	}
	return m.told[n]
}

// after returns how long after the newest piece of the story of rendition n a piece was published.
func (m *pastIndex) after(n int, p *piece) time.Duration {
	s := &m.past[m.of[n]]
	last := lastPublished(s)
	if last.IsZero() {
		last = s.Composed
	}
	return p.a.Published.Sub(last)
}

// continues returns the index of the rendition that the pieces of one story go on from, or -1, and those of all that
// they go on from: what goes on for days has been sent more than once.
func (m *pastIndex) continues(stop func() bool, pieces []*piece) (at int, linked []int) {
	best := 0.0
	at = -1
	for _, p := range pieces {
		if stop() {
			return -1, nil
		}
		profile := cluster.ProfileOf(&cluster.Item{Lang: p.lang, Title: p.a.Title, Text: p.body})
		fixes := corrects(p.a.Title) // a correction goes on from what it corrects, whatever it names
		m.index.Same(profile, func(n int, similarity float64) {
			if !fixes && !p.goesOn(m, n) {
				return
			}
			linked = append(linked, n)
			if similarity > best || similarity == best && n > at {
				best, at = similarity, n
			}
		})
	}
	slices.Sort(linked)
	return at, slices.Compact(linked)
}

// goesOn reports whether a piece that is no correction goes on from rendition n of what was sent.
func (p *piece) goesOn(m *pastIndex, n int) bool {
	if p.lang != m.sent[n].Lang {
		return p.event().goesOnAbroad(m.event(n), m.after(n, p))
	}
	return p.event().goesOn(m.event(n), m.after(n, p))
}

// pastStory is a past story with all that was sent of it, in whatever language, and of the stories close to it.
type pastStory struct {
	m         *pastIndex
	sent      []bool // by rendition: whether it belongs to these stories
	story     *news.Story
	lang      string // that of the past story itself
	langs     []string
	corrected bool   // one of the stories is a correction itself
	told      *event // all that the renditions tell
}

// merged returns the past story that rendition i is of, with all that it and the stories of the other renditions said.
func (m *pastIndex) merged(i int, others []int) *pastStory {
	k := &pastStory{m: m, sent: make([]bool, len(m.sent)), story: &m.past[m.of[i]], told: &event{words: map[string]bool{}}}
	k.lang = k.story.Language
	k.told.Lang = k.lang
	stories := map[int]bool{m.of[i]: true}
	for _, o := range others {
		stories[m.of[o]] = true
	}
	for n := range m.sent {
		if !stories[m.of[n]] {
			continue
		}
		k.sent[n] = true
		k.told.join(m.event(n))
		if n == i {
			k.told.Parties = m.event(n).Parties
		}
		if l := m.sent[n].Lang; !slices.Contains(k.langs, l) {
			k.langs = append(k.langs, l)
		}
		k.corrected = k.corrected || corrects(m.sent[n].Title)
	}
	return k
}

// holds reports whether one of the story's renditions is in a list of them.
func (k *pastStory) holds(renditions []int32) bool {
	return slices.ContainsFunc(renditions, func(n int32) bool { return k.sent[n] })
}
