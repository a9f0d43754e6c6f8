package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
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
	client.Cache, client.Now = countingCache{p.store, &p.answers}, a.utc
	if a.dry {
		client.Cache = countingCache{readingCache{p.store}, &p.answers}
	}
	cfg := client.Config()
	p.editor.Assistant = func(ctx context.Context, _ news.Digest) (*digest.Assistant, error) {
		return &digest.Assistant{
			Model: client.Begin(ctx), Choose: cfg.Summarise == llm.ByIDs, Write: cfg.Summarise == llm.ByText,
			Adjudicate: cfg.Settle, Translate: cfg.Translate,
		}, nil
	}
	return nil
}

// countingCache counts the answers of a model that were of use as they are kept.
type countingCache struct {
	llm.Cache
	n *atomic.Int64
}

// KeepAnswer implements llm.Cache.
func (c countingCache) KeepAnswer(ctx context.Context, key, model, text string, at time.Time) error {
	c.n.Add(1)
	return c.Cache.KeepAnswer(ctx, key, model, text, at)
}

// waitCompose says that an issue is being composed, when it takes long, and how many answers a model has given.
func (a *app) waitCompose(p *program, digest string) (done func()) {
	if p.settings.LLM.URL == "" {
		return a.waitFor("Composing %s", digest)
	}
	before := p.answers.Load()
	return a.waitForCount("Composing "+digest+", answers of "+p.settings.LLM.Model, 0,
		func() int { return int(p.answers.Load() - before) })
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
