package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"attache/news"
)

// Issues is what publishing keeps: it claims a slot and freezes an issue.
type Issues interface {
	// Digest returns one digest by its name; the error wraps news.ErrNotFound when there is none.
	Digest(ctx context.Context, name string) (news.Digest, error)
	// ClaimSlot makes the row UNIQUE(digest, slot) that decides who publishes. It reports false when another holds it,
	// with the number of the other's issue. A claim whose issue was never composed can be taken over after stale.
	ClaimSlot(ctx context.Context, digestID int64, slot string, now time.Time, stale time.Duration) (issueID int64,
		ok bool, err error)
	// DeleteDraft releases a claimed slot when composing failed, so that the next try need not wait. A composed issue
	// stays: the error then wraps news.ErrNotFound.
	DeleteDraft(ctx context.Context, issueID int64) error
	// NextNumber is the number that the digest's next issue will get, if no other is frozen before it.
	NextNumber(ctx context.Context, digestID int64) (int, error)
	// SaveIssue freezes a composed issue with its verdicts and letters (by language). i.ID comes from ClaimSlot. It
	// numbers the issue when it is not empty or missed, and sets the IDs of its stories. An i.Number that is not 0 is the
	// one that was NextNumber when the composing began: when it has been given since, the error wraps news.ErrOvertaken.
	// An issue can be frozen once: when another process took the slot over and was faster, that is a *news.InvalidError.
	SaveIssue(ctx context.Context, i *news.Issue, verdicts []news.Verdict, letters []news.Letter) error
	GiveUp(ctx context.Context, sourceID int64, url, why string, at time.Time) error // as in Polls
	SaveRun(ctx context.Context, r *news.Run) error                                  // as in Polls
}

// ErrTaken says that another worker has published, or is publishing, the slot.
var ErrTaken = errors.New("the slot is taken")

// Reaches of what an issue looks back on.
const (
	pastReach = 7 * 24 * time.Hour // stories already told, and the week's coverage
	// an issue after a long pause does not bring everything since, unless the digest's own window is longer
	maxWindow      = 7 * 24 * time.Hour
	tooLateDefault = 6 * time.Hour      // of a digest that sets no TooLate
	silentFrom     = 3 * 24 * time.Hour // a source without news for this long is named in the coverage line
)

// Order asks for one issue of a digest. Only Digest must be set.
type Order struct {
	Digest   news.Digest
	Slot     string      // a Slot's Key; "" = by hand: the schedule does not see the issue
	At       time.Time   // the slot's instant; zero = now
	Window   news.Window // zero From = since the digest's last issue, or its Lookback; zero To = now
	Approved bool        // leaves at once whatever the digest's approval policy: the person who asks has approved it
	// take up what earlier issues of the digest have judged, as if they had not: for replaying a past week
	Again bool
	Run   *news.Run // the passage that read for this issue: saved again with the issue's ID; nil = none
}

// Draft is a composed issue that was not saved.
type Draft struct {
	Issue    news.Issue
	Verdicts []news.Verdict
	// in news.Languages, the digest's own first; none when the issue is empty and the digest does not send empty ones
	Letters []news.Letter

	articles []news.Article // that it was composed from
}

// Draft is Pipeline.Draft.
func (p *publisher) Draft(ctx context.Context, o Order) (Draft, error) {
	d, err := p.compose(ctx, o)
	if err != nil || d.Issue.State == news.IssueEmpty {
		return d, err
	}
	return d, p.letters(ctx, o, &d)
}

// Publish is Pipeline.Publish. Composing comes before claiming, so that a failure on the way leaves nothing behind and
// the next try can follow at once.
func (p *publisher) Publish(ctx context.Context, o Order) (news.Issue, error) {
	cfg := p.cfg
	if ctx.Err() != nil {
		return news.Issue{}, ctx.Err()
	}
	if err := sendable(ctx, p.calendar.Store); err != nil {
		return news.Issue{}, err
	}
	hosts, err := p.time.hosts(ctx)
	if err != nil {
		return news.Issue{}, err
	}
	if err := hosts.mistake(); err != nil {
		return news.Issue{}, err
	}
	if hosts.Wrong() {
		p.log().Warn("the issue is composed by a clock that sites contradict", "digest", o.Digest.Name, "why", hosts,
			"hint", hosts.Hint())
	}
	ctx, stop := withGrace(ctx, cfg.Grace)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, cfg.PublishLimit)
	defer cancel()
	late, err := p.tooLate(ctx, o)
	if err != nil {
		return news.Issue{}, err
	}
	if late != "" {
		if p.gatherer.sourcesDown(ctx, o.Digest) {
			late += "; " + news.ErrUnread.Error()
		}
		return p.miss(ctx, o, late)
	}
	for try := 1; ; try++ {
		i, err := p.publish(ctx, o)
		if !errors.Is(err, news.ErrOvertaken) || try == mostTries {
			return i, err
		}
		p.log().Info("another issue of the digest was composed meanwhile: composing again", "digest", o.Digest.Name)
	}
}

