package markup

import (
	"bytes"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

const (
	// prescan is how many bytes are searched for a meta charset. The HTML standard says 1024; pages with long
	// scripts before the meta are common, and browsers look further too.
	prescan = 16 << 10
	// sample is how many bytes with the high bit set detection looks at.
	sample = 4 << 10
)

// Decode turns a page's bytes into UTF-8 text, in the HTML standard's order: byte order mark, header, meta, detection.
// charset is the WHATWG name of the encoding. A declaration that the bytes contradict is passed over: bytes that are
// valid UTF-8 beyond chance are UTF-8, and bytes that are not cannot be.
func Decode(body []byte, contentType string) (text, charset string) {
	b, charset := DecodeBytes(body, contentType)
	return string(b), charset
}

// DecodeBytes is Decode without a copy: text that is UTF-8 as it came is the body itself, so the caller must not write
// to it.
func DecodeBytes(body []byte, contentType string) (text []byte, charset string) {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return validUTF8(body[3:]), "utf-8"
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return decodeAs(body[2:], "utf-16be"), "utf-16be"
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return decodeAs(body[2:], "utf-16le"), "utf-16le"
	}
	high, broken := countUTF8(body)
	utf := broken == 0 || broken*50 < high // a stray byte or a cut character does not unmake UTF-8
	head := body[:min(len(body), prescan)]
	meta, lang := scanMeta(head)
	for _, label := range []string{HeaderCharset(contentType), meta} {
		name := EncodingName(label)
		switch {
		case name == "":
			continue
		case name == "utf-8" && !utf:
			continue
		case name != "utf-8" && name != "utf-16le" && name != "utf-16be" && utf && high > 0:
			return validUTF8(body), "utf-8"
		}
		return decodeAs(body, name), name
	}
	if utf {
		return validUTF8(body), "utf-8"
	}
	name := detect(body, lang)
	return decodeAs(body, name), name
}

// HeaderCharset returns the charset that a Content-Type header names, as it stands there; "" = none.
func HeaderCharset(contentType string) string {
	if contentType == "" {
		return ""
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["charset"]
	}
	_, after, _ := strings.Cut(strings.ToLower(contentType), "charset=")
	return strings.Trim(after, " \"';")
}

// EncodingName returns the WHATWG name of a label, "" when it is unknown.
func EncodingName(label string) string {
	if label == "" {
		return ""
	}
	_, name := charset.Lookup(label)
	return name
}

// scanMeta finds the encoding that a page declares within its head (or its XML declaration) and its language.
func scanMeta(head []byte) (label, lang string) {
	if bytes.HasPrefix(head, []byte("<?xml")) {
		decl, _, _ := bytes.Cut(head, []byte("?>"))
		if _, after, ok := bytes.Cut(decl, []byte("encoding=")); ok && len(after) > 1 {
			v, _, _ := bytes.Cut(after[1:], after[:1])
			label = string(v)
		}
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return label, lang
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "html":
				lang = tagAttr(z, more, "lang")
			case "meta":
				l := metaCharset(z, more)
				switch name := EncodingName(l); { // an unknown label does not end the search (HTML standard, prescan)
				case name == "utf-16be", name == "utf-16le": // it was read as ASCII, so it cannot be
					return "utf-8", lang
				case name == "x-user-defined":
					return "windows-1252", lang
				case name != "":
					return l, lang
				}
			case "body":
				return label, lang
			}
		}
	}
}

func tagAttr(z *html.Tokenizer, more bool, want string) (value string) {
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		if string(k) == want {
			value = string(v)
		}
	}
	return value
}

func metaCharset(z *html.Tokenizer, more bool) string {
	var direct, content, equiv string
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch string(k) {
		case "charset":
			direct = string(v)
		case "content":
			content = string(v)
		case "http-equiv":
			equiv = string(v)
		}
	}
	if direct != "" {
		return strings.TrimSpace(direct)
	}
	if strings.EqualFold(equiv, "content-type") {
		return HeaderCharset(content)
	}
	return ""
}

func decodeAs(body []byte, name string) []byte {
	if name == "utf-8" {
		return validUTF8(body)
	}
	enc, _ := charset.Lookup(name)
	if enc == nil {
		return validUTF8(body)
	}
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return validUTF8(body)
	}
	return out
}

func validUTF8(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	return bytes.ToValidUTF8(body, []byte("\uFFFD"))
}

// countUTF8 counts the multi-byte characters of UTF-8 text, and the bytes that are no part of any.
func countUTF8(b []byte) (high, broken int) {
	if utf8.Valid(b) {
		for _, c := range b {
			if c >= utf8.RuneSelf {
				return 1, 0 // that there are any is all that matters
			}
		}
		return 0, 0
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			broken++
		} else {
			high++
		}
		i += n
	}
	return high, broken
}

// byLanguage returns the legacy encoding that pages of a language are in when they do not say.
var byLanguage = map[string]string{
	"ru": "windows-1251", "uk": "windows-1251", "be": "windows-1251", "bg": "windows-1251", "kk": "windows-1251",
	"ky": "windows-1251", "mn": "windows-1251", "tg": "windows-1251", "sr": "windows-1251", "mk": "windows-1251",
	"tr": "windows-1254", "az": "windows-1254", "pl": "windows-1250", "cs": "windows-1250", "sk": "windows-1250",
	"hu": "windows-1250", "hr": "windows-1250", "sl": "windows-1250", "ro": "windows-1250", "el": "windows-1253",
	"he": "windows-1255", "ar": "windows-1256", "fa": "windows-1256", "ur": "windows-1256", "lt": "windows-1257",
	"lv": "windows-1257", "et": "windows-1257", "vi": "windows-1258", "th": "windows-874",
}

