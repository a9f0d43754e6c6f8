package worker

import (
	"fmt"
	"net/mail"
	"net/url"
	"time"

	"attache/news"
)

// AlarmConfig says who is told when an issue does not come. attache check --last tells cron and monitoring the same.
type AlarmConfig struct {
	// addresses that get a mail when an issue is missing, held by the mail server or does not get out; none = nobody
	To []string `yaml:"to"`
	// how long after its slot an issue may take to be approved, held or found empty; 0 = 15m
	After time.Duration `yaml:"after"`
	// Unsent: how long after its slot an approved issue may take to be sent out; 0 = 1h.
	Unsent time.Duration `yaml:"unsent"`
	// Heartbeat: an address of your monitoring (healthchecks.io style) that is called for each slot: with /start when
	// composing begins; then once: as it is when the letters have left, the issue is empty or waits for approval; or
	// with /fail and the reason, when it is known that this does not come in time (after, unsent).
	// {digest} in it stands for the digest's name. It may be a secret (ATTACHE_ALARM__HEARTBEAT_FILE) and is never
	// logged; "" = none.
	Heartbeat string `yaml:"heartbeat"`
}

// WithDefaults replaces zero values by their meaning.
func (c AlarmConfig) WithDefaults() AlarmConfig {
	if c.After == 0 {
		c.After = 15 * time.Minute
	}
	if c.Unsent == 0 {
		c.Unsent = time.Hour
	}
	return c
}

// Patience is After with its default.
func (c AlarmConfig) Patience() time.Duration { return c.WithDefaults().After }

// SendPatience is Unsent with its default.
func (c AlarmConfig) SendPatience() time.Duration { return c.WithDefaults().Unsent }

// mostAlarmed bounds the addresses of an alarm: people who act, not readers.
const mostAlarmed = 20

// Validate reports the first mistake as an *news.InvalidError.
func (c AlarmConfig) Validate() error {
	if len(c.To) > mostAlarmed {
		return news.Invalid("to", "%d addresses are too many for an alarm: use at most %d.", len(c.To), mostAlarmed)
	}
	for i, to := range c.To {
		if a, err := mail.ParseAddress(to); err != nil || a.Address != to {
			return news.Invalid(fmt.Sprintf("to[%d]", i), "%q is not a bare e-mail address such as press@example.org.",
				to)
		}
	}
	for _, s := range []struct {
		field string
		value time.Duration
	}{{"after", c.After}, {"unsent", c.Unsent}} {
		if s.value < 0 || s.value > 24*time.Hour || s.value > 0 && s.value < time.Minute {
			return news.Invalid(s.field, "%s is out of range: use 1m to 24h, or 0 for the default.", s.value)
		}
	}
	if c.Heartbeat == "" {
		return nil
	}
	u, err := url.Parse(c.Heartbeat)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		e := news.Invalid("heartbeat",
			"The heartbeat address cannot be used: it must start with https:// or http://, name a host and have no query.")
		e.Hint = "https://hc-ping.com/your-key/{digest}"
		return e
	}
	return nil
}
