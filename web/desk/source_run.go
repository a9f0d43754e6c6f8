package desk

import (
	"context"
	"io"
	"time"

	"attache/news"
	"attache/newsroom"
)

// sourceRunner is the part of Runner that the pages of sources need.
type sourceRunner interface {
	// Preview reads the page kept of a source (afresh: as the site gives it now) by rules that are not saved, and one of
	// its articles by them and without them: the newest one, or that of an address. Nothing but the page is kept.
	Preview(ctx context.Context, src news.Source, afresh bool, article string) (Preview, error)
	// Catalogue is the built-in list of sources.
	Catalogue() ([]news.Source, error)
	// WriteSources writes sources as yaml, opml or csv.
	WriteSources(w io.Writer, format string, sources []news.Source) error
	// ReadSources reads a file of sources in any of these formats. The error is of the file as a whole.
	ReadSources(file string, data []byte) ([]Line, error)
}

// Preview is what rules find.
type Preview struct {
	Kept          time.Time // when the page was kept
	URL           string    // of the page
	Items         []news.Item
	Others        int // entries beyond Items
	Titled, Dated int
	Rules         []Matched
	Article       string            // address of the article that was read; "" = none
	Ruled         *news.Article     // by the rules; nil = there are none for articles
	Guessed       *news.Article     // without
	Missed        map[string]string // the rules for articles that match nothing, by name
	Unread        map[string]string // those of which nothing could be read
	Problem       string            // why no article could be read
}

// Matched is how often a rule of a list matches: N elements, or in N of Of entries.
type Matched struct {
	Rule, Selector string
	N, Of          int
}

// Line is a source of a file.
type Line struct {
	N      int // line of the file; 0 = not known
	Source news.Source
	Wrong  string // a full sentence; "" = nothing is wrong with it
}

// sourceStore is the part of Store that the pages of sources need.
type sourceStore interface {
	// SaveSource writes a source that was shown before, seen being the JSON of what it was then: newsroom.ErrOvertaken
	// when it is not so any more. It returns the number of the entry, 0 when nothing changed.
	SaveSource(ctx context.Context, src news.Source, seen string, e newsroom.Entry) (int64, error)
	// ImportSources adds sources, or changes those that are known by name or address, all or none; it returns the numbers
	// of the entries.
	ImportSources(ctx context.Context, sources []news.Source, e newsroom.Entry) ([]int64, error)
	// PollsBefore lists visits that began before a time (zero = all), newest first.
	PollsBefore(ctx context.Context, sourceID int64, before time.Time, limit int) ([]news.Poll, error)
	// Flags of the sources that are watched, by their numbers.
	Flags(ctx context.Context) (map[int64]newsroom.Flag, error)
}
