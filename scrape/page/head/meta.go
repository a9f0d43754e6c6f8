package head

import (
	entities "html"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/dom"
)

// Facts are what a page says about itself for machines.
type Facts struct {
	Metas []Tag
	Title string // the title element
	Lang  string // of the html element
	Rels  []Tag
	LD    []Article           // best first
	names map[string]string   // JSON-LD persons and organisations by @id
	Site  string              // the site's name
	Kinds map[string]NameKind // what JSON-LD says of names, in lower case

	Publishers map[string]bool // names of publishers in JSON-LD, folded by dom.FoldText
}

// NameKind is what a name stands for.
type NameKind uint8

// What a name may stand for.
const (
	NameOfPerson NameKind = 1 << iota
	NameOfOrganisation
)

// Tag is a meta element or a link: its name in lower case, and its content or address.
type Tag struct{ Name, Content string }

// Article is one article of a page's JSON-LD.
type Article struct {
	Weight                        int
	Kind                          string
	Headline, Body, summary, Lang string
	Published, Created, Modified  string
	section                       string
	url                           string
	Authors                       []string
	Claim                         string // what a ClaimReview examines
	Images                        []string
	Paid                          bool
	Live                          bool // a live blog
	// CSS selectors of what not everyone can read, or of what says so
	Gated []string
}

// Meta returns the first content among the names, tried in their order.
func (f *Facts) Meta(names ...string) (content, name string) {
	for _, want := range names {
		for _, m := range f.Metas {
			if m.Name == want && m.Content != "" {
				return m.Content, want
			}
		}
	}
	return "", ""
}

// All returns every content of a meta name.
func (f *Facts) All(name string) (out []string) {
	for _, m := range f.Metas {
		if m.Name == name && m.Content != "" {
			out = append(out, m.Content)
		}
	}
	return out
}

// ReadFacts reads metas, links, title and JSON-LD in one pass over the elements.
func ReadFacts(t *dom.Tree, base *url.URL) *Facts {
	f := &Facts{names: map[string]string{}, Kinds: map[string]NameKind{}, Publishers: map[string]bool{}}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		switch n.Atom {
		case atom.Html:
			if f.Lang == "" {
				f.Lang = firstAttr(n.HTML, "lang", "xml:lang")
			}
		case atom.Title:
			if f.Title == "" {
				f.Title = t.Plain(int32(i))
			}
		case atom.Meta:
			f.addMeta(n.HTML)
		case atom.Link:
			switch rel := strings.ToLower(markup.Attr(n.HTML, "rel")); rel {
			case "canonical", "image_src", "author", "amphtml":
				f.Rels = append(f.Rels, Tag{rel, markup.Attr(n.HTML, "href")})
			}
		}
	}
	for _, s := range t.LD {
		v := parseJSON(s)
		f.walkLD(&v, 0)
	}
	f.rankLD(base)
	if site, _ := f.Meta("og:site_name", "application-name", "twitter:app:name:iphone", "publisher",
		"dc.publisher"); site != "" && len(site) < 80 {
		f.Site = site
	}
	return f
}

// maxMetas bounds the meta elements of a page that are kept.
const maxMetas = 400

// addMeta keeps a meta element that has a name and a content.
func (f *Facts) addMeta(h *html.Node) {
	name := firstAttr(h, "property", "name", "itemprop", "http-equiv")
	if c := markup.Attr(h, "content"); c != "" && name != "" && len(f.Metas) < maxMetas {
		f.Metas = append(f.Metas, Tag{strings.ToLower(strings.TrimSpace(name)), dom.Squeeze(Unescape(c))})
	}
}

// firstAttr returns the first of an element's attributes that is not empty.
func firstAttr(h *html.Node, keys ...string) string {
	for _, key := range keys {
		if v := markup.Attr(h, key); v != "" {
			return v
		}
	}
	return ""
}

// Unescape undoes entities that were escaped twice; a lone & stays.
func Unescape(s string) string {
	if strings.Contains(s, "&") && strings.Contains(s, ";") {
		return entities.UnescapeString(s)
	}
	return s
}

