package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/digest"
	"attache/digest/cluster"
	"attache/digest/entities"
	"attache/digest/faithfulness"
	"attache/digest/relevance"
	"attache/mail/bounce"
	"attache/news"
	"attache/scrape/page"
	"attache/text"
)

// task answers cases of one kind, one by one or all together; exactly one of the two is set.
type task struct {
	each func(line []byte) (any, error)
	all  func(lines []json.RawMessage) ([]any, error)
}

// one makes a task of a function from a case to its answer.
func one[In any](f func(In) (any, error)) task {
	return task{each: func(line []byte) (any, error) {
		var in In
		if err := json.Unmarshal(line, &in); err != nil {
			return nil, fmt.Errorf("not a case of this task: %w", err)
		}
		return f(in)
	}}
}

// tasks by name.
var tasks = map[string]task{
	"reading":   one(reading),
	"language":  one(language),
	"relevance": one(predictRelevance),
	"entities":  one(predictEntities),
	"mentions":  one(mentions),
	"neardup":   one(nearDuplicate),
	"stories":   {all: stories},
	"pairs":     one(pairs),
	"summary":   one(predictSummary),
	"faith":     one(faith),
	"bounce":    one(readBounce),
}

type readingAnswer struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Authors []string `json:"authors"`
	Date    string   `json:"date"`
	Body    string   `json:"body"`
	Image   string   `json:"image"`
	Lang    string   `json:"lang"`
}

func reading(in struct{ ID, URL, File string }) (any, error) {
	body, err := dataset.ReadFile(in.File)
	if err != nil {
		return nil, err
	}
	r := page.Read(page.Input{URL: in.URL, Body: body, Now: dataset.Now})
	a := r.Article
	var lines []string
	for _, b := range a.Blocks {
		lines = append(lines, b.Text)
	}
	out := readingAnswer{ID: in.ID, Title: a.Title, Authors: append([]string{}, a.Authors...), Body: strings.Join(lines,
		"\n"), Image: a.Image, Lang: a.Language}
	if !r.Date.IsZero() {
		out.Date = r.Date.Format(time.RFC3339)
	}
	return out, nil
}

func language(in struct{ ID, Text string }) (any, error) {
	code, _ := text.Language(in.Text)
	return map[string]any{"id": in.ID, "lang": code}, nil
}

// textCase is a text with its headline and, when known, its language.
type textCase struct{ ID, Lang, Title, Text string }

// language returns the case's own, else the one recognised.
func (c textCase) language() string {
	if c.Lang != "" {
		return c.Lang
	}
	code, _ := text.Language(c.Title + "\n" + c.Text)
	return code
}

func predictRelevance(in textCase) (any, error) {
	v := relevance.Judge(news.Topic{}, news.Article{
		Title: in.Title, Language: in.language(),
		Blocks: dataset.Plain(in.Text),
	})
	return map[string]any{"id": in.ID, "label": dataset.Bit(v.Kept), "score": v.Score, "reasons": v.Reasons}, nil
}

func predictEntities(in textCase) (any, error) {
	m := entities.Find(in.language(), in.Title, in.Text)
	ids := func(ms []news.Mention) []string {
		out := []string{}
		for _, x := range ms {
			out = append(out, x.ID)
		}
		return out
	}
	return map[string]any{
		"id": in.ID, "countries": ids(m.Countries), "organisations": ids(m.Organisations), "people": ids(m.People),
		"regions": ids(m.Regions),
	}, nil
}

func nearDuplicate(in struct{ PID, A, B string }) (any, error) {
	return map[string]any{"pid": in.PID, "dup": dataset.Bit(duplicate(in.A, in.B))}, nil
}

func pairs(in struct{ PID, Lang, A, B string }) (any, error) {
	return map[string]any{"pid": in.PID, "same": dataset.Bit(sameEvent(in.Lang, in.A, in.B))}, nil
}

func faith(in struct{ ID, Text, Summary string }) (any, error) {
	return map[string]any{"id": in.ID, "consistent": faithfulness.Unfounded("", in.Text, in.Summary) == ""}, nil
}

// duplicate reports whether two texts are one.
func duplicate(a, b string) bool {
	n := cluster.Numbering{}
	return cluster.IsDuplicate(n.Wording(text.Words(a)), n.Wording(text.Words(b)))
}

// sameEvent reports whether two texts, each a headline with what follows it, tell of the same event.
func sameEvent(lang, a, b string) (same bool) {
	var x cluster.Index
	x.Add(cluster.ProfileOf(&cluster.Item{Lang: lang, Text: a}))
	x.Same(cluster.ProfileOf(&cluster.Item{Lang: lang, Text: b}), func(int, float64) { same = true })
	return same
}

func stories(lines []json.RawMessage) ([]any, error) {
	docs := make([]cluster.Item, len(lines))
	for i, l := range lines {
		var in struct {
			ID, Pub, Lang, Title, Text string
			TS                         int64
		}
		if err := json.Unmarshal(l, &in); err != nil {
			return nil, fmt.Errorf("case %d: %w", i+1, err)
		}
		c := textCase{Lang: in.Lang, Title: in.Title, Text: in.Text}
		docs[i] = cluster.Item{
			ID: in.ID, Lang: c.language(), Title: in.Title, Text: in.Text, Outlet: in.Pub,
			At: time.Unix(in.TS, 0).UTC(),
		}
	}
	out := make([]any, len(docs))
	for i, c := range (cluster.Grouping{}).Group(docs) {
		out[i] = map[string]any{"id": docs[i].ID, "cluster": strconv.Itoa(c)}
	}
	return out, nil
}

func predictSummary(in struct {
	ID, Lang, Title, Text string
	Max                   int
},
) (any, error) {
	if in.Max <= 0 {
		in.Max = 3
	}
	// the datasets set no budget
	a := news.Article{
		Title: in.Title, Language: textCase{Lang: in.Lang, Title: in.Title, Text: in.Text}.language(),
		Blocks: dataset.Plain(in.Text), Excerpt: len(in.Text),
	}
	var out []string
	for _, s := range digest.Summarise(a, in.Max) {
		out = append(out, s.Text)
	}
	return map[string]any{"id": in.ID, "summary": strings.Join(out, "\n")}, nil
}

func readBounce(in struct{ File string }) (any, error) {
	f, err := os.Open(in.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := bounce.Read(io.LimitReader(f, dataset.MaxFile))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", in.File, err)
	}
	return map[string]any{
		"file": in.File, "kind": r.Kind, "recipients": append([]string{}, r.Recipients...),
		"status": r.Status,
	}, nil
}
