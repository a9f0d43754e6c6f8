// Package news holds the nouns of attache, their states and their checks. It does no I/O and imports no other package
// of the program; every other package uses these words. Read source.go first, then article.go, story.go,
// digest.go, issue.go and subscriber.go: each holds the nouns of one stage.
//
// # Glossary
//
//   - Outlet: a publisher, such as A+ Analytics or the Astana Times.
//   - Source: one polled address of an outlet (a feed, a listing page, …) with how to read it.
//   - Catalogue: the sources that attache comes with (config/sources.yaml).
//   - Way: how a site can be read: a feed, a sitemap, posts of WordPress, a channel, a listing rule; "source add" finds
//     and ranks them.
//   - Item: one entry of a source's list, as the list states it, before its page is read.
//   - Poll: one visit to a source, and its outcome as a named state.
//   - Fixture: a source's list page as it was when its rules were known to work.
//   - Article: one piece as published. It never changes; its identity is its canonical URL.
//   - Date from: where an article's date comes from: its feed, its page, its address, or the visit.
//   - Teaser: an article of which the page shows the beginning only; a letter marks it.
//   - Block: a paragraph, heading, list entry, quotation or table row of an article's body.
//   - Rules: CSS selectors that say how a source's lists and pages are read.
//   - Standing: how a source has been doing: its last poll, its failures in a row, when it is due.
//   - Window: a half-open span of time, From included, To not.
//   - Copy: an article whose text is, to the word or nearly, that of another one; an issue prints one of them.
//   - Verdict: kept or dropped, a score from 0 to 1, and the reasons.
//   - Reason: one ground of a verdict and its share in the score.
//   - Mention: a country, organisation, person or region that a text names.
//   - Story: one event under one summary, over one or more articles. (In research papers a
//     "story" can be a single article: not here.)
//   - Lead: the piece that a story is told by; also the sentences at an issue's head,
//     at the top.
//   - Update: a story that goes on from one of an earlier issue.
//   - Sentence: one sentence of a summary: a quotation with its place in an article.
//   - Piece: an article as an issue cites it: the facts of its line, without its body.
//   - Picture: an article's picture as the archive keeps it, made small by us.
//   - Rights: what an outlet lets us show of its own besides quotations.
//   - Digest: a standing order: name, topic, languages, sources, schedule, template, approval.
//   - Publisher: who stands behind a digest: logo, colour, signature and foot of its letters.
//   - Topic: what a digest keeps: countries, organisations, languages, words, a threshold.
//   - Approval: when a composed issue of a digest may leave: at once, or after a person says so.
//   - Decision: an editor's word on one article of a digest, keep or drop.
//   - Correction: what a digest learned from decisions: named features and what each adds to the score.
//   - Weight: what one feature of a correction adds to the score.
//   - Slot: the local wall-clock minute at which a digest's schedule asks for an issue.
//   - Issue: one dated edition of a digest, frozen once composed. Package digest sets its fields, but ID, Number, the
//     State after composing and the times of sending, which belong to the worker and the ledger.
//   - Material: what an editor composes an issue from: articles, past stories, how sources were read.
//   - Region: a group of countries, or a heading like "economy", under which a letter puts stories and sources.
//   - Section: the stories of an issue under one heading: a region, a country or a theme.
//   - Help: what a language model did for an issue, and what it could not do.
//   - Refusal: a model's sentence that was not printed, and why.
//   - Rendition: a story by a piece in the language of a letter, when its lead piece is in another.
//   - Translation: a story in another language; the original stays beside it.
//   - Country count: how often the week's issues named a country.
//   - Coverage: what was read for an issue and what was not; it tells no news from not looking.
//   - Coverage note: what is wrong with one source of an issue.
//   - Letter: an issue rendered in one language: subject, HTML and text.
//   - Archive: the issues that were sent, as pages and a feed for everybody.
//   - Outbox: the folder in which letters are written as files while no mail server is set.
//   - Subscriber: a person who gets issues.
//   - Subscriber text: a text that an operator may say of a subscriber: a column, a flag and a field.
//   - Delivery: one issue to one subscriber; the pair is unique.
//   - Tally: how many deliveries of an issue are in each state.
//   - Readership: how many subscribe to a digest, in each state, and who of them was struck off by refused letters.
//   - Doubt: a delivery that may or may not have arrived; the digest's policy sends it again or skips it.
//   - Doubt policy: whether deliveries in doubt are sent again or skipped.
//   - Cause: whose matter it is that a mail server refuses a letter: the reader's, the letter's, ours, the moment's.
//   - Brake: what stops a sender whose server refuses us; the issue is then held.
//   - Failure: an article that attache itself failed on, and at which stage; the issue tells of it.
//   - Refusals: how the mail server answered for the readers of an issue; many that say no are a fault of the server.
//   - Wave: the refusals of an issue beside those of the issues before: more than readers who left can explain or not.
//   - Unread: a page that a source listed and that was not read.
//   - Unread cause: a word for why a page was not read.
//   - Unread error: why an address could not be read, in the words of a poll's outcome.
//   - Unread count: how many pages of a source were not read for one cause.
//   - Candidate: an article that an issue may judge, without its text.
//   - Forgotten: what retention has deleted, or would; an article that is forgotten keeps its row, not its text.
//   - Outline: what a list tells of an issue without loading it.
//   - Issue mark: a value that changes with an issue; what is made from equal marks is equal.
//   - Retention: how long texts are kept (database.retention); prune deletes older ones.
//   - Stamp: a time of ours that lies in the future and cannot be right.
//   - Missed: an issue given up as too late by a clock that was ahead; it is approved again.
//   - Alarm: a mail that an issue did not come in time; a heartbeat is the request that says that all is well.
//   - Backup: a copy of the whole database in one file, made while attache runs.
//   - Restore: the filling of a database from a backup; nothing is sent before a person confirms it.
//   - Strike: a refusal of a reader that is not sure; three in two weeks make the subscriber bounced.
//   - Ledger: all deliveries; it makes sending safe to repeat. Its list of an issue's recipients is frozen when the
//     issue is approved; who leaves after that is withdrawn.
//   - Holder: a process that has taken deliveries to send, by name.
//   - Journal: the file in which a holder notes each message just before it leaves, and each outcome;
//     after a crash it tells which deliveries never left and which are in doubt.
//   - Run: one passage through the pipeline: its window, what it read, what each source answered.
//   - Desk: the sources, digests and subscribers that admins edit, as one document.
//   - Invalid error: a mistake that a person can mend, as a sentence and a hint what to do.
//   - Held error: the sending of an issue has stopped in the middle; it goes on when a person releases the issue.
//   - Unreachable error: no message could be offered to the mail server, or it has stopped answering.
//   - Panic error: a fault of attache while it worked on one article; the others go on.
//
// The states of polls, issues, subscribers and deliveries are drawn in docs/states.md.
package news
