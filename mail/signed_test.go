package mail

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	verify "github.com/emersion/go-msgauth/dkim"

	"attache/mail/dkim"
	"attache/news"
)

// keys makes a key of each kind and returns them as settings have them, and their records by name.
func keys(t *testing.T, dir string) ([]dkim.Config, map[string]string) {
	t.Helper()
	var list []dkim.Config
	records := map[string]string{}
	for selector, kind := range map[string]string{"a1r": dkim.RSA, "a1e": dkim.Ed25519} {
		k, err := dkim.New(kind)
		if err != nil {
			t.Fatal(err)
		}
		k.Domain, k.Selector = "example.org", selector
		private, err := k.PEM()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, selector+".pem")
		if err := os.WriteFile(path, private, 0o600); err != nil {
			t.Fatal(err)
		}
		if records[k.Name()], err = k.Record(); err != nil {
			t.Fatal(err)
		}
		list = append(list, dkim.Config{Domain: k.Domain, Selector: k.Selector, Key: path})
	}
	return list, records
}

// odd makes letters of what mail programs and relays stumble over.
func odd(rng *rand.Rand) Message {
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	some := func(n int, from ...string) string {
		var b strings.Builder
		for range rng.IntN(n + 1) {
			b.WriteString(pick(from...))
		}
		return b.String()
	}
	bits := []string{
		"word ", "Қазақстан ", "two  spaces", "\n", "\r\n", ".\n", "..", "\n.", "\t", " \n", "=3D", "=", "📰",
		"🇰🇿", "é", "\x00", "\x7f",
		"From here\n", "a-very-long-word-without-any-end-", "--boundary--\n", " ", "<p>", "</p>\n", "&amp;", "\r", "中文",
		strings.Repeat("x", 300), strings.Repeat("ж", 90), strings.Repeat(" ", 80),
	}
	body := func() string {
		s := some(60, bits...)
		if rng.IntN(2) == 0 {
			s += some(3, "a", "bc", "") + news.UnsubscribeToken + some(30, bits...)
		}
		if rng.IntN(4) == 0 {
			s += news.UnsubscribeToken + pick("", "a", "ab") + news.UnsubscribeToken
		}
		return s
	}
	m := Message{
		ID: MessageID(rng.Int64N(1e6), rng.Int64N(1e6), "example.org"),
		To: pick("reader@example.net", "a.b+c@bücher.example", "x@почта.example", "o'brien@example.com", `"a b"@example.org`),
		ToName: pick("", "Reader", "Айгүл Сәрсенова", "O'Brien, Jr. \"Bob\"", "J\xfcrgen", strings.Repeat("Имя ", 40),
			"📰 Desk", strings.Repeat("Name ", 60), "a\tb", "=?utf-8?q?x?="),
		Subject:  some(30, "Пресс-обзор ", "and a long subject that is folded ", "📰 ", "· ", "a", "  ", "=?x?="),
		Language: pick("en", "ru", "kk", "tr", ""), ListName: pick("Daily", "Ежедневный обзор", "Foreign, policy; daily", ""),
		HTML: pick(body(), body(), ""), Text: pick(body(), body(), ""),
		Digest: pick("daily", "weekly.kz", ""), Issue: rng.Int64N(2000), ListID: pick("daily.example.org", ""),
		Unsubscribe: pick("", "https://press.example.org/u/"+strings.Repeat("aZ0-_", rng.IntN(30)), "http://127.0.0.1/u/x"),
		Archive:     pick("", "https://press.example.org/issues/7"),
		From:        pick("", "daily@example.org", "press@news.example.org"),
		Boundary:    pick("", "dOaAbBcC-_01234567890123456789"),
		Date:        time.Date(2026, 11, 23, 2, 0, rng.IntN(60), 0, time.UTC),
	}
	return m
}

