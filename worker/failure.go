package worker

import (
	"context"

	"attache/news"
)

// What attache itself fails on costs one article (docs/decisions/0022): here a page in a visit, and a story in the
// letters. Package digest does the same between them.

// mostFailed is how many pages that could not be read an issue names.
const mostFailed = 50

// prepare cuts from the article of one entry's page what its source repeats. A *news.PanicError says that attache
// itself failed on it.
func (v *visit) prepare(o outcome) (a news.Article, cut []news.Block, err error) {
	if o.err != nil {
		return a, nil, o.err
	}
	a = o.article
	if fault := news.Catch(func() { cut = v.trim(&a) }); fault != nil {
		err = fault
	}
	return a, cut, err
}

// giveUp notes an entry whose page attache failed on: it is not tried again.
func (v *visit) giveUp(ctx context.Context, it news.Item, fault *news.PanicError) error {
	f := news.Failure{URL: it.URL, Stage: news.StageRead}
	v.logFault("a page is given up: attache failed on it", fault, "source", v.src.Name, "url", it.URL)
	return v.Store.GiveUp(ctx, v.src.ID, it.URL, f.Why(), v.Now())
}
