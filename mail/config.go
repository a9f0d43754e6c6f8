package mail

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"attache/file"
	"attache/mail/dkim"
	"attache/news"
)

// Security says how a connection to the mail server is protected.
type Security string

// The ways to protect a connection.
const (
	STARTTLS Security = "starttls" // plain greeting, then TLS; refused when the server does not offer it
	TLS      Security = "tls"      // TLS from the first byte
	NoTLS    Security = "none"     // in the clear: for a relay on the same machine
)

// Config says from whom and through which server messages go. With no Host they become files in Outbox.
type Config struct {
	// bare address in the From line; "" = attache@localhost, which only the outbox takes
	From       string `yaml:"from"`
	FromName   string `yaml:"from_name"`   // "" = the digest's title
	ReplyTo    string `yaml:"reply_to"`    // bare address; "" = none
	ReturnPath string `yaml:"return_path"` // envelope sender, where bounces go; "" = From
	// the envelope sender of each letter is return_path with + and a signed token before the @, so that whatever comes
	// back tells whose letter it was; its mail server must take such addresses (Postfix: recipient_delimiter = +)
	VERP bool `yaml:"verp"`
	// bare address where mail programs write to leave a digest, beside the web address; set it only when somebody reads
	// what comes there. The subject is "unsubscribe" and the reader's token; "" = leaving by the web alone
	Leave string `yaml:"leave"`
	// keys that sign letters (attache dkim new); without any the relay signs, or nobody does
	DKIM   []dkim.Config `yaml:"dkim"`
	Outbox string        `yaml:"outbox"` // folder for .eml files when Host is ""; "" = ./outbox

	Host     string   `yaml:"host"`     // SMTP server; "" = write to the outbox
	Port     int      `yaml:"port"`     // 0 = 587 for starttls, 465 for tls, 25 for none
	Security Security `yaml:"security"` // "" = starttls
	// PEM file of certificates to trust besides the system's; "" = none
	CAFile   string        `yaml:"ca_file"`
	Username string        `yaml:"username"` // "" = no authentication
	Password string        `yaml:"password"` // better set as ATTACHE_MAIL__PASSWORD_FILE
	Helo     string        `yaml:"helo"`     // name given in EHLO; "" = the host name
	Timeout  time.Duration `yaml:"timeout"`  // for connecting and for each command; 0 = 30s
	// for the answer to the final dot; 0 = 2m (RFC 5321 asks for patience)
	FinalTimeout  time.Duration `yaml:"final_timeout"`
	Connections   int           `yaml:"connections"`    // at a time; 0 = 4
	PerConnection int           `yaml:"per_connection"` // messages before reconnecting; 0 = 100
	// letters under way at a time over one connection, where the server takes them in chunks (RFC 3030): after a cut each
	// of them may be in doubt; 0 = 4, 1 = step by step, also where it would take several commands at a time (RFC 2920)
	SideBySide int `yaml:"side_by_side"`

	Login  `yaml:",inline"`
	Limits `yaml:",inline"`
	// several mail servers in place of the one above (docs/relays.md)
	Relays []Relay `yaml:"relays"`

	relay string // name of the relay that these settings are for; "" = they are the whole
}

// WithDefaults replaces zero values by their meaning.
func (c Config) WithDefaults() Config {
	set := func(v *string, d string) {
		if *v == "" {
			*v = d
		}
	}
	set(&c.From, "attache@localhost")
	set(&c.ReturnPath, c.From)
	set(&c.Outbox, "outbox")
	set((*string)(&c.Security), string(STARTTLS))
	if c.Port == 0 {
		c.Port = portOf[c.Security]
	}
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	if c.FinalTimeout == 0 {
		c.FinalTimeout = 2 * time.Minute
	}
	if c.Connections == 0 {
		c.Connections = 4
	}
	if c.PerConnection == 0 {
		c.PerConnection = 100
	}
	if c.SideBySide == 0 {
		c.SideBySide = sideBySide
	}
	c.WarmUpGrowth = cmp.Or(c.WarmUpGrowth, warmUpGrowth)
	c.WarmUpWorst = cmp.Or(c.WarmUpWorst, warmUpWorst)
	return c
}

