package list

import (
	"fmt"
	"strings"

	"github.com/mmcdole/gofeed"

	"attache/text"
)

// The bounds of a feed, whose body fetch bounds as a whole.
const (
	// mostEntries is how many entries are parsed: a visit takes max_items of them, and one costs some 2 kB of memory
	// however little it says.
	mostEntries = 10_000
	// mostTitle is the most bytes of a title and of a name that are looked at.
	mostTitle = 4 << 10
	// mostAddress is the longest address in bytes. RFC 9110, 4.1 asks for 8,000 octets at least.
	mostAddress = 8 << 10
)

// tooManyNote says that entries were left out.
var tooManyNote = fmt.Sprintf("The feed has more than %d entries; the first of them were read.", mostEntries)

// cutEntries cuts the text of an XML feed off before the entry that is one too many; cut reports that there was one.
func cutEntries(feed string) (short string, cut bool) {
	at := 0
	for n := 0; ; {
		i := strings.IndexByte(feed[at:], '<')
		if i < 0 {
			return feed, false
		}
		at += i + 1
		rest := feed[at:]
		name := ""
		for _, tag := range []string{"item", "entry"} {
			if strings.HasPrefix(rest, tag) && len(rest) > len(tag) && strings.IndexByte(" >\t\r\n", rest[len(tag)]) >= 0 {
				name = tag
			}
		}
		if name == "" {
			continue
		}
		if n++; n > mostEntries {
			return feed[:at-1], true
		}
	}
}

// endOf writes the end tags of a feed that was cut off between two entries.
func endOf(feed string) string {
	open := rootTag().FindString(feed)
	fields := strings.FieldsFunc(strings.TrimPrefix(open, "<"), func(r rune) bool {
		return r == ' ' || r == '>' || r == '\n' || r == '\t' || r == '\r'
	})
	switch {
	case len(fields) == 0:
		return ""
	case strings.EqualFold(fields[0], "rss"):
		return "</channel></" + fields[0] + ">"
	}
	return "</" + fields[0] + ">"
}

// bound cuts what is too long in a feed's fields. An address that is too long is none.
func bound(feed *gofeed.Feed) *gofeed.Feed {
	if feed == nil {
		return nil
	}
	feed.Title = text.Clip(feed.Title, mostTitle)
	for _, in := range feed.Items {
		if in == nil {
			continue
		}
		in.Title = text.Clip(in.Title, mostTitle)
		if len(in.Link) > mostAddress {
			in.Link = ""
		}
		if len(in.GUID) > mostAddress {
			in.GUID = ""
		}
		for _, a := range in.Authors {
			if a != nil {
				a.Name, a.Email = text.Clip(a.Name, mostTitle), text.Clip(a.Email, mostTitle)
			}
		}
	}
	return feed
}
