package train

import (
	_ "embed"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"attache/cmd/lab/internal/dataset"
	"attache/digest/relevance"
	"attache/text"
)

// relevanceLabels says of texts of the datasets whether they belong in a digest of foreign policy; its head explains
// it.
//
//go:embed data/relevance_labels.tsv
var relevanceLabels string

// ourSources are the files that the texts of relevanceLabels stand in, by their source.
var ourSources = map[string]string{
	"agnews": "judgment/relevance_unlabelled.jsonl.gz", "telegram": "judgment/relevance_unlabelled.jsonl.gz",
	"bbc-ext": "summary/bbc-ext.jsonl.gz", "cnndm": "summary/cnndm-val.jsonl.gz",
	"newsumm": "summary/newsumm.jsonl.gz", "rt-ru": "summary/rt-ru.jsonl.gz", "xsum": "summary/xsum.jsonl.gz",
	"reading": "reading",
}

// judged is a line of relevanceLabels.
type judged struct {
	src    string // a key of ourSources
	label  int    // 1, 0 or -1
	unsure bool   // chosen because a model was unsure of it
}

// readLabels returns the lines of relevanceLabels by id.
func readLabels(table string) (map[string]judged, error) {
	labels := map[string]judged{}
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(col) != 4 {
			return nil, fmt.Errorf("relevance_labels.tsv: %q has %d columns of 4", line, len(col))
		}
		label, err := strconv.Atoi(col[2])
		if err != nil {
			return nil, fmt.Errorf("relevance_labels.tsv: %q: %w", line, err)
		}
		if _, ok := ourSources[col[0]]; !ok {
			return nil, fmt.Errorf("relevance_labels.tsv: %q is of a source that has no file", line)
		}
		if _, twice := labels[col[1]]; twice {
			return nil, fmt.Errorf("relevance_labels.tsv: %q is the second label of its text", line)
		}
		labels[col[1]] = judged{col[0], label, col[3] == "unsure"}
	}
	return labels, nil
}

// judgedByUs returns the texts of relevanceLabels as examples. Those without a headline of their own take the first
// sentence of their summary, as a page has one.
func judgedByUs(data string) ([]example, error) {
	labels, err := readLabels(relevanceLabels)
	if err != nil {
		return nil, err
	}
	out, err := judgedPages(filepath.Join(data, "reading"), labels)
	if err != nil {
		return nil, err
	}
	files := slices.Compact(slices.Sorted(maps.Values(ourSources)))
	for _, name := range files {
		if name == ourSources["reading"] {
			continue
		}
		part, err := judgedLines(filepath.Join(data, name), labels)
		if err != nil {
			return nil, err
		}
		out = append(out, part...)
	}
	return out, nil
}

// judgedLines returns those of a file's texts that have a label.
func judgedLines(name string, labels map[string]judged) (out []example, err error) {
	type row struct{ ID, Lang, Title, Text, Summary string }
	err = dataset.Each(name, func(r row) error {
		l, ok := labels[r.ID]
		if !ok || l.label < 0 {
			return nil
		}
		if r.Title == "" && r.Summary != "" {
			r.Title, _, _ = strings.Cut(r.Summary, "\n")
			r.Title, _, _ = strings.Cut(r.Title, " . ")
		}
		out = append(out, ourExample(r.ID, r.Lang, l.src, r.ID, l, r.Title, r.Text))
		return nil
	})
	return out, err
}

// judgedPages returns those of the captured pages that have a label. Pages of one host stay in one fold.
func judgedPages(dir string, labels map[string]judged) ([]example, error) {
	type truth struct{ ID, URL, Lang, Title, Body string }
	pages, err := dataset.Pages[truth](dir)
	if err != nil {
		return nil, err
	}
	var out []example
	for _, p := range pages {
		t := p.Truth
		l, ok := labels[t.ID]
		lang := text.LanguageOf(t.Lang, t.Title, t.Body)
		if !ok || l.label < 0 || !slices.Contains(text.Languages, lang) {
			continue
		}
		u, err := url.Parse(t.URL)
		if err != nil {
			return nil, err
		}
		out = append(out, ourExample(t.ID, lang, "reading", u.Host, l,
			t.Title, t.Body))
	}
	return out, nil
}

func ourExample(id, lang, src, group string, l judged, title, body string) example {
	return example{
		id: id, lang: lang, src: src, group: group, label: float64(l.label), weight: 1,
		ours: true, unsure: l.unsure,
		features: relevance.FeaturesOf(lang, title, body),
	}
}
