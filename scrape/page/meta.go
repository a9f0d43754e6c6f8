package page

import (
	entities "html"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
)

// facts are what a page says about itself for machines.
type facts struct {
	metas []metaTag
	title string // the title element
	lang  string // of the html element
	rels  []metaTag
	ld    []article           // best first
	names map[string]string   // JSON-LD persons and organisations by @id
	site  string              // the site's name
	kinds map[string]nameKind // what JSON-LD says of names, in lower case
}

// nameKind is what a name stands for.
type nameKind uint8

const (
	nameOfPerson nameKind = 1 << iota
	nameOfHouse           // an organisation
)

type metaTag struct{ name, content string } // name in lower case

// article is one article of a page's JSON-LD.
type article struct {
	weight                        int
	kind                          string
	headline, body, summary, lang string
	published, created, modified  string
	section                       string
	url                           string
	authors                       []string
	images                        []string
	paid                          bool
	live                          bool // a live blog
}

// meta returns the first content among the names, tried in their order.
func (f *facts) meta(names ...string) (content, name string) {
	for _, want := range names {
		for _, m := range f.metas {
			if m.name == want && m.content != "" {
				return m.content, want
			}
		}
	}
	return "", ""
}

// all returns every content of a meta name.
func (f *facts) all(name string) (out []string) {
	for _, m := range f.metas {
		if m.name == name && m.content != "" {
			out = append(out, m.content)
		}
	}
	return out
}

// readFacts reads metas, links, title and JSON-LD in one pass over the elements.
func readFacts(t *tree, base *url.URL) *facts {
	f := &facts{names: map[string]string{}, kinds: map[string]nameKind{}}
	for i := range t.nodes {
		n := &t.nodes[i]
		switch n.atom {
		case atom.Html:
			if f.lang == "" {
				f.lang = firstAttr(n.h, "lang", "xml:lang")
			}
		case atom.Title:
			if f.title == "" {
				f.title = t.plain(int32(i))
			}
		case atom.Meta:
			f.addMeta(n.h)
		case atom.Link:
			switch rel := strings.ToLower(markup.Attr(n.h, "rel")); rel {
			case "canonical", "image_src", "author", "amphtml":
				f.rels = append(f.rels, metaTag{rel, markup.Attr(n.h, "href")})
			}
		}
	}
	for _, s := range t.ld {
		v := parseJSON(s)
		f.walkLD(&v, 0)
	}
	f.rankLD(base)
	if site, _ := f.meta("og:site_name", "application-name", "twitter:app:name:iphone", "publisher",
		"dc.publisher"); site != "" && len(site) < 80 {
		f.site = site
	}
	return f
}

// maxMetas bounds the meta elements of a page that are kept.
const maxMetas = 400

