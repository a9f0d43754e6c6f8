// Package store keeps everything attache must remember, in SQLite (one file, the default) or PostgreSQL: sources and
// how they stand, articles, digests, issues with their stories, verdicts and letters, subscribers, the ledger of
// deliveries, runs and secrets. It holds all SQL of the program: one text of each query for both databases, written by
// hand beside its method.
//
// Each exported method is one transaction. What a person asked for, and the ledger, is on disk when the method
// returns; what can be read from the web again (polls, articles, runs) may be lost when the power fails, never when
// the process dies. Times are kept as microseconds UTC (docs/decisions/0001-times.md).
//
// It does not decide what is sent to whom or when (package worker), and it runs no jobs: River keeps its own tables
// beside ours, on the handles that SQL and Pool return. Read store.go first, then tx.go (what all methods use),
// issue.go, and for the ledger chunk.go, then ledger.go; the other files are named for the noun they keep. A new
// behaviour begins as an entry in package storetest.
package store
