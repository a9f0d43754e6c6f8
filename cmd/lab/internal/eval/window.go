package eval

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/digest/cluster"
	"attache/text"
)

// windowSources are the datasets' files whose texts fill the window of Window.
var windowSources = []string{
	"judgment/relevance_unlabelled.jsonl.gz", "judgment/relevance.jsonl", "summary/bbc-ext.jsonl.gz",
	"summary/cnndm-val.jsonl.gz",
	"summary/newsumm.jsonl.gz", "summary/rt-ru.jsonl.gz", "summary/xsum.jsonl.gz",
}

const (
	windowBytes   = 1500 // of each text: grouping reads no more
	windowForeign = 0.5  // share of a recycled text's words that are taken from another one, so that it is no copy
	windowSeed    = 1    // of the random numbers: every run measures the same window
)

// Window measures grouping of a window full of articles: the datasets' texts, used again with half of their words
// exchanged for those of another text of their language, spread evenly over 72 hours. Reading, judging and the
// datasets' texts themselves are not counted in the time; the memory is that of the whole process, and of it what
// grouping added.
func Window(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("window", flag.ContinueOnError)
	data := dataset.Flag(fs)
	n := fs.Int("n", 100_000, "articles in the window")
	if err := fs.Parse(args); err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one core, the collector's work included
	docs, err := windowDocs(*data, *n)
	if err != nil {
		return err
	}
	runtime.GC()
	_, before := usageNow()
	begin := time.Now()
	cpu0, _ := usageNow()
	groups := 0
	for _, c := range (cluster.Grouping{}).Group(docs) {
		groups = max(groups, c+1)
	}
	cpu, peak := usageNow()
	fmt.Fprintf(out, "%d articles in %.1f s: %.0f articles/s, %.0f a CPU second; %d stories; peak RSS %.0f MB, of "+
		"them the articles %.0f MB\n",
		len(docs), time.Since(begin).Seconds(), float64(len(docs))/time.Since(begin).Seconds(),
		float64(len(docs))/(cpu-cpu0).Seconds(), groups,
		float64(peak)/1e6, float64(before)/1e6)
	return nil
}

// windowDocs makes n articles of the datasets' texts.
func windowDocs(data string, n int) ([]cluster.Item, error) {
	type source struct{ lang, title, body string }
	var all []source
	byLang := map[string][]int{}
	for _, name := range windowSources {
		err := dataset.EachLine(filepath.Join(data, name), func(line []byte) error {
			var r struct{ Lang, Title, Text string }
			if err := json.Unmarshal(line, &r); err != nil {
				return err
			}
			body := strings.ToValidUTF8(r.Text[:min(len(r.Text), windowBytes)], "")
			if r.Title == "" {
				r.Title, body = firstSentence(body, r.Lang)
			}
			byLang[r.Lang] = append(byLang[r.Lang], len(all))
			all = append(all, source{r.Lang, r.Title, body})
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read the texts of %s: %w", name, err)
		}
	}
	rng := rand.New(rand.NewPCG(windowSeed, windowSeed))
	mixed := func(a, b string) string {
		x, y := strings.Fields(a), strings.Fields(b)
		for i := range x {
			if len(y) > 0 && rng.Float64() < windowForeign {
				x[i] = y[rng.IntN(len(y))]
			}
		}
		return strings.Join(x, " ")
	}
	from := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	docs := make([]cluster.Item, n)
	for i := range docs {
		s := all[i%len(all)]
		if i >= len(all) {
			mates := byLang[s.lang]
			other := all[mates[rng.IntN(len(mates))]]
			s.title, s.body = mixed(s.title, other.title), mixed(s.body, other.body)
		}
		docs[i] = cluster.Item{
			ID: fmt.Sprint(i), Lang: s.lang, Title: s.title, Text: s.body,
			At: from.Add(time.Duration(rng.Int64N(int64(72 * time.Hour)))), Marks: dataset.Marks(s.lang, s.title,
				s.body),
		}
	}
	return docs, nil
}

// firstSentence parts a text that has no title.
func firstSentence(s, lang string) (title, body string) {
	spans := text.Sentences(s, lang)
	if len(spans) == 0 {
		return s, ""
	}
	return s[:spans[0].End], strings.TrimSpace(s[spans[0].End:])
}
