package train

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"

	"attache/cmd/lab/internal/dataset"
	"attache/scrape/page"
	"attache/text"
)

// blockTrainer learns the weights of scrape's block model from the dataset reading.
type blockTrainer struct {
	Data string // folder of <id>.html.gz and <id>.json
	// folder of <name>.txtar, the pages written for the tests of scrape: short ones, in languages that the dataset
	// lacks
	Made   string
	Folds  int // of the first stage, whose scores the second learns from
	First  boost
	Second boost
	Log    io.Writer
}

// madePages is the folder of the pages written for tests, below the root of the checkout.
const madePages = "scrape/page/testdata/pages"

// Settings of the forests that are embedded.
var (
	firstBoost  = boost{Trees: 140, Leaves: 16, Rate: .11, Lambda: 5, MinHess: 2, Columns: .3, Seed: 1}
	secondBoost = boost{Trees: 200, Leaves: 16, Rate: .08, Lambda: 5, MinHess: 3, Columns: .3, Seed: 2}
)

const (
	snippetWeight = 5 // of a block that holds a snippet; the blocks of a whole body together have about 100
	madeWeight    = 4 // of a block of a made page, which has some twenty
	shortBlock    = 3 // words of what is mostly a menu's entry
)

// readingTruth is what the dataset says about a page.
type readingTruth struct {
	ID, URL, Site, Source string
	Body                  *string
	With, Without         []string
}

// trainPage is one page with its blocks' labels.
type trainPage struct {
	truth         readingTruth
	made          bool
	fold          int
	page          *page.Parsed
	table         *page.BlockTable
	label, weight []float32
	first         [][]float32
}

// siteHalf puts a site in half "A" or "B" by the hash of its name.
func siteHalf(site string) string {
	if siteHash(site)%2 == 0 {
		return "A"
	}
	return "B"
}

func siteHash(site string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(site))
	return h.Sum32()
}

// learn returns both forests, trained on all pages. With figures it prints what the same training on one half of the
// sites is worth on the other.
func (t blockTrainer) learn(figures bool) ([]byte, error) {
	pages, err := t.load()
	if err != nil {
		return nil, err
	}
	made, err := t.loadMade()
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(t.Log, "%d pages of the dataset, %d made ones\n", len(pages), len(made))
	pages = append(pages, made...)
	m := t.fit(pages)
	table := appendForest(appendForest(nil, &m[0]), &m[1])
	if !figures {
		return table, nil
	}
	for _, half := range []string{"A", "B"} {
		var learn, ask []*trainPage
		for _, p := range pages {
			if p.made || siteHalf(p.truth.Site) == half {
				learn = append(learn, p)
			} else {
				ask = append(ask, p)
			}
		}
		scoreBodies(t.Log, "learnt on "+half, ask, t.fit(learn))
	}
	return table, nil
}

// fit trains both forests. The second learns from scores by first forests that have not seen the page's site.
func (t blockTrainer) fit(pages []*trainPage) (m [2]page.Forest) {
	start := time.Now()
	scores := make([][]float32, len(pages))
	for fold := range t.Folds {
		f := t.fitFirst(pages, func(p *trainPage) bool { return p.fold != fold })
		for i, p := range pages {
			if p.fold == fold {
				scores[i] = judge(&f, p.first)
			}
		}
		fmt.Fprintf(t.Log, "fold %d, %s\n", fold, time.Since(start).Round(time.Second))
	}
	m[0] = t.fitFirst(pages, func(*trainPage) bool { return true })
	var rows [][]float32
	var label, weight []float32
	for i, p := range pages {
		around := p.table.Neighbourhood(scores[i])
		for k, own := range p.first {
			x := around.Features(k, slices.Clone(own))
			if p.weight[k] > 0 && (scores[i][k] > .01 || p.label[k] > .5) {
				rows, label, weight = append(rows, x), append(label, p.label[k]), append(weight, p.weight[k])
			}
		}
	}
	m[1] = t.Second.fit(newSampleSet(rows, label, weight))
	fmt.Fprintf(t.Log, "%d rows in the second stage, %s\n", len(rows), time.Since(start).Round(time.Second))
	return m
}

func (t blockTrainer) fitFirst(pages []*trainPage, use func(*trainPage) bool) page.Forest {
	var rows [][]float32
	var label, weight []float32
	for _, p := range pages {
		if !use(p) {
			continue
		}
		short := 0
		for k, x := range p.first {
			w := p.weight[k]
			if w > 0 && p.label[k] < .5 && x[0] <= shortBlock { // most blocks of a page: one stands for three
				if short++; short%3 != 0 {
					continue
				}
				w *= 3
			}
			if w > 0 {
				rows, label, weight = append(rows, x), append(label, p.label[k]), append(weight, w)
			}
		}
	}
	return t.First.fit(newSampleSet(rows, label, weight))
}

func judge(f *page.Forest, rows [][]float32) []float32 {
	p := make([]float32, len(rows))
	for i, x := range rows {
		p[i] = text.Sigmoid(f.Score(x))
	}
	return p
}

