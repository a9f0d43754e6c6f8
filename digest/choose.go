package digest

import (
	"slices"

	"attache/digest/relevance"
	"attache/news"
)

// Chosen is the code of the reason that a person at the desk gave.
const Chosen = "chosen"

// choose puts what persons at the desk said of articles in place of what was judged. What attache failed on stays so.
func choose(m *news.Material, verdicts []news.Verdict) {
	for i := range verdicts {
		v := &verdicts[i]
		keep, said := m.Choices[m.Articles[i].ID]
		if !said || len(v.Reasons) > 0 && v.Reasons[0].Code == relevance.Failed {
			continue
		}
		why := news.Reason{Code: Chosen, Detail: "Somebody at the desk dropped it."}
		if keep {
			why.Detail = "Somebody at the desk keeps it."
		}
		v.Kept = keep
		v.Reasons = append([]news.Reason{why}, v.Reasons...)
	}
}

// isChosen reports whether somebody at the desk keeps a piece of a story.
func (p *candidate) isChosen() bool {
	return slices.ContainsFunc(p.pieces, func(x *piece) bool {
		return slices.ContainsFunc(x.v.Reasons, func(r news.Reason) bool { return r.Code == Chosen })
	})
}

// chosenFirst are the candidates, those first that somebody at the desk keeps, so that there is room for them.
func chosenFirst(candidates []*candidate) []*candidate {
	out := slices.Clone(candidates)
	slices.SortStableFunc(out, func(a, b *candidate) int {
		switch x, y := a.isChosen(), b.isChosen(); {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	})
	return out
}
