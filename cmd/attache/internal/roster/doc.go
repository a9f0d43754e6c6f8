/*
Package roster reads and writes lists of subscribers as CSV: those that spreadsheets and other mailers export, and our
own. It says of each person in a file what the file says of the state (left, bounced, complained, not confirmed), and
asks, with a mistake at its line, wherever it may say so and is not understood: nobody becomes active by a guess.

It does not know the store, the digests that there are, or who is known already; the command (cmd/attache, import.go)
does, and an import may only lower a known reader's state. It opens no file.

Read read.go first: Read goes through a file row by row. rows.go parts the rows, columns.go and headers.go know what
columns are called, words.go status words, name.go what names of people, files and folders say, crossed.go addresses
that are crossed out, unknown.go judges columns that no table knows by their shape. All of them ask recognise.go, the
one reader of words in which people say that somebody left; its tables are phrases.go, further.go
and pairs.go. write.go writes.
docs/imports.md is generated from these tables (doc_test.go).
*/
package roster
