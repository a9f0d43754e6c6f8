package digest

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"attache/digest/cluster"
	"attache/news"
	"attache/text"
)

const (
	// pastOdds is the least log odds in nats, by package cluster, at which a story goes on from one sent in another
	// language.
	pastOdds = 2.5
	// repeatOdds is the least at which it may only repeat that. Below, it may where it has numbers and all were sent.
	repeatOdds = 3.5
	// openBytes is how many bytes of a body tell what a piece adds.
	openBytes = 400
)

// linkPast finds the stories that go on from one already sent, in whatever language, and drops those that only repeat
// it. When stop reports true it ends at once, and its answer is worth nothing.
func linkPast(stop func() bool, candidates []*candidate, past []news.Story) []*candidate {
	if len(past) == 0 {
		return candidates
	}
	m := indexPast(stop, past)
	foreign := newForeignPast(stop, candidates, m)
	var kept, corrections []*candidate
	for n, p := range candidates {
		if stop() {
			return candidates
		}
		sent, odds := m.sentBefore(stop, foreign, n, p)
		if sent == nil {
			kept = append(kept, p)
			continue
		}
		p.past = sent.story
		p.dropStale(p.stale(stop, sent, odds))
		if c := p.splitCorrections(); c != nil {
			corrections = append(corrections, c)
		}
		if len(p.pieces) > 0 {
			kept = append(kept, p)
		}
	}
	return append(kept, corrections...)
}

// sentBefore returns what was sent of the story that the n-th candidate goes on from, nil where there is none, and the
// log odds in nats: infinite where one of its own languages tells.
func (m *pastIndex) sentBefore(
	stop func() bool, foreign *foreignPast, n int, p *candidate,
) (sent *pastStory, odds float64) {
	if i, linked := m.continues(stop, p.pieces); i >= 0 {
		return m.merged(i, linked), math.Inf(1)
	}
	i, odds := foreign.continues(n, p)
	if i < 0 {
		return nil, 0
	}
	return m.merged(i, []int{i}), odds
}

// stale returns the pieces that only repeat what was sent, of which package cluster is sure to so many log odds. One
// that adds a name, a number or a deed, or corrects what was told, repeats nothing.
func (p *candidate) stale(stop func() bool, sent *pastStory, odds float64) []*piece {
	var stale []*piece
	sure := odds >= repeatOdds
	switch {
	case sure && predates(p, sent.story):
		stale = p.pieces
	case math.IsInf(odds, 1):
		stale = p.repeats(stop, sent)
	case (sure || hasNumerals(p.pieces)) && addsNothing(p.pieces, sent):
		stale = p.pieces
	}
	return slices.DeleteFunc(slices.Clone(stale), func(x *piece) bool {
		return corrects(x.a.Title) && !sent.corrected || x.event().adds(sent.told)
	})
}

// dropStale drops pieces that only repeat what was sent, with their copies.
func (p *candidate) dropStale(stale []*piece) {
	for _, x := range append(slices.Clip(stale), p.copiesOf(stale)...) {
		x.drop("repetition", "It adds nothing to “%s”%s.", p.past.Headline, onDay(p.past.Composed))
	}
	old := setOf(stale)
	p.pieces = slices.DeleteFunc(slices.Clone(p.pieces), func(x *piece) bool { return old[x] })
}

// splitCorrections takes corrections of what was sent out of a story that has other news, too, and returns them as a
// story of their own: neither may stand behind the other. It returns nil where there is nothing to part.
func (p *candidate) splitCorrections() *candidate {
	var rest, fixes []*piece
	for _, x := range p.pieces {
		if corrects(x.a.Title) {
			fixes = append(fixes, x)
		} else {
			rest = append(rest, x)
		}
	}
	if len(fixes) == 0 || len(rest) == 0 {
		return nil
	}
	p.pieces = rest
	return &candidate{pieces: fixes, copies: p.copiesOf(fixes), past: p.past}
}

// setOf makes a set of pieces.
func setOf(pieces []*piece) map[*piece]bool {
	set := make(map[*piece]bool, len(pieces))
	for _, p := range pieces {
		set[p] = true
	}
	return set
}

// repeats returns the pieces of a story that only say again what was sent, so that it goes on with what is new alone.
func (p *candidate) repeats(stop func() bool, k *pastStory) (stale []*piece) {
	for _, x := range p.pieces {
		if stop() {
			break
		}
		one := []*piece{x}
		if slices.Contains(k.langs, x.lang) && x.repeats(k) || x.lang != k.lang && hasNumerals(one) &&
			addsNothing(one, k) {
			stale = append(stale, x)
		}
	}
	return stale
}

// correctionTitle is how outlets head a correction of what they reported.
var correctionTitle = regexp.MustCompile(
	`(?i)^\PL*(?:correction|clarification|retraction|erratum|исправление|поправка|уточнение|опровержение|түзету|` +
		`оңдоо|тактоо|düzeltme|tekzip|düzəliş|tuzatish|тузатиш|виправлення|спростування)\s*[:.|)\]—–-]` +
		`|[(\[](?:corrected|corrects|исправлено|уточнено|уточняет|түзетілді|оңдолду|düzeltildi)`)