func (t blockTrainer) load() ([]*trainPage, error) {
	known, err := dataset.Pages[readingTruth](t.Data)
	if err != nil {
		return nil, err
	}
	var pages []*trainPage
	for _, k := range known {
		truth := k.Truth
		if truth.Body == nil && len(truth.With) == 0 {
			continue
		}
		body, err := dataset.ReadFile(k.File)
		if err != nil {
			return nil, err
		}
		p := t.page(truth, body)
		p.mark(&truth)
		pages = append(pages, p)
	}
	return pages, nil
}

func (t blockTrainer) page(truth readingTruth, body []byte) *trainPage {
	r := page.Parse(context.Background(), page.Input{URL: truth.URL, Body: body})
	p := &trainPage{
		truth: truth, page: r, table: r.Blocks(r.Title()), fold: int(siteHash(truth.Site)/2) % t.Folds,
	}
	n := p.table.Len()
	p.first, p.label, p.weight = make([][]float32, n), make([]float32, n), make([]float32, n)
	for i := range p.first {
		p.first[i] = p.table.Features(i, nil)
	}
	return p
}

// loadMade reads the pages written for tests. Their truth says how the first and the last block of the body begin, and
// what must not be in between.
func (t blockTrainer) loadMade() ([]*trainPage, error) {
	files, err := filepath.Glob(filepath.Join(t.Made, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no pages written for tests in %s", t.Made)
	}
	var pages []*trainPage
	for _, f := range files {
		a, err := txtar.ParseFile(f)
		if err != nil {
			return nil, err
		}
		var want struct {
			URL, First, Last string
			Without          []string
		}
		var body []byte
		for _, part := range a.Files {
			switch part.Name {
			case "want.json":
				if err := json.Unmarshal(part.Data, &want); err != nil {
					return nil, fmt.Errorf("read %s: %w", f, err)
				}
			case "page.html":
				body = part.Data
			}
		}
		if want.First == "" {
			continue
		}
		p := t.page(readingTruth{URL: want.URL, Site: filepath.Base(f)}, body)
		p.made = true
		p.markMade(want.First, want.Last, want.Without)
		pages = append(pages, p)
	}
	return pages, nil
}

func (p *trainPage) markMade(first, last string, without []string) {
	from, to := -1, -1
	for i := range p.label {
		if text := p.table.Text(i); strings.HasPrefix(text, first) && from < 0 {
			from, to = i, i
		}
		if strings.HasPrefix(p.table.Text(i), last) && from >= 0 {
			to = i
		}
	}
	for i := range p.label {
		p.label[i], p.weight[i] = float32(dataset.Bit(from >= 0 && i >= from && i <= to)), madeWeight
		for _, w := range without {
			if strings.Contains(p.table.Text(i), w) {
				p.label[i] = 0
			}
		}
	}
}

// mark labels a page's blocks: by the share of their word sequences that the true body has, or by the snippets.
func (p *trainPage) mark(truth *readingTruth) {
	n := p.table.Len()
	if truth.Body != nil {
		p.markBody(*truth.Body)
	}
	for i := range n {
		text := strings.Join(strings.Fields(p.table.Text(i)), " ")
		for _, w := range truth.With {
			if w = strings.Join(strings.Fields(w), " "); w != "" && strings.Contains(text, w) {
				p.label[i], p.weight[i] = 1, p.weight[i]+snippetWeight
			}
		}
		if truth.Body != nil {
			continue
		}
		for _, w := range truth.Without {
			if w = strings.Join(strings.Fields(w), " "); w != "" && strings.Contains(text, w) {
				p.label[i], p.weight[i] = 0, p.weight[i]+snippetWeight
			}
		}
	}
}

func (p *trainPage) markBody(body string) {
	words := tokenize(body)
	grams := map[string]int{}
	for i := range words {
		for _, n := range []int{1, 2, 4} {
			if i+n <= len(words) {
				grams[strings.Join(words[i:i+n], "\x00")]++
			}
		}
	}
	lines := map[string]bool{}
	for _, l := range strings.Split(body, "\n") {
		lines[strings.Join(tokenize(l), "\x00")] = true
	}
	total := float64(max(len(words), 60))
	for i := range p.label {
		w := tokenize(p.table.Text(i))
		if len(w) == 0 {
			continue
		}
		hit, all := 0, 0
		size := min(4, len(w))
		if size == 3 {
			size = 2
		}
		for k := 0; k+size <= len(w); k++ {
			all++
			if grams[strings.Join(w[k:k+size], "\x00")] > 0 {
				hit++
			}
		}
		if share := float64(hit) / float64(all); share > .5 && (len(w) > 3 || lines[strings.Join(w, "\x00")]) {
			p.label[i] = 1
		}
		p.weight[i] = float32(.15 + math.Min(100*float64(len(w))/total, 25))
	}
}

// tokenize cuts a text into runs of letters and digits.
func tokenize(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// trainBlocks learns the forests that choose a page's body, from the dataset reading.
func trainBlocks(j *job) (tables, error) {
	table, err := blockTrainer{
		Data: filepath.Join(j.data, "reading"), Made: filepath.Join(j.root, filepath.FromSlash(madePages)),
		Folds: 4, First: firstBoost, Second: secondBoost, Log: j.out,
	}.learn(j.figures)
	return tables{"scrape/page/blocks.model": table}, err
}
