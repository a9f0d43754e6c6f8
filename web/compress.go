package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// What is compressed: pages of the archive, feeds, the style sheet. Pages behind a token are not: with what a stranger
// adds to an address, the length of a compressed answer tells of the secrets in it (the attack called BREACH).

// takesGzip reports whether the reader's Accept-Encoding allows gzip (RFC 9110, 12.5.3). What is named wins over "*".
func takesGzip(r *http.Request) bool {
	others := false
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(coding, ";")
		_, q, weighted := strings.Cut(weight, "=")
		allowed := true
		if weighted {
			v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			allowed = err == nil && v > 0
		}
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, "gzip"):
			return allowed
		case name == "*":
			others = allowed
		}
	}
	return others
}

// zipped is the ETag of the compressed form of what has the given one.
func zipped(tag string) string { return strings.TrimSuffix(tag, `"`) + `-gzip"` }

// compress returns the parts as one gzip stream. It is called while a page is made, so that no more compressors exist
// than Config.Renders: each holds some 800 kB, which are kept for the next one.
func (s *Server) compress(parts [][]byte) ([]byte, error) {
	var z *gzip.Writer
	select {
	case z = <-s.compressors:
	default:
		z = gzip.NewWriter(nil)
	}
	defer func() {
		select {
		case s.compressors <- z:
		default:
		}
	}()
	length := 0
	for _, p := range parts {
		length += len(p)
	}
	var out bytes.Buffer
	out.Grow(length/4 + 64) // pages are compressed to a fifth
	z.Reset(&out)
	for _, p := range parts {
		if _, err := z.Write(p); err != nil {
			return nil, fmt.Errorf("compress: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	return out.Bytes(), nil
}
