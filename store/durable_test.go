package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// doomedEnv makes the test binary a process that is about to be killed: "what|database|file".
const doomedEnv = "ATTACHE_STORE_DOOMED"

// doomed does what the order says and ends the process, when there is an order.
func doomed() {
	order := os.Getenv(doomedEnv)
	if order == "" {
		return
	}
	part := strings.SplitN(order, "|", 3)
	ctx := context.Background()
	err := func() error {
		defer func() { fmt.Fprintln(os.Stdout, peak()) }()
		if part[0] == "restore" {
			f, err := os.Open(part[2])
			if err != nil {
				return err
			}
			_, err = store.Restore(ctx, store.Config{URL: part[1]}, f, store.RestoreOptions{
				Replace: true,
				Now:     breakfast,
			})
			return err
		}
		s, err := store.Open(ctx, store.Config{URL: part[1], Conns: 4})
		if err != nil {
			return err
		}
		defer s.Close()
		switch part[0] {
		case "migrate":
			return s.Migrate(ctx)
		case "backup":
			f, err := os.Create(part[2])
			if err != nil {
				return err
			}
			_, err = s.Backup(ctx, f, "test", breakfast, nil)
			return errors.Join(err, f.Close())
		}
		return s.Apply(ctx, manyChanges(part[2]))
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// manyChanges is a set of changes that takes a while: 300 digests with one title.
func manyChanges(title string) *store.Changes {
	c := &store.Changes{}
	for n := range 300 {
		c.Digests = append(c.Digests, &news.Digest{Name: fmt.Sprintf("digest-%03d", n), Title: title, TimeZone: "UTC"})
	}
	return c
}

// peak is the most memory that this process has held, in kB (VmHWM of proc(5) status).
func peak() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Fields(line + " 0")[0]
}

// start begins a process with an order.
func start(t *testing.T, order ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), doomedEnv+"="+strings.Join(order, "|"))
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, &said
}

// killed starts a process and kills it (SIGKILL) after a while, unless it ends before; it reports whether it was
// killed.
func killed(t *testing.T, after time.Duration, order ...string) bool {
	t.Helper()
	cmd, said := start(t, order...)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	timer := time.NewTimer(after)
	defer timer.Stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatalf("%s: %v %s", order[0], err, said)
		}
		return false
	case <-timer.C:
	}
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	<-ended
	return true
}

// lasts is how long a process with an order takes when it is left alone.
func lasts(t *testing.T, order ...string) time.Duration {
	t.Helper()
	began := time.Now()
	cmd, said := start(t, order...)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%s: %v %s", order[0], err, said)
	}
	return time.Since(began)
}

// kills is how many processes a torture kills.
func kills() int {
	if os.Getenv("ATTACHE_TORTURE") != "" {
		return 60
	}
	return 2
}

// moment is a random one within a process's life, or just after.
func moment(life time.Duration) time.Duration {
	return time.Duration(rand.Float64() * 1.3 * float64(life))
}

// tables returns what the tables are made of.
func tables(t *testing.T, s *store.Store) []string {
	t.Helper()
	query := `SELECT name || ': ' || COALESCE(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name`
	if s.Pool() != nil {
		query = `SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
			WHERE table_schema = current_schema() ORDER BY table_name, column_name`
	}
	rows, err := s.SQL().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTortureMigrate kills processes at random moments of migrating, on empty databases and half migrated ones, and
// migrates after.
func TestTortureMigrate(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		url := fresh(t)
		life := lasts(t, "migrate", url)
		want := tables(t, storetest.Open(t, url))
		dead, halves := 0, map[string]bool{}
		for range kills() {
			url := fresh(t)
			for range 2 { // the second kill meets what the first one left
				if killed(t, moment(life), "migrate", url) {
					dead++
				}
				if v := versionOf(t, url); v != "" {
					halves[v] = true
				}
			}
			if got := tables(t, storetest.Open(t, url)); !cmp.Equal(got, want) {
				t.Fatalf("the tables differ:\n%s", cmp.Diff(want, got))
			}
		}
		t.Logf("%d processes killed within %s; versions they left: %v", dead, life, halves)
	})
}

