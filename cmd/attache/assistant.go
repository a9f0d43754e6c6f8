package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"attache/digest"
	"attache/llm"
	"attache/news"
)

// attachModel joins a language model to the editor, when the settings name one.
func (p *program) attachModel(a *app) error {
	if p.settings.LLM.URL == "" {
		return nil
	}
	client, err := llm.New(p.settings.LLM, p.log)
	if err != nil {
		return err
	}
	client.Cache, client.Now = p.store, a.utc
	if a.dry {
		client.Cache = readingCache{p.store}
	}
	cfg := client.Config()
	p.editor.Assistant = func(ctx context.Context, _ news.Digest) (*digest.Assistant, error) {
		return &digest.Assistant{
			Model: client.Begin(ctx), Choose: cfg.Summarise == llm.ByIDs, Write: cfg.Summarise == llm.ByText,
			Adjudicate: cfg.Settle, Translate: cfg.Translate, Progress: p.helped.note,
		}, nil
	}
	return nil
}

// helped is how far a model's help with an issue is. It is safe for use by several goroutines.
type helped struct {
	mu        sync.Mutex
	task      digest.Task
	began     time.Time // the task; what follows it is not known yet
	done, all int
}

// note is digest.Assistant.Progress.
func (h *helped) note(task digest.Task, done, all int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.task != task || done == 0 {
		h.task, h.began, h.done, h.all = task, time.Now(), 0, all
	}
	h.done = max(h.done, done) // they come in any order
}

// soFar says how far the help is and about how long the task goes on; "" when it has not begun.
func (h *helped) soFar() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == 0 {
		return ""
	}
	return partsDone(time.Since(h.began), h.done, h.all, string(h.task))
}

// waitCompose says that an issue is being composed, when it takes long, and how far the help of a model is.
func (a *app) waitCompose(p *program, d news.Digest) (done func()) {
	x := p.plan.composing(d.ID)
	if p.settings.LLM.URL == "" {
		return a.waitForPart("Composing "+d.Name, x, 0, nil)
	}
	p.helped.note("", 0, 0)
	x.begin(time.Now(), 0, nil)
	what := fmt.Sprintf("Composing %s with %s", d.Name, p.settings.LLM.Model)
	over := a.waitForWork(what, func(since time.Duration) string {
		if says := p.helped.soFar(); says != "" {
			return says + x.restAfter(since)
		}
		return x.soFar(since)
	})
	return func() {
		over()
		x.end(time.Now())
	}
}

// describeHelp says what a model did for an issue, what it cost, and what it could not do.
func (a *app) describeHelp(h *news.Help) {
	if h == nil {
		return
	}
	var did []string
	add := func(n int, format string, args ...any) {
		if n > 0 {
			did = append(did, fmt.Sprintf(format, args...))
		}
	}
	add(h.Chosen, "%s chosen", counted(h.Chosen, "summary"))
	add(h.Written, "%s worded", counted(h.Written, "summary"))
	add(h.Replaced, "%s refused", counted(h.Replaced, "sentence"))
	add(h.Translated, "%s", counted(h.Translated, "translation"))
	add(h.Adjudicated, "%s settled (%d turned)", counted(h.Adjudicated, "judgement"), h.Turned)
	a.say("%s gave %s, %d of them remembered, for %d tokens read and %d written%s: %s.", h.Model,
		counted(h.Answers, "answer"), h.Cached,
		h.TokensIn, h.TokensOut, money(h.Cost), or(strings.Join(did, ", "), "nothing of use"))
	for _, m := range h.Missing {
		a.say("  %s", m)
	}
}

// money writes what a run cost, nothing when it was free.
func money(cost float64) string {
	if cost == 0 {
		return ""
	}
	return fmt.Sprintf(", %.4f in money", cost)
}

// describeRefused shows the sentences of a model that were not printed, beside what stands in their place.
func (a *app) describeRefused(i news.Issue) {
	for _, s := range i.Stories() {
		for _, q := range s.Refused {
			a.say("refused in “%s”: %s (%s)", short(s.Headline, 80), q.Text, q.Why)
		}
		if len(s.Refused) == 0 {
			continue
		}
		for _, q := range s.Summary {
			a.say("  printed: %s", q.Text)
		}
		for _, lang := range news.Languages {
			for _, q := range s.Renditions[lang].Summary {
				a.say("  printed in the letter in %s: %s", llm.Language(lang), q.Text)
			}
		}
	}
}
