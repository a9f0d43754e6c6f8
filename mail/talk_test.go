package mail

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// strict is a mail server that keeps to the rules, one command after the other, and fails where a test tells it to.
type strict struct {
	offer string                       // what EHLO lists, besides the name
	fate  func(step, to string) string // an answer, "hang up", "" = as usual; steps MAIL, RCPT, DATA, chunk, end, taken
	mu    sync.Mutex
	taken map[string]int // letters by Message-ID
	wrong []string       // rules that the client broke
	most  int            // most commands that lay unread when one was answered
	conns atomic.Int64
}

func (s *strict) listen(t *testing.T) int {
	t.Helper()
	s.taken = map[string]int{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(func() { l.Close(); open.Wait() })
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.conns.Add(1)
			open.Go(func() { defer c.Close(); s.serve(c) })
		}
	})
	return l.Addr().(*net.TCPAddr).Port
}

func (s *strict) fault(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrong = append(s.wrong, fmt.Sprintf(format, args...))
}

// serve is one connection.
func (s *strict) serve(c net.Conn) {
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	r := bufio.NewReaderSize(c, 1<<20)
	dead := false
	say := func(text string) { _, _ = io.WriteString(c, text+"\r\n") }
	// reply says what fate wants, or else the usual; it reports whether that was a yes.
	reply := func(step, to, usual string) bool {
		answer := usual
		if s.fate != nil {
			if f := s.fate(step, to); f != "" {
				answer = f
			}
		}
		if answer == "hang up" {
			dead = true
			return false
		}
		say(answer)
		dead = strings.HasPrefix(answer, "421")
		return answer[0] == usual[0]
	}
	say("220 strict")
	from, to, chunks := false, "", ""
	end := func(text string) {
		id := ""
		if _, rest, ok := strings.Cut(text, "Message-ID: <"); ok {
			id, _, _ = strings.Cut(rest, ">")
		}
		if !strings.Contains(text, "<"+to+">") {
			s.fault("a letter for another than %s", to)
		}
		if !strings.HasSuffix(text, "\r\n") || strings.Contains(text, "\n.") {
			s.fault("a letter that is not whole, or with a dot")
		}
		whom := to
		from, to = false, ""
		if s.fate != nil {
			if f := s.fate("end", whom); f != "" {
				if f == "hang up" {
					dead = true
					return
				}
				say(f)
				dead = strings.HasPrefix(f, "421")
				return
			}
		}
		s.mu.Lock()
		s.taken[id]++
		s.mu.Unlock()
		reply("taken", whom, "250 taken")
	}
	for !dead {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		s.mu.Lock()
		s.most = max(s.most, r.Buffered())
		s.mu.Unlock()
		word, _, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		_, whom, _ := strings.Cut(line, "<")
		whom, _, _ = strings.Cut(whom, ">")
		switch word {
		case "EHLO":
			say("250-strict" + s.offer + "\r\n250 8BITMIME")
		case "MAIL":
			switch {
			case from:
				s.fault("MAIL within a transaction")
				say("503 nested MAIL")
			case reply("MAIL", whom, "250 ok"):
				from = true
			}
		case "RCPT":
			switch {
			case !from:
				say("503 no MAIL")
			case reply("RCPT", whom, "250 ok"):
				to = whom
			}
		case "DATA":
			if to == "" {
				if s.fate != nil && s.fate("empty", "") != "" { // some servers want a text all the same
					say("354 go on")
					l, err := r.ReadString('\n')
					if err != nil {
						return
					}
					if l != ".\r\n" {
						s.fault("a text for nobody: %q", l)
					}
					from = false
				}
				say("554 no valid recipients")
				continue
			}
			if !reply("DATA", to, "354 go on") {
				continue
			}
			var text strings.Builder
			for {
				l, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				text.WriteString(l)
			}
			end(text.String())
		case "BDAT":
			var n int
			if _, err := fmt.Sscanf(line, "BDAT %d", &n); err != nil {
				s.fault("%q", line)
			}
			b := make([]byte, n)
			if _, err := io.ReadFull(r, b); err != nil {
				return
			}
			switch last := strings.HasSuffix(line, " LAST\r\n"); {
			case to == "":
				say("503 no valid recipients")
			case last && chunks == "":
				s.fault("the last chunk comes first")
				return
			case last:
				text := chunks + string(b)
				chunks = ""
				end(text)
			case reply("chunk", to, "250 ok"):
				chunks += string(b)
			default:
				to = ""
			}
		case "RSET":
			from, to, chunks = false, "", ""
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			s.fault("unknown command %.40q", line)
			say("500 what")
		}
	}
}

