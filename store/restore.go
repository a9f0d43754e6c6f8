package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3/database"

	"attache/news"
)

// What is left out between the IDs of a backup and those given out after its restore: a tenth of them and so many more.
// The days after the backup gave out IDs that are not in it, and Message-IDs, archive addresses and unsubscribe links
// are made of IDs.
const sequenceGap = 10_000

// InUseError says that another process has the database open.
type InUseError struct{ Err error }

// Error is the message for people.
func (e *InUseError) Error() string {
	return "another attache has the database open (attache serve, or a command under way); nothing was changed"
}

// Unwrap returns the database's words.
func (e *InUseError) Unwrap() error { return e.Err }

// Hint returns what to do.
func (e *InUseError) Hint() string { return "stop attache serve, then run it again" }

// RestoreOptions say how Restore goes about it.
type RestoreOptions struct {
	Replace bool      // what the database holds is lost; without it only an empty one is filled
	Now     time.Time // the time of the restore
	// Ask is called with what the backup holds when it was found whole, before anything is touched; its error ends the
	// restore. nil = nobody is asked.
	Ask func(Manifest) error
	Row func() // is told of each row, once as the backup is read through and once as it is filled in; nil = nobody is
}

// Restore reads a backup through (CheckBackup) and fills a database from it, in one transaction: killed at any time it
// leaves the old state or the new one. Call Migrate afterwards for the job queue's tables. The tables are made as they
// were when the backup was taken and then brought to this program's version, whichever database it came from.
//
// A database that another process has open is an *InUseError. Nothing of the database restored is sent before Confirm.
func Restore(ctx context.Context, cfg Config, in io.ReadSeeker, o RestoreOptions) (Manifest, error) {
	if err := cfg.Validate(); err != nil {
		return Manifest{}, err
	}
	m, err := CheckBackup(in, o.Row)
	if err == nil && o.Ask != nil {
		err = o.Ask(m)
	}
	if err != nil {
		return m, err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return m, fmt.Errorf("read the backup again: %w", err)
	}
	b, m, err := readBackup(in)
	if err != nil {
		return m, err
	}
	if first, err := Open(ctx, cfg); err != nil { // refuses tables of a later program, and leaves them as they are
		return m, err
	} else if err := first.Close(); err != nil {
		return m, err
	}
	s, err := openAlone(ctx, cfg)
	if err != nil {
		return m, err
	}
	defer s.Close()
	known, err := s.Known()
	if err != nil {
		return m, err
	}
	if m.Schema > known.Own {
		return m, &NewerError{Database: Schema{Own: m.Schema}, Program: Schema{Own: known.Own}}
	}
	err = begin(ctx, s.db, nil, func(t tx) error { return s.fill(ctx, t, b, &m, known.Own, o) })
	switch {
	case Busy(err):
		return m, &InUseError{err}
	case errors.As(err, new(*InUseError)), errors.As(err, new(*news.InvalidError)): // they say that nothing was changed
		return m, err
	case err != nil:
		return m, fmt.Errorf("restore the database, which is as it was: %w", err)
	}
	return m, nil
}

// fill is Restore within its transaction.
func (s *Store) fill(ctx context.Context, t tx, b *backupReader, m *Manifest, known int64, o RestoreOptions) error {
	if s.isPostgres() {
		// The server's end of a connection that was just closed may take a moment to notice.
		for _, q := range []string{
			"SET LOCAL lock_timeout = '2s'", "SELECT pg_advisory_xact_lock(" + openLock + ")",
			"SET LOCAL lock_timeout = 0",
		} {
			if _, err := t.exec(ctx, q); err != nil {
				var pe *pgconn.PgError
				if errors.As(err, &pe) && pe.Code == "55P03" { // lock_not_available
					return &InUseError{err}
				}
				return err
			}
		}
	}
	if err := s.clear(ctx, t, o.Replace); err != nil {
		return err
	}
	if err := s.raise(ctx, t, 0, m.Schema); err != nil {
		return err
	}
	sequences := map[string]int64{}
	if err := s.load(ctx, t, b, m, sequences, o.Row); err != nil {
		return err
	}
	if err := s.raise(ctx, t, m.Schema, known); err != nil {
		return err
	}
	if err := s.rechunkAll(ctx, t); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM searching`); err != nil { // what articles are found by is made again
		return err
	}
	if err := s.noteMigrations(ctx, t, known); err != nil {
		return err
	}
	if err := s.standStill(ctx, t, m, o.Now); err != nil {
		return err
	}
	tables, err := s.dialect.tables(known)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := s.advance(ctx, t, table, sequences[table]); err != nil {
			return fmt.Errorf("table %s: move its IDs on: %w", table, err)
		}
	}
	if s.isPostgres() {
		return nil // it has checked every reference
	}
	lost, err := list(ctx, t, value[string], `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
	if err == nil && len(lost) > 0 {
		err = damaged("rows of %s refer to rows that are not in it", strings.Join(lost, ", "))
	}
	return err
}

