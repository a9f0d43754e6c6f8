package desk

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// asset is a file whose name changes with what is in it, so that browsers may keep it for ever.
type asset struct {
	path          string
	kind          string
	plain, zipped []byte
}

func newAsset(name, ending, kind string, body []byte) (asset, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(body)
	}
	if err == nil {
		err = z.Close()
	}
	sum := sha256.Sum256(body)
	return asset{fmt.Sprintf("/desk/assets/%s.%x%s", name, sum[:6], ending), kind, body, b.Bytes()}, err
}

// asset sends a file of the desk. There is no session in it, and nothing that is not public.
func (d *Desk) asset(w http.ResponseWriter, r *http.Request) {
	file := d.style
	if r.URL.Path == d.script.path {
		file = d.script
	}
	if r.URL.Path != file.path {
		http.NotFound(w, r)
		return
	}
	h, body := w.Header(), file.plain
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = file.zipped
	}
	h.Set("Content-Type", file.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // an error is that the person went away
}
