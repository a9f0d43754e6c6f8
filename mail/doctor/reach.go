package doctor

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"attache/mail"
)

// certificateDays is how many days before its end a certificate is told of: most are renewed 30 days before.
const certificateDays = 14

// relay asks the mail server as letters do, without one.
func (d *Doctor) relay(ctx context.Context) []Finding {
	const check = "relay"
	c := d.Mail.WithDefaults()
	limited, cancel := context.WithTimeout(ctx, 2*askLimit)
	defer cancel()
	where := net.JoinHostPort(c.Host, strconv.Itoa(c.Port))
	p, err := c.Ask(limited)
	if err != nil {
		f := Finding{Check: check, State: Fail, Says: fmt.Sprintf("%s cannot be used: %v.", where, err)}
		return []Finding{f, d.ports(ctx, c)}
	}
	says := where + " answers"
	if p.LoggedIn {
		says += ", and takes user and password"
	}
	switch {
	case p.Pipelining && p.Chunking:
		says += "; letters go side by side, in chunks"
	case p.Pipelining:
		says += "; it takes several commands at a time"
	default:
		says += "; letters go step by step, as it takes one command at a time"
	}
	all := []Finding{{Check: check, State: OK, Says: says + "."}}
	days := int(p.Expires.Sub(d.Now).Hours() / 24)
	switch ip := net.ParseIP(c.Host); {
	case p.TLS == "" && (c.Host == "localhost" || ip != nil && ip.IsLoopback()):
		all = append(all, Finding{Check: "TLS", State: OK, Says: "In the clear, on this machine."})
	case p.TLS == "":
		all = append(all, Finding{
			Check: "TLS", State: Warn, Says: "Letters cross the network in the clear.",
			Hint: "set mail.security to starttls or tls",
		})
	case days < certificateDays:
		all = append(all, Finding{
			Check: "TLS", State: Warn, Says: fmt.Sprintf("%s; the certificate of %s ends in %d days.", p.TLS, c.Host, days),
			Hint: "have it renewed",
		})
	default:
		says := fmt.Sprintf("%s; the certificate holds %d days.", p.TLS, days)
		all = append(all, Finding{Check: "TLS", State: OK, Says: says})
	}
	return all
}

// portLimit bounds the connection to one port.
const portLimit = 3 * time.Second

// ports tells which of a mail server's usual ports can be connected to.
func (d *Doctor) ports(ctx context.Context, c mail.Config) Finding {
	var open []string
	for _, port := range []string{"587", "465", "25"} {
		conn, err := (&net.Dialer{Timeout: portLimit}).DialContext(ctx, "tcp", net.JoinHostPort(c.Host, port))
		if err == nil {
			open = append(open, port)
			conn.Close()
		}
	}
	f := Finding{Check: "ports", State: OK, Says: fmt.Sprintf("Of the usual ports of %s these answer: %s.", c.Host,
		strings.Join(open, ", "))}
	if len(open) == 0 {
		f.State, f.Says = Fail, fmt.Sprintf("None of the ports 587, 465 and 25 of %s answers.", c.Host)
		f.Hint = "look at mail.host, and whether a firewall or your provider blocks mail that goes out"
	}
	return f
}

// leaving asks the address of List-Unsubscribe as a mail program does: POST, without cookies, no redirect followed.
func (d *Doctor) leaving(ctx context.Context) []Finding {
	const check = "leaving"
	var all []Finding
	if d.Mail.Leave == "" {
		all = append(all, Finding{
			Check: check, State: Warn,
			Says: "Letters name no mail address for leaving (mail.leave): Apple Mail shows its button for one, " +
				"and RFC 2369 wants it beside the web address.",
			Hint: "set mail.leave once somebody reads what comes there",
		})
	}
	if d.Leave == "" {
		return append(all, Finding{
			Check: check, State: Fail, Says: "Letters have no address for leaving.", Hint: "set web.url to an https address",
		})
	}
	f := Finding{Check: check, State: Fail, Hint: "look at web.url, the proxy before attache serve and its certificate"}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Leave, strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		f.Says = fmt.Sprintf("The address for leaving is none: %v.", err)
		return append(all, f)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := *d.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	begun := time.Now()
	resp, err := client.Do(req)
	took := time.Since(begun).Round(time.Millisecond)
	host := req.URL.Scheme + "://" + req.URL.Host
	if err != nil {
		f.Says = fmt.Sprintf("%s does not answer: %v.", host, err)
		return append(all, f)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // what it says does not matter
	switch {
	case resp.StatusCode/100 == 3:
		f.Says = fmt.Sprintf("%s answers a one-click POST by a redirect, which mail programs do not follow (RFC 8058).", host)
	case resp.StatusCode/100 != 2:
		f.Says = fmt.Sprintf("%s answers a one-click POST by %s.", host, resp.Status)
	case req.URL.Scheme != "https":
		f.State, f.Hint = Warn, "set web.url to an https address"
		f.Says = host + " answers, but mail programs offer one-click for https only (RFC 8058)."
	default:
		f = Finding{Check: check, State: OK, Says: fmt.Sprintf("%s takes a one-click POST (%s).", host, took)}
	}
	return append(all, f)
}
