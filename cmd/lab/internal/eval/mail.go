package eval

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/mail"
	"attache/mail/dkim"
	"attache/news"
	"attache/store"
	"attache/worker"
)

// Mail times sending beside Postfix's smtp-source: messages of the same size over as many connections into the same
// sink, in turns. Once into smtp-sink on this machine, once into a server that answers 20 ms late.
func Mail(ctx context.Context, args []string, out io.Writer) error {
	fs := flag.NewFlagSet("mail", flag.ContinueOnError)
	b := &mailBench{out: out}
	fs.IntVar(&b.n, "n", 10000, "messages a run on this machine")
	fs.IntVar(&b.far, "far", 2000, "messages a run into the server that answers late")
	fs.IntVar(&b.size, "size", 47000, "bytes of a message, about")
	fs.IntVar(&b.connections, "connections", 10, "SMTP connections at a time")
	fs.IntVar(&b.rounds, "rounds", 3, "how often each is timed")
	delay := fs.Duration("delay", 20*time.Millisecond, "how late the far server answers; 0 = leave it out")
	gosink := fs.String("gosink", "../shared/tools/gosink/main.go", "source of the server that answers late")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if err := b.near(ctx); err != nil {
		return err
	}
	if *delay > 0 {
		if _, err := os.Stat(*gosink); err != nil {
			fmt.Fprintf(out, "SKIPPED: the server that answers late (%v)\n", err)
		} else if err := b.late(ctx, *gosink, *delay); err != nil {
			return err
		}
	}
	if err := b.signing(); err != nil {
		return err
	}
	_, rss := usageNow()
	fmt.Fprintf(out, "peak RSS of this process %.0f MB\n", float64(rss)/1e6)
	return nil
}

// mailBench is what is timed, and how.
type mailBench struct {
	out                               io.Writer
	n, far, size, connections, rounds int
}

// contender is one way to send n messages to a server; it returns how long that took.
type contender struct {
	name string
	n    int
	run  func(ctx context.Context, n int) (time.Duration, error)
}

// compare lets all run in turns, and prints the median rate of each and of its ratio to the first of its round.
func (b *mailBench) compare(ctx context.Context, where string, all []contender) error {
	rates := make([][]float64, len(all))
	ratios := make([][]float64, len(all))
	for range b.rounds {
		for i, c := range all {
			took, err := c.run(ctx, c.n)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", where, c.name, err)
			}
			rates[i] = append(rates[i], float64(c.n)/took.Seconds())
			ratios[i] = append(ratios[i], rates[i][len(rates[i])-1]/rates[0][len(rates[0])-1])
		}
	}
	fmt.Fprintf(b.out, "%s, %d connections, %d bytes, medians of %d rounds:\n", where, b.connections, b.size, b.rounds)
	for i, c := range all {
		fmt.Fprintf(b.out, "  %-42s %8.0f messages/s  %6.2f x (%.2f to %.2f)\n", c.name, median(rates[i]), median(ratios[i]),
			slices.Min(ratios[i]), slices.Max(ratios[i]))
	}
	return nil
}

// near compares on this machine.
func (b *mailBench) near(ctx context.Context) error {
	addr, stop, err := startSink(ctx)
	if err != nil {
		return err
	}
	defer stop()
	return b.compare(ctx, "smtp-sink on this machine", []contender{
		{"smtp-source", b.n, b.source(addr)},
		{"attache, shared body, no ledger", b.n, b.sender(addr, false)},
		{"attache, personal body, no ledger", b.n, b.sender(addr, true)},
		{"attache, personal body, ledger and journal", b.n, b.ledger(addr)},
	})
}

// late compares into a server that answers late, with and without BDAT.
func (b *mailBench) late(ctx context.Context, gosink string, delay time.Duration) error {
	dir, err := os.MkdirTemp("", "lab-mail-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // a temporary folder
	program := filepath.Join(dir, "gosink")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, gosink)
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w: %s", gosink, err, text)
	}
	data, stopData, err := startServer(ctx, program, "-rtt", delay.String(), "-nochunk", "-addr")
	if err != nil {
		return err
	}
	defer stopData()
	chunks, stopChunks, err := startServer(ctx, program, "-rtt", delay.String(), "-addr")
	if err != nil {
		return err
	}
	defer stopChunks()
	return b.compare(ctx, fmt.Sprintf("a server that answers %s late", delay), []contender{
		{"smtp-source", b.far, b.source(data)},
		{"attache, DATA, no ledger", 3 * b.far, b.sender(data, true)},
		{"attache, DATA, ledger and journal", 3 * b.far, b.ledger(data)},
		{"attache, BDAT, no ledger", 8 * b.far, b.sender(chunks, true)},
		{"attache, BDAT, ledger and journal", 8 * b.far, b.ledger(chunks)},
	})
}

