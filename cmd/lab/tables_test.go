package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"attache/digest"
)

// TestTablesSurvive reads and writes embedded tables: what the trainers write is what the program reads.
func TestTablesSurvive(t *testing.T) {
	embedded := func(path ...string) []byte {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := embedded("digest", "data", "relevance.bin")
	m, err := digest.ParseRelevance(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(relevanceTable(m), b) {
		t.Error("the table of relevance does not survive reading and writing")
	}
}
