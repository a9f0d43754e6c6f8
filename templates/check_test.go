package templates

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"attache/news"
)

type templateIn struct{ template, lang string }

func templatesAndLanguages(s *Set) (out []templateIn) {
	for _, template := range s.Templates() {
		for _, lang := range news.Languages {
			out = append(out, templateIn{template, lang})
		}
	}
	return out
}

func TestLettersAreSound(t *testing.T) {
	s := builtinSet(t)
	for _, c := range templatesAndLanguages(s) {
		lang := c.lang
		for name, i := range map[string]news.Issue{
			"full": Sample(lang), "empty": SampleEmpty(lang), "notices": SampleNotices(lang),
		} {
			name = c.template + " " + name
			l, err := s.Letter(news.Digest{Template: c.template, Publisher: SamplePublisher()}, i, lang, sampleWeb)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range append(Flaws(l.HTML), Pale(l.HTML)...) {
				t.Errorf("%s.%s: %s (%s)", name, lang, f.What, f.Tag)
			}
			if m := missing(l, i); m != "" {
				t.Errorf("%s.%s: the text part lacks %q", name, lang, m)
			}
			if n := strings.Count(l.HTML, news.UnsubscribeToken); n != 1 {
				t.Errorf("%s.%s: %d unsubscribe tokens in the HTML, want 1", name, lang, n)
			}
			if n := strings.Count(l.Text, news.UnsubscribeToken); n != 1 {
				t.Errorf("%s.%s: %d unsubscribe tokens in the text, want 1", name, lang, n)
			}
			for n, line := range strings.Split(l.Text, "\n") {
				if w := lineWidth(line); w > columns && !strings.Contains(line, "://") {
					t.Errorf("%s.%s: line %d has %d columns: %s", name, lang, n+1, w, line)
				}
			}
			if l.Cut != 0 || l.Stories != len(i.Stories()) || l.Language != lang || l.Preheader == "" ||
				l.Subject == "" {
				t.Errorf("%s.%s: %d stories, %d cut, language %s, preheader %q, subject %q", name, lang, l.Stories,
					l.Cut, l.Language, l.Preheader, l.Subject)
			}
			if strings.Contains(l.HTML, "javascript:") || strings.Contains(l.HTML, "<script") {
				t.Errorf("%s.%s: a script came through", name, lang)
			}
		}
	}
}

// emptyLink is a link that a reader cannot see.
var emptyLink = regexp.MustCompile(`<a [^>]*>\s*</a>`)

func TestPagesAreSound(t *testing.T) {
	s := builtinSet(t)
	for _, lang := range news.Languages {
		for name, states := range SamplePages(lang) {
			for _, data := range states {
				var b bytes.Buffer
				if err := s.Page(&b, name, data); err != nil {
					t.Fatal(err)
				}
				for _, f := range Flaws(b.String()) {
					t.Errorf("%s.%s: %s", name, lang, f.What)
				}
				if m := emptyLink.FindString(b.String()); m != "" {
					t.Errorf("%s.%s: a link without words: %s", name, lang, m)
				}
				if strings.Contains(b.String(), "style=") || strings.Contains(b.String(), "<script") {
					t.Errorf("%s.%s: an inline style or a script, which the pages' security policy refuses", name, lang)
				}
				if strings.Contains(b.String(), news.UnsubscribeToken) {
					t.Errorf("%s.%s: an unsubscribe token on a page", name, lang)
				}
			}
		}
	}
}

// TestPageColours holds the style sheet's colours to the letter's measure, in both modes.
func TestPageColours(t *testing.T) {
	css := string(builtinSet(t).File("style.css"))
	variable := regexp.MustCompile(`--(paper|ink|quiet|accent):\s*(#[0-9a-f]{6});`)
	light, dark, ok := strings.Cut(css, "prefers-color-scheme")
	if !ok {
		t.Fatal("the style sheet has no dark mode")
	}
	for mode, part := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]colour{}
		for _, m := range variable.FindAllStringSubmatch(part, -1) {
			c, ok := parseColour(m[2])
			if !ok {
				t.Fatalf("%s is no colour", m[2])
			}
			colours[m[1]] = c
		}
		if len(colours) != 4 {
			t.Fatalf("%s mode has %d of 4 colours", mode, len(colours))
		}
		for _, ink := range []string{"ink", "quiet", "accent"} {
			if k := contrast(colours[ink], colours["paper"]); k < leastContrast {
				t.Errorf("%s mode: %s on paper has a contrast of %.2f", mode, ink, k)
			}
		}
	}
}

