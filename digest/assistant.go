package digest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"attache/digest/entities"
	"attache/digest/relevance"
	"attache/digest/summary"
	"attache/news"
	"attache/text"
)

// Model is a language model that can be asked about the pieces of one issue. Package llm has one. Its answers are
// proposals: the editor prints none that it has not checked, and does without when there is an error.
type Model interface {
	// Choose returns the places, in the list, of the sentences that tell an event best together: at most most, each
	// once.
	Choose(ctx context.Context, titles, sentences []string, most int) ([]int, error)
	// Write words a summary of a story. Each sentence names the article it rests on; none is a quotation.
	Write(ctx context.Context, articles []news.Article, most int) ([]news.Sentence, error)
	// Translate returns a headline and the sentences of its summary in another language, one for one.
	Translate(ctx context.Context, from, to, headline string, sentences []string) (news.Translation, error)
	// Adjudicate reports whether an article is foreign policy; sure is false when the model cannot tell.
	Adjudicate(ctx context.Context, a news.Article) (foreign, sure bool, err error)
	// Spent is the account so far: the model's name, answers, tokens and cost.
	Spent() news.Help
}

// Assistant is a model's help with one issue, and what is wanted of it.
type Assistant struct {
	Model      Model
	Choose     bool // it chooses the sentences of summaries
	Write      bool // it words summaries
	Adjudicate bool // it adjudicates the least certain judgements

	// Translate: it says stories in the languages of the letters that are read, where no piece of theirs is in one.
	Translate bool

	// Progress is told when a task begins and after each of its parts: how many of all are done, answered or not. It is
	// called from several goroutines; nil = nobody is told.
	Progress func(task Task, done, all int)
}

// Task is what a model helps with, in the order in which it does: the words stand for what is counted.
type Task string

// The tasks.
const (
	TaskJudgements   Task = "judgements"
	TaskSummaries    Task = "summaries"
	TaskTranslations Task = "translations"
)

// Bounds of what a model is asked.
const (
	adjudicatePart = 0.15 // most of the judgements that it adjudicates
	// log odds; a score further from the threshold is certain enough: at .3, one below .09 or above .65
	adjudicateMargin = 1.5
	atOnce           = 16 // questions that wait for the model at the same time
	mostOffered      = 60 // sentences to choose from
	leadOffered      = 40 // of these, from the lead piece
	otherOffered     = 8  // and from each other piece
	mostTitles       = 8
	shortestTrans    = 0.15 // least length of a translation against the original, in characters …
	longestTrans     = 8    // … and most: Chinese into Russian grows six times
	sureLength       = 6    // words from which the language of a text is sure enough by itself
)

// helping is an Assistant at work on one issue: what it did, and what it could not do. A nil *helping does nothing.
type helping struct {
	*Assistant
	log   *slog.Logger // may be nil
	mu    sync.Mutex
	help  news.Help
	asked map[string]int // by task
	lacks []lack
}

// lack is a reason why a task was not done, and how often.
type lack struct {
	task, why string
	n         int
}

// The tasks, as the sentences about what is missing call them.
const (
	taskAdjudicate = "uncertain judgements stand as attache made them"
	taskSummary    = "summaries were chosen by attache itself"
	taskTranslate  = "translations are missing"
)

var errNoChoice = errors.New("there is nothing to choose from")

var errRefused = errors.New("the model's answer did not pass the checks")

var errFault = errors.New("attache itself failed on it, as the log tells")

// help begins the help with an issue; nil when the editor has no assistant.
func (e *Editor) help(ctx context.Context, d news.Digest) (*helping, error) {
	if e.Assistant == nil {
		return nil, nil
	}
	a, err := e.Assistant(ctx, d)
	if err != nil || a == nil {
		return nil, err
	}
	return &helping{Assistant: a, log: e.Log, asked: map[string]int{}}, nil
}

