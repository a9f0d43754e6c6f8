package mail

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"
)

const letterToken = "ZAIGkNkKm1pRkQ0u0YhQf1wX9c_-3A"

// TestVERP looks at the envelope sender that a mail server is told.
func TestVERP(t *testing.T) {
	long := strings.Repeat("b", 40)
	for name, c := range map[string]struct {
		path  string
		verp  bool
		token string
		want  string
	}{
		"off":                  {"bounces@example.org", false, letterToken, "bounces@example.org"},
		"on":                   {"bounces@example.org", true, letterToken, "bounces+" + letterToken + "@example.org"},
		"without a path":       {"", true, letterToken, "press+" + letterToken + "@example.org"},
		"without a token":      {"bounces@example.org", true, "", "bounces@example.org"},
		"domain of letters":    {"b@bücher.example", true, letterToken, "b+" + letterToken + "@xn--bcher-kva.example"},
		"too long a mailbox":   {long + "@example.org", true, letterToken, long + "@example.org"},
		"a plus that is there": {"b+x@example.org", true, letterToken, "b+x+" + letterToken + "@example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			st, r := startStation(t, "main")
			p, err := NewPool(Config{
				From: "press@example.org", ReturnPath: c.path, VERP: c.verp, Timeout: 5 * time.Second, Relays: []Relay{r},
			}, slog.New(slog.DiscardHandler), nil, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { p.Close() })
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			m := sample("reader@example.net")
			m.Boundary = c.token
			p.Send(ctx, []Message{m}, nil, func(_ int, o Outcome) {
				if o.Kind != Sent {
					t.Errorf("%+v", o)
				}
			})
			st.mu.Lock()
			defer st.mu.Unlock()
			if len(st.from) != 1 || st.from[0] != c.want {
				t.Errorf("sent from %q, want %q", st.from, c.want)
			}
		})
	}
}
