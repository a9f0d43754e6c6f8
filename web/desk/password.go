package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"attache/news"
	"attache/newsroom"
)

// argon2id with 19 MiB, two passes and one lane: the first of the equal choices of the OWASP Password Storage Cheat
// Sheet. A hash takes some 30 ms.
const (
	hashMemory = 19 << 10 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashSalt   = 16 // bytes
	hashLength = 32 // bytes
)

// Bounds of a password, in characters. NIST SP 800-63B asks for 8 at least and to allow 64.
const (
	shortestPassword = 10
	longestPassword  = 200
)

// HashPassword returns the hash of a password in PHC form.
func HashPassword(password string) string {
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	key := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b64(salt), b64(key))
}

// passwordIs reports whether a hash is that of a password. It takes as long for a hash that is none.
func passwordIs(hash, password string) bool {
	var version, memory, passes int
	var lanes uint8
	parts := strings.Split(hash, "$")
	if len(parts) == 6 && parts[1] == "argon2id" {
		_, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes)
		salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
		key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
		if err == nil && err1 == nil && err2 == nil && version == argon2.Version && memory > 0 && memory <= 1<<20 &&
			passes > 0 && passes <= 16 && lanes > 0 && len(key) > 0 {
			got := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), lanes, uint32(len(key)))
			return subtle.ConstantTimeCompare(got, key) == 1
		}
	}
	argon2.IDKey([]byte(password), make([]byte, hashSalt), hashPasses, hashMemory, hashLanes, hashLength)
	return false
}

// CheckPassword reports as an *news.InvalidError that a password is too easy.
func CheckPassword(password string, p newsroom.Person) error {
	n := utf8.RuneCountInString(password)
	low := strings.ToLower(strings.TrimSpace(password))
	local, _, _ := strings.Cut(strings.ToLower(p.Email), "@")
	different := map[rune]bool{}
	for _, r := range low {
		different[r] = true
	}
	switch {
	case n < shortestPassword, n > longestPassword, len(different) < 5, low == strings.ToLower(p.Email), low == local,
		low == strings.ToLower(p.Name), strings.HasPrefix("12345678901234567890", low),
		strings.HasPrefix("qwertyuiopasdfghjklzxcvbnm", low), strings.HasPrefix("йцукенгшщзхъфывапролджэячсмить", low):
		return &news.InvalidError{
			Field: "password", Message: fmt.Sprintf("The password is too short or too simple: use at least %d characters.",
				shortestPassword), Hint: "a few words in a row are easy to keep in mind and hard to guess",
		}
	}
	return nil
}

// hash is HashPassword in its turn: passwords that are hashed at once would take all memory.
func (d *Desk) hash(ctx context.Context, password string) (string, error) {
	select {
	case d.hashes <- struct{}{}:
		defer func() { <-d.hashes }()
		return HashPassword(password), nil
	case <-ctx.Done():
		return "", errBusy
	}
}

// is is passwordIs in its turn.
func (d *Desk) is(ctx context.Context, hash, password string) (bool, error) {
	if utf8.RuneCountInString(password) > longestPassword {
		return false, nil
	}
	select {
	case d.hashes <- struct{}{}:
		defer func() { <-d.hashes }()
		return passwordIs(hash, password), nil
	case <-ctx.Done():
		return false, errBusy
	}
}

// NewToken makes the token of a link, and the hash that is kept of it.
func NewToken() (token, hash string) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, tokenHash(token)
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
