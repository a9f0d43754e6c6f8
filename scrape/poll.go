package scrape

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"attache/news"
	"attache/scrape/date"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/text"
)

// ownTag marks a Poll.ETag that is our own hash of the list, kept for servers that send no validator.
const ownTag = "sha256:"

// Poll visits a source. The outcome is always a named state, with a Detail that says what happened and what to do when
// it is not simply ok. Items come newest first, each once, at most Config.MaxItems.
func (f *Fetcher) Poll(ctx context.Context, src news.Source, last news.Poll) (news.Poll, []news.Item) {
	p := news.Poll{SourceID: src.ID, Started: f.Now().UTC()}
	items, err := f.poll(ctx, src, last, &p)
	var fail *fetch.Failure
	var invalid *news.InvalidError
	switch {
	case errors.As(err, &fail):
		p.State, p.Detail, p.Status, p.RetryAfter = fail.State, fail.Detail, fail.Status, fail.RetryAfter
	case errors.As(err, &invalid):
		p.State, p.Detail = news.PollBroken, invalid.Message
	case errors.Is(err, context.Canceled):
		p.State, p.Detail = news.PollFailing, "The visit was stopped before it ended."
	case err != nil:
		p.State, p.Detail = news.PollFailing, "The visit did not end in time; it is tried again at the next poll."
	}
	p.Detail = text.Line(p.Detail)
	p.Took = f.Now().Sub(p.Started)
	f.log.Debug("polled", "source", src.Name, "state", string(p.State), "status", p.Status, "items", p.Items, "took",
		p.Took)
	return p, items
}

func (f *Fetcher) poll(ctx context.Context, src news.Source, last news.Poll, p *news.Poll) ([]news.Item, error) {
	if err := src.Validate(); err != nil {
		return nil, err
	}
	u, err := list.Address(src)
	if err != nil {
		return nil, err
	}
	r := fetch.Request{URL: u, Accept: acceptList(src.Kind), Language: src.Language}
	// Validators stand for a list that was read well and left nothing behind.
	known := last.State.Good() && last.Unread == 0
	if known && !strings.HasPrefix(last.ETag, ownTag) {
		r.ETag, r.LastModified = last.ETag, last.LastModified
	}
	page, err := f.listDocument(ctx, src, r)
	if err != nil {
		return nil, err
	}
	p.Status, p.ETag, p.LastModified, p.Date = page.Status, page.ETag, page.LastModified, page.Date
	tag := ""
	if page.ETag == "" && page.LastModified == "" && !page.NotModified {
		sum := sha256.Sum256(page.Body)
		tag = ownTag + hex.EncodeToString(sum[:16])
	}
	if page.NotModified || (known && tag != "" && tag == last.ETag) {
		p.State, p.ETag, p.LastModified = news.PollNotModified, last.ETag, last.LastModified
		return nil, nil
	}
	if tag != "" {
		p.ETag = tag
	}
	l, err := f.readList(ctx, src, page)
	if err != nil {
		p.ETag, p.LastModified = "", ""
		return nil, err
	}
	if l.Partial {
		p.ETag, p.LastModified = "", ""
	}
	pieces, others := articlesOf(l.Items)
	items, cut := f.normalise(pieces)
	if note := list.LeftOut(others); note != "" {
		l.Note = strings.TrimSpace(l.Note + " " + note)
	}
	p.Items = len(items)
	f.judgeList(src, page, l, cut, p, items)
	return items, nil
}

// acceptList is what is asked for at a list's address.
func acceptList(kind news.SourceKind) string {
	if kind == news.KindListing || kind == news.KindTelegram {
		return fetch.AcceptPage
	}
	return fetch.AcceptFeed
}

// listDocument gets a source's list, from a browser when it is a page that needs one.
func (f *Fetcher) listDocument(ctx context.Context, src news.Source, r fetch.Request) (fetch.Page, error) {
	if src.Kind == news.KindListing {
		return f.client.View(ctx, src, r)
	}
	return f.client.Document(ctx, r)
}

// judgeList names the outcome of a list that was read.
func (f *Fetcher) judgeList(src news.Source, page fetch.Page, l list.Result, cut int, p *news.Poll, items []news.Item) {
	dated := 0
	for _, it := range items {
		if !it.Published.IsZero() {
			dated++
		}
	}
	var notes []string
	p.State = news.PollOK
	switch {
	case len(items) == 0 && len(page.Body) == 0:
		p.State = news.PollEmpty
		notes = append(notes, "The site answered with an empty page.")
	case len(items) == 0:
		p.State = news.PollEmpty
		if l.Note == "" {
			notes = append(notes, "The list was read and holds no entries.")
		}
	case dated == 0 && givesDates(src):
		p.State = news.PollUndated
		notes = append(notes,
			"No entry of the list has a date: the pages are asked, else the time of first sight counts.")
	}
	if l.Note != "" {
		notes = append(notes, l.Note)
	}
	if cut > 0 {
		notes = append(notes, fmt.Sprintf("The list has %d entries more than the %d that are taken.", cut,
			f.cfg.MaxItems))
	}
	if page.Moved != "" {
		notes = append(notes, fmt.Sprintf("The address has moved for good to %s: use that one.", page.Moved))
	}
	p.Detail = strings.Join(notes, " ")
}