// the ways in which servers take letters
var offers = map[string]string{
	"plain": "", "pipelining": "\r\n250-PIPELINING", "chunking": "\r\n250-PIPELINING\r\n250-CHUNKING",
	"chunking alone": "\r\n250-CHUNKING",
}

// letters makes n messages to readers of their own.
func letters(n int) []Message {
	batch := make([]Message, n)
	for i := range batch {
		batch[i] = sample(fmt.Sprintf("reader%d@example.org", i))
		batch[i].ID = MessageID(7, int64(i), "press.example.org")
	}
	return batch
}

// TestLettersSideBySide: commands and letters overlap where the server takes that, and each is taken once.
func TestLettersSideBySide(t *testing.T) {
	for name, offer := range offers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := &strict{offer: offer}
			s := sender(t, Config{Host: "127.0.0.1", Port: srv.listen(t), Security: NoTLS, Connections: 3, PerConnection: 17})
			const n = 200
			noted := make([]atomic.Bool, n)
			batch := letters(n)
			s.Send(t.Context(), batch, func(i int) error { noted[i].Store(true); return nil }, func(i int, o Outcome) {
				if o.Kind != Sent || !noted[i].Load() {
					t.Errorf("%d: %+v", i, o)
				}
			})
			if len(srv.taken) != n || len(srv.wrong) > 0 {
				t.Errorf("%d taken, %v", len(srv.taken), srv.wrong)
			}
			if beside := srv.most > 0; beside != strings.Contains(offer, "PIPELINING") {
				t.Errorf("at most %d bytes lay unread", srv.most)
			}
			if s.UnderWay() != 0 {
				t.Error("letters without an outcome")
			}
		})
	}
}

// TestTortureOutcomesAreTrue lets a server fail at any step in any way, and compares what is said of each letter with
// what became of it: sent was taken once, what is neither sent nor in doubt was not, and nothing is taken twice.
func TestTortureOutcomesAreTrue(t *testing.T) {
	faults := []string{
		"450 4.2.0 later", "550 5.1.1 no such user", "421 4.3.2 closing", "hang up", "552 5.2.2 full", "250 fine", "354 go",
		"what?",
	}
	for name, offer := range offers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds := uint64(15)
			if os.Getenv("ATTACHE_TORTURE") != "" {
				seeds = 300
			}
			for seed := range seeds {
				var mu sync.Mutex
				rng := rand.New(rand.NewPCG(seed, 1))
				srv := &strict{offer: offer, fate: func(step, _ string) string {
					mu.Lock()
					defer mu.Unlock()
					most := 12
					if step == "taken" { // a server that took a letter says so, or nothing
						if rng.IntN(30) == 0 {
							return []string{"hang up", "what?", "199 hm"}[rng.IntN(3)]
						}
						return ""
					}
					if rng.IntN(most) > 0 {
						return ""
					}
					f := faults[rng.IntN(len(faults))]
					if step == "end" && f == "250 fine" || step == "MAIL" && strings.HasPrefix(f, "55") {
						return ""
					}
					return f
				}}
				s := sender(t, Config{
					Host: "127.0.0.1", Port: srv.listen(t), Security: NoTLS, Connections: 2, PerConnection: 9,
					Timeout: 5 * time.Second, FinalTimeout: 5 * time.Second,
				})
				batch := letters(60)
				out := make([]Outcome, len(batch))
				var noted [60]atomic.Bool
				s.Send(t.Context(), batch, func(i int) error { noted[i].Store(true); return nil }, func(i int, o Outcome) {
					if out[i].Kind != "" {
						t.Errorf("seed %d: letter %d has two outcomes", seed, i)
					}
					out[i] = o
				})
				srv.mu.Lock()
				for i, o := range out {
					n := srv.taken[batch[i].ID]
					switch {
					case o.Kind == Sent && n != 1, o.Kind != Sent && o.Kind != Doubt && n != 0, n > 1, o.Kind == "",
						n > 0 && !noted[i].Load():
						t.Errorf("seed %d: letter %d was taken %d times: %+v", seed, i, n, o)
					}
				}
				for _, w := range srv.wrong {
					t.Errorf("seed %d: %s", seed, w)
				}
				srv.mu.Unlock()
				if s.UnderWay() != 0 {
					t.Errorf("seed %d: letters without an outcome", seed)
				}
				s.Close()
			}
		})
	}
}

