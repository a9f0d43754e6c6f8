package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
	"attache/templates"
	"attache/worker"
)

func (a *app) issueCommand() *cobra.Command {
	c := group("issue", "What was published",
		`An issue is one dated edition of a digest. Once composed it is frozen.`,
		a.offer(digestNames, a.issueList())...)
	c.AddCommand(a.offer(issueIDs, a.issueShow(), a.issueReaders(), a.issueLog(), a.issueApprove(), a.issueResend(),
		a.issuePause(), a.issueResume(), a.issueCancel())...)
	return c
}

func (a *app) issueList() *cobra.Command {
	var most int
	c := &cobra.Command{
		Use: "list [DIGEST]", Short: "Issues, newest first", Args: arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if most < 1 {
				return &usageError{
					message: fmt.Sprintf("-n %d: there is no such number of issues.", most),
					hint:    "use -n 20",
				}
			}
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			digests, err := st.Digests(ctx, false)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				d, err := digestNoun.get(ctx, st, args[0])
				if err != nil {
					return err
				}
				digests = []news.Digest{d}
			}
			all := []news.IssueRow{}
			for _, d := range digests {
				rows, err := st.NewestIssues(ctx, d.Name, most)
				if err != nil {
					return err
				}
				all = append(all, rows...)
			}
			slices.SortStableFunc(all, func(x, y news.IssueRow) int { return y.Created.Compare(x.Created) })
			all = all[:min(len(all), most)]
			if !a.json {
				return a.printIssues(ctx, st, all)
			}
			out := a.jsonList()
			for _, row := range all {
				i, err := st.Issue(ctx, row.ID)
				if err != nil {
					return err
				}
				if err := out.add(i); err != nil {
					return err
				}
			}
			return out.end()
		},
	}
	c.Flags().IntVarP(&most, "number", "n", 20, "most issues to list")
	return c
}

func (a *app) printIssues(ctx context.Context, st *store.Store, all []news.IssueRow) error {
	t := a.table(col{name: "ID"}, col{name: "DIGEST"}, col{name: "NO", drop: 2}, col{name: "SLOT"},
		col{name: "STATE"}, col{name: "STORIES", drop: 3}, col{name: "SENT"}, col{name: "TO SEND"},
		col{name: "FAILED", drop: 5}, col{name: "IN DOUBT", drop: 6}, col{name: "CREATED", drop: 1},
		col{name: "NOTE", drop: 4, fold: true})
	for _, i := range all {
		tally, err := st.Tally(ctx, i.ID)
		if err != nil {
			return err
		}
		number := "-"
		if i.Number > 0 {
			number = fmt.Sprint(i.Number)
		}
		t.add(fmt.Sprint(i.ID), i.Digest, number, dueText(i.Slot, i.Created, i.TimeZone), string(i.State),
			fmt.Sprint(i.Outline.Stories),
			fmt.Sprint(tally[news.DeliverySent]), fmt.Sprint(tally.Open()), fmt.Sprint(tally[news.DeliveryFailed]),
			fmt.Sprint(tally[news.DeliveryDoubt]),
			whenIn(i.Created, i.TimeZone), i.Note)
	}
	if len(all) == 0 && !a.plain {
		a.suggest("No issues yet. To make one: attache run")
		return nil
	}
	t.write()
	t.note()
	return nil
}

// slotText is a slot on one line: when it was due, or that the issue was made by hand.
func slotText(slot string) string {
	if strings.HasPrefix(slot, "by hand") {
		return "manual"
	}
	if len(slot) > len("2006-01-02T15") && slot[10] == 'T' {
		return slot[:10] + " " + slot[11:]
	}
	return slot
}

// dueText is the slot of an issue in a list: the weekday, day and time at which it was due, in its digest's zone, or
// that it was made by hand.
func dueText(slot string, created time.Time, zone string) string {
	const layout = "Mon 2 Jan 15:04 MST"
	if strings.HasPrefix(slot, "by hand") {
		return "manual, " + created.In(zoneOf(zone)).Format(layout)
	}
	key, name, _ := strings.Cut(slot, " ")
	in := zoneOf(or(name, zone))
	due, err := time.ParseInLocation("2006-01-02T15:04", key, in)
	if err != nil {
		return slot
	}
	return due.Format(layout)
}

// issue finds an issue by its number as a command's argument names it.
func (a *app) issue(ctx context.Context, st *store.Store, arg string) (news.Issue, error) {
	id, err := strconv.ParseInt(arg, 10, 64)
	if err != nil {
		return news.Issue{}, &usageError{
			message: fmt.Sprintf("%q is not the ID of an issue.", arg),
			hint:    "attache issue list",
		}
	}
	i, err := st.Issue(ctx, id)
	if err != nil {
		if errors.Is(err, news.ErrNotFound) {
			err = notThere(news.ErrNotFound, "There is no issue %d.", id)
		}
		return i, withHint(err, "attache issue list")
	}
	return i, nil
}