func versionOf(t *testing.T, url string) string {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: url, Conns: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

// TestMigrateTogether lets processes migrate one database at once.
func TestMigrateTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		const processes = 4
		url := fresh(t)
		var all sync.WaitGroup
		for range processes {
			cmd, said := start(t, "migrate", url)
			all.Go(func() {
				if err := cmd.Wait(); err != nil {
					t.Errorf("%v %s", err, said)
				}
			})
		}
		all.Wait()
		other := storetest.Open(t, fresh(t))
		if got, want := tables(t, storetest.Open(t, url)), tables(t, other); !cmp.Equal(got, want) {
			t.Errorf("the tables differ:\n%s", cmp.Diff(want, got))
		}
	})
}

// TestTortureApply kills processes while they apply changes: all are made or none.
func TestTortureApply(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		url := fresh(t)
		s := storetest.Open(t, url)
		life := lasts(t, "apply", url, "turn 0")
		last, made := "turn 0", 0
		for n := range kills() {
			title := fmt.Sprint("turn ", n+1)
			killed(t, moment(life), "apply", url, title)
			awaitKilled(t, s)
			all, err := s.Digests(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			count := map[string]int{}
			for _, d := range all {
				count[d.Title]++
			}
			switch {
			case len(all) != 300 || len(count) != 1 || count[last]+count[title] != 300:
				t.Fatalf("after %s: %v", title, count)
			case count[title] == 300:
				last = title
				made++
			}
		}
		t.Logf("%d of %d were made before the kill", made, kills())
	})
}

// awaitKilled waits until the server's end of a killed connection is through with what it was told.
func awaitKilled(t *testing.T, s *store.Store) {
	t.Helper()
	if s.Pool() == nil {
		return
	}
	tx, err := s.SQL().BeginTx(t.Context(), nil)
	if err == nil {
		_, err = tx.ExecContext(t.Context(), "LOCK TABLE sources, digests, subscribers, subscriptions")
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTortureRestore kills processes while they restore over a full database: it holds what it held, or what the backup
// holds.
func TestTortureRestore(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		source := storetest.Open(t, storetest.SQLite(t))
		if err := source.Apply(t.Context(), manyChanges("of the backup")); err != nil {
			t.Fatal(err)
		}
		var subs []news.Subscriber
		for n := range 2000 {
			subs = append(subs, news.Subscriber{
				Email: fmt.Sprintf("r%d@example.org", n), State: news.SubscriberActive,
				Digests: []string{"digest-000"},
			})
		}
		if _, err := storetest.Import(t.Context(), source, subs); err != nil {
			t.Fatal(err)
		}
		data, _ := backup(t, source)
		file := filepath.Join(t.TempDir(), "x.backup")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		url := fresh(t)
		life := lasts(t, "restore", url, file)
		held, filled := 0, 0
		for n := range kills() {
			before := fmt.Sprint("before ", n)
			withStore(t, url, func(s *store.Store) {
				if err := s.Apply(t.Context(), manyChanges(before)); err != nil {
					t.Fatal(err)
				}
			})
			killed(t, moment(life), "restore", url, file)
			withStore(t, url, func(s *store.Store) {
				awaitKilled(t, s)
				count := map[string]int{}
				all, err := s.Digests(t.Context(), false)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range all {
					count[d.Title]++
				}
				switch {
				case count[before] == 300:
					held++
				case count["of the backup"] == 300:
					filled++
				default:
					t.Fatalf("neither the one nor the other: %v", count)
				}
				readers, err := s.CountReaders(t.Context(), all[0].ID)
				if err != nil || readers != 2000 {
					t.Fatalf("%d readers, %v", readers, err)
				}
			})
		}
		t.Logf("killed within %s: %d as before, %d as in the backup", life, held, filled)
	})
}

// withStore opens a database, migrates it as every command does, and closes it again.
func withStore(t *testing.T, url string, use func(*store.Store)) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: url, Conns: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	use(s)
}

