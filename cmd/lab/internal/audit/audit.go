// Package audit lets a person judge what an issue printed. It runs the built program over stored pages and feeds and
// writes each printed story, and a sample of the dropped pieces, beside the page or the entry it came from, with a
// form to fill (audit.go, form.go); it counts a filled form (tally.go). Pages made for this purpose state what is
// right (made.go).
//
// It does not judge anything itself, nor use the network: web.go serves the pages on loopback only. Read audit.go
// first.
package audit

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/store"
)

// options are what a person may say to `lab audit`.
type options struct {
	data    string
	out     string
	sets    []string
	seed    uint64
	stories int // most printed stories in the form; 0 = all
	dropped int
}

// Command runs `lab audit` and `lab audit tally FORM.csv`.
func Command(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == "tally" {
		return tallyCommand(args[1:], out)
	}
	fs := flag.NewFlagSet("audit", flag.ContinueOnError)
	data := dataset.Flag(fs)
	var o options
	fs.StringVar(&o.out, "out", "", "folder to write audit.html, form.csv and, for made pages, checks.tsv to")
	sets := fs.String("sets", "sites", "what is read, with commas: sites, reading (its pages, listed by us), made")
	fs.Uint64Var(&o.seed, "seed", 1, "chooses the sample")
	fs.IntVar(&o.stories, "stories", 0, "most printed stories in the form; 0 = all")
	fs.IntVar(&o.dropped, "dropped", 60, "dropped pieces in the form, spread over the reasons")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if o.out == "" {
		return errors.New("say with -out which folder the form is written to, outside the repository: " +
			"it holds texts of publishers")
	}
	o.data, o.sets = *data, strings.Split(*sets, ",")
	return audit(ctx, o, out)
}

// audit reads the sets, each in a database of its own, and writes one form of all.
func audit(ctx context.Context, o options, out io.Writer) error {
	if err := os.MkdirAll(filepath.Join(o.out, "pages"), 0o750); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lab-audit-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // a temporary folder
	program := filepath.Join(dir, "attache")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "attache/cmd/attache")
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build attache/cmd/attache: %w: %s", err, said)
	}
	var f form
	for _, set := range o.sets {
		w, err := openSet(set, o.data)
		if err != nil {
			return err
		}
		home := filepath.Join(dir, set)
		if err := os.Mkdir(home, 0o750); err != nil {
			return err
		}
		p, err := printed(ctx, w, program, home)
		if err != nil {
			return fmt.Errorf("set %s: %w", set, err)
		}
		rows := p.rows(o)
		f.rows = append(f.rows, rows...)
		f.letters = append(f.letters, letter{set, p.letter})
		n := count(rows)
		fmt.Fprintf(out, "%s: %d articles, %d stories printed, %d in the form; %d dropped, %d in the form\n",
			set, len(p.articles), len(p.stories), n.stories, len(p.dropped), n.dropped)
		if len(w.wants) > 0 {
			if err := writeChecks(filepath.Join(o.out, "checks.tsv"), p.check(), out); err != nil {
				return err
			}
		}
	}
	return f.write(o.out)
}

// openSet returns the pages of a set by its name.
func openSet(set, data string) (*web, error) {
	switch set {
	case "sites":
		return openSites(filepath.Join(data, "sites"))
	case "reading":
		return openReading(filepath.Join(data, "reading"))
	case "made":
		return openMade(made)
	default:
		return nil, fmt.Errorf("there is no set %q: sites, reading and made are known", set)
	}
}

// program is the built attache in a folder of its own, which reads a web through a proxy.
type program struct {
	path, home, proxy string
}

// run runs a command of the program, for 15 minutes at most.
func (p program) run(ctx context.Context, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Dir = p.home
	cmd.Env = append(os.Environ(), "HTTP_PROXY="+p.proxy, "HTTPS_PROXY="+p.proxy, "NO_PROXY=",
		"SSL_CERT_FILE="+filepath.Join(p.home, "ca.pem"), "ATTACHE_SCRAPE__GAP=1ms", "ATTACHE_SCRAPE__RETRIES=-1",
		"ATTACHE_SCRAPE__TIMEOUT=15s", "ATTACHE_SCRAPE__CONTACT=lab@example.org")
	var said bytes.Buffer
	cmd.Stderr = &said
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 5 { // done in part: some sources of the sets are broken
		return nil
	}
	if err != nil {
		return fmt.Errorf("attache %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(said.Bytes()))
	}
	return nil
}

// letter composes the issue of a window and returns its text, "" when nothing was printed. The first one reads the
// sources.
func (p program) letter(ctx context.Context, from, to time.Time, first bool) (string, error) {
	args := []string{"run", "--no-send", "--from", from.Format(time.DateOnly), "--out", "letter.txt"}
	if !first {
		args = append(args, "--no-scrape")
	}
	if to.Before(time.Now()) {
		args = append(args, "--to", to.Format(time.DateOnly))
	}
	if err := p.run(ctx, args...); err != nil {
		return "", err
	}
	file := filepath.Join(p.home, "letter.txt")
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return string(b), os.Remove(file)
}

// printed lets the program at path read a web once, in the folder home, and compose an issue of each of the web's
// windows. It returns what the database then holds.
func printed(ctx context.Context, w *web, path, home string) (*print, error) {
	address, stop, err := w.serve(home)
	if err != nil {
		return nil, err
	}
	defer stop()
	attache := program{path, home, address}
	if err := os.WriteFile(filepath.Join(home, "desk.yaml"), w.desk(), 0o600); err != nil {
		return nil, err
	}
	for _, args := range [][]string{{"init", "--yes"}, {"apply", "--yes", "-f", "desk.yaml"}} {
		if err := attache.run(ctx, args...); err != nil {
			return nil, err
		}
	}
	var letters strings.Builder
	for from := w.begin; from.Before(time.Now()); {
		to := w.next(from)
		text, err := attache.letter(ctx, from, to, from.Equal(w.begin))
		if err != nil {
			return nil, err
		}
		letters.WriteString(text)
		from = to
	}
	st, err := store.Open(ctx, store.Config{URL: filepath.Join(home, "data", "attache.db")})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	p, err := readPrint(ctx, st, w)
	if err != nil {
		return nil, err
	}
	p.letter = letters.String()
	return p, nil
}
