package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"attache/mail/dkim"
)

// txt returns the TXT records of a name; none is no error.
func (d *Doctor) txt(ctx context.Context, name string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	list, err := d.Resolver.LookupTXT(ctx, name)
	return list, missing(err)
}

// missing takes a name without records for an empty answer.
func missing(err error) error {
	var no *net.DNSError
	if errors.As(err, &no) && no.IsNotFound {
		return nil
	}
	return err
}

// unasked is a check whose record could not be asked for.
func unasked(check, name string, err error) Finding {
	return Finding{
		Check: check, State: Skip, Says: fmt.Sprintf("The DNS does not answer for %s: %v.", name, err), silent: name,
	}
}

// dkim compares the records of a domain's keys with the keys.
func (d *Doctor) dkim(ctx context.Context, domain string, keys dkim.Signer) []Finding {
	var all []Finding
	kinds := map[string]bool{}
	for _, k := range keys {
		if !(dkim.Signer{k}).Signs(domain) {
			continue
		}
		kinds[k.Kind()] = true
		all = append(all, d.key(ctx, k))
	}
	const check = "DKIM"
	switch {
	case len(kinds) == 0:
		all = append(all, Finding{
			Check: check, State: Warn,
			Says: fmt.Sprintf("No key signs letters of %s. That is right only if the mail server signs them itself.", domain),
			Hint: "attache dkim new " + domain,
		})
	case !kinds[dkim.RSA]:
		all = append(all, Finding{
			Check: check, State: Fail, Hint: "attache dkim new " + domain,
			Says: "Only Ed25519 signs letters of " + domain + ": Google, Microsoft and Yahoo verify RSA.",
		})
	case !kinds[dkim.Ed25519]:
		all = append(all, Finding{
			Check: check, State: OK, Says: "RSA alone signs letters of " + domain + ": everybody verifies it.",
		})
	}
	return all
}

// key compares one record with its key.
func (d *Doctor) key(ctx context.Context, k dkim.Key) Finding {
	const check = "DKIM"
	list, err := d.txt(ctx, k.Name())
	if err != nil {
		return unasked(check, k.Name(), err)
	}
	text, err := k.Record()
	if err != nil {
		return Finding{Check: check, State: Fail, Says: fmt.Sprintf("The key %s cannot be written: %v.", k.Selector, err)}
	}
	f := Finding{Check: check, State: Fail, Record: &Record{k.Name(), "TXT", text}, Hint: "put this record into the DNS"}
	switch {
	case len(list) == 0:
		f.Says = fmt.Sprintf("%s has no record: letters signed by it do not verify.", k.Name())
	case len(list) > 1:
		f.Says = fmt.Sprintf("%s has %d records; one is right.", k.Name(), len(list))
	case !k.Matches(list[0]):
		f.Says = fmt.Sprintf("The record of %s holds another key than the one that signs.", k.Name())
	case dkim.Tags(list[0])["t"] == "y":
		f.State, f.Says = Warn, fmt.Sprintf("The record of %s says that it is a test (t=y).", k.Name())
	case k.Kind() == dkim.RSA && k.Bits() < 2048:
		f = Finding{
			Check: check, State: Warn, Hint: "attache dkim new " + k.Domain,
			Says: fmt.Sprintf("%s is an RSA key of %d bits; 2048 are asked for (RFC 8301).", k.Name(), k.Bits()),
		}
	default:
		return Finding{Check: check, State: OK, Says: fmt.Sprintf("%s holds our %s key.", k.Name(), k.Kind())}
	}
	return f
}

// mostWalk bounds the questions of the walk up the tree (RFC 9989 4.10).
const mostWalk = 8

