package templates

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"attache/news"
)

// checkSource finds what is wrong with a file before it is read as what it is.
func checkSource(name string, b []byte) error {
	if path.Ext(name) == ".png" {
		return nil
	}
	if len(bytes.TrimSpace(b)) == 0 && path.Ext(name) != ".yaml" {
		return &news.InvalidError{
			Field: name + ":1", Message: "The file is empty.", Hint: "remove it, and the built-in one is used",
		}
	}
	if utf8.Valid(b) {
		return nil
	}
	line := 1
	for rest := b; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		rest = rest[n:]
	}
	return &news.InvalidError{
		Field: fmt.Sprintf("%s:%d", name, line), Message: "The file is not UTF-8 text.",
		Hint: "save it as UTF-8 in your editor",
	}
}

// strayFiles finds templates that lie where nobody looks for them: beside the folders, or in others.
func strayFiles(fsys fs.FS) error {
	stray := func(dir string) error {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil {
			return nil //nolint:nilerr // what cannot be read lies in no folder of ours
		}
		for _, e := range entries {
			if !e.IsDir() && slices.Contains([]string{".html", ".txt", ".yaml", ".yml", ".css"}, path.Ext(e.Name())) {
				name := path.Join(dir, e.Name())
				return &news.InvalidError{
					Field: name, Message: "The file lies outside of email, web and i18n, so it would never be used.",
					Hint: "move it into one of these folders, or name it without its ending",
				}
			}
		}
		return nil
	}
	if err := stray("."); err != nil {
		return err
	}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil //nolint:nilerr // readAll has read it a moment ago
	}
	for _, e := range entries {
		ours := slices.Contains([]string{"email", "web", "i18n"}, e.Name())
		if e.IsDir() && !ours && !strings.HasPrefix(e.Name(), ".") {
			if err := stray(e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkStyle finds braces of a style sheet that are not in pairs: a browser then drops rules without a word.
func checkStyle(name string, css []byte) error {
	line := 1
	var open []int // lines of braces
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '\n':
			line++
		case '/':
			if end := bytes.Index(css[i:], []byte("*/")); bytes.HasPrefix(css[i:], []byte("/*")) && end > 0 {
				line += bytes.Count(css[i:i+end], []byte("\n"))
				i += end + 1
			}
		case '"', '\'':
			if end := bytes.IndexByte(css[i+1:], css[i]); end >= 0 {
				i += end + 1
			}
		case '{':
			open = append(open, line)
		case '}':
			if len(open) == 0 {
				return news.Invalid(fmt.Sprintf("%s:%d", name, line), "A } closes nothing.")
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return news.Invalid(fmt.Sprintf("%s:%d", name, open[len(open)-1]), "The { of this line is never closed.")
	}
	return nil
}

// place is where HTML is shown, and what is refused there.
type place struct {
	elements []string
	why      string // half a sentence
	style    bool   // style attributes are refused too
}

var (
	inLetters = place{elements: []string{
		"script", "form", "input", "button", "iframe", "object", "embed", "video", "audio", "link", "base", "svg",
	}, why: "which mail programs take out, and filters take for an attack"}
	onPages = place{
		elements: []string{"script", "style", "iframe", "object", "embed", "video", "audio", "base"},
		why:      "which the pages' security policy refuses", style: true,
	}
)

// refused finds elements and attributes that would not be shown or not work. Pictures of the addresses but are shown.
func refused(src string, in place, but ...string) (flaws []Flaw) {
	z := html.NewTokenizer(strings.NewReader(src))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		raw := string(z.Raw())
		t := z.Token()
		if slices.Contains(in.elements, t.Data) {
			flaws = append(flaws, Flaw{fmt.Sprintf("it holds <%s>, %s", t.Data, in.why), raw})
		}
		for _, a := range t.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"):
				flaws = append(flaws, Flaw{fmt.Sprintf("%s has a script in %s, %s", raw, a.Key, in.why), raw})
			case a.Key == "style" && in.style:
				flaws = append(flaws, Flaw{fmt.Sprintf("%s has a style attribute, %s: write a rule in web/style.css", raw,
					in.why), raw})
			case a.Key == "src" && in.style && strings.Contains(a.Val, "//") && !slices.Contains(but, a.Val):
				flaws = append(flaws, Flaw{fmt.Sprintf("%s shows what another site has, %s", raw, in.why), raw})
			}
		}
	}
	return flaws
}

// unshown returns the headline of the first story when the letter's HTML lacks it, "" otherwise.
func unshown(l news.Letter, i news.Issue) string {
	top := i.BestIn(l.Language)
	if len(top) == 0 || l.Stories == 0 {
		return ""
	}
	var shown strings.Builder
	z := html.NewTokenizer(strings.NewReader(l.HTML))
	hidden := ""
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		switch kind {
		case html.StartTagToken:
			if name, _ := z.TagName(); hidden == "" && slices.Contains([]string{"title", "style"}, string(name)) {
				hidden = string(name)
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.TextToken:
			if hidden == "" {
				shown.WriteString(string(z.Text()))
			}
		}
	}
	st := renditionIn(*top[0], l.Language)
	flat := strings.Join(strings.Fields(shown.String()), "")
	for _, head := range []string{st.Headline, st.Translations[l.Language].Headline} {
		if head = strings.Join(strings.Fields(clean(head)), ""); head != "" && strings.Contains(flat,
			html.UnescapeString(head)) {
			return ""
		}
	}
	return clean(st.Headline)
}
