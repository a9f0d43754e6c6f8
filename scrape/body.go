package scrape

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
)

// readBody reads and unpacks a body. Neither the wire nor any stage of unpacking may give more than most bytes: a
// larger body is an error, or cut there when cut is set.
func readBody(resp *http.Response, most int64, cut bool) ([]byte, error) {
	if resp.ContentLength > most && !cut {
		return nil, errTooLarge
	}
	wire := &wire{r: resp.Body}
	r, err := unpacked(&bounded{r: wire, left: most}, resp.Header.Values("Content-Encoding"), most)
	if err != nil {
		return nil, err
	}
	body, err := readUpTo(r, most, resp.ContentLength)
	switch {
	case cut && errors.Is(err, errTooLarge):
		return body, nil
	case err == nil, wire.failed, errors.Is(err, errTooLarge), errors.Is(err, io.ErrUnexpectedEOF):
		return body, err
	}
	return nil, fmt.Errorf("%w: %w", errEncoding, err) // the bytes came whole, so it is the packing that is wrong
}

// wire remembers whether the connection itself failed, to tell that from broken packing.
type wire struct {
	r      io.Reader
	failed bool
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.failed = w.failed || (err != nil && err != io.EOF) //nolint:errorlint // readers give io.EOF bare
	return n, err
}

// bounded is a reader that fails when there is more than it may give.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n + int(b.left), errTooLarge
	}
	return n, err
}

// readUpTo is io.ReadAll with a bound, and with a first guess at the size.
func readUpTo(r io.Reader, most, guess int64) ([]byte, error) {
	var buf bytes.Buffer
	if guess > 0 {
		buf.Grow(int(min(guess, most, 1<<20)) + bytes.MinRead)
	}
	n, err := io.Copy(&buf, io.LimitReader(r, most+1))
	if err != nil {
		return buf.Bytes(), err
	}
	if n > most {
		return buf.Bytes()[:most], errTooLarge
	}
	return buf.Bytes(), nil
}

// unpacked undoes the content encodings, last first. Servers that announce gzip and send plain text are believed by
// their bytes, not by their words.
func unpacked(r io.Reader, headers []string, most int64) (io.Reader, error) {
	codings := strings.FieldsFunc(strings.ToLower(strings.Join(headers, ",")), func(c rune) bool { return c == ',' || c == ' ' || c == '\t' })
	if len(codings) > 3 {
		return nil, fmt.Errorf("%w: %d encodings on top of each other", errEncoding, len(codings))
	}
	for i := len(codings) - 1; i >= 0; i-- {
		b := bufio.NewReader(r)
		magic, err := b.Peek(2)
		if err != nil && len(magic) == 0 {
			return b, nil // empty, or the connection's own error when read
		}
		switch codings[i] {
		case "identity", "utf-8", "none": // the last two are seen in the wild and mean nothing
			r = b
		case "gzip", "x-gzip":
			r, err = gunzip(b, magic)
		case "deflate":
			r, err = inflate(b, magic)
		case "br":
			r = brotli.NewReader(b)
		default:
			return nil, fmt.Errorf("%w: %q", errEncoding, codings[i])
		}
		if err != nil {
			return nil, err
		}
		if i > 0 {
			r = &bounded{r: r, left: most}
		}
	}
	return r, nil
}

func gunzip(r io.Reader, magic []byte) (io.Reader, error) {
	if !isGzip(magic) {
		return r, nil
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errEncoding, err)
	}
	return z, nil
}

// inflate takes zlib as the standard says, or the bare stream that some servers send.
func inflate(r io.Reader, magic []byte) (io.Reader, error) {
	if len(magic) == 2 && magic[0]&0x0f == 8 && (int(magic[0])<<8|int(magic[1]))%31 == 0 {
		z, err := zlib.NewReader(r)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errEncoding, err)
		}
		return z, nil
	}
	return flate.NewReader(r), nil
}

func isGzip(b []byte) bool { return len(b) >= 2 && b[0] == 0x1f && b[1] == 0x8b }

// ungzip unpacks a body that is a gzip file by itself, such as sitemap.xml.gz; others pass as they are.
func ungzip(body []byte, most int64) ([]byte, error) {
	if !isGzip(body) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errEncoding, err)
	}
	return readUpTo(z, most, 0)
}
