package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"attache/news"
	"attache/store"
	"attache/worker"
)

// waiting is what a restored database does not send, or publish, before a person says what becomes of it.
type waiting struct {
	Restore news.Restore    `json:"restore"`
	Issues  []waitingIssue  `json:"issues"`
	Digests []waitingDigest `json:"digests"`
}

// waitingIssue was open in the backup.
type waitingIssue struct {
	ID     int64           `json:"id"`
	Digest string          `json:"digest"`
	Slot   string          `json:"slot"`
	State  news.IssueState `json:"state"`
	Sent   int             `json:"sent"`
	Open   int             `json:"open"` // letters that are not sent

	due string // the slot in words, see dueText
}

// waitingDigest may have published between the backup and the restore.
type waitingDigest struct {
	ID    int64    `json:"id"`
	Name  string   `json:"name"`
	Slots []string `json:"slots"` // none = it has no schedule, or none of its slots fell between
}

// waiting reads what waits.
func (a *app) waiting(ctx context.Context, st *store.Store) (waiting, error) {
	w := waiting{Issues: []waitingIssue{}, Digests: []waitingDigest{}}
	var err error
	if w.Restore, err = st.Restored(ctx); err != nil || !w.Restore.Waits() {
		return w, err
	}
	open, err := st.IssuesIn(ctx, news.IssueHeld, news.IssueApproved, news.IssueSending)
	if err != nil {
		return w, err
	}
	for _, i := range open {
		tally, err := st.Tally(ctx, i.ID)
		if err != nil {
			return w, err
		}
		n := tally.Open()
		if i.State != news.IssueSending && i.Begun.IsZero() { // whom it goes to is decided when its sending begins
			readers, err := st.CountReaders(ctx, i.DigestID)
			if err != nil {
				return w, err
			}
			n = readers
		}
		w.Issues = append(w.Issues, waitingIssue{
			ID: i.ID, Digest: i.Digest, Slot: i.Slot, State: i.State,
			Sent: tally[news.DeliverySent], Open: n, due: dueText(i.Slot, i.Created, i.TimeZone),
		})
	}
	digests, err := st.Digests(ctx, true)
	if err != nil {
		return w, err
	}
	pipeline := worker.Pipeline{Store: st, Now: a.utc}
	for _, d := range digests {
		slots, err := pipeline.Lost(ctx, d, w.Restore)
		if err != nil {
			return w, err
		}
		if len(slots) == 0 && d.Schedule != "" {
			continue
		}
		lost := waitingDigest{ID: d.ID, Name: d.Name, Slots: []string{}}
		for _, s := range slots {
			lost.Slots = append(lost.Slots, s.Key)
		}
		w.Digests = append(w.Digests, lost)
	}
	return w, nil
}

func (i waitingIssue) String() string {
	return fmt.Sprintf("issue %d of %s (%s), %s in the backup: %d sent, %d open", i.ID, i.Digest, i.due, i.State,
		i.Sent, i.Open)
}

func (d waitingDigest) String() string {
	if len(d.Slots) == 0 {
		return fmt.Sprintf("digest %s has no schedule: what was published by hand since the backup is not known",
			d.Name)
	}
	const most = 3 // slots that are named: a line's worth
	named := strings.Join(d.Slots[:min(most, len(d.Slots))], ", ")
	if len(d.Slots) > most {
		named += ", … " + d.Slots[len(d.Slots)-1]
	}
	return fmt.Sprintf("digest %s: %s may have been published since the backup: %s", d.Name, counted(len(d.Slots),
		"slot"), named)
}

func (w waiting) issueNames() []string {
	var names []string
	for _, i := range w.Issues {
		names = append(names, strconv.FormatInt(i.ID, 10))
	}
	return names
}

func (w waiting) digestNames() []string {
	var names []string
	for _, d := range w.Digests {
		names = append(names, d.Name)
	}
	return names
}

// tell prints what waits.
func (w waiting) tell(a *app) {
	a.say("The database was restored at %s from a backup of %s.", when(w.Restore.Restored), when(w.Restore.Taken))
	for _, i := range w.Issues {
		a.say("  %s", i)
	}
	for _, d := range w.Digests {
		a.say("  %s", d)
	}
	if len(w.Issues)+len(w.Digests) == 0 {
		a.say("  Nothing was open in the backup, and no slot fell between.")
	}
}

