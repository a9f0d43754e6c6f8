package desk

import (
	"context"
	"time"

	"attache/news"
	"attache/newsroom"
)

// works is the part of Store that articles, digests, runs and keys need. What changes something notes it.
type works interface {
	// CountArticles counts what a filter chooses, up to its Limit; more = there are, or may be, others.
	CountArticles(ctx context.Context, f newsroom.ArticleFilter) (n int, more bool, err error)
	// Searching tells from which number on articles can be searched, and the highest; from 0 = all can.
	Searching(ctx context.Context) (from, highest int64, err error)
	// Choose keeps what a person says of an article for a digest (keep, drop, or "" for nothing), UndoChoice takes that
	// back. Choose returns the number of the entry, 0 when it stood so already.
	Choose(ctx context.Context, digest string, articleID int64, word string, e newsroom.Entry) (int64, error)
	UndoChoice(ctx context.Context, entry int64, e newsroom.Entry) error
	ChoicesOn(ctx context.Context, articleID int64) (map[int64]bool, error) // by digest
	Decide(ctx context.Context, digestID int64, ds []news.Decision) error
	Decisions(ctx context.Context, digestID int64) ([]news.Decision, error)
	PutCorrection(ctx context.Context, digestID int64, c *news.Correction) error

	Digest(ctx context.Context, name string) (news.Digest, error) // with what it learned; wraps news.ErrNotFound
	// SaveDigest writes a digest in place of the one that a person saw (without a name: a new one); it is
	// newsroom.ErrOvertaken when the digest has changed since. RemoveDigest deletes one, with its subscriptions; while an
	// issue of it is open that is a *news.InvalidError. UndoDigest takes an entry of either back.
	SaveDigest(ctx context.Context, was, d *news.Digest, e newsroom.Entry) (int64, error)
	RemoveDigest(ctx context.Context, name string, e newsroom.Entry) (int64, error)
	UndoDigest(ctx context.Context, entry int64, e newsroom.Entry) error

	Verdicts(ctx context.Context, issueID int64) ([]news.Verdict, error)
	// RunsBefore lists runs, newest first, with lower numbers than one (0 = all).
	RunsBefore(ctx context.Context, before int64, limit int) ([]newsroom.RunRow, error)
	Run(ctx context.Context, id int64) (news.Run, error)        // wraps news.ErrNotFound
	RunOf(ctx context.Context, issueID int64) (news.Run, error) // the newest for an issue; wraps news.ErrNotFound

	KeysOff(ctx context.Context, person int64) (bool, error)
	SetKeysOff(ctx context.Context, person int64, off bool) error
}

// composer is the part of Runner that makes issues.
type composer interface {
	// CheckDigest reports whether a digest can be published, as an *news.InvalidError.
	CheckDigest(ctx context.Context, d *news.Digest) error
	// Templates are the names of the letter templates.
	Templates() []string
	// Compose makes an issue as asked, and tells of its progress; stage is read, compose or letter.
	Compose(ctx context.Context, o Order, told func(stage string, done, of int)) (Composed, error)
	// Lesson is what the decisions on a digest's articles teach. Nothing is changed.
	Lesson(ctx context.Context, d news.Digest) (Lesson, error)
	// Reread reads an article's page as it is now. Nothing is stored.
	Reread(ctx context.Context, src news.Source, a news.Article) (Tried, error)
	// Background runs f, which ends when its context does, until the program ends.
	Background(f func(ctx context.Context))
}

// Order asks for an issue outside the schedule.
type Order struct {
	Digest news.Digest
	Window news.Window // zero From = since the last issue; zero To = now
	Read   bool        // the sources first
	Again  bool        // also what earlier issues have judged
	Keep   bool        // make the issue; else only show it
}

// Composed is what was made.
type Composed struct {
	Issue    news.Issue
	Verdicts []news.Verdict
	Letters  []news.Letter
}

// Lesson is what decisions teach, and what it would change.
type Lesson struct {
	Used, Ruled   int
	Few           string
	Before, After int
	Correction    *news.Correction // nil = nothing
	Looked        int
	Changes       []Side
}

// Side is an article that a correction moves to the other side.
type Side struct {
	Piece    news.Piece
	Keep     bool
	From, To float64
}

// Bounds of work that was asked for on a page.
const (
	workLimit   = 15 * time.Minute
	worksKept   = 30 // the newest; of older ones nothing is known
	draftsKept  = 30 // letters and digests to look at
	draftLasts  = 2 * time.Hour
	previewLook = 60 * time.Second // for composing a letter to look at
)
