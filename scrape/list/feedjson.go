package list

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mmcdole/gofeed"
)

// parseJSON reads a JSON Feed. One whose fields have other types than https://www.jsonfeed.org/version/1.1/ says is
// mended: an object stands for a list of one, a text for an object with that name, what fits nowhere is left out. note
// counts the entries that were no entries.
func parseJSON(text string) (feed *gofeed.Feed, note string, err error) {
	if strings.Count(text, "{") <= mostEntries {
		if feed, err = gofeed.NewParser().ParseString(text); err == nil {
			return feed, "", nil
		}
	}
	mended, odd, cut := mendJSON(text)
	if mended == "" {
		return nil, "", cmp.Or(err, errNoFeed)
	}
	feed, err = gofeed.NewParser().ParseString(mended)
	if err == nil && odd > 0 {
		note = fmt.Sprintf("%d of the feed's entries could not be understood.", odd)
	}
	if cut {
		note = strings.TrimSpace(note + " " + tooManyNote)
	}
	return feed, note, err
}

// mendJSON writes a JSON Feed with the types that its fields should have; "" when it is no JSON object. odd counts the
// entries that are no objects; cut reports that there were more than mostEntries.
func mendJSON(text string) (mended string, odd int, cut bool) {
	top, cut, err := readJSON(text)
	if err != nil {
		return "", 0, false
	}
	if asText(top["version"]) == "" {
		top["version"] = "https://jsonfeed.org/version/1"
	}
	var items []any
	for _, v := range asList(top["items"]) {
		if it, ok := v.(map[string]any); ok {
			items = append(items, mendFields(it))
		} else {
			odd++
		}
	}
	top = mendFields(top)
	top["items"] = items
	b, err := json.Marshal(top)
	if err != nil {
		return "", odd, cut
	}
	return string(b), odd, cut
}

// readJSON reads the fields of a JSON object, and of its "items" the first mostEntries: when there are more, what
// stands behind them is not read. What stands behind the object is passed over.
func readJSON(text string) (top map[string]any, cut bool, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false, cmp.Or(err, errNoFeed)
	}
	top = map[string]any{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, false, err
		}
		key, _ := name.(string)
		if key == "items" {
			var items []any
			if items, cut, err = readItems(d, text); err != nil || cut {
				top[key] = items
				return top, cut, err
			}
			top[key] = items
			continue
		}
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, false, err
		}
		top[key] = v
	}
	_, err = d.Token()
	return top, false, err
}

// readItems reads a list of at most mostEntries values, or another value as a list of one.
func readItems(d *json.Decoder, text string) (items []any, cut bool, err error) {
	if !strings.HasPrefix(strings.TrimLeft(text[d.InputOffset():], ": \t\r\n"), "[") {
		var v any
		err := d.Decode(&v)
		return asList(v), false, err
	}
	if _, err := d.Token(); err != nil {
		return nil, false, err
	}
	for d.More() {
		if len(items) == mostEntries {
			return items, true, nil
		}
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, false, err
		}
		items = append(items, v)
	}
	_, err = d.Token()
	return items, false, err
}

// mendFields returns the fields of a feed or an entry that a JSON Feed has, each with its type.
func mendFields(in map[string]any) map[string]any {
	out := map[string]any{}
	for _, name := range []string{
		"version", "title", "home_page_url", "feed_url", "description", "language", "id", "url", "external_url",
		"content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified",
	} {
		if s := asText(in[name]); s != "" {
			out[name] = s
		}
	}
	var authors []any
	for _, v := range append(asList(in["authors"]), asList(in["author"])...) {
		switch v := v.(type) {
		case string:
			authors = append(authors, map[string]any{"name": v})
		case map[string]any:
			if name := asText(v["name"]); name != "" {
				authors = append(authors, map[string]any{"name": name})
			}
		}
	}
	if len(authors) > 0 {
		out["authors"] = authors
	}
	var files []any
	for _, v := range asList(in["attachments"]) {
		if f, ok := v.(map[string]any); ok && asText(f["url"]) != "" {
			files = append(files, map[string]any{"url": asText(f["url"]), "mime_type": asText(f["mime_type"])})
		}
	}
	if len(files) > 0 {
		out["attachments"] = files
	}
	return out
}

// asList returns a list, or a list of the one value that stands in its place.
func asList(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// asText returns a text, also of a number, of an object's "url", "rendered" or "name", and of a list's first element.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case []any:
		if len(v) > 0 {
			if s, ok := v[0].(string); ok {
				return s
			}
		}
	case map[string]any:
		for _, key := range []string{"url", "rendered", "name"} {
			if s, ok := v[key].(string); ok {
				return s
			}
		}
	}
	return ""
}
