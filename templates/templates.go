// Package templates renders issues as letters (HTML and plain text) and pages, in every language of the interface. It
// is the only place where text becomes HTML.
//
// It does not decide what is in an issue, nor send or serve anything. Read templates.go first: Set.Letter and
// Set.Page. What a template is given stands in view.go and pages.go, the words of a language in i18n/*.yaml
// (words.go); check.go and lint.go find what is wrong with an operator's templates, html.go is the sanitizer.
// README.md tells an operator how to write a template.
package templates

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"

	"attache/file"
	"attache/news"
)

//go:embed email web i18n
var builtin embed.FS

// DefaultTemplate is the letter of a digest that names none.
const DefaultTemplate = "broadsheet"

// briefTemplate is the short letter.
const briefTemplate = "brief"

// Config says where templates come from.
type Config struct {
	// Dir is a folder with templates of one's own: files of the same name (email/broadsheet.html, i18n/ru.yaml, …) win
	// over the built-in ones, and further email/NAME.html + email/NAME.txt pairs are templates a digest can name. "" =
	// built-in only.
	Dir string `yaml:"dir"`
	// Subscribe returns the address of the page where a reader subscribes to a digest, by its name; "" = there is none.
	// nil = none of any.
	Subscribe func(digest string) string `yaml:"-"`
}

// Set is all letters and pages, checked and ready. It is safe for use by several goroutines.
type Set struct {
	voices  map[string]*voice     // by language
	desk    map[string]*deskVoice // by language
	names   []string              // of the letters
	files   map[string][]byte     // the pages' style sheet and pictures, by name
	sheet   string                // hash of the style sheet
	version string                // hash of all files

	subscribe func(digest string) string // Config.Subscribe
}

// voice is the whole set in one language: the same templates, their words bound to it.
type voice struct {
	words *words
	html  map[string]*htmltemplate.Template // letters by name
	text  map[string]*texttemplate.Template
	pages map[string]*htmltemplate.Template
}

// pageNames are the pages; each is web/NAME.html set into web/layout.html, but for the bare entry of a feed.
var pageNames = []string{barePage, "error", "index", "issue", "subscribe", "unsubscribe", "unsubscribed"}

const barePage = "entry"

// New loads the built-in templates and those of Config.Dir, and checks each against the sample issues in every
// language. A mistake is an *news.InvalidError that names file and line.
func New(cfg Config) (*Set, error) {
	files, own, err := gather(cfg.Dir)
	if err != nil {
		return nil, err
	}
	s := &Set{
		voices: map[string]*voice{}, files: map[string][]byte{}, version: versionOf(files),
		subscribe: cfg.Subscribe,
	}
	for name := range pageFiles {
		s.files[name] = files["web/"+name]
	}
	s.sheet = sheetHash(s.files["style.css"])
	for name := range files {
		if m := letterFile.FindStringSubmatch(name); m != nil {
			s.names = append(s.names, m[1])
		}
	}
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	catalogues, err := readCatalogues(own)
	if err != nil {
		return nil, err
	}
	if s.desk, err = newDesk(catalogues); err != nil {
		return nil, err
	}
	for _, lang := range news.Languages {
		w := newWords(lang, catalogues)
		w.sheet = s.sheet
		v, err := newVoice(w, s.names, files)
		if err != nil {
			return nil, err
		}
		s.voices[lang] = v
	}
	if err := s.check(files, len(own) > 0); err != nil {
		return nil, err
	}
	return s, nil
}

// Templates lists the letters a digest can name.
func (s *Set) Templates() []string { return slices.Clone(s.names) }

// Version changes when any template, catalogue or style sheet does.
func (s *Set) Version() string { return s.version }

