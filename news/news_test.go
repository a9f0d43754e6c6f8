package news_test

import (
	"errors"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/news"
)

// field is the field that a mistake is about; "ok" when there is none.
func field(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return "ok"
	}
	var invalid *news.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("%v is no *InvalidError", err)
	}
	if invalid.Message == "" || invalid.Message[len(invalid.Message)-1] != '.' {
		t.Errorf("%q is not a full sentence", invalid.Message)
	}
	return invalid.Field
}

func TestSourceValidate(t *testing.T) {
	for want, change := range map[string]func(*news.Source){
		"ok":             func(*news.Source) {},
		"name":           func(s *news.Source) { s.Name = "No Spaces" },
		"outlet.name":    func(s *news.Source) { s.Outlet.Name = " " },
		"outlet.country": func(s *news.Source) { s.Outlet.Country = "kaz" },
		"url":            func(s *news.Source) { s.URL = "ftp://example.org/" },
		"kind":           func(s *news.Source) { s.Kind = "page" },
		"rules":          func(s *news.Source) { s.Kind = news.KindListing },
		"rules.match":    func(s *news.Source) { s.Rules.Match = "(" },
		"time_zone":      func(s *news.Source) { s.TimeZone = "Almaty" },
		"every":          func(s *news.Source) { s.Every = time.Second },
	} {
		s := news.Source{
			Name: "a.example", Outlet: news.Outlet{Name: "A", Country: "KZ"},
			URL: "https://a.example/feed", Kind: news.KindFeed, TimeZone: "Asia/Almaty",
		}
		change(&s)
		if got := field(t, s.Validate()); got != want {
			t.Errorf("mistake in %s, want %s", got, want)
		}
	}
	for name, want := range map[string]string{
		"0-9.a": "ok", "a": "ok", strings.Repeat("a", 80): "ok", strings.Repeat("a", 81): "name", "": "name",
		"-a": "name", ".a": "name", "a_b": "name", "A": "name", "é": "name", "a\n": "name", "a\xff": "name",
	} {
		s := news.Source{Name: name, Outlet: news.Outlet{Name: "A"}, URL: "https://a.example/", Kind: news.KindFeed}
		if got := field(t, s.Validate()); got != want {
			t.Errorf("name %q: mistake in %s, want %s", name, got, want)
		}
	}
}

func TestDigestValidate(t *testing.T) {
	for want, change := range map[string]func(*news.Digest){
		"ok":              func(*news.Digest) {},
		"name":            func(d *news.Digest) { d.Name = "" },
		"title":           func(d *news.Digest) { d.Title = "" },
		"language":        func(d *news.Digest) { d.Language = "de" },
		"sections":        func(d *news.Digest) { d.Sections = "mood" },
		"approval":        func(d *news.Digest) { d.Approval = "maybe" },
		"on_doubt":        func(d *news.Digest) { d.OnDoubt = "pray" },
		"topic.threshold": func(d *news.Digest) { d.Topic.Threshold = 1.1 },
		"":                func(d *news.Digest) { d.Stories = -1 },
		"time_zone":       func(d *news.Digest) { d.TimeZone = "+05" },
	} {
		d := news.Digest{Name: "daily", Title: "Daily"}
		change(&d)
		if got := field(t, d.Validate()); got != want {
			t.Errorf("mistake in %q, want %q", got, want)
		}
	}
}

