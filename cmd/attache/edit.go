package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"attache/config"
	"attache/news"
)

// An edit changes one source, digest or subscriber as YAML: in the person's editor, from a file, or by field=value
// pairs. What cannot be taken is kept in its file, with each mistake beside its line, and offered again.

// editMark begins the lines that tell mistakes in the file that is edited; they are taken out when it is read.
const editMark = "#! "

// editing is one edit under way.
type editing[T any] struct {
	a     *app
	v     *T
	name  string                // of what is edited, for the file
	check func(edited *T) error // whether it can be taken
	retry string                // the command that takes the kept file: "attache digest edit daily --file"
}

// assigned edits by field=value pairs.
func (e *editing[T]) assigned(set []string) error {
	edited := *e.v
	if err := assignAll(&edited, set); err != nil {
		return err
	}
	if err := e.check(&edited); err != nil {
		return err
	}
	*e.v = edited
	return nil
}

// fromFile takes what a file holds.
func (e *editing[T]) fromFile(ctx context.Context, path string) error {
	f, err := e.a.input(ctx, path)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := readAtMost(f, filepath.Base(path), config.MaxDocument)
	if err != nil {
		return err
	}
	return e.take(filepath.Base(path), withoutMarks(data))
}

// take reads and checks a document, and takes it when nothing is wrong. Mistakes tell its lines.
func (e *editing[T]) take(file string, data []byte) error {
	var edited T
	if err := config.Decode(file, data, &edited); err != nil {
		return err
	}
	err := e.check(&edited)
	var invalid *news.InvalidError
	if errors.As(err, &invalid) {
		return config.Mistakes{mistake(file, config.LinesOf(data), "", invalid)}
	}
	if err == nil {
		*e.v = edited
	}
	return err
}

// inEditor edits in the person's editor, again and again while something is wrong and the person wants to.
func (e *editing[T]) inEditor(ctx context.Context) error {
	a := e.a
	editor := or(a.getenv("VISUAL"), a.getenv("EDITOR"))
	if editor == "" {
		return &usageError{
			message: "There is no editor: neither VISUAL nor EDITOR is set.",
			hint:    "use --set field=value",
		}
	}
	data, err := yaml.Marshal(e.v)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "attache-edit-")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, notInName().ReplaceAllString(strings.ToLower(e.name), "-")+".yaml")
	kept := false
	defer func() {
		if !kept {
			os.RemoveAll(dir)
		}
	}()
	for line := 0; ; {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return err
		}
		before := data
		if err := a.runEditor(ctx, editor, path, line); err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		data, err = readAtMost(f, filepath.Base(path), config.MaxDocument)
		f.Close()
		if err != nil {
			return err
		}
		data = withoutMarks(data)
		err = e.take(filepath.Base(path), data)
		var mistakes config.Mistakes
		if !errors.As(err, &mistakes) {
			return err
		}
		again := false
		givenUp := line > 0 && bytes.Equal(data, withoutMarks(before)) // left as it was
		if a.interactive && !givenUp {
			for _, m := range mistakes {
				a.complain(m.String(), m.Hint)
			}
			if again, err = a.ask(ctx, "Edit it again?", true); err != nil {
				return err
			}
		}
		data, line = marked(data, mistakes)
		if again {
			continue
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return err
		}
		kept = true
		return withHint(mistakes, "your edit is kept, with the mistakes beside their lines; mend it, then: %s %s", e.retry,
			news.Command(path))
	}
}

// linedEditors are editors that take the line to begin at as +LINE.
var linedEditors = []string{"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "joe", "mg", "ne", "kak"}

// runEditor runs an editor on a file; line is where it begins, 0 = anywhere.
func (a *app) runEditor(ctx context.Context, editor, path string, line int) error {
	words := strings.Fields(editor)
	if line > 0 && slices.Contains(linedEditors, filepath.Base(words[0])) {
		words = append(words, fmt.Sprintf("+%d", line))
	}
	words = append(words, path)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	a.idle.hold(1)
	defer a.idle.hold(-1)
	cmd.Stdout, cmd.Stderr = a.rawErrs(), a.rawErrs()
	if terminal, ok := a.in.(*os.File); ok { // any other stream would be read to its end: the answers to questions too
		cmd.Stdin = terminal
	}
	if err := cmd.Run(); err != nil {
		return withHint(fmt.Errorf("run the editor %s: %w", words[0], err),
			"nothing was changed; set EDITOR to another one, or use --set field=value")
	}
	return nil
}

// marked puts each mistake above its line, and returns where the first one stands now.
func marked(data []byte, mistakes config.Mistakes) (out []byte, first int) {
	at := map[int][]config.Mistake{}
	for _, m := range mistakes {
		line := max(m.Line, 1)
		at[line] = append(at[line], m)
	}
	var b bytes.Buffer
	n := 0
	tell := func(m config.Mistake) {
		text := m.Message
		if m.Field != "" {
			text = m.Field + ": " + text
		}
		if m.Hint != "" {
			text += " " + m.Hint
		}
		b.WriteString(editMark + strings.Join(strings.Fields(text), " ") + "\n")
		if n++; first == 0 {
			first = n
		}
	}
	line := 0
	for text := range bytes.Lines(data) {
		line++
		for _, m := range at[line] {
			tell(m)
		}
		delete(at, line)
		b.Write(text)
		n++
	}
	if len(at) > 0 && b.Len() > 0 && !bytes.HasSuffix(b.Bytes(), []byte("\n")) {
		b.WriteByte('\n')
	}
	for _, m := range mistakes { // behind the end
		if _, left := at[max(m.Line, 1)]; left {
			tell(m)
		}
	}
	return b.Bytes(), first
}

// withoutMarks takes out what marked put in.
func withoutMarks(data []byte) []byte {
	var b bytes.Buffer
	for text := range bytes.Lines(data) {
		if !bytes.HasPrefix(bytes.TrimLeft(text, " "), []byte(editMark)) {
			b.Write(text)
		}
	}
	return b.Bytes()
}

// assignAll sets fields by their YAML names: "rules.link=a.title", "topic.countries=KZ,TR".
func assignAll(v any, set []string) error {
	var mistakes config.Mistakes
	for _, pair := range set {
		field, value, ok := strings.Cut(pair, "=")
		if !ok {
			mistakes = append(mistakes, config.Mistake{Field: pair, Message: "This is no field=value.", Hint: news.Option("set",
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
