package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"attache/mail/dkim"
)

// maxMessage bounds a composed message in bytes: a letter is at most 102 KB of HTML, its text part and headers.
const maxMessage = 1 << 20

// maxName bounds a recipient's name in the To field, in bytes: it stands on one line of at most 998 (RFC 5322 2.1.1).
const maxName = 250

// MessageID names the letter of one issue to one subscriber: the same every time, so that a repeat is recognisable,
// and without anything a reader of headers could learn of the other subscribers.
func MessageID(issueID, subscriberID int64, domain string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "attache %d %d %s", issueID, subscriberID, domain))
	return fmt.Sprintf("issue-%d.%s@%s", issueID, hex.EncodeToString(sum[:10]), domain)
}

// Compose writes a message in its wire form: CRLF line ends, text part first, headers of a mailing list
// (RFC 2369, 2919, 3834, 8058). It is rendered whole before anything is sent, because a body that fails during
// DATA would leave as a truncated letter. It is not signed; what a Sender sends is.
func (c Config) Compose(m Message) ([]byte, error) {
	return (&composer{cfg: c.WithDefaults()}).compose(nil, &m)
}

// composer writes messages.
type composer struct {
	cfg  Config      // with its defaults
	keys dkim.Signer // nothing signs without keys
}

// compose appends a message to dst.
func (c *composer) compose(dst []byte, m *Message) ([]byte, error) {
	to, err := toASCII(m.To)
	if err != nil {
		return dst, fmt.Errorf("compose %s: To: %w", m.ID, err)
	}
	body := m.Body
	if body == nil {
		body = NewBody(m.HTML, m.Text)
	}
	head, err := c.head(body, m)
	if err != nil {
		return dst, fmt.Errorf("compose %s: %w", m.ID, err)
	}
	boundary := m.Boundary
	if boundary == "" {
		boundary = boundaryOf(m.ID)
	}
	begin := len(dst)
	dst = append(dst, head...)
	dst = append(append(append(dst, "Date: "...), m.Date.Format(time.RFC1123Z)...), "\r\n"...)
	dst = append(append(append(dst, "Message-ID: <"...), oneLine(m.ID)...), ">\r\n"...)
	dst = append(append(append(dst, "To: "...), address(m.ToName, to)...), "\r\n"...)
	dst = c.leaving(dst, m)
	dst = append(dst, body.contentType(boundary)...)
	end := len(dst)
	dst = body.appendTo(append(dst, "\r\n"...), boundary, m.Unsubscribe)
	if n := len(dst) - begin; n > maxMessage {
		return dst[:begin], fmt.Errorf("compose %s: %d bytes, more than the %d a letter may have", m.ID, n, maxMessage)
	}
	signed, err := c.keys.Sign(c.domainOf(m), dst[begin:end], dst[end+2:], m.Date)
	if err != nil {
		return dst[:begin], fmt.Errorf("sign %s: %w", m.ID, err)
	}
	if len(signed) > 0 { // in front of what it signs (RFC 6376 5.6)
		n := len(dst)
		dst = append(dst, signed...)
		copy(dst[begin+len(signed):], dst[begin:n])
		copy(dst[begin:], signed)
	}
	return dst, nil
}

// from is the address that a message comes from.
func (c *composer) from(m *Message) string {
	if m.From != "" {
		return m.From
	}
	return c.cfg.From
}

// domainOf is the domain that a message comes from, in its ASCII form.
func (c *composer) domainOf(m *Message) string {
	from, err := toASCII(c.from(m))
	if err != nil {
		return ""
	}
	return from[strings.LastIndexByte(from, '@')+1:]
}