// TestAServerThatClosesAfterSomeLetters costs none of them.
func TestAServerThatClosesAfterSomeLetters(t *testing.T) {
	for name, offer := range offers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int64
			srv := &strict{offer: offer, fate: func(step, _ string) string {
				if step == "MAIL" && n.Add(1)%12 == 0 {
					return "421 4.7.0 too many letters"
				}
				return ""
			}}
			s := sender(t, Config{Host: "127.0.0.1", Port: srv.listen(t), Security: NoTLS, Connections: 1})
			kinds := map[OutcomeKind]int{}
			s.Send(t.Context(), letters(40), nil, func(_ int, o Outcome) { kinds[o.Kind]++ })
			if kinds[Sent]+kinds[Deferred] != 40 || kinds[Deferred] > 3 || len(srv.taken) != kinds[Sent] {
				t.Errorf("%v, %d taken", kinds, len(srv.taken))
			}
		})
	}
}

// TestStopWithLettersSideBySide: after the order to stop what is under way is finished, the rest is not begun.
func TestStopWithLettersSideBySide(t *testing.T) {
	for name, offer := range offers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := &strict{offer: offer}
			s := sender(t, Config{Host: "127.0.0.1", Port: srv.listen(t), Security: NoTLS, Connections: 1})
			ctx, cancel := context.WithCancel(t.Context())
			kinds, done := map[OutcomeKind]int{}, 0
			s.Send(ctx, letters(40), nil, func(_ int, o Outcome) {
				kinds[o.Kind]++
				if done++; done == 10 {
					cancel()
				}
			})
			if kinds[Sent] < 10 || kinds[Sent] > 10+sideBySide || kinds[Sent]+kinds[Unsent] != 40 ||
				len(srv.taken) != kinds[Sent] {
				t.Errorf("%v, %d taken", kinds, len(srv.taken))
			}
		})
	}
}

// TestSilenceWithLettersSideBySide: a server that falls silent leaves in doubt what lay before it, no more, and the
// sender goes step by step afterwards.
func TestSilenceWithLettersSideBySide(t *testing.T) {
	var n atomic.Int64
	quiet := make(chan struct{})
	srv := &strict{offer: offers["chunking"], fate: func(step, _ string) string {
		if step == "end" && n.Add(1) == 20 {
			<-quiet
			return "hang up"
		}
		return ""
	}}
	port := srv.listen(t)
	t.Cleanup(func() { close(quiet) })
	s := sender(t, Config{
		Host: "127.0.0.1", Port: port, Security: NoTLS, Connections: 1, Timeout: time.Second,
		FinalTimeout: 300 * time.Millisecond,
	})
	kinds := map[OutcomeKind]int{}
	s.Send(t.Context(), letters(60), nil, func(_ int, o Outcome) { kinds[o.Kind]++ })
	if kinds[Doubt] < 1 || kinds[Doubt] > sideBySide || kinds[Sent]+kinds[Doubt] != 60 {
		t.Errorf("%v", kinds)
	}
	if !time.Now().Before(s.careful) {
		t.Error("it goes on with several letters at a time")
	}
}