// versionOf hashes files by name.
func versionOf(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %d\n", name, len(files[name]))
		h.Write(files[name])
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

// pageFiles are what the pages refer to, by name, with their types.
var pageFiles = map[string]string{
	"style.css": "text/css; charset=utf-8",
	"icon.svg":  "image/svg+xml",
	"icon.png":  "image/png",
	"card.png":  "image/png", // what shows a shared link
}

// Files lists the files that the pages refer to (a style sheet, pictures), each with its Content-Type.
func Files() map[string]string { return maps.Clone(pageFiles) }

// File is one of Files.
func (s *Set) File(name string) []byte { return s.files[name] }

// Letter renders the issue in one of news.Languages ("" = the issue's). The HTML is at most MaxLetter bytes when
// encoded for mail: what does not fit is counted in Cut and left for the web. web is the issue's archive address, "" =
// none.
func (s *Set) Letter(d news.Digest, i news.Issue, language, web string) (news.Letter, error) {
	v := s.voice(language, i.Language)
	name := d.Template
	if name == "" {
		name = DefaultTemplate
	}
	if !slices.Contains(s.names, name) {
		return news.Letter{}, &news.InvalidError{
			Field: "template", Message: fmt.Sprintf("There is no letter template %q.", name), Hint: "use one of " +
				strings.Join(s.names, ", "),
		}
	}
	if err := CheckPublisher(d.Publisher); err != nil {
		return news.Letter{}, err
	}
	return v.letter(name, i, d.Publisher, addresses{web: web, subscribe: s.subscribeTo(d.Name, v.words.lang, web)})
}

// subscribeTo is where somebody subscribes to a digest whom a letter with the archive address web was forwarded to; ""
// when there is no such page.
func (s *Set) subscribeTo(digest, language, web string) string {
	if s.subscribe == nil || web == "" || digest == "" {
		return ""
	}
	address := s.subscribe(digest)
	if address == "" {
		return ""
	}
	return address + "?lang=" + language
}

// Subject is the subject of the issue's letter in one language: what a list of issues calls it.
func (s *Set) Subject(i news.Issue, language string) string {
	return s.voice(language, i.Language).words.subject(&i)
}

// AlsoToday is one line of the headlines that follow the subject's, in one language.
func (s *Set) AlsoToday(i news.Issue, language string) string {
	w := s.voice(language, i.Language).words
	return shorten(strings.Join(w.alsoToday(i.BestIn(w.lang)), " · "), 160)
}

// Coverage tells editors what was read for an issue and what was the matter, source by source. Readers of its letter
// are told one sentence.
func (s *Set) Coverage(i news.Issue, language string) []string {
	w := s.voice(language, i.Language).words
	zone, err := time.LoadLocation(i.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	r := renderer{words: w, zone: zone, now: i.Created.In(zone)}
	return r.coverage(i.Coverage)
}

// Page writes the named page. data is one of this package's page types (IndexPage, IssuePage, …), which say the
// language. Nothing is written when it cannot be rendered.
func (s *Set) Page(w io.Writer, name string, data any) error {
	p, ok := data.(page)
	if !ok {
		return fmt.Errorf("set page %s: %T is not a page", name, data)
	}
	v := s.voice(p.language())
	t := v.pages[name]
	if t == nil {
		return fmt.Errorf("set page %s: no such page", name)
	}
	b := pageBuffers.Get().(*bytes.Buffer)
	defer pageBuffers.Put(b)
	b.Reset()
	if err := t.Execute(b, p.view(v.words)); err != nil {
		return fmt.Errorf("set page %s: %w", name, err)
	}
	if _, err := w.Write(squeeze(b.Bytes())); err != nil {
		return fmt.Errorf("write page %s: %w", name, err)
	}
	return nil
}

// pageBuffers are reused: a page of 100 kB would allocate three times that on its way. A new one holds a usual page.
var pageBuffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 64<<10)) }}

// voice returns the first of the languages that is one of news.Languages, English when none is.
func (s *Set) voice(languages ...string) *voice {
	for _, l := range languages {
		if v := s.voices[l]; v != nil {
			return v
		}
	}
	return s.voices["en"]
}

// letterFile tells the files of a letter; the name is what a digest calls it.
var letterFile = regexp.MustCompile(`^email/([a-z0-9][a-z0-9-]*)\.(html|txt)$`)

