package news

import "time"

// Decision is an editor's word on one article of a digest: whether it should have been kept.
type Decision struct {
	ArticleID int64     `json:"article_id"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	Outlet    string    `json:"outlet"`
	Keep      bool      `json:"keep"`
	Made      time.Time `json:"made,omitzero"`
}

// Correction is what a digest learned from its editor's decisions: the weight of each feature, the strongest
// first, in steps of log odds. Package digest makes and applies it; the same decisions always make the same one.
type Correction struct {
	Weights []Weight  `json:"weights"`
	Keep    int       `json:"keep"` // decisions it was learned from that keep …
	Drop    int       `json:"drop"` // … and that drop
	Learned time.Time `json:"learned,omitzero"`
}

// Weight is what one feature adds to the score of an article that has it.
type Weight struct {
	Feature string  `json:"evidence"` // stable key, such as "country:KZ", "theme:sport" or "stem:en:marathon"
	Words   string  `json:"words"`    // what a person reads, such as "the outlet Transit Daily"
	Weight  float64 `json:"weight"`
}
