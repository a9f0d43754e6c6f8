package page

import (
	"strings"

	"attache/news"
	"attache/scrape/page/dom"
)

// publisherNames are who the page says stands behind it, besides its site: a portal names the outlet whose piece it
// shows ("뉴스타파 | 네이버").
func (r *Parsed) publisherNames() (out []string) {
	author, _ := r.facts.Meta("og:article:author")
	if name, _, ok := strings.Cut(author, " | "); ok {
		out = append(out, strings.TrimSpace(name))
	}
	creator, _ := r.facts.Meta("twitter:creator")
	if creator != "" && !strings.HasPrefix(creator, "@") {
		out = append(out, creator)
	}
	return out
}

// publisher returns who published the article: the source's outlet, unless the page is a portal's and says whose piece
// it shows, or the source has no name but an address and the page stands on another site, which it names.
func (r *Parsed) publisher(outlet news.Outlet) news.Outlet {
	author, _ := r.facts.Meta("og:article:author")
	if name, portal, ok := strings.Cut(author, " | "); ok && name != "" && len(name) < longestOutlet {
		site, _ := r.facts.Meta("twitter:site", "og:site_name")
		if p := dom.FoldText(portal); p != "" && strings.Contains(dom.FoldText(site), p) {
			r.note("outlet", "og:article:author", name)
			return news.Outlet{Name: strings.TrimSpace(name)}
		}
	}
	if site := strings.TrimSpace(r.facts.Site); site != "" && addressName(outlet.Name) && len(site) < longestOutlet {
		if own := declaredHost(r); own != "" && !sameHost(own, outlet.Name) {
			r.note("outlet", "the site's name", site)
			return news.Outlet{Name: site}
		}
	}
	return outlet
}

// longestOutlet is how many bytes an outlet's name has at most.
const longestOutlet = 80

// addressName reports an outlet's name that is a host's: "feedproxy.google.com".
func addressName(name string) bool {
	return strings.Count(name, ".") > 0 && !strings.ContainsAny(name, " /") && name == strings.ToLower(name)
}

// declaredHost is the host of the address that the page declares as its own, "" when it declares none.
func declaredHost(r *Parsed) string {
	link, _ := r.facts.Meta("og:url")
	for _, rel := range r.facts.Rels {
		if rel.Name == "canonical" {
			link = rel.Content
		}
	}
	_, rest, ok := strings.Cut(link, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return strings.ToLower(host)
}

// sameHost reports hosts of which one lies within the other's domain.
func sameHost(a, b string) bool {
	a, b = strings.TrimPrefix(a, "www."), strings.TrimPrefix(b, "www.")
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a) || registered(a) == registered(b)
}

// registered is the end of a host's name by which sites differ: its last two labels, or three where the last but one is
// short, as in co.uk.
func registered(host string) string {
	labels := strings.Split(host, ".")
	n := len(labels)
	if n < 3 {
		return host
	}
	if len(labels[n-2]) <= 3 && len(labels[n-1]) == 2 {
		return strings.Join(labels[n-3:], ".")
	}
	return strings.Join(labels[n-2:], ".")
}
