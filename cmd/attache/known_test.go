package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"attache/news"
)

// completes runs what the shell runs for a line that is being typed, and returns the words that are offered and the
// directive.
func completes(t *testing.T, environ []string, line ...string) (words []string, directive string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{in: strings.NewReader(""), out: &out, errs: &errs, environ: environ, now: time.Now}
	if code := a.run(t.Context(), append([]string{cobra.ShellCompNoDescRequestCmd}, line...)); code != exitOK {
		t.Fatalf("attache %s: %d %s", strings.Join(line, " "), code, errs.String())
	}
	words = strings.Split(strings.TrimSpace(out.String()), "\n")
	return words[:len(words)-1], words[len(words)-1]
}

func TestZones(t *testing.T) {
	for _, z := range timeZones() {
		name, _, _ := strings.Cut(z, "\t")
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
	if n := len(timeZones()); n < 400 {
		t.Errorf("%d zones", n)
	}
	// every country that has a name has a zone, but for those without people and Kosovo, which has Belgrade's
	zones := strings.Join(timeZones(), "\n") + "\n"
	for _, c := range countryCodes() {
		code, name, _ := strings.Cut(c, "\t")
		if !strings.Contains(zones, "\t"+name+"\n") && !slices.Contains([]string{"BV", "HM", "XK"}, code) {
			t.Errorf("%s (%s) has no time zone", name, code)
		}
	}
}

// TestValuesAreCompleted: what is from a known set is offered, without a database too.
func TestValuesAreCompleted(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		line string // the last word is begun; _ = nothing is
		want string // words that are offered, parted by spaces
		not  string
	}{
		{"digest add x --time-zone Asia/A", "Asia/Almaty Asia/Ashgabat", "Asia/Tashkent"},
		{"digest add x --time-zone asia/al", "Asia/Almaty", ""},
		{"source add x --time-zone U", "UTC", "Asia/Almaty"},
		{"admin create x --time-zone Europe/I", "Europe/Istanbul", ""},
		{"source add x --country K", "KZ KG KR", "TR"},
		{"source add x --region Cen", "Central", ""},
		{"source add x --language k", "kk", "en"},
		{"source add x --kind f", "feed", "sitemap"},
		{"source add x --set outlet.cou", "outlet.country=", ""},
		{"source add x --set outlet.country=t", "outlet.country=TR outlet.country=TM", "outlet.country=KZ"},
		{"source edit x --set browser=", "browser=true browser=false", ""},
		{"source edit x --set language=u", "language=uk language=uz", ""},
		{"source edit x --set rights.", "rights.images= rights.no_archive=", ""},
		{"source edit x --set kind=tele", "kind=telegram", ""},
		{
			"digest edit x --set topic.countries=KZ,T", "topic.countries=KZ,TR topic.countries=KZ,TM",
			"topic.countries=KZ,KZ",
		},
		{"digest edit x --set topic.organisations=OT", "topic.organisations=OTS", ""},
		{"digest edit x --set time_zone=Asia/Alm", "time_zone=Asia/Almaty", ""},
		{"digest edit x --set language=", "language=en language=kk", "language=de"},
		{"digest edit x --set sections=", "sections=region sections=theme", ""},
		{"digest edit x --set approval=", "approval=auto approval=hold", ""},
		{"digest edit x --set on_doubt=", "on_doubt=skip on_doubt=resend", ""},
		{"digest edit x --set template=", "template=broadsheet", ""},
		{"digest edit x --set send_empty=t", "send_empty=true", ""},
		{"digest add x --window _", "24h 7d", ""},
		{"digest add x --schedule @", "@daily @weekly", ""},
		{"subscriber edit x --set state=", "state=active state=bounced", ""},
		{"subscriber edit x --set reads=en,", "reads=en,ru", "reads=en,en"},
		{"subscriber import x --encoding windows-125", "windows-1251 windows-1252", ""},
		{"issue resend 1 --state d", "deferred doubt", "active"},
		{"hook add x --event issue.", "issue.held issue.sent", "source.broken"},
		{"hook add x --event issue.held,issue.", "issue.held,issue.sent", "issue.held,issue.held"},
		{"preview --template b", "broadsheet", ""},
		{"read x --content-type text/p", "text/plain", ""},
		{"subscriber restore --since y", "yesterday", ""},
	} {
		line := strings.Fields(c.line)
		if last := len(line) - 1; line[last] == "_" {
			line[last] = ""
		}
		words, directive := completes(t, nil, line...)
		for _, w := range strings.Fields(c.want) {
			if !slices.ContainsFunc(words, func(got string) bool { return got == w || strings.HasPrefix(got, w+" ") }) {
				t.Errorf("attache %s: %s is not offered, but %v", c.line, w, words)
			}
		}
		if c.not != "" && slices.Contains(words, c.not) {
			t.Errorf("attache %s: %s is offered", c.line, c.not)
		}
		if n := strings.TrimPrefix(directive, ":"); n != "4" && n != "6" {
			t.Errorf("attache %s: files are offered (%s)", c.line, directive)
		}
	}
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("completion made %v", left)
	}
}

