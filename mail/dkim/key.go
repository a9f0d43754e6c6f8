package dkim

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"attache/file"
	"attache/news"
)

// Config is one key that signs letters.
type Config struct {
	// domain that signs; letters of addresses in it, and in domains below it, are signed
	Domain   string `yaml:"domain"`
	Selector string `yaml:"selector"` // under which name the key stands in the DNS: SELECTOR._domainkey.DOMAIN
	// file of the private key (PEM): RSA of at least 1024 bits, better 2048, or Ed25519
	Key string `yaml:"key"`
}

// Key is a key that signs for a domain.
type Key struct {
	Domain, Selector string
	private          crypto.Signer
}

// The kinds of keys.
const (
	RSA     = "rsa"     // 2048 bits: what every receiver verifies
	Ed25519 = "ed25519" // short and fast; beside RSA, because not everybody verifies it (RFC 8463)
)

const (
	bits      = 2048 // of a new RSA key: RFC 8301 3.2
	leastBits = 1024 // receivers must refuse shorter ones (RFC 8301 3.2)
)

var (
	domainName   = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	selectorName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)
)

// Check reports what is wrong with a domain or a selector, as an *news.InvalidError.
func Check(domain, selector string) error {
	switch {
	case !domainName.MatchString(domain):
		return news.Invalid("dkim.domain", "%q is not a domain in lower case, such as example.org (xn--… where it has "+
			"other letters).", domain)
	case !selectorName.MatchString(selector):
		return news.Invalid("dkim.selector", "%q is not a selector: use lower-case letters, digits and dashes.", selector)
	}
	return nil
}

// Load reads the keys. The error is an *news.InvalidError.
func Load(list []Config) (Signer, error) {
	var s Signer
	for _, c := range list {
		if err := Check(c.Domain, c.Selector); err != nil {
			return nil, err
		}
		data, err := file.Read(c.Key, file.Most)
		if err != nil {
			return nil, news.Invalid("dkim.key", "The key of %s._domainkey.%s cannot be read: %v.", c.Selector, c.Domain,
				err)
		}
		k, err := Read(data)
		if err != nil {
			return nil, news.Invalid("dkim.key", "%s is no key that can sign: %v.", c.Key, err)
		}
		s = append(s, Key{c.Domain, c.Selector, k.private})
	}
	return s, nil
}

// New makes a key of a kind.
func New(kind string) (Key, error) {
	switch kind {
	case RSA:
		private, err := rsa.GenerateKey(rand.Reader, bits)
		return Key{private: private}, err
	case Ed25519:
		_, private, err := ed25519.GenerateKey(rand.Reader)
		return Key{private: private}, err
	}
	return Key{}, news.Invalid("", "%q is not a kind of key: use rsa or ed25519.", kind)
}

// Read reads a private key: PEM, in PKCS #8 or #1. It has no domain and no selector.
func Read(data []byte) (Key, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return Key{}, errors.New("it holds no PEM block")
	}
	if private, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return checked(private)
	}
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, fmt.Errorf("its PEM block %q: %w", block.Type, err)
	}
	return checked(private)
}

func checked(private any) (Key, error) {
	switch p := private.(type) {
	case *rsa.PrivateKey:
		if n := p.N.BitLen(); n < leastBits {
			return Key{}, fmt.Errorf("an RSA key of %d bits is refused by receivers; make one of %d", n, bits)
		}
		return Key{private: p}, nil
	case ed25519.PrivateKey:
		return Key{private: p}, nil
	}
	return Key{}, fmt.Errorf("a key of type %T does not sign mail: use RSA or Ed25519", private)
}

// PEM is the private key as a file has it.
func (k Key) PEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// Kind is RSA or Ed25519.
func (k Key) Kind() string {
	if _, ok := k.private.(ed25519.PrivateKey); ok {
		return Ed25519
	}
	return RSA
}

// Bits is the length of an RSA key; 0 = it is none.
func (k Key) Bits() int {
	if p, ok := k.private.(*rsa.PrivateKey); ok {
		return p.N.BitLen()
	}
	return 0
}

func (k *Key) algorithm() string { return k.Kind() + "-sha256" }

// Name is where the key's record stands in the DNS.
func (k Key) Name() string { return k.Selector + "._domainkey." + k.Domain }

// Record is the text of the key's TXT record.
func (k Key) Record() (string, error) {
	public := k.private.Public()
	raw, ok := public.(ed25519.PublicKey) // RFC 8463 4: the bare key
	if !ok {
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			return "", err
		}
		raw = der
	}
	return "v=DKIM1; k=" + k.Kind() + "; p=" + base64.StdEncoding.EncodeToString(raw), nil
}

// Matches reports whether a TXT record holds the key's public half.
func (k Key) Matches(record string) bool {
	own, err := k.Record()
	return err == nil && Tags(own)["p"] == Tags(record)["p"]
}

// Tags reads a list of tags (RFC 6376 3.2), white space within values removed.
func Tags(record string) map[string]string {
	tags := map[string]string{}
	for entry := range strings.SplitSeq(record, ";") {
		if name, value, ok := strings.Cut(entry, "="); ok {
			tags[strings.TrimSpace(name)] = strings.Join(strings.Fields(value), "")
		}
	}
	return tags
}