// addMeta keeps a meta element that has a name and a content.
func (f *facts) addMeta(h *html.Node) {
	name := firstAttr(h, "property", "name", "itemprop", "http-equiv")
	if c := markup.Attr(h, "content"); c != "" && name != "" && len(f.metas) < maxMetas {
		f.metas = append(f.metas, metaTag{strings.ToLower(strings.TrimSpace(name)), squeeze(unescape(c))})
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

// unescape undoes entities that were escaped twice; a lone & stays.
func unescape(s string) string {
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
	"DiscussionForumPosting": 7, "Review": 6, "Recipe": 6, "MedicalWebPage": 5, "VideoObject": 3, "CreativeWork": 5,
	"WebPage": 2, "ItemPage": 2, "Podcast": 3, "Event": 3, "HowTo": 5,
	"Course": 3, "FAQPage": 2, "AboutPage": 2, "ProfilePage": 2, "CollectionPage": 1, "Product": 2,
}

// walkLD collects articles and names from anywhere in a JSON-LD graph.
func (f *facts) walkLD(v *jsonValue, depth int) {
	if depth > 6 || len(f.ld) > 60 {
		return
	}
	if v.list != nil {
		for i := range v.list {
			f.walkLD(&v.list[i], depth+1)
		}
		return
	}
	if v.fields == nil {
		return
	}
	weight, kind := 0, ""
	v.get("@type").each(func(t *jsonValue) {
		name := strings.TrimPrefix(strings.TrimPrefix(t.text, "http://schema.org/"), "https://schema.org/")
		if w := ldWeights[name]; w > weight {
			weight, kind = w, name
		}
		f.keepKind(v, name)
	})
	if id := v.get("@id").text; id != "" {
		if name := cleanText(v.get("name").string()); name != "" && f.names[id] == "" && weight == 0 {
			f.names[id] = name
		}
	}
	if weight > 0 {
		a := f.article(v, kind, weight)
		v.get("@type").each(func(t *jsonValue) { a.live = a.live || strings.HasSuffix(t.text, "LiveBlogPosting") })
		f.ld = append(f.ld, a)
	}
	for i := range v.fields {
		switch v.fields[i].name {
		case "itemListElement", "isPartOf", "publisher", "breadcrumb", "hasPart", "comment", "citation", "mentions",
			"video", "review":
			continue
		}
		if c := &v.fields[i].value; c.fields != nil || c.list != nil {
			f.walkLD(c, depth+1)
		}
	}
}

// keepKind remembers the names of persons and organisations.
func (f *facts) keepKind(v *jsonValue, kind string) {
	k := nameOfPerson
	switch {
	case kind == "Person":
	case strings.HasSuffix(kind, "Organization") || kind == "Corporation" || kind == "Brand":
		k = nameOfHouse
	default:
		return
	}
	v.get("name").each(func(n *jsonValue) {
		if name := strings.ToLower(cleanText(n.string())); name != "" && len(name) < 100 && len(f.kinds) < 200 {
			f.kinds[name] |= k
		}
	})
}

func (f *facts) article(v *jsonValue, kind string, weight int) article {
	a := article{
		weight: weight, kind: kind, headline: cleanText(v.get("headline").string()),
		summary: cleanText(v.get("description").string()),
		body:    v.get("articleBody").string(), lang: v.get("inLanguage").string(),
		published: v.get("datePublished").string(),
		created:   v.get("dateCreated").string(), modified: v.get("dateModified").string(),
		section: v.get("articleSection").string(),
	}
	if l := v.get("inLanguage"); l.fields != nil && l.get("alternateName").text != "" {
		a.lang = l.get("alternateName").text
	}
	if a.headline == "" && weight > 2 {
		a.headline = cleanText(v.get("name").string())
	}
	if a.published == "" {
		a.published = v.get("uploadDate").string()
	}
	for _, key := range []string{"mainEntityOfPage", "url", "@id"} {
		u := v.get(key)
		if a.url = u.text; a.url == "" {
			a.url = u.get("@id").text
		}
		if a.url != "" {
			break
		}
	}
	v.get("publisher").each(func(p *jsonValue) {
		if p.fields != nil {
			f.keepKind(p, "Organization")
		}
	})
	v.get("author").each(func(p *jsonValue) { a.authors = appendAuthor(a.authors, p) })
	if len(a.authors) == 0 {
		v.get("creator").each(func(p *jsonValue) { a.authors = appendAuthor(a.authors, p) })
	}
	v.get("image").each(func(p *jsonValue) { a.images = appendImage(a.images, p) })
	if len(a.images) == 0 {
		v.get("thumbnailUrl").each(func(p *jsonValue) { a.images = appendImage(a.images, p) })
	}
	a.paid = notFree(v)
	v.get("hasPart").each(func(p *jsonValue) { a.paid = a.paid || notFree(p) })
	return a
}

// notFree reports whether a thing says that not everyone can read it.
func notFree(v *jsonValue) bool {
	free := strings.ToLower(v.get("isAccessibleForFree").string())
	return free == "false" || free == "no"
}

// appendAuthor adds a person's name; a reference is kept as "@id" for rankLD to resolve.
func appendAuthor(to []string, p *jsonValue) []string {
	switch {
	case p.text != "":
		return append(to, cleanText(p.text))
	case p.get("name").string() != "":
		done := false
		p.get("name").each(func(n *jsonValue) {
			if s := n.string(); s != "" {
				to, done = append(to, cleanText(s)), true
			}
		})
		if done {
			return to
		}
	case p.get("@id").text != "":
		return append(to, "@"+p.get("@id").text)
	}
	return to
}

func appendImage(to []string, p *jsonValue) []string {
	s := p.text
	if s == "" {
		s = p.get("url").string()
	}
	if s == "" {
		s = p.get("contentUrl").string()
	}
	if s == "" && p.get("@id").text != "" {
		s = "@" + p.get("@id").text
	}
	if s == "" {
		return to
	}
	return append(to, s)
}

func cleanText(s string) string {
	if strings.ContainsAny(s, "<") && strings.Contains(s, ">") {
		s = dropTags(s)
	}
	return squeeze(unescape(unescape(s)))
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
func (f *facts) rankLD(base *url.URL) {
	for i := range f.ld {
		a := &f.ld[i]
		for k, n := range a.authors {
			if id, ok := strings.CutPrefix(n, "@"); ok && f.names[id] != "" {
				a.authors[k] = f.names[id]
			}
		}
		if base != nil && a.url != "" && a.weight > 2 && samePage(a.url, base) {
			a.weight += 8
		}
		if a.published != "" {
			a.weight++
		}
	}
	for i := 1; i < len(f.ld); i++ { // stable insertion sort: there are few
		for j := i; j > 0 && f.ld[j].weight > f.ld[j-1].weight; j-- {
			f.ld[j], f.ld[j-1] = f.ld[j-1], f.ld[j]
		}
	}
}

func samePage(raw string, base *url.URL) bool {
	u, err := base.Parse(raw)
	return err == nil && u.Path != "" && u.Path != "/" &&
		strings.TrimSuffix(u.Path, "/") == strings.TrimSuffix(base.Path, "/")
}

// mainLD is the JSON-LD article that is this page, nil when there is none.
func (f *facts) mainLD() *article {
	if len(f.ld) > 0 && f.ld[0].weight > 3 {
		return &f.ld[0]
	}
	return nil
}
