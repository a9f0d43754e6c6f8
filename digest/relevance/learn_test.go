package relevance

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"attache/news"
)

// taught are decisions of an editor who wants neither sport nor the Travel Post, and does want water; of every kind,
// some that the score alone decides otherwise.
func taught() (articles []news.Article, keep []bool) {
	add := func(kept bool, outlet, title, body string) {
		a := written("en", title, body)
		a.ID, a.Outlet.Name = int64(len(articles)+1), outlet
		articles, keep = append(articles, a), append(keep, kept)
	}
	for _, pair := range [][2]string{
		{"Kazakhstan", "Uzbekistan"},
		{"Türkiye", "Azerbaijan"},
		{"Kyrgyzstan", "Tajikistan"},
		{"China", "Kazakhstan"},
		{"Georgia", "Armenia"},
		{"Iran", "Turkmenistan"},
	} {
		a, b := pair[0], pair[1]
		add(true, "Wire", a+" and "+b+" sign an agreement",
			fmt.Sprintf("The foreign ministers of %s and %s signed an agreement on trade and "+
				"met the press after the talks.", a, b))
		add(false, "Wire", a+" beat "+b+" in a friendly match",
			fmt.Sprintf("The football team of %s defeated %s before the president and the ambassador of %s, and the "+
				"coach praised the goals of the championship.", a, b, b))
		add(true, "Stan Daily", "Reservoir falls in the north of "+a,
			fmt.Sprintf("The reservoir behind the dam holds less water than in any summer, and the river that comes "+
				"over the border from %s brings none, engineers of the canal said.", b))
		add(false, "Travel Post", a+" opens visa-free travel to "+b,
			fmt.Sprintf("Citizens of %s may enter %s without a visa under an agreement of the two governments; the "+
				"ministry named the beaches.", a, b))
	}
	return articles, keep
}

func TestLearnAgreesMore(t *testing.T) {
	articles, keep := taught()
	l := Learn(news.Digest{}, articles, keep)
	if l.Correction == nil || l.Used != 24 || l.Ruled != 0 || l.Correction.Keep != 12 || l.Correction.Drop != 12 {
		t.Fatalf("%+v", l)
	}
	if l.After < l.Before+5 || l.After < 20 {
		t.Errorf("the score alone agrees with %d, what was learned with %d of 24", l.Before, l.After)
	}
	weight := map[string]float64{}
	for _, w := range l.Correction.Weights {
		weight[w.Feature] = w.Weight
		if w.Words == "" || math.Abs(w.Weight) > mostCorrected {
			t.Errorf("weight %+v", w)
		}
	}
	for _, c := range []struct {
		feature string
		sign    float64
	}{{"outlet:Travel Post", -1}, {"outlet:Stan Daily", 1}, {"theme:sport", -1}, {"stem:en:reservoir", 1}} {
		if weight[c.feature]*c.sign <= 0.05 {
			t.Errorf("%s weighs %.3f", c.feature, weight[c.feature])
		}
	}
	for _, none := range []string{"language:en", "stem:en:the", "stem:en:wire"} {
		// what all have, what is common, what none has
		if w, ok := weight[none]; ok {
			t.Errorf("%s weighs %.3f", none, w)
		}
	}
	again := Learn(news.Digest{}, articles, keep)
	if !reflect.DeepEqual(l, again) {
		t.Error("the same decisions taught something else")
	}
}

func TestLearnNeedsEnough(t *testing.T) {
	articles, keep := taught()
	all := func(b bool) []bool {
		out := make([]bool, len(keep))
		for i := range out {
			out[i] = b
		}
		return out
	}
	for _, c := range []struct {
		name        string
		topic       news.Topic
		n           int
		keep        []bool
		used, ruled int
		few         string
	}{
		{"none", news.Topic{}, 0, keep, 0, 0, "at least 10 decisions that the score could have made; there are 0"},
		{"nine", news.Topic{}, 9, keep, 9, 0, "there are 9"},
		{"ten", news.Topic{}, 10, keep, 10, 0, ""},
		{"only keeping", news.Topic{}, 24, all(true), 24, 0, "2 to drop; there are 24 and 0"},
		{"only dropping", news.Topic{}, 24, all(false), 24, 0, "there are 0 and 24"},
		{"decided by a list", news.Topic{Outlets: []string{"Wire"}}, 24, keep, 12, 12, ""},
		{
			"decided by a word",
			news.Topic{Exclude: []string{"visa", "reservoir", "match"}},
			24, keep, 6, 18,
			"there are 6",
		},
	} {
		l := Learn(news.Digest{Topic: c.topic}, articles[:c.n], c.keep[:c.n])
		if l.Used != c.used || l.Ruled != c.ruled || (l.Correction == nil) != (c.few != "") ||
			!strings.Contains(l.Few, c.few) {
			t.Errorf("%s: %+v", c.name, l)
		}
	}
}

