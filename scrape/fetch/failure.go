package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"attache/news"
)

// Failure is why an address could not be read, in the words of a poll's outcome.
type Failure struct {
	State      news.PollState // blocked, refused, failing or broken
	Status     int            // HTTP status; 0 = none came
	URL        string         // the address that failed, after redirects
	Detail     string         // full sentences for people: what happened, what to do
	RetryAfter time.Time      // the server's own wish; zero = none
	Err        error          // the cause; nil when the answer itself is the cause

	passing bool // worth another try within the same fetch
	away    bool // nothing of the host can be read, whatever the address

	remembered bool      // from memory: the host was not asked
	since      time.Time // when it failed, if remembered
	answered   bool      // and has answered well before
}

// Error names the address and what happened.
func (f *Failure) Error() string {
	if f.Err != nil {
		return fmt.Sprintf("fetch %s: %v", f.URL, f.Err)
	}
	if f.Status != 0 {
		return fmt.Sprintf("fetch %s: HTTP %d %s", f.URL, f.Status, http.StatusText(f.Status))
	}
	return fmt.Sprintf("fetch %s: %s", f.URL, f.Detail)
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// robotsUnread begins the Detail of a failure of a host's robots.txt.
const robotsUnread = "The site's robots.txt could not be read, so nothing else was asked for. "

// Brief is what happened in one sentence, without what to do about it: for a page among many.
func (f *Failure) Brief() string {
	if why, ok := strings.CutPrefix(f.Detail, robotsUnread); ok {
		twin := Failure{Detail: why}
		return "The site's robots.txt could not be read, so the page was not asked for: " + twin.Brief()
	}
	brief := f.Detail
	for _, end := range []string{". ", "; "} {
		brief, _, _ = strings.Cut(brief, end)
	}
	return strings.TrimSuffix(brief, ".") + "."
}

// Until is when the host may be asked again (Retry-After); zero when it said nothing of it. Whoever reads many
// pages of the host should stop until then.
func (f *Failure) Until() time.Time { return f.RetryAfter }

// AnsweredBefore reports whether the host was not asked, because it failed shortly before, but has answered well before
// that.
func (f *Failure) AnsweredBefore() bool { return f.remembered && f.answered }

// Remembered reports whether the host was not asked at all, because it failed shortly before. That says nothing of the
// address.
func (f *Failure) Remembered() bool { return f.remembered }

// As fills a *news.UnreadError (errors.As), which packages that know nothing of fetching read.
func (f *Failure) As(target any) bool {
	unread, ok := target.(**news.UnreadError)
	if !ok {
		return false
	}
	*unread = &news.UnreadError{
		State: f.State, Status: f.Status, Brief: f.Brief(), RetryAfter: f.RetryAfter, Remembered: f.remembered,
		Since: f.since, Err: f,
	}
	return true
}

// networkRemedy is what to do when the fault is more likely with this machine's network than with the site.
const networkRemedy = "Check the network, the DNS and HTTPS_PROXY."

// unroutable reports whether the system knows no way to an address.
func unroutable(err error) bool {
	for _, no := range []error{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

var (
	errTooLarge  = errors.New("body larger than allowed")
	errEncoding  = errors.New("content encoding not understood")
	errRedirects = errors.New("too many redirects")
)

// Explain returns an error of an exchange as the *Failure of the address u; one that is a *Failure already stays as it
// is.
func (f *Client) Explain(u string, err error) *Failure {
	var known *Failure
	if errors.As(err, &known) {
		return known
	}
	out := &Failure{State: news.PollFailing, URL: u, Err: err}
	var (
		dns     *net.DNSError
		timeout interface{ Timeout() bool }
		cert    *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		record  tls.RecordHeaderError
		shut    *forbidden
	)
	switch {
	case errors.As(err, &shut):
		out.State = news.PollRefused
		out.Detail = strings.TrimSpace(fmt.Sprintf("The address %s must not be fetched: %s. %s", u, shut.why,
			shut.remedy))
	case errors.Is(err, errRobots):
		out.State = news.PollBlocked
		out.Detail = fmt.Sprintf(
			"The site's robots.txt does not allow %s. Choose another address of the outlet, or ask its owner.", u)
	case errors.Is(err, errTooLarge):
		out.State = news.PollBroken
		out.Detail = fmt.Sprintf(
			"The answer of %s is larger than %s. Choose another address, such as a smaller feed, or raise "+
				"scrape.max_body.", u, size(f.cfg.MaxBody))
	case errors.Is(err, errEncoding):
		out.State = news.PollBroken
		out.Detail = fmt.Sprintf("The answer of %s is packed in a way that cannot be unpacked (%s).", u, Cause(err))
	case errors.Is(err, errRedirects):
		out.State = news.PollBroken
		out.Detail = fmt.Sprintf(
			"The address leads on and on: more than %d redirects. Open it in a browser and use the address it ends at.",
			f.cfg.MaxRedirects)
	case errors.Is(err, context.Canceled):
		out.Detail = "The visit was stopped before it ended."
	case errors.As(err, &dns) && dns.IsNotFound:
		out.away = true
		out.Detail = fmt.Sprintf(
			"The name %s cannot be resolved. Check the spelling; if it is right, the site has moved or is gone.", dns.Name)
	case errors.As(err, &dns):
		out.Detail = fmt.Sprintf("The name %s could not be looked up: no name server answered. %s", dns.Name, networkRemedy)
	case unroutable(err):
		out.Detail = "There is no way from this machine to the site. " + networkRemedy
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		out.Detail = fmt.Sprintf(
			"No complete answer within %s. The site may be slow or down; it is tried again at the next poll.",
			f.cfg.Timeout)
	case errors.As(err, &cert), errors.As(err, &unknown), errors.As(err, &name):
		out.away = true
		out.Detail = fmt.Sprintf("The certificate of the site is not valid (%s). Its owner has to renew it.",
			Cause(err))
	case errors.As(err, &record):
		out.away = true
		out.Detail = "The site does not speak https at this address. Try http://."
	case errors.Is(err, syscall.ECONNREFUSED):
		out.Detail, out.away = "The site refuses connections: it is down, or nothing listens at this address.", true
	case errors.Is(err, io.ErrUnexpectedEOF):
		out.Detail, out.passing = "The connection was cut in the middle of the answer.", true
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		out.Detail, out.passing = "The site closed the connection without an answer.", true
	default:
		out.Detail = fmt.Sprintf("The site could not be reached (%s).", Cause(err))
	}
	return out
}

// answered explains an answer that is no success.
func (f *Client) answered(u string, status int, h http.Header) *Failure {
	out := &Failure{State: stateOf(status), Status: status, URL: u, RetryAfter: retryAfter(h.Get("Retry-After"),
		f.now())}
	text := fmt.Sprintf("%d %s", status, http.StatusText(status))
	later := "it is tried again at the next poll."
	if !out.RetryAfter.IsZero() {
		later = "it asks to be left alone until " + out.RetryAfter.UTC().Format("2 January 15:04:05 MST") + "."
	}
	switch {
	case status == http.StatusTooManyRequests:
		out.Detail = fmt.Sprintf("The site says that it is asked too often (%s); %s", text, later)
		out.passing = !out.RetryAfter.IsZero()
	case status == http.StatusNotFound, status == http.StatusGone:
		out.Detail = fmt.Sprintf(
			"There is nothing at this address (%s). Look for the new one with `attache source add` and the site's "+
				"home page.", text)
	case status == http.StatusUnauthorized, status == http.StatusPaymentRequired,
		status == http.StatusProxyAuthRequired:
		out.Detail = fmt.Sprintf("The site asks for a login (%s).", text)
	case status == http.StatusForbidden && h.Get("Cf-Mitigated") != "":
		out.Detail = fmt.Sprintf(
			"The site wants to see a person's browser (%s, a bot check). Ask its owner to let this reader in, or "+
				"choose another way.", text)
	case status >= 400 && status < 500:
		out.Detail = fmt.Sprintf(
			"The site refuses this reader (%s). Ask its owner to let it in, or choose another address of the outlet.",
			text)
	case status >= 500:
		out.Detail = fmt.Sprintf("The site has trouble of its own (%s); %s", text, later)
		switch status {
		case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
			http.StatusGatewayTimeout:
			out.passing = true
		}
	default:
		out.Detail = fmt.Sprintf("The site answers with something that is no page (%s).", strings.TrimSpace(text))
	}
	return out
}

// IsGone reports whether a site answered that there is nothing at an address.
func IsGone(err error) bool {
	var fail *Failure
	return errors.As(err, &fail) && (fail.Status == http.StatusNotFound || fail.Status == http.StatusGone)
}

// stateOf is the state that an HTTP status which is no success leads to.
func stateOf(status int) news.PollState {
	switch {
	case status >= 400 && status < 500:
		return news.PollRefused
	case status >= 500:
		return news.PollFailing
	}
	return news.PollBroken
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110 §10.2.3). At most a day is believed.
func retryAfter(v string, now time.Time) time.Time {
	v = strings.TrimSpace(v)
	if v == "" {
		return time.Time{}
	}
	wait := time.Duration(0)
	if d, err := time.ParseDuration(v + "s"); err == nil {
		wait = d
	} else if t, err := http.ParseTime(v); err == nil {
		wait = t.Sub(now)
	}
	if wait <= 0 {
		return time.Time{}
	}
	return now.Add(min(wait, 24*time.Hour))
}

// Cause returns the innermost message of an error, which says most to people.
func Cause(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

// size writes a number of bytes for people.
func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d kB", n>>10)
}

// Broken returns the failure of what came but cannot be read, with its detail in full sentences by a format.
func Broken(url, format string, args ...any) *Failure {
	return &Failure{State: news.PollBroken, URL: url, Detail: fmt.Sprintf(format, args...)}
}
