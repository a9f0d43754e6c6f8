package markup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// What is parsed of a page; what comes after it is left out. Of 1,826 pages of 229 outlets the one with most has 19,500
// tags and 1.1 MB without its scripts.
const (
	maxTags   = 60_000
	maxMarkup = 2 << 20 // bytes, in UTF-8 and without scripts, styles and comments
	maxDepth  = 256     // open elements kept when a page nests deeper than the parser allows
)

// Clip cuts markup (UTF-8) to maxTags tags and maxMarkup bytes. lost is how many bytes it left out; 0 = none.
func Clip(page []byte) (kept []byte, lost int) {
	end := min(len(page), maxMarkup)
	for end > 0 && end < len(page) && !utf8.RuneStart(page[end]) {
		end--
	}
	at := 0
	for range maxTags {
		k := bytes.IndexByte(page[at:end], '<')
		if k < 0 {
			return page[:end], len(page) - end
		}
		at += k + 1
	}
	if k := bytes.IndexByte(page[at:end], '<'); k >= 0 {
		end = at + k
	}
	return page[:end], len(page) - end
}

// Parse parses a page (UTF-8). flat reports whether it nests deeper than the parser allows and was flattened to
// maxDepth open elements. The error is that of ctx.
func Parse(ctx context.Context, page []byte) (root *html.Node, flat bool, err error) {
	root, err = html.Parse(stoppable(ctx, bytes.NewReader(page)))
	if err == nil || ctx.Err() != nil {
		return root, false, err
	}
	root, err = html.Parse(stoppable(ctx, &flattener{z: html.NewTokenizer(bytes.NewReader(page))}))
	return root, true, err
}

// readerFunc is a function as a reader.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// stoppable is r until ctx ends.
func stoppable(ctx context.Context, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	})
}

// Attr returns the value of an element's attribute, key in lower case; "" when it has none.
func Attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// flattener returns the same page with elements beyond maxDepth left out, so that the parser can take it.
type flattener struct {
	z     *html.Tokenizer
	depth int
	rest  []byte
}

func (f *flattener) Read(p []byte) (int, error) {
	for len(f.rest) == 0 {
		tt := f.z.Next()
		if tt == html.ErrorToken {
			if errors.Is(f.z.Err(), io.EOF) {
				return 0, io.EOF
			}
			return 0, f.z.Err()
		}
		raw := f.z.Raw()
		switch tt {
		case html.StartTagToken:
			if f.depth++; f.depth > maxDepth {
				raw = []byte{' '}
			}
		case html.EndTagToken:
			if f.depth--; f.depth >= maxDepth {
				raw = []byte{' '}
			}
			f.depth = max(f.depth, 0)
		}
		f.rest = append(f.rest[:0], raw...)
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}