// ldWeights ranks the types that describe an article.
var ldWeights = map[string]int{
	"NewsArticle": 10, "ReportageNewsArticle": 10, "AnalysisNewsArticle": 10, "OpinionNewsArticle": 10,
	"BackgroundNewsArticle": 10,
	"ReviewNewsArticle":     10, "AskPublicNewsArticle": 10, "Article": 9, "BlogPosting": 9, "LiveBlogPosting": 9,
	"TechArticle":      9,
	"ScholarlyArticle": 9, "AdvertiserContentArticle": 8, "SatiricalArticle": 8, "Report": 8, "SocialMediaPosting": 7,
	"DiscussionForumPosting": 7, "Review": 6, "ClaimReview": 4, "Recipe": 6, "MedicalWebPage": 5, "VideoObject": 3,
	"CreativeWork": 5,
	"WebPage":      2, "ItemPage": 2, "Podcast": 3, "Event": 3, "HowTo": 5,
	"Course": 3, "FAQPage": 2, "AboutPage": 2, "ProfilePage": 2, "CollectionPage": 1, "Product": 2,
}

// walkLD collects articles and names from anywhere in a JSON-LD graph.
func (f *Facts) walkLD(v *JSONValue, depth int) {
	if depth > 6 || len(f.LD) > 60 {
		return
	}
	if v.List != nil {
		for i := range v.List {
			f.walkLD(&v.List[i], depth+1)
		}
		return
	}
	if v.Fields == nil {
		return
	}
	weight, kind := 0, ""
	v.get("@type").each(func(t *JSONValue) {
		name := strings.TrimPrefix(strings.TrimPrefix(t.Text, "http://schema.org/"), "https://schema.org/")
		if w := ldWeights[name]; w > weight {
			weight, kind = w, name
		}
		f.keepKind(v, name)
	})
	if id := v.get("@id").Text; id != "" {
		if name := CleanText(v.get("name").string()); name != "" && f.names[id] == "" && weight == 0 {
			f.names[id] = name
		}
	}
	if weight > 0 {
		a := f.article(v, kind, weight)
		v.get("@type").each(func(t *JSONValue) { a.Live = a.Live || strings.HasSuffix(t.Text, "LiveBlogPosting") })
		f.LD = append(f.LD, a)
	}
	for i := range v.Fields {
		switch v.Fields[i].Name {
		case "itemListElement", "isPartOf", "publisher", "breadcrumb", "hasPart", "comment", "citation", "mentions",
			"video", "review", "itemReviewed", "about", "suggestedAnswer", "acceptedAnswer", "answer":
			continue
		}
		if c := &v.Fields[i].Value; c.Fields != nil || c.List != nil {
			f.walkLD(c, depth+1)
		}
	}
}

// keepKind remembers the names of persons and organisations.
func (f *Facts) keepKind(v *JSONValue, kind string) {
	k := NameOfPerson
	switch {
	case kind == "Person":
	case strings.HasSuffix(kind, "Organization") || kind == "Corporation" || kind == "Brand":
		k = NameOfOrganisation
	default:
		return
	}
	v.get("name").each(func(n *JSONValue) {
		if name := strings.ToLower(CleanText(n.string())); name != "" && len(name) < 100 && len(f.Kinds) < 200 {
			f.Kinds[name] |= k
		}
	})
}

func (f *Facts) article(v *JSONValue, kind string, weight int) Article {
	a := Article{
		Weight: weight, Kind: kind, Headline: CleanText(v.get("headline").string()),
		summary: CleanText(v.get("description").string()),
		Body:    v.get("articleBody").string(), Lang: v.get("inLanguage").string(),
		Published: v.get("datePublished").string(),
		Created:   v.get("dateCreated").string(), Modified: v.get("dateModified").string(),
		section: v.get("articleSection").string(),
	}
	if l := v.get("inLanguage"); l.Fields != nil && l.get("alternateName").Text != "" {
		a.Lang = l.get("alternateName").Text
	}
	if a.Headline == "" && weight > 2 {
		a.Headline = CleanText(v.get("name").string())
	}
	if a.Published == "" {
		a.Published = v.get("uploadDate").string()
	}
	for _, key := range []string{"mainEntityOfPage", "url", "@id"} {
		u := v.get(key)
		if a.url = u.Text; a.url == "" {
			a.url = u.get("@id").Text
		}
		if a.url != "" {
			break
		}
	}
	v.get("publisher").each(func(p *JSONValue) {
		if p.Fields != nil {
			f.keepKind(p, "Organization")
		}
		if name := CleanText(p.string()); name != "" && len(f.Publishers) < 20 {
			f.Publishers[dom.FoldText(name)] = true
		}
		if name := CleanText(p.get("alternateName").Text); name != "" && len(f.Publishers) < 20 {
			f.Publishers[dom.FoldText(name)] = true
		}
	})
	v.get("author").each(func(p *JSONValue) { a.Authors = appendAuthor(a.Authors, p) })
	if len(a.Authors) == 0 {
		v.get("creator").each(func(p *JSONValue) { a.Authors = appendAuthor(a.Authors, p) })
	}
	v.get("image").each(func(p *JSONValue) { a.Images = appendImage(a.Images, p) })
	if len(a.Images) == 0 {
		v.get("thumbnailUrl").each(func(p *JSONValue) { a.Images = appendImage(a.Images, p) })
	}
	a.Claim = CleanText(v.get("claimReviewed").Text)
	a.Paid = notFree(v)
	v.get("hasPart").each(func(p *JSONValue) {
		a.Paid = a.Paid || notFree(p)
		p.get("cssSelector").each(func(c *JSONValue) {
			if len(a.Gated) < mostGated {
				a.Gated = append(a.Gated, c.string())
			}
		})
	})
	return a
}