func TestSubscriberValidate(t *testing.T) {
	for email, want := range map[string]string{
		"reader@example.org": "ok", "читатель@пример.рф": "ok", "Reader <reader@example.org>": "email",
		"reader": "email", "a@b\r\nBcc: c@d.e": "email", "": "email",
		"a@[127.0.0.1]": "email", "a@[IPv6:::1]": "email", "a@127.0.0.1": "email", "a@localhost": "email",
		"a@press.localhost": "email", "root@server": "email",
		"a@b..org": "email", "a..b@example.org": "email", ".a@example.org": "email", "a.@example.org": "email",
		"a@.example.org": "email", "a@example.org.": "email",
		`"a b"@example.org`: "email", `"ab"@example.org`: "email", "a b@example.org": "email",
		"a@exa mple.org": "email", "a@example.123": "email", "a@-b.org": "email",
		"a@b-.org": "email", "a@b_c.org": "email", "a@@example.org": "email", "a@example.org,b@example.org": "email",
		"a@example.org\u200b": "email", "\u202aa@example.org": "email",
		"a\x1b@example.org": "email", "a@example.org\u00a0": "email", "a＠example.org": "email",
		"a@exam\u00adple.org": "email", "<a@example.org>": "email",
		strings.Repeat("a", 65) + "@example.org": "email", strings.Repeat("a", 64) + "@example.org": "ok",
		"a@" + strings.Repeat("b", 64) + ".org":  "email",
		"a@" + strings.Repeat("b.", 126) + "org": "email", "o'brien+x=1@sub.example.museum": "ok", "用户@例子.广告": "ok",
		"müller@bücher.example":   "ok",
		"a@xn--e1afmkfd.xn--p1ai": "ok", "उपयोगकर्ता@उदाहरण.भारत": "ok", "a@3com.com": "ok", "1@2.de": "ok",
		"өмір@қазақстан.қаз": "ok",
	} {
		s := news.Subscriber{Email: email, State: news.SubscriberActive}
		if got := field(t, s.Validate()); got != want {
			t.Errorf("%q: mistake in %s, want %s", email, got, want)
		}
	}
	for _, end := range []string{"\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"} {
		if got := field(t, (&news.Subscriber{
			Email: "a@example.org", Name: "Ann" + end + "Lee",
			State: news.SubscriberActive,
		}).Validate()); got != "name" {
			t.Errorf("a name with %q: mistake in %s", end, got)
		}
	}
	if got := field(t, (&news.Subscriber{Email: "a@example.org", State: "gone"}).Validate()); got != "state" {
		t.Errorf("a state that does not exist: mistake in %s", got)
	}
}

func TestArticle(t *testing.T) {
	a := news.Article{Blocks: []news.Block{{Kind: news.Heading, Text: "Ой"}, {Kind: news.Paragraph, Text: "Екі сөз"}}}
	if got := a.Text(); got != "Ой\n\nЕкі сөз" {
		t.Errorf("text %q", got)
	}
	if got := a.Minutes(); got != 1 {
		t.Errorf("%d minutes for three words", got)
	}
}

func TestWindowIsHalfOpen(t *testing.T) {
	at := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	w := news.Window{From: at, To: at.Add(time.Hour)}
	for offset, want := range map[time.Duration]bool{-1: false, 0: true, time.Hour - 1: true, time.Hour: false} {
		if got := w.Contains(at.Add(offset)); got != want {
			t.Errorf("contains %s after its beginning: %v", offset, got)
		}
	}
}

func TestTallyOpen(t *testing.T) {
	tally := news.Tally{
		news.DeliveryQueued: 1, news.DeliverySending: 2, news.DeliveryDeferred: 4, news.DeliverySent: 8,
		news.DeliveryFailed: 16, news.DeliveryDoubt: 32,
	}
	if got := tally.Open(); got != 7 {
		t.Errorf("%d open, want 7", got)
	}
}

func TestPollStateGood(t *testing.T) {
	good := map[news.PollState]bool{news.PollOK: true, news.PollNotModified: true, news.PollUndated: true}
	for _, s := range []news.PollState{
		news.PollNever, news.PollOK, news.PollNotModified, news.PollEmpty, news.PollUndated, news.PollBlocked,
		news.PollRefused, news.PollFailing, news.PollBroken,
	} {
		if s.Good() != good[s] {
			t.Errorf("%s counts as read: %v", s, s.Good())
		}
	}
}

