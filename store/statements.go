package store

import (
	lru "container/list"
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	sqlite3 "modernc.org/sqlite" // the driver "sqlite", without cgo
)

const (
	// mostStatements is how many prepared statements a connection to SQLite keeps. One takes some 10 to 30 kB.
	mostStatements = 64
	// longestStatement is the longest text, in bytes, that is kept.
	longestStatement = 16 << 10
)

// openStatements opens a SQLite database whose connections keep what they prepare: parsing and planning a short
// statement takes longer than running it, and neither database/sql nor River's driver keeps any. SQLite prepares a kept
// statement anew by itself when the tables have changed (https://www.sqlite.org/c3ref/prepare.html).
func openStatements(dsn string) (*sql.DB, error) {
	c, err := sqlite3.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keepingConnector{c}), nil
}

type keepingConnector struct{ driver.Connector }

// Connect opens a connection that keeps its statements.
func (k keepingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &keepingConn{sqliteConn: c.(sqliteConn), free: map[string]*lru.Element{}, byAge: lru.New()}, nil
}

// sqliteConn is what connections of the driver can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// sqliteStmt is what statements of the driver can do.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// sqliteRows is what rows of the driver can do.
type sqliteRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// keepingConn is a connection with the statements that it keeps. database/sql uses a connection from one goroutine at a
// time.
type keepingConn struct {
	sqliteConn
	free  map[string]*lru.Element // by text; one that is in use is not among them
	byAge *lru.List               // of *keptStmt, the one used last in front
}

type keptStmt struct {
	sqliteStmt
	query string
}

// Unwrap returns the driver's own connection.
func (c *keepingConn) Unwrap() driver.Conn { return c.sqliteConn }

// Close ends the kept statements and the connection.
func (c *keepingConn) Close() error {
	for e := c.byAge.Front(); e != nil; e = e.Next() {
		_ = e.Value.(*keptStmt).Close() // the connection's end matters
	}
	c.byAge.Init()
	clear(c.free)
	return c.sqliteConn.Close()
}

// ExecContext runs a statement that returns no rows.
func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !keeps(query) {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	r, err := s.ExecContext(ctx, args)
	c.put(s, err)
	return r, err
}

// QueryContext runs a statement that returns rows; it is kept again when they are closed.
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !keeps(query) {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	r, err := s.QueryContext(ctx, args)
	if err != nil {
		c.put(s, err)
		return nil, err
	}
	return &keptRows{sqliteRows: r.(sqliteRows), conn: c, stmt: s}, nil
}

type keptRows struct {
	sqliteRows
	conn *keepingConn
	stmt *keptStmt // nil once closed
}

// Close ends the rows and gives their statement back.
func (r *keptRows) Close() error {
	err := r.sqliteRows.Close()
	if r.stmt != nil {
		r.conn.put(r.stmt, err)
		r.stmt = nil
	}
	return err
}

// take returns a kept statement, which nobody else uses until it is put back, or prepares one.
func (c *keepingConn) take(ctx context.Context, query string) (*keptStmt, error) {
	if e := c.free[query]; e != nil {
		delete(c.free, query)
		return c.byAge.Remove(e).(*keptStmt), nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &keptStmt{s.(sqliteStmt), query}, nil
}

// put keeps a statement that was run. One that failed is closed, as is a second one of the same text, and the one whose
// use is longest ago when there are too many.
func (c *keepingConn) put(s *keptStmt, failed error) {
	if failed != nil || c.free[s.query] != nil {
		_ = s.Close() // it repeats the error that its run had
		return
	}
	c.free[s.query] = c.byAge.PushFront(s)
	if c.byAge.Len() > mostStatements {
		old := c.byAge.Remove(c.byAge.Back()).(*keptStmt)
		delete(c.free, old.query)
		_ = old.Close() // it repeats the error that its last run had
	}
}

// keeps reports whether a text is one statement on rows. A PRAGMA acts while it is prepared, so it is not kept
// (https://www.sqlite.org/pragma.html), and other statements come once.
func keeps(query string) bool {
	if len(query) > longestStatement {
		return false
	}
	query = strings.TrimSpace(query)
	for strings.HasPrefix(query, "--") { // sqlc's names
		_, rest, _ := strings.Cut(query, "\n")
		query = strings.TrimSpace(rest)
	}
	if strings.Contains(strings.TrimSuffix(query, ";"), ";") {
		return false
	}
	verb, _, _ := strings.Cut(query, " ")
	verb, _, _ = strings.Cut(verb, "\n")
	switch strings.ToUpper(strings.TrimSpace(verb)) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}
