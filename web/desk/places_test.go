package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// TestSources: find, add, pause by the list, undo, edit with a mistake and without, and an undo that was overtaken.
func TestSources(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.get("/desk/sources").want(t, http.StatusOK, "The One", "No answer")
	c.get("/desk/sources?state=ok").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/sources?region=Central+Asia&lang=ru&q=ONE&state=failing").want(t, http.StatusOK, "The One")
	c.post("/desk/sources/add", "source", `{"name":"x"`).want(t, http.StatusNotFound)
	c.post("/desk/sources/add", "source", `{"name":"x","kind":"feed","url":"ftp://x"}`, "outlet", "X").want(t,
		http.StatusSeeOther)
	c.get("/desk/sources/new").want(t, http.StatusOK, "is not a web address")
	found := `{"name":"one","outlet":{"name":"Another"},"kind":"feed","url":"https://another.example/feed"}`
	a := c.post("/desk/sources/add", "source", found, "outlet", "Another", "country", "tr")
	a.want(t, http.StatusSeeOther)
	if a.Header.Get("Location") != "/desk/sources/one-2" {
		t.Errorf("it leads to %s", a.Header.Get("Location"))
	}
	c.get("/desk/sources/one-2").want(t, http.StatusOK, "Another was added", "Türkiye")
	own := strings.Replace(found, `"one"`, `"catalogue"`, 1)
	a = c.post("/desk/sources/add", "source", strings.Replace(own, "/feed", "/own", 1), "outlet", "Its own page")
	if got := a.Header.Get("Location"); got != "/desk/sources/catalogue-2" {
		t.Errorf("a source called as a page of the desk leads to %s", got)
	}
	c.post("/desk/sources").want(t, http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "Choose at least one")
	c.post("/desk/sources", "name", "one", "name", "one-2", "name", "gone", "do", "pause").want(t, http.StatusSeeOther)
	a = c.get("/desk/sources")
	a.want(t, http.StatusOK, "2 sources are paused", `name="entry"`)
	var undo []string
	for _, part := range strings.Split(a.body, `name="entry" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		undo = append(undo, "entry", id)
	}
	c.post("/desk/undo", undo...).want(t, http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "as it was before")
	for _, name := range []string{"one", "one-2"} {
		if src, err := s.st.Source(t.Context(), name); err != nil || !src.Enabled {
			t.Errorf("%s is not enabled again, %v", name, err)
		}
	}
	c.post("/desk/undo", undo...).want(t, http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "changed this in the meantime")
	edit := []string{
		"outlet", "The One, new", "url", "https://one.example/feed", "kind", "feed", "language", "kk", "every", "15",
	}
	c.post("/desk/sources/one/edit", append(edit, "time_zone", "Nowhere")...).want(t, http.StatusUnprocessableEntity,
		"is not a time zone", "The One, new")
	c.post("/desk/sources/one/edit", "outlet", "X", "url", "https://one.example/feed", "kind", "feed", "every",
		"x").want(t, http.StatusUnprocessableEntity, "is not a number")
	change := c.post("/desk/sources/one/edit", edit...)
	change.want(t, http.StatusOK, "What changes", "+ every: 15m0s")
	c.post("/desk/sources/one/save", change.hidden("was", "will", "form")...).want(t, http.StatusSeeOther)
	c.get("/desk/sources/one").want(t, http.StatusOK, "The One, new", "15 min", "language")
	c.post("/desk/sources/one/test").want(t, http.StatusOK, "Just read", "As it is read.")
	s.run.broken = news.Invalid("", "The site took too long to answer.")
	c.post("/desk/sources/find", "address", "https://slow.example").want(t, http.StatusUnprocessableEntity,
		"took too long", "https://slow.example")
	c.get("/desk/sources/none").want(t, http.StatusNotFound)
}

// TestIssues: what the page offers is what can be done; a decision on a state that has passed is refused; each is
// noted.
func TestIssues(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.get("/desk").want(t, http.StatusOK, "The Daily", "in 3 h", "held")
	c.get("/desk/issues?state=held&digest=daily").want(t, http.StatusOK, "The Daily")
	c.get("/desk/issues?state=sent").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/issues/1").want(t, http.StatusOK, "Approve and send", "Cancel",
		`sandbox="allow-popups allow-popups-to-escape-sandbox"`, "KZ")
	c.get("/desk/issues/1/letter").want(t, http.StatusOK, "The letter")
	c.post("/desk/issues/1", "do", "approve", "seen", "draft").want(t, http.StatusSeeOther)
	c.get("/desk/issues/1").want(t, http.StatusOK, "in the meantime")
	c.post("/desk/issues/1", "do", "approve", "seen", "held").want(t, http.StatusSeeOther)
	c.get("/desk/issues/1").want(t, http.StatusOK, "The issue is approved", "Hold")
	c.post("/desk/issues/1", "do", "hold", "seen", "approved").want(t, http.StatusSeeOther)
	c.post("/desk/issues/1", "do", "cancel", "seen", "held").want(t, http.StatusSeeOther)
	c.get("/desk/issues/1").want(t, http.StatusOK, "missed")
	c.post("/desk/issues/1", "do", "approve", "seen", "missed").want(t, http.StatusSeeOther)
	c.post("/desk/issues/1", "do", "burn", "seen", "missed").want(t, http.StatusNotFound)
	c.get("/desk/issues/99").want(t, http.StatusNotFound)
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "issue", Limit: 9})
	if err != nil || len(entries) != 3 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	c.get("/desk/articles?verdict=kept&lang=ru&country=KZ&outlet=one").want(t, http.StatusOK, "Title &lt;script")
	c.get("/desk/articles?verdict=new").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/articles/1").want(t, http.StatusOK, "Names KZ.", "90", "https://one.example/a", "Text &lt;script")
}

// TestAudit: the log is filtered, exported and says that it was; a formula stays a text.
func TestAudit(t *testing.T) {
	s := open(t, desk.Config{Kept: 730})
	c := s.signedIn(newsroom.Admin)
	c.get("/desk/settings/audit?kind=source").want(t, http.StatusOK, "Nothing yet", "730")
	if err := s.st.Note(t.Context(), newsroom.Entry{
		At: s.now, PersonID: 1, Action: "source.edit", Kind: "source", Name: "=HYPERLINK(1)",
		Was: `{"every":1800000000000,"outlet":{"name":"A"}}`, Became: `{"every":900000000000,"outlet":{"name":"B"}}`,
	}); err != nil {
		t.Fatal(err)
	}
	c.get("/desk/settings/audit?kind=source&person=1&from=2026-11-30&to=2026-11-30").want(t, http.StatusOK,
		"outlet.name", "30m0s", "15m0s")
	c.get("/desk/settings/audit?from=2026-12-01").want(t, http.StatusOK, "Nothing yet")
	a := c.get("/desk/settings/audit.csv?kind=source")
	a.want(t, http.StatusOK, "source.edit", "'=HYPERLINK")
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") {
		t.Error(a.Header.Get("Content-Type"))
	}
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "audit", Limit: 9})
	if err != nil || len(entries) != 1 || entries[0].Action != "audit.export" {
		t.Errorf("the export was not noted: %v, %v", entries, err)
	}
}

// TestEmpty: every place says what to do when there is nothing.
func TestEmpty(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Admin)
	for path, says := range map[string]string{
		"/desk": "Choose what to read", "/desk/sources": "region=Africa", "/desk/articles": "No article has been read yet",
		"/desk/digests": "starter=week", "/desk/issues": "No issue has been made yet",
	} {
		c.get(path).want(t, http.StatusOK, says)
	}
}

// TestLanguages: a page comes in the person's language, a door in the browser's or the one asked for.
func TestLanguages(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Viewer)
	for lang, says := range map[string]string{
		"en": "What needs you", "ru": "требует", "kk": "күтіп",
		"tr": "Sizi bekleyenler",
	} {
		c.post("/desk/me", "name", "Name", "language", lang, "time_zone", "Asia/Almaty").want(t, http.StatusSeeOther)
		c.get("/desk").want(t, http.StatusOK, `lang="`+lang+`"`, says)
	}
	c.post("/desk/me", "name", "Name", "language", "xx").want(t, http.StatusSeeOther)
	c.get("/desk/me").want(t, http.StatusOK, "xx")
	door := s.client()
	door.header.Set("Accept-Language", "kk-KZ,ru;q=0.5")
	door.get("/desk/sign-in").want(t, http.StatusOK, `lang="kk"`)
	door.get("/desk/sign-in?lang=tr").want(t, http.StatusOK, "Giriş yap")
}

// TestStyle: the style sheet is small, keeps its name while it is the same, and needs no door.
func TestStyle(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.client()
	_, rest, _ := strings.Cut(c.get("/desk/sign-in").body, `rel="stylesheet" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	a := c.get(path)
	a.want(t, http.StatusOK, "@layer")
	if len(a.body) > 14<<10 {
		t.Errorf("%d bytes", len(a.body))
	}
	if got := a.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Error(got)
	}
	if len(a.Header.Values("Set-Cookie")) > 0 {
		t.Error("it sets a cookie")
	}
	c.get("/desk/assets/desk.css").want(t, http.StatusNotFound)
}

