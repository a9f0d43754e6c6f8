package journal

import (
	"os"
	"runtime"

	"github.com/gofrs/flock"
)

// canLock reports whether the lock of a journal tells a living holder from a dead one. It lies on the journal itself,
// by flock(2): it belongs to one opening of the file, does not mind others, and ends with the process, in whatever
// container it ran. On Windows a lock would keep its own holder from writing: there a journal proves nothing, and its
// rows are in doubt when it is stale.
const canLock = runtime.GOOS != "windows"

// fileLock returns the lock of a journal, which must be there.
func fileLock(path string) *flock.Flock { return flock.New(path, flock.SetFlag(os.O_RDWR)) }
