package llm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// question is one thing to ask. T is the answer's JSON form.
type question[T any] struct {
	kind   string
	terms  terms
	data   any
	schema map[string]any
	lines  func(text string) (T, bool) // reads an answer in plain lines
	check  func(T) (T, bool)           // holds an answer to what was offered; false = of no use
}

// ask returns the model's answer to a question: a remembered one, or a new one within the budget. The error is a
// *trouble, or that of ctx, or of the prompt.
func ask[T any](ctx context.Context, s *Session, q question[T]) (T, error) {
	var none T
	q.terms.JSON = true
	instructions, err := system(s.c.prompts[q.kind], q.terms)
	if err != nil {
		return none, err
	}
	data, err := fence(q.data)
	if err != nil {
		return none, err
	}
	key := hash(s.c.cfg.URL, s.c.cfg.Model, q.kind, instructions, data)
	if v, ok := recall(ctx, s.c, key, q); ok {
		s.purse.note(true, nil)
		return v, nil
	}
	until, late := s.until, &trouble{what: "the run's time for the model is used up", dead: true}
	if q.kind == adjudicate {
		until, late = s.adjudicateBy, &trouble{what: fmt.Sprintf("judgements may use %.0f %% of the run's time",
			100*adjudicateShare)}
	}
	inner, cancel := context.WithTimeout(ctx, until.Sub(s.c.Now()))
	defer cancel()
	v, err := askAnew(inner, s, q, data)
	var t *trouble
	switch {
	case err == nil:
		s.purse.note(false, nil)
		if s.c.Cache != nil {
			if b, e := json.Marshal(v); e == nil {
				if e := s.c.Cache.KeepAnswer(ctx, key, s.c.cfg.Model, string(b), s.c.Now()); e != nil {
					s.c.log.Warn("the model's answer is not remembered", "error", e)
				}
			}
		}
	case ctx.Err() != nil:
		return none, ctx.Err()
	case inner.Err() != nil:
		s.purse.note(false, late)
		return none, late
	case errors.As(err, &t):
		s.purse.note(false, t)
	}
	return v, err
}

// hash names a question by its content.
func hash(parts ...string) string {
	b, err := json.Marshal(parts)
	if err != nil { // strings can always be written
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func recall[T any](ctx context.Context, c *Client, key string, q question[T]) (v T, ok bool) {
	if c.Cache == nil {
		return v, false
	}
	text, ok, err := c.Cache.Answer(ctx, key)
	if err != nil {
		c.log.Warn("remembered answers cannot be read", "error", err)
		return v, false
	}
	if !ok || json.Unmarshal([]byte(text), &v) != nil {
		return v, false
	}
	return q.check(v)
}

// mostSlips is how many times in a row an answer may fall out of the form before plain lines are asked for at once.
// Some servers take any response_format and pay no heed to it.
const mostSlips = 3

// askAnew asks in the strictest form that the server is known to take, steps down when it refuses the form, and asks
// once more for plain lines when the answer cannot be read.
func askAnew[T any](ctx context.Context, s *Session, q question[T], data string) (T, error) {
	var none T
	slipped := false
	for f := form(s.c.form.Load()); ; f++ {
		q.terms.JSON = f != byWord
		instructions, err := system(s.c.prompts[q.kind], q.terms)
		if err != nil {
			return none, err
		}
		req := s.c.request(f, instructions, data, q.schema)
		text, err := s.pay(ctx, q.kind, req)
		var t *trouble
		switch {
		case err == nil:
			if v, ok := parse(text, q); ok {
				switch {
				case !slipped:
					s.c.form.Store(int32(f))
					s.c.slips.Store(0)
				case s.c.slips.Add(1) >= mostSlips:
					s.c.form.Store(int32(byWord))
				}
				return v, nil
			}
			if slipped || f == byWord {
				return none, &trouble{what: "the model's answer could not be used", sent: true}
			}
			slipped, f = true, byWord-1
		case !errors.As(err, &t) || f == byWord || !refusesForm(t.status):
			return none, err
		}
	}
}

// refusesForm reports whether a status can mean that the server does not know the response_format.
func refusesForm(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusUnprocessableEntity ||
		status == http.StatusNotImplemented
}

// pay sends a request and keeps the account of it.
func (s *Session) pay(ctx context.Context, kind string, req chatRequest) (string, error) {
	size := 0
	for _, m := range req.Messages {
		size += len(m.Content)
	}
	select { // before the budget: what waits its turn sets nothing aside
	case s.c.slots <- struct{}{}:
		defer func() { <-s.c.slots }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	guess := usage{In: size/bytesToken + 16, Out: s.c.cfg.AnswerTokens}
	if err := s.purse.take(kind, guess); err != nil {
		return "", err
	}
	began := s.c.Now()
	text, used, err := s.c.chat(ctx, req)
	var t *trouble
	errors.As(err, &t)
	if used == (usage{}) && (err == nil || t != nil && t.sent || ctx.Err() != nil) {
		// the server does not count, or the answer was lost
		used = usage{In: guess.In, Out: len(text)/bytesToken + 1}
	}
	s.purse.pay(kind, guess, used)
	if t != nil && t.said != "" {
		s.c.log.Info("the model's endpoint refuses a question", "what", kind, "status", t.status, "said", t.said)
	}
	s.c.log.Debug("asked the model", "what", kind, "tokens_in", used.In, "tokens_out", used.Out, "took",
		s.c.Now().Sub(began).Round(time.Millisecond), "error", err)
	return text, err
}

// What some models write before they answer stands between these. The first may be missing, for it is a part of their
// template.
const thinks, thought = "<think>", "</think>"

// tries is how many places of a text are looked at for JSON.
const tries = 8

// parse reads an answer: as JSON, on its own or within other text, else in plain lines.
func parse[T any](text string, q question[T]) (T, bool) {
	var none T
	if i := strings.LastIndex(text, thought); i >= 0 {
		text = text[i+len(thought):]
	}
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, thinks) { // it never came to an answer
		return none, false
	}
	rest := text
	for range tries {
		i := strings.IndexByte(rest, '{')
		if i < 0 {
			break
		}
		rest = rest[i:]
		var v T
		if json.NewDecoder(strings.NewReader(rest)).Decode(&v) == nil {
			if v, ok := q.check(v); ok {
				return v, true
			}
		}
		rest = rest[1:]
	}
	if v, ok := q.lines(text); ok {
		return q.check(v)
	}
	return none, false
}
