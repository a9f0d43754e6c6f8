package digest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"attache/digest/entities"
	"attache/digest/relevance"
	"attache/news"
	"attache/text"
)

// order scores the stories, best first, and drops those that the digest has no room for.
//
// The score is the weighted mean (Config.Weights) of six figures from 0 to 1:
//
//	relevance  the highest relevance of its pieces, spread (see spread)
//	outlets    1 − 1/n, n being the outlets that report it in their own words, plus a quarter for each other that
//	           only copies it
//	freshness  where in the window its newest piece stands, 0 at the beginning, 1 at the end
//	actors     the highest weight of a country or organisation it names (Config.Actors; 1 for the topic's countries
//	           and organisations; else 0.5)
//	novelty    1 when new, 0.4 when it goes on from a story already sent
//	stakes     0.4 when a title names a leader in office, 0.3 when it concerns the desk's own region (half of it for
//	           that region's neighbours) or the topic's countries, 0.3 as far as it speaks of conflict and arms
//
// Stories of the same score stand in the order of their newest pieces, then of their lead's address. No story that is
// surely on topic is dropped while one that is not is printed: see admitSure.
func (e *Editor) order(candidates []*candidate, m *news.Material) []*candidate {
	for _, p := range candidates {
		e.score(p, m)
	}
	slices.SortStableFunc(candidates, byScore)
	most := cmp.Or(m.Digest.Stories, defaultStories)
	var out []*candidate
	var left []leftOut
	perSection, perOutlet := map[string]int{}, houses{}
	mostOfSection, mostOfOutlet := e.caps(candidates, most)
	candidates, left = withoutDoubtful(candidates, m.Digest.Topic.Threshold)
	for _, p := range chosenFirst(candidates) {
		section, outlet := p.story.Section, p.story.Lead.Outlet
		leave := func(code, format string, args ...any) {
			left = append(left, leftOut{p, news.Reason{Code: code, Detail: fmt.Sprintf(format, args...)}})
		}
		switch {
		case len(out) == most:
			leave("cut-issue", "Its story scored %.2f; stories above it took the issue's %s.", p.story.Score,
				places(most))
		case perSection[section] == mostOfSection:
			leave("cut-section", "Its story scored %.2f; stories above it took its section's %s.", p.story.Score,
				places(mostOfSection))
		case perOutlet.count(p.story.Lead.URL, outlet) >= mostOfOutlet:
			leave("cut-outlet", "Its story scored %.2f; %s already leads %d stories above it.", p.story.Score, outlet,
				mostOfOutlet)
		default:
			perSection[section]++
			perOutlet.add(p.story.Lead.URL, outlet)
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, byScore)
	out, left = admitSure(out, left, most)
	for _, l := range left {
		l.story.cut(l.why.Code, "%s", l.why.Detail)
	}
	return out
}

// The most stories of a section and of an outlet where the configuration sets none: these, or twice an even share of
// the issue where there are few sections and outlets, so that a digest of one outlet is not cut by it.
const (
	defaultPerSection = 8
	defaultPerOutlet  = 5
	evenShares        = 2
)

// caps returns the most stories that one section and the outlets of one house may have in an issue of at most so many.
func (e *Editor) caps(candidates []*candidate, most int) (ofSection, ofOutlet int) {
	sections, outlets, owned := map[string]bool{}, houses{}, 0
	for _, p := range candidates {
		sections[p.story.Section] = true
		if outlets.count(p.story.Lead.URL, p.story.Lead.Outlet) == 0 {
			owned++
		}
		outlets.add(p.story.Lead.URL, p.story.Lead.Outlet)
	}
	share := func(of int) int { return (evenShares*most + of - 1) / max(of, 1) }
	return cmp.Or(e.cfg.PerSection, max(defaultPerSection, share(len(sections)))),
		cmp.Or(e.cfg.PerOutlet, max(defaultPerOutlet, share(owned)))
}

// oneParty is the probability below which a story needs a second party, a country or an organisation: what states deal
// with has two. noParty is that for a story without any.
const (
	oneParty = 0.50
	noParty  = 0.60
)

// withoutDoubtful leaves out what is unlikely to be of foreign policy, so that an issue is rather short than led by it:
// stories of low probability that have one party at most, and all unsure ones where none is sure enough to lead them.
// A digest that sets its own threshold keeps what reaches it.
func withoutDoubtful(candidates []*candidate, threshold float64) (kept []*candidate, left []leftOut) {
	if threshold > 0 {
		return candidates, nil
	}
	led := slices.ContainsFunc(candidates, func(p *candidate) bool { return p.relevance() >= unsureTopic })
	for _, p := range candidates {
		parties, sure := p.namedParties(), p.relevance()
		if p.story.Organisation != "" {
			parties++
		}
		switch {
		case p.included() || p.isChosen() || sure >= noParty || sure >= oneParty && parties > 0:
			kept = append(kept, p)
		case parties < 2:
			left = append(
				left,
				leftOut{p, news.Reason{Code: codeOneParty, Detail: fmt.Sprintf("Its probability of %.0f %% "+
					"is low, and it names no two parties that deal with each other.", 100*sure)}},
			)
		case !led:
			left = append(
				left,
				leftOut{p, news.Reason{Code: codeUnsure, Detail: fmt.Sprintf("Its probability of %.0f %% is "+
					"low, and no story of the issue is sure enough to lead it.", 100*sure)}},
			)
		default:
			kept = append(kept, p)
		}
	}
	return kept, left
}

// namedParties counts the countries of a story that its pieces name themselves.
func (p *candidate) namedParties() (n int) {
	for _, id := range p.story.Countries {
		implied := slices.ContainsFunc(p.pieces, func(x *piece) bool {
			return slices.ContainsFunc(x.parties, func(m news.Mention) bool {
				return m.ID == id && slices.Contains([]string{"company", "see", "city", "host"}, m.As)
			})
		})
		if !implied {
			n++
		}
	}
	return n
}

// The reasons of withoutDoubtful.
const (
	codeOneParty = "one-party"
	codeUnsure   = "unsure"
)

// doubted reports a verdict of a piece that withoutDoubtful left out.
func doubted(v news.Verdict) bool {
	return len(v.Reasons) > 0 && (v.Reasons[0].Code == codeOneParty || v.Reasons[0].Code == codeUnsure)
}

// included reports that a word which the digest asks for, or a person, kept one of a story's pieces.
func (p *candidate) included() bool {
	return slices.ContainsFunc(p.pieces, func(x *piece) bool {
		return len(x.v.Reasons) > 0 && x.v.Reasons[0].Code != "score"
	})
}

// leftOut is a story that there is no room for.
type leftOut struct {
	story *candidate
	why   news.Reason
}

func byScore(a, b *candidate) int {
	return cmp.Or(cmp.Compare(b.story.Score, a.story.Score), newest(b).Compare(newest(a)),
		cmp.Compare(a.story.Lead.URL, b.story.Lead.URL))
}

// A story is surely on topic from one probability on, and unsure below another.
const (
	sureTopic   = 0.90
	unsureTopic = 0.50
)

// admitSure prints stories that are surely on topic and were left out for lack of room, the best first, as long as one
// is printed that is not: beside that one where the issue has room for both, else in its place.
func admitSure(out []*candidate, left []leftOut, most int) ([]*candidate, []leftOut) {
	unsure := func(p *candidate) bool { return p.relevance() < unsureTopic && !p.isChosen() }
	var still []leftOut
	for _, l := range left {
		if l.story.relevance() < sureTopic || !slices.ContainsFunc(out, unsure) {
			still = append(still, l)
			continue
		}
		if len(out) == most {
			at := len(out) - 1
			for !unsure(out[at]) {
				at--
			}
			p := out[at]
			out = slices.Delete(out, at, at+1)
			still = append(still, leftOut{p, news.Reason{Code: "cut-issue", Detail: fmt.Sprintf("Its probability of "+
				"%.0f %% is low; a story that is surely on topic took its place.", 100*p.relevance())}})
		}
		out = append(out, l.story)
		slices.SortStableFunc(out, byScore)
	}
	return out, still
}

// relevance is the highest probability of a story's pieces.
func (p *candidate) relevance() (r float64) {
	for _, x := range p.pieces {
		r = max(r, x.v.Score)
	}
	return r
}

// spread is the mean of a probability and of its share of the log odds from 10 % to 99.99 %, so that those near 1 are
// told apart.
func spread(p float64) float64 {
	least, most := relevance.Logit(0.1), relevance.Logit(0.9999)
	return (p + min(1, max(0, (relevance.Logit(p)-least)/(most-least)))) / 2
}

func (p *candidate) cut(code, format string, args ...any) {
	for _, x := range p.all() {
		x.drop(code, format, args...)
	}
}

func places(n int) string {
	if n == 1 {
		return "one place"
	}
	return fmt.Sprintf("%d places", n)
}

func newest(p *candidate) (t time.Time) {
	for _, x := range p.pieces {
		if x.a.Published.After(t) {
			t = x.a.Published
		}
	}
	return t
}

func (e *Editor) score(p *candidate, m *news.Material) {
	w := e.cfg.Weights
	total := w.Relevance + w.Outlets + w.Freshness + w.Actors + w.Novelty + w.Stakes
	var sum float64
	s := &p.story
	add := func(code string, weight, value float64, format string, args ...any) {
		sum += weight * value
		if weight > 0 {
			s.Reasons = append(s.Reasons, news.Reason{
				Code: code, Detail: fmt.Sprintf(format, args...),
				Weight: weight * value / total,
			})
		}
	}
	outlets, copying := p.outlets()
	sure := p.relevance()
	add("relevance", w.Relevance, spread(sure), "It is foreign policy with a probability of %.0f %%.", 100*sure)
	n := float64(outlets) + float64(copying)/4
	add("outlets", w.Outlets, 1-1/n, "%s", reportedBy(outlets, copying))
	span := m.Window.To.Sub(m.Window.From)
	fresh := 0.0
	if span > 0 {
		fresh = min(1, max(0, float64(newest(p).Sub(m.Window.From))/float64(span)))
	}
	add("freshness", w.Freshness, fresh, "Its newest piece is of %s UTC.", newest(p).UTC().Format("2 January 15:04"))
	who, weight := e.weightiestActor(s, &m.Digest.Topic)
	switch {
	case weight > 0 && who == "":
		add("actors", w.Actors, weight,
			"None of those it names has a weight of its own in this digest: that counts half.")
	case who == "":
		add("actors", w.Actors, 0, "It names no country and no organisation.")
	default:
		add("actors", w.Actors, weight, "Of those it names, %s weighs most in this digest (%.2f of 1).",
			entities.CountryName(who), weight)
	}
	if p.past != nil {
		add("novelty", w.Novelty, 0.4, "It goes on from “%s”%s.", p.past.Headline, onDay(p.past.Composed))
	} else {
		add("novelty", w.Novelty, 1, "It is new to the digest's readers.")
	}
	stakes, why := stakesOf(p, &m.Digest.Topic)
	add("stakes", w.Stakes, stakes, "%s", why)
	s.Score = math.Round(1e6*sum/total) / 1e6
	slices.SortStableFunc(s.Reasons, func(a, b news.Reason) int { return cmp.Compare(b.Weight, a.Weight) })
}

// outlets counts the houses that report a story in their own words, and the others that only copy it.
func (p *candidate) outlets() (own, copying int) {
	seen := houses{}
	for i, x := range p.all() {
		if seen.count(x.a.URL, x.a.Outlet.Name) > 0 {
			continue
		}
		seen.add(x.a.URL, x.a.Outlet.Name)
		if i < len(p.pieces) {
			own++
		} else {
			copying++
		}
	}
	return own, copying
}

func reportedBy(outlets, copies int) string {
	switch {
	case outlets > 1 && copies > 1:
		return fmt.Sprintf("%d outlets report it in their own words, %d others copy it.", outlets, copies)
	case outlets > 1 && copies == 1:
		return fmt.Sprintf("%d outlets report it in their own words, another copies it.", outlets)
	case outlets > 1:
		return fmt.Sprintf("%d outlets report it in their own words.", outlets)
	case copies > 1:
		return fmt.Sprintf("One outlet reports it, %d others copy it.", copies)
	case copies == 1:
		return "One outlet reports it, another copies it."
	}
	return "One outlet reports it."
}

// weightiestActor returns the highest weight of whom a story names, and whose it is: "" when it is that of any other.
func (e *Editor) weightiestActor(s *news.Story, topic *news.Topic) (who string, weight float64) {
	for _, id := range append(slices.Clip(s.Countries), s.Actors...) {
		w, ok := e.cfg.Actors[id]
		name := id
		switch {
		case ok:
		case text.ContainsFold(topic.Countries, id) || text.ContainsFold(topic.Organisations, id):
			w = 1
		default:
			w, name = neutralActor, ""
		}
		if w > weight {
			who, weight = name, w
		}
	}
	return who, weight
}

// nearRegions are the desk's own region and, for half, its neighbours (see regionOrder).
var nearRegions = map[string]float64{"central-asia": 1, "caucasus": 1, "turkey": 1, "russia": 0.5, "ukraine": 0.5}

// riskWords is how many words of conflict and arms in the lead piece make the full figure; a title's count three times.
const riskWords = 4

// stakesOf says from 0 to 1 how much hangs on a story, and why.
func stakesOf(p *candidate, topic *news.Topic) (stakes float64, why string) {
	var parts []string
	if who := leaderOf(p); who != "" {
		stakes += 0.4
		parts = append(parts, "Its title names "+who+".")
	}
	near := 0.0
	for _, c := range p.story.Countries[:min(2, len(p.story.Countries))] {
		n := nearRegions[region(c)]
		if text.ContainsFold(topic.Countries, c) {
			n = 1
		}
		near = max(near, n)
	}
	if near > 0 {
		stakes += 0.3 * near
		parts = append(parts, "It concerns the desk's own region.")
	}
	first := p.pieces[0]
	count := relevance.CountThemes(first.lang, first.a.Title, first.body)
	if n := count["conflict"] + count["arms"]; n > 0 {
		stakes += 0.3 * min(1, float64(n)/riskWords)
		parts = append(parts, "It speaks of conflict or arms.")
	}
	if len(parts) == 0 {
		return 0, "No leader is in the title, and it tells of no conflict and not of the desk's own region."
	}
	return stakes, strings.Join(parts, " ")
}

// leaderOf returns a leader in office whom the title of one of a story's pieces names, the first of them; "" when there
// is none.
func leaderOf(p *candidate) string {
	for _, x := range p.pieces {
		for _, m := range x.v.People {
			if _, now := entities.ActsFor(m.ID); now && m.Start < len(x.a.Title) {
				return m.ID
			}
		}
	}
	return ""
}

// topFirst puts the story first that stands for the issue: subject, preheader and archive name the story that scores
// highest (news.Issue.Best), so its score is raised to the highest there is. It is the one that lead chose; without it,
// the best one that the letter's readers read and that corrects nothing.
func topFirst(candidates []*candidate, lead []news.Sentence, m *news.Material) []*candidate {
	letter := cmp.Or(m.Digest.Language, news.Languages[0])
	at := -1
	if len(lead) > 0 {
		at = slices.IndexFunc(candidates, func(p *candidate) bool { return slices.Contains(p.story.Summary, lead[0]) })
	}
	if at < 0 {
		at = slices.IndexFunc(candidates, func(p *candidate) bool {
			return p.isRead(letter, m.Readers[letter]) && !corrects(p.story.Headline)
		})
	}
	if at < 0 {
		return candidates
	}
	top := candidates[at]
	highest := slices.MaxFunc(candidates,
		func(a, b *candidate) int { return cmp.Compare(a.story.Score, b.story.Score) })
	if by := highest.story.Score - top.story.Score; by > 0 {
		top.story.Score = highest.story.Score
		top.story.Reasons = append(top.story.Reasons, news.Reason{
			Code: "top", Weight: by, Detail: "It leads the issue: it is told in the letter's language.",
		})
	}
	out := append(make([]*candidate, 0, len(candidates)), top)
	return append(append(out, candidates[:at]...), candidates[at+1:]...)
}