// clear drops our tables and functions, and empties the job queue's tables. Tables that hold something are a
// *news.InvalidError unless replace.
func (s *Store) clear(ctx context.Context, t tx, replace bool) error {
	is, err := s.schema(ctx, t)
	if err != nil {
		return err
	}
	tables, err := s.dialect.tables(is.Own)
	if err != nil {
		return err
	}
	for _, table := range []string{"sources", "digests", "subscribers", "issues", "articles"} {
		if !slices.Contains(tables, table) || replace {
			continue
		}
		var some bool
		if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+`)`).Scan(&some); err != nil {
			return err
		}
		if some {
			return &news.InvalidError{
				Message: "The database is not empty: it holds " + table + ". Nothing was changed.",
				Hint:    "restore into an empty database, or give up what this one holds with --replace",
			}
		}
	}
	slices.Reverse(tables) // children before parents
	for _, table := range derived {
		if _, err := t.exec(ctx, `DROP TABLE IF EXISTS `+table); err != nil {
			return fmt.Errorf("clear away table %s: %w", table, err)
		}
	}
	for _, table := range tables {
		if _, err := t.exec(ctx, `DROP TABLE `+table); err != nil {
			return fmt.Errorf("clear away table %s: %w", table, err)
		}
	}
	functions, err := s.dialect.functions(is.Own)
	if err != nil {
		return err
	}
	for _, name := range functions { // they do not go with the tables, as triggers do
		if _, err := t.exec(ctx, `DROP FUNCTION IF EXISTS `+name); err != nil {
			return fmt.Errorf("clear away function %s: %w", name, err)
		}
	}
	for _, table := range []string{
		"river_job", "river_leader", "river_queue", "river_client_queue", "river_client",
		"river_notification",
	} {
		there, err := s.hasTable(ctx, t, table)
		if err == nil && there {
			_, err = t.exec(ctx, `DELETE FROM `+table)
		}
		if err != nil {
			return fmt.Errorf("empty the job queue: %w", err)
		}
	}
	return nil
}

// raise runs our migrations of the versions after one up to another.
func (s *Store) raise(ctx context.Context, t tx, after, upTo int64) error {
	ups, err := s.dialect.migrationUps(after, upTo)
	if err != nil {
		return err
	}
	for _, up := range ups {
		if s.isPostgres() { // many statements at once go by the simple protocol
			_, err = t.q.ExecContext(ctx, up.SQL, pgx.QueryExecModeSimpleProtocol)
		} else {
			_, err = t.q.ExecContext(ctx, up.SQL)
		}
		if err != nil {
			return fmt.Errorf("migration %s: %w", up.Name, err)
		}
	}
	return nil
}

// noteMigrations tells goose which migrations the tables have had.
func (s *Store) noteMigrations(ctx context.Context, t tx, upTo int64) error {
	const table = "goose_db_version"
	notes, err := database.NewStore(database.Dialect(s.dialect.goose), table)
	if err != nil {
		return err
	}
	there, err := s.hasTable(ctx, t, table)
	if err != nil {
		return err
	}
	db, ok := t.q.(database.DBTxConn)
	if !ok {
		return errors.New("goose cannot use the transaction")
	}
	ups, err := s.dialect.migrationUps(0, upTo)
	if err != nil {
		return err
	}
	if there {
		_, err = t.exec(ctx, `DELETE FROM `+table)
	} else {
		err = notes.CreateVersionTable(ctx, db)
	}
	for _, up := range append([]migrationUp{{}}, ups...) { // 0 is goose's own
		if err == nil {
			err = notes.Insert(ctx, db, database.InsertRequest{Version: up.Version})
		}
	}
	if err != nil {
		return fmt.Errorf("note the migrations: %w", err)
	}
	return nil
}

