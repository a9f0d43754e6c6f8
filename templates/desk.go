package templates

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"io"
	"maps"
	"path"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/language"

	"attache/news"
	"attache/newsroom"
)

// The desk's pages, their style sheet and their words. An operator's folder changes letters and readers' pages, not
// these.
//
//go:embed desk
var deskFiles embed.FS

// DeskShell is what every page of the desk has around its content.
type DeskShell struct {
	Language string          // one of news.Languages; "" = en
	Site     string          // name of the archive
	Base     string          // path that the pages' links start with; "" = the host's root
	Style    string          // address of the style sheet
	Place    string          // today, articles, sources, digests, issues, settings or me; "" = a door
	Now      time.Time       // zero is no time to show
	Zone     *time.Location  // of times; nil = UTC
	Person   newsroom.Person // who is signed in; ID 0 = nobody
	Notice   *DeskNotice     // what was just done, or went wrong; nil = nothing
	Script   string          // address of the script; "" = none: the person has switched it off
	Here     string          // path of the page; on the doors one to which lang=… can be added
}

// May reports whether who is signed in may do something.
func (s DeskShell) May(action string) bool { return s.Person.Role.May(newsroom.Action(action)) }

// DeskNotice tells what was done, or why it was not.
type DeskNotice struct {
	Key  string  `json:"key,omitempty"`  // of a text in desk/words; "" = Text
	Name string  `json:"name,omitempty"` // what {name} stands for in it
	N    int     `json:"n,omitempty"`    // what {n} stands for; > 0 makes Key that of a count
	Text string  `json:"text,omitempty"` // a mistake in words of the program
	Hint string  `json:"hint,omitempty"` // what to do about it
	Bad  bool    `json:"bad,omitempty"`  // it was not done
	Undo []int64 `json:"undo,omitempty"` // entries of the audit log that can be taken back
}

// DeskPage is a page of the desk: the shell, and what the page of that name is given (desk_pages.go).
type DeskPage struct {
	DeskShell
	Data any
}

// DeskStyle is the desk's style sheet, without what only its writers need.
func DeskStyle() ([]byte, error) {
	src, err := deskFiles.ReadFile("desk/desk.css")
	var out bytes.Buffer
	for line := range bytes.Lines(src) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.HasPrefix(line, []byte("/*")) {
			out.Write(line)
			out.WriteByte('\n')
		}
	}
	return out.Bytes(), err
}

// DeskScript is the desk's script.
func DeskScript() ([]byte, error) { return deskFiles.ReadFile("desk/desk.js") }

// deskVoice is the desk in one language.
type deskVoice struct {
	words *words
	pages map[string]*htmltemplate.Template
}

// deskWords is one desk/words/LANG.yaml.
type deskWords struct {
	Text  map[string]string            `yaml:"text"`
	Count map[string]map[string]string `yaml:"count"`
}

// newDesk reads the desk's pages with the words of every language.
func newDesk(catalogues map[string]catalogue) (map[string]*deskVoice, error) {
	voices := map[string]*deskVoice{}
	var english catalogue
	for _, lang := range news.Languages { // English comes first
		file := "desk/words/" + lang + ".yaml"
		src, err := deskFiles.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("news.Languages has %q, and its catalogue cannot be read: %w", lang, err)
		}
		var own deskWords
		if err := yaml.UnmarshalWithOptions(src, &own, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		alone := catalogue{Name: lang, Text: own.Text, Count: own.Count}
		if english.Text == nil {
			english = alone
		}
		if err := alone.checkTexts(file, src, lang, english); err != nil {
			return nil, err
		}
		w := newWords(lang, catalogues)
		w.c = w.c.over(alone)
		if w.said, err = readSayings(lang); err != nil {
			return nil, err
		}
		if voices[lang], err = newDeskVoice(w); err != nil {
			return nil, err
		}
	}
	return voices, nil
}

// checkTexts compares the texts and counts with English: the same keys, the same placeholders, every plural form.
func (c catalogue) checkTexts(file string, src []byte, lang string, english catalogue) error {
	c.Months, c.MonthNames, c.Weekdays, c.UpdateDays = nil, nil, nil, nil
	bad := func(key, format string, args ...any) error {
		return news.Invalid(fmt.Sprintf("%s:%d", file, lineOf(src, key)), format, args...)
	}
	if err := c.lacks(english, bad); err != nil {
		return err
	}
	return c.check(file, src, language.MustParse(lang), english, false)
}

func newDeskVoice(w *words) (*deskVoice, error) {
	v := &deskVoice{words: w, pages: map[string]*htmltemplate.Template{}}
	funcs := deskFunctions(w)
	maps.Copy(funcs, deskSourceFunctions(w))
	maps.Copy(funcs, functions(w))
	base, err := htmltemplate.New("layout.html").Option("missingkey=error").Funcs(funcs).
		ParseFS(deskFiles, "desk/layout.html", "desk/parts.html")
	if err != nil {
		return nil, fmt.Errorf("parse desk/layout.html: %w", err)
	}
	entries, err := deskFiles.ReadDir("desk")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), ".html")
		if !is || name == "layout" || name == "parts" {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return nil, fmt.Errorf("copy desk/layout.html: %w", err)
		}
		if _, err := t.ParseFS(deskFiles, path.Join("desk", e.Name())); err != nil {
			return nil, fmt.Errorf("parse desk/%s: %w", e.Name(), err)
		}
		v.pages[name] = t
	}
	return v, nil
}