func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64 // WCAG's own examples
	}{{"#000000", "#ffffff", 21}, {"#fff", "#fff", 1}, {"#777777", "#ffffff", 4.48}} {
		a, _ := parseColour(c.a)
		b, _ := parseColour(c.b)
		if got := contrast(a, b); got < c.want-0.01 || got > c.want+0.01 {
			t.Errorf("%s on %s is %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestFlaws(t *testing.T) {
	for src, want := range map[string]string{
		`<p>fine<br></p>`:                  "",
		`<p><b>x</p>`:                      "<b> is still open at </p>",
		`<p>x`:                             "<p> is never closed",
		`</p>`:                             "</p> closes nothing",
		`<p id="a"></p><p id="a"></p>`:     "a second time",
		`<a name="a"></a><a name="a"></a>`: "the name \"a\" a second time",
		`<table width="601"></table>`:      "601 px",
		`<p style="width:700px"></p>`:      "700 px",
		`<p style="max-width:600px">-</p>`: "",
		`<img src="https://x.example/">`:   "no alt text",
		`<a href="data:x">x</a>`:           `scheme "data"`,
		`<a href="/a:b">x</a>`:             "",
		`<a href="#ZgotmplZ">x</a>`:        "is left in it",
	} {
		got := ""
		if f := Flaws(src); len(f) > 0 {
			got = f[0].What
		}
		if got == "" && want != "" || !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: flaw %q, want %q", src, got, want)
		}
	}
	pale := `<style>@media (prefers-color-scheme:dark){.d{background:#111111!important}.d ` +
		`p{color:#222!important}}</style><div class="d" style="background:#fff"><p style="color:#222">x</p></div>`
	if f := Pale(pale); len(f) != 1 || !strings.Contains(f[0].What, "dark mode") {
		t.Errorf("pale dark text: %v", f)
	}
	if f := Pale(`<p style="color:#bbb">x</p>`); len(f) == 0 || !strings.Contains(f[0].What, "light mode") {
		t.Errorf("pale light text: %v", f)
	}
}

// folder writes an operator's folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	ownHTML = "<!DOCTYPE html>\n<html " +
		"lang=\"{{.Language}}\">\n<head><title>{{.Title}}</title></head>\n<body>\n{{range .Every}}" +
		"<p><a href=\"{{.Link}}\">{{.Headline}}</a></p>{{end}}\n<p><a " +
		"href=\"{{.Unsubscribe}}\">{{word \"unsubscribe\"}}</a></p>\n</body>\n</html>\n"
	ownText = "{{range .Every}}{{.Headline}}\n{{.Link}}\n\n{{end}}{{.Unsubscribe}}\n"
)

func TestOwnTemplates(t *testing.T) {
	s, err := New(Config{Dir: folder(t, map[string]string{
		"email/short.html": ownHTML, "email/short.txt": ownText,
		"i18n/ru.yaml": "text:\n  today: Коротко\nregions:\n  central-asia: ЦА\n",
		"README":       "not looked at",
		"email/.swp":   "neither",
	})})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Letter(news.Digest{Template: "short"}, Sample("en"), "en", "")
	if err != nil || strings.Contains(l.HTML, "<table") || !strings.Contains(l.HTML, "Middle Corridor") {
		t.Errorf("the own template is not used: %v\n%s", err, l.HTML)
	}
	l, err = s.Letter(news.Digest{}, Sample("ru"), "ru", "")
	if err != nil || !strings.Contains(l.HTML, "КОРОТКО") || !strings.Contains(l.HTML, ">ЦА<") ||
		!strings.Contains(l.HTML, "ЮЖНЫЙ КАВКАЗ") {
		t.Errorf("the own words are not laid over the built-in ones: %v", err)
	}
	var invalid *news.InvalidError
	if _, err := s.Letter(news.Digest{Template: "none"}, Sample("en"), "en", ""); !errors.As(err, &invalid) ||
		!strings.Contains(invalid.Hint, "short") {
		t.Errorf("a template that is not there: %v", err)
	}
}

