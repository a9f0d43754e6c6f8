package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	// foreignKeep is how long a dead journal is kept that tells nothing about this database: another may want it.
	foreignKeep = 30 * 24 * time.Hour
	// unopenedKeep is how long a journal without opening record is kept: its holder may be about to write it.
	unopenedKeep = time.Hour
	// openingMost is more than an opening record's size in bytes: a holder's name has at most 100.
	openingMost = 4096
	// recoverWait is how long one process waits for another that recovers in the same folder.
	recoverWait = 30 * time.Second
	// recoverPause is the time between two tries of the lock of such a process.
	recoverPause = 20 * time.Millisecond
)

// Lock keeps other processes from recovering in the same folder: what one has locked but not yet recorded must not pass
// for alive, nor for lost. Without a folder there is nothing to recover from.
func Lock(ctx context.Context, folder string) (unlock func(), err error) {
	l := flock.New(filepath.Join(folder, "recovery.lock"))
	ctx, cancel := context.WithTimeout(ctx, recoverWait)
	defer cancel()
	switch _, err := l.TryLockContext(ctx, recoverPause); {
	case errors.Is(err, fs.ErrNotExist):
		return func() {}, nil
	case errors.As(err, new(*fs.PathError)):
		return nil, Unwritable(folder, err)
	case err != nil:
		return nil, fmt.Errorf("lock %s: %w", l.Path(), err)
	}
	return func() { _ = l.Close() }, nil // the end of the process releases it too
}

// Files lists the journals in a folder; none when there is no folder.
func Files(folder string) ([]string, error) {
	list, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, Unwritable(folder, err)
	}
	var paths []string
	for _, e := range list {
		if strings.HasSuffix(e.Name(), suffix) {
			paths = append(paths, filepath.Join(folder, e.Name()))
		}
	}
	return paths, nil
}

// State is what a journal tells of its holder.
type State int

// The states. In all but the last the rows of the holder are not known from the journal.
const (
	None     State = iota // there is no journal that speaks for its holder's rows in this database
	Stray                 // likewise, and so old that it is to be removed
	Living                // its holder has it locked; Holder is "" when it has not begun or is of another database
	Unclear               // this system cannot tell whether its holder lives
	Unproven              // its holder is dead; it is damaged, or the machine has been started since
	Proven                // its holder is dead, and Past is all that it had recorded
)

// Found is a journal that was found in the folder. It keeps the journal's lock until Close.
type Found struct {
	Past
	State State
	file  *os.File
	lock  *flock.Flock
}

// Inspect reads the journal of a file, unless its holder has it locked. database and boot are those of the reader.
func Inspect(path, database, boot string) (*Found, error) {
	f := &Found{}
	if err := f.inspect(path, database, boot); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *Found) inspect(path, database, boot string) (err error) {
	if f.file, err = os.OpenFile(path, os.O_RDWR, 0); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err // the stale time decides
	}
	info, err := f.file.Stat()
	if err != nil {
		return err
	}
	age := time.Since(info.ModTime())
	got := false
	if canLock {
		f.lock = fileLock(path)
		got, err = f.lock.TryLock()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist): // its holder ended
		return nil
	case err != nil:
		return err
	case !got && canLock:
		return f.readOpening(path, database)
	case !got && age < foreignKeep:
		f.State = Unclear
		return nil
	}
	return f.read(path, database, boot, age)
}

// readOpening fills in the holder of a journal that is locked.
func (f *Found) readOpening(path, database string) error {
	f.State = Living
	b, err := io.ReadAll(io.LimitReader(f.file, openingMost))
	if err != nil {
		return err
	}
	if line := bytes.IndexByte(b, '\n'); line >= 0 {
		if p, _ := read(b[:line+1]); p.own(path, database) {
			f.Past = p
		}
	}
	return nil
}

// read reads the journal of a holder that is dead, written age ago.
func (f *Found) read(path, database, boot string, age time.Duration) error {
	b, err := io.ReadAll(io.LimitReader(f.file, most+1))
	if err != nil {
		return err
	}
	p, whole := read(b)
	own := p.own(path, database)
	switch {
	case p.Holder == "" && age < unopenedKeep, p.Holder != "" && !own && age < foreignKeep:
		f.State = None
	case !own:
		f.State = Stray
	case !whole || len(b) > most || p.Boot == "" || p.Boot != boot:
		f.State, f.Opening = Unproven, p.Opening
	default:
		f.State, f.Past = Proven, p
	}
	return nil
}

// own reports whether a file is the journal of the holder that it names, and of this database.
func (p Past) own(path, database string) bool {
	return p.Holder != "" && p.Database == database && Path(filepath.Dir(path), p.Holder) == path
}

// Remove removes the file.
func (f *Found) Remove() error {
	f.file.Close() // nothing was written; Windows removes no open file
	if err := os.Remove(f.file.Name()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Close closes the file and releases its lock.
func (f *Found) Close() {
	if f.lock != nil {
		f.lock.Close() // closing the file releases it
	}
	if f.file != nil {
		f.file.Close() // nothing was written
	}
}
