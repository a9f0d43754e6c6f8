package digest

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"attache/digest/entities"
	"attache/digest/summary"
	"attache/news"
	"attache/text"
)

// The defaults of a digest that sets none, and bounds that are not settings.
const (
	defaultStories = 15
	mostCountries  = 3 // of a story, but for the members of a group that is named as one
	mostParties    = 3 // countries, organisations and groups above a headline
	mostList       = 6 // countries of a list of like ones that its first stand for; a longer list stands behind who acts
	mostActors     = 4
	mostWeek       = 8
	subjectBytes   = 12  // behind the title, where the subject of the first sentence begins: "The ", "Le 3 mars, l'"
	neutralActor   = 0.5 // weight of an actor that the configuration does not list
)

// describe makes a candidate's story, all but its summary: it chooses the lead piece and gathers countries and actors.
func describe(p *candidate, m *news.Material, now time.Time) {
	worth := make(map[*piece]float64, len(p.pieces))
	outlets := newNameFinder(p.pieces)
	over, overtaken := overtaking(p.pieces)
	for _, x := range p.pieces {
		worth[x] = leadWorth(x, outlets, m.Digest.Language)
		if over[x] {
			worth[x] += overtakes
		}
	}
	slices.SortStableFunc(p.pieces, func(a, b *piece) int { return cmp.Compare(worth[b], worth[a]) })
	first := p.pieces[0]
	s := &p.story
	s.Headline, s.Language, s.Lead, s.Composed = first.a.Title, first.lang, first.a.Piece(), now
	if over[first] {
		s.Reasons = append(s.Reasons, news.Reason{Code: "overtakes", Detail: fmt.Sprintf("Its lead overtakes “%s” of %s UTC.",
			overtaken.a.Title, overtaken.a.Published.UTC().Format("2 January 15:04"))})
	}
	for _, x := range p.all()[1:] {
		s.Also = append(s.Also, x.a.Piece())
	}
	if len(s.Also) > 0 {
		orderByHouse(s)
	}
	var weight map[string]float64
	s.Countries, weight = countriesOf(p.pieces)
	s.Actors = weightiest(weigh(p.pieces,
		func(v *news.Verdict) []news.Mention { return append(slices.Clip(v.Organisations), v.People...) }), mostActors)
	s.Organisation = p.organisation()
	s.Parties = p.nameParties()
	switch m.Digest.Sections {
	case "country":
		s.Section = world
		if len(s.Countries) > 0 {
			s.Section = s.Countries[0]
		}
		if i := slices.IndexFunc(s.Countries,
			func(c string) bool { return text.ContainsFold(m.Digest.Topic.Countries, c) }); i >= 0 {
			s.Section = s.Countries[i] // of the countries that the digest asks for, the weightiest
		}
	case "theme":
		s.Section = themeSection(p.pieces)
	default:
		s.Section = regionSection(s.Countries, weight, s.Organisation)
		if key := regionOfGroup(first, s); key != "" {
			s.Section = key
		}
	}
	if p.past != nil {
		s.UpdateOf, s.UpdateAt = p.past.ID, p.past.Composed.UTC()
	}
}

// overtakes is what a piece gains that undoes what earlier pieces of its story tell: more than language, length and
// signature together, so that an issue does not tell what is no longer so.
const overtakes = 0.8

// teaser reports whether of an article only a teaser could be read; of a text that is too long, much was.
func teaser(a *news.Article) bool { return a.Partial && a.Whole == 0 }

