package eval

import (
	"bytes"
	"context"
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
	"attache/news"
	"attache/store"
	"attache/worker"
)

// Mail times the delivery of one issue to many subscribers, ledger and all, against Postfix's smtp-source: the same
// number of messages of the same size over as many connections into the same smtp-sink, in turns.
func Mail(ctx context.Context, args []string, out io.Writer) error {
	fs := flag.NewFlagSet("mail", flag.ContinueOnError)
	n := fs.Int("n", 10000, "messages")
	size := fs.Int("size", 47000, "bytes of a message, about")
	connections := fs.Int("connections", 10, "SMTP connections at a time")
	rounds := fs.Int("rounds", 3, "how often each is timed")
	if err := fs.Parse(args); err != nil {
		return err
	}
	addr, stop, err := startSink(ctx)
	if err != nil {
		return err
	}
	defer stop()
	var ours, theirs []float64
	for round := range *rounds {
		source := exec.CommandContext(ctx, "smtp-source", "-d", "-N", "-s", strconv.Itoa(*connections), "-m",
			strconv.Itoa(*n),
			"-l", strconv.Itoa(*size), "-f", "press@example.org", "-t", "reader@example.net", addr)
		begin := time.Now()
		if b, err := source.CombinedOutput(); err != nil {
			return fmt.Errorf("smtp-source: %w: %s", err, b)
		}
		theirs = append(theirs, float64(*n)/time.Since(begin).Seconds())
		took, err := deliverOnce(ctx, addr, *n, *size, *connections)
		if err != nil {
			return fmt.Errorf("round %d: %w", round+1, err)
		}
		ours = append(ours, float64(*n)/took.Seconds())
		fmt.Fprintf(out, "round %d: smtp-source %.0f messages/s, attache with its ledger %.0f messages/s\n", round+1,
			theirs[round], ours[round])
	}
	_, rss := usageNow()
	fmt.Fprintf(out, "medians: smtp-source %.0f/s, attache %.0f/s, ratio %.2f; peak RSS %.0f MB\n",
		median(theirs), median(ours), median(ours)/median(theirs), float64(rss)/1e6)
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
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	addr = l.Addr().String()
	if err := l.Close(); err != nil {
		return "", nil, err
	}
	args := []string{addr, "1024"}
	if os.Getuid() == 0 {
		args = append([]string{"-u", "nobody"}, args...)
	}
	sink := exec.CommandContext(ctx, "smtp-sink", args...)
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
			return "", nil, fmt.Errorf("smtp-sink does not answer on %s: %w", addr, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// deliverOnce makes a store with n subscribers and one frozen issue, and times Pipeline.Deliver.
func deliverOnce(ctx context.Context, addr string, n, size, connections int) (time.Duration, error) {
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
	issueID, err := frozenIssue(ctx, st, n, size)
	if err != nil {
		return 0, err
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return 0, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return 0, err
	}
	sender, err := mail.New(mail.Config{
		Host: host, Port: number, Security: mail.NoTLS, From: "press@example.org", Connections: connections,
		PerConnection: n,
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	defer sender.Close()
	pipeline := &worker.Pipeline{
		Store: st, Sender: sender, Domain: sender.Domain(),
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

func frozenIssue(ctx context.Context, st *store.Store, n, size int) (int64, error) {
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
	var html bytes.Buffer
	for html.Len() < size*9/10 {
		html.WriteString("<p>The ministers met in Astana and signed an agreement on transit.</p>\n")
	}
	l := news.Letter{
		Language: "en", Subject: "Daily", HTML: html.String() + news.UnsubscribeToken,
		Text: strings.Repeat("The ministers met.\n", size/200) + news.UnsubscribeToken,
	}
	i := news.Issue{
		ID: id, DigestID: d.ID, Digest: d.Name, Title: d.Title, Slot: "by hand", ByHand: true, State: news.IssueApproved,
		Language: "en", Created: now,
	}
	return id, st.SaveIssue(ctx, &i, nil, []news.Letter{l})
}
