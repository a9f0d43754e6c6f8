package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"attache/news"
	"attache/newsroom"
)

// What a session holds, all of it text.
const (
	keyPerson = "person" // number of who is signed in
	keySince  = "since"  // unix time of the sign-in
	keySeen   = "seen"   // unix time of the last visit, within seenStep
	keyAgent  = "agent"  // what the browser calls itself
	keyNew    = "new"    // there is no row of it yet
)

// seenStep is how often a visit is noted: each note is a write.
const seenStep = 5 * time.Minute

// newSessions are kept by the store, under a hash of what the cookie holds.
func (d *Desk) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Lifetime = d.cfg.Session
	m.HashTokenInStore = true
	m.Store = sessionStore{d}
	m.Codec = textCodec{}
	m.Cookie.Name = "attache_desk"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode // a link in a mail opens the page that it names
	m.Cookie.Path = d.cfg.Base + "/desk"
	m.Cookie.Secure = d.secure()
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		if r.Context().Err() == nil {
			d.log.Error("a session cannot be kept", "error", err)
		}
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
	return m
}

// personOf is the number of who is signed in; 0 = nobody.
func (d *Desk) personOf(ctx context.Context) int64 {
	id, err := strconv.ParseInt(d.sessions.GetString(ctx, keyPerson), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// enter signs a person in, under a new token: what was known of the old one is worth nothing (session fixation).
func (d *Desk) enter(r *http.Request, p newsroom.Person) error {
	ctx := r.Context()
	if err := d.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew a session: %w", err)
	}
	now := strconv.FormatInt(d.now().Unix(), 10)
	d.sessions.Put(ctx, keyPerson, strconv.FormatInt(p.ID, 10))
	d.sessions.Put(ctx, keySince, now)
	d.sessions.Put(ctx, keySeen, now)
	d.sessions.Put(ctx, keyAgent, browserOf(r.UserAgent()))
	d.sessions.Put(ctx, keyNew, "yes")
	if err := d.store.SignedIn(ctx, p.ID, d.now()); err != nil {
		return err
	}
	return d.store.Note(ctx, newsroom.Entry{At: d.now(), PersonID: p.ID, Action: "session.begin", Kind: "session"})
}

// touch notes the visit, and ends a session that was idle for too long.
func (d *Desk) touch(ctx context.Context) error {
	seen := unixText(d.sessions.GetString(ctx, keySeen))
	switch idle := d.now().Sub(seen); {
	case idle > d.cfg.Idle:
		return d.sessions.Destroy(ctx)
	case idle > seenStep:
		d.sessions.Put(ctx, keySeen, strconv.FormatInt(d.now().Unix(), 10))
	}
	return nil
}

func unixText(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// browserOf is what a list of sessions calls a browser: its name and its system, as far as the header tells them.
func browserOf(agent string) string {
	name, system := "", ""
	for _, b := range [][2]string{ // the order matters: most name others too
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"YaBrowser/", "Yandex Browser"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	} {
		if strings.Contains(agent, b[0]) {
			name = b[1]
			break
		}
	}
	for _, s := range [][2]string{
		{"Android", "Android"},
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"Linux", "Linux"},
	} {
		if strings.Contains(agent, s[0]) {
			system = s[1]
			break
		}
	}
	switch {
	case name != "" && system != "":
		return name + ", " + system
	case name+system != "":
		return name + system
	}
	return string([]rune(strings.Map(printable, agent))[:min(60, len([]rune(strings.Map(printable, agent))))])
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7F {
		return -1
	}
	return r
}

// textCodec writes a session as JSON, so that the store can tell whose it is. All values are texts.
type textCodec struct{}

type sessionText struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// Encode writes it.
func (textCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	s := sessionText{deadline, map[string]string{}}
	for k, v := range values {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("a session holds %s as %T, not as text", k, v)
		}
		s.Values[k] = text
	}
	return json.Marshal(s)
}

// Decode reads it.
func (textCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var s sessionText
	if err := json.Unmarshal(b, &s); err != nil {
		return time.Time{}, nil, err
	}
	values := make(map[string]any, len(s.Values))
	for k, v := range s.Values {
		values[k] = v
	}
	return s.Deadline, values, nil
}

// sessionStore keeps sessions in the Store. One in which nobody is signed in is not kept.
type sessionStore struct{ d *Desk }

// limit bounds the methods of scs that know no context.
const sessionLimit = 10 * time.Second

// CommitCtx writes a session.
func (s sessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	var text sessionText
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	id, err := strconv.ParseInt(text.Values[keyPerson], 10, 64)
	if err != nil || id == 0 {
		return nil //nolint:nilerr // nobody is signed in
	}
	keep := s.d.store.KeepSession
	if text.Values[keyNew] != "" {
		keep = s.d.store.PutSession
		delete(text.Values, keyNew)
		if b, err = json.Marshal(text); err != nil {
			return err
		}
	}
	return keep(ctx, newsroom.Session{
		Token: token, PersonID: id, Created: unixText(text.Values[keySince]), Seen: unixText(text.Values[keySeen]),
		Expires: expiry, Agent: text.Values[keyAgent], Data: string(b),
	})
}

// FindCtx reads one.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	x, err := s.d.store.Session(ctx, token, s.d.now())
	if errors.Is(err, news.ErrNotFound) {
		return nil, false, nil
	}
	return []byte(x.Data), err == nil, err
}

// DeleteCtx ends one.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.d.store.DeleteSession(ctx, token)
}

// Commit is CommitCtx for callers without a context.
func (s sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	ctx, cancel := context.WithTimeout(context.Background(), sessionLimit)
	defer cancel()
	return s.CommitCtx(ctx, token, b, expiry)
}

// Find is FindCtx for callers without a context.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), sessionLimit)
	defer cancel()
	return s.FindCtx(ctx, token)
}

// Delete is DeleteCtx for callers without a context.
func (s sessionStore) Delete(token string) error {
	ctx, cancel := context.WithTimeout(context.Background(), sessionLimit)
	defer cancel()
	return s.DeleteCtx(ctx, token)
}
