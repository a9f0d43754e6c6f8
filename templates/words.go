package templates

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/cases"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"

	"attache/news"
)

// catalogue is one i18n/LANG.yaml.
type catalogue struct {
	Name   string                       `yaml:"name"` // of the language, as its readers write it
	Text   map[string]string            `yaml:"text"`
	Count  map[string]map[string]string `yaml:"count"` // by key, then by CLDR plural form
	Dates  map[string]string            `yaml:"dates"`
	Months []string                     `yaml:"months"` // January first, in the form that stands beside a day
	// January first, in the form that stands alone
	MonthNames []string `yaml:"month_names"`
	Weekdays   []string `yaml:"weekdays"` // Sunday first
	// Sunday first, in the form that update_weekday asks for
	UpdateDays []string          `yaml:"update_days"`
	Regions    map[string]string `yaml:"regions"`
	Countries  map[string]string `yaml:"countries"` // win over the locale data
	Languages  map[string]string `yaml:"languages"` // win over the locale data
	// short names of those that a kicker may name, by package digest/entities' names
	Organisations map[string]string `yaml:"organisations"`
	Groups        map[string]string `yaml:"groups"`
}

// words speaks one language.
type words struct {
	lang      string
	c         catalogue
	names     map[string]string // of all interface languages, each as its readers write it
	sheet     string            // hash of the pages' style sheet
	tag       language.Tag
	regions   display.Namer
	languages display.Namer
	numbers   *message.Printer
	said      *sayings // how reasons of the program are said on the desk; nil = as they are
}

func newWords(lang string, all map[string]catalogue) *words {
	tag, names := language.MustParse(lang), make(map[string]string, len(all))
	for code, c := range all {
		names[code] = c.Name
	}
	return &words{
		lang: lang, c: all[lang], names: names,
		tag: tag, regions: display.Regions(tag), languages: display.Tags(tag), numbers: message.NewPrinter(tag),
	}
}

// word returns a string of the catalogue with its {placeholders} filled from the pairs, such as word "number" "n" 12.
func (w *words) word(key string, pairs ...any) (string, error) {
	s, ok := w.c.Text[key]
	if !ok {
		return "", fmt.Errorf("i18n/%s.yaml has no text %q", w.lang, key)
	}
	return w.fill(s, pairs)
}

// countWord returns a counted string of the catalogue in the plural form of n.
func (w *words) countWord(key string, n int, pairs ...any) (string, error) {
	forms, ok := w.c.Count[key]
	if !ok {
		return "", fmt.Errorf("i18n/%s.yaml has no count %q", w.lang, key)
	}
	return w.fill(forms[pluralForm(w.tag, n)], append([]any{"n", n}, pairs...))
}

// say and tally are word and countWord for keys that readCatalogues has vouched for.
func (w *words) say(key string, pairs ...any) string {
	s, err := w.word(key, pairs...)
	if err != nil {
		return key
	}
	return s
}

func (w *words) tally(key string, n int, pairs ...any) string {
	s, err := w.countWord(key, n, pairs...)
	if err != nil {
		return key
	}
	return s
}

// nbsp keeps a number and what it counts on one line.
const nbsp = "\u00a0"

func (w *words) fill(s string, pairs []any) (string, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("%q: placeholders and values must come in pairs", s)
	}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return "", fmt.Errorf("%q: %v is not the name of a placeholder", s, pairs[i])
		}
		v := fmt.Sprint(pairs[i+1])
		if n, ok := pairs[i+1].(int); ok {
			v = w.numbers.Sprint(n)
			s = strings.ReplaceAll(s, "{"+name+"} ", "{"+name+"}"+nbsp)
		}
		s = strings.ReplaceAll(s, "{"+name+"}", v)
	}
	return s, nil
}

// country names an ISO 3166 alpha-2 code; what is no country's code comes back as it is.
func (w *words) country(code string) string {
	code = clean(code)
	if s, ok := w.c.Countries[code]; ok {
		return s
	}
	r, err := language.ParseRegion(code)
	if err != nil || r.String() == "ZZ" { // ZZ is "unknown"
		return code
	}
	if s := w.regions.Name(r); s != "" {
		return s
	}
	return code
}

// kicker is the country in capitals. Türkiye keeps its own İ in every language.
func (w *words) kicker(code string) string {
	if code == "TR" {
		return cases.Upper(language.Turkish).String(w.country(code))
	}
	return w.upper(w.country(code))
}

// party names a country, an organisation or a group of states in capitals. An organisation that the catalogue does not
// know bears its usual short name.
func (w *words) party(id string) string {
	id = clean(id)
	for _, names := range []map[string]string{w.c.Organisations, w.c.Groups} {
		if name := names[id]; name != "" {
			return w.upper(name)
		}
	}
	return w.kicker(id)
}

// upper is the text in the language's capitals.
func (w *words) upper(s string) string { return cases.Upper(w.tag).String(s) }

