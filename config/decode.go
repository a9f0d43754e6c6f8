package config

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxDepth bounds the nesting of a document and of aliases in it; no document of attache nests deeper than six.
const maxDepth = 32

// maxNodes bounds the values read from one document, so that aliases of aliases cannot blow it up. A desk of 45,000
// sources has some 900,000.
const maxNodes = 1_500_000

// Decode reads a YAML document into the struct that into points to. Keys that into does not know are mistakes; so are
// values of the wrong type. An empty document changes nothing. The error is a Mistakes, complete.
func Decode(name string, data []byte, into any) error {
	d := decoder{file: name, anchors: map[string]ast.Node{}}
	body, err := parse(data)
	var much *tooMuch
	if errors.As(err, &much) {
		return Mistakes{{File: name, Line: much.line, Message: much.message, Hint: much.hint}}
	}
	if err != nil {
		line, msg := syntax(err)
		return Mistakes{{
			File: name, Line: line, Message: "This is not YAML: " + msg + ".",
			Hint: "Check the indentation and the quotes on and above that line.",
		}}
	}
	if body != nil {
		d.value(body, reflect.ValueOf(into).Elem(), "", 0)
	}
	return d.err()
}

// Line returns the line of a field, written with dots and indexes as mistakes write it ("mail.port", "sources[3].url"):
// that of the nearest enclosing key that is there, 0 when not even the first one is.
func (l Lines) Line(field string) int {
	node, line := l.node, 0
	path := strings.ReplaceAll(strings.ReplaceAll(field, "[", "."), "]", "")
	for _, step := range strings.Split(path, ".") {
		next := ast.Node(nil)
		switch n := plain(node).(type) {
		case *ast.MappingNode:
			for _, kv := range n.Values {
				if keyText(kv.Key) == step {
					next, line = kv.Value, lineOf(kv.Key)
				}
			}
		case *ast.SequenceNode:
			if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Values) {
				next, line = n.Values[i], lineOf(n.Values[i])
			}
		}
		if next == nil {
			break
		}
		node = next
	}
	return line
}

// parse reads a document in UTF-8, with or without a byte order mark.
func parse(data []byte) (ast.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if err := inUTF8(data); err != nil {
		return nil, err
	}
	tokens, err := tokenize(data)
	if err != nil {
		return nil, err
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // pairs reports them with the others
	if err != nil {
		return nil, err
	}
	var body ast.Node
	for _, doc := range f.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			return nil, &yaml.SyntaxError{
				Message: "a second document starts here (---), only one is read",
				Token:   doc.Body.GetToken(),
			}
		}
		body = doc.Body
	}
	return body, nil
}

// inUTF8 returns an error for a document in another encoding: UTF-16 by its mark or by zero bytes, else by the first
// damaged character.
func inUTF8(data []byte) error {
	const hint = "Save it as UTF-8."
	head := data[:min(len(data), 4096)]
	if bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) ||
		bytes.Count(head, []byte{0})*4 > len(head) {
		return &tooMuch{line: 1, message: "The file is in UTF-16, and settings are read in UTF-8.", hint: hint}
	}
	for line, at := 1, 0; at < len(data); line++ {
		end := bytes.IndexByte(data[at:], '\n') + 1
		if end == 0 {
			end = len(data) - at
		}
		if !utf8.Valid(data[at : at+end]) {
			return &tooMuch{line: line, message: "A character on this line is not in UTF-8.", hint: hint}
		}
		at += end
	}
	return nil
}

// syntax takes the line and the bare message out of the parser's error.
func syntax(err error) (int, string) {
	var s *yaml.SyntaxError
	if !errors.As(err, &s) {
		return 0, err.Error()
	}
	line := 0
	if s.Token != nil && s.Token.Position != nil {
		line = s.Token.Position.Line
	}
	return line, s.Message
}

// decoder walks a document beside the type it fills. It goes on after a mistake, so that all are found.
type decoder struct {
	file     string
	mistakes Mistakes
	anchors  map[string]ast.Node
	nodes    int
}

func (d *decoder) err() error {
	if len(d.mistakes) == 0 {
		return nil
	}
	d.mistakes.Sort()
	return d.mistakes
}

