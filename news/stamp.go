package news

import "time"

// Stamp tells of times in the store that lie in the future although only the past writes them: a clock was wrong then.
type Stamp struct {
	What   string    `json:"what"` // "articles", "deferred deliveries", "slot 2027-11-29T07:00 Asia/Almaty of daily" …
	Count  int       `json:"count"`
	Latest time.Time `json:"latest,omitzero"` // the farthest of them
	Action string    `json:"action"`          // what repairing does, or did
}

// Missed is an issue that was given up as too late by a clock that was ahead.
type Missed struct {
	ID       int64
	Digest   string
	Changed  time.Time // when it was given up, by that clock
	Replaced int64     // the newest issue of its digest that was composed since; 0 = none
}
