package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"attache/mail"
	"attache/news"
	"attache/newsroom"
	"attache/scrape/fetch"
	"attache/web"
	"attache/web/api"
	"attache/web/desk"
	"attache/worker"
	"attache/worker/schedule"
)

// deskRunner does for the desk's pages what the commands do.
type deskRunner struct{ *program }

// mountDesk lets a server answer for the desk and the API, unless they are switched off; it reports whether there is a
// desk. demo is the token of an address that signs in anybody, "" = none.
func (p *program) mountDesk(server *web.Server, demo string) (bool, error) {
	cfg := p.settings.Desk
	if cfg.Off { // tokens are made there
		return false, nil
	}
	cfg.Site, cfg.URL, cfg.Demo = or(p.settings.Web.Title, "attache"), p.links.Base, demo
	if u, err := url.Parse(p.links.Base); err == nil {
		cfg.Base = u.Path
	}
	cfg.Kept = p.settings.Database.Retention.Days("audit")
	d, err := desk.New(cfg, p.store, deskRunner{p}, p.set, p.log)
	if err != nil {
		return false, err
	}
	d.Now = p.clock.Now
	server.Mount(d)
	programs := p.settings.API
	if programs.Off {
		return true, nil
	}
	programs.Base = cfg.Base
	a, err := api.New(programs, p.store, deskRunner{p}, d, p.log)
	if err != nil {
		return true, err
	}
	a.Now = p.clock.Now
	server.MountAPI(a)
	return true, nil
}

// Find looks for ways to read a site, as attache source add does.
func (p deskRunner) Find(ctx context.Context, address string) ([]desk.Way, error) {
	found, err := p.fetcher.Discover(ctx, address)
	if err != nil {
		return nil, readable(err)
	}
	var ways []desk.Way
	for _, c := range found {
		src := c.Source
		complete(&src)
		ways = append(ways, desk.Way{Source: src, Why: c.Why, Items: c.Items})
	}
	return ways, nil
}

// readable is an error of reading a site in words for a page.
func readable(err error) error {
	var invalid *news.InvalidError
	var fail *fetch.Failure
	var unread *news.UnreadError
	switch {
	case errors.As(err, &invalid):
		return err
	case errors.As(err, &fail):
		return &news.InvalidError{Message: fail.Detail}
	case errors.As(err, &unread):
		return &news.InvalidError{Message: unread.Brief}
	case errors.Is(err, context.DeadlineExceeded):
		return &news.InvalidError{
			Message: "The site took too long to answer.", Hint: "try again later, or the address of its feed",
		}
	}
	return err
}

// Check checks a source and its rules.
func (p deskRunner) Check(src *news.Source) error { return checkSourceRules(src) }

// Try reads a source and its newest article, as attache source test does.
func (p deskRunner) Try(ctx context.Context, src news.Source) (desk.Tried, error) {
	poll, items := p.fetcher.Poll(ctx, src, news.Poll{})
	t := desk.Tried{Poll: poll, Items: items}
	if len(items) == 0 || src.Kind == news.KindTelegram { // a message is whole in the list
		return t, nil
	}
	got := tried{Poll: poll, Items: items}
	if err := got.read(ctx, p.fetcher, src, items[0]); err != nil {
		return t, readable(err)
	}
	t.Newest, t.Problem = got.Newest, got.Problem
	if got.Article != nil {
		t.Newest = &got.Article.Ruled
	}
	return t, nil
}

// Next are the next times of a digest's schedule.
func (p deskRunner) Next(d news.Digest, n int) []time.Time {
	var all []time.Time
	for at := p.clock.Now(); len(all) < n; {
		slot, ok, err := schedule.NextOf(&d, at)
		if err != nil || !ok {
			break
		}
		all, at = append(all, slot.At), slot.At
	}
	return all
}

// Approve lets a held issue leave; serve sends it.
func (p deskRunner) Approve(ctx context.Context, id int64) (bool, error) {
	state, err := p.store.ReleaseIssue(ctx, id, p.clock.Now())
	return state != "", err
}

// Hold keeps an issue that was approved, or whose letters are leaving.
func (p deskRunner) Hold(ctx context.Context, id int64, from news.IssueState) (bool, error) {
	if from == news.IssueSending {
		return p.store.HoldIssue(ctx, id, pausedDeskNote, p.clock.Now())
	}
	return p.store.MoveIssue(ctx, id, from, news.IssueHeld, pausedDeskNote, p.clock.Now())
}

// Cancel gives up a held issue of which nothing was sent.
func (p deskRunner) Cancel(ctx context.Context, id int64) (bool, error) {
	return p.store.MoveIssue(ctx, id, news.IssueHeld, news.IssueMissed, "Cancelled by a person on the desk.",
		p.clock.Now())
}

// Letter is the HTML of a letter as nobody's own.
func (p deskRunner) Letter(l news.Letter) string {
	body, _ := worker.WithoutLeave(l.HTML, "")
	return body
}

// mailLimit bounds the sending of one invitation.
const mailLimit = 20 * time.Second

// Mail sends a short text to one address; false when no mail server is set.
func (p deskRunner) Mail(ctx context.Context, to, subject, text, language string) (bool, error) {
	if !p.settings.Mail.Leaves() {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, mailLimit)
	defer cancel()
	now := p.clock.Now()
	m := mail.Message{
		ID: mail.MessageID(-now.UnixMicro(), 0, p.settings.Mail.Domain()), To: to, Subject: subject, Text: text,
		Language: language, ListName: "attache", Date: now,
	}
	var got mail.Outcome
	p.sender.Send(ctx, []mail.Message{m}, nil, func(_ int, o mail.Outcome) { got = o })
	if got.Kind != mail.Sent && got.Kind != mail.Doubt {
		return false, fmt.Errorf("the mail server did not take it: %s", got.Response)
	}
	return true, nil
}

// firstAdmin returns a one-time link that makes the first admin; "" when there is one, or no desk.
func (p *program) firstAdmin(ctx context.Context) (string, error) {
	if p.settings.Desk.Off {
		return "", nil
	}
	n, err := p.store.Admins(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	token, hash := desk.NewToken()
	now := p.clock.Now()
	err = p.store.Invite(ctx, &newsroom.Invitation{
		Token: hash, Role: newsroom.Admin, Created: now, Expires: now.Add(desk.InvitationLasts),
	}, newsroom.Entry{At: now, By: "attache serve", Action: "person.invite"})
	return desk.WelcomeLink(p.links.Base, token), err
}
