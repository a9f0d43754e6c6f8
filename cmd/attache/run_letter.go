package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"attache/mail"
	"attache/news"
	"attache/worker"
)

// outKinds are the endings of --out, and what each is.
var outKinds = map[string]string{
	".html": "html", ".htm": "html", "": "html", ".txt": "text", ".md": "text", ".eml": "eml", ".json": "json",
}

// maxBefore bounds the file of an earlier run that is looked at for what is new, in bytes: a letter has 102 KB, its
// JSON with all verdicts some megabytes.
const maxBefore = 32 << 20

// oneLetter reports whether the run is asked for one letter.
func (o *runOptions) oneLetter() bool { return o.out != "" || o.open }

// checkOut says why the letter cannot be written or shown as asked, and reads what an earlier run wrote there.
func (o *runOptions) checkOut(a *app) error {
	if err := writable(o.out); err != nil {
		return err
	}
	ext := strings.ToLower(filepath.Ext(o.out))
	if _, known := outKinds[ext]; !known && !strings.HasPrefix(o.out, "/dev/") {
		return withCode(&usageError{
			message: fmt.Sprintf("--out %s: a letter is not written as %s.", o.out, ext),
			hint:    "end the file's name in .html, .txt, .eml or .json",
		}, codeInvalidFlag)
	}
	if o.out == "-" && !a.json {
		a.document, a.out = a.whole(), a.errs // the letter alone goes to standard output
	}
	if o.out == "-" && a.json {
		return &usageError{message: "--out - and --json both write to standard output.", hint: "use one of them"}
	}
	if o.open {
		if _, err := browser(a); err != nil {
			return err
		}
	}
	if st, err := os.Stat(o.out); err != nil || !st.Mode().IsRegular() {
		return nil
	}
	if f, err := os.Open(o.out); err == nil {
		defer f.Close()
		data, err := io.ReadAll(io.LimitReader(f, maxBefore))
		if err == nil {
			o.before = textOf(outKinds[ext], data)
		}
	}
	return nil
}

// tellIssue prints an issue, says what is new in it, and writes and shows its letter as asked.
func (a *app) tellIssue(ctx context.Context, p *program, o runOptions, r *issueResult, letters []news.Letter) error {
	var err error
	r.Replay = isReplay(&r.Issue)
	if r.Against, err = a.compare(ctx, p, o, &r.Issue); err != nil {
		return err
	}
	a.describe(r.Issue, r.Against)
	if r.Replay {
		a.say("A replay: this window ended %s before now. The schedule's own issues stay as they are.",
			spell(r.Issue.Created.Sub(r.Issue.Window.To)))
	}
	a.sayNew(r.Against)
	if r.Out, err = a.writeLetter(p, o, r, letters); err != nil || !o.open {
		return err
	}
	return a.openLetter(ctx, o, r, letters)
}

// replayAge is how long before an issue was made its window ends when it replays the past: an issue of the clock is at
// most late by the digest's limit, which is hours.
const replayAge = 24 * time.Hour

// isReplay reports whether an issue tells a window of the past.
func isReplay(i *news.Issue) bool {
	return !i.Window.To.IsZero() && i.Created.Sub(i.Window.To) >= replayAge
}

// letter is the one in the language asked for, else in the issue's.
func (o *runOptions) letter(i news.Issue, letters []news.Letter) news.Letter {
	n := slices.IndexFunc(letters,
		func(l news.Letter) bool { return l.Language == or(o.language, or(i.Language, news.Languages[0])) })
	return letters[max(n, 0)]
}

// writeLetter writes the letter to the file asked for and returns its absolute path; "" when there is none.
func (a *app) writeLetter(p *program, o runOptions, r *issueResult, letters []news.Letter) (string, error) {
	path := o.out
	if path == "" {
		return "", nil
	}
	kind := outKinds[strings.ToLower(filepath.Ext(path))]
	if len(letters) == 0 && kind != "json" {
		a.say("There is no letter to write: the issue is %s.", r.Issue.State)
		return "", nil
	}
	var data []byte
	var err error
	if kind == "json" {
		data, err = indented(*r, "")
	} else {
		data, err = letterAs(kind, p, o.letter(r.Issue, letters), r.Issue)
	}
	if err != nil {
		return "", err
	}
	if path == "-" {
		_, err := a.document.Write(data)
		return "", err
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return "", fmt.Errorf("write the letter: %w", err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	a.say("Wrote %s.", path)
	return abs, nil
}

// letterAs is a letter as html, text or eml. It is nobody's own.
func letterAs(kind string, p *program, l news.Letter, i news.Issue) ([]byte, error) {
	l.HTML, l.Text = worker.WithoutLeave(l.HTML, l.Text)
	switch kind {
	case "text":
		return []byte(l.Text), nil
	case "eml":
		return p.settings.Mail.Compose(mail.Message{
			ID: mail.MessageID(-i.Created.UnixMicro(), 0, p.settings.Mail.Domain()), To: "reader@example.org",
			Subject: l.Subject, HTML: l.HTML, Text: l.Text, Language: l.Language, ListName: i.Title, Date: i.Created,
		})
	}
	return []byte(l.HTML), nil
}

// openLetter shows the letter in a browser: the file of --out when it is HTML, else one in a temporary folder.
func (a *app) openLetter(ctx context.Context, o runOptions, r *issueResult, letters []news.Letter) error {
	if len(letters) == 0 {
		a.say("There is no letter to show: the issue is %s.", r.Issue.State)
		return nil
	}
	path := r.Out
	if path == "" || outKinds[strings.ToLower(filepath.Ext(path))] != "html" {
		dir, err := os.MkdirTemp("", "attache-letter-") // it stays: the browser reads it after this program has ended
		if err != nil {
			return err
		}
		path = filepath.Join(dir, "letter.html")
		data, err := letterAs("html", nil, o.letter(r.Issue, letters), r.Issue)
		if err == nil {
			err = os.WriteFile(path, data, 0o600)
		}
		if err != nil {
			return fmt.Errorf("write the letter: %w", err)
		}
	}
	words, err := browser(a)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), words[0], append(words[1:], path)...)
	if err := cmd.Start(); err != nil {
		return withHint(fmt.Errorf("show the letter: %w", err), "open %s yourself", path)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }() // it ends with the browser, or with this program
	select {
	case err := <-done:
		if err != nil {
			return withHint(fmt.Errorf("show the letter by %s: %w", words[0], err), "open %s yourself", path)
		}
	case <-time.After(browserWait):
	}
	a.say("Shown in a browser: %s", path)
	return nil
}

