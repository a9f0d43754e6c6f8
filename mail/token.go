package mail

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"
	"golang.org/x/oauth2"
)

// Bounds of getting a token.
const (
	tokenLimit  = 20 * time.Second // to get one
	tokenSize   = 64 << 10         // bytes of what a command prints or an address answers; tokens have some 2 KB
	tokenMargin = time.Minute      // before its end a token is not used any more
	// how long a token is used whose end is not told: the shortest life that providers give is an hour
	tokenUnknown = 5 * time.Minute
)

// tokens keeps the token by which a relay is logged into, until it ends.
type tokens struct {
	login Login
	now   func() time.Time

	mu      sync.Mutex
	token   string
	until   time.Time
	refresh string // the refresh token that came last; "" = that of the settings
}

// safeURL reports whether an address may be told secrets: https, or this machine.
func safeURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// get returns a token, and whether it was asked for just now.
func (t *tokens) get(ctx context.Context) (token string, fresh bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token != "" && t.now().Before(t.until.Add(-tokenMargin)) {
		return t.token, false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, tokenLimit)
	defer cancel()
	life := time.Duration(0)
	if t.login.TokenURL != "" {
		token, life, err = t.ask(ctx)
	} else {
		token, life, err = run(ctx, t.login.TokenCommand)
	}
	if err != nil {
		return "", false, err
	}
	t.token, t.until = token, t.now().Add(max(life, 2*tokenMargin))
	return token, true, nil
}

// drop forgets a token that was refused.
func (t *tokens) drop(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = ""
	}
}

// secrets lists what must not be shown.
func (t *tokens) secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return []string{t.token, t.refresh, t.login.RefreshToken, t.login.ClientSecret}
}

// ask gets a token from the address (RFC 6749 6). A new refresh token takes the place of the old one while the program
// runs.
func (t *tokens) ask(ctx context.Context) (string, time.Duration, error) {
	client := &http.Client{
		Timeout: tokenLimit, Transport: bounded{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	cfg := oauth2.Config{
		ClientID: t.login.ClientID, ClientSecret: t.login.ClientSecret, Scopes: t.login.Scopes,
		Endpoint: oauth2.Endpoint{TokenURL: t.login.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
	old := &oauth2.Token{RefreshToken: cmp.Or(t.refresh, t.login.RefreshToken)}
	got, err := cfg.TokenSource(context.WithValue(ctx, oauth2.HTTPClient, client), old).Token()
	var no *oauth2.RetrieveError
	switch {
	case errors.As(err, &no) && no.Response != nil && no.Response.StatusCode < http.StatusInternalServerError &&
		no.Response.StatusCode != http.StatusTooManyRequests:
		// what it says is told in part: a body may repeat what it was sent
		return "", 0, &setupError{
			"cannot be logged into, as no token is given for it: " + cmp.Or(tidy(no.ErrorCode), no.Response.Status),
			"look at mail.refresh_token, mail.client_id and mail.client_secret; the right to send may have been withdrawn",
		}
	case err != nil:
		return "", 0, fmt.Errorf("ask %s for a token: %w", hostOf(t.login.TokenURL), err)
	}
	t.refresh = got.RefreshToken
	life := tokenUnknown
	if !got.Expiry.IsZero() {
		life = time.Until(got.Expiry)
	}
	return got.AccessToken, life, nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	return u.Host
}

// bounded is a transport whose answers have an end.
type bounded struct{ http.RoundTripper }

// RoundTrip asks, and cuts the answer.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, tokenSize), resp.Body}
	}
	return resp, err
}

// run gets a token from a program: it prints the token alone, or JSON as an address gives it.
func run(ctx context.Context, command []string) (string, time.Duration, error) {
	out, words := &limited{most: tokenSize}, &limited{most: maxWords}
	c := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // it is the operator's own
	c.Stdout, c.Stderr, c.WaitDelay = out, words, time.Second
	if err := c.Run(); err != nil {
		return "", 0, fmt.Errorf("get a token by %s: %w: %s", command[0], err, mask(tidy(words.String())))
	}
	printed := strings.TrimSpace(out.String())
	var said struct {
		Token   string  `json:"access_token"`
		Expires float64 `json:"expires_in"` // seconds
	}
	if strings.HasPrefix(printed, "{") {
		if err := json.Unmarshal([]byte(printed), &said); err != nil {
			return "", 0, fmt.Errorf("get a token by %s: it prints no JSON of a token", command[0])
		}
		printed = said.Token
	}
	if printed == "" || strings.ContainsAny(printed, " \t\r\n\x01") {
		return "", 0, fmt.Errorf("get a token by %s: it prints no token", command[0])
	}
	if said.Expires > 0 && said.Expires < 1e7 {
		return printed, time.Duration(said.Expires * float64(time.Second)), nil
	}
	return printed, tokenUnknown, nil
}

// limited keeps the beginning of what is written.
type limited struct {
	bytes.Buffer
	most int
}

// Write never fails: a program that is told so would end.
func (l *limited) Write(p []byte) (int, error) {
	if room := l.most - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// xoauth2 logs in by a token.
func (s *Sender) xoauth2(ctx context.Context, c *smtp.Client, token string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.cfg.Security == NoTLS && s.cfg.Host != "localhost" && s.cfg.Host != "127.0.0.1" {
		return &setupError{"would be told a token in the clear", "set mail.security to starttls or tls"}
	}
	return c.Auth(smtp.XOAuth2Auth(s.cfg.Username, token))
}
