package page

import (
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/dom"
)

const (
	smallImage = 120  // pixels: narrower pictures are icons and faces
	largeImage = 1600 // pixels: wider ones are more than a letter needs
)

// image returns the address of the lead image. What the page shares names the picture; if the article shows the same
// picture under another address, that is taken, because shared copies often bear the outlet's logo.
func (r *Parsed) image() string {
	shared, from := r.sharedImage()
	shown := r.shownImages()
	if shared != nil {
		id := imageIDs(shared)
		for _, u := range shown {
			if stem(u) == stem(shared) {
				break
			}
			if shareID(id, imageIDs(u)) || alike(u, shared) {
				r.note("image", "img like "+from, u.String())
				return u.String()
			}
		}
		r.note("image", from, shared.String())
		return shared.String()
	}
	if len(shown) > 0 {
		r.note("image", "img", shown[0].String())
		return shown[0].String()
	}
	return r.in.Item.Image
}

// sharedImage is what the head offers to those who link to the page.
func (r *Parsed) sharedImage() (u *url.URL, from string) {
	for _, name := range []string{
		"og:image:secure_url", "og:image", "og:image:url", "twitter:image",
		"twitter:image:src",
	} {
		for _, c := range r.facts.All(name) {
			if u := r.imageURL(c); u != nil {
				return u, name
			}
		}
	}
	for i := range r.facts.LD {
		for _, c := range r.facts.LD[i].Images {
			if u := r.imageURL(c); u != nil && r.facts.LD[i].Weight > 3 {
				return u, "JSON-LD image"
			}
		}
	}
	for _, name := range []string{"image", "thumbnail", "parsely-image-url", "sailthru.image.full"} {
		if c, _ := r.facts.Meta(name); c != "" {
			if u := r.imageURL(c); u != nil {
				return u, name
			}
		}
	}
	for _, l := range r.facts.Rels {
		if l.Name == "image_src" {
			if u := r.imageURL(l.Content); u != nil {
				return u, "link image_src"
			}
		}
	}
	return nil, ""
}

// imageURL resolves an address and refuses what is no picture of an article.
func (r *Parsed) imageURL(raw string) *url.URL {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > 2000 || strings.HasPrefix(raw, "data:") || strings.HasPrefix(raw, "@") {
		return nil
	}
	u, err := r.base.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return nil
	}
	low := strings.ToLower(u.Path)
	if strings.HasSuffix(low, ".svg") || strings.HasSuffix(low, ".gif") || strings.Contains(low, "logo") &&
		!strings.Contains(low, "logo-") || strings.Contains(low, "placeholder") {
		return nil
	}
	return u
}

// shownImages are the pictures of the article from a little above its title to its end.
func (r *Parsed) shownImages() []*url.URL {
	from, to := r.bodyFrom-12, r.bodyTo+1
	if r.titleBlock >= 0 && r.titleBlock < r.bodyFrom {
		from = min(from, r.titleBlock-4)
	}
	var out []*url.URL
	for i := range r.tree.Nodes {
		n := &r.tree.Nodes[i]
		if n.Atom != atom.Img && n.Atom != atom.Source || len(out) >= 30 {
			continue
		}
		if at := r.layout.At[i]; at < from || at > to || n.Hidden || n.Sig&(dom.SigAuthor|dom.SigShare) != 0 {
			continue
		}
		if w, err := strconv.Atoi(markup.Attr(n.HTML, "width")); err == nil && w < smallImage {
			continue
		}
		if u := r.imageURL(largest(markup.Attr(n.HTML, "srcset"), markup.Attr(n.HTML, "data-srcset"))); u != nil {
			out = append(out, u)
		}
		for _, key := range []string{"data-src", "data-lazy-src", "data-original", "data-lazy", "src"} {
			if v := markup.Attr(n.HTML, key); v != "" {
				if u := r.imageURL(v); u != nil {
					out = append(out, u)
				}
				break
			}
		}
	}
	return out
}

// largest returns the widest address of the first srcset that has any, none wider than largeImage unless all are.
func largest(sets ...string) string {
	for _, set := range sets {
		best, width := "", -1
		for _, part := range strings.Split(set, ", ") {
			fields := strings.Fields(part)
			if len(fields) == 0 {
				continue
			}
			w := 0
			if len(fields) > 1 {
				w, _ = strconv.Atoi(strings.TrimRight(fields[1], "wx,"))
			}
			if best == "" || w > width && w <= largeImage || width > largeImage && w < width {
				best, width = strings.TrimSuffix(fields[0], ","), w
			}
		}
		if best != "" {
			return best
		}
	}
	return ""
}

func stem(u *url.URL) string {
	s := strings.ToLower(path.Base(strings.TrimSuffix(u.Path, "/")))
	return strings.TrimSuffix(s, path.Ext(s))
}

// imageIDs are the parts of an address that name the picture and not its size: long ones with digits.
func imageIDs(u *url.URL) map[string]bool {
	ids := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(u.Path+"/"+u.RawQuery),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		digits := 0
		for _, c := range w {
			if c >= '0' && c <= '9' {
				digits++
			}
		}
		if len(w) >= 6 && digits >= 4 && (len(w) != 8 || digits != 8 || w[:2] != "20") {
			ids[w] = true
		}
	}
	return ids
}

func shareID(a, b map[string]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}

// alike reports addresses that differ in their end only, where sizes stand.
func alike(a, b *url.URL) bool {
	x, y := unsized(stem(a)), unsized(stem(b))
	if x == y && len(x) > 4 {
		return true
	}
	short, n := min(len(x), len(y)), 0
	for n < short && x[n] == y[n] {
		n++
	}
	if n >= 8 && n*10 >= short*8 {
		return true
	}
	dir := path.Dir(a.Path)
	return dir == path.Dir(b.Path) && len(path.Base(dir)) >= 24
}

// unsized drops the size at the end of a file's name, as in flags-768x403.
func unsized(stem string) string {
	k := strings.LastIndexAny(stem, "-_")
	if k <= 0 {
		return stem
	}
	w, h, ok := strings.Cut(stem[k+1:], "x")
	if _, err := strconv.Atoi(w + h); !ok || err != nil {
		return stem
	}
	return stem[:k]
}
