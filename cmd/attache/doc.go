/*
Command attache is a press attaché in one program: it reads outlets, keeps the new foreign-policy pieces, groups them
by event, summarises them, sets them in an HTML digest and e-mails it. This comment is a tour of the house, from the
ground floor up. Read the packages in this order and each uses only what you have seen.

# Ground floor: the words

Package news holds the nouns (Source, Article, Verdict, Story, Issue, Delivery, …), their states and checks. It does
nothing and imports nothing; everything else speaks in its words. Its package comment is the glossary.

# First floor: tools

Package text knows what a text is made of: languages, sentences, words, stems. Package config reads settings strictly
and carries the catalogue of outlets. Package mail composes messages and gives them to a mail server; mail/bounce reads
what comes back.

# Second floor: the rooms of the road

A piece travels

	Source ─scrape─► Article ─digest─► Verdict ─digest─► Story ⊂ Issue ─templates─► Letter ─mail─► Delivery

Package scrape turns sources into articles, politely. Package digest judges, groups, summarises and composes. Package
templates sets issues as letters and pages; nowhere else does text become HTML. Package store keeps everything, in
SQLite or PostgreSQL, one text of each query for both. Package worker is the road itself: worker/road.go declares what it
needs of each room, and its methods Scrape, Publish and Deliver take the stages in order. `attache run` calls them once;
Serve calls the same ones by the clock.

# Third floor: the door

Package web serves what readers see: the archive, the feed, unsubscribing.

# The roof: this command

Here everything is wired, and nothing is decided. The files, one a command:

	main.go       begins: streams, signals, the exit code
	root.go       the tree of commands and the flags that all take
	settings.go   one section of attache.yaml for each room; every mistake at once
	assistant.go  joins a language model to the editor, when one is set
	house.go      opens the rooms and joins them: the only place that knows all
	init.go       attache.yaml, the database, the catalogue
	run.go        the road once; resume.go goes on with what was interrupted
	serve.go      the road by the clock, and the pages; metrics.go tells monitoring of both
	demo.go       the road with sample outlets on this machine (demo_outlets.go, demo_inbox.go)
	source.go     sources: add, list, test, …; source_io.go, opml.go and opmlread.go exchange them;
	              source_check.go tells which lists have drifted from their rules
	digest.go     standing orders; learn.go has one learn from its editor's decisions
	subscriber.go people; csv.go writes them, import_command.go, import.go and csvrows.go read them,
	              import_columns.go and import_words.go know what other mailers write
	issue.go      what was published: show, approve, send again
	desk.go       apply and export: the desk as one YAML document
	check.go      everything that can be wrong before the night; health.go asks a running attache
	read.go       what attache understands of one page, and why
	why.go        one article's whole way, and why
	preview.go    every letter and page in its sample states
	errors.go     how mistakes are told, and the exit codes
	fence.go      keeps control characters from the terminal and the log

docs/commands.md lists every command and flag, docs/settings.md every setting; both are made from this program by
`make golden` and tested to be current.
*/
package main
