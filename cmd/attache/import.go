package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"attache/cmd/attache/internal/roster"
	"attache/config"
	"attache/news"
	"attache/store"
)

// importRow is what became of one person of a file, in the order of the file.
type importRow struct {
	Line  int                  `json:"line"`
	Also  []int                `json:"also,omitempty"` // lines of the same person further down
	Email string               `json:"email"`
	Do    store.ImportDone     `json:"do"`
	Was   news.SubscriberState `json:"was,omitempty"`
	State news.SubscriberState `json:"state"`
	// when the person was erased, of those left out
	Removed time.Time `json:"removed,omitzero"`
	Why     []string  `json:"why,omitempty"` // what in the file says that the person gets no mail
}

// importReport is what an import did. The numbers of Do stand under added, updated, lowered, raised, left and
// unchanged.
type importReport struct {
	Added     int            `json:"added"`
	Updated   int            `json:"updated"`
	Lowered   int            `json:"lowered"`
	Raised    int            `json:"raised"`
	Left      int            `json:"left"`
	Unchanged int            `json:"unchanged"`
	States    map[string]int `json:"added_states"` // of those added
	Blank     int            `json:"blank_rows"`
	Encoding  string         `json:"encoding"`
	Doubts    []string       `json:"doubts,omitempty"` // encodings that the file may be in, when its bytes do not tell
	Passed    []string       `json:"passed_over,omitempty"`
	Different []string       `json:"passed_over_unknown,omitempty"` // of Passed: no table knows them
	NameSays  string         `json:"file_name_says,omitempty"`      // words of its or its folder's name that give a state
	named     roster.Title
	// languages that no letter is in → how many rows name them
	Foreign map[string]int `json:"languages_read,omitempty"`
	Above   []string       `json:"lines_above_header,omitempty"`
	Held    int            `json:"held_back"` // lines whose address is crossed out
	Removed int            `json:"removed"`   // were erased here, and are left out
	since   [2]time.Time   // when the first and the last of them were erased
	DryRun  bool           `json:"dry_run"`
	Rows    []importRow    `json:"rows"`
}

type importFlags struct {
	roster.Options
	digests, statuses []string
	dry, rejoin, rows bool
	why               string
}

func (a *app) subscriberImport() *cobra.Command {
	var o importFlags
	c := &cobra.Command{
		Use:   "import FILE.csv",
		Short: "Subscribe the addresses of a CSV file",
		Long: `FILE is CSV as a spreadsheet or another mailer writes it ("-" is standard input): with commas,
semicolons, tabs or | between the values, in any usual encoding. The first line names the columns: email, and any of
name (or first and last name), language, reads, digests, state. A file with only addresses needs no such line.
Spaces or semicolons part several values in one.

Whoever unsubscribed, bounced or complained elsewhere is kept, but gets no mail. Columns such as status,
unsubscribed_at, blacklisted and confirmed are read, remarks in names ("Otto (DO NOT MAIL)"), the file's name
(unsubscribed_….csv, bajas.csv, unconfirmed.csv) or that of its folder, and a title above the header; of
several that do not agree the one with less mail counts. docs/imports.md tells what is read of which mailer.
A status that is not known is a mistake; --status "WORD=STATE" says what it means. A line whose address is
crossed out ("#bad@x.org", "DELETED-bad@x.org") is held back.

Columns of names, telephones, cities and the like are named and passed over. Any other column may say, in whatever
words, who left, refused or has not confirmed. When it holds dates, marks, words that come again or notes, the import
stops and shows some of its values; there are three ways on:
  --pass "COLUMN"                  it says nothing of who gets mail
  --status "COLUMN=unsubscribed"   whoever has a value there, other than a no, left (or is pending, bounced,
                                   complained); =active: whoever has a no there, or nothing, gets no mail
  --status "VALUE=unsubscribed"    this value says so; each value of the column is to be explained

An import only lowers the state of somebody who is known: who has left, bounced or complained here stays
so, and who was removed here stays out, unless --rejoin; who took them back and why (--why) is kept. Nothing
is imported when a line is wrong; every wrong line is listed. --dry-run does all of it and then undoes it:
what it says is what the import does.`,
		Example: `  attache subscriber import members_export.csv --dry-run --rows
  attache subscriber import list.csv --status "на паузе=unsubscribed"
  attache subscriber import liste.csv --status "Weg seit=unsubscribed" --status "DOI=active" --pass "Projekt"`,
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importSubscribers(cmd.Context(), args[0], o)
		},
	}
	f := c.Flags()
	f.StringSliceVarP(&o.digests, "digest", "d", nil,
		"digests for lines that name none (default the only one there is)")
	f.BoolVar(&o.dry, "dry-run", false, "do it, tell it, undo it")
	f.BoolVar(&o.rejoin, "rejoin", false, "also take back people who left or were removed: only when they asked for it")
	f.StringVar(&o.why, "why", "they asked to get mail again", "why people are taken back, for the record")
	f.BoolVar(&o.rows, "rows", false, "tell what becomes of every line")
	f.StringVar(&o.Encoding, "encoding", "", "encoding of the file, such as windows-1251 (default by its content)")
	f.StringArrayVar(&o.Pass, "pass", nil,
		"a column that says nothing of who gets mail: who left, bounced, refused or has not confirmed (repeatable)")
	f.StringArrayVar(&o.statuses, "status", nil,
		"what a word, or a column, says: WORD=active, pending, unsubscribed, bounced or complained, COLUMN=… (repeatable)")
	return c
}

