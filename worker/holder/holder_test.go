package holder

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestDead(t *testing.T) {
	if place() == "" || born(os.Getpid()) == "" {
		t.Skip("SKIPPED: this system does not tell where and when a process was born: only the time since its last " +
			"beat decides")
	}
	ended := exec.Command(os.Args[0], "-test.run=^$")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	mine := New()
	if mine == New() {
		t.Error("two holders have the same name")
	}
	part := strings.Split(mine, "/")
	with := func(i int, value any) string {
		p := append([]string{}, part...)
		p[i] = fmt.Sprint(value)
		return strings.Join(p, "/")
	}
	for _, tt := range []struct {
		name   string
		holder string
		dead   bool
	}{
		{"this process", mine, false},
		{"a process that ended", with(2, ended.Process.Pid), true},
		{"another process that had our number", with(3, 1), true},
		{"the same number on another machine", with(1, "elsewhere"), false},
		{"a process that ended on another machine", strings.Replace(with(2, ended.Process.Pid), part[1], "elsewhere",
			1), false},
		{"a machine that does not tell", with(1, ""), false},
		{"no number", with(2, "x"), false},
		{"a stranger", "somebody", false},
	} {
		if got := Dead(tt.holder); got != tt.dead {
			t.Errorf("%s (%s): dead %t, want %t", tt.name, tt.holder, got, tt.dead)
		}
	}
}

func TestDescribe(t *testing.T) {
	for name, want := range map[string]string{
		New():                       fmt.Sprintf("process %d", os.Getpid()),
		"press1/0000-1/17/4711/ABC": "process 17 on press1",
		"press1//17//ABC":           "process 17 on press1",
		"me":                        "me",
	} {
		if place() == "" && strings.Contains(want, fmt.Sprint(os.Getpid())) {
			continue
		}
		if got := Describe(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
