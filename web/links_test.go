package web

import (
	"bytes"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	l := Links{Base: "https://x.example", Key: bytes.Repeat([]byte{9}, 32)}
	token := l.sign(purposeLeave, 1<<40, 7)
	if s, d, ok := l.leaving(token); !ok || s != 1<<40 || d != 7 {
		t.Fatalf("leaving gives %d %d %v", s, d, ok)
	}
	for i := range token { // no change of any character passes
		b := []byte(token)
		b[i] ^= 1
		if _, _, ok := l.leaving(string(b)); ok {
			t.Errorf("%s passes with character %d changed", b, i)
		}
	}
	other := Links{Base: l.Base, Key: bytes.Repeat([]byte{8}, 32)}
	if _, _, ok := other.leaving(token); ok {
		t.Error("another key opens it")
	}
	now := time.Unix(1_800_000_000, 0)
	if _, _, ok := l.returned(token, now); ok {
		t.Error("a token for leaving lets return")
	}
	back := l.returning(5, []int64{1, 2}, now)
	if s, d, ok := l.returned(back, now.Add(undoFor)); !ok || s != 5 || len(d) != 2 {
		t.Errorf("returned gives %d %v %v", s, d, ok)
	}
	if _, _, ok := l.returned(back, now.Add(undoFor+time.Second)); ok {
		t.Error("the way back has no end")
	}
	if _, _, ok := l.leaving(back); ok {
		t.Error("a token for returning lets leave")
	}
}

func FuzzOpen(f *testing.F) {
	l := Links{Base: "https://x.example", Key: bytes.Repeat([]byte{9}, 32)}
	f.Add(l.sign(purposeLeave, 1, 2))
	f.Add("")
	f.Add("dQ")
	f.Fuzz(func(t *testing.T, token string) {
		n, ok := l.open(purposeLeave, token)
		if ok && l.sign(purposeLeave, n...) != token {
			t.Errorf("%q opens as %v, which signs otherwise", token, n)
		}
	})
}