// gather reads the built-in files and lays those of dir over them; own holds the latter alone.
func gather(dir string) (files, own map[string][]byte, err error) {
	if files, err = readAll(builtin); err != nil {
		return nil, nil, err
	}
	own = map[string][]byte{}
	if dir == "" {
		return files, own, nil
	}
	known := maps.Clone(files)
	if own, err = readAll(os.DirFS(dir)); err != nil {
		invalid := news.Invalid("templates.dir", "The folder of templates cannot be read: %v.", err)
		if _, gone := os.Stat(dir); errors.Is(gone, fs.ErrNotExist) {
			invalid.Hint = news.Command("mkdir", "-p", filepath.Clean(dir))
		}
		return nil, nil, invalid
	}
	if err := strayFiles(os.DirFS(dir)); err != nil {
		return nil, nil, err
	}
	for name, b := range own {
		if err := checkSource(name, b); err != nil {
			return nil, nil, err
		}
		if _, ok := known[name]; !ok && !letterFile.MatchString(name) {
			return nil, nil, &news.InvalidError{
				Field: name, Message: "No letter, page or catalogue has this file name, so it would never be used.",
				Hint: "name it like one of " + strings.Join(slices.Sorted(maps.Keys(known)), ", ") +
					", or email/NAME.html with email/NAME.txt",
			}
		}
		files[name] = b
	}
	for name := range files {
		if m := letterFile.FindStringSubmatch(name); m != nil && (files["email/"+m[1]+".html"] == nil ||
			files["email/"+m[1]+".txt"] == nil) {
			return nil, nil, &news.InvalidError{
				Field: name, Message: fmt.Sprintf("A letter needs both email/%s.html and email/%s.txt.", m[1], m[1]),
				Hint: "the .txt is for mail programs that show no HTML; email/brief.txt is a short one to begin with",
			}
		}
	}
	return files, own, nil
}

// readAll reads the files of email, web and i18n. Hidden files and other folders are left alone; folders may be
// missing.
func readAll(fsys fs.FS) (map[string][]byte, error) {
	out := map[string][]byte{}
	if _, err := fs.Stat(fsys, "."); err != nil {
		return nil, err
	}
	for _, folder := range []string{"email", "web", "i18n"} {
		entries, err := fs.ReadDir(fsys, folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.IsDir() || strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), "~") {
				continue
			}
			name := path.Join(folder, e.Name())
			if out[name], err = readOne(fsys, name); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// readOne reads a file. Its size is not asked for first: of a link that is the link's own.
func readOne(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return file.ReadAtMost(f, name, file.Most)
}

// newVoice parses every letter and page with the words of one language.
func newVoice(w *words, letters []string, files map[string][]byte) (*voice, error) {
	v := &voice{
		words: w,
		html:  map[string]*htmltemplate.Template{}, text: map[string]*texttemplate.Template{},
		pages: map[string]*htmltemplate.Template{},
	}
	funcs := functions(w)
	for _, name := range letters {
		file := "email/" + name + ".html"
		h, err := htmltemplate.New(file).Option("missingkey=error").Funcs(funcs).Parse(string(files[file]))
		if err != nil {
			return nil, located(file, err)
		}
		v.html[name] = h
		file = "email/" + name + ".txt"
		t, err := texttemplate.New(file).Option("missingkey=error").Funcs(funcs).Parse(string(files[file]))
		if err != nil {
			return nil, located(file, err)
		}
		v.text[name] = t
	}
	const layout = "web/layout.html"
	base, err := htmltemplate.New(layout).Option("missingkey=error").Funcs(funcs).Parse(string(files[layout]))
	if err != nil {
		return nil, located(layout, err)
	}
	for _, name := range pageNames {
		t, err := base.Clone()
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", layout, err)
		}
		file := "web/" + name + ".html"
		part, err := t.New(file).Parse(string(files[file]))
		if err != nil {
			return nil, located(file, err)
		}
		if name == barePage {
			t = part
		}
		v.pages[name] = t
	}
	return v, nil
}
