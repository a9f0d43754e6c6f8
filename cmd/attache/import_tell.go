package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"attache/news"
	"attache/store"
)

// toldRows is how many lines of a file are told without --rows: those of which more is to be said than that they were
// added.
const toldRows = 20

// tellImport says what was done, first line by line, then in numbers.
func (a *app) tellImport(r importReport, all bool) {
	a.tellImportRows(r.Rows, all)
	a.tellImportStates(r)
	a.tellImportFile(r)
	if r.DryRun {
		a.say("Nothing was changed (--dry-run).")
	}
}

func (a *app) tellImportRows(rows []importRow, all bool) {
	told := 0
	for _, row := range rows {
		if !all && row.plain() {
			continue
		}
		if !all && told == toldRows {
			a.say("… (--rows tells every line)")
			return
		}
		told++
		a.say("%s", row)
	}
}

// plain reports whether nothing more is to be said of a row than that the person is here.
func (r importRow) plain() bool {
	return (r.Do == store.ImportAdded || r.Do == store.ImportUpdated || r.Do == store.ImportUnchanged) &&
		len(r.Also) == 0 && len(r.Why) == 0
}

// tellImportStates says how many people got which state.
func (a *app) tellImportStates(r importReport) {
	a.say("%s added, %d updated, %d left as they are (unsubscribed, bounced or complained here).",
		counted(r.Added, "subscriber"), r.Updated+r.Raised, r.Left)
	var silent []string
	for _, s := range []news.SubscriberState{
		news.SubscriberPending, news.SubscriberUnsubscribed,
		news.SubscriberBounced, news.SubscriberComplained,
	} {
		if n := r.States[string(s)]; n > 0 {
			silent = append(silent, fmt.Sprintf("%d %s", n, s))
		}
	}
	if len(silent) > 0 {
		a.say("Of those added these get no mail, as the file says: %s.", strings.Join(silent, ", "))
	}
	if r.Lowered > 0 {
		a.say("%d get no mail any more, as the file says that they left, bounced or complained.", r.Lowered)
	}
	if r.NameSays != "" {
		a.say("The %s says so of everybody in it (%q); if it does not mean that: %s", r.named.Where, r.NameSays,
			news.Option("pass", r.named.Option))
	}
	if r.Raised > 0 {
		a.say("%d who had left or were removed are taken back (--rejoin).", r.Raised)
	}
	if r.Removed > 0 {
		on := "on " + day(r.since[0])
		if last := day(r.since[1]); last != day(r.since[0]) {
			on = "from " + day(r.since[0]) + " to " + last
		}
		a.say("%d were removed %s, left out; --rejoin takes them back.", r.Removed, on)
	}
	if r.Held > 0 {
		a.say("%s held back: the address is crossed out. Nobody is added by them; who is known here gets no mail any more.",
			counted(r.Held, "line"))
	}
	if r.Unchanged > 0 {
		a.say("%d were here already.", r.Unchanged)
	}
}

// day is a day in local time.
func day(t time.Time) string { return t.Local().Format(time.DateOnly) }

// tellImportFile says what of the file was not taken as it stands.
func (a *app) tellImportFile(r importReport) {
	if len(r.Above) > 0 {
		a.say("%s above the header passed over: %s.", counted(len(r.Above), "line"), strings.Join(r.Above, " / "))
	}
	if len(r.Passed) > 0 {
		a.say("Columns passed over: %s. Nothing of them is kept.", strings.Join(r.Passed, ", "))
	}
	if len(r.Different) > 0 {
		a.say("Of these no table knows %s: everybody has another value there, so none says who left.",
			strings.Join(r.Different, ", "))
	}
	if len(r.Foreign) > 0 {
		a.say("No letter is in %s: these people get the digest's language, and a story in theirs is left as it is.",
			strings.Join(slices.Sorted(maps.Keys(r.Foreign)), ", "))
	}
	if r.Blank > 0 {
		a.say("%s without any value passed over.", counted(r.Blank, "row"))
	}
	if r.Encoding == "utf-8" {
		return
	}
	a.say("The file was read as %s; if names look wrong, use --encoding.", r.Encoding)
	if len(r.Doubts) > 1 {
		a.say("Its bytes do not tell: it may as well be %s. To be sure, name the encoding: --encoding %s",
			strings.Join(r.Doubts[1:], " or "), r.Encoding)
	}
}

// String is the row for people.
func (r importRow) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: %s: %s", r.Line, r.Email, r.Do)
	switch r.Do {
	case store.ImportHeld:
	case store.ImportRemoved:
		fmt.Fprintf(&b, ": removed on %s", when(r.Removed))
	case store.ImportRaised:
		fmt.Fprintf(&b, ", from %s to %s", or(string(r.Was), "removed"), r.State)
	case store.ImportLowered:
		fmt.Fprintf(&b, ", from %s to %s", r.Was, r.State)
	case store.ImportKept:
		fmt.Fprintf(&b, " as %s", r.State)
		if r.State != r.Was {
			fmt.Fprintf(&b, " (was %s)", r.Was)
		}
	default:
		if r.State != news.SubscriberActive {
			fmt.Fprintf(&b, " as %s", r.State)
		}
	}
	if len(r.Why) > 0 {
		fmt.Fprintf(&b, ": %s", strings.Join(r.Why, ", "))
	}
	if len(r.Also) > 0 {
		lines := make([]string, len(r.Also))
		for i, l := range r.Also {
			lines[i] = fmt.Sprint(l)
		}
		fmt.Fprintf(&b, " (the same person stands on line %s)", strings.Join(lines, ", "))
	}
	return b.String()
}
