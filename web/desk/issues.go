package desk

import (
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
	var ok bool
	e, done := d.entry(r, ""), templates.DeskNotice{}
	e.Kind, e.Name, e.Was = "issue", fmt.Sprint(id), string(i.State)
	switch r.FormValue("do") {
	case "approve":
		_, waiting, stake := d.store.AtStake(ctx, id)
		if stake != nil {
			return stake
		}
		if waiting > 0 { // the command asks first
			return d.back(w, r, nil, path, templates.DeskNotice{Key: "refused_text", Bad: true})
		}
		e.Action, e.Became, done.Key = "issue.approve", string(news.IssueApproved), "approved_ok"
		ok, err = d.run.Approve(ctx, id)
	case "hold":
		e.Action, e.Became, done.Key = "issue.hold", string(news.IssueHeld), "held_ok"
		ok, err = d.run.Hold(ctx, id, i.State)
	case "cancel":
		e.Action, e.Became, done.Key = "issue.cancel", string(news.IssueMissed), "cancelled_ok"
		if !i.Begun.IsZero() {
			return d.back(w, r, newsroom.ErrOvertaken, path, templates.DeskNotice{})
		}
		ok, err = d.run.Cancel(ctx, id)
	default:
		return errNoPage
	}
	if err == nil && !ok {
		err = newsroom.ErrOvertaken
	}
	if err == nil {
		err = d.store.Note(ctx, e)
	}
	return d.back(w, r, err, path, done)
}
