package templates

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"attache/news"
)

var latinWord = regexp.MustCompile(`\b[A-Za-z]{3,}\b`)

// latinWordsOf are the words of a catalogue's texts, in small letters.
func latinWordsOf(c catalogue) map[string]bool {
	all := map[string]bool{}
	add := func(s string) {
		for _, w := range latinWord.FindAllString(regexp.MustCompile(`\{\w+\}`).ReplaceAllString(s, " "), -1) {
			all[strings.ToLower(w)] = true
		}
	}
	for _, s := range c.Text {
		add(s)
	}
	for _, forms := range c.Count {
		for _, s := range forms {
			add(s)
		}
	}
	return all
}

// TestDeskLeavesNoEnglish walks every page in every language: a word of the English texts stands there only if the
// language's own texts have it too, or in what strangers or people wrote (dir=auto, code, YAML, names of files).
func TestDeskLeavesNoEnglish(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	english := latinWordsOf(s.desk["en"].words.c)
	names := map[string]bool{ // of the samples, and what no language translates
		"daily":   true,
		"weekly":  true,
		"energy":  true,
		"yaml":    true,
		"opml":    true,
		"csv":     true,
		"attache": true,
		"firefox": true,
		"linux":   true,
		"desk":    true,
		"press":   true,
		"http":    true,
		"https":   true,
		"example": true,
	}
	for _, lang := range news.Languages[1:] {
		own := latinWordsOf(s.desk[lang].words.c)
		for name, pages := range sampleDesk(lang) {
			for k, p := range pages {
				var b bytes.Buffer
				if err := s.DeskPage(&b, name, p); err != nil {
					t.Fatal(err)
				}
				program, everything := said(b.Bytes())
				for _, text := range everything {
					if into := s.desk[lang].words.reason(text); into != text {
						t.Errorf("%s %s %d: %q stands there, and is %q", lang, name, k+1, text, into)
					}
				}
				for _, text := range program {
					if strings.HasPrefix(text, "http") || strings.Contains(text, "Press desk") || text == "x.new" {
						continue
					}
					for _, w := range latinWord.FindAllString(text, -1) {
						if w = strings.ToLower(w); english[w] && !own[w] && !names[w] {
							t.Errorf("%s %s %d: %q stands in %q", lang, name, k+1, w, text)
						}
					}
				}
			}
		}
	}
}

// said are the texts of a page that the program says itself, not what stands in fields, in code, or was written by
// people and strangers; and all texts.
func said(page []byte) (program, all []string) {
	quoted := map[string]bool{
		"code":     true,
		"pre":      true,
		"textarea": true,
		"script":   true,
		"option":   true,
		"b":        true,
		"ins":      true,
		"del":      true,
	}
	type element struct {
		tag  string
		skip bool
	}
	var open []element
	z := html.NewTokenizer(bytes.NewReader(page))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		tok := z.Token()
		skip := len(open) > 0 && open[len(open)-1].skip
		switch kind {
		case html.StartTagToken:
			for _, a := range tok.Attr {
				skip = skip || a.Key == "dir" || a.Key == "lang" && tok.Data != "html"
				if a.Key == "placeholder" || a.Key == "aria-label" || a.Key == "title" {
					program = append(program, a.Val)
				}
			}
			if tok.Data != "meta" && tok.Data != "link" && tok.Data != "input" && tok.Data != "br" {
				open = append(open, element{tok.Data, skip || quoted[tok.Data]})
			}
		case html.EndTagToken:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case html.TextToken:
			text := strings.TrimSpace(tok.Data)
			if all = append(all, text); text != "" && !skip {
				program = append(program, text)
			}
		}
	}
	return program, all
}
