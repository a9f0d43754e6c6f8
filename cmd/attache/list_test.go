package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// heapMeter is an output that measures the heap while it is written to.
type heapMeter struct {
	io.Writer
	since int
	most  uint64
}

func (m *heapMeter) Write(b []byte) (int, error) {
	if m.since += len(b); m.since > 400<<10 {
		m.since = 0
		m.most = max(m.most, heap())
	}
	return m.Writer.Write(b)
}

// heap is how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// TestListsStream lists many subscribers in memory that does not grow with their number.
func TestListsStream(t *testing.T) {
	// bytes of heap above what was there: two pages of a thousand subscribers and the database's caches
	const most = 6 << 20
	people := 10_000
	if os.Getenv("ATTACHE_TORTURE") != "" {
		people = 100_000
	}
	path := filepath.Join(t.TempDir(), "attache.db")
	st, err := store.Open(t.Context(), store.Config{URL: path})
	if err != nil {
		t.Fatal(err)
	}
	d := news.Digest{Name: "daily", Title: "Daily", Enabled: true}
	subs := make([]news.Subscriber, people)
	for i := range subs {
		subs[i] = news.Subscriber{
			Email: fmt.Sprintf("reader.number%06d@ministry.example.org", i),
			Name:  "Reader Number", State: news.SubscriberActive, Digests: []string{"daily"}, Created: time.Now(),
		}
	}
	err = st.Migrate(t.Context())
	if err == nil {
		err = st.PutDigest(t.Context(), &d)
	}
	if err == nil {
		_, err = storetest.Import(t.Context(), st, subs)
	}
	if err == nil {
		err = st.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"subscriber", "list"},
		{"subscriber", "list", "--json"},
		{"subscriber", "export"},
	} {
		name := strings.Join(args, " ")
		file, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		var errs bytes.Buffer
		meter := &heapMeter{Writer: file}
		a := &app{out: meter, errs: &errs, environ: []string{"ATTACHE_DATABASE__URL=" + path}, now: time.Now}
		before := heap()
		if code := a.run(t.Context(), args); code != exitOK {
			t.Fatalf("%s: exit %d: %s", name, code, errs.String())
		}
		if grown := int(meter.most) - int(before); meter.most == 0 || grown > most {
			t.Errorf("%s holds %d bytes, more than %d", name, grown, most)
		}
		out, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(out), "@ministry.example.org"); got != people {
			t.Errorf("%s lists %d of %d", name, got, people)
		}
		if a.json {
			var all []news.Subscriber
			if err := json.Unmarshal(out, &all); err != nil || len(all) != people {
				t.Errorf("%s: %d elements, %v", name, len(all), err)
			}
		}
		file.Close()
	}
}
