package desk

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"attache/news"
	"attache/newsroom"
	"attache/web/origin"
)

// OIDC says through which identity provider (OpenID Connect) people sign in. Zero values mean the defaults named beside
// them.
type OIDC struct {
	Issuer   string `yaml:"issuer"`    // address of the provider; "" = nobody signs in so
	ClientID string `yaml:"client_id"` // how the provider knows this desk
	// better set as ATTACHE_DESK__OIDC__CLIENT_SECRET_FILE
	ClientSecret string `yaml:"client_secret"`
	Name         string `yaml:"name"`   // what the button calls it; "" = the issuer's host
	Groups       string `yaml:"groups"` // the claim that lists the groups of a person; "" = groups
	// scopes to ask for beside openid, email and profile; some providers want "groups"
	Scopes []string `yaml:"scopes"`
	// groups whose members have a role, the highest counts; who is in none of them is not let in
	Admins  []string `yaml:"admins"`
	Editors []string `yaml:"editors"` // groups whose members edit; none = nobody becomes an editor by a group
	Viewers []string `yaml:"viewers"` // groups whose members look only; none = nobody becomes a viewer by a group
	Only    bool     `yaml:"only"`    // passwords let in admins alone, for when the provider cannot be reached
}

// validate reports the first mistake as an *news.InvalidError.
func (c *OIDC) validate() error {
	if c.Issuer == "" {
		if c.Only {
			return news.Invalid("oidc.only", "Signing in by the organisation's accounts alone needs oidc.issuer.")
		}
		return nil
	}
	u, err := url.Parse(c.Issuer)
	loopback := err == nil && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1")
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback):
		return news.Invalid("oidc.issuer", "%q is not an address of an identity provider: it must start with https://.",
			c.Issuer)
	case c.ClientID == "":
		return news.Invalid("oidc.client_id", "The identity provider has a client_id for this desk: set it.")
	case len(c.Admins)+len(c.Editors)+len(c.Viewers) == 0:
		return &news.InvalidError{
			Field: "oidc.viewers", Message: "No group of the identity provider has a role, so nobody would be let in.",
			Hint: "set desk.oidc.editors, desk.oidc.viewers or desk.oidc.admins to names of groups",
		}
	}
	return nil
}

// label is what the button calls the provider; "" = there is none.
func (c *OIDC) label() string {
	u, err := url.Parse(c.Issuer)
	if err != nil || c.Issuer == "" {
		return ""
	}
	return cmp.Or(c.Name, u.Host)
}

// roleOf is the highest role that groups give; "" = none.
func (c *OIDC) roleOf(groups []string) newsroom.Role {
	for _, r := range []struct {
		role newsroom.Role
		of   []string
	}{{newsroom.Admin, c.Admins}, {newsroom.Editor, c.Editors}, {newsroom.Viewer, c.Viewers}} {
		if slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(r.of, g) }) {
			return r.role
		}
	}
	return ""
}

// provider is what is known of the identity provider, asked for at the first sign-in and again when that failed.
type provider struct {
	mu    sync.Mutex
	known *oidc.Provider
	key   [32]byte // signs what a browser keeps between leaving for the provider and coming back
}

// oidcLimit bounds the questions to the provider.
const oidcLimit = 15 * time.Second

// oidcBody bounds an answer of the provider, in bytes.
const oidcBody = 1 << 20

// oidcClient asks the provider, which the operator names: it may stand in the organisation's own network.
var oidcClient = &http.Client{Timeout: oidcLimit, Transport: boundedBodies{http.DefaultTransport}}

// boundedBodies cuts answers that are too large.
type boundedBodies struct{ next http.RoundTripper }

// RoundTrip asks, and cuts the answer.
func (b boundedBodies) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.next.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, oidcBody)
	}
	return res, err
}

// provided is the provider, and how to ask it for a person.
func (d *Desk) provided() (*oidc.Provider, *oauth2.Config, error) {
	d.oidc.mu.Lock()
	defer d.oidc.mu.Unlock()
	if d.oidc.known == nil {
		// not the request's context: the provider keeps it for its keys
		p, err := oidc.NewProvider(oidc.ClientContext(context.Background(), oidcClient), d.cfg.OIDC.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("ask the identity provider: %w", err)
		}
		d.oidc.known = p
	}
	return d.oidc.known, &oauth2.Config{
		ClientID: d.cfg.OIDC.ClientID, ClientSecret: d.cfg.OIDC.ClientSecret, Endpoint: d.oidc.known.Endpoint(),
		RedirectURL: strings.TrimRight(d.cfg.URL, "/") + "/desk/oidc/callback",
		Scopes:      append([]string{oidc.ScopeOpenID, "email", "profile"}, d.cfg.OIDC.Scopes...),
	}, nil
}

