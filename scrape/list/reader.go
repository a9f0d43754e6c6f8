package list

import (
	"errors"
	"log/slog"
	"time"

	"attache/news"
	"attache/scrape/fetch"
)

// Reader reads the lists of sources. It is safe for concurrent use.
type Reader struct {
	Client *fetch.Client // gets the further pages and files of a list
	Log    *slog.Logger
	Now    func() time.Time // anchors relative dates and those without a year
}

// Result is what was read from a source's address.
type Result struct {
	Items   []news.Item
	Note    string // a sentence for the poll's Detail; "" = nothing to say
	Partial bool   // other addresses were needed too: the validators of this one do not stand for all
}

// entryOf reads one entry of a list. One that attache itself fails on is left out: ok is false.
func (rd *Reader) entryOf(list string, read func() (news.Item, bool)) (it news.Item, ok bool) {
	fault := news.Catch(func() { it, ok = read() })
	if p := (*news.PanicError)(nil); errors.As(fault, &p) {
		rd.Log.Error("an entry of a list is left out: attache failed on it", "url", list, "error", fault, "stack",
			p.Stack)
		return news.Item{}, false
	}
	return it, ok
}
