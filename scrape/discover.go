package scrape

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
	"attache/scrape/page"
	"attache/text"
)

const (
	discoverTime   = 3 * time.Minute // most time one discovery takes
	discoverTries  = 16              // most addresses it tries besides the one it was given
	candidateItems = 10              // items shown of each candidate
)

// Candidate is one way to read a site: a source ready to be stored, and what it would list now.
type Candidate struct {
	Source news.Source // enabled, with a name made of the host; the caller may change everything
	Items  []news.Item // the newest it lists, at most ten
	Why    string      // how it was found and why it stands where it stands
	Score  float64     // 0..1: freshness, completeness and stability together

	beside bool // a list beside an article
}

// attempt is an address that may be a candidate.
type attempt struct {
	url   string
	kind  news.SourceKind
	rules news.Rules
	found string      // how it was found, as the beginning of Candidate.Why
	trust float64     // how much the finding itself speaks for it, added to the score
	page  *fetch.Page // fetched already; nil = not
	shown bool        // page is what a browser made of it
	deep  bool        // found on a page that stood where a feed was looked for
}

// Discover finds the ways to read a site, best first. rawURL is any address of it: the home page, a section, a feed, a
// sitemap, a Telegram channel; without a scheme https is tried before http. It tries what the page itself announces,
// then the usual places, then looks for a list on the page, and does the same with the site's front page when it was
// given another one, or one that is gone. A page that scripts fill is shown in a browser when nothing else is found and
// there is one. A way that is clearly behind another one is put back. No way found is no error, unless scripts fill the
// page and there is no browser; else the error says why the address could not be read at all.
func (f *Fetcher) Discover(ctx context.Context, rawURL string) ([]Candidate, error) {
	ctx, cancel := context.WithTimeout(ctx, discoverTime)
	defer cancel()
	fetched, u, err := f.front(ctx, rawURL)
	if err != nil && u == nil {
		return nil, err
	}
	d := &discovery{f: f, base: u, tried: map[string]bool{}}
	if fetch.IsGone(err) && strings.Trim(u.Path, "/") != "" {
		if at, err2 := url.Parse(fetch.Home(u)); err2 == nil {
			if front, err2 := f.client.Document(ctx, fetch.Request{URL: at, Accept: fetch.AcceptPage}); err2 == nil {
				fetched, err, d.gone = front, nil, true
			}
		}
	}
	if err == nil {
		if u, err = url.Parse(fetched.URL); err != nil {
			return nil, fmt.Errorf("discover %s: %w", rawURL, err)
		}
		d.base = u
		if !d.direct(fetched) {
			d.own(ctx, fetched)
		}
	}
	frontErr := err
	d.usual(ctx)
	d.run(ctx)
	if len(d.candidates) == 0 && frontErr == nil && ctx.Err() == nil && fetch.IsScripted(fetched) {
		if err := d.show(ctx, fetched); err != nil {
			return nil, fmt.Errorf("discover %s: %w", rawURL, err)
		}
	}
	if len(d.candidates) == 0 && frontErr != nil {
		return nil, fmt.Errorf("discover %s: %w", rawURL, frontErr)
	}
	if ctx.Err() != nil && len(d.candidates) == 0 {
		return nil, fmt.Errorf("discover %s: %w", rawURL, ctx.Err())
	}
	return d.ranked(), nil
}

