package llm

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// Echo is a model for tests and trials: an http.Handler that speaks the chat-completions protocol and answers by rule.
// Without a rule of its own it chooses the first sentences, words a summary of the articles' titles, gives texts back
// untranslated, and is never sure.
type Echo struct {
	Reply func(q Asked) Reply // nil = EchoReply

	mu    sync.Mutex
	asked []Asked
}

// Asked is a question as the model sees it.
type Asked struct {
	Key      string // of the API, as it was sent
	Model    string
	Form     string // json_schema, json_object or "" (plain lines)
	Prompt   string // the instructions
	Data     string // the JSON between the delimiters
	Terms    EchoTerms
	ByOldTag bool // max_tokens, not max_completion_tokens
	Warm     bool // no temperature was sent
}

// EchoTerms is the data of any kind of question, read.
type EchoTerms struct {
	Titles   []string `json:"titles"`
	Articles []struct {
		ID    int    `json:"id"`
		Title string `json:"title"`
		Text  string `json:"text"`
	} `json:"articles"`
	Headline string `json:"headline"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	// Sentences are texts, or numbered texts when the question is which to choose.
	Sentences []json.RawMessage `json:"sentences"`
}

// Kind returns which question it is: choose, write, translate or settle.
func (a *Asked) Kind() string {
	switch {
	case a.Terms.Titles != nil:
		return choose
	case a.Terms.Articles != nil:
		return write
	case a.Terms.Headline != "":
		return translate
	}
	return adjudicate
}

// Reply is what the model answers.
type Reply struct {
	Status int         // of HTTP; 0 = 200
	Header http.Header // nil = none
	Text   string      // of the message
	Raw    string      // the whole body instead of a message; "" = a message
	Finish string      // finish_reason; "" = stop
	Silent bool        // never answers: waits until the client hangs up
	NoBill bool        // does not say how many tokens were used
}

// Asked lists the questions so far.
func (e *Echo) Asked() []Asked {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]Asked(nil), e.asked...)
}

// EchoReply is the rule of an Echo that has none.
func EchoReply(q Asked) Reply {
	var v any
	switch q.Kind() {
	case choose:
		ids := []int{}
		for i := range q.Terms.Sentences[:min(2, len(q.Terms.Sentences))] {
			ids = append(ids, i+1)
		}
		v = chosen{ids}
	case write:
		var w written
		for _, a := range q.Terms.Articles {
			w.Sentences = append(w.Sentences, sentence{a.ID, a.Title})
		}
		v = w
	case translate:
		t := translated{Headline: q.Terms.Headline, Sentences: []string{}}
		for _, raw := range q.Terms.Sentences {
			var s string
			if json.Unmarshal(raw, &s) == nil {
				t.Sentences = append(t.Sentences, s)
			}
		}
		v = t
	default:
		v = sorted{"unsure"}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return Reply{Status: http.StatusInternalServerError}
	}
	return Reply{Text: string(b)}
}

// ServeHTTP answers POST …/chat/completions.
func (e *Echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var req chatRequest
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		http.NotFound(w, r)
		return
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&req); err != nil ||
		len(req.Messages) != 2 {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	q := Asked{
		Key: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), Model: req.Model,
		Prompt:   req.Messages[0].Content,
		Data:     strings.TrimSuffix(strings.TrimPrefix(req.Messages[1].Content, "<data>\n"), "\n</data>"),
		ByOldTag: req.MaxTokens > 0, Warm: req.Temperature == nil,
	}
	q.Form, _ = req.ResponseFormat["type"].(string)
	if err := json.Unmarshal([]byte(q.Data), &q.Terms); err != nil {
		http.Error(w, "the data is not JSON", http.StatusBadRequest)
		return
	}
	e.mu.Lock()
	e.asked = append(e.asked, q)
	e.mu.Unlock()
	reply := EchoReply
	if e.Reply != nil {
		reply = e.Reply
	}
	reply(q).write(w, r, len(req.Messages[0].Content)+len(req.Messages[1].Content))
}

// echoToken is how many bytes an Echo calls a token.
const echoToken = 4

func (a Reply) write(w http.ResponseWriter, r *http.Request, read int) {
	if a.Silent {
		<-r.Context().Done()
		return
	}
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/json")
	if a.Status != 0 {
		w.WriteHeader(a.Status)
	}
	if a.Raw != "" || a.Status != 0 {
		_, _ = w.Write([]byte(a.Raw)) // the client may have gone
		return
	}
	finish := a.Finish
	if finish == "" {
		finish = "stop"
	}
	body := map[string]any{
		"object": "chat.completion",
		"choices": []any{map[string]any{
			"index": 0, "message": message{Role: "assistant", Content: a.Text},
			"finish_reason": finish,
		}},
	}
	if !a.NoBill {
		body["usage"] = map[string]int{"prompt_tokens": read / echoToken, "completion_tokens": len(a.Text)/echoToken +
			1}
	}
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}
