package eval

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/digest"
	"attache/digest/cluster"
	"attache/digest/relevance"
	"attache/news"
	"attache/scrape/markup"
	"attache/scrape/page"
	"attache/text"
)

// stageRounds is how often each stage goes over the articles; the table has the median round.
const stageRounds = 5

// stage is one step of the pipeline over all the articles of the dataset.
type stage struct {
	name string
	run  func(*stageDocs) error
}

// stageDocs is what the stages hand on.
type stageDocs struct {
	pages    []page.Input
	articles []news.Article
	marked   []cluster.Item
}

// stages in the order of the pipeline. Each does only its own work on what those before it left; judging names and
// weighs, and an issue judges, drops copies, groups, summarises and orders, as the program does it.
var stages = []stage{
	{"decode: bytes to text", func(d *stageDocs) error {
		for _, p := range d.pages {
			markup.Decode(p.Body, p.ContentType)
		}
		return nil
	}},
	{"read: bytes to article", func(d *stageDocs) error {
		d.articles = d.articles[:0]
		for i, p := range d.pages {
			a := page.Read(p).Article
			a.ID = int64(i + 1)
			d.articles = append(d.articles, a)
		}
		return nil
	}},
	{"language", func(d *stageDocs) error {
		for i := range d.articles {
			text.Language(d.articles[i].Text())
		}
		return nil
	}},
	{"entities", func(d *stageDocs) error {
		d.marked = d.marked[:0]
		for i := range d.articles {
			a := &d.articles[i]
			d.marked = append(d.marked, cluster.Item{
				ID: a.URL, Lang: a.Language, Title: a.Title, Text: a.Text(), Outlet: a.Outlet.Name,
				At:    stageTime.Add(time.Duration(i) * time.Minute),
				Marks: dataset.Marks(a.Language, a.Title, a.Text()),
			})
		}
		return nil
	}},
	{"relevance, with entities", func(d *stageDocs) error {
		for i := range d.articles {
			relevance.Judge(news.Topic{}, d.articles[i])
		}
		return nil
	}},
	{"duplicates: each against the next", func(d *stageDocs) error {
		for i := range d.articles {
			duplicate(d.articles[i].Text(), d.articles[(i+1)%len(d.articles)].Text())
		}
		return nil
	}},
	{"stories", func(d *stageDocs) error {
		cluster.Grouping{}.Group(d.marked)
		return nil
	}},
	{"summary: 3 sentences", func(d *stageDocs) error {
		for i := range d.articles {
			digest.Summarise(d.articles[i], 3)
		}
		return nil
	}},
	{"an issue: judge to order", func(d *stageDocs) error {
		articles := slices.Clone(d.articles)
		for i := range articles {
			articles[i].Published = stageTime.Add(time.Duration(i) * time.Minute)
		}
		_, _, err := digest.New(digest.Config{}).Compose(context.Background(), news.Material{
			Digest: news.Digest{Name: "stages", Title: "Stages"}, Articles: articles,
			Window: news.Window{From: stageTime, To: stageTime.Add(24 * time.Hour)},
		})
		return err
	}},
}

// stageTime is the day the articles are given, so that all are in one window.
var stageTime = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// Stages measures the stages of the pipeline one after the other on the same documents, on one core.
func Stages(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("stages", flag.ContinueOnError)
	data := dataset.Flag(fs)
	if err := fs.Parse(args); err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one core, the collector's work included
	d := &stageDocs{}
	var err error
	if d.pages, err = stagePages(filepath.Join(*data, "sites")); err != nil {
		return err
	}
	size := 0
	for _, p := range d.pages {
		size += len(p.Body)
	}
	fmt.Fprintf(out, "%d articles of %.0f KB on average, %d rounds, one core\n\n", len(d.pages),
		float64(size)/1e3/float64(len(d.pages)), stageRounds)
	tw := tabwriter.NewWriter(out, 2, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "stage\tdocuments/CPU s\tms each\tKB allocated each\tallocations each\tpeak RSS so far, MB\t")
	for _, s := range stages {
		if err := s.measure(d, tw); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return tw.Flush()
}

// measure runs a stage and writes its row. The first round is not counted: it reads the tables.
func (s stage) measure(d *stageDocs, out io.Writer) error {
	var took []time.Duration
	var before, after runtime.MemStats
	for round := range stageRounds + 1 {
		if round == 1 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		cpu, _ := usageNow()
		if err := s.run(d); err != nil {
			return err
		}
		if now, _ := usageNow(); round > 0 {
			took = append(took, now-cpu)
		}
	}
	runtime.ReadMemStats(&after)
	slices.Sort(took)
	n := float64(len(d.pages))
	median := max(took[len(took)/2], time.Microsecond).Seconds()
	_, rss := usageNow()
	fmt.Fprintf(out, "%s\t%.0f\t%.2f\t%.0f\t%.0f\t%.0f\t\n", s.name, n/median, 1e3*median/n,
		float64(after.TotalAlloc-before.TotalAlloc)/1e3/stageRounds/n,
		float64(after.Mallocs-before.Mallocs)/stageRounds/n, float64(rss)/1e6)
	return nil
}

// stagePages loads the article pages of the dataset sites.
func stagePages(dir string) ([]page.Input, error) {
	articles, err := dataset.Articles(dir)
	if err != nil {
		return nil, err
	}
	var out []page.Input
	for _, e := range articles {
		body, err := dataset.ReadFile(filepath.Join(dir, e.File))
		if err != nil {
			return nil, err
		}
		out = append(out, page.Input{URL: e.URL, ContentType: e.ContentType, Body: body, Now: stageTime})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no article in %s", dir)
	}
	return out, nil
}
