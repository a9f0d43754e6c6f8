package list

import (
	"github.com/mmcdole/gofeed"

	"attache/scrape/markup"
	"attache/scrape/page/byline"
)

// feedAuthors returns the authors of a feed's entry in any form that feeds use: parted or in one line, behind "By",
// with an address of mail or a place, and each once.
func feedAuthors(in *gofeed.Item, outlets []string) []string {
	var raw []string
	for _, a := range in.Authors {
		if a == nil {
			continue
		}
		raw = append(raw, markup.FragmentText(a.Name))
		if a.Name == "" {
			raw = append(raw, a.Email) // the feed library takes "Ann Lee <ann@a.example>" for an address
		}
	}
	if in.DublinCoreExt != nil {
		for _, names := range [][]string{in.DublinCoreExt.Author, in.DublinCoreExt.Creator} {
			for _, n := range names {
				raw = append(raw, markup.FragmentText(n))
			}
		}
	}
	return byline.Authors(raw, outlets...)
}