// leaving is what the browser keeps while it is at the provider, signed, in a cookie of its own: there is no session
// yet.
type leaving struct {
	State, Nonce, Verifier, Next string
	Until                        int64 // unix time
}

// leavingLasts is for how long somebody may be at the provider.
const leavingLasts = 10 * time.Minute

const leavingCookie = "attache_oidc"

func (d *Desk) sign(b []byte) []byte {
	d.oidc.mu.Lock()
	defer d.oidc.mu.Unlock()
	if d.oidc.key == [32]byte{} {
		_, _ = rand.Read(d.oidc.key[:]) // never fails (crypto/rand)
	}
	m := hmac.New(sha256.New, d.oidc.key[:])
	m.Write(b)
	return m.Sum(nil)
}

// startOIDC sends the browser to the provider.
func (d *Desk) startOIDC(w http.ResponseWriter, r *http.Request) error {
	_, conf, err := d.provided()
	if err != nil {
		d.log.Error("the identity provider does not answer", "error", err)
		return errNoProvider
	}
	l := leaving{
		Verifier: oauth2.GenerateVerifier(), Next: within(r.URL.Query().Get("next"), "/desk"),
		Until: d.now().Add(leavingLasts).Unix(),
	}
	l.State, _ = NewToken()
	l.Nonce, _ = NewToken()
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	b64 := base64.RawURLEncoding.EncodeToString
	http.SetCookie(w, &http.Cookie{
		Name: leavingCookie, Value: b64(b) + "." + b64(d.sign(b)), Path: d.cfg.Base + "/desk/oidc", HttpOnly: true,
		Secure: d.secure(), SameSite: http.SameSiteLaxMode, MaxAge: int(leavingLasts.Seconds()),
	})
	http.Redirect(w, r, conf.AuthCodeURL(l.State, oidc.Nonce(l.Nonce), oauth2.S256ChallengeOption(l.Verifier)),
		http.StatusSeeOther)
	return nil
}

// returned reads what the browser kept, once.
func (d *Desk) returned(w http.ResponseWriter, r *http.Request) (l leaving, ok bool) {
	c, err := r.Cookie(leavingCookie)
	if err != nil {
		return l, false
	}
	http.SetCookie(w, &http.Cookie{
		Name: leavingCookie, Path: d.cfg.Base + "/desk/oidc", HttpOnly: true, Secure: d.secure(), MaxAge: -1,
		SameSite: http.SameSiteLaxMode,
	})
	text, sum, _ := strings.Cut(c.Value, ".")
	b, err1 := base64.RawURLEncoding.DecodeString(text)
	mac, err2 := base64.RawURLEncoding.DecodeString(sum)
	if err1 != nil || err2 != nil || !hmac.Equal(mac, d.sign(b)) || json.Unmarshal(b, &l) != nil {
		return l, false
	}
	same := subtle.ConstantTimeCompare([]byte(l.State), []byte(r.URL.Query().Get("state"))) == 1
	return l, same && d.now().Unix() < l.Until
}

var (
	errNoProvider = fault{http.StatusBadGateway, "no_provider"}
	errNotLetIn   = fault{http.StatusForbidden, "not_let_in"}
)

// claims are what the provider tells of a person.
type claims struct {
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // some write it as text
	Name     string `json:"name"`
	Login    string `json:"preferred_username"`
	Nonce    string `json:"nonce"`
	groups   []string
}

// endOIDC lets in who comes back from the provider, with the role that the groups give.
func (d *Desk) endOIDC(w http.ResponseWriter, r *http.Request) error {
	l, ok := d.returned(w, r)
	if !ok || r.URL.Query().Get("code") == "" {
		return d.refused(r, 0, errBadLink)
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(r.Context(), oidcClient), oidcLimit)
	defer cancel()
	who, c, err := d.told(ctx, r.URL.Query().Get("code"), l)
	if err != nil {
		d.log.Warn("a sign-in through the identity provider failed", "error", err)
		return d.refused(r, 0, errNoProvider)
	}
	p, err := d.personBehind(ctx, who, c)
	if err != nil {
		return err
	}
	if p.ID == 0 || !p.Enabled {
		return d.refused(r, p.ID, errNotLetIn)
	}
	if err := d.enter(r, p); err != nil {
		return err
	}
	d.to(w, r, l.Next)
	return nil
}

