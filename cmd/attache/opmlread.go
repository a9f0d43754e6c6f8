package main

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/news"
	"attache/scrape/markup"
	"attache/text"
)

// The bounds of an OPML file.
const (
	maxOPML     = 16 << 20 // bytes
	maxOutlines = 50_000
	maxFolders  = 16        // how deep folders may nest; deeper ones count as the last
	maxOutline  = 256 << 10 // bytes of one outline
)

var (
	errNoOPML   = errors.New("it holds no outline of a source, or is cut")
	outlineTag  = pattern(`(?i)</?(?:\w+:)?outline(?:[\s/>]|$)`)
	outlineEnd  = pattern(`(?i)</(?:\w+:)?(?:body|opml)\s*>`)
	xmlComment  = pattern(`(?s)<!--.*?(?:-->|$)`)
	xmlEncoding = pattern(`(?i)^\s*<\?xml[^>]*?encoding\s*=\s*["']\s*([\w.:-]+)`)
	attrStart   = pattern(`^\s+([\pL_][\w:.-]*)\s*=\s*(["'])`)
	bareAttr    = pattern(`^\s+([\pL_][\w:.-]*)\s*=\s*([^\s"'<>]+)`)
	opmlWord    = pattern(`(?i)<(?:\w+:)?opml[\s>]`)
)

// opmlText is an OPML file as UTF-8 without comments and control characters.
func opmlText(data []byte) (string, error) {
	label := ""
	if m := xmlEncoding().FindSubmatch(data[:min(len(data), 1024)]); m != nil && !utf8.Valid(data) {
		label = string(m[1])
	}
	if strings.EqualFold(label, "utf-8") {
		label = "" // it is not
	}
	decoded, _, err := markup.DecodeFile(data, label)
	var invalid *news.InvalidError
	if errors.As(err, &invalid) {
		// a declared name that is none, or UTF-8 with damaged characters: these are their outlines' loss
		decoded, err = bytes.ToValidUTF8(data, []byte("\uFFFD")), nil
	}
	return text.Clean(xmlComment().ReplaceAllString(string(decoded), "")), err
}

// outline is one outline of an OPML file as it stands there: its attributes by their names in lower case.
type outline struct {
	attrs map[string]string
	line  int
}

// readOutlines reads the outlines of a file one by one, so that a damaged one costs at most itself. enter is called for
// an outline, and reports whether it is a folder of what follows up to leave.
func readOutlines(doc string, enter func(outline) error, leave func()) error {
	if !opmlWord().MatchString(doc) && !outlineTag().MatchString(doc) {
		return errNoOPML
	}
	if end := outlineEnd().FindStringIndex(doc); end != nil {
		doc = doc[:end[0]]
	}
	line, passed := 1, 0
	tags := 0
	for at := outlineTag().FindStringIndex(doc); at != nil; {
		begin := passed + at[0]
		line += strings.Count(doc[passed:begin], "\n")
		passed = begin
		next := outlineTag().FindStringIndex(doc[begin+1:])
		end := len(doc)
		if next != nil {
			end = begin + 1 + next[0]
		}
		if tags++; tags > 2*maxOutlines {
			return &news.InvalidError{
				Message: fmt.Sprintf("The file has more than %d outlines; line %d is beyond them.", maxOutlines, line),
				Hint:    "split it into several files",
			}
		}
		if end-begin > maxOutline {
			return &news.InvalidError{Message: fmt.Sprintf("The outline on line %d is longer than %d KB.", line,
				maxOutline>>10), Hint: "export it again from your feed reader"}
		}
		if err := oneTag(doc[begin:end], line, enter, leave); err != nil {
			return err
		}
		at = next
		if next != nil {
			at = []int{end - passed, 0}
		}
	}
	return nil
}

// oneTag reads the text from the beginning of one outline's tag to that of the next.
func oneTag(piece string, line int, enter func(outline) error, leave func()) error {
	if strings.HasPrefix(piece, "</") {
		leave()
		return nil
	}
	tag := piece
	closed := strings.LastIndexByte(tag, '>')
	if closed >= 0 {
		tag = tag[:closed]
	}
	o := outline{attrs: attributes(tag), line: line}
	if err := enter(o); err != nil {
		return err
	}
	// An outline that is cut, or is a feed whose own end is lost, holds none of what follows.
	if closed < 0 || strings.HasSuffix(strings.TrimSpace(tag), "/") {
		leave()
	}
	return nil
}

