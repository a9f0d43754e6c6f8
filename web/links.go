package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Links makes the addresses that letters carry.
type Links struct {
	Base string // how the world reaches the pages, e.g. https://press.example.org
	Key  []byte // signs the tokens of links; at least 16 bytes
	// Signup: whoever wants may subscribe on the pages
	Signup bool
}

// Issue is the address of an issue in the archive; "" without Base.
func (l Links) Issue(id int64) string {
	if l.Base == "" {
		return ""
	}
	return fmt.Sprintf("%s/issues/%d", strings.TrimRight(l.Base, "/"), id)
}

// Unsubscribe is the address where one subscriber leaves one digest (0 = all); "" without Base or a key of 16 bytes. It
// holds no character that HTML would escape. GET shows a form, POST acts.
func (l Links) Unsubscribe(subscriberID, digestID int64) string {
	if l.Base == "" || len(l.Key) < leastKey {
		return ""
	}
	return strings.TrimRight(l.Base, "/") + "/u/" + l.sign(purposeLeave, subscriberID, digestID)
}

// Delivery names the letter of an issue to a subscriber: its MIME boundary, which reports of complaints keep when they
// keep nothing else that tells whom they concern. It has at most 42 letters, digits, dashes and underscores; "" without
// a key of 16 bytes.
func (l Links) Delivery(issueID, subscriberID int64) string {
	if len(l.Key) < leastKey {
		return ""
	}
	return l.sign(purposeDelivery, issueID, subscriberID)
}

// Delivered reads a token of Delivery.
func (l Links) Delivered(token string) (issueID, subscriberID int64, ok bool) {
	n, ok := l.open(purposeDelivery, token)
	if !ok || len(n) != 2 {
		return 0, 0, false
	}
	return n[0], n[1], true
}

// Left reads the token at the end of an address of Unsubscribe; digest 0 = all.
func (l Links) Left(token string) (subscriberID, digestID int64, ok bool) { return l.leaving(token) }

// Picture is the address of a picture in the archive, by the store's name.
func (l Links) Picture(name string) string {
	return strings.TrimRight(l.Base, "/") + "/pictures/" + name + pictureEnd
}

// Subscribe is the page on which somebody subscribes to a digest, by its name; "" where nobody may.
func (l Links) Subscribe(digest string) string {
	if !l.Signup || l.Base == "" {
		return ""
	}
	return strings.TrimRight(l.Base, "/") + "/subscribe/" + url.PathEscape(digest)
}

// Confirm is the address where somebody confirms that they want to be subscribed. GET shows a form, POST acts.
func (l Links) Confirm(signupID int64, until time.Time) string {
	return strings.TrimRight(l.Base, "/") + "/c/" + l.sign(purposeConfirm, signupID, until.Unix())
}

// confirming reads the token of Confirm.
func (l Links) confirming(token string) (signupID int64, until time.Time, ok bool) {
	n, ok := l.open(purposeConfirm, token)
	if !ok || len(n) != 2 {
		return 0, time.Time{}, false
	}
	return n[0], time.Unix(n[1], 0), true
}

const (
	leastKey = 16 // bytes: 128 bits, NIST SP 800-107 5.3.2 for HMAC keys
	macSize  = 16 // bytes kept of HMAC-SHA-256 (RFC 2104 section 5: at least half)
	mostInts = 64 // numbers in a token
)

// The purposes of a token: one cannot be used for another.
const (
	purposeLeave    = 'u' // subscriber, digest
	purposeReturn   = 'r' // subscriber, unix time it ends, digests…
	purposeConfirm  = 's' // sign-up, unix time it ends
	purposeDelivery = 'd' // issue, subscriber
)

// sign makes a token: purpose, numbers as varints, the MAC; base64url without padding.
func (l Links) sign(purpose byte, numbers ...int64) string {
	b := []byte{purpose}
	for _, n := range numbers {
		b = binary.AppendVarint(b, n)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, l.mac(b)...))
}

// open returns a token's numbers when it was made by sign for the purpose, with the same key.
func (l Links) open(purpose byte, token string) ([]int64, bool) {
	if len(l.Key) < leastKey {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) < 1+macSize || b[0] != purpose {
		return nil, false
	}
	body, mac := b[:len(b)-macSize], b[len(b)-macSize:]
	if !hmac.Equal(mac, l.mac(body)) {
		return nil, false
	}
	var out []int64
	for rest := body[1:]; len(rest) > 0; {
		n, size := binary.Varint(rest)
		if size <= 0 || len(out) == mostInts {
			return nil, false
		}
		out, rest = append(out, n), rest[size:]
	}
	return out, true
}

func (l Links) mac(b []byte) []byte {
	h := hmac.New(sha256.New, l.Key)
	h.Write([]byte("attache link 1\n"))
	h.Write(b)
	return h.Sum(nil)[:macSize]
}

// leaving reads an unsubscribe token.
func (l Links) leaving(token string) (subscriberID, digestID int64, ok bool) {
	n, ok := l.open(purposeLeave, token)
	if !ok || len(n) != 2 {
		return 0, 0, false
	}
	return n[0], n[1], true
}

// undoFor is how long the way back stays open after unsubscribing.
const undoFor = 24 * time.Hour

// returning makes the token of the way back.
func (l Links) returning(subscriberID int64, digests []int64, now time.Time) string {
	return l.sign(purposeReturn, append([]int64{subscriberID, now.Add(undoFor).Unix()}, digests...)...)
}

// returned reads it.
func (l Links) returned(token string, now time.Time) (subscriberID int64, digests []int64, ok bool) {
	n, ok := l.open(purposeReturn, token)
	if !ok || len(n) < 3 || now.Unix() > n[1] {
		return 0, nil, false
	}
	return n[0], n[2:], true
}