// load puts the rows of a backup into the tables, which are empty.
func (s *Store) load(
	ctx context.Context, t tx, b *backupReader, m *Manifest, sequences map[string]int64, row func(),
) error {
	if row == nil {
		row = func() {}
	}
	into := &loader{t: t, numbered: s.isPostgres()}
	err := b.each(m, func(head tableHead) error {
		if err := into.flush(ctx); err != nil {
			return err
		}
		known, err := s.dialect.tables(m.Schema)
		if err != nil {
			return err
		}
		if !slices.Contains(known, head.Table) {
			return damaged("the table %q is none of version %d", head.Table, m.Schema)
		}
		columns, err := s.columns(ctx, t, head.Table)
		if err != nil {
			return fmt.Errorf("table %s: %w", head.Table, err)
		}
		sequences[head.Table] = head.Sequence
		return into.begin(head, columns)
	}, func(line []byte) error {
		row()
		return into.add(ctx, line)
	})
	if err == nil {
		err = into.flush(ctx)
	}
	return err
}

// loader inserts rows, many at a time.
type loader struct {
	t       tx
	table   string
	columns []column
	args    []any
	bytes   int // of the rows gathered

	numbered bool // parameters are $1, $2 …
}

// Bounds of one INSERT: SQLite takes 32,766 parameters and PostgreSQL 65,535; more bytes gain nothing.
const (
	loadParams = 8000
	loadBytes  = 4 << 20
)

func (l *loader) begin(head tableHead, columns []column) error {
	l.table, l.columns = head.Table, nil
	for _, name := range head.Columns {
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
		if i < 0 {
			return damaged("the table %s has no column %q", head.Table, name)
		}
		l.columns = append(l.columns, columns[i])
	}
	return nil
}

func (l *loader) add(ctx context.Context, line []byte) error {
	var row []json.RawMessage
	if err := json.Unmarshal(line, &row); err != nil || len(row) != len(l.columns) {
		return damaged("a row of %s cannot be read", l.table)
	}
	for i, cell := range row {
		v, err := l.columns[i].decode(cell)
		if err != nil {
			return damaged("a row of %s cannot be read: %s: %v", l.table, l.columns[i].name, err)
		}
		l.args = append(l.args, v)
	}
	if l.bytes += len(line); l.bytes >= loadBytes || len(l.args)+len(l.columns) > loadParams {
		return l.flush(ctx)
	}
	return nil
}

func (l *loader) flush(ctx context.Context) error {
	if len(l.args) == 0 {
		return nil
	}
	names := make([]string, len(l.columns))
	for i, c := range l.columns {
		names[i] = `"` + c.name + `"`
	}
	var q strings.Builder
	fmt.Fprintf(&q, `INSERT INTO %s (%s) VALUES `, l.table, strings.Join(names, ", "))
	for i := range l.args {
		switch {
		case i%len(names) > 0:
			q.WriteString(", ")
		case i > 0:
			q.WriteString("), (")
		default:
			q.WriteString("(")
		}
		if l.numbered {
			q.WriteString("$" + strconv.Itoa(i+1))
		} else {
			q.WriteString("?") // SQLite takes $1 for a name and would search thousands of them for each
		}
	}
	q.WriteString(")")
	if _, err := l.t.exec(ctx, q.String(), l.args...); err != nil {
		return fmt.Errorf("table %s: %w", l.table, err)
	}
	l.args, l.bytes = l.args[:0], 0
	return nil
}

// decode reads a cell as its column keeps it.
func (c column) decode(cell json.RawMessage) (any, error) {
	text := string(cell)
	switch {
	case text == "null":
		return nil, nil
	case c.kind == "int" && text == "true":
		return int64(1), nil
	case c.kind == "int" && text == "false":
		return int64(0), nil
	case c.kind == "int":
		return strconv.ParseInt(text, 10, 64)
	case c.kind == "bool":
		return strconv.ParseBool(text) // 1 and 0 too
	case c.kind == "float":
		return strconv.ParseFloat(text, 64)
	}
	var v string
	if err := json.Unmarshal(cell, &v); err != nil {
		return nil, err
	}
	if c.kind == "bytes" {
		return base64.StdEncoding.DecodeString(v)
	}
	return v, nil
}

