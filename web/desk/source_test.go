package desk_test

import (
	"bytes"
	"encoding/base64"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// hidden are fields of the page's forms with their values, those of a name that stands twice once, by pairs.
func (a answer) hidden(names ...string) []string {
	found := map[string]string{}
	z := html.NewTokenizer(strings.NewReader(a.body))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		tok := z.Token()
		attrs := map[string]string{}
		for _, x := range tok.Attr {
			attrs[x.Key] = x.Val
		}
		if tok.Data == "input" && attrs["name"] != "" {
			if _, ok := found[attrs["name"]]; !ok {
				found[attrs["name"]] = attrs["value"]
			}
		}
	}
	var pairs []string
	for _, n := range names {
		pairs = append(pairs, n, found[n])
	}
	return pairs
}

// TestRule: the form shows what a rule finds and saves nothing; the change is shown before it is saved; a save that
// was overtaken is refused, with the difference.
func TestRule(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	path := "/desk/sources/one"
	c.get(path+"/rule").want(t, http.StatusOK, "article_body")
	a := c.post(path+"/rule", "url", "https://one.example/feed", "rule.match", "/news/", "rule.article_title", "h1", "do",
		"preview")
	a.want(t, http.StatusOK, "Hit &lt;script&gt;", "Ruled", "Guessed", "matches nothing", `value="h1"`)
	if src, err := s.st.Source(t.Context(), "one"); err != nil || src.Rules.Match != "" {
		t.Errorf("the preview saved %q, %v", src.Rules.Match, err)
	}
	c.post(path+"/rule", "rule.match", "(", "do", "preview").want(t, http.StatusUnprocessableEntity,
		"is not a regular expression", `value="("`)
	s.run.broken = news.Invalid("", "The site took too long to answer.")
	c.post(path+"/rule", "rule.match", "/n/", "do", "preview").want(t, http.StatusUnprocessableEntity, "too long")
	s.run.broken = nil
	c.post(path+"/rule", "rule.match", "", "do", "change").want(t, http.StatusSeeOther)
	c.get(path).want(t, http.StatusOK, "Nothing was to be changed")
	change := c.post(path+"/rule", "rule.match", "/news/", "do", "change")
	change.want(t, http.StatusOK, "+ rules:", "/news/")
	back := c.post(path+"/rule", append(change.hidden("will"), "do", "again")...)
	back.want(t, http.StatusOK, `value="/news/"`)
	other := c.post(path+"/rights", "excerpt", "200", "images", "yes")
	other.want(t, http.StatusOK, "+ excerpt: 200", "+   no_archive: true")
	c.post(path+"/save", other.hidden("was", "will", "form")...).want(t, http.StatusSeeOther)
	late := c.post(path+"/save", change.hidden("was", "will", "form")...)
	late.want(t, http.StatusConflict, "in the meantime", "- excerpt: 200", "/news/")
	src, err := s.st.Source(t.Context(), "one")
	if err != nil || !src.Rights.NoArchive || !src.Rights.Images || src.Excerpt != 200 || src.Rules.Match != "" {
		t.Errorf("%+v, %v", src, err)
	}
	c.post(path+"/save", late.hidden("was", "will", "form")...).want(t, http.StatusSeeOther)
	for _, doc := range []string{"", "{", `{"name":"one","url":"javascript:alert(1)","kind":"feed"}`} {
		if a := c.post(path+"/save", "will", doc, "was", "{}"); a.StatusCode != http.StatusBadRequest &&
			a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", doc, a.StatusCode)
		}
	}
	c.post("/desk/sources/none/save", "will", `{"outlet":{"name":"x"},"url":"https://x.example","kind":"feed"}`,
		"was", "{}").want(t, http.StatusNotFound)
}

// TestBulkEdit: what several sources would become is shown first; each can be taken back.
func TestBulkEdit(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.post("/desk/sources", "do", "edit").want(t, http.StatusSeeOther)
	c.post("/desk/sources", "do", "edit", "name", "one", "name", "gone").want(t, http.StatusOK, "2 sources are chosen")
	form := []string{"name", "one", "name", "gone", "group", "energy, <b>", "every", "45", "back", "https://evil.example/"}
	c.post("/desk/sources/bulk", form...).want(t, http.StatusOK, "energy", "45m0s", "&lt;b&gt;")
	c.post("/desk/sources/bulk", "name", "one", "every", "-3").want(t, http.StatusOK, "left out")
	c.post("/desk/sources/bulk").want(t, http.StatusSeeOther)
	a := c.post("/desk/sources/bulk", append(form, "do", "save")...)
	if a.want(t, http.StatusSeeOther); a.Header.Get("Location") != "/desk/sources" {
		t.Error(a.Header.Get("Location"))
	}
	c.get("/desk/sources?group=energy").want(t, http.StatusOK, "1 source is changed", "The One", `name="entry"`)
	c.get("/desk/sources?group=none").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/sources?outlet=The+One").want(t, http.StatusOK, `href="/desk/sources/one"`)
	c.get("/desk/sources?outlet=Another").want(t, http.StatusOK, "Nothing matches")
	c.post("/desk/sources/bulk", "name", "one", "no_group", "energy", "do", "save")
	if src, err := s.st.Source(t.Context(), "one"); err != nil || len(src.Groups) != 1 || src.Every != 45*time.Minute {
		t.Errorf("%+v, %v", src, err)
	}
}