func (d *decoder) wrong(n ast.Node, field, hint, format string, args ...any) {
	switch {
	case len(d.mistakes) > maxMistakes:
		return
	case len(d.mistakes) == maxMistakes:
		d.mistakes = append(d.mistakes, Mistake{
			File: d.file, Line: lineOf(n),
			Message: "There are more mistakes from here on.",
		})
		return
	}
	d.mistakes = append(d.mistakes, Mistake{File: d.file, Line: lineOf(n), Field: field, Message: fmt.Sprintf(format,
		args...), Hint: hint})
}

// value reads one node into one settable value.
func (d *decoder) value(n ast.Node, v reflect.Value, field string, depth int) {
	if len(d.mistakes) > maxMistakes {
		return
	}
	if d.nodes++; depth > maxDepth || d.nodes > maxNodes {
		if d.nodes <= maxNodes+1 {
			d.wrong(n, field, "", "The document nests too deeply or repeats itself too often to be read.")
		}
		return
	}
	n = d.resolve(n, field)
	if n == nil || n.Type() == ast.NullType {
		return // "key:" with nothing behind it leaves the default
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if isLeaf(v) {
		d.leaf(n, v, field)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, field, depth)
	case reflect.Map:
		d.table(n, v, field, depth)
	default: // a slice
		d.list(n, v, field, depth)
	}
}

// resolve follows anchors, aliases and tags to the node that holds the value; nil when an alias leads nowhere.
func (d *decoder) resolve(n ast.Node, field string) ast.Node {
	for range maxDepth {
		switch t := n.(type) {
		case *ast.AnchorNode:
			d.anchors[t.Name.String()] = t.Value
			n = t.Value
		case *ast.AliasNode:
			to, ok := d.anchors[t.Value.String()]
			if !ok {
				d.wrong(n, field, "Define it above with &"+t.Value.String()+".", "*%s refers to nothing.", t.Value)
				return nil
			}
			n = to
		case *ast.TagNode:
			n = t.Value
		default:
			return plain(n)
		}
	}
	d.wrong(n, field, "", "More than %d marks (aliases, anchors, tags) lead to this value, or lead in a circle.", maxDepth)
	return nil
}

func (d *decoder) structure(n ast.Node, v reflect.Value, field string, depth int) {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		d.wrong(n, field, "Write its settings below it, indented: "+strings.Join(Keys(v.Type()), ", ")+".",
			"This needs settings below it, not %s.", kindOf(n))
		return
	}
	fields := fieldsOf(v.Type())
	for _, kv := range d.pairs(m, field) {
		key := keyText(kv.Key)
		f, ok := fields[key]
		if !ok {
			d.wrong(kv.Key, join(field, key), suggest(key, Keys(v.Type())), "There is no such setting.")
			continue
		}
		d.value(kv.Value, v.FieldByIndex(f), join(field, key), depth+1)
	}
}

func (d *decoder) table(n ast.Node, v reflect.Value, field string, depth int) {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		d.wrong(n, field, "Write one \"name: value\" a line below it.", "This needs named values below it, not %s.",
			kindOf(n))
		return
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	for _, kv := range d.pairs(m, field) {
		key := keyText(kv.Key)
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(kv.Value, item, join(field, key), depth+1)
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), item)
	}
}

func (d *decoder) list(n ast.Node, v reflect.Value, field string, depth int) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.wrong(n, field, "Write it as [one, two], or one \"- entry\" a line.", "This needs a list, not %s.", kindOf(n))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values))
	for i, item := range s.Values {
		d.value(item, out.Index(i), fmt.Sprintf("%s[%d]", field, i), depth+1)
	}
	v.Set(out)
}

// pairs returns the keys of a mapping, merge keys (<<) spread out below the mapping's own, repeated keys reported.
func (d *decoder) pairs(m *ast.MappingNode, field string) []*ast.MappingValueNode {
	var own, merged []*ast.MappingValueNode
	seen := map[string]int{}
	for _, kv := range m.Values {
		if kv.Key.Type() == ast.MergeKeyType {
			if from, ok := d.resolve(kv.Value, field).(*ast.MappingNode); ok {
				merged = append(merged, from.Values...)
			} else {
				d.wrong(kv.Key, field, "Give it an alias of a block of settings.", "<< needs settings to merge.")
			}
			continue
		}
		key := keyText(kv.Key)
		if first, twice := seen[key]; twice {
			d.wrong(kv.Key, join(field, key), "Keep one of the two.", "This stands already on line %d.", first)
			continue
		}
		seen[key] = lineOf(kv.Key)
		own = append(own, kv)
	}
	for _, kv := range merged {
		if _, ok := seen[keyText(kv.Key)]; !ok && kv.Key.Type() != ast.MergeKeyType {
			own = append(own, kv)
		}
	}
	return own
}