// confirmRestore decides what becomes of what waits, by flags or by asking, and lets sending begin.
func (a *app) confirmRestore(ctx context.Context, s Settings, o restoreOptions) error {
	st, err := a.openStore(ctx, s, refuse)
	if err != nil {
		return err
	}
	defer st.Close()
	w, err := a.waiting(ctx, st)
	if err != nil {
		return err
	}
	if !w.Restore.Waits() {
		a.say("Nothing waits to be confirmed.")
		return nil
	}
	w.tell(a)
	if a.dry {
		if a.json {
			return a.printJSON(w)
		}
		a.sayDry()
		return nil
	}
	decide, err := a.decider(ctx, o, w)
	if err != nil {
		return err
	}
	chosen, told := map[int64]store.Fate{}, []int64{}
	for _, i := range w.Issues {
		if chosen[i.ID], err = decide("issue", strconv.FormatInt(i.ID, 10), i.String()); err != nil {
			return err
		}
	}
	for _, d := range w.Digests {
		fate, err := decide("digest", d.Name, d.String())
		if err != nil {
			return err
		}
		if fate != store.FateSend {
			told = append(told, d.ID)
		}
	}
	if err := st.Confirm(ctx, w.Restore.ID, chosen, told, a.now()); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"issues": chosen, "told": told})
	}
	for _, i := range w.Issues {
		a.say("Issue %d: %s.", i.ID, chosen[i.ID])
	}
	a.say("Confirmed: attache serve publishes and sends from now on; attache run sends what is open at once.")
	return nil
}

// decider returns the function that says what becomes of a thing: by its own flag, by --all, or else by asking.
func (a *app) decider(
	ctx context.Context, o restoreOptions, w waiting,
) (func(flag, name, what string) (store.Fate, error), error) {
	all := store.Fate(o.all)
	if o.all != "" {
		if err := all.Validate(); err != nil {
			return nil, &usageError{message: "--all: " + err.Error(), hint: "use --all send, sent or skip"}
		}
	}
	said := map[string]map[string]store.Fate{}
	var err error
	if said["issue"], err = fates(o.issues, "issue"); err != nil {
		return nil, err
	}
	if said["digest"], err = fates(o.lost, "digest"); err != nil {
		return nil, err
	}
	for flag, names := range map[string][]string{"issue": w.issueNames(), "digest": w.digestNames()} {
		for name := range said[flag] {
			if !slices.Contains(names, name) {
				return nil, &usageError{
					message: fmt.Sprintf("--%s %s: no such %s waits to be confirmed. Nothing was changed.", flag, name,
						flag),
					hint: "attache restore --confirm, without more, tells what waits",
				}
			}
		}
	}
	return func(flag, name, what string) (store.Fate, error) {
		if f, ok := said[flag][name]; ok {
			return f, nil
		}
		if all != "" {
			return all, nil
		}
		if !a.interactive {
			return "", &usageError{
				message: fmt.Sprintf("What becomes of %s %s? There is nobody to ask. Nothing was changed.", flag, name),
				hint: "attache restore --confirm " + news.Option(flag, name+"=sent") +
					"; or send, or skip, in the place of sent; for all: attache restore --confirm --all sent",
			}
		}
		return a.askFate(ctx, what)
	}, nil
}

// askFate asks until one of the fates is the answer.
func (a *app) askFate(ctx context.Context, what string) (store.Fate, error) {
	for {
		fmt.Fprintf(a.errs, "%s\n  send, sent (treat as sent) or skip? ", what)
		answer, more, err := a.answer(ctx)
		if err != nil {
			return "", err
		}
		if fate := store.Fate(answer); fate.Validate() == nil {
			return fate, nil
		}
		if !more {
			return "", &declined{
				message: "There was no answer: nothing was changed, and the restore still waits.",
				hint:    "attache restore --confirm",
			}
		}
	}
}

// warnRestored tells a person who looks that a restored database waits.
func (a *app) warnRestored(ctx context.Context, st *store.Store) error {
	w, err := a.waiting(ctx, st)
	if err != nil || !w.Restore.Waits() {
		return err
	}
	return &news.InvalidError{
		Message: fmt.Sprintf(
			"The database was restored from a backup of %s and sends nothing: %s and %s wait for a decision.",
			when(w.Restore.Taken), counted(len(w.Issues), "issue"), counted(len(w.Digests), "digest")),
		Hint: "attache restore --confirm",
	}
}
