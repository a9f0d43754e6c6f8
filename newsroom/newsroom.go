// Package newsroom holds the nouns of the desk: who works there, in which role, what a role may do, what was done, and
// how the desk lists articles.
//
// It does not hash passwords (web/desk does) nor keep anything (package store does): it is pure. Read
// role.go first: Role and the table of who may do what; Person, Invitation, Session and Entry are rows of the store.
package newsroom

import (
	"errors"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"attache/news"
)

// ErrOvertaken says that what a person wants to change, or to undo, has been changed by another in the meantime.
var ErrOvertaken = errors.New("it was changed in the meantime")

// ErrLastAdmin says that a change would leave the desk without an admin who can sign in.
var ErrLastAdmin = errors.New("the desk would have no admin")

// Person works at the desk. Subscribers are no persons: they read.
type Person struct {
	ID       int64     `json:"id"`
	Email    string    `json:"email"` // unique, in any case of letters
	Name     string    `json:"name"`
	Role     Role      `json:"role"`
	Language string    `json:"language,omitempty"`  // of the pages, one of news.Languages; "" = as the browser asks
	TimeZone string    `json:"time_zone,omitempty"` // of times on the pages; "" = UTC
	Enabled  bool      `json:"enabled"`             // may sign in
	Password string    `json:"-"`                   // its hash, argon2id in PHC form; "" = cannot sign in by password
	Created  time.Time `json:"created,omitzero"`
	SignedIn time.Time `json:"signed_in,omitzero"` // last; zero = never
	Alerts   bool      `json:"alerts,omitempty"`   // is told by mail of sources that broke
}

// Bounds of what a person writes, in characters.
const (
	longestName  = 80
	longestEmail = 254 // RFC 5321, 4.5.3.1.3, less its angle brackets
)

// Validate reports the first mistake as an *news.InvalidError.
func (p *Person) Validate() error {
	name := strings.TrimSpace(p.Name)
	switch {
	case name == "" || utf8.RuneCountInString(name) > longestName:
		return news.Invalid("name", "A person needs a name of at most %d characters.", longestName)
	case !p.Role.Known():
		return news.Invalid("role", "%q is not a role: use admin, editor or viewer.", p.Role)
	}
	if _, err := time.LoadLocation(p.TimeZone); err != nil {
		return news.Invalid("time_zone", "%q is not a time zone: use a name such as Asia/Almaty.", p.TimeZone)
	}
	return CheckEmail(p.Email)
}

// CheckEmail reports as an *news.InvalidError that a text is no bare e-mail address.
func CheckEmail(email string) error {
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > longestEmail {
		return news.Invalid("email", "%q is not an e-mail address such as you@example.org.", email)
	}
	return nil
}

// Location is the person's time zone, UTC when it sets none or an unknown one.
func (p *Person) Location() *time.Location {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Invitation is a link that lets somebody choose a password, once: a new person, or one who has lost it.
type Invitation struct {
	ID       int64
	Token    string // SHA-256 of the link's token, hexadecimal: the link itself is not kept
	Email    string // of whom it invites; "" = the person who opens it says (the first admin)
	Role     Role
	PersonID int64 // whose password it sets; 0 = a new person's
	ByID     int64 // who invited; 0 = the program or a command
	Created  time.Time
	Expires  time.Time
	Used     time.Time // zero = not yet
}

// Open reports whether the link still works.
func (i *Invitation) Open(now time.Time) bool { return i.Used.IsZero() && now.Before(i.Expires) }

// Session is one browser in which a person is signed in.
type Session struct {
	ID       int64
	Token    string // a hash of the cookie's value
	PersonID int64
	Created  time.Time
	Seen     time.Time // last, within some minutes
	Expires  time.Time
	Agent    string // what the browser calls itself
	Data     string // what the pages remember, JSON
}

// Entry is one line of the audit log: who did what to what, and when. Of people it names numbers and fields, never
// what stands in them.
type Entry struct {
	ID       int64     `json:"id"`
	At       time.Time `json:"at,omitzero"`
	PersonID int64     `json:"person_id,omitempty"` // 0 = a command or the program
	By       string    `json:"by,omitempty"`        // the command, when it was no person on the pages
	Action   string    `json:"action"`              // what was done, such as source.pause
	Kind     string    `json:"kind"`                // of what: source, issue, person, invitation, session, token, audit
	Name     string    `json:"name,omitempty"`      // which one: a source's name, a number of the others
	Was      string    `json:"was,omitempty"`       // before: JSON of a source, a state of an issue, names of fields
	Became   string    `json:"became,omitempty"`    // after
	Who      string    `json:"who,omitempty"`       // the person's name today; "" = gone. The store fills it in.
}

// Filter chooses entries. Zero fields choose all.
type Filter struct {
	PersonID int64
	Kind     string
	Name     string
	From, To time.Time // [From, To)
	Before   int64     // entries with lower numbers; 0 = from the newest on
	Limit    int       // at most; 0 = none
}

// ArticleFilter chooses articles for a list. Zero fields choose all.
type ArticleFilter struct {
	Query    string  // what a person typed to find texts (text.Sought)
	IDs      []int64 // only these; nil = any
	Verdict  string  // kept, dropped, new (not judged yet) or "" = any
	Language string  // code
	Sources  []int64 // that read it; nil = any
	From, To time.Time
	BeforeAt time.Time // with BeforeID the place of the last one of the page before; zero = from the newest on
	BeforeID int64
	Limit    int
}

// ArticleRow is an article as a list shows it.
type ArticleRow struct {
	ID        int64
	URL       string
	Title     string
	Outlet    string
	Language  string
	Dated     time.Time // what lists are in order of
	Kept      bool      // by an issue
	Judged    bool
	Forgotten bool // its text was deleted by retention
}

// Verdict names what became of it: kept, dropped or new.
func (a ArticleRow) Verdict() string {
	switch {
	case a.Kept:
		return "kept"
	case a.Judged:
		return "dropped"
	}
	return "new"
}