// TestNewer opens databases that a later program has migrated: ours, or the job queue's tables.
func TestNewer(t *testing.T) {
	for what, query := range map[string]string{
		"house": `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, %s)`,
		"river": `INSERT INTO river_migration (line, version) VALUES ('main', 99999)`,
	} {
		onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
			url := fresh(t)
			s := storetest.Open(t, url)
			known, err := s.Known()
			if err != nil {
				t.Fatal(err)
			}
			later := query
			if strings.Contains(query, "%s") {
				truth := "1"
				if s.Pool() != nil {
					truth = "TRUE"
				}
				later = fmt.Sprintf(query, truth)
			}
			if _, err := s.SQL().ExecContext(t.Context(), later); err != nil {
				t.Fatal(err)
			}
			var newer *store.NewerError
			check := func(how string, err error) {
				if !errors.As(err, &newer) || newer.Program != known || !strings.Contains(err.Error(), "99999") ||
					!strings.Contains(err.Error(), known.String()) {
					t.Errorf("%s, %s: %v", what, how, err)
				}
			}
			_, err = s.Pending(t.Context())
			check("pending", err)
			check("migrate", s.Migrate(t.Context()))
			_, err = store.Open(t.Context(), store.Config{URL: url})
			check("open", err)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			other := storetest.Open(t, storetest.SQLite(t))
			data, _ := backup(t, other)
			check("restore", restore(t, url, data, true))
		})
	}
}

// TestCopies migrates SQLite files of several older versions and looks at what is kept.
func TestCopies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "attache.db")
	atVersion5(t, path)
	for _, older := range []string{"00003", "00004"} {
		if err := os.WriteFile(path+".schema-"+older, []byte("older"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	withStore(t, path, func(s *store.Store) {
		want := path + ".schema-00005"
		st, err := os.Stat(want)
		if s.Copied() != want || err != nil || st.Mode().Perm() != 0o600 {
			t.Fatalf("copied to %q: %v, %v", s.Copied(), st, err)
		}
	})
	left, err := filepath.Glob(path + ".schema-*")
	if err != nil || len(left) != 2 || strings.Contains(strings.Join(left, " "), "00003") {
		t.Errorf("kept: %v, %v", left, err)
	}
	var b bytes.Buffer
	if err := store.BackupFile(t.Context(), path+".schema-00005", &b, "test", breakfast); err != nil {
		t.Fatal(err)
	}
	if rows := dump(t, b.Bytes())["digests"]; len(rows) != 1 || !strings.Contains(rows[0], `"old"`) {
		t.Errorf("the copy holds %s", rows)
	}
	withStore(t, path, func(s *store.Store) {
		if s.Copied() != "" {
			t.Error("a database of this version was copied")
		}
	})
}

// TestCopiesTogether lets processes migrate one older SQLite file at once: the copy is of the older tables.
func TestCopiesTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "attache.db")
	atVersion5(t, path)
	var all sync.WaitGroup
	for range 4 {
		cmd, said := start(t, "migrate", path)
		all.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("%v %s", err, said)
			}
		})
	}
	all.Wait()
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*schema-*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("kept: %v, %v", left, err)
	}
	db, err := sql.Open("sqlite", left[0])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var version int
	if err := db.QueryRowContext(t.Context(),
		"SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil || version != 5 {
		t.Errorf("the copy is of version %d, %v", version, err)
	}
}

// TestFailedMigration puts something in the way of a migration: it is named, nothing of it is kept, and the next try
// goes on.
func TestFailedMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "attache.db")
	atVersion5(t, path)
	sqlOn(t, path, `CREATE TABLE restores (x INTEGER)`)
	s, err := store.Open(t.Context(), store.Config{URL: path})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var failed *store.MigrationError
	if err := s.Migrate(t.Context()); !errors.As(err, &failed) || failed.Name != "00010_restores.sql" ||
		failed.At.Own >= 10 {
		t.Fatalf("%v", err)
	}
	sqlOn(t, path, `DROP TABLE restores`)
	if err := s.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
}