// did counts a task, and why it could not be done.
func (h *helping) did(task string, err error, count func(*news.Help)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked[task]++
	if count != nil {
		count(&h.help)
	}
	if err == nil {
		return
	}
	i := slices.IndexFunc(h.lacks, func(l lack) bool { return l.task == task && l.why == err.Error() })
	if i < 0 {
		i = len(h.lacks)
		h.lacks = append(h.lacks, lack{task: task, why: err.Error()})
	}
	h.lacks[i].n++
}

// account is what the issue tells of the help.
func (h *helping) account() *news.Help {
	if h == nil {
		return nil
	}
	out := h.Model.Spent()
	h.mu.Lock()
	defer h.mu.Unlock()
	out.Adjudicated, out.Turned, out.Chosen, out.Written = h.help.Adjudicated, h.help.Turned, h.help.Chosen,
		h.help.Written
	out.Replaced, out.Translated = h.help.Replaced, h.help.Translated
	slices.SortFunc(h.lacks, func(a, b lack) int {
		return cmp.Or(cmp.Compare(a.task, b.task), cmp.Compare(b.n, a.n), cmp.Compare(a.why, b.why))
	})
	for _, l := range h.lacks {
		out.Missing = append(out.Missing, fmt.Sprintf("%d of %d %s: %s.", l.n, h.asked[l.task], l.task, l.why))
	}
	return &out
}

