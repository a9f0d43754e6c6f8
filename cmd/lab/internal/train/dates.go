package train

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/scrape/page"
)

// dateTrainer learns which of the days that a page names is the one on which it was published.
type dateTrainer struct {
	Data string // folder of the dataset reading
	Log  io.Writer
}

var dateBoost = boost{Trees: 400, Leaves: 5, Rate: .04, Lambda: 5, MinHess: 3, Columns: .15, Seed: 1}

// datePage is a page whose day is known, with what could be answered.
type datePage struct {
	site    string
	choices [][]float32 // each candidate's features
	right   []bool
}

// trainDate learns which of a page's days is that of its publication.
func trainDate(j *job) (tables, error) {
	t := dateTrainer{filepath.Join(j.data, "reading"), j.out}
	pages, err := t.load()
	if err != nil {
		return nil, err
	}
	possible := 0
	for _, p := range pages {
		for _, r := range p.right {
			if r {
				possible++
				break
			}
		}
	}
	fmt.Fprintf(t.Log, "date: %d pages, right among the candidates on %d\n", len(pages), possible)
	if j.figures {
		t.cross(pages, "halves of the sites", 2, 1)
		t.cross(pages, "sixths of the sites, three ways", 6, 3)
	}
	forest := dateForest(pages, func(*datePage) bool { return true })
	return tables{"scrape/page/date.model": appendForest(nil, &forest)}, nil
}

func (t dateTrainer) load() ([]*datePage, error) {
	known, err := dataset.Pages[fieldTruth](t.Data)
	if err != nil {
		return nil, err
	}
	var pages []*datePage
	for _, k := range known {
		truth := k.Truth
		if truth.Date == nil {
			continue
		}
		body, err := dataset.ReadFile(k.File)
		if err != nil {
			return nil, err
		}
		p := &datePage{site: truth.Site}
		r := page.Parse(context.Background(), page.Input{URL: truth.URL, Body: body, Now: dataset.Now})
		r.Title()
		dates := r.Dates()
		p.choices = dates.Features
		for i := range dates.Candidates {
			p.right = append(p.right, sameDate(*truth.Date, dates.Instant(i)))
		}
		pages = append(pages, p)
	}
	return pages, nil
}

// sameDate reports whether an answer falls on the true day, as it is written or in the truth's zone: the dataset's own
// measure.
func sameDate(truth string, at time.Time) bool {
	t, err := time.Parse(time.RFC3339, truth)
	if err != nil {
		return false
	}
	day := t.Format(time.DateOnly)
	return day == at.Format(time.DateOnly) || day == at.In(t.Location()).Format(time.DateOnly)
}

// dateForest learns from the pages that are asked for.
func dateForest(pages []*datePage, use func(*datePage) bool) page.Forest {
	var rows [][]float32
	var label, weight []float32
	var groups [][2]int
	for _, p := range pages {
		if !use(p) {
			continue
		}
		from := len(rows)
		for i, x := range p.choices {
			rows, label, weight = append(rows, x), append(label, float32(dataset.Bit(p.right[i]))),
				append(weight, 1)
		}
		groups = append(groups, [2]int{from, len(rows)})
	}
	return dateBoost.fitBy(newSampleSet(rows, label, weight), 0, func(score, g, h []float64) {
		for _, group := range groups {
			a, b := group[0], group[1]
			listSlope(score[a:b], label[a:b], g[a:b], h[a:b])
		}
	})
}

// listSlope returns in g and h the derivatives of the loss of one page: the negative logarithm of the probability of
// its right candidates, by a softmax over all of them and "none of these", whose score is 0.
func listSlope(score []float64, label []float32, g, h []float64) {
	all, right := 1.0, 0.0
	for i, s := range score {
		all += math.Exp(s)
		right += math.Exp(s) * float64(label[i])
	}
	for i, s := range score {
		p, want := math.Exp(s)/all, 0.0
		if right > 0 {
			want = math.Exp(s) * float64(label[i]) / right
		}
		g[i], h[i] = p-want, max(p*(1-p), 1e-4)
	}
}

// cross prints how often sites are read rightly by a forest that was grown without them: folds parts, parted in several
// ways.
func (t dateTrainer) cross(pages []*datePage, name string, folds, ways int) {
	sure := []float64{0, .2, .3, .4, .5, .6, .7}
	same, wrong := make([]int, len(sure)), make([]int, len(sure))
	for way := range ways {
		part := func(p *datePage) int { return int(siteHash(fmt.Sprint(way, p.site))>>8) % folds }
		for fold := range folds {
			f := dateForest(pages, func(p *datePage) bool { return part(p) != fold })
			for _, p := range pages {
				if part(p) != fold || len(p.choices) == 0 {
					continue
				}
				best, prob := choose(&f, p)
				for k := range sure {
					switch {
					case prob < sure[k]:
					case p.right[best]:
						same[k]++
					default:
						wrong[k]++
					}
				}
			}
		}
	}
	n := float64(len(pages) * ways)
	fmt.Fprintf(t.Log, "date, by %s: same day / wrong when sure of\n", name)
	for k := range sure {
		fmt.Fprintf(t.Log, "  %.1f: %.4f / %.4f\n", sure[k], float64(same[k])/n, float64(wrong[k])/n)
	}
}

// choose returns a page's best candidate and its probability.
func choose(f *page.Forest, p *datePage) (best int, prob float64) {
	all := 1.0
	for i, x := range p.choices {
		e := math.Exp(float64(f.Score(x)))
		if all += e; e > prob {
			best, prob = i, e
		}
	}
	return best, prob / all
}