// attributes reads the attributes of a damaged tag as a person would: a value ends at the quotation mark behind which
// another attribute or the tag's end stands, or, where it is missing, before the next attribute that OPML knows.
func attributes(tag string) map[string]string {
	attrs := map[string]string{}
	for i := 1; i < len(tag); {
		rest := tag[i:]
		var name, value string
		if m := attrStart().FindStringSubmatch(rest); m != nil {
			n := quotedEnd(rest[len(m[0]):], m[2][0])
			name, value = m[1], rest[len(m[0]):len(m[0])+n]
			i += len(m[0]) + n
			if i < len(tag) && tag[i] == m[2][0] {
				i++
			}
		} else if m := bareAttr().FindStringSubmatch(rest); m != nil {
			name, value = m[1], strings.TrimSuffix(m[2], "/")
			i += len(m[0])
		} else {
			i++
			for i < len(tag) && !isSpace(tag[i]) {
				i++
			}
			continue
		}
		if key := strings.ToLower(name); attrs[key] == "" {
			attrs[key] = text.Line(html.UnescapeString(value))
		}
	}
	return attrs
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

// quotedEnd finds how long a value is that begins behind its quotation mark.
func quotedEnd(s string, quote byte) int {
	for i := range len(s) {
		switch {
		case s[i] == quote:
			after := strings.TrimLeft(s[i+1:], " \t\n")
			if after == "" || after[0] == '/' || after[0] == '>' || after[0] == '?' || attrStart().MatchString(s[i+1:]) ||
				bareAttr().MatchString(s[i+1:]) || attrStart().MatchString(" "+s[i+1:]) {
				return i
			}
		case isSpace(s[i]):
			if m := attrStart().FindStringSubmatch(s[i:]); m != nil && m[2][0] == quote &&
				slices.Contains(opmlNames, strings.ToLower(m[1])) {
				return i
			}
		}
	}
	return len(strings.TrimRight(s, "/ \n\t"))
}

// opmlNames are the attributes of outlines (OPML 2.0 and our own), in lower case.
var opmlNames = []string{
	"text", "title", "type", "xmlurl", "htmlurl", "language", "url", "description", "version", "category", "created",
	"attachekind", "attachelink", "attacheitem", "attachematch", "attachecountry", "attachename",
}

// opmlRow is an entry of an OPML file: a source, or what it is called when it is none.
type opmlRow struct {
	line   int
	source news.Source
	none   string // the entry is no source; "" = it is
}

// readOPML reads the sources of an OPML file. Folders become regions. Entries that are no sources are told by name.
func readOPML(data []byte) (sources []news.Source, skipped []string, err error) {
	rows, err := readOPMLRows(data)
	for _, r := range rows {
		if r.none != "" {
			skipped = append(skipped, r.none)
		} else {
			sources = append(sources, r.source)
		}
	}
	return sources, skipped, err
}

// readOPMLRows reads the entries of an OPML file with their lines: sources as they begin, others as they end.
func readOPMLRows(data []byte) (rows []opmlRow, err error) {
	doc, err := opmlText(data)
	if err != nil {
		return nil, err
	}
	names, addresses := map[string]bool{}, map[string]bool{}
	var open []folder
	enter := func(o outline) error {
		in := folder{}
		if len(open) > 0 {
			in = open[len(open)-1]
			open[len(open)-1].leaf = false
		}
		title := or(o.attrs["text"], o.attrs["title"])
		s, ok := o.source(in.region)
		switch {
		case ok && addresses[s.URL]: // the same feed in two folders
		case ok && len(addresses) == maxOutlines:
			return &news.InvalidError{Message: fmt.Sprintf("The file has more than %d sources; line %d is beyond them.",
				maxOutlines, o.line), Hint: "split it into several files"}
		case ok:
			addresses[s.URL] = true
			s.Name = unused(s.Name, names)
			rows = append(rows, opmlRow{line: o.line, source: s})
		}
		here := folder{
			region: title, leaf: !ok, name: or(title, fmt.Sprintf("the outline on line %d", o.line)), line: o.line,
		}
		if ok || len(open) >= maxFolders || title == "" {
			here.region = in.region
		}
		open = append(open, here)
		return nil
	}
	err = readOutlines(doc, enter, func() {
		if n := len(open); n > 0 {
			if open[n-1].leaf {
				rows = append(rows, opmlRow{line: open[n-1].line, none: open[n-1].name})
			}
			open = open[:n-1]
		}
	})
	if err == nil && len(addresses) == 0 && !outlineEnd().MatchString(doc) {
		err = errNoOPML // a piece of a file
	}
	return rows, err
}

// folder is an outline that has not ended.
type folder struct {
	name   string
	region string // what is in it is in this region
	leaf   bool   // no source, and nothing in it so far
	line   int
}

// source reads one entry; false when it is a folder or no source.
func (o outline) source(region string) (news.Source, bool) {
	at := o.attrs
	s := news.Source{
		Name: at["attachename"], Kind: news.KindFeed, URL: feedAddress(at["xmlurl"]), Language: at["language"],
		Enabled: true,
		Outlet: news.Outlet{
			Name: or(at["text"], at["title"]), Home: at["htmlurl"], Region: region,
			Country: strings.ToUpper(at["attachecountry"]),
		},
	}
	if at["attachekind"] != "" {
		s.Kind, s.URL = news.SourceKind(at["attachekind"]), at["url"]
		s.Rules = news.Rules{Link: at["attachelink"], Item: at["attacheitem"], Match: at["attachematch"]}
	}
	if !pollable(s.URL) {
		return s, false
	}
	complete(&s)
	if s.Validate() == nil {
		return s, true
	}
	s.Language, s.Outlet.Home, s.Outlet.Country = "", "", "" // what is beside the address is not worth the source
	complete(&s)
	return s, s.Validate() == nil
}
