package desk

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// page is a handler that may fail; guard answers for it.
type page func(w http.ResponseWriter, r *http.Request) error

// fault is an error with the status and the words that a person gets.
type fault struct {
	status int
	key    string // of templates.DeskError
}

func (f fault) Error() string { return f.key }

var (
	errNoPage    = fault{http.StatusNotFound, "not_found"}
	errBadLink   = fault{http.StatusNotFound, "bad_link"}
	errBusy      = fault{http.StatusServiceUnavailable, "busy"}
	errTooMany   = fault{http.StatusTooManyRequests, "too_many"}
	errOvertaken = fault{http.StatusConflict, "overtaken"}
	errTooLarge  = fault{http.StatusRequestEntityTooLarge, "unreadable"}
	errBadForm   = fault{http.StatusBadRequest, "unreadable"}
)

// mostForm is the most bytes of a posted form.
const mostForm = 256 << 10

// whoKey is where the context has who is signed in.
type whoKey struct{}

// who is signed in; ID 0 = nobody.
func who(r *http.Request) newsroom.Person {
	p, _ := r.Context().Value(whoKey{}).(newsroom.Person)
	return p
}

// guard lets those pass who may, and turns errors into pages.
func (d *Desk) guard(may newsroom.Action, p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, cmp.Or(roomy[r.Pattern], mostForm))
		person, err := d.signedIn(r.Context())
		if err != nil {
			d.fail(w, r, err)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), whoKey{}, person))
		switch {
		case person.Role.May(may):
			err := readable(r)
			if err == nil {
				err = p(w, r)
			}
			if err != nil {
				d.fail(w, r, err)
			}
		case person.ID == 0 && r.Method == http.MethodGet:
			d.to(w, r, "/desk/sign-in?next="+url.QueryEscape(r.URL.RequestURI()))
		case person.ID == 0:
			d.to(w, r, "/desk/sign-in")
		default:
			d.show(w, r, http.StatusForbidden, "denied", "", templates.DeskDenied{Role: newsroom.Least(may)})
		}
	})
}

// roomy are the routes that take more than mostForm: files.
var roomy = map[string]int64{"POST /desk/sources/import": mostUpload}

// readable reads the form of a request. FormValue takes fields of one that cannot be read whole as empty, and a page
// would save them so.
func readable(r *http.Request) error {
	var large *http.MaxBytesError
	err := r.ParseForm()
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(mostUpload) // all of it in memory: it is no larger
	}
	switch {
	case errors.As(err, &large):
		return errTooLarge
	case err != nil && r.Method != http.MethodGet && r.Method != http.MethodHead:
		return errBadForm
	}
	return nil // of an address, what can be read of it counts
}

// signedIn is whose session it is, when it is one and has not ended. A closed account is nobody's.
func (d *Desk) signedIn(ctx context.Context) (newsroom.Person, error) {
	id := d.personOf(ctx)
	if id == 0 {
		return newsroom.Person{}, nil
	}
	p, err := d.store.Person(ctx, id)
	if errors.Is(err, news.ErrNotFound) || err == nil && !p.Enabled {
		return newsroom.Person{}, d.sessions.Destroy(ctx)
	}
	if err == nil {
		err = d.touch(ctx)
	}
	if d.personOf(ctx) == 0 { // it was idle for too long
		return newsroom.Person{}, err
	}
	return p, err
}

// fail answers for an error: what the person can mend is said, anything else goes to the log.
func (d *Desk) fail(w http.ResponseWriter, r *http.Request, err error) {
	var f fault
	switch {
	case errors.As(err, &f):
	case errors.Is(err, news.ErrNotFound):
		f = errNoPage
	case errors.Is(err, newsroom.ErrOvertaken):
		f = errOvertaken
	default:
		f = fault{http.StatusInternalServerError, "internal"}
		if r.Context().Err() == nil { // else the person went away
			d.log.Error("a page of the desk failed", "route", r.Pattern, "error", err)
		}
	}
	d.show(w, r, f.status, "error", "", templates.DeskError{Key: f.key})
}