// dmarc looks for the policy of a domain, up the tree of names (RFC 9989).
func (d *Doctor) dmarc(ctx context.Context, domain string) Finding {
	const check = "DMARC"
	labels := strings.Split(domain, ".")
	for asked := 0; asked < mostWalk && len(labels) > 0; asked++ {
		at := strings.Join(labels, ".")
		list, err := d.txt(ctx, "_dmarc."+at)
		if err != nil {
			return unasked(check, "_dmarc."+at, err)
		}
		var found []string
		for _, r := range list {
			if dkim.Tags(r)["v"] == "DMARC1" {
				found = append(found, r)
			}
		}
		if len(found) == 1 {
			return d.policy(at, domain, dkim.Tags(found[0]))
		}
		if len(found) > 1 {
			return Finding{
				Check: check, State: Fail, Says: fmt.Sprintf("_dmarc.%s has %d policies: none of them counts.", at, len(found)),
				Hint: "leave one of them",
			}
		}
		if labels = labels[1:]; len(labels) >= mostWalk {
			labels = labels[len(labels)-mostWalk+1:]
		}
	}
	return Finding{
		Check: check, State: Fail, Hint: "put this record into the DNS; go on to quarantine when reports show no strangers",
		Says:   "There is no policy for " + domain + ": Google and Yahoo refuse bulk mail without one.",
		Record: &Record{"_dmarc." + domain, "TXT", "v=DMARC1; p=none; rua=mailto:postmaster@" + domain},
	}
}

// policy judges a record.
func (d *Doctor) policy(at, domain string, tags map[string]string) Finding {
	const check = "DMARC"
	p := tags["p"]
	if sub := tags["sp"]; at != domain && sub != "" {
		p = sub
	}
	next := map[string]string{"none": "quarantine", "quarantine": "reject"}[p]
	f := Finding{Check: check, State: OK, Says: fmt.Sprintf("_dmarc.%s says p=%s for %s.", at, p, domain)}
	old := tags["pct"] != "" || tags["rf"] != "" || tags["ri"] != ""
	switch {
	case p != "none" && p != "quarantine" && p != "reject":
		f.State, f.Says = Fail, fmt.Sprintf("The policy at _dmarc.%s has no p=none, quarantine or reject.", at)
		next = "none"
	case old:
		f.State = Warn
		f.Says += " It has tags that RFC 9989 took out (a share of letters, formats and intervals of reports): they do " +
			"nothing."
		next = p
	case tags["rua"] == "":
		f.State, next = Warn, p
		f.Says += " Nobody gets its reports (rua)."
	case tags["t"] == "y":
		f.State, next = Warn, ""
		f.Says += " It is marked as a test (t=y): receivers may act one step milder, and need not."
		f.Hint = "take t=y out once reports show no strangers"
	case p == "none":
		f.Says += " The next step, when reports show no strangers, is quarantine, then reject."
	}
	if f.State == OK || next == "" {
		return f
	}
	f.Hint = "replace the record by this one"
	text := "v=DMARC1; p=" + next
	for _, tag := range []string{"sp", "np", "adkim", "aspf", "fo", "ruf", "psd", "t"} {
		if v := tags[tag]; v != "" {
			text += "; " + tag + "=" + v
		}
	}
	rua := tags["rua"]
	if rua == "" {
		rua = "mailto:postmaster@" + at
	}
	f.Record = &Record{"_dmarc." + at, "TXT", text + "; rua=" + rua}
	return f
}

// The bounds of RFC 7208 4.6.4.
const (
	mostLookups = 10
	mostVoid    = 2
)

