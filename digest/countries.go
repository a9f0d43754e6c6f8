package digest

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// The choice of a story's countries. The section and the week's bars go by what stands here; the line above the
// headline names them, or their group (parties).
const (
	inTitle = 2.0 // added to the weight of a country that takes part in the title
	inLead  = 1.0 // added to the weight of one that first does so in the first sentence
	// leastShare is of the greatest weight the least that stands: in a title with ten more mentions, three mentions.
	leastShare = 0.3
	// leastBehind is the same for a country that neither the title nor the first sentence has, leastThird for one named
	// once where they have two already: Japan voiced concern.
	leastBehind, leastThird = 0.35, 0.55
	// nearTop is how many bytes behind the title a country must first take part in to stand, for Latin letters and for
	// others, which take two or three bytes: the first two or three sentences.
	nearTopLatin, nearTopOther = 400, 700
	equalShare                 = 0.8 // of the one before, the least weight of the next member of a group
	besideOrganisation         = 0.5 // of an organisation that title or first sentence have alone, the same for a country
	weakBehind                 = 200 // bytes that a movement not named first, and a region, count as named later
	leadBytes                  = 600 // bytes of a body in which its first sentence must end
)

// takingPart lists what a verdict says of the countries that take part in its article's event: all of them where it
// tells no parts, as those of earlier versions do, or where nobody else is named.
// A movement that the title, of so many bytes, does not name stands for no country beside two others.
func takingPart(v *news.Verdict, title int) []news.Mention {
	out := slices.DeleteFunc(slices.Clone(v.Countries), func(m news.Mention) bool { return m.Part == 0 })
	if len(out) == 0 {
		out = nil
	}
	add := func(country, as string, m news.Mention) {
		i := slices.IndexFunc(out, func(o news.Mention) bool { return o.ID == country })
		if i < 0 {
			out = append(out, news.Mention{ID: country, As: as, From: m.From})
			i = len(out) - 1
		}
		out[i].Part += m.Part
		out[i].From = min(out[i].From, m.From)
	}
	for _, m := range v.People {
		if country, now := entities.ActsFor(m.ID); m.Part > 0 && !now {
			m.From = min(m.From, m.Start) // called by the office once, the title means the office, too
			add(country, "leader", m)
		}
	}
	named := len(out)
	for _, m := range v.Organisations {
		if country := entities.MovementOf(m.ID); m.Part > 0 && country != "" {
			known := slices.ContainsFunc(out, func(o news.Mention) bool { return o.ID == country })
			if aboutMovement := m.From > title || byMovement(v, country); named >= 2 && aboutMovement && !known {
				continue // two states deal with each other about it
			}
			if m.From > subjectBytes { // acted upon: behind the state that acts
				m.From += weakBehind
			}
			add(country, "movement", m)
		}
	}
	named = len(out)
	for _, m := range v.Regions {
		country := entities.LandOf(m.ID)
		if country != "" && !slices.ContainsFunc(out[:named], func(o news.Mention) bool { return o.ID == country }) {
			add(country, "region", news.Mention{Part: m.Count, From: m.Start + weakBehind})
		}
	}
	if len(out) > 0 || len(v.Organisations) > 0 {
		return out
	}
	for _, m := range v.Countries {
		m.Part, m.From = m.Count, m.Start
		out = append(out, m)
	}
	return out
}

// byMovement reports a country that a text names only with its movement: the Afghan Taliban.
func byMovement(v *news.Verdict, country string) bool {
	return slices.ContainsFunc(v.Countries, func(m news.Mention) bool { return m.ID == country && m.Part == 0 })
}

// takingPart is the function of that name for a piece, with those whom its opening implies: by a company, the Holy See,
// a city that is struck, or an office of the government whose page it is.
func (p *piece) takingPart() []news.Mention {
	if p.parties != nil {
		return p.parties
	}
	out := takingPart(p.v, len(p.a.Title))
	end := leadEnd(p)
	opening := text.Opening(p.body, leadBytes)
	opening = opening[:max(0, min(len(opening), end-len(p.a.Title)-2))]
	for _, m := range entities.Implied(p.lang, p.a.Title, opening, hostOf(p.a.URL)) {
		if begin := cmp.Or(subjectWide[p.lang], subjectBytes); m.As == "company" && m.From > begin {
			behindActor(out, &m, end)
		}
		i := slices.IndexFunc(out, func(o news.Mention) bool { return o.ID == m.ID })
		if i < 0 {
			out = append(out, m)
			continue
		}
		out[i].From = min(out[i].From, m.From)
	}
	if out == nil {
		out = []news.Mention{}
	}
	p.parties = out
	return out
}

// subjectWide is subjectBytes for languages that write without spaces, or nearly so.
var subjectWide = map[string]int{"zh": 3, "ja": 3, "ko": 3}

// behindActor puts a company that is not the subject of the headline behind the first country of the opening that acts.
func behindActor(parts []news.Mention, company *news.Mention, end int) {
	at := -1
	for i, m := range parts {
		if m.From < company.From {
			return
		}
		if m.From < end && (at < 0 || m.From < parts[at].From) {
			at = i
		}
	}
	if at >= 0 {
		parts[at].From = company.From
		company.From++
	}
}

// weighCountries weighs the countries that take part in the event of a story's pieces, as weigh does, and says which
// ones do so near the top of one.
func weighCountries(pieces []*piece) (weight map[string]float64, near map[string]bool) {
	weight, near = map[string]float64{}, map[string]bool{}
	for _, p := range pieces {
		lead := leadEnd(p)
		top := len(p.a.Title) + nearTopLatin
		if latin := isLatin(p.a.Title + p.body); !latin {
			top = len(p.a.Title) + nearTopOther
		}
		for _, m := range p.takingPart() {
			if _, named := weight[m.ID]; !named {
				weight[m.ID] = -earlier * float64(m.From)
			}
			weight[m.ID] += math.Log2(1 + float64(m.Part))
			switch {
			case m.From < len(p.a.Title):
				weight[m.ID] += inTitle
			case m.From < lead:
				weight[m.ID] += inLead
			}
			near[m.ID] = near[m.ID] || m.From < top && (m.As != "leader" || m.From < lead)
		}
	}
	return weight, near
}

