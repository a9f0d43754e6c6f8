package news

// Cause says whose matter it is that a mail server does not take a letter.
type Cause string

// The causes. "" = the letter was not refused.
const (
	CauseReader  Cause = "reader"  // the address: it does not exist, is switched off, or moved
	CauseContent Cause = "content" // this letter: too large, its text or a part of it
	CauseUs      Cause = "us"      // we: sender, relaying, authentication, policy, reputation; it says nothing of the reader
	CauseLater   Cause = "later"   // the moment: a full mailbox, greylisting, a fault that passes, or no reason at all
)
