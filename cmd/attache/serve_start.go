package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"attache/news"
	"attache/worker"
	"attache/worker/schedule"
)

// next is one digest as serve tells of it at its start.
type next struct {
	digest news.Digest
	slot   schedule.Slot
	ok     bool // there is a next slot
}

// announce says once, when serve starts, what is going to happen: a block of lines for people, records for a log in
// JSON.
func (p *program) announce(ctx context.Context, a *app, work, pages bool) error {
	digests, err := p.store.Digests(ctx, false)
	if err != nil {
		return err
	}
	now := p.clock.Now()
	var list []next
	for _, d := range digests {
		s, ok, err := schedule.NextOf(&d, now)
		list = append(list, next{d, s, ok && err == nil && d.Enabled})
	}
	letters, pagesAt, warnings := p.sender.Where(), p.pagesAt(), []string(nil)
	if work {
		if warnings, err = p.warnings(ctx, list); err != nil {
			return err
		}
		if p.pipeline.Sendable(ctx) != nil {
			warnings = append(warnings,
				"the database was restored from a backup: nothing is published or sent before attache restore --confirm")
		}
	}
	if pages {
		if warnings, err = p.welcome(ctx, warnings); err != nil {
			return err
		}
	}
	if p.settings.Log.Format == "json" {
		p.logStart(a, list, letters, warnings, work, now)
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "attache %s serves %s\n", versionText(), or(databaseFile(p.settings.Database),
		"a PostgreSQL database"))
	line := func(what, format string, args ...any) {
		fmt.Fprintf(&b, "  %-9s %s\n", what, fmt.Sprintf(format, args...))
	}
	for _, n := range list {
		if work {
			line("digest", "%s: %s", n.digest.Name, n.words(now))
		}
	}
	if work && len(list) == 0 {
		line("digest", "%s", a.paste("none yet: attache digest add daily --schedule '0 7 * * *'"))
	}
	if work {
		line("letters", "%s", letters)
	}
	if pages {
		line("pages", "%s", pagesAt)
		line("desk", "%s", p.deskAt())
	}
	for _, w := range warnings {
		line("warning", "%s", a.paste(w))
	}
	a.tellStart(b.String())
	return nil
}

// logStart says the same in records.
func (p *program) logStart(a *app, list []next, letters string, warnings []string, work bool, now time.Time) {
	for _, n := range list {
		if n.ok && work {
			p.log.Info("next issue", "digest", n.digest.Name, "slot", n.slot.Key, "at", n.slot.At, "in",
				n.slot.At.Sub(now).Round(time.Second).String())
		}
	}
	p.log.Info("letters go to", "where", letters)
	for _, w := range warnings {
		p.log.Warn(a.paste(w))
	}
}

// deskAt says where the desk is.
func (p *program) deskAt() string {
	if p.settings.Desk.Off {
		return "switched off (desk.off)"
	}
	return p.links.Base + "/desk"
}

// welcome adds the link that makes the first admin of the desk, when there is none.
func (p *program) welcome(ctx context.Context, warnings []string) ([]string, error) {
	link, err := p.firstAdmin(ctx)
	if err != nil || link == "" {
		return warnings, err
	}
	return append(warnings, "the desk has no admin yet: who opens this link becomes one; it works once, for seven days: "+
		link), nil
}

// tellStart writes what serve says at its start.
func (a *app) tellStart(text string) {
	if a.json {
		a.note("%s", strings.Join(strings.Fields(text), " "))
		return
	}
	fmt.Fprint(a.errs, text)
}

// words say when the next issue is due, by the clock of the digest's own zone.
func (n next) words(now time.Time) string {
	switch {
	case !n.digest.Enabled:
		return "switched off"
	case n.digest.Schedule == "":
		return "by hand only (no schedule)"
	case !n.ok:
		return "its schedule has no next time"
	}
	approval := ""
	if n.digest.Approval == news.ApproveHold {
		approval = ", waits for approval then"
	}
	return fmt.Sprintf("next issue %s, in %s%s", slotTime(n.slot, n.digest.TimeZone), spell(n.slot.At.Sub(now)), approval)
}

// slotTime writes when a slot is, by the clock of its zone.
func slotTime(s schedule.Slot, zone string) string {
	return s.At.In(zoneOf(zone)).Format("Monday 2 January 2006 15:04") + " " + or(zone, "UTC")
}

// spell writes a span for people: "3 h 12 min".
func spell(d time.Duration) string { return worker.Span(d) }

// pagesAt says where the pages are, for this machine and for readers.
func (p *program) pagesAt() string {
	listen := or(p.settings.Web.Listen, "127.0.0.1:8080")
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		listen = "every address of this machine, port " + port
	} else {
		listen = "http://" + listen
	}
	if p.settings.Web.URL == "" {
		return listen + " (web.url is not set: letters carry no address that readers could open)"
	}
	return listen + ", for readers " + p.settings.Web.URL
}

// warnings are what an operator should know before the night.
func (p *program) warnings(ctx context.Context, list []next) ([]string, error) {
	var all []string
	due := false
	for _, n := range list {
		due = due || n.ok
	}
	if !due {
		all = append(all, "no digest has a schedule and is on: nothing will be published by the clock")
	}
	if due && !p.settings.Mail.Leaves() {
		all = append(all, "mail.host is not set: letters become files and reach nobody")
	}
	if due && len(p.settings.Alarm.To) == 0 && p.settings.Alarm.Heartbeat == "" {
		all = append(all, "nobody is told when an issue does not come: set alarm.to or alarm.heartbeat, or watch "+
			"attache check --last")
	}
	for _, n := range list {
		if !n.ok {
			continue
		}
		r, why, hint, err := nobodyOf(ctx, p.store, n.digest)
		switch {
		case err != nil:
			return nil, err
		case r.Active() > 0:
		case worker.Begins(r):
			all = append(all, fmt.Sprintf("nobody subscribes to %s: %s", n.digest.Name, hint))
		default:
			all = append(all, fmt.Sprintf("nobody gets the issues of %s: %s: %s", n.digest.Name, why, hint))
		}
	}
	return all, nil
}
