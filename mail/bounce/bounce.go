// Package bounce reads what comes back: delivery status notifications (RFC 3464) and the free-text bounces of servers
// that do not send them, abuse reports (ARF, RFC 5965) and automatic replies (RFC 3834). It says whom a message
// concerns and how final it is.
//
// It does not fetch mail, and does not decide what becomes of the subscriber. Read bounce.go first: Read; words.go has
// the layouts and words of servers. Causes of refusals are those of package mail.
package bounce

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // bounces come in every charset

	"attache/text"
)

// Kind is what a returned message says.
type Kind string

// The kinds.
const (
	Hard Kind = "hard" // the address itself is dead: no such user, no such host, moved away
	// refused for another reason (full, policy, spam, size, a passing fault): the address stays usable
	Soft       Kind = "soft"
	Delayed    Kind = "delayed"     // still being tried
	Delivered  Kind = "delivered"   // a receipt
	Complaint  Kind = "complaint"   // the reader pressed "spam"
	AuthReport Kind = "auth-report" // a DKIM or DMARC failure report: no word of the reader's
	AutoReply  Kind = "autoreply"   // out of office and the like
	Leave      Kind = "leave"       // a reader, or the reader's mail program, asks to leave
	None       Kind = "none"        // not a bounce
)

// Report is what one returned message says.
type Report struct {
	Kind       Kind     `json:"kind"`
	Recipients []string `json:"recipients"` // lower case, without doubles, in order of mention
	Status     string   `json:"status"`     // enhanced status (RFC 3463) such as 5.1.1; "" = none given
	Detail     string   `json:"detail"`     // the server's words, at most 500 bytes
	// what may be tokens of the letter that the message is about: its MIME boundary, what stands behind a + in the
	// address that the message came to, the end of its address for leaving. They are not checked.
	Tokens []string `json:"tokens,omitempty"`
}

// The bounds on what is looked at, in bytes, parts and levels.
const (
	maxText  = 256 << 10
	maxParts = 64
	maxDepth = 6
)

// letter gathers the parts of a returned message that can say something.
type letter struct {
	header   message.Header
	text     strings.Builder // what a person would read, without the returned message
	groups   []textproto.MIMEHeader
	feedback textproto.MIMEHeader
	original textproto.MIMEHeader // header of the returned message
	parts    int
}

// Read reads one message. It fails only when there is no message to read.
func Read(r io.Reader) (Report, error) {
	b := bufio.NewReader(r)
	if p, err := b.Peek(5); err == nil && string(p) == "From " { // the first line of a mailbox file
		if _, err := b.ReadString('\n'); err != nil {
			return Report{}, fmt.Errorf("read the returned message: %w", err)
		}
	}
	e, err := message.Read(b)
	if err != nil && e == nil {
		return Report{}, fmt.Errorf("read the returned message: %w", err)
	}
	l := &letter{header: e.Header}
	l.walk(e, 0)
	said := l.report()
	said.Tokens = l.tokens(said.Kind)
	return said, nil
}

// walk collects the parts, bounded in number and depth.
func (l *letter) walk(e *message.Entity, depth int) {
	if l.parts++; l.parts > maxParts || depth > maxDepth {
		return
	}
	kind, _, _ := e.Header.ContentType()
	if mr := e.MultipartReader(); mr != nil {
		for {
			p, err := mr.NextPart()
			if p == nil {
				return
			}
			l.walk(p, depth+1)
			if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
				return
			}
		}
	}
	body, _ := io.ReadAll(io.LimitReader(e.Body,
		maxText)) // what could be read is what there is to judge
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		l.groups = append(l.groups, fields(body)...)
	case "message/feedback-report":
		if g := fields(body); len(g) > 0 {
			l.feedback = g[0]
		}
	case "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers":
		if g := fields(body); len(g) > 0 && l.original == nil {
			l.original = g[0]
		}
	case "text/html":
		if l.text.Len() == 0 {
			l.addText(untag(string(body)))
		}
	default:
		if strings.HasPrefix(kind, "text/") {
			l.addText(string(body))
		}
	}
}

