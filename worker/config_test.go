package worker_test

import (
	"errors"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

func TestConfigValidate(t *testing.T) {
	for _, ok := range []worker.Config{{}, {Hosts: 1, Grace: time.Second, Attempts: 100, Tick: 10 * time.Millisecond}, {
		WrongClocks: []string{"example.org", "новости.example"},
	}} {
		if err := ok.Validate(); err != nil {
			t.Errorf("%+v: %v", ok, err)
		}
	}
	for field, bad := range map[string]worker.Config{
		"hosts": {Hosts: -1}, "pages": {Pages: 1_000_000}, "shares": {Shares: 65},
		"wrong_clocks[1]": {WrongClocks: []string{"example.org", "https://example.org"}},
		"wrong_clocks[0]": {WrongClocks: []string{"www.example.org"}}, "grace": {Grace: -time.Second},
		"reach": {Reach: 32 * 24 * time.Hour}, "stale": {Stale: time.Second}, "backoff_max": {
			Backoff:    time.Hour,
			BackoffMax: time.Minute,
		},
	} {
		var invalid *news.InvalidError
		if err := bad.Validate(); !errors.As(err, &invalid) || invalid.Field != field {
			t.Errorf("%+v: %v, want a mistake in %s", bad, err, field)
		}
	}
}
