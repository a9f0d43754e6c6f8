package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"attache/news"
)

// TestOptionIsSafeInAShell gives options with texts of strangers to a shell: each arrives as it was written, and runs
// nothing.
func TestOptionIsSafeInAShell(t *testing.T) {
	for _, value := range []string{
		"$(touch pwn)", "`touch pwn`", "$HOME", `"`, `'`, `it's "so"`, "!!", "wow!", `\`, `a\`, "; touch pwn",
		"a & b | c > d",
		"", "~", "*", "#x", "${x}", "на паузе", "-n", "=x",
	} {
		cmd := exec.Command("sh", "-c", `printf '%s|' `+news.Option("status", value))
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		if got := string(out); err != nil || got != "--status|"+value+"|" {
			t.Errorf("%q arrives as %q (%v)", value, got, err)
		}
	}
	for _, value := range []string{"a\nb", "a\rb", "a\x1b[2Jb", "a\u202eb", "\x00"} {
		if got := news.Option("pass", value); strings.Contains(got, value) {
			t.Errorf("%q is in %q", value, got)
		}
	}
}

// TestAgainIsSafeInAShell holds that again returns a command of which a shell reads the words that were given.
func TestAgainIsSafeInAShell(t *testing.T) {
	given := []string{"it's $(touch pwn)", "b@example.org"}
	var got string
	c := &cobra.Command{Use: "add", RunE: func(cmd *cobra.Command, args []string) error {
		got = again(cmd, args, "name", "new; name")
		return nil
	}}
	c.Flags().String("name", "", "")
	c.Flags().StringSlice("digest", nil, "")
	c.Flags().StringArray("set", nil, "")
	c.Flags().Bool("rejoin", false, "")
	c.Flags().Bool("keep", true, "")
	c.SetArgs(append([]string{
		"--name", "old", "--digest", "a,`b`", "--set", "x=$HOME,y", "--rejoin", "--keep=false",
	}, given...))
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", "add() { printf '%s|' \"$@\"; }; "+got)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	want := "it's $(touch pwn)|b@example.org|--digest|a|--digest|`b`|--keep=false|--rejoin|--set|x=$HOME,y|" +
		"--name|new; name|"
	if string(out) != want || err != nil {
		t.Errorf("%s\narrives as %s (%v), want %s", got, out, err, want)
	}
}
