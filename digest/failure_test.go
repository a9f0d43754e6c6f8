package digest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/digest/relevance"
	"attache/news"
)

// upsetBy panics as a program does when it comes upon a mark.
func upsetBy(mark string, in ...string) {
	for _, s := range in {
		if strings.Contains(s, mark) {
			list := []string{}
			_ = list[len(s)]
		}
	}
}

// upsetSummarizer quotes, but for articles with the mark in their text. With others it fails when there are others.
type upsetSummarizer struct {
	mark   string
	others bool
}

func (u upsetSummarizer) Summarize(ctx context.Context, articles []news.Article, max int) ([]news.Sentence, error) {
	for i := range articles {
		if !u.others || len(articles) > 1 {
			upsetBy(u.mark, articles[i].Text())
		}
	}
	return Extractive{}.Summarize(ctx, articles, max)
}

// plainMaterial makes articles of events of their own, and of each text in more an article.
func plainMaterial(more ...string) news.Material {
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	m := news.Material{
		Digest: news.Digest{ID: 7, Name: "desk", Language: "en"},
		Window: news.Window{From: at.Add(-12 * time.Hour), To: at.Add(12 * time.Hour)},
	}
	texts := append([]string{
		"Kazakhstan and Turkey signed a treaty on transit in Ankara. The foreign ministers of both countries met on " +
			"Friday to sign it.",
		"Japan and Norway opened talks on fisheries in Oslo. The ambassadors said that the talks would go on until " +
			"spring next year.",
		"Brazil recalled its ambassador from Chile over a border dispute. The government called the shots at a " +
			"patrol boat unacceptable.",
	}, more...)
	for i, s := range texts {
		a := news.Article{
			ID: int64(i + 1), URL: fmt.Sprintf("https://%d.example/a", i+1),
			Outlet: news.Outlet{Name: fmt.Sprintf("Outlet %d", i+1)}, Language: "en",
			Title: strings.SplitAfter(s, ". ")[0], Published: at.Add(time.Duration(i) * time.Minute), Seen: at,
			Blocks: []news.Block{{Kind: news.Paragraph, Text: s}},
		}
		m.Articles = append(m.Articles, a)
	}
	return m
}

const (
	evilText = "Georgia and Armenia agreed on a tunnel under the Caucasus. The marked words of this piece upset a " +
		"stage of the program badly."
	goodText = "Georgia and Armenia agreed on a tunnel under the Caucasus mountains. Their prime ministers met in " +
		"Tbilisi and praised the plan."
)

