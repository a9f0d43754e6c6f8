package page

import (
	"cmp"
	"strings"
	"unicode"

	"attache/text"
)

const (
	languageGlance = 400 // bytes of prose that mostly tell a language
	// LanguageSample is how many bytes of prose are looked at when languageGlance of them do not tell.
	LanguageSample = 1200
	languagePlain  = .99 // least certainty at which a glance is enough
	languageSure   = .8  // least certainty (0–1) at which the text overrules what the page says of itself
	languageLeast  = 60  // bytes of prose below which nothing is told
	headlineLeast  = 24  // bytes of a headline below which nothing is told of it
	headlineSure   = .97 // least certainty (0–1) of a headline that is all there is
)

// LanguageOf identifies the language of a text by its first LanguageSample bytes. It returns what is claimed of it
// where the text does not tell: templates are often left to say "en". Where nothing is claimed either, a headline alone
// tells if it is nearly sure.
func LanguageOf(s, claimed string) string {
	if code := identify(text.Clip(s, LanguageSample)); code != "" || claimed != "" {
		return cmp.Or(code, claimed)
	}
	if code, p := text.Language(s); len(s) >= headlineLeast && p >= headlineSure {
		return code
	}
	return ""
}

// identify returns the language of a sample of prose; "" when there is too little of it, or nothing is likely enough.
func identify(sample string) string {
	if len(sample) < languageLeast {
		return ""
	}
	code, p := text.Language(sample)
	switch {
	case code == "":
		return outsideLanguage(sample)
	case p < languageSure:
		return ""
	}
	return code
}

// textLanguage identifies the language of the page's prose; "" when there is too little of it.
func (r *Parsed) textLanguage() string {
	if code, p := text.Language(r.prose(languageGlance)); code != "" && p >= languagePlain {
		return code
	}
	return identify(r.prose(LanguageSample))
}

// prose returns the beginning of the page's prose, about n bytes of it.
func (r *Parsed) prose(n int) string {
	var b strings.Builder
	for i := range r.layout.Blocks {
		if bl := &r.layout.Blocks[i]; bl.ParagraphLike() && bl.Linked*4 < bl.Runes {
			b.Write(trimRune(r.layout.Buf[bl.Start:min(bl.End, bl.Start+int32(n))]))
			b.WriteByte(' ')
			if b.Len() > n {
				break
			}
		}
	}
	return b.String()
}

// outsideLanguage tells languages that package text's table does not hold: by their script, or by the share of their
// commonest words.
func outsideLanguage(s string) string {
	if lang := languageByScript(s); lang != "" {
		return lang
	}
	return languageByWords(strings.Fields(strings.ToLower(s)))
}

// scriptLanguages are scripts that one language writes, from the first to before the last rune. A letter of theirs
// counts weight times among all letters: Japanese is two parts kanji.
var scriptLanguages = [...]struct {
	lang     string
	from, to rune
	weight   int
}{
	{"ja", 0x3040, 0x3100, 2},
	{"ko", 0xAC00, 0xD7B0, 1},
	{"el", 0x370, 0x400, 1},
	{"he", 0x590, 0x600, 1},
	{"hi", 0x900, 0x980, 1},
	{"th", 0xE00, 0xE80, 1},
}

// Urdu is told by the letters that neither Arabic nor Persian writes: more than one in urduShare. In ten sentences of
// news they are one in five to one in eight.
const (
	urduLetters = "ےںٹڈڑہھۂۓ"
	urduShare   = 20
)

// languageByScript returns the language whose script most letters of a text are of; "" = none.
func languageByScript(s string) string {
	var count [len(scriptLanguages)]int
	letters, urdu := 0, 0
	for _, r := range s {
		for i := range scriptLanguages {
			if l := &scriptLanguages[i]; r >= l.from && r < l.to {
				count[i]++
			}
		}
		if r > 'a' && unicode.IsLetter(r) {
			letters++
		}
		if strings.ContainsRune(urduLetters, r) {
			urdu++
		}
	}
	if urdu*urduShare > letters && letters > 20 {
		return "ur"
	}
	for i := range scriptLanguages {
		if l := &scriptLanguages[i]; count[i]*l.weight*2 > letters && letters > 20 {
			return l.lang
		}
	}
	return ""
}

// languageByWords returns the language that has most of its commonest words among those of a text: one word in eight,
// and a third more than the next language; "" = none.
func languageByWords(words []string) string {
	count := map[string]int{}
	for _, w := range words {
		for _, lang := range outsideWords[w] {
			count[lang]++
		}
	}
	best, second := "", 0
	for lang, n := range count {
		switch {
		case best == "" || n > count[best] || n == count[best] && lang < best:
			if best != "" {
				second = max(second, count[best])
			}
			best = lang
		default:
			second = max(second, n)
		}
	}
	if best != "" && count[best]*8 > len(words) && count[best]*3 > second*4 {
		return best
	}
	return ""
}

// outsideWords returns the languages in which a word is among the commonest.
var outsideWords = func() map[string][]string {
	m := map[string][]string{}
	for lang, list := range map[string]string{
		"it": "di che il la e per un del non una della con è sono al le da in",
		"pt": "de que o a e do da em um para com não uma os no se na por",
		"nl": "de het een van en in is dat op te zijn voor met die niet aan",
		"pl": "w i na z do się że nie to jest o przez od dla po jak",
		"cs": "a v se na je že s z do to o k za by i jsou", "sk": "a v sa na je že s z do to o aby sú ako pre",
		"sv": "och i att en som det är på av för med den till inte",
		"no": "og i det er på en som til av for med at har ikke",
		"da": "og i at det er en af på til for med den der ikke som har",
		"fi": "ja on ei se että oli myös hän ovat mutta kun",
		"hu": "a az és hogy nem is egy meg van volt azt csak", "ro": "și de în la a cu pe nu că este din pentru o au",
		"id": "yang dan di untuk dengan dari ini pada tidak dalam itu akan",
		"sw": "ya na kwa wa katika ni la za kuwa hiyo cha huo", "vi": "của và là có trong được cho không với một các",
		"hr": "je i u na da se za su od što koji", "lt": "ir kad yra į su iš tai bet",
		"et": "ja on ei et ka see kui oli",
	} {
		for _, w := range strings.Fields(list) {
			m[w] = append(m[w], lang)
		}
	}
	return m
}()

// language is what the text is written in; the page's own word counts where the text does not tell.
func (r *Parsed) language() string {
	said, from := r.facts.Lang, "html lang"
	if said == "" {
		said, from = r.facts.Meta("og:locale", "language", "content-language", "dc.language", "inlanguage")
	}
	if said == "" {
		if a := r.facts.MainLD(); a != nil {
			said, from = a.Lang, "JSON-LD inLanguage"
		}
	}
	said, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(said)), "_", "-"), "-")
	if len(said) != 2 && len(said) != 3 {
		said = ""
	}
	switch {
	case r.lang != "":
		r.note("language", "text", r.lang)
		return r.lang
	case said != "":
		r.note("language", from, said)
		return said
	case r.in.Source.Language != "":
		r.note("language", "the source", r.in.Source.Language)
	}
	return r.in.Source.Language
}