// TestImport: a file is told of line by line and done when that was seen; large ones are refused; exports are noted.
func TestImport(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.get("/desk/sources/import").want(t, http.StatusOK, "multipart/form-data")
	c.post("/desk/sources/import", "text", "").want(t, http.StatusUnprocessableEntity, "The file is empty")
	text := "one https://one.example/feed tr\nfresh https://new.example/f en\nbad ftp://x -\n" +
		"new2 https://new.example/f en"
	a := c.post("/desk/sources/import", "text", text)
	a.want(t, http.StatusOK, "It is wrong &lt;b&gt;", "stands in the file already", "new 1", "changes 1", "wrong 2")
	if _, err := s.st.Source(t.Context(), "fresh"); err == nil {
		t.Error("the report has added a source")
	}
	c.post("/desk/sources/import", append(a.hidden("name", "data"), "do", "save")...).want(t, http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "2 sources are written", `name="entry"`)
	if src, err := s.st.Source(t.Context(), "one"); err != nil || src.Language != "tr" {
		t.Errorf("%+v, %v", src, err)
	}
	c.post("/desk/sources/import", "text", text, "do", "save").want(t, http.StatusOK, "as it is 2")
	c.post("/desk/sources/import", "text", "export https://e.example/f en").want(t, http.StatusOK, "a page of the desk")
	c.post("/desk/sources/import", "data", "%%%").want(t, http.StatusBadRequest)
	c.post("/desk/sources/import", "data", base64.RawURLEncoding.EncodeToString(make([]byte, 1<<20+1))).want(t,
		http.StatusBadRequest)
	c.post("/desk/sources/import", "text", strings.Repeat("x", 2<<20)).want(t, http.StatusRequestEntityTooLarge)
	c.post("/desk/sources/import", "text", strings.Repeat("x", 4<<20)).want(t, http.StatusRequestEntityTooLarge)
	for size, want := range map[int]int{100: http.StatusOK, 1<<20 + 1: http.StatusRequestEntityTooLarge} {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		f, err := m.CreateFormFile("file", `../../etc/<b>.yaml`)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write(bytes.Repeat([]byte("a"), size))
		_ = m.Close()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.server.URL+"/desk/sources/import", &b)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", m.FormDataContentType())
		res, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != want {
			t.Errorf("a file of %d bytes: %d", size, res.StatusCode)
		}
	}
	for _, format := range []string{"yaml", "opml", "csv"} {
		a := c.get("/desk/sources/export?lang=en&format=" + format)
		if a.want(t, http.StatusOK, format+" fresh"); strings.Contains(a.body, " one") {
			t.Errorf("the filter is not kept: %s", a.body)
		}
	}
	c.get("/desk/sources/export?format=exe").want(t, http.StatusNotFound)
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "source", Limit: 50})
	if err != nil || entries[0].Action != "source.export" || entries[0].Became != "csv" {
		t.Errorf("the export is not noted: %+v, %v", entries[0], err)
	}
}

// TestCatalogue: sources are picked by region; what is read already cannot be picked again.
func TestCatalogue(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.get("/desk/sources/catalogue").want(t, http.StatusOK, "Known", "One again", "is there already", "Africa")
	c.get("/desk/sources/catalogue?region=Africa").want(t, http.StatusOK, "Far")
	c.post("/desk/sources/catalogue", "name", "one-of-many").want(t, http.StatusSeeOther)
	c.post("/desk/sources/catalogue", "name", "known", "name", "one-of-many", "name", "none").want(t, http.StatusSeeOther)
	c.get("/desk/sources/catalogue").want(t, http.StatusOK, "1 source is written", `/desk/sources/known`)
	if src, err := s.st.Source(t.Context(), "known"); err != nil || !src.Enabled {
		t.Errorf("%+v, %v", src, err)
	}
}

// TestHistoryAndFlags: visits are listed a page at a time; a source that drifted is told of with its cause.
func TestHistoryAndFlags(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Viewer)
	src, err := s.st.Source(t.Context(), "one")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 60 {
		err := s.st.SavePoll(t.Context(), news.Poll{
			SourceID: src.ID, Started: s.now.Add(time.Duration(n+1) * time.Minute), State: news.PollOK, Items: 100 + n,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	a := c.get("/desk/sources/one/history")
	a.want(t, http.StatusOK, "159", "Older visits")
	_, rest, _ := strings.Cut(a.body, `href="?before=`)
	before, _, _ := strings.Cut(rest, `"`)
	c.get("/desk/sources/one/history?before="+before).want(t, http.StatusOK, "100", "No answer &lt;img")
	f := newsroom.Flag{
		SourceID: src.ID, State: newsroom.FlagDrifted, Cause: "The list gives nothing <b>.", Since: s.now, Checked: s.now,
	}
	if err := s.st.SetFlag(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	c.get("/desk/sources?state=drifted").want(t, http.StatusOK, "The list gives nothing &lt;b&gt;.", "The One")
	c.get("/desk/sources/one").want(t, http.StatusOK, "Its page has changed")
	c.get("/desk").want(t, http.StatusOK, "page changed")
}
