package templates

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"attache/news"
)

// What a letter may use. Each entry says which of the programs that our readers have do not know it, and why the letter
// is right without it: "all" where each of them knows it. The programs are Gmail, Outlook (Windows with Word's engine,
// Mac, web and the new one), Apple Mail, Yahoo, Samsung, Thunderbird, Mail.ru and Yandex. Looked up in November 2026 at
// caniemail.com, which has no data on Yandex: it is taken to know what Mail.ru does. What is not here fails the test
// until somebody has looked it up and decided.
var (
	clientProperties = map[string]string{
		"background":            "all, for a plain colour; never an image",
		"border":                "all, at most 8 px",
		"border-bottom":         "all, in cells; on paragraphs Word may leave it out: no text depends on a rule",
		"border-color":          "all; only in dark rules",
		"border-top":            "all, in cells; as border-bottom",
		"color":                 "all",
		"color-scheme":          "Apple Mail, Samsung, Thunderbird: others turn colours as they like, and contrast holds",
		"display":               "none, block and inline-block: Word knows none only; a picture has a paragraph of its own",
		"font":                  "all; families have plain ones behind them",
		"font-size":             "all, in px; in rules of narrow windows where these are heeded",
		"font-weight":           "all: 600 is bold where numbers are not known",
		"height":                "Yahoo makes it min-height; the picture has it as an attribute too",
		"letter-spacing":        "all",
		"line-height":           "all, in px; Word needs mso-line-height-rule",
		"margin":                "all, never negative, never auto",
		"max-height":            "Word not: the hidden line has display:none and mso-hide too",
		"max-width":             "Word on tables only: it gets a table 600 px wide by a conditional comment",
		"mso-hide":              "Word's own: hides the hidden line there",
		"overflow":              "Word not: as max-height",
		"padding":               "all in cells; Word drops it elsewhere: texts stand closer, none is lost",
		"padding-left":          "where rules of narrow windows are heeded",
		"padding-right":         "where rules of narrow windows are heeded",
		"text-align":            "left: all; start is not known to Word and Yahoo, which keep right-to-left text at the left",
		"text-decoration-color": "Word, some of Gmail not: the underline is as dark as its text there",
		"width":                 "all; of the picture: Word goes by its attribute",
		"white-space":           "Word and Samsung not: a number may wrap",
		"word-break":            "Yahoo not: it knows word-wrap",
		"word-wrap":             "Word breaks nothing: a long word widens its table there, in a window 600 px wide seldom",
	}
	// clientMSO are properties inside a conditional comment: nothing but Word reads them.
	clientMSO = []string{"border-collapse", "font-family", "mso-line-height-rule"}

	clientElements = map[string]string{
		"html": "all", "head": "all", "meta": "all, or ignored", "title": "all, or ignored",
		"style": "Gmail for accounts of others' not: all that must hold stands in style attributes",
		"body":  "webmail makes it a div: it carries no colour",
		"div":   "all", "table": "all", "tr": "all", "td": "all", "h1": "all", "h2": "all",
		"h3": "all", "p": "all", "span": "all", "a": "all", "br": "all", "img": "all; with alt for pictures that are off",
	}
	clientAttributes = map[string]string{
		"href": "all", "src": "all", "alt": "all", "style": "all", "class": "all, or renamed with its rules", "width": "all",
		"height": "all", "align": "all", "bgcolor": "all", "border": "all", "cellpadding": "all", "cellspacing": "all",
		"charset": "all, or ignored",
		"name": "on anchors Gmail, Word and Mail.ru jump to it and not to an id; Gmail and Outlook on telephones " +
			"and Samsung jump nowhere: the stories follow in the same order",
		"content": "all, or ignored", "lang": "all; Yahoo drops it on cells, which have none",
		"dir": "all; Word drops it on tables and cells, which have none", "role": "all; Yahoo on tables only",
		"aria-label": "Yahoo and Thunderbird not: a reading aid says less there", "aria-roledescription": "as aria-label",
		"xmlns:o": "Word's own",
	}
	// clientAtRules begin the rules that a letter may have.
	clientAtRules = map[string]string{
		"@media (max-width:640px)":           "Word, Thunderbird, some of Gmail not: the letter is fluid without it",
		"@media (prefers-color-scheme:dark)": "Gmail, Word, Yahoo, Mail.ru not: they show light, or turn colours themselves",
		"[data-ogsc]":                        "Outlook on the web and on telephones, in dark mode, for texts",
		"[data-ogsb]":                        "the same, for grounds",
		"a:hover":                            "some not: the underline is there without it",
		":root{color-scheme:light dark}":     "as color-scheme",
	}
	clientValues = map[string]*regexp.Regexp{
		"display":    regexp.MustCompile(`^(none|block|inline-block)$`),
		"text-align": regexp.MustCompile(`^(left|start)$`),
		"overflow":   regexp.MustCompile(`^hidden$`),
		"background": regexp.MustCompile(`^#[0-9a-f]{3,6}$`),
	}
	badValue = regexp.MustCompile(`(?i)\b(?:var|calc|clamp|min|max|url|rgba?|hsla?|light-dark)\(|` +
		`[\d.](?:rem|em|vw|vh|ch|pt)\b|(?:^|\s)-\d`)
)

