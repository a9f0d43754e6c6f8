package api

import (
	"time"

	"attache/news"
)

// What is taken and given. The names of these types are those of the schemas in the document.

// done is what a change gave.
type done struct {
	Entry int64 `json:"entry" doc:"number in the log, to undo it; 0 = nothing changed"`
}

type undoOrder struct {
	Entry int64 `json:"entry" doc:"number of the change that is taken back"`
}

// counted is how many rows filters choose, counted up to a bound.
type counted struct {
	N    int  `json:"n"`
	More bool `json:"more" doc:"there are more than n"`
}

// source is one as it is set.
type source struct {
	Name     string      `json:"name" doc:"lower-case letters, digits, dots and dashes; it stays"`
	Outlet   news.Outlet `json:"outlet"`
	URL      string      `json:"url" doc:"what is polled"`
	Kind     string      `json:"kind" enum:"feed,wordpress,sitemap,listing,telegram"`
	Rules    news.Rules  `json:"rules,omitzero" doc:"CSS selectors"`
	Language string      `json:"language,omitempty" doc:"for texts too short to tell"`
	TimeZone string      `json:"time_zone,omitempty"`
	DayFirst bool        `json:"day_first,omitempty" doc:"03.04. is 3 April"`
	Every    string      `json:"every,omitempty" doc:"between visits, such as 30m; left out, 30m"`
	Browser  bool        `json:"browser,omitempty" doc:"its pages are read as a browser shows them"`
	Excerpt  int         `json:"excerpt,omitempty" doc:"most characters quoted of an article; 0 = 600"`
	Rights   news.Rights `json:"rights,omitzero"`
	Groups   []string    `json:"groups,omitempty"`
	Enabled  bool        `json:"enabled,omitempty" doc:"it is polled"`
}

type sourceRow struct {
	Name        string    `json:"name"`
	Outlet      string    `json:"outlet"`
	Country     string    `json:"country,omitempty"`
	Region      string    `json:"region,omitempty"`
	Language    string    `json:"language,omitempty"`
	URL         string    `json:"url"`
	Kind        string    `json:"kind"`
	Groups      []string  `json:"groups,omitempty"`
	Enabled     bool      `json:"enabled"`
	State       string    `json:"state" enum:"dead,failing,drifted,never,ok,paused"`
	Failures    int       `json:"failures" doc:"visits in a row without success"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	Week        int       `json:"week" doc:"articles of the last seven days"`
}

type sourceList struct {
	Items []sourceRow `json:"items"`
	Next  string      `json:"next,omitempty" doc:"address of the next page; left out on the last one"`
	Found counted     `json:"found"`
}

type health struct {
	State       string    `json:"state" enum:"dead,failing,drifted,never,ok,paused"`
	Cause       string    `json:"cause,omitempty" doc:"of a flag: why it needs a person"`
	Since       time.Time `json:"since,omitzero" doc:"of a flag"`
	Failures    int       `json:"failures"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	LastNews    time.Time `json:"last_news,omitzero"`
	Last        visit     `json:"last" doc:"the newest visit"`
	Week        []int     `json:"week" doc:"articles of each of the last seven days, the oldest first"`
}

type visit struct {
	Started time.Time `json:"started,omitzero"`
	Seconds float64   `json:"seconds"`
	State   string    `json:"state"`
	Detail  string    `json:"detail,omitempty"`
	Status  int       `json:"status,omitempty" doc:"of HTTP"`
	Items   int       `json:"items" doc:"entries in the list"`
	New     int       `json:"new"`
	Unread  int       `json:"unread,omitempty" doc:"pages that could not be read"`
	NextTry time.Time `json:"next_try,omitzero"`
}

type visitList struct {
	Items []visit `json:"items"`
	Next  string  `json:"next,omitempty"`
}

type articleRow struct {
	ID       int64     `json:"id"`
	URL      string    `json:"url"`
	Title    string    `json:"title"`
	Outlet   string    `json:"outlet"`
	Language string    `json:"language,omitempty"`
	Dated    time.Time `json:"dated"`
	Verdict  string    `json:"verdict" enum:"kept,dropped,new"`
}

type articleList struct {
	Items []articleRow `json:"items"`
	Next  string       `json:"next,omitempty"`
	Found counted      `json:"found"`
	// Older ones are not findable yet: the index is being made.
	Building bool `json:"building,omitempty" doc:"older articles are not findable yet"`
}

type block struct {
	Kind string `json:"kind" doc:"p, h, li, q, tr or cap"`
	Text string `json:"text"`
}