// each calls f for 0 to n-1, some at the same time when a model is waited for, in order when none is, and returns the
// panics, by i. It tells Progress of the task.
func (h *helping) each(task Task, n int, f func(i int)) []error {
	errs := make([]error, n)
	one := func(i int) { errs[i] = news.Catch(func() { f(i) }) }
	if h != nil && h.Progress != nil && n > 0 {
		var done atomic.Int64
		h.Progress(task, 0, n)
		one = func(i int) {
			errs[i] = news.Catch(func() { f(i) })
			h.Progress(task, int(done.Add(1)), n)
		}
	}
	if h == nil {
		for i := range n {
			one(i)
		}
		return errs
	}
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, atOnce) {
		wg.Go(func() {
			for i := range next {
				one(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return errs
}

// failed notes for a task what each stopped, and has the stack logged.
func (h *helping) failed(task string, errs []error) {
	for _, err := range errs {
		if err != nil {
			logPanic(h.log, "the help of the language model failed", err, "task", task)
			h.did(task, errFault, nil)
		}
	}
}

// adjudicate has the model decide the judgements that the score decided most narrowly.
func (h *helping) adjudicate(ctx context.Context, topic news.Topic, articles []news.Article, verdicts []news.Verdict) {
	if h == nil || !h.Adjudicate {
		return
	}
	least := cmp.Or(topic.Threshold, relevance.DefaultThreshold)
	distance := func(i int) float64 { return math.Abs(relevance.Logit(verdicts[i].Score) - relevance.Logit(least)) }
	var open []int
	for i := range verdicts {
		if len(verdicts[i].Reasons) > 0 && verdicts[i].Reasons[0].Code == "score" && distance(i) <= adjudicateMargin {
			open = append(open, i)
		}
	}
	slices.SortStableFunc(open, func(a, b int) int { return cmp.Compare(distance(a), distance(b)) })
	open = open[:min(len(open), int(adjudicatePart*float64(len(verdicts))))]
	model := h.Model.Spent().Model
	h.failed(taskAdjudicate, h.each(TaskJudgements, len(open), func(k int) {
		v := &verdicts[open[k]]
		foreign, sure, err := h.Model.Adjudicate(ctx, articles[open[k]])
		if err != nil || !sure {
			if err == nil {
				err = errors.New("the model was not sure either")
			}
			h.did(taskAdjudicate, err, nil)
			return
		}
		p, asked := relevance.Percents(v.Score, least)
		said := "does not call it foreign policy"
		if foreign {
			said = "calls it foreign policy"
		}
		v.Reasons = append([]news.Reason{{
			Code: "model", Detail: fmt.Sprintf(
				"Its probability of %s is close to the %s that the digest asks for; the model %s %s.", p, asked, model,
				said),
		}}, v.Reasons...)
		turned := v.Kept != foreign
		v.Kept = foreign
		h.did(taskAdjudicate, nil, func(n *news.Help) {
			n.Adjudicated++
			if turned {
				n.Turned++
			}
		})
	}))
}

// summarizer returns who tells a story, and whether that is the model.
func (h *helping) summarizer(usual Summarizer) (Summarizer, bool) {
	switch {
	case h == nil || !h.Choose && !h.Write:
		return usual, false
	case h.Write:
		return writer{h.Model}, true
	}
	return chooser{h.Model}, true
}

// chooser is the Summarizer that lets a model choose among quotations.
type chooser struct{ model Model }

// Summarize offers the sentences that can stand by themselves, and returns the chosen ones in the order of the
// articles.
func (c chooser) Summarize(ctx context.Context, articles []news.Article, max int) ([]news.Sentence, error) {
	titles, offered := offer(articles)
	if len(offered) < 2 {
		return nil, errNoChoice
	}
	texts := make([]string, len(offered))
	for i := range offered {
		texts[i] = offered[i].Text
	}
	ids, err := c.model.Choose(ctx, titles, texts, max)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids) // in the order in which they were offered: by article, then by place
	var out []news.Sentence
	left := budgets(articles)
	for k, id := range slices.Compact(ids) {
		if id < 0 || id >= len(offered) || k == max {
			return nil, errRefused
		}
		s := offered[id]
		if !slices.ContainsFunc(out, func(o news.Sentence) bool { return repeats(o.Text, s.Text) }) && left.spend(s) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil, errRefused
	}
	return out, nil
}

// offer returns what a model may choose from: the titles of the articles in the language of the first, and their
// sentences that can stand by themselves.
func offer(articles []news.Article) (titles []string, offered []news.Sentence) {
	var language string
	for i := range articles {
		a := &articles[i]
		d := summary.Read(a)
		most := otherOffered
		if i == 0 {
			language, most = d.Language, leadOffered
		}
		if d.Language != language {
			continue
		}
		if len(titles) < mostTitles {
			titles = append(titles, a.Title)
		}
		for k := range d.Sentences {
			s := &d.Sentences[k]
			if most == 0 || len(offered) == mostOffered {
				break
			}
			if s.Fit && !s.Leans && !s.Follows && utf8.RuneCountInString(s.Text) <= excerpt(a) {
				offered = append(offered, quote(a, d, k))
				most--
			}
		}
	}
	return titles, offered
}

// writer is the Summarizer that lets a model word the summary.
type writer struct{ model Model }

// Summarize returns the model's sentences, unchecked.
func (w writer) Summarize(ctx context.Context, articles []news.Article, max int) ([]news.Sentence, error) {
	return w.model.Write(ctx, articles, max)
}

// translate has the stories said in the languages of the letters that have no rendition of their own.
func (h *helping) translate(ctx context.Context, candidates []*candidate, readers map[string][]string) {
	if h == nil || !h.Translate {
		return
	}
	type order struct {
		story *news.Story
		to    string
	}
	var orders []order
	for _, p := range candidates {
		for _, to := range news.Languages {
			reads, wanted := readers[to]
			_, told := p.story.Renditions[to]
			if lang := p.story.Language; wanted && !told && lang != "" &&
				!text.ListsLanguage(append(slices.Clip(reads), to), lang) {
				orders = append(orders, order{&p.story, to})
			}
		}
	}
	done := make([]news.Translation, len(orders))
	h.failed(taskTranslate, h.each(TaskTranslations, len(orders), func(i int) {
		s := orders[i].story
		texts := make([]string, len(s.Summary))
		for k := range texts {
			texts[k] = s.Summary[k].Text
		}
		t, err := h.Model.Translate(ctx, s.Language, orders[i].to, s.Headline, texts)
		if err == nil && !soundTranslation(s.Headline, texts, t, s.Language, orders[i].to) {
			err = errRefused
		}
		if err != nil {
			h.did(taskTranslate, err, nil)
			return
		}
		done[i] = t
		h.did(taskTranslate, nil, func(n *news.Help) { n.Translated++ })
	}))
	for i, o := range orders {
		if done[i].Headline != "" {
			if o.story.Translations == nil {
				o.story.Translations = map[string]news.Translation{}
			}
			o.story.Translations[o.to] = done[i]
		}
	}
}

// soundTranslation reports whether a translation can be one: as many sentences, of likely lengths, in the right
// language, and with no number, no address, no country and no organisation that the original does not have.
func soundTranslation(headline string, summary []string, t news.Translation, from, to string) bool {
	if len(t.Summary) != len(summary) {
		return false
	}
	before, after := append([]string{headline}, summary...), append([]string{t.Headline}, t.Summary...)
	for i := range before {
		share := float64(utf8.RuneCountInString(after[i])) / float64(max(1, utf8.RuneCountInString(before[i])))
		if share < shortestTrans || share > longestTrans || strings.TrimSpace(after[i]) == "" {
			return false
		}
		if len(text.Words(after[i])) >= sureLength && !isIn(after[i], to) {
			return false
		}
	}
	whole, said := strings.Join(before, "\n"), strings.Join(after, "\n")
	return isIn(said, to) && numbersOf(said).within(numbersOf(whole)) && !addsAddress(whole, said) &&
		!addsName(entities.Find(from, "", whole), entities.Find(to, "", said))
}

// addsName reports whether a translation calls a country by its name, or an organisation, that the original does not
// name in any way. Of parallel texts in eight pairs of languages it refuses 19 of 3,848, most for a name that their
// translator had added.
func addsName(original, translated entities.Mentions) bool {
	has := func(list []news.Mention, id string) bool {
		return slices.ContainsFunc(list, func(m news.Mention) bool { return m.ID == id })
	}
	return slices.ContainsFunc(translated.Countries,
		func(m news.Mention) bool { return m.As == "name" && !has(original.Countries, m.ID) }) ||
		slices.ContainsFunc(translated.Organisations,
			func(m news.Mention) bool { return !has(original.Organisations, m.ID) })
}

func isIn(s, lang string) bool {
	l, _ := text.Language(s)
	return l == lang
}

// numberSet is the set of the numbers of a text without what groups their digits: 1,500 and 1 500 and 1500 are the
// same, so are 2.5 and 2,5.
type numberSet map[string]bool

var (
	grouped  = regexp.MustCompile(`\p{Nd}{1,3}(?:[ \x{a0}\x{202f}'’]\p{Nd}{3})+\b|\p{Nd}+(?:[.,]\p{Nd}+)*`)
	notDigit = regexp.MustCompile(`\P{Nd}`)
)

func numbersOf(s string) numberSet {
	f := numberSet{}
	for _, n := range grouped.FindAllString(s, -1) {
		f[notDigit.ReplaceAllString(n, "")] = true
	}
	return f
}

func (f numberSet) within(g numberSet) bool {
	for n := range f {
		if !g[n] {
			return false
		}
	}
	return true
}

// address finds what looks like one of the web or of mail: the mark of a smuggled instruction.
var address = regexp.MustCompile(`(?i)[a-z]+://|\bwww\.|\S@\S|[\pL\pN-]{2,}\.\pL{2,}`)

// addsAddress reports whether a text names an address that the source does not.
func addsAddress(source, said string) bool {
	for _, w := range strings.Fields(said) {
		if address.MatchString(w) && !strings.Contains(source, strings.Trim(w, ".,;:!?()[]{}<>«»“”\"'’…")) {
			return true
		}
	}
	return false
}
