package main

import (
	"fmt"
	"strings"

	"attache/news"
)

// funnel prints at the end of a run how much came through each stage, a line each digest, and what to do next.
func (a *app) funnel(r runResult, o runOptions) {
	if a.json || a.quiet || len(r.Issues) == 0 {
		return // a dry run is told by its flag, and by "dry_run"
	}
	a.say("")
	var last news.Issue
	stories := 0
	for _, i := range r.Issues {
		if i.Issue.Digest == "" {
			continue // its trouble is told
		}
		if i.Issue.ID != 0 && i.Issue.State != news.IssueEmpty {
			last = i.Issue
		}
		stories += len(i.Issue.Stories())
		a.say("%s: %s.", i.Issue.Digest, funnelText(r.Run, i))
	}
	if a.dry {
		a.say("Dry run: nothing was written to the database, and nothing was sent.")
	}
	switch {
	case a.dry && stories > 0:
		a.suggest("Next, to keep and send it: %s", or(o.same, "attache run"))
	case last.ID != 0 && last.State != news.IssueHeld: // how to approve it is told already
		a.suggest("Next, to look at it: attache issue show %d", last.ID)
	case stories == 0 && last.ID == 0 && o.since == "" && o.from == "":
		a.suggest("Nothing to tell. What the last seven days held: %s", lastWeek(r.Issues))
	}
}

// lastWeek is the command that shows what digests would have told in the last seven days, whatever was judged before.
func lastWeek(of []issueResult) string {
	words := []string{"attache", "run"}
	for _, i := range of {
		if i.Issue.Digest != "" {
			words = append(words, "--digest", i.Issue.Digest)
		}
	}
	return news.Command(append(words, "--since", "7d", "--again", "--dry-run")...)
}

// funnelText counts what came through the stages of a run.
func funnelText(run news.Run, r issueResult) string {
	var parts []string
	if len(run.Polls) > 0 {
		good := 0
		for _, p := range run.Polls {
			if p.State.Good() {
				good++
			}
		}
		parts = append(parts, fmt.Sprintf("%d of %s read", good, counted(len(run.Polls), "source")),
			counted(run.Articles, "new article"))
	}
	parts = append(parts, fmt.Sprintf("%d judged", r.Issue.Coverage.Articles),
		fmt.Sprintf("%d kept", r.Issue.Coverage.Kept), counted(len(r.Issue.Stories()), "story"))
	if n := r.Tally[news.DeliverySent]; n > 0 || !r.Tally.Empty() {
		parts = append(parts, counted(n, "letter")+" sent")
	} else {
		parts = append(parts, "nothing sent")
	}
	return strings.Join(parts, " → ")
}
