package mail

import (
	"context"
	"crypto/tls"
	"log/slog"
	"time"
)

// Probe is what a mail server says when it is asked without a letter.
type Probe struct {
	TLS        string    // version, such as "TLS 1.3"; "" = in the clear
	Expires    time.Time // when its certificate does; zero = in the clear
	Pipelining bool      // takes several commands at a time (RFC 2920)
	Chunking   bool      // takes letters in chunks (RFC 3030)
	LoggedIn   bool      // took our user and password
}

// Ask connects to the mail server as letters do (TCP, TLS, EHLO, AUTH), and ends. No letter is offered.
func (c Config) Ask(ctx context.Context) (Probe, error) {
	s, err := New(c, slog.New(slog.DiscardHandler))
	if err != nil {
		return Probe{}, err
	}
	k, err := s.take(ctx)
	if err != nil {
		return Probe{}, err
	}
	defer s.drop(k)
	p := Probe{Pipelining: k.pipes, Chunking: k.chunks, LoggedIn: s.cfg.Username != ""}
	if state, err := k.smtp.GetTLSConnectionState(); err == nil && len(state.PeerCertificates) > 0 {
		p.TLS, p.Expires = tls.VersionName(state.Version), state.PeerCertificates[0].NotAfter
	}
	return p, nil
}
