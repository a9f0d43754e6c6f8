package store_test

import (
	"os"
	"testing"

	"attache/store/storetest"
)

func TestMain(m *testing.M) {
	doomed()          // ends here when this is a process that a torture is going to kill
	storetest.Child() // ends here when this is a process that TestCrash is going to kill
	os.Exit(m.Run())
}

func TestSQLite(t *testing.T) { storetest.Run(t, storetest.SQLite) }

func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }

func TestCrash(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { storetest.Crash(t, storetest.SQLite) })
	t.Run("Postgres", func(t *testing.T) { storetest.Crash(t, storetest.Postgres) })
}

func BenchmarkSQLite(b *testing.B) { storetest.Bench(b, storetest.SQLite) }

func BenchmarkPostgres(b *testing.B) { storetest.Bench(b, storetest.Postgres) }