// isLatin reports that the first letter of a text is one of the Latin alphabet.
func isLatin(s string) bool {
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', r >= 0xC0 && r < 0x250:
			return true
		case r >= 0x370:
			return false
		}
	}
	return true
}

// chooseCountries ranks the countries that stand with a story: those of at least leastShare of the greatest weight that
// take part near the top of a piece, or all where none does. Those that headline and first sentence name (opening)
// stand in their order. Of more than mostCountries the first stand, or the members of a group that has a name.
func chooseCountries(weight map[string]float64, near map[string]bool, opening []string) []string {
	ids := slices.AppendSeq([]string{}, maps.Keys(weight))
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	most := 0.0
	if len(ids) > 0 {
		most = weight[ids[0]]
	}
	asTold(ids, opening)
	out := []string{}
	for _, id := range ids {
		least := leastBehind
		switch {
		case slices.Contains(opening, id):
			least = leastShare
		case len(opening) > 1 && weight[id] <= 1:
			least = leastThird
		}
		if weight[id] >= least*most && (near[id] || len(near) == 0) {
			out = append(out, id)
		}
	}
	if len(out) <= mostCountries {
		return out
	}
	// The group of the last that would stand and the first that would not.
	alike := func(i int) bool { // as the one before
		a, b := weight[out[i-1]], weight[out[i]]
		return min(a, b) >= equalShare*max(a, b)
	}
	first, last := mostCountries, mostCountries
	for last < len(out) && alike(last) {
		last++
	}
	for last > mostCountries && first > 1 && alike(first-1) {
		first--
	}
	if names := foldGroups(out[:last]); len(names) < last {
		return membersOf(names[:min(mostParties, len(names))], out)
	}
	if first > 1 && last > mostList { // a long list of many alike behind who acts
		return out[:first-1]
	}
	return out[:mostCountries]
}

// countriesOf returns the countries that stand with a story of pieces, the lead first, and what they weigh.
func countriesOf(pieces []*piece) (stand []string, weight map[string]float64) {
	weight, near := weighCountries(pieces)
	opening := openingOrder(pieces[0])
	if least := besideOrganisation * openedBy(pieces[0]); len(opening) == 0 && least > 0 {
		maps.DeleteFunc(near, func(id string, _ bool) bool { return weight[id] < least })
		if len(near) == 0 {
			return []string{}, weight
		}
	}
	stand = chooseCountries(weight, near, opening)
	if len(stand) == 1 {
		stand = append(stand, partnerOf(pieces[0], stand[0])...)
	}
	if len(opening) == 1 && len(stand) > 1 && stand[0] == opening[0] && byLand(pieces[0].v, stand[0]) {
		stand[0], stand[1] = stand[1], stand[0] // a land that is told of stands behind who acts there
	}
	return stand, weight
}

// partnerOf returns the country of a leader who takes part near the top of a piece that only one country stands for.
func partnerOf(p *piece, alone string) []string {
	top := len(p.a.Title) + nearTopLatin
	if !isLatin(p.a.Title + p.body) {
		top = len(p.a.Title) + nearTopOther
	}
	for _, m := range p.takingPart() {
		if m.ID != alone && m.As == "leader" && m.Part > 0 && m.From < top {
			return []string{m.ID}
		}
	}
	return nil
}

// byLand reports that a text names a country first by its land: Gaza.
func byLand(v *news.Verdict, country string) bool {
	i := slices.IndexFunc(v.Countries, func(m news.Mention) bool { return m.ID == country })
	return i >= 0 && slices.ContainsFunc(v.Regions, func(r news.Mention) bool {
		return r.Start == v.Countries[i].Start && entities.LandOf(r.ID) == country
	})
}

// openedBy returns the greatest weight of the organisations that take part in the title of a piece or its first
// sentence, as weighCountries weighs countries; 0 = none does. What they do beside countries that stand further down is
// their own.
func openedBy(p *piece) (most float64) {
	end := leadEnd(p)
	for _, o := range p.v.Organisations {
		if o.Part == 0 || o.From >= end || entities.MovementOf(o.ID) != "" {
			continue
		}
		weight := math.Log2(1+float64(o.Part)) + inLead
		if o.From < len(p.a.Title) {
			weight += inTitle - inLead
		}
		most = max(most, weight)
	}
	return most
}

// leadEnd is where the first sentence of a piece ends in entities.Join of its title and body.
func leadEnd(p *piece) int {
	return firstSentence(p.lang, p.a.Title, text.Opening(p.body, leadBytes))
}

// openingOrder lists the countries that take part in the title of a piece and its first sentence, in their order.
func openingOrder(p *piece) []string {
	end := leadEnd(p)
	parts := slices.DeleteFunc(slices.Clone(p.takingPart()), func(m news.Mention) bool { return m.From >= end })
	slices.SortStableFunc(parts, func(a, b news.Mention) int { return cmp.Compare(a.From, b.From) })
	out := make([]string, len(parts))
	for i, m := range parts {
		out[i] = m.ID
	}
	return out
}

// asTold puts the countries that the headline and the first sentence name before the others, in their order: who acts
// stands first there.
func asTold(ids, opening []string) {
	place := func(id string) int {
		if i := slices.Index(opening, id); i >= 0 {
			return i
		}
		return len(opening)
	}
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
}
