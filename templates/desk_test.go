package templates

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/net/html"

	"attache/news"
	"attache/newsroom"
)

// sampleDesk are the pages of the desk in their states.
func sampleDesk(language string) map[string][]DeskPage {
	now := sampleNow
	zone := time.FixedZone("", 5*60*60)
	shell := func(place string, role newsroom.Role) DeskShell {
		s := DeskShell{
			Language: language, Site: "Press desk", Style: "/desk/assets/desk.css", Place: place, Now: now, Zone: zone,
			Here: "/desk/" + place,
		}
		if role != "" {
			s.Person = newsroom.Person{
				ID: 1, Name: "Айдана Серік", Email: "aidana@desk.example", Role: role, Enabled: true,
				TimeZone: "Asia/Almaty", Language: language, SignedIn: now.Add(-time.Hour),
			}
		} else {
			s.Here += "?"
		}
		return s
	}
	admin := func(place string, data any) DeskPage { return DeskPage{shell(place, newsroom.Admin), data} }
	viewer := func(place string, data any) DeskPage { return DeskPage{shell(place, newsroom.Viewer), data} }
	door := func(data any) DeskPage { return DeskPage{shell("", ""), data} }
	noted := func(p DeskPage, n DeskNotice) DeskPage { p.Notice = &n; return p }

	issue := Sample(language)
	row := sampleRow(issue)
	row.State = news.IssueHeld
	source := news.Source{
		Name: "bogaz", Outlet: news.Outlet{Name: "Boğaz Postası", Country: "TR", Region: "Türkiye"},
		URL: "https://bogaz.example/feed", Kind: news.KindListing, Language: "tr", Enabled: true, Every: 15 * time.Minute,
		Rules: news.Rules{Link: "h2 a", Date: "time"}, Excerpt: 400,
	}
	poll := news.Poll{
		Started: now.Add(-2 * time.Hour), State: news.PollFailing,
		Detail:  `The site refuses connections: it is down, or nothing listens at this address. <b>"Timeout"</b>.`,
		NextTry: now.Add(40 * time.Minute), Took: 20 * time.Second,
	}
	good := poll
	good.State, good.Items, good.New, good.Detail = news.PollOK, 30, 4, ""
	standing := news.Standing{
		Source: source, Last: poll, LastSuccess: now.Add(-26 * time.Hour), LastNews: now.Add(-27 * time.Hour), Failures: 4,
	}
	failing := DeskSource{Standing: standing, State: "failing", Week: []int{3, 0, 7, 12, 1, 0, 0}, Sum: 23}
	paused := failing
	paused.State, paused.Source.Enabled = "paused", false
	drifted := failing
	drifted.State, drifted.Flag = "drifted", newsroom.Flag{
		State: "drifted", Cause: "The list gives nothing any more; it gave 12 items.", Since: now.AddDate(0, 0, -2),
	}
	rules := []DeskRuleField{{Name: "item", List: true}, {Name: "link", Value: `a[href*="<"]`, List: true}, {
		Name: "article_body", Value: ".text",
	}}
	items := []news.Item{{URL: "https://bogaz.example/1", Title: "Bakan <i>Astana</i>’da", Published: now}, {
		URL: "https://bogaz.example/2",
	}}
	articles := []newsroom.ArticleRow{
		{ID: 3, Title: "Bakan Astana’da", Outlet: "Boğaz Postası", Language: "tr", Dated: now, Kept: true, Judged: true},
		{ID: 2, Outlet: "Kurier", Language: "ru", Dated: now.AddDate(-1, 0, 0), Judged: true},
		{ID: 1, Title: "New", Dated: now},
	}
	entry := DeskEntry{
		Entry: newsroom.Entry{
			ID: 9, At: now, PersonID: 1, Who: "Айдана Серік", Action: "source.edit",
			Kind: "source", Name: "bogaz",
		},
		Changes: []DeskChange{{"language", "tr", "kk"}},
	}
	command := DeskEntry{Entry: newsroom.Entry{
		ID: 8, At: now, By: "attache serve", Action: "person.invite",
		Kind: "invitation", Name: "1",
	}}
	gone := DeskEntry{Entry: newsroom.Entry{ID: 7, At: now, PersonID: 12, Action: "x.new", Kind: "person", Name: "12"}}
	article := news.Article{
		ID: 3, URL: "https://bogaz.example/1", Title: "Bakan Astana’da", Outlet: source.Outlet,
		Authors:   []string{"A. Yılmaz"},
		Published: now, Language: "tr", Partial: true, Blocks: []news.Block{{Text: "Bakan & heyeti."}},
	}
	digest := news.Digest{Name: "daily", Title: issue.Title, Language: "kk", Enabled: true, Approval: news.ApproveHold}
	off := digest
	off.Name, off.Enabled, off.Approval = "weekly", false, ""
	person := shell("", newsroom.Admin).Person
	return withWork(language, admin, viewer, map[string][]DeskPage{
		"sign-in": {door(DeskSignIn{Next: "/desk/sources"}), noted(door(DeskSignIn{Email: "a@b.example"}), DeskNotice{
			Key: "wrong_password", Bad: true,
		}), door(DeskSignIn{Other: "Ministry", Closed: true, Next: "/desk/sources?a=1&b=2"})},
		"welcome": {
			door(DeskWelcome{Token: "t", Email: "new@desk.example", Role: newsroom.Editor}),
			door(DeskWelcome{Token: "t", Role: newsroom.Admin}), door(DeskWelcome{
				Token: "t", Email: "a@b.example",
				Reset: true,
			}),
		},
		"denied": {viewer("", DeskDenied{newsroom.Admin})},
		"error": {
			viewer("", DeskError{"not_found"}), viewer("", DeskError{"busy"}), door(DeskError{"too_many"}),
			door(DeskError{"bad_link"}), viewer("", DeskError{"overtaken"}), viewer("", DeskError{"internal"}),
			door(DeskError{"no_provider"}), door(DeskError{"not_let_in"}),
		},
		"me": {viewer("me", DeskMe{Current: 2, Sessions: []newsroom.Session{
			{ID: 2, Created: now, Seen: now, Agent: "Firefox, Linux"}, {
				ID: 1, Created: now.AddDate(0, 0, -3),
				Seen: now.Add(-30 * time.Hour),
			},
		}})},
		"people": {
			admin("settings", DeskPeople{
				People: []newsroom.Person{person, {ID: 2, Name: "B", Email: "b@desk.example", Role: newsroom.Viewer}},
				Roles:  newsroom.Roles,
				Link:   "https://press.example/desk/welcome/t", For: "c@desk.example", Mailed: true,
				Invitations: []newsroom.Invitation{{
					ID: 1, Email: "c@desk.example", Role: newsroom.Editor,
					Expires: now.AddDate(0, 0, 7),
				}, {ID: 2, Role: newsroom.Admin, Expires: now}},
			}),
			admin("settings", DeskPeople{
				Roles: newsroom.Roles, Link: "https://press.example/desk/welcome/t",
				For: "c@desk.example",
			}),
		},
		"audit": {
			admin("settings", DeskAudit{
				Entries: []DeskEntry{entry, command, gone}, People: []newsroom.Person{person}, Kinds: []string{
					"source",
					"person",
				}, Days: 730,
				Filter: newsroom.Filter{Kind: "source", PersonID: 1}, Export: "/desk/settings/audit.csv",
				Older: "?before=7", From: "2026-11-01",
			}),
			admin("settings", DeskAudit{Days: -1}),
		},
		"today": {
			admin("today", DeskToday{
				Digests: 3, Sources: 20, BrokenAll: 9, Drifted: []DeskSource{drifted},
				Broken: []news.Standing{standing}, Held: []news.IssueRow{row},
				Missed: []news.IssueRow{row}, Doubt: []DeskDoubt{{row, 3}}, Last: &DeskLast{row, 1204, []string{"One", "Two"}},
				Next: []DeskNext{
					{Digest: digest, At: now.Add(192 * time.Minute)},
					{Digest: off},
					{Digest: news.Digest{Title: "By hand", Enabled: true}},
				},
			}),
			viewer("today", DeskToday{Digests: 1, Sources: 2}), viewer("today", DeskToday{}),
		},
		"sources": {
			admin("sources", DeskSources{
				Rows: []DeskSource{failing, paused}, Total: 61, Found: 61, States: []DeskChoice{{"", 61, "?"}, {
					"failing",
					1, "?state=failing",
				}},
				Regions: []string{"Türkiye"}, Languages: []string{"tr"}, More: "?after=bogaz", State: "failing", Filtered: true,
			}),
			admin("sources", DeskSources{
				Rows: []DeskSource{drifted}, Total: 1, Groups: []string{"energy"}, Group: "energy", Outlets: []string{"Boğaz"},
				Outlet: "Boğaz", Export: "/desk/sources/export?group=energy",
			}),
			noted(viewer("sources", DeskSources{Total: 3, Query: "x", Filtered: true}), DeskNotice{
				Key: "sources_paused",
				N:   3,
			}),
			admin("sources", DeskSources{}),
		},
		"source": {
			noted(admin("sources", &DeskSourcePage{
				DeskSource: failing, Polls: []news.Poll{poll, good}, Articles: articles, Entries: []DeskEntry{entry, gone},
				Tried: &DeskTried{Poll: good, Items: items, Newest: &article, Problem: "It could not be read."},
			}), DeskNotice{Key: "source_added", Name: "Boğaz <b>", Undo: []int64{9}}),
			viewer("sources", &DeskSourcePage{DeskSource: paused}), viewer("sources", &DeskSourcePage{DeskSource: drifted}),
		},
		"add": {
			admin("sources", DeskAdd{}), admin("sources", DeskAdd{Address: "https://x.example", Asked: true}),
			noted(admin("sources", DeskAdd{Address: "https://x.example", Asked: true, Ways: []DeskWay{
				{source, `{"name":"bogaz","url":"https://x.example/?a=1&b=2"}`, "announced by the page", items}, {
					source,
					"{}", "found", nil,
				},
			}}), DeskNotice{Text: "It took too long.", Hint: "try again", Bad: true}),
		},
		"edit": {admin("sources", DeskEdit{Source: source, Every: "15", Groups: "energy", Kinds: news.SourceKinds})},
		"change": {noted(admin("sources", DeskSourceChange{
			Source: source, Was: `{"name":"bogaz"}`, Will: "{}", Form: "rule",
			Diff: []DeskDiff{{"", "rules:"}, {"-", "  link: h2 a"}, {"+", "  link: h3 a"}},
		}), DeskNotice{Key: "overtaken_diff", Bad: true})},
		"rule": {
			admin("sources", DeskRule{Source: source, Fields: rules}),
			admin("sources", DeskRule{Source: source, Fields: rules, Article: "https://bogaz.example/1", Shown: &DeskPreview{
				Kept: now, URL: "https://bogaz.example/", Items: items, N: 12, Titled: 11, Dated: 9,
				Rules: []DeskMatched{{"item", "li", 12, 0}, {"date", "time", 0, 12}}, Article: "https://bogaz.example/1",
				Fields: []DeskField{
					{"article_title", "Ruled <b>", "Guessed", "ok"},
					{"article_date", "", "2026-11-30", "missed"},
					{"article_body", "", "Text", ""},
				},
			}}),
			admin("sources", DeskRule{Source: source, Shown: &DeskPreview{
				Problem: "The site refuses connections: it is down, or nothing listens at this address.",
			}}),
		},
		"rights": {admin("sources", DeskRights{source, 600})},
		"history": {
			viewer("sources", DeskHistory{source, []news.Poll{poll, good}, "?before=1"}), viewer("sources", DeskHistory{
				Source: source,
			}),
		},
		"bulk": {
			admin("sources", DeskBulk{Names: []string{"bogaz", "b"}, Back: "/desk/sources"}),
			admin("sources", DeskBulk{
				Names: []string{"bogaz"}, Back: "/desk/sources", Shown: true, Fields: map[string]string{"region": "Türkiye"},
				Changes: []DeskBulkChange{{"bogaz", []DeskChange{{"groups", "", "energy"}}, ""}, {Name: "b", Wrong: "Wrong."}},
			}),
			admin("sources", DeskBulk{Names: []string{"bogaz"}, Shown: true}),
		},
		"import": {
			admin("sources", DeskImport{}),
			admin("sources", DeskImport{
				File: "a.opml", Data: "eA", N: map[string]int{"add": 2, "wrong": 1},
				Lines: []DeskImportLine{
					{N: 7, Wrong: "It has no address that can be polled.", Name: "Folder", Do: "wrong"},
					{N: 3, Name: "bogaz", Outlet: "Boğaz <i>", URL: "https://bogaz.example/feed", Do: "change", Changes: []DeskChange{{
						"language", "", "tr",
					}}},
				},
			}),
		},
		"catalogue": {
			admin("sources", DeskCatalogue{
				Regions: []DeskChoice{{"Türkiye", 2, "?region=T"}, {"Iran", 1, "?region=I"}}, Region: "Türkiye", New: 1,
				Rows: []DeskCatalogueRow{{source, ""}, {source, "bogaz"}},
			}),
			viewer("sources", DeskCatalogue{Rows: []DeskCatalogueRow{{source, ""}}, New: 1}),
		},
		"tokens": {
			viewer("me", DeskTokens{Scopes: newsroom.Scopes, Made: "attache_x"}),
			admin("settings", DeskTokens{All: true, Tokens: []DeskToken{
				{newsroom.Token{ID: 2, Name: "Script <b>", Scopes: newsroom.Scopes, Used: now}, "Айдана", false},
				{newsroom.Token{ID: 1, Name: "Old", Scopes: newsroom.Scopes[:1], Expires: now.AddDate(0, 0, -1)}, "", true},
			}}),
		},
		"hooks": {
			admin("settings", DeskHooks{Events: newsroom.HookEvents, Made: "whsec_x", Hooks: []DeskHook{
				{
					newsroom.Hook{ID: 2, URL: "https://example.org/hook?a=<b>", Events: newsroom.HookEvents, Enabled: true},
					[]newsroom.HookMessage{
						{Event: "issue.sent", Name: "daily", At: now, Tries: 1, Ended: now, Delivered: true, Status: 200, Answer: "OK"},
						{Event: "source.broken", Name: "bogaz", At: now, Tries: 10, Ended: now, Answer: "No <answer>."},
						{Event: "test", At: now, Tries: 1, NextTry: now, Status: 503, Answer: "Later"},
					},
				},
				{newsroom.Hook{ID: 1, URL: "https://example.org/old", Events: []string{"issue.held"}, Note: "It is gone."}, nil},
			}}),
			admin("settings", DeskHooks{Events: newsroom.HookEvents}),
		},
		"articles": {viewer("articles", DeskArticles{
			Rows: articles, Verdict: "kept", Lang: "tr",
			Languages: []string{"kk", "tr"}, Lands: []string{"KZ", "TR"}, Outlets: []string{"bogaz"}, Older: "?before=1.2",
			Filtered: true,
		}), viewer("articles", DeskArticles{}), viewer("articles", DeskArticles{Filtered: true})},
		"article": {
			viewer("articles", DeskArticlePage{Article: &article, Source: "bogaz", Verdicts: []DeskVerdict{
				{news.Verdict{Kept: true, Score: .914, Judged: now, Reasons: []news.Reason{{
					Code: "actors", Weight: 1.25,
					Detail: "Names <KZ>.",
				}}}, "Daily"},
				{news.Verdict{DuplicateOf: 7, Judged: now}, "Weekly"},
			}}),
			viewer("articles", DeskArticlePage{Article: &news.Article{Forgotten: true}}),
		},
		"digests": {
			viewer("digests", DeskDigests{[]DeskDigest{{Digest: digest, Runs: []time.Time{
				now.Add(time.Hour),
				now.AddDate(0, 0, 1),
			}, Sources: 21, Readers: 1204}, {Digest: off}}}),
			viewer("digests", DeskDigests{}),
		},
		"issues": {
			viewer("issues", DeskIssues{
				Rows: []news.IssueRow{row}, Digest: "daily", State: "held",
				Digests: []news.Digest{digest}, States: []news.IssueState{news.IssueHeld, news.IssueSent}, Older: "?before=3",
			}),
			viewer("issues", DeskIssues{}), viewer("issues", DeskIssues{State: "sent"}),
		},
		"issue": {
			admin("issues", DeskIssue{
				Issue: &issue, Tally: news.Tally{news.DeliverySent: 1204, news.DeliveryDoubt: 2}, Shown: "kk",
				Letters: []news.Letter{{Language: "kk"}, {Language: "en"}}, Coverage: []string{"18 of 20."},
				CanApprove: true, CanHold: true, CanCancel: true,
			}),
			admin("issues", DeskIssue{Issue: &news.Issue{
				ID: 4, Title: "Daily", State: news.IssueHeld,
				Note: "The server refused.",
			}, Refused: true}),
			viewer("issues", DeskIssue{Issue: &issue, CanApprove: true}),
		},
	})
}