// told exchanges the code for what the provider says of the person, and checks that.
func (d *Desk) told(ctx context.Context, code string, l leaving) (who newsroom.Identity, c claims, err error) {
	p, conf, err := d.provided()
	if err != nil {
		return who, c, err
	}
	t, err := conf.Exchange(ctx, code, oauth2.VerifierOption(l.Verifier))
	if err != nil {
		return who, c, fmt.Errorf("exchange the code: %w", err)
	}
	raw, _ := t.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: d.cfg.OIDC.ClientID, Now: d.now}).Verify(ctx, raw)
	if err != nil {
		return who, c, fmt.Errorf("check the ID token: %w", err)
	}
	if err := id.Claims(&c); err != nil {
		return who, c, fmt.Errorf("read the ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(c.Nonce), []byte(l.Nonce)) != 1 {
		return who, c, errors.New("the ID token is for another sign-in")
	}
	var all map[string]any
	if err := id.Claims(&all); err != nil {
		return who, c, fmt.Errorf("read the ID token: %w", err)
	}
	c.groups = textsOf(all[cmp.Or(d.cfg.OIDC.Groups, "groups")])
	return newsroom.Identity{Issuer: id.Issuer, Subject: id.Subject}, c, nil
}

// textsOf reads a claim that is a text or a list of texts.
func textsOf(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			if s, ok := x.(string); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// personBehind is the account of an identity, with the role that its groups give today. An account that was opened by
// invitation becomes the identity's at the first time, when the provider vouches for its address and its role is not
// above what the groups give. ID 0 = not let in.
func (d *Desk) personBehind(ctx context.Context, who newsroom.Identity, c claims) (p newsroom.Person, err error) {
	role := d.cfg.OIDC.roleOf(c.groups)
	p, err = d.store.Identified(ctx, who)
	known := err == nil
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return p, err
	}
	if role == "" {
		return newsroom.Person{}, nil
	}
	e := newsroom.Entry{At: d.now(), PersonID: p.ID, Action: "person.identity"}
	verified := c.Verified == true || c.Verified == "true"
	if !known {
		if !verified || newsroom.CheckEmail(c.Email) != nil {
			return newsroom.Person{}, nil //nolint:nilerr // without an address to go by nobody is let in: ID 0 says so
		}
		p, err = d.store.PersonByEmail(ctx, c.Email)
		switch {
		case errors.Is(err, news.ErrNotFound):
			name := []rune(cmp.Or(strings.TrimSpace(c.Name), strings.TrimSpace(c.Login), c.Email))
			p = newsroom.Person{
				Email: c.Email, Name: string(name[:min(len(name), 80)]), Role: role, Enabled: true, Created: d.now(),
			}
		case err != nil:
			return p, err
		case p.Password != "" && p.Role == newsroom.Admin:
			return newsroom.Person{}, nil // the way in for emergencies is nobody's at the provider
		}
		if err := d.store.Identify(ctx, who, &p, e); err != nil {
			return p, err
		}
	}
	if p.Role != role {
		e.PersonID, e.Action = p.ID, "person.edit"
		err = d.store.EditPerson(ctx, p.ID, func(p *newsroom.Person) error { p.Role = role; return nil }, "", e)
		if errors.Is(err, newsroom.ErrLastAdmin) {
			return p, nil // it stays one, until there is another
		}
		if err != nil {
			return p, err
		}
		p.Role = role
	}
	return p, nil
}

// refused notes that somebody was not let in, by the account's number where there is one, and returns why.
func (d *Desk) refused(r *http.Request, person int64, why error) error {
	all := origin.Bound{Key: "refusals noted", Most: mostRefusals}
	if !d.failures.Take(d.now(), failWindow, all) { // the log is not to be flooded by strangers
		return why
	}
	e := newsroom.Entry{At: d.now(), By: "sign-in", Action: "session.refused", Kind: "session"}
	if person != 0 {
		e.Name = fmt.Sprint(person)
	}
	if err := d.store.Note(r.Context(), e); err != nil {
		return err
	}
	return why
}

// mostRefusals is how many refused sign-ins are noted in failWindow.
const mostRefusals = 200
