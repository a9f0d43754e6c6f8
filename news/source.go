package news

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Outlet is a publisher.
type Outlet struct {
	Name string `json:"name" yaml:"name"` // as printed in a digest; unique
	// ISO 3166-1 alpha-2; "" = none (an international desk)
	Country string `json:"country,omitempty" yaml:"country,omitempty"`
	// heading in lists of sources, e.g. "Central Asia"
	Region string `json:"region,omitempty" yaml:"region,omitempty"`
	// media, agency, thinktank, government, organisation, blog; "" = media
	Kind string `json:"kind,omitempty" yaml:"kind,omitempty"`
	Home string `json:"home,omitempty" yaml:"home,omitempty"` // home page URL
}

// SourceKind says how a source's address is read.
type SourceKind string

// The kinds of source.
const (
	KindFeed      SourceKind = "feed"      // RSS, Atom, RDF or JSON Feed, told apart by content
	KindWordPress SourceKind = "wordpress" // the posts of a WordPress site's JSON API (/wp-json/wp/v2/posts)
	KindSitemap   SourceKind = "sitemap"   // a sitemap, a news sitemap, or an index of them
	KindListing   SourceKind = "listing"   // an HTML page with a list of articles, read by Rules
	KindTelegram  SourceKind = "telegram"  // the preview page of a public channel (https://t.me/s/NAME)
)

// SourceKinds lists all kinds in the order they are documented.
var SourceKinds = []SourceKind{KindFeed, KindWordPress, KindSitemap, KindListing, KindTelegram}

// KindNames lists all kinds for people: "feed, wordpress, sitemap, listing or telegram".
func KindNames() string {
	var names []string
	for _, k := range SourceKinds {
		names = append(names, string(k))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// Rules are CSS selectors (goquery syntax). Item, Link, Date, Title and Next read a listing page; Link, Title
// and Date are sought inside each Item. The Article* rules read the article's page and win over guessing.
type Rules struct {
	Item  string `json:"item,omitempty" yaml:"item,omitempty"`   // one entry of the list; "" = every Link is an entry
	Link  string `json:"link,omitempty" yaml:"link,omitempty"`   // the anchor; "" = the entry's first link
	Title string `json:"title,omitempty" yaml:"title,omitempty"` // "" = the link's text
	// text, datetime or content attribute; the entry itself = its text beside the links; "" = read from the article
	Date  string `json:"date,omitempty" yaml:"date,omitempty"`
	Next  string `json:"next,omitempty" yaml:"next,omitempty"`   // link to the next page of the list; "" = one page
	Pages int    `json:"pages,omitempty" yaml:"pages,omitempty"` // most pages of the list to read; 0 = 1
	// regular expression that an item's URL must match; "" = any
	Match string `json:"match,omitempty" yaml:"match,omitempty"`

	ArticleTitle string `json:"article_title,omitempty" yaml:"article_title,omitempty"`
	ArticleBody  string `json:"article_body,omitempty" yaml:"article_body,omitempty"`
	ArticleDate  string `json:"article_date,omitempty" yaml:"article_date,omitempty"`
	ArticleBy    string `json:"article_by,omitempty" yaml:"article_by,omitempty"`
	// removed before the body is read
	ArticleStrip string `json:"article_strip,omitempty" yaml:"article_strip,omitempty"`
	// link to the article's next page; "" = what is marked or named so, or has the next number
	ArticleNext string `json:"article_next,omitempty" yaml:"article_next,omitempty"`
}

// DefaultEvery is the poll interval of a source that sets none.
const DefaultEvery = 30 * time.Minute

// Rights say what the outlet lets us show of its own, besides quotations.
type Rights struct {
	// pictures of its articles, copied and made smaller, in letters and the archive; a digest asks for them (picture)
	Images bool `json:"images,omitempty" yaml:"images,omitempty"`
	// what is quoted of it stands in letters only: the public archive shows headline and link
	NoArchive bool `json:"no_archive,omitempty" yaml:"no_archive,omitempty"`
}

// Source is one polled address of an outlet.
type Source struct {
	ID int64 `json:"id,omitempty" yaml:"-"`
	// unique, lower case letters, digits, dots and dashes: what a command calls it by
	Name   string     `json:"name" yaml:"name"`
	Outlet Outlet     `json:"outlet" yaml:"outlet"`
	URL    string     `json:"url" yaml:"url"` // http or https; unique
	Kind   SourceKind `json:"kind" yaml:"kind"`
	Rules  Rules      `json:"rules,omitzero" yaml:"rules,omitempty"`
	// BCP 47 hint for texts too short to tell; "" = none
	Language string `json:"language,omitempty" yaml:"language,omitempty"`
	TimeZone string `json:"time_zone,omitempty" yaml:"time_zone,omitempty"`
	// 03.04.2026 is 3 April even where the language would say otherwise
	DayFirst bool `json:"day_first,omitempty" yaml:"day_first,omitempty"`
	// poll interval, ≥ 1 minute; 0 = DefaultEvery
	Every time.Duration `json:"every,omitempty" yaml:"every,omitempty"`
	// pages and listing are read as a browser shows them, after their scripts ran
	Browser bool `json:"browser,omitempty" yaml:"browser,omitempty"`
	// most characters quoted of one article; 0 = 600
	Excerpt int    `json:"excerpt,omitempty" yaml:"excerpt,omitempty"`
	Rights  Rights `json:"rights,omitzero" yaml:"rights,omitempty"`
	// what it is sorted by on the desk, such as energy or morning
	Groups  []string `json:"groups,omitempty" yaml:"groups,omitempty"`
	Enabled bool     `json:"enabled" yaml:"enabled"`
}

// Bounds of the groups of a source or a digest: how many, and the characters of a name.
const mostGroups, longestGroup = 20, 40

// checkGroups reports the first group that is none, as an *InvalidError.
func checkGroups(groups []string) error {
	if len(groups) > mostGroups {
		return Invalid("groups", "These are %d groups: %d is the most.", len(groups), mostGroups)
	}
	for _, g := range groups {
		if g == "" || strings.TrimSpace(g) != g || strings.ContainsAny(g, ",;\n\t") ||
			utf8.RuneCountInString(g) > longestGroup {
			return Invalid("groups", "%q is not the name of a group: use up to %d characters, without commas.", g,
				longestGroup)
		}
	}
	return nil
}

// isName reports whether s can name a source or a digest: 1 to 80 lower-case letters, digits, dots and dashes, the
// first a letter or digit.
func isName(s string) bool {
	other := strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-'
	})
	return s != "" && len(s) <= 80 && other < 0 && s[0] != '.' && s[0] != '-'
}