// failedIn composes and returns the IDs of articles that failed, with their stage, and of those printed. It checks that
// verdicts and log tell the same.
func failedIn(t *testing.T, e *Editor, m news.Material) (failed string, printed string) {
	t.Helper()
	var log bytes.Buffer
	e.Log = slog.New(slog.NewTextHandler(&log, nil))
	i, verdicts, err := e.Compose(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	var out, in []string
	for _, f := range i.Coverage.Failed {
		out = append(out, fmt.Sprintf("%d %s", f.ArticleID, f.Stage))
		v := verdicts[f.ArticleID-1]
		if v.Kept || v.ArticleID != f.ArticleID || v.Reasons[0].Code != relevance.Failed ||
			!strings.Contains(v.Reasons[0].Detail, "attache itself failed while "+f.Stage) {
			t.Errorf("verdict on %d: %+v", f.ArticleID, v)
		}
		if s := log.String(); !strings.Contains(s, "url="+f.URL) || !strings.Contains(s, "failure_test.go") {
			t.Errorf("the log does not tell of %s, or where it failed:\n%s", f.URL, s)
		}
	}
	kept := 0
	for _, s := range i.Stories() {
		one := []string{fmt.Sprint(s.Lead.ArticleID)}
		for _, p := range s.Also {
			one = append(one, fmt.Sprint(p.ArticleID))
		}
		kept += len(one)
		slices.Sort(one)
		in = append(in, strings.Join(one, "+"))
	}
	for k, v := range verdicts {
		if len(v.Reasons) == 0 || v.ArticleID != int64(k+1) || v.DigestID != m.Digest.ID {
			t.Errorf("verdict %d: %+v", k, v)
		}
		for n, r := range v.Reasons {
			if slices.Contains(v.Reasons[:n], r) {
				t.Errorf("verdict %d gives a reason twice, so what was tried was not undone: %+v", k, v.Reasons)
			}
		}
	}
	if i.Coverage.Kept != kept || i.Coverage.Articles != len(m.Articles) {
		t.Errorf("%d of %d kept, %d printed", i.Coverage.Kept, i.Coverage.Articles, kept)
	}
	slices.Sort(in)
	return strings.Join(out, ", "), strings.Join(in, " ")
}

// groupUpset has the grouping fail with what upset says.
func groupUpset(e *Editor, upset func(pieces []*piece, past []news.Story) bool) {
	e.arrange = func(stop func() bool, pieces []*piece, past []news.Story) []*candidate {
		candidates := e.stories(stop, pieces, past) // which notes in the pieces what is undone again
		if upset(pieces, past) {
			upsetBy("", "always")
		}
		return candidates
	}
}

// TestOneTextOneFailure has each stage fail with an article: the others stand in the issue as ever.
func TestOneTextOneFailure(t *testing.T) {
	keepAll := func(e *Editor) {
		e.judge = func(topic news.Topic, a news.Article) news.Verdict {
			v := relevance.MustJudge(topic, a)
			v.Kept = true
			return v
		}
	}
	marked := func(pieces []*piece) (n int) {
		for _, p := range pieces {
			if strings.Contains(p.body, "marked words") {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		name            string
		upset           func(e *Editor)
		more            []string
		failed, printed string
	}{
		{"nothing", func(*Editor) {}, []string{evilText, goodText}, "", "1 2 3 4+5"},
		{"judging", func(e *Editor) {
			e.judge = func(topic news.Topic, a news.Article) news.Verdict {
				upsetBy("marked words", a.Text())
				v := relevance.MustJudge(topic, a)
				v.Kept = true
				return v
			}
		}, []string{evilText, goodText}, "4 judging", "1 2 3 5"},
		{"grouping one", func(e *Editor) {
			groupUpset(e, func(pieces []*piece, _ []news.Story) bool { return marked(pieces) > 0 })
		}, []string{evilText, goodText}, "4 grouping", "1 2 3 5"},
		{"grouping two of many", func(e *Editor) {
			groupUpset(e, func(pieces []*piece, _ []news.Story) bool { return marked(pieces) > 0 })
		}, []string{evilText, goodText, evilText + " More."}, "4 grouping, 6 grouping", "1 2 3 5"},
		{"grouping beside copies", func(e *Editor) {
			groupUpset(e, func(pieces []*piece, _ []news.Story) bool { return marked(pieces) > 0 })
		}, []string{evilText, goodText, goodText}, "4 grouping", "1 2 3 5+6"},
		{
			"grouping two together", func(e *Editor) {
				groupUpset(e, func(pieces []*piece, _ []news.Story) bool { return marked(pieces) > 1 })
			},
			[]string{evilText, goodText, "Peru and Bolivia reopened a railway. The marked words come again."},
			"",
			"1 2 3 4+5 6",
		},
		{
			"grouping any two",
			func(e *Editor) { groupUpset(e, func(pieces []*piece, _ []news.Story) bool { return len(pieces) > 1 }) },
			[]string{evilText, goodText},
			"", "1 2 3 4 5",
		},
		{
			"summarising", func(e *Editor) { e.Summarizer = upsetSummarizer{mark: "marked words"} },
			[]string{evilText, goodText},
			"4 summarising", "1 2 3 5",
		},
		{
			"summarising the only piece", func(e *Editor) { e.Summarizer = upsetSummarizer{mark: "marked words"} },
			[]string{evilText},
			"4 summarising", "1 2 3",
		},
		{
			"summarising pieces together",
			func(e *Editor) { e.Summarizer = upsetSummarizer{mark: "marked words", others: true} },
			[]string{evilText, goodText},
			"", "1 2 3 4+5",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := newEditor()
			keepAll(e)
			tt.upset(e)
			failed, printed := failedIn(t, e, plainMaterial(tt.more...))
			if failed != tt.failed || printed != tt.printed {
				t.Errorf("failed %q, want %q; printed %q, want %q", failed, tt.failed, printed, tt.printed)
			}
		})
	}
}

// TestAPastStoryThatUpsetsIsNotLookedAt tells what is new, and still nothing twice.
func TestAPastStoryThatUpsetsIsNotLookedAt(t *testing.T) {
	e := newEditor()
	groupUpset(e, func(_ []*piece, past []news.Story) bool {
		return slices.ContainsFunc(past, func(s news.Story) bool { return s.Headline == "marked" })
	})
	m := plainMaterial()
	m.Digest.Topic.Threshold = 0.001
	m.Past = []news.Story{{
		ID: 1, Headline: "marked", Lead: news.Piece{ArticleID: 2},
		Renditions: map[string]news.Rendition{"ru": {Lead: news.Piece{Title: "x", Language: "ru"}}},
	}}
	if failed, printed := failedIn(t, e, m); failed != "" || printed != "1 3" {
		t.Errorf("failed %q, printed %q", failed, printed)
	}
}

// TestAModelThatPanics costs its help, not the issue.
func TestAModelThatPanics(t *testing.T) {
	e := newEditor()
	e.Assistant = func(context.Context, news.Digest) (*Assistant, error) {
		return &Assistant{Model: upsetModel{}, Choose: true, Adjudicate: true, Translate: true}, nil
	}
	m := plainMaterial(goodText)
	m.Digest.Topic.Threshold = 0.001
	m.Readers = map[string][]string{"en": nil, "ru": nil}
	i, _, err := e.Compose(t.Context(), m)
	if err != nil || len(i.Stories()) != 4 || len(i.Coverage.Failed) != 0 {
		t.Fatalf("%d stories, %+v, %v", len(i.Stories()), i.Coverage.Failed, err)
	}
	for _, s := range i.Stories() {
		if len(s.Summary) == 0 || s.Score == 0 {
			t.Errorf("%+v", s)
		}
	}
	if !slices.ContainsFunc(i.Help.Missing,
		func(s string) bool { return strings.Contains(s, "attache itself failed") }) {
		t.Errorf("%q", i.Help.Missing)
	}
}

type upsetModel struct{}

func (upsetModel) Choose(context.Context, []string, []string, int) ([]int, error) { panic("choose") }

func (upsetModel) Write(context.Context, []news.Article, int) ([]news.Sentence, error) {
	panic("write")
}

func (upsetModel) Translate(context.Context, string, string, string, []string) (news.Translation, error) {
	panic("translate")
}

func (upsetModel) Adjudicate(context.Context, news.Article) (bool, bool, error) { panic("adjudicate") }

func (upsetModel) Spent() news.Help { return news.Help{Model: "upset"} }