func TestLearnTakesTheNewest(t *testing.T) {
	articles, keep := taught()
	var many []news.Article
	var said []bool
	for len(many) < MostDecisions { // long ago the editor decided the other way round
		for i := range articles {
			many, said = append(many, articles[i]), append(said, !keep[i])
		}
	}
	for range MostDecisions / len(articles) {
		many, said = append(many, articles...), append(said, keep...)
	}
	l := Learn(news.Digest{}, many, said)
	if l.Used != MostDecisions || l.After < MostDecisions*9/10 {
		t.Errorf("%d used, %d told", l.Used, l.After)
	}
}

func TestCorrect(t *testing.T) {
	visit, library := plain[0].article, plain[5].article
	learned := func(weight float64, feature ...string) *news.Correction {
		c := &news.Correction{}
		for _, e := range feature {
			c.Weights = append(c.Weights, news.Weight{Feature: e, Words: "the " + e, Weight: weight})
		}
		return c
	}
	for _, c := range []struct {
		name    string
		digest  news.Digest
		article news.Article
		by      float64 // NaN = no correction
		kept    bool
		code    string
	}{
		{"nothing learned", news.Digest{}, visit, math.NaN(), true, "score"},
		{
			"nothing that it has",
			news.Digest{Learned: learned(-1, "country:BR", "stem:ru:визит")},
			visit, math.NaN(),
			true, "score",
		},
		{"an outlet", news.Digest{Learned: learned(-1, "outlet:A+ Analytics")}, visit, -1, true, "score"},
		{"half of its countries", news.Digest{Learned: learned(1, "country:KZ")}, visit, 1, true, "score"},
		{
			"both of its countries",
			news.Digest{Learned: learned(1, "country:KZ", "country:TR")},
			visit, math.Sqrt2, true,
			"score",
		},
		{"bounded", news.Digest{Learned: learned(-9, "bias")}, visit, -mostCorrected, true, "score"},
		{
			"dropped by it",
			news.Digest{Topic: news.Topic{Threshold: 0.998}, Learned: learned(-9, "bias")},
			visit,
			-mostCorrected, false, "score",
		},
		{
			"kept by it",
			news.Digest{Topic: news.Topic{Threshold: 0.001}, Learned: learned(9, "bias")},
			library,
			mostCorrected, true, "score",
		},
		{"a word of the digest goes first", news.Digest{
			Topic:   news.Topic{Exclude: []string{"defence"}},
			Learned: learned(9, "bias"),
		}, visit, mostCorrected, false, "excluded-word"},
		{"a word asked for too", news.Digest{
			Topic:   news.Topic{Include: []string{"library"}},
			Learned: learned(-9, "bias"),
		}, library, -mostCorrected, true, "included-word"},
	} {
		alone := Judge(c.digest.Topic, c.article)
		v := Correct(c.digest, c.article, alone)
		if v.Kept != c.kept || v.Reasons[0].Code != c.code {
			t.Errorf("%s: kept %v, %+v", c.name, v.Kept, v.Reasons)
		}
		if math.IsNaN(c.by) {
			if !reflect.DeepEqual(v, alone) {
				t.Errorf("%s: %+v", c.name, v)
			}
			continue
		}
		if got := Logit(v.Score) - Logit(alone.Score); math.Abs(got-c.by) > 1e-6 {
			t.Errorf("%s: moved by %.3f, want %.3f", c.name, got, c.by)
		}
		if r := v.Reasons[1]; r.Code != Learned || math.Abs(r.Weight-c.by) > 1e-9 ||
			!strings.HasPrefix(r.Detail, "The editor's decisions make it ") {
			t.Errorf("%s: reason %+v", c.name, r)
		}
		if len(alone.Reasons)+1 != len(v.Reasons) {
			t.Errorf("%s: %d reasons of %d", c.name, len(v.Reasons), len(alone.Reasons))
		}
	}
}

func BenchmarkLearn(b *testing.B) {
	articles, keep := taught()
	var many []news.Article
	var said []bool
	for len(many) < MostDecisions {
		many, said = append(many, articles...), append(said, keep...)
	}
	for b.Loop() {
		Learn(news.Digest{}, many, said)
	}
}
