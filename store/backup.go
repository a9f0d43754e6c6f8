package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// A backup is gzip over lines of JSON: a Manifest; for each table, parents before children, a tableHead and its rows as
// arrays in the order of its columns (bytes in base64, truth as true, false, 1 or 0); last a backupEnd, with the
// SHA-256 of all lines before it. Both databases write and read the same.
const (
	backupFormat  = "attache backup"
	backupVersion = 1
	// maxLine bounds one row, in bytes: a letter or a page's text is far below.
	maxLine = 256 << 20
)

// Manifest says what a backup holds.
type Manifest struct {
	Format   string    `json:"format"`   // "attache backup"
	Version  int       `json:"version"`  // of the format
	Program  string    `json:"program"`  // the attache that wrote it
	Database string    `json:"database"` // it came from: sqlite3 or postgres
	Schema   int64     `json:"schema"`   // version of our tables
	Taken    time.Time `json:"taken,omitzero"`
	// how many deliveries are in the ledger; before migration 28 each is a row of a table
	Deliveries int            `json:"deliveries,omitempty"`
	Tables     map[string]int `json:"tables,omitempty"` // rows by table; in the file they stand at its end
}

// tableHead begins a table.
type tableHead struct {
	Table    string   `json:"table"`
	Columns  []string `json:"columns"`
	Sequence int64    `json:"sequence,omitempty"` // the highest ID that was ever given out
}

// backupEnd ends a backup. Without it the file is torn.
type backupEnd struct {
	End    bool           `json:"end"`
	Tables map[string]int `json:"tables"`
	SHA256 string         `json:"sha256"`
}

// Backup writes all that the database holds to w, on one snapshot: whoever writes meanwhile is not held up, and not in
// it. The job queue is not in it: jobs are made again from the rows. Its memory does not grow with the database.
//
// row is told of each row as it is written; nil = nobody is.
func (s *Store) Backup(
	ctx context.Context, w io.Writer, program string, now time.Time, row func(),
) (Manifest, error) {
	if row == nil {
		row = func() {}
	}
	m := Manifest{
		Format: backupFormat, Version: backupVersion, Program: program, Database: s.dialect.goose,
		Taken: now.UTC(), Tables: map[string]int{},
	}
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return m, err
	}
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(zip, sum), 1<<16)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	err = s.read(ctx, func(t tx) error {
		is, err := s.schema(ctx, t)
		if err != nil {
			return err
		}
		m.Schema = is.Own
		tables, err := s.dialect.tables(is.Own)
		if err != nil {
			return err
		}
		if slices.Contains(tables, "chunks") {
			err := t.row(ctx, `SELECT CAST(COALESCE(sum(frozen), 0) AS BIGINT) FROM chunks`).Scan(&m.Deliveries)
			if err != nil {
				return err
			}
		}
		head := m
		head.Tables = nil
		if err := lines.Encode(head); err != nil {
			return err
		}
		for _, table := range tables {
			if m.Tables[table], err = s.backupTable(ctx, t, lines, table, row); err != nil {
				return fmt.Errorf("table %s: %w", table, err)
			}
		}
		return nil
	})
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = lines.Encode(backupEnd{End: true, Tables: m.Tables, SHA256: hex.EncodeToString(sum.Sum(nil))})
	}
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = zip.Close()
	}
	if err != nil {
		return m, fmt.Errorf("back up the database: %w", err)
	}
	return m, nil
}

