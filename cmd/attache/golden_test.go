package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/invopop/jsonschema"
	"github.com/spf13/cobra"

	"attache/cmd/attache/internal/goldentest"
	"attache/config"
	"attache/news"
)

// comments reads the Go comments of the packages whose settings or nouns are described.
func comments(t *testing.T) *jsonschema.Reflector {
	t.Helper()
	r := &jsonschema.Reflector{
		FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, ExpandedStruct: true, Anonymous: true,
		Namer: func(t reflect.Type) string { // packages call their settings alike: Config
			if t.Name() == "" || t.PkgPath() == "" {
				return ""
			}
			return path.Base(t.PkgPath()) + "." + t.Name()
		},
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			if t == reflect.TypeFor[time.Duration]() {
				return &jsonschema.Schema{
					Type: "string", Pattern: `^0$|^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$|^[0-9]+ *(d|w)(ay|eek)?s?$`,
					Examples: []any{"30s", "15m", "24h"},
				}
			}
			return nil
		},
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join("..", ".."))
	for _, pkg := range []string{
		"news", "store", "scrape", "digest", "llm", "templates", "mail", "worker", "web",
		"cmd/attache",
	} {
		if err := r.AddGoComments("attache", "./"+pkg, jsonschema.WithFullComment()); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(here)
	return r
}

func TestSchemas(t *testing.T) {
	r := comments(t)
	for name, v := range map[string]any{"settings": &Settings{}, "desk": &news.Desk{}} {
		schema := r.Reflect(v)
		schema.Title = map[string]string{"settings": "attache.yaml", "desk": "attache desk document"}[name]
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(schema); err != nil {
			t.Fatal(err)
		}
		goldentest.File(t, "config/"+name+".schema.json", b.Bytes())
	}
}

// setting is one line of attache.yaml, or one of its sections.
type setting struct {
	path, key, comment string
	depth              int
	value              string // the default that applies, as YAML; "" for a section
	kind               string
}

// everySetting walks the Settings in the order of the fields.
func everySetting(r *jsonschema.Reflector) []setting {
	var all []setting
	var walk func(v reflect.Value, path string, depth int)
	walk = func(v reflect.Value, path string, depth int) {
		t := v.Type()
		for i := range t.NumField() {
			f := t.Field(i)
			key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if key == "" && f.Anonymous && strings.HasSuffix(f.Tag.Get("yaml"), ",inline") {
				walk(v.Field(i), path, depth)
				continue
			}
			if key == "-" || key == "" {
				continue
			}
			s := setting{key: key, path: strings.TrimPrefix(path+"."+key, "."), depth: depth}
			s.comment = strings.Join(strings.Fields(r.CommentMap[t.PkgPath()+"."+t.Name()+"."+f.Name]), " ")
			for _, start := range []string{f.Name + " ", f.Name + ": "} {
				if rest, ok := strings.CutPrefix(s.comment, start); ok {
					s.comment = key + start[len(f.Name):] + rest
				}
			}
			ft := f.Type
			switch {
			case ft == reflect.TypeFor[time.Duration]():
				s.kind = "time"
			case ft.Kind() == reflect.Struct:
				if s.comment == "" {
					s.comment = strings.Join(strings.Fields(r.CommentMap[ft.PkgPath()+"."+ft.Name()]), " ")
				}
				all = append(all, s)
				walk(v.Field(i), s.path, depth+1)
				continue
			case ft.Kind() == reflect.String:
				s.kind = "text"
			case ft.Kind() == reflect.Bool:
				s.kind = "true or false"
			case ft.Kind() == reflect.Slice:
				s.kind = "list"
			case ft.Kind() == reflect.Map:
				s.kind = "names and values"
			default:
				s.kind = "number"
			}
			s.value = settingYAML(v.Field(i))
			if s.path == "mail.return_path" { // it follows another setting
				s.value = `""`
			}
			all = append(all, s)
		}
	}
	walk(reflect.ValueOf(Settings{}.WithDefaults()), "", 0)
	return all
}

