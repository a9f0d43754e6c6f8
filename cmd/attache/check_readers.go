package main

import (
	"context"
	"fmt"
	"time"

	"attache/config"
	"attache/news"
	"attache/store"
	"attache/worker"
)

// checkReaders checks who would get the next issue of each digest that is on. Readers who were all struck off by
// refused letters are a mistake, readers who all left a warning. That nobody subscribes is said.
func (a *app) checkReaders(ctx context.Context, s Settings) (wrong config.Mistakes, err error) {
	st, err := a.openToCheck(ctx, s)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	digests, err := st.Digests(ctx, true)
	if err != nil {
		return nil, err
	}
	for _, d := range digests {
		r, why, hint, err := nobodyOf(ctx, st, d)
		switch {
		case err != nil:
			return wrong, err
		case r.Active() > 0:
		case worker.Begins(r):
			a.suggest("Nobody subscribes to %s. To subscribe: %s", d.Name, hint)
		case r.StruckOff > 0:
			wrong = append(wrong, config.Mistake{
				Message: fmt.Sprintf("Nobody gets the issues of %s: %s.", d.Name, why), Hint: hint,
			})
		default:
			a.caution(fmt.Sprintf("Nobody gets the issues of %s: %s.", d.Name, why), hint)
		}
	}
	return wrong, nil
}

// nobodyOf returns who subscribes to a digest now, and why nobody gets its issues, as worker.Nobody does.
func nobodyOf(ctx context.Context, st *store.Store, d news.Digest) (r news.Readership, why, hint string, err error) {
	if r, err = st.Readership(ctx, d.ID, time.Time{}); err == nil {
		why, hint = worker.Nobody(r, d.Name)
	}
	return r, why, hint, err
}
