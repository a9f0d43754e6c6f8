package worker_test

import (
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/worker"
)

// TestChoices: what a person says of articles goes to the editor; one that is kept comes into the window although it is
// too old for it. An issue with too few stories waits, and a date that is skipped has no issue.
func TestChoices(t *testing.T) {
	h := build(t, onSQLite(t))
	ctx := t.Context()
	src := h.source(t, "one")
	d := h.digest(t, func(d *news.Digest) { d.Least = 3 })
	old, fresh := h.piece(t, src, "old", 60*time.Hour), h.piece(t, src, "fresh", time.Hour)
	h.polled(t, src)
	e := newsroom.Entry{At: h.wall.now(), PersonID: 1, Action: "article.choose"}
	for id, word := range map[int64]string{old.ID: "keep", fresh.ID: "drop"} {
		if _, err := h.store.Choose(ctx, d.Name, id, word, e); err != nil {
			t.Fatal(err)
		}
	}
	i, err := h.pipeline.Publish(ctx, worker.Order{Digest: d})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "what it was composed of", i.Coverage.Articles, 2)
	check(t, "what was said", h.edit.last.Choices, map[int64]bool{old.ID: true, fresh.ID: false})
	check(t, "its state", i.State, news.IssueHeld)
	check(t, "its note", i.Note, "waits for approval: it has fewer stories (2) than 3")
}