// settingYAML is the value of a setting on one line.
func settingYAML(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Duration:
		return durationText(x)
	case []uint16:
		return strings.ReplaceAll(fmt.Sprint(x), " ", ", ")
	}
	switch v.Kind() {
	case reflect.String:
		if text := v.String(); text != "" {
			return text
		}
		return `""`
	case reflect.Slice:
		if v.Len() == 0 {
			return "[]"
		}
	case reflect.Map:
		if v.Len() == 0 {
			return "{}"
		}
	default:
		return fmt.Sprint(v.Interface())
	}
	return fmt.Sprintf("%v", v.Interface())
}

func TestTemplateAndSettingsDoc(t *testing.T) {
	r := comments(t)
	var y, md strings.Builder
	y.WriteString("# Settings of attache. Every setting stands here with the value that applies, commented out: take " +
		`away the # to change
# one. "0 = 30s" in a comment means that 0 stands for 30s, too.
# Environment variables win over this file: ATTACHE_MAIL__HOST sets mail.host, and ATTACHE_MAIL__PASSWORD_FILE reads
# mail.password from a file. Times are written 30s, 15m, 24h, 7d. Check your changes with: attache check
# Sources, digests and subscribers are not settings: see attache source, attache digest, attache subscriber, ` +
		"attache apply.\n")
	md.WriteString(strings.ReplaceAll(`# Settings

Made from the program by 'make golden'; do not edit. The file is 'attache.yaml' in the working folder, or `+
		`'/etc/attache/attache.yaml',
or the one that '-c' or 'ATTACHE_CONFIG' names; 'attache init' writes one with every setting at its default. `+
		`An environment
variable wins over the file: 'ATTACHE_MAIL__HOST' sets 'mail.host' ('__' between levels, lists parted by commas), `+
		`and the same
name with '_FILE' behind it reads the value from a file, for secrets. 'attache check' lists every mistake with its line;
'attache schema settings' prints the JSON Schema. A zero value, too, means the default.
`, "'", "`"))
	for _, s := range everySetting(r) {
		indent := strings.Repeat("  ", s.depth)
		if s.value == "" {
			y.WriteString("\n" + wrapped(indent+"# ", s.comment) + indent + s.key + ":\n")
			md.WriteString("\n## " + s.path + "\n\n" + s.comment +
				"\n\n| setting | value | default | meaning |\n|---|---|---|---|\n")
			continue
		}
		if s.comment == "" {
			t.Errorf("%s has no comment that says its unit, default and meaning of zero", s.path)
		}
		y.WriteString(wrapped(indent+"# ", s.comment) + indent + "#" + s.key + ": " + s.value + "\n")
		fmt.Fprintf(&md, "| `%s` | %s | `%s` | %s |\n", s.path, s.kind, s.value, strings.ReplaceAll(s.comment, "|", `\|`))
	}
	goldentest.File(t, "config/attache.yaml", []byte(y.String()))
	goldentest.File(t, "docs/settings.md", []byte(md.String()))
}

