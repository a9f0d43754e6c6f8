package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"

	"attachebench/dataset"
)

// cpu returns the user and system time of this process so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// timed returns the CPU time of a function, the garbage that earlier work left not counted.
func timed(f func()) time.Duration {
	runtime.GC()
	begin := cpu()
	f()
	return cpu() - begin
}

// batch is how many pages are unpacked and then read by each system in turn: few enough that a change in the machine's
// load meets all systems alike, many enough that the clock's grain does not matter.
const batch = 50

// speed reads all pages with every system, round after round, and returns each system's CPU time for each round and its
// answers. Unpacking is not timed. The order of the systems turns from batch to batch.
func speed(pages []dataset.Page, rounds int) (spent [][]time.Duration, answers []map[string]dataset.Answer, err error) {
	spent, answers = make([][]time.Duration, len(systems)), make([]map[string]dataset.Answer, len(systems))
	for i := range systems {
		spent[i], answers[i] = make([]time.Duration, rounds), make(map[string]dataset.Answer, len(pages))
	}
	for round := range rounds {
		turn := round
		for some := range slices.Chunk(pages, batch) {
			bodies := make([][]byte, len(some))
			for i, p := range some {
				if bodies[i], err = p.Body(); err != nil {
					return nil, nil, err
				}
			}
			for k := range systems {
				s := (k + turn) % len(systems)
				spent[s][round] += timed(func() {
					for i, p := range some {
						if a, err := systems[s].read(p.URL, bodies[i]); err == nil {
							answers[s][p.ID] = a
						}
					}
				})
			}
			turn++
		}
	}
	return spent, answers, nil
}

// peakMemory builds and runs a program for each system, alone, and returns its peak resident memory in bytes.
func peakMemory(data string, limit int) ([]int64, error) {
	dir, err := os.MkdirTemp("", "attachebench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var out []int64
	for _, s := range systems {
		program := filepath.Join(dir, s.name)
		if said, err := exec.CommandContext(context.Background(), "go", "build", "-o", program,
			s.stream).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build %s: %w: %s", s.stream, err, said)
		}
		said, err := exec.CommandContext(context.Background(), program, "-data", data, "-pages",
			strconv.Itoa(limit)).Output()
		if err != nil {
			return nil, fmt.Errorf("measure the memory of %s: %w", s.name, err)
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(said)), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("measure the memory of %s: %w", s.name, err)
		}
		out = append(out, n)
	}
	return out, nil
}

func median[T int64 | float64 | time.Duration](in []T) T {
	s := slices.Sorted(slices.Values(in))
	return s[len(s)/2]
}