// TestEveryFlagKnowsItsValues: the values of a flag are from a known set, a file or a folder, or free.
func TestEveryFlagKnowsItsValues(t *testing.T) {
	a := &app{now: time.Now}
	known := a.knownFlags()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			_, ok := known[f.Name]
			if !ok && f.Value.Type() != "bool" && f.Name != "set" && !slices.Contains(documentFlags, f.Name) &&
				!slices.Contains(freeFlags, f.Name) {
				t.Errorf("%s --%s: nobody says what its values are", c.CommandPath(), f.Name)
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(a.root())
}

// TestSettableFields: what --set completes can be set, and all that can be is completed.
func TestSettableFields(t *testing.T) {
	for kind, v := range map[string]any{
		"Source": &news.Source{}, "Digest": &news.Digest{}, "Subscriber": &news.Subscriber{},
	} {
		fields := settableFields(kind)
		if len(fields) < 5 {
			t.Errorf("%s: %v", kind, fields)
		}
		for _, f := range fields {
			if f.about == "" && !slices.Contains([]string{"outlet.name", "name", "enabled", "email", "kind"}, f.name) {
				t.Logf("%s: %s says nothing of itself", kind, f.name)
			}
			value := map[bool]string{true: "true"}[f.boolean]
			err := assignAll(v, []string{f.name + "=" + value})
			if err != nil && strings.Contains(err.Error(), "no such setting") {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
}

// TestMeantValues: a mistake in a value of a known set names the one that was probably meant.
func TestMeantValues(t *testing.T) {
	for _, c := range []struct{ field, value, want string }{
		{"time_zone", "Asia/Almata", "Asia/Almaty"},
		{"time_zone", "asia/almaty", "Asia/Almaty"},
		{"time_zone", "Almaty", "Asia/Almaty"},
		{"digests[0].time_zone", "istanbul", "Europe/Istanbul"},
		{"time_zone", "America/New York", "America/New_York"},
		{"time_zone", "Kazakstan", ""}, // it has several
		{"time_zone", "Turkmenistan", "Asia/Ashgabat"},
		{"time_zone", "Europe/Brussel", "Europe/Brussels"},
		{"time_zone", "Utc", "UTC"},
		{"time_zone", "+05:00", ""},
		{"outlet.country", "Kazakhstan", "KZ (Kazakhstan)"},
		{"outlet.country", "kz", "KZ (Kazakhstan)"},
		{"outlet.country", "Turkmenistn", "TM (Turkmenistan)"},
		{"topic.organisations", "OTSS", "OTS"},
		{"window", "Almaty", ""},
	} {
		want := c.want
		if want != "" {
			want = "did you mean " + want + "?"
		}
		if got := hintOf(&news.InvalidError{Field: c.field, Value: c.value}); got != want {
			t.Errorf("%s %s: %q, want %q", c.field, c.value, got, want)
		}
	}
	if got := hintOf(&news.InvalidError{Field: "time_zone", Value: "Almaty", Hint: "own"}); got != "own" {
		t.Error(got)
	}
	d := news.Digest{Name: "x", Title: "x", TimeZone: "Almaty"}
	var invalid *news.InvalidError
	if !errors.As(d.Validate(), &invalid) || hintOf(invalid) != "did you mean Asia/Almaty?" {
		t.Errorf("%#v", invalid)
	}
}
