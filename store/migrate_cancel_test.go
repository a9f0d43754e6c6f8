package store_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"attache/store"
	"attache/store/storetest"
)

// TestTortureMigrateCanceled cancels migrating at many moments: it says that it was canceled, whatever the driver
// says, and the next one completes it.
func TestTortureMigrateCanceled(t *testing.T) {
	tries := 6
	if os.Getenv("ATTACHE_TORTURE") != "" {
		tries = 60
	}
	for name, address := range map[string]func(testing.TB) string{
		"SQLite": storetest.SQLite, "Postgres": storetest.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			whole := 100 * time.Millisecond // how long it takes; set by the first try that is not canceled
			for n := range tries {
				s, err := store.Open(t.Context(), store.Config{URL: address(t)})
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				timer := time.AfterFunc(whole*time.Duration(n)/time.Duration(tries), cancel)
				began := time.Now()
				err = s.Migrate(ctx)
				timer.Stop()
				cancel()
				switch {
				case err == nil:
					whole = time.Since(began)
				case !errors.Is(err, context.Canceled):
					t.Errorf("canceled after %s: %v", time.Since(began), err)
				}
				if err := s.Migrate(t.Context()); err != nil {
					t.Errorf("after it: %v", err)
				}
				s.Close()
			}
		})
	}
}
