package digest

import (
	"slices"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// leastGroup is how many countries are named as one at least; but one of a group's members must stand.
const leastGroup = 3

// foldGroups puts the key of a group in the place of its first member, where all members of it stand, or all but one.
// Of several groups the one with most members that stand goes first. The rest stay as they are.
func foldGroups(countries []string) []string {
	best, most := entities.Group{}, 0
	for _, g := range entities.Groups() {
		stand := 0
		for _, m := range g.Members {
			if slices.Contains(countries, m) {
				stand++
			}
		}
		if stand >= leastGroup && stand >= len(g.Members)-1 && stand > most {
			best, most = g, stand
		}
	}
	if most == 0 {
		return countries
	}
	var out []string
	for _, c := range countries {
		switch {
		case !slices.Contains(best.Members, c):
			out = append(out, c)
		case !slices.Contains(out, best.Key):
			out = append(out, best.Key)
		}
	}
	return out
}

// membersOf returns which of the countries stand for names: themselves, or as members of a group; in their order.
func membersOf(names, countries []string) []string {
	out := []string{}
	for _, c := range countries {
		if slices.ContainsFunc(names, func(n string) bool { return n == c || memberOf(c, n) }) {
			out = append(out, c)
		}
	}
	return out
}

// memberOf reports that a country belongs to a group, by its key.
func memberOf(country, group string) bool {
	return slices.ContainsFunc(entities.Groups(), func(g entities.Group) bool {
		return g.Key == group && slices.Contains(g.Members, country)
	})
}

// groupsNamed returns the groups of states that take part in the headline of a piece or its first sentence, by name.
func groupsNamed(p *piece) []news.Mention {
	opening := text.Opening(p.body, leadBytes)
	opening = opening[:max(0, min(len(opening), leadEnd(p)-len(p.a.Title)-2))]
	return entities.NamedGroups(p.lang, p.a.Title, opening)
}

// regionOfGroup is the region of the first group of states that is named as one above a story's headline: where it is
// the desk's own, or no country stands; "" otherwise.
func regionOfGroup(p *piece, s *news.Story) string {
	named := groupsNamed(p)
	if len(named) == 0 || !slices.Contains(s.Parties, named[0].ID) {
		return ""
	}
	i := slices.IndexFunc(entities.Groups(), func(g entities.Group) bool { return g.Key == named[0].ID })
	key := region(entities.Groups()[i].Members[0])
	if key != regionOrder[0] && len(s.Countries) > 0 {
		return ""
	}
	return key
}

// groupOf is the group of states that an organisation is the name of, so that they do not stand beside each other.
var groupOf = map[string]string{"C5+1": "central-asia", "GCC": "gulf", "Visegrad Group": "visegrad"}

// organisationAt is the place of an organisation among names: before those that a piece has later in its headline and
// first sentence, or not there; behind all where it is not there itself. from is where the piece has each name.
func organisationAt(p *piece, organisation string, names []string, from map[string]int) int {
	i := slices.IndexFunc(p.v.Organisations, func(o news.Mention) bool {
		return o.ID == organisation && o.Part > 0 && o.From < leadEnd(p)
	})
	if i < 0 {
		return len(names)
	}
	for at, c := range names {
		if f, ok := from[c]; !ok || f > p.v.Organisations[i].From {
			return at
		}
	}
	return len(names)
}

// nameParties names whom a story is about in at most mostParties names, by their part in its lead piece: its countries
// in their order, or the group that more of them form; a group that is named as such where it is named; the
// organisation behind the countries, but before them where headline or first sentence begin with it and before those
// that they do not have.
func (p *candidate) nameParties() []string {
	x := p.pieces[0]
	countries := slices.Clone(p.story.Countries)
	organisation := p.story.Organisation
	from := map[string]int{} // where the lead piece first has each
	for _, m := range x.takingPart() {
		from[m.ID] = m.From
	}
	names := countries
	for _, g := range groupsNamed(x) {
		if g.ID == organisation || g.ID == groupOf[organisation] || slices.Contains(names, g.ID) {
			continue
		}
		at := len(names)
		for i, c := range names {
			if f, ok := from[c]; !ok || f > g.From {
				at = i
				break
			}
		}
		names = slices.Insert(names, at, g.ID)
		from[g.ID] = g.From
		// members that are named behind their group are it
		names = append(names[:at+1:at+1], slices.DeleteFunc(slices.Clone(names[at+1:]), func(c string) bool {
			return memberOf(c, g.ID)
		})...)
	}
	room := mostParties
	if organisation != "" {
		room--
	}
	if len(names) > room {
		names = foldGroups(names)
	}
	if organisation == "" {
		return names[:min(mostParties, len(names))]
	}
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return n == organisation || n == groupOf[organisation]
	})
	at := organisationAt(x, organisation, names, from)
	if p.organisationFirst() && !slices.ContainsFunc(groupsNamed(x), func(g news.Mention) bool {
		return slices.Contains(names[:at], g.ID)
	}) {
		at = 0
	}
	if at >= mostParties { // no room: it only adds to whom the story is about
		return names[:mostParties]
	}
	names = slices.Insert(names, at, organisation)
	return names[:min(mostParties, len(names))]
}
