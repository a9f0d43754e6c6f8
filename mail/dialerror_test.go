package mail

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
)

// TestDialError: a server that cannot be connected to is named once, with the cause in plain words, and the cause stays
// in the chain.
func TestDialError(t *testing.T) {
	const begin = "connect to the mail server mail.example:25: "
	refused := &net.OpError{
		Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 25},
		Err: os.NewSyscallError("connect", syscall.ECONNREFUSED),
	}
	lookup := func(e net.DNSError) error {
		e.Name, e.Server = "mail.example", "192.0.2.53:53"
		return &net.OpError{Op: "dial", Net: "tcp", Err: &e}
	}
	for want, err := range map[string]error{
		"connection refused":                       refused,
		"the name mail.example cannot be resolved": lookup(net.DNSError{Err: "no such host", IsNotFound: true}),
		"220 was not said":                         errors.New("220 was not said"),
		"greet: connection reset by peer, said":    fmt.Errorf("greet: %w, said", errors.New("connection reset by peer")),
		"the name mail.example could not be looked up, no name server answered": lookup(net.DNSError{
			Err: "dial udp 192.0.2.53:53: connect: network is unreachable",
		}),
	} {
		e := &dialError{where: "mail.example:25", err: err}
		if got := e.Error(); got != begin+want {
			t.Errorf("got %q, want %q", got, begin+want)
		}
		if !errors.Is(e, err) {
			t.Errorf("%v is not in the chain", err)
		}
	}
}