// spf counts the questions that a receiver must ask for a domain's policy, and looks for the mail server in it.
func (d *Doctor) spf(ctx context.Context, domain string) []Finding {
	const check = "SPF"
	w := spfWalk{d: d, ctx: ctx, seen: map[string]bool{}}
	if d.Mail.Host != "" {
		limited, cancel := context.WithTimeout(ctx, askLimit)
		defer cancel()
		w.relay, _ = d.Resolver.LookupHost(limited, d.Mail.Host) // without an address nothing is said of it
	}
	own := "v=spf1 mx ~all"
	if d.Mail.Host != "" && net.ParseIP(d.Mail.Host) == nil {
		own = "v=spf1 a:" + d.Mail.Host + " ~all"
	}
	paste := &Record{domain, "TXT", own}
	found, err := w.walk(domain)
	switch {
	case err != nil:
		return []Finding{unasked(check, domain, err)}
	case !found:
		return []Finding{{
			Check: check, State: Fail, Says: domain + ", where returned letters go, has no policy (v=spf1).",
			Hint: "put this record into the DNS, or what your provider of mail tells you to", Record: paste,
		}}
	case w.fault != "":
		return []Finding{{Check: check, State: Fail, Says: w.fault, Hint: "mend the record of " + domain}}
	case w.lookups > mostLookups || w.void > mostVoid:
		return []Finding{{
			Check: check, State: Fail, Hint: "take out what does not send for you, or write addresses as ip4: and ip6:",
			Says: fmt.Sprintf("The policy of %s takes %d questions to the DNS, %d of them without an answer; 10 and 2 are "+
				"allowed.", domain, w.lookups, w.void),
		}}
	}
	says := fmt.Sprintf("The policy of %s takes %d of 10 questions.", domain, w.lookups)
	f := Finding{Check: check, State: OK, Says: says}
	if len(w.relay) > 0 && !w.named {
		f.State = Warn
		f.Says += fmt.Sprintf(" It does not name %s (%s).", d.Mail.Host, strings.Join(w.relay, ", "))
		f.Hint = "add a:" + d.Mail.Host + " to it, unless that server sends from other addresses which are in it"
	}
	return []Finding{f}
}

// spfWalk reads a policy and those that it includes.
type spfWalk struct {
	d             *Doctor
	ctx           context.Context //nolint:containedctx // it lives as long as one check
	relay         []string
	seen          map[string]bool
	lookups, void int
	named         bool
	fault         string
}

// walk reads the policy of a domain and reports whether there is one.
func (w *spfWalk) walk(domain string) (bool, error) {
	if w.seen[domain] || w.lookups > 2*mostLookups {
		return true, nil
	}
	w.seen[domain] = true
	list, err := w.d.txt(w.ctx, domain)
	if err != nil {
		return false, err
	}
	var policies []string
	for _, r := range list {
		if l := strings.ToLower(r); l == "v=spf1" || strings.HasPrefix(l, "v=spf1 ") {
			policies = append(policies, l)
		}
	}
	if len(policies) > 1 {
		w.fault = fmt.Sprintf("%s has %d policies (v=spf1): none of them counts.", domain, len(policies))
	}
	if len(policies) != 1 {
		return len(policies) > 0, nil
	}
	for _, term := range strings.Fields(policies[0])[1:] {
		if err := w.term(domain, strings.TrimLeft(term, "+-~?")); err != nil {
			return true, err
		}
	}
	return true, nil
}

// term reads one mechanism or modifier.
func (w *spfWalk) term(domain, term string) error {
	name, value := term, domain
	if i := strings.IndexAny(term, ":="); i >= 0 {
		name, value = term[:i], term[i+1:]
	}
	name, _, _ = strings.Cut(name, "/")
	host, _, _ := strings.Cut(value, "/")
	switch name {
	case "ip4", "ip6":
		w.match(value)
	case "include", "redirect":
		w.lookups++
		if strings.Contains(value, "%") {
			return nil
		}
		found, err := w.walk(value)
		if err == nil && !found {
			w.void++
			w.fault = fmt.Sprintf("The policy of %s includes %s, which has none: receivers take that for an error.", domain,
				value)
		}
		return err
	case "exists", "ptr":
		w.lookups++
	case "a":
		w.lookups++
		w.hosts(host)
	case "mx":
		w.lookups++
		ctx, cancel := context.WithTimeout(w.ctx, askLimit)
		defer cancel()
		list, err := w.d.Resolver.LookupMX(ctx, host)
		if len(list) == 0 && missing(err) == nil {
			w.void++
		}
		for _, mx := range list {
			w.hosts(strings.TrimSuffix(mx.Host, "."))
		}
	}
	return nil
}

