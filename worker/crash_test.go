package worker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	gomail "net/mail"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/worker"
	"attache/worker/queue"
)

// The test binary is also the process that dies: with this variable set it delivers an issue and nothing else. Its
// value is "database address|folder of the journal|issue|SMTP port|most bytes of a file", or "database
// address|folder|serve".
const childVariable = "ATTACHE_WORKER_CHILD"

func TestMain(m *testing.M) {
	if order := os.Getenv(childVariable); order != "" {
		if err := child(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(order string) error {
	part := strings.Split(order, "|")
	if part[2] == "serve" {
		return childServes(part[0], part[1])
	}
	issue, err := strconv.ParseInt(part[2], 10, 64)
	if err != nil {
		return err
	}
	most, err := strconv.ParseUint(part[4], 10, 64)
	if err == nil && most > 0 {
		err = limitFiles(most)
	}
	if err != nil {
		return err
	}
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{URL: part[0]})
	if err != nil {
		return err
	}
	sender, err := postTo(part[3], 20*time.Second)
	if err != nil {
		return err
	}
	pipeline := worker.Pipeline{
		Store: st, Sender: sender, Links: plainLinks{}, Domain: "press.example.org",
		Now:    func() time.Time { return breakfast },
		Config: worker.Config{Journal: part[1]},
	}
	_, err = pipeline.Deliver(ctx, issue)
	return err
}

// childServes works on the database and says so when it composes, which never ends.
func childServes(url, folder string) error {
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return err
	}
	pipeline := worker.Pipeline{
		Store: st, Fetcher: &listFetcher{wall: &wall{t: breakfast}}, Renderer: plainRenderer{}, Sender: &mailbox{batch: 8},
		Domain: "press.example.org", Now: func() time.Time { return breakfast }, Config: worker.Config{Journal: folder},
		Editor: &everyPiece{now: func() time.Time { return breakfast }, composing: func(ctx context.Context) {
			fmt.Println("composing")
			<-ctx.Done()
		}},
	}
	return pipeline.Serve(ctx, queue.Engine{SQL: st.SQL(), Pool: st.Pool()})
}

func TestServeTakesOverFromTheDead(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		d := h.digest(t, func(d *news.Digest) { d.SendEmpty = true })
		h.readers(t, d, 3)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%s|serve", childVariable, url, h.pipeline.Config.Journal))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, len("composing"))); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		heard := h.listen()
		stop := h.serving(t)
		await(t, heard, "issue sent", 1) // not after River's time of rescue, which is minutes
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		check(t, "letters", len(h.post.to()), 3)
	})
}

// connections is how many the real sender has, and underWay the most messages that are between their end and its
// answer: four a connection where the server takes chunks (mail.Sender).
const (
	connections = 3
	underWay    = 4 * connections
)

// postTo returns a real sender to a server on this machine; final is how long it waits for the answer to the final dot.
func postTo(port string, final time.Duration) (*mail.Sender, error) { return postBy(0, port, final) }

// postBy is postTo with so many letters at a time over a connection.
func postBy(beside int, port string, final time.Duration) (*mail.Sender, error) {
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	return mail.New(mail.Config{
		From: "press@press.example.org", Host: "127.0.0.1", Port: n, Security: mail.NoTLS, Connections: connections,
		Timeout: 20 * time.Second, FinalTimeout: final, SideBySide: beside,
	}, slog.New(slog.DiscardHandler))
}

// postOffice is an SMTP server that keeps letters and does what a recipient's name asks for.
type postOffice struct {
	port string

	mu       sync.Mutex
	letters  map[string][]string // Message-IDs by recipient
	accepted int
	reached  func(n int) // told of each letter before it is answered, when set
	attempts map[string]int
}

func openPostOffice(t testing.TB) *postOffice {
	t.Helper()
	o := &postOffice{letters: map[string][]string{}, attempts: map[string]int{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, o.port, _ = net.SplitHostPort(l.Addr().String())
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session,
		error,
	) {
		return &counter{office: o, conn: c}, nil
	}))
	srv.Domain, srv.ErrorLog = "office.example.org", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(serve(srv, l))
	return o
}

// count returns how many recipients have letters, and how many letters there are.
func (o *postOffice) count() (recipients, letters int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, ids := range o.letters {
		letters += len(ids)
	}
	return len(o.letters), letters
}

// counter is one connection to the post office.
type counter struct {
	office *postOffice
	conn   *smtp.Conn
	to     string
}

func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	c.office.mu.Lock()
	c.office.attempts[to]++
	n := c.office.attempts[to]
	c.office.mu.Unlock()
	switch {
	case strings.HasPrefix(to, "grey") && n == 1:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, come again"}
	case strings.HasPrefix(to, "gone"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	case strings.HasPrefix(to, "hangup") && n == 1:
		c.conn.Close()
		return errors.New("hung up")
	}
	return nil
}

func (c *counter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := gomail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	c.office.mu.Lock()
	c.office.letters[c.to] = append(c.office.letters[c.to], m.Header.Get("Message-ID"))
	c.office.accepted++
	n, reached := c.office.accepted, c.office.reached
	c.office.mu.Unlock()
	if reached != nil {
		reached(n)
	}
	if strings.HasPrefix(c.to, "silent") {
		c.conn.Close() // after the final dot, without an answer
		return errors.New("silence")
	}
	return nil
}

func TestDeliverToRealServer(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		office := openPostOffice(t)
		// step by step: what would be beside the letters over which it hangs up would be in doubt, too
		sender, err := postBy(1, office.port, 300*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		h.pipeline.Sender = sender
		i, d := approved(t, h, 10, skipDoubt)
		for _, name := range []string{"grey", "gone", "hangup", "silent"} {
			s := news.Subscriber{Email: name + "@example.org", State: news.SubscriberActive, Digests: []string{d.Name}}
			if err := h.store.PutSubscriber(t.Context(), &s); err != nil {
				t.Fatal(err)
			}
		}
		check(t, "first", deliver(t, h, i.ID), "map[deferred:2 doubt:1 failed:1 sent:10]")
		for name, want := range map[string]news.DeliveryState{
			"grey": news.DeliveryDeferred, "hangup": news.DeliveryDeferred, "gone": news.DeliveryFailed,
			"silent": news.DeliveryDoubt,
		} {
			check(t, name, row(t, h, i.ID, name+"@example.org").State, want)
		}
		h.wall.add(5 * time.Minute)
		check(t, "second", deliver(t, h, i.ID), "map[doubt:1 failed:1 sent:12]")
		check(t, "issue", state(t, h, i.ID), news.IssueSent)
		recipients, letters := office.count()
		check(t, "recipients", recipients, 13) // the silent one has it, but we cannot know
		check(t, "letters", letters, 13)
	})
}
