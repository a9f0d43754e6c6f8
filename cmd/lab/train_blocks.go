package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
	"unicode"

	"attache/scrape"
)

// blockTrainer learns the weights of scrape's block model from the reading kit.
type blockTrainer struct {
	Kit    string // folder of <id>.html.gz and <id>.json
	Out    string // the weights file
	Half   string // "A" or "B" trains on that half of the sites only, "" on all
	Folds  int    // for the first look's opinions that the second learns from; 0 = 4
	First  boost
	Second boost
	Log    io.Writer
}

// Settings of the forests that are embedded.
var (
	firstBoost  = boost{Trees: 120, Leaves: 24, Rate: .12, Lambda: 2, MinHess: 2, Columns: .5, Seed: 1}
	secondBoost = boost{Trees: 160, Leaves: 24, Rate: .1, Lambda: 3, MinHess: 3, Columns: .5, Seed: 2}
)

// readingTruth is what the kit says about a page.
type readingTruth struct {
	ID, URL, Site, Source string
	Body                  *string
	With, Without         []string
}

// trainPage is one page with its blocks' labels.
type trainPage struct {
	fold          int
	table         *scrape.BlockTable
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

// run trains both forests and writes them.
func (t blockTrainer) run() error {
	if t.Folds == 0 {
		t.Folds = 4
	}
	start := time.Now()
	pages, err := t.load()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.Log, "%d pages, %s\n", len(pages), time.Since(start).Round(time.Second))
	opinions := make([][]float32, len(pages))
	for fold := range t.Folds {
		f := t.fitFirst(pages, func(p *trainPage) bool { return p.fold != fold })
		for i, p := range pages {
			if p.fold == fold {
				opinions[i] = judge(&f, p.first)
			}
		}
		fmt.Fprintf(t.Log, "fold %d, %s\n", fold, time.Since(start).Round(time.Second))
	}
	first := t.fitFirst(pages, func(*trainPage) bool { return true })
	var rows [][]float32
	var label, weight []float32
	for i, p := range pages {
		for k, x := range p.table.Second(opinions[i]) {
			if p.weight[k] > 0 && (opinions[i][k] > .01 || p.label[k] > .5) {
				rows, label, weight = append(rows, x), append(label, p.label[k]), append(weight, p.weight[k])
			}
		}
	}
	second := t.Second.fit(newSampleSet(rows, label, weight))
	fmt.Fprintf(t.Log, "done, %d rows in the second look, %s\n", len(rows), time.Since(start).Round(time.Second))
	return os.WriteFile(t.Out, second.AppendTo(first.AppendTo(nil)), 0o644)
}

func (t blockTrainer) fitFirst(pages []*trainPage, use func(*trainPage) bool) scrape.Forest {
	var rows [][]float32
	var label, weight []float32
	for _, p := range pages {
		if !use(p) {
			continue
		}
		for k, x := range p.first {
			if p.weight[k] > 0 {
				rows, label, weight = append(rows, x), append(label, p.label[k]), append(weight, p.weight[k])
			}
		}
	}
	return t.First.fit(newSampleSet(rows, label, weight))
}

func judge(f *scrape.Forest, rows [][]float32) []float32 {
	p := make([]float32, len(rows))
	for i, x := range rows {
		p[i] = scrape.Sigmoid(f.Score(x))
	}
	return p
}

func (t blockTrainer) load() ([]*trainPage, error) {
	files, err := filepath.Glob(filepath.Join(t.Kit, "*.json"))
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	var pages []*trainPage
	for _, f := range files {
		var truth readingTruth
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &truth); err != nil {
			return nil, fmt.Errorf("read %s: %w", f, err)
		}
		if truth.Body == nil && len(truth.With) == 0 || t.Half != "" && siteHalf(truth.Site) != t.Half {
			continue
		}
		body, err := readGzip(strings.TrimSuffix(f, ".json") + ".html.gz")
		if err != nil {
			return nil, err
		}
		p := &trainPage{table: scrape.NewBlockTable(scrape.Input{URL: truth.URL, Body: body}), fold: int(siteHash(truth.Site)/2) % t.Folds}
		p.mark(&truth)
		p.first = make([][]float32, p.table.Len())
		for i := range p.first {
			p.first[i] = p.table.First(i)
		}
		pages = append(pages, p)
	}
	return pages, nil
}

func readGzip(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return io.ReadAll(z)
}

// mark labels a page's blocks: by the share of their word sequences that the true body has, or by the snippets.
func (p *trainPage) mark(truth *readingTruth) {
	n := p.table.Len()
	p.label, p.weight = make([]float32, n), make([]float32, n)
	if truth.Body != nil {
		p.markBody(*truth.Body)
	}
	for i := range n {
		text := strings.Join(strings.Fields(p.table.Text(i)), " ")
		for _, w := range truth.With {
			if w = strings.Join(strings.Fields(w), " "); w != "" && strings.Contains(text, w) {
				p.label[i], p.weight[i] = 1, p.weight[i]+2
			}
		}
		if truth.Body != nil {
			continue
		}
		for _, w := range truth.Without {
			if w = strings.Join(strings.Fields(w), " "); w != "" && strings.Contains(text, w) {
				p.label[i], p.weight[i] = 0, p.weight[i]+2
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

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// trainBlocks makes scrape/blocks.model from the reading kit.
func trainBlocks(kits, out string) error {
	return blockTrainer{
		Kit: filepath.Join(kits, "reading"), Out: filepath.Join(out, "scrape", "blocks.model"),
		First: firstBoost, Second: secondBoost, Log: os.Stderr,
	}.run()
}
