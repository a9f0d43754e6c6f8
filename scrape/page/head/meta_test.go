package head

import (
	"net/url"
	"slices"
	"testing"

	"attache/scrape/page/dom"
)

func factsOf(t *testing.T, page string) *Facts {
	t.Helper()
	base, err := url.Parse("https://paper.example/2026/05/treaty")
	if err != nil {
		t.Fatal(err)
	}
	return ReadFacts(dom.Parse(t.Context(), []byte(page), "", false), base)
}

// TestFacts: names by reference are resolved, the article of this very page goes before a heavier type that is another
// page, and entities that were escaped twice are undone.
func TestFacts(t *testing.T) {
	f := factsOf(t, `<html lang="en"><head><title>Treaty signed | Paper</title>
<meta property="og:title" content="Rivers &amp;amp; roads"><meta name="Author" content="Ann Lee">
<meta property="og:site_name" content="The Paper"><link rel="canonical" href="/2026/05/treaty">
<script type="application/ld+json">{"@graph": [
 {"@type": "NewsArticle", "url": "/2026/05/other", "headline": "Another piece"},
 {"@type": "BlogPosting", "url": "https://paper.example/2026/05/treaty/", "headline": "Treaty <b>signed</b>",
  "author": {"@id": "#ann"}, "datePublished": "2026-05-04", "isAccessibleForFree": "False"},
 {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
 {"@type": "NewsMediaOrganization", "name": "The Paper"}]}</script></head><body></body></html>`)
	if og, name := f.Meta("twitter:title", "og:title"); og != "Rivers & roads" || name != "og:title" {
		t.Errorf("og:title is %q, found as %q", og, name)
	}
	if by, _ := f.Meta("author"); by != "Ann Lee" || f.Title != "Treaty signed | Paper" || f.Site != "The Paper" ||
		f.Lang != "en" {
		t.Errorf("author %q, title %q, site %q, language %q", by, f.Title, f.Site, f.Lang)
	}
	a := f.MainLD()
	if a == nil || a.Headline != "Treaty signed" || !slices.Equal(a.Authors, []string{"Ann Lee"}) || !a.Paid ||
		a.Published != "2026-05-04" {
		t.Errorf("the page's own article is %+v", a)
	}
	if f.Kinds["ann lee"] != NameOfPerson || f.Kinds["the paper"] != NameOfOrganisation {
		t.Errorf("kinds of names: %v", f.Kinds)
	}
}

// TestMainLD: what only describes a web page, a video or a product is no article.
func TestMainLD(t *testing.T) {
	for _, kind := range []string{"WebPage", "VideoObject", "Product", "Nonsense"} {
		f := factsOf(t, `<script type="application/ld+json">{"@type": "`+kind+`", "headline": "x"}</script>`)
		if a := f.MainLD(); a != nil {
			t.Errorf("%s is an article: %+v", kind, a)
		}
	}
	broken := factsOf(t, `<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Cut sh</script>`)
	if a := broken.MainLD(); a == nil || a.Headline != "Cut sh" {
		t.Errorf("JSON that is cut short: %+v", a)
	}
}
