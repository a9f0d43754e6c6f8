// Package doctor looks at what lies outside of the program and decides whether letters arrive: DNS records, the mail
// server, the address for leaving. It says of each whether it is right and which record to paste.
//
// It changes nothing and knows no database: clock and disk are looked at by the command. Read doctor.go first, then
// dns.go, where the records are, and reach.go, what is connected to.
package doctor

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"attache/mail"
	"attache/mail/dkim"
)

// State is how a check ended.
type State string

// The states.
const (
	OK   State = "ok"
	Warn State = "warn" // letters arrive, worse than they could
	Fail State = "fail" // letters are refused, or will be
	Skip State = "skip" // could not be looked at, or does not apply
)

// Record is a DNS record to paste.
type Record struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Text string `json:"text"`
}

// Finding is what one check found.
type Finding struct {
	Check  string  `json:"check"`
	State  State   `json:"state"`
	Says   string  `json:"says"`
	Hint   string  `json:"hint,omitempty"`   // what to do
	Record *Record `json:"record,omitempty"` // what to put into the DNS

	silent string // the name or address for which the DNS did not answer
}

// Resolver asks the DNS. *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupHost(ctx context.Context, host string) ([]string, error)
	LookupAddr(ctx context.Context, addr string) ([]string, error)
}

// Doctor looks at an installation's letters. All fields but Leave must be set.
type Doctor struct {
	Mail     mail.Config
	Domains  []string // those that letters come from, in ASCII
	Leave    string   // an address for leaving that is signed and belongs to nobody; "" = it is not looked at
	Resolver Resolver
	Client   *http.Client
	Now      time.Time
}

// askLimit bounds one question to the DNS, a server or a port.
const askLimit = 10 * time.Second

// Examine makes all checks, in the order in which they matter.
func (d *Doctor) Examine(ctx context.Context) ([]Finding, error) {
	keys, err := dkim.Load(d.Mail.DKIM)
	if err != nil {
		return nil, err
	}
	var all []Finding
	for _, domain := range d.Domains {
		all = append(all, d.dkim(ctx, domain, keys)...)
		all = append(all, d.dmarc(ctx, domain))
	}
	bounces := domainOf(d.Mail.WithDefaults().ReturnPath)
	relays := d.Mail.Each()
	if len(relays) == 0 {
		all = append(all, d.spf(ctx, bounces)...)
	}
	for _, r := range relays {
		one := *d
		one.Mail = d.Mail.Of(r)
		found := append(append(one.spf(ctx, bounces), one.ptr(ctx)...), one.relay(ctx)...)
		for _, f := range found {
			if len(relays) > 1 {
				f.Check = r.Name + ": " + f.Check
			}
			all = append(all, f)
		}
	}
	all = append(all, d.reports(ctx, bounces)...)
	return append(oneSilence(all), d.leaving(ctx)...), nil
}

// oneSilence tells once that the DNS did not answer, in the place of the first of several checks that asked it.
func oneSilence(all []Finding) []Finding {
	var checks, names []string
	for _, f := range all {
		if f.silent != "" {
			checks = append(checks, f.Check)
			if !slices.Contains(names, f.silent) {
				names = append(names, f.silent)
			}
		}
	}
	if len(checks) < 2 {
		return all
	}
	first := slices.IndexFunc(all, func(f Finding) bool { return f.silent != "" })
	all[first] = Finding{
		Check: "DNS", State: Skip,
		Says: fmt.Sprintf("The DNS does not answer for %s: %s were not looked at.", strings.Join(names, ", "),
			strings.Join(checks, ", ")),
		Hint: "check the network and the name servers of this machine",
	}
	return slices.DeleteFunc(all, func(f Finding) bool { return f.silent != "" })
}
