package news

import (
	"strings"
	"time"
	"unicode"
)

// BlockKind says what a block is.
type BlockKind string

// The kinds of block.
const (
	Paragraph BlockKind = "p"
	Heading   BlockKind = "h"
	ListEntry BlockKind = "li"
	Quotation BlockKind = "q"
	TableRow  BlockKind = "tr" // cells joined by " | "
	Caption   BlockKind = "cap"
)

// Block is one block of an article's body: plain text, spaces collapsed, no line breaks.
type Block struct {
	Kind BlockKind `json:"k"`
	Text string    `json:"t"`
}

// DateFrom says where an article's date comes from.
type DateFrom string

// The origins of a date, best first: the first that tells one dates the article.
const (
	DateFromPage   DateFrom = "page"   // structured data of its page, or the source's rule
	DateFromFeed   DateFrom = "feed"   // the list it came from
	DateFromMark   DateFrom = "mark"   // a date that its page marks as one, or names as that of publication
	DateFromText   DateFrom = "text"   // other text of its page
	DateFromChange DateFrom = "change" // its page tells only when it was changed
	DateFromSeen   DateFrom = "seen"   // none of them: the time it was first seen
)

// OnPage reports whether the article's page tells its date.
func (f DateFrom) OnPage() bool {
	switch f {
	case DateFromPage, DateFromMark, DateFromText, DateFromChange:
		return true
	}
	return false
}

// DefaultExcerpt is how many characters of one article may be quoted when its source sets no budget.
const DefaultExcerpt = 600

// Article is one piece as published.
type Article struct {
	ID        int64     `json:"id,omitempty"`
	URL       string    `json:"url"` // canonical: no fragment, no tracking parameters
	SourceID  int64     `json:"source_id,omitempty"`
	Outlet    Outlet    `json:"outlet"`
	Title     string    `json:"title"`
	Authors   []string  `json:"authors,omitempty"`
	Published time.Time `json:"published,omitzero"` // by the outlet's clock; UTC where that is not known
	DateFrom  DateFrom  `json:"date_from"`
	Seen      time.Time `json:"seen,omitzero"` // UTC, when attache first read it
	Language  string    `json:"language,omitempty"`
	Image     string    `json:"image,omitempty"`
	Blocks    []Block   `json:"blocks"`
	Summary   string    `json:"summary,omitempty"` // the outlet's own lead, from feed or metadata
	Excerpt   int       `json:"excerpt,omitempty"` // the source's copyright budget in characters; 0 = DefaultExcerpt
	// what is quoted of it stands in letters only, as its source says today; it is not kept
	NoArchive bool `json:"-"`
	// only a teaser could be read (paywall, feed text only), or the text was cut
	Partial bool `json:"partial,omitempty"`
	// bytes that the text had before it was cut (Bound); 0 = it was not
	Whole     int  `json:"whole,omitempty"`
	Forgotten bool `json:"forgotten,omitempty"` // its text was deleted by retention: Blocks and Summary are empty

	ForgottenAt time.Time `json:"forgotten_at,omitzero"` // when that was; zero = not, or it is not known
	// undated and there when the source was first polled: never counted as new
	Backlog bool `json:"backlog,omitempty"`
}

// Text is the body as one string, blocks parted by a blank line. The byte offsets of sentences and mentions refer to
// it.
func (a *Article) Text() string {
	var b strings.Builder
	for i, bl := range a.Blocks {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(bl.Text)
	}
	return b.String()
}

// Dated is the time that windows compare: Published, or Seen when the article has no date of its own.
func (a *Article) Dated() time.Time {
	if a.DateFrom == DateFromSeen {
		return a.Seen
	}
	return a.Published
}

// Candidate is an article that may become part of an issue, without its text.
type Candidate struct {
	ID       int64
	SourceID int64     // of the digest's sources, the first that listed it
	Dated    time.Time // Article.Dated
	Seen     time.Time // when that source was first seen to list it
	Bytes    int       // of its text, as it is stored
}

