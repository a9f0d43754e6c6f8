package audit

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/news"
)

// page is one stored answer.
type page struct {
	Host, Path  string
	Kind        string // article, feed, listing, sitemap, robots
	Origin      string // real, "real text, made html", made …; "" = not said
	ContentType string `json:"content_type"`
	Status      int    // 0 = 200
	Headers     map[string]string
	Facts       json.RawMessage // what the dataset knows of it
	Foreign     any             `json:"foreign_policy"`
	File        string          // in the set's folder; "" = the body is made
	body        []byte
}

// web is a set of stored pages, by host and path.
type web struct {
	set   string
	pages map[string]*page
	keys  []string // of pages, in order
	wants []want   // what is known to be right; only made pages have it

	// windows of its issues: pieces of years apart never stand in one, and an issue's caps must not hide most of them
	begin time.Time
	next  func(time.Time) time.Time
}

func newWeb(set string, pages []*page) *web {
	w := &web{set: set, pages: map[string]*page{}, begin: time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)}
	w.next = func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }
	for _, p := range pages {
		w.pages[key(p.Host, p.Path)] = p
	}
	w.keys = slices.Sorted(maps.Keys(w.pages))
	return w
}

// key names a page whatever way its address is escaped.
func key(host, path string) string {
	if u, err := url.PathUnescape(path); err == nil {
		path = u
	}
	return host + path
}

// at returns the page of an address, nil where there is none.
func (w *web) at(address string) *page {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return w.pages[key(u.Host, u.RequestURI())]
}

// openSites reads the manifest of the dataset sites and its files.
func openSites(dir string) (*web, error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("the dataset of sites is not there: %w (say where with -data)", err)
	}
	var m struct {
		Hosts   map[string]struct{ Aliases []string }
		Entries []*page
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("read the manifest of the sites: %w", err)
	}
	var pages []*page
	for _, p := range m.Entries {
		if p.File != "" {
			if p.body, err = os.ReadFile(filepath.Join(dir, p.File)); err != nil {
				return nil, err
			}
		}
		pages = append(pages, p)
	}
	w := newWeb("sites", pages)
	for host, h := range m.Hosts {
		for _, p := range pages {
			for _, alias := range h.Aliases {
				if p.Host == host {
					w.pages[key(alias, p.Path)] = p
				}
			}
		}
	}
	return w, nil
}

// plainHost is a host that can name a source.
var plainHost = regexp.MustCompile(`^[a-z0-9.-]{1,60}$`)

