package worker_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"attache/digest"
	"attache/mail"
	"attache/news"
)

// list is what a source of listFetcher answers; page what one page reads as.
type (
	list struct {
		poll  news.Poll
		tells bool          // the host answers with a date
		ahead time.Duration // of the clock, of that date
		items []news.Item
		panic string
	}
	page struct {
		article news.Article
		err     error
	}
)

// listFetcher serves lists and pages from memory and notes what was asked for.
type listFetcher struct {
	wall *wall

	mu      sync.Mutex
	lists   map[string]list // by source name
	pages   map[string]page // by URL
	lasts   []news.Poll     // the last polls it was given
	read    []string        // URLs read
	visits  map[string]int  // by source name
	reading func(ctx context.Context, url string)
	polling func(ctx context.Context, src news.Source)
	visited chan string // told of each poll, when set

	trimming func(a *news.Article, earlier []news.Article) []news.Block
}

func (f *listFetcher) Poll(ctx context.Context, src news.Source, last news.Poll) (news.Poll, []news.Item) {
	f.mu.Lock()
	l := f.lists[src.Name]
	f.lasts = append(f.lasts, last)
	if f.visits == nil {
		f.visits = map[string]int{}
	}
	f.visits[src.Name]++
	polling, visited := f.polling, f.visited
	f.mu.Unlock()
	if polling != nil {
		polling(ctx, src)
	}
	if visited != nil {
		visited <- src.Name
	}
	if l.panic != "" {
		panic(l.panic)
	}
	p := l.poll
	if l.tells {
		p.Date = f.wall.now().Add(-l.ahead)
	}
	p.Started, p.State, p.Items = f.wall.now(), cmp.Or(p.State, news.PollOK), len(l.items)
	return p, l.items
}

func (f *listFetcher) Read(ctx context.Context, src news.Source, it news.Item) (news.Article, error) {
	f.mu.Lock()
	f.read = append(f.read, it.URL)
	p, ok := f.pages[it.URL]
	reading := f.reading
	f.mu.Unlock()
	if reading != nil {
		reading(ctx, it.URL)
	}
	if ctx.Err() != nil {
		return news.Article{}, ctx.Err()
	}
	if p.err != nil {
		return news.Article{}, p.err
	}
	a := p.article
	listed := f.Listed(src, it)
	a.URL, a.Title = cmp.Or(a.URL, listed.URL), cmp.Or(a.Title, listed.Title, listed.URL)
	a.SourceID, a.Seen, a.Excerpt = listed.SourceID, listed.Seen, listed.Excerpt
	if a.Outlet.Name == "" {
		a.Outlet = listed.Outlet
	}
	if !ok || a.Published.IsZero() {
		a.Published, a.DateFrom = listed.Published, listed.DateFrom
	}
	a.Backlog = it.First && a.DateFrom == news.DateFromSeen
	a.Blocks = []news.Block{{Kind: news.Paragraph, Text: a.Title + "."}}
	return a, nil
}

// Listed fills an article as package scrape does.
func (f *listFetcher) Listed(src news.Source, it news.Item) news.Article {
	a := news.Article{
		URL: it.URL, SourceID: src.ID, Outlet: src.Outlet, Title: it.Title, Summary: it.Summary, Partial: true,
		Seen: f.wall.now(), Excerpt: src.Excerpt, Published: it.Published, DateFrom: news.DateFromFeed,
	}
	if it.Published.IsZero() {
		a.Published, a.DateFrom = a.Seen, news.DateFromSeen
	}
	a.Backlog = it.First && a.DateFrom == news.DateFromSeen
	return a
}

// Trim cuts nothing, unless trimming is set.
func (f *listFetcher) Trim(a *news.Article, earlier []news.Article) []news.Block {
	if f.trimming == nil {
		return nil
	}
	return f.trimming(a, earlier)
}

// everyPiece is an editor that prints every piece as a story of its own.
type everyPiece struct {
	now       func() time.Time
	mu        sync.Mutex
	composed  int
	composing func(ctx context.Context) // runs while composing, when set
	err       error
	last      news.Material
}

