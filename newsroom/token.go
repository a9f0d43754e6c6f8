package newsroom

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"attache/news"
)

// Scope is what a token may be used for: one of the actions of its person, or less.
type Scope string

// The scopes of tokens.
const (
	ScopeRead     Scope = "read"     // look at sources, articles, digests, issues, runs
	ScopeSources  Scope = "sources"  // also change sources
	ScopeArticles Scope = "articles" // also keep and drop articles
	ScopeDigests  Scope = "digests"  // also change digests and run them
	ScopeIssues   Scope = "issues"   // also decide on issues
)

// Scopes lists them, least first.
var Scopes = []Scope{ScopeRead, ScopeSources, ScopeArticles, ScopeDigests, ScopeIssues}

// covers says which scope each action asks of a token. What is not here no token may: accounts and the log are for
// people.
var covers = map[Action]Scope{
	Look: ScopeRead, EditSources: ScopeSources, EditArticles: ScopeArticles, EditDigests: ScopeDigests,
	DecideIssues: ScopeIssues,
}

// ScopeFor is the scope that an action asks of a token; "" = no token may do it.
func ScopeFor(a Action) Scope { return covers[a] }

// Token lets a program work in a person's name.
type Token struct {
	ID       int64
	PersonID int64
	Name     string // what it is for, in the person's words
	Hash     string // SHA-256 of the token, hexadecimal: the token itself is not kept
	Scopes   []Scope
	Created  time.Time
	Expires  time.Time // zero = never
	Used     time.Time // last, within some minutes; zero = never
}

// longestTokenName bounds what a token is called, in characters.
const longestTokenName = 80

// Validate reports the first mistake as an *news.InvalidError.
func (t *Token) Validate() error {
	name := strings.TrimSpace(t.Name)
	switch {
	case name == "" || utf8.RuneCountInString(name) > longestTokenName:
		return news.Invalid("name", "A token needs a name of at most %d characters.", longestTokenName)
	case len(t.Scopes) == 0:
		return news.Invalid("scopes", "A token needs at least one scope.")
	}
	for _, s := range t.Scopes {
		if !slices.Contains(Scopes, s) {
			return news.Invalid("scopes", "%q is not a scope of a token.", string(s))
		}
	}
	return nil
}

// Open reports whether it still works.
func (t *Token) Open(now time.Time) bool { return t.Expires.IsZero() || now.Before(t.Expires) }

// May reports whether the token of a person of a role may do something: as its scopes say, and never more than the
// person.
func (t *Token) May(r Role, a Action) bool {
	scope, ok := covers[a]
	return ok && r.May(a) && slices.Contains(t.Scopes, scope)
}

// Identity is a person as an identity provider (OpenID Connect) knows them.
type Identity struct {
	Issuer  string
	Subject string // "sub": what the provider never gives to another
}

// The states of a source that is watched.
const (
	FlagDrifted = "drifted" // its page has changed: the rules find less than they did
	FlagDead    = "dead"    // it has not been readable for days
)

// Flag says that a source needs a person, and since when.
type Flag struct {
	SourceID int64
	State    string // FlagDrifted, FlagDead; "" = nothing is wrong
	Cause    string // a full sentence
	Since    time.Time
	Checked  time.Time // when its page was last compared with the kept one
	Told     time.Time // when those who ask were told; zero = not yet
}
