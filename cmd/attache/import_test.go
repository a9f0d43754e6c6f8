package main

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"attache/cmd/attache/internal/roster"
)

// endless is an input without an end.
type endless struct{ line string }

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e.line)
	}
	return n, nil
}

// TestEndlessImport: inputs without an end are refused within a bound of memory.
func TestEndlessImport(t *testing.T) {
	for name, line := range map[string]string{
		"rows": "reader@example.org,Name\n", "one line": "x", "quotes": "\"\"",
		"zeros": "\x00", "high": "\xe4",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := readAtMost(endless{line}, "-", roster.MaxBytes)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), "64 MB") {
				t.Errorf("got %v", err)
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 320 && !raced {
				t.Errorf("took %d MB", mb)
			}
		})
	}
	if _, err := readAtMost(iotest.ErrReader(errors.New("gone")), "-", roster.MaxBytes); err == nil {
		t.Error("a broken input passed")
	}
}
