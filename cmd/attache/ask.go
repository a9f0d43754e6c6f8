package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"attache/news"
)

// confirm asks a question that must be answered with yes; any other answer is a *declined. With --yes it does not ask;
// with nobody to ask it refuses, and again is the command to which --yes belongs.
func (a *app) confirm(ctx context.Context, question, again string) error {
	if a.yes {
		return nil
	}
	if !a.interactive {
		return withCode(&usageError{
			message: "Confirmation needed, and there is no terminal to ask on.", hint: again + " --yes",
		}, codeNeedsYes)
	}
	yes, err := a.ask(ctx, question, false)
	if err != nil || yes {
		return err
	}
	return &declined{message: "The answer was no: nothing was changed or sent."}
}

// ask asks a question; usual is what an empty answer means.
func (a *app) ask(ctx context.Context, question string, usual bool) (yes bool, err error) {
	choice := "[y/N]"
	if usual {
		choice = "[Y/n]"
	}
	fmt.Fprintf(a.errs, "%s %s ", question, choice)
	answer, more, err := a.answer(ctx)
	switch {
	case err != nil:
		return false, err
	case answer == "" && more:
		return usual, nil
	}
	return answer == "y" || answer == "yes", nil
}

// answer reads a line from the person, in lower case; more is false when it was the last one. It returns ctx's error
// as soon as ctx ends: Ctrl-C at a question ends the program.
func (a *app) answer(ctx context.Context) (line string, more bool, err error) {
	if a.lines == nil {
		a.lines = bufio.NewReader(a.in)
	}
	type read struct {
		line string
		err  error
	}
	a.idle.hold(1)
	defer a.idle.hold(-1)
	done := make(chan read, 1)
	go func() { // it ends with the line, or else with the program, which then does nothing more
		line, err := a.lines.ReadString('\n')
		done <- read{line, err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.errs)
		return "", false, ctx.Err()
	case r := <-done:
		if r.err != nil && !errors.Is(r.err, io.EOF) {
			return "", false, fmt.Errorf("read the answer: %w", r.err)
		}
		if r.err != nil {
			fmt.Fprintln(a.errs)
		}
		return strings.ToLower(strings.TrimSpace(r.line)), r.err == nil, nil
	}
}

// output opens the file that --out names, or standard output for "" and "-". Close it and look at the error.
func (a *app) output(ctx context.Context, path string) (io.WriteCloser, error) {
	if path == "" || path == "-" {
		return standard{a.whole()}, nil
	}
	return await(ctx, func() (*os.File, error) { // a pipe waits for its reader: opened both ways it would lose all
		return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	})
}

type standard struct{ io.Writer }

func (standard) Close() error { return nil }

// input opens a file, or standard input for "-". Opening and reading end with ctx, also where nobody writes into a
// pipe.
func (a *app) input(ctx context.Context, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(&awaited{ctx: ctx, Reader: a.in}), nil
	}
	f, err := await(ctx, func() (*os.File, error) { return os.Open(path) })
	if err != nil {
		return nil, err
	}
	if st, err := f.Stat(); err == nil && st.Mode().IsRegular() {
		return f, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{&awaited{ctx: ctx, Reader: f}, f}, nil
}

// await does what may wait for another process, such as opening a named pipe, and returns at the latest when ctx ends:
// the rest of it then ends with the program.
func await[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := do()
		done <- result{value, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case r := <-done:
		return r.value, r.err
	}
}

// awaited is a reader whose reading ends with ctx.
type awaited struct {
	ctx context.Context //nolint:containedctx // io.Reader has no place for it
	io.Reader
}

// Read implements io.Reader. It reads into a buffer of its own: what comes after ctx has ended touches nobody's.
func (r *awaited) Read(p []byte) (int, error) {
	const most = 64 << 10 // bytes, as a pipe holds at most
	got, err := await(r.ctx, func() ([]byte, error) {
		b := make([]byte, min(len(p), most))
		n, err := r.Reader.Read(b)
		return b[:n], err
	})
	return copy(p, got), err
}

// readAtMost reads a document whole. One larger than limit, in bytes, is a *news.InvalidError: no part of it is used.
func readAtMost(r io.Reader, name string, limit int) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if n > int64(limit) {
		line := 1 + bytes.Count(b.Bytes(), []byte("\n"))
		return nil, &news.InvalidError{
			Message: fmt.Sprintf("%s is larger than %d MB, the limit, which is reached on line %d.", name, limit>>20,
				line), Hint: "split it into several files",
		}
	}
	return b.Bytes(), nil
}
