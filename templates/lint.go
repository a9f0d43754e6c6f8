package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"attache/news"
)

// Flaw is one thing wrong with rendered HTML.
type Flaw struct {
	What string // half a sentence
	Tag  string // the tag it is about, as rendered; "" = none
}

// letterWidth is the widest an element of a letter or page may say it is, in pixels.
const letterWidth = 600

// void elements have no end tag (HTML standard, 13.1.2).
var void = []string{
	"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
	"wbr",
}

// leftovers are marks that no finished text shows.
var leftovers = []string{"ZgotmplZ", "<no value>", "%!"}

// Flaws checks the structure of rendered HTML: tags balanced, ids unique, nothing wider than 600 px, images with a text
// in their place, links with a scheme that mail may carry, no leftover of a template.
func Flaws(src string) []Flaw {
	var out []Flaw
	add := func(tag, format string, args ...any) { out = append(out, Flaw{fmt.Sprintf(format, args...), tag}) }
	for _, l := range leftovers {
		if strings.Contains(src, l) {
			add("", "%q is left in it", l)
		}
	}
	type open struct{ name, tag string }
	var stack []open
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := string(z.Raw())
		t := z.Token()
		switch kind {
		case html.StartTagToken:
			for _, what := range tagFlaws(t, ids) {
				add(raw, "%s has %s", raw, what)
			}
			if !slices.Contains(void, t.Data) {
				stack = append(stack, open{t.Data, raw})
			}
		case html.EndTagToken:
			switch {
			case len(stack) == 0:
				add(raw, "%s closes nothing", raw)
			case stack[len(stack)-1].name != t.Data:
				add(stack[len(stack)-1].tag, "%s is still open at %s", stack[len(stack)-1].tag, raw)
				return out // all that follows would be reported too
			default:
				stack = stack[:len(stack)-1]
			}
		}
	}
	for _, o := range stack {
		add(o.tag, "%s is never closed", o.tag)
	}
	return out
}

var pixels = regexp.MustCompile(`(?:^|[;\s-])width:\s*(\d+)px`)

// tagFlaws returns what is wrong with one start tag. It notes its id in ids.
func tagFlaws(t html.Token, ids map[string]bool) []string {
	var out []string
	alt := t.Data != "img"
	for _, a := range t.Attr {
		switch {
		case a.Key == "id" || a.Key == "name" && t.Data == "a": // both are where a link leads
			if ids[a.Val] {
				out = append(out, fmt.Sprintf("the %s %q a second time", a.Key, a.Val))
			}
			ids[a.Val] = true
		case a.Key == "alt":
			alt = true
		case a.Key == "width":
			out = append(out, widthFlaws(a.Val)...)
		case a.Key == "style":
			for _, m := range pixels.FindAllStringSubmatch(a.Val, -1) {
				out = append(out, widthFlaws(m[1])...)
			}
		case a.Key == "href" || a.Key == "src" || a.Key == "action":
			if scheme := badScheme(a.Val); scheme != "" {
				out = append(out, fmt.Sprintf("a link of the scheme %q", scheme))
			}
		}
	}
	if !alt {
		out = append(out, "no alt text")
	}
	return out
}

// widthFlaws returns what is wrong with a width in pixels; one in other units is none.
func widthFlaws(width string) []string {
	if n, err := strconv.Atoi(width); err == nil && n > letterWidth {
		return []string{fmt.Sprintf("a width of %d px, more than %d", n, letterWidth)}
	}
	return nil
}

// badScheme returns the scheme of an address when mail may not carry it, "" otherwise.
func badScheme(address string) string {
	scheme, _, ok := strings.Cut(address, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") || slices.Contains([]string{"http", "https", "mailto"}, scheme) {
		return ""
	}
	return scheme
}

// missing returns the first headline or link of the issue's stories that the letter's text part lacks, "" when none
// does.
func missing(l news.Letter, i news.Issue) string {
	flat := strings.Join(strings.Fields(l.Text), "")
	for _, best := range i.BestIn(l.Language)[:l.Stories] {
		st := renditionIn(*best, l.Language)
		holds := func(head string) bool {
			return head != "" && strings.Contains(flat, strings.ReplaceAll(clean(head), " ", ""))
		}
		if !holds(st.Headline) && !holds(st.Translations[l.Language].Headline) {
			return clean(st.Headline)
		}
		if link := safeURL(st.Lead.URL); !strings.Contains(l.Text, link) {
			return link
		}
	}
	return ""
}
