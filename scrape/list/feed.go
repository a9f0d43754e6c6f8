package list

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"

	"attache/news"
	"attache/scrape/date"
	"attache/scrape/fetch"
	"attache/scrape/markup"
	"attache/text"
)

const (
	// maxSummary is the most bytes of plain text kept of an entry's own summary.
	maxSummary = 2000
	// wholeText is from how many characters an entry's content counts as the article's text rather than a teaser.
	wholeText = 500
)

// Feed reads RSS, Atom, RDF or JSON Feed, told apart by content.
func (rd *Reader) Feed(src news.Source, page fetch.Page) (Result, error) {
	feed, note, err := ParseFeed(page.Body, page.ContentType)
	if err != nil {
		if LooksLikeHTML(page.Body) {
			return Result{}, fetch.Broken(page.URL,
				"The address gives a web page where a feed should be: a bot check, or the feed has moved. "+
					"Look at it in a browser; `attache source add` with the site's home page finds other ways.")
		}
		return Result{}, fetch.Broken(page.URL, "The feed cannot be read (%s).", fetch.Cause(err))
	}
	base, err := url.Parse(page.URL)
	if err != nil {
		return Result{}, fmt.Errorf("read feed %s: %w", page.URL, err)
	}
	loc, err := src.Location()
	if err != nil {
		return Result{}, err
	}
	l := Result{Note: note}
	homeless := 0
	var links, lists int // to other outlets' pieces, in descriptions made of links; to pages of lists
	titles := titlingOf(feed, src, base)
	for _, in := range feed.Items {
		if in == nil {
			continue
		}
		it, ok := rd.entryOf(page.URL, func() (news.Item, bool) {
			it, ok := entry(in, base, src.Outlet.Name, feed.Title, base.Hostname())
			if ok {
				it.Language = cmp.Or(entryLanguage(in), LanguageTag(feed.Language))
				it.Published = rd.entryDate(in, src, it.Language, loc)
				links += titles.attribute(&it, in)
			}
			return it, ok
		})
		if !ok {
			homeless++
			continue
		}
		if isListPage(it.URL, nil) {
			lists++
			continue
		}
		l.Items = append(l.Items, it)
	}
	l.Note = strings.TrimSpace(l.Note + homelessNote(homeless, len(feed.Items)) + listPagesNote(lists))
	if links > 0 {
		l.Note = strings.TrimSpace(l.Note + fmt.Sprintf(
			" %d links to further coverage in the descriptions of an aggregator were not followed.", links))
	}
	return l, nil
}

// homelessNote says how many entries lead to no page; "" = none.
func homelessNote(homeless, all int) string {
	switch homeless {
	case 0:
		return ""
	case all:
		return fmt.Sprintf(" None of the feed's %d entries has a link.", homeless)
	}
	return fmt.Sprintf(" %d of the feed's %d entries have no link to a page and were left out.", homeless, all)
}

// entry turns a feed's entry into an item; false when it leads nowhere. Outlets are names of who gives the feed.
func entry(in *gofeed.Item, base *url.URL, outlets ...string) (news.Item, bool) {
	address := entryLink(in, base)
	if address == "" {
		return news.Item{}, false
	}
	it := news.Item{URL: address, Title: markup.TitleText(in.Title)}
	it.Authors = feedAuthors(in, outlets)
	fillText(&it, in)
	if in.Image != nil {
		it.Image = Resolve(base, in.Image.URL)
	}
	for _, e := range in.Enclosures {
		if it.Image == "" && e != nil && strings.HasPrefix(e.Type, "image/") {
			it.Image = Resolve(base, e.URL)
		}
	}
	return it, true
}

// fillText sets an item's summary, its paragraphs and its whole text, if the entry carries one.
func fillText(it *news.Item, in *gofeed.Item) {
	described := withoutOwnWords(markup.FragmentBlocks(in.Description))
	it.Summary = inLine(described)
	lead := described
	if in.Content != "" {
		body := withoutOwnWords(markup.FragmentBlocks(in.Content))
		text := markup.JoinBlocks(body)
		if it.Summary == "" {
			it.Summary, lead = inLine(body), body
		}
		if utf8.RuneCountInString(text) >= wholeText && len(text) > len(it.Summary)+len(it.Summary)/4 {
			it.Body = body
		}
	} else if len(it.Summary) >= 2*maxSummary && len(described) > 2 {
		it.Body = described // RSS without content:encoded that puts the whole text into the description
	}
	it.Summary = markup.Shorten(it.Summary, maxSummary)
	if lead = leadOf(lead); len(lead) > 1 {
		it.Lead = lead
	}
}

// inLine joins blocks with spaces.
func inLine(blocks []news.Block) string {
	return strings.ReplaceAll(markup.JoinBlocks(blocks), "\n\n", " ")
}

