package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Prefix starts every environment variable that attache reads.
const Prefix = "ATTACHE_"

// maxFile bounds a settings file and a secret file, in bytes.
const (
	maxFile   = 8 << 20
	maxSecret = 64 << 10
)

// Load fills the struct that into points to: first from the YAML file at path ("" = none), then from environ (as
// os.Environ returns it). ATTACHE_MAIL__HOST sets mail.host, ATTACHE_MAIL__RELAYS__MAIN__HOST that of the entry of
// mail.relays called main; lists are parted by commas; ATTACHE_MAIL__PASSWORD_FILE
// sets mail.password to the content of the file it names, without the line end and a byte order mark. A variable with
// __ that names no setting is a mistake; one without is somebody else's, and an empty one counts as not set. The error
// is a Mistakes, complete, or that of opening the file.
func Load(path string, environ []string, into any) error {
	var mistakes, more Mistakes
	if path != "" {
		data, err := readFile(path, maxFile)
		if err != nil {
			return err
		}
		if err := Decode(filepath.Base(path), data, into); err != nil && !errors.As(err, &mistakes) {
			return err
		}
	}
	if err := fromEnvironment(environ, into); err != nil && !errors.As(err, &more) {
		return err
	}
	if mistakes = append(mistakes, more...); len(mistakes) > 0 {
		return mistakes
	}
	return nil
}

func fromEnvironment(environ []string, into any) error {
	var mistakes Mistakes
	environ = slices.Clone(environ)
	slices.Sort(environ) // so that mistakes come in one order
	given := map[string]bool{}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		given[name] = true
	}
	for _, entry := range environ {
		name, text, _ := strings.Cut(entry, "=")
		path, ok := strings.CutPrefix(name, Prefix)
		if !ok || text == "" || !strings.Contains(path, "__") {
			continue
		}
		wrong := func(hint, format string, args ...any) {
			mistakes = append(mistakes, Mistake{File: name, Message: fmt.Sprintf(format, args...), Hint: hint})
		}
		steps := strings.Split(strings.ToLower(path), "__")
		v, known := find(reflect.ValueOf(into).Elem(), steps)
		if v == nil {
			last := len(steps) - 1
			bare, isFile := strings.CutSuffix(steps[last], "_file")
			if isFile {
				steps[last] = bare
				v, _ = find(reflect.ValueOf(into).Elem(), steps)
			}
			if v == nil {
				wrong(suggest(steps[last], known), "No setting is called %s.",
					strings.Join(strings.Split(strings.ToLower(path), "__"), "."))
				continue
			}
			if given[strings.TrimSuffix(name, "_FILE")] {
				wrong("Keep one of the two.", "%s is set as well.", strings.TrimSuffix(name, "_FILE"))
				continue
			}
			data, err := readFile(text, maxSecret)
			if err != nil {
				wrong("Check the path and who may read it.", "The secret cannot be read: %v.", err)
				continue
			}
			text = strings.TrimRight(strings.TrimPrefix(string(data), "\uFEFF"), "\r\n")
		}
		if msg, hint := assign(*v, text); msg != "" {
			wrong(hint, "%s", msg)
		}
	}
	if len(mistakes) == 0 {
		return nil
	}
	return mistakes
}

// Assign sets one field of the struct that into points to from a text, as an environment variable would: lists are
// parted by commas, field is the yaml name with dots. It returns the mistakes, none when all is well.
func Assign(into any, field, text string) Mistakes {
	steps := strings.Split(field, ".")
	v, known := find(reflect.ValueOf(into).Elem(), steps)
	if v == nil {
		return Mistakes{{Field: field, Message: "There is no such setting.", Hint: suggest(steps[len(steps)-1], known)}}
	}
	if msg, hint := assign(*v, text); msg != "" {
		return Mistakes{{Field: field, Message: msg, Hint: hint}}
	}
	return nil
}

// index is the place in a list, as the fields of mistakes write it.
var index = regexp.MustCompile(`\[[0-9]+\]`)

// Variable returns the variable of environ that sets a field ("mail.port", "scrape.allow[1]") by its value or by a
// file; "" when none does.
func Variable(environ []string, field string) string {
	want := strings.ReplaceAll(index.ReplaceAllString(field, ""), ".", "__")
	for _, entry := range slices.Backward(environ) {
		name, text, _ := strings.Cut(entry, "=")
		path, ok := strings.CutPrefix(name, Prefix)
		if ok && text != "" && (strings.EqualFold(path, want) || strings.EqualFold(path, want+"_file")) {
			return name
		}
	}
	return ""
}

// find walks down the steps to a field. When it is not there it returns nil and the names at the level where it got
// lost.
func find(v reflect.Value, steps []string) (*reflect.Value, []string) {
	for _, step := range steps {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
			at, names := entry(v, step)
			if at < 0 {
				return nil, names
			}
			v = v.Index(at)
			continue
		}
		if v.Kind() != reflect.Struct {
			return nil, nil
		}
		index, ok := fieldsOf(v.Type())[step]
		if !ok {
			return nil, Keys(v.Type())
		}
		v = v.FieldByIndex(index)
	}
	return &v, nil
}

// entry finds an entry of a list that the file has by its name, in which _ stands for -, or by its place from 0; -1 and
// the names when there is none.
func entry(list reflect.Value, step string) (at int, names []string) {
	for i := range list.Len() {
		if step == strconv.Itoa(i) {
			return i, nil
		}
		index, ok := fieldsOf(list.Type().Elem())["name"]
		if !ok {
			continue
		}
		name := strings.ToLower(list.Index(i).FieldByIndex(index).String())
		if strings.ReplaceAll(name, "-", "_") == step || name == step {
			return i, nil
		}
		names = append(names, name)
	}
	return -1, names
}

// assign sets a leaf, or a list of leaves from text parted by commas.
func assign(v reflect.Value, text string) (msg, hint string) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if isLeaf(v) {
		return set(v, text)
	}
	if v.Kind() != reflect.Slice || !isLeaf(reflect.New(v.Type().Elem()).Elem()) {
		return "This setting has parts and cannot be set as one value.",
			"Set its parts one by one, or write it in the file."
	}
	out := reflect.MakeSlice(v.Type(), 0, 4)
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		item := reflect.New(v.Type().Elem()).Elem()
		if msg, hint := set(item, part); msg != "" {
			return msg, hint
		}
		out = reflect.Append(out, item)
	}
	v.Set(out)
	return "", ""
}

func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("read %s: it is larger than %d bytes", path, limit)
	}
	return data, nil
}
