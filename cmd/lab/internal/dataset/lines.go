// Package dataset reads the datasets that attache is measured on and trained with: lines of JSON, captured pages, the
// manifest of replayed sites, and the summary datasets' table. It does not judge answers (package eval) nor learn from
// them (package train), and it writes nothing. Read lines.go first, then pages.go and summaries.go.
package dataset

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	// MaxLine bounds one line of JSON in bytes: the longest article of the datasets has 2 MB.
	MaxLine = 64 << 20
	// MaxFile bounds a page or message in bytes after decompression, as the product does.
	MaxFile = 20 << 20
)

// open returns a reader of a file, which unpacks it when its name ends in .gz, and what closes it.
func open(name string) (io.Reader, io.Closer, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	if !strings.HasSuffix(name, ".gz") {
		return f, f, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return z, f, nil
}

// ReadFile returns the first MaxFile bytes of a file, unpacked when its name ends in .gz.
func ReadFile(name string) ([]byte, error) {
	r, f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(r, MaxFile))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return b, nil
}

// Scanner returns a scanner over lines of up to MaxLine bytes.
func Scanner(in io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, 0, 1<<20), MaxLine)
	return s
}

// EachLine calls do with each line of a file, unpacked when its name ends in .gz. The line is valid until do returns.
// An error names the file and the line.
func EachLine(name string, do func(line []byte) error) error {
	r, f, err := open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	s := Scanner(r)
	n := 1
	for ; s.Scan(); n++ {
		if err := do(s.Bytes()); err != nil {
			return fmt.Errorf("%s line %d: %w", name, n, err)
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%s line %d: %w", name, n, err)
	}
	return nil
}

// Each calls do with each line of a file of JSON lines, decoded.
func Each[T any](name string, do func(T) error) error {
	return EachLine(name, func(line []byte) error {
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			return err
		}
		return do(v)
	})
}

// Read returns the decoded lines of a file of JSON lines.
func Read[T any](name string) ([]T, error) {
	out := []T{}
	err := Each(name, func(v T) error {
		out = append(out, v)
		return nil
	})
	return out, err
}

// Lines returns the lines of a file of JSON lines as they are, as cases for package eval.
func Lines(name string) (out []any, err error) {
	err = EachLine(name, func(line []byte) error {
		out = append(out, json.RawMessage(bytes.Clone(line)))
		return nil
	})
	return out, err
}
