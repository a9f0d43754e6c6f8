package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
)

// readBody reads and unpacks a body. Neither the wire nor any stage of unpacking may give more than most bytes: a
// larger body is an error, or cut there when cut is set. large is asked before the body grows large.
func readBody(resp *http.Response, most int64, cut bool, large func() error) ([]byte, error) {
	if resp.ContentLength > most && !cut {
		return nil, errTooLarge
	}
	wire := &wire{r: resp.Body}
	r, err := unpacked(&bounded{r: wire, left: most}, resp.Header.Values("Content-Encoding"), most)
	if err != nil {
		return nil, err
	}
	body, err := readUpTo(r, most, resp.ContentLength, large)
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
	w.failed = w.failed || (err != nil && err != io.EOF) // readers return io.EOF bare
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

// largeBody is from how many bytes a body counts as large: only a few are in memory at a time.
const largeBody = 1 << 20

// readUpTo is io.ReadAll with a bound that its memory keeps too, and with a first guess at the size. It asks large
// once, before the body grows beyond largeBody.
func readUpTo(r io.Reader, most, guess int64, large func() error) ([]byte, error) {
	buf := make([]byte, 0, min(max(guess, 32<<10), most, largeBody)+1)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > most:
			return buf[:most], errTooLarge
		case err == io.EOF: // readers return io.EOF bare
			return buf, nil
		case err != nil:
			return buf, err
		case len(buf) < cap(buf):
			continue
		}
		if cap(buf) <= largeBody+1 && 2*cap(buf) > largeBody {
			if err := large(); err != nil {
				return buf, err
			}
		}
		bigger := make([]byte, len(buf), min(int64(2*cap(buf)), most+1))
		copy(bigger, buf)
		buf = bigger
	}
}

// semaphore bounds how many large bodies are read or taken apart at the same time. A parsed page takes about ten times
// its size, so this is what keeps the whole within its memory when many hosts send too much at once.
type semaphore chan struct{}

// permit is one caller's share; take may be called any number of times, give once at the end.
type permit struct {
	of    semaphore
	taken bool
}

func (t *permit) take(ctx context.Context) error {
	if t.taken {
		return nil
	}
	select {
	case t.of <- struct{}{}:
		t.taken = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *permit) give() {
	if t.taken {
		<-t.of
	}
}

// unpacked undoes the content encodings, last first. Servers that announce gzip and send plain text are believed by
// their bytes, not by their words.
func unpacked(r io.Reader, headers []string, most int64) (io.Reader, error) {
	codings := strings.FieldsFunc(strings.ToLower(strings.Join(headers, ",")),
		func(c rune) bool { return c == ',' || c == ' ' || c == '\t' })
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

// Reserve takes a share of the memory for taking a body apart; done gives it back. Nothing may be fetched in between:
// that may need a share too.
func (f *Client) Reserve(ctx context.Context, body []byte) (done func(), err error) {
	hold := &permit{of: f.large}
	if len(body) > largeBody || isGzip(body) {
		if err := hold.take(ctx); err != nil {
			return nil, err
		}
	}
	return hold.give, nil
}

// ungzip unpacks a body that is a gzip file by itself, such as sitemap.xml.gz; others pass as they are.
func ungzip(body []byte, most int64) ([]byte, error) {
	if !isGzip(body) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errEncoding, err)
	}
	return readUpTo(z, most, 0, func() error { return nil })
}

// Gunzip unpacks a body that is a gzip file, at most Config.MaxBody of it; others are given back as they are.
func (f *Client) Gunzip(body []byte) ([]byte, error) { return ungzip(body, f.cfg.MaxBody) }
