package mail

import (
	"encoding/base64"
	"html"
	"strings"
	"sync"

	"attache/news"
)

// Body is the text and HTML that all letters of a segment (language × form) share. news.UnsubscribeToken stands in them
// where each recipient's own address goes. It is encoded once, by the first letter that needs it, and the personal
// bytes are spliced into the encoded form. It is safe for concurrent use.
type Body struct {
	html, text string

	once         sync.Once
	plain, pages part // encoded

	mu    sync.Mutex
	key   shared // of head
	block []byte // the header fields that the letters share; see composer.head
}

// NewBody makes a body of a letter's parts; without HTML its letters have the text alone.
func NewBody(html, text string) *Body { return &Body{html: html, text: text} }

// Parts returns the parts of the letter of somebody who leaves by an address.
func (b *Body) Parts(unsubscribe string) (page, text string) {
	return strings.ReplaceAll(b.html, news.UnsubscribeToken, html.EscapeString(unsubscribe)),
		strings.ReplaceAll(b.text, news.UnsubscribeToken, unsubscribe)
}

// encoded returns the body, encoded.
func (b *Body) encoded() *Body {
	b.once.Do(func() {
		if b.html == "" { // what ends the message has no empty lines at its end, as DKIM wants it (RFC 6376 3.4.4)
			b.plain = encodePart("text/plain", strings.TrimRight(b.text, "\r\n")+"\n")
			return
		}
		b.plain, b.pages = encodePart("text/plain", b.text), encodePart("text/html", b.html)
	})
	return b
}

// contentType is the header field that says how the body is built.
func (b *Body) contentType(boundary string) string {
	if b.html == "" {
		return b.encoded().plain.header
	}
	return "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n"
}

// appendTo appends the body in its wire form: lines of at most 76 characters of ASCII with CRLF, none of which begins
// with a dot, holds two spaces in a row or ends in one. So it goes through DATA as it is, and is its own canonical form
// (RFC 6376 3.4.3 and 3.4.4).
func (b *Body) appendTo(dst []byte, boundary, unsubscribe string) []byte {
	b.encoded()
	if b.html == "" {
		return b.plain.appendTo(dst, unsubscribe)
	}
	for _, p := range []struct {
		part  *part
		leave string
	}{{&b.plain, unsubscribe}, {&b.pages, html.EscapeString(unsubscribe)}} {
		dst = append(append(append(dst, "--"...), boundary...), "\r\n"...)
		dst = append(append(dst, p.part.header...), "\r\n"...)
		dst = append(p.part.appendTo(dst, p.leave), "\r\n"...)
	}
	return append(append(append(dst, "--"...), boundary...), "--\r\n"...)
}

// part is one encoded part, cut where personal bytes go.
type part struct {
	header string
	base64 bool
	pieces []piece
}

// piece is what stands between two places for personal bytes.
type piece struct {
	quoted []byte // quoted-printable; nil = base64
	// base64, by how many of its first bytes complete the last three bytes of what stands before it
	by [3]aligned
}

// aligned is a piece in base64 whose first bytes went into the group before it.
type aligned struct {
	first []byte // those bytes
	code  []byte // the groups of three that follow, in lines
	rest  []byte // what is left, fewer than three bytes
}

// encodePart encodes a text in the smaller of the two encodings.
func encodePart(kind, s string) part {
	p := part{base64: smallerInBase64(s)}
	encoding := "quoted-printable"
	if p.base64 {
		encoding = "base64"
	}
	p.header = "Content-Type: " + kind + "; charset=UTF-8\r\nContent-Transfer-Encoding: " + encoding + "\r\n"
	texts := strings.Split(s, news.UnsubscribeToken)
	for n, t := range texts {
		if !p.base64 {
			q := appendQuoted(nil, t)
			if n < len(texts)-1 {
				q = append(q, "=\r\n"...) // a soft line break: what follows begins a line of its own
			}
			p.pieces = append(p.pieces, piece{quoted: q})
			continue
		}
		t = strings.ReplaceAll(strings.ReplaceAll(t, "\r\n", "\n"), "\n", "\r\n")
		var c piece
		for i := range c.by {
			k := min(i, len(t))
			whole := k + (len(t)-k)/3*3
			c.by[i] = aligned{[]byte(t[:k]), appendBase64(nil, []byte(t[k:whole])), []byte(t[whole:])}
		}
		p.pieces = append(p.pieces, c)
	}
	return p
}

