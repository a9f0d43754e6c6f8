package roster

import (
	"io"
	"strings"
	"testing"
)

// readSubscribers reads a made file.
func readSubscribers(path string, r io.Reader, o Options) (File, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return File{}, err
	}
	return Read(path, data, o)
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