// wrapped breaks a comment into lines of at most 118 bytes.
func wrapped(prefix, text string) string {
	var b strings.Builder
	line := prefix
	for _, word := range strings.Fields(text) {
		if len(line) > len(prefix) && len(line)+len(word) > 118 {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = prefix
		}
		line += word + " "
	}
	if len(line) > len(prefix) {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// everySettingSet is the template with every # before a setting taken away.
func everySettingSet() string {
	var b strings.Builder
	for line := range strings.Lines(string(config.Template())) {
		rest := strings.TrimLeft(line, " ")
		if strings.HasPrefix(rest, "#") && !strings.HasPrefix(rest, "# ") {
			line = line[:len(line)-len(rest)] + rest[1:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// TestTemplateLoads takes every # away from a setting of the template: all of them must be known and right.
func TestTemplateLoads(t *testing.T) {
	for name, text := range map[string]string{
		"as it is":      string(config.Template()),
		"every setting": everySettingSet(),
	} {
		var s Settings
		if err := config.Decode("attache.yaml", []byte(text), &s); err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		for _, sec := range s.sections() {
			if err := sec.part.Validate(); err != nil {
				t.Errorf("%s: %s: %v", name, sec.name, err)
			}
		}
	}
}

func TestCommandsDoc(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Commands\n\nMade from the program by `make golden`; do not edit. `attache COMMAND --help` " +
		"prints the same.\n")
	a := &app{now: time.Now}
	root := a.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Hidden || c.Name() == "help" {
			return
		}
		if c.Short == "" {
			t.Errorf("%s does not say what it does", c.CommandPath())
		}
		level := "##"
		if c.HasParent() && c.Parent().HasParent() {
			level = "###"
		}
		fmt.Fprintf(&b, "\n%s %s\n\n", level, c.CommandPath())
		if !c.HasParent() {
			fmt.Fprintf(&b, "```text\n%s\n```\n", strings.TrimSpace(c.Long))
			fmt.Fprintf(&b, "\nFlags that every command takes:\n\n```text\n%s```\n", c.PersistentFlags().FlagUsages())
			b.WriteString("\nWith `--json`, standard error holds one JSON object a line. An error is " +
				"`{\"error\": {\"code\", \"exit\", \"message\", \"hint\", \"file\", \"line\", \"field\"}}`, " +
				"a warning `{\"warning\": …}`,\na note `{\"note\": …}`; lines of the log have a `level`. The codes stay:\n\n" +
				"| code | exit code | meaning |\n|---|---|---|\n")
			for _, e := range errorCodes {
				fmt.Fprintf(&b, "| `%s` | %d | %s |\n", e.code, e.exit, e.meaning)
			}
		} else {
			text := c.Long
			if text == "" {
				text = c.Short + "."
			}
			fmt.Fprintf(&b, "%s\n", strings.TrimSpace(text))
			if c.Runnable() && !c.HasSubCommands() {
				fmt.Fprintf(&b, "\n```text\n%s\n", c.UseLine())
				if flags := c.LocalNonPersistentFlags(); flags.HasAvailableFlags() {
					fmt.Fprintf(&b, "\n%s", flags.FlagUsages())
				}
				if c.Example != "" {
					fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
				}
				b.WriteString("```\n")
			}
		}
		if c.Name() == "completion" {
			return
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	goldentest.File(t, "docs/commands.md", []byte(b.String()))
}

// TestCatalogue holds every entry of the built-in catalogue to the checks that a person's own sources pass.
func TestCatalogue(t *testing.T) {
	desk, err := readDesk("sources.yaml", config.Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(desk.Sources); n < 120 {
		t.Errorf("%d sources; at least 120 were promised", n)
	}
	enabled, regions := 0, map[string]bool{}
	for _, s := range desk.Sources {
		if s.Enabled {
			enabled++
		}
		regions[s.Outlet.Region] = true
		if s.Outlet.Region == "" || s.Outlet.Home == "" {
			t.Errorf("%s has no region or no home page", s.Name)
		}
		if s.Name == "aplus-analytics" && (!s.Enabled || s.Outlet.Name != "A+ Analytics" ||
			s.Kind != news.KindListing) {
			t.Errorf("A+ Analytics: %+v", s)
		}
	}
	if enabled < 40 || len(regions) < 10 {
		t.Errorf("%d enabled in %d regions", enabled, len(regions))
	}
}

// namedDefault is what a comment says that zero means: "0 = 30s".
var namedDefault = regexp.MustCompile(`(?:^|[ (])(?:0|"") = ([^ ,;]+?)(?:[.,;)]|\.? |$)`)

// TestCommentsNameTheDefaults compares the default that the comment of a setting names with the one that applies.
func TestCommentsNameTheDefaults(t *testing.T) {
	compared := 0
	for _, s := range everySetting(comments(t)) {
		m := namedDefault.FindStringSubmatch(s.comment)
		if m == nil || s.kind != "number" && s.kind != "time" || strings.Contains(s.comment, m[1]+", or more where") {
			continue // a default that depends on the issue
		}
		said, is := strings.Trim(m[1], `"`), s.value
		if n, err := strconv.ParseFloat(said, 64); err == nil && is == fmt.Sprint(n) || said == is ||
			strings.Contains("none off never free", said) && is == "0" {
			compared++
			continue
		}
		if a, ok := config.Span(said); ok {
			if b, ok := config.Span(is); ok && a == b {
				compared++
				continue
			}
		}
		if n, err := strconv.Atoi(is); err == nil && said == strconv.Itoa(n>>20) || said == strconv.Itoa(n>>10) {
			compared++
			continue
		}
		t.Errorf("%s: its comment says %s, what applies is %s: %s", s.path, said, is, s.comment)
	}
	if compared < 60 {
		t.Errorf("%d settings were compared", compared)
	}
}
