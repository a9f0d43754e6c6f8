package mail

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// Relay is one mail server of several. What it does not say is as in Config.
type Relay struct {
	// in small letters, digits, dashes: what attache calls it, and what its secrets are set by
	// (ATTACHE_MAIL__RELAYS__NAME__PASSWORD_FILE)
	Name string `yaml:"name"`
	// letters go to the relays of the lowest order that can take them; those of a higher order stand by; 0 = first
	Order  int `yaml:"order"`
	Weight int `yaml:"weight"` // share of the letters among relays of the same order; 0 = 1

	Host     string   `yaml:"host"`     // SMTP server
	Port     int      `yaml:"port"`     // 0 = 587 for starttls, 465 for tls, 25 for none
	Security Security `yaml:"security"` // "" = starttls
	CAFile   string   `yaml:"ca_file"`  // PEM file of certificates to trust besides the system's; "" = none
	Username string   `yaml:"username"` // "" = no authentication
	Password string   `yaml:"password"` // better set by a file: ATTACHE_MAIL__RELAYS__NAME__PASSWORD_FILE
	Login    `yaml:",inline"`

	Connections   int `yaml:"connections"`    // at a time; 0 = as mail.connections
	PerConnection int `yaml:"per_connection"` // messages before reconnecting; 0 = as mail.per_connection
	SideBySide    int `yaml:"side_by_side"`   // letters under way over one connection; 0 = as mail.side_by_side
	Limits        `yaml:",inline"`
}

// Auth names how we log in.
type Auth string

// The ways to log in.
const (
	AuthPassword Auth = "password" // the best that the server offers: SCRAM, CRAM-MD5, PLAIN, LOGIN
	AuthXOAuth2  Auth = "xoauth2"  // a token that ends soon, as Google and Microsoft ask for
)

// Login says how we log in when a username is set.
type Login struct {
	Auth Auth `yaml:"auth"` // password or xoauth2; "" = password
	// for xoauth2, one of two: a program and its arguments that print a token, or the JSON of one (access_token,
	// expires_in); none = token_url is asked
	TokenCommand []string `yaml:"token_command"`
	// address that gives a token for refresh_token, client_id and client_secret (RFC 6749 6), such as
	// https://oauth2.googleapis.com/token; "" = token_command is run
	TokenURL     string   `yaml:"token_url"`
	ClientID     string   `yaml:"client_id"`     // of the program as it is registered with the provider
	ClientSecret string   `yaml:"client_secret"` // better set by a file; "" = none (a public client)
	RefreshToken string   `yaml:"refresh_token"` // better set by a file
	Scopes       []string `yaml:"scopes"`        // to ask for; none = those of the refresh token
}

// Limits bound what a mail server gets from us. Times of day are those of Zone.
type Limits struct {
	PerMinute int `yaml:"per_minute"` // letters in any minute; 0 = no limit
	PerHour   int `yaml:"per_hour"`   // letters in any hour; 0 = no limit
	PerDay    int `yaml:"per_day"`    // letters a day; 0 = no limit
	// hours of the day in which letters may go, such as 07:00-21:00, or 21:00-06:00 over midnight; "" = always
	Hours string `yaml:"hours"`
	Zone  string `yaml:"zone"` // time zone of hours and of days, such as Asia/Almaty; "" = UTC
	// letters on the first day of a plan for a new server or address: each day of which half was used and the answers
	// were good allows more, up to per_day; 0 = no plan
	WarmUp int `yaml:"warm_up"`
	// how many times as many letters the next day allows; 0 = 2
	WarmUpGrowth float64 `yaml:"warm_up_growth"`
	// most percent of a day's answers that refuse us, our letters or their number for the plan to go on; a day with more
	// allows no more the next day, one with twice as many half of it, and ends at once; 0 = 5
	WarmUpWorst int `yaml:"warm_up_worst"`
}

// The meaning of zero of a plan.
const (
	warmUpGrowth = 2
	warmUpWorst  = 5 // percent: Gmail's own line for slowing a new sender is not told; providers advise to stop at 5
)

// mostRelays bounds the list.
const mostRelays = 16

var relayName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// onlyRelay is the name of the mail server of an installation that lists none.
const onlyRelay = "mail"

