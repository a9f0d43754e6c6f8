package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"

	"attache/config"
	"attache/news"
)

// confirm asks a question that must be answered with yes; any other answer is a *declined. With --yes it does not ask;
// with nobody to ask it refuses, and again is the command to which --yes belongs.
func (a *app) confirm(ctx context.Context, question, again string) error {
	if a.yes {
		return nil
	}
	if !a.interactive {
		return &usageError{message: "Confirmation needed, and there is no terminal to ask on.", hint: again + " --yes"}
	}
	fmt.Fprintf(a.errs, "%s [y/N] ", question)
	answer, _, err := a.answer(ctx)
	if err != nil {
		return err
	}
	if answer == "y" || answer == "yes" {
		return nil
	}
	return &declined{message: "The answer was no: nothing was changed or sent."}
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

// edit changes a value: by field=value pairs, or else in the person's editor, where what is deleted falls back to zero.
func edit[T any](ctx context.Context, a *app, v *T, set []string) error {
	if len(set) > 0 {
		return assignAll(v, set)
	}
	editor := a.getenv("VISUAL")
	if editor == "" {
		editor = a.getenv("EDITOR")
	}
	if editor == "" {
		return &usageError{
			message: "There is no editor: neither VISUAL nor EDITOR is set.",
			hint:    "use --set field=value",
		}
	}
	data, err := yaml.Marshal(v)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "attache")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "edit.yaml")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return err
	}
	words := append(strings.Fields(editor), path)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = a.in, a.rawErrs(), a.rawErrs()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run the editor %s: %w", words[0], err)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if data, err = readAtMost(f, "edit.yaml", config.MaxDocument); err != nil {
		return err
	}
	var edited T
	if err := config.Decode("edit.yaml", data, &edited); err != nil {
		return err
	}
	*v = edited
	return nil
}

// assignAll sets fields by their YAML names: "rules.link=a.title", "topic.countries=KZ,TR".
func assignAll(v any, set []string) error {
	var mistakes config.Mistakes
	for _, pair := range set {
		field, value, ok := strings.Cut(pair, "=")
		if !ok {
			mistakes = append(mistakes, config.Mistake{Field: pair, Message: "This is no field=value.", Hint: option("set",
				pair+"=…")})
			continue
		}
		mistakes = append(mistakes, config.Assign(v, strings.TrimSpace(field), value)...)
	}
	if len(mistakes) > 0 {
		return mistakes
	}
	return nil
}

// output opens the file that --out names, or standard output for "" and "-". Close it and look at the error.
func (a *app) output(path string) (io.WriteCloser, error) {
	if path == "" || path == "-" {
		return standard{a.whole()}, nil
	}
	return os.Create(path)
}

type standard struct{ io.Writer }

func (standard) Close() error { return nil }

// input opens a file, or standard input for "-".
func (a *app) input(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(a.in), nil
	}
	return os.Open(path)
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
