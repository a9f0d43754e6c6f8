package doctor

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"attache/mail"
	"attache/mail/dkim"
)

// zone is a DNS of our own. A name that is not there does not exist; "down" does not answer.
type zone struct {
	txt, host, ptr map[string][]string
	mx             map[string][]string
	asked          []string
}

func none(name string) error { return &net.DNSError{Err: "no such host", Name: name, IsNotFound: true} }

func (z *zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	z.asked = append(z.asked, name)
	if strings.HasPrefix(name, "down") {
		return nil, errors.New("server misbehaving")
	}
	if r := z.txt[name]; len(r) > 0 {
		return r, nil
	}
	return nil, none(name)
}

func (z *zone) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	var all []*net.MX
	for _, h := range z.mx[name] {
		all = append(all, &net.MX{Host: h + "."})
	}
	if all == nil {
		return nil, none(name)
	}
	return all, nil
}

func (z *zone) LookupHost(_ context.Context, name string) ([]string, error) {
	if r := z.host[name]; len(r) > 0 {
		return r, nil
	}
	return nil, none(name)
}

func (z *zone) LookupAddr(_ context.Context, a string) ([]string, error) {
	if r := z.ptr[a]; len(r) > 0 {
		return r, nil
	}
	return nil, none(a)
}

func patient(z *zone, relay string) *Doctor {
	return &Doctor{
		Mail: mail.Config{From: "press@news.example.org", Host: relay}, Domains: []string{"news.example.org"}, Resolver: z,
		Client: http.DefaultClient, Now: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC),
	}
}

func TestDMARC(t *testing.T) {
	long := strings.Repeat("a.", 12) + "example.org"
	for name, c := range map[string]struct {
		domain, at, record string
		state              State
		says, paste        string
	}{
		"none at all": {
			"news.example.org", "", "", Fail, "no policy",
			"v=DMARC1; p=none; rua=mailto:postmaster@news.example.org",
		},
		"own": {
			"news.example.org", "news.example.org", "v=DMARC1; p=none; rua=mailto:a@b.example", OK,
			"quarantine", "",
		},
		"above": {
			"news.example.org", "example.org", "v=DMARC1;p=reject;rua=mailto:a@b.example", OK,
			"p=reject", "",
		},
		"above, sp": {
			"news.example.org", "example.org", "v=DMARC1; p=reject; sp=none; rua=mailto:a@b.example", OK,
			"p=none", "",
		},
		"order of tags": {
			"example.org", "example.org", "rua=mailto:a@b.example; p=quarantine; v=DMARC1", OK,
			"p=quarantine", "",
		},
		"old tags": {
			"example.org", "example.org", "v=DMARC1; p=quarantine; pct=20; rua=mailto:a@b.example; np=reject", Warn, "RFC 9989",
			"v=DMARC1; p=quarantine; np=reject; rua=mailto:a@b.example",
		},
		"test": {"example.org", "example.org", "v=DMARC1; p=reject; t=y; rua=mailto:a@b.example", Warn, "t=y", ""},
		"no reports": {
			"example.org", "example.org", "v=DMARC1; p=reject", Warn, "Nobody",
			"v=DMARC1; p=reject; rua=mailto:postmaster@example.org",
		},
		"nonsense": {
			"example.org", "example.org", "v=DMARC1; p=maybe", Fail, "has no p",
			"v=DMARC1; p=none; rua=mailto:postmaster@example.org",
		},
		"far above": {
			long, "example.org", "v=DMARC1; p=reject; rua=mailto:a@b.example", OK,
			"p=reject", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			z := &zone{txt: map[string][]string{"_dmarc." + c.at: {c.record}}}
			f := patient(z, "").dmarc(t.Context(), c.domain)
			paste := ""
			if f.Record != nil {
				paste = f.Record.Text
			}
			if f.State != c.state || !strings.Contains(f.Says, c.says) || paste != c.paste {
				t.Errorf("%+v, record %q", f, paste)
			}
			if strings.Contains(f.Says+f.Hint+paste, "pct") {
				t.Errorf("it prints pct: %+v", f)
			}
			if len(z.asked) > mostWalk {
				t.Errorf("%d questions", len(z.asked))
			}
		})
	}
}