// japanese is what Japanese titles are made of: hiragana, the long mark and the commonest kanji of the news.
const japanese = "のにはをたがでとしれさいなもかるっんまりあえくけげこごすずせそだちってどなばべみめもやゆよらりろわー" +
	"日本国人年大会中長出者市東京首相外交談政府統領発表両訪問対米韓北朝鮮露連合経済産業新聞社見方今月分時間前後上下内部" +
	"員議院党選挙法案決定関係調査報告地域安全保障防衛軍事核実験制裁協力合意署名条約開始強化支援要請国境輸入金融市場企業" +
	"同民主共和世界平和平洋太島海外務省庁官房理事機構裁判所警察逮捕死亡事故被害災地震原子力電気自動車"

// common holds the commonest letters of what an encoding is used for. Text decoded wrongly has few of them.
var common = []struct {
	encoding string
	letters  string
}{
	{"windows-1251", "оеаинтсрвлкмдпуыяіәқң"},
	{"koi8-r", "оеаинтсрвлкмдпуыя"},
	{"ibm866", "оеаинтсрвлкмдпуыя"},
	{"iso-8859-5", "оеаинтсрвлкмдпуыя"},
	{"gbk", "的一是不了在人有我他这中大来上国个到说们时会和地出要以为年生对作下两领导将月举行次重日本发部外交新于方家后多成学法公政经市民与进关主"},
	{"big5", "的一是不了在人有我他這中大來上國個到說們時會和地出要以為年生對作下兩領導將月舉行次重日本發部外交新於方家後多成學法公政經市民與進關主"},
	{"shift_jis", japanese},
	{"euc-jp", japanese},
	{"euc-kr", "이다는에의을가한고하지사기로를도은서인대정부자나시일것과만해와그있들국년"},
	{"windows-1253", "αοιετσνηυρπκμλςάέίό"},
	{"windows-1256", "اليمنوترهبدسفعة"},
	{"windows-1255", "יוהלאמרתשבנ"},
	{"windows-874", "านรกอเงมยลวด่้"},
	{"windows-1254", "ışğüöçİâ"},
	{"windows-1250", "ąęłżóśćńźáéíýěščřžůúőűöüăţş"},
	{"windows-1252", "éèêàâçôîûäöüßñáíóúãõåøæ’“”–…«»"},
}

// detect guesses a legacy encoding: the one whose common letters make up most of the decoded non-ASCII text.
func detect(body []byte, lang string) string {
	bytesHigh := highSample(body)
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	best, top := "windows-1252", 0.0
	for _, c := range common {
		s := commonShare(string(decodeAs(bytesHigh, c.encoding)), c.letters)
		if byLanguage[base] == c.encoding {
			s += .25
		}
		if s > top+.001 { // a tie goes to the earlier, the commoner on the web
			best, top = c.encoding, s
		}
	}
	return best
}

// highSample keeps the parts of a page around its non-ASCII bytes.
func highSample(body []byte) []byte {
	out := make([]byte, 0, 2*sample)
	for i := 0; i < len(body) && len(out) < 2*sample; {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		j := i
		for j < len(body) && j-i < 256 && (body[j] >= utf8.RuneSelf || j+1 < len(body) && body[j+1] >= utf8.RuneSelf) {
			j++
		}
		end := min(j+1, len(body)) // the second byte of a last East Asian character may be an ASCII one
		out = append(out, body[i:end]...)
		out = append(out, ' ')
		i = end
	}
	return out
}

// commonShare is the share of non-ASCII characters that are among letters, less those that cannot be read or stand
// as no writer puts them: a capital after a small letter, accented Latin letters in a row.
func commonShare(s, letters string) float64 {
	var n, sum float64
	var prev rune
	for _, r := range s {
		if r >= utf8.RuneSelf {
			n++
			sum += fit(r, letters)
			if prev >= utf8.RuneSelf {
				sum -= misfit(prev, r)
			}
		}
		prev = r
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// fit is how much a character speaks for a language with such common letters: 1 for one of them, below 0 for what its
// writers hardly use.
func fit(r rune, letters string) (x float64) {
	switch {
	case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Co, r):
		return -4
	case strings.ContainsRune(letters, unicode.ToLower(r)):
		return 1
	case r >= 0x4E00 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3:
		return .25 // of thousands of characters the common ones are few
	}
	if r >= 0x400 && r < 0x410 || r > 0x451 && r < 0x460 { // letters of one small language each
		x--
	}
	if unicode.Is(unicode.So, r) || unicode.Is(unicode.Sm, r) || unicode.Is(unicode.Lm, r) {
		x--
	}
	return x
}

// misfit counts what no writer puts in a row: a capital after a small letter, two accented Latin letters.
func misfit(prev, r rune) (n float64) {
	if unicode.IsLower(prev) && unicode.IsUpper(r) {
		n++
	}
	if latinAccent(prev) && latinAccent(r) {
		n++
	}
	return n
}

func latinAccent(r rune) bool { return r >= 0xC0 && r < 0x250 }
