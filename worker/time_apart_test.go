package worker_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"attache/news"
	"attache/worker/clock"
)

// databaseOff returns the address of a fresh PostgreSQL schema whose clock is off by so much from that of the machine
// of the tests.
func databaseOff(t *testing.T, by time.Duration) string {
	t.Helper()
	address := onPostgres(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	q := u.Query()
	schema := q.Get("search_path")
	for _, f := range []string{"now", "clock_timestamp"} {
		_, err := conn.Exec(t.Context(), fmt.Sprintf(
			"CREATE FUNCTION %s.%s() RETURNS timestamptz LANGUAGE sql AS $$ SELECT pg_catalog.%[2]s() + interval "+
				"'%[3]d seconds' $$",
			schema, f, int64(by.Seconds())))
		if err != nil {
			t.Fatal(err)
		}
	}
	q.Set("search_path", schema+",pg_catalog") // ours before PostgreSQL's own
	u.RawQuery = q.Encode()
	return u.String()
}

// TestServeApart serves one PostgreSQL from a process whose clock is a year off and from one whose clock is right, in
// either order, and from the first alone. The machine of the tests is the wrong one: the database's clock is put off.
func TestServeApart(t *testing.T) {
	for _, by := range []time.Duration{year, -year} {
		for _, who := range []string{"wrong", "wrong right", "right wrong"} {
			t.Run(fmt.Sprintf("%s, off by %s", who, by), func(t *testing.T) {
				h := build(t, databaseOff(t, -by))
				heard := h.listen()
				src := h.source(t, "a")
				d := h.digest(t, func(d *news.Digest) { d.Schedule, d.SendEmpty = "* * * * *", true })
				h.readers(t, d, 2)
				h.polled(t, src)
				h.wall.set(breakfast.Add(10 * time.Second))
				steady := &ticks{}
				for _, one := range strings.Fields(who) {
					p := h.second(t)
					machine, wall := time.Now, func() time.Time { return h.wall.now().Add(by) }
					if one == "right" {
						machine, wall = func() time.Time { return time.Now().Add(-by) }, h.wall.now
					}
					p.pipeline.Clock = clock.OnMachine(machine, wall, steady.since)
					p.pipeline.Now = p.pipeline.Clock.Now
					p.serving(t)
					p.tick(t)
				}
				const slots = 3
				for n := range slots {
					await(t, heard, "issue sent", 1)
					if n < slots-1 {
						pass(h.wall, steady, time.Minute)
					}
				}
				list := issues(t, h)
				check(t, "issues", len(list), slots)
				for _, i := range list {
					check(t, i.Slot, i.State, news.IssueSent)
				}
				check(t, "letters", len(h.post.to()), 2*slots)
			})
		}
	}
}
