package templates

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/idna"
)

// This file is the sanitizer of the program. Texts of strangers stay plain strings, cleaned here and escaped by
// html/template; the only template.HTML made anywhere are the constants of mso.

// The conditional comments that Word-engine Outlook reads; html/template drops comments written in a template. Word
// knows neither max-width nor 'Segoe UI', system-ui as a list it would search, so it gets a 600 px table and plain
// families. Word heeds !important only behind a space.
const (
	msoHead = `<!--[if mso]><style>td,p,li{font-family:"Segoe UI",Arial,sans-serif !important}` +
		`h1,h2,h3,h3 a,.t,.t a{font-family:Georgia,serif !important}` +
		`.k,.m,.m a{font-family:"Segoe UI",Arial,sans-serif !important}` +
		`table{border-collapse:collapse}p,td,h1,h2,h3{mso-line-height-rule:exactly}</style><![endif]-->`
	msoOpen = `<!--[if mso]><table role="presentation" width="600" align="center" ` +
		`cellpadding="0" cellspacing="0"><tr><td><![endif]-->`
	msoClose = `<!--[if mso]></td></tr></table><![endif]-->`
)

// mso returns one of the conditional comments: head, open or close.
func mso(part string) (htmltemplate.HTML, error) {
	switch part {
	case "head":
		return msoHead, nil
	case "open":
		return msoOpen, nil
	case "close":
		return msoClose, nil
	}
	return "", fmt.Errorf(`mso takes "head", "open" or "close", not %q`, part)
}

// clean makes a stranger's text fit for one line: no control characters, no bidirectional overrides (they could turn
// the text beside them round), no runs of spaces.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar || unicode.IsControl(r):
			return -1
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		}
		return r
	}, s)
	if s == "" || s[0] != ' ' && s[len(s)-1] != ' ' && !strings.Contains(s, "  ") { // as most texts come
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// safeURL returns an absolute http or https address without credentials, or "".
func safeURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if host, err := idna.Lookup.ToASCII(u.Hostname()); err == nil && host != u.Hostname() {
		u.Host = strings.Replace(u.Host, u.Hostname(), host, 1) // mail programs do not all know names beyond ASCII
	}
	return u.String()
}

// direction is "auto" for a text with right-to-left letters, else "": an attribute that most texts need not carry.
func direction(texts ...string) string {
	for _, s := range texts {
		for _, r := range s {
			if r < 0x0590 || r > 0x08FF && r < 0xFB1D { // where these scripts have no letters
				continue
			}
			if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko) {
				return "auto"
			}
		}
	}
	return ""
}

// isolate keeps a right-to-left name in a line of others from turning its neighbours round (U+2068, U+2069).
func isolate(s string) string {
	if direction(s) == "" {
		return s
	}
	return "\u2068" + s + "\u2069"
}

// squeeze takes the indentation and the empty lines out of rendered HTML (no template of ours uses <pre>) and writes
// plainly what html/template escapes without need: quotation marks between tags, and the plus sign, which matters in
// UTF-7 only.
func squeeze(b []byte) []byte {
	plain := pageBuffers.Get().(*bytes.Buffer)
	defer pageBuffers.Put(plain)
	plain.Reset()
	z := html.NewTokenizer(bytes.NewReader(b))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		raw := z.Raw()
		switch {
		case !bytes.Contains(raw, []byte("&#")):
		case kind == html.TextToken:
			_, _ = unescaper.WriteString(plain, string(raw)) // a bytes.Buffer takes all
			continue
		default:
			raw = bytes.ReplaceAll(raw, []byte("&#43;"), []byte("+"))
		}
		plain.Write(raw)
	}
	size := 0
	for line := range bytes.Lines(plain.Bytes()) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			size += len(line) + 1
		}
	}
	out := make([]byte, 0, size)
	for line := range bytes.Lines(plain.Bytes()) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			out = append(append(out, line...), '\n')
		}
	}
	return out
}

var unescaper = strings.NewReplacer("&#43;", "+", "&#39;", "'", "&#34;", `"`)