// givesDates reports whether the source's list is expected to carry dates at all: plain sitemaps and listings without a
// date rule do not, and that is no fault of theirs.
func givesDates(src news.Source) bool {
	switch src.Kind {
	case news.KindSitemap:
		return false
	case news.KindListing:
		return src.Rules.Date != ""
	default:
		return true
	}
}

// readList reads the entries of a fetched list. A parser that panics on foreign input breaks this list only.
func (f *Fetcher) readList(ctx context.Context, src news.Source, page fetch.Page) (l list.Result, err error) {
	fault := news.Catch(func() { l, err = f.parseList(ctx, src, page) })
	if p := (*news.PanicError)(nil); errors.As(fault, &p) {
		f.log.Error("parser panicked", "source", src.Name, "url", page.URL, "error", fault, "stack", p.Stack)
		return list.Result{}, fetch.Broken(page.URL,
			"The list at %s could not be read: it upset the parser. Please report it.", page.URL)
	}
	return l, err
}

func (f *Fetcher) parseList(ctx context.Context, src news.Source, page fetch.Page) (list.Result, error) {
	if len(page.Body) == 0 {
		return list.Result{}, nil
	}
	switch src.Kind { // these two fetch more, so they take their share of the memory by themselves
	case news.KindSitemap:
		return f.reader.Sitemap(ctx, src, page)
	case news.KindListing:
		return f.reader.Listing(ctx, src, page)
	}
	done, err := f.client.Reserve(ctx, page.Body)
	if err != nil {
		return list.Result{}, err
	}
	defer done()
	switch src.Kind {
	case news.KindWordPress:
		return f.reader.WordPress(src, page)
	case news.KindTelegram:
		return f.reader.Telegram(src, page)
	default:
		return f.reader.Feed(src, page)
	}
}

// articlesOf returns the entries whose titles do not say that they are something else, and how many others there are of
// each kind.
func articlesOf(items []news.Item) (kept []news.Item, others map[string]int) {
	others = map[string]int{}
	for _, it := range items {
		if kind := list.KindOf(it.Title); kind != "" {
			others[kind]++
		} else {
			kept = append(kept, it)
		}
	}
	return kept, others
}

// normalise makes the entries fit to hand out: each address once, as it was listed last, no impossible dates, newest
// first, at most MaxItems.
// Entries without a date keep their place behind the entry before them. cut is how many were left out at the end.
func (f *Fetcher) normalise(items []news.Item) (kept []news.Item, cut int) {
	seen := make(map[string]int, len(items)) // where each address stands in kept
	for _, it := range items {
		if it.URL == "" {
			continue
		}
		it.Published = f.plausible(it.Published)
		cleanItem(&it)
		at, twice := seen[it.URL]
		if !twice {
			seen[it.URL] = len(kept)
			kept = append(kept, it)
		} else if it.Published.After(kept[at].Published) && (it.Title != "" || kept[at].Title == "") {
			kept[at] = it // the newest headline
		}
	}
	order := make([]time.Time, len(kept))
	at := time.Time{}
	for i := range kept {
		if !kept[i].Published.IsZero() {
			at = kept[i].Published
		}
		order[i] = at
	}
	if len(kept) > 0 && at.IsZero() {
		return cutEnds(kept, f.cfg.MaxItems)
	}
	sort.Stable(&byTime{kept, order})
	if len(kept) > f.cfg.MaxItems {
		return kept[:f.cfg.MaxItems], len(kept) - f.cfg.MaxItems
	}
	return kept, 0
}

// cleanItem takes the control characters out of all texts of a list's entry: see text.Clean.
func cleanItem(it *news.Item) {
	it.URL, it.Image, it.Language = text.Line(it.URL), text.Line(it.Image), text.Line(it.Language)
	it.Title, it.Summary = text.Line(it.Title), text.Line(it.Summary)
	for i := range it.Authors {
		it.Authors[i] = text.Line(it.Authors[i])
	}
	for i := range it.Body {
		it.Body[i].Text = text.Line(it.Body[i].Text)
	}
	for i := range it.Lead {
		it.Lead[i].Text = text.Line(it.Lead[i].Text)
	}
	it.Outlet.Name, it.Outlet.Home = text.Line(it.Outlet.Name), text.Line(it.Outlet.Home)
}

// cutEnds cuts a list without dates: nobody knows which end is new, so both are kept.
func cutEnds(items []news.Item, most int) ([]news.Item, int) {
	if len(items) <= most {
		return items, 0
	}
	head := (most + 1) / 2
	kept := append(items[:head:head], items[len(items)-(most-head):]...)
	return kept, len(items) - most
}

type byTime struct {
	items []news.Item
	at    []time.Time
}

func (b *byTime) Len() int           { return len(b.items) }
func (b *byTime) Less(i, j int) bool { return b.at[i].After(b.at[j]) }
func (b *byTime) Swap(i, j int) {
	b.items[i], b.items[j] = b.items[j], b.items[i]
	b.at[i], b.at[j] = b.at[j], b.at[i]
}

// plausible returns t by the clock it was told by, or zero when no press piece can have that date: before the web, or
// more than a day ahead (a clock or a zone may be wrong by less).
func (f *Fetcher) plausible(t time.Time) time.Time {
	if t.Year() < 1990 || t.After(f.Now().Add(24*time.Hour)) {
		return time.Time{}
	}
	return date.Fixed(t)
}
