package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// setupError is a mail server that cannot be used with our settings: asking it again does not help, a person must
// change something.
type setupError struct {
	what string // what the server does, after its name
	hint string // which setting to look at
}

// Error returns both in one sentence.
func (e *setupError) Error() string { return e.what + "; " + e.hint }

// dial opens a connection as Config asks for, with a token that is not at its end where one is needed: the server may
// refuse one that was kept, and a new one is tried then.
func (s *Sender) dial(ctx context.Context) (*smtp.Client, *transcript, error) {
	if s.cfg.Username == "" || s.cfg.Auth != AuthXOAuth2 {
		return s.dialWith(ctx, "")
	}
	for {
		token, fresh, err := s.tokens.get(ctx)
		if err != nil {
			return nil, nil, s.named(err)
		}
		c, talk, err := s.dialWith(ctx, token)
		var reply *textproto.Error
		if err == nil || !errors.As(err, &reply) || !slices.Contains(noLogin, reply.Code) {
			return c, talk, err
		}
		if s.tokens.drop(token); fresh {
			return nil, talk, err
		}
	}
}

// noLogin are the replies that refuse whom we log in as (RFC 4954 6).
var noLogin = []int{334, 432, 454, 530, 534, 535}

// named puts the relay's name into the settings that a hint names.
func (s *Sender) named(err error) error {
	var setup *setupError
	if s.cfg.relay != "" && s.cfg.relay != onlyRelay && errors.As(err, &setup) {
		return &setupError{
			strings.ReplaceAll(setup.what, "mail.", "mail.relays["+s.cfg.relay+"]."),
			strings.ReplaceAll(setup.hint, "mail.", "mail.relays["+s.cfg.relay+"]."),
		}
	}
	return err
}

