// Package journal keeps a file for each process that sends: what is about to leave, and what became of it. After the
// death of the process it tells how far its sending got.
//
// It does not know the ledger, and decides nothing about letters in doubt. Read journal.go first, which writes; then
// inspect.go, which reads the journals of others; lock.go keeps the two apart.
package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"attache/news"
	"attache/text"
)

// ErrUnwritable is a journal that cannot be written: no message leaves until it can.
var ErrUnwritable = errors.New("the journal cannot be written")

const (
	suffix = ".journal"
	// keep is the size in bytes from which a journal is cut back when nothing in it is needed any more.
	keep = 256 << 10
	// most is the largest file that is read, in bytes: keep and one batch of 500 connections need some 7 MB.
	most = 64 << 20
	// words is how many bytes of a server's reply are recorded. The ledger gets all of it unless the process dies.
	words = 512
)

// Opening is a journal's first record. Without it, or with another boot id or database, a journal proves nothing.
type Opening struct {
	Format   int    `json:"format"`   // set by Open
	Holder   string `json:"holder"`   // whose journal it is
	Boot     string `json:"boot"`     // this run of the machine: a power cut loses what was not synced
	Database string `json:"database"` // store.ID: a restored database has another
}

// format is the version of the file: one of another version proves nothing. Since 2 a delivery's ID is its issue and
// rank.
const format = 2

// entry is one later record: a note (about to leave) or an outcome.
type entry struct {
	ID      int64          `json:"id"`
	Claim   int64          `json:"claim"`
	Outcome *news.Delivery `json:"outcome,omitempty"` // nil = a note
	Gone    bool           `json:"gone,omitempty"`    // news.Delivery.Gone, which its own JSON leaves out
	Strike  bool           `json:"strike,omitempty"`  // news.Delivery.Strike, likewise
	Vague   bool           `json:"vague,omitempty"`   // news.Delivery.Vague, likewise
}

// Journal is where one holder notes each message just before its final dot, and each outcome as soon as it is known. It
// is a file that only this holder appends to, locked as long as the holder lives. Writes are not synced: they survive
// the death of the process, not that of the machine. A record is a line: a checksum, a space, JSON.
type Journal struct {
	path string
	file file
	free func() error // releases the lock and closes the file

	mu   sync.Mutex
	head int64 // size of the opening record in bytes
	size int64 // size of all whole records in bytes
	err  error // why no more can be noted
}

// file is what a journal needs of its file.
type file interface {
	io.WriterAt
	Truncate(size int64) error
}

// Open makes the journal of a holder in a folder, which is made too when it is missing.
func Open(folder string, o Opening) (*Journal, error) {
	fail := func(err error) error { return Unwritable(folder, err) }
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fail(err)
	}
	path := Path(folder, o.Holder)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fail(err)
	}
	l := fileLock(path)
	j := &Journal{path: path, file: f, free: func() error { return errors.Join(l.Close(), f.Close()) }}
	if canLock {
		ctx, cancel := context.WithTimeout(context.Background(), recoverWait)
		_, err = l.TryLockContext(ctx, recoverPause) // waits for one who looks whether the holder lives
		cancel()
	}
	if err == nil {
		o.Format = format
		err = j.write(o)
	}
	if err != nil {
		_ = j.Close(true) // what matters is the error above
		return nil, fail(err)
	}
	j.head = j.size
	return j, nil
}

// Unwritable is the error of a journal for people: ErrUnwritable, with what to do.
func Unwritable(folder string, err error) error {
	return fmt.Errorf("%w: %w", ErrUnwritable, &news.InvalidError{
		Field: "worker.journal",
		Message: fmt.Sprintf(
			"What is being sent must be noted in %s first, and cannot be (%v). Nothing leaves without a note.", folder,
			err),
		Hint: "make the folder writable and leave some space on its disk, or set worker.journal " +
			"(ATTACHE_WORKER__JOURNAL) to a local folder",
	})
}

// Path is the file of a holder's journal.
func Path(folder, holder string) string {
	name := strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, holder)
	return filepath.Join(folder, name+suffix)
}

