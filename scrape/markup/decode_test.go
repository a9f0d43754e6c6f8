package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

func TestDecode(t *testing.T) {
	const text = "Казахстан и Узбекистан подписали соглашение о торговле. Министры встретились в Шымкенте и обсудили " +
		"вопросы транзита."
	tests := []struct{ name, encoding, header, head, want string }{
		{"header", "windows-1251", "text/html; charset=windows-1251", "", "windows-1251"},
		{"meta", "windows-1251", "text/html", `<meta charset="windows-1251">`, "windows-1251"},
		{"http-equiv", "koi8-r", "", `<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">`, "koi8-r"},
		{"header before meta", "koi8-r", "text/html; charset=koi8-r", `<meta charset="windows-1251">`, "koi8-r"},
		{"detected 1251", "windows-1251", "", "", "windows-1251"},
		{"detected koi8", "koi8-r", "", "", "koi8-r"},
		{"detected utf-8", "", "", "", "utf-8"},
		{"wrong header over utf-8", "", "text/html; charset=windows-1251", "", "utf-8"},
		{"wrong utf-8 header", "windows-1251", "text/html; charset=utf-8", "", "windows-1251"},
		{"unknown label", "", "text/html; charset=nonsense", "", "utf-8"},
	}
	for _, tt := range tests {
		page := "<html><head>" + tt.head + "<title>x</title></head><body><p>" + text + "</p></body></html>"
		got, name := Decode(encode(t, []byte(page), tt.encoding), tt.header)
		if name != tt.want || got != page {
			t.Errorf("%s: decoded as %s, want %s", tt.name, name, tt.want)
		}
	}
	if got, name := Decode([]byte("\xEF\xBB\xBFabc"), "text/html; charset=koi8-r"); got != "abc" || name != "utf-8" {
		t.Errorf("byte order mark: %q as %s", got, name)
	}
	if got, name := Decode([]byte("\xFF\xFEa\x00b\x00"), ""); got != "ab" || name != "utf-16le" {
		t.Errorf("UTF-16: %q as %s", got, name)
	}
	for lang, c := range map[string][2]string{
		"tr": {
			"windows-1254",
			"Türkiye ile Kazakistan arasında imzalanan anlaşma yürürlüğe girdi, işçiler için yeni dönem başlıyor",
		},
		"pl": {
			"windows-1250",
			"Prezydent powiedział, że współpraca z sąsiadami będzie się rozwijać również w następnych latach",
		},
		"ja": {"shift_jis", "外務省は今日の会見で、両国の首脳が来月に会談することを発表した。"},
		"ko": {"euc-kr", "외교부는 오늘 두 나라의 정상이 다음 달에 만날 것이라고 발표했다."},
		"zh": {"gbk", "外交部发言人今天表示，两国领导人将在下个月举行会谈，这是一次重要的访问。"},
	} {
		page := `<html lang="` + lang + `"><body>` + c[1] + "</body></html>"
		if got, name := Decode(encode(t, []byte(page), c[0]), ""); got != page {
			t.Errorf("%s: decoded as %s, want %s", lang, name, c[0])
		}
	}
}

// TestDecodeUndeclared: titles that are short, and declarations that say nothing.
func TestDecodeUndeclared(t *testing.T) {
	for _, c := range []struct{ encoding, page string }{
		{"iso-8859-2", `<!DOCTYPE html><meta charset="none-such"><meta charset="iso-8859-2"><p>Zażółć gęślą</p>`},
		{"koi8-r", `<meta http-equiv=content-type content="text/html; charset=xx"><meta charset=koi8-r><p>Послы`},
		{"windows-1254", `<meta charset=""><meta charset=windows-1254><p>Dışişleri`},
		{"shift_jis", "<title>日中首脳会談が北京で開幕</title>"},
		{"shift_jis", "<title>外相、来週訪米へ</title>"},
		{"shift_jis", "<title>首相官邸</title>"},
		{"euc-jp", "<title>日韓外相が電話会談</title>"},
		{"windows-1251", "<title>Встреча министров</title>"},
		{"koi8-r", "<title>Встреча министров</title>"},
		{"ibm866", "<title>Послы обсудили договор</title>"},
		{"windows-1251", "<title>Послы СНГ в Минске</title>"},
		{"gbk", "<title>两国领导人会谈</title>"},
		{"big5", "<title>兩國領導人會談</title>"},
		{"euc-kr", "<title>한미 정상회담</title>"},
		{"windows-1252", "<title>Le président reçoit l’ambassadeur</title>"},
		{"windows-1256", "<title>وزير الخارجية يزور القاهرة</title>"},
		{"windows-1253", "<title>Υπουργός Εξωτερικών</title>"},
	} {
		if got, name := Decode(encode(t, []byte(c.page), c.encoding), ""); got != c.page {
			t.Errorf("%s: decoded as %s: %s", c.encoding, name, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("<meta charset=koi8-r>\xd4\xc5\xcb\xd3\xd4"), "text/html; charset=gbk")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		if text, name := Decode(body, header); name == "" || strings.ToValidUTF8(text, "") != text {
			t.Errorf("Decode gave %q as %q", text, name)
		}
	})
}

func encode(t *testing.T, page []byte, name string) []byte {
	if name == "" {
		return page
	}
	enc, _ := charset.Lookup(name)
	// as sites do with the Kazakh letters that windows-1251 lacks
	out, err := encoding.HTMLEscapeUnsupported(enc.NewEncoder()).Bytes(page)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