// language names a language, "" when the code is not one.
func (w *words) language(code string) string {
	if s, ok := w.c.Languages[code]; ok {
		return s
	}
	if code == "" {
		return ""
	}
	tag, err := language.Parse(code)
	if err != nil {
		return ""
	}
	return w.languages.Name(tag)
}

// isLanguage reports whether a code can stand in a lang attribute.
func isLanguage(code string) bool {
	if slices.Contains(news.Languages, code) { // the usual case: parsing allocates
		return true
	}
	_, err := language.Parse(code)
	return err == nil
}

// section names a section's key: a region of the catalogue, or a country, or the key itself made readable.
func (w *words) section(key string) string {
	key = clean(key)
	if s, ok := w.c.Regions[key]; ok {
		return s
	}
	if len(key) == 2 {
		return w.country(strings.ToUpper(key))
	}
	return cases.Title(w.tag).String(strings.ReplaceAll(key, "-", " "))
}

// long is "Monday, 23 November 2026".
func (w *words) long(t time.Time) string { return w.date("long", t) }

// weekday is "Monday, 23 November".
func (w *words) weekday(t time.Time) string { return w.date("weekday", t) }

// day is "23 November", with the year when it is not that of ref.
func (w *words) day(t, ref time.Time) string {
	if t.Year() == ref.Year() {
		return w.date("day", t)
	}
	return w.date("year", t)
}

// clock is the day and the time of day.
func (w *words) clock(t, ref time.Time) string {
	return put(put(w.c.Dates["time"], "{date}", w.day(t, ref)), "{time}", t.Format("15:04"))
}

func (w *words) date(form string, t time.Time) string {
	s := put(put(w.c.Dates[form], "{day}", strconv.Itoa(t.Day())), "{year}", strconv.Itoa(t.Year()))
	months := w.c.Months
	if form == "month" && strings.HasPrefix(w.c.Dates[form], "{month}") { // else it stands inside
		months = w.c.MonthNames
	}
	s = put(put(s, "{weekday}", w.c.Weekdays[t.Weekday()]), "{month}", months[t.Month()-1])
	if form == "long" || form == "weekday" { // stands alone: a capital where the language writes weekdays small
		return capital(w.tag, s)
	}
	return s
}

// put fills in a placeholder.
func put(s, placeholder, value string) string { return strings.ReplaceAll(s, placeholder, value) }

// capital makes the first letter a capital and leaves the rest.
func capital(tag language.Tag, s string) string {
	for i := range s {
		if i > 0 {
			return cases.Upper(tag).String(s[:i]) + s[i:]
		}
	}
	return s
}

// zone is the offset from UTC at t: "UTC+5", "UTC+5:30", "UTC".
func zone(t time.Time) string {
	_, off := t.Zone()
	if off == 0 {
		return "UTC"
	}
	sign := "+"
	if off < 0 {
		sign, off = "−", -off
	}
	if m := off / 60 % 60; m != 0 {
		return fmt.Sprintf("UTC%s%d:%02d", sign, off/3600, m)
	}
	return fmt.Sprintf("UTC%s%d", sign, off/3600)
}