// front fetches the address that was given. u is nil when it is no address at all.
func (f *Fetcher) front(ctx context.Context, raw string) (fetch.Page, *url.URL, error) {
	raw = strings.TrimSpace(raw)
	if name, ok := strings.CutPrefix(raw, "@"); ok && list.ChannelName.MatchString(name) {
		raw = "https://t.me/s/" + name
	}
	guessed := !strings.Contains(raw, "://")
	if guessed && strings.Contains(raw, "@") { // an e-mail address, mailto:
		return fetch.Page{}, nil,
			news.Invalid("url", "%q is not a web address: it must start with https:// or http:// and name a host.", raw)
	}
	if guessed {
		raw = "https://" + raw
	}
	u, err := fetch.ParseURL(raw)
	if err != nil {
		return fetch.Page{}, nil, err
	}
	if name, ok := list.TelegramChannel(u); ok {
		u.Path, u.RawPath, u.RawQuery = "/s/"+name, "", ""
	}
	fetched, err := f.client.Document(ctx, fetch.Request{URL: u, Accept: fetch.AcceptPage})
	if err != nil && guessed && ctx.Err() == nil {
		plain := *u
		plain.Scheme = "http"
		if second, err2 := f.client.Document(ctx, fetch.Request{URL: &plain, Accept: fetch.AcceptPage}); err2 == nil {
			return second, &plain, nil
		}
	}
	if ctx.Err() != nil {
		return fetch.Page{}, nil, ctx.Err()
	}
	return fetched, u, err
}

// discovery gathers candidates and the ways that they turn out to be.
type discovery struct {
	f          *Fetcher
	base       *url.URL
	article    bool // the page that was given is one article: the site is what is looked for
	gone       bool // there is nothing at the address that was given: the front page stands for it
	outlet     string
	language   string
	wordPress  bool
	api        string // where the site says that its WordPress API begins; "" = it does not say
	attempts   []attempt
	tried      map[string]bool
	candidates []Candidate
}

func (d *discovery) add(c attempt) {
	_, address, _ := strings.Cut(c.url, "://") // http and https lead to the same; a slash at the end may not
	if key := string(c.kind) + " " + address + c.rules.Item; c.url != "" && !d.tried[key] {
		d.tried[key] = true
		d.attempts = append(d.attempts, c)
	}
}

// direct reports whether the page that was given is a way by itself, and takes it.
func (d *discovery) direct(fetched fetch.Page) bool {
	if _, ok := list.TelegramChannel(d.base); ok {
		if doc, _, err := list.ParsePage(fetched); err == nil {
			d.outlet = markup.OneLine(doc.Find(".tgme_channel_info_header_title").First().Text())
		}
		d.add(attempt{
			url: fetched.URL, kind: news.KindTelegram, found: "The channel's preview page", trust: 0.2,
			page: &fetched,
		})
		return true
	}
	if body, err := d.f.client.Gunzip(fetched.Body); err == nil && list.IsSitemap(body) {
		d.add(attempt{
			url: fetched.URL, kind: news.KindSitemap, found: "A sitemap at the address itself", trust: 0.2,
			page: &fetched,
		})
		return true
	}
	if feed, _, err := list.ParseFeed(fetched.Body, fetched.ContentType); err == nil {
		d.outlet, d.language = markup.FragmentText(feed.Title), list.LanguageTag(feed.Language)
		d.wordPress = strings.Contains(feed.Generator, "wordpress.org")
		d.add(attempt{
			url: fetched.URL, kind: news.KindFeed, found: "A feed at the address itself", trust: 0.2,
			page: &fetched,
		})
		return true
	}
	return false
}

// own looks at the page that was given, and at the site's front page.
func (d *discovery) own(ctx context.Context, fetched fetch.Page) {
	doc, base, err := list.ParsePage(fetched)
	if err != nil {
		return
	}
	d.article = strings.Trim(d.base.Path, "/") != "" && isArticle(doc)
	d.describe(doc)
	d.links(doc, base, "the page", 0, false)
	d.ofTongue()
	trust := 0.0
	if d.article {
		trust = besideArticle
	} else if d.wordPress && strings.Trim(d.base.Path, "/") != "" {
		section := *d.base
		section.Path, section.RawPath, section.RawQuery = strings.TrimSuffix(section.Path, "/")+"/feed/", "", ""
		d.add(attempt{url: section.String(), kind: news.KindFeed, found: "The feed of the section", trust: 0.1})
	}
	d.lists(doc, base, fetched, "on the page itself", trust)
	at, err := url.Parse(fetch.Home(d.base))
	if err != nil || strings.Trim(d.base.Path, "/") == "" {
		return
	}
	front, err := d.f.client.Document(ctx, fetch.Request{URL: at, Accept: fetch.AcceptPage})
	if err != nil {
		return
	}
	if doc, base, err = list.ParsePage(front); err != nil {
		return
	}
	d.describe(doc)
	d.links(doc, base, "the front page", -0.1, false)
	d.lists(doc, base, front, "on the front page", -0.2)
}

