// Package api answers programs: the JSON API under /api/v1, over the functions that the desk's pages use.
//
// It does not decide who may do what (package newsroom has the one table), keep anything (package store) or read and
// send (package worker); a program comes in by a token that a person made on the desk. Read registry.go first: every
// address stands there with who may call it and what it takes and gives; openapi.go makes the document of that table.
// Then api.go for how a request is let in and answered, and sources.go for what an address is like.
package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// Config of the API. Zero values mean the defaults named beside them.
type Config struct {
	Off       bool `yaml:"off"`        // the API is not served
	PerMinute int  `yaml:"per_minute"` // most requests of one token in a minute, a third of them at once; 0 = 600

	Base string `yaml:"-"` // path that addresses start with, before /api/v1
}

// mostPerMinute bounds Config.PerMinute.
const mostPerMinute = 100_000

// Validate reports the first mistake as an *news.InvalidError.
func (c Config) Validate() error {
	if c.PerMinute < 0 || c.PerMinute > mostPerMinute {
		return news.Invalid("per_minute", "%d requests a minute are out of range: use 1 to %d, or 0 for 600.", c.PerMinute,
			mostPerMinute)
	}
	return nil
}

// WithDefaults replaces zero values by their meaning.
func (c Config) WithDefaults() Config {
	c.PerMinute = cmp.Or(c.PerMinute, 600)
	return c
}

// Store is what the API needs beside what the pages do. Package store implements it.
type Store interface {
	desk.Store
	// RemoveSource deletes a source, seen being the JSON of what it was then: newsroom.ErrOvertaken when it is not so any
	// more.
	RemoveSource(ctx context.Context, name, seen string, e newsroom.Entry) (int64, error)
}

// Desk is the part of the pages that the API shares: its doors, decisions, undo and work.
type Desk interface {
	Bearer(r *http.Request, a newsroom.Action) (desk.Caller, error)
	Decide(ctx context.Context, i *news.Issue, do string, e newsroom.Entry) error
	Undo(ctx context.Context, id int64, entry func(action string) newsroom.Entry) error
	Start(ctx context.Context, o desk.Order, person int64, turn string, e newsroom.Entry) (int64, error)
	Progress(id, person int64) (desk.Progress, bool)
}

// API answers. Make one with New.
type API struct {
	Now func() time.Time // the clock; nil = time.Now

	cfg     Config
	store   Store
	run     desk.Runner
	desk    Desk
	log     *slog.Logger
	rates   rates
	mux     *http.ServeMux
	openAPI []byte
}

// Path is where the API begins, behind Config.Base.
const Path = "/api/v1"

// mostBody bounds the body of a request, in bytes.
const mostBody = 256 << 10

// New makes an API of a valid configuration.
func New(cfg Config, st Store, run desk.Runner, d Desk, log *slog.Logger) (*API, error) {
	a := &API{cfg: cfg.WithDefaults(), store: st, run: run, desk: d, log: log, mux: http.NewServeMux()}
	doc, err := Document(cfg.Base)
	if err != nil {
		return nil, err
	}
	a.openAPI = doc
	for _, op := range a.table() {
		a.mux.Handle(op.method+" "+Path+op.path, a.guard(op))
	}
	a.mux.HandleFunc("/", a.nowhere)
	return a, nil
}

// ServeHTTP answers what begins with /api/.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Authorization")
	a.mux.ServeHTTP(w, r)
}

func (a *API) now() time.Time {
	if a.Now != nil {
		return a.Now().UTC()
	}
	return time.Now().UTC()
}

// call is one request on its way.
type call struct {
	*http.Request
	caller desk.Caller
	query  url.Values
	now    time.Time
}

// entry begins an entry of the audit log.
func (c *call) entry(action string) newsroom.Entry { return c.caller.Entry(c.now, action) }

// answer is what is sent. Body is written as JSON, unless raw and media are set.
type answer struct {
	status   int // 0 = 200
	body     any
	raw      []byte
	media    string
	location string // under Path
	tag      string // ETag; "" = none
	sandbox  bool   // a browser must not run what is in it
}

// handler answers a call that was let in.
type handler func(c *call) (answer, error)

// guard lets those calls through that may pass, and answers.
func (a *API) guard(op operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Request: r, now: a.now()}
		out, err := a.pass(w, c, op)
		if err != nil {
			a.refuse(w, c, err)
			return
		}
		if err := a.send(w, c, out); err != nil {
			a.refuse(w, c, err)
		}
	})
}

