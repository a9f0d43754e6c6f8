// Package file reads files that a person named in the settings, with a bound: certificates, keys, templates, prompts.
//
// It does not know what they hold, and writes none. Read file.go first.
package file

import (
	"fmt"
	"io"
	"os"

	"attache/news"
)

// Most is the most bytes of a file that a setting names: keys, certificates, templates.
const Most = 1 << 20

// Read reads a file that a person named. One of more than most bytes is an error, and no more of it is read: a
// device such as /dev/zero, to which the name or a link may lead, has no end.
func Read(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadAtMost(f, path, most)
}

// ReadAtMost reads all of r, which has a name for the error, if it is at most most bytes.
func ReadAtMost(r io.Reader, name string, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("read %s: it is larger than %s", name, news.Bytes(int(most)))
	}
	return data, nil
}