func (a *app) importSubscribers(ctx context.Context, path string, o importFlags) error {
	for _, said := range o.statuses {
		if !o.Explain(said) {
			return &usageError{
				message: fmt.Sprintf("%q does not say what a word or a column means.", said),
				hint: `--status "WORD=unsubscribed" or --status "COLUMN=unsubscribed"; the states are ` +
					"active, pending, unsubscribed, bounced, complained",
			}
		}
	}
	o.NamesDigests = len(o.digests) > 0
	r, err := a.input(ctx, path)
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := readAtMost(r, filepath.Base(path), roster.MaxBytes)
	if err != nil {
		return err
	}
	whole, lines, people := newWork(), &rowCounter{}, &rowCounter{}
	reading := whole.add(part{what: "reading the file", unit: "lines"})
	importing := whole.add(part{what: "importing", guess: func() time.Duration {
		return reading.took(time.Now()) // roughly; known better as soon as the first are in
	}})
	o.Progress = func(done, all int) {
		lines.n.Store(int64(done))
		reading.grow(all)
	}
	ended := a.waitForPart("Reading "+path, reading, 0, lines.count)
	file, err := roster.Read(path, data, o.Options)
	ended()
	if err != nil {
		return err
	}
	_, st, err := a.desk(ctx, create)
	if err != nil {
		return err
	}
	defer st.Close()
	subs, err := a.withDigests(ctx, st, &file, o.digests, path)
	if err != nil {
		return err
	}
	ended = a.waitForPart("Importing "+counted(len(subs), "subscriber"), importing, len(subs), people.count)
	done, err := st.ImportInto(ctx, subs, store.Import{
		At: a.now(), Rejoin: o.rejoin, By: person(), Why: o.why, Held: heldOf(file), Dry: o.dry, Lower: roster.Lower,
		Progress: func(done int) { people.n.Store(int64(done)) },
	})
	ended()
	if err != nil {
		return err
	}
	report := reportOf(file, done)
	report.DryRun = o.dry
	if a.json {
		return a.printJSON(report)
	}
	a.tellImport(report, o.rows)
	return nil
}

