package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// openSample is the demo with its outlets and inbox, nothing read yet.
func openSample(t *testing.T) *demo {
	t.Helper()
	a := &app{in: strings.NewReader(""), out: io.Discard, errs: io.Discard, now: time.Now}
	a.fence()
	d, err := a.openDemo(t.Context(), demoOptions{dir: t.TempDir(), listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	return d
}

// TestWatchSources: a source whose page has changed is flagged with the cause and mailed once to who asks for it; one
// that has not been readable for days counts as dead; what works again is flagged no more.
func TestWatchSources(t *testing.T) {
	d := openSample(t)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	asks := newsroom.Person{
		Email: "aida@desk.example", Name: "Aida", Role: newsroom.Editor, Enabled: true, Alerts: true, Language: "ru",
		Created: d.clock.Now(),
	}
	must(d.store.AddPerson(ctx, &asks, newsroom.Entry{At: d.clock.Now(), By: "test", Action: "person.add"}))
	sources, err := d.store.Sources(ctx, true)
	must(err)
	var feed news.Source
	for _, s := range sources {
		if s.Kind == news.KindFeed {
			feed = s
		}
	}
	kept, _, err := d.fetcher.Sample(ctx, feed)
	must(err)
	entry := bytes.Index(kept.Body, []byte("<item>"))
	end := bytes.Index(kept.Body, []byte("</item>"))
	if entry < 0 {
		entry, end = bytes.Index(kept.Body, []byte("<entry")), bytes.Index(kept.Body, []byte("</entry>"))
	}
	var b bytes.Buffer // the kept page has many more entries than today's
	b.Write(kept.Body[:entry])
	for n := range 60 {
		one := kept.Body[entry : bytes.IndexByte(kept.Body[end:], '>')+end+1]
		for _, o := range d.outlets {
			one = bytes.ReplaceAll(one, []byte(o.base+"/"), []byte(fmt.Sprintf("%s/%d/", o.base, n)))
		}
		b.Write(one)
	}
	b.Write(kept.Body[entry:])
	kept.Body = b.Bytes()
	must(d.store.PutFixture(ctx, kept))
	must(d.store.SavePoll(ctx, news.Poll{SourceID: feed.ID, Started: d.clock.Now(), State: news.PollOK, Items: 3}))
	for range 2 {
		must(d.watchOnce(ctx))
	}
	flags, err := d.store.Flags(ctx)
	must(err)
	if f := flags[feed.ID]; f.State != newsroom.FlagDrifted || !strings.Contains(f.Cause, "The list gives") {
		t.Fatalf("%+v", f)
	}
	letters := func() (all []string) {
		t.Helper()
		files, err := d.inbox.files()
		must(err)
		for _, f := range files {
			text, err := os.ReadFile(f)
			must(err)
			head, body, _ := strings.Cut(string(text), "\r\n\r\n")
			plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, "\r\n", ""))
			must(err)
			all = append(all, head+"\n"+string(plain))
		}
		return all
	}
	got := letters()
	if len(got) != 1 || !strings.Contains(got[0], "aida@desk.example") ||
		!strings.Contains(got[0], "/desk/sources/"+feed.Name) || !strings.Contains(got[0], "Список даёт") {
		t.Fatalf("%d letters: %v", len(got), got)
	}

	for n := range deadPolls { // and it dies
		must(d.store.SavePoll(ctx, news.Poll{
			SourceID: feed.ID, Started: d.clock.Now().Add(time.Duration(n+1) * time.Second), State: news.PollFailing,
			Detail: "The site refuses connections: it is down, or nothing listens at this address.",
		}))
	}
	must(d.watchOnce(ctx))
	if flags, err = d.store.Flags(ctx); err != nil || flags[feed.ID].State == newsroom.FlagDead {
		t.Errorf("dead at once: %+v, %v", flags[feed.ID], err)
	}
	later := d.clock.Now().Add(deadAfter + time.Hour)
	s := news.Standing{Source: feed, Failures: deadPolls, LastSuccess: later.Add(-2 * deadAfter)}
	s.Last.State, s.Last.Detail, s.LastSuccess = news.PollFailing, "Why.", d.clock.Now().Add(-deadAfter)
	if f := d.watched(s, flags[feed.ID]); f.State != newsroom.FlagDead || f.Cause != "Why." {
		t.Errorf("%+v", f)
	}
	s.LastSuccess = time.Time{}
	if f := d.watched(s, newsroom.Flag{}); f.State != "" {
		t.Errorf("one that never worked is dead at once: %+v", f)
	}
	s.Source.Enabled = false
	if f := d.watched(s, flags[feed.ID]); f.State != "" {
		t.Errorf("a paused one is flagged: %+v", f)
	}
}

