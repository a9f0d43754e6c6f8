package page

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonValue is a piece of JSON-LD: a text (numbers and true/false are kept as text), a list or an object.
type jsonValue struct {
	text   string
	list   []jsonValue
	fields []jsonField
}

type jsonField struct {
	name  string
	value jsonValue
}

// get returns the first field of that name, or the zero value.
func (v *jsonValue) get(name string) *jsonValue {
	for i := range v.fields {
		if v.fields[i].name == name {
			return &v.fields[i].value
		}
	}
	return &jsonValue{}
}

// each calls f for every entry of a list, or for the value itself when it is none.
func (v *jsonValue) each(f func(*jsonValue)) {
	if v.list == nil {
		if v.text != "" || v.fields != nil {
			f(v)
		}
		return
	}
	for i := range v.list {
		v.list[i].each(f)
	}
}

// string returns the text of a value, of the first entry of a list, or of an object's @value or name.
func (v *jsonValue) string() string {
	for depth := 0; depth < 4; depth++ {
		switch {
		case v.text != "":
			return v.text
		case len(v.list) > 0:
			v = &v.list[0]
		case v.fields != nil && v.get("@value").text != "":
			return v.get("@value").text
		case v.fields != nil:
			v = v.get("name")
		default:
			return ""
		}
	}
	return ""
}

// jsonReader reads JSON as pages have it: with raw line breaks in strings, trailing commas, stray semicolons and
// comments around it. It is lenient because browsers do not complain and so nobody mends it.
type jsonReader struct {
	s string
	i int
	n int // values made, bounded

	lines bool // keep the ends of lines in texts; else they are spaces
}

const (
	maxJSONDepth  = 48
	maxJSONValues = 20_000
)

// parseJSON reads the first value of s and whatever can be saved of a broken one.
func parseJSON(s string) jsonValue { return (&jsonReader{s: s}).first() }

// first reads the first object or list.
func (r *jsonReader) first() jsonValue {
	if k := strings.IndexAny(r.s, "{["); k >= 0 {
		r.i = k
		return r.value(0)
	}
	return jsonValue{}
}

func (r *jsonReader) skip() byte {
	for r.i < len(r.s) {
		switch c := r.s[r.i]; c {
		case ' ', '\t', '\n', '\r', ',', ';':
			r.i++
		default:
			return c
		}
	}
	return 0
}

func (r *jsonReader) value(depth int) jsonValue {
	if r.n++; depth > maxJSONDepth || r.n > maxJSONValues {
		r.i = len(r.s)
		return jsonValue{}
	}
	switch c := r.skip(); c {
	case 0:
		return jsonValue{}
	case '{':
		r.i++
		return r.object(depth)
	case '[':
		r.i++
		list := []jsonValue{}
		for {
			switch r.skip() {
			case ']', '}':
				r.i++
				return jsonValue{list: list}
			case 0:
				return jsonValue{list: list}
			}
			at := r.i
			list = append(list, r.value(depth+1))
			if r.i == at {
				r.i++
			}
		}
	case '"':
		return jsonValue{text: r.quoted()}
	default:
		from := r.i
		for r.i < len(r.s) && strings.IndexByte(",]} \t\r\n:\"[{", r.s[r.i]) < 0 {
			r.i++
		}
		if w := r.s[from:r.i]; w != "null" {
			return jsonValue{text: w}
		}
		return jsonValue{}
	}
}

func (r *jsonReader) object(depth int) jsonValue {
	v := jsonValue{fields: []jsonField{}}
	for {
		switch r.skip() {
		case '}':
			r.i++
			return v
		case 0:
			return v
		case '"':
		default:
			r.i++
			continue
		}
		name := r.quoted()
		if r.skip() != ':' {
			continue
		}
		r.i++
		v.fields = append(v.fields, jsonField{name, r.value(depth + 1)})
	}
}

// quoted reads a string; r.i stands on its opening quote.
func (r *jsonReader) quoted() string {
	r.i++
	from := r.i
	for r.i < len(r.s) {
		switch r.s[r.i] {
		case '"':
			r.i++
			return r.s[from : r.i-1]
		case '\\':
			return r.escaped(from)
		}
		r.i++
	}
	return r.s[from:]
}

func (r *jsonReader) escaped(from int) string {
	var b strings.Builder
	b.WriteString(r.s[from:r.i])
	for r.i < len(r.s) {
		c := r.s[r.i]
		r.i++
		switch {
		case c == '"':
			return b.String()
		case c != '\\':
			b.WriteByte(c)
		case r.i >= len(r.s):
			return b.String()
		default:
			r.escape(&b)
		}
	}
	return b.String()
}

func (r *jsonReader) escape(b *strings.Builder) {
	c := r.s[r.i]
	r.i++
	switch c {
	case 'n', 'r', 't', 'f', 'b':
		if c == 'n' && r.lines {
			b.WriteByte('\n')
			return
		}
		b.WriteByte(' ')
	case 'u':
		u := r.hex()
		if utf16.IsSurrogate(u) && strings.HasPrefix(r.s[r.i:], `\u`) {
			r.i += 2
			u = utf16.DecodeRune(u, r.hex())
		}
		if utf8.ValidRune(u) {
			b.WriteRune(u)
		}
	default:
		b.WriteByte(c)
	}
}

func (r *jsonReader) hex() rune {
	if r.i+4 > len(r.s) {
		return utf8.RuneError
	}
	u, err := strconv.ParseUint(r.s[r.i:r.i+4], 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	r.i += 4
	return rune(u)
}