// appendTo appends the part with the personal bytes between its pieces.
func (p *part) appendTo(dst []byte, personal string) []byte {
	if !p.base64 {
		for n, c := range p.pieces {
			if dst = append(dst, c.quoted...); n == len(p.pieces)-1 {
				break
			}
			if dst = appendQuoted(dst, personal); len(p.pieces[n+1].quoted) > 0 {
				dst = append(dst, "=\r\n"...)
			}
		}
		return dst
	}
	var group []byte // not yet encoded
	for n := range p.pieces {
		c := &p.pieces[n].by[(3-len(group)%3)%3]
		group = append(group, c.first...)
		if len(group)%3 == 0 {
			dst = append(appendBase64(dst, group), c.code...)
			group = append(group[:0], c.rest...)
		} // else the piece is shorter than what was missing
		if n < len(p.pieces)-1 {
			group = append(group, personal...)
		}
	}
	return appendBase64(dst, group)
}

// lineLength is the longest line of an encoded text, in characters (RFC 2045 6.7 and 6.8).
const lineLength = 76

// appendBase64 appends bytes in base64, in lines that all end in CRLF.
func appendBase64(dst, b []byte) []byte {
	const group = lineLength / 4 * 3
	for len(b) > 0 {
		n := min(group, len(b))
		dst = append(base64.StdEncoding.AppendEncode(dst, b[:n]), "\r\n"...)
		b = b[n:]
	}
	return dst
}

// appendQuoted appends a text in quoted-printable, as if it began a line. Written as =XX besides what must be (RFC 2045
// 6.7): a dot and "F" at the beginning of a line (for DATA, and for mailbox files), a space behind a space, tabs.
func appendQuoted(dst []byte, s string) []byte {
	const hexadecimal = "0123456789ABCDEF"
	col := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			continue
		}
		if c == '\n' || c == '\r' {
			dst, col = append(dst, "\r\n"...), 0
			continue
		}
		as := asItIs(dst, s, i, col)
		if as && col+1 > lineLength-1 || !as && col+3 > lineLength-1 {
			dst, col = append(dst, "=\r\n"...), 0
			as = asItIs(dst, s, i, col)
		}
		if as {
			dst, col = append(dst, c), col+1
		} else {
			dst, col = append(dst, '=', hexadecimal[c>>4], hexadecimal[c&15]), col+3
		}
	}
	return dst
}

// asItIs reports whether a byte of a text may stand as it is behind what is written of its line.
func asItIs(dst []byte, s string, i, col int) bool {
	switch c := s[i]; c {
	case '=':
		return false
	case '.', 'F':
		return col > 0
	case ' ': // not at the end of a line, nor behind another or a soft break
		return col > 0 && dst[len(dst)-1] != ' ' && i+1 < len(s) && s[i+1] != '\n' && s[i+1] != '\r'
	default:
		return c > ' ' && c < 0x7F
	}
}

// smallerInBase64 compares the encodings of a text: quoted-printable takes three bytes for each that is not plain
// ASCII, base64 four for any three. Base64 wins where more than a sixth of the bytes is not ASCII, as in Cyrillic
// letters.
func smallerInBase64(s string) bool {
	escaped := 0
	for i := range len(s) {
		if c := s[i]; c >= 0x7F || c == '=' {
			escaped++
		}
	}
	return (len(s)+2)/3*4 < len(s)+2*escaped
}
