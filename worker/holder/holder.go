// Package holder names processes that hold deliveries or jobs, and tells which of them on this machine have ended.
//
// It does not know deliveries, jobs or other machines: there, only the time since a holder's last heartbeat tells.
// Read holder.go first: New and Dead.
package holder

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// New names this mailing in the ledger, or this worker in River's tables. No two are alike: in a container every
// process is number 1 on the same host, and the rows of a dead one must not pass for those of its successor. It is
// shorter than the 100 bytes that River takes.
func New() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	host = strings.ReplaceAll(host[:min(len(host), 40)], "/", "-")
	return fmt.Sprintf("%s/%s/%d/%s/%s", host, place(), os.Getpid(), born(os.Getpid()), rand.Text()[:10])
}

// place names this run of this machine and the space its process numbers are counted in; "" when the system does not
// tell.
func place() string {
	boot := Boot()
	if boot == "" {
		return ""
	}
	space, err := os.Readlink("/proc/self/ns/pid") // "pid:[4026531836]"
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(boot, "-")
	return first + "-" + strings.Trim(space, "pid:[]")
}

// Boot names this run of this machine; "" when the system does not tell.
func Boot() string {
	b, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// born is when a process started, in ticks since the machine did (field 22 of proc(5) stat); "" when the system does
// not tell.
func born(pid int) string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	text := string(b)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:]) // the name before it may hold spaces
	// starttime is field 22 of proc_pid_stat(5); these are counted from the third
	const start = 22 - 3
	if len(fields) <= start {
		return ""
	}
	return fields[start]
}

// Dead reports whether a holder was a process of this machine that has ended. When in doubt it is alive: then the
// time since its last beat decides.
func Dead(name string) bool {
	part := strings.Split(name, "/")
	if len(part) != 5 || part[1] == "" || part[1] != place() {
		return false
	}
	pid, err := strconv.Atoi(part[2])
	if err != nil {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	if errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone) {
		return true
	}
	now := born(pid) // another process may have got the number
	return now != "" && part[3] != "" && now != part[3]
}

// Alive reports whether a holder is a process of this machine that runs.
func Alive(name string) bool {
	part := strings.Split(name, "/")
	if len(part) != 5 || part[1] == "" || part[1] != place() || part[3] == "" {
		return false
	}
	pid, err := strconv.Atoi(part[2])
	return err == nil && born(pid) == part[3]
}

// Describe names a holder for people: "process 4711", with its host when it is of another machine or container.
func Describe(name string) string {
	part := strings.Split(name, "/")
	if len(part) != 5 {
		return name
	}
	if part[1] != "" && part[1] == place() {
		return "process " + part[2]
	}
	return "process " + part[2] + " on " + part[0]
}