// corrects reports whether a title announces a correction: that is news to those who were told otherwise, however few
// its new words.
func corrects(title string) bool { return correctionTitle.MatchString(title) }

// copiesOf takes out of a story the copies of some of its pieces and returns them.
func (p *candidate) copiesOf(pieces []*piece) (out []*piece) {
	if len(p.copies) == 0 {
		return nil
	}
	from := setOf(pieces)
	p.copies = slices.DeleteFunc(p.copies, func(c *piece) bool {
		taken := from[c.copyOf]
		if taken {
			out = append(out, c)
		}
		return taken
	})
	return out
}

// foreignPast compares stories with past ones in languages that they do not have.
type foreignPast struct {
	m        *pastIndex
	sent     []cluster.Item      // m's
	compared *cluster.Comparison // the renditions of sent, each by itself, then the stories
}

func newForeignPast(stop func() bool, candidates []*candidate, m *pastIndex) *foreignPast {
	sent := m.sent
	groups := make([][]cluster.Item, 0, len(sent)+len(candidates))
	for i := range sent {
		groups = append(groups, sent[i:i+1])
	}
	for _, p := range candidates {
		story := make([]cluster.Item, len(p.pieces))
		for i, x := range p.pieces {
			story[i] = x.item()
		}
		groups = append(groups, story)
	}
	return &foreignPast{m: m, sent: sent, compared: cluster.Embedded().Compare(stop, groups)}
}

// continues returns the index of the rendition that a story, the n-th, goes on from, or -1, and the log odds, in nats.
func (f *foreignPast) continues(n int, p *candidate) (at int, odds float64) {
	at, odds = -1, pastOdds
	for i := range f.sent {
		if slices.ContainsFunc(p.pieces, func(x *piece) bool { return x.lang == f.sent[i].Lang }) {
			continue
		}
		if o := f.compared.Odds(len(f.sent)+n, i); o >= odds &&
			slices.ContainsFunc(p.pieces, func(x *piece) bool { return corrects(x.a.Title) || x.goesOn(f.m, i) }) {
			at, odds = i, o
		}
	}
	return at, odds
}

// addsNothing reports whether the titles and openings of a story's pieces hold no number and name nobody that a past
// story does not, whatever its language.
func addsNothing(pieces []*piece, sent *pastStory) bool {
	marked := func(id string) bool { return sent.holds(sent.m.marks[id]) || sent.holds(sent.m.numbers[id]) }
	for _, x := range pieces {
		for _, list := range [][]news.Mention{x.v.Countries, x.v.Organisations, x.v.People} {
			if slices.ContainsFunc(list,
				func(m news.Mention) bool { return m.Start < len(x.a.Title)+openBytes && !marked(m.ID) }) {
				return false
			}
		}
		for _, n := range numerals(x.a.Title + "\n" + text.Opening(x.body, openBytes)) {
			if !marked(n) {
				return false
			}
		}
	}
	return true
}

// hasNumerals reports whether pieces open with any number at all.
func hasNumerals(pieces []*piece) bool {
	return slices.ContainsFunc(pieces,
		func(x *piece) bool { return len(numerals(x.a.Title+"\n"+text.Opening(x.body, openBytes))) > 0 })
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

func pastItem(s *news.Story) cluster.Item {
	text := inOne(s.Summary)
	for i := range s.Also {
		text += s.Also[i].Title + ". "
	}
	return cluster.Item{Lang: s.Language, Title: s.Headline, Text: text, Marks: marksOfStory(s)}
}

func marksOfStory(s *news.Story) []string { return append(slices.Clone(s.Countries), s.Actors...) }

func inOne(summary []news.Sentence) string {
	var b strings.Builder
	for _, q := range summary {
		b.WriteString(q.Text + " ")
	}
	return b.String()
}

// Shares of new words in what a piece opens with. Of repetitions and updates written to set them the former have up to
// .29, the latter from .47.
const (
	staleShare  = 0.20 // below it a piece only repeats, in any case
	staleUnless = 0.35 // below it a piece without a new number or name does
)

// repeats reports whether the title and opening of a piece hold little that was not sent of a past story in its
// language.
func (p *piece) repeats(sent *pastStory) bool {
	fresh, all := 0, 0
	for _, w := range text.Words(p.a.Title + "\n" + text.Opening(p.body, openBytes)) {
		if len(w) > 3 || w[0] >= '0' && w[0] <= '9' {
			all++
			if !sent.holds(sent.m.stems[text.StemAny(w)]) {
				fresh++
			}
		}
	}
	share := float64(fresh) / float64(max(all, 1))
	return share < staleShare || share < staleUnless && addsNothing([]*piece{p}, sent)
}

// predates reports whether no piece of a story was published after all those that a past one was written from. A piece
// that came out since, even before that issue was sent, may have news.
func predates(p *candidate, past *news.Story) bool {
	last := lastPublished(past)
	return !slices.ContainsFunc(p.pieces, func(x *piece) bool { return x.a.Published.After(last) })
}

// lastPublished is when the newest of the pieces came out that a past story was written from.
func lastPublished(past *news.Story) time.Time {
	last := past.Lead.Published
	for i := range past.Also {
		if past.Also[i].Published.After(last) {
			last = past.Also[i].Published
		}
	}
	return last
}
