package head

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONValue is a piece of JSON-LD: a text (numbers and true/false are kept as text), a list or an object.
type JSONValue struct {
	Text   string
	List   []JSONValue
	Fields []jsonField
}

type jsonField struct {
	Name  string
	Value JSONValue
}

// get returns the first field of that name, or the zero value.
func (v *JSONValue) get(name string) *JSONValue {
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			return &v.Fields[i].Value
		}
	}
	return &JSONValue{}
}

// each calls f for every entry of a list, or for the value itself when it is none.
func (v *JSONValue) each(f func(*JSONValue)) {
	if v.List == nil {
		if v.Text != "" || v.Fields != nil {
			f(v)
		}
		return
	}
	for i := range v.List {
		v.List[i].each(f)
	}
}

// string returns the text of a value, of the first entry of a list, or of an object's @value or name.
func (v *JSONValue) string() string {
	for depth := 0; depth < 4; depth++ {
		switch {
		case v.Text != "":
			return v.Text
		case len(v.List) > 0:
			v = &v.List[0]
		case v.Fields != nil && v.get("@value").Text != "":
			return v.get("@value").Text
		case v.Fields != nil:
			v = v.get("name")
		default:
			return ""
		}
	}
	return ""
}

// JSONReader reads JSON as pages have it: with raw line breaks in strings, trailing commas, stray semicolons and
// comments around it. It is lenient because browsers do not complain and so nobody mends it.
type JSONReader struct {
	S string
	i int
	n int // values made, bounded

	Lines bool // keep the ends of lines in texts; else they are spaces
}

// Bounds of one script of JSON, against hostile pages: far above what outlets write.
const (
	maxJSONDepth  = 48     // objects and lists within each other
	maxJSONValues = 20_000 // of all kinds
)

// parseJSON reads the first value of s and whatever can be saved of a broken one.
func parseJSON(s string) JSONValue { return (&JSONReader{S: s}).First() }

// First reads the first object or list.
func (r *JSONReader) First() JSONValue {
	if k := strings.IndexAny(r.S, "{["); k >= 0 {
		r.i = k
		return r.value(0)
	}
	return JSONValue{}
}

func (r *JSONReader) skip() byte {
	for r.i < len(r.S) {
		switch c := r.S[r.i]; c {
		case ' ', '\t', '\n', '\r', ',', ';':
			r.i++
		default:
			return c
		}
	}
	return 0
}

func (r *JSONReader) value(depth int) JSONValue {
	if r.n++; depth > maxJSONDepth || r.n > maxJSONValues {
		r.i = len(r.S)
		return JSONValue{}
	}
	switch c := r.skip(); c {
	case 0:
		return JSONValue{}
	case '{':
		r.i++
		return r.object(depth)
	case '[':
		r.i++
		list := []JSONValue{}
		for {
			switch r.skip() {
			case ']', '}':
				r.i++
				return JSONValue{List: list}
			case 0:
				return JSONValue{List: list}
			}
			at := r.i
			list = append(list, r.value(depth+1))
			if r.i == at {
				r.i++
			}
		}
	case '"':
		return JSONValue{Text: r.quoted()}
	default:
		from := r.i
		for r.i < len(r.S) && strings.IndexByte(",]} \t\r\n:\"[{", r.S[r.i]) < 0 {
			r.i++
		}
		if w := r.S[from:r.i]; w != "null" {
			return JSONValue{Text: w}
		}
		return JSONValue{}
	}
}

func (r *JSONReader) object(depth int) JSONValue {
	v := JSONValue{Fields: []jsonField{}}
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
		v.Fields = append(v.Fields, jsonField{name, r.value(depth + 1)})
	}
}

// quoted reads a string; r.i stands on its opening quote.
func (r *JSONReader) quoted() string {
	r.i++
	from := r.i
	for r.i < len(r.S) {
		switch r.S[r.i] {
		case '"':
			r.i++
			return r.S[from : r.i-1]
		case '\\':
			return r.escaped(from)
		}
		r.i++
	}
	return r.S[from:]
}

func (r *JSONReader) escaped(from int) string {
	var b strings.Builder
	b.WriteString(r.S[from:r.i])
	for r.i < len(r.S) {
		c := r.S[r.i]
		r.i++
		switch {
		case c == '"':
			return b.String()
		case c != '\\':
			b.WriteByte(c)
		case r.i >= len(r.S):
			return b.String()
		default:
			r.escape(&b)
		}
	}
	return b.String()
}

func (r *JSONReader) escape(b *strings.Builder) {
	c := r.S[r.i]
	r.i++
	switch c {
	case 'n', 'r', 't', 'f', 'b':
		if c == 'n' && r.Lines {
			b.WriteByte('\n')
			return
		}
		b.WriteByte(' ')
	case 'u':
		u := r.hex()
		if utf16.IsSurrogate(u) && strings.HasPrefix(r.S[r.i:], `\u`) {
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

func (r *JSONReader) hex() rune {
	if r.i+4 > len(r.S) {
		return utf8.RuneError
	}
	u, err := strconv.ParseUint(r.S[r.i:r.i+4], 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	r.i += 4
	return rune(u)
}