// isCountryCode reports whether s has the form of a code of ISO 3166-1, such as KZ.
func isCountryCode(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// Validate reports the first mistake as an *InvalidError.
func (s *Source) Validate() error {
	switch {
	case !isName(s.Name):
		return Invalid("name", "%q is not a source name: use 1 to 80 lower-case letters, digits, dots and dashes.",
			s.Name)
	case strings.TrimSpace(s.Outlet.Name) == "":
		return Invalid("outlet.name", "A source needs the name of its outlet.")
	case s.Outlet.Country != "" && !isCountryCode(s.Outlet.Country):
		return Invalid("outlet.country", "%q is not a two-letter country code such as KZ.", s.Outlet.Country)
	}
	u, err := url.Parse(s.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return Invalid("url", "%q is not a web address: it must start with https:// or http:// and name a host.", s.URL)
	}
	if !slices.Contains(SourceKinds, s.Kind) {
		return Invalid("kind", "%q is not a kind of source: use %s.", s.Kind, KindNames())
	}
	if s.Kind == KindListing && s.Rules.Item == "" && s.Rules.Link == "" {
		return Invalid("rules", "A listing needs a rule: set rules.item or rules.link to a CSS selector.")
	}
	if _, err := regexp.Compile(s.Rules.Match); err != nil {
		return Invalid("rules.match", "%q is not a regular expression: %v.", s.Rules.Match, err)
	}
	if _, err := s.Location(); err != nil {
		return Invalid("time_zone", "%q is not a time zone: use a name such as Asia/Almaty.", s.TimeZone)
	}
	if s.Every != 0 && s.Every < time.Minute {
		return Invalid("every", "A source may be polled once a minute at most; %s is shorter.", s.Every)
	}
	return checkGroups(s.Groups)
}

// Location is the source's time zone, UTC when it sets none.
func (s *Source) Location() (*time.Location, error) { return time.LoadLocation(s.TimeZone) }

// Interval is Every, or DefaultEvery when that is zero.
func (s *Source) Interval() time.Duration { return cmp.Or(s.Every, DefaultEvery) }

// Item is one entry of a source's list.
type Item struct {
	URL       string    `json:"url"` // canonical
	Title     string    `json:"title,omitempty"`
	Authors   []string  `json:"authors,omitempty"`
	Published time.Time `json:"published,omitzero"` // zero when the list gives none
	Summary   string    `json:"summary,omitempty"`  // plain text
	Body      []Block   `json:"body,omitempty"`     // when the list carries the whole text
	// the summary's paragraphs and list entries, when it has several; its text is theirs
	Lead []Block `json:"lead,omitempty"`
	// who published it, when that is not the source's own outlet: an aggregator's list says so
	Outlet   Outlet `json:"outlet,omitzero"`
	Image    string `json:"image,omitempty"`
	Language string `json:"language,omitempty"`
	// its source was never read before: without a date it is backlog, no news (Article.Backlog)
	First bool `json:"-"`
}

// PollState names the outcome of a poll.
type PollState string

// The outcomes of a poll.
const (
	PollNever       PollState = "never"        // not tried yet
	PollOK          PollState = "ok"           // read; Items says how many entries
	PollNotModified PollState = "not modified" // the server says nothing changed (304)
	PollEmpty       PollState = "empty"        // fetched fine, no items
	PollUndated     PollState = "undated"      // items, and not one date in list or pages
	PollBlocked     PollState = "blocked"      // robots.txt does not allow the address
	PollRefused     PollState = "refused"      // 4xx, or an address that must not be fetched
	PollFailing     PollState = "failing"      // 5xx, timeout, DNS, connection: may heal by itself
	PollBroken      PollState = "broken"       // fetched, but cannot be parsed
)

// Good reports whether the state counts as "read" in a coverage line.
func (s PollState) Good() bool { return s == PollOK || s == PollNotModified || s == PollUndated }

// Poll is one visit to a source.
type Poll struct {
	SourceID int64         `json:"source_id"`
	Started  time.Time     `json:"started,omitzero"`
	Took     time.Duration `json:"took"`
	State    PollState     `json:"state"`
	Detail   string        `json:"detail,omitempty"` // a full sentence for people: what went wrong, what to do
	Status   int           `json:"status,omitempty"` // HTTP status of the list; 0 = none
	Items    int           `json:"items"`            // entries in the list
	New      int           `json:"new"`              // articles kept from it that were not known
	// new entries whose page could not be read; they are tried again
	Unread       int       `json:"unread,omitempty"`
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	RetryAfter   time.Time `json:"retry_after,omitzero"` // the server's own wish (Retry-After), zero when none
	NextTry      time.Time `json:"next_try,omitzero"`
	Date         time.Time `json:"date,omitzero"` // the server's time as it answered, by its clock; zero = not told
}

// Standing is how a source has been doing.
type Standing struct {
	Source      Source    `json:"source"`
	Last        Poll      `json:"last"`                  // State PollNever when there was none
	LastSuccess time.Time `json:"last_success,omitzero"` // newest Good or empty poll
	LastNews    time.Time `json:"last_news,omitzero"`    // newest article's first sight
	Failures    int       `json:"failures,omitempty"`    // polls in a row that were not Good
}

// Fixture is a source's list page as it was when its rules were known to work.
type Fixture struct {
	SourceID    int64     `json:"-"`
	Taken       time.Time `json:"taken,omitzero"`
	URL         string    `json:"url"` // after redirects
	ContentType string    `json:"content_type,omitempty"`
	Items       int       `json:"items"`  // entries that it gave then
	Titled      int       `json:"titled"` // those with a title
	Dated       int       `json:"dated"`  // those with a date
	Body        []byte    `json:"-"`
}
