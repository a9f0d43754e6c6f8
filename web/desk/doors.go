package desk

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
	"attache/web/origin"
)

// askSignIn shows the form.
func (d *Desk) askSignIn(w http.ResponseWriter, r *http.Request) error {
	next := within(r.URL.Query().Get("next"), "")
	if who(r).ID != 0 {
		d.to(w, r, within(next, "/desk"))
		return nil
	}
	d.show(w, r, http.StatusOK, "sign-in", "", d.door("", next))
	return nil
}

// door is the form of signing in.
func (d *Desk) door(email, next string) templates.DeskSignIn {
	return templates.DeskSignIn{Email: email, Next: next, Other: d.cfg.OIDC.label(), Closed: d.cfg.OIDC.Only}
}

// Bounds of failed sign-ins in failWindow.
const (
	failWindow  = 15 * time.Minute
	mostOfBoth  = 5   // of one account from one address
	mostOfPlace = 30  // from one address, whatever the account
	mostOfName  = 100 // of one account, from wherever
)

// signIn lets in who knows the password of an account. What is wrong is not told apart: an address that has no account,
// a closed one, another password take the same time and the same words.
func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) error {
	email, password := strings.TrimSpace(r.FormValue("email")), r.FormValue("password")
	next := within(r.FormValue("next"), "/desk")
	if len(email) > 254 {
		return errNoPage
	}
	from := origin.Of(r, d.secure())
	place := origin.Bound{Key: "place " + from, Most: mostOfPlace}
	name := origin.Bound{Key: "name " + strings.ToLower(email), Most: mostOfName}
	both := origin.Bound{Key: place.Key + " " + name.Key, Most: mostOfBoth}
	if !d.failures.Take(d.now(), failWindow, both, place, name) {
		w.Header().Set("Retry-After", strconv.Itoa(int(failWindow.Seconds())))
		return errTooMany
	}
	p, err := d.store.PersonByEmail(r.Context(), email)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		d.failures.Give(both, place, name)
		return err
	}
	ok, err := d.is(r.Context(), p.Password, password)
	if err != nil {
		d.failures.Give(both, place, name)
		return err
	}
	if !ok || !p.Enabled || d.cfg.OIDC.Only && p.Role != newsroom.Admin {
		d.log.Info("a sign-in was refused", "from", from)
		if err := d.refused(r, p.ID, nil); err != nil {
			return err
		}
		d.showWith(w, r, http.StatusUnauthorized, "sign-in", "", d.door(email, next),
			&templates.DeskNotice{Key: "wrong_password", Bad: true})
		return nil
	}
	d.failures.Give(place, name)
	d.failures.Clear(both.Key)
	if err := d.enter(r, p); err != nil {
		return err
	}
	d.to(w, r, next)
	return nil
}

// signOut ends the session.
func (d *Desk) signOut(w http.ResponseWriter, r *http.Request) error {
	e := d.entry(r, "session.end")
	e.Kind = "session"
	if err := d.store.Note(r.Context(), e); err != nil {
		return err
	}
	if err := d.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	d.to(w, r, "/desk/sign-in")
	return nil
}

// invited is the invitation of a link, and whose password it sets.
func (d *Desk) invited(r *http.Request) (i newsroom.Invitation, p newsroom.Person, err error) {
	i, err = d.store.Invitation(r.Context(), tokenHash(r.PathValue("token")))
	if errors.Is(err, news.ErrNotFound) || err == nil && !i.Open(d.now()) {
		return i, p, errBadLink
	}
	p = newsroom.Person{Email: i.Email, Role: i.Role}
	if err == nil && i.PersonID != 0 {
		p, err = d.store.Person(r.Context(), i.PersonID)
	}
	return i, p, err
}

// welcome shows the form of an invitation. It changes nothing: link scanners open every link of a mail.
func (d *Desk) welcome(w http.ResponseWriter, r *http.Request) error {
	i, p, err := d.invited(r)
	if err != nil {
		return err
	}
	d.show(w, r, http.StatusOK, "welcome", "", templates.DeskWelcome{
		Token: r.PathValue("token"), Email: p.Email, Role: p.Role, Reset: i.PersonID != 0,
	})
	return nil
}

// accept opens the account, or sets the password, and lets the person in.
func (d *Desk) accept(w http.ResponseWriter, r *http.Request) error {
	i, p, err := d.invited(r)
	if err != nil {
		return err
	}
	if i.PersonID == 0 {
		p.Name, p.Language = strings.TrimSpace(r.FormValue("name")), d.shell(r, "").Language
		if p.Email == "" {
			p.Email = strings.TrimSpace(r.FormValue("email"))
		}
		digests, err := d.store.PlainDigests(r.Context())
		if err != nil {
			return err
		}
		if len(digests) > 0 { // the desk's own clock is likelier than UTC
			p.TimeZone = digests[0].TimeZone
		}
	}
	again := func(n *templates.DeskNotice) {
		d.showWith(w, r, http.StatusUnprocessableEntity, "welcome", "", templates.DeskWelcome{
			Token: r.PathValue("token"), Email: i.Email, Name: p.Name, Role: p.Role, Reset: i.PersonID != 0,
		}, n)
	}
	if CheckPassword(r.FormValue("password"), p) != nil {
		again(&templates.DeskNotice{Key: "short_password", Bad: true})
		return nil //nolint:nilerr // the person is told
	}
	if p.Password, err = d.hash(r.Context(), r.FormValue("password")); err != nil {
		return err
	}
	err = d.store.Accept(r.Context(), i.Token, &p, d.now())
	if n := mistake(err); n != nil {
		again(n)
		return nil
	}
	if errors.Is(err, news.ErrNotFound) { // it was used meanwhile
		return errBadLink
	}
	if err != nil {
		return err
	}
	if err := d.enter(r, p); err != nil {
		return err
	}
	d.to(w, r, "/desk")
	return nil
}