// TestSubscriberTexts finds a row of SubscriberTexts for each text of a subscriber that a person may say.
func TestSubscriberTexts(t *testing.T) {
	var s news.Subscriber
	rows := map[uintptr]string{}
	for _, text := range news.SubscriberTexts {
		if text.Usage == "" {
			t.Errorf("%s has no words for its flag", text.Name)
		}
		rows[reflect.ValueOf(text.Of(&s)).Pointer()] = text.Name
	}
	fields := reflect.ValueOf(&s).Elem()
	for i := range fields.NumField() {
		f := fields.Type().Field(i)
		if f.Type.Kind() != reflect.String || f.Tag.Get("yaml") == "-" || f.Name == "Email" || f.Name == "State" {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if got := rows[fields.Field(i).Addr().Pointer()]; got != name {
			t.Errorf("Subscriber.%s has the row %q in SubscriberTexts, want %q", f.Name, got, name)
		}
	}
}

func TestSubscriberUpdate(t *testing.T) {
	for what, c := range map[string]struct{ known, now, want news.Subscriber }{
		"nothing said": {
			news.Subscriber{
				Name: "A", Language: "kk", Reads: []string{"ru"}, Digests: []string{"daily"},
				State: "active",
			},
			news.Subscriber{State: "pending"},
			news.Subscriber{
				Name: "A", Language: "kk", Reads: []string{"ru"}, Digests: []string{"daily"},
				State: "active",
			},
		},
		"all said": {
			news.Subscriber{Name: "A", Language: "kk", Reads: []string{"ru"}, Digests: []string{"daily", "weekly"}},
			news.Subscriber{Name: "B", Language: "tr", Reads: []string{"en"}, Digests: []string{"weekly", "brief"}},
			news.Subscriber{Name: "B", Language: "tr", Reads: []string{"en"}, Digests: []string{
				"daily", "weekly",
				"brief",
			}},
		},
	} {
		got := c.known
		got.Update(&c.now)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", what, got, c.want)
		}
	}
}

// TestGlossary finds a sentence in the package comment for each type. The kinds, states and rows of a noun (IssueRow)
// stand under that noun.
func TestGlossary(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	fset := token.NewFileSet()
	for _, f := range files {
		file, err := parser.ParseFile(fset, f, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	pkg, err := doc.NewFromFiles(fset, parsed, "attache/news")
	if err != nil {
		t.Fatal(err)
	}
	var nouns []string
	for line := range strings.Lines(pkg.Doc) {
		entry, listed := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if noun, _, ok := strings.Cut(entry, ": "); ok && listed {
			words := strings.Fields(noun)
			for i, w := range words {
				words[i] = strings.ToUpper(w[:1]) + w[1:]
			}
			nouns = append(nouns, strings.Join(words, "")) // "Country count" is the type CountryCount
		}
	}
	if len(nouns) < 30 {
		t.Fatalf("the glossary has %d nouns; its form may have changed", len(nouns))
	}
	for _, typ := range pkg.Types {
		known := slices.ContainsFunc(nouns, func(noun string) bool {
			return slices.Contains([]string{noun, noun + "Kind", noun + "State", noun + "Row"}, typ.Name)
		})
		if !known {
			t.Errorf("the glossary of package news lacks %s: %s", typ.Name, strings.Join(strings.Fields(typ.Doc), " "))
		}
	}
}

func TestDigestReads(t *testing.T) {
	a, b := news.Source{Name: "a", Groups: []string{"energy", "morning"}}, news.Source{Name: "b"}
	for _, c := range []struct {
		d    news.Digest
		a, b bool
	}{
		{news.Digest{}, true, true},
		{news.Digest{Sources: []string{"b"}}, false, true},
		{news.Digest{Groups: []string{"morning"}}, true, false},
		{news.Digest{Groups: []string{"Morning"}}, false, false},
		{news.Digest{Sources: []string{"b"}, Groups: []string{"energy"}}, true, true},
	} {
		if c.d.Reads(&a) != c.a || c.d.Reads(&b) != c.b {
			t.Errorf("%v of %v: %v, %v", c.d.Groups, c.d.Sources, c.d.Reads(&a), c.d.Reads(&b))
		}
	}
	d := news.Digest{Name: "d", Title: "D", Groups: []string{"a,b"}}
	if d.Validate() == nil {
		t.Error("a group with a comma is taken")
	}
}