// TestDemo: the link signs in as often as one likes; without the setting there is no such address.
func TestDemo(t *testing.T) {
	s := open(t, desk.Config{Demo: "secret-of-the-demo"})
	s.person("admin@desk.example", newsroom.Admin)
	for range 2 {
		c := s.client()
		c.get("/desk/demo/secret-of-the-demo").want(t, http.StatusSeeOther)
		c.get("/desk").want(t, http.StatusOK)
	}
	s.client().get("/desk/demo/another").want(t, http.StatusNotFound)
	plain := open(t, desk.Config{})
	plain.person("admin@desk.example", newsroom.Admin)
	if a := plain.client().get("/desk/demo/"); a.StatusCode != http.StatusSeeOther ||
		!strings.HasPrefix(a.Header.Get("Location"), "/desk/sign-in") {
		t.Errorf("without the setting: %d", a.StatusCode)
	}
}

// TestPauseNeedsNoField: that a source was paused is said by the action, not by a field of the program.
func TestPauseNeedsNoField(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Admin)
	c.post("/desk/sources", "name", "one", "do", "pause").want(t, http.StatusSeeOther)
	for _, path := range []string{"/desk/sources/one", "/desk/settings/audit"} {
		a := c.get(path)
		a.want(t, http.StatusOK, "source paused")
		if strings.Contains(a.body, "<b>enabled</b>") {
			t.Errorf("%s names the field", path)
		}
	}
}
