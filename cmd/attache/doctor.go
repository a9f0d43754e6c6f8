package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/net/idna"

	"attache/mail/doctor"
	"attache/news"
	"attache/worker"
	"attache/worker/clock"
)

// outside is what doctor asks: the DNS and the web. Tests put their own in its place.
type outside struct {
	resolver doctor.Resolver
	client   *http.Client
}

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Look whether letters arrive: DNS records, mail server, address for leaving",
		Long: `Looks at what lies outside of the program and decides whether letters arrive: SPF (at most 10
questions to the DNS), DKIM (each record holds the key that signs), DMARC (RFC 9989), the name
of the mail server's address (PTR), its TLS and certificate, its ports, MTA-STS and TLS-RPT,
the address of List-Unsubscribe as a mail program asks it, the clock, the disk. It sends no
letter and changes nothing. What is wrong comes with what to do and, where it is a record, the
record to paste. A warning leaves the exit code 0; it is 3 when a check failed.
Settings and schedules are looked at by attache check.`,
		Example: "  attache doctor\n  attache doctor --json",
		Args:    arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := a.outside
			if o.resolver == nil {
				o = outside{net.DefaultResolver, &http.Client{}}
			}
			return a.doctor(cmd.Context(), o)
		},
	}
}

func (a *app) doctor(ctx context.Context, o outside) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	d := doctor.Doctor{Mail: s.Mail, Resolver: o.resolver, Client: o.client, Now: a.utc()}
	st, err := a.openToCheck(ctx, s)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		var invalid *news.InvalidError
		if !errors.As(err, &invalid) {
			return err
		}
	}
	var found []doctor.Finding
	senders := []string{s.Mail.Domain()}
	if st != nil {
		defer st.Close()
		desk, err := currentDesk(ctx, st, false)
		if err != nil {
			return err
		}
		for _, x := range desk.Digests {
			if at := strings.LastIndexByte(x.Publisher.From, '@'); at > 0 {
				senders = append(senders, x.Publisher.From[at+1:])
			}
		}
		if s.Web.Key, err = st.Secret(ctx, "unsubscribe", newKey); err != nil {
			return err
		}
		d.Leave = s.Web.Links().Unsubscribe(0, 0)
		shared := clock.New(a.utc, nil)
		if _, err := shared.Measure(ctx, st.Clock); err != nil {
			return err
		}
		p := &worker.Pipeline{Store: st, Config: s.Worker, Now: shared.Now, Clock: shared, Log: a.logger(s.Log, 0)}
		times, err := p.HostTimes(ctx)
		if err != nil {
			return err
		}
		f := doctor.Finding{Check: "clock", State: doctor.OK, Says: times.String() + "."}
		if times.For+times.Against == 0 {
			f.State, f.Says = doctor.Skip, "No site was visited lately, whose time could be compared."
		}
		if times.Wrong() {
			f.State, f.Hint = doctor.Fail, times.Hint()
		}
		found = append(found, f)
	}
	for _, sender := range senders {
		domain, err := idna.Lookup.ToASCII(sender)
		if err != nil {
			return news.Invalid("mail.from", "%q is not a domain.", sender)
		}
		if !slices.Contains(d.Domains, domain) {
			d.Domains = append(d.Domains, domain)
		}
	}
	found = append(found, a.doctorDisk(s)...)
	outer, err := d.Examine(ctx)
	if err != nil {
		return err
	}
	return a.tellFindings(append(outer, found...))
}

// doctorDisk looks at the folders as check does.
func (a *app) doctorDisk(s Settings) []doctor.Finding {
	var all []doctor.Finding
	for _, m := range a.checkFolders(s, freeRoom) {
		all = append(all, doctor.Finding{Check: "disk", State: doctor.Fail, Says: m.Message, Hint: m.Hint})
	}
	if len(all) == 0 {
		all = append(all, doctor.Finding{Check: "disk", State: doctor.OK, Says: "The folders can be written to."})
	}
	return all
}

// tellFindings prints what was found; the error counts what failed.
func (a *app) tellFindings(all []doctor.Finding) error {
	if a.json {
		if err := a.printJSON(all); err != nil {
			return err
		}
	} else {
		t := a.table(col{name: "CHECK"}, col{name: "STATE"}, col{name: "WHAT", fold: true})
		for _, f := range all {
			t.add(f.Check, string(f.State), f.Says)
		}
		t.write()
		for _, f := range all {
			if f.Hint == "" || a.plain {
				continue
			}
			a.say("\n%s (%s): %s", f.Check, f.State, f.Hint)
			if f.Record != nil {
				a.say("  %s. IN %s %s", strings.TrimSuffix(f.Record.Name, "."), f.Record.Type, quoted(f.Record.Text))
			}
		}
	}
	failed := 0
	for _, f := range all {
		if f.State == doctor.Fail {
			failed++
		}
	}
	if failed == 0 {
		return nil
	}
	names := []string{}
	for _, f := range all {
		if f.State == doctor.Fail && !slices.Contains(names, f.Check) {
			names = append(names, f.Check)
		}
	}
	return &news.InvalidError{Message: fmt.Sprintf("%s failed: %s.", counted(failed, "check"), strings.Join(names, ", "))}
}
