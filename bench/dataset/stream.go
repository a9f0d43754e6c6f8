package dataset

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Stream is the program of a reader alone: it reads the pages one by one, keeping none, and prints the peak resident
// memory in bytes. A program for each, because what a library sets up at its start counts as well.
func Stream(read Reader) {
	data := flag.String("data", "", "folder of the datasets")
	limit := flag.Int("pages", 0, "read only so many pages; 0 = all")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	if err := stream(os.Stdout, *data, *limit, read); err != nil {
		fmt.Fprintln(os.Stderr, "stream:", err)
		os.Exit(1)
	}
}

func stream(w io.Writer, data string, limit int, read Reader) error {
	pages, err := Pages(data, limit)
	if err != nil {
		return err
	}
	for _, p := range pages {
		body, err := p.Body()
		if err != nil {
			return err
		}
		_, _ = read(p.URL, body) // a page that cannot be read is an empty answer
	}
	peak, err := highWater()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, peak)
	return err
}

// highWater is the most memory this program has held. The kernel's ru_maxrss will not do: it starts at what the parent
// held when it started the program.
func highWater() (int64, error) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(v), " kB"), 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("the kernel does not tell a program's peak memory")
}