// standStill makes the rows those of a database that stands still: nobody holds anything, what was on its way is
// open again, webhooks are not told what they were to be told, the database has no name of its own yet (its journals
// are another's), and nothing is sent before Confirm.
func (s *Store) standStill(ctx context.Context, t tx, m *Manifest, now time.Time) error {
	for _, q := range []string{
		`DELETE FROM holders`,
		`DELETE FROM secrets WHERE name = 'database-id'`,
		`DELETE FROM issues WHERE state = 'draft'`,
	} {
		if _, err := t.exec(ctx, q); err != nil {
			return err
		}
	}
	if err := s.reopen(ctx, t); err != nil {
		return err
	}
	// What webhooks were still to be told of may have been told since the backup.
	if _, err := t.exec(ctx, `UPDATE hook_messages SET next_try = 0, ended = $1, answer = $2 WHERE next_try > 0`, us(now),
		"not sent: the database was restored from a backup"); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO restores (restored, taken, confirmed, told) VALUES ($1, $2, 0, '[]')`, us(now),
		us(m.Taken))
	return err
}

// reopen puts what is under way or deferred back into the queue.
func (s *Store) reopen(ctx context.Context, t tx) error {
	ids, err := list(ctx, t, value[int64],
		`SELECT DISTINCT issue_id FROM chunks WHERE sending + deferred > 0 ORDER BY issue_id`)
	for _, id := range ids {
		err = s.eachChunk(ctx, t, id, `c.sending + c.deferred > 0`, time.Time{}, func(c *chunk) error {
			for _, i := range c.in([]news.DeliveryState{news.DeliverySending, news.DeliveryDeferred}) {
				if c.strange[i] == nil {
					c.plain(i, c.waiting)
					continue
				}
				c.except(i, news.DeliveryQueued, c.strange[i].changed)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return err
}

// advance moves the IDs of a table on beyond all that the days after the backup can have given out.
func (s *Store) advance(ctx context.Context, t tx, table string, last int64) error {
	if s.isPostgres() {
		name, err := s.sequenceName(ctx, t, table)
		if err != nil || name == "" {
			return err
		}
		_, err = t.exec(ctx, `SELECT setval($1, m.n + m.n / 10 + $3)
			FROM (SELECT GREATEST(COALESCE(max(id), 0), CAST($2 AS BIGINT)) AS n FROM `+table+`) m`,
			name, last, int64(sequenceGap))
		return err
	}
	var makes bool
	err := t.row(ctx, `SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE type = 'table' AND name = $1`,
		table).Scan(&makes)
	if err != nil || !makes {
		return err
	}
	var most int64
	if err := t.row(ctx, `SELECT COALESCE(max(id), 0) FROM `+table).Scan(&most); err != nil {
		return err
	}
	last = max(last, most)
	if _, err := t.exec(ctx, `DELETE FROM sqlite_sequence WHERE name = $1`, table); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)`, table, last+last/10+sequenceGap)
	return err
}

// openAlone opens a database for one connection that nobody else may be beside. It makes no tables.
func openAlone(ctx context.Context, cfg Config) (*Store, error) {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	if cfg.postgres() {
		pc, err := pgx.ParseConfig(cfg.URL)
		if err != nil {
			return nil, err
		}
		pc.ConnectTimeout = openTimeout
		db := stdlib.OpenDB(*pc)
		db.SetMaxOpenConns(1)
		if err := db.PingContext(ctx); err != nil {
			db.Close()
			return nil, fmt.Errorf("open the database: %w", err)
		}
		return &Store{db: db, ro: db, dialect: postgres}, nil
	}
	abs, err := sqliteFile(cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	// Leaving the WAL needs the file for oneself alone, and so finds out whether anybody has it open
	// (https://www.sqlite.org/wal.html#activating_and_configuring_wal_mode).
	db, err := sql.Open("sqlite", sqliteDSN(abs, url.Values{
		"_txlock": {"exclusive"},
		"_pragma": {
			"busy_timeout(2000)", "locking_mode(EXCLUSIVE)", "journal_mode(DELETE)", "synchronous(FULL)",
			"cache_size(-16000)",
		},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		if Busy(err) {
			return nil, &InUseError{err}
		}
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Store{db: db, ro: db, dialect: sqlite, file: abs}, nil
}