// withDigests returns the file's people, those who name no digest with the given ones, and checks that all digests are
// there.
func (a *app) withDigests(
	ctx context.Context, st *store.Store, file *roster.File, digests []string, path string,
) ([]news.Subscriber, error) {
	var err error
	// Who left every digest names none, as export writes it, and needs none.
	wants := func(p roster.Person) bool {
		return len(p.Digests) == 0 && (len(digests) > 0 || !file.NamesDigests || roster.GetsMail(p.State))
	}
	fill := make([]bool, len(file.People))
	for i, p := range file.People {
		fill[i] = wants(p)
	}
	if len(digests) > 0 || slices.Contains(fill, true) {
		if digests, err = subscribedDigests(ctx, st, digests); err != nil {
			return nil, err
		}
	}
	named := map[string]int{}
	subs := make([]news.Subscriber, len(file.People))
	for i := range file.People {
		p := &file.People[i]
		for _, d := range p.Digests {
			if named[d] == 0 {
				named[d] = p.Line
			}
		}
		if fill[i] {
			p.Digests = digests
		}
		subs[i] = p.Subscriber
	}
	if len(named) == 0 {
		return subs, nil
	}
	all, err := st.Digests(ctx, false)
	if err != nil {
		return nil, err
	}
	var mistakes config.Mistakes
	for _, d := range slices.Sorted(maps.Keys(named)) {
		if !slices.ContainsFunc(all, func(known news.Digest) bool { return known.Name == d }) {
			mistakes = append(mistakes, config.Mistake{
				File: path, Line: named[d], Field: "digests",
				Message: fmt.Sprintf("There is no digest %q.", d), Hint: "attache digest list",
			})
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	return subs, nil
}

// heldOf lists the addresses that stand in a file crossed out, and no other way.
func heldOf(file roster.File) map[string]bool {
	held := map[string]bool{}
	for _, p := range file.People {
		if p.Held != "" {
			held[p.Email] = true
		}
	}
	return held
}

func reportOf(file roster.File, done []store.Imported) importReport {
	r := importReport{
		Blank: file.Blank, Encoding: file.Charset, Doubts: file.Doubts, Passed: file.Passed,
		Different: file.Different, NameSays: file.NameSays.Words, named: file.NameSays, Foreign: file.Foreign,
		States: map[string]int{}, Rows: make([]importRow, len(done)),
	}
	for i, d := range done {
		p := file.People[i]
		r.Rows[i] = importRow{
			Line: p.Line, Also: p.Lines, Email: p.Email, Do: d.Done, Was: d.Was, State: d.Now,
			Why: p.Why,
		}
		switch d.Done {
		case store.ImportAdded:
			r.Added++
			r.States[string(d.Now)]++
		case store.ImportUpdated:
			r.Updated++
		case store.ImportLowered:
			r.Lowered++
		case store.ImportRaised:
			r.Raised++
		case store.ImportKept:
			r.Left++
		case store.ImportUnchanged:
			r.Unchanged++
		case store.ImportHeld:
			r.Rows[i].Email = p.Held
		case store.ImportRemoved:
			r.Removed++
			r.Rows[i].Removed = d.Removed
			if first := r.since[0]; first.IsZero() || d.Removed.Before(first) {
				r.since[0] = d.Removed
			}
			if d.Removed.After(r.since[1]) {
				r.since[1] = d.Removed
			}
		}
	}
	r.addHeld(file)
	return r
}

// addHeld adds the lines that are held back and name nobody, each at its place.
func (r *importReport) addHeld(file roster.File) {
	r.Above, r.Held = file.Above, len(file.Held)
	told := map[int]bool{}
	for _, row := range r.Rows {
		told[row.Line] = true
		for _, also := range row.Also {
			told[also] = true
		}
	}
	for _, h := range file.Held {
		if !told[h.Line] {
			r.Rows = append(r.Rows, importRow{
				Line: h.Line, Email: h.Value, Do: store.ImportHeld, Why: []string{"the address is crossed out"},
			})
		}
	}
	slices.SortStableFunc(r.Rows, func(a, b importRow) int { return a.Line - b.Line })
}
