package llm

import (
	"net"
	"net/url"
	"strings"
	"time"

	"attache/news"
)

// Mode says what a model does for summaries.
type Mode string

// The modes of summarising.
const (
	ByIDs Mode = "ids" // it chooses sentences of the articles: every word printed stands there
	// it words the summary; each sentence is checked, and replaced by the article's own when it fails
	ByText Mode = "text"
	Off    Mode = "off" // it has no part in summaries
)

// Config says which model helps, with what, and how much it may cost. Zero values mean the defaults named beside them.
// A run is the composing of one issue.
type Config struct {
	// base address of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1; "" = no model is used
	URL   string `yaml:"url"`
	Model string `yaml:"model"` // its name there, such as qwen3:8b; needed with url
	Key   string `yaml:"key"`   // API key, better set as ATTACHE_LLM__KEY_FILE; "" = none is sent

	Summarise Mode `yaml:"summarise"` // ids (it chooses sentences), text (it words them, checked) or off; "" = ids
	// it translates headlines and summaries into the languages of the letters, the original beside
	Translate bool `yaml:"translate"`
	Settle    bool `yaml:"settle"` // it settles the least certain judgements, at most 15 % of them

	RunTokens int `yaml:"run_tokens"` // most tokens, in and out, of one run; 0 = 200000
	// most money of one run, in the currency of the prices; 0 = no bound but run_tokens
	RunCost float64 `yaml:"run_cost"`
	// longest that one run waits for answers in all, at most three quarters of worker.publish_limit; 0 = 10m
	RunTime  time.Duration `yaml:"run_time"`
	PriceIn  float64       `yaml:"price_in"`  // price of a million tokens read; 0 = free
	PriceOut float64       `yaml:"price_out"` // price of a million tokens written; 0 = free

	Timeout time.Duration `yaml:"timeout"` // of one request; 0 = 60s
	// further tries after 429, 5xx or no answer, by the server's Retry-After; 0 = 2, -1 = none
	Retries      int `yaml:"retries"`
	Concurrency  int `yaml:"concurrency"`   // requests at a time; 0 = 4
	AnswerTokens int `yaml:"answer_tokens"` // most tokens of one answer, thinking included; 0 = 1500
	ArticleChars int `yaml:"article_chars"` // most characters of an article that a model reads; 0 = 6000
	// folder with prompts of your own: choose.txt, write.txt, translate.txt, settle.txt; "" = the built-in ones
	Prompts string `yaml:"prompts"`
}

// Bounds of settings that a slip of the hand would make expensive.
const (
	maxConcurrency = 64
	maxRetries     = 10
)

// Validate reports the first mistake as a *news.InvalidError.
func (c Config) Validate() error {
	if c.URL == "" {
		if c.Model != "" || c.Key != "" || c.Summarise == ByText || c.Translate || c.Settle {
			return &news.InvalidError{
				Field: "url", Message: "A model is asked for, but not where it is: set the address of its API.",
				Hint: "http://127.0.0.1:11434/v1 for Ollama on this machine, see docs/llm.md",
			}
		}
		return nil
	}
	if err := c.validateEndpoint(); err != nil {
		return err
	}
	switch c.Summarise {
	case "", ByIDs, ByText, Off:
	default:
		return news.Invalid("summarise", "%q is not a way to summarise: use ids, text or off.", c.Summarise)
	}
	if err := c.validateBounds(); err != nil {
		return err
	}
	_, err := readPrompts(c.Prompts)
	return err
}

// validateEndpoint checks where the model is, and how it is asked.
func (c Config) validateEndpoint() error {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil:
		return news.Invalid("url", "%q is not the address of an API: use one such as http://127.0.0.1:11434/v1.", c.URL)
	case c.Key != "" && u.Scheme == "http" && !near(u.Hostname()):
		return news.Invalid("url", "The key would cross the network in the clear: use https.")
	case strings.ContainsAny(c.Key, "\r\n"):
		return news.Invalid("key", "The key has a line break in it.")
	case c.Model == "":
		return &news.InvalidError{
			Field: "model", Message: "Name the model to ask, as the endpoint calls it.",
			Hint: news.Command("curl", strings.TrimRight(c.URL, "/")+"/models"),
		}
	}
	return nil
}

// validateBounds checks what the model may cost.
func (c Config) validateBounds() error {
	for _, n := range []struct {
		field           string
		value, min, max float64
	}{
		{"run_tokens", float64(c.RunTokens), 0, 1e9},
		{"run_cost", c.RunCost, 0, 1e6},
		{"run_time", c.RunTime.Seconds(), 0, 24 * 3600},
		{"price_in", c.PriceIn, 0, 1e6},
		{"price_out", c.PriceOut, 0, 1e6},
		{"timeout", c.Timeout.Seconds(), 0, 3600},
		{"retries", float64(c.Retries), -1, maxRetries},
		{"concurrency", float64(c.Concurrency), 0, maxConcurrency},
		{"answer_tokens", float64(c.AnswerTokens), 0, 1e6},
		{"article_chars", float64(c.ArticleChars), 0, 1e6},
	} {
		if !(n.value >= n.min && n.value <= n.max) {
			return news.Invalid(n.field, "The value must be from %g to %g.", n.min, n.max)
		}
	}
	if c.RunCost > 0 && c.PriceIn == 0 && c.PriceOut == 0 {
		return news.Invalid("run_cost", "A bound on money needs the prices: set price_in and price_out.")
	}
	return nil
}

// near reports whether a host is this machine or on a private network, where a key may go in the clear.
func near(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate()) || ip == nil &&
		!strings.Contains(host, ".")
}

// WithDefaults replaces zero values by their meaning.
func (c Config) WithDefaults() Config {
	if c.Summarise == "" {
		c.Summarise = ByIDs
	}
	count := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	count(&c.RunTokens, 200_000)
	count(&c.Retries, 2)
	c.Retries = max(c.Retries, 0)
	count(&c.Concurrency, 4)
	count(&c.AnswerTokens, 1500)
	count(&c.ArticleChars, 6000)
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	if c.RunTime == 0 {
		c.RunTime = 10 * time.Minute
	}
	return c
}
