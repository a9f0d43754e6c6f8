package roster

import (
	"strings"
	"testing"

	"attache/config"
)

// TestImportHintsAreSafeInAShell: what a file says stands in hints only as one word of a shell.
func TestImportHintsAreSafeInAShell(t *testing.T) {
	for _, value := range []string{"$(touch pwn)", "`touch pwn`", "$HOME sweet", "it's over", `a\b`, "no!"} {
		for _, doc := range []string{
			"email;status\na@e.org;" + value + "\n",
			"email;Flag 7\na@e.org;" + value + "\n",
			"email;Notes " + value + "\na@e.org;refused\n",
		} {
			_, err := readSubscribers("x.csv", strings.NewReader(doc), Options{})
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