// leaving appends the fields by which mail programs offer to leave (RFC 2369 3.2, RFC 8058).
func (c *composer) leaving(dst []byte, m *Message) []byte {
	u := oneLine(m.Unsubscribe)
	if u == "" {
		return dst
	}
	// addresses are not words: they must not be encoded nor folded inside
	dst = append(append(append(dst, "List-Unsubscribe: <"...), u...), '>')
	if c.cfg.Leave != "" {
		dst = append(append(append(dst, ",\r\n <mailto:"...), c.cfg.Leave...), "?subject=unsubscribe"...)
		if at := strings.LastIndexByte(u, '/'); at >= 0 {
			dst = append(append(dst, "%20"...), percent(u[at+1:])...)
		}
		dst = append(dst, '>')
	}
	dst = append(dst, "\r\n"...)
	if strings.HasPrefix(u, "https://") { // RFC 8058 section 3.1 asks for https
		dst = append(dst, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"...)
	}
	return dst
}

// percent writes a token so that it can stand in the subject of a mailto address (RFC 6068).
func percent(s string) string {
	plain := func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
	}
	var b strings.Builder
	for i := range len(s) {
		if plain(s[i]) {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

// shared is what the head is made of.
type shared struct{ from, name, replyTo, subject, language, listID, archive, digest, feedback string }

// head returns the header fields that the letters of a body share, written once by go-mail.
func (c *composer) head(b *Body, m *Message) ([]byte, error) {
	key := shared{
		from: c.from(m), name: m.ListName, replyTo: c.cfg.ReplyTo, subject: m.Subject, language: m.Language,
		listID: m.ListID, archive: m.Archive, digest: m.Digest,
	}
	if c.cfg.FromName != "" {
		key.name = c.cfg.FromName
	}
	if m.Digest != "" {
		key.feedback = fmt.Sprintf("%s:%d:%s:%s", feedbackWord(m.Digest), m.Issue, feedbackWord(m.Language),
			SenderID(c.cfg.Domain()))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.block == nil || b.key != key {
		block, err := key.write()
		if err != nil {
			return nil, err
		}
		b.key, b.block = key, block
	}
	return b.block, nil
}

// write writes the fields.
func (h *shared) write() ([]byte, error) {
	from, err := toASCII(h.from)
	if err != nil {
		return nil, fmt.Errorf("From: %w", err)
	}
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&netmail.Address{Name: oneLine(h.name), Address: from})
	if h.replyTo != "" {
		if err := msg.ReplyTo(h.replyTo); err != nil {
			return nil, fmt.Errorf("Reply-To: %w", err)
		}
	}
	msg.Subject(oneLine(h.subject))
	for _, f := range [][2]string{
		{"Content-Language", h.language}, {"Precedence", "bulk"}, {"Auto-Submitted", "auto-generated"},
	} {
		if f[1] != "" {
			msg.SetGenHeader(gomail.Header(f[0]), f[1])
		}
	}
	for _, f := range [][2]string{ // not words: neither encoded nor folded
		{"List-Id", bracket(h.listID)},
		{"List-Archive", bracket(h.archive)},
		{"X-Mailru-Msgtype", oneLine(h.digest)},
		{"Feedback-ID", oneLine(h.feedback)},
	} {
		if f[1] != "" {
			msg.SetGenHeaderPreformatted(gomail.Header(f[0]), f[1])
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, "-")
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, err
	}
	block, _, _ := bytes.Cut(b.Bytes(), []byte("\r\n\r\n"))
	return without(append(block, "\r\n"...), "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding"), nil
}

// without takes header fields out of a block: each letter has its own.
func without(block []byte, names ...string) []byte {
	var kept []byte
	skip := false
	for line := range bytes.Lines(block) {
		if line[0] != ' ' && line[0] != '\t' {
			skip = false
			for _, name := range names {
				skip = skip || len(line) > len(name) && line[len(name)] == ':' &&
					strings.EqualFold(string(line[:len(name)]), name)
			}
		}
		if !skip {
			kept = append(kept, line...)
		}
	}
	return kept
}

// address writes name and address of a recipient, folded between the words of the name (RFC 2047 2).
func address(name, addr string) string {
	name = oneLine(name)
	for len(name) > maxName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	a := (&netmail.Address{Name: name, Address: addr}).String()
	a = strings.ReplaceAll(a, "?= =?", "?=\r\n =?")
	if at := strings.LastIndex(a, " <"); at > lineLength/2 {
		a = a[:at] + "\r\n" + a[at:]
	}
	return a
}

// SenderID is the last part of Feedback-ID, which names the sender: a domain in 5 to 15 letters, digits and dashes.
func SenderID(domain string) string {
	const least, most = 5, 15
	id := feedbackWord(domain)
	if len(id) > most {
		id = strings.TrimRight(id[:most], "-")
	}
	for len(id) < least {
		id += "-"
	}
	return id
}

// feedbackWord writes a word so that it can be a part of Feedback-ID.
func feedbackWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, s)
}

// boundaryOf parts the text from the HTML where no token does; it follows from the Message-ID so that a letter composed
// again is the same.
func boundaryOf(id string) string {
	sum := sha256.Sum256([]byte("boundary " + id))
	return hex.EncodeToString(sum[:16])
}

// oneLine keeps a header value from starting another header.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// bracket writes an address or a list's id as header fields have it; "" stays.
func bracket(s string) string {
	if s = oneLine(s); s == "" {
		return ""
	}
	return "<" + s + ">"
}
