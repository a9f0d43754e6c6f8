package text

import (
	"regexp"
	"sync"
)

// Pattern returns a function that compiles a regular expression at its first call and returns it. A program that never
// calls it does not pay for it at its start. It panics at that call when expr is none.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
