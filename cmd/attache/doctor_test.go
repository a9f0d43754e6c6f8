package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"attache/mail/doctor"
)

// silence is a DNS in which nothing is.
type silence struct{}

func (silence) LookupTXT(_ context.Context, name string) ([]string, error) { return nil, nothing(name) }

func (silence) LookupMX(_ context.Context, name string) ([]*net.MX, error) { return nil, nothing(name) }

func (silence) LookupHost(_ context.Context, name string) ([]string, error) {
	return nil, nothing(name)
}

func (silence) LookupAddr(_ context.Context, name string) ([]string, error) {
	return nil, nothing(name)
}

func nothing(name string) error {
	return &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

// TestDoctor runs the command where no record is: it says what fails, with records to paste, in words and as JSON.
func TestDoctor(t *testing.T) {
	t.Chdir(t.TempDir())
	run := func(args ...string) (string, string, int) {
		var out, errs bytes.Buffer
		a := &app{
			in: strings.NewReader(""), out: &out, errs: &errs, now: time.Now, outside: outside{silence{}, http.DefaultClient},
			environ: []string{"ATTACHE_MAIL__FROM=press@news.example.org", "ATTACHE_WEB__URL=https://127.0.0.1:1"},
		}
		code := a.run(t.Context(), args)
		return out.String(), errs.String(), code
	}
	if _, errs, code := run("init", "--bare"); code != exitOK {
		t.Fatal(errs)
	}
	out, errs, code := run("doctor")
	for _, want := range []string{
		`_dmarc.news.example.org. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@news.example.org"`,
		`news.example.org. IN TXT "v=spf1 mx ~all"`, "attache dkim new news.example.org", "disk", "clock", "TLS-RPT",
		"https://127.0.0.1:1 does not answer",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if code != exitInvalid || !strings.Contains(errs, "failed: DMARC, SPF") || strings.Contains(out+errs, "pct") {
		t.Errorf("exit code %d: %s\n%s", code, errs, out)
	}
	out, _, code = run("doctor", "--json")
	var found []doctor.Finding
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != exitInvalid || len(found) < 8 {
		t.Errorf("%d findings, %v, exit code %d", len(found), err, code)
	}
}
