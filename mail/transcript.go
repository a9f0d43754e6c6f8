package mail

import (
	"fmt"
	"strings"
	"time"

	"github.com/wneessen/go-mail/log"

	"attache/text"
)

// maxTalk bounds a conversation that is kept, in bytes: some 20 lines of a server's.
const maxTalk = 8 << 10

// transcript is what was said with a server before the first letter: without passwords and tokens.
type transcript struct {
	begun time.Time
	b     strings.Builder
}

// add writes a line of the conversation: "+12 ms C: EHLO press.example.org".
func (t *transcript) add(at time.Time, who, words string) {
	for line := range strings.Lines(strings.ReplaceAll(words, "\r", "")) {
		if t.b.Len() >= maxTalk {
			return
		}
		fmt.Fprintf(&t.b, "%+d ms %s: %s\n", at.Sub(t.begun).Milliseconds(), who, tidy(text.Clip(line, maxWords)))
	}
}

// Debugf takes what the SMTP client says while it connects.
func (t *transcript) Debugf(l log.Log) {
	who := "S"
	if l.Direction == log.DirClientToServer {
		who = "C"
	}
	t.add(time.Now(), who, fmt.Sprintf(l.Format, l.Messages...))
}

// Infof is not used by the client.
func (t *transcript) Infof(l log.Log) { t.Debugf(l) }

// Warnf is not used by the client.
func (t *transcript) Warnf(l log.Log) { t.Debugf(l) }

// Errorf is not used by the client.
func (t *transcript) Errorf(l log.Log) { t.Debugf(l) }

// String is all of it, each line with its end.
func (t *transcript) String() string {
	if t == nil {
		return ""
	}
	return t.b.String()
}

// reply is an answer to one step of a letter.
type reply struct {
	step string
	at   time.Time
	code int // 0 = none came
	said string
}

// mostReplies is how many answers a letter can get: RSET, MAIL, RCPT, DATA or BDAT, the end.
const mostReplies = 6

// over notes the connection over which a letter goes.
func (f *flight) over(c *conn) { f.c, f.nth, f.begun, f.answers = c, c.sent, time.Now(), 0 }

// heard notes the answer to a step of the letter.
func (f *flight) heard(step string, c *conn, err error) {
	if f.answers == mostReplies {
		return
	}
	r := reply{step: step, at: time.Now(), code: c.code, said: c.said}
	if err != nil && c.code == 0 {
		r.said = "no answer: " + err.Error()
		if unclear(err) {
			r.said = err.Error()
		}
	}
	f.replies[f.answers] = r
	f.answers++
}

// conversation is what was said for a letter: how the connection began, the commands and the answers, without the
// letter itself.
func (l *lane) conversation(f *flight) string {
	if f.c == nil || f.answers == 0 {
		return ""
	}
	t := transcript{begun: f.begun}
	fmt.Fprintf(&t.b, "%s at %s\n", l.Where(), f.c.talk.begun.UTC().Format("2006-01-02 15:04:05 UTC"))
	t.b.WriteString(text.Clip(f.c.talk.String(), maxTalk/2))
	if f.nth > 1 || f.c.kept {
		fmt.Fprintf(&t.b, "letter %d over this connection\n", f.nth)
	}
	for _, r := range f.replies[:f.answers] {
		t.b.WriteString(l.command(f, r.step))
		who := "S"
		if r.code == 0 {
			who = "!"
		} else {
			r.said = fmt.Sprintf("%d %s", r.code, r.said)
		}
		t.add(r.at, who, r.said)
	}
	return text.Clip(l.hide(t.String()), maxTalk)
}

// command is what was said in a step.
func (l *lane) command(f *flight, step string) string {
	switch step {
	case string(StepMail):
		return fmt.Sprintf("C: "+f.c.mailLine(f.utf8)+"\n", f.from)
	case string(StepRcpt):
		return fmt.Sprintf("C: RCPT TO:<%s>\n", f.to)
	case chunkStep:
		return fmt.Sprintf("C: BDAT %d (the letter)\n", f.size)
	case "text":
		return fmt.Sprintf("C: the letter, %d bytes\n", f.size)
	case lastStep:
		return "C: the end of the letter\n"
	}
	return "C: " + step + "\n"
}