// Note records that a message is about to leave. When it fails, the message must not leave.
func (j *Journal) Note(d news.Delivery) error {
	return j.write(entry{ID: d.ID, Claim: d.Claim})
}

// Outcome records what became of a message.
func (j *Journal) Outcome(d news.Delivery) error {
	if len(d.Response) > words {
		d.Response = text.Clip(d.Response, words) + "…"
	}
	return j.write(entry{ID: d.ID, Claim: d.Claim, Outcome: &d, Gone: d.Gone, Strike: d.Strike, Vague: d.Vague})
}

// write appends a record. A record that is not whole is cut off again; the first failure is the last try.
func (j *Journal) write(record any) error {
	line, err := frame(record)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	if _, err := j.file.WriteAt(line, j.size); err != nil {
		j.err = errors.Join(err, j.file.Truncate(j.size))
		return j.err
	}
	j.size += int64(len(line))
	return nil
}

// Recorded tells that the ledger has the outcome of everything recorded: a long journal is cut back to its opening
// record. It returns why no more can be noted.
func (j *Journal) Recorded() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.size < keep || j.err != nil {
		return j.err
	}
	if j.err = j.file.Truncate(j.head); j.err == nil {
		j.size = j.head
	}
	return j.err
}

// Close lets go of the journal and, when the ledger has everything, removes it.
func (j *Journal) Close(recorded bool) error {
	err := j.free()
	if recorded { // behind free: Windows removes no open file
		err = errors.Join(err, os.Remove(j.path))
	}
	return err
}

var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

// frame writes a record as a line: the CRC-32C of its JSON in eight hexadecimal digits, a space, the JSON.
func frame(record any) ([]byte, error) {
	b, err := json.Marshal(record)
	if err != nil {
		return nil, fmt.Errorf("write a record of the journal: %w", err)
	}
	line := make([]byte, 0, len(b)+10)
	line = fmt.Appendf(line, "%08x ", crc32.Checksum(b, castagnoli()))
	return append(append(line, b...), '\n'), nil
}

// unframe returns the JSON of a line without its end, or false when the line is not whole.
func unframe(line []byte) ([]byte, bool) {
	if len(line) < 10 || line[8] != ' ' {
		return nil, false
	}
	sum, err := strconv.ParseUint(string(line[:8]), 16, 32)
	return line[9:], err == nil && uint32(sum) == crc32.Checksum(line[9:], castagnoli())
}

// Past is what a journal tells of its holder.
type Past struct {
	Opening
	Outcomes []news.Delivery // the last one of each row
	Noted    []news.Delivery // ID and Claim of rows that were about to leave and have no outcome
}

// read reads a journal up to its torn tail. It reports false when the journal proves nothing: the opening record
// is missing (then there is no Holder), or a line is damaged, which no kill leaves.
func read(b []byte) (Past, bool) {
	var p Past
	line, rest, ended := bytes.Cut(b, []byte("\n"))
	text, whole := unframe(line)
	if !ended || !whole || json.Unmarshal(text, &p.Opening) != nil || p.Format != format || p.Holder == "" {
		return Past{}, false
	}
	type taking struct{ id, claim int64 }
	last, order := map[taking]*news.Delivery{}, []taking(nil)
	for len(rest) > 0 {
		line, rest, ended = bytes.Cut(rest, []byte("\n"))
		text, whole := unframe(line)
		if !ended {
			break // the record that the process died in: its message had not left, or its outcome was not known
		}
		var e entry
		if !whole || json.Unmarshal(text, &e) != nil {
			return Past{Opening: p.Opening}, false
		}
		t := taking{e.ID, e.Claim}
		if _, ok := last[t]; !ok {
			order = append(order, t)
		}
		if e.Outcome != nil {
			e.Outcome.ID, e.Outcome.Claim, e.Outcome.Gone = e.ID, e.Claim, e.Gone
			e.Outcome.Strike, e.Outcome.Vague = e.Strike, e.Vague
		}
		last[t] = e.Outcome
	}
	for _, t := range order {
		if d := last[t]; d != nil {
			p.Outcomes = append(p.Outcomes, *d)
		} else {
			p.Noted = append(p.Noted, news.Delivery{ID: t.id, Claim: t.claim})
		}
	}
	return p, true
}
