package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/web"
)

// posted is a message that asks for a yes.
type posted struct {
	to            news.Subscriber
	subject, text string
}

// posts makes the room's server send into a list.
func (r *room) posts() *[]posted {
	var all []posted
	r.web.Post = func(_ context.Context, to news.Subscriber, _, subject, text string) (bool, error) {
		all = append(all, posted{to, subject, text})
		return false, nil
	}
	return &all
}

// form posts a form.
func (r *room) form(path string, values url.Values, headers ...string) (int, string) {
	r.t.Helper()
	code, body, _ := r.post(path, values.Encode(), headers...)
	return code, body
}

// page is what a reader sees.
func (r *room) page(path string) string {
	r.t.Helper()
	_, body, _ := r.get(path)
	return body
}

// TestSubscribing goes the whole way: the form, the message, the button; nobody is subscribed before that, and a link
// scanner subscribes nobody.
func TestSubscribing(t *testing.T) {
	r := newRoom(t, nil)
	sent := r.posts()
	page := r.page("/subscribe/daily?lang=ru")
	if !strings.Contains(page, "Подписка на") || !strings.Contains(page, `action="/subscribe/daily?lang=ru"`) {
		t.Fatalf("the form:\n%s", page)
	}
	if !strings.Contains(r.page("/"), `href="/subscribe/daily"`) ||
		!strings.Contains(r.page("/archive/daily"), `href="/subscribe/daily"`) {
		t.Error("the archive does not lead to the form")
	}
	code, page := r.form("/subscribe/daily", url.Values{"email": {" New@Reader.example "}, "language": {"tr"}})
	if code != http.StatusOK || !strings.Contains(page, "N…@Reader.example") || strings.Contains(page, "New@") {
		t.Fatalf("%d\n%s", code, page)
	}
	if err := r.web.PostDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(*sent) != 1 || (*sent)[0].to.Email != "New@Reader.example" ||
		!strings.Contains((*sent)[0].subject, "onaylayın") {
		t.Fatalf("sent: %+v", *sent)
	}
	link := regexp.MustCompile(`https://press\.example(/c/\S+)`).FindStringSubmatch((*sent)[0].text)
	if link == nil {
		t.Fatalf("no link in\n%s", (*sent)[0].text)
	}
	for range 2 {
		if page := r.page(link[1]); !strings.Contains(page, "<button") {
			t.Fatalf("the link's page:\n%s", page)
		}
	}
	if _, err := r.store.Subscriber(t.Context(), "new@reader.example"); err == nil {
		t.Fatal("subscribed by looking at the link")
	}
	for range 2 { // twice is once
		if code, page := r.form(link[1], nil); code != http.StatusOK || !strings.Contains(page, "Abone oldunuz") {
			t.Fatalf("%d\n%s", code, page)
		}
	}
	sub, err := r.store.Subscriber(t.Context(), "new@reader.example")
	if err != nil || sub.State != news.SubscriberActive || sub.Language != "tr" ||
		!slices.Equal(sub.Digests, []string{"daily"}) {
		t.Fatalf("%+v, %v", sub, err)
	}
	r.clock = r.clock.Add(49 * time.Hour)
	if code, _ := r.form(link[1], nil); code != http.StatusGone {
		t.Errorf("after two days: %d", code)
	}
	if code, _ := r.form(link[1]+"x", nil); code != http.StatusNotFound {
		t.Errorf("a changed link: %d", code)
	}
	if strings.Contains(r.log.String(), "eader.example") {
		t.Errorf("the log names an address:\n%s", r.log)
	}
}

// TestSubscribingTellsNothing: a reader, who left and a stranger get the same page; each gets a message.
func TestSubscribingTellsNothing(t *testing.T) {
	r := newRoom(t, nil)
	sent := r.posts()
	var pages []string
	for _, email := range []string{r.reader.Email, "x@stranger.example"} {
		code, page := r.form("/subscribe/weekly", url.Values{"email": {email}})
		at := strings.LastIndexByte(email, '@')
		pages = append(pages, strings.Replace(page, email[:1]+"…"+email[at:], "", 1))
		if code != http.StatusOK {
			t.Error(code)
		}
	}
	if err := r.web.PostDue(t.Context()); err != nil || len(*sent) != 2 || pages[0] != pages[1] {
		t.Errorf("%v, %d messages\n%s\n%s", err, len(*sent), pages[0], pages[1])
	}
}

// TestSubscribingBounds: what is no address, robots, crowds, and installations that let nobody in.
func TestSubscribingBounds(t *testing.T) {
	r := newRoom(t, func(c *web.Config) { c.SignupsHour = 12 })
	sent := r.posts()
	for _, email := range []string{
		"", "nobody", "a@b", "a@localhost.localdomain", "a@x.example\nBcc: b@x.example",
		strings.Repeat("a", 300) + "@x.example",
	} {
		code, page := r.form("/subscribe/daily", url.Values{"email": {email}})
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, `aria-invalid="true"`) {
			t.Errorf("%.30q: %d", email, code)
		}
	}
	bot := url.Values{"email": {"bot@x.example"}, "website": {"x"}}
	if code, _ := r.form("/subscribe/daily", bot); code != http.StatusOK {
		t.Errorf("a robot: %d", code)
	}
	if code, _ := r.form("/subscribe/none", url.Values{"email": {"a@x.example"}}); code != http.StatusNotFound {
		t.Errorf("no digest: %d", code)
	}
	other := url.Values{"email": {"a@x.example"}}
	if code, _ := r.form("/subscribe/daily", other, "Sec-Fetch-Site", "cross-site"); code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", code)
	}
	ask := func(n int, from string) int {
		req := httptest.NewRequest(http.MethodPost, "/subscribe/daily", strings.NewReader(url.Values{
			"email": {string(rune('a'+n)) + "@x.example"},
		}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Forwarded-For", "198.51.100."+strconv.Itoa(n)+", "+from) // the first is its own invention
		req.RemoteAddr = "10.0.0.7:4711"                                           // the proxy
		code, _, _ := r.do(req)
		return code
	}
	for n := range 11 {
		want := http.StatusOK
		if n == 10 {
			want = http.StatusTooManyRequests
		}
		if code := ask(n, "203.0.113.9"); code != want {
			t.Errorf("%d from one place: %d, want %d", n+1, code, want)
		}
	}
	a, b, c := ask(10, "203.0.113.10"), ask(11, "203.0.113.11"), ask(12, "203.0.113.12")
	if a != 200 || b != 200 || c != 429 {
		t.Errorf("from other places: %d %d %d", a, b, c)
	}
	r.clock = r.clock.Add(61 * time.Minute)
	if code := ask(13, "203.0.113.9"); code != http.StatusOK {
		t.Errorf("an hour later: %d", code)
	}
	if err := r.web.PostDue(t.Context()); err != nil || len(*sent) != 13 {
		t.Errorf("%d messages, %v", len(*sent), err)
	}
	for name, change := range map[string]func(*web.Config){
		"off": func(c *web.Config) { c.Signup = "off" }, "no address": func(c *web.Config) { c.URL = "" },
	} {
		closed := newRoom(t, change)
		if code, _, _ := closed.get("/subscribe/daily"); code != http.StatusNotFound {
			t.Errorf("%s: %d", name, code)
		}
		if strings.Contains(closed.page("/"), "/subscribe/") || closed.links.Subscribe("daily") != "" {
			t.Errorf("%s: a page leads to the form", name)
		}
	}
}
