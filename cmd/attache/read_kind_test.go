package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestNotAPage(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte("<html><body><p>Text</p></body></html>"))
	z.Close()
	dot, err := base64.StdEncoding.DecodeString("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 2000)
	chaos := rand.NewChaCha8([32]byte{1})
	_, _ = chaos.Read(noise)
	noise[0] = 0x91
	for want, body := range map[string][]byte{
		"compressed with gzip": zipped.Bytes(), "an image (GIF)": dot,
		"an image (PNG)":  []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
		"an image (JPEG)": []byte("\xff\xd8\xff\xe0\x00\x10JFIF"),
		"an image (WEBP)": []byte("RIFF\x00\x00\x00\x00WEBPVP8 "),
		"an image (HEIF)": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"),
		"a film":          []byte("\x00\x00\x00\x18ftypqt  \x00\x00\x00\x00"),
		"a PDF document":  []byte("%PDF-1.7\n%\xe2\xe3"),
		"a ZIP archive":   []byte("PK\x03\x04\x14\x00"), "empty": []byte(" \n\t"), "a sound recording": []byte("ID3\x03\x00"),
		"plain text": []byte("root:x:0:0:root:/root:/bin/bash\n"), "JSON": []byte(`{"a": ["<b>"]}`),
		"a feed or a list (rss)":  []byte("<?xml version='1.0'?>\n<rss version='2.0'><channel>"),
		"a feed or a list (feed)": []byte("\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>"),
		"a web archive (MHTML)":   []byte("From: <Saved by Blink>\nSubject: x\n\n<html>"),
		"neither HTML nor text":   noise, "an office document,": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"),
	} {
		if err := notAPage("x", body, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	wide := func(s string) (b []byte) {
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	for name, body := range map[string][]byte{
		"HTML": []byte("<!doctype html><p>x"), "a fragment": []byte("<p>Переговоры"),
		"cp1251":         {'<', 'b', '>', 0xcf, 0xe5, 0xf0, 0xe5, 0xe3, 0xee, 0xe2, 0xee, 0xf0, 0xfb, ' ', 0xe2},
		"UTF-16":         wide("<html>Talks"),
		"UTF-16 Russian": wide("<p>Переговоры в Астане</p>"), "ISO-2022-JP": []byte("<p>\x1b$B%F%9%H\x1b(B</p>"),
		"Shift JIS":    {'<', 'p', '>', 0x83, 0x65, 0x83, 0x58, 0x83, 0x67, '\n'},
		"a stray byte": []byte(strings.Repeat("<br>Talks in Astana. ", 50) + "\x00"),
	} {
		if err := notAPage("x", body, ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := notAPage("x", []byte("Talks in Astana."), "text/plain"); err != nil {
		t.Errorf("a text that the person calls one: %v", err)
	}
}