// mostTries is how often an issue is composed that others overtake.
const mostTries = 3

// publish composes and freezes an issue. The number that it will have is read before what readers were told is: when
// another issue gets it meanwhile, readers would be told the same twice, and the error wraps news.ErrOvertaken.
func (p *publisher) publish(ctx context.Context, o Order) (news.Issue, error) {
	number, err := p.Store.NextNumber(ctx, o.Digest.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return news.Issue{}, fmt.Errorf("compose an issue of %s: %w", o.Digest.Name, err)
	}
	d, err := p.compose(ctx, o)
	if err != nil {
		return d.Issue, err
	}
	if err := p.claim(ctx, &d.Issue); err != nil {
		return d.Issue, err
	}
	if d.Issue.State != news.IssueEmpty {
		p.pictures(ctx, o.Digest, &d)
		if err := p.letters(ctx, o, &d); err != nil {
			return d.Issue, errors.Join(err, p.freeSlot(ctx, d.Issue))
		}
	}
	if d.Issue.State != news.IssueEmpty { // a story that could not be set may have been its only one
		d.Issue.State, d.Issue.Note = o.decide(&d.Issue)
	}
	if err := p.giveUpFailed(ctx, d.Issue, d.articles); err != nil {
		return d.Issue, errors.Join(err, p.freeSlot(ctx, d.Issue))
	}
	i := d.Issue
	i.Number = number
	if err := p.freeze(ctx, &i, d.Verdicts, d.Letters); err != nil {
		return i, errors.Join(err, p.freeSlot(ctx, i))
	}
	if o.Run != nil {
		o.Run.IssueID = i.ID
		if err := p.Store.SaveRun(ctx, o.Run); err != nil {
			return i, fmt.Errorf("note which issue the run was for: %w", err)
		}
	}
	if i.Help != nil && len(i.Help.Missing) > 0 {
		p.log().Warn("the language model could not do all that was asked", "issue", i.ID, "model", i.Help.Model,
			"missing", i.Help.Missing)
	}
	p.log().Info("issue composed", "digest", i.Digest, "slot", i.Slot, "state", i.State, "issue", i.ID, "stories",
		len(i.Stories()), "articles", i.Coverage.Articles, "kept", i.Coverage.Kept)
	return i, nil
}

// decide reports whether a composed issue may leave, and why not.
func (o Order) decide(i *news.Issue) (news.IssueState, string) {
	switch n := len(i.Stories()); {
	case o.Approved:
	case o.Digest.Approval == news.ApproveHold:
		return news.IssueHeld, "waits for approval"
	case n < o.Digest.Least:
		return news.IssueHeld, fmt.Sprintf("waits for approval: it has fewer stories (%d) than %d", n, o.Digest.Least)
	}
	return news.IssueApproved, i.Note
}

// compose gathers the material and hands it to the editor. The issue comes back as draft or empty.
func (p *publisher) compose(ctx context.Context, o Order) (Draft, error) {
	m, left, err := p.gatherer.material(ctx, o)
	if err != nil {
		return Draft{}, err
	}
	var i news.Issue
	var verdicts []news.Verdict
	if fault := news.Catch(func() { i, verdicts, err = p.Editor.Compose(ctx, m) }); fault != nil {
		// no one article is to blame
		p.logFault("composing failed", fault, "digest", o.Digest.Name, "articles", len(m.Articles))
		err = fault
	}
	if err != nil {
		return Draft{}, fmt.Errorf("compose an issue of %s: %w", o.Digest.Name, err)
	}
	if len(i.Stories()) == 0 && blind(m.Coverage) {
		return Draft{}, fmt.Errorf("compose an issue of %s: %w", o.Digest.Name, news.ErrUnread)
	}
	verdicts = append(verdicts, verdictsOn(o.Digest.ID, left, i.Created)...)
	return Draft{Issue: i, Verdicts: verdicts, articles: m.Articles}, nil
}