// TestDeskPages compares each page of the desk in each language with its golden, and looks at its markup: tags close,
// ids stand once, every field has its label, nothing is styled or scripted in place.
func TestDeskPages(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range news.Languages {
		samples := sampleDesk(lang)
		for name := range s.desk[lang].pages {
			if len(samples[name]) == 0 {
				t.Errorf("the page %s has no sample", name)
			}
		}
		for name, pages := range samples {
			for k, p := range pages {
				var b bytes.Buffer
				if err := s.DeskPage(&b, name, p); err != nil {
					t.Error(err)
					continue
				}
				checkDeskMarkup(t, lang+" "+name, b.Bytes())
				golden(t, "desk-"+name+string(rune('1'+k))+"."+lang+".html", b.Bytes())
			}
		}
	}
}

// checkDeskMarkup reports what a validator would.
func checkDeskMarkup(t *testing.T, name string, page []byte) {
	t.Helper()
	void := []string{"meta", "link", "input", "br"}
	var open []string
	ids, labels, fields := map[string]int{}, map[string]bool{}, []string{}
	z := html.NewTokenizer(bytes.NewReader(page))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		tok := z.Token()
		attrs := map[string]string{}
		for _, a := range tok.Attr {
			attrs[a.Key] = a.Val
		}
		switch kind {
		case html.StartTagToken:
			if !slices.Contains(void, tok.Data) {
				open = append(open, tok.Data)
			}
			if id := attrs["id"]; id != "" {
				ids[id]++
			}
			for bad := range attrs {
				if bad == "style" || strings.HasPrefix(bad, "on") {
					t.Errorf("%s: %s has the attribute %s", name, tok.Data, bad)
				}
			}
			if tok.Data == "style" || tok.Data == "script" &&
				!bytes.Contains(page, []byte(`<script src="/desk/assets/desk.js" defer></script>`)) {
				t.Errorf("%s: it holds a %s", name, tok.Data)
			}
			if tok.Data == "label" {
				labels[attrs["for"]] = true
			}
			if (tok.Data == "input" && attrs["type"] != "hidden" || tok.Data == "select" || tok.Data == "textarea") &&
				!slices.Contains(open, "label") && attrs["aria-label"] == "" {
				fields = append(fields, attrs["id"])
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("%s: </%s> closes %v", name, tok.Data, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s: the id %s stands %d times", name, id, n)
		}
	}
	for _, id := range fields {
		if !labels[id] {
			t.Errorf("%s: the field %q has no label", name, id)
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: not closed: %v", name, open)
	}
	if n := bytes.Count(page, []byte("<h1")); n != 1 {
		t.Errorf("%s: %d h1", name, n)
	}
}

// TestDeskWordsAreUsed holds that no text of the desk is there for nobody.
func TestDeskWordsAreUsed(t *testing.T) {
	var all strings.Builder
	for _, pattern := range []string{"desk/*.html", "*.go", "../web/desk/*.go", "../store/*.go", "../cmd/attache/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(src)
		}
	}
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	actions := regexp.MustCompile(`"(source|article|digest|issue|person|session|token|hook|audit)\.[a-z]+"`)
	for _, action := range actions.FindAllString(all.String(), -1) {
		key := "action_" + strings.ReplaceAll(strings.Trim(action, `"`), ".", "_")
		file := action == `"audit.csv"` || action == `"article.card"` // the name of one
		if s.desk["en"].words.c.Text[key] == "" && !file {
			t.Errorf("the log has no words for %s", action)
		}
	}
	letters := wordsOf(t, "en").c
	made := []string{
		"role_", "rolehelp_", "kind_", "action_", "state_", "statetab_", "kindof_", "poll_",
		"verdict_", "issue_", "delivery_", "rulefield_", "rulestate_", "do_", "flag_", "scope_",
		"fate_", "cap_", "view_", "stage_", "sections_", "event_", "funnel_", "starter_", "startertext_",
	}
	own := s.desk["en"].words.c
	for _, key := range append(slices.Sorted(maps.Keys(own.Text)), slices.Sorted(maps.Keys(own.Count))...) {
		if letters.Text[key] == own.Text[key] && letters.Text[key] != "" || letters.Count[key] != nil {
			continue
		}
		if !strings.Contains(all.String(), `"`+key+`"`) &&
			!slices.ContainsFunc(made, func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("nobody asks for %q", key)
		}
	}
}

// TestSpans holds how times are told.
func TestSpans(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang string
		d    time.Duration
		want string
	}{
		{"en", 20 * time.Second, "just now"},
		{"en", -20 * time.Second, "just now"},
		{"en", 192 * time.Minute, "3 h 12 min ago"},
		{"en", -12 * time.Hour, "in 12 h"},
		{"en", 30 * time.Hour, "1 day ago"},
		{"ru", 3 * 24 * time.Hour, "3 дня назад"},
		{"ru", -5 * 24 * time.Hour, "через 5 дней"},
		{"kk", -40 * time.Minute, "40 мин кейін"},
		{"tr", 2 * time.Hour, "2 sa önce"},
	} {
		got := s.desk[c.lang].words.ago(sampleNow, sampleNow.Add(-c.d))
		if got = strings.ReplaceAll(got, nbsp, " "); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.d, got, c.want)
		}
	}
}

// TestDeskSaysItsOwnWords: a page of the desk that takes a word of the readers' pages says something else: its button
// to undo was once "Subscribe me again". Only the count of stories is the same in both.
func TestDeskSaysItsOwnWords(t *testing.T) {
	src, err := deskFiles.ReadFile("desk/words/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var own deskWords
	if err := yaml.Unmarshal(src, &own); err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(deskFiles, "desk/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	said := regexp.MustCompile(`\b(word|count) "(\w+)"`)
	for _, name := range names {
		page, err := deskFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllSubmatch(page, -1) {
			kind, key := string(m[1]), string(m[2])
			_, text := own.Text[key]
			_, count := own.Count[key]
			if kind == "word" && !text || kind == "count" && !count && key != "stories" {
				t.Errorf("%s says %s %q, which desk/words/en.yaml lacks", name, kind, key)
			}
		}
	}
}