func (d *decoder) leaf(n ast.Node, v reflect.Value, field string) {
	text, ok := scalar(n)
	if !ok {
		d.wrong(n, field, "", "This needs one value, not %s.", kindOf(n))
		return
	}
	quoted := n.GetToken() != nil && (n.GetToken().Type == token.DoubleQuoteType ||
		n.GetToken().Type == token.SingleQuoteType)
	if quoted && v.Kind() != reflect.String && !isText(v) && v.Type() != durationType {
		d.wrong(n, field, "Take the quotes away.", "%q is a text in quotes; this needs %s.", short(text), wanted(v.Type()))
		return
	}
	if msg, hint := set(v, text); msg != "" {
		d.wrong(n, field, hint, "%s", msg)
	}
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func isText(v reflect.Value) bool { return v.CanAddr() && v.Addr().Type().Implements(textType) }

// isLeaf reports whether a value is written as one scalar, without parts. Other kinds (channels, functions) are no
// settings.
func isLeaf(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Struct, reflect.Map, reflect.Slice:
		return isText(v)
	default:
		return true
	}
}

// set parses text into a leaf. It returns a message and a hint when it cannot.
func set(v reflect.Value, text string) (msg, hint string) {
	if isText(v) {
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			return fmt.Sprintf("%q is not understood: %s.", short(text), short(err.Error())), ""
		}
		return "", ""
	}
	var err error
	switch {
	case v.Type() == durationType:
		span, ok := Span(text)
		if !ok && text != "0" {
			err = errors.New("no length of time")
		} else {
			v.SetInt(int64(span))
		}
		hint = "Write a number and a unit, such as 30s, 15m, 24h or 7d."
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		var b bool
		if b, err = strconv.ParseBool(text); err == nil {
			v.SetBool(b)
		}
		hint = "Write true or false."
	case v.CanInt():
		var i int64
		if i, err = strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, v.Type().Bits()); err == nil {
			v.SetInt(i)
		}
	case v.CanUint():
		var u uint64
		if u, err = strconv.ParseUint(strings.ReplaceAll(text, "_", ""), 10, v.Type().Bits()); err == nil {
			v.SetUint(u)
		}
	case v.CanFloat():
		var f float64
		if f, err = strconv.ParseFloat(text, v.Type().Bits()); err == nil {
			v.SetFloat(f)
		}
	default:
		return fmt.Sprintf("%s cannot be set from a file.", v.Type()), ""
	}
	if err != nil {
		return fmt.Sprintf("%q is not %s.", short(text), wanted(v.Type())), hint
	}
	return "", ""
}

// mostShown is the most bytes of a value that a mistake shows: whose value is a whole file knows it by its line.
const mostShown = 100

// short is a value as a mistake shows it.
func short(text string) string {
	if len(text) <= mostShown {
		return text
	}
	n := mostShown
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + "…"
}

func wanted(t reflect.Type) string {
	switch {
	case t == durationType:
		return "a length of time"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Float32, t.Kind() == reflect.Float64:
		return "a number"
	case t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64:
		return "a whole number from 0 up"
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		return "a whole number"
	default:
		return "a text"
	}
}

// longestSpan bounds a span in days or weeks, so that it is no more than time.Duration holds.
const longestSpan = 10_000

var daySpan = regexp.MustCompile(`^([0-9]+) *(d|w)(?:ay|eek)?s?$`)

// Span reads a length of time as people write it: 30s, 48h, 1h30m, 7d, 2w, 3 days. It reports whether the text is one.
func Span(text string) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if m := daySpan.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil || n > longestSpan {
			return 0, false
		}
		if m[2] == "w" {
			n *= 7
		}
		return time.Duration(n) * 24 * time.Hour, true
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}