// dialWith opens a connection as Config asks for: TCP, TLS, greeting, EHLO, STARTTLS, AUTH. When a step fails the
// connection is closed. The client of go-mail does these steps too (DialToSMTPClientWithContext), but v0.8.1 leaves the
// connection open when one fails, and does not tell a server without STARTTLS or AUTH from one that cannot be reached.
func (s *Sender) dialWith(ctx context.Context, token string) (_ *smtp.Client, talk *transcript, err error) {
	talk = &transcript{begun: time.Now()}
	defer func() { err = s.named(err) }()
	c, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(c, "tcp", net.JoinHostPort(s.cfg.Host, strconv.Itoa(s.cfg.Port)))
	if err != nil {
		return nil, talk, err
	}
	unhook := context.AfterFunc(ctx,
		func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // the step under way ends
	defer func() {
		unhook()
		if err != nil {
			conn.Close() // it was of no use
		}
	}()
	if err := conn.SetDeadline(time.Now().Add(s.cfg.Timeout)); err != nil {
		return nil, talk, err
	}
	wire := conn
	if s.cfg.Security == TLS {
		t := tls.Client(conn, s.tls.Clone())
		if err := t.HandshakeContext(c); err != nil {
			return nil, talk, tlsTrouble(TLS, err)
		}
		wire = t
	}
	client, err := smtp.NewClient(wire, s.cfg.Host)
	if err != nil {
		return nil, talk, err
	}
	client.SetLogger(talk)
	client.SetDebugLog(true) // what is said while logging in is left out
	logIn := func(c *smtp.Client) error { return s.logIn(ctx, c, token) }
	for _, step := range []func(*smtp.Client) error{s.hello, s.startTLS, logIn} {
		if err := client.UpdateDeadline(s.cfg.Timeout); err != nil {
			return nil, talk, err
		}
		if err := step(client); err != nil {
			return nil, talk, err
		}
	}
	client.SetDebugLog(false)
	return client, talk, nil
}

// hello says who we are.
func (s *Sender) hello(c *smtp.Client) error {
	name, err := os.Hostname()
	if s.cfg.Helo == "" && err != nil {
		return fmt.Errorf("name of this machine: %w", err)
	}
	return c.Hello(cmp.Or(s.cfg.Helo, name))
}

// startTLS encrypts the connection when Config asks for it.
func (s *Sender) startTLS(c *smtp.Client) error {
	if s.cfg.Security != STARTTLS {
		return nil
	}
	if has, _ := c.Extension("STARTTLS"); !has {
		return &setupError{
			"offers no STARTTLS, which mail.security: starttls asks for",
			"look at mail.port, or set mail.security to tls (often port 465), or to none for a relay on this machine",
		}
	}
	return tlsTrouble(STARTTLS, c.StartTLS(s.tls.Clone()))
}

// tlsTrouble makes a *setupError of what TLS itself fails on. Answers of the server and faults of the network stay as
// they are.
func tlsTrouble(security Security, err error) error {
	var (
		reply   *textproto.Error
		wrong   *tls.CertificateVerificationError
		plain   tls.RecordHeaderError
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		op      *net.OpError
	)
	hint := "look at mail.security, and at which versions of TLS the server speaks (at least 1.2 is needed)"
	switch {
	case err == nil, errors.As(err, &reply):
		return err
	case errors.As(err, &wrong):
		switch {
		case errors.As(err, &name):
			hint = "set mail.host to a name that its certificate holds"
		case errors.As(err, &unknown):
			hint = "set mail.ca_file to the certificate of the authority that signed it, if it is yours"
		case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
			hint = "the server needs a new certificate, unless the clock of this machine is wrong"
		default:
			hint = "look at mail.host and mail.ca_file, or have the server's certificate mended"
		}
		return &setupError{"has a certificate that does not verify: " + tidy(wrong.Err.Error()), hint}
	case errors.As(err, &plain) && security == STARTTLS:
		return &setupError{
			"says yes to STARTTLS and then does not speak TLS",
			"have its STARTTLS mended; until then set mail.port to its port for TLS (often 465) with mail.security: " +
				"tls, or another mail.host",
		}
	case errors.As(err, &plain):
		return &setupError{
			"does not speak TLS from the first byte, which mail.security: tls asks for",
			"set mail.security to starttls (often port 587), or mail.port to the server's port for TLS (often 465)",
		}
	case errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"): // an alert (crypto/tls)
		return &setupError{"cannot agree with us on TLS: " + tidy(err.Error()), hint}
	case ofNetwork(err):
		return err
	}
	return &setupError{"cannot agree with us on TLS: " + tidy(err.Error()), hint}
}

// dialError is a mail server that could not be connected to. Its text says once where the server is, and no call of the
// system: "dial tcp 192.0.2.1:25: connect: connection refused" says both again.
type dialError struct {
	where string // host and port
	err   error
	talk  *transcript // what was said; nil = nothing
}

// Error names the server and the cause.
func (e *dialError) Error() string {
	var (
		no   syscall.Errno
		name *net.DNSError
	)
	cause := e.err.Error()
	switch {
	case errors.As(e.err, &name) && name.IsNotFound:
		cause = "the name " + name.Name + " cannot be resolved"
	case errors.As(e.err, &name):
		cause = "the name " + name.Name + " could not be looked up, no name server answered"
	case errors.As(e.err, &no):
		cause = no.Error()
	}
	return "connect to the mail server " + e.where + ": " + cause
}

// Unwrap returns the cause.
func (e *dialError) Unwrap() error { return e.err }

// ofNetwork reports whether an error is one of the network, which may pass.
func ofNetwork(err error) bool {
	var n net.Error
	var no syscall.Errno
	return errors.As(err, &n) || errors.As(err, &no) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// mechanism is a way to log in.
type mechanism struct {
	name string
	auth func(c *smtp.Client, user, password, host string) (smtp.Auth, error)
}

// mechanisms in the order in which we prefer them. All of them may be used on a connection in the clear too:
// Config.Validate allows that with a password on this machine only.
var mechanisms = []mechanism{
	{"SCRAM-SHA-256-PLUS", bound(smtp.ScramSHA256PlusAuth)},
	{"SCRAM-SHA-256", secret(smtp.ScramSHA256Auth)},
	{"SCRAM-SHA-1-PLUS", bound(smtp.ScramSHA1PlusAuth)},
	{"SCRAM-SHA-1", secret(smtp.ScramSHA1Auth)},
	{"CRAM-MD5", secret(smtp.CRAMMD5Auth)},
	{"PLAIN", func(_ *smtp.Client, user, password, host string) (smtp.Auth, error) {
		return smtp.PlainAuth("", user, password, host, true), nil
	}},
	{"LOGIN", func(_ *smtp.Client, user, password, host string) (smtp.Auth, error) {
		return smtp.LoginAuth(user, password, host, true), nil
	}},
	{"NTLM", func(_ *smtp.Client, user, password, _ string) (smtp.Auth, error) {
		return smtp.NTLMAuth(user, password, ""), nil
	}},
}

// secret is a mechanism that needs user and password.
func secret(f func(user, password string) smtp.Auth) func(*smtp.Client, string, string, string) (smtp.Auth, error) {
	return func(_ *smtp.Client, user, password, _ string) (smtp.Auth, error) { return f(user, password), nil }
}

// bound is a mechanism that is bound to the TLS connection.
func bound(
	f func(user, password string, state *tls.ConnectionState) smtp.Auth,
) func(*smtp.Client, string, string, string) (smtp.Auth, error) {
	return func(c *smtp.Client, user, password, _ string) (smtp.Auth, error) {
		state, err := c.GetTLSConnectionState()
		return f(user, password, state), err
	}
}

// logIn authenticates when Config has a username, by the first of our mechanisms that the server offers.
func (s *Sender) logIn(ctx context.Context, c *smtp.Client, token string) error {
	if s.cfg.Username == "" {
		return nil
	}
	has, list := c.Extension("AUTH")
	offered := strings.Fields(strings.ToUpper(list))
	if !has || len(offered) == 0 {
		return &setupError{
			"offers no AUTH, and mail.username is set",
			"look at mail.port and mail.security (many servers let people log in on port 587 or 465 only), or leave " +
				"mail.username empty",
		}
	}
	if s.cfg.Auth == AuthXOAuth2 {
		if !slices.Contains(offered, "XOAUTH2") {
			return &setupError{
				"offers AUTH by " + tidy(strings.Join(offered, ", ")) + ", and not by XOAUTH2, which mail.auth asks for",
				"set mail.auth to password, or look at mail.host and mail.port",
			}
		}
		return s.xoauth2(ctx, c, token)
	}
	var names []string
	for _, m := range mechanisms {
		if strings.HasSuffix(m.name, "-PLUS") && s.cfg.Security == NoTLS {
			continue
		}
		names = append(names, m.name)
		if !slices.Contains(offered, m.name) {
			continue
		}
		auth, err := m.auth(c, s.cfg.Username, s.cfg.Password, s.cfg.Host)
		if err == nil {
			err = c.Auth(auth)
		}
		var reply *textproto.Error
		if err == nil || errors.As(err, &reply) || ofNetwork(err) {
			return err
		}
		return &setupError{
			"does not let us log in by " + m.name + ": " + tidy(err.Error()),
			"look at mail.username, mail.password and mail.host",
		}
	}
	return &setupError{
		"offers AUTH by " + tidy(strings.Join(offered, ", ")) + ", none of which we speak (" + strings.Join(names,
			", ") + ")",
		"ask who runs the server for a user with a password, and for the port where it may log in (mail.port, " +
			"mail.username)",
	}
}