// mostGated is how many selectors of parts of an article are looked at.
const mostGated = 8

// notFree reports whether a thing says that not everyone can read it.
func notFree(v *JSONValue) bool {
	free := strings.ToLower(v.get("isAccessibleForFree").string())
	return free == "false" || free == "no"
}

// appendAuthor adds a person's name; a reference is kept as "@id" for rankLD to resolve.
func appendAuthor(to []string, p *JSONValue) []string {
	switch {
	case p.Text != "":
		return append(to, CleanText(p.Text))
	case p.get("name").string() != "":
		done := false
		p.get("name").each(func(n *JSONValue) {
			if s := n.string(); s != "" {
				to, done = append(to, CleanText(s)), true
			}
		})
		if done {
			return to
		}
	case p.get("@id").Text != "":
		return append(to, "@"+p.get("@id").Text)
	}
	return to
}

func appendImage(to []string, p *JSONValue) []string {
	s := p.Text
	if s == "" {
		s = p.get("url").string()
	}
	if s == "" {
		s = p.get("contentUrl").string()
	}
	if s == "" && p.get("@id").Text != "" {
		s = "@" + p.get("@id").Text
	}
	if s == "" {
		return to
	}
	return append(to, s)
}

// CleanText returns a text of the head as one line without markup and entities.
func CleanText(s string) string {
	if strings.ContainsAny(s, "<") && strings.Contains(s, ">") {
		s = dropTags(s)
	}
	return dom.Squeeze(Unescape(Unescape(s)))
}

// dropTags removes markup from a text that has some.
func dropTags(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 >= len(s) {
			break
		}
		c := s[i+1] | 0x20
		if (c < 'a' || c > 'z') && s[i+1] != '/' && s[i+1] != '!' {
			b.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		b.WriteString(s[:i])
		j := strings.IndexByte(s[i:], '>')
		if j < 0 {
			return b.String()
		}
		s = s[i+j+1:]
	}
	b.WriteString(s)
	return b.String()
}

// rankLD resolves author references and puts the article that is this page first.
func (f *Facts) rankLD(base *url.URL) {
	for i := range f.LD {
		a := &f.LD[i]
		for k, n := range a.Authors {
			if id, ok := strings.CutPrefix(n, "@"); ok && f.names[id] != "" {
				a.Authors[k] = f.names[id]
			}
		}
		if base != nil && a.url != "" && a.Weight > 2 && samePage(a.url, base) {
			a.Weight += 8
		}
		if a.Published != "" {
			a.Weight++
		}
	}
	for i := 1; i < len(f.LD); i++ { // stable insertion sort: there are few
		for j := i; j > 0 && f.LD[j].Weight > f.LD[j-1].Weight; j-- {
			f.LD[j], f.LD[j-1] = f.LD[j-1], f.LD[j]
		}
	}
}

func samePage(raw string, base *url.URL) bool {
	u, err := base.Parse(raw)
	return err == nil && u.Path != "" && u.Path != "/" &&
		strings.TrimSuffix(u.Path, "/") == strings.TrimSuffix(base.Path, "/")
}

// MainLD is the JSON-LD article that is this page, nil when there is none.
func (f *Facts) MainLD() *Article {
	if len(f.LD) > 0 && f.LD[0].Weight > 3 {
		return &f.LD[0]
	}
	return nil
}