// shell is what surrounds a page.
func (d *Desk) shell(r *http.Request, place string) templates.DeskShell {
	p := who(r)
	s := templates.DeskShell{
		Language: p.Language, Site: d.cfg.Site, Base: d.cfg.Base, Style: d.cfg.Base + d.style.path, Place: place,
		Now: d.now(), Zone: p.Location(), Person: p, Here: r.URL.RequestURI(),
	}
	if p.ID == 0 {
		s.Here = r.URL.Path + "?"
		if next := within(r.FormValue("next"), ""); next != "" {
			s.Here += "next=" + url.QueryEscape(next) + "&"
		}
	}
	if off, err := d.store.KeysOff(r.Context(), p.ID); p.ID != 0 && err == nil && !off {
		s.Script = d.cfg.Base + d.script.path
	}
	if s.Language == "" {
		s.Language = preferred(r)
	}
	return s
}

// show writes a page, with what was noticed before it.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, status int, name, place string, data any) {
	d.showWith(w, r, status, name, place, data, d.takeNotice(r.Context()))
}

// showWith writes a page with a notice of its own.
func (d *Desk) showWith(
	w http.ResponseWriter, r *http.Request, status int, name, place string, data any, n *templates.DeskNotice,
) {
	s := d.shell(r, place)
	s.Notice = n
	var b bytes.Buffer
	if err := d.set.DeskPage(&b, name, templates.DeskPage{DeskShell: s, Data: data}); err != nil {
		d.log.Error("a page of the desk failed", "page", name, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	send(w, r, status, b.Bytes(), secretPages[name])
}

// secretPages hold a token: with what a stranger adds to an address, the length of a compressed answer would tell of it
// (the attack called BREACH), so they are not compressed. No other page holds a secret.
var secretPages = map[string]bool{"people": true, "welcome": true, "tokens": true, "hooks": true}

// send writes a body, compressed when the browser takes that.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte, plain bool) {
	w.Header().Add("Vary", "Accept-Encoding")
	if plain || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.WriteHeader(status)
		_, _ = w.Write(body) // an error is that the person went away
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := gzip.NewWriter(w)
	_, _ = z.Write(body) // as above
	_ = z.Close()
}

// to leads to another page of the desk.
func (d *Desk) to(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, d.cfg.Base+path, http.StatusSeeOther)
}

// within is a path of the desk out of a form or an address, or the fallback: nothing leads elsewhere.
func within(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.ContainsAny(path, "\\\r\n\t") ||
		u.Path != "/desk" && !strings.HasPrefix(u.Path, "/desk/") || strings.Contains(u.Path, "..") {
		return fallback
	}
	return path
}

// say keeps a notice for the next page.
func (d *Desk) say(r *http.Request, n templates.DeskNotice) {
	if b, err := json.Marshal(n); err == nil {
		d.sessions.Put(r.Context(), "notice", string(b))
	}
}

// takeNotice is what was kept by say, once.
func (d *Desk) takeNotice(ctx context.Context) *templates.DeskNotice {
	text := d.sessions.PopString(ctx, "notice")
	var n templates.DeskNotice
	if text == "" || json.Unmarshal([]byte(text), &n) != nil {
		return nil
	}
	return &n
}

// mistake is the notice of an error that the person can mend; nil = it is none of these.
func mistake(err error) *templates.DeskNotice {
	var invalid *news.InvalidError
	if !errors.As(err, &invalid) {
		return nil
	}
	return &templates.DeskNotice{Text: invalid.Message, Hint: invalid.Hint, Bad: true}
}

// entry begins an entry of the audit log.
func (d *Desk) entry(r *http.Request, action string) newsroom.Entry {
	return newsroom.Entry{At: d.now(), PersonID: who(r).ID, Action: action}
}

// preferred is the language asked for by ?lang= on a door (on other pages that is a filter), or the first of ours in
// Accept-Language.
func preferred(r *http.Request) string {
	if l := r.URL.Query().Get("lang"); who(r).ID == 0 && slices.Contains(news.Languages, l) {
		return l
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag, _, _ = strings.Cut(tag, "-")
		if tag = strings.ToLower(tag); slices.Contains(news.Languages, tag) {
			return tag
		}
	}
	return "en"
}

// patient allows a page that reads a site more time than others have.
func patient(w http.ResponseWriter, r *http.Request, limit time.Duration) (context.Context, context.CancelFunc) {
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Time{}) // a writer without deadlines has no limit to lift
	_ = c.SetWriteDeadline(time.Now().Add(limit + 10*time.Second))
	return context.WithTimeout(r.Context(), limit)
}