// RowCount is how many rows a backup taken now would hold.
func (s *Store) RowCount(ctx context.Context) (n int, err error) {
	err = s.read(ctx, func(t tx) error {
		is, err := s.schema(ctx, t)
		if err != nil {
			return err
		}
		tables, err := s.dialect.tables(is.Own)
		for _, table := range tables {
			var rows int
			if err == nil {
				err = t.row(ctx, `SELECT count(*) FROM `+table).Scan(&rows)
			}
			n += rows
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count the rows of the database: %w", err)
	}
	return n, nil
}

func (s *Store) backupTable(
	ctx context.Context, t tx, lines *json.Encoder, table string, done func(),
) (int, error) {
	columns, err := s.columns(ctx, t, table)
	if err != nil {
		return 0, err
	}
	head := tableHead{Table: table}
	quoted := make([]string, len(columns))
	for i, c := range columns {
		head.Columns = append(head.Columns, c.name)
		quoted[i] = `"` + c.name + `"`
	}
	if head.Sequence, err = s.sequence(ctx, t, table); err != nil {
		return 0, err
	}
	if err := lines.Encode(head); err != nil {
		return 0, err
	}
	rows, err := t.q.QueryContext(ctx, `SELECT `+strings.Join(quoted, ", ")+` FROM `+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		if err := lines.Encode(row); err != nil {
			return n, err
		}
		done()
	}
	return n, rows.Err()
}

// column is a column and what it holds.
type column struct {
	name string
	kind string // int, bool, float, bytes, text
}

// kinds are the databases' words for what our columns hold.
var kinds = map[string]string{
	"integer": "int", "int": "int", "bigint": "int", "smallint": "int", "boolean": "bool", "real": "float",
	"double precision": "float",
	"blob":             "bytes", "bytea": "bytes", "text": "text",
}

func (s *Store) columns(ctx context.Context, t tx, table string) ([]column, error) {
	query := `SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid`
	if s.isPostgres() {
		query = `SELECT column_name, data_type FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`
	}
	all, err := list(ctx, t, func(r scanner) (c column, err error) {
		var word string
		if err = r.Scan(&c.name, &word); err != nil {
			return c, err
		}
		if c.kind = kinds[word]; c.kind == "" {
			return c, fmt.Errorf("column %s is of a kind that a backup does not know: %s", c.name, word)
		}
		return c, nil
	}, query, table)
	if err == nil && len(all) == 0 {
		err = errors.New("there is no such table")
	}
	return all, err
}

// sequence is the highest ID that a table has ever given out; 0 = it gives none.
func (s *Store) sequence(ctx context.Context, t tx, table string) (n int64, err error) {
	if !s.isPostgres() {
		err = t.row(ctx, `SELECT seq FROM sqlite_sequence WHERE name = $1`, table).Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, nil
		}
		return n, err
	}
	name, err := s.sequenceName(ctx, t, table)
	if err != nil || name == "" {
		return 0, err
	}
	return n, t.row(ctx, `SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM `+name).Scan(&n)
}

// sequenceName is the PostgreSQL sequence behind a table's id; "" when it has none.
func (s *Store) sequenceName(ctx context.Context, t tx, table string) (string, error) {
	all, err := list(ctx, t, value[string], `
		SELECT pg_get_serial_sequence(quote_ident(table_schema) || '.' || quote_ident(table_name), column_name)
		FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 AND column_name = 'id' AND is_identity = 'YES'`, table)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// damaged is a file that is not a whole backup.
func damaged(format string, args ...any) error {
	return &news.InvalidError{
		Message: "This is not a whole backup: " + fmt.Sprintf(format, args...) + ". Nothing was changed.",
		Hint:    "take another one; attache restore --check FILE reads it through",
	}
}

// backupReader reads a backup line by line.
type backupReader struct {
	in  *bufio.Reader
	sum hash.Hash
	buf []byte
}

func readBackup(r io.Reader) (*backupReader, Manifest, error) {
	var m Manifest
	zip, err := gzip.NewReader(bufio.NewReaderSize(r, 1<<16))
	if err != nil {
		return nil, m, damaged("it does not begin like one")
	}
	b := &backupReader{in: bufio.NewReaderSize(zip, 1<<16), sum: sha256.New()}
	line, err := b.line()
	if err != nil {
		return nil, m, err
	}
	switch err := json.Unmarshal(line, &m); {
	case err != nil || m.Format != backupFormat:
		return nil, m, damaged("it does not begin like one")
	case m.Version > backupVersion:
		return nil, m, &news.InvalidError{
			Message: fmt.Sprintf("The backup is of format %d, this program knows %d.", m.Version, backupVersion),
			Hint:    "restore it with the attache that made it: " + m.Program,
		}
	}
	b.sum.Write(line)
	return b, m, nil
}

// line returns the next line, which stays until the next call. The end of the file before the backup's own end is an
// error.
func (b *backupReader) line() ([]byte, error) {
	b.buf = b.buf[:0]
	for {
		part, err := b.in.ReadSlice('\n')
		b.buf = append(b.buf, part...)
		switch {
		case err == nil:
			return b.buf, nil
		case len(b.buf) > maxLine:
			return nil, damaged("a row is longer than %d MB", maxLine>>20)
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, damaged("it ends too early")
		case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
			return nil, damaged("a checksum is wrong")
		default:
			return nil, damaged("%v", err)
		}
	}
}

// each goes through a backup whose Manifest was read: table is told of each table, row of each of its rows. The end
// must agree with what was read: lines, counts and hash.
func (b *backupReader) each(m *Manifest, table func(tableHead) error, row func([]byte) error) error {
	m.Tables = map[string]int{}
	name := ""
	for {
		line, err := b.line()
		if err != nil {
			return err
		}
		if line[0] == '[' {
			if name == "" {
				return damaged("a row belongs to no table")
			}
			m.Tables[name]++
			b.sum.Write(line)
			if err := row(line); err != nil {
				return err
			}
			continue
		}
		if bytes.HasPrefix(line, []byte(`{"end":`)) {
			return b.end(line, m)
		}
		var head tableHead
		if err := json.Unmarshal(line, &head); err != nil || head.Table == "" || len(head.Columns) == 0 {
			return damaged("a line is no row and no table")
		}
		if _, twice := m.Tables[head.Table]; twice {
			return damaged("the table %s comes twice", head.Table)
		}
		name = head.Table
		m.Tables[name] = 0
		b.sum.Write(line)
		if err := table(head); err != nil {
			return err
		}
	}
}

func (b *backupReader) end(line []byte, m *Manifest) error {
	var end backupEnd
	if err := json.Unmarshal(line, &end); err != nil {
		return damaged("its end cannot be read")
	}
	if end.SHA256 != hex.EncodeToString(b.sum.Sum(nil)) {
		return damaged("its checksum is wrong")
	}
	for name, n := range end.Tables {
		if m.Tables[name] != n {
			return damaged("it holds %d rows of %s, and should hold %d", m.Tables[name], name, n)
		}
	}
	// The rest, which is nothing, makes gzip compare its own checksum.
	if rest, err := b.in.ReadByte(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = fmt.Errorf("after its end comes %q", rest)
		}
		return damaged("%v", err)
	}
	return nil
}

// CheckBackup reads a backup through and says what it holds. One that is torn or damaged is a *news.InvalidError. done
// is told of each row as it is read; nil = nobody is.
func CheckBackup(r io.Reader, done func()) (Manifest, error) {
	if done == nil {
		done = func() {}
	}
	b, m, err := readBackup(r)
	if err != nil {
		return m, err
	}
	columns := 0
	err = b.each(&m, func(h tableHead) error {
		columns = len(h.Columns)
		return nil
	}, func(line []byte) error {
		var row []json.RawMessage
		if err := json.Unmarshal(line, &row); err != nil || len(row) != columns {
			return damaged("a row cannot be read")
		}
		done()
		return nil
	})
	return m, err
}

// IsBackup reports whether what is read begins like a backup.
func IsBackup(r io.Reader) bool {
	_, _, err := readBackup(r)
	return err == nil
}

// BackupFile writes the backup of a copy of a SQLite database, such as Migrate keeps, as if it had been made when the
// file was written.
func BackupFile(ctx context.Context, path string, w io.Writer, program string, written time.Time) error {
	s, err := Open(ctx, Config{URL: "sqlite://" + (&url.URL{Path: path}).EscapedPath()})
	if err != nil {
		return err
	}
	_, err = s.Backup(ctx, w, program, written, nil)
	if e := s.Close(); err == nil {
		err = e
	}
	return err
}