// Each returns the relays of the settings with what they do not say themselves, in the order in which they stand; none
// when letters become files. The settings of one mail server are one relay called "mail".
func (c Config) Each() []Relay {
	c = c.WithDefaults()
	all := slices.Clone(c.Relays)
	if len(all) == 0 && c.Host != "" {
		all = []Relay{{
			Name: onlyRelay, Host: c.Host, Port: c.Port, Security: c.Security, CAFile: c.CAFile, Username: c.Username,
			Password: c.Password, Login: c.Login, Limits: c.Limits,
		}}
	}
	for i := range all {
		r := &all[i]
		r.Weight = cmp.Or(r.Weight, 1)
		r.Security = cmp.Or(r.Security, STARTTLS)
		r.Port = cmp.Or(r.Port, portOf[r.Security])
		r.Connections = cmp.Or(r.Connections, c.Connections)
		r.PerConnection = cmp.Or(r.PerConnection, c.PerConnection)
		r.SideBySide = cmp.Or(r.SideBySide, c.SideBySide)
	}
	return all
}

// portOf is the usual port of each way to protect a connection.
var portOf = map[Security]int{STARTTLS: 587, TLS: 465, NoTLS: 25}

// Leaves reports whether letters go to a mail server; else they become files.
func (c Config) Leaves() bool { return c.Host != "" || len(c.Relays) > 0 }

// Hosts names the mail servers, for people; "" = there is none.
func (c Config) Hosts() string {
	var all []string
	for _, r := range c.Each() {
		if !slices.Contains(all, r.Host) {
			all = append(all, r.Host)
		}
	}
	return strings.Join(all, ", ")
}

// Of returns the settings as they are for one relay of Each alone.
func (c Config) Of(r Relay) Config {
	c.Relays, c.relay = nil, r.Name
	c.Host, c.Port, c.Security, c.CAFile, c.Username, c.Password = r.Host, r.Port, r.Security, r.CAFile, r.Username,
		r.Password
	c.Login, c.Limits = r.Login, r.Limits
	c.Connections, c.PerConnection, c.SideBySide = r.Connections, r.PerConnection, r.SideBySide
	return c
}

// validateRelays checks the list of relays.
func (c Config) validateRelays() error {
	if c.Host != "" && len(c.Relays) > 0 {
		e := news.Invalid("relays", "mail.host names one mail server, and mail.relays others.")
		e.Hint = "put the server of mail.host into the list, and take mail.host, mail.username and mail.password away"
		return e
	}
	if len(c.Relays) > mostRelays {
		return news.Invalid("relays", "%d relays: use at most %d.", len(c.Relays), mostRelays)
	}
	names := map[string]bool{}
	for i, r := range c.Relays {
		at := fmt.Sprintf("relays[%d].", i)
		switch {
		case !relayName.MatchString(r.Name):
			e := news.Invalid(at+"name", "%q is not a name of a relay: use small letters, digits and dashes.", r.Name)
			e.Hint = "name: main"
			return e
		case names[r.Name]:
			return news.Invalid(at+"name", "Two relays are called %s.", r.Name)
		case r.Host == "":
			return news.Invalid(at+"host", "The relay %s has no host: set the SMTP server's name.", r.Name)
		case r.Order < 0 || r.Order > 100:
			return news.Invalid(at+"order", "%d is out of range: use 0 to 100.", r.Order)
		case r.Weight < 0 || r.Weight > 1000:
			return news.Invalid(at+"weight", "%d is out of range: use 1 to 1000.", r.Weight)
		}
		names[r.Name] = true
	}
	for i, r := range c.Each() {
		one := c.Of(r)
		if err := within(fmt.Sprintf("relays[%d].", i), one.validateRelay()); err != nil {
			return err
		}
		if _, err := one.tls(); err != nil {
			return within(fmt.Sprintf("relays[%d].", i), err)
		}
	}
	return nil
}

// within puts the place in a list before the field of a mistake.
func within(at string, err error) error {
	e, ok := err.(*news.InvalidError) //nolint:errorlint // it is made by Validate and not wrapped
	if !ok || e == nil {
		return err
	}
	moved := *e
	moved.Field = strings.TrimSuffix(at+e.Field, ".")
	return &moved
}