func TestOwnMistakes(t *testing.T) {
	broadsheet, err := builtin.ReadFile("email/broadsheet.html")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(broadsheet), "\n")
	pageLine := func(find string) string { return fmt.Sprintf("email/broadsheet.html:%d", lineWith(lines, find)) }
	for name, c := range map[string]struct {
		files map[string]string
		field string
	}{
		"syntax": {
			map[string]string{"email/short.html": "<p>\n{{if}}</p>", "email/short.txt": ownText},
			"email/short.html:2",
		},
		"text syntax": {
			map[string]string{"email/short.html": ownHTML, "email/short.txt": "a\nb\n{{end}}"},
			"email/short.txt:3",
		},
		"unknown field": {map[string]string{"email/short.html": strings.Replace(ownHTML, "{{.Title}}", "{{.Titel}}",
			1), "email/short.txt": ownText}, "email/short.html:3"},
		"unknown word": {map[string]string{"email/short.html": strings.Replace(ownHTML, `"unsubscribe"`, `"leave"`,
			1), "email/short.txt": ownText}, "email/short.html:6"},
		"unclosed quote": {map[string]string{"email/short.html": strings.Replace(ownHTML, `{{.Link}}">`, `{{.Link}}>`,
			1), "email/short.txt": ownText}, "email/short.html:"},
		"unbalanced": {map[string]string{"email/short.html": strings.Replace(ownHTML, "</a></p>{{end}}",
			"</p>{{end}}", 1), "email/short.txt": ownText}, "email/short.html:5"},
		"no way out": {map[string]string{
			"email/short.html": strings.Replace(ownHTML, "{{.Unsubscribe}}", "#", 1),
			"email/short.txt":  ownText,
		}, "email/short.html:1"},
		"text lacks news": {
			map[string]string{"email/short.html": ownHTML, "email/short.txt": "{{.Unsubscribe}}"},
			"email/short.txt:1",
		},
		"one of a pair": {map[string]string{"email/short.html": ownHTML}, "email/short.html"},
		"typo in name":  {map[string]string{"web/isue.html": "x"}, "web/isue.html"},
		"too pale": {
			map[string]string{"email/broadsheet.html": strings.ReplaceAll(string(broadsheet),
				`color:#666;font-size:13px;line-height:20px">{{word`, `color:#eee;font-size:13px;line-height:20px">{{word`)},
			pageLine(`color:#666;font-size:13px;line-height:20px">{{word`),
		},
		"too wide": {
			map[string]string{"email/broadsheet.html": strings.Replace(string(broadsheet),
				`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" `+
					`style="max-width:600px`, `<table role="presentation" width="800" cellpadding="0" `+
					`cellspacing="0" border="0" style="max-width:600px`, 1)},
			pageLine("max-width:600px"),
		},
		"page": {
			map[string]string{"web/error.html": "{{define \"content\"}}\n<p>{{.Nope}}</p>{{end}}"},
			"web/error.html:2",
		},
		"page unbalanced": {map[string]string{
			"web/error.html": "{{define \"content\"}}\n<div><p>{{.Text}}</div>{{end}}",
		}, "web/error.html:2"},
		"yaml":        {map[string]string{"i18n/ru.yaml": "text:\n  today: [1\n"}, "i18n/ru.yaml:"},
		"yaml field":  {map[string]string{"i18n/ru.yaml": "text: {}\ntexts: {}\n"}, "i18n/ru.yaml:2"},
		"word unused": {map[string]string{"i18n/ru.yaml": "text:\n  todai: x\n"}, "i18n/ru.yaml:2"},
		"placeholder": {map[string]string{
			"i18n/ru.yaml": "text:\n  today: Главное\n  why: \"Вы подписаны на {titel}.\"\n",
		}, "i18n/ru.yaml:3"},
		"plural form": {map[string]string{
			"i18n/ru.yaml": "count:\n  stories: {one: \"{n} a\", other: \"{n} b\"}\n",
		}, "i18n/ru.yaml:2"},
		"months":           {map[string]string{"i18n/ru.yaml": "months: [января]\n"}, "i18n/ru.yaml:1"},
		"not UTF-8":        {map[string]string{"web/error.html": "<p>\n\xff</p>"}, "web/error.html:2"},
		"empty":            {map[string]string{"web/error.html": " \n"}, "web/error.html:1"},
		"beside folders":   {map[string]string{"broadsheet.html": ownHTML}, "broadsheet.html"},
		"another folder":   {map[string]string{"emails/short.html": ownHTML}, "emails/short.html"},
		"brace never shut": {map[string]string{"web/style.css": "/* { */\nbody {\n color: red;\n"}, "web/style.css:2"},
		"brace too many":   {map[string]string{"web/style.css": "body { color: red; }\n}\n"}, "web/style.css:2"},
		"script in letter": {map[string]string{"email/short.html": strings.Replace(ownHTML, "<body>",
			"<body>\n<script>x()</script>", 1), "email/short.txt": ownText}, "email/short.html:5"},
		"style on page": {map[string]string{
			"web/error.html": "{{define \"content\"}}\n<main style=\"color:red\"><h1>{{.Title}}</h1></main>{{end}}",
		}, "web/error.html:2"},
		"no story": {map[string]string{
			"email/short.html": "<html><head><title>{{.Subject}}</title></head><body>{{.Unsubscribe}}</body></html>",
			"email/short.txt":  ownText,
		}, "email/short.html:1"},
		"when stories are cut": {map[string]string{
			"email/short.html": strings.Replace(ownHTML, "<body>", "<body>\n{{if .Cut}}{{.Nope}}{{end}}", 1),
			"email/short.txt":  ownText,
		}, "email/short.html:5"},
		"without an archive": {map[string]string{
			"email/short.html": strings.Replace(ownHTML, "<body>", "<body>\n{{if not .Web}}{{.Nope}}{{end}}", 1),
			"email/short.txt":  ownText,
		}, "email/short.html:5"},
		"way out for some": {map[string]string{
			"email/short.html": strings.Replace(ownHTML, "<p><a href=\"{{.Unsubscribe}}\">", "{{if .Web}}<p><a "+
				"href=\"{{.Unsubscribe}}\">", 1) + "{{end}}",
			"email/short.txt": ownText,
		}, "email/short.html:"},
		"nobody can leave": {map[string]string{
			"web/unsubscribe.html": "{{define \"content\"}}<main><h1>{{.Title}}</h1></main>{{end}}",
		}, "web/unsubscribe.html:1"},
		"layout without pages": {map[string]string{
			"web/layout.html": "<html><body>{{block \"contents\" .}}{{end}}</body></html>",
		}, "web/index.html:1"},
		"another language": {map[string]string{"i18n/xx.yaml": "text: {}\n"}, "i18n/xx.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(Config{Dir: folder(t, c.files)})
			var invalid *news.InvalidError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want an InvalidError", err)
			}
			if !strings.HasPrefix(invalid.Field, c.field) {
				t.Errorf("the mistake is said to be at %q, want %q: %v", invalid.Field, c.field, err)
			}
			if !strings.HasSuffix(invalid.Message, ".") {
				t.Errorf("not a sentence: %q", invalid.Message)
			}
		})
	}
	for wrong, hint := range map[string]string{
		"{{.Titel}}": ".Title", "{{range .Every}}{{.Web}}{{end}}": "$.Web", "{{lower .Title}}": "upper",
		"{{word \"weekly\"}}": "i18n/en.yaml", "{{if .Web}}": "{{end}}", "{{end}}": "too many",
		"{{.Lead.Headline}}": "{{with .Lead}}", "<a href={{.Web}}>x</a><p title=\"{{.Title}}>": "quotation",
	} {
		var invalid *news.InvalidError
		_, err := New(Config{Dir: folder(t, map[string]string{
			"email/short.html": strings.Replace(ownHTML, "<body>", "<body>"+wrong, 1), "email/short.txt": ownText,
		})})
		if !errors.As(err, &invalid) || !strings.Contains(invalid.Hint, hint) {
			t.Errorf("%s: %v, want a hint with %s", wrong, err, hint)
		}
	}
	if _, err := New(Config{Dir: filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a folder that is not there is taken")
	}
}

