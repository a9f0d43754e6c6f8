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
)

// The test binary is also the process that dies: with this variable set it delivers an issue and nothing else.
const childVariable = "ATTACHE_WORKER_CHILD" // "database address|issue|SMTP port", or "database address|serve"

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
	if part[1] == "serve" {
		return childServes(part[0])
	}
	issue, err := strconv.ParseInt(part[1], 10, 64)
	if err != nil {
		return err
	}
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{URL: part[0]})
	if err != nil {
		return err
	}
	sender, err := postTo(part[2])
	if err != nil {
		return err
	}
	road := worker.Road{Store: st, Sender: sender, Links: plainLinks{}, Domain: "press.example.org", Now: func() time.Time { return breakfast }}
	_, err = road.Deliver(ctx, issue)
	return err
}

// childServes works on the database and says so when it composes, which never ends.
func childServes(url string) error {
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return err
	}
	road := worker.Road{
		Store: st, Fetcher: &listFetcher{wall: &wall{t: breakfast}}, Setter: plainSetter{}, Sender: &mailbox{batch: 8},
		Domain: "press.example.org", Now: func() time.Time { return breakfast },
		Editor: &everyPiece{composing: func(ctx context.Context) {
			fmt.Println("composing")
			<-ctx.Done()
		}},
	}
	return road.Serve(ctx, worker.Engine{SQL: st.SQL(), Pool: st.Pool()})
}

func TestServeTakesOverFromTheDead(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		d := h.digest(t, func(d *news.Digest) { d.SendEmpty = true })
		h.readers(t, d, 3)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|serve", childVariable, url))
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

// postTo gives a real sender to a server on this machine.
func postTo(port string) (*mail.Sender, error) {
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	return mail.New(mail.Config{From: "press@press.example.org", Host: "127.0.0.1", Port: n, Security: mail.NoTLS, Connections: 3, Timeout: 5 * time.Second, FinalTimeout: 300 * time.Millisecond}, slog.New(slog.DiscardHandler))
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

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	o := &postOffice{letters: map[string][]string{}, attempts: map[string]int{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, o.port, _ = net.SplitHostPort(l.Addr().String())
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &counter{office: o, conn: c}, nil }))
	srv.Domain, srv.ErrorLog = "office.example.org", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Serve(l)
	}()
	t.Cleanup(func() {
		srv.Close()
		<-done
	})
	return o
}

// count gives how many recipients have letters, and how many letters there are.
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
		sender, err := postTo(office.port)
		if err != nil {
			t.Fatal(err)
		}
		h.Sender = sender
		i, d := approved(t, h, 10, nil)
		for _, name := range []string{"grey", "gone", "hangup", "silent"} {
			s := news.Subscriber{Email: name + "@example.org", State: news.SubscriberActive, Digests: []string{d.Name}}
			if err := h.store.PutSubscriber(t.Context(), &s); err != nil {
				t.Fatal(err)
			}
		}
		check(t, "first", deliver(t, h, i.ID), "map[deferred:2 doubt:1 failed:1 sent:10]")
		for name, want := range map[string]news.DeliveryState{
			"grey": news.DeliveryDeferred, "hangup": news.DeliveryDeferred, "gone": news.DeliveryFailed, "silent": news.DeliveryDoubt,
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

func TestDeliverSurvivesKill(t *testing.T) {
	const readers = 200
	for _, policy := range []news.DoubtPolicy{news.DoubtSkip, news.DoubtResend} {
		t.Run(string(policy), func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				office := openPostOffice(t)
				i, _ := approved(t, h, readers, func(d *news.Digest) { d.OnDoubt = policy })
				inDoubt := map[string]bool{}
				for _, after := range []int{7, 60, 61, 130} {
					killAfter(t, h, office, i.ID, after)
					left, err := h.store.Deliveries(t.Context(), i.ID, news.DeliverySending)
					if err != nil {
						t.Fatal(err)
					}
					if len(left) > 3*8 {
						t.Errorf("%d rows left in sending, more than a batch", len(left))
					}
					for _, d := range left {
						inDoubt[d.Email] = true
					}
				}
				sender, err := postTo(office.port)
				if err != nil {
					t.Fatal(err)
				}
				h.Sender = sender
				tally := deliver(t, h, i.ID)
				check(t, "issue", state(t, h, i.ID), news.IssueSent)
				recipients, letters := office.count()
				t.Logf("%s: %v; %d letters to %d of %d recipients, %d rows were left in sending", policy, tally, letters, recipients, readers, len(inDoubt))
				for to, ids := range office.letters {
					if len(ids) > 1 && !inDoubt[to] {
						t.Errorf("%s got %d letters and was never in doubt", to, len(ids))
					}
					for _, id := range ids {
						check(t, "Message-ID of a repeat", id, ids[0])
					}
				}
				switch policy {
				case news.DoubtSkip: // nobody twice; whoever may have missed it stands in the list
					check(t, "letters", letters, recipients)
					check(t, "sent and doubt", tally[news.DeliverySent]+tally[news.DeliveryDoubt], readers)
					for n := range readers {
						if to := reader(n + 1); len(office.letters[to]) == 0 && !inDoubt[to] {
							t.Errorf("%s was lost", to)
						}
					}
				case news.DoubtResend: // everybody
					check(t, "recipients", recipients, readers)
					check(t, "tally", tally, fmt.Sprintf("map[sent:%d]", readers))
				}
			})
		})
	}
}

// killAfter starts a process that delivers the issue and kills it (SIGKILL) when the post office has got so many letters.
func killAfter(t *testing.T, h *house, office *postOffice, issue int64, letters int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d|%s", childVariable, h.url, issue, office.port))
	var said bytes.Buffer
	cmd.Stderr = &said
	reached := make(chan struct{})
	var once sync.Once
	office.mu.Lock()
	office.reached = func(n int) {
		if n >= letters {
			once.Do(func() { close(reached) })
			<-t.Context().Done() // no answer: the process is to die with letters under way
		}
	}
	office.mu.Unlock()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	select {
	case <-reached:
	case err := <-exited:
		t.Fatalf("the process ended before it was killed: %v %s", err, &said)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-exited
	office.mu.Lock()
	office.reached = nil
	office.mu.Unlock()
}
