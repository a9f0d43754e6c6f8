package desk

import (
	"context"
	"crypto/rand"
	"html"
	"net/http"
	"strings"
	"sync"
	"time"

	"attache/news"
	"attache/templates"
)

// draft is a digest that was changed and not saved, or an issue that was not kept, with letters to look at.
type draft struct {
	Was, Is  news.Digest
	Issue    *news.Issue
	Verdicts []news.Verdict
	Letters  []news.Letter
	Note     string // why there are none

	key    string
	person int64
	made   time.Time
}

// draftShelf keeps drafts in memory: a restart forgets them, and nothing is lost but a look.
type draftShelf struct {
	mu   sync.Mutex
	all  map[string]draft
	keys []string // oldest first
}

// put keeps a draft, under its own key when it has one, and returns the key.
func (s *draftShelf) put(x draft, now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]draft{}
	}
	if _, known := s.all[x.key]; !known {
		x.key = rand.Text()
		s.keys = append(s.keys, x.key)
	}
	x.made = now
	s.all[x.key] = x
	for len(s.keys) > draftsKept || len(s.keys) > 0 && now.Sub(s.all[s.keys[0]].made) > draftLasts {
		delete(s.all, s.keys[0])
		s.keys = s.keys[1:]
	}
	return x.key
}

// get returns a draft of a person.
func (s *draftShelf) get(key string, person int64) (draft, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.all[key]
	return x, ok && x.person == person
}

// preview composes the letter that a draft would make of the articles that are there.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request, x *draft) error {
	if err := d.trying(r, "preview", mostPreview); err != nil {
		return err
	}
	ctx, cancel := patient(w, r, previewLook)
	defer cancel()
	select {
	case d.visits <- struct{}{}:
		defer func() { <-d.visits }()
	case <-ctx.Done():
		return errBusy
	}
	g := x.Is
	g.ID, g.Learned = x.Was.ID, x.Was.Learned
	now := d.now()
	made, err := d.run.Compose(ctx, Order{
		Digest: g, Window: news.Window{From: now.Add(-g.Lookback()), To: now}, Again: true,
	}, func(string, int, int) {})
	x.Issue, x.Verdicts, x.Letters, x.Note = nil, nil, nil, ""
	if n := mistake(err); n != nil {
		x.Note = n.Text
		return nil
	}
	if err != nil {
		if r.Context().Err() != nil {
			return err
		}
		d.log.Error("a letter to look at was not composed", "digest", g.Name, "error", err)
		x.Note = err.Error()
		return nil
	}
	x.Issue, x.Verdicts, x.Letters, x.Note = &made.Issue, made.Verdicts, made.Letters, made.Issue.Note
	return nil
}

// previewOf is what the page shows of a draft's letters.
func (d *Desk) previewOf(r *http.Request, x draft) templates.DeskLetter {
	q := r.URL.Query()
	v := templates.DeskLetter{Key: x.key, Note: x.Note, Letters: x.Letters, Issue: x.Issue, View: "light"}
	for _, view := range templates.DeskViews {
		if view == q.Get("view") {
			v.View = view
		}
	}
	v.Language = shown(x.Letters, q.Get("letter"), d.shell(r, "").Language)
	return v
}

// schemes make a letter light or dark whatever the browser prefers.
var (
	alwaysDark  = strings.NewReplacer("@media (prefers-color-scheme:dark)", "@media all", "light dark", "dark")
	alwaysLight = strings.NewReplacer("@media (prefers-color-scheme:dark)", "@media not all", "light dark", "light")
)

// previewLetter is a draft's letter for the frame, under the policy of letters.
func (d *Desk) previewLetter(w http.ResponseWriter, r *http.Request) error {
	x, ok := d.drafts.get(r.PathValue("key"), who(r).ID)
	if !ok {
		return errNoPage
	}
	lang := shown(x.Letters, r.URL.Query().Get("letter"))
	for _, l := range x.Letters {
		if l.Language != lang {
			continue
		}
		var body string
		switch r.URL.Query().Get("view") {
		case "text":
			body = `<!DOCTYPE html><html lang="` + html.EscapeString(lang) + `"><head><meta charset="utf-8"><title>` +
				html.EscapeString(l.Subject) + `</title></head><body><pre style="white-space:pre-wrap;font:14px/20px monospace">` +
				html.EscapeString(l.Text) + `</pre></body></html>`
		case "dark":
			body = alwaysDark.Replace(d.run.Letter(l))
		default:
			body = alwaysLight.Replace(d.run.Letter(l))
		}
		framed(w, r, body)
		return nil
	}
	return errNoPage
}

// framed sends the HTML of a letter: it may carry the letter's own styles and pictures, and nothing else.
func framed(w http.ResponseWriter, r *http.Request, letter string) {
	h := w.Header()
	h.Set("Content-Security-Policy",
		"sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "+
			"img-src 'self' data:; frame-ancestors 'self'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	send(w, r, http.StatusOK, []byte(templates.Framed(letter)), false)
}

// work is something that was asked for on a page and goes on after it was sent.
type work struct {
	mu     sync.Mutex
	view   templates.DeskWork
	draft  draft
	person int64
	digest string // that an issue is made of; "" = it is only shown
	turn   string // of the form that asked for it: pressed twice, it asks once
}

// workShelf keeps them in memory.
type workShelf struct {
	mu  sync.Mutex
	all map[int64]*work
	n   int64
}

// add keeps one and returns its number. It is not added when the same form has asked already (the number is that of the
// first), or when an issue of the same digest is being made (0).
func (s *workShelf) add(x *work) (id int64, added bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, y := range s.all {
		if x.turn != "" && y.turn == x.turn && y.person == x.person {
			return id, false
		}
	}
	for _, y := range s.all {
		if x.digest != "" && y.digest == x.digest && !y.ended() {
			return 0, false
		}
	}
	if s.all == nil {
		s.all = map[int64]*work{}
	}
	s.n++
	s.all[s.n] = x
	delete(s.all, s.n-worksKept)
	return s.n, true
}

func (s *workShelf) get(id int64) *work {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[id]
}

func (x *work) ended() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return !x.view.Ended.IsZero()
}

// finish notes how it ended.
func (x *work) finish(d *Desk, o Order, made Composed, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.view.Ended = d.now()
	if n := mistake(err); n != nil {
		x.view.Failed = strings.TrimSpace(n.Text + " " + n.Hint)
		return
	}
	if err != nil {
		d.log.Error("an issue asked for at the desk was not made", "digest", o.Digest.Name, "error", err)
		x.view.Broken = true
		return
	}
	if o.Keep {
		x.view.IssueID = made.Issue.ID
		return
	}
	x.draft = draft{
		Issue: &made.Issue, Verdicts: made.Verdicts, Letters: made.Letters, Note: made.Issue.Note, person: x.person,
	}
	x.draft.key = d.drafts.put(x.draft, d.now())
}

// told notes how far it is.
func (x *work) told(stage string, done, of int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.view.Stage, x.view.Done, x.view.Of = stage, done, of
}

// start runs an order after the answer was sent.
func (d *Desk) start(x *work, o Order) {
	d.run.Background(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, workLimit)
		defer cancel()
		made, err := d.run.Compose(ctx, o, x.told)
		x.finish(d, o, made, err)
	})
}
