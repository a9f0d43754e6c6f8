package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
	"attache/web/origin"
)

// tokenStore is the part of Store that lets programs in, and people by their organisation's accounts.
type tokenStore interface {
	AddToken(ctx context.Context, t *newsroom.Token, e newsroom.Entry) error
	Token(ctx context.Context, hash string) (newsroom.Token, error)            // wraps news.ErrNotFound
	Tokens(ctx context.Context, person int64) ([]newsroom.Token, error)        // newest first; 0 = of all
	TokenUsed(ctx context.Context, id int64, at time.Time) error               // notes the time
	RevokeToken(ctx context.Context, person, id int64, e newsroom.Entry) error // 0 = anybody's; wraps news.ErrNotFound
	// Identified is whom an identity provider knows so; wraps news.ErrNotFound. Identify notes who it is, and adds the
	// person when its ID is 0.
	Identified(ctx context.Context, who newsroom.Identity) (newsroom.Person, error)
	Identify(ctx context.Context, who newsroom.Identity, p *newsroom.Person, e newsroom.Entry) error
}

// tokenMark begins every token, so that scanners of repositories find one that leaked.
const tokenMark = "attache_"

// mostTokenDays bounds for how long a token works.
const mostTokenDays = 3650

// Errors of programs that ask.
var (
	ErrNoToken    = errors.New("there is no such token")
	ErrNotAllowed = errors.New("this token may not do that")
	ErrTooMany    = error(errTooMany) // wrong tokens came from there: it has to wait
)

// Caller is a program that works in a person's name.
type Caller struct {
	Person newsroom.Person
	Token  newsroom.Token
}

// Entry begins an entry of the audit log: the person's, by the token.
func (c *Caller) Entry(at time.Time, action string) newsroom.Entry {
	return newsroom.Entry{
		At: at, PersonID: c.Person.ID, By: "token " + strconv.FormatInt(c.Token.ID, 10), Action: action,
	}
}

// Bearer is whose token an Authorization header holds, when it and its person may do something; else ErrNoToken or
// ErrNotAllowed. Wrong ones are counted by place, as wrong passwords are.
func (d *Desk) Bearer(r *http.Request, a newsroom.Action) (Caller, error) {
	place := origin.Bound{Key: "token " + origin.Of(r, d.secure()), Most: mostOfPlace}
	if !d.failures.Take(d.now(), failWindow, place) {
		return Caller{}, ErrTooMany
	}
	c, err := d.bearer(r.Context(), r.Header.Get("Authorization"), a)
	if !errors.Is(err, ErrNoToken) {
		d.failures.Give(place)
	}
	return c, err
}

func (d *Desk) bearer(ctx context.Context, header string, a newsroom.Action) (c Caller, err error) {
	kind, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(kind, "Bearer") || !strings.HasPrefix(token, tokenMark) {
		return c, ErrNoToken
	}
	t, err := d.store.Token(ctx, tokenHash(token))
	if errors.Is(err, news.ErrNotFound) {
		return c, ErrNoToken
	}
	if err != nil {
		return c, err
	}
	p, err := d.store.Person(ctx, t.PersonID)
	if errors.Is(err, news.ErrNotFound) || err == nil && (!p.Enabled || !t.Open(d.now())) {
		return c, ErrNoToken
	}
	if err != nil {
		return c, err
	}
	if !t.May(p.Role, a) {
		return Caller{p, t}, ErrNotAllowed
	}
	if d.now().Sub(t.Used) > seenStep {
		err = d.store.TokenUsed(ctx, t.ID, d.now())
	}
	return Caller{p, t}, err
}

// tokens lists one's own.
func (d *Desk) tokens(w http.ResponseWriter, r *http.Request) error {
	return d.showTokens(w, r, templates.DeskTokens{})
}

func (d *Desk) showTokens(w http.ResponseWriter, r *http.Request, v templates.DeskTokens) error {
	person := who(r).ID
	if v.All {
		person = 0
	} else {
		v.Scopes = scopesOf(who(r).Role)
	}
	all, err := d.store.Tokens(r.Context(), person)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	if v.All {
		people, err := d.store.People(r.Context())
		if err != nil {
			return err
		}
		for _, p := range people {
			names[p.ID] = p.Name
		}
	}
	for _, t := range all {
		v.Tokens = append(v.Tokens, templates.DeskToken{Token: t, Person: names[t.PersonID], Ended: !t.Open(d.now())})
	}
	place := "me"
	if v.All {
		place = "settings"
	}
	d.show(w, r, http.StatusOK, "tokens", place, v)
	return nil
}

// scopesOf are the scopes that somebody of a role may give.
func scopesOf(role newsroom.Role) []newsroom.Scope {
	if role.May(newsroom.EditSources) {
		return newsroom.Scopes
	}
	return []newsroom.Scope{newsroom.ScopeRead}
}

// addToken makes a token and shows it, this once.
func (d *Desk) addToken(w http.ResponseWriter, r *http.Request) error {
	days, err := countOf(r.PostForm.Get("days"), mostTokenDays)
	if err != nil {
		return d.back(w, r, err, "/desk/me/tokens", templates.DeskNotice{})
	}
	random, _ := NewToken()
	token := tokenMark + random
	t := newsroom.Token{
		PersonID: who(r).ID, Name: strings.TrimSpace(r.PostForm.Get("name")), Hash: tokenHash(token), Created: d.now(),
	}
	for _, s := range r.PostForm["scope"] {
		t.Scopes = append(t.Scopes, newsroom.Scope(s))
	}
	if days > 0 {
		t.Expires = d.now().AddDate(0, 0, days)
	}
	if err := d.store.AddToken(r.Context(), &t, d.entry(r, "token.add")); err != nil {
		return d.back(w, r, err, "/desk/me/tokens", templates.DeskNotice{})
	}
	return d.showTokens(w, r, templates.DeskTokens{Made: token})
}

// revokeToken ends one of one's own.
func (d *Desk) revokeToken(w http.ResponseWriter, r *http.Request) error {
	err := d.store.RevokeToken(r.Context(), who(r).ID, number(r.PathValue("id")), d.entry(r, "token.revoke"))
	return d.back(w, r, err, "/desk/me/tokens", templates.DeskNotice{Key: "token_revoked"})
}

// allTokens lists those of everybody.
func (d *Desk) allTokens(w http.ResponseWriter, r *http.Request) error {
	return d.showTokens(w, r, templates.DeskTokens{All: true})
}

// revokeAnyToken ends one of anybody.
func (d *Desk) revokeAnyToken(w http.ResponseWriter, r *http.Request) error {
	err := d.store.RevokeToken(r.Context(), 0, number(r.PathValue("id")), d.entry(r, "token.revoke"))
	return d.back(w, r, err, "/desk/settings/tokens", templates.DeskNotice{Key: "token_revoked"})
}
