package config

import "testing"

// TestNearest: a mistyped word finds the one that was meant, two letters in the wrong order too; an e-mail address
// never finds another person's who only has the same domain.
func TestNearest(t *testing.T) {
	for _, c := range []struct {
		word  string
		known []string
		want  string
	}{
		{"prot", []string{"from", "host", "port"}, "port"},
		{"hots", []string{"from", "host", "port"}, "host"},
		{"TITEL", []string{"table", "title"}, "title"},
		{"schedul", []string{"schedule"}, "schedule"},
		{"weekly", []string{"daily"}, ""},
		{"", []string{"url"}, ""},
		{"nobody@example.org", []string{"a@example.org", "bob@example.org"}, ""},
		{"z@example.org", []string{"a@example.org"}, ""},
		{"aidaa@example.org", []string{"boris@example.org", "aida@example.org"}, "aida@example.org"},
		{"adia@exmaple.org", []string{"boris@example.org", "aida@example.org"}, "aida@example.org"},
	} {
		if got := Nearest(c.word, c.known); got != c.want {
			t.Errorf("%q is taken for %q, want %q", c.word, got, c.want)
		}
	}
}
