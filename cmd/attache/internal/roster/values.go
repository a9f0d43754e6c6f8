package roster

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"attache/news"
	"attache/text"
)

var (
	named    = pattern(`^(.*)<([^<>]+)>[\s.,;:]*$`)
	mailto   = pattern(`(?i)^(url:)?mailto:\s*`)
	surround = `"'“”„«»()[]{}.,;:`
)

// Address takes an address out of what people write in its place: full-width letters and signs, "Name <address>",
// mailto:, quotation marks and stops around it. It is in lower case. name is what stands before it, if any. What is no
// address comes back as it is.
func Address(value string) (email, name string) {
	if value = text.Visible(value); !isASCII(value) {
		value = strings.ReplaceAll(norm.NFC.String(width.Narrow.String(value)), "。", ".")
	}
	if m := cutNamed(value); m != nil {
		name, value = strings.Trim(m[1], ` "'`), m[2]
	}
	value = strings.TrimSpace(value)
	if strings.Contains(value, ":") {
		if cut := mailto().ReplaceAllString(value, ""); cut != value {
			value, _, _ = strings.Cut(cut, "?")
		}
	}
	if n := len(value); n > 1 && value[0] == '\'' && value[n-1] == '\'' && strings.Count(value, "'") == 2 {
		value = value[1 : n-1] // as Outlook writes it
	}
	before := strings.ReplaceAll(surround, ".", "") + "<> " // ".a@example.org" is not "a@example.org"
	if trimmed := strings.TrimRight(strings.TrimLeft(value, before), surround+"<> "); strings.Count(trimmed,
		"@") == 1 && !literal(value) && !strings.HasPrefix(value, "'") {
		value = trimmed
	} else if trimmed := strings.TrimRight(value, ".,;: "); !literal(value) {
		value = trimmed
	}
	return strings.ToLower(value), name
}

// isASCII reports whether a text holds characters of ASCII alone.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cutNamed parts "Name <address>"; nil when a value is not written so.
func cutNamed(value string) []string {
	if !strings.Contains(value, "<") {
		return nil
	}
	return named().FindStringSubmatch(value)
}

// literal reports whether an address ends in an address literal, [127.0.0.1]: it is not to be mended.
func literal(value string) bool { return strings.Contains(value, "@[") }

// language reads the language of the letter. One that no letter is in is a language that the person reads: the letter
// comes in the digest's.
func (in *reader) language(p *Person, value string) {
	code := languageCode(value)
	if tag, err := language.Parse(code); err == nil && !slices.Contains(news.Languages, code) {
		base, _ := tag.Base()
		p.Reads = appendNew(p.Reads, base.String())
		if in.out.Foreign == nil {
			in.out.Foreign = map[string]int{}
		}
		in.out.Foreign[base.String()]++
		return
	}
	p.Language = code
}

// languageNames are names that people write for a code, folded.
var languageNames = map[string]string{
	"english": "en", "английский": "en", "ағылшын": "en", "ingilizce": "en", "englisch": "en", "anglais": "en",
	"russian": "ru", "русский": "ru", "орыс": "ru", "rusca": "ru", "russisch": "ru",
	"russe": "ru", "kazakh": "kk", "казахский": "kk", "қазақ": "kk", "қазақша": "kk", "орысша": "ru", "ағылшынша": "en",
	"kazakca": "kk", "kasachisch": "kk", "turkish": "tr", "турецкий": "tr", "түрікше": "tr",
	"turkce": "tr", "turkisch": "tr", "turc": "tr", "german": "de", "deutsch": "de", "немецкий": "de", "french": "fr",
	"francais": "fr", "французский": "fr", "spanish": "es", "espanol": "es",
	"испанский": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "portugues": "pt", "polish": "pl",
	"polski": "pl", "ukrainian": "uk", "українська": "uk", "украинский": "uk",
}

// languageCode is the code of a language in what mailers and people write for it: en, en-US, EN_us, English.
func languageCode(value string) string {
	if len(value) > 3 && !strings.ContainsAny(value, "-_") {
		f := fold(value)
		for name, code := range languageNames {
			if f == fold(name) {
				return code
			}
		}
	}
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(value), "_", "-"), "-")
	return code
}
