package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"text/template"
	"time"

	"attache/text"
)

// maxBody bounds an answer's body, in bytes.
const maxBody = 4 << 20

// Waits between tries. A server that asks for more patience than longestWait is not asked again in this run.
const (
	firstWait   = time.Second // doubled each time, with up to a quarter of chance added
	longestWait = time.Minute
)

// Cache remembers answers by a hash of everything that was asked: endpoint, model, instructions, data and form. Package
// store has one.
type Cache interface {
	// Answer returns what was kept under the key; ok is false when nothing was.
	Answer(ctx context.Context, key string) (text string, ok bool, err error)
	// KeepAnswer keeps an answer that was of use.
	KeepAnswer(ctx context.Context, key, model, text string, at time.Time) error
}

// Client asks one model. It may be used by several goroutines.
type Client struct {
	Cache Cache                                               // nil = nothing is remembered
	Now   func() time.Time                                    // the time in UTC
	Wait  func(ctx context.Context, wait time.Duration) error // waits between tries, or until ctx ends

	cfg     Config
	log     *slog.Logger
	http    *http.Client
	prompts map[string]*template.Template
	slots   chan struct{}
	form    atomic.Int32 // the best form of answer known to work
	slips   atomic.Int32 // answers in a row that fell out of the form
	maxName atomic.Bool  // the server wants max_completion_tokens
	warm    atomic.Bool  // the server takes no temperature
}