func TestSPF(t *testing.T) {
	many := map[string][]string{"news.example.org": {"v=spf1 include:i.example -all"}, "i.example": {"v=spf1 " +
		"a:a.example a:b.example a:c.example a:d.example a:e.example a:f.example a:g.example a:h.example a:i.example " +
		"a:j.example -all"}}
	hosts := map[string][]string{"relay.example": {"192.0.2.9"}}
	for _, h := range strings.Split("abcdefghij", "") {
		hosts[h+".example"] = []string{"192.0.2.1"}
	}
	for name, c := range map[string]struct {
		txt   map[string][]string
		state State
		says  string
	}{
		"none":     {nil, Fail, "has no policy"},
		"two":      {map[string][]string{"news.example.org": {"v=spf1 -all", "v=spf1 ~all"}}, Fail, "2 policies"},
		"names it": {map[string][]string{"news.example.org": {"x", "v=spf1 a:relay.example -all"}}, OK, "1 of 10"},
		"network":  {map[string][]string{"news.example.org": {"v=spf1 ip4:192.0.2.0/24 -all"}}, OK, "0 of 10"},
		"names another": {
			map[string][]string{"news.example.org": {"v=spf1 ip4:198.51.100.7 -all"}},
			Warn,
			"does not name relay.example",
		},
		"eleven": {many, Fail, "takes 11 questions"},
		"dead include": {
			map[string][]string{"news.example.org": {"v=spf1 include:gone.example ~all"}},
			Fail,
			"includes gone.example",
		},
		"circle": {
			map[string][]string{"news.example.org": {"v=spf1 include:news.example.org ip4:192.0.2.9 ~all"}},
			OK,
			"1 of 10",
		},
		"void": {
			map[string][]string{"news.example.org": {"v=spf1 a:x1.example mx:x2.example a:x3.example ~all"}},
			Fail,
			"3 of them without an answer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := patient(&zone{txt: c.txt, host: hosts}, "relay.example").spf(t.Context(), "news.example.org")
			if len(f) != 1 || f[0].State != c.state || !strings.Contains(f[0].Says, c.says) {
				t.Errorf("%+v", f)
			}
		})
	}
	if f := patient(&zone{}, "").spf(t.Context(), "down.example")[0]; f.State != Skip {
		t.Errorf("a DNS that is down: %+v", f)
	}
}

func TestDKIMRecords(t *testing.T) {
	dir := t.TempDir()
	z := &zone{txt: map[string][]string{}}
	d := patient(z, "")
	if f := d.dkim(t.Context(), "news.example.org", nil); len(f) != 1 || f[0].State != Warn {
		t.Errorf("without keys: %+v", f)
	}
	for _, kind := range []string{dkim.RSA, dkim.Ed25519} {
		k, err := dkim.New(kind)
		if err != nil {
			t.Fatal(err)
		}
		data, err := k.PEM()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, kind)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		d.Mail.DKIM = append(d.Mail.DKIM, dkim.Config{Domain: "example.org", Selector: kind, Key: path})
	}
	keys, err := dkim.Load(d.Mail.DKIM)
	if err != nil {
		t.Fatal(err)
	}
	states := func() (all []State) {
		for _, f := range d.dkim(t.Context(), "news.example.org", keys) {
			all = append(all, f.State)
			if f.State == Fail && (f.Record == nil || !strings.HasPrefix(f.Record.Text, "v=DKIM1; k=")) {
				t.Errorf("no record to paste: %+v", f)
			}
		}
		return all
	}
	if s := states(); len(s) != 2 || s[0] != Fail || s[1] != Fail {
		t.Errorf("without records: %v", s)
	}
	for _, k := range keys {
		r, err := k.Record()
		if err != nil {
			t.Fatal(err)
		}
		z.txt[k.Name()] = []string{strings.Replace(r, "p=", "p= ", 1)}
	}
	if s := states(); len(s) != 2 || s[0] != OK || s[1] != OK {
		t.Errorf("with records: %v", s)
	}
	z.txt[keys[0].Name()] = z.txt[keys[1].Name()]
	if s := states(); s[0] != Fail {
		t.Errorf("with another key: %v", s)
	}
	if f := d.dkim(t.Context(), "other.example", keys); f[0].State != Warn {
		t.Errorf("another domain: %+v", f)
	}
}

func TestPTR(t *testing.T) {
	z := &zone{
		host: map[string][]string{
			"relay.example": {"192.0.2.9", "192.0.2.10", "10.0.0.1", "192.0.2.11"},
			"b.example":     {"192.0.2.7"},
		},
		ptr: map[string][]string{"192.0.2.9": {"relay.example."}, "192.0.2.10": {"b.example."}},
	}
	var got []State
	for _, f := range patient(z, "relay.example").ptr(t.Context()) {
		got = append(got, f.State)
	}
	if len(got) != 4 || got[0] != OK || got[1] != Warn || got[2] != Skip || got[3] != Warn {
		t.Errorf("%v", got)
	}
}

