package llm

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
)

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// memory is a Cache in a map.
type memory struct {
	mu sync.Mutex
	m  map[string]string
}

func (c *memory) Answer(_ context.Context, key string) (string, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	text, ok := c.m[key]
	return text, ok, nil
}

func (c *memory) KeepAnswer(_ context.Context, key, _, text string, _ time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[string]string{}
	}
	c.m[key] = text
	return nil
}

// trial is a client of a scripted model on loopback. It notes its waits and does not wait.
type trial struct {
	*Client
	echo  *Echo
	waits []time.Duration
}

func try(t *testing.T, cfg Config, reply func(q Asked) Reply) *trial {
	t.Helper()
	tr := &trial{echo: &Echo{Reply: reply}}
	srv := httptest.NewServer(tr.echo)
	t.Cleanup(srv.Close)
	cfg.URL, cfg.Model = srv.URL+"/v1", "echo"
	if err := cfg.Validate(); err != nil {
		t.Fatal(err)
	}
	c, err := New(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	tr.Client = c
	c.Now = func() time.Time { return noon }
	var mu sync.Mutex
	c.Wait = func(_ context.Context, d time.Duration) error {
		mu.Lock()
		defer mu.Unlock()
		tr.waits = append(tr.waits, d)
		return nil
	}
	return tr
}

// forms lists the forms that were asked for.
func (tr *trial) forms() (out []string) {
	for _, q := range tr.echo.Asked() {
		out = append(out, q.Form)
	}
	return out
}

var (
	theTitles    = []string{"Talks in Astana"}
	theSentences = []string{"They met.", "They signed.", "They left."}
)

func TestStructuredOutputStepsDown(t *testing.T) {
	refuse := func(forms ...string) func(Asked) Reply {
		return func(q Asked) Reply {
			if slices.Contains(forms, q.Form) {
				return Reply{Status: 400, Raw: `{"error":{"message":"response_format is not supported"}}`}
			}
			if q.Form == "" {
				return Reply{Text: "3, 1"}
			}
			return Reply{Text: `{"ids":[3,1]}`}
		}
	}
	for _, c := range []struct {
		name  string
		reply func(Asked) Reply
		want  []string // forms of the first question, then of the next ones
	}{
		{"json_schema", refuse(), []string{"json_schema", "json_schema"}},
		{"json_object", refuse("json_schema"), []string{"json_schema", "json_object", "json_object"}},
		{"plain", refuse("json_schema", "json_object"), []string{"json_schema", "json_object", "", ""}},
		{"broken JSON, plain lines better", func(q Asked) Reply {
			if q.Form != "" {
				return Reply{Text: `{"ids": "the third and the first"`}
			}
			return Reply{Text: "3, 1"}
		}, []string{"json_schema", "", "json_schema", "", "json_schema", "", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := try(t, Config{}, c.reply)
			for len(tr.forms()) < len(c.want) {
				ids, err := tr.Begin(t.Context()).Choose(t.Context(), theTitles, theSentences, 2)
				if err != nil || !slices.Equal(ids, []int{2, 0}) {
					t.Fatalf("chose %v, %v", ids, err)
				}
			}
			if got := tr.forms(); !slices.Equal(got, c.want) {
				t.Errorf("asked in forms %q, want %q", got, c.want)
			}
		})
	}
}

func TestTrouble(t *testing.T) {
	ok := Reply{Text: `{"label":"foreign"}`}
	for _, c := range []struct {
		name    string
		cfg     Config
		replies []Reply // the last one again and again
		want    string  // of the error; "" = none
		asked   int
		waits   []time.Duration // least ones; a quarter of chance comes on top
	}{
		{"fine", Config{}, []Reply{ok}, "", 1, nil},
		{
			"429 with Retry-After",
			Config{},
			[]Reply{{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, ok},
			"", 2,
			[]time.Duration{7 * time.Second},
		},
		{
			"429 with a date",
			Config{},
			[]Reply{{
				Status: 429,
				Header: http.Header{"Retry-After": {noon.Add(9 * time.Second).Format(http.TimeFormat)}},
			}, ok},
			"", 2,
			[]time.Duration{9 * time.Second},
		},
		{
			"429 with more patience than we have",
			Config{},
			[]Reply{{Status: 429, Header: http.Header{"Retry-After": {"3600"}}}},
			"left alone for 1h0m0s (429)", 1,
			nil,
		},
		{"500, then fine", Config{}, []Reply{{Status: 500}, {Status: 503}, ok}, "", 3, []time.Duration{
			time.Second,
			2 * time.Second,
		}},
		{"500 for good", Config{}, []Reply{{Status: 500}}, "answered 500", 3, []time.Duration{
			time.Second,
			2 * time.Second,
		}},
		{"no retries", Config{Retries: -1}, []Reply{{Status: 500}}, "answered 500", 1, nil},
		{"wrong key", Config{}, []Reply{{Status: 401}}, "does not accept the key", 1, nil},
		{"no such model", Config{}, []Reply{{Status: 404}}, "no such address or model", 1, nil},
		{
			"moved",
			Config{},
			[]Reply{{Status: 302, Header: http.Header{"Location": {"http://elsewhere.example/"}}}},
			"has moved", 1, nil,
		},
		{
			"not the protocol",
			Config{Retries: -1},
			[]Reply{{Raw: "<html>hello</html>"}},
			"not of the chat-completions protocol", 1, nil,
		},
		{
			"no choices",
			Config{Retries: -1},
			[]Reply{{Raw: `{"choices":[]}`}},
			"not of the chat-completions protocol", 1,
			nil,
		},
		{"cut off", Config{}, []Reply{{Text: `{"label":"for`, Finish: "length"}}, "answer_tokens", 1, nil},
		{"declined", Config{}, []Reply{{Text: "", Finish: "content_filter"}}, "declined", 1, nil},
		{
			"never a label",
			Config{},
			[]Reply{{Text: `{"label":"kept, because I was told so"}`}},
			"could not be used", 2,
			nil,
		},
		{"too long", Config{}, []Reply{{Text: strings.Repeat("a", maxBody)}}, "too long", 1, nil},
		{"silent", Config{Timeout: time.Second, Retries: -1}, []Reply{{Silent: true}}, "in time", 1, nil},
		{"no temperature, other limit", Config{}, []Reply{
			{Status: 400, Raw: `{"error":{"param":"max_tokens","code":"unsupported_parameter"}}`},
			{Status: 400, Raw: `{"error":{"param":"temperature","code":"unsupported_value"}}`},
			ok,
		}, "", 3, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := 0
			tr := try(t, c.cfg, func(Asked) Reply {
				n++
				return c.replies[min(n, len(c.replies))-1]
			})
			foreign, sure, err := tr.Begin(t.Context()).Adjudicate(t.Context(), news.Article{Title: "A treaty"})
			switch {
			case c.want == "" && (err != nil || !foreign || !sure):
				t.Errorf("adjudicated %v, %v, %v", foreign, sure, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || foreign || sure):
				t.Errorf("adjudicated %v, %v, %v; want an error with %q", foreign, sure, err, c.want)
			}
			asked := tr.echo.Asked()
			if len(asked) != c.asked {
				t.Errorf("asked %d times, want %d", len(asked), c.asked)
			}
			for i, d := range tr.waits {
				if i >= len(c.waits) || d < c.waits[i] || d > c.waits[i]+c.waits[i]/4 {
					t.Errorf("waited %v, want %v", tr.waits, c.waits)
				}
			}
			if len(tr.waits) != len(c.waits) {
				t.Errorf("waited %v, want %v", tr.waits, c.waits)
			}
			if last := asked[max(0, len(asked)-1):]; strings.HasPrefix(c.name, "no temperature") &&
				(len(last) == 0 || last[0].ByOldTag || !last[0].Warm) {
				t.Errorf("the last question still had what the server does not take: %+v", last)
			}
		})
	}
}

func TestCancelledIsNotTrouble(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tr := try(t, Config{}, func(Asked) Reply {
		cancel()
		return Reply{Silent: true}
	})
	if _, _, err := tr.Begin(ctx).Adjudicate(ctx, news.Article{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestUnreached(t *testing.T) {
	srv := httptest.NewServer(&Echo{})
	srv.Close()
	c, err := New(Config{URL: srv.URL, Model: "m", Retries: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := c.Begin(t.Context())
	for range patience + 1 {
		if _, _, err := s.Adjudicate(t.Context(), news.Article{}); err == nil ||
			err.Error() != "the endpoint cannot be reached" {
			t.Errorf("got %v", err)
		}
	}
}

// TestGivesUp holds that a run does not knock at a dead door for every story.
func TestGivesUp(t *testing.T) {
	const asksForAnHour = 1429
	for status, want := range map[int]int{401: 1, 404: 1, 500: patience, 429: patience, asksForAnHour: 1} {
		reply := Reply{Status: status}
		if status == asksForAnHour {
			reply = Reply{Status: 429, Header: http.Header{"Retry-After": {"3600"}}}
		}
		tr := try(t, Config{Retries: -1}, func(Asked) Reply { return reply })
		s := tr.Begin(t.Context())
		var first, last error
		for i := range 8 {
			_, _, err := s.Adjudicate(t.Context(), news.Article{Title: strings.Repeat("x", i)})
			if i == 0 {
				first = err
			}
			last = err
		}
		if n := len(tr.echo.Asked()); n != want || first == nil || last == nil || first.Error() != last.Error() {
			t.Errorf("%d: asked %d times, want %d; %v, %v", status, n, want, first, last)
		}
	}
}

func TestKeyIsSentAndKept(t *testing.T) {
	tr := try(t, Config{Key: "s3cret"}, func(Asked) Reply { return Reply{Status: 500, Raw: "s3cret"} })
	_, _, err := tr.Begin(t.Context()).Adjudicate(t.Context(), news.Article{})
	if got := tr.echo.Asked()[0].Key; got != "s3cret" {
		t.Errorf("sent key %q", got)
	}
	if err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the error tells the key, or nothing: %v", err)
	}
}

func TestRequestIsSteady(t *testing.T) {
	var bodies []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var raw json.RawMessage
		if err := json.NewDecoder(r.Body).Decode(&raw); err != nil {
			t.Error(err)
		}
		bodies = append(bodies, string(raw))
		_, _ = w.Write([]byte(`{"choices":[{"message":{"content":"{\"label\":\"other\"}"}}]}`))
	}))
	defer srv.Close()
	c, err := New(Config{URL: srv.URL, Model: "m"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, _, err := c.Begin(t.Context()).Adjudicate(t.Context(), news.Article{Title: "T"}); err != nil {
			t.Fatal(err)
		}
	}
	if bodies[0] != bodies[1] {
		t.Errorf("the same question was asked in two ways:\n%s\n%s", bodies[0], bodies[1])
	}
	for _, part := range []string{
		`"temperature":0`, `"max_tokens":1500`, `"strict":true`,
		`"enum":["foreign","other","unsure"]`,
	} {
		if !strings.Contains(bodies[0], part) {
			t.Errorf("the request lacks %s: %s", part, bodies[0])
		}
	}
}
