package list

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/markup"
	"attache/scrape/page/byline"
)

// WordPressPosts is the path of a WordPress site's list of posts
// (https://developer.wordpress.org/rest-api/reference/posts/).
const WordPressPosts = "/wp-json/wp/v2/posts"

// Address is where a source's list is fetched. WordPress and Telegram sources may be given by the site's or channel's
// own address.
func Address(src news.Source) (*url.URL, error) {
	u, err := fetch.ParseURL(src.URL)
	if err != nil {
		return nil, err
	}
	switch src.Kind {
	case news.KindWordPress:
		if !strings.Contains(u.Path, "/wp-json/") && !strings.Contains(u.RawQuery, "rest_route=") {
			u.Path, u.RawPath, u.RawQuery = strings.TrimSuffix(u.Path, "/")+WordPressPosts, "", "per_page=10"
		}
	case news.KindTelegram:
		if name, ok := TelegramChannel(u); ok {
			u.Path, u.RawPath, u.RawQuery = "/s/"+name, "", ""
		}
	}
	return u, nil
}

// wpPost is what is read of a post of WordPress's REST API.
// See https://developer.wordpress.org/rest-api/reference/posts/.
type wpPost struct {
	Link    string     `json:"link"`
	Date    string     `json:"date"`     // in the site's zone, without naming it
	DateGMT string     `json:"date_gmt"` // may be missing
	Title   wpRendered `json:"title"`
	Content wpRendered `json:"content"`
	Excerpt wpRendered `json:"excerpt"`
	Image   string     `json:"jetpack_featured_media_url"`
	Yoast   struct {
		Author  string `json:"author"`
		OGImage []struct {
			URL string `json:"url"`
		} `json:"og_image"`
	} `json:"yoast_head_json"`
	Embedded struct {
		Author []struct {
			Name string `json:"name"`
		} `json:"author"`
		Media []struct {
			URL string `json:"source_url"`
		} `json:"wp:featuredmedia"`
	} `json:"_embedded"`
}

type wpRendered struct {
	Rendered  string `json:"rendered"`
	Protected bool   `json:"protected"`
}

// WordPress reads the posts of a WordPress site's JSON API.
func (rd *Reader) WordPress(src news.Source, page fetch.Page) (Result, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal([]byte(decodeXML(page.Body, page.ContentType)), &raw); err != nil {
		var refusal struct{ Code, Message string }
		if json.Unmarshal(page.Body, &refusal) == nil && refusal.Code != "" {
			return Result{}, fetch.Broken(page.URL,
				"The site's WordPress API answers %q: it is closed. Use a feed (usually at /feed/).", refusal.Message)
		}
		return Result{}, fetch.Broken(page.URL,
			"The answer is no list of WordPress posts (%s). Use a feed (usually at /feed/).", fetch.Cause(err))
	}
	loc, err := src.Location()
	if err != nil {
		return Result{}, fmt.Errorf("read posts of %s: %w", page.URL, err)
	}
	base, err := url.Parse(page.URL)
	if err != nil {
		return Result{}, fmt.Errorf("read posts of %s: %w", page.URL, err)
	}
	l, odd := Result{}, 0
	for _, r := range raw {
		it, ok := rd.entryOf(page.URL, func() (news.Item, bool) {
			var p wpPost
			if json.Unmarshal(r, &p) != nil || ArticleURL(base, p.Link) == "" {
				return news.Item{}, false
			}
			return p.item(base, loc, src.Outlet.Name, base.Hostname()), true
		})
		if !ok {
			odd++ // plugins change the types of fields; one such post must not hide the others
			continue
		}
		l.Items = append(l.Items, it)
	}
	if odd > 0 {
		l.Note = fmt.Sprintf("%d of %d posts could not be understood.", odd, len(raw))
	}
	return l, nil
}

func (p wpPost) item(base *url.URL, loc *time.Location, outlets ...string) news.Item {
	it := news.Item{
		URL: ArticleURL(base, p.Link), Title: markup.FragmentText(p.Title.Rendered),
		Summary: markup.Shorten(markup.FragmentText(p.Excerpt.Rendered), maxSummary),
	}
	const layout = "2006-01-02T15:04:05"
	if t, err := time.Parse(layout, strings.TrimSuffix(p.DateGMT, "Z")); err == nil {
		it.Published = t
	} else if t, err := time.ParseInLocation(layout, p.Date, loc); err == nil {
		it.Published = t
	} else {
		it.Published = mapTime(p.Date) // exporters that imitate the API name the zone
	}
	if !p.Content.Protected {
		it.Body = markup.FragmentBlocks(p.Content.Rendered)
	}
	var authors []string
	for _, a := range p.Embedded.Author {
		authors = append(authors, markup.FragmentText(a.Name))
	}
	if it.Authors = byline.Authors(authors, outlets...); len(it.Authors) == 0 {
		it.Authors = byline.Authors([]string{markup.FragmentText(p.Yoast.Author)}, outlets...)
	}
	it.Image = Resolve(base, p.Image)
	if len(p.Embedded.Media) > 0 && it.Image == "" {
		it.Image = Resolve(base, p.Embedded.Media[0].URL)
	}
	if len(p.Yoast.OGImage) > 0 && it.Image == "" {
		it.Image = Resolve(base, p.Yoast.OGImage[0].URL)
	}
	return it
}