func TestLeaving(t *testing.T) {
	answer := http.StatusOK
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.FormValue("List-Unsubscribe") != "One-Click" {
			t.Errorf("%s %v", r.Method, r.Form)
		}
		if answer/100 == 3 {
			w.Header().Set("Location", "/")
		}
		w.WriteHeader(answer)
	}))
	defer srv.Close()
	d := patient(&zone{}, "")
	d.Mail.Leave, d.Leave, d.Client = "leave@example.org", srv.URL+"/u/x", srv.Client()
	for code, want := range map[int]State{200: OK, 302: Fail, 404: Fail} {
		answer = code
		if f := d.leaving(t.Context()); len(f) != 1 || f[0].State != want {
			t.Errorf("%d: %+v", code, f)
		}
	}
	d.Client = http.DefaultClient // does not trust the certificate
	if f := d.leaving(t.Context()); f[0].State != Fail || !strings.Contains(f[0].Says, "certificate") {
		t.Errorf("%+v", f)
	}
	d.Leave, d.Mail.Leave = "", ""
	if f := d.leaving(t.Context()); len(f) != 2 || f[0].State != Warn || f[1].State != Fail {
		t.Errorf("%+v", f)
	}
}

// TestExamine runs all checks against a machine without anything.
func TestExamine(t *testing.T) {
	d := patient(&zone{host: map[string][]string{"127.0.0.1": {"127.0.0.1"}}}, "127.0.0.1")
	d.Mail.Port, d.Mail.Security, d.Mail.Timeout = 1, mail.NoTLS, time.Second
	all, err := d.Examine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]State{}
	for _, f := range all {
		seen[f.Check] = f.State
		if f.Says == "" || f.State == Fail && f.Hint == "" && f.Check != "relay" {
			t.Errorf("%+v", f)
		}
	}
	for check, want := range map[string]State{
		"DKIM": Warn, "DMARC": Fail, "SPF": Fail, "MTA-STS": Warn, "TLS-RPT": Warn, "PTR": Skip,
		"relay": Fail, "leaving": Fail,
	} {
		if seen[check] != want {
			t.Errorf("%s is %q, want %s", check, seen[check], want)
		}
	}
}

// quiet is a session in which nobody sends a letter.
type quiet struct{ smtp.Session }

func (quiet) Reset()        {}
func (quiet) Logout() error { return nil }

// TestExamineRelays tells of each of several mail servers by its name.
func TestExamineRelays(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return quiet{}, nil }))
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = srv.Serve(l) // it ends when it is closed
	}()
	t.Cleanup(func() { srv.Close(); <-served })
	z := &zone{txt: map[string][]string{"news.example.org": {"v=spf1 ip4:127.0.0.0/8 -all"}}, host: map[string][]string{
		"127.0.0.1": {"127.0.0.1"}, "127.0.0.2": {"127.0.0.2"},
	}}
	d := patient(z, "")
	d.Mail.Timeout = time.Second
	d.Mail.Relays = []mail.Relay{
		{Name: "main", Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: mail.NoTLS},
		{Name: "spare", Host: "127.0.0.2", Port: 1, Security: mail.NoTLS},
	}
	all, err := d.Examine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string][]State{}
	for _, f := range all {
		seen[f.Check] = append(seen[f.Check], f.State)
	}
	for check, want := range map[string]State{
		"main: relay": OK, "main: TLS": OK, "main: SPF": OK, "spare: relay": Fail, "spare: SPF": OK, "DMARC": Fail,
		"TLS-RPT": Warn, "relay": "", "SPF": "", "spare: TLS": "",
	} {
		var found State
		if len(seen[check]) > 0 {
			found = seen[check][0]
		}
		if found != want || len(seen[check]) > 1 {
			t.Errorf("%s is %q, want %q once", check, seen[check], want)
		}
	}
	if t.Failed() {
		t.Logf("%+v", all)
	}
}

// TestOneSilence: a DNS that does not answer is told once, not once a record.
func TestOneSilence(t *testing.T) {
	d := patient(&zone{}, "")
	d.Domains, d.Mail.From = []string{"down.example.org"}, "press@down.example.org"
	d.Resolver = deaf{&zone{}}
	all, err := d.Examine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, f := range all {
		if strings.Contains(f.Says, "does not answer for") {
			told++
			for _, want := range []string{"_dmarc.down.example.org", "DMARC, SPF", "MTA-STS", "TLS-RPT"} {
				if f.Check != "DNS" || !strings.Contains(f.Says, want) || strings.Count(f.Says, want) > 1 {
					t.Errorf("%s: %s names %s not once", f.Check, f.Says, want)
				}
			}
		}
	}
	if told != 1 {
		t.Errorf("told %d times: %v", told, all)
	}
}

// deaf is a DNS that answers nothing.
type deaf struct{ *zone }

func (deaf) LookupTXT(context.Context, string) ([]string, error) {
	return nil, errors.New("dial udp 192.0.2.53:53: connect: network is unreachable")
}