func (a *app) issueShow() *cobra.Command {
	var html, why bool
	var language string
	c := &cobra.Command{
		Use: "show ID", Short: "One issue: its letter, or why each piece is in or out", Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			switch {
			case (why || a.json) && (html || language != ""):
				return &usageError{
					message: "--html and --language choose a letter; --why and --json show no letter.",
					hint:    "attache issue show " + news.Command(args...),
				}
			case language != "" && !slices.Contains(news.Languages, language):
				return oneOf(language, news.Languages, fmt.Sprintf("%q is not a language of the letter.", language))
			}
			s, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			i, err := a.issue(ctx, st, args[0])
			if err != nil {
				return err
			}
			switch {
			case why:
				if !a.json {
					if err := a.sayCoverage(s, i, "en"); err != nil {
						return err
					}
				}
				return a.printVerdicts(ctx, st, i)
			case a.json:
				return a.printJSON(i)
			}
			return a.printLetter(ctx, s, st, i, or(language, or(i.Language, "en")), html)
		},
	}
	c.Flags().BoolVar(&html, "html", false, "the HTML part instead of the text")
	c.Flags().BoolVar(&why, "why", false, "what was read, and the verdict on every article")
	c.Flags().StringVar(&language, "language", "", "of the letter (default the digest's)")
	return c
}

// printLetter prints one part of an issue's letter in a language, and of a held one what was read for it.
func (a *app) printLetter(
	ctx context.Context, s Settings, st *store.Store, i news.Issue, language string, html bool,
) error {
	letters, err := st.Letters(ctx, i.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(letters, func(l news.Letter) bool { return l.Language == language })
	switch {
	case at >= 0:
		page, text := worker.WithoutLeave(letters[at].HTML, letters[at].Text) // it is nobody's own
		if html {
			text = page
		}
		if _, err := io.WriteString(a.whole(), text); err != nil || html || i.State != news.IssueHeld {
			return err
		}
		return a.sayCoverage(s, i, language)
	case len(letters) == 0 && i.State == news.IssueSent:
		a.say("The letters of issue %d are no longer kept: it is older than database.retention.letters. Its "+
			"archive page is.", i.ID)
	default:
		a.say("Issue %d of %s, %s, has no letter in %s. %s", i.ID, i.Digest, i.State, language, i.Note)
	}
	return nil
}

// sayCoverage tells whoever decides on an issue what was read for it, source by source.
func (a *app) sayCoverage(s Settings, i news.Issue, language string) error {
	set, err := templates.New(s.Templates)
	if err != nil {
		return err
	}
	for _, line := range set.Coverage(i, language) {
		a.say("%s", line)
	}
	return nil
}

func (a *app) printVerdicts(ctx context.Context, st *store.Store, i news.Issue) error {
	verdicts, err := st.Verdicts(ctx, i.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(verdicts)
	}
	if len(verdicts) == 0 && i.Coverage.Articles > 0 {
		a.say("The verdicts of issue %d are no longer kept: it is older than database.retention.verdicts.", i.ID)
	}
	a.describeHelp(i.Help)
	a.describeRefused(i)
	slices.SortStableFunc(verdicts, func(x, y news.Verdict) int {
		switch {
		case x.Kept != y.Kept && x.Kept:
			return -1
		case x.Kept != y.Kept:
			return 1
		case x.Score != y.Score && x.Score > y.Score:
			return -1
		case x.Score != y.Score:
			return 1
		}
		return 0
	})
	for _, v := range verdicts {
		title, url := fmt.Sprintf("article %d", v.ArticleID), ""
		if art, err := st.Article(ctx, fmt.Sprint(v.ArticleID)); err == nil {
			title, url = art.Outlet.Name+": "+art.Title, art.URL
		}
		word := "dropped"
		switch {
		case v.Kept:
			word = "kept   "
		case isLeftOut(v):
			word = "left   "
		}
		a.say("%s %.2f  %s", word, v.Score, title)
		a.say("              %s", url)
		for _, r := range v.Reasons {
			a.say("              %+.2f %s: %s", r.Weight, r.Code, r.Detail)
		}
	}
	return nil
}

// tallyText says how letters fared: "12 sent, 1 deferred"; "no letter was sent" of none.
func tallyText(t news.Tally) string {
	var parts []string
	for _, s := range []news.DeliveryState{
		news.DeliverySent, news.DeliveryQueued, news.DeliverySending, news.DeliveryDeferred, news.DeliveryFailed,
		news.DeliveryDoubt, news.DeliveryWithdrawn,
	} {
		if t[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", t[s], s))
		}
	}
	if len(parts) == 0 {
		return "no letter was sent"
	}
	return strings.Join(parts, ", ")
}