// demo signs in whoever knows the token, as the first admin.
func (d *Desk) demo(w http.ResponseWriter, r *http.Request) error {
	a, b := sha256.Sum256([]byte(r.PathValue("token"))), sha256.Sum256([]byte(d.cfg.Demo))
	if subtle.ConstantTimeCompare(a[:], b[:]) != 1 {
		return errNoPage
	}
	all, err := d.store.People(r.Context())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p newsroom.Person) bool { return p.Role == newsroom.Admin && p.Enabled })
	if at < 0 {
		return errNoPage
	}
	if err := d.enter(r, all[at]); err != nil {
		return err
	}
	d.to(w, r, "/desk")
	return nil
}

// me is the page of one's own account.
func (d *Desk) me(w http.ResponseWriter, r *http.Request) error {
	sessions, err := d.store.Sessions(r.Context(), who(r).ID, d.now())
	if err != nil {
		return err
	}
	v := templates.DeskMe{Sessions: sessions}
	own := d.ownToken(r)
	for _, s := range sessions {
		if s.Token == own {
			v.Current = s.ID
		}
	}
	d.show(w, r, http.StatusOK, "me", "me", v)
	return nil
}

// ownToken is what the store calls this session.
func (d *Desk) ownToken(r *http.Request) string {
	sum := sha256.Sum256([]byte(d.sessions.Token(r.Context()))) // as scs does (HashTokenInStore)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (d *Desk) saveMe(w http.ResponseWriter, r *http.Request) error {
	err := d.store.EditPerson(r.Context(), who(r).ID, func(p *newsroom.Person) error {
		p.Name, p.Language = strings.TrimSpace(r.FormValue("name")), r.FormValue("language")
		p.TimeZone, p.Alerts = strings.TrimSpace(r.FormValue("time_zone")), r.FormValue("alerts") == "yes"
		if p.Language != "" && !slices.Contains(news.Languages, p.Language) {
			return news.Invalid("language", "%q is not a language of the desk.", p.Language)
		}
		return nil
	}, d.ownToken(r), d.entry(r, "person.edit"))
	return d.back(w, r, err, "/desk/me", templates.DeskNotice{Key: "saved"})
}

// back leads to a page with a notice: of what was done, or of a mistake.
func (d *Desk) back(w http.ResponseWriter, r *http.Request, err error, path string, done templates.DeskNotice) error {
	switch n := mistake(err); {
	case errors.Is(err, newsroom.ErrLastAdmin):
		done = templates.DeskNotice{Key: "last_admin", Bad: true}
	case errors.Is(err, newsroom.ErrOvertaken):
		done = templates.DeskNotice{Key: "overtaken", Bad: true}
	case n != nil:
		done = *n
	case err != nil:
		return err
	}
	d.say(r, done)
	d.to(w, r, path)
	return nil
}

func (d *Desk) savePassword(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	own := origin.Bound{
		Key:  "own " + strconv.FormatInt(p.ID, 10),
		Most: mostOfBoth,
	} // not that of the door: strangers can fill it
	if !d.failures.Take(d.now(), failWindow, own) {
		return errTooMany
	}
	ok, err := d.is(r.Context(), p.Password, r.FormValue("old"))
	if err != nil {
		d.failures.Give(own)
		return err
	}
	if !ok {
		return d.back(w, r, nil, "/desk/me", templates.DeskNotice{Key: "wrong_old", Bad: true})
	}
	d.failures.Clear(own.Key)
	if err := CheckPassword(r.FormValue("password"), p); err != nil {
		return d.back(w, r, nil, "/desk/me", templates.DeskNotice{Key: "short_password", Bad: true})
	}
	hash, err := d.hash(r.Context(), r.FormValue("password"))
	if err != nil {
		return err
	}
	err = d.store.EditPerson(r.Context(), p.ID, func(p *newsroom.Person) error { p.Password = hash; return nil },
		d.ownToken(r), d.entry(r, "person.password"))
	return d.back(w, r, err, "/desk/me", templates.DeskNotice{Key: "saved"})
}

// endSession ends one of one's own sessions, or with 0 all others.
func (d *Desk) endSession(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.FormValue("session"), 10, 64)
	if err != nil || id < 0 {
		return errNoPage
	}
	err = d.store.EndSession(r.Context(), who(r).ID, id, d.ownToken(r), d.entry(r, "session.end"))
	return d.back(w, r, err, "/desk/me", templates.DeskNotice{Key: "session_ended"})
}
