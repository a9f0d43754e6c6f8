package worker

import (
	"context"
	"errors"

	"attache/news"
)

// Progress is told of each visit to a source as it ends, one call at a time: how many of how many are done, and what came of
// this one. A nil Progress is not called.
type Progress func(done, total int, src news.Source, p news.Poll)

// Scrape visits the sources, hosts in parallel, and stores the new articles of the window. One bad source never stops the
// rest: what became of each stands in the run's polls. The error is of the store, or of the context.
func (r *Road) Scrape(ctx context.Context, sources []news.Source, w news.Window, progress Progress) (news.Run, error) {
	return news.Run{}, errors.New("not built yet")
}