// leadOf returns the first blocks of a text, up to maxSummary bytes. A line that was broken within its sentence is made
// whole.
func leadOf(blocks []news.Block) (lead []news.Block) {
	size := 0
	for _, b := range blocks {
		if size += len(b.Text); size > maxSummary && len(lead) > 0 {
			break
		}
		b.Text = markup.Shorten(b.Text, maxSummary)
		if n := len(lead) - 1; n >= 0 && b.Kind == news.Paragraph && lead[n].Kind == b.Kind &&
			brokenLine(lead[n].Text, b.Text) {
			lead[n].Text += " " + b.Text
			continue
		}
		lead = append(lead, b)
	}
	return lead
}

// brokenLine reports whether a line goes on in the next: it ends in a letter, a digit or a comma, and the next begins
// with a small letter.
func brokenLine(line, next string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	first, _ := utf8.DecodeRuneInString(next)
	return unicode.IsLower(first) && (last == ',' || unicode.IsLetter(last) || unicode.IsDigit(last))
}

var (
	zoned   = text.Pattern(`(?i)(?:[+-]\d{1,2}:?\d{2}|Z|\b(?:GMT|UTC|UT))\s*(?:\([^)]*\))?$`)
	seconds = text.Pattern(`^\d{10}(?:\d{3})?$`)
)

// entryDate reads when an entry was published. A time that names its zone is taken as the feed library reads it; others
// are in the source's zone.
func (rd *Reader) entryDate(in *gofeed.Item, src news.Source, language string, loc *time.Location) time.Time {
	for _, d := range []struct {
		raw  string
		read *time.Time
	}{{in.Published, in.PublishedParsed}, {otherDate(in), nil}, {in.Updated, in.UpdatedParsed}} {
		raw := strings.TrimSpace(d.raw)
		if raw == "" {
			continue
		}
		if d.read != nil && zoned().MatchString(raw) {
			return *d.read
		}
		if t, ok := rd.date(raw, src, language, loc); ok {
			return t
		}
		if t := d.read; t != nil {
			return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, loc)
		}
	}
	return time.Time{}
}

// date reads a date as lists write it, in the source's zone when it names none.
func (rd *Reader) date(raw string, src news.Source, language string, loc *time.Location) (time.Time, bool) {
	raw = strings.TrimSpace(raw)
	if seconds().MatchString(raw) {
		n, err := strconv.ParseInt(raw[:10], 10, 64)
		return time.Unix(n, 0), err == nil
	}
	if t, err := time.Parse(time.RFC3339, raw); err == nil {
		return t, true
	}
	if src.Language != "" {
		language = src.Language
	}
	return date.Parse(raw, language, loc, src.DayFirst, rd.Now())
}

// ArticleURL resolves a link of a list; "" when it cannot lead to an article: another scheme, a file, the list itself,
// longer than mostAddress.
func ArticleURL(base *url.URL, href string) string {
	href = strings.TrimSpace(href)
	if href == "" || len(href) > mostAddress || strings.HasPrefix(href, "#") {
		return ""
	}
	u, err := base.Parse(href)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || IsFile(u.Path) {
		return ""
	}
	return CanonicalURL(u)
}

// IsFile reports whether a path names a file that is no page.
func IsFile(path string) bool {
	i := strings.LastIndexByte(path, '.')
	if i < 0 || len(path)-i > 6 {
		return false
	}
	switch strings.ToLower(path[i+1:]) {
	case "pdf", "jpg", "jpeg", "png", "gif", "webp", "svg", "mp3", "mp4", "m4a", "avi", "mov", "ogg", "wav", "zip",
		"rar", "gz", "7z",
		"doc", "docx", "xls", "xlsx", "ppt", "pptx", "apk", "exe", "css", "js", "ico":
		return true
	}
	return false
}

// Resolve makes an address absolute; "" when it is none.
func Resolve(base *url.URL, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > mostAddress {
		return ""
	}
	u, err := base.Parse(ref)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}

// LanguageTag keeps the primary language of a tag, with the script when Kazakh or Uzbek need it: "en-US" is "en".
func LanguageTag(s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "_", "-"))
	primary, rest, _ := strings.Cut(s, "-")
	primary = strings.ToLower(primary)
	if len(primary) < 2 || len(primary) > 3 {
		return ""
	}
	if script, _, _ := strings.Cut(rest, "-"); len(script) == 4 && (primary == "kk" || primary == "uz") {
		return primary + "-" + strings.ToUpper(script[:1]) + strings.ToLower(script[1:])
	}
	return primary
}

// LooksLikeHTML reports whether the first kilobyte of a body says that it is a web page.
func LooksLikeHTML(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 1024)])
	return bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html")) ||
		bytes.Contains(head, []byte("<body"))
}