func (e *everyPiece) Compose(ctx context.Context, m news.Material) (news.Issue, []news.Verdict, error) {
	e.mu.Lock()
	e.composed++
	e.last = m
	composing, err := e.composing, e.err
	e.mu.Unlock()
	if composing != nil {
		composing(ctx)
	}
	if err != nil {
		return news.Issue{}, nil, err
	}
	i := e.editor().Missed(m.Digest, m.Slot, m.Window, "")
	i.State, i.ByHand, i.Coverage = news.IssueDraft, m.ByHand, m.Coverage
	i.Coverage.Articles, i.Coverage.Kept = len(m.Articles), len(m.Articles)
	var verdicts []news.Verdict
	var stories []news.Story
	for _, a := range m.Articles {
		verdicts = append(verdicts, news.Verdict{
			ArticleID: a.ID, DigestID: m.Digest.ID, Kept: true, Score: 1, Judged: i.Created,
		})
		stories = append(stories, news.Story{Headline: a.Title, Lead: a.Piece(), Countries: []string{"KZ"}})
	}
	slices.SortFunc(stories, func(a, b news.Story) int { return strings.Compare(a.Headline, b.Headline) })
	if len(stories) > 0 {
		i.Sections = []news.Section{{Key: "central-asia", Stories: stories}}
	} else {
		i.Note = "nothing new"
		if !m.Digest.SendEmpty {
			i.State = news.IssueEmpty
		}
	}
	return i, verdicts, nil
}

// editor is the real one, for what is no composing.
func (e *everyPiece) editor() *digest.Editor {
	real := digest.New(digest.Config{})
	real.Now = e.now
	return real
}

func (e *everyPiece) LeaveOut(d news.Digest, i *news.Issue, verdicts []news.Verdict, failed map[int]error) {
	e.editor().LeaveOut(d, i, verdicts, failed)
}

func (e *everyPiece) Missed(d news.Digest, slot string, w news.Window, why string) news.Issue {
	return e.editor().Missed(d, slot, w, why)
}

// plainRenderer sets a letter of few words.
type plainRenderer struct{}

func (plainRenderer) Letter(d news.Digest, i news.Issue, language, web string) (news.Letter, error) {
	return news.Letter{
		Language: language, Subject: fmt.Sprintf("%s No. %d (%s)", i.Title, i.Number, language),
		Stories: len(i.Stories()),
		HTML: `<p>` + titles(i) + `</p><a href="` + web + `">web</a> <a href="` + news.UnsubscribeToken +
			`">leave</a>`,
		Text: titles(i) + "\n" + news.UnsubscribeToken + "\n",
	}, nil
}

// plainLinks makes readable addresses, one with a character that HTML escapes.
type plainLinks struct{}

func (plainLinks) Issue(id int64) string {
	return fmt.Sprintf("https://press.example.org/issues/%d", id)
}

func (plainLinks) Unsubscribe(subscriber, digest int64) string {
	return fmt.Sprintf("https://press.example.org/leave?s=%d&d=%d", subscriber, digest)
}

func (plainLinks) Delivery(issue, subscriber int64) string {
	return fmt.Sprintf("letter-%d-%d", issue, subscriber)
}

// mailbox is a sender that keeps what it gets and answers by recipient.
type mailbox struct {
	batch int

	mu      sync.Mutex
	got     []mail.Message
	answers map[string][]mail.Outcome                       // by recipient, one for each attempt; then sent
	sending func(ctx context.Context, m mail.Message)       // runs before each message, when set
	intake  func(ctx context.Context, batch []mail.Message) // runs before each batch, when set
}

func (b *mailbox) Batch() int { return b.batch }

func (b *mailbox) Send(ctx context.Context, batch []mail.Message, note func(int) error, done func(int, mail.Outcome)) {
	b.mu.Lock()
	if note == nil {
		note = func(int) error { return nil }
	}
	sending, intake := b.sending, b.intake
	b.mu.Unlock()
	if intake != nil {
		intake(ctx, batch)
	}
	for i, m := range batch {
		if ctx.Err() != nil {
			done(i, mail.Outcome{Kind: mail.Unsent, Response: "stopped"})
			continue
		}
		if sending != nil {
			sending(ctx, m)
		}
		b.mu.Lock()
		o := mail.Outcome{Kind: mail.Sent, Code: 250}
		if next := b.answers[m.To]; len(next) > 0 {
			o, b.answers[m.To] = next[0], next[1:]
		}
		if o.Kind == mail.Sent || o.Kind == mail.Doubt {
			if err := note(i); err != nil {
				o = mail.Outcome{Kind: mail.Unsent, Response: err.Error()}
			} else {
				b.got = append(b.got, m)
			}
		}
		b.mu.Unlock()
		done(i, o)
	}
}

// to lists the recipients in order of arrival.
func (b *mailbox) to() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]string, len(b.got))
	for i, m := range b.got {
		list[i] = m.To
	}
	return list
}

var errDown = errors.New("down")

// waitLimit is how long a test waits for an event before it fails.
const waitLimit = 30 * time.Second
