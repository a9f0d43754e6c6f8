package config

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// The YAML library needs some 400 bytes for every mark of a document, 50 for every byte of a text, and memory that
// grows with the square of the nesting: 100 KB of "[" took 15 GB. So a document is measured before the library sees it.
const (
	// MaxDocument bounds a document, in bytes: about 50,000 sources.
	MaxDocument = 8 << 20
	// maxMarks bounds the marks of a document (brackets, commas, colons, dashes, line ends, quotation marks). A source
	// of four lines has 14.
	maxMarks = 700_000
	// maxKeys bounds the settings of one block; the largest has some 40.
	maxKeys = 1000
	// maxFlow bounds the entries of one list or map in brackets: the library's time grows with their square when the
	// bracket does not close (20,000 take .2 s, 100,000 14 s).
	maxFlow = 20_000
	// maxMistakes is how many mistakes of one document are told: nobody mends more at once.
	maxMistakes = 100
)

// tokenize is the first half of parsing, with its bounds: size, marks, nesting.
func tokenize(data []byte) (token.Tokens, error) {
	if len(data) > MaxDocument {
		line := 1 + bytes.Count(data[:MaxDocument], []byte("\n"))
		return nil, &tooMuch{
			line, fmt.Sprintf("The document is larger than %d MB.", MaxDocument>>20),
			"Split it, or give subscribers as CSV (attache subscriber import).",
		}
	}
	marks, line := 0, 1
	for i, c := range data {
		switch c {
		case '\n':
			line++
			marks++
		case '[', ']', '{', '}', ',', '"', '\'', '&', '*', '!', '|', '>', '#', '%', '@', '`':
			marks++
		case ':', '-', '?':
			if i+1 == len(data) || strings.IndexByte(" \t\r\n,[]{}", data[i+1]) >= 0 {
				marks++
			}
		}
		if marks > maxMarks {
			return nil, &tooMuch{
				line, fmt.Sprintf("The document holds more than %d values and marks.", maxMarks),
				"Split it, or give subscribers as CSV (attache subscriber import).",
			}
		}
	}
	tokens := lexer.Tokenize(string(data))
	return tokens, nesting(tokens)
}

// level is a block of a document: the keys or the dashes that stand below each other.
type level struct {
	column int
	dash   bool
	keys   int
}

// nesting refuses a document in which lists and settings stand deeper in each other than maxDepth, or more keys than
// maxKeys in one block: the library's work grows with the square of both.
func nesting(tokens token.Tokens) error {
	flow, entries := 0, 0
	var levels []level
	for i, t := range tokens {
		at := t
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			if flow = max(0, flow-1); flow == 0 {
				entries = 0
			}
			continue
		case token.CollectEntryType:
			if entries++; flow > 0 && entries > maxFlow {
				return &tooMuch{t.Position.Line, fmt.Sprintf("More than %d values stand in one pair of brackets.",
					maxFlow), "Close the bracket, or write one value a line."}
			}
			continue
		case token.MappingValueType:
			if i > 0 && tokens[i-1].Position.Line == t.Position.Line {
				at = tokens[i-1] // the key
			}
		case token.SequenceEntryType, token.MappingKeyType:
		default:
			continue
		}
		if flow == 0 {
			levels = descend(levels, at.Position.Column, t.Type == token.SequenceEntryType)
			if n := levels[len(levels)-1].keys; n > maxKeys {
				return &tooMuch{t.Position.Line, fmt.Sprintf("More than %d settings stand in one block.", maxKeys), ""}
			}
		}
		if flow+len(levels) > maxDepth {
			return &tooMuch{
				t.Position.Line, fmt.Sprintf("The document nests deeper than %d.", maxDepth),
				"No document of attache nests deeper than six.",
			}
		}
	}
	return nil
}

// descend leaves the blocks that a key or a dash in this column ends, and goes into the one it stands in.
func descend(levels []level, column int, dash bool) []level {
	n := len(levels)
	for n > 0 && (levels[n-1].column > column || levels[n-1].column == column && levels[n-1].dash && !dash) {
		n--
	}
	levels = levels[:n]
	if n == 0 || levels[n-1].column < column || levels[n-1].dash != dash {
		levels = append(levels, level{column: column, dash: dash})
	}
	if !dash {
		levels[len(levels)-1].keys++
	}
	return levels
}

// tooMuch is a document beyond a bound, or in another encoding than UTF-8.
type tooMuch struct {
	line          int
	message, hint string
}

func (t *tooMuch) Error() string { return t.message }

// Lines finds the lines of a document's fields. Its zero value knows none.
type Lines struct{ node ast.Node }

// LinesOf reads a YAML document for Line. A document that cannot be read has no lines.
func LinesOf(data []byte) Lines {
	n, err := parse(data)
	if err != nil {
		return Lines{}
	}
	return Lines{n}
}
