package mail

import (
	"bytes"
	"io"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // so that the parser knows every charset
)

func sample(to string) Message {
	return Message{
		ID: MessageID(7, 42, "press.example.org"), To: to, ToName: "Айгүл Сәрсенова",
		Subject: "Пресс-обзор · 23 ноября: Астана и Анкара",
		HTML: "<html><body><p>Қазақстан</p>" + strings.Repeat("<p>long line without an end </p>", 80) +
			"</body></html>", Text: "Қазақ joins the others in a treaty on rivers and the use of their waters\n.\nlast",
		Language: "ru", ListID: "daily.press.example.org", ListName: "Ежедневный обзор",
		Unsubscribe: "https://press.example.org/u/abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789",
		Archive:     "https://press.example.org/issues/7", Date: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC),
	}
}

func TestCompose(t *testing.T) {
	cfg := Config{From: "press@bücher.example", ReplyTo: "desk@example.org"}
	data, err := cfg.Compose(sample("reader@почта.example"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range bytes.Split(data, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("line %d: %d bytes, or a bare line end", i+1, len(line))
		}
		for _, b := range line {
			if b > 126 {
				t.Errorf("line %d has the byte %#x: the message is not 7 bit", i+1, b)
				break
			}
		}
	}
	e, err := message.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Message-Id": "<" + MessageID(7, 42, "press.example.org") + ">",
		"List-Unsubscribe": "<https://press.example.org/u/abcdefghijklmnopqrstuvwxyz0123456789" +
			"abcdefghijklmnopqrstuvwxyz0123456789>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"List-Id":               "<daily.press.example.org>",
		"Precedence":            "bulk",
		"Auto-Submitted":        "auto-generated",
		"Content-Language":      "ru",
		"Date":                  "Mon, 23 Nov 2026 02:00:00 +0000",
	}
	for k, v := range want {
		if got := e.Header.Values(k); len(got) != 1 || got[0] != v {
			t.Errorf("%s: %q, want one %q", k, got, v)
		}
	}
	if s, err := e.Header.Text("Subject"); err != nil || s != "Пресс-обзор · 23 ноября: Астана и Анкара" {
		t.Errorf("Subject %q, %v", s, err)
	}
	for k, v := range map[string]string{
		"From": "press@xn--bcher-kva.example", "To": "reader@xn--80a1acny.example",
		"Reply-To": "desk@example.org",
	} {
		if a, err := netmail.ParseAddress(e.Header.Get(k)); err != nil || a.Address != v {
			t.Errorf("%s: %v, %v, want %s", k, a, err, v)
		}
	}
	mr := e.MultipartReader()
	if mr == nil {
		t.Fatal("not multipart")
	}
	for _, w := range []struct{ kind, body string }{{"text/plain", sample("").Text}, {"text/html", sample("").HTML}} {
		p, err := mr.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := p.Header.ContentType()
		body, err := io.ReadAll(p.Body)
		if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || kind != w.kind || got != w.body {
			t.Errorf("part %s %v: %q", kind, err, got)
		}
	}
	again, err := cfg.Compose(sample("reader@почта.example"))
	if err != nil || len(again) != len(data) {
		t.Errorf("composed again it has %d bytes, not %d (%v)", len(again), len(data), err)
	}
}

func TestComposeKeepsHeadersApart(t *testing.T) {
	m := sample("reader@example.org")
	m.Subject, m.ToName, m.Archive, m.ListName = "a\r\nBcc: x@example.org", "b\nBcc: y@example.org",
		"https://e.org/\r\nBcc: z@example.org", "c\r\nBcc: w@e.org"
	data, err := Config{}.Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := message.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if e.Header.Has("Bcc") {
		t.Errorf("a header was smuggled in:\n%s", data[:600])
	}
}

func TestMessageID(t *testing.T) {
	a := MessageID(1, 2, "e.org")
	if a != MessageID(1, 2, "e.org") || a == MessageID(1, 3, "e.org") || a == MessageID(2, 2, "e.org") ||
		a == MessageID(12, 2, "e.org") {
		t.Error("the Message-ID must follow from issue and subscriber, and from nothing else")
	}
	if _, err := netmail.ParseAddress("<" + a + ">"); err != nil {
		t.Errorf("%q: %v", a, err)
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("Subject", "Name", "a@example.org", "text", "<p>html</p>")
	f.Fuzz(func(t *testing.T, subject, name, to, text, html string) {
		m := sample(to)
		m.Subject, m.ToName, m.Text, m.HTML = subject, name, text, html
		data, err := Config{}.Compose(m)
		if err != nil {
			return
		}
		e, err := message.Read(bytes.NewReader(data))
		if message.IsUnknownCharset(err) || err != nil {
			t.Fatalf("cannot be read back: %v", err)
		}
		if n := len(e.Header.Values("To")); n != 1 {
			t.Fatalf("%d To headers", n)
		}
	})
}