// slot is the key of the issue: the schedule's, or one that says it was made by hand and is never asked for again.
func (o Order) slot(now time.Time) string {
	if o.Slot != "" {
		return o.Slot
	}
	return byHand(now)
}

// handKey is the layout of the key of an issue that was made by hand.
const handKey = "by hand 2006-01-02T15:04:05.000000Z"

// byHand is the key of an issue that is made by hand now.
func byHand(now time.Time) string { return now.UTC().Format(handKey) }

// letters sets the issue in every language of the interface, the digest's own first: a reader may change language, and
// a new one may come, before a held issue leaves. Stories that cannot be set are left out of the issue.
func (p *publisher) letters(ctx context.Context, o Order, draft *Draft) error {
	d := o.Digest
	n, err := p.Store.NextNumber(ctx, d.ID) // the store numbers the issue when it freezes it, with its letters
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return fmt.Errorf("render the letters of %s: %w", d.Name, err)
	}
	i := &draft.Issue
	i.Number = n
	defer func() { i.Number = 0 }()
	web := ""
	if p.Links != nil && i.ID != 0 {
		web = p.Links.Issue(i.ID)
	}
	languages := append([]string{i.Language}, slices.DeleteFunc(slices.Clone(news.Languages),
		func(l string) bool { return l == i.Language })...)
	if draft.Letters, err = p.render(d, *i, web, languages...); err == nil {
		return nil
	}
	p.logFault("rendering an issue failed: looking for the story", err, "digest", d.Name)
	if draft.Letters, err = p.renderWithout(ctx, d, draft, web, languages, err); err != nil {
		return err
	}
	return nil
}

// claim takes the slot and returns the issue its ID, or says ErrTaken.
func (p *publisher) claim(ctx context.Context, i *news.Issue) error {
	id, ok, err := p.Store.ClaimSlot(ctx, i.DigestID, i.Slot, p.Now(), p.cfg.Stale)
	if err != nil {
		return fmt.Errorf("claim slot %s of %s: %w", i.Slot, i.Digest, err)
	}
	if !ok {
		return fmt.Errorf("slot %s of %s: %w", i.Slot, i.Digest, ErrTaken)
	}
	i.ID = id
	return nil
}

// freeSlot frees a claimed slot, so that the next try need not wait. One that is frozen already stays.
func (p *publisher) freeSlot(ctx context.Context, i news.Issue) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	if err := p.Store.DeleteDraft(ctx, i.ID); err != nil && !errors.Is(err, news.ErrNotFound) {
		return fmt.Errorf("give slot %s of %s back: %w", i.Slot, i.Digest, err)
	}
	return nil
}

func (p *publisher) freeze(ctx context.Context, i *news.Issue, verdicts []news.Verdict, letters []news.Letter) error {
	if err := p.Store.SaveIssue(ctx, i, verdicts, letters); err != nil {
		return fmt.Errorf("freeze the issue of %s for %s: %w", i.Digest, i.Slot, err)
	}
	return nil
}

// tooLate says why a slot is not worth publishing any more, "" when it is.
func (p *publisher) tooLate(ctx context.Context, o Order) (string, error) {
	if o.Slot == "" || o.At.IsZero() {
		return "", nil
	}
	now, err := p.time.slotTime(ctx)
	limit := cmp.Or(o.Digest.TooLate, tooLateDefault)
	if late := now.Sub(o.At); err == nil && late > limit {
		return fmt.Sprintf("%s late, more than %s", Span(late), Span(limit)), nil
	}
	return "", err
}

// miss marks a slot as missed. A missed issue covers nothing: its window is empty and lies where the last one ended, so
// that the next issue takes up from there.
func (p *publisher) miss(ctx context.Context, o Order, why string) (news.Issue, error) {
	last, err := p.calendar.lastIssue(ctx, o.Digest.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return news.Issue{}, fmt.Errorf("mark slot %s of %s as missed: %w", o.Slot, o.Digest.Name, err)
	}
	end := last.Window.To
	if end.IsZero() {
		end = o.At.Add(-o.Digest.Lookback())
	}
	i := p.Editor.Missed(o.Digest, o.Slot, news.Window{From: end, To: end}, why)
	if err := p.claim(ctx, &i); err != nil {
		return i, err
	}
	p.log().Warn("issue missed", "digest", i.Digest, "slot", i.Slot, "why", why)
	return i, p.freeze(ctx, &i, nil, nil)
}
