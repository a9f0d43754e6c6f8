package page

import (
	"bytes"
	"strings"
)

// maxScriptDates bounds how many dates of scripts are looked at.
const maxScriptDates = 30

// scripts reads the fields of scripts that are named for dates, as publishDate: "2022-03-21" in a state or a data
// layer. The first that is named for publishing is likely to be the page's own; the others may be those of other
// pieces.
func (c *dateCollector) scripts() {
	seen, source := 0, onScript
	for _, s := range c.r.tree.Scripts {
		if len(s) < 120 && c.literal(s) {
			continue
		}
		for _, part := range [...]string{"ublish", "ate"} {
			for at := 0; seen < maxScriptDates; {
				k := bytes.Index(s[at:], []byte(part))
				if k < 0 {
					break
				}
				k, at = at+k, at+k+len(part)
				if part == "ate" && (k == 0 || s[k-1]|0x20 != 'd' && s[k-1]|0x20 != 'e') {
					// neither "date" nor "created"
					continue
				}
				key, value := scriptField(s, at)
				switch {
				case value == "" || holdsAny(key, "modif", "updat", "expir", "birth", "start", "end", "event", "valid",
					"last", "until"):
				case part == "ublish" || holdsAny(key, "pubdate", "publication"):
					seen++
					if c.scriptDate(value, source) {
						source = onScriptDate
					}
				case holdsAny(key, "date", "created"):
					seen++
					c.scriptDate(value, onScriptDate)
				}
			}
		}
	}
}

// scriptDate takes the date of a field's value and reports whether there was one.
func (c *dateCollector) scriptDate(value string, source int) bool {
	for _, f := range c.parser.Find(value, 1) {
		if !f.Weak {
			c.put(&f, value, source, -1)
			return true
		}
	}
	return false
}

// literal reads a short script that writes a date into the page, as showDate("2022/03/21 08:04").
func (c *dateCollector) literal(s []byte) bool {
	i := bytes.IndexAny(s, `"'`)
	if i < 0 {
		return false
	}
	j := bytes.IndexByte(s[i+1:], s[i])
	if j < 8 || j > 40 || s[i+1] < '0' || s[i+1] > '9' {
		return false
	}
	return c.scriptDate(string(s[i+1:i+1+j]), onScriptDate)
}

func holdsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// The longest keys and values of scripts that are read, in bytes on either side of a part of the key and after it.
const (
	maxScriptKey   = 30
	maxScriptValue = 40
)

// scriptField returns the key around byte at of a script, in lower case without marks, and the value after it; none
// when that does not begin like a date.
func scriptField(s []byte, at int) (key, value string) {
	from, to := at, at
	for from > 0 && at-from < maxScriptKey && keyByte(s[from-1]) {
		from--
	}
	for to < len(s) && to-at < maxScriptKey && keyByte(s[to]) {
		to++
	}
	v, parted := scriptValue(s, to)
	end := v
	for end < len(s) && end-v < maxScriptValue && (keyByte(s[end]) || strings.IndexByte(" :+.,/", s[end]) >= 0) {
		end++
	}
	if !parted || end-v < 8 || (s[v] < '0' || s[v] > '3') && end-v < 16 {
		return "", ""
	}
	return strings.ToLower(keyMarks.Replace(string(s[from:to]))), strings.TrimRight(string(s[v:end]), " ,./+-")
}

// scriptValue passes the marks between a key that ends at byte i and its value, at most eight of them. parted says that
// a colon or an equals sign is among them.
func scriptValue(s []byte, i int) (value int, parted bool) {
	for value = i; value < len(s) && value-i < 8 && strings.IndexByte(":=\"'\\ \n\t", s[value]) >= 0; value++ {
		parted = parted || s[value] == ':' || s[value] == '='
	}
	return value, parted
}

var keyMarks = strings.NewReplacer("_", "", "-", "")

func keyByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}