// besideArticle is the trust in lists that stand beside an article: they show what is like it or read most, on a page
// that will not be kept up.
const besideArticle = -1.2

// lists takes the lists of a page.
func (d *discovery) lists(doc *goquery.Document, base *url.URL, fetched fetch.Page, where string, trust float64) {
	finder := &ruleFinder{doc: doc, base: base, lang: d.language, now: d.f.Now()}
	for i, one := range finder.find() {
		d.add(attempt{
			url: fetched.URL, kind: news.KindListing, rules: one.rules, trust: trust - 0.1*float64(i), page: &fetched,
			found: fmt.Sprintf("A list %s, found by its repeated blocks (%s)", where, one.rules.Item),
		})
	}
}

// isArticle reports whether a page says of itself that it is one article.
func isArticle(doc *goquery.Document) bool {
	if strings.EqualFold(doc.Find(`meta[property="og:type"]`).First().AttrOr("content", ""), "article") {
		return true
	}
	said := false
	doc.Find(`script[type="application/ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		said = said || articleType().MatchString(s.Text())
	})
	return said
}

var articleType = text.Pattern(`"@type"\s*:\s*\[?\s*"(News|Analysis|Opinion|Reportage)?(Article|BlogPosting)"`)

// describe takes the outlet's name and language from the page.
func (d *discovery) describe(doc *goquery.Document) {
	for _, sel := range []string{`meta[property="og:site_name"]`, `meta[name="application-name"]`} {
		if name := markup.OneLine(doc.Find(sel).First().AttrOr("content", "")); d.outlet == "" {
			d.outlet = name
		}
	}
	if d.language == "" {
		var said strings.Builder
		doc.Find("a, p").EachWithBreak(func(_ int, s *goquery.Selection) bool {
			if line := markup.OneLine(s.Text()); titleLike(line) {
				said.WriteString(line + ". ")
			}
			return said.Len() < page.LanguageSample
		})
		d.language = page.LanguageOf(said.String(), list.LanguageTag(doc.Find("html").AttrOr("lang", "")))
	}
	if d.outlet == "" && strings.Trim(d.base.Path, "/") == "" {
		d.outlet = markup.Shorten(markup.OneLine(doc.Find("title").First().Text()), 60)
	}
	if at := list.Resolve(d.base, doc.Find(`link[rel="https://api.w.org/"]`).AttrOr("href", "")); at != "" {
		d.api = at
	}
	d.wordPress = d.wordPress || d.api != "" ||
		doc.Find(`link[href*="/wp-content/"], script[src*="/wp-content/"], `+
			`meta[name="generator"][content^="WordPress"]`).Length() > 0
}

// run tries the candidates. What one leads to is tried right behind it.
func (d *discovery) run(ctx context.Context) {
	asked, feeds, maps := 0, false, false
	for i := 0; i < len(d.attempts); i++ {
		if ctx.Err() != nil {
			return
		}
		c := d.attempts[i]
		if c.page == nil {
			if asked >= discoverTries || feeds && c.found == feedAtUsual || maps && c.found == mapAtUsual {
				continue
			}
			asked++
		}
		known := len(d.attempts)
		if d.try(ctx, c) {
			feeds = feeds || c.kind == news.KindFeed
			maps = maps || c.kind == news.KindSitemap
		}
		led := d.attempts[known:]
		d.attempts = slices.Insert(slices.Clone(d.attempts[:known]), i+1, led...)
	}
	d.attempts = nil
}

// try reads a candidate and keeps it when it lists items.
func (d *discovery) try(ctx context.Context, c attempt) bool {
	src := news.Source{
		Name: d.name(), Outlet: news.Outlet{Name: d.outlet, Home: fetch.Home(d.base)}, URL: c.url, Kind: c.kind,
		Rules:    c.rules,
		Language: d.language, Browser: c.shown, Enabled: true,
	}
	if src.Outlet.Name == "" {
		src.Outlet.Name = strings.TrimPrefix(fetch.HostKey(d.base), "www.")
	}
	page.CleanOutlet(&src.Outlet)
	fetched := c.page
	if fetched == nil {
		listed, err := d.f.listPageOf(ctx, src)
		if err != nil {
			return false
		}
		fetched = &listed
		src.URL = cmp.Or(fetched.Moved, src.URL)
	} else {
		src.URL = fetched.URL
	}
	l, err := d.f.readList(ctx, src, *fetched)
	if err != nil {
		if c.kind == news.KindFeed && !c.deep && list.LooksLikeHTML(fetched.Body) {
			d.feedsOn(*fetched, c)
		}
		return false
	}
	var p news.Poll
	items, cut := d.f.normalise(l.Items)
	d.f.judgeList(src, *fetched, l, cut, &p, items)
	if len(items) == 0 || !p.State.Good() {
		return false
	}
	var titles strings.Builder
	for _, it := range items[:min(len(items), candidateItems)] {
		titles.WriteString(it.Title + ". ")
	}
	src.Language = page.LanguageOf(titles.String(), cmp.Or(src.Language, items[0].Language))
	d.candidates = append(d.candidates, Candidate{
		Source: src, Items: items[:min(len(items), candidateItems)],
		Why: d.why(c, items), Score: d.score(c, items), beside: c.trust <= besideArticle,
	})
	return true
}

// show looks for lists on a page that scripts fill, as a browser shows it. The error says what is lacking.
func (d *discovery) show(ctx context.Context, fetched fetch.Page) error {
	if d.f.client.LacksBrowser() != "" {
		return fetch.ScriptedFailure(fetched)
	}
	shown, err := d.f.client.Show(ctx, fetched, d.language)
	if err != nil {
		return err
	}
	doc, base, err := list.ParsePage(shown)
	if err != nil {
		return err
	}
	d.describe(doc)
	d.links(doc, base, "the page", 0, false)
	d.lists(doc, base, shown, "on the page as a browser shows it", 0)
	for i := range d.attempts {
		d.attempts[i].shown = d.attempts[i].page != nil
	}
	d.run(ctx)
	if len(d.candidates) == 0 && ctx.Err() == nil {
		return fetch.Broken(fetched.URL,
			"The page %s needs a browser: scripts fill it. A browser has shown it, but no list of articles was found "+
				"on it either.", fetched.URL)
	}
	return nil
}

// why describes a way.
func (d *discovery) why(c attempt, items []news.Item) string {
	dated := datedItems(items)
	parts := []string{fmt.Sprintf("%d items", len(items))}
	switch {
	case dated == len(items):
		parts = append(parts, "all dated")
	case dated == 0:
		parts = append(parts, "none dated (the pages are asked)")
	default:
		parts = append(parts, fmt.Sprintf("%d dated", dated))
	}
	if dated > 0 {
		parts = append(parts, "newest "+newest(items).Format("2 January 2006 15:04 UTC"))
	}
	if whole := wholeTexts(items); whole > 0 {
		parts = append(parts, fmt.Sprintf("%d with their whole text", whole))
	}
	why := c.found + ": " + strings.Join(parts, ", ") + "."
	if d.gone {
		why += " There is nothing at the address that was given, so this is from the site's front page."
	}
	return why
}

// score weighs a way: half of it is how well such ways keep over the years, the rest is what this one lists today.
func (d *discovery) score(c attempt, items []news.Item) float64 {
	stable := map[news.SourceKind]float64{
		news.KindFeed: 1, news.KindWordPress: 0.9, news.KindTelegram: 0.8, news.KindSitemap: 0.6, news.KindListing: 0.5,
	}[c.kind]
	dated := float64(datedItems(items)) / float64(len(items))
	titled := 0.0
	for _, it := range items {
		if it.Title != "" {
			titled += 1 / float64(len(items))
		}
	}
	many := float64(min(len(items), 10)) / 10
	whole := float64(wholeTexts(items)) / float64(len(items))
	if c.kind == news.KindTelegram {
		whole = 0 // a message is whole, an article is not in it
	}
	s := 0.5*stable + 0.15*dated + 0.1*titled + 0.1*many + 0.05*whole + 0.1*freshness(newest(items), d.f.Now()) +
		0.25*c.trust
	return max(0, min(1, s))
}

// freshness falls from 1 for today's newest item to 0 for one of a year ago.
func freshness(newest, now time.Time) float64 {
	if newest.IsZero() {
		return 0
	}
	days := now.Sub(newest).Hours() / 24
	switch {
	case days <= 2:
		return 1
	case days <= 14:
		return 0.8
	case days <= 60:
		return 0.5
	case days <= 365:
		return 0.2
	}
	return 0
}

// wholeTexts counts the items that carry their whole text.
func wholeTexts(items []news.Item) (n int) {
	for _, it := range items {
		if len(it.Body) > 0 {
			n++
		}
	}
	return n
}

func datedItems(items []news.Item) (n int) {
	for _, it := range items {
		if !it.Published.IsZero() {
			n++
		}
	}
	return n
}

func newest(items []news.Item) (t time.Time) {
	for _, it := range items {
		if it.Published.After(t) {
			t = it.Published
		}
	}
	return t
}

// behind puts a way back whose newest piece is older than another way's: an outlet that moves on often leaves its old
// feed behind.
func (d *discovery) behind() {
	var best time.Time
	for _, w := range d.candidates {
		if t := newest(w.Items); !w.beside && t.After(best) {
			best = t
		}
	}
	for i := range d.candidates {
		w := &d.candidates[i]
		switch t := newest(w.Items); {
		case t.IsZero():
		case best.Sub(t) > 30*24*time.Hour:
			w.Score = max(0, w.Score-0.4)
			w.Why += " It may be given up: another way has pieces of " + best.Format("2 January 2006") + "."
		case best.Sub(t) > 3*24*time.Hour:
			w.Score = max(0, w.Score-0.1)
			w.Why += " Another way has newer pieces, of " + best.Format("2 January 2006") + "."
		}
	}
}

// ranked returns the ways, best first, without those that only repeat a better one of the same kind.
func (d *discovery) ranked() []Candidate {
	d.behind()
	sort.SliceStable(d.candidates, func(i, j int) bool { return d.candidates[i].Score > d.candidates[j].Score })
	var out []Candidate
	seen := map[string]bool{}
	for _, w := range d.candidates {
		key := string(w.Source.Kind)
		for _, it := range w.Items {
			key += " " + it.URL
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, w)
		}
	}
	return out
}

// name is what the ways found are called by.
func (d *discovery) name() string {
	if at, err := url.Parse(fetch.Home(d.base)); err == nil && d.article {
		return sourceName(at)
	}
	return sourceName(d.base)
}

// sourceName makes a source's name of an address: the host, and the section when there is one.
func sourceName(u *url.URL) string {
	parts := []string{strings.TrimPrefix(fetch.HostKey(u), "www.")}
	if name, ok := list.TelegramChannel(u); ok {
		parts = []string{"t.me", name}
	} else if p := strings.Trim(u.Path, "/"); p != "" && !feedWords().MatchString("/"+p) && !strings.Contains(p, ".") {
		parts = append(parts, strings.Split(p, "/")[0])
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		case r == '_':
			return '-'
		}
		return -1
	}, strings.ToLower(strings.Join(parts, "-")))
	name = strings.Trim(name, "-.")
	return name[:min(len(name), 80)]
}