// leadWorth says how well a piece may speak for its story: how surely it is on topic, to a tenth, whether it could be
// read whole, whether it is in the digest's language and of a length that tells something, whether somebody signed it,
// and whether it retells another of the story's pieces; a correction of the others goes before them. Of equals the
// oldest leads.
func leadWorth(p *piece, outlets *nameFinder, language string) float64 {
	w := math.Round(10*p.v.Score) / 10
	if teaser(p.a) {
		w -= 0.3
	}
	if p.lang == language {
		w += 0.1
	}
	if corrects(p.a.Title) {
		w += 0.5
	}
	if len(p.a.Authors) > 0 {
		w += 0.1
	}
	if outlets.credits(p) {
		w -= 0.2
	}
	switch n := len(p.words); {
	case n < 40:
		w -= 0.3
	case n > 120 && n < 1500:
		w += 0.1
	}
	return w
}

// earlier is taken off a weight for each byte before the first mention, so that of equals the one named first counts
// more.
const earlier = 1e-9

// weigh weighs what the pieces of a story name: in a title counts most, then how often and in how many pieces, then
// how early in the best of them.
func weigh(pieces []*piece, list func(*news.Verdict) []news.Mention) map[string]float64 {
	weight := map[string]float64{}
	for _, p := range pieces {
		for _, m := range list(p.v) {
			if _, named := weight[m.ID]; !named {
				weight[m.ID] = -earlier * float64(m.Start)
			}
			weight[m.ID] += math.Log2(1 + float64(m.Count))
			if m.Start < len(p.a.Title) {
				weight[m.ID] += 2
			}
		}
	}
	return weight
}

// weightiest ranks what has at least a fifth of the greatest weight. It is never nil: an empty list is one in JSON,
// too.
func weightiest(weight map[string]float64, most int) []string {
	ids := slices.AppendSeq([]string{}, maps.Keys(weight))
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	for i, id := range ids {
		if i == most || weight[id] < 0.2*weight[ids[0]] {
			return ids[:i]
		}
	}
	return ids
}

// organisation returns the weightiest organisation that takes part in the story: in a title, or as the subject of a
// first sentence, or in one where one country stands, or near the top of a piece where none does. One that a text only
// mentions (a site of the UN's list) has none, nor has a movement beside its country.
func (p *candidate) organisation() string {
	weight := map[string]float64{}
	for _, x := range p.pieces {
		title := len(x.a.Title)
		for _, o := range x.v.Organisations {
			switch movement := entities.MovementOf(o.ID); {
			case o.Part == 0, movement != "" && slices.Contains(p.story.Countries, movement):
			case o.From < title, o.From < title+subjectBytes, len(p.story.Countries) == 0 && o.From < title+nearTopOther,
				len(p.story.Countries) == 1 && movement == "" && o.From < leadEnd(x):
				weight[o.ID] += math.Log2(1+float64(o.Part)) - earlier*float64(o.From)
				if o.From < title {
					weight[o.ID] += inTitle
				}
			}
		}
	}
	for _, id := range weightiest(weight, 1) {
		return id
	}
	return ""
}

// organisationFirst reports that the organisation of a story acts in its headline before any of its countries.
func (p *candidate) organisationFirst() bool {
	first := p.pieces[0]
	at := -1
	for _, o := range first.v.Organisations {
		if o.ID == p.story.Organisation && o.Part > 0 && entities.MovementOf(o.ID) == "" {
			at = o.From
		}
	}
	if at < 0 || at >= len(first.a.Title)-1 {
		return false
	}
	return !slices.ContainsFunc(first.takingPart(), func(m news.Mention) bool {
		return m.From <= at && slices.Contains(p.story.Countries, m.ID)
	})
}