// DeskPage writes the named page of the desk. Nothing is written when it cannot be rendered.
func (s *Set) DeskPage(w io.Writer, name string, p DeskPage) error {
	v := s.desk[p.Language]
	if v == nil {
		v = s.desk["en"]
	}
	p.Language = v.words.lang
	t := v.pages[name]
	if t == nil {
		return fmt.Errorf("set desk page %s: no such page", name)
	}
	b := pageBuffers.Get().(*bytes.Buffer)
	defer pageBuffers.Put(b)
	b.Reset()
	if err := t.Execute(b, p); err != nil {
		return fmt.Errorf("set desk page %s: %w", name, err)
	}
	if _, err := w.Write(squeeze(b.Bytes())); err != nil {
		return fmt.Errorf("write desk page %s: %w", name, err)
	}
	return nil
}

// framing makes links open in a new tab, but for those within the letter.
var framing = strings.NewReplacer("<head>", `<head><base target="_blank">`, ` href="#`, ` target="_self" href="#`)

// Framed is the HTML of a letter for a frame on a page, which shows nothing else: its links open in a new tab.
func Framed(letter string) string { return framing.Replace(letter) }

// DeskText is one text of the desk in a language, for mails: the pages say theirs themselves.
func (s *Set) DeskText(lang, key string, pairs ...any) string {
	v := s.desk[lang]
	if v == nil {
		v = s.desk["en"]
	}
	return v.words.say(key, pairs...)
}

// DeskReason is a reason of the program in a language, for mails.
func (s *Set) DeskReason(lang, text string) string {
	v := s.desk[lang]
	if v == nil {
		return text
	}
	return v.words.reason(text)
}

// deskFunctions are what the desk's pages can say beside functions.
func deskFunctions(w *words) htmltemplate.FuncMap {
	return htmltemplate.FuncMap{
		"at":        func(s DeskShell, t time.Time) string { return deskTime(w, s, t) },
		"machine":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"ago":       func(s DeskShell, t time.Time) string { return w.ago(s.Now, t) },
		"span":      w.span,
		"land":      w.country,
		"language":  w.language,
		"heading":   w.section,
		"spell":     func(kind string, of any) string { return w.spellOf(kind, fmt.Sprint(of)) },
		"notice":    w.notice,
		"bars":      bars,
		"languages": func() []languageView { return deskLanguages(w) },
		"signed":    func(v float64) string { return fmt.Sprintf("%+.2f", v) },
		"percent":   func(v float64) int { return int(v*100 + 0.5) },
		"schedule":  w.schedule,
		"weekday":   func(d time.Weekday) string { return w.c.Weekdays[d] },
		"starters":  func() []string { return []string{"daily", "neighbours", "week"} },
		"deskkeys":  func() []DeskKey { return DeskKeys },
		"list":      func(s []string) string { return strings.Join(s, ", ") },
		"first":     func(s string) string { return shorten(w.reason(s), 300) }, // of a reason of the program
	}
}

func deskLanguages(w *words) []languageView {
	var all []languageView
	for _, code := range news.Languages {
		all = append(all, languageView{Code: code, Name: w.names[code], Here: code == w.lang})
	}
	return all
}

// deskTime writes a time by the person's clock: the day and the time of day.
func deskTime(w *words, s DeskShell, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	return w.clock(t.In(zone), s.Now.In(zone))
}

// ago says how far a time is from now, in either direction.
func (w *words) ago(now, t time.Time) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return w.say("never")
	case d > -time.Minute && d < time.Minute:
		return w.say("just_now")
	case d >= 0:
		return w.say("ago", "span", w.span(d))
	default:
		return w.say("in", "span", w.span(-d))
	}
}

// span is a length of time by its two largest units at most: "3 h 12 min", "2 days".
func (w *words) span(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch {
	case minutes < 1:
		return w.say("span_now")
	case minutes < 60:
		return w.tally("span_minutes", minutes)
	case minutes < 24*60:
		if minutes%60 == 0 || minutes >= 6*60 {
			return w.tally("span_hours", (minutes+30)/60)
		}
		return w.tally("span_hours", minutes/60) + " " + w.tally("span_minutes", minutes%60)
	}
	return w.tally("span_days", (minutes+12*60)/(24*60))
}

// spellOf names a state, a role or an action; one that no catalogue has comes back as it is.
func (w *words) spellOf(kind, of string) string {
	key := kind + "_" + strings.NewReplacer(" ", "_", ".", "_").Replace(of)
	if s, ok := w.c.Text[key]; ok {
		return s
	}
	return cmp.Or(of, "–")
}

// notice is what a DeskNotice says.
func (w *words) notice(n *DeskNotice) string {
	switch {
	case n.Key == "":
		return w.reason(n.Text)
	case n.N > 0:
		return w.tally(n.Key, n.N, "name", n.Name)
	}
	return w.say(n.Key, "name", n.Name)
}

// Bar is one bar of a small chart, in its units: 100 wide in all, 20 high.
type Bar struct{ X, Y, Width, Height int }

// bars lays out a small chart of counts, the largest of them 20 high. What is not zero is seen.
func bars(counts []int) []Bar {
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	var all []Bar
	for i, n := range counts {
		wide := 100 / len(counts)
		high := n * 20 / most
		if n > 0 {
			high = max(high, 2)
		}
		all = append(all, Bar{X: i * wide, Y: 20 - high, Width: wide - 3, Height: high})
	}
	return all
}
