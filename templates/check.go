package templates

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/net/html"

	"attache/news"
)

// state is an issue as a template may meet it.
type state struct {
	issue news.Issue
	by    news.Publisher
	at    addresses // zero = there is no archive
	keep  int       // how many stories the letter has room for; -1 = all
}

// states are those that every letter is tried with: full, empty, with every notice; with a publisher and without; with
// an archive and without; with room for all stories, for some and for none.
func states(lang string) []state {
	web := addresses{"https://press.example/issues/7", "https://press.example/subscribe/daily"}
	full, by, none := Sample(lang), SamplePublisher(), addresses{}
	return []state{
		{full, by, web, -1},
		{full, news.Publisher{}, none, -1},
		{SampleEmpty(lang), by, web, -1},
		{SampleEmpty(lang), news.Publisher{}, none, -1},
		{SampleNotices(lang), by, web, -1},
		{full, by, web, 2},
		{full, news.Publisher{}, none, 2},
		{full, by, web, 0},
		{full, news.Publisher{}, none, 0},
	}
}

// check renders everything in every language. The tests vouch for the built-in files, so it only runs when there are
// others.
func (s *Set) check(files map[string][]byte, own bool) error {
	if !own {
		return nil
	}
	if err := checkStyle("web/style.css", files["web/style.css"]); err != nil {
		return err
	}
	for _, lang := range news.Languages {
		for _, name := range s.names {
			for _, st := range states(lang) {
				if err := s.voices[lang].checkLetter(name, st, files); err != nil {
					return err
				}
			}
		}
		pages := SamplePages(lang)
		for _, name := range slices.Sorted(maps.Keys(pages)) {
			for _, data := range pages[name] {
				if err := s.checkPage(name, data, files); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// try renders a state.
func (v *voice) try(name string, st state) (news.Letter, error) {
	if st.keep < 0 {
		return v.letter(name, st.issue, st.by, st.at)
	}
	view := v.words.issue(st.issue, st.by, st.keep, st.at, aLetter)
	var b bytes.Buffer
	if err := v.html[name].Execute(&b, view); err != nil {
		return news.Letter{}, fmt.Errorf("set letter %s: %w", name, err)
	}
	text, err := v.plain(name, view)
	return news.Letter{
		Language: v.words.lang, HTML: string(squeeze(b.Bytes())), Text: text, Stories: view.Stories, Cut: view.Cut,
	}, err
}

func (v *voice) checkLetter(name string, st state, files map[string][]byte) error {
	file := "email/" + name + ".html"
	l, err := v.try(name, st)
	if err != nil {
		return located(file, err)
	}
	for _, flaws := range [][]Flaw{Flaws(l.HTML), refused(l.HTML, inLetters), Pale(l.HTML)} {
		if len(flaws) > 0 {
			return flawed(file, files[file], flaws[0])
		}
	}
	text := "email/" + name + ".txt"
	for _, part := range []struct{ file, body, hint string }{
		{file, l.HTML, `<a href="{{.Unsubscribe}}">{{word "unsubscribe"}}</a>`},
		{text, l.Text, `{{word "unsubscribe"}}: {{.Unsubscribe}}`},
	} {
		if !strings.Contains(part.body, news.UnsubscribeToken) {
			return &news.InvalidError{
				Field:   part.file + ":1",
				Message: "The letter does not show {{.Unsubscribe}} to every reader, so somebody could not leave the list.",
				Hint:    "write outside of every {{if}}: " + part.hint,
			}
		}
	}
	const all = "the stories stand in .Lead, .Sections and .Noted; {{range .Every}} lists them all"
	if what := missing(l, st.issue); what != "" {
		return &news.InvalidError{
			Field: text + ":1", Message: fmt.Sprintf("The text part of the sample issue lacks %q.", what), Hint: all,
		}
	}
	if what := unshown(l, st.issue); what != "" {
		return &news.InvalidError{
			Field: file + ":1", Message: fmt.Sprintf("The letter does not show the first story, %q.", what), Hint: all,
		}
	}
	return nil
}

func (s *Set) checkPage(name string, data any, files map[string][]byte) error {
	var b bytes.Buffer
	file := "web/" + name + ".html"
	if err := s.Page(&b, name, data); err != nil {
		return located(file, err)
	}
	flaws := Flaws(b.String())
	if len(flaws) == 0 && name != barePage {
		flaws = refused(b.String(), onPages, SamplePublisher().Logo)
	}
	const layout = "web/layout.html"
	if len(flaws) > 0 {
		if tag := []byte(flaws[0].Tag); len(tag) > 0 && !bytes.Contains(files[file], tag) &&
			bytes.Contains(files[layout], tag) {
			file = layout
		}
		return flawed(file, files[file], flaws[0])
	}
	shown := html.UnescapeString(b.String())
	for _, what := range mustShow(data) {
		if strings.Contains(shown, what) {
			continue
		}
		hint := fmt.Sprintf(`%s holds it inside of {{define "content"}} … {{end}}, and %s has {{block "content" .}}{{end}}`,
			file, layout)
		if name == barePage {
			hint = "the stories stand in .Issue.Lead and .Issue.Sections"
		}
		return &news.InvalidError{
			Field: file + ":1", Message: fmt.Sprintf("The sample page does not hold %s.", what), Hint: hint,
		}
	}
	return nil
}

// mustShow lists what a page is for.
func mustShow(data any) []string {
	switch p := data.(type) {
	case IndexPage:
		for _, d := range p.Digests {
			for _, i := range d.Issues {
				return []string{fmt.Sprintf(`href="%s/issues/%d"`, p.Base, i.ID)}
			}
		}
	case IssuePage:
		if top := p.Issue.BestIn(p.Language); len(top) > 0 {
			return []string{safeURL(renditionIn(*top[0], p.Language).Lead.URL)}
		}
	case UnsubscribePage:
		return []string{`action="` + p.Action + `"`, `method="post"`, "<button"}
	case SubscribePage:
		switch p.Step {
		case SubscribeAsk:
			return []string{`action="` + p.Action + `"`, `method="post"`, "<button", `name="email"`, `name="language"`}
		case SubscribeConfirm:
			return []string{`action="` + p.Action + `"`, `method="post"`, "<button"}
		}
	}
	return nil
}

func flawed(file string, src []byte, f Flaw) error {
	return news.Invalid(fmt.Sprintf("%s:%d", file, max(1, sourceLine(src, f.Tag))),
		"The sample issue comes out wrong: %s.", f.What)
}

// sourceLine finds the line of a template that a rendered tag comes from: the longest beginning of the tag that stands
// in the template. 0 = none.
func sourceLine(src []byte, tag string) int {
	for n := len(tag); n > 1; n-- {
		if i := bytes.Index(src, []byte(tag[:n])); i >= 0 {
			return 1 + bytes.Count(src[:i], []byte("\n"))
		}
	}
	return 0
}

// templatePlace is how text/template and html/template say where an error is; they offer no other way to ask.
var templatePlace = regexp.MustCompile(`template: ?([^\s:]+):(\d+)(?::\d+)?: (?:executing "[^"]*" at )?`)

// located turns an error of the template packages into one that names file and line.
func located(file string, err error) error {
	var invalid *news.InvalidError
	if errors.As(err, &invalid) {
		return err
	}
	text, line := err.Error(), "1"
	if m := templatePlace.FindStringSubmatchIndex(text); m != nil {
		file, line, text = text[m[2]:m[3]], text[m[4]:m[5]], text[m[1]:]
	} else if _, after, ok := strings.Cut(text, "html/template:"+file+".html: "); ok { // it names no line
		file, text = file+".html", after
	} else if _, after, ok := strings.Cut(text, "html/template:"+file+": "); ok {
		text = after
	}
	return &news.InvalidError{
		Field: file + ":" + line, Message: "The template cannot be used: " + text + ".",
		Hint: hintFor(text),
	}
}

// locatedYAML does the same for a catalogue.
func locatedYAML(file string, err error) error {
	line, text := 1, err.Error()
	var e yaml.Error
	if errors.As(err, &e) {
		text = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
	}
	return news.Invalid(file+":"+strconv.Itoa(line), "The catalogue cannot be read: %s.", text)
}
