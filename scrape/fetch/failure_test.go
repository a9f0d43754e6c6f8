package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"attache/news"
)

func TestBrief(t *testing.T) {
	for _, c := range [][2]string{
		{
			"There is nothing at this address (404 Not Found). Look for the new one with `attache source add`.",
			"There is nothing at this address (404 Not Found).",
		},
		{
			"The site has trouble of its own (503 Service Unavailable); it is tried again at the next poll.",
			"The site has trouble of its own (503 Service Unavailable).",
		},
		{"The connection was cut in the middle of the answer.", "The connection was cut in the middle of the answer."},
		{
			robotsUnread + "No complete answer within 5s. The site may be slow or down; it is tried again at the next poll.",
			"The site's robots.txt could not be read, so the page was not asked for: No complete answer within 5s.",
		},
	} {
		detail, want := c[0], c[1]
		if got := (&Failure{Detail: detail}).Brief(); got != want {
			t.Errorf("%q in brief is %q, want %q", detail, got, want)
		}
	}
}

// TestUnread: packages that know nothing of fetching read a failure as a *news.UnreadError, however it is wrapped.
func TestUnread(t *testing.T) {
	since := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	fail := &Failure{
		State: news.PollFailing, Status: 503, URL: "https://a.example/", RetryAfter: since.Add(time.Hour),
		Detail: "The site has trouble of its own (503 Service Unavailable); it is tried again at the next poll.",
	}
	for _, remember := range []bool{false, true} {
		want := news.UnreadError{
			State: news.PollFailing, Status: 503, RetryAfter: fail.RetryAfter, Err: fail,
			Brief: "The site has trouble of its own (503 Service Unavailable).",
		}
		if remember {
			fail = remembered(fail, since)
			want.Remembered, want.Since, want.Err = true, since, fail
		}
		var got *news.UnreadError
		if !errors.As(fmt.Errorf("read: %w", fail), &got) || *got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		var back *Failure
		if !errors.As(error(got), &back) || back != fail || got.Error() != fail.Error() {
			t.Errorf("the failure does not come back from %v", got)
		}
	}
}

// TestNoNetwork: a machine without network tells what to check, and no address of a name server or call of the system.
func TestNoNetwork(t *testing.T) {
	dial := func(cause error) error {
		return &url.Error{Op: "Get", URL: "https://a.example/", Err: &net.OpError{
			Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443}, Err: cause,
		}}
	}
	lookup := func(of net.DNSError) error {
		of.Name, of.Server = "a.example", "192.0.2.53:53"
		return &url.Error{Op: "Get", URL: "https://a.example/", Err: &of}
	}
	const (
		noName = "The name a.example could not be looked up: no name server answered. "
		noWay  = "There is no way from this machine to the site. "
	)
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"no way to the name server": {lookup(net.DNSError{
			Err: "dial udp 192.0.2.53:53: connect: network is unreachable", IsTemporary: true,
		}), noName + networkRemedy},
		"the name server is silent": {lookup(net.DNSError{Err: "i/o timeout", IsTimeout: true}), noName + networkRemedy},
		"the name server fails":     {lookup(net.DNSError{Err: "server misbehaving"}), noName + networkRemedy},
		"no such name":              {lookup(net.DNSError{Err: "no such host", IsNotFound: true}), "Check the spelling;"},
		"no network":                {dial(syscall.ENETUNREACH), noWay + networkRemedy},
		"no host":                   {dial(syscall.EHOSTUNREACH), noWay + networkRemedy},
		"the site is silent":        {dial(context.DeadlineExceeded), "No complete answer"},
		"nothing listens":           {dial(syscall.ECONNREFUSED), "The site refuses connections"},
	} {
		t.Run(name, func(t *testing.T) {
			got := (&Client{}).Explain("https://a.example/", fmt.Errorf("fetch: %w", c.err))
			if !strings.Contains(got.Detail, c.want) || strings.Contains(got.Detail, "192.0.2") {
				t.Errorf("got %q, want %q", got.Detail, c.want)
			}
			if got.State != news.PollFailing {
				t.Errorf("the state is %s", got.State)
			}
		})
	}
}
