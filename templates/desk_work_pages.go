package templates

import (
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
)

// What the desk's pages of articles, digests and runs are given beside desk_pages.go.

// DeskFound is how many articles a search found.
type DeskFound struct {
	N    int
	More bool // there are more than N: they are not counted further
}

// DeskWithout is a search that finds more: with one filter less.
type DeskWithout struct {
	Filter string // key of its word
	Value  string
	Found  DeskFound
	Link   string
}

// DeskChoose is what can be said of an article for one digest.
type DeskChoose struct {
	Digest news.Digest
	Said   string // keep, drop or "" = nothing yet
}

// DeskReread is a page that was just read again.
type DeskReread struct {
	Article *news.Article // nil = it could not be read, for Problem
	Problem string
	Same    bool // its text is as it was
}

// DeskLesson is the page learn: what a digest's decisions teach, and what would change.
type DeskLesson struct {
	Digest  news.Digest
	Used    int // decisions that count
	Ruled   int // that the digest's own lists decide
	Few     string
	Before  int // decided by the score alone as the editor did
	After   int // with the correction
	Weights []news.Weight
	Better  bool // there is a correction, and it does not judge worse
	Looked  int
	Changes []DeskSide
	In      bool // a correction is in force
}

// DeskSide is an article that a correction moves to the other side.
type DeskSide struct {
	Piece    news.Piece
	Keep     bool
	From, To float64
}

// DeskDigestPage is the page digest.
type DeskDigestPage struct {
	DeskDigest
	Times    newsroom.Times
	Simple   bool // Times says all of the schedule
	Skipped  []string
	Entries  []DeskEntry
	YAML     string
	Decided  int
	From, To string // days that the form of a run by hand begins with
	Turn     string // of that form: pressed twice, it asks once
}

// DeskDigestEdit is the page digest-edit.
type DeskDigestEdit struct {
	Digest    news.Digest
	Name      string // of the digest that is changed; "" = a new one
	Clock     string // times of day
	Days      []DeskDay
	Cron      string // when Clock and Days cannot say it
	Templates []string
	Known     []string // names of sources
	Groups    []DeskGroup
	Key       string // of the draft that is edited further; "" = none
}

// DeskDay is a day of the week in a form.
type DeskDay struct {
	Day time.Weekday
	On  bool
}

// DeskGroup is a group of sources in a form.
type DeskGroup struct {
	Name string
	N    int // sources in it
	On   bool
}

// Lines writes a list for a text field, an entry a line.
func (DeskDigestEdit) Lines(list []string) string { return strings.Join(list, "\n") }

// Hours is a length of time in hours, "" for none.
func (DeskDigestEdit) Hours(d time.Duration) int { return int(d.Hours()) }

// DeskCheck is the page digest-check: what would change, and the letter as it would be.
type DeskCheck struct {
	Digest  news.Digest
	Name    string // "" = a new one
	Key     string
	Lines   []DeskLine // of the YAML
	Runs    []time.Time
	Preview DeskLetter
}

// DeskLine is a line of a document beside another: in both, only before (-) or only after (+).
type DeskLine struct{ Sign, Text string }

// DeskLetter is a letter to look at.
type DeskLetter struct {
	Key      string
	Note     string // why there is none, or what is odd about it
	Letters  []news.Letter
	Language string
	View     string // light, dark, phone or text
	Issue    *news.Issue
	Query    string // address before &letter=
}

// DeskViews are the ways to look at a letter.
var DeskViews = []string{"light", "dark", "phone", "text"}

// Views lists them for the page.
func (DeskLetter) Views() []string { return DeskViews }

// DeskRuns is the page runs.
type DeskRuns struct {
	Runs  []newsroom.RunRow
	Older string
}

// DeskRun is the page run.
type DeskRun struct {
	newsroom.RunRow
	Funnel DeskFunnel
	Failed []DeskRunPoll
	Issue  *news.Issue // nil = none was made
}

// DeskRunPoll is a source that was not read well.
type DeskRunPoll struct {
	Source, Outlet string
	Poll           news.Poll
}

// DeskFunnel is what came through each stage, and what was lost there.
type DeskFunnel struct {
	Steps []DeskStep
	Gone  bool // retention has deleted what was dropped
}

// DeskStep is a stage of a funnel.
type DeskStep struct {
	Key   string // of its word
	N     int
	Share int // of the first step that counts the same, in percent
	Link  string
	Lost  []DeskLoss
}

// DeskLoss is what was lost at a stage, and why.
type DeskLoss struct {
	Fate newsroom.Fate
	N    int
	Link string
}

// DeskWork is the page work: something that was asked for and goes on.
type DeskWork struct {
	Title    string
	Started  time.Time
	Ended    time.Time // zero = it goes on
	Stage    string    // key of its word
	Done, Of int       // of sources; 0 = not counted
	Failed   string    // what a person can mend, or ""
	Broken   bool      // it failed, and the log says how
	IssueID  int64     // of the issue that was made; 0 = none
	Preview  DeskLetter
	Dry      bool
	Funnel   DeskFunnel
	Back     string
}

// DeskKey is a key that does something.
type DeskKey struct {
	Keys string
	Word string
	To   string // path that it leads to; "" = something on the page
}

// DeskKeys lists the keys, in order. The script knows them by the same letters.
var DeskKeys = []DeskKey{
	{"j", "key_next", ""},
	{"k", "key_previous", ""},
	{"o", "key_open", ""},
	{"x", "key_drop", ""},
	{"y", "key_keep", ""},
	{"u", "key_undo", ""},
	{"/", "key_search", ""},
	{"?", "key_help", ""},
	{"Ctrl K", "key_palette", ""},
	{"g t", "today_place", "/desk"},
	{"g i", "issues", "/desk/issues"},
	{"g a", "articles", "/desk/articles"},
	{"g s", "sources", "/desk/sources"},
	{"g d", "digests", "/desk/digests"},
	{"g r", "runs", "/desk/runs"},
	{"g m", "account", "/desk/me"},
}

// DeskCut is an article that an issue kept but had no room for.
type DeskCut struct {
	ID     int64
	Title  string
	Outlet string
	Why    string // the cap, in words of the program
	Code   string
}

// Orders lists the ways to part a letter.
func (DeskDigestEdit) Orders() []string { return []string{"region", "country", "theme"} }

// schedule says in words when a digest's issues come.
func (w *words) schedule(d news.Digest) string {
	if strings.TrimSpace(d.Schedule) == "" {
		return w.say("by_hand_only")
	}
	zone := d.TimeZone
	if zone == "" {
		zone = "UTC"
	}
	t, ok := newsroom.ReadTimes(d.Schedule)
	if !ok {
		return d.Schedule + " (" + zone + ")"
	}
	var days []string
	for _, day := range t.Days {
		days = append(days, w.c.Weekdays[day])
	}
	on := strings.Join(days, ", ")
	switch {
	case len(t.Days) == 7:
		on = w.say("every_day")
	case len(t.Days) == 5 && t.Days[0] == time.Monday:
		on = w.say("workdays")
	}
	return capital(w.tag, on) + ", " + strings.Join(t.Clock, ", ") + " (" + zone + ")"
}
