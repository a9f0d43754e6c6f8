package replay

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/news"
	"attache/scrape"
	"attache/scrape/list"
)

// siteHost is what the dataset sites holds of one host.
type siteHost struct {
	name     string
	starts   map[string]string // where a person may begin: home, listing, article
	articles map[string]bool   // canonical addresses
	count    int               // of articles in the dataset
}

// Discover asks, for every host of the dataset sites, which way of reading it is found from its home page, from a page
// of its news and from one of its articles, as `attache source add` does. A way is good when it is the first and lists
// at least three of the host's articles (or all, where the dataset holds fewer); where the dataset holds none, when it
// gives entries at all.
func Discover(ctx context.Context, args []string, out io.Writer) error {
	fs := flag.NewFlagSet("discover", flag.ContinueOnError)
	data := dataset.Flag(fs)
	verbose := fs.Bool("v", false, "also print each host's first way, or what was said when there is none")
	if err := fs.Parse(args); err != nil {
		return err
	}
	hosts, err := siteHosts(filepath.Join(*data, "sites"))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lab-discover-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // a temporary folder
	r := &replay{dir: dir, out: out}
	if err := r.serveThisProcess(ctx, *data); err != nil {
		return err
	}
	defer r.stop()
	f, err := scrape.New(scrape.Config{Gap: time.Millisecond, Contact: "lab@example.org"},
		slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	tw := tabwriter.NewWriter(out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(tw, "from\thosts\tgood first way\tgood way further down\tno good way\tgood list among them\tseconds")
	for _, from := range []string{"home", "listing", "article"} {
		begin, all, first, further, lists := time.Now(), 0, 0, 0, 0
		for _, h := range hosts {
			if h.starts[from] == "" {
				continue
			}
			all++
			ways, err := f.Discover(ctx, h.starts[from])
			at := slices.IndexFunc(ways, h.good)
			first, further = first+dataset.Bit(at == 0), further+dataset.Bit(at > 0)
			lists += dataset.Bit(slices.ContainsFunc(ways,
				func(w scrape.Candidate) bool { return w.Source.Kind == news.KindListing && h.good(w) }))
			if *verbose {
				fmt.Fprintf(out, "%-8s %-3d %s: %s\n", from, at+1, h.starts[from], said(ways, err))
			}
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%d\t%.1f\n", from, all, first, further, all-first-further, lists,
			time.Since(begin).Seconds())
	}
	return tw.Flush()
}

// serveThisProcess builds and starts the replay server and has this process fetch through it. End it by stop.
func (r *replay) serveThisProcess(ctx context.Context, data string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(r.dir, "replay"), "main.go")
	cmd.Dir = filepath.Join(data, "..", "tools", "replay")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the replay server: %w: %s", err, said)
	}
	if err := r.start(ctx, data); err != nil {
		return err
	}
	for _, kv := range [][2]string{
		{"HTTP_PROXY", "http://" + r.addr},
		{"HTTPS_PROXY", "http://" + r.addr},
		{"NO_PROXY", ""},
		{"SSL_CERT_FILE", filepath.Join(r.dir, "ca.pem")},
	} {
		if err := os.Setenv(kv[0], kv[1]); err != nil {
			r.stop()
			return err
		}
	}
	return nil
}

// good reports whether a way returns what the dataset holds of the host.
func (h *siteHost) good(w scrape.Candidate) bool {
	if h.count == 0 {
		return len(w.Items) > 0
	}
	n := 0
	for _, it := range w.Items {
		n += dataset.Bit(h.articles[it.URL])
	}
	return n >= min(3, h.count)
}

func said(ways []scrape.Candidate, err error) string {
	switch {
	case err != nil:
		return "ERROR " + err.Error()
	case len(ways) == 0:
		return "no way"
	}
	var b strings.Builder
	for i, w := range ways {
		fmt.Fprintf(&b, "\n             %d. %.2f %s %s: %s", i+1, w.Score, w.Source.Kind, w.Source.URL, w.Why)
	}
	return b.String()
}

// siteHosts gathers the hosts of the dataset in order of name.
func siteHosts(sites string) ([]*siteHost, error) {
	entries, err := entriesByHost(sites)
	if err != nil {
		return nil, err
	}
	var out []*siteHost
	for _, e := range entries {
		if len(out) == 0 || out[len(out)-1].name != e.Host {
			out = append(out, &siteHost{
				name: e.Host, starts: map[string]string{"home": "http://" + e.Host + "/"},
				articles: map[string]bool{},
			})
		}
		h := out[len(out)-1]
		address := "http://" + e.Host + e.Path
		if (e.Kind == "article" || e.Kind == "listing") && h.starts[e.Kind] == "" {
			h.starts[e.Kind] = address
		}
		if e.Kind == "article" {
			h.count++
			for _, scheme := range []string{"http://", "https://"} { // listed by either
				if id, err := list.Canonical(scheme + e.Host + e.Path); err == nil {
					h.articles[id] = true
				}
			}
		}
	}
	return out, nil
}