// validate checks how we log in as a user.
func (l Login) validate(username string) error {
	switch {
	case l.Auth != "" && l.Auth != AuthPassword && l.Auth != AuthXOAuth2:
		return news.Invalid("auth", "%q is not a way to log in: use password or xoauth2.", l.Auth)
	case l.Auth != AuthXOAuth2:
		if l.TokenURL != "" || len(l.TokenCommand) > 0 {
			return news.Invalid("auth", "A token is set, and auth is not xoauth2: set auth to xoauth2.")
		}
		return nil
	case username == "":
		return news.Invalid("username", "xoauth2 needs a username: the mailbox that sends.")
	case l.TokenURL == "" && len(l.TokenCommand) == 0:
		return news.Invalid("token_url", "xoauth2 needs token_url with refresh_token and client_id, or token_command.")
	case l.TokenURL != "" && len(l.TokenCommand) > 0:
		return news.Invalid("token_url", "Set token_url or token_command, not both.")
	case l.TokenURL != "" && !safeURL(l.TokenURL):
		return news.Invalid("token_url", "%q is not an https address.", l.TokenURL)
	case l.TokenURL != "" && (l.RefreshToken == "" || l.ClientID == ""):
		return news.Invalid("refresh_token", "token_url needs refresh_token and client_id.")
	}
	return nil
}

// validate checks the limits.
func (l Limits) validate() error {
	for _, n := range []struct {
		field string
		value int
	}{
		{"per_minute", l.PerMinute}, {"per_hour", l.PerHour}, {"per_day", l.PerDay}, {"warm_up", l.WarmUp},
	} {
		if n.value < 0 || n.value > 100_000_000 {
			return news.Invalid(n.field, "%d letters are out of range: use 1 to 100000000, or 0 for none.", n.value)
		}
	}
	if l.WarmUpGrowth != 0 && !(l.WarmUpGrowth >= 1.05 && l.WarmUpGrowth <= 10) { // not a number, too
		return news.Invalid("warm_up_growth", "%v is out of range: use 1.05 to 10, or 0 for %d.", l.WarmUpGrowth,
			warmUpGrowth)
	}
	if l.WarmUpWorst < 0 || l.WarmUpWorst > 50 {
		return news.Invalid("warm_up_worst", "%d percent are out of range: use 1 to 50, or 0 for %d.", l.WarmUpWorst,
			warmUpWorst)
	}
	if l.WarmUp > 0 && l.PerDay > 0 && l.WarmUp > l.PerDay {
		return news.Invalid("warm_up", "The plan begins with %d letters a day, above per_day, %d.", l.WarmUp, l.PerDay)
	}
	if _, err := time.LoadLocation(l.Zone); err != nil || strings.EqualFold(l.Zone, "local") {
		return news.Invalid("zone", "%q is not a time zone, such as Asia/Almaty.", l.Zone)
	}
	if l.Hours == "" {
		return nil
	}
	if from, to, ok := hoursOf(l.Hours); !ok || from == to {
		e := news.Invalid("hours", "%q are no hours of a day.", l.Hours)
		e.Hint = "hours: 07:00-21:00"
		return e
	}
	return nil
}

// hoursOf reads hours as times since midnight.
func hoursOf(s string) (from, to time.Duration, ok bool) {
	a, b, ok := strings.Cut(s, "-")
	if !ok {
		return 0, 0, false
	}
	read := func(s string) (time.Duration, bool) {
		s = strings.TrimSpace(s)
		if s == "24:00" {
			return 24 * time.Hour, true
		}
		t, err := time.Parse("15:04", s)
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
	}
	from, ok1 := read(a)
	to, ok2 := read(b)
	return from, to, ok1 && ok2
}

// any reports whether there is a limit that is counted.
func (l Limits) any() bool { return l.PerMinute > 0 || l.PerHour > 0 || l.PerDay > 0 || l.WarmUp > 0 }

// location is the zone of the limits, checked by validate.
func (l Limits) location() *time.Location {
	if in, err := time.LoadLocation(l.Zone); err == nil {
		return in
	}
	return time.UTC
}

// called is how a relay is named to people: its name and where it is.
func (c Config) called() string {
	where := fmt.Sprintf("%s:%d", c.Host, c.Port)
	if c.relay == "" || c.relay == onlyRelay {
		return where
	}
	return c.relay + " (" + where + ")"
}
