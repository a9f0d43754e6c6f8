package markup

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A text file of names that says nothing of its encoding is read in every encoding that its languages are written in;
// the one in which its words are likeliest is taken. A word is likely when one language has all its letters, the
// commoner ones before the rare ones, when capitals stand where writers put them, and when nothing but letters stands
// in it.

// alphabet is a language by its letters beyond ASCII as they occur in names, the commonest first.
type alphabet struct{ name, letters string }

// families are the languages of single-byte encodings. An encoding of more than one family stands once for each.
var families = []struct {
	encodings []string
	alphabets []alphabet
}{
	{[]string{"windows-1252", "macintosh"}, []alphabet{
		{"de", "üöäß"},
		{"fr", "éèçëôêîïâàûœ"},
		{"es", "ñíáéóú"},
		{"pt", "ãáçéíóêúôâõà"},
		{"it", "òàèìù"},
		{"sv", "öåäé"},
		{"da", "øæåé"},
		{"is", "óíáéðþúýöæø"},
	}},
	{[]string{"windows-1254"}, []alphabet{{"tr", "ışüöçğiâî"}}},
	{[]string{"windows-1250", "iso-8859-2"}, []alphabet{
		{"pl", "łńęśąóżćź"},
		{"cs", "áíéěšřčýžůúňťď"},
		{"sk", "áíčéšžýúôľňťďĺäŕ"},
		{"hu", "áéóőöíűüú"},
		{"ro", "ăşţâî"},
		{"hr", "ćčšžđ"},
	}},
	{[]string{"windows-1257"}, []alphabet{{"lt", "ėšūžčįąęų"}, {"lv", "āšņīēļčžģķū"}, {"et", "äõüöš"}}},
	{[]string{"windows-1251", "koi8-u", "iso-8859-5", "ibm866", "x-mac-cyrillic"}, []alphabet{
		{"ru", "аоеинрвлтскмдйяугбпзьыхшжчюэцфщёъ"},
		{"uk", "аоенрвкитіслмудйгяпбзьчхюшєжїцщфґ"},
		{"bg", "аоеинврткслдмпягуйбзъцчшхжщфью"},
		{"kk", "аернылбтсоқиғұдкжмзүәшіөпңувгйхяьёэ"},
		{"sr", "аоиенврсјткдлмуићпбчгшжзђњцљхџф"},
	}},
	{[]string{"windows-1253", "iso-8859-7"}, []alphabet{{"el", "αοιςνητρσκελυπμγδάίόέήθχβώφύζξψωϊϋ"}}},
	{[]string{"windows-1255"}, []alphabet{{"he", "ילראוהנמבשדחכתעגטסצקפזםןךףץ"}}},
	{[]string{"windows-1256"}, []alphabet{
		{"ar", "المدينرحبعوسفةهـخقكطتزجصشىإئغأضذثءظآؤ"},
		{"fa", "اینرمدهسلبحوفشعپکگچژتقخزغجصطآ"},
	}},
}

// guess is what a file may be in.
type guess struct {
	encoding, text string
	score          float64 // of its words with letters beyond ASCII: a logarithm
	words          int
}

// How likely things are, as natural logarithms.
const (
	strangeLetter = -9.0 // a letter that the language does not have
	strangeMark   = -9.0 // a character that stands in no word: ¤ ± ║ and controls
	strangeCase   = -7.0 // a capital behind a small letter
	smallStart    = -2.5 // a name that begins with a small letter
	// two accented letters of Latin in a row, more than two vowels or four consonants of another script
	doubled       = -3.0
	otherLanguage = -1.5 // a word of another language than most of the file
	rareEncoding  = -.35 // encodings that hardly any program writes by itself
	rareFamily    = -1.2 // windows-1257: its languages have few speakers
	oldMac        = -2.0 // those of a Macintosh before 2001
	commonest     = .5   // windows-1252, which most of the files of the web are in
	countryHelps  = 3.0  // the file names the domain of a country that writes so
	fewSpeakers   = -1.5 // ð of Icelandic and Faroese, which is the byte of ğ
	mark          = -3.0 // a quotation mark or a dash
	senseless     = -4.0 // below this no encoding of single bytes makes words of a text
	doubtful      = 2.0  // a difference that proves nothing
)

// guesses reads a sample of a file in every encoding, the likeliest first, each text once.
func guesses(lines []byte) []guess {
	var out []guess
	for _, family := range families {
		for n, encoding := range family.encodings {
			text := string(decodeAs(lines, encoding))
			g := guess{encoding: encoding, text: text}
			g.score, g.words = likelihood(text, family.alphabets)
			switch {
			case strings.Contains(encoding, "mac"):
				g.score += oldMac
			case n > 0:
				g.score += rareEncoding
			case encoding == "windows-1252":
				g.score += commonest
			case encoding == "windows-1257":
				g.score += rareFamily
			}
			for tld, charset := range countryCharsets {
				if charset == encoding && (strings.Contains(text, "."+tld+" ") || strings.Contains(text, "."+tld+",") ||
					strings.Contains(text, "."+tld+";")) {
					g.score += countryHelps
					break
				}
			}
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b guess) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(g guess) bool {
		known := seen[g.text]
		seen[g.text] = true
		return known
	})
}

