package store

import (
	"bytes"
	"compress/flate"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// The formats of a packed column: its first byte.
const formatDeflate = 1 // JSON in DEFLATE (RFC 1951)

// mostUnpacked bounds what one packed value may become, in bytes.
const mostUnpacked = 256 << 20

// deflaters and inflaters are kept for reuse: a new compressor allocates 800 kB, a new decompressor 40 kB.
var (
	deflaters = sync.Pool{New: func() any {
		w, _ := flate.NewWriter(nil, flate.DefaultCompression) // fails on unknown levels only
		return w
	}}
	inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

// deflate packs bytes.
func deflate(b []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(b)/3+64))
	out.WriteByte(formatDeflate)
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(out)
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

// inflate unpacks what deflate packed into a buffer.
func inflate(packed []byte, into *bytes.Buffer) error {
	if len(packed) == 0 || packed[0] != formatDeflate {
		return errors.New("a packed value has a format that this version does not know")
	}
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(packed[1:]), nil); err != nil {
		return err
	}
	n, err := into.ReadFrom(io.LimitReader(r, mostUnpacked+1))
	if err == nil && n > mostUnpacked {
		err = fmt.Errorf("a packed value is larger than %d bytes", mostUnpacked)
	}
	return err
}

// unpackBuffers hold JSON between unpacking and decoding; a new one holds a usual story.
var unpackBuffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 16<<10)) }}

// mostKeptBuffer is the largest buffer that goes back to unpackBuffers, in bytes.
const mostKeptBuffer = 1 << 20

// keepBuffer puts a buffer back into unpackBuffers.
func keepBuffer(buf *bytes.Buffer) {
	if buf.Cap() <= mostKeptBuffer {
		unpackBuffers.Put(buf)
	}
}

// packed is a value kept as packed JSON: pass packed{v} to write, packed{&v} to read. NULL leaves the value as it is.
type packed struct{ v any }

// Value returns the packed JSON.
func (p packed) Value() (driver.Value, error) {
	b, err := json.Marshal(p.v)
	if err != nil {
		return nil, err
	}
	return deflate(b)
}

// Scan reads packed JSON.
func (p packed) Scan(v any) error {
	return readPacked(v, func(b []byte) error { return json.Unmarshal(b, p.v) })
}

// readPacked hands the JSON of a packed column to read, which must not keep it.
func readPacked(v any, read func([]byte) error) error {
	if v == nil {
		return nil
	}
	b, ok := v.([]byte)
	if !ok {
		return fmt.Errorf("packed JSON is kept as %T, not as bytes", v)
	}
	buf := unpackBuffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer keepBuffer(buf)
	if err := inflate(b, buf); err != nil {
		return err
	}
	return read(buf.Bytes())
}