// openReading lists the pages of the dataset reading by a sitemap of each host, made here.
func openReading(dir string) (*web, error) {
	type truth struct {
		ID, URL, Source string
		Title           string
		Authors         []string
		Date            *string
	}
	truths, err := dataset.Pages[truth](dir)
	if err != nil {
		return nil, err
	}
	var pages []*page
	maps := map[string]*page{}
	for _, t := range truths {
		u, err := url.Parse(t.Truth.URL)
		if err != nil || !plainHost.MatchString(u.Host) {
			continue
		}
		facts, err := json.Marshal(t.Truth)
		if err != nil {
			return nil, err
		}
		b, err := dataset.ReadFile(t.File)
		if err != nil {
			return nil, err
		}
		pages = append(pages, &page{
			Host: u.Host, Path: u.RequestURI(), Kind: "article", Origin: "real", ContentType: "text/html",
			Facts: facts, body: b,
		})
		m := maps[u.Host]
		if m == nil {
			m = &page{Host: u.Host, Path: "/lab-audit.xml", Kind: "sitemap", ContentType: "application/xml"}
			m.body = []byte(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
			maps[u.Host], pages = m, append(pages, m)
		}
		m.body = fmt.Appendf(m.body, "<url><loc>%s</loc></url>\n",
			html.EscapeString("http://"+u.Host+u.RequestURI()))
	}
	for _, m := range maps {
		m.body = append(m.body, "</urlset>"...)
	}
	return newWeb("reading", pages), nil
}

// desk returns the sources of the web as `attache apply` reads them: every feed, and of each host one sitemap and one
// listing.
func (w *web) desk() []byte {
	var y strings.Builder
	y.WriteString("sources:\n")
	count := map[string]int{}
	for _, k := range w.keys {
		p := w.pages[k]
		n := p.Host + " " + p.Kind
		count[n]++
		if p.Kind != "feed" && (p.Kind != "sitemap" && p.Kind != "listing" || count[n] > 1) {
			continue
		}
		kind := news.SourceKind(p.Kind)
		switch {
		case p.Host == "t.me":
			kind = news.KindTelegram
		case strings.Contains(p.Path, "wp-json"):
			kind = news.KindWordPress
		}
		fmt.Fprintf(&y, "  - {name: %s-%s-%d, outlet: {name: %q}, url: %q, kind: %s, enabled: true", p.Host, p.Kind,
			count[n], p.Host, "http://"+p.Host+p.Path, kind)
		if kind == news.KindListing {
			y.WriteString(`, rules: {link: "a[href]", match: "/.+/.+"}`)
		}
		y.WriteString("}\n")
	}
	y.WriteString("digests:\n  - {name: audit, title: Audit, stories: 1000, enabled: true}\n")
	return []byte(y.String())
}

// ServeHTTP answers for every host of the web.
func (w *web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	p := w.pages[key(r.Host, r.URL.RequestURI())]
	if p == nil {
		http.NotFound(rw, r)
		return
	}
	if p.ContentType != "" {
		rw.Header().Set("Content-Type", p.ContentType)
	}
	for k, v := range p.Headers {
		rw.Header().Set(k, v)
	}
	rw.WriteHeader(max(p.Status, 200))
	_, _ = rw.Write(p.body) // the reader has gone
}

// serve answers as a forward proxy until stop is called, for https under certificates of an authority made here, whose
// certificate it writes to ca.pem in the folder home.
func (w *web) serve(home string) (address string, stop func(), err error) {
	sign, err := authority(filepath.Join(home, "ca.pem"))
	if err != nil {
		return "", nil, err
	}
	quiet := slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	inner := &http.Server{Handler: w, ReadHeaderTimeout: time.Minute, ErrorLog: quiet}
	t := &tunnels{conns: make(chan net.Conn), done: make(chan struct{})}
	outer := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			w.ServeHTTP(rw, r)
			return
		}
		conn, _, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			return
		}
		if _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
			_ = conn.Close() // the program has gone
			return
		}
		t.give(tls.Server(conn, &tls.Config{GetCertificate: sign, MinVersion: tls.VersionTLS12}))
	}))
	outer.Config.ErrorLog = quiet
	outer.Start()
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = inner.Serve(t) // it ends when it is closed
	}()
	return outer.URL, func() {
		outer.CloseClientConnections()
		outer.Close()
		close(t.done)
		_ = inner.Close() // nothing to lose
		<-served
	}, nil
}

// tunnels is a listener over connections that a proxy has opened.
type tunnels struct {
	conns chan net.Conn
	done  chan struct{}
}

func (t *tunnels) give(c net.Conn) {
	select {
	case t.conns <- c:
	case <-t.done:
		_ = c.Close() // the server has gone
	}
}

func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.conns:
		return c, nil
	case <-t.done:
		return nil, net.ErrClosed
	}
}

// Close has nothing to do: stop ends the listener.
func (t *tunnels) Close() error { return nil }

func (t *tunnels) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// authority makes an authority that lives for a day, writes its certificate to a file and returns what signs for a
// host.
func authority(file string) (func(*tls.ClientHelloInfo) (*tls.Certificate, error), error) {
	ca, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "lab audit"}, IsCA: true,
		BasicConstraintsValid: true, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, &ca.PublicKey, ca)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return nil, err
	}
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{hello.ServerName},
			NotBefore: root.NotBefore, NotAfter: root.NotAfter, KeyUsage: x509.KeyUsageDigitalSignature,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		der, err := x509.CreateCertificate(rand.Reader, leaf, root, &ca.PublicKey, ca)
		return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: ca}, err
	}, nil
}
