// Package replay lets the program read the replayed web of the dataset sites: whole passages with states, cost, manners
// and faults (replay.go), and what it finds as ways of reading each host (discover.go). It does not judge texts
// (package eval). Both build the replay server that lies beside the datasets, in ../tools. Read replay.go first.
package replay

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/news"
)

// replay is one passage of the real program over the replayed web of the dataset sites.
type replay struct {
	dir    string // temporary: program, database, outbox, log
	addr   string // of the replay server
	gap    time.Duration
	limit  time.Duration
	out    io.Writer
	server *exec.Cmd
}

// Replay lets the built program read every host of the dataset sites, three times: first with everything newer than
// -asof hidden, then again (nothing may be sent), then with all of it there (only the news may be sent). It prints the
// states of the sources and the cost, and holds the server's request log against the manners promised. With -faults it
// then breaks one host in each of the ways the server knows and prints the state that each ended in.
func Replay(ctx context.Context, args []string, out io.Writer) error {
	fs := flag.NewFlagSet("replay", flag.ContinueOnError)
	data := dataset.Flag(fs)
	asof := fs.String("asof", "2023-01-01", "day of the first run")
	gap := fs.Duration("gap", time.Second, "least time between two requests to a host")
	faults := fs.Bool("faults", false, "also break a host in every way the server knows")
	keep := fs.String("keep", "", "folder to keep the program, its data and the request log in; none = a temporary one")
	if err := fs.Parse(args); err != nil {
		return err
	}
	dir := *keep
	if dir == "" {
		tmp, err := os.MkdirTemp("", "lab-replay-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp) // a temporary folder
		dir = tmp
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	r := &replay{dir: root, gap: *gap, limit: 15 * time.Second, out: out}
	desk, err := deskOf(filepath.Join(*data, "sites"))
	if err != nil {
		return err
	}
	if err := r.build(ctx, *data); err != nil {
		return err
	}
	if err := r.start(ctx, *data); err != nil {
		return err
	}
	defer r.stop()
	if err := r.desk(ctx, desk); err != nil {
		return err
	}
	if err := r.control(ctx, http.MethodPost, "asof?t="+*asof, nil); err != nil {
		return err
	}
	for _, name := range []string{"as of " + *asof, "again", "with the news"} {
		if name == "with the news" {
			if err := r.control(ctx, http.MethodPost, "asof", nil); err != nil {
				return err
			}
		}
		if err := r.passage(ctx, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := r.manners(); err != nil {
		return err
	}
	if *faults {
		return r.faults(ctx)
	}
	return nil
}

func (r *replay) build(ctx context.Context, data string) error {
	for _, b := range [][]string{
		{"", "go", "build", "-o", filepath.Join(r.dir, "attache"), "attache/cmd/attache"},
		{filepath.Join(data, "..", "tools", "replay"), "go", "build", "-o", filepath.Join(r.dir, "replay"), "main.go"},
	} {
		cmd := exec.CommandContext(ctx, b[1], b[2:]...)
		cmd.Dir = b[0]
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(b[1:], " "), err, said)
		}
	}
	return nil
}

// entriesByHost returns the entries of the dataset sites in order of host, kind and path.
func entriesByHost(sites string) ([]dataset.Entry, error) {
	entries, err := dataset.Entries(sites)
	slices.SortFunc(entries, func(a, b dataset.Entry) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path))
	})
	return entries, err
}

// deskOf makes a source of each feed, and of one sitemap and one listing, of each host of the dataset.
func deskOf(sites string) ([]byte, error) {
	entries, err := entriesByHost(sites)
	if err != nil {
		return nil, err
	}
	var y strings.Builder
	y.WriteString("sources:\n")
	count := map[string]int{}
	for _, e := range entries {
		count[e.Host+" "+e.Kind]++
		if e.Kind != "feed" && (e.Kind != "sitemap" && e.Kind != "listing" || count[e.Host+" "+e.Kind] > 1) {
			continue
		}
		kind := news.SourceKind(e.Kind)
		switch {
		case e.Host == "t.me":
			kind = news.KindTelegram
		case strings.Contains(e.Path, "wp-json"):
			kind = news.KindWordPress
		}
		fmt.Fprintf(&y, "  - {name: %s-%s-%d, outlet: {name: %q}, url: %q, kind: %s, enabled: true", e.Host, e.Kind,
			count[e.Host+" "+e.Kind], e.Host, "http://"+e.Host+e.Path, kind)
		if kind == news.KindListing {
			y.WriteString(`, rules: {link: "a[href]", match: "/.+/.+"}`)
		}
		y.WriteString("}\n")
	}
	y.WriteString("digests:\n  - {name: all, title: Everything, stories: 1000, enabled: true}\nsubscribers:\n  - " +
		"{email: reader@example.org, state: active, digests: [all]}\n")
	return []byte(y.String()), nil
}

