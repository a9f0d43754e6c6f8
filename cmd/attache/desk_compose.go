package main

import (
	"context"
	"errors"
	"time"

	"attache/news"
	"attache/web/desk"
	"attache/worker"
)

// CheckDigest checks a digest whole, also against what the database and the templates hold.
func (p deskRunner) CheckDigest(ctx context.Context, d *news.Digest) error {
	if err := validDigest(d); err != nil {
		return err
	}
	if err := knownSources(ctx, p.store, *d); err != nil {
		return err
	}
	return errors.Join(setEach(p.set, []news.Digest{*d})...)
}

// Templates are the names of the letter templates.
func (p deskRunner) Templates() []string { return p.set.Templates() }

// Compose makes an issue as attache run does, or shows it as its dry run does.
func (p deskRunner) Compose(
	ctx context.Context, o desk.Order, told func(stage string, done, of int),
) (desk.Composed, error) {
	pipeline := *p.pipeline
	if !o.Keep {
		pipeline.Store = worker.DryRun(p.store)
	} else if err := pipeline.Sendable(ctx); err != nil {
		return desk.Composed{}, err
	}
	order := worker.Order{Digest: o.Digest, Window: o.Window, Again: o.Again}
	if o.Read {
		w := o.Window
		if w.From.IsZero() {
			var err error
			if w, err = pipeline.NextWindow(ctx, o.Digest); err != nil {
				return desk.Composed{}, err
			}
		}
		sources, err := pipeline.SourcesOf(ctx, o.Digest)
		if err != nil {
			return desk.Composed{}, err
		}
		told("read", 0, len(sources))
		run, err := pipeline.Scrape(ctx, sources, w, func(done, of int, _ news.Source, _ news.Poll) {
			told("read", done, of)
		})
		if err != nil {
			return desk.Composed{}, err
		}
		order.Run = &run
	}
	told("compose", 0, 0)
	if o.Keep {
		i, err := pipeline.Publish(ctx, order)
		return desk.Composed{Issue: i}, unreadable(err)
	}
	d, err := pipeline.Draft(ctx, order)
	return desk.Composed{Issue: d.Issue, Verdicts: d.Verdicts, Letters: d.Letters}, unreadable(err)
}

// unreadable says what to do when not one source was read.
func unreadable(err error) error {
	if errors.Is(err, news.ErrUnread) {
		return &news.InvalidError{
			Message: "None of the sources was read lately, so nothing was composed.", Hint: "read them first",
		}
	}
	return err
}

// Lesson is what attache digest learn --dry-run shows.
func (p deskRunner) Lesson(ctx context.Context, d news.Digest) (desk.Lesson, error) {
	l, err := lessonOf(ctx, p.store, d, p.clock.Now())
	out := desk.Lesson{
		Used: l.Decisions, Ruled: l.Ruled, Few: l.Few, Before: l.Before, After: l.After, Correction: l.Correction,
		Looked: l.Looked,
	}
	for _, c := range l.Changes {
		out.Changes = append(out.Changes, desk.Side(c))
	}
	return out, err
}

// Reread reads an article's page as it is now.
func (p deskRunner) Reread(ctx context.Context, src news.Source, a news.Article) (desk.Tried, error) {
	got := tried{}
	if err := got.read(ctx, p.fetcher, src, news.Item{URL: a.URL, Title: a.Title, Published: a.Published}); err != nil {
		return desk.Tried{}, readable(err)
	}
	t := desk.Tried{Newest: got.Newest, Problem: got.Problem}
	if got.Article != nil {
		t.Newest = &got.Article.Ruled
	}
	return t, nil
}

// Background runs f until it ends, or the program does.
func (p deskRunner) Background(f func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	p.work.Go(func() {
		defer cancel()
		f(ctx)
	})
	go func() {
		select {
		case <-p.ending:
			cancel()
		case <-ctx.Done():
		}
	}()
}

// Bounds of making old articles findable.
const (
	indexSlice = 100                    // articles at once
	indexRest  = 200 * time.Millisecond // between slices
	indexAgain = time.Hour              // before it is looked at again
)

// index makes articles findable that are not, gently, until ctx ends.
func (p *program) index(ctx context.Context) {
	for {
		wait := indexRest
		more, err := p.store.Index(ctx, indexSlice)
		if err != nil && ctx.Err() == nil {
			p.log.Error("articles could not be made findable", "error", err)
		}
		if !more || err != nil {
			wait = indexAgain
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
