package eval

import (
	"strings"
	"testing"
)

// TestMailNeedsPostfix: without the tools that it measures with the command says where they come from.
func TestMailNeedsPostfix(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := Mail(t.Context(), []string{"-n", "1"}, &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), "Debian's package postfix") {
		t.Errorf("%v", err)
	}
	if m := median([]float64{3, 1, 2}); m != 2 {
		t.Errorf("the median is %v", m)
	}
}