// pass checks who calls, how often and with what, and hands over.
func (a *API) pass(w http.ResponseWriter, c *call, op operation) (answer, error) {
	if op.may != newsroom.Anyone {
		var err error
		if c.caller, err = a.desk.Bearer(c.Request, op.may); err != nil {
			return answer{}, denied(err, op.may)
		}
		wait := a.rates.take(c.caller.Token.ID, a.cfg.PerMinute, c.now)
		if wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
			return answer{}, problem{
				Status: http.StatusTooManyRequests, Code: "too_many", Detail: "This token has asked too often.",
				Hint: fmt.Sprintf("wait %d seconds; %d requests a minute are allowed", int(wait.Seconds())+1, a.cfg.PerMinute),
			}
		}
	}
	var err error
	if c.query, err = op.readQuery(c.URL.RawQuery); err != nil {
		return answer{}, err
	}
	c.Body = http.MaxBytesReader(w, c.Body, mostBody)
	return op.serve(c)
}

// send writes an answer, or that the caller has it already.
func (a *API) send(w http.ResponseWriter, c *call, out answer) error {
	body, media := out.raw, out.media
	if out.body != nil {
		var err error
		if body, err = encode(out.body); err != nil {
			return err
		}
		media = "application/json"
	}
	h := w.Header()
	if out.sandbox {
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	}
	if out.location != "" {
		h.Set("Location", a.cfg.Base+Path+out.location)
	}
	if out.tag != "" {
		h.Set("ETag", out.tag)
		if reads(c.Request) && matches(c.Header.Get("If-None-Match"), out.tag, true) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if media != "" {
		h.Set("Content-Type", media)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(cmp.Or(out.status, http.StatusOK))
	if c.Method != http.MethodHead {
		_, _ = w.Write(body) // an error is that the caller went away
	}
	return nil
}

func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// encode writes JSON as it is sent.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// tagOf is the ETag of an object: of its JSON.
func tagOf(v any) (string, error) {
	b, err := encode(v)
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:12]) + `"`, err
}

// one answers with a single object and its ETag.
func one(v any) (answer, error) {
	tag, err := tagOf(v)
	return answer{body: v, tag: tag}, err
}

// matches reports whether a list of ETags of a condition names one (RFC 9110, 13.1.1 and 13.1.2): If-None-Match is
// compared weakly.
func matches(list, tag string, weak bool) bool {
	for t := range strings.SplitSeq(list, ",") {
		t = strings.TrimSpace(t)
		if weak {
			t = strings.TrimPrefix(t, "W/")
		}
		if t == tag || t == "*" {
			return true
		}
	}
	return false
}

// unchanged reports as a problem that a change does not name the object as it is: a write is made on what was read.
func (c *call) unchanged(v any) error {
	tag, err := tagOf(v)
	if err != nil {
		return err
	}
	switch list := strings.Join(c.Header.Values("If-Match"), ","); {
	case list == "":
		return problem{
			Status: http.StatusPreconditionRequired, Code: "if_match_required",
			Detail: "A change has to say on which state it was made.",
			Hint:   "read the object and send its ETag as If-Match",
		}
	case !matches(list, tag, false):
		return errOvertaken
	}
	return nil
}

// number is the number in the path; 0 = it is none.
func (c *call) number() int64 {
	n, err := strconv.ParseInt(c.PathValue("id"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// nowhere answers for addresses and methods that there are not.
func (a *API) nowhere(w http.ResponseWriter, r *http.Request) {
	c := &call{Request: r, now: a.now()}
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := a.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) == 0 {
		a.refuse(w, c, problem{
			Status: http.StatusNotFound, Code: "no_route", Detail: "There is no such address in the API.",
			Hint: "every address stands in " + a.cfg.Base + Path + "/openapi.json",
		})
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	a.refuse(w, c, problem{
		Status: http.StatusMethodNotAllowed, Code: "method", Detail: r.Method + " is not possible here.",
		Hint: "use " + strings.Join(allowed, " or "),
	})
}

// refuse answers for an error as RFC 9457 says: what the caller can mend is told, anything else goes to the log.
func (a *API) refuse(w http.ResponseWriter, c *call, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError && c.Context().Err() == nil {
		a.log.Error("a request to the API failed", "route", c.Pattern, "error", err)
	}
	p.Type, p.Title = "urn:attache:problem:"+p.Code, http.StatusText(p.Status)
	h := w.Header()
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="attache"`)
	}
	if p.Status == http.StatusTooManyRequests && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "900")
	}
	body, encoding := encode(p)
	if encoding != nil && !errors.Is(encoding, err) {
		a.log.Error("a problem could not be told", "error", encoding)
	}
	w.WriteHeader(p.Status)
	if c.Method != http.MethodHead {
		_, _ = w.Write(body) // an error is that the caller went away
	}
}
