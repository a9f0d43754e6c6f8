package news

import (
	"fmt"
	"io"
	"os"
)

// MostFile is the most bytes of a file that a setting names: keys, certificates, templates.
const MostFile = 1 << 20

// ReadFile reads a file that a person named. One of more than most bytes is an error, and no more of it is read: a
// device such as /dev/zero, to which the name or a link may lead, has no end.
func ReadFile(path string, most int64) ([]byte, error) {
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
		return nil, fmt.Errorf("read %s: it is larger than %s", name, Bytes(int(most)))
	}
	return data, nil
}