// source is Postfix's smtp-source.
func (b *mailBench) source(addr string) func(context.Context, int) (time.Duration, error) {
	return func(ctx context.Context, n int) (time.Duration, error) {
		cmd := exec.CommandContext(ctx, "smtp-source", "-d", "-N", "-s", strconv.Itoa(b.connections), "-m", strconv.Itoa(n),
			"-l", strconv.Itoa(b.size), "-f", "press@example.org", "-t", "reader@example.net", addr)
		begin := time.Now()
		if text, err := cmd.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("smtp-source: %w: %s", err, text)
		}
		return time.Since(begin), nil
	}
}

// letter is HTML and text of about the size.
func (b *mailBench) letter() (page, text string) {
	var html bytes.Buffer
	for html.Len() < b.size*9/10 {
		html.WriteString("<p>The ministers met in Astana and signed an agreement on transit.</p>\n")
	}
	return html.String(), strings.Repeat("The ministers met.\n", b.size/200)
}

// sender is a mail.Sender without the ledger.
func (b *mailBench) sender(addr string, personal bool) func(context.Context, int) (time.Duration, error) {
	return func(ctx context.Context, n int) (time.Duration, error) {
		s, err := b.open(addr, n)
		if err != nil {
			return 0, err
		}
		defer s.Close()
		page, text := b.letter()
		if personal {
			page, text = page+news.UnsubscribeToken, text+news.UnsubscribeToken
		}
		body := mail.NewBody(page, text)
		batch := make([]mail.Message, n)
		for i := range batch {
			batch[i] = mail.Message{
				ID: mail.MessageID(1, int64(i), "example.org"), To: fmt.Sprintf("reader%d@example.net", i), Subject: "Daily",
				Language: "en", Body: body, ListID: "daily.example.org", ListName: "Daily", Digest: "daily", Issue: 1,
				Date: time.Now(),
			}
			if personal {
				batch[i].Unsubscribe = fmt.Sprintf("https://press.example.org/u/%042d", i)
			}
		}
		failed := 0
		begin := time.Now()
		s.Send(ctx, batch, nil, func(_ int, o mail.Outcome) {
			if o.Kind != mail.Sent {
				failed++
			}
		})
		took := time.Since(begin)
		if failed > 0 {
			return 0, fmt.Errorf("%d of %d messages were not sent", failed, n)
		}
		return took, nil
	}
}

// open makes a sender to a server on this machine.
func (b *mailBench) open(addr string, n int) (*mail.Sender, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	return mail.New(mail.Config{
		Host: host, Port: number, Security: mail.NoTLS, From: "press@example.org", Connections: b.connections,
		PerConnection: n,
	}, slog.New(slog.DiscardHandler))
}

// signing compares composing signed letters with the arithmetic alone: RSA-2048, Ed25519 and SHA-256 of the body.
func (b *mailBench) signing() error {
	const letters = 400
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	_, short, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lab-mail-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // a temporary folder
	var keys []dkim.Config
	for name, key := range map[string]any{"r": private, "e": short} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, name+".pem")
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
			return err
		}
		keys = append(keys, dkim.Config{Domain: "example.org", Selector: name, Key: path})
	}
	signer, err := dkim.Load(keys)
	if err != nil {
		return err
	}
	page, text := b.letter()
	m := mail.Message{
		ID: "x@example.org", To: "reader@example.net", Subject: "Daily", Language: "en", ListID: "daily.example.org",
		Body: mail.NewBody(page+news.UnsubscribeToken, text+news.UnsubscribeToken), Digest: "daily", Date: time.Now(),
		Unsubscribe: "https://press.example.org/u/0123456789012345678901234567890123456789",
	}
	plain, err := mail.Config{From: "press@example.org"}.Compose(m)
	if err != nil {
		return err
	}
	head, body, _ := bytes.Cut(plain, []byte("\r\n\r\n"))
	head = append(head, "\r\n"...)
	var ours, alone []float64
	for range 2*b.rounds + 1 {
		begin, _ := usageNow() // CPU: other programs on the machine do not count
		for range letters {
			if _, err := signer.Sign("example.org", head, body, m.Date); err != nil {
				return err
			}
		}
		middle, _ := usageNow()
		ours = append(ours, (middle - begin).Seconds())
		for range letters {
			sum := sha256.Sum256(body)
			if _, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:]); err != nil {
				return err
			}
			ed25519.Sign(short, sum[:])
		}
		end, _ := usageNow()
		alone = append(alone, (end - middle).Seconds())
	}
	ratios := make([]float64, len(ours))
	for i := range ours {
		ratios[i] = ours[i] / alone[i]
	}
	fmt.Fprintf(b.out, "DKIM, RSA-2048 and Ed25519: %.0f us a letter, %.3f x of RSA + Ed25519 + SHA-256 alone\n",
		1e6*median(ours)/letters, median(ratios))
	return nil
}