func lineWith(lines []string, find string) int {
	for n, l := range lines {
		if strings.Contains(l, find) {
			return n + 1
		}
	}
	return 0
}

// TestAccent holds that a publisher's colour can be read in both modes, or is refused.
func TestAccent(t *testing.T) {
	s := builtinSet(t)
	for colour, want := range map[string]string{"#ffcc00": "publisher.accent", "#005a9c": "", "#000000": "", "": ""} {
		l, err := s.Letter(news.Digest{Publisher: news.Publisher{Accent: colour}}, Sample("en"), "en", sampleWeb)
		var invalid *news.InvalidError
		switch {
		case errors.As(err, &invalid) && invalid.Field == want && invalid.Hint != "":
		case err != nil || want != "":
			t.Errorf("%s: %v", colour, err)
		default:
			for _, f := range Pale(l.HTML) {
				t.Errorf("%s: %s", colour, f.What)
			}
			if !strings.Contains(l.HTML, `class="k" style="margin:0;color:`+cmp.Or(colour, accent)) {
				t.Errorf("%s: the kickers have another colour", colour)
			}
		}
	}
}

// TestPublisher holds that a publisher's mistakes name their field.
func TestPublisher(t *testing.T) {
	for field, p := range map[string]news.Publisher{
		"publisher.logo":    {Logo: "http://press.example/logo.png"},
		"publisher.imprint": {Imprint: "javascript:alert(1)"},
		"publisher.privacy": {Privacy: "https://user:secret@press.example/"},
		"publisher.accent":  {Accent: "red"},
		"publisher.footer":  {Footer: map[string]string{"de": "Vertraulich."}},
		"publisher":         {Signature: strings.Repeat("x", 501)},
	} {
		var invalid *news.InvalidError
		if err := CheckPublisher(p); !errors.As(err, &invalid) || invalid.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := CheckPublisher(SamplePublisher()); err != nil {
		t.Error(err)
	}
}
