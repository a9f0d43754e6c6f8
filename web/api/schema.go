package api

import (
	"reflect"
	"strings"
	"time"
)

// field is one of a JSON object.
type field struct {
	name     string
	typ      reflect.Type
	optional bool
	doc      string
	enum     []string
}

// fieldsOf lists the fields of a struct as encoding/json has them, with those of embedded structs.
func fieldsOf(t reflect.Type) (out []field) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			out = append(out, fieldsOf(f.Type)...)
			continue
		case !f.IsExported() || name == "-" || name == "":
			continue
		}
		x := field{name: name, typ: f.Type, doc: f.Tag.Get("doc"), optional: strings.Contains(rest, "omit")}
		if e := f.Tag.Get("enum"); e != "" {
			x.enum = strings.Split(e, ",")
		}
		out = append(out, x)
	}
	return out
}

var timeType = reflect.TypeFor[time.Time]()

// object is a JSON object of the document.
type object = map[string]any

// schemas collects the named types of the document.
type schemas object

// of is the schema of a type. change makes that of a change: every field may be left out, or null.
func (s schemas) of(t reflect.Type, change bool) object {
	switch {
	case t == timeType:
		return object{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		return s.of(t.Elem(), change)
	case t.Kind() == reflect.Struct:
		return s.named(t, change)
	case t.Kind() == reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem(), false)}
	case t.Kind() == reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem(), false)}
	}
	switch t.Kind() {
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	}
	return object{} // anything: TestDocument finds it
}

// named puts a struct among the schemas and refers to it.
func (s schemas) named(t reflect.Type, change bool) object {
	name := strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
	if change {
		name += "Change"
	}
	ref := object{"$ref": "#/components/schemas/" + name}
	if _, known := s[name]; known {
		return ref
	}
	s[name] = object{} // it may name itself
	properties, required := object{}, []string{}
	for _, f := range fieldsOf(t) {
		p := s.of(f.typ, change)
		if f.enum != nil {
			p["enum"] = f.enum
		}
		if f.doc != "" {
			if p["$ref"] != nil {
				p = object{"allOf": []any{p}}
			}
			p["description"] = f.doc
		}
		if change {
			p = object{"anyOf": []any{p, object{"type": "null"}}}
		}
		if properties[f.name] = p; !f.optional && !change {
			required = append(required, f.name)
		}
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	s[name] = out
	return ref
}
