package list

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/markup"
	"attache/scrape/page/byline"
)

// ChannelName matches the public name of a Telegram channel, by Telegram's own rule for these.
var ChannelName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{3,31}$`)

// TelegramChannel takes the channel's name out of the addresses people paste: t.me/NAME, t.me/s/NAME,
// telegram.me/NAME/123.
func TelegramChannel(u *url.URL) (string, bool) {
	host := strings.TrimPrefix(fetch.HostKey(u), "www.")
	if host != "t.me" && host != "telegram.me" && host != "telegram.dog" {
		return "", false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) > 1 && parts[0] == "s" {
		parts = parts[1:]
	}
	if !ChannelName.MatchString(parts[0]) || parts[0] == "joinchat" || parts[0] == "share" {
		return "", false
	}
	return parts[0], true
}

// Telegram reads the preview page of a public channel (t.me/s/NAME): the newest twenty or so messages. A message that
// is little more than a link to an article stands for the article; any other is an article of its own.
func (rd *Reader) Telegram(_ news.Source, page fetch.Page) (Result, error) {
	text, _ := markup.Decode(page.Body, page.ContentType)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		return Result{}, fetch.Broken(page.URL, "The channel's page cannot be read (%s).", fetch.Cause(err))
	}
	messages := doc.Find(".tgme_widget_message[data-post]")
	if messages.Length() == 0 {
		if doc.Find(".tgme_channel_info, .tgme_channel_history").Length() == 0 {
			return Result{}, fetch.Broken(page.URL,
				"This is no channel's preview page: the channel is private, closed to previews, or gone. "+
					"Open https://t.me/s/NAME in a browser to see.")
		}
		return Result{}, nil
	}
	l := Result{}
	language := LanguageTag(doc.Find("html").AttrOr("lang", "")) // Telegram's own page is always "en" or has none
	if language == "en" {
		language = ""
	}
	messages.Each(func(_ int, m *goquery.Selection) {
		if it, ok := rd.entryOf(page.URL, func() (news.Item, bool) { return message(m, page.URL) }); ok {
			it.Language = language
			l.Items = append(l.Items, it)
		}
	})
	return l, nil
}

// pointerText is how many bytes of text, besides a link, a message may have and still only point to the linked article.
const pointerText = 600

func message(m *goquery.Selection, at string) (news.Item, bool) {
	text := m.Find(".tgme_widget_message_text").Not(".tgme_widget_message_reply .tgme_widget_message_text").Last()
	post := m.AttrOr("data-post", "")
	if text.Length() == 0 || post == "" || strings.ContainsAny(post, " ?#:") {
		return news.Item{}, false // pictures without words, service messages
	}
	base, err := url.Parse(at)
	if err != nil {
		return news.Item{}, false
	}
	links := outside(text, base)
	lines := messageLines(text)
	if len(lines) == 0 {
		return news.Item{}, false
	}
	it := news.Item{URL: ArticleURL(base, "/"+post), Title: markup.Shorten(lines[0].Text, 200)}
	if t, err := time.Parse(time.RFC3339, m.Find("time[datetime]").Last().AttrOr("datetime", "")); err == nil {
		it.Published = t
	}
	if author := strings.TrimSpace(m.Find(".tgme_widget_message_from_author").First().Text()); author != "" {
		it.Authors = byline.Authors([]string{author})
	}
	body := markup.JoinBlocks(lines)
	it.Summary = markup.Shorten(strings.ReplaceAll(body, "\n\n", " "), maxSummary)
	if len(links) == 1 && len(body) <= pointerText {
		it.URL = links[0]
		return it, true
	}
	it.Body = lines
	return it, true
}

// outside lists the distinct articles that a message links to, other than Telegram's own pages.
func outside(text *goquery.Selection, base *url.URL) (links []string) {
	seen := map[string]bool{}
	text.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		to := ArticleURL(base, a.AttrOr("href", ""))
		u, err := url.Parse(to)
		if to == "" || err != nil || seen[to] || u.Path == "/" && u.RawQuery == "" {
			return
		}
		switch strings.TrimPrefix(u.Host, "www.") {
		case "t.me", "telegram.me", "telegram.org", "instagram.com", "facebook.com", "x.com", "twitter.com",
			"youtube.com", "youtu.be", "tiktok.com", "vk.com":
			return
		}
		seen[to] = true
		links = append(links, to)
	})
	return links
}

// messageLines returns a message's lines as paragraphs, without bare addresses and without repeating itself.
func messageLines(text *goquery.Selection) []news.Block {
	var raw strings.Builder
	for _, n := range text.Nodes {
		if html.Render(&raw, n) != nil {
			return nil
		}
	}
	var out []news.Block
	for _, b := range markup.FragmentBlocks(raw.String()) {
		if fetch.IsWeb(b.Text) || (len(out) > 0 && out[len(out)-1].Text == b.Text) {
			continue
		}
		out = append(out, b)
	}
	return out
}
