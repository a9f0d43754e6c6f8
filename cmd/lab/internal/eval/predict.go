// Package eval measures the product's own functions with the product's own settings: answers to cases (predict.go,
// tasks.go), the scorers' figures beside the peers' (score.go, measures.go), the speed of each stage, of grouping and
// of delivery (stages.go, window.go, mail.go). It does not learn anything (package train) nor read the replayed web
// (package replay). Read predict.go first.
package eval

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"attache/cmd/lab/internal/dataset"
)

// stats is what a prediction cost.
type stats struct {
	cases int
	wall  time.Duration
	cpu   time.Duration // user and system time of this process during the prediction
	rss   int64         // peak resident memory of this process in bytes
}

func (s stats) String() string {
	return fmt.Sprintf("%d documents in %.2f s: %.0f documents/s, %.0f a CPU second, %.2f CPU s, peak RSS %.0f MB",
		s.cases, s.wall.Seconds(), float64(s.cases)/s.wall.Seconds(), float64(s.cases)/s.cpu.Seconds(), s.cpu.Seconds(),
		float64(s.rss)/1e6)
}

// usageNow returns the CPU time so far and the peak memory of this process.
func usageNow() (cpu time.Duration, rss int64) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), u.Maxrss * 1024
}

// Predict answers the cases of a task on standard input.
func Predict(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) error {
	fs := flag.NewFlagSet("predict", flag.ContinueOnError)
	jobs := fs.Int("jobs", runtime.NumCPU(), "cases worked on at a time")
	stats := fs.Bool("stats", false, "print documents/s, CPU seconds and peak memory on standard error")
	name := ""
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	t, ok := tasks[name]
	if !ok {
		return fmt.Errorf("there is no task %q; there are: %s", name, strings.Join(Tasks(), ", "))
	}
	if *jobs < 1 {
		return fmt.Errorf("-jobs %d: at least one", *jobs)
	}
	s, err := predict(ctx, t, *jobs, in, out)
	if *stats {
		fmt.Fprintln(errOut, s)
	}
	return err
}

// Tasks returns the names of the tasks, in order.
func Tasks() []string { return slices.Sorted(maps.Keys(tasks)) }

// predict answers the cases of in on out, in their order, jobs at a time. Tasks that look at all cases together
// (stories) get them all at once; the others stream, so that memory does not grow with the input.
func predict(ctx context.Context, t task, jobs int, in io.Reader, out io.Writer) (stats, error) {
	begin := time.Now()
	cpu0, _ := usageNow()
	w := bufio.NewWriter(out)
	n, err := 0, error(nil)
	if t.all != nil {
		n, err = predictAll(t, in, w)
	} else {
		n, err = predictEach(ctx, t, jobs, in, w)
	}
	if err == nil {
		err = w.Flush()
	}
	cpu, rss := usageNow()
	return stats{cases: n, wall: time.Since(begin), cpu: cpu - cpu0, rss: rss}, err
}

func predictAll(t task, in io.Reader, w *bufio.Writer) (int, error) {
	var lines []json.RawMessage
	s := dataset.Scanner(in)
	for s.Scan() {
		if len(bytes.TrimSpace(s.Bytes())) > 0 {
			lines = append(lines, bytes.Clone(s.Bytes()))
		}
	}
	if err := s.Err(); err != nil {
		return 0, fmt.Errorf("read cases: %w", err)
	}
	answers, err := t.all(lines)
	if err != nil {
		return 0, err
	}
	e := encoder(w)
	for _, a := range answers {
		if err := e.Encode(a); err != nil {
			return 0, err
		}
	}
	return len(lines), nil
}

func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

// answer is one case's result, or why there is none.
type answer struct {
	line []byte
	err  error
}

// predictEach keeps a bounded queue of cases under way; the queue's order is the output's.
func predictEach(ctx context.Context, t task, jobs int, in io.Reader, w *bufio.Writer) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	queue := make(chan chan answer, 4*jobs)
	running := make(chan struct{}, jobs)
	readErr := make(chan error, 1)
	go func() { // ends when the input does, or ctx
		defer close(queue)
		s := dataset.Scanner(in)
		for number := 1; s.Scan(); number++ {
			line := bytes.TrimSpace(bytes.Clone(s.Bytes()))
			if len(line) == 0 {
				continue
			}
			slot := make(chan answer, 1)
			select {
			case queue <- slot:
			case <-ctx.Done():
				readErr <- ctx.Err()
				return
			}
			running <- struct{}{}
			go func() {
				defer func() { <-running }()
				slot <- answerOne(t, number, line)
			}()
		}
		readErr <- s.Err()
	}()
	n := 0
	for slot := range queue {
		a := <-slot
		if a.err != nil {
			return n, a.err
		}
		if _, err := w.Write(a.line); err != nil {
			return n, err
		}
		n++
	}
	if err := <-readErr; err != nil {
		return n, fmt.Errorf("read cases: %w", err)
	}
	return n, nil
}

func answerOne(t task, number int, line []byte) answer {
	v, err := t.each(line)
	if err != nil {
		return answer{err: fmt.Errorf("case %d: %w", number, err)}
	}
	var b bytes.Buffer
	if err := encoder(&b).Encode(v); err != nil {
		return answer{err: fmt.Errorf("case %d: %w", number, err)}
	}
	return answer{line: b.Bytes()}
}
