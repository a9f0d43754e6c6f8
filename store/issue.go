package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// told is the condition that the digest's readers have an issue i, or are about to. One made by hand for chosen
// addresses only (no chunk of its recipients is the readers') tells the readers nothing.
const told = `((i.state IN ('approved', 'sending', 'sent') OR i.state = 'held' AND i.begun <> 0) AND (NOT i.by_hand
		OR i.state = 'approved'
		OR i.past_readers > 0
		OR EXISTS (SELECT 1 FROM chunks d WHERE d.issue_id = i.id AND NOT d.by_hand AND d.frozen > d.withdrawn)))`

// scheduled is the condition of the index issues_last: an issue i of the schedule, not a draft.
const scheduled = `i.state <> 'draft' AND NOT i.by_hand`

// ClaimSlot does what worker.Issues says.
func (s *Store) ClaimSlot(
	ctx context.Context, digestID int64, slot string, now time.Time, stale time.Duration,
) (id int64, ok bool, err error) {
	err = s.durable(ctx, func(t tx) error {
		id, ok = 0, false
		d, err := readDigest(t.row(ctx, `SELECT id, enabled, doc FROM digests WHERE id = $1`, digestID))
		if err != nil {
			return found(err)
		}
		err = t.row(ctx, `
			INSERT INTO issues (digest_id, digest, title, number, slot, state, language, time_zone, window_from, window_to,
			                    claimed, composed, created, changed, sent, lead, sections, coverage, week, note)
			VALUES ($1, $2, $3, 0, $4, 'draft', $5, $6, 0, 0, $7, $8, $7, $7, 0, '[]', '[]', '{}', '[]', '')
			ON CONFLICT (digest_id, slot) DO UPDATE SET claimed = excluded.claimed
			WHERE NOT issues.composed AND issues.claimed <= $9
			RETURNING id`,
			digestID, d.Name, d.Title, slot, d.Language, d.TimeZone, us(now), false, us(now.Add(-stale))).Scan(&id)
		if err == nil {
			ok = true
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return t.row(ctx, `SELECT id FROM issues WHERE digest_id = $1 AND slot = $2`, digestID, slot).Scan(&id)
	})
	if err != nil {
		return 0, false, fmt.Errorf("claim slot %q of digest %d: %w", slot, digestID, err)
	}
	return id, ok, nil
}

// DeleteDraft does what worker.Issues says.
func (s *Store) DeleteDraft(ctx context.Context, issueID int64) error {
	return s.one(ctx, fmt.Sprintf("draft %d", issueID), `DELETE FROM issues WHERE id = $1 AND NOT composed`, issueID)
}

// SaveIssue does what worker.Issues says.
func (s *Store) SaveIssue(ctx context.Context, i *news.Issue, verdicts []news.Verdict, letters []news.Letter) error {
	err := s.durable(ctx, func(t tx) error {
		if err := freeze(ctx, t, i); err != nil {
			return err
		}
		if err := s.saveStories(ctx, t, i); err != nil {
			return fmt.Errorf("stories: %w", err)
		}
		if err := s.saveVerdicts(ctx, t, i.ID, verdicts); err != nil {
			return fmt.Errorf("verdicts: %w", err)
		}
		for _, l := range letters {
			_, err := t.exec(ctx, `
				INSERT INTO letters (issue_id, language, subject, preheader, html, body, stories, cut, packed)
				VALUES ($1, $2, $3, $4, '', '', $5, $6, $7)`,
				i.ID, l.Language, l.Subject, l.Preheader, l.Stories, l.Cut,
				packed{letterParts{clean(l.HTML), clean(l.Text)}})
			if err != nil {
				return fmt.Errorf("letter in %s: %w", l.Language, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save issue %d: %w", i.ID, err)
	}
	return nil
}

func freeze(ctx context.Context, t tx, i *news.Issue) error {
	var composed bool
	var created time.Time
	err := t.row(ctx, `SELECT digest_id, slot, composed, created FROM issues WHERE id = $1`, i.ID).
		Scan(&i.DigestID, &i.Slot, &composed, when(&created))
	if err != nil {
		return found(err)
	}
	frozen := &news.InvalidError{
		Message: fmt.Sprintf("The issue %d is composed already and does not change any more.", i.ID),
		Hint:    fmt.Sprintf("attache issue show %d", i.ID),
	}
	if composed {
		return frozen
	}
	if i.Created.IsZero() {
		i.Created = created
	}
	expected := i.Number
	i.Number = 0
	if i.State != news.IssueEmpty && i.State != news.IssueMissed {
		// The counter's row lock also keeps two issues of one digest from getting the same number.
		err := t.row(ctx, `UPDATE digests SET numbers = numbers + 1 WHERE id = $1 RETURNING numbers`,
			i.DigestID).Scan(&i.Number)
		if err != nil {
			return fmt.Errorf("digest %d: %w", i.DigestID, found(err))
		}
		if expected != 0 && i.Number != expected {
			return news.ErrOvertaken
		}
	}
	keys := make([]string, len(i.Sections))
	for n, sec := range i.Sections {
		keys[n] = sec.Key
	}
	n, err := t.exec(ctx, `
		UPDATE issues SET title = $2, number = $3, state = $4, language = $5, time_zone = $6, window_from = $7,
			window_to = $8, created = $9, changed = $9, sent = $10, lead = $11, sections = $12, coverage = $13, week = $14,
			note = $15, composed = $16, help = $17, outline = $18, by_hand = $19
		WHERE id = $1 AND NOT composed`,
		i.ID, i.Title, i.Number, string(i.State), i.Language, i.TimeZone, us(i.Window.From), us(i.Window.To),
		us(i.Created), us(i.Sent), doc{i.Lead}, doc{keys}, doc{i.Coverage}, doc{i.Week}, i.Note, true, doc{i.Help},
		doc{i.Outline()}, i.ByHand)
	if err == nil && n == 0 {
		return frozen
	}
	return err
}

// saveStories writes them one by one: an issue has a few dozen, and each needs its number.
func (s *Store) saveStories(ctx context.Context, t tx, i *news.Issue) error {
	pos := 0
	for _, sec := range i.Sections {
		for n := range sec.Stories {
			st := &sec.Stories[n]
			st.IssueID, st.Section, st.Composed = i.ID, sec.Key, i.Created
			err := t.row(ctx, `INSERT INTO stories (issue_id, pos, section, countries, doc, packed)
			VALUES ($1, $2, $3, $4, '', $5) RETURNING id`,
				i.ID, pos, sec.Key, doc{st.Countries}, packed{st}).Scan(&st.ID)
			if err != nil {
				return err
			}
			pos++
		}
	}
	return nil
}

const issueColumns = `i.id, i.digest_id, i.digest, i.title, i.number, i.slot, i.state, i.language, i.time_zone,
	i.window_from, i.window_to, i.created, i.sent, i.lead, i.sections, i.coverage, i.week, i.note, i.help, i.begun,
	i.by_hand`

func readIssue(r scanner) (news.Issue, error) {
	var i news.Issue
	var keys []string
	err := r.Scan(&i.ID, &i.DigestID, &i.Digest, &i.Title, &i.Number, &i.Slot, &i.State, &i.Language, &i.TimeZone,
		when(&i.Window.From), when(&i.Window.To), when(&i.Created), when(&i.Sent), doc{&i.Lead}, doc{&keys},
		doc{&i.Coverage}, doc{&i.Week}, &i.Note, doc{&i.Help}, when(&i.Begun), &i.ByHand)
	for _, k := range keys {
		i.Sections = append(i.Sections, news.Section{Key: k})
	}
	return i, err
}

func readStory(r scanner) (news.Story, error) {
	var st news.Story
	err := scanStory(r, &st, packed{&st})
	return st, err
}

// scanStory reads a row of a story, whose document doc fills st from.
func scanStory(r scanner, st *news.Story, doc sql.Scanner) error {
	var id, issue int64
	var composed time.Time
	err := r.Scan(&id, &issue, when(&composed), doc)
	st.ID, st.IssueID, st.Composed = id, issue, composed
	return err
}

// issues runs a query over issueColumns and fills in the stories, on one snapshot.
func (s *Store) issues(ctx context.Context, query string, args ...any) ([]news.Issue, error) {
	return s.issuesWith(ctx, func(*news.Issue) func(scanner) (news.Story, error) { return readStory }, query, args...)
}

// issuesWith is issues; read returns what reads the stories of an issue, for the only one or any.
func (s *Store) issuesWith(
	ctx context.Context, read func(*news.Issue) func(scanner) (news.Story, error), query string, args ...any,
) ([]news.Issue, error) {
	var all []news.Issue
	err := s.read(ctx, func(t tx) (err error) {
		if all, err = list(ctx, t, readIssue, query, args...); err != nil || len(all) == 0 {
			return err
		}
		at := make(map[int64]*news.Issue, len(all))
		ids := make([]string, len(all))
		for n := range all {
			at[all[n].ID] = &all[n]
			ids[n] = fmt.Sprint(all[n].ID)
		}
		story := read(&all[0])
		put := func(r scanner) (none struct{}, err error) {
			st, err := story(r)
			if err == nil {
				place(at[st.IssueID], st)
			}
			return none, err
		}
		_, err = list(ctx, t, put, `
			SELECT s.id, s.issue_id, i.created, s.packed FROM stories s JOIN issues i ON i.id = s.issue_id
			WHERE s.issue_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`) ORDER BY s.issue_id, s.pos`, texts(ids))
		return err
	})
	return all, err
}

// usualStories is how many stories a section has that is no surprise.
const usualStories = 8

func place(i *news.Issue, st news.Story) {
	for n := range i.Sections {
		if i.Sections[n].Key == st.Section {
			if i.Sections[n].Stories == nil {
				i.Sections[n].Stories = make([]news.Story, 0, usualStories)
			}
			i.Sections[n].Stories = append(i.Sections[n].Stories, st)
			return
		}
	}
}

// Issue does what worker.Slots says.
func (s *Store) Issue(ctx context.Context, id int64) (news.Issue, error) {
	return s.oneIssue(ctx, fmt.Sprintf("issue %d", id), `SELECT `+issueColumns+` FROM issues i WHERE i.id = $1`, id)
}

// LastIssue does what worker.Slots says.
func (s *Store) LastIssue(ctx context.Context, digestID int64) (news.Issue, error) {
	i, err := readIssue(s.alone().row(ctx, `
		SELECT `+issueColumns+` FROM issues i WHERE i.digest_id = $1 AND `+scheduled+` ORDER BY i.id DESC LIMIT 1`, digestID))
	if err != nil {
		return news.Issue{}, fmt.Errorf("last issue of digest %d: %w", digestID, found(err))
	}
	i.Sections = nil
	return i, nil
}

func (s *Store) oneIssue(ctx context.Context, what, query string, args ...any) (news.Issue, error) {
	all, err := s.issues(ctx, query, args...)
	if err == nil && len(all) == 0 {
		err = news.ErrNotFound
	}
	if err != nil {
		return news.Issue{}, fmt.Errorf("%s: %w", what, err)
	}
	return all[0], nil
}

// Issues of a digest ("" = of all), newest first, at most limit (0 = all). Slots that are claimed and not composed yet
// are among them as drafts.
func (s *Store) Issues(ctx context.Context, digest string, limit int) ([]news.Issue, error) {
	where, args := "", []any{most(limit)}
	if digest != "" {
		where, args = `WHERE i.digest = $2 `, append(args, digest)
	}
	all, err := s.issues(ctx, `SELECT `+issueColumns+` FROM issues i `+where+`ORDER BY i.id DESC LIMIT $1`, args...)
	if err != nil {
		return nil, fmt.Errorf("list issues: %w", err)
	}
	return all, nil
}

// IssuesIn does what worker.Due says.
func (s *Store) IssuesIn(ctx context.Context, states ...news.IssueState) ([]news.Issue, error) {
	var all []news.Issue
	err := s.read(ctx, func(t tx) error {
		for _, state := range states { // one by one: a list of states would make SQLite read all issues
			part, err := list(ctx, t, readIssue, `SELECT `+issueColumns+
				` FROM issues i WHERE i.state = $1 ORDER BY i.id`, string(state))
			if err != nil {
				return err
			}
			all = append(all, part...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list issues that are %v: %w", states, err)
	}
	for n := range all {
		all[n].Sections = nil
	}
	slices.SortFunc(all, func(a, b news.Issue) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// MoveIssue does what worker.Ledger says.
func (s *Store) MoveIssue(
	ctx context.Context, id int64, from, to news.IssueState, note string, at time.Time,
) (bool, error) {
	moved := false
	err := s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `
			UPDATE issues SET state = $3, changed = $4, note = CASE WHEN $5 = '' THEN note ELSE $5 END,
				sent = CASE WHEN $3 = 'sent' THEN $4 ELSE sent END
			WHERE id = $1 AND state = $2 AND NOT ($3 = 'approved' AND begun <> 0)`, id, string(from), string(to), us(at), note)
		moved = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("move issue %d from %s to %s: %w", id, from, to, err)
	}
	return moved, nil
}

// PastStories does what worker.Materials says.
func (s *Store) PastStories(ctx context.Context, digestID int64, since time.Time) ([]news.Story, error) {
	all, err := list(ctx, s.alone(), readStory, `
		SELECT s.id, s.issue_id, i.created, s.packed FROM stories s JOIN issues i ON i.id = s.issue_id
		WHERE i.digest_id = $1 AND i.created >= $2 AND `+told+` ORDER BY i.id DESC, s.pos`, digestID, us(since))
	if err != nil {
		return nil, fmt.Errorf("past stories of digest %d: %w", digestID, err)
	}
	return all, nil
}

// WeekCounts does what worker.Materials says.
func (s *Store) WeekCounts(ctx context.Context, digestID int64, since time.Time) ([]news.CountryCount, error) {
	read := func(r scanner) (c []string, err error) {
		err = r.Scan(doc{&c})
		return c, err
	}
	stories, err := list(ctx, s.alone(), read, `
		SELECT s.countries FROM stories s JOIN issues i ON i.id = s.issue_id
		WHERE i.digest_id = $1 AND i.created >= $2 AND `+told, digestID, us(since))
	if err != nil {
		return nil, fmt.Errorf("count countries of digest %d: %w", digestID, err)
	}
	n := map[string]int{}
	for _, countries := range stories {
		slices.Sort(countries)
		for _, c := range slices.Compact(countries) {
			n[c]++
		}
	}
	all := make([]news.CountryCount, 0, len(n))
	for c, k := range n {
		all = append(all, news.CountryCount{Country: c, Stories: k})
	}
	slices.SortFunc(all, func(a, b news.CountryCount) int {
		if a.Stories != b.Stories {
			return b.Stories - a.Stories
		}
		return strings.Compare(a.Country, b.Country)
	})
	return all, nil
}

// letterParts are the parts of a letter as they are kept.
type letterParts struct {
	HTML string `json:"html"`
	Text string `json:"text"`
}

// Letters does what worker.Ledger says.
func (s *Store) Letters(ctx context.Context, issueID int64) ([]news.Letter, error) {
	read := func(r scanner) (l news.Letter, err error) {
		var parts letterParts
		err = r.Scan(&l.Language, &l.Subject, &l.Preheader, packed{&parts}, &l.Stories, &l.Cut)
		l.HTML, l.Text = parts.HTML, parts.Text
		return l, err
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT language, subject, preheader, packed, stories, cut FROM letters WHERE issue_id = $1 ORDER BY language`,
		issueID)
	if err != nil {
		return nil, fmt.Errorf("letters of issue %d: %w", issueID, err)
	}
	return all, nil
}