// TestSignedLettersVerify composes letters, and lets go-msgauth verify both signatures of each. With ATTACHE_DKIM_OUT
// it leaves letters and records there for other programs (make dkim-check).
func TestSignedLettersVerify(t *testing.T) {
	dir, n := t.TempDir(), 120
	out := os.Getenv("ATTACHE_DKIM_OUT")
	if out != "" || os.Getenv("ATTACHE_TORTURE") != "" {
		n = 2500
	}
	list, records := keys(t, dir)
	c := Config{
		From: "press@example.org", ReplyTo: "desk@example.org", Leave: "leave@example.org", DKIM: list,
	}.WithDefaults()
	signer, err := dkim.Load(list)
	if err != nil {
		t.Fatal(err)
	}
	w := composer{c, signer}
	rng := rand.New(rand.NewPCG(1, 2))
	lookup := func(name string) ([]string, error) { return []string{records[name]}, nil }
	for i := range n {
		m := odd(rng)
		data, err := w.compose(nil, &m)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		if !isWire(data) {
			t.Fatalf("%d cannot go through DATA as it is:\n%q", i, data)
		}
		for line := range bytes.SplitSeq(data, []byte("\r\n")) {
			if len(line) > 998 {
				t.Errorf("%d: a line of %d bytes", i, len(line))
			}
		}
		got, err := verify.VerifyWithOptions(bytes.NewReader(data), &verify.VerifyOptions{LookupTXT: lookup})
		if err != nil || len(got) != 2 || got[0].Err != nil || got[1].Err != nil {
			t.Fatalf("%d: %v, %+v\n%s", i, err, got, data)
		}
		if i < 50 {
			checkCovered(t, data, got)
		}
		checkParts(t, &m, data)
		if out != "" {
			if err := os.WriteFile(filepath.Join(out, strconv.Itoa(i)+".eml"), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out != "" {
		var b strings.Builder
		for name, record := range records {
			fmt.Fprintf(&b, "%s\t%s\n", name, record)
		}
		if err := os.WriteFile(filepath.Join(out, "records.tsv"), []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// checkCovered: what must be signed is, and no field is named more than once beyond its number.
func checkCovered(t *testing.T, data []byte, got []*verify.Verification) {
	t.Helper()
	e, err := message.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for f := e.Header.Fields(); f.Next(); {
		name := strings.ToLower(f.Key())
		if slices.Contains([]string{"dkim-signature", "content-transfer-encoding"}, name) {
			continue
		}
		for _, v := range got {
			named := 0
			for _, k := range v.HeaderKeys {
				if strings.EqualFold(k, name) {
					named++
				}
			}
			if there := len(e.Header.Values(name)); named < there || named > there+1 {
				t.Errorf("%s stands %d times in the letter and %d in h=", f.Key(), there, named)
			}
		}
	}
}

// checkParts: what was composed reads as it was written.
func checkParts(t *testing.T, m *Message, data []byte) {
	t.Helper()
	e, err := message.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	page, text := m.Parts()
	want := []string{text, page}
	mr := e.MultipartReader()
	if page == "" {
		if mr != nil {
			t.Fatal("parts without HTML")
		}
		got, err := io.ReadAll(e.Body)
		trim := func(s string) string { return strings.TrimRight(lines(s), "\n") }
		if err != nil || trim(string(got)) != trim(text) {
			t.Fatalf("%v, text %q became %q", err, text, got)
		}
		return
	}
	if mr == nil {
		t.Fatal("no parts")
	}
	for _, w := range want {
		p, err := mr.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(p.Body)
		if err != nil || lines(string(got)) != lines(w) {
			t.Fatalf("%v, %q became %q", err, w, got)
		}
	}
}

// lines makes all line ends alike.
func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// isWire reports whether a message can go through DATA as it is: all lines end in CRLF, none begins with a dot.
func isWire(data []byte) bool {
	ends := bytes.Count(data, []byte("\r\n"))
	return bytes.HasSuffix(data, []byte("\r\n")) && data[0] != '.' && !bytes.Contains(data, []byte("\n.")) &&
		bytes.Count(data, []byte("\n")) == ends && bytes.Count(data, []byte("\r")) == ends
}
