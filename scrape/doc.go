// Package scrape turns sources into articles: it visits feeds, sitemaps, listing pages, WordPress sites and Telegram
// previews politely (one request at a time and a minimum gap per host, robots.txt first, conditional requests, bounds
// on time, size and redirects, no private addresses), reads the pages behind their entries, and finds the ways in to a
// site by itself.
//
// It does not decide what is news, keeps nothing between runs but a bounded memory of hosts, and writes nothing: the
// store and the worker do. The road through the files is
//
//	Fetcher.Poll → list → feed, wordpress, sitemap, listing, telegram → []news.Item
//	Fetcher.Read → Fetcher.document → ReadPage → followPages → news.Article
//	Fetcher.Trim → news.Article without what the source's pages repeat
//	Fetcher.Discover → candidates, listing rule → []Way
//
// and under all three Fetcher.get: guard → robots → host gate → one exchange, repeated over redirects and retries. Pages of
// sources with browser: true pass through Fetcher.show in between, where a browser runs their scripts and gets what these ask
// for through Fetcher.get again.
package scrape