// browserWait is how long a browser may take to say that it cannot show a page: those that stay do not end.
const browserWait = 3 * time.Second

// browser is the command that shows a page: BROWSER, or the system's own.
func browser(a *app) ([]string, error) {
	words := strings.Fields(a.getenv("BROWSER"))
	switch {
	case len(words) > 0:
	case runtime.GOOS == "darwin":
		words = []string{"open"}
	case runtime.GOOS == "windows":
		words = []string{"rundll32", "url.dll,FileProtocolHandler"}
	default:
		words = []string{"xdg-open"}
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return nil, &usageError{
			message: fmt.Sprintf("--open: there is no browser here: %s is not found.", words[0]),
			hint:    "set BROWSER, or write the letter to a file: --out today.html",
		}
	}
	return words, nil
}

// comparison says which stories of an issue are new: none of an earlier issue, or not in the file of an earlier run.
type comparison struct {
	With string `json:"with"`        // "issue 12" or "today.html"
	Is   string `json:"-"`           // the same with its date, for people
	New  int    `json:"new"`         // of the stories
	All  int    `json:"all"`         // stories
	Told []bool `json:"told"`        // by story: it stood there
	Seen int    `json:"told_before"` // All - New
}

// compare compares an issue with the file that an earlier run wrote, else with the newest issue of its digest that was
// made before; nil when there is neither.
func (a *app) compare(ctx context.Context, p *program, o runOptions, i *news.Issue) (*comparison, error) {
	stories := i.Stories()
	c := &comparison{All: len(stories), Told: make([]bool, len(stories))}
	if o.before != "" {
		c.With, c.Is = filepath.Base(o.out), filepath.Base(o.out)+" as it was"
		for n := range stories {
			c.Told[n] = stands(o.before, stories[n].Lead.URL)
		}
		return c.count(), nil
	}
	rows, err := p.store.NewestIssues(ctx, i.Digest, 20)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(rows, func(r news.IssueRow) bool { return r.ID != i.ID && r.Outline.Stories > 0 })
	if at < 0 {
		return nil, nil
	}
	last, err := p.store.Issue(ctx, rows[at].ID)
	if err != nil {
		return nil, err
	}
	told := map[string]bool{}
	for _, s := range last.Stories() {
		for _, piece := range append([]news.Piece{s.Lead}, s.Also...) {
			told[piece.URL] = true
		}
	}
	c.With = fmt.Sprintf("issue %d", last.ID)
	c.Is = fmt.Sprintf("issue %d of %s", last.ID, whenIn(last.Created, last.TimeZone))
	for n := range stories {
		c.Told[n] = told[stories[n].Lead.URL]
	}
	return c.count(), nil
}

func (c *comparison) count() *comparison {
	for _, told := range c.Told {
		if told {
			c.Seen++
		}
	}
	c.New = c.All - c.Seen
	return c
}

// mark is what stands before a story in a list: + for a new one.
func (c *comparison) mark(n int) string {
	if c == nil || c.Told[n] {
		return " "
	}
	return "+"
}

// stands reports whether an address stands in a letter, in whatever form it was written.
func stands(letter, address string) bool {
	for _, form := range []string{address, html.EscapeString(address), strings.ReplaceAll(address, "&", `\u0026`)} {
		if strings.Contains(letter, form) {
			return true
		}
	}
	return false
}

// sayNew says what is new in an issue.
func (a *app) sayNew(c *comparison) {
	switch {
	case c == nil:
	case c.All == 0:
		a.say("Nothing new since %s.", c.Is)
	case c.New == 0:
		a.say("No story is new: all %d stood in %s.", c.All, c.Is)
	default:
		a.say("New (+): %d of %s; the others stood in %s.", c.New, counted(c.All, "story"), c.Is)
	}
}

// textOf is what an earlier run wrote, an .eml with its parts decoded.
func textOf(kind string, data []byte) string {
	if kind == "eml" {
		if l, err := parseLetter("", data); err == nil {
			return string(l.html) + string(l.text)
		}
	}
	return string(data)
}
