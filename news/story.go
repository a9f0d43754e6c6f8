package news

import "time"

// Reason is one ground of a verdict. Weight is its share in the score (positive keeps, negative drops; 0 = not
// weighed).
type Reason struct {
	Code   string  `json:"code"`   // stable key, e.g. "actors", "excluded-word", "duplicate"
	Detail string  `json:"detail"` // a short sentence a press officer understands
	Weight float64 `json:"weight,omitempty"`
}

// Mention is a country, organisation, person or region that a text names.
type Mention struct {
	// ISO 3166 alpha-2 for countries, the usual short name otherwise ("OTS", "Recep Tayyip Erdogan")
	ID    string `json:"id"`
	As    string `json:"as,omitempty"`   // how it was named: name, demonym, capital, government, leader, region, alias
	Text  string `json:"text,omitempty"` // the first wording found
	Count int    `json:"count"`
	Start int    `json:"start"` // byte offset of the first one in title + "\n\n" + Article.Text()
	// Of a country, how many of Count give it a part in the event, and the offset of the first of these. The place
	// where others meet, the seat or nationality of who comments, the background and comparisons give none. Of a leader
	// of old, the same of those that call them by the office.
	Part int `json:"part,omitempty"`
	From int `json:"from,omitempty"`
}

// Verdict is the judgment on one article for one digest.
type Verdict struct {
	DigestID  int64 `json:"digest_id,omitempty"`
	ArticleID int64 `json:"article_id"`
	Kept      bool  `json:"kept"`
	// 0..1, the probability that it is foreign policy, or that the editor keeps it once the digest has learned
	Score         float64   `json:"score"`
	Reasons       []Reason  `json:"reasons"`
	Countries     []Mention `json:"countries,omitempty"`
	Organisations []Mention `json:"organisations,omitempty"`
	People        []Mention `json:"people,omitempty"`
	Regions       []Mention `json:"regions,omitempty"`
	DuplicateOf   int64     `json:"duplicate_of,omitempty"` // the article it copies; 0 = none
	Judged        time.Time `json:"judged,omitzero"`
}

// Sentence is one sentence of a summary. When Start < End it is the bytes [Start,End) of the article's Text().
type Sentence struct {
	Text      string `json:"text"`
	ArticleID int64  `json:"article_id"`
	URL       string `json:"url"` // of the article, without text fragment
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Language  string `json:"language,omitempty"`
}

// Story is one event under one summary.
type Story struct {
	ID       int64      `json:"id,omitempty"`
	IssueID  int64      `json:"issue_id,omitempty"`
	Headline string     `json:"headline"` // the lead piece's title
	Language string     `json:"language,omitempty"`
	Summary  []Sentence `json:"summary"`
	Lead     Piece      `json:"lead"`
	Also     []Piece    `json:"also,omitempty"` // other coverage, best first
	// that tell it; the first pieces of Also are one of each. 0 = not counted
	Houses    int      `json:"houses,omitempty"`
	More      int      `json:"-"`         // other coverage that was not loaded (store.IssuePage)
	Countries []string `json:"countries"` // ISO 3166 alpha-2, most important first
	Actors    []string `json:"actors,omitempty"`
	// the organisation that has a part in it, of Actors; "" = none
	Organisation string `json:"organisation,omitempty"`
	// it stands before the countries: the headline tells what it does
	OrganisationFirst bool      `json:"organisation_first,omitempty"`
	Section           string    `json:"section"` // key of its section
	Score             float64   `json:"score"`
	Reasons           []Reason  `json:"reasons,omitempty"` // why it stands where it stands
	UpdateOf          int64     `json:"update_of,omitempty"`
	UpdateAt          time.Time `json:"update_at,omitzero"` // when the story it updates was composed
	Composed          time.Time `json:"composed,omitzero"`

	// by language of the letter: where another piece than the lead tells it
	Renditions map[string]Rendition `json:"tellings,omitempty"`
	// by language of the letter, where there is no rendition
	Translations map[string]Translation `json:"translations,omitempty"`
	// languages of the letter whose readers do not all read it: it is in none of theirs, and has neither rendition nor
	// translation
	Foreign []string `json:"foreign,omitempty"`
	// a model's sentences that did not pass; quotations stand in their place
	Refused []Refusal `json:"refused,omitempty"`
}

// Rendition is a story as a piece tells it that the readers of a letter can read when they cannot read the lead. The
// headline is that piece's title; the lead piece is further coverage in that letter.
type Rendition struct {
	Lead    Piece      `json:"lead"` // Language is never empty
	Summary []Sentence `json:"summary"`
}

// Section is the stories under one heading. Key is a region ("central-asia"), a country code or a theme; templates name
// it.
type Section struct {
	Key     string  `json:"key"`
	Stories []Story `json:"stories"`
}
