package llm

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"attache/file"
	"attache/news"
)

//go:embed prompts
var builtIn embed.FS

// maxPrompt bounds a prompt file, in bytes.
const maxPrompt = 64 << 10

// The kinds of question. Each has a prompt of its name.
const (
	choose     = "choose"
	write      = "write"
	translate  = "translate"
	adjudicate = "settle"
)

// terms is what a prompt may speak of. It holds nothing that a stranger wrote.
type terms struct {
	JSON     bool   // whether the answer is to be JSON
	Most     int    // sentences (choose, write)
	Language string // of the summary, its English name (write)
	From, To string // languages, their English names (translate)
	Lines    int    // headline and sentences (translate)
}

// readPrompts reads the built-in prompts and those of the folder, which win.
func readPrompts(dir string) (map[string]*template.Template, error) {
	all := map[string]*template.Template{}
	for _, name := range []string{choose, write, translate, adjudicate} {
		file := name + ".txt"
		text, err := fs.ReadFile(builtIn, "prompts/"+file)
		if err != nil {
			return nil, err
		}
		if dir != "" {
			own, err := readPrompt(filepath.Join(dir, file))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, news.Invalid("prompts", "The prompt %s cannot be read: %v.", file, err)
			}
			if err == nil {
				text = own
			}
		}
		t, err := template.New(file).Parse(string(text))
		if err == nil {
			err = t.Execute(io.Discard, terms{})
		}
		if err != nil {
			return nil, &news.InvalidError{
				Field: "prompts", Message: fmt.Sprintf("The prompt %s cannot be used: %v.", file, err),
				Hint: "compare with the built-in one; docs/llm.md lists what a prompt may say",
			}
		}
		all[name] = t
	}
	if dir != "" {
		if st, err := os.Stat(dir); err != nil || !st.IsDir() {
			return nil, news.Invalid("prompts", "%s is not a folder.", dir)
		}
	}
	return all, nil
}

func readPrompt(path string) ([]byte, error) {
	return file.Read(path, maxPrompt)
}

// system renders the instructions of a question.
func system(t *template.Template, v terms) (string, error) {
	var b strings.Builder
	if err := t.Execute(&b, v); err != nil {
		return "", fmt.Errorf("render the prompt %s: %w", t.Name(), err)
	}
	return strings.TrimSpace(b.String()), nil
}

// fence wraps strangers' texts as data. encoding/json writes < and > as \u003c and \u003e, so that no text can end the
// fence.
func fence(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write the data of a question: %w", err)
	}
	return "<data>\n" + string(b) + "\n</data>", nil
}
