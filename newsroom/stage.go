package newsroom

import "attache/news"

// StageStories is the key of the last stage: what the articles made.
const StageStories = "stories"

// Stage is a step of a funnel: how many articles came through it, and how many were lost there, by their fate.
type Stage struct {
	Key  string // judged, topic, fresh, kept, stories
	N    int
	Fate Fate // of the articles behind N; "" = of all that were judged
	Lost []Loss
}

// Loss is how many articles a stage lost to one fate.
type Loss struct {
	Fate Fate
	N    int
}

// Stages are those of an issue: articles that were judged, that belong in it, that are new, that are printed, and the
// stories they make.
func Stages(i *news.Issue, verdicts []news.Verdict) []Stage {
	counts := map[Fate]int{}
	for k := range verdicts {
		counts[FateOf(&verdicts[k])]++
	}
	var out []Stage
	left := max(len(verdicts), i.Coverage.Articles)
	for _, s := range []struct {
		key  string
		fate Fate
		lost []Fate
	}{
		{"judged", "", nil},
		{"topic", "", []Fate{FateTopic, FateDropped, FateFailed}},
		{"fresh", "", []Fate{FateTold, FateCopy}},
		{"kept", FateKept, []Fate{FateCut}},
	} {
		step := Stage{Key: s.key, Fate: s.fate}
		for _, fate := range s.lost {
			if n := counts[fate]; n > 0 {
				step.Lost = append(step.Lost, Loss{fate, n})
				left -= n
			}
		}
		if s.fate == FateKept {
			left = max(counts[FateKept], i.Coverage.Kept)
		}
		step.N = left
		out = append(out, step)
	}
	return append(out, Stage{Key: StageStories, N: i.Count()})
}
