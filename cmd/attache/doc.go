/*
Command attache is a press attaché in one program: it reads outlets, keeps the new foreign-policy pieces, groups them
by event, summarises them, renders them as an HTML digest and e-mails it. This comment is a tour of the code from the
bottom up. Read the packages in this order: each uses only those before it.

# The words

Package news holds the nouns (Source, Article, Verdict, Story, Issue, Delivery, …), their states and checks. It does
nothing and imports nothing; all other packages use its words. Its package comment is the glossary.

# The tools

Package text knows what a text is made of: languages, sentences, words, stems. Package config reads settings strictly
and holds the catalogue of outlets. Package file reads the files that settings name, with a bound. Package mail composes
messages, hands them to a mail server and classifies its answers; mail/bounce reads what comes back.

# The stages

	Source ─scrape─► Article ─digest─► Verdict ─digest─► Story ⊂ Issue ─templates─► Letter ─mail─► Delivery

Package scrape turns sources into articles, politely. Package digest judges, groups, summarises and composes. Package
llm asks a language model, when one is set. Package templates renders issues as letters and pages; nowhere else does
text become HTML. Package store keeps everything, in SQLite or PostgreSQL, one text of each query for both; it
migrates, copies, backs up, restores and forgets. Package worker is the pipeline: worker/pipeline.go declares what it
needs of each package, and its methods Scrape, Publish and Deliver take the stages in order. `attache run` calls them
once; Serve calls the same ones by the clock. worker/schedule reckons the slots, worker/clock doubts a clock that jumps,
worker/queue carries the jobs (River), worker/journal notes each letter before it leaves, worker/holder names the
processes. Alarms say when an issue does not come.

# The pages

Package web serves what readers see: the archive, the feed, unsubscribing; and what monitoring asks: health, readiness,
metrics. web/desk serves the pages on which people work. Package newsroom holds their nouns: who works there, what a
role may do, what was done.

# This command

The command joins the packages and decides nothing itself. Read main.go first, then root.go and wire.go. A test checks
that each file is named here, by its name or by a pattern. The program:

	main.go         begins: streams, signals, the exit code
	root.go         the tree of commands and the flags that all take
	settings.go     one section of attache.yaml for each package; every mistake at once
	wire.go         opens the packages and joins them: the only place that knows all
	assistant.go    joins a language model to the editor, when one is set
	errors*.go      how mistakes are told, the exit codes, and the codes of --json
	dry.go          --dry-run: the database is open read-only; one that is not there is made in a temporary folder
	fence.go        keeps control characters from the terminal and the log
	print.go        lists and JSON; table.go lays tables out, width.go folds lines, times.go writes times; progress.go
	                shows how far a work is, waiting.go what is waited for, longwork.go how long all parts of a work
	                take, funnel.go what a run did, ask.go asks a question
	complete.go     what the shell offers when a name is half typed, known.go values from a known set; completion.go
	                installs it
	man.go          the manual pages
	files.go        files that are written whole or not at all, and read within bounds

Publishing:

	init.go         attache.yaml, the database, the catalogue
	run*.go         all stages once: what may be asked for (run_options.go), how long the parts of a run take
	                (run_plan.go), the letter in a file or a browser and what is new in it (run_letter.go); resume.go
	                goes on with what was interrupted; outcome.go says what became of the letters, and the exit code
	serve*.go       all stages by the clock, and the pages: what it says at its start, the lock that keeps a second
	                worker off a SQLite file; metrics.go tells monitoring of both
	admin.go        who works at the desk: the first admin, links for a new password
	desk_serve.go   the desk's pages: what they ask of the packages, and the link that makes the first admin
	hook.go         webhooks: add, list, test, rotate, remove; what serve sends to them
	desk_compose.go what they ask of digests: checking one, composing a draft, running it
	desk_sources.go what they ask of sources: pages that rules are tried on, files that are read
	signup.go       sends the message that asks for a yes to who subscribes on the pages
	picture.go      a lead story's picture: fetched, kept, and its address
	demo*.go        all stages with sample outlets and a sample mail server on this machine

The desk:

	source*.go      sources: add, list, test, …; files of them; which lists have drifted from their rules;
	                opml.go and opmlread.go exchange them with feed readers
	digest.go       standing orders; learn*.go has one learn from its editor's decisions
	subscriber*.go  people, and those whom a mistaken refusal struck off
	import*.go      taking people from other mailers' files: what is done with what internal/roster reads in them
	issue*.go       what was published: show, approve, send again, to whom it went; issue_confirm.go asks before an
	                issue goes on that may strike readers off
	noun.go         edit, enable, disable and remove, which sources, digests and subscribers have in common
	edit.go         keeps an edit with mistakes and offers it again
	desk.go         apply and export: the desk as one YAML document; diff.go shows what would change
	schema.go       the JSON Schemas of the desk and of attache.yaml

Operation:

	check*.go       everything that can be wrong before the night; what became of the last slot; times that a wrong
	                clock wrote; health.go asks a running attache
	doctor.go       what lies outside and decides whether letters arrive: DNS, mail server, address for leaving
	mail.go         the relays: how they stand, a test letter through each
	mail_read.go    what came back: bounces, complaints, requests to leave
	dkim.go         keys that sign letters
	migrate.go      brings the tables to this program's version
	backup.go       one consistent file of the whole database
	restore*.go     the way back, and what becomes of the issues that were open
	prune.go        deletes by hand what is older than it is kept
	seed*.go        fills an empty database with made texts, so that a large one can be measured
	preview.go      every letter and page in its sample states
	read*.go        what attache understands of one page, and why
	why*.go         one article's whole way, and why; what was not read, and what was deleted since
	paste.go        completes the commands in hints, so that they work when pasted
	version.go      the program's version

docs/commands.md lists every command and flag, docs/settings.md every setting; both are made from this program by
`make golden` and tested to be current.
*/
package main
