package main

import (
	"errors"
	"flag"
	"strings"
	"testing"
)

// TestRun: each command is wired to its package, and what is no command prints the usage.
func TestRun(t *testing.T) {
	for _, args := range [][]string{nil, {"help"}, {"predict", "language", "-h"}, {"stages", "-h"}, {"mail", "-h"}} {
		if err := run(t.Context(), args); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("lab %s: %v", strings.Join(args, " "), err)
		}
	}
	none := t.TempDir()
	for _, c := range []struct{ args, want string }{
		{"predict sums", "there is no task"},
		{"score sums -data " + none, "there is no score"},
		{"train sums", "there is no trainer"},
		{"window -data " + none, "read the texts of"},
		{"stages -data " + none, "-data"},
		{"discover -kits " + none, "-data"},
		{"replay -data " + none, "-data"},
	} {
		if err := run(t.Context(), strings.Fields(c.args)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("lab %s: %v, want %q", c.args, err, c.want)
		}
	}
}