// hosts looks for the mail server among the addresses of a host.
func (w *spfWalk) hosts(host string) {
	ctx, cancel := context.WithTimeout(w.ctx, askLimit)
	defer cancel()
	list, err := w.d.Resolver.LookupHost(ctx, host)
	if len(list) == 0 && missing(err) == nil {
		w.void++
	}
	for _, a := range list {
		w.match(a)
	}
}

// match compares an address or a network with those of the mail server.
func (w *spfWalk) match(network string) {
	if !strings.Contains(network, "/") {
		for _, a := range w.relay {
			w.named = w.named || a == network
		}
		return
	}
	p, err := netip.ParsePrefix(network)
	if err != nil {
		return
	}
	for _, a := range w.relay {
		ip, err := netip.ParseAddr(a)
		w.named = w.named || err == nil && p.Contains(ip.Unmap())
	}
}

// reports looks for the records that protect what comes to a domain (RFC 8461, RFC 8460).
func (d *Doctor) reports(ctx context.Context, domain string) []Finding {
	var all []Finding
	for _, r := range []struct{ check, name, version, text, says string }{
		{
			"MTA-STS", "_mta-sts." + domain, "v=STSv1", "v=STSv1; id=" + d.Now.Format("20060102"),
			"that mail to %s comes by TLS only. It needs https://mta-sts.%[1]s/.well-known/mta-sts.txt besides",
		},
		{
			"TLS-RPT", "_smtp._tls." + domain, "v=TLSRPTv1", "v=TLSRPTv1; rua=mailto:postmaster@" + domain,
			"where others report when TLS to %s fails",
		},
	} {
		list, err := d.txt(ctx, r.name)
		if err != nil {
			all = append(all, unasked(r.check, r.name, err))
			continue
		}
		f := Finding{Check: r.check, State: OK, Says: r.name + " is there."}
		there := false
		for _, t := range list {
			there = there || strings.HasPrefix(t, r.version)
		}
		if !there {
			f = Finding{
				Check: r.check, State: Warn, Says: "No record says " + fmt.Sprintf(r.says, domain) + ".",
				Hint: "put this record into the DNS", Record: &Record{r.name, "TXT", r.text},
			}
		}
		all = append(all, f)
	}
	return all
}

// ptr looks whether the mail server's addresses have names that lead back to them.
func (d *Doctor) ptr(ctx context.Context) []Finding {
	const check = "PTR"
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	addresses, err := d.Resolver.LookupHost(ctx, d.Mail.Host)
	if err != nil {
		return []Finding{{Check: check, State: Fail, Says: fmt.Sprintf("%s has no address: %v.", d.Mail.Host, err)}}
	}
	var all []Finding
	for _, a := range addresses {
		ip, err := netip.ParseAddr(a)
		if err != nil || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
			all = append(all, Finding{
				Check: check, State: Skip,
				Says: a + " is no public address: look at the one by which that server reaches the world.",
			})
			continue
		}
		all = append(all, d.pointer(ctx, a))
	}
	return all
}

// pointer looks at one address.
func (d *Doctor) pointer(ctx context.Context, address string) Finding {
	const check = "PTR"
	names, err := d.Resolver.LookupAddr(ctx, address)
	if err != nil && missing(err) != nil {
		return unasked(check, address, err)
	}
	for _, n := range names {
		n = strings.TrimSuffix(n, ".")
		back, err := d.Resolver.LookupHost(ctx, n)
		for _, a := range back {
			if err == nil && a == address {
				return Finding{Check: check, State: OK, Says: fmt.Sprintf("%s is %s, and that is %s.", address, n, address)}
			}
		}
	}
	says := fmt.Sprintf("%s has no name.", address)
	if len(names) > 0 {
		says = fmt.Sprintf("%s is called %s, which does not lead back to it.", address, strings.TrimSuffix(names[0], "."))
	}
	return Finding{
		Check: check, State: Warn, Says: says + " If that server delivers from this address, Google and others refuse it.",
		Hint: fmt.Sprintf("have who owns the address set its PTR to %s", d.Mail.Host),
	}
}

// domainOf is the domain of an address.
func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