// Validate reports the first mistake as an *news.InvalidError.
func (c Config) Validate() error {
	for field, v := range map[string]string{
		"from": c.From, "reply_to": c.ReplyTo, "return_path": c.ReturnPath,
		"leave": c.Leave,
	} {
		if v == "" {
			continue
		}
		if a, err := mail.ParseAddress(v); err != nil || a.Address != v {
			return news.Invalid(field, "%q is not a bare e-mail address such as press@example.org.", v)
		}
	}
	if err := c.validateRelay(); err != nil {
		return err
	}
	if err := c.validateRelays(); err != nil {
		return err
	}
	if _, err := dkim.Load(c.DKIM); err != nil {
		return err
	}
	_, err := c.tls()
	return err
}

// validateRelay checks how the mail server is reached and used.
func (c Config) validateRelay() error {
	switch c.Security {
	case "", STARTTLS, TLS, NoTLS:
	default:
		return news.Invalid("security", "%q is not a way to protect a connection: use starttls, tls or none.",
			c.Security)
	}
	switch {
	case c.Leaves() && c.From == "":
		return news.Invalid("from", "Set the address that letters come from before sending through %s.",
			cmp.Or(c.Host, "the relays"))
	case c.Host == "" && c.Username != "":
		return news.Invalid("host", "A username is set but no host: set the SMTP server's name.")
	case c.Username != "" && c.Security == NoTLS && c.Host != "localhost" && c.Host != "127.0.0.1":
		return news.Invalid("security", "The password would cross the network in the clear: use starttls or tls.")
	case c.Port < 0 || c.Port > 65535:
		return news.Invalid("port", "%d is not a port.", c.Port)
	case c.Connections < 0 || c.Connections > 500:
		return news.Invalid("connections", "%d connections: use 1 to 500.", c.Connections)
	case c.SideBySide < 0 || c.SideBySide > mostSideBySide:
		return news.Invalid("side_by_side", "%d letters over a connection: use 1 to %d.", c.SideBySide, mostSideBySide)
	case c.PerConnection < 0 || c.Timeout < 0 || c.FinalTimeout < 0:
		return news.Invalid("", "per_connection, timeout and final_timeout cannot be negative.")
	}
	if err := c.Login.validate(c.Username); err != nil {
		return err
	}
	return c.Limits.validate()
}

// tls returns the settings of encrypted connections.
func (c Config) tls() (*tls.Config, error) {
	t := &tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12}
	if c.CAFile == "" {
		return t, nil
	}
	pem, err := file.Read(c.CAFile, file.Most)
	if err != nil {
		return nil, news.Invalid("ca_file", "The certificates cannot be read: %v.", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, news.Invalid("ca_file", "%s holds no PEM certificate.", c.CAFile)
	}
	t.RootCAs = pool
	return t, nil
}

// Domain is the domain letters come from, the right-hand side of Message-IDs and List-Ids.
func (c Config) Domain() string {
	c = c.WithDefaults()
	return c.From[strings.LastIndexByte(c.From, '@')+1:]
}

// toASCII writes the domain of an address in its ASCII form (IDNA 2008, RFC 5891), as the DNS knows it.
func toASCII(addr string) (string, error) {
	at := strings.LastIndexByte(addr, '@')
	if at < 1 {
		return "", fmt.Errorf("%q is not an e-mail address", addr)
	}
	d, err := idna.Lookup.ToASCII(addr[at+1:])
	if err != nil {
		return "", fmt.Errorf("domain of %q: %w", addr, err)
	}
	return addr[:at+1] + d, nil
}

// mostLocal bounds what stands before the @ of an address, in bytes (RFC 5321 4.5.3.1.1).
const mostLocal = 64

// returnPath is the envelope sender of a letter with a token (VERP), or of all.
func (c Config) returnPath(token string) string {
	at := strings.LastIndexByte(c.ReturnPath, '@')
	if !c.VERP || token == "" || at < 1 || at+1+len(token) > mostLocal {
		return c.ReturnPath
	}
	return c.ReturnPath[:at] + "+" + token + c.ReturnPath[at:]
}
