package config

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type smtp struct {
	Host     string        `yaml:"host"`
	Port     int           `yaml:"port"`
	Password string        `yaml:"password"`
	Timeout  time.Duration `yaml:"timeout"`
	TLS      *bool         `yaml:"tls"`
}

type settings struct {
	Mail   smtp              `yaml:"mail"`
	Allow  []netip.Prefix    `yaml:"allow"`
	Tags   []string          `yaml:"tags"`
	Names  map[string]string `yaml:"names"`
	Relays []smtp            `yaml:"relays"`
	Rate   float64           `yaml:"rate"`
	Nice   uint8             `yaml:"nice"`
	Common `yaml:",inline"`
	Hidden string `yaml:"-"`
}

// Common is inlined above.
type Common struct {
	Level string `yaml:"level"`
}

func TestDecode(t *testing.T) {
	var got settings
	err := Decode("a.yaml", []byte(`
# a comment
base: &base
`), &got)
	if err == nil {
		t.Fatal("an unknown key with an anchor passed")
	}
	got = settings{Rate: 7}
	err = Decode("a.yaml", []byte(`
mail: &m
  host: mail.example.org
  port: 2_525
  password: 0123
  timeout: 1m30s
  tls: false
allow: [10.0.0.0/8, "::1/128"]
tags:
  - one
  - "two"
names: {a: b, c: 1}
relays:
  - <<: *m
    port: 26
  - *m
rate:
nice: 255
level: |
  two
  lines
`), &got)
	if err != nil {
		t.Fatal(err)
	}
	no := false
	m := smtp{Host: "mail.example.org", Port: 2525, Password: "0123", Timeout: 90 * time.Second, TLS: &no}
	second := m
	second.Port = 26
	want := settings{
		Mail: m, Allow: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")},
		Tags: []string{"one", "two"}, Names: map[string]string{"a": "b", "c": "1"}, Relays: []smtp{second, m},
		Rate: 7, Nice: 255, Common: Common{Level: "two\nlines\n"},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

func TestEveryMistakeAtOnce(t *testing.T) {
	var got settings
	err := Decode("attache.yaml", []byte(`mail:
  hots: x
  port: "25"
  timeout: 5
  tls: perhaps
  port: 3
allow: 10.0.0.0/8
tags: {a: b}
relays:
  - host: [a]
  - nine
names: [1]
nice: 256
hidden: x
level: *nobody
rate: much
`), &got)
	var ms Mistakes
	if !errors.As(err, &ms) {
		t.Fatalf("%T: %v", err, err)
	}
	//nolint:lll // messages as they are printed
	want := strings.TrimSpace(`
attache.yaml:2: mail.hots: There is no such setting. | Did you mean host?
attache.yaml:3: mail.port: "25" is a text in quotes; this needs a whole number. | Take the quotes away.
attache.yaml:4: mail.timeout: "5" is not a length of time. | Write a number and a unit, such as 30s, 15m, 24h or 7d.
attache.yaml:5: mail.tls: "perhaps" is not true or false. | Write true or false.
attache.yaml:6: mail.port: This stands already on line 3. | Keep one of the two.
attache.yaml:7: allow: This needs a list, not a single value. | Write it as [one, two], or one "- entry" a line.
attache.yaml:8: tags: This needs a list, not settings of its own. | Write it as [one, two], or one "- entry" a line.
attache.yaml:10: relays[0].host: This needs one value, not a list. | 
attache.yaml:11: relays[1]: This needs settings below it, not a single value. | Write its settings below it, indented: host, port, password, timeout, tls.
attache.yaml:12: names: This needs named values below it, not a list. | Write one "name: value" a line below it.
attache.yaml:13: nice: "256" is not a whole number from 0 up. | 
attache.yaml:14: hidden: There is no such setting. | The settings here are mail, allow, tags, names, relays, rate, nice, level.
attache.yaml:15: level: *nobody refers to nothing. | Define it above with &nobody.
attache.yaml:16: rate: "much" is not a number. | `)
	var lines []string
	for _, m := range ms {
		lines = append(lines, m.String()+" | "+m.Hint)
	}
	if diff := cmp.Diff(want, strings.TrimSpace(strings.Join(lines, "\n"))); diff != "" {
		t.Error(diff)
	}
}

func TestSyntax(t *testing.T) {
	for name, doc := range map[string]string{
		"unclosed": "mail: {host: x\n",
		"tabs":     "mail:\n\thost: x\n",
		"second":   "level: a\n---\nlevel: b\n",
	} {
		t.Run(name, func(t *testing.T) {
			var got settings
			var ms Mistakes
			if err := Decode("x.yaml", []byte(doc), &got); !errors.As(err, &ms) || len(ms) != 1 || ms[0].Line == 0 {
				t.Errorf("got %v", err)
			}
		})
	}
	for _, empty := range []string{"", "\n", "# only a comment\n", "---\n"} {
		var got settings
		if err := Decode("x.yaml", []byte(empty), &got); err != nil {
			t.Errorf("%q: %v", empty, err)
		}
	}
}

func TestLoadEnvironment(t *testing.T) {
	dir := t.TempDir()
	file, secret := filepath.Join(dir, "attache.yaml"), filepath.Join(dir, "secret")
	for path, text := range map[string]string{file: "mail: {host: from-file, port: 25}\n", secret: "s3cret\r\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got settings
	err := Load(file, []string{
		"ATTACHE_MAIL__HOST=from-env", "ATTACHE_MAIL__PASSWORD_FILE=" + secret, "ATTACHE_MAIL__TLS=true",
		"ATTACHE_PORT=tcp://10.0.0.1:8080", "HOME=/", "ATTACHE_TAGS__X=1",
	}, &got)
	if err == nil {
		t.Error("ATTACHE_TAGS__X passed")
	}
	err = Load(file, []string{
		"ATTACHE_MAIL__HOST=from-env", "ATTACHE_MAIL__PASSWORD_FILE=" + secret,
		"ATTACHE_MAIL__TLS=true", "ATTACHE_PORT=x", "ATTACHE_MAIL__PORT=", "ATTACHE_NO__SUCH=",
	}, &got)
	if err != nil {
		t.Fatal(err)
	}
	if got.Mail.Host != "from-env" || got.Mail.Port != 25 || got.Mail.Password != "s3cret" || got.Mail.TLS == nil ||
		!*got.Mail.TLS {
		t.Errorf("%+v", got.Mail)
	}
	err = Load("", []string{
		"ATTACHE_MAIL__PORT=x", "ATTACHE_MIAL__PORT=1", "ATTACHE_MAIL__PASSWORD=a", "ATTACHE_MAIL__PASSWORD_FILE=b",
		"ATTACHE_MAIL__HOST_FILE=" + filepath.Join(dir, "none"),
	}, &got)
	var ms Mistakes
	if !errors.As(err, &ms) || len(ms) != 4 || !strings.Contains(ms[3].Hint, "mail") {
		t.Errorf("%v", err)
	}
	if err := Load(filepath.Join(dir, "none.yaml"), nil, &got); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gave %v", err)
	}
}

func TestLists(t *testing.T) {
	type one struct {
		Scrape struct {
			Allow []string `yaml:"allow"`
		} `yaml:"scrape"`
	}
	var got one
	if err := Load("", []string{"ATTACHE_SCRAPE__ALLOW= 10.0.0.0/8, ::1 ,"}, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"10.0.0.0/8", "::1"}, got.Scrape.Allow); diff != "" {
		t.Error(diff)
	}
}

// TestEncodings: a byte order mark of UTF-8 is passed over, lines stay right, and other encodings are named.
func TestEncodings(t *testing.T) {
	const mark, doc = "\uFEFF", "level: a\nmail:\n  host: Дана\n"
	var got settings
	if err := Decode("x.yaml", []byte(mark+doc), &got); err != nil || got.Level != "a" || got.Mail.Host != "Дана" {
		t.Errorf("%+v, %v", got, err)
	}
	if line := LinesOf([]byte(mark + doc)).Line("mail.host"); line != 3 {
		t.Errorf("line %d", line)
	}
	var ms Mistakes
	if err := Decode("x.yaml", []byte(mark), &got); err != nil {
		t.Error(err)
	}
	if err := Decode("x.yaml", []byte(mark+"level: a\nlevl: b\n"), &got); !errors.As(err, &ms) || ms[0].Line != 2 ||
		ms[0].Field != "levl" {
		t.Errorf("%v", err)
	}
	utf16 := func(s string, big int) (b []byte) {
		for _, r := range s {
			pair := []byte{byte(r), byte(r >> 8)}
			b = append(b, pair[big], pair[1-big])
		}
		return b
	}
	for name, c := range map[string]struct {
		doc   []byte
		words string
		line  int
	}{
		"UTF-16LE":           {utf16(mark+doc, 0), "in UTF-16", 1},
		"UTF-16BE":           {utf16(mark+doc, 1), "in UTF-16", 1},
		"UTF-16LE, no mark":  {utf16(doc, 0), "in UTF-16", 1},
		"UTF-16BE, no mark":  {utf16(doc, 1), "in UTF-16", 1},
		"windows-1251":       {[]byte("level: a\nmail:\n  host: \xc4\xe0\xed\xe0\n"), "not in UTF-8", 3},
		"damaged last line":  {[]byte(mark + "level: a\n# \xff"), "not in UTF-8", 2},
		"damaged first line": {[]byte("# \xd0\nlevel: a\n"), "not in UTF-8", 1},
	} {
		if err := Decode("x.yaml", c.doc, &got); !errors.As(err, &ms) || len(ms) != 1 || ms[0].Line != c.line ||
			!strings.Contains(err.Error(), c.words) || ms[0].Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(mark+"hush\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Load("", []string{"ATTACHE_MAIL__PASSWORD_FILE=" + file}, &got); err != nil ||
		got.Mail.Password != "hush" {
		t.Errorf("%q, %v", got.Mail.Password, err)
	}
}

func TestLine(t *testing.T) {
	doc := []byte("a: 1\nmail:\n  host: x\n  port: 2\nlist:\n  - name: one\n    url: u\n  - name: two\n    url: v\n")
	for field, want := range map[string]int{
		"a": 1, "mail": 2, "mail.port": 4, "mail.none": 2, "list[1].url": 9,
		"list[1]": 8, "none": 0, "": 0,
	} {
		if got := LinesOf(doc).Line(field); got != want {
			t.Errorf("Line(%q) = %d, want %d", field, got, want)
		}
	}
}

func TestAliasBomb(t *testing.T) {
	type deep struct {
		Self []deep `yaml:"self"`
	}
	doc := "self: &a\n  - self: *a\n"
	var got deep
	if err := Decode("x", []byte(doc), &got); err == nil {
		t.Error("a circle of aliases passed")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("mail: {host: x}\nallow: [1.2.3.4/8]\n")
	f.Add("a: &a [*a, *a]\nrelays: *a\n")
	f.Add("<<: {level: x}\nmail: !!str x\n")
	f.Add(string(Catalogue()[:min(len(Catalogue()), 2000)]))
	f.Fuzz(func(t *testing.T, doc string) {
		var got settings
		err := Decode("x.yaml", []byte(doc), &got)
		var ms Mistakes
		if err != nil && (!errors.As(err, &ms) || len(ms) == 0) {
			t.Errorf("an error that is no list of mistakes: %v", err)
		}
		LinesOf([]byte(doc)).Line("relays[0].host")
	})
}

// TestOpenBracketIsBounded: the time of the library grows with the square of what stands in a bracket that does not
// close.
func TestOpenBracketIsBounded(t *testing.T) {
	for _, doc := range []string{"{" + strings.Repeat("a,", 100_000), "[" + strings.Repeat("a,", 100_000)} {
		var v map[string]any
		if err := Decode("x.yaml", []byte(doc), &v); err == nil ||
			!strings.Contains(err.Error(), "one pair of brackets") {
			t.Errorf("%v", err)
		}
	}
}

func TestSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "1h30m": 90 * time.Minute, "7d": 168 * time.Hour, "2w": 336 * time.Hour,
		"3 days": 72 * time.Hour, "1week": 168 * time.Hour, "0": 0, " 24h ": 24 * time.Hour,
	} {
		if got, ok := Span(text); !ok || got != want {
			t.Errorf("%q is %s, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "7", "d", "7dogs", "7 months", "yesterday", "99999d", "7d12h"} {
		if got, ok := Span(text); ok {
			t.Errorf("%q is %s", text, got)
		}
	}
}

// TestEntriesOfLists: a variable reaches an entry of a list by its name or place, never one that the file has not.
func TestEntriesOfLists(t *testing.T) {
	type relay struct {
		Name     string `yaml:"name"`
		Password string `yaml:"password"`
	}
	var got struct {
		Mail struct {
			Relays []relay `yaml:"relays"`
		} `yaml:"mail"`
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "attache.yaml")
	if err := os.WriteFile(file, []byte("mail: {relays: [{name: main}, {name: stand-by}]}"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := Load(file, []string{
		"ATTACHE_MAIL__RELAYS__STAND_BY__PASSWORD_FILE=" + secret, "ATTACHE_MAIL__RELAYS__0__PASSWORD=first",
	}, &got)
	if r := got.Mail.Relays; err != nil || len(r) != 2 || r[0].Password != "first" || r[1].Password != "hush" {
		t.Errorf("%+v, %v", got, err)
	}
	err = Load(file, []string{"ATTACHE_MAIL__RELAYS__MIAN__PASSWORD=x"}, &got)
	var ms Mistakes
	if !errors.As(err, &ms) || !strings.Contains(ms[0].Hint, "main") {
		t.Errorf("%v", err)
	}
}
