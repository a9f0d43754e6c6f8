package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// wire is a TCP relay in front of a server that keeps what the client has written.
type wire struct {
	mu   sync.Mutex
	sent []*strings.Builder // by connection
}

// strand is one connection of a wire.
type strand struct {
	*wire
	to *strings.Builder
}

// tap starts a wire to a server on this machine and returns the port to connect to.
func tap(t *testing.T, w *wire, to int) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(func() { l.Close(); open.Wait() })
	open.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: to})
			if err != nil {
				in.Close()
				return
			}
			open.Go(func() { defer in.Close(); _, _ = io.Copy(in, out) })
			one := strand{w, &strings.Builder{}}
			w.mu.Lock()
			w.sent = append(w.sent, one.to)
			w.mu.Unlock()
			open.Go(func() { defer out.Close(); _, _ = io.Copy(io.MultiWriter(out, one), in) })
		}
	})
	return l.Addr().(*net.TCPAddr).Port
}

func (s strand) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.Write(p)
}

// finished counts the messages that the client has finished, by a dot or by a last chunk.
func (w *wire) finished() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, b := range w.sent {
		n += finishedIn(b.String())
	}
	return n
}

func finishedIn(rest string) int {
	n, text := 0, false
	for rest != "" {
		line, after, whole := strings.Cut(rest, "\r\n")
		if !whole {
			break
		}
		rest = after
		var size int
		switch {
		case text:
			if line == "." {
				n, text = n+1, false
			}
		case line == "DATA":
			text = true
		case strings.HasPrefix(line, "BDAT "):
			if _, err := fmt.Sscanf(line, "BDAT %d", &size); err != nil || len(rest) < size {
				return n
			}
			if rest = rest[size:]; strings.HasSuffix(line, " LAST") {
				n++
			}
		}
	}
	return n
}

// Whatever way letters go, each is noted before its end leaves, and only those that are offered.
func TestNoteComesBeforeTheEnd(t *testing.T) {
	b, w := &inbox{}, &wire{}
	s := sender(t, Config{Host: "127.0.0.1", Port: tap(t, w, serve(t, b, nil)), Security: NoTLS, Connections: 1})
	var batch []Message
	for _, to := range []string{
		"nobody@e.org", "a@e.org", "no address", "b@e.org", "nobody@e.org", "spam@e.org", "c@e.org", "d@e.org", "e@e.org",
	} {
		batch = append(batch, sample(to))
	}
	var noted []int
	kinds := make([]OutcomeKind, len(batch))
	s.Send(t.Context(), batch, func(i int) error {
		if kinds[i] != "" || w.finished() > len(noted) {
			t.Errorf("message %d is noted when %d of %d noted ones are finished", i, w.finished(), len(noted))
		}
		noted = append(noted, i)
		return nil
	}, func(i int, o Outcome) { kinds[i] = o.Kind })
	// the first of those nobodies comes when letters still go step by step, the second beside others
	if !slices.Equal(noted, []int{1, 3, 4, 5, 6, 7, 8}) || !slices.Equal(kinds, []OutcomeKind{
		Failed, Sent, Failed, Sent, Failed, Failed, Sent, Sent, Sent,
	}) {
		t.Errorf("noted %v, kinds %v", noted, kinds)
	}
}

// TestWithoutNoteNothingLeaves: also not by a QUIT, before which net/textproto ends an open message with its dot.
func TestWithoutNoteNothingLeaves(t *testing.T) {
	full := errors.New("no space left on device")
	batch := []Message{sample("a@e.org"), sample("b@e.org"), sample("c@e.org")}
	for i := range batch {
		batch[i].ID = MessageID(7, int64(i), "press.example.org")
	}
	fails := func(i int) error {
		if i == 1 {
			return full
		}
		return nil
	}
	t.Run("server", func(t *testing.T) {
		b, w := &inbox{}, &wire{}
		s := sender(t, Config{Host: "127.0.0.1", Port: tap(t, w, serve(t, b, nil)), Security: NoTLS, Connections: 1})
		kinds := make([]OutcomeKind, len(batch))
		s.Send(t.Context(), batch, fails, func(i int, o Outcome) {
			kinds[i] = o.Kind
			if i == 1 && !strings.Contains(o.Response, full.Error()) {
				t.Errorf("%+v", o)
			}
		})
		if !slices.Equal(kinds, []OutcomeKind{Sent, Unsent, Sent}) || w.finished() != 2 || b.got["b@e.org"] != "" {
			t.Errorf("%v, %d finished", kinds, w.finished())
		}
	})
	t.Run("outbox", func(t *testing.T) {
		dir := t.TempDir()
		s := sender(t, Config{Outbox: dir, Connections: 1})
		s.Send(t.Context(), batch, fails, func(i int, o Outcome) {
			if want := map[bool]OutcomeKind{true: Unsent, false: Sent}[i == 1]; o.Kind != want {
				t.Errorf("%d: %+v", i, o)
			}
		})
		if names, _ := filepath.Glob(filepath.Join(dir, "*")); len(names) != 2 {
			t.Errorf("files %v", names)
		}
	})
}

// TestNotesOfOneSendComeFromAllLanes holds the number of open messages to what the connections may carry.
func TestNotesOfOneSendComeFromAllLanes(t *testing.T) {
	const connections, letters = 3, 60
	b := &inbox{}
	s := sender(t, Config{Host: "127.0.0.1", Port: serve(t, b, nil), Security: NoTLS, Connections: connections})
	var mu sync.Mutex
	open, most := 0, 0
	count := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		open += n
		most = max(most, open)
	}
	batch := make([]Message, letters)
	for i := range batch {
		batch[i] = sample("a@e.org")
	}
	s.Send(context.Background(), batch, func(int) error { count(1); return nil }, func(int, Outcome) { count(-1) })
	if open != 0 || most < 1 || most > connections*sideBySide {
		t.Errorf("%d open at the end, %d at most", open, most)
	}
}
