// Package dkim signs letters (RFC 6376, RFC 8463) by RSA-2048 and Ed25519, makes keys and says which DNS records they
// need.
//
// It does not verify anything, nor ask the DNS. Read dkim.go first: Signer.Sign; key.go makes, reads and writes keys.
package dkim

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// signed are the header fields that a signature covers, when a letter has them, in this order. once marks those of
// which a letter has one: they are named once more, so that nobody can add a second that a mail program might show
// (RFC 6376 8.15).
var signed = []struct {
	name  string // as in h=
	lower string
	once  bool
}{
	{"From", "from", true},
	{"To", "to", true},
	{"Subject", "subject", true},
	{"Date", "date", true},
	{"Message-ID", "message-id", true},
	{"Reply-To", "reply-to", true},
	{"MIME-Version", "mime-version", true},
	{"Content-Type", "content-type", true},
	{"Content-Language", "content-language", false},
	{"List-Id", "list-id", false},
	{"List-Unsubscribe", "list-unsubscribe", false},
	{"List-Unsubscribe-Post", "list-unsubscribe-post", false},
	{"List-Archive", "list-archive", false},
	{"List-Help", "list-help", false},
	{"List-Owner", "list-owner", false},
	{"Feedback-ID", "feedback-id", false},
	{"X-Mailru-Msgtype", "x-mailru-msgtype", false},
	{"Auto-Submitted", "auto-submitted", false},
	{"Precedence", "precedence", false},
}

// Signer signs by each of its keys that stands for the domain a letter comes from. Its zero value signs nothing. It is
// safe for concurrent use.
type Signer []Key

// Sign returns the DKIM-Signature fields of a message, to be put in front of it: one for each key whose domain is the
// given one or above it (relaxed alignment, RFC 9989), none when there is none. head is the header without the empty
// line, in its wire form. body must be in its canonical form (relaxed, RFC 6376 3.4.4) but for empty lines at its end,
// as mail.Body writes it.
func (s Signer) Sign(domain string, head, body []byte, at time.Time) ([]byte, error) {
	if !s.Signs(domain) {
		return nil, nil
	}
	for bytes.HasSuffix(body, []byte("\r\n\r\n")) {
		body = body[:len(body)-2]
	}
	if len(body) == 2 { // an empty line: an empty body
		body = nil
	}
	sum := sha256.Sum256(body)
	names, covered := cover(head)
	var out []byte
	for i := range s {
		k := &s[i]
		if !k.standsFor(domain) {
			continue
		}
		var err error
		if out, err = k.sign(out, names, covered, sum[:], at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Signs reports whether there is a key for a domain.
func (s Signer) Signs(domain string) bool {
	for i := range s {
		if s[i].standsFor(domain) {
			return true
		}
	}
	return false
}

// standsFor reports whether letters of a domain are signed by the key.
func (k *Key) standsFor(domain string) bool {
	n := len(domain) - len(k.Domain)
	return n >= 0 && strings.EqualFold(domain[n:], k.Domain) && (n == 0 || domain[n-1] == '.')
}

// sign appends a DKIM-Signature field.
func (k *Key) sign(dst []byte, names string, covered, bodySum []byte, at time.Time) ([]byte, error) {
	begin := len(dst)
	dst = append(append(dst, "DKIM-Signature: v=1; a="...), k.algorithm()...)
	dst = append(dst, "; c=relaxed/relaxed;\r\n d="...)
	dst = append(append(append(dst, k.Domain...), "; s="...), k.Selector...)
	dst = strconv.AppendInt(append(dst, "; t="...), at.Unix(), 10)
	dst = append(append(dst, ";\r\n h="...), names...)
	dst = append(dst, ";\r\n bh="...)
	dst = append(base64.StdEncoding.AppendEncode(dst, bodySum), ";\r\n b="...)
	h := sha256.New()
	h.Write(covered)
	var own [1024]byte
	h.Write(bytes.TrimSuffix(canonical(own[:0], dst[begin:]), []byte("\r\n")))
	sum := h.Sum(nil)
	var signature []byte
	var err error
	if private, ok := k.private.(ed25519.PrivateKey); ok { // RFC 8463 3: the hash is what is signed
		signature = ed25519.Sign(private, sum)
	} else if signature, err = k.private.Sign(rand.Reader, sum, crypto.SHA256); err != nil {
		return nil, fmt.Errorf("DKIM key %s of %s: %w", k.Selector, k.Domain, err)
	}
	code := base64.StdEncoding.EncodeToString(signature)
	for first := true; len(code) > 0; first = false {
		if !first {
			dst = append(dst, "\r\n "...)
		}
		n := min(len(code), lineLength)
		dst, code = append(dst, code[:n]...), code[n:]
	}
	return append(dst, "\r\n"...), nil
}

// lineLength is the length of a folded line, in characters, less what stands before it.
const lineLength = 72

// cover returns the names of the fields that are signed, for h=, folded, and these fields in their canonical form, in
// this order.
func cover(head []byte) (names string, covered []byte) {
	fields := map[string][][]byte{}
	for len(head) > 0 {
		end := fieldEnd(head)
		field := head[:end]
		head = head[end:]
		if colon := bytes.IndexByte(field, ':'); colon > 0 {
			name := strings.ToLower(string(bytes.TrimRight(field[:colon], " \t")))
			fields[name] = append(fields[name], field)
		}
	}
	var h strings.Builder
	col := len(" h=")
	add := func(name string) {
		if h.Len() > 0 {
			h.WriteByte(':')
			if col++; col+len(name) > lineLength {
				h.WriteString("\r\n ")
				col = 1
			}
		}
		h.WriteString(name)
		col += len(name)
	}
	covered = make([]byte, 0, 2048)
	for _, f := range signed {
		these := fields[f.lower]
		for n := len(these) - 1; n >= 0; n-- { // from the last up (RFC 6376 5.4.2)
			add(f.name)
			covered = canonical(covered, these[n])
		}
		if f.once {
			add(f.name)
		}
	}
	return h.String(), covered
}

// fieldEnd returns where the first field of a header ends: behind its last line that is not continued.
func fieldEnd(head []byte) int {
	for at := 0; ; {
		n := bytes.IndexByte(head[at:], '\n')
		if n < 0 {
			return len(head)
		}
		if at += n + 1; at == len(head) || head[at] != ' ' && head[at] != '\t' {
			return at
		}
	}
}

// canonical appends a header field in its relaxed form (RFC 6376 3.4.2): name in lower case, unfolded, runs of white
// space as one space, none around the colon and at the end.
func canonical(dst, field []byte) []byte {
	colon := bytes.IndexByte(field, ':')
	if colon < 0 {
		return dst
	}
	for _, c := range bytes.TrimRight(field[:colon], " \t") {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	dst = append(dst, ':')
	begun, space := false, false
	for _, c := range field[colon+1:] {
		switch c {
		case '\r', '\n':
		case ' ', '\t':
			space = true
		default:
			if space && begun {
				dst = append(dst, ' ')
			}
			dst = append(dst, c)
			begun, space = true, false
		}
	}
	return append(dst, "\r\n"...)
}
