package train

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"attache/digest/relevance"
	"attache/digest/summary"
)

// TestTablesSurvive reads and writes embedded tables: what the trainers write is what the program reads.
func TestTablesSurvive(t *testing.T) {
	embedded := func(path ...string) []byte {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(append([]string{checkout}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := embedded("digest", "relevance", "data", "relevance.bin")
	m, err := relevance.ParseModel(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(relevanceTable(m), b) {
		t.Error("the table of relevance does not survive reading and writing")
	}
	for _, name := range []string{"length.bin", "word.bin", "pair.bin", "sentence.bin", "set.bin"} {
		b := embedded("digest", "summary", name)
		var f summary.Forest
		if err := f.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(forestTable(&f), b) {
			t.Errorf("the table %s does not survive reading and writing", name)
		}
	}
}