func (r *replay) start(ctx context.Context, data string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	r.addr = l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	sites, err := filepath.Abs(filepath.Join(data, "sites"))
	if err != nil {
		return err
	}
	r.server = exec.CommandContext(ctx, filepath.Join(r.dir, "replay"), "-kit", sites, "-addr",
		r.addr,
		"-ca", filepath.Join(r.dir, "ca.pem"), "-log", filepath.Join(r.dir, "requests.jsonl"))
	if err := r.server.Start(); err != nil {
		return err
	}
	for deadline := time.Now().Add(15 * time.Second); ; {
		err := r.control(ctx, http.MethodGet, "stats", nil)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			r.stop()
			return fmt.Errorf("the replay server does not answer: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (r *replay) stop() {
	_ = r.server.Process.Kill() // ours, with nothing to lose
	_ = r.server.Wait()         // killed
}

// control asks the replay server to do something.
func (r *replay) control(ctx context.Context, method, what string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+r.addr+"/__replay/"+what, bytes.NewReader(b))
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, what, resp.Status)
	}
	return nil
}

// attache runs the program through the replay server as proxy and returns what it printed and what it cost.
func (r *replay) attache(ctx context.Context, args ...string) ([]byte, *syscall.Rusage, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(r.dir, "attache"), args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "HTTP_PROXY=http://"+r.addr, "HTTPS_PROXY=http://"+r.addr, "NO_PROXY=",
		"SSL_CERT_FILE="+filepath.Join(r.dir, "ca.pem"),
		"ATTACHE_SCRAPE__GAP="+r.gap.String(), "ATTACHE_SCRAPE__TIMEOUT="+r.limit.String(),
		"ATTACHE_SCRAPE__CONTACT=lab@example.org")
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	usage, _ := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 5 { // done in part: that is what this dataset is for
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("attache %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(errOut.Bytes()))
	}
	return out.Bytes(), usage, err
}

func (r *replay) desk(ctx context.Context, desk []byte) error {
	if _, _, err := r.attache(ctx, "init", "--yes"); err != nil {
		return err
	}
	file := filepath.Join(r.dir, "desk.yaml")
	if err := os.WriteFile(file, desk, 0o640); err != nil {
		return err
	}
	_, _, err := r.attache(ctx, "apply", "--yes", "-f", file)
	return err
}

// passage runs the pipeline once and prints what came of it.
func (r *replay) passage(ctx context.Context, name string) error {
	begin := time.Now()
	b, usage, err := r.attache(ctx, "run", "--json", "--from", "1990-01-01")
	if err != nil {
		return err
	}
	wall := time.Since(begin)
	var result struct {
		Run    news.Run
		Issues []struct {
			Issue news.Issue
			Tally news.Tally
		}
	}
	if err := json.Unmarshal(b, &result); err != nil {
		return fmt.Errorf("what run printed: %w", err)
	}
	if len(result.Issues) != 1 {
		return fmt.Errorf("run printed %d issues, 1 is wanted", len(result.Issues))
	}
	states := map[string]int{}
	unread := 0
	for _, p := range result.Run.Polls {
		states[string(p.State)]++
		unread += p.Unread
	}
	i := result.Issues[0]
	cpu := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	fmt.Fprintf(r.out, "%s: %d sources, %d articles, %d pages unread; issue %s with %d stories, sent %d; %.1f s "+
		"(%.1f sources/s, %.1f pages/s), CPU %.1f s, peak RSS %.0f MB\n",
		name, len(result.Run.Polls), result.Run.Articles, unread, i.Issue.State, len(i.Issue.Stories()),
		i.Tally[news.DeliverySent], wall.Seconds(),
		float64(len(result.Run.Polls))/wall.Seconds(), float64(result.Run.Articles)/wall.Seconds(), cpu.Seconds(),
		float64(usage.Maxrss)*1024/1e6)
	for _, s := range slices.Sorted(maps.Keys(states)) {
		fmt.Fprintf(r.out, "  %-14s %d\n", s, states[s])
	}
	return nil
}

