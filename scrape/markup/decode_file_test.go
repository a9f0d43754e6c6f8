package markup

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"

	"attache/news"
)

func TestDecodeFile(t *testing.T) {
	for _, c := range []struct{ charset, text string }{
		{"windows-1251", "email;name\r\na6@example.org;Иванов Пётр\r\n"},
		{"windows-1251", "email;name\r\na@mail.kz;Дана\r\nb@mail.kz;Ержан Кәрімов\r\n"},
		{"windows-1251", "email,status\nivan@example.org,отписан\n"},
		{"koi8-r", "email;name\r\na6@example.org;Иванов Пётр Сергеевич\r\n"},
		{"ibm866", "email;name\r\na6@example.org;Иванов Пётр Сергеевич\r\n"},
		{"windows-1252", "email,name\na@example.org,Jürgen Müller\n"},
		{"windows-1252", "email,name\na@example.org,Hélène Lefèvre\nb@example.org,François Noël\n"},
		{"windows-1252", "email,status\na@example.org,désabonné\n"},
		{"windows-1252", "email,name\na@example.org,Señor Nuñez\n"},
		{"windows-1254", "email,name\na@example.org,Şahin Çağlar\nb@example.org,Işıl Öztürk\n"},
		{"windows-1254", "email;durum\na@example.org;çıktı\n"},
		{"windows-1250", "email,name\na@example.org,Michał Wiśniewski\n"},
		{"windows-1250", "email,name\na@press.cz,Tomáš Dvořáček\n"},
		{"windows-1253", "email,name\na@example.org,Γιώργος Παπαδόπουλος\n"},
		{"utf-16le", "email\tname\r\na5@example.org\tАйгүл\r\n"},
		{"utf-16be", "email\tname\r\na5@example.org\tDana\r\n"},
		{"utf-8", "email,name\na@example.org,Жанар\n"},
	} {
		enc, _ := charset.Lookup(c.charset)
		want := c.text
		raw := []byte(want)
		if c.charset != "utf-8" {
			want = strings.NewReplacer("ә", "?", "ү", "?").Replace(want)
			if strings.HasPrefix(c.charset, "utf") {
				want = c.text
			}
			var err error
			if raw, err = enc.NewEncoder().Bytes([]byte(want)); err != nil {
				t.Fatal(err)
			}
		}
		text, name, err := DecodeFile(raw, "")
		if err != nil || string(text) != want {
			t.Errorf("%s: read as %s: %q, %v", c.charset, name, text, err)
		}
		if text, _, err := DecodeFile(raw, c.charset); err != nil || string(text) != want {
			t.Errorf("%s by its name: %q, %v", c.charset, text, err)
		}
		for bom, utf := range map[string]string{
			"\xff\xfe": "utf-16le", "\xfe\xff": "utf-16be",
			"\xef\xbb\xbf": "utf-8",
		} {
			if utf != c.charset {
				continue
			}
			if text, _, err := DecodeFile(append([]byte(bom), raw...), ""); err != nil || string(text) != want {
				t.Errorf("%s with a mark: %q, %v", c.charset, text, err)
			}
		}
	}
	for _, bad := range []string{
		"PK\x03\x04xx", "\x1f\x8bxx", "Дана Дана Дана\nДана \xff\n",
		"a\x00\x00\x00@\x00\x00\x00b\x00\x00\x00\n\x00\x00\x00", "\xff\xfe\x00\x00a\x00\x00\x00",
	} {
		var invalid *news.InvalidError
		if _, name, err := DecodeFile([]byte(bad), ""); !errors.As(err, &invalid) {
			t.Errorf("%q passed as %s: %v", bad, name, err)
		}
	}
	if _, _, err := DecodeFile(nil, "klingon"); err == nil {
		t.Error("an unknown encoding passed")
	}
}
