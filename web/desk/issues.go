package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// issuesPage is how many issues a page lists.
const issuesPage = 30

var issueStates = []news.IssueState{
	news.IssueDraft, news.IssueHeld, news.IssueApproved, news.IssueSending, news.IssueSent, news.IssueEmpty,
	news.IssueMissed,
}

func (d *Desk) issues(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := templates.DeskIssues{Digest: q.Get("digest"), State: q.Get("state"), States: issueStates}
	var err error
	if v.Digests, err = d.store.PlainDigests(r.Context()); err != nil {
		return err
	}
	ids, err := d.store.IssueList(r.Context(), v.Digest, news.IssueState(v.State), number(q.Get("before")),
		issuesPage+1)
	if err != nil {
		return err
	}
	if len(ids) > issuesPage {
		ids = ids[:issuesPage]
		v.Older = with(r, "before", strconv.FormatInt(ids[issuesPage-1], 10))
	}
	if v.Rows, err = d.store.IssueRows(r.Context(), ids); err != nil {
		return err
	}
	d.show(w, r, http.StatusOK, "issues", "issues", v)
	return nil
}

// issue is one, whatever its state: its letter, its stories with why, and what a person can decide.
func (d *Desk) issue(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), number(r.PathValue("id"))
	i, err := d.store.IssuePage(ctx, id, templates.MostAlso)
	if err != nil {
		return err
	}
	v := templates.DeskIssue{Issue: &i}
	if v.Tally, err = d.store.Tally(ctx, id); err != nil {
		return err
	}
	if v.Letters, err = d.store.Letters(ctx, id); err != nil {
		return err
	}
	v.Shown = shown(v.Letters, r.URL.Query().Get("letter"), d.shell(r, "").Language, i.Language)
	v.Coverage = d.set.Coverage(i, d.shell(r, "").Language)
	if v.Funnel, err = d.funnel(r, &i, nil); err != nil {
		return err
	}
	if v.Cut, err = d.cuts(r, id); err != nil {
		return err
	}
	run, err := d.store.RunOf(ctx, id)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	v.Run = run.ID
	switch i.State {
	case news.IssueHeld:
		_, waiting, err := d.store.AtStake(ctx, id)
		if err != nil {
			return err
		}
		v.Refused = waiting > 0
		v.CanApprove, v.CanCancel = !v.Refused, i.Begun.IsZero()
		if v.CanApprove && v.CanCancel {
			if v.Readers, err = d.store.CountReaders(ctx, i.DigestID); err != nil {
				return err
			}
		}
	case news.IssueApproved, news.IssueSending:
		v.CanHold = true
	}
	d.show(w, r, http.StatusOK, "issue", "issues", v)
	return nil
}

// shown is the language of the letter that is looked at: the first of the wishes that there is one in.
func shown(letters []news.Letter, wishes ...string) string {
	for _, w := range wishes {
		if slices.ContainsFunc(letters, func(l news.Letter) bool { return l.Language == w }) {
			return w
		}
	}
	if len(letters) > 0 {
		return letters[0].Language
	}
	return ""
}

// letter is the HTML of a letter for the frame. It may carry the letter's own styles and pictures, and nothing else: no
// script, no form, no frame, and it is no page of this site (sandbox). Its links open in a new tab.
func (d *Desk) letter(w http.ResponseWriter, r *http.Request) error {
	letters, err := d.store.Letters(r.Context(), number(r.PathValue("id")))
	if err != nil {
		return err
	}
	lang := shown(letters, r.URL.Query().Get("letter"))
	for _, l := range letters {
		if l.Language != lang {
			continue
		}
		framed(w, r, d.run.Letter(l))
		return nil
	}
	return errNoPage
}

// decide approves, holds or cancels an issue, as it was when the person saw it.
func (d *Desk) decide(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), number(r.PathValue("id"))
	i, err := d.store.IssuePage(ctx, id, 0)
	if err != nil {
		return err
	}
	path := fmt.Sprintf("/desk/issues/%d", id)
	if string(i.State) != r.FormValue("seen") {
		return d.back(w, r, newsroom.ErrOvertaken, path, templates.DeskNotice{})
	}
	done := templates.DeskNotice{Key: map[string]string{
		"approve": "approved_ok", "hold": "held_ok", "cancel": "cancelled_ok",
	}[r.FormValue("do")]}
	if done.Key == "" {
		return errNoPage
	}
	err = d.Decide(ctx, &i, r.FormValue("do"), d.entry(r, ""))
	if errors.Is(err, ErrStrikes) { // the command asks first
		return d.back(w, r, nil, path, templates.DeskNotice{Key: "refused_text", Bad: true})
	}
	return d.back(w, r, err, path, done)
}

// ErrStrikes says that an issue cannot be approved without striking readers off: the command asks that first.
var ErrStrikes = errors.New("sending it would strike readers off")

// Decide approves, holds or cancels an issue as it was when the person saw it, and notes it. It is
// newsroom.ErrOvertaken when that cannot be done any more, and ErrStrikes.
func (d *Desk) Decide(ctx context.Context, i *news.Issue, do string, e newsroom.Entry) error {
	var ok bool
	var err error
	e.Kind, e.Name, e.Was = "issue", strconv.FormatInt(i.ID, 10), string(i.State)
	switch do {
	case "approve":
		_, waiting, stake := d.store.AtStake(ctx, i.ID)
		if stake != nil {
			return stake
		}
		if waiting > 0 {
			return ErrStrikes
		}
		e.Action, e.Became = "issue.approve", string(news.IssueApproved)
		ok, err = d.run.Approve(ctx, i.ID)
	case "hold":
		e.Action, e.Became = "issue.hold", string(news.IssueHeld)
		ok, err = d.run.Hold(ctx, i.ID, i.State)
	case "cancel":
		e.Action, e.Became = "issue.cancel", string(news.IssueMissed)
		if !i.Begun.IsZero() {
			return newsroom.ErrOvertaken
		}
		ok, err = d.run.Cancel(ctx, i.ID)
	default:
		return news.Invalid("", "%q is none of approve, hold and cancel.", do)
	}
	if err == nil && !ok {
		err = newsroom.ErrOvertaken
	}
	if err != nil {
		return err
	}
	return d.store.Note(ctx, e)
}