func sqlOn(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

// TestFullDisk migrates, applies and restores on a disk that is full, and again when there is space.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t, 2<<20)
	path := filepath.Join(dir, "attache.db")
	source := storetest.Open(t, storetest.SQLite(t))
	if err := source.Apply(t.Context(), manyChanges("of the backup")); err != nil {
		t.Fatal(err)
	}
	data, _ := backup(t, source)
	free := fillDisk(t, dir, 64<<10)
	s, err := store.Open(t.Context(), store.Config{URL: path})
	if err == nil {
		err = s.Migrate(t.Context())
		s.Close()
	}
	if err == nil {
		t.Fatal("it migrated on a full disk")
	}
	t.Log(err)
	if err := restore(t, path, data, true); err == nil {
		t.Fatal("it restored on a full disk")
	} else {
		t.Log(err)
	}
	free()
	withStore(t, path, func(s *store.Store) {
		if err := s.Apply(t.Context(), manyChanges("first")); err != nil {
			t.Fatal(err)
		}
		free := fillDisk(t, dir, 16<<10)
		if err := s.Apply(t.Context(), manyChanges(strings.Repeat("a longer title ", 30))); err == nil {
			t.Error("it applied on a full disk")
		} else {
			t.Log(err)
		}
		all, err := s.Digests(t.Context(), false)
		if err != nil || len(all) != 300 || all[0].Title != "first" || all[299].Title != "first" {
			t.Errorf("%d digests, %v", len(all), err)
		}
		free()
		if err := s.Apply(t.Context(), manyChanges("second")); err != nil {
			t.Error(err)
		}
	})
}

// smallDisk mounts a disk of so many bytes in memory; it ends the test aloud where that may not be done.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("SKIPPED, NOT TESTED: a full disk. Mounting one needs root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fillDisk leaves so many bytes on the disk of a folder, until free is called.
func fillDisk(t *testing.T, dir string, left int64) (free func()) {
	t.Helper()
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "filler")
	if err := os.WriteFile(path, make([]byte, int64(st.Bavail)*st.Bsize-left), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTortureLarge backs up and restores a ledger of many rows, and looks at the memory that it takes.
func TestTortureLarge(t *testing.T) {
	rows, most := 3000, 150_000 // kB
	if os.Getenv("ATTACHE_TORTURE") != "" {
		rows = 1_000_000
	}
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		url := fresh(t)
		withStore(t, url, func(s *store.Store) {
			lived(t, s)
			bytes := map[bool]string{true: `'\x%s'::bytea`, false: `x'%s'`}[s.Pool() != nil]
			one, all := fmt.Sprintf(bytes, "02"), fmt.Sprintf(bytes, "01") // subscriber 1, and the bitmap of one
			_, err := s.SQL().ExecContext(t.Context(), fmt.Sprintf(`
				INSERT INTO chunks (issue_id, chunk, digest_id, not_before, segment, by_hand, low, high, frozen, subscribers,
					claim, changed, given_at, next_try, strange, queued, sending, deferred, delivered, failed, doubt, withdrawn,
					waiting, given)
				WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
				SELECT 1, i + 1000, 1, 0, 'en', FALSE, 1, 1, 1, %s, 1, 1795417200000000, 1795417200000000, 0, 0, 0, 0, 0, 1, 0, 0,
					0, %[3]s, %[3]s
				FROM n`, rows, one, all))
			if err != nil {
				t.Fatal(err)
			}
		})
		file := filepath.Join(t.TempDir(), "large.backup")
		took := map[string]time.Duration{}
		for _, order := range [][]string{{"backup", url, file}, {"restore", url, file}} {
			cmd := exec.Command(os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), doomedEnv+"="+strings.Join(order, "|"))
			began := time.Now()
			out, err := cmd.Output()
			took[order[0]] = time.Since(began).Round(10 * time.Millisecond)
			if err != nil {
				t.Fatalf("%s: %v", order[0], err)
			}
			kb, err := strconv.Atoi(strings.TrimSpace(string(out)))
			if err != nil || kb > most {
				t.Errorf("%s of %d rows took %d kB of memory, %v", order[0], rows, kb, err)
			}
			t.Logf("%s of %d rows: %s, %d MB at most", order[0], rows, took[order[0]], kb>>10)
		}
		st, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("the file: %.1f MB", float64(st.Size())/(1<<20))
		withStore(t, url, func(s *store.Store) {
			if tally, err := s.Tally(t.Context(), 1); err != nil || tally[news.DeliverySent] != rows+6 {
				t.Errorf("restored %v, %v", tally, err)
			}
		})
	})
}