// New makes a client. cfg must be valid and name a URL; log may be nil.
func New(cfg Config, log *slog.Logger) (*Client, error) {
	prompts, err := readPrompts(cfg.Prompts)
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	cfg = cfg.WithDefaults()
	return &Client{
		Now: time.Now, Wait: wait, cfg: cfg, log: log, prompts: prompts, slots: make(chan struct{}, cfg.Concurrency),
		http: &http.Client{
			// A redirect could carry the key and the texts elsewhere.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Config returns the settings with their defaults filled in.
func (c *Client) Config() Config { return c.cfg }

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// form is how an answer's form is asked for, the strictest first.
type form int32

const (
	bySchema form = iota // response_format json_schema: the server can write nothing else
	byObject             // response_format json_object: the server writes some JSON
	byWord               // the instructions ask for plain lines
)

// message is one of a chat, as the protocol has it.
type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// chatRequest is the part of the protocol that is used (https://platform.openai.com/docs/api-reference/chat/create).
type chatRequest struct {
	Model               string         `json:"model"`
	Messages            []message      `json:"messages"`
	Temperature         *float64       `json:"temperature,omitempty"`
	MaxTokens           int            `json:"max_tokens,omitempty"`
	MaxCompletionTokens int            `json:"max_completion_tokens,omitempty"`
	ResponseFormat      map[string]any `json:"response_format,omitempty"`
}

type chatResponse struct {
	Choices []struct {
		Message struct {
			Content string `json:"content"`
			Refusal string `json:"refusal"`
		} `json:"message"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Usage json.RawMessage `json:"usage"`
}

// usage is how many tokens a question took.
type usage struct{ In, Out int }

// mostCounted bounds a count of tokens that is believed.
const mostCounted = 1e8

// counted reads the tokens of an answer. What is no count, such as a negative one, is none: it must not widen the
// budget.
func counted(b json.RawMessage) usage {
	var u struct {
		In  json.Number `json:"prompt_tokens"` // some servers write 12.0 or "12"
		Out json.Number `json:"completion_tokens"`
	}
	if json.Unmarshal(b, &u) != nil {
		return usage{}
	}
	whole := func(n json.Number) int {
		if v, err := n.Float64(); err == nil && v > 0 && v < mostCounted {
			return int(v)
		}
		return 0
	}
	return usage{In: whole(u.In), Out: whole(u.Out)}
}

// trouble is why a question got no answer, in words that do not change from one question to the next.
type trouble struct {
	what   string
	status int           // of HTTP; 0 = there was no answer
	said   string        // the server's own words, for the log
	param  string        // the part of the request that the server does not take
	after  time.Duration // Retry-After
	again  bool          // worth another try
	dead   bool          // no question will fare better: the key, the address or the model is wrong
	sent   bool          // the server may have worked and will count it
}

func (t *trouble) Error() string { return t.what }

// chat sends one request, again when that may help, and returns the answer's text.
func (c *Client) chat(ctx context.Context, req chatRequest) (string, usage, error) {
	pause := firstWait
	for try := 0; ; {
		text, used, err := c.post(ctx, req)
		var t *trouble
		if err == nil || ctx.Err() != nil || !errors.As(err, &t) {
			return text, used, err
		}
		if c.adapt(&req, t.param) { // not counted as a try: each can happen once
			continue
		}
		if !t.again || t.dead || try == c.cfg.Retries {
			return "", usage{}, err
		}
		try++
		d := max(t.after, pause+time.Duration(rand.Int64N(int64(pause/4))))
		pause *= 2
		c.log.Debug("ask the model again", "why", t.what, "wait", d)
		if err := c.Wait(ctx, d); err != nil {
			return "", usage{}, err
		}
	}
}

// adapt leaves out what the server says it does not take, and reports whether there is anything new to try.
func (c *Client) adapt(req *chatRequest, param string) bool {
	switch {
	case param == "max_tokens" && req.MaxTokens > 0:
		c.maxName.Store(true)
		req.MaxCompletionTokens, req.MaxTokens = req.MaxTokens, 0
	case param == "temperature" && req.Temperature != nil:
		c.warm.Store(true)
		req.Temperature = nil
	default:
		return false
	}
	return true
}

// request makes what is sent. schema is the answer's, used as far as the form allows.
func (c *Client) request(f form, system, user string, schema map[string]any) chatRequest {
	req := chatRequest{
		Model:    c.cfg.Model,
		Messages: []message{{Role: "system", Content: system}, {Role: "user", Content: user}},
	}
	if c.maxName.Load() {
		req.MaxCompletionTokens = c.cfg.AnswerTokens
	} else {
		req.MaxTokens = c.cfg.AnswerTokens
	}
	if !c.warm.Load() {
		req.Temperature = new(float64)
	}
	switch f {
	case bySchema:
		req.ResponseFormat = map[string]any{
			"type": "json_schema", "json_schema": map[string]any{"name": "answer", "strict": true, "schema": schema},
		}
	case byObject:
		req.ResponseFormat = map[string]any{"type": "json_object"}
	case byWord:
	}
	return req
}

// post is one try.
func (c *Client) post(ctx context.Context, body chatRequest) (string, usage, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	b, err := json.Marshal(body)
	if err != nil {
		return "", usage{}, fmt.Errorf("write a request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(c.cfg.URL, "/")+"/chat/completions",
		bytes.NewReader(b))
	if err != nil {
		return "", usage{}, fmt.Errorf("make a request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "attache")
	if c.cfg.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.cfg.Key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return "", usage{}, unreached(ctx, err)
	}
	defer resp.Body.Close()
	b, err = io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case resp.StatusCode != http.StatusOK:
		return "", usage{}, refused(resp, b, c.Now())
	case err != nil:
		return "", usage{}, unreached(ctx, err)
	case len(b) > maxBody:
		return "", usage{}, &trouble{what: "the model's answer is too long", sent: true}
	}
	return read(b)
}

// read takes the text out of an answer.
func read(b []byte) (string, usage, error) {
	var r chatResponse
	if err := json.Unmarshal(b, &r); err != nil || len(r.Choices) == 0 {
		return "", usage{}, &trouble{
			what: "the endpoint's answer is not of the chat-completions protocol", sent: true,
			again: true,
		}
	}
	choice, used := r.Choices[0], counted(r.Usage)
	switch {
	case choice.FinishReason == "length":
		return "", used, &trouble{what: "the model's answer was cut off at llm.answer_tokens", sent: true}
	case choice.FinishReason == "content_filter" || choice.Message.Refusal != "":
		return "", used, &trouble{what: "the model declined to answer", sent: true}
	}
	return choice.Message.Content, used, nil
}

// unreached returns why there is no answer.
func unreached(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &trouble{what: "the endpoint did not answer in time", again: true, sent: true}
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return &trouble{what: "the endpoint cannot be reached", again: true}
}

// refused returns what an HTTP error means.
func refused(resp *http.Response, body []byte, now time.Time) error {
	t := &trouble{status: resp.StatusCode, what: fmt.Sprintf("the endpoint answered %d", resp.StatusCode)}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		t.what, t.again = "the endpoint allows no more requests for now (429)", true
	case resp.StatusCode == http.StatusRequestTimeout || resp.StatusCode >= 500:
		t.again = true
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		t.what, t.dead = fmt.Sprintf("the endpoint does not accept the key (%d)", resp.StatusCode), true
	case resp.StatusCode == http.StatusPaymentRequired:
		t.what, t.dead = "the endpoint asks for payment (402)", true
	case resp.StatusCode == http.StatusNotFound:
		t.what, t.dead = "the endpoint knows no such address or model (404)", true
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		t.what, t.dead = fmt.Sprintf("the endpoint has moved (%d)", resp.StatusCode), true
	}
	if t.after = retryAfter(resp.Header.Get("Retry-After"), now); t.again && t.after > longestWait {
		t.what, t.dead = fmt.Sprintf("the endpoint asks to be left alone for %s (%d)", t.after.Round(time.Second),
			resp.StatusCode), true
	}
	var e struct {
		Error struct {
			Param   string `json:"param"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &e) == nil {
		t.param, t.said = e.Error.Param, text.Prefix(tidy(e.Error.Message), mostSaid)
	}
	return t
}

// mostSaid is how many characters of a server's own words are logged.
const mostSaid = 300

// retryAfter reads the header: seconds or a date (RFC 9110, section 10.2.3). 0 = it says nothing.
func retryAfter(v string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n > 0 {
		return time.Duration(min(n, 24*3600)) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil && t.After(now) {
		return t.Sub(now)
	}
	return 0
}
