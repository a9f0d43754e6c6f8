package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"attache/newsroom"
	"attache/web/desk"
)

// TestGroupsOfDigest: a digest reads groups of sources, and an article's page offers it for a source that joined one.
func TestGroupsOfDigest(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.post("/desk/sources/bulk", "name", "one", "group", "morning, neighbours", "do", "save").
		want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily/edit").want(t, http.StatusOK, `name="group" value="morning"`)
	a := c.post(
		"/desk/digests/check",
		"of",
		"daily",
		"title",
		"The Daily",
		"times",
		"07:00",
		"day",
		"1",
		"group",
		"morning",
		"enabled",
		"yes",
	)
	a.want(t, http.StatusSeeOther)
	c.get(a.Header.Get("Location")).want(t, http.StatusOK, "+ groups:", "+ - morning")
	key := strings.TrimPrefix(a.Header.Get("Location"), "/desk/drafts/")
	c.post("/desk/digests/save", "key", key).want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "group=morning", "1 source")
	c.get("/desk/articles/1").want(t, http.StatusOK, "The Daily", "as it is judged")
	c.post("/desk/sources/bulk", "name", "one", "no_group", "morning", "do", "save").want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "0 sources")
}

// TestDeleteDigest: a digest is deleted when none of its issues is open, and comes back.
func TestDeleteDigest(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.post("/desk/digests/daily/delete").want(t, http.StatusSeeOther) // its issue is held
	c.get("/desk/digests/daily").want(t, http.StatusOK, "let it end first")
	c.post("/desk/issues/1", "do", "cancel", "seen", "held").want(t, http.StatusSeeOther)
	c.post("/desk/digests/daily/delete").want(t, http.StatusSeeOther)
	a := c.get("/desk/digests")
	a.want(t, http.StatusOK, "is deleted", "starter=daily")
	_, rest, _ := strings.Cut(a.body, `name="entry" value="`)
	entry, _, _ := strings.Cut(rest, `"`)
	c.get("/desk/digests/daily").want(t, http.StatusNotFound)
	c.post("/desk/undo", "entry", entry, "back", "/desk/digests").want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "The Daily", "digest deleted")
	viewer := s.signedIn(newsroom.Viewer)
	viewer.post("/desk/digests/daily/delete").want(t, http.StatusForbidden)
}

// TestStarters: an empty desk offers digests that are filled in, and nothing is saved by looking.
func TestStarters(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Editor)
	for starter, says := range map[string]string{"daily": `value="07:00"`, "neighbours": "KZ, KG", "week": `value="168"`} {
		c.get("/desk").want(t, http.StatusOK, "starter="+starter)
		c.get("/desk/digests/new?starter="+starter).want(t, http.StatusOK, says, `value="`+starter+`"`)
	}
	c.get("/desk/digests/new?starter=none").want(t, http.StatusOK, `name="name"`)
	c.get("/desk/sources").want(t, http.StatusOK, `name="address"`, "region=Africa")
	if all, err := s.st.Digests(t.Context(), false); err != nil || len(all) != 0 {
		t.Errorf("%d digests, %v", len(all), err)
	}
	viewer := s.signedIn(newsroom.Viewer)
	viewer.get("/desk").want(t, http.StatusOK, "Choose what to read")
	if a := viewer.get("/desk"); strings.Contains(a.body, "starter=") {
		t.Error("a viewer is offered what they may not do")
	}
}

// TestChooseAll: a list's form takes all that its filters let through, whatever page they are on.
func TestChooseAll(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.post("/desk/sources/catalogue", "all", "yes", "back", "/desk/sources/catalogue?region=Africa").want(t,
		http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "Far", "all 2")
	if _, err := s.st.Source(t.Context(), "known"); err == nil {
		t.Error("a source of another region was added")
	}
	c.post("/desk/sources", "all", "yes", "do", "pause", "back", "/desk/sources?region=Africa").
		want(t, http.StatusSeeOther)
	for name, on := range map[string]bool{"far": false, "one": true} {
		if src, err := s.st.Source(t.Context(), name); err != nil || src.Enabled != on {
			t.Errorf("%s is enabled: %v, %v", name, src.Enabled, err)
		}
	}
}

// TestAskForRole: who may not do something can ask; the admins are mailed, and not for ever.
func TestAskForRole(t *testing.T) {
	s := open(t, desk.Config{})
	s.person("chief@desk.example", newsroom.Admin)
	c := s.signedIn(newsroom.Viewer)
	c.get("/desk/digests/new").want(t, http.StatusForbidden, "/desk/ask")
	for range 5 {
		c.post("/desk/ask").want(t, http.StatusSeeOther)
	}
	c.get("/desk").want(t, http.StatusOK, "very often")
	n := 0
	for _, m := range s.run.mails {
		if strings.Contains(m, "would like to do more") {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d mails: %q", n, s.run.mails)
	}
}

// TestTrialsAreLimited: one person's trials end in a refusal, another's go on, and a quarter of an hour later all do.
func TestTrialsAreLimited(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c, other := s.signedIn(newsroom.Editor), s.signedIn(newsroom.Admin)
	for range 60 {
		c.post("/desk/sources/one/test").want(t, http.StatusOK)
	}
	c.post("/desk/sources/one/test").want(t, http.StatusTooManyRequests)
	other.post("/desk/sources/one/test").want(t, http.StatusOK)
	c.get("/desk/sources/one").want(t, http.StatusOK)
	s.now = s.now.Add(16 * 60 * 1e9)
	c.post("/desk/sources/one/test").want(t, http.StatusOK)
}
