package digest

import (
	"slices"

	"attache/news"
	"attache/text"
)

// memory is what readers were told: each past story in its own words, and in those of its tellings. It finds by words which of them a
// piece is close to, and whether they held a word, a number or a name, so that no piece need be compared with every telling.
type memory struct {
	past []news.Story
	told []Doc
	of   []int // whose of past

	tellings []*telling
	heads    []int // weight of each telling's headline …
	names    []int // … and of its names
	inAll    map[string][]int32
	inHead   map[string][]weighed
	inNames  map[string][]weighed

	stems   map[string][]int32 // tellings by the stems of all their words
	numbers map[string][]int32 // by their numbers
	marks   map[string][]int32 // and by whom they name

	near    []nearness // by telling: what it shares with the piece being looked at
	touched []int32
}

// weighed is a telling and what a word weighs in it.
type weighed struct {
	telling int32
	weight  int
}

// nearness is what a telling shares with a piece, in weights.
type nearness struct {
	head, back, names int // of the piece's headline in the telling, of the telling's in the piece, and of names
	seen              bool
}

// remember makes a memory of past stories, unless stop reports true first.
func remember(stop func() bool, past []news.Story) *memory {
	m := &memory{
		past: past, inAll: map[string][]int32{}, inHead: map[string][]weighed{}, inNames: map[string][]weighed{},
		stems: map[string][]int32{}, numbers: map[string][]int32{}, marks: map[string][]int32{},
	}
	for i := range past {
		if stop() {
			break
		}
		s := &past[i]
		m.add(i, pastDoc(s))
		for _, letter := range news.Languages {
			if t, ok := s.Tellings[letter]; ok && t.Lead.Language != s.Language {
				m.add(i, Doc{Lang: t.Lead.Language, Title: t.Lead.Title, Text: inOne(t.Summary), Marks: marksOfStory(s)})
			}
		}
	}
	m.near = make([]nearness, len(m.told))
	return m
}

func (m *memory) add(i int, d Doc) {
	n, t := int32(len(m.told)), tell(&d)
	m.told, m.of, m.tellings = append(m.told, d), append(m.of, i), append(m.tellings, t)
	head := 0
	for w, x := range t.head {
		head += x
		m.inHead[w] = append(m.inHead[w], weighed{n, x})
	}
	m.heads = append(m.heads, head)
	for w := range t.all {
		m.inAll[w] = append(m.inAll[w], n)
	}
	for w, x := range t.names {
		m.inNames[w] = append(m.inNames[w], weighed{n, x})
	}
	m.names = append(m.names, sum(t.names))
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

// continues returns the index of the telling that the pieces of one story go on from, or -1, and those of all that they are close to:
// what goes on for days has been told more than once.
func (m *memory) continues(stop func() bool, pieces []*telling) (at int, linked []int) {
	best := sameEvent
	at = -1
	for _, p := range pieces {
		if stop() {
			return -1, nil
		}
		m.look(p)
		head, names := sum(p.head), sum(p.names)
		for _, n := range m.touched {
			s := m.affinity(p, n, head, names)
			if s >= sameEvent {
				linked = append(linked, int(n))
			}
			if s > best || s == best && int(n) > at {
				best, at = s, int(n)
			}
			m.near[n] = nearness{}
		}
		m.touched = m.touched[:0]
	}
	slices.Sort(linked)
	return at, slices.Compact(linked)
}

// look gathers what the tellings share with a piece.
func (m *memory) look(p *telling) {
	touch := func(n int32) *nearness {
		x := &m.near[n]
		if !x.seen {
			x.seen = true
			m.touched = append(m.touched, n)
		}
		return x
	}
	for w, weight := range p.head {
		for _, n := range m.inAll[w] {
			touch(n).head += weight
		}
	}
	for w := range p.all {
		for _, h := range m.inHead[w] {
			touch(h.telling).back += h.weight
		}
	}
	for w, weight := range p.names {
		for _, h := range m.inNames[w] {
			touch(h.telling).names += min(weight, h.weight)
		}
	}
}

// affinity is the function affinity of a piece that was looked at, whose headline and names weigh head and names, and a telling. Numbers only take away from it, so they are compared
// last.
func (m *memory) affinity(p *telling, n int32, head, names int) float64 {
	x := &m.near[n]
	s := (part(x.head, head)+part(x.back, m.heads[n]))/2 + namesShare*part(2*x.names, names+m.names[n])
	if s < sameEvent {
		return s
	}
	return s - oddOnes(p, m.tellings[n])
}

// sum adds up weights.
func sum(weights map[string]int) (all int) {
	for _, x := range weights {
		all += x
	}
	return all
}

// known is a past story with all that was told of it, in whatever language, and of the stories close to it.
type known struct {
	m         *memory
	in        []bool // by telling
	story     *news.Story
	lang      string // that of the past story itself
	langs     []string
	corrected bool // one of them is a correction itself
}

// together is the past story that the telling at i is of, with all that it and the others say.
func (m *memory) together(i int, others []int) *known {
	k := &known{m: m, in: make([]bool, len(m.told)), story: &m.past[m.of[i]]}
	k.lang = k.story.Language
	stories := map[int]bool{m.of[i]: true}
	for _, o := range others {
		stories[m.of[o]] = true
	}
	for n := range m.told {
		if !stories[m.of[n]] {
			continue
		}
		k.in[n] = true
		if l := m.told[n].Lang; !slices.Contains(k.langs, l) {
			k.langs = append(k.langs, l)
		}
		k.corrected = k.corrected || corrects(m.told[n].Title)
	}
	return k
}

// holds reports whether one of the tellings is in a list of them.
func (k *known) holds(tellings []int32) bool {
	return slices.ContainsFunc(tellings, func(n int32) bool { return k.in[n] })
}