type article struct {
	ID        int64             `json:"id"`
	URL       string            `json:"url"`
	Source    string            `json:"source,omitempty"`
	Outlet    string            `json:"outlet"`
	Country   string            `json:"country,omitempty"`
	Title     string            `json:"title"`
	Authors   []string          `json:"authors,omitempty"`
	Published time.Time         `json:"published,omitzero"`
	DateFrom  string            `json:"date_from" doc:"where the date comes from: page, feed, mark, text, change or seen"`
	Seen      time.Time         `json:"seen"`
	Language  string            `json:"language,omitempty"`
	Summary   string            `json:"summary,omitempty" doc:"the outlet's own"`
	Text      []block           `json:"text"`
	Partial   bool              `json:"partial,omitempty" doc:"only a part could be read"`
	Forgotten bool              `json:"forgotten,omitempty" doc:"its text was deleted by retention"`
	Choices   map[string]string `json:"choices" doc:"keep or drop, by digest"`
}

type choice struct {
	Choice string `json:"choice" enum:"keep,drop"`
}

type reason struct {
	Code   string  `json:"code"`
	Detail string  `json:"detail,omitempty"`
	Weight float64 `json:"weight,omitempty"`
}

type verdict struct {
	Digest      string    `json:"digest,omitempty" doc:"left out when there is none any more"`
	Kept        bool      `json:"kept"`
	Fate        string    `json:"fate"`
	Score       float64   `json:"score"`
	Reasons     []reason  `json:"reasons"`
	DuplicateOf int64     `json:"duplicate_of,omitempty"`
	Judged      time.Time `json:"judged,omitzero"`
}

type why struct {
	Verdicts []verdict `json:"verdicts"`
}

// digest is one as it is set.
type digest struct {
	Name      string         `json:"name" doc:"lower-case letters, digits, dots and dashes; it stays"`
	Title     string         `json:"title"`
	Language  string         `json:"language,omitempty"`
	Topic     news.Topic     `json:"topic,omitzero"`
	Sources   []string       `json:"sources,omitempty" doc:"names; left out, every enabled one"`
	Schedule  string         `json:"schedule,omitempty" doc:"five cron fields; left out, by hand only"`
	TimeZone  string         `json:"time_zone,omitempty"`
	Skip      []string       `json:"skip,omitempty" doc:"dates without an issue"`
	Window    string         `json:"window,omitempty" doc:"how far back a first issue looks, such as 24h"`
	Sections  string         `json:"sections,omitempty" doc:"region, country or theme"`
	Stories   int            `json:"stories,omitempty"`
	Least     int            `json:"least,omitempty"`
	Template  string         `json:"template,omitempty"`
	Picture   string         `json:"picture,omitempty" doc:"lead or nothing"`
	Approval  string         `json:"approval,omitempty" doc:"auto or hold"`
	TooLate   string         `json:"too_late,omitempty" doc:"after which a slot is missed, such as 6h"`
	OnDoubt   string         `json:"on_doubt,omitempty" doc:"resend or skip"`
	SendEmpty bool           `json:"send_empty,omitempty"`
	Publisher news.Publisher `json:"publisher,omitzero"`
	Enabled   bool           `json:"enabled,omitempty"`
}

type digestRow struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Enabled  bool        `json:"enabled"`
	Schedule string      `json:"schedule,omitempty"`
	TimeZone string      `json:"time_zone,omitempty"`
	Next     []time.Time `json:"next" doc:"the next five runs"`
	Readers  int         `json:"readers" doc:"who get the next issue"`
}

type digestList struct {
	Items []digestRow `json:"items"`
	Next  string      `json:"next,omitempty"`
}

type runOrder struct {
	From   *time.Time `json:"from,omitempty" doc:"of the window; left out, since the last issue"`
	To     *time.Time `json:"to,omitempty" doc:"of the window; left out, now"`
	Read   bool       `json:"read,omitempty" doc:"the sources first"`
	Again  bool       `json:"again,omitempty" doc:"also what earlier issues have judged"`
	DryRun bool       `json:"dry_run,omitempty" doc:"only show it"`
}

type started struct {
	Job int64 `json:"job"`
}

type job struct {
	Stage   string    `json:"stage" doc:"read, compose or letter"`
	Done    int       `json:"done"`
	Of      int       `json:"of"`
	DryRun  bool      `json:"dry_run"`
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended,omitzero" doc:"left out while it goes on"`
	Failed  string    `json:"failed,omitempty" doc:"why there is no issue"`
	Issue   int64     `json:"issue,omitempty" doc:"that was made"`
	Stories []story   `json:"stories,omitempty" doc:"of a dry run"`
	Funnel  []step    `json:"funnel,omitempty" doc:"of a dry run"`
}