func median(v []float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}

// startSink runs smtp-sink on a free port until stopped.
func startSink(ctx context.Context) (addr string, stop func(), err error) {
	for _, tool := range []string{"smtp-sink", "smtp-source"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", nil, fmt.Errorf("%s is not installed: it comes with Debian's package postfix", tool)
		}
	}
	args := []string{}
	if os.Getuid() == 0 {
		args = []string{"-u", "nobody"}
	}
	return startServer(ctx, "smtp-sink", args...)
}

// startServer runs a mail server on a free port until stopped: its address is its last argument, behind it comes the
// backlog of smtp-sink.
func startServer(ctx context.Context, program string, args ...string) (addr string, stop func(), err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	addr = l.Addr().String()
	if err := l.Close(); err != nil {
		return "", nil, err
	}
	if args = append(args, addr); program == "smtp-sink" {
		args = append(args, "1024")
	}
	sink := exec.CommandContext(ctx, program, args...)
	if err := sink.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = sink.Process.Kill() // it is ours and has nothing to lose
		_ = sink.Wait()         // killed
	}
	for deadline := time.Now().Add(5 * time.Second); ; {
		c, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", addr)
		if err == nil {
			return addr, stop, c.Close()
		}
		if time.Now().After(deadline) {
			stop()
			return "", nil, fmt.Errorf("%s does not answer on %s: %w", program, addr, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// ledger is Pipeline.Deliver, with a link of each reader's own.
func (b *mailBench) ledger(addr string) func(context.Context, int) (time.Duration, error) {
	return func(ctx context.Context, n int) (time.Duration, error) { return b.deliverOnce(ctx, addr, n) }
}

// deliverOnce makes a store with n subscribers and one frozen issue, and times Pipeline.Deliver.
func (b *mailBench) deliverOnce(ctx context.Context, addr string, n int) (time.Duration, error) {
	dir, err := os.MkdirTemp("", "lab-mail-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir) // a temporary folder
	st, err := store.Open(ctx, store.Config{URL: filepath.Join(dir, "attache.db")})
	if err != nil {
		return 0, err
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		return 0, err
	}
	issueID, err := b.frozenIssue(ctx, st, n)
	if err != nil {
		return 0, err
	}
	sender, err := b.open(addr, n)
	if err != nil {
		return 0, err
	}
	defer sender.Close()
	pipeline := &worker.Pipeline{
		Store: st, Sender: sender, Domain: sender.Domain(), Links: numbered{},
		Now: func() time.Time { return time.Now().UTC() },
	}
	pipeline.Config.Journal = filepath.Join(dir, "journal")
	begin := time.Now()
	tally, err := pipeline.Deliver(ctx, issueID)
	took := time.Since(begin)
	if err == nil && tally[news.DeliverySent] != n {
		err = fmt.Errorf("%d of %d messages were sent: %v", tally[news.DeliverySent], n, tally)
	}
	return took, err
}

// numbered makes links of the usual length.
type numbered struct{}

func (numbered) Issue(id int64) string { return fmt.Sprintf("https://press.example.org/issues/%d", id) }

func (numbered) Unsubscribe(subscriber, _ int64) string {
	return fmt.Sprintf("https://press.example.org/u/%042d", subscriber)
}

func (numbered) Delivery(_, subscriber int64) string { return fmt.Sprintf("%034d", subscriber) }

// frozenIssue makes an issue that is ready to be sent.
func (b *mailBench) frozenIssue(ctx context.Context, st *store.Store, n int) (int64, error) {
	now := time.Now().UTC()
	d := news.Digest{Name: "daily", Title: "Daily", Enabled: true}
	if err := st.PutDigest(ctx, &d); err != nil {
		return 0, err
	}
	for i := range n {
		s := news.Subscriber{
			Email: fmt.Sprintf("reader%d@example.net", i), State: news.SubscriberActive,
			Digests: []string{"daily"},
		}
		if err := st.PutSubscriber(ctx, &s); err != nil {
			return 0, err
		}
	}
	id, _, err := st.ClaimSlot(ctx, d.ID, "by hand", now, time.Minute)
	if err != nil {
		return 0, err
	}
	page, text := b.letter()
	l := news.Letter{
		Language: "en", Subject: "Daily", HTML: page + news.UnsubscribeToken, Text: text + news.UnsubscribeToken,
	}
	i := news.Issue{
		ID: id, DigestID: d.ID, Digest: d.Name, Title: d.Title, Slot: "by hand", ByHand: true, State: news.IssueApproved,
		Language: "en", Created: now,
	}
	return id, st.SaveIssue(ctx, &i, nil, []news.Letter{l})
}
