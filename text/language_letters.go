package text

import (
	"sync"
	"unicode"
)

// letters are those of each language's alphabet beyond a to z, or beyond the Russian alphabet less the ones after the
// minus sign; in the order of Alphabets. Sources: the alphabets themselves, Kazakh in Latin letters by the decrees of
// 2018 and 2021.
var letters = [...][]string{
	{"éèïç", "äáğǵıńñöóşūúüý", "", "çğıöşüâîû", "əçğıöşü", "äçžňöşüý", "äöüßé", "àâæçéèêëîïôœùûüÿ", "áéíóúüñ"},
	{
		"", "әғқңөұүһі", "ўқғҳ-щы", "ңөү", "іїєґ-ыэъё", "іў-ищъ", "әөүҗңһ", "ғӣқӯҳҷ-щы", "өү", "ғҙҡңөҫүһә", "-ыэё",
		"ђјљњћџ-йщъыьэюяё",
	},
}

// strangers has, for each letter, the classes of its alphabet that do not write it, a bit each.
var strangers = sync.OnceValue(func() *[0x530]uint16 {
	out := &[0x530]uint16{}
	for _, alphabet := range letters {
		known := map[rune]uint16{}
		for k, spec := range alphabet {
			minus := false
			for _, r := range spec {
				switch {
				case r == '-':
					minus = true
				case minus:
					out[r] |= 1 << k
				default:
					known[r] |= 1 << k
				}
			}
		}
		for r, classes := range known {
			out[r] |= ^classes & (1<<len(alphabet) - 1)
		}
	}
	return out
})

// mostStrange is how many strange letters count.
const mostStrange = 2

// strange counts for each class of the alphabet the letters of s that its language does not write, up to mostStrange.
// Names tell of other languages: words that begin with a capital letter are left out, but for the first.
func strange(s string, alphabet int) (counts [16]int) {
	not := strangers()
	inWord, name, first := false, false, true
	for _, r := range s {
		if !unicode.IsLetter(r) {
			first = first && !inWord
			inWord = false
			continue
		}
		if !inWord {
			inWord = true
			name = !first && unicode.IsUpper(r)
		}
		if name || r < 0x80 || scriptOf(r) != alphabet {
			continue
		}
		if r = unicode.ToLower(r); int(r) >= len(not) || not[r] == 0 {
			continue
		}
		for k := range counts {
			if not[r]>>k&1 == 1 && counts[k] < mostStrange {
				counts[k]++
			}
		}
	}
	return counts
}
