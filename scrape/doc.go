// Package scrape turns sources into articles: it visits a source and says what came of it, reads the pages behind the
// new entries and joins those that go on, finds the ways in to a site and the rules to read it by, and tells when a
// source's layout drifts.
//
// It does not decide what is news, keeps nothing between runs but a bounded memory of hosts, and writes nothing: the
// store and the worker do. An Article's fields are set here and in page, nowhere else. Its packages are
//
//	fetch   the polite client: robots.txt, rates, limits, guard, browser
//	list    feeds, sitemaps, WordPress, Telegram, listing pages → items
//	page    bytes → article fields; no I/O
//	date    dates in the words of any language
//	markup  charset and fragments of HTML
//
// Read fetcher.go first, then poll.go and article.go:
//
//	Fetcher.Poll → list.Reader → []news.Item
//	Fetcher.Read → fetch.Client.View → page.Read → followPages → news.Article
//	Fetcher.Trim → news.Article without what the source's pages repeat
//	Fetcher.Discover → attempts, listing rules → []Candidate
package scrape
