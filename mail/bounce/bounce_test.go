package bounce

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// The messages are ours, in the shapes that servers use. Each archive's comment says what is to be read: kind,
// recipients, status.
func TestRead(t *testing.T) {
	a, err := txtar.ParseFile(filepath.Join("testdata", "returned.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(a.Comment)) {
		if name, rest, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			want[name] = rest
		}
	}
	if len(want) != len(a.Files) {
		t.Fatalf("%d expectations for %d messages", len(want), len(a.Files))
	}
	for _, f := range a.Files {
		r, err := Read(strings.NewReader(string(f.Data)))
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		got := strings.TrimSpace(string(r.Kind) + " " + strings.Join(append(r.Recipients, r.Status), " "))
		if d := cmp.Diff(want[f.Name], got); d != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, d)
		}
	}
}

func TestReadNothing(t *testing.T) {
	for _, s := range []string{"", "no header at all", "From someone"} {
		if r, err := Read(strings.NewReader(s)); err == nil && r.Kind != None {
			t.Errorf("%q was read as %s", s, r.Kind)
		}
	}
}

func FuzzRead(f *testing.F) {
	b, err := os.ReadFile(filepath.Join("testdata", "returned.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, m := range txtar.Parse(b).Files {
		f.Add(string(m.Data))
	}
	f.Add("From: MAILER-DAEMON@a.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMesajınız <b@c.example> " +
		"adresine ulaşmadı: " + strings.Repeat("İ", 40) + "\r\n----- Original message\r\n")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := Read(strings.NewReader(s))
		if err != nil {
			return
		}
		if r.Kind == "" || len(r.Detail) > 500 {
			t.Fatalf("no kind or too long a detail: %+v", r)
		}
		for _, a := range r.Recipients {
			if !strings.Contains(a, "@") || a != strings.ToLower(a) {
				t.Fatalf("recipient %q", a)
			}
		}
	})
}
