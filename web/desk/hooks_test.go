package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// TestHooks: an admin adds a webhook and sees its secret once, tries it, gives it another, pauses and removes it; each
// is noted, without secret and path. Nobody else sees the page.
func TestHooks(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Admin)
	const page = "/desk/settings/hooks"
	c.get(page).want(t, http.StatusOK, "No program is told of anything", "issue.sent")
	c.post(page, "url", "ftp://x", "event", "issue.sent").want(t, http.StatusSeeOther)
	c.get(page).want(t, http.StatusOK, "needs a web address")
	c.post(page, "url", "https://example.org/path").want(t, http.StatusSeeOther)
	c.get(page).want(t, http.StatusOK, "at least one event")
	secretOf := func(a answer) string {
		t.Helper()
		_, rest, _ := strings.Cut(a.want(t, http.StatusOK, "shown this once").body, `value="whsec_`)
		secret, _, _ := strings.Cut(rest, `"`)
		if len(secret) < 40 || a.Header.Get("Content-Encoding") == "gzip" {
			t.Fatalf("the secret is %q", secret)
		}
		return secret
	}
	secret := secretOf(c.post(page, "url", "https://example.org/path?a=<b>", "event", "issue.sent", "event",
		"source.broken"))
	one := page + "/1"
	a := c.get(page).want(t, http.StatusOK, "issue sent, source broken", "a=&lt;b&gt;")
	if strings.Contains(a.body, secret) {
		t.Error("the secret is shown twice")
	}
	c.post(one, "do", "test").want(t, http.StatusSeeOther)
	c.get(page).want(t, http.StatusOK, "took the test", "delivered", "200", "Got it &lt;b&gt;")
	s.run.broken = news.Invalid("", "broken")
	c.post(one, "do", "test").want(t, http.StatusSeeOther)
	c.get(page).want(t, http.StatusOK, "did not take the test", "given up")
	if second := secretOf(c.post(one, "do", "rotate")); second == secret {
		t.Error("it has the same secret")
	}
	h, err := s.st.Hook(t.Context(), 1)
	if err != nil || len(h.Secrets(s.now)) != 2 {
		t.Errorf("%v, %v", h.Secrets(s.now), err)
	}
	c.post(one, "do", "pause").want(t, http.StatusSeeOther)
	c.get(page).want(t, http.StatusOK, "Switch on")
	c.post(one, "do", "enable").want(t, http.StatusSeeOther)
	c.get(page).want(t, http.StatusOK, "Switch off")
	c.post(one, "do", "burn").want(t, http.StatusNotFound)
	c.post(one, "do", "remove").want(t, http.StatusSeeOther)
	c.post(one, "do", "remove").want(t, http.StatusNotFound)
	a = c.get("/desk/settings/audit?kind=hook").want(t, http.StatusOK, "webhook made", "given a new secret",
		"webhook removed", "example.org")
	if strings.Contains(a.body, "whsec_") || strings.Contains(a.body, "/path") {
		t.Error("the log has a secret")
	}
	editor := s.signedIn(newsroom.Editor)
	editor.get(page).want(t, http.StatusForbidden)
	editor.post(page, "url", "https://example.org", "event", "issue.sent").want(t, http.StatusForbidden)
	if all, err := s.st.Hooks(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("%v, %v", all, err)
	}
}

// TestHooksRefusals: what is wrong with a webhook is said in the person's language, the hint too.
func TestHooksRefusals(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Admin)
	const page = "/desk/settings/hooks"
	for lang, says := range map[string][]string{
		"ru": {
			"веб-адрес не длиннее 2000", "вид", "имени пользователя", "хотя бы одно событие", "события: issue.composed",
			"События «x.y»",
		},
		"kk": {
			"веб-мекенжай керек", "мекенжай жазыңыз", "пайдаланушы аты", "кемінде бір оқиға", "оқиғалар: issue.composed",
			"«x.y» оқиғасы жоқ",
		},
		"tr": {
			"web adresi gerekir", "adres yazın", "kullanıcı adı", "en az bir olay", "olaylar: issue.composed",
			"“x.y” bir web kancası olayı değil",
		},
	} {
		c.post("/desk/me", "name", "A", "language", lang, "time_zone", "UTC").want(t, http.StatusSeeOther)
		c.get("/desk/me")
		for _, w := range []struct {
			url, event string
			says       []string
		}{
			{"ftp://x", "issue.sent", says[:2]},
			{"https://a:b@x.example/", "issue.sent", says[2:3]},
			{"https://x.example/", "", says[3:5]},
			{"https://x.example/", "x.y", says[5:]},
		} {
			form := []string{"url", w.url}
			if w.event != "" {
				form = append(form, "event", w.event)
			}
			c.post(page, form...).want(t, http.StatusSeeOther)
			a := c.get(page).want(t, http.StatusOK, w.says...)
			for _, english := range []string{"A webhook", "of a webhook", "the events", "use an", "leave it out"} {
				if strings.Contains(a.body, english) {
					t.Errorf("%s: %q is said", lang, english)
				}
			}
		}
	}
}
