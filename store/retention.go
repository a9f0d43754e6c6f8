package store

import (
	"fmt"
	"time"

	"attache/news"
)

// Forever as a setting of Retention: the rows are never deleted.
const Forever = -1

// Retention says for how many days what is kept; 0 = the default named beside it, -1 = for ever. What an archive page
// shows (issues and their stories), digests, subscribers with their states, editors' decisions and what digests learned
// from them are never deleted.
type Retention struct {
	// days: texts of articles that no issue kept, and that no editor decided on; 0 = 60
	Dropped int `yaml:"dropped"`
	// days: texts of articles that an issue kept; 0 = 400. Decided ones are kept for ever.
	Texts int `yaml:"texts"`
	// days: address, title and date of articles without text; after that a hash of the address stays, so that none is
	// read twice; 0 = 180
	Articles int `yaml:"articles"`
	Verdicts int `yaml:"verdicts"` // days: the reasons of verdicts, which `attache why` tells; 0 = 180
	// days: letters as they were sent; an issue cannot be sent again without them, its archive page stays; 0 = 400
	Letters int `yaml:"letters"`
	// days: who received an issue; the counts of each issue are kept for ever; 0 = 400
	Deliveries int `yaml:"deliveries"`
	Polls      int `yaml:"polls"`   // days: visits to sources; how each source stands is kept for ever; 0 = 14
	Runs       int `yaml:"runs"`    // days: runs with what each source answered; 0 = 90
	Answers    int `yaml:"answers"` // days: answers of a language model, used again for the same question; 0 = 60
	Unread     int `yaml:"unread"`  // days since the last try: pages that could not be read; 0 = 90
	// days: keyed hashes of the addresses of erased people, so that no import brings them back; 0 = 3650
	Removed  int `yaml:"removed"`
	Audit    int `yaml:"audit"`    // days: who did what on the desk; 0 = 730
	Sessions int `yaml:"sessions"` // days after their end: sign-ins to the desk; 0 = 30
	// days after their end: invitations to the desk; 0 = 30
	Invitations int `yaml:"invitations"`
	// days: addresses that asked on the pages to be subscribed and did not confirm; 0 = 2
	Signups int `yaml:"signups"`
	// days: what was said with mail servers about letters that they did not take; 0 = 30
	Conversations int `yaml:"conversations"`
	Hooks         int `yaml:"hooks"` // days: messages to webhooks, with what was answered; 0 = 30
	// days: pictures of lead stories, which letters and archive show; -1 = for ever; 0 = -1
	Pictures int `yaml:"pictures"`
}

// WithDefaults replaces zero values by their meaning.
func (r Retention) WithDefaults() Retention {
	for _, f := range r.fields() {
		if *f.value == 0 {
			*f.value = f.usual
		}
	}
	return r
}

// Days is how long a kind of rows is kept, by the name of its setting: days, or Forever.
func (r Retention) Days(name string) int {
	r = r.WithDefaults()
	for _, f := range r.fields() {
		if f.name == name {
			return *f.value
		}
	}
	return Forever
}

// retained is one setting of a Retention with its bounds, in days.
type retained struct {
	name         string
	value        *int
	usual, least int
}

// fields lists the settings of r. The least values keep what the program itself still asks for: windows and past
// stories reach back a week, polls tell a source's rhythm, a correction is learned from three weeks.
func (r *Retention) fields() []retained {
	return []retained{
		{"dropped", &r.Dropped, 60, 30},
		{"texts", &r.Texts, 400, 30},
		{"articles", &r.Articles, 180, 30},
		{"verdicts", &r.Verdicts, 180, 30},
		{"letters", &r.Letters, 400, 30},
		{"deliveries", &r.Deliveries, 400, 30},
		{"polls", &r.Polls, 14, 2},
		{"runs", &r.Runs, 90, 2},
		{"answers", &r.Answers, 60, 1},
		{"unread", &r.Unread, 90, 2},
		{"removed", &r.Removed, 3650, 30},
		{"audit", &r.Audit, 730, 30},
		{"sessions", &r.Sessions, 30, 1},
		{"invitations", &r.Invitations, 30, 1},
		{"signups", &r.Signups, 2, 2},
		{"conversations", &r.Conversations, 30, 1},
		{"hooks", &r.Hooks, 30, 4}, // a message is tried for three days
		{"pictures", &r.Pictures, Forever, 30},
	}
}

// mostDays bounds a setting: a hundred years.
const mostDays = 36_500

// Validate reports the first mistake as a *news.InvalidError.
func (r Retention) Validate() error {
	for _, f := range r.fields() {
		if v := *f.value; v != 0 && v != Forever && (v < f.least || v > mostDays) {
			return &news.InvalidError{
				Field: "retention." + f.name, Message: fmt.Sprintf("%d days are out of range.", v),
				Hint: fmt.Sprintf("use %d to %d days, 0 for the default of %d, or -1 for ever", f.least, mostDays,
					f.usual),
			}
		}
	}
	return nil
}

// before returns the time before which rows kept for some days are old, zero when they are kept for ever.
func before(now time.Time, days int) time.Time {
	if days == Forever {
		return time.Time{}
	}
	return now.AddDate(0, 0, -days)
}