func (l *letter) addText(s string) {
	if l.text.Len() < maxText {
		l.text.WriteString(s)
		l.text.WriteByte('\n')
	}
}

// fields reads header-like groups parted by blank lines. A line that fits nowhere is skipped, not fatal.
func fields(b []byte) []textproto.MIMEHeader {
	var out []textproto.MIMEHeader
	for _, g := range bytes.Split(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n\n")) {
		h := textproto.MIMEHeader{}
		last := ""
		for line := range strings.Lines(string(g)) {
			line = strings.TrimRight(line, "\n")
			if last != "" && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
				v := h[last]
				v[len(v)-1] += " " + strings.TrimSpace(line)
				continue
			}
			k, v, ok := strings.Cut(line, ":")
			if !ok || strings.ContainsAny(k, " \t") {
				last = ""
				continue
			}
			last = textproto.CanonicalMIMEHeaderKey(k)
			h[last] = append(h[last], strings.TrimSpace(v))
		}
		if len(h) > 0 {
			out = append(out, h)
		}
	}
	return out
}

// report judges what was gathered: a feedback report, else status groups, else the text.
func (l *letter) report() Report {
	if l.feedback != nil {
		return l.fromFeedback()
	}
	if r, ok := l.fromStatus(); ok {
		return r
	}
	if r, ok := l.leaves(); ok {
		return r
	}
	if l.automatic() {
		return Report{Kind: AutoReply, Recipients: addresses(l.header.Get("From"))}
	}
	return l.fromText()
}

func (l *letter) fromFeedback() Report {
	r := Report{Kind: Complaint, Detail: l.feedback.Get("Feedback-Type")}
	if kind := strings.ToLower(r.Detail); kind == "auth-failure" || kind == "dmarc" {
		r.Kind = AuthReport
	}
	for _, k := range []string{"Original-Rcpt-To", "Removal-Recipient", "Original-Recipient"} {
		for _, v := range l.feedback[k] {
			r.add(v)
		}
	}
	if len(r.Recipients) == 0 && l.original != nil {
		r.add(l.original.Get("To"))
	}
	return r
}

// fromStatus reads the machine-readable groups (RFC 3464). It reports false when no group names a recipient.
func (l *letter) fromStatus() (Report, bool) {
	var r Report
	worst := -1
	rank := map[Kind]int{Delivered: 0, Delayed: 1, Soft: 2, Hard: 3}
	for _, g := range l.groups {
		who := g.Get("Final-Recipient")
		if who == "" {
			who = g.Get("Original-Recipient")
		}
		if who == "" {
			continue
		}
		if o := g.Get("Original-Recipient"); o != "" && !strings.Contains(who, "@") {
			who = o
		}
		r.add(afterType(who))
		status, words := cleanStatus(g.Get("Status")), afterType(g.Get("Diagnostic-Code"))
		kind := l.kindOf(strings.ToLower(g.Get("Action")), status, words)
		if rank[kind] > worst {
			worst = rank[kind]
			r.Kind, r.Status, r.Detail = kind, status, clip(words)
		}
	}
	return r, worst >= 0
}

// kindOf judges one recipient's group.
func (l *letter) kindOf(action, status, words string) Kind {
	switch {
	case strings.HasPrefix(action, "delivered"), strings.HasPrefix(action, "relayed"), strings.HasPrefix(action,
		"expanded"):
		return Delivered
	case strings.HasPrefix(action, "failed") && strings.HasSuffix(status, ".4.7") && replyIn.MatchString(words):
		return Soft // it has expired, and the server's last answer says why
	case strings.HasPrefix(action, "delayed"), strings.HasSuffix(status, ".4.7"):
		// X.4.7: delivery time expired (RFC 3463 3.5)
		return Delayed
	}
	if alone := len(l.groups) <= 2; alone && afterText(l.said()) { // a group of the server's and one of a recipient
		return Soft
	}
	if words == "" || vague(words) {
		words += "\n" + l.said()
	}
	return judge(status, words)
}

// said is the text a person would read, up to where the returned message begins.
func (l *letter) said() string {
	s := l.text.String()
	low := lowerASCII(s)
	for _, m := range originalMarks {
		if i := strings.Index(low, m); i > 0 {
			s, low = s[:i], low[:i]
		}
	}
	return s
}

