package main

import (
	"os/exec"
	"strings"
	"testing"

	"attache/config"
)

// TestOptionIsSafeInAShell gives options with texts of strangers to a shell: each arrives as it was written, and runs
// nothing.
func TestOptionIsSafeInAShell(t *testing.T) {
	for _, value := range []string{
		"$(touch pwn)", "`touch pwn`", "$HOME", `"`, `'`, `it's "so"`, "!!", "wow!", `\`, `a\`, "; touch pwn",
		"a & b | c > d",
		"", "~", "*", "#x", "${x}", "на паузе", "-n", "=x",
	} {
		cmd := exec.Command("sh", "-c", `printf '%s|' `+option("status", value))
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		if got := string(out); err != nil || got != "--status|"+value+"|" {
			t.Errorf("%q arrives as %q (%v)", value, got, err)
		}
	}
	for _, value := range []string{"a\nb", "a\rb", "a\x1b[2Jb", "a\u202eb", "\x00"} {
		if got := option("pass", value); strings.Contains(got, value) {
			t.Errorf("%q is in %q", value, got)
		}
	}
}

// TestImportHintsAreSafeInAShell: what a file says stands in hints only as one word of a shell.
func TestImportHintsAreSafeInAShell(t *testing.T) {
	for _, value := range []string{"$(touch pwn)", "`touch pwn`", "$HOME sweet", "it's over", `a\b`, "no!"} {
		for _, doc := range []string{
			"email;status\na@e.org;" + value + "\n",
			"email;Flag 7\na@e.org;" + value + "\n",
			"email;Notes " + value + "\na@e.org;refused\n",
		} {
			_, err := readSubscribers("x.csv", strings.NewReader(doc), importOptions{})
			ms, ok := err.(config.Mistakes) //nolint:errorlint // it is returned as it is
			if !ok || len(ms) == 0 {
				t.Errorf("%q: %v", doc, err)
				continue
			}
			quoted := strings.ReplaceAll(value, `'`, `'\''`)
			for _, part := range strings.Split(ms[0].Hint, "--")[1:] {
				if strings.Contains(part, quoted) && !strings.HasPrefix(part[strings.IndexByte(part, ' '):], " '") {
					t.Errorf("%q: %s", doc, ms[0].Hint)
				}
			}
		}
	}
}