// TestDeskFiles: what is exported in each format is read again as it was; mistakes stand at their lines, and a bomb of
// aliases or entities does nothing.
func TestDeskFiles(t *testing.T) {
	p := deskRunner{&program{}}
	all, err := p.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	all[0].Groups, all[0].Rights.NoArchive, all[0].Every = []string{"energy", "утро"}, true, 45*time.Minute
	all[1].Outlet.Name = "=cmd()"
	for _, format := range []string{"yaml", "csv", "opml"} {
		var b bytes.Buffer
		if err := p.WriteSources(&b, format, all); err != nil {
			t.Fatal(err)
		}
		lines, err := p.ReadSources("file", b.Bytes())
		if err != nil || len(lines) != len(all) {
			t.Fatalf("%s: %d of %d, %v", format, len(lines), len(all), err)
		}
		byURL := map[string]news.Source{}
		for _, l := range lines {
			if l.Wrong != "" || l.N == 0 {
				t.Errorf("%s, line %d: %s", format, l.N, l.Wrong)
			}
			byURL[l.Source.URL] = l.Source
		}
		for _, s := range all {
			got := byURL[s.URL]
			if format == "opml" { // it has less
				if got.Name != s.Name || got.Kind != s.Kind {
					t.Errorf("opml: %+v", got)
				}
				continue
			}
			if c := changes(s, got); len(c) > 0 {
				t.Errorf("%s: %s: %v", format, s.Name, c)
			}
		}
	}
	for name, c := range map[string]struct {
		text  string
		wrong map[int]string
	}{
		"csv": {
			"url;name;every\nhttps://a.example/f;a;30m\nftp://b;b;\nhttps://c.example/f;c;soon\n",
			map[int]string{3: "is not a web address", 4: "no span of time"},
		},
		"a csv without addresses": {"name,outlet\na,b\n", nil},
		"opml": {
			"<opml><body>\n<outline text=\"A\" xmlUrl=\"https://a.example/f\"/>\n<outline text=\"Note\"/>\n</body></opml>",
			map[int]string{3: "no address"},
		},
		"yaml": {
			"sources:\n- {name: a, outlet: {name: A}, url: https://a.example/, kind: feed, enabled: true}\n" +
				"- {name: b, outlet: {name: B}, url: https://b.example/, kind: listing, enabled: true}\n",
			map[int]string{3: "needs a rule"},
		},
		"a field that is none": {"sources:\n- {name: a, bogus: 1}\n", map[int]string{2: ""}},
		"no yaml":              {"sources: [\n", map[int]string{}},
		"entities": {
			`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "` + strings.Repeat("&b;", 1000) + `">]><opml>`, nil,
		},
		"aliases": {
			"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n" +
				"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nsources: *e\n", map[int]string{},
		},
	} {
		began := time.Now()
		lines, err := p.ReadSources("file", []byte(c.text))
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %s", name, took)
		}
		if c.wrong == nil {
			var invalid *news.InvalidError
			if !errors.As(err, &invalid) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wrong := map[int]string{}
		for _, l := range lines {
			if l.Wrong != "" {
				wrong[l.N] = l.Wrong
			}
		}
		for n, says := range c.wrong {
			if !strings.Contains(wrong[n], says) || wrong[n] == "" {
				t.Errorf("%s, line %d: %q, not %q", name, n, wrong[n], says)
			}
		}
		if len(c.wrong) > 0 && len(wrong) != len(c.wrong) {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}

// TestDeskSourcesInBrowser: an admin adds a site without a feed by its address, edits its rule with a preview, and
// saves it, in at most 25 actions; a viewer is refused. The new pages are looked at in both schemes and at three
// widths.
func TestDeskSourcesInBrowser(t *testing.T) {
	tab := browse(t)
	d := openSample(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := d.tour(ctx); err != nil {
		t.Fatal(err)
	}
	var site *sampleOutlet
	for _, o := range d.outlets {
		if o.Kind == news.KindListing {
			site = o
		}
	}
	known, err := d.store.Source(ctx, site.Key)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.store.DeleteSource(ctx, site.Key); err != nil { // a site that the desk does not read yet
		t.Fatal(err)
	}
	viewer := newsroom.Person{
		Email: "viewer@desk.example", Name: "Viewer", Role: newsroom.Viewer, Enabled: true, Created: d.clock.Now(),
		Password: desk.HashPassword("a quiet steppe morning"),
	}
	err = d.store.AddPerson(ctx, &viewer, newsroom.Entry{At: d.clock.Now(), By: "test", Action: "person.add"})
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- d.show(ctx) }()
	defer func() { cancel(); <-served }()
	b := &deskBrowser{t: t, tab: tab, root: "http://" + d.listener.Addr().String()}
	b.open(d.deskLink())
	actions := 0
	press := func(selector string) { actions++; b.press(selector) }
	write := func(selector, text string) {
		actions++
		ask[chromedp.Void](b, fmt.Sprintf("document.querySelector(%q).value = %q", selector, text))
	}
	press(".places a[href='/desk/sources']")
	press("a[href='/desk/sources/new']")
	write("#address", site.base)
	press(".paste button")
	press(".way button")
	if !strings.Contains(b.text(".notice"), "was added") {
		t.Fatalf("after adding: %s", b.text("main"))
	}
	path := ask[string](b, "location.pathname")
	press(".tabs a[href$='/rule']")
	write("#link", known.Rules.Link)
	write("#article_title", "h1")
	press("button[value=preview]")
	if ask[int](b, "document.querySelectorAll('#preview .items li').length") < 2 || !strings.Contains(b.text("#preview"),
		"Headline") {
		t.Fatalf("the preview shows %s", b.text("main"))
	}
	b.flawless("a rule with its preview")
	press("button[value=change]")
	if !strings.Contains(b.text(".diff"), "article_title: h1") {
		t.Fatalf("the difference is %s", b.text("main"))
	}
	b.flawless("a change of a rule")
	press("main form[action$='/save'] button")
	if !strings.Contains(b.text(".notice"), "is saved") {
		t.Fatalf("after saving: %s", b.text("main"))
	}
	if actions > 25 {
		t.Errorf("it took %d actions", actions)
	}
	b.open(b.root + "/desk/settings/hooks")
	ask[chromedp.Void](b, `document.querySelector("#url").value = "https://example.org/attache?key=long-without-space"`)
	b.press("form.fields button")
	b.flawless("the secret of a webhook")
	views := []browserView{{"light", 1280}, {"dark", 375}}
	if os.Getenv("ATTACHE_SHOTS") != "" {
		views = append(views, browserView{"dark", 1440}, browserView{"light", 320})
	}
	for _, p := range []string{
		"/desk/sources", path, path + "/edit", path + "/rule", path + "/rights", path + "/history",
		"/desk/sources/import", "/desk/sources/catalogue", "/desk/me/tokens", "/desk/settings/tokens", "/desk/me",
		"/desk/settings/hooks",
	} {
		for _, v := range views {
			b.look(p, v)
		}
	}
	b.open(b.root + "/desk/sources/import")
	ask[chromedp.Void](b, `document.querySelector("#text").value = "url,name,outlet\n`+
		`https://new.example/feed,fresh,New\nnonsense,x,X\n"`)
	b.press("form button")
	if !strings.Contains(b.text("main"), "new 1") || !strings.Contains(b.text("main"), "wrong 1") {
		t.Errorf("the report says %s", b.text("main"))
	}
	b.flawless("the report of an import")
	b.open(b.root + "/desk/sources")
	ask[chromedp.Void](b, `document.querySelectorAll("input[name=name]").forEach(e => e.checked = true)`)
	b.press("button[value=edit]")
	ask[chromedp.Void](b, `document.querySelector("#group").value = "morning"`)
	b.press("main form button")
	b.flawless("the edit of several")
	b.press("button[value=save]")
	if !strings.Contains(b.text(".notice"), "changed") {
		t.Errorf("after the edit: %s", b.text("main"))
	}
	for _, lang := range []string{"ru", "kk", "tr"} { // their words are longer
		b.open(b.root + "/desk/me")
		ask[chromedp.Void](b, fmt.Sprintf("document.querySelector('#language').value = %q", lang))
		b.press("form[action$='/desk/me'] button")
		for _, p := range []string{
			"/desk/sources", path, path + "/rule", path + "/rights", "/desk/sources/import", "/desk/sources/catalogue",
			"/desk/me/tokens", "/desk/settings/hooks",
		} {
			b.look(p, browserView{"light", 320})
		}
	}
	b.open(b.root + "/desk/me")
	ask[chromedp.Void](b, "document.querySelector('#language').value = ''")
	b.press("form[action$='/desk/me'] button")
	b.press("form[action$='/sign-out'] button")
	ask[chromedp.Void](b, `document.querySelector("#email").value = "viewer@desk.example";`+
		`document.querySelector("#password").value = "a quiet steppe morning"`)
	b.press("main form button")
	for _, p := range []string{path + "/rule", path + "/edit", "/desk/sources/new", "/desk/sources/import"} {
		if b.open(b.root + p); b.text("main h1") != "This is not open to you" {
			t.Errorf("a viewer sees %s: %s", p, b.text("main h1"))
		}
	}
	if b.open(b.root + path); ask[int](b, "document.querySelectorAll('main form').length") != 0 {
		t.Error("a viewer is offered forms")
	}
}

// flawless reports the flaws of the page that is open, in two widths.
func (b *deskBrowser) flawless(name string) {
	b.t.Helper()
	for _, v := range []browserView{{"light", 1280}, {"dark", 375}} {
		if _, err := chromedp.Run(b.tab, func(ctx context.Context, c *chromedp.Target) (int, error) {
			return 0, v.set(ctx, c)
		}); err != nil {
			b.t.Fatal(err)
		}
		for _, f := range ask[[]string](b, flaws) {
			b.t.Errorf("%s at %d px: %s", name, v.width, f)
		}
		b.shoot(fmt.Sprintf("%s.%s.%d", strings.ReplaceAll(name, " ", "-"), v.scheme, v.width))
	}
}
