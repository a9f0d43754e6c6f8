package file

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("1234"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(path, 4); err != nil || string(got) != "1234" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := Read(path, 3); err == nil || !strings.Contains(err.Error(), "larger than 3 bytes") {
		t.Errorf("4 bytes where 3 may be: %v", err)
	}
	if _, err := os.Stat(os.DevNull); err != nil {
		return
	}
	link := path + "-link"
	if err := os.Symlink("/dev/zero", link); err == nil {
		if _, err := Read(link, Most); err == nil || !strings.Contains(err.Error(), "larger than 1.0 MB") {
			t.Errorf("a file without an end: %v", err)
		}
	}
}
