// Package news holds the nouns of attache, their states and their checks. It does no I/O and knows
// no other package of the house; every other package speaks in these words.
//
// # Glossary
//
//   - Outlet: a publisher, such as A+ Analytics or the Astana Times.
//   - Source: one polled address of an outlet (a feed, a listing page, …) with how to read it.
//   - Item: one entry of a source's list, as the list states it, before its page is read.
//   - Poll: one visit to a source, and its outcome as a named state.
//   - Fixture: a source's list page as it was when its rules were known to work.
//   - Article: one piece as published. It never changes; its identity is its canonical URL.
//   - Date from: where an article's date comes from: its feed, its page, its address, or the visit.
//   - Block: a paragraph, heading, list entry, quotation or table row of an article's body.
//   - Rules: CSS selectors that say how a source's lists and pages are read.
//   - Standing: how a source has been doing: its last poll, its failures in a row, when it is due.
//   - Window: a half-open span of time, From included, To not.
//   - Verdict: kept or dropped, a score from 0 to 1, and the reasons.
//   - Reason: one ground of a verdict and its share in the score.
//   - Mention: a country, organisation, person or region that a text names.
//   - Story: one event under one summary, over one or more articles. (In research papers a
//     "story" can be a single article: not here.)
//   - Sentence: one sentence of a summary: a quotation with its place in an article.
//   - Piece: an article as an issue cites it: the facts of its line, without its body.
//   - Digest: a standing order: name, topic, languages, sources, schedule, template, approval.
//   - Topic: what a digest keeps: countries, organisations, languages, words, a threshold.
//   - Approval: when a composed issue of a digest may leave: at once, or after a person says so.
//   - Decision: an editor's word on one article of a digest, keep or drop.
//   - Correction: what a digest learned from decisions: named features and what each adds to the score.
//   - Weight: what one feature of a correction adds to the score.
//   - Slot: the local wall-clock minute at which a digest's schedule asks for an issue.
//   - Issue: one dated edition of a digest, frozen once composed. Package digest sets its fields, but ID, Number, the
//     State after composing and the times of sending, which belong to the worker and the ledger.
//   - Material: what an editor composes an issue from: articles, past stories, how sources were read.
//   - Section: the stories of an issue under one heading: a region, a country or a theme.
//   - Help: what a language model did for an issue, and what it could not do.
//   - Refusal: a model's sentence that was not printed, and why.
//   - Rendition: a story by a piece in the language of a letter, when its lead piece is in another.
//   - Translation: a story in another language; the original stays beside it.
//   - Country count: how often the week's issues named a country.
//   - Coverage: what was read for an issue and what was not; it tells no news from not looking.
//   - Letter: an issue rendered in one language: subject, HTML and text.
//   - Subscriber: a person who gets issues.
//   - Delivery: one issue to one subscriber; the pair is unique.
//   - Tally: how many deliveries of an issue are in each state.
//   - Readership: how many subscribe to a digest, in each state, and who of them was struck off by refused letters.
//   - Doubt: a delivery that may or may not have arrived; the digest's policy sends it again or skips it.
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
//   - Stamp: a time of ours that lies in the future and cannot be right.
//   - Missed: an issue given up as too late by a clock that was ahead; it is approved again.
//   - Restore: the filling of a database from a backup; nothing is sent before a person confirms it.
//   - Strike: a refusal of a reader that is not sure; three in two weeks make the subscriber bounced.
//   - Ledger: all deliveries; it makes sending safe to repeat.
//   - Holder: a process that has taken deliveries to send, by name.
//   - Journal: the file in which a holder notes each message just before it leaves, and each outcome;
//     after a crash it tells which deliveries never left and which are in doubt.
//   - Run: one passage through the pipeline: its window, what it read, what each source answered.
//   - Desk: the sources, digests and subscribers that admins edit, as one document.
//
// The states of polls, issues, subscribers and deliveries are drawn in docs/states.md.
package news
