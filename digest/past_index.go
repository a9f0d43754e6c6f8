package digest

import (
	"slices"

	"attache/digest/cluster"
	"attache/news"
	"attache/text"
)

// memory is what readers were told: each past story in its own words, and in those of its tellings. It finds by words which of them a
// piece is close to, and whether they held a word, a number or a name, so that no piece need be compared with every telling.
type memory struct {
	past []news.Story
	told []cluster.Item
	of   []int // whose of past

	index   cluster.Index      // of all that was told
	stems   map[string][]int32 // tellings by the stems of all their words
	numbers map[string][]int32 // by their numbers
	marks   map[string][]int32 // and by whom they name
}

// remember makes a memory of past stories, unless stop reports true first.
func remember(stop func() bool, past []news.Story) *memory {
	m := &memory{past: past, stems: map[string][]int32{}, numbers: map[string][]int32{}, marks: map[string][]int32{}}
	for i := range past {
		if stop() {
			break
		}
		s := &past[i]
		m.add(i, pastDoc(s))
		for _, letter := range news.Languages {
			if t, ok := s.Tellings[letter]; ok && t.Lead.Language != s.Language {
				m.add(i, cluster.Item{Lang: t.Lead.Language, Title: t.Lead.Title, Text: inOne(t.Summary), Marks: marksOfStory(s)})
			}
		}
	}
	return m
}

func (m *memory) add(i int, d cluster.Item) {
	n := int32(len(m.told))
	m.told, m.of = append(m.told, d), append(m.of, i)
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

// continues returns the index of the telling that the pieces of one story go on from, or -1, and those of all that they are close to:
// what goes on for days has been told more than once.
func (m *memory) continues(stop func() bool, pieces []*cluster.Profile) (at int, linked []int) {
	best := 0.0
	at = -1
	for _, p := range pieces {
		if stop() {
			return -1, nil
		}
		m.index.Same(p, func(n int, similarity float64) {
			linked = append(linked, n)
			if similarity > best || similarity == best && n > at {
				best, at = similarity, n
			}
		})
	}
	slices.Sort(linked)
	return at, slices.Compact(linked)
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
