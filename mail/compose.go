package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	netmail "net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// maxMessage bounds a composed message in bytes: a letter is at most 102 KB of HTML, its text part and headers.
const maxMessage = 1 << 20

// MessageID names the letter of one issue to one subscriber: the same every time, so that a repeat is recognisable,
// and without anything a reader of headers could learn of the other subscribers.
func MessageID(issueID, subscriberID int64, domain string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "attache %d %d %s", issueID, subscriberID, domain))
	return fmt.Sprintf("issue-%d.%s@%s", issueID, hex.EncodeToString(sum[:10]), domain)
}

// Compose writes a message in its wire form: CRLF line ends, text part first, headers of a mailing list
// (RFC 2369, 2919, 3834, 8058). It is rendered whole before anything is sent, because a body that fails during
// DATA would leave as a truncated letter.
func (c Config) Compose(m Message) ([]byte, error) {
	c = c.WithDefaults()
	from, err := toASCII(c.From)
	if err != nil {
		return nil, fmt.Errorf("compose %s: From: %w", m.ID, err)
	}
	to, err := toASCII(m.To)
	if err != nil {
		return nil, fmt.Errorf("compose %s: To: %w", m.ID, err)
	}
	name := c.FromName
	if name == "" {
		name = m.ListName
	}
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&netmail.Address{Name: oneLine(name), Address: from})
	msg.SetAddrHeaderFromMailAddress(gomail.HeaderTo, &netmail.Address{Name: oneLine(m.ToName), Address: to})
	if c.ReplyTo != "" {
		if err := msg.ReplyTo(c.ReplyTo); err != nil {
			return nil, fmt.Errorf("compose %s: Reply-To: %w", m.ID, err)
		}
	}
	msg.SetBoundary(boundary(m.ID))
	msg.Subject(oneLine(m.Subject))
	msg.SetDateWithValue(m.Date)
	msg.SetMessageIDWithValue(m.ID)
	header := func(name, value string) {
		if value != "" {
			msg.SetGenHeader(gomail.Header(name), value)
		}
	}
	header("Content-Language", m.Language)
	header("Precedence", "bulk")
	header("Auto-Submitted", "auto-generated")
	if m.ListID != "" {
		msg.SetGenHeaderPreformatted("List-Id", fmt.Sprintf("<%s>", oneLine(m.ListID)))
	}
	bracket := func(name, u string) { // addresses are not words: they must not be encoded nor folded inside
		if u = oneLine(u); u != "" {
			msg.SetGenHeaderPreformatted(gomail.Header(name), "<"+u+">")
		}
	}
	bracket("List-Unsubscribe", m.Unsubscribe)
	if strings.HasPrefix(m.Unsubscribe, "https://") { // RFC 8058 section 3.1 asks for https
		header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	bracket("List-Archive", m.Archive)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text, gomail.WithPartEncoding(encodingOf(m.Text)))
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML, gomail.WithPartEncoding(encodingOf(m.HTML)))
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("compose %s: %w", m.ID, err)
	}
	if b.Len() > maxMessage {
		return nil, fmt.Errorf("compose %s: %d bytes, more than the %d a letter may have", m.ID, b.Len(), maxMessage)
	}
	return b.Bytes(), nil
}

// encodingOf chooses the smaller encoding of a text: quoted-printable, three bytes for each that is not plain ASCII, or
// base64, four for any three. Base64 wins where more than a sixth of the bytes is not ASCII, as in Cyrillic letters.
func encodingOf(s string) gomail.Encoding {
	escaped := 0
	for i := range len(s) {
		if c := s[i]; c >= 0x7F || c == '=' {
			escaped++
		}
	}
	if quoted, base64 := len(s)+2*escaped, (len(s)+2)/3*4; base64 < quoted {
		return gomail.EncodingB64
	}
	return gomail.EncodingQP
}

// boundary parts the text from the HTML; it follows from the Message-ID so that a letter composed again is the same.
func boundary(id string) string {
	sum := sha256.Sum256([]byte("boundary " + id))
	return hex.EncodeToString(sum[:16])
}

// oneLine keeps a header value from starting another header.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
