package bounce

import (
	"slices"
	"strings"
	"testing"
)

const aToken = "ZAIGkNkKm1pRkQ0u0YhQf1wX9c_-3A"

func read(t *testing.T, text string) Report {
	t.Helper()
	r, err := Read(strings.NewReader(strings.ReplaceAll(strings.TrimLeft(text, "\n"), "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func arf(original string) string {
	return "From: fbl@mail.example\nTo: fbl@example.net\nSubject: complaint\n" +
		"Content-Type: multipart/report; report-type=feedback-report; boundary=r\n\n--r\nContent-Type: text/plain\n\n" +
		"spam\n" +
		"--r\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nUser-Agent: x\n\n" +
		"--r\nContent-Type: message/rfc822\n\n" + original + "\n\n--r--\n"
}

// TestTokens: each report leads to the delivery by what it keeps of the letter.
func TestTokens(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		kind Kind
	}{
		"boundary alone, as Yandex keeps it": {arf("Content-Type: multipart/alternative; boundary=\"" +
			aToken + "\""), Complaint},
		"boundary on a line of its own": {arf("Subject: x\nContent-Type: multipart/alternative;\n" +
			" boundary=" + aToken), Complaint},
		"address for leaving": {arf("To: redacted\n" +
			"List-Unsubscribe: <https://press.example/u/" + aToken + ">"), Complaint},
		"mail address for leaving": {arf("List-Unsubscribe: <mailto:l@x.example?subject=" +
			"unsubscribe%20" + aToken + ">"), Complaint},
		"return path (VERP)": {arf("Return-Path: <bounces+" + aToken + "@example.net>"), Complaint},
		"headers alone": {strings.Replace(arf("Content-Type: multipart/alternative; boundary="+aToken),
			"message/rfc822", "text/rfc822-headers", 1), Complaint},
		"bounce to the letter's own address": {"From: MAILER-DAEMON@x.example\n" +
			"To: <bounces+" + aToken + "@example.net>\nSubject: failure notice\n\n<a@x.example>:\n" +
			"550 5.1.1 no such user\n", Hard},
		"bounce that the mailbox was written for": {"From: MAILER-DAEMON@x.example\n" +
			"Delivered-To: bounces+" + aToken + "@example.net\nSubject: failure notice\n\n<a@x.example>:\n" +
			"550 5.1.1 no such user\n", Hard},
		"Exchange quotes headers in the text": {"From: postmaster@x.example\nSubject: Undeliverable: news\n\n" +
			"550 5.1.1 no such user: a@x.example\n\nContent-Type: multipart/alternative; boundary=\"" + aToken + "\"\n", Hard},
	} {
		if r := read(t, c.text); r.Kind != c.kind || !slices.Contains(r.Tokens, aToken) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestLeave(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		kind  Kind
		token bool
		who   string
	}{
		"our own address": {"From: A <a@x.example>\nSubject: unsubscribe " + aToken + "\n\n", Leave, true, ""},
		"Apple": {"From: a@x.example\nSubject: unsubscribe " + aToken + "\n" +
			"Auto-Submitted: auto-replied\nX-Apple-Unsubscribe: true\n\n" +
			"Apple Mail sent this email to unsubscribe from the message\n", Leave, true, ""},
		"Apple without a token": {"From: a@x.example\nSubject: Re: list\nAuto-Submitted: auto-replied\n" +
			"X-Apple-Unsubscribe: true\n\nApple Mail sent this email\n", Leave, false, "a@x.example"},
		"English": {"From: a@x.example\nSubject: Unsubscribe\n\n", Leave, false, "a@x.example"},
		"Russian in the text": {"From: a@x.example\nSubject: Re: Обзор\nContent-Type: text/plain; charset=utf-8\n\n" +
			"Отпишите меня, \n\n> quoted", Leave, false, "a@x.example"},
		"Kazakh": {"From: a@x.example\n" +
			"Subject: =?utf-8?q?=D0=91=D0=B0=D1=81_=D1=82=D0=B0=D1=80=D1=82=D1=83?=\n\n", Leave, false, "a@x.example"},
		"German": {"From: a@x.example\nSubject: Abmelden\n\n", Leave, false, "a@x.example"},
		"French": {"From: a@x.example\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n" +
			"Me désabonner\n", Leave, false, "a@x.example"},
		"Spanish":               {"From: a@x.example\nSubject: BAJA\n\n", Leave, false, "a@x.example"},
		"a forward to a friend": {"From: a@x.example\nSubject: Fwd: Digest\n\nunsubscribe\n", None, false, ""},
		"about unsubscribing": {"From: a@x.example\nSubject: How do I unsubscribe my colleague?\n\n" +
			"Hello\n", None, false, ""},
		"out of office": {"From: a@x.example\nSubject: unsubscribe\nAuto-Submitted: auto-replied\n\n" +
			"Away\n", AutoReply, false, "a@x.example"},
		"a forward with a token": {"From: b@x.example\nSubject: Unsubscribe\n\n" +
			"> https://press.example/u/" + aToken + "\n", Leave, false, "b@x.example"},
	} {
		r := read(t, c.text)
		if r.Kind != c.kind || slices.Contains(r.Tokens, aToken) != c.token || strings.Join(r.Recipients, ",") != c.who {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