type issueRow struct {
	ID        int64     `json:"id"`
	Digest    string    `json:"digest"`
	Title     string    `json:"title"`
	Number    int       `json:"number,omitempty"`
	Slot      string    `json:"slot"`
	State     string    `json:"state" enum:"draft,held,approved,sending,sent,empty,missed"`
	Created   time.Time `json:"created"`
	Changed   time.Time `json:"changed"`
	Sent      time.Time `json:"sent,omitzero"`
	Note      string    `json:"note,omitempty"`
	Stories   int       `json:"stories"`
	Headlines []string  `json:"headlines"`
}

type issueList struct {
	Items []issueRow `json:"items"`
	Next  string     `json:"next,omitempty"`
}

type window struct {
	From time.Time `json:"from" doc:"included"`
	To   time.Time `json:"to" doc:"not included"`
}

type piece struct {
	Article int64  `json:"article"`
	URL     string `json:"url"`
	Title   string `json:"title"`
	Outlet  string `json:"outlet"`
}

type story struct {
	Section   string   `json:"section"`
	Headline  string   `json:"headline"`
	Language  string   `json:"language,omitempty"`
	Lead      piece    `json:"lead"`
	Also      []piece  `json:"also" doc:"other coverage, the best of it"`
	Summary   []string `json:"summary" doc:"sentences of the articles"`
	Countries []string `json:"countries"`
	Score     float64  `json:"score"`
	Reasons   []reason `json:"reasons" doc:"why it stands where it stands"`
}

type letterRow struct {
	Language string `json:"language"`
	Subject  string `json:"subject"`
	Stories  int    `json:"stories"`
	Cut      int    `json:"cut"`
}

type issue struct {
	ID       int64       `json:"id"`
	Digest   string      `json:"digest"`
	Title    string      `json:"title"`
	Number   int         `json:"number,omitempty"`
	Slot     string      `json:"slot"`
	ByHand   bool        `json:"by_hand"`
	State    string      `json:"state" enum:"draft,held,approved,sending,sent,empty,missed"`
	Language string      `json:"language,omitempty"`
	TimeZone string      `json:"time_zone,omitempty"`
	Window   window      `json:"window"`
	Created  time.Time   `json:"created"`
	Begun    time.Time   `json:"begun,omitzero" doc:"when its sending began"`
	Sent     time.Time   `json:"sent,omitzero"`
	Note     string      `json:"note,omitempty"`
	Sources  int         `json:"sources" doc:"of the digest"`
	Read     int         `json:"read" doc:"of them"`
	Stories  []story     `json:"stories"`
	Letters  []letterRow `json:"letters"`
}

type issueState struct {
	State string `json:"state" enum:"draft,held,approved,sending,sent,empty,missed"`
}

type deliveries struct {
	Counts map[string]int `json:"counts" doc:"letters by state"`
}

type loss struct {
	Fate     string `json:"fate"`
	N        int    `json:"n"`
	Articles string `json:"articles,omitempty" doc:"address of the list"`
}

type step struct {
	Stage    string `json:"stage" enum:"listed,new,judged,topic,fresh,kept,stories,letters"`
	N        int    `json:"n"`
	Lost     []loss `json:"lost"`
	Articles string `json:"articles,omitempty" doc:"address of the list"`
}

type funnel struct {
	Steps []step `json:"steps"`
	Gone  bool   `json:"gone,omitempty" doc:"some verdicts are no longer kept"`
}

type runRow struct {
	ID       int64     `json:"id"`
	Started  time.Time `json:"started"`
	Ended    time.Time `json:"ended,omitzero"`
	Sources  int       `json:"sources"`
	Read     int       `json:"read"`
	Listed   int       `json:"listed" doc:"entries of their lists"`
	Articles int       `json:"articles" doc:"new ones"`
	Issue    int64     `json:"issue,omitempty"`
	Note     string    `json:"note,omitempty"`
}

type runList struct {
	Items []runRow `json:"items"`
	Next  string   `json:"next,omitempty"`
}

type answered struct {
	Source string `json:"source,omitempty" doc:"left out when there is none any more"`
	Visit  visit  `json:"visit"`
}

type run struct {
	runRow
	Window  window     `json:"window"`
	Answers []answered `json:"answers"`
}
