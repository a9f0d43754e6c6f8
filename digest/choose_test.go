package digest

import (
	"testing"

	"attache/digest/relevance"
	"attache/news"
)

// TestChoose: what a person says stands above the judgment and is its first reason, but for what attache failed on.
func TestChoose(t *testing.T) {
	m := news.Material{
		Articles: []news.Article{{ID: 1}, {ID: 2}, {ID: 3}, {ID: 4}},
		Choices:  map[int64]bool{1: true, 2: false, 3: true},
	}
	verdicts := []news.Verdict{
		{ArticleID: 1, Reasons: []news.Reason{{Code: "no-actors"}}},
		{ArticleID: 2, Kept: true},
		{ArticleID: 3, Reasons: []news.Reason{{Code: relevance.Failed}}},
		{ArticleID: 4, Kept: true},
	}
	choose(&m, verdicts)
	for i, want := range []struct {
		kept bool
		code string
	}{{true, Chosen}, {false, Chosen}, {false, relevance.Failed}, {true, ""}} {
		code := ""
		if len(verdicts[i].Reasons) > 0 {
			code = verdicts[i].Reasons[0].Code
		}
		if verdicts[i].Kept != want.kept || code != want.code {
			t.Errorf("article %d: kept %v, %q; want %v, %q", i+1, verdicts[i].Kept, code, want.kept, want.code)
		}
	}
	plain := &candidate{pieces: []*piece{{v: &verdicts[3]}}}
	chosen := &candidate{pieces: []*piece{{v: &verdicts[0]}}}
	if got := chosenFirst([]*candidate{plain, chosen}); got[0] != chosen || got[1] != plain {
		t.Error("what is chosen does not come first")
	}
}
