package fetch

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"attache/news"
)

func TestGuardRefuses(t *testing.T) {
	g := newGuard(nil, []uint16{80, 443})
	for _, raw := range []string{
		"http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0177.0.0.1/", "http://0x7f.0.0.1/",
		"http://0x7f000001/", "http://127.0.0.1./",
		"http://0.0.0.0/", "http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/",
		"http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/",
		"http://224.0.0.1/", "http://255.255.255.255/", "http://198.18.0.1/", "http://192.0.2.1/",
		"http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1]/",
		"http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
		"http://[::127.0.0.1]/", "http://[::ffff:0:127.0.0.1]/", "http://[64:ff9b:1::7f00:1]/",
		"http://[2002:c0a8:101::1]/", "http://[2001:0:7f00:1::]/", "http://[fec0::1]/",
		"http://[fd00:ec2::254]/", "http://[2001:db8::1]/", "http://[ff02::1]/", "http://[100::1]/",
		"http://[0:0:0:0:0:ffff:a9fe:a9fe]/", "http://[::1%25lo]/",
		"http://0/", "http://1.1/", "http://0x7F.1/", "http://017700000001/", "http://example.org@127.0.0.1/",
		"http://127.0.0.１/", "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://ⓛocalhost/", "http://localhost。/",
		"http://\u200d/",
		"http://localhost/", "http://LOCALHOST./", "http://a.localhost/",
		"http://example.org:22/", "http://example.org:6379/", "http://example.org:99999/", "ftp://example.org/",
		"file:///etc/passwd", "gopher://example.org/", "http:///x",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			continue // refused even earlier
		}
		if err := g.check(u); !errors.Is(err, errForbidden) {
			t.Errorf("%s passed: %v", raw, err)
		}
	}
}

func TestGuardAllows(t *testing.T) {
	g := newGuard([]string{"10.0.0.0/8", "::1", "intranet.example", "Printer"}, []uint16{80, 443})
	for _, raw := range []string{
		"http://example.org/", "https://example.org:443/a", "http://1.1.1.1/", "http://[2606:4700::1111]/",
		"http://10.1.2.3:8500/", "http://[::1]:9000/",
		"http://intranet.example:3000/", "http://printer/", "http://news24.kz/", "http://example.museum/",
		"http://жаңалық.қаз/", "http://bücher.example/", "http://a_b.example/", "http://127.0.0.1.example.org/",
		"http://127.0.0.1:80@example.org/",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if err := g.check(u); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// A name that leads to a private address is caught at dialing, when its address is known, whatever it led to before.
func TestGuardDial(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if conn, err := newGuard(nil, []uint16{80}).dial(ctx, "tcp", net.JoinHostPort("localhost", port)); !errors.Is(err,
		errForbidden) {
		t.Errorf("a name that leads to loopback was dialled: %v %v", conn, err)
	}
	for _, allow := range []string{"localhost", "127.0.0.0/8"} {
		conn, err := newGuard([]string{allow}, []uint16{80}).dial(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
		if allow == "localhost" {
			if !errors.Is(err, errForbidden) {
				t.Errorf("allowing a name allowed its address: %v", err)
			}
			continue
		}
		if err != nil {
			t.Errorf("an allowed network was refused: %v", err)
			continue
		}
		conn.Close()
	}
	conn, err := newGuard([]string{"localhost"}, []uint16{80}).dial(ctx, "tcp4", net.JoinHostPort("localhost", port))
	if err != nil {
		t.Fatalf("an allowed name was refused: %v", err)
	}
	conn.Close()
	if err := newGuard(nil, []uint16{80}).control("tcp4", "93.184.216.34:80", nil); err != nil {
		t.Errorf("a public address was refused: %v", err)
	}
}

// With a proxy the connection goes to the proxy, whose address the operator chose; what strangers' addresses may be
// reached through it is still checked.
func TestGuardWithProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, "through the proxy")
	}))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("NO_PROXY", "")
	f, err := New(Config{Gap: 1}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	page, err := f.Fetch(context.Background(), "http://outlet.example/a")
	if err != nil || string(page.Body) != "through the proxy" {
		t.Fatalf("got %q, %v", page.Body, err)
	}
	before := len(asked)
	for _, raw := range []string{"http://169.254.169.254/", "http://10.0.0.1/", "http://3232235521/", proxy.URL +
		"/admin"} {
		_, err := f.Fetch(context.Background(), raw)
		var fail *Failure
		if !errors.As(err, &fail) || fail.State != news.PollRefused {
			t.Errorf("%s: %v", raw, err)
		}
	}
	if len(asked) != before {
		t.Errorf("the proxy was asked for %s", strings.Join(asked[before:], " "))
	}
}

// What is told of a forbidden address says what is wrong with it, and only offers what would help.
func TestGuardTells(t *testing.T) {
	f, _, _ := newClient(t, Config{}, nil)
	for _, c := range []struct{ address, why, remedy string }{
		{"http://10.1.2.3/", "10.1.2.3 is not a public address", "scrape.allow"},
		{"http://localhost/", "localhost is this machine", "scrape.allow"},
		{"http://outlet.example:22/", "port 22 is not among the ports that are read", "scrape.ports"},
		{"http://2130706433/", "2130706433 is an address in disguise", ""},
	} {
		_, err := f.Fetch(context.Background(), c.address)
		var fail *Failure
		if !errors.As(err, &fail) || !strings.Contains(fail.Detail, c.why) ||
			!strings.Contains(fail.Detail, c.remedy) || c.remedy == "" && strings.Contains(fail.Detail, "scrape.") {
			t.Errorf("%s: %v", c.address, err)
		}
	}
	u, _ := url.Parse("http://outlet.example/")
	none := &net.DNSError{Err: "no such host", Name: "outlet.example", IsNotFound: true}
	f.Transport = roundTrip(func(*http.Request) (*http.Response, error) { return nil, none })
	_, err := f.Get(context.Background(), Request{URL: u})
	var fail *Failure
	if !errors.As(err, &fail) || fail.URL != "http://outlet.example/" ||
		!strings.HasPrefix(fail.Detail, "The name outlet.example cannot be resolved.") {
		t.Errorf("a name without an address: %v", fail)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
