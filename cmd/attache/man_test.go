package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestManualPages makes the page of every command and has groff set it, where there is one: it warns of nothing.
func TestManualPages(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Log("SKIPPED: setting the pages, for groff is not installed")
	}
	var all strings.Builder
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		page := string(manPage(c))
		for _, want := range []string{".TH ", ".SH NAME\n", ".SH DESCRIPTION\n"} {
			if strings.Count(page, want) != 1 {
				t.Errorf("%s: %q stands %d times", c.CommandPath(), want, strings.Count(page, want))
			}
		}
		if strings.Count(page, "\n.nf\n") != strings.Count(page, "\n.fi\n") {
			t.Errorf("%s: .nf and .fi do not pair", c.CommandPath())
		}
		all.WriteString(page)
		for _, sub := range c.Commands() {
			if sub.Name() != "help" {
				walk(sub)
			}
		}
	}
	walk((&app{now: time.Now}).root())
	if groff == "" {
		return
	}
	cmd := exec.CommandContext(t.Context(), groff, "-man", "-Tutf8", "-Kutf8", "-ww", "-rLL=78n")
	cmd.Stdin = strings.NewReader(all.String())
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatal(err, errs.String())
	}
	for line := range strings.Lines(errs.String()) {
		if !strings.Contains(line, "adjust line") && !strings.Contains(line, "break line") && // a long address on a line
			!strings.Contains(line, "cannot load font") {
			t.Errorf("groff: %s", line)
		}
	}
	if !strings.Contains(out.String(), "--dry-run") {
		t.Errorf("the pages hold no --dry-run")
	}
}