// manners holds the request log against the promises: robots.txt first, one request at a time, the gap between two.
func (r *replay) manners() error {
	f, err := os.Open(filepath.Join(r.dir, "requests.jsonl"))
	if err != nil {
		return err
	}
	defer f.Close()
	requests, overlaps, early, unasked := 0, 0, 0, 0
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var l struct {
			Host, Path string
			Flight     int     `json:"host_in_flight"`
			Gap        float64 `json:"host_gap_ms"`
			Robots     bool    `json:"robots_seen"`
		}
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return err
		}
		if strings.HasPrefix(l.Path, "/__replay/") {
			continue
		}
		requests++
		overlaps += dataset.Bit(l.Flight > 1)
		// the server's clock and ours differ by a little
		early += dataset.Bit(l.Gap >= 0 && l.Gap < 0.95*float64(r.gap.Milliseconds()))
		unasked += dataset.Bit(!l.Robots && l.Path != "/robots.txt")
	}
	fmt.Fprintf(r.out, "manners: %d requests; %d beside another to the same host, %d sooner than %s after the last, "+
		"%d before robots.txt\n", requests, overlaps, early, r.gap, unasked)
	return s.Err()
}

// faults breaks one host in each way and prints the state its source ended in.
func (r *replay) faults(ctx context.Context) error {
	r.limit = 4 * time.Second
	tw := tabwriter.NewWriter(r.out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(tw, "fault\tstate\tafter s\tpeak RSS MB\tsaid")
	for _, f := range [][2]string{
		{"hang", "60s"},
		{"reset", ""},
		{"bomb", "500"},
		{"loop", ""},
		{"truncate", "0.5"},
		{"retry", "60"},
		{"status", "503"},
		{"status", "404"},
		{"slow", "100"},
		{"latency", "30s"},
		{"flaky", "1"},
		{"empty", ""},
		{"noetag", ""},
	} {
		if err := r.control(ctx, http.MethodDelete, "fault", nil); err != nil {
			return err
		}
		if err := r.control(ctx, http.MethodPost, "fault", map[string]string{
			"host": "dala.test", "path": "/*eed*",
			"kind": f[0], "arg": f[1],
		}); err != nil {
			return err
		}
		state, took, rss, err := r.broken(ctx)
		if err != nil {
			return fmt.Errorf("fault %s: %w", f[0], err)
		}
		fmt.Fprintf(tw, "%s %s\t%s\t%.1f\t%.0f\t%s\n", f[0], f[1], state.State, took.Seconds(), rss, state.Detail)
	}
	return tw.Flush()
}

// broken visits the broken host's feed in a fresh database and returns its poll.
func (r *replay) broken(ctx context.Context) (news.Poll, time.Duration, float64, error) {
	if err := os.RemoveAll(filepath.Join(r.dir, "data")); err != nil {
		return news.Poll{}, 0, 0, err
	}
	u := url.URL{Scheme: "http", Host: "dala.test", Path: "/feed/"}
	desk := fmt.Sprintf(
		"sources:\n  - {name: broken, outlet: {name: Broken}, url: %q, kind: feed, enabled: true}\ndigests:\n  - "+
			"{name: all, title: Everything, enabled: true}\n", u.String())
	if _, _, err := r.attache(ctx, "migrate"); err != nil {
		return news.Poll{}, 0, 0, err
	}
	file := filepath.Join(r.dir, "broken.yaml")
	if err := os.WriteFile(file, []byte(desk), 0o640); err != nil {
		return news.Poll{}, 0, 0, err
	}
	if _, _, err := r.attache(ctx, "apply", "--yes", "-f", file); err != nil {
		return news.Poll{}, 0, 0, err
	}
	begin := time.Now()
	b, usage, err := r.attache(ctx, "run", "--json", "--dry-run", "--from", "1990-01-01")
	took := time.Since(begin)
	if err != nil {
		return news.Poll{}, took, 0, err
	}
	var result struct{ Run news.Run }
	if err := json.Unmarshal(b, &result); err != nil {
		return news.Poll{}, took, 0, fmt.Errorf("what run printed: %w", err)
	}
	if len(result.Run.Polls) != 1 {
		return news.Poll{}, took, 0, fmt.Errorf("run printed %d polls, 1 is wanted", len(result.Run.Polls))
	}
	return result.Run.Polls[0], took, float64(usage.Maxrss) * 1024 / 1e6, nil
}
