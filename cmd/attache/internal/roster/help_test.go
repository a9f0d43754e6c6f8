package roster

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/imports.md again")

// readSubscribers reads a made file.
func readSubscribers(path string, r io.Reader, o Options) (File, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return File{}, err
	}
	return Read(path, data, o)
}

// generated holds a file of the repository to what the program makes of it.
func generated(t *testing.T, path string, want []byte) {
	t.Helper()
	path = filepath.Join("..", "..", "..", "..", path)
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not current; look at the difference, then run: make golden\n%s", path, diff)
	}
}

// explained is what a person says of words and columns, parted by |.
func explained(t *testing.T, pairs string) (o Options) {
	t.Helper()
	for _, pair := range strings.FieldsFunc(pairs, func(r rune) bool { return r == '|' }) {
		if !o.Explain(pair) {
			t.Fatalf("%s explains nothing", pair)
		}
	}
	return o
}
