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

	"attache/news"
)

// check renders everything in every language. The tests vouch for the built-in files, so it only runs when there are
// others.
func (s *Set) check(files map[string][]byte, own bool) error {
	if !own {
		return nil
	}
	for _, lang := range news.Languages {
		for _, name := range s.names {
			for _, i := range []news.Issue{Sample(lang), SampleEmpty(lang), SampleNotices(lang)} {
				if err := s.voices[lang].checkLetter(name, i, files); err != nil {
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

func (v *voice) checkLetter(name string, i news.Issue, files map[string][]byte) error {
	l, err := v.letter(name, i, SamplePublisher(), "https://press.example/issues/7")
	if err != nil {
		return located("email/"+name, err)
	}
	file := "email/" + name + ".html"
	if flaws := append(Flaws(l.HTML), Pale(l.HTML)...); len(flaws) > 0 {
		return flawed(file, files[file], flaws[0])
	}
	for file, body := range map[string]string{file: l.HTML, "email/" + name + ".txt": l.Text} {
		if !strings.Contains(body, news.UnsubscribeToken) {
			return news.Invalid(file+":1", "The letter does not show {{.Unsubscribe}}, so nobody could leave the list.")
		}
	}
	if what := missing(l, i); what != "" {
		return &news.InvalidError{
			Field: "email/" + name + ".txt:1", Message: fmt.Sprintf("The text part of the sample issue lacks %q.", what),
			Hint: "the stories stand in .Lead, .Sections and .Noted; {{range .Every}} lists them all",
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
	if len(flaws) == 0 {
		return nil
	}
	const layout = "web/layout.html"
	if tag := flaws[0].Tag; tag != "" && bytes.Contains(files[layout], []byte(tag)) {
		file = layout
	}
	return flawed(file, files[file], flaws[0])
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
	}
	return &news.InvalidError{
		Field: file + ":" + line, Message: "The template cannot be used: " + text + ".",
		Hint: "compare with the built-in one of the same name; what a template is given stands in templates/README.md",
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