// sections puts stories under their headings, that of the first story first. The others stand by theme in themeOrder,
// by region in regionOrder, by country in the order of the topic's list, then by their best story.
func sections(candidates []*candidate, d *news.Digest) []news.Section {
	rank := map[string]int{}
	for _, theme := range themeOrder {
		rank[theme.key] = len(rank) + 1
	}
	for _, key := range append(slices.Clip(regionOrder), d.Topic.Countries...) {
		rank[key], rank[strings.ToUpper(key)] = len(rank)+1, len(rank)+1
	}
	if d.Sections == "country" {
		delete(rank, world) // stands last
	}
	var out []news.Section
	for _, p := range candidates {
		i := slices.IndexFunc(out, func(s news.Section) bool { return s.Key == p.story.Section })
		if i < 0 {
			i = len(out)
			out = append(out, news.Section{Key: p.story.Section})
		}
		out[i].Stories = append(out[i].Stories, p.story)
	}
	first := ""
	if len(out) > 0 {
		first = out[0].Key
	}
	place := func(s news.Section) int {
		r, ok := rank[s.Key]
		switch {
		case s.Key == first:
			return 0
		case ok:
			return r
		case s.Key == world:
			return 1 << 20
		}
		return 1 << 10
	}
	slices.SortStableFunc(out, func(a, b news.Section) int { return cmp.Compare(place(a), place(b)) })
	return out
}

// leastTold is how much of a headline, function words and endings aside, a sentence says again that can stand without
// it. Of the summaries of 600 pages of news 95 in 100 have such a sentence in English, 89 in German; 74 and 52 begin
// with it.
const leastTold = 0.25

// lead returns the sentence whose story leads the issue: of the best story the first sentence of its summary that tells
// what the headline tells; nil = there is none. Stories that the digest's own letter tells in a language its readers
// read go first. When no sentence tells enough, any first one will do. Corrections, which begin with what was wrong, do
// not lead.
func lead(candidates []*candidate, m *news.Material) []news.Sentence {
	letter := cmp.Or(m.Digest.Language, news.Languages[0])
	for _, pass := range []struct{ read, telling bool }{{true, true}, {false, true}, {}} {
		for _, p := range candidates {
			if corrects(p.story.Headline) || pass.read && !p.isRead(letter, m.Readers[letter]) {
				continue
			}
			i := tells(p.story.Headline, p.story.Summary)
			if i < 0 && !pass.telling && len(p.story.Summary) > 0 {
				i = 0
			}
			if i >= 0 {
				return p.story.Summary[i : i+1 : i+1]
			}
		}
	}
	return nil
}

// tells returns the place of the first sentence of a summary that can stand without the headline and without the
// sentence before it, or -1.
func tells(headline string, said []news.Sentence) int {
	return slices.IndexFunc(said, func(q news.Sentence) bool {
		return overlap(headline, q.Text) >= leastTold && !summary.Leans(q.Text, q.Language)
	})
}

// isRead reports whether the readers of a letter read a story as it is told them there.
func (p *candidate) isRead(letter string, reads []string) bool {
	_, told := p.story.Renditions[letter]
	_, translated := p.story.Translations[letter]
	return told || translated || text.ListsLanguage(append([]string{letter}, reads...), p.story.Language)
}

// noteForeign tells each story in which letters it is not read.
func noteForeign(candidates []*candidate, readers map[string][]string) {
	for _, letter := range news.Languages {
		reads, sent := readers[letter]
		for _, p := range candidates {
			if sent && !p.isRead(letter, reads) {
				p.story.Foreign = append(p.story.Foreign, letter)
			}
		}
	}
}

// week adds the stories to those of the days before. Of countries with as many stories those of the issue's
// first stories stand first, then those that stood before.
func week(before []news.CountryCount, candidates []*candidate) []news.CountryCount {
	n := map[string]int{}
	var order []string
	count := func(c string, stories int) {
		if _, known := n[c]; !known {
			order = append(order, c)
		}
		n[c] += stories
	}
	for _, p := range candidates {
		for _, c := range p.story.Countries {
			count(c, 1)
		}
	}
	for _, c := range before {
		count(c.Country, c.Stories)
	}
	var out []news.CountryCount
	for _, c := range order {
		out = append(out, news.CountryCount{Country: c, Stories: n[c]})
	}
	slices.SortStableFunc(out, func(a, b news.CountryCount) int { return cmp.Compare(b.Stories, a.Stories) })
	return out[:min(len(out), mostWeek)]
}