// lowerASCII is s with the letters A to Z in lower case, byte for byte: strings.ToLower may give a longer text, of İ or
// of bytes that are no UTF-8.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// fromText reads a bounce that has no machine-readable part.
func (l *letter) fromText() Report {
	said := l.said()
	status := findStatus(said)
	subject := strings.ToLower(decodeHeader(l.header.Get("Subject")))
	if !l.looksReturned(subject) {
		return Report{Kind: None}
	}
	r := Report{Kind: Soft, Status: status, Detail: clip(strings.Join(strings.Fields(said), " "))}
	if !afterText(said) {
		r.Kind = judge(status, said)
	}
	low := strings.ToLower(said)
	if expiredWords.MatchString(low) || delayedWords.MatchString(subject) || delayedWords.MatchString(low) &&
		!failedWords.MatchString(low) {
		r.Kind = Delayed
	}
	for _, v := range l.header.Values("X-Failed-Recipients") {
		r.add(v)
	}
	own := l.own()
	if len(r.Recipients) == 0 {
		for _, a := range accused(said) {
			if !slices.Contains(own, a) {
				r.add(a)
			}
		}
	}
	if len(r.Recipients) == 0 {
		if l.original == nil {
			l.original = embeddedHeader(l.text.String())
		}
		if l.original != nil {
			r.add(l.original.Get("To"))
		}
	}
	return r
}

// own are the addresses of the bounce's own correspondents: its sender and whom it returned to.
func (l *letter) own() []string {
	return append(addresses(l.header.Get("From")), addresses(l.header.Get("To"))...)
}

// looksReturned tells a bounce from ordinary mail by its sender, its subject or an empty return path.
func (l *letter) looksReturned(subject string) bool {
	from := strings.ToLower(l.header.Get("From"))
	return l.header.Has("X-Failed-Recipients") || returnedSubject.MatchString(subject) ||
		strings.Contains(from, "mailer-daemon") || strings.Contains(from, "postmaster") ||
		strings.Contains(from, "mail delivery") ||
		strings.TrimSpace(l.header.Get("Return-Path")) == "<>"
}

// automatic reports an out-of-office or other reply (RFC 3834).
func (l *letter) automatic() bool {
	auto := strings.ToLower(l.header.Get("Auto-Submitted"))
	subject := strings.ToLower(decodeHeader(l.header.Get("Subject")))
	return strings.HasPrefix(auto, "auto-replied") && !returnedSubject.MatchString(subject) ||
		l.header.Has("X-Autoreply") || l.header.Has("X-Autorespond") ||
		strings.Contains(strings.ToLower(l.header.Get("Precedence")), "auto_reply") || replySubject.MatchString(subject)
}

// add puts the addresses of a header value among the recipients, once each.
func (r *Report) add(value string) {
	for _, a := range addresses(value) {
		if !slices.Contains(r.Recipients, a) {
			r.Recipients = append(r.Recipients, a)
		}
	}
}

// addresses finds the addresses of a header value, in lower case.
func addresses(value string) []string {
	var out []string
	if list, err := mail.ParseAddressList(value); err == nil {
		for _, a := range list {
			out = append(out, strings.ToLower(a.Address))
		}
		return out
	}
	for _, a := range addressIn.FindAllString(value, 20) {
		out = append(out, strings.ToLower(strings.Trim(a, ".'\"")))
	}
	return out
}

// afterType drops the type of a typed field ("rfc822; a@b", "smtp; 550 …").
func afterType(v string) string {
	if t, rest, ok := strings.Cut(v, ";"); ok && !strings.ContainsAny(strings.TrimSpace(t), " @") {
		return strings.TrimSpace(rest)
	}
	return strings.TrimSpace(v)
}

func decodeHeader(s string) string {
	if d, err := (&mime.WordDecoder{}).DecodeHeader(s); err == nil {
		return d
	}
	return s
}

// longestField bounds a field of a bounce that is kept, in bytes: servers write a line or two, loops of relays pages.
const longestField = 500

func clip(s string) string { return text.Clip(s, longestField) }
