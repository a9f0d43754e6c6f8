package scrape

import (
	"strings"
)

// image gives the address of the lead image: what the page shares, if it is no logo.
func (r *reader) image() string {
	try := func(raw, from string) string {
		raw = strings.TrimSpace(raw)
		if raw == "" || strings.HasPrefix(raw, "data:") || strings.HasPrefix(raw, "@") {
			return ""
		}
		u, err := r.base.Parse(raw)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return ""
		}
		r.note("image", from, u.String())
		return u.String()
	}
	for _, name := range []string{"og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image", "thumbnail", "parsely-image-url", "sailthru.image.full"} {
		for _, c := range r.facts.all(name) {
			if u := try(c, name); u != "" {
				return u
			}
		}
	}
	for i := range r.facts.ld {
		for _, c := range r.facts.ld[i].images {
			if u := try(c, "JSON-LD image"); u != "" {
				return u
			}
		}
	}
	for _, l := range r.facts.rels {
		if l.name == "image_src" {
			if u := try(l.content, "link image_src"); u != "" {
				return u
			}
		}
	}
	return ""
}
