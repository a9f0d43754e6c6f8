package news

import "time"

// Restore is one filling of the database from a backup.
type Restore struct {
	ID        int64     `json:"id"` // 0 = the database was never restored
	Restored  time.Time `json:"restored"`
	Taken     time.Time `json:"taken"`          // when the backup was made
	Confirmed time.Time `json:"confirmed"`      // zero = not yet: nothing is sent
	Told      []int64   `json:"told,omitempty"` // IDs of digests whose lost issues count as sent: what was published before Restored is not told again
}

// Waits reports whether a person has yet to confirm what may be sent.
func (r Restore) Waits() bool { return r.ID != 0 && r.Confirmed.IsZero() }

// Fate says what becomes of an issue that was open when the backup was made: it may have been sent since.
type Fate string

// The fates.
const (
	FateSend Fate = "send" // what is open is sent; a held issue waits for approval as before
	FateSent Fate = "sent" // what is open counts as sent
	FateSkip Fate = "skip" // what is open is not sent
)

// Validate reports a word that is no fate as an *InvalidError.
func (f Fate) Validate() error {
	switch f {
	case FateSend, FateSent, FateSkip:
		return nil
	}
	e := Invalid("", "%q does not say what becomes of an issue.", string(f))
	e.Hint = "write send, sent (treat as sent) or skip"
	return e
}
