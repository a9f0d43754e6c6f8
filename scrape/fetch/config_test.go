package fetch

import (
	"errors"
	"testing"
	"time"

	"attache/news"
)

func TestConfigValidate(t *testing.T) {
	for _, c := range []struct {
		name  string
		cfg   Config
		field string // "" = valid
	}{
		{"zero", Config{}, ""},
		{"full", Config{Contact: "desk@example.org", About: "https://example.org/bot", Allow: []string{
			"10.0.0.0/8",
			"::1", "intranet.example",
		}, Retries: -1}, ""},
		{"agent of two words", Config{Agent: "my bot"}, "scrape.agent"},
		{"contact", Config{Contact: "ring me"}, "scrape.contact"},
		{"about", Config{About: "example.org"}, "scrape.about"},
		{"timeout", Config{Timeout: -time.Second}, "scrape.timeout"},
		{"body", Config{MaxBody: -1}, "scrape.max_body"},
		{"items", Config{MaxItems: -1}, "scrape.max_items"},
		{"allow", Config{Allow: []string{"http://intranet/"}}, "scrape.allow"},
	} {
		err := c.cfg.Validate()
		var invalid *news.InvalidError
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.field != "" && (!errors.As(err, &invalid) || invalid.Field != c.field):
			t.Errorf("%s: got %v, want a mistake in %s", c.name, err, c.field)
		}
	}
}

func TestUserAgent(t *testing.T) {
	for _, c := range []struct {
		cfg  Config
		want string
	}{
		{Config{}, "attache (press digest reader)"},
		{
			Config{Version: "1.2", About: "https://example.org/bot", Contact: "desk@example.org"},
			"attache/1.2 (+https://example.org/bot; desk@example.org)",
		},
		{Config{Agent: "newsdesk", Version: "v1 (dirty)"}, "newsdesk/v1--dirty- (press digest reader)"},
	} {
		if got := c.cfg.WithDefaults().userAgent(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