// pluralForm is the CLDR cardinal form of a whole number.
func pluralForm(tag language.Tag, n int) string {
	n = max(n, -n) % 10_000_000 // the rules look at the last digits only
	switch plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

// pluralForms lists the forms that whole numbers take in a language.
func pluralForms(tag language.Tag) []string {
	seen := map[string]bool{}
	for n := range 201 {
		seen[pluralForm(tag, n)] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// readCatalogues reads the built-in catalogues, lays the operator's own entries over them, and checks all against the
// built-in English: the same keys, the same placeholders, every plural form.
func readCatalogues(own map[string][]byte) (map[string]catalogue, error) {
	out := map[string]catalogue{}
	var english catalogue
	for _, lang := range news.Languages { // English comes first
		file := "i18n/" + lang + ".yaml"
		src, err := builtin.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("news.Languages has %q, and its catalogue templates/%s cannot be read: %w", lang,
				file, err)
		}
		var c catalogue
		if err := yaml.UnmarshalWithOptions(src, &c, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		if english.Text == nil {
			english = c
		}
		if err := c.check(file, src, language.MustParse(lang), english, true); err != nil {
			return nil, err
		}
		if src, ok := own[file]; ok {
			if nests(src) > maxNesting {
				return nil, news.Invalid(file, "The catalogue nests deeper than %d: no entry does.", maxNesting)
			}
			var mine catalogue
			if err := yaml.UnmarshalWithOptions(src, &mine, yaml.Strict()); err != nil {
				return nil, locatedYAML(file, err)
			}
			if err := mine.check(file, src, language.MustParse(lang), english, false); err != nil {
				return nil, err
			}
			c = c.over(mine)
		}
		out[lang] = c
	}
	return out, nil
}

// maxNesting bounds the brackets that stand in each other in an operator's catalogue, quoted ones too: the YAML
// library's memory grows with their square.
const maxNesting = 100

// nests counts the brackets and dashes of a text that stand in each other.
func nests(src []byte) int {
	depth, most, dashes := 0, 0, 0
	for i, c := range src {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		case '\n':
			dashes = 0
		case '-', '?', ':':
			if i+1 < len(src) && src[i+1] == ' ' {
				dashes++
			}
		}
		most = max(most, depth, dashes)
	}
	return most
}

// over returns the catalogue with another's entries laid over it.
func (c catalogue) over(o catalogue) catalogue {
	lay := func(a, b map[string]string) map[string]string {
		m := maps.Clone(a)
		maps.Copy(m, b)
		return m
	}
	pick := func(a, b []string) []string {
		if len(b) > 0 {
			return b
		}
		return a
	}
	counts := maps.Clone(c.Count)
	maps.Copy(counts, o.Count)
	return catalogue{
		Name: cmp.Or(o.Name, c.Name), Text: lay(c.Text, o.Text), Count: counts, Dates: lay(c.Dates, o.Dates),
		Months: pick(c.Months, o.Months), MonthNames: pick(c.MonthNames, o.MonthNames),
		Weekdays: pick(c.Weekdays, o.Weekdays), UpdateDays: pick(c.UpdateDays, o.UpdateDays),
		Regions: lay(c.Regions, o.Regions), Countries: lay(c.Countries, o.Countries),
		Languages: lay(c.Languages, o.Languages), Organisations: lay(c.Organisations, o.Organisations),
		Groups: lay(c.Groups, o.Groups),
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// check compares with English; whole says that no key may be missing.
func (c catalogue) check(file string, src []byte, tag language.Tag, english catalogue, whole bool) error {
	bad := func(key, format string, args ...any) error {
		return news.Invalid(fmt.Sprintf("%s:%d", file, lineOf(src, key)), format, args...)
	}
	if whole {
		if err := c.lacks(english, bad); err != nil {
			return err
		}
	}
	for _, t := range []struct{ got, want map[string]string }{{c.Text, english.Text}, {c.Dates, english.Dates}} {
		for _, key := range slices.Sorted(maps.Keys(t.got)) {
			if t.want[key] == "" {
				return bad(key, "No template uses the key %q.", key)
			}
			if a, b := holes(t.want[key]), holes(t.got[key]); a != b {
				return bad(key, "The text %q has the placeholders %q where English has %q.", key, b, a)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Count)) {
		if english.Count[key] == nil {
			return bad(key, "No template uses the count %q.", key)
		}
		for _, f := range pluralForms(tag) {
			if c.Count[key][f] == "" {
				return bad(key, "The count %q has no form %q; %s needs %s.", key, f, tag, strings.Join(pluralForms(tag),
					", "))
			}
			if a, b := holes(english.Count[key]["other"]), holes(c.Count[key][f]); a != b {
				return bad(key, "The count %q has the placeholders %q where English has %q.", key, b, a)
			}
		}
	}
	for _, l := range []struct {
		key  string
		list []string
		n    int
	}{
		{"months", c.Months, 12},
		{"month_names", c.MonthNames, 12},
		{"weekdays", c.Weekdays, 7},
		{"update_days", c.UpdateDays, 7},
	} {
		if len(l.list) != l.n && (whole || len(l.list) > 0) {
			return bad(l.key, "%s has %d entries, not %d.", l.key, len(l.list), l.n)
		}
	}
	return nil
}

// lacks reports the first key of English that the catalogue does not have.
func (c catalogue) lacks(english catalogue, bad func(key, format string, args ...any) error) error {
	if c.Name == "" {
		return bad("name", "The name of the language, as its readers write it, is missing.")
	}
	for _, t := range []struct {
		what      string
		got, want map[string]string
	}{
		{"text", c.Text, english.Text},
		{"text", c.Dates, english.Dates},
		{"name of the region", c.Regions, english.Regions},
		{"name of the organisation", c.Organisations, english.Organisations},
		{"name of the group", c.Groups, english.Groups},
	} {
		for _, key := range slices.Sorted(maps.Keys(t.want)) {
			if t.got[key] == "" {
				return bad(key, "The %s %q is missing.", t.what, key)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(english.Count)) {
		if c.Count[key] == nil {
			return bad(key, "The count %q is missing.", key)
		}
	}
	return nil
}

// holes lists a text's placeholders in order of name.
func holes(s string) string {
	h := placeholder.FindAllString(s, -1)
	slices.Sort(h)
	return strings.Join(h, " ")
}

// lineOf is the line where a key of a YAML file stands, 1 when it does not.
func lineOf(src []byte, key string) int {
	for i, l := range bytes.Split(src, []byte("\n")) {
		if bytes.HasPrefix(bytes.TrimSpace(l), []byte(key+":")) {
			return i + 1
		}
	}
	return 1
}
