// Package hooks tells other programs of what happened, as Standard Webhooks asks for
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): a small JSON document,
// posted with an id that stays the same when it is sent again, the time, and a signature.
//
// It does not decide what happened (the store writes a message in the transaction that changes an issue or a source)
// nor which addresses may be reached (Sender.Transport does). Read hooks.go first: Sign, NewSecret and what a message
// says; then sender.go, which tries and tries again.
package hooks

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
)

// secretMark begins every secret (Standard Webhooks, "Symmetric").
const secretMark = "whsec_"

// secretBytes is the length of a secret: the specification asks for 24 to 64 bytes.
const secretBytes = 32

// NewSecret makes a secret.
func NewSecret() string {
	key := make([]byte, secretBytes)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return secretMark + base64.StdEncoding.EncodeToString(key)
}

// Rotate gives a webhook another secret; the one before still signs for newsroom.HookOverlap.
func Rotate(h *newsroom.Hook, secret string, now time.Time) {
	h.OldSecret, h.OldUntil, h.Secret = h.Secret, now.Add(newsroom.HookOverlap), secret
}

// Sign is the signature of a message by one secret, such as "v1,g0hM…"; the error is that the text is no secret.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretMark))
	if err != nil || len(key) == 0 {
		return "", news.Invalid("secret", "It is no secret of a webhook.")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Payload is what is posted.
type Payload struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // when it happened
	Data      Data      `json:"data"`
}

// Data names what it is about, and where the API says more.
type Data struct {
	Issue  int64  `json:"issue,omitempty"`  // its number
	Digest string `json:"digest,omitempty"` // its name
	Source string `json:"source,omitempty"` // its name
	State  string `json:"state,omitempty"`  // of the issue or source at that moment
	URL    string `json:"url,omitempty"`    // of the issue or source in the API
}

// ID is the webhook-id of a message: the same at every try.
func ID(m newsroom.HookMessage) string {
	return "msg_" + strconv.FormatInt(m.ID, 10) + "_" + strconv.FormatInt(m.At.UnixMicro(), 36)
}

// Body is the document of a message; base is the address of the API.
func Body(m newsroom.HookMessage, base string) ([]byte, error) {
	p := Payload{Type: m.Event, Timestamp: m.At.UTC()}
	switch kind, _, _ := strings.Cut(m.Event, "."); kind {
	case "issue":
		p.Data = Data{
			Issue: m.Subject, Digest: m.Name, State: m.State, URL: base + "/issues/" + strconv.FormatInt(m.Subject, 10),
		}
	case "source":
		p.Data = Data{Source: m.Name, State: m.State, URL: base + "/sources/" + m.Name}
	}
	return json.Marshal(p)
}