// likelihood is how likely the words of a text with letters beyond ASCII are in the likeliest of some languages, and
// how many they are.
func likelihood(text string, alphabets []alphabet) (score float64, n int) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || r < 0x80 && !unicode.IsLetter(r) })
	words = slices.DeleteFunc(words,
		func(w string) bool { return strings.IndexFunc(w, func(r rune) bool { return r >= 0x80 }) < 0 })
	if len(words) == 0 {
		return 0, 0
	}
	by := make([][]float64, len(alphabets))
	most := math.Inf(-1)
	for i, t := range alphabets {
		sum := 0.0
		for _, w := range words {
			s := wordLikelihood(w, t.letters)
			by[i] = append(by[i], s)
			sum += s
		}
		most = max(most, sum)
	}
	// A file may hold names of several languages: a word counts as the one it fits, at a price.
	for i := range alphabets {
		sum := 0.0
		for n := range words {
			best := by[i][n]
			for k := range alphabets {
				best = max(best, by[k][n]+otherLanguage)
			}
			sum += best
		}
		most = max(most, sum)
	}
	return most, len(words)
}

// wordLikelihood is how likely a word is in a language, by its letters beyond ASCII.
func wordLikelihood(w, letters string) float64 {
	size := float64(utf8.RuneCountInString(letters))
	s := wordScore{word: w, letters: letters, size: size, norm: math.Log(size) / 2}
	for i, r := range w {
		low := unicode.ToLower(r)
		if r == 'İ' {
			low = 'i'
		}
		s.letter(i, r, low)
		s.order(i, r)
		s.syllable(r, low)
		s.prev = r
	}
	return s.sum
}

// wordScore adds up the likelihood of a word, letter by letter.
type wordScore struct {
	word, letters string
	size, norm    float64 // how many letters the language has; half its logarithm
	sum           float64
	prev          rune
	row           int // how many vowels, or consonants, stand in a row
	vowels        bool
}

// letter adds how common a character is in the language. low is r in lower case.
func (s *wordScore) letter(i int, r, low rune) {
	if low == 'ð' {
		s.sum += fewSpeakers
	}
	switch {
	case r < 0x80:
		if low >= 'a' && low <= 'z' && s.prev >= 0x250 && unicode.IsLetter(s.prev) {
			s.sum += strangeLetter // of two scripts
		}
	case strings.ContainsRune("’‘“”–—«»„№", r):
		if s.sum += mark; r != '’' && i > 0 && unicode.IsLetter(s.prev) || r == '’' && i == 0 {
			s.sum += mark
		}
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		s.sum += strangeMark
	default:
		if at := s.rank(i, low); at >= 0 {
			s.sum -= .5 + s.norm*2*float64(at)/s.size
		} else {
			s.sum += strangeLetter
		}
	}
}

// rank is the place of a letter among those of the language, the commonest first; -1 = it has none there.
func (s *wordScore) rank(i int, low rune) int {
	if low == 'õ' && strings.ContainsRune(s.letters, 'ã') {
		if rest := s.word[i+len("õ"):]; !strings.HasPrefix(rest, "e") && !strings.HasPrefix(rest, "E") {
			return -1 // Simões
		}
	}
	return runeIndex(s.letters, low)
}

// order adds what speaks against a character behind the one before it: another script, a capital behind a small letter,
// a small letter at the start.
func (s *wordScore) order(i int, r rune) {
	if r >= 0x250 && s.prev != 0 && s.prev < 0x80 && unicode.IsLetter(s.prev) && unicode.IsLetter(r) && !latinLetter(r) {
		s.sum += strangeLetter
	}
	if unicode.IsUpper(r) && unicode.IsLower(s.prev) {
		s.sum += strangeCase
	}
	if i == 0 && unicode.IsLower(r) {
		s.sum += smallStart
	}
}

// otherVowels are those of Cyrillic and Greek.
const otherVowels = "аеёиоуыэюяіїєәөүұαεηιουωάέήίόύώ"

// syllable adds what speaks against two accented letters of Latin, or many vowels or consonants of another script, in a
// row.
func (s *wordScore) syllable(r, low rune) {
	switch {
	case latinLetter(r):
		if r >= 0x80 && s.prev >= 0x80 && latinLetter(s.prev) {
			s.sum += doubled
		}
	case unicode.IsLetter(r):
		if v := strings.ContainsRune(otherVowels, low); v == s.vowels && s.prev != 0 {
			s.row++
		} else {
			s.row, s.vowels = 1, v
		}
		if s.vowels && s.row > 2 || s.row > 4 && r < 0x590 {
			s.sum += doubled
		}
	}
}

func runeIndex(s string, r rune) int {
	n := 0
	for _, c := range s {
		if c == r {
			return n
		}
		n++
	}
	return -1
}

func latinLetter(r rune) bool { return unicode.Is(unicode.Latin, r) }

// Doubts returns the encodings that a file may be in, in which its text differs, the likeliest first, when its bytes do
// not tell; else nothing. A mark, UTF-8 and UTF-16 leave no doubt.
func Doubts(body []byte) []string {
	if _, broken := countUTF8(body); broken == 0 || zeros(body) != "" || noText(body) != "" {
		return nil
	}
	list := guesses(highLines(body))
	var out []string
	for _, g := range list {
		if g.score >= list[0].score-doubtful {
			out = append(out, g.encoding)
		}
	}
	if len(out) < 2 || wideCharsets[fileCharset(body)] {
		return nil
	}
	return out
}

// wideCharsets are the encodings of fileCharset that guesses does not know.
var wideCharsets = map[string]bool{
	"gbk": true, "big5": true, "shift_jis": true, "euc-jp": true, "euc-kr": true,
	"windows-874": true,
}