var (
	styleBlock = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	msoBlock   = regexp.MustCompile(`(?s)<!--\[if mso\]>.*?<!\[endif\]-->`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
)

// usage is what a letter uses.
type usage struct {
	properties, elements, attributes, atRules map[string]bool
	flaws                                     []string
}

func (u *usage) declarations(list string) {
	for d := range strings.SplitSeq(list, ";") {
		name, value, ok := strings.Cut(d, ":")
		if !ok {
			continue
		}
		name = strings.TrimSpace(name)
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		u.properties[name] = true
		if allowed := clientValues[name]; badValue.MatchString(value) || allowed != nil && !allowed.MatchString(value) {
			u.flaws = append(u.flaws, name+": "+value)
		}
	}
}

// uses reads a letter.
func uses(letter string) usage {
	u := usage{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, nil}
	for _, block := range msoBlock.FindAllString(letter, -1) {
		for _, rule := range innerRule.FindAllString(block, -1) {
			_, body, _ := strings.Cut(rule, "{")
			for d := range strings.SplitSeq(strings.TrimSuffix(body, "}"), ";") {
				name, value, ok := strings.Cut(d, ":")
				if ok && !slices.Contains(clientMSO, strings.TrimSpace(name)) ||
					strings.Contains(value, "!important") && !strings.Contains(value, " !important") {
					u.flaws = append(u.flaws, "for Word: "+d)
				}
			}
		}
	}
	letter = msoBlock.ReplaceAllString(letter, "")
	for _, m := range styleBlock.FindAllStringSubmatch(letter, -1) {
		css := cssComment.ReplaceAllString(m[1], "")
		for line := range strings.SplitSeq(css, "\n") {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "@") || strings.HasPrefix(line, "[") || strings.HasPrefix(line, ":root") ||
				strings.HasPrefix(line, "a:") {
				u.atRules[line] = true
			}
		}
		for _, rule := range innerRule.FindAllString(css, -1) {
			_, body, _ := strings.Cut(rule, "{")
			u.declarations(strings.TrimSuffix(body, "}"))
		}
	}
	z := html.NewTokenizer(strings.NewReader(letter))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		u.elements[t.Data] = true
		for _, a := range t.Attr {
			u.attributes[a.Key] = true
			if a.Key == "style" {
				u.declarations(a.Val)
			}
		}
	}
	return u
}

// unknown lists what is used and not allowed.
func (u usage) unknown() []string {
	out := slices.Clone(u.flaws)
	for _, c := range []struct {
		what    string
		used    map[string]bool
		allowed map[string]string
	}{
		{"the property ", u.properties, clientProperties},
		{"the element ", u.elements, clientElements},
		{"the attribute ", u.attributes, clientAttributes},
	} {
		for name := range c.used {
			if c.allowed[name] == "" {
				out = append(out, c.what+name)
			}
		}
	}
	for rule := range u.atRules {
		known := func(begins string) bool { return strings.HasPrefix(rule, begins) }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(clientAtRules)), known) {
			out = append(out, "the rule "+rule)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestClients holds the built-in letters to what mail programs know, and the list to what the letters use.
func TestClients(t *testing.T) {
	s := builtinSet(t)
	all := usage{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, nil}
	for _, c := range templatesAndLanguages(s) {
		for _, i := range []news.Issue{Sample(c.lang), SampleEmpty(c.lang), SampleNotices(c.lang), large(c.lang, 80)} {
			l, err := s.Letter(news.Digest{Template: c.template, Publisher: SamplePublisher()}, i, c.lang, sampleWeb)
			if err != nil {
				t.Fatal(err)
			}
			u := uses(l.HTML)
			for _, what := range u.unknown() {
				t.Errorf("%s.%s uses %s: look up at caniemail.com who does not know it, decide, and put it in the list",
					c.template, c.lang, what)
			}
			maps.Copy(all.properties, u.properties)
			maps.Copy(all.elements, u.elements)
			maps.Copy(all.attributes, u.attributes)
			maps.Copy(all.atRules, u.atRules)
		}
	}
	for _, c := range []struct {
		used    map[string]bool
		allowed map[string]string
	}{{all.properties, clientProperties}, {all.elements, clientElements}, {all.attributes, clientAttributes}} {
		for name := range c.allowed {
			if !c.used[name] {
				t.Errorf("no letter uses %s: take it off the list", name)
			}
		}
	}
	for name := range clientAtRules {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(all.atRules)), func(r string) bool {
			return strings.HasPrefix(r, name)
		}) {
			t.Errorf("no letter has a rule %s: take it off the list", name)
		}
	}
	for letter, want := range map[string]string{
		`<p style="color:#222;margin:0">x</p>`:                                       "",
		`<p style="display:flex">x</p>`:                                              "display: flex",
		`<p style="gap:3px">x</p>`:                                                   "the property gap",
		`<p style="margin:-3px 0">x</p>`:                                             "margin: -3px 0",
		`<p style="font-size:1.2rem">x</p>`:                                          "font-size: 1.2rem",
		`<p style="color:var(--x)">x</p>`:                                            "color: var(--x)",
		`<video src="https://x.example/">x</video>`:                                  "the element video",
		`<p onclick="x()">x</p>`:                                                     "the attribute onclick",
		"<style>\n@page{color:red}\n</style>":                                        "the rule @page{color:red}",
		"<style>p{text-shadow:none}</style>":                                         "the property text-shadow",
		"<!--[if mso]><style>p{font-family:Arial!important}</style><![endif]-->":     "for Word: font-family:Arial!important",
		"<!--[if mso]><style>p{color:#222}</style><![endif]-->":                      "for Word: color:#222",
		"<style>@media (prefers-color-scheme:dark){p{color:#222!important}}</style>": "",
	} {
		if got := strings.Join(uses(letter).unknown(), ", "); got != want {
			t.Errorf("%s: %q, want %q", letter, got, want)
		}
	}
}