// Reading speed: words a minute; where words are not parted by spaces, letters that count as one.
const (
	WordsMinute = 200
	lettersWord = 2 // of Chinese and Japanese: 400 letters a minute
	thaiWord    = 5 // of Thai, Lao, Khmer and Burmese
)

// unspaced are the scripts whose words are not parted by spaces, with the letters that count as a word.
var unspaced = []struct {
	script  *unicode.RangeTable
	letters int
}{
	{unicode.Han, lettersWord},
	{unicode.Hiragana, lettersWord},
	{unicode.Katakana, lettersWord},
	{unicode.Thai, thaiWord},
	{unicode.Lao, thaiWord},
	{unicode.Khmer, thaiWord},
	{unicode.Myanmar, thaiWord},
}

// Minutes is the reading time of the text, at least 1; 0 when not all of the text was read, for then it is not known.
func (a *Article) Minutes() int {
	if a.Partial || a.Whole > 0 {
		return 0
	}
	n := 0
	for _, b := range a.Blocks {
		n += Words(b.Text)
	}
	return max(1, (n+WordsMinute/2)/WordsMinute)
}

// Words counts the words of a text, as a reader's time goes: of scripts without spaces, a few letters count as one.
func Words(s string) (n int) {
	var letters [thaiWord + 1]int
	within := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			within = false
			continue
		}
		if size := lettersOf(r); size > 0 {
			letters[size]++
			within = false
			continue
		}
		if !within && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			n++
			within = true
		}
	}
	for size, count := range letters {
		if size > 0 {
			n += (count + size - 1) / size
		}
	}
	return n
}

// lettersOf returns how many letters of r's script count as a word; 0 when spaces part its words.
func lettersOf(r rune) int {
	if r < 0x0E00 { // below Thai none does
		return 0
	}
	for _, u := range unspaced {
		if unicode.Is(u.script, r) {
			return u.letters
		}
	}
	return 0
}

// Piece holds the facts that an issue cites.
func (a *Article) Piece() Piece {
	return Piece{
		ArticleID: a.ID, URL: a.URL, Title: a.Title, Outlet: a.Outlet.Name, Country: a.Outlet.Country,
		Authors:   a.Authors,
		Published: a.Published, DateFrom: a.DateFrom, Language: a.Language, Minutes: a.Minutes(),
		Partial: a.Partial && a.Whole == 0, Cut: a.Whole > 0,
		Image: a.Image, NoArchive: a.NoArchive,
	}
}

// Piece is an article as an issue cites it.
type Piece struct {
	ArticleID int64     `json:"article_id"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	Outlet    string    `json:"outlet"`
	Country   string    `json:"country,omitempty"` // of the outlet
	Authors   []string  `json:"authors,omitempty"`
	Published time.Time `json:"published,omitzero"`
	DateFrom  DateFrom  `json:"date_from"`
	Language  string    `json:"language,omitempty"`
	Minutes   int       `json:"minutes,omitempty"` // reading time; 0 = not known
	Partial   bool      `json:"partial,omitempty"` // a teaser only could be read
	Cut       bool      `json:"cut,omitempty"`     // the text is very long: its first part was read
	Image     string    `json:"image,omitempty"`
	NoArchive bool      `json:"no_archive,omitempty"` // what is quoted of it stands in letters only (Rights.NoArchive)
	Picture   *Picture  `json:"picture,omitempty"`    // Image as the archive keeps it; nil = it does not
}

// Picture is a picture in the archive.
type Picture struct {
	URL    string `json:"url"`
	Width  int    `json:"width"` // pixels
	Height int    `json:"height"`
}

// Window is a half-open span of time in UTC.
type Window struct {
	From time.Time `json:"from,omitzero"` // included
	To   time.Time `json:"to,omitzero"`   // not included
}

// Contains reports whether From ≤ t < To.
func (w Window) Contains(t time.Time) bool { return !t.Before(w.From) && t.Before(w.To) }
