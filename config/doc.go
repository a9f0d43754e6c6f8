// Package config reads settings: a strict YAML file, environment variables over it, secrets from files. It reports
// every mistake at once, each with its line and what to do. It also carries the two files that attache hands out: the
// commented attache.yaml that init writes, and the catalogue of outlets.
//
// It does not know any setting: each package owns a Config struct with yaml tags, cmd/attache gathers them into one
// and hands it to Load. It keeps nothing and logs nothing. The same decoder reads the desk documents of `attache
// apply`. Read load.go first, then decode.go; bound.go has the limits of a document, schema.go its JSON Schema.
package config

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed attache.yaml
var template []byte

//go:embed sources.yaml
var catalogue []byte

// Template is the commented attache.yaml that init writes. Every setting stands in it, commented out at its default.
func Template() []byte { return append([]byte(nil), template...) }

// Catalogue is the built-in catalogue of outlets: a desk document (news.Desk) that holds only sources. None of its
// addresses was checked live when it was written; a source's first poll tells.
func Catalogue() []byte { return append([]byte(nil), catalogue...) }

// Mistake is one thing wrong with a document or the environment. Message and Hint are full sentences for people.
type Mistake struct {
	File    string `json:"file,omitempty"` // the document, or the environment variable
	Line    int    `json:"line,omitempty"` // 1-based; 0 = no line (the environment, or a value left at its default)
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// String is the mistake on one line, without its hint: "attache.yaml:12: mail.port: …".
func (m Mistake) String() string {
	var b strings.Builder
	b.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&b, ":%d", m.Line)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if m.Field != "" {
		b.WriteString(m.Field + ": ")
	}
	return b.String() + m.Message
}

// Mistakes are all mistakes of a document, in the order of their lines. It is the error that Load and Decode return.
type Mistakes []Mistake

// Error returns every mistake on a line of its own.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// Sort puts mistakes in the order a person mends them: by line, then those without one (the environment).
func (ms Mistakes) Sort() {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		switch {
		case a.Line == b.Line:
			return 0
		case a.Line == 0:
			return 1
		case b.Line == 0:
			return -1
		}
		return a.Line - b.Line
	})
}
