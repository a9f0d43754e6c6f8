package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	_ "time/tzdata" // the container image has no zone data of its own

	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// version is set by the linker (see the Makefile); a plain `go build` leaves it to the build information.
var version string

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go obey(signals, cancel)
	a := &app{
		program: programPath(os.Args[0]), in: os.Stdin, out: os.Stdout, errs: os.Stderr, environ: os.Environ(),
		now:      time.Now,
		terminal: isatty.IsTerminal(os.Stderr.Fd()), interactive: isatty.IsTerminal(os.Stdin.Fd()),
		outTerminal: isatty.IsTerminal(os.Stdout.Fd()), size: terminalSize,
	}
	code := a.run(ctx, os.Args[1:])
	cancel()
	os.Exit(code)
}

// obey takes the first signal as the order to finish, and a second one as the order to end at once: what is under way
// then is in doubt, as after a crash. It holds also where the program was started with the signal ignored (by a
// shell's &). Wrappers such as timeout(1) signal the program and its group together: what comes within a second is the
// same signal.
func obey(signals <-chan os.Signal, finish func()) {
	<-signals
	finish()
	first := time.Now()
	for range signals {
		if time.Since(first) >= time.Second {
			fmt.Fprintln(os.Stderr,
				"attache: stopped at once; what was under way is looked at by the next command that sends")
			os.Exit(exitInterrupted)
		}
	}
}

// app is what commands share: the streams, the clock, and the flags that every command takes. There is no other state:
// each command opens the packages that it needs and closes them.
type app struct {
	in          io.Reader
	lines       *bufio.Reader // in, once a question was asked
	out, errs   io.Writer
	raw         io.Writer // errs without the fence; see fence
	document    io.Writer // out without folding, for what is not prose; see whole
	environ     []string
	now         func() time.Time
	terminal    bool       // standard error is a terminal: progress bars and colours
	interactive bool       // standard input is a terminal: questions may be asked
	outTerminal bool       // standard output is a terminal: lines and tables keep to its width
	size        func() int // columns of that terminal; nil or 0 = not known

	warnings   int    // how many were told
	program    string // how it is called where the shell does not find it by name; "" = attache
	configPath string // -c; "" = the usual places
	json       bool   // --json: machine-readable output
	plain      bool   // --plain: tables whole, their cells parted by tabs
	yes        bool   // --yes: no questions
	verbose    bool   // -v: log what happens
	quiet      bool   // -q: no progress and no suggestions
	dry        bool   // --dry-run, of commands that have it: nothing is written

	outside outside // what doctor asks; zero = the DNS and the web

	ends []func() // what is done when the command has ended

	idle      idle          // says that work goes on when nothing else does
	firstWord time.Duration // after how long work says what it waits for; 0 = firstWord
}

// run executes one command line and returns its exit code.
func (a *app) run(ctx context.Context, args []string) int {
	a.fence()
	defer a.end()
	defer a.idle.stop()
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	a.json = a.json || wantsJSON(args) // it may stand behind the word that is wrong
	return a.explain(ctx, err)
}

// terminalSize is how many columns the terminal has; 0 = it does not say.
func terminalSize() int {
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			return columns
		}
	}
	return 0
}

// utc is the time as the packages want it.
func (a *app) utc() time.Time { return a.now().UTC() }

// getenv is the value of one environment variable; "" when it is not set.
func (a *app) getenv(name string) string {
	for i := len(a.environ) - 1; i >= 0; i-- {
		if e := a.environ[i]; len(e) > len(name) && e[:len(name)] == name && e[len(name)] == '=' {
			return e[len(name)+1:]
		}
	}
	return ""
}
