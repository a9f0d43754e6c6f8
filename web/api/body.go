package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// mergePatch is the media type of a change (RFC 7396).
const mergePatch = "application/merge-patch+json"

// read takes the body of a call into v, whose fields are all that may stand in it.
func (c *call) read(v any) error {
	b, err := c.body()
	if err != nil {
		return err
	}
	return decode(b, v)
}

// body is the JSON of a call, whole.
func (c *call) body() ([]byte, error) {
	media, _, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err != nil || media != "application/json" && (media != mergePatch || c.Method != http.MethodPatch) {
		return nil, problem{
			Status: http.StatusUnsupportedMediaType, Code: "media_type", Detail: "The body has to be JSON.",
			Hint: "send Content-Type: application/json",
		}
	}
	return io.ReadAll(c.Body)
}

// malformed says that a body is no JSON.
func malformed(why string) error {
	return problem{Status: http.StatusBadRequest, Code: "json", Detail: "The body is not JSON: " + why + "."}
}

// decode reads JSON into v. A field that v does not have, or of another type, is refused by its name.
func decode(b []byte, v any) error {
	var raw any
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&raw); err != nil {
		return malformed(err.Error())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return malformed("something follows it")
	}
	if err := known("", raw, reflect.TypeOf(v).Elem()); err != nil {
		return err
	}
	err := json.Unmarshal(b, v)
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return problem{
			Status: http.StatusUnprocessableEntity, Code: "type", Field: kind.Field,
			Detail: fmt.Sprintf("It is a JSON %s where another type belongs.", kind.Value),
			Hint:   "openapi.json says of which type each field is",
		}
	}
	if err != nil {
		return problem{
			Status: http.StatusUnprocessableEntity, Code: "type", Detail: "A value cannot be read: " + err.Error() + ".",
		}
	}
	return nil
}

// known refuses the first field of a document that a type does not have.
func known(path string, raw any, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch raw := raw.(type) {
	case []any:
		if t.Kind() != reflect.Slice {
			return nil // decode says of which type it is
		}
		for _, x := range raw {
			if err := known(path, x, t.Elem()); err != nil {
				return err
			}
		}
	case map[string]any:
		if t.Kind() != reflect.Struct || t == timeType {
			return nil
		}
		fields := fieldsOf(t)
		for _, name := range slices.Sorted(mapsKeys(raw)) {
			i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
			if i < 0 {
				return problem{
					Status: http.StatusUnprocessableEntity, Code: "unknown_field", Field: dotted(path, name),
					Detail: fmt.Sprintf("There is no field %q.", dotted(path, name)), Hint: "use " + namesOf(fields),
				}
			}
			if err := known(dotted(path, name), raw[name], fields[i].typ); err != nil {
				return err
			}
		}
	}
	return nil
}

func mapsKeys(m map[string]any) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func dotted(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func namesOf(fields []field) string {
	var names []string
	for _, f := range fields {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

// merged reads a change of v (RFC 7396: what it names is put in place, null takes away) and returns the whole.
func merged[T any](c *call, v T) (T, error) {
	var none T
	b, err := c.body()
	if err != nil {
		return none, err
	}
	var change any
	if err := json.Unmarshal(b, &change); err != nil {
		return none, malformed(err.Error())
	}
	if _, ok := change.(map[string]any); !ok {
		return none, problem{
			Status: http.StatusUnprocessableEntity, Code: "type", Detail: "A change is a JSON object of the fields that change.",
		}
	}
	if err := known("", change, reflect.TypeOf(v)); err != nil {
		return none, err
	}
	old, err := json.Marshal(v)
	if err != nil {
		return none, err
	}
	var whole any
	if err := json.Unmarshal(old, &whole); err != nil {
		return none, err
	}
	if b, err = json.Marshal(merge(whole, change)); err != nil {
		return none, err
	}
	var out T
	return out, decode(b, &out)
}

// merge is the algorithm of RFC 7396.
func merge(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	t, ok := target.(map[string]any)
	if !ok {
		t = map[string]any{}
	}
	for k, v := range p {
		if v == nil {
			delete(t, k)
		} else {
			t[k] = merge(t[k], v)
		}
	}
	return t
}
