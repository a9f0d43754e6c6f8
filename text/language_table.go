package text

import (
	_ "embed"
	"unicode"
)

// Alphabet is a script shared by several languages, which its part of the table tells apart.
type Alphabet struct {
	Name    string
	Classes []string // language codes; the last, "", is every other language of the script, and noise
	Rows    int      // of the table
}

// Alphabets in the order of the table. Their sizes fill a million bytes by how much there is to tell apart.
var Alphabets = [...]Alphabet{
	{"Latin", []string{"en", "kk-Latn", "uz", "tr", "az", "tk", "de", "fr", "es", ""}, 58000},
	{"Cyrillic", []string{"ru", "kk", "uz-Cyrl", "ky", "uk", "be", "tt", "tg", "mn", "ba", "bg", "sr", ""}, 79000},
	{"Arabic", []string{"ar", "fa", ""}, 5000},
}

// The layout of a row, from the lowest bit: WeightBits for each class, and a check of at least eight bits that tells
// which gram the row belongs to. A weight is its bits less WeightZero, in steps of the alphabet's scale.
//
// A gram stands, if it stands in the table at all, in one of four rows, which its Mix tells: the row at the share of
// all but the last that the upper half of the Mix is of 2³², the next one, and the same with the Mix times Elsewhere.
// The check is the lowest bits of the Mix. The trainer of the table writes rows that way, table.add reads them.
const (
	WeightBits = 4
	WeightZero = 8
	checkBits  = 8 // at least

	// Elsewhere makes another hash of a hash; the odd number nearest to 2⁶⁴ over the golden ratio.
	Elsewhere = 0x9e3779b97f4a7c15
)

// RowBytes is the size of a row.
func (a Alphabet) RowBytes() int { return (WeightBits*len(a.Classes) + checkBits + 7) / 8 }

// languageTable is what `lab train language` wrote: for each alphabet its scale (thousandths, two bytes, big end first)
// and its rows (small end first); and eight bytes of nothing, so that a row can be read as a word.
//
//go:embed language.bin
var languageTable string

// table is one alphabet's part of languageTable.
type table struct {
	classes []string
	scale   float64
	rows    string
	size    int    // bytes of a row
	starts  uint64 // rows that can be the first of a pair
	used    uint64 // bits of the weights in a row
	row     uint64 // mask of a row in a word
	check   uint64 // mask of a check
}

func tableOf(alphabet int) *table {
	at := 0
	for _, b := range Alphabets[:alphabet] {
		at += 2 + b.Rows*b.RowBytes()
	}
	a := Alphabets[alphabet]
	size, used := a.RowBytes(), WeightBits*len(a.Classes)
	return &table{
		classes: a.Classes,
		scale:   float64(int(languageTable[at])<<8|int(languageTable[at+1])) / 1000,
		rows:    languageTable[at+2:],
		size:    size,
		starts:  uint64(a.Rows - 1),
		used:    uint64(used),
		row:     uint64(1)<<(8*size) - 1,
		check:   1<<(8*size-used) - 1,
	}
}

// tally sums rows without unpacking them: four words, each with every fourth weight in a lane of sixteen bits. A lane
// holds 4,369 rows, more than letterLimit letters can have.
type tally struct {
	plain, names int // grams found, and those of them in words that begin with a capital letter
	sums         [2][4]uint64
}

// add looks a gram up in its four rows and adds the one that is its own.
func (t *table) add(sum *tally, gram uint64, name bool) {
	h := Mix(gram)
	check := h & t.check
	for _, half := range [2]uint64{h, h * Elsewhere} {
		at := int((half>>32)*t.starts>>32) * t.size
		for range 2 {
			b := t.rows[at : at+8]
			row := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
				uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
			row &= t.row
			if row>>(t.used&63) == check {
				sum.add(row, name)
				return
			}
			at += t.size
		}
	}
}

// add adds a row: its check stands above the lanes that are read.
func (sum *tally) add(row uint64, name bool) {
	lanes := &sum.sums[0]
	if name {
		lanes = &sum.sums[1]
		sum.names++
	} else {
		sum.plain++
	}
	const every4th = 0x000f_000f_000f_000f // the lowest four bits of each of four lanes of sixteen
	lanes[0] += row & every4th
	lanes[1] += row >> 4 & every4th
	lanes[2] += row >> 8 & every4th
	lanes[3] += row >> 12 & every4th
}

// scores returns the sum of the weights of each class, doubled; those of names count half.
func (sum *tally) scores(classes int) (scores [16]int) {
	for k := range classes {
		lane, shift := k%4, k/4*16
		plain := int(sum.sums[0][lane]>>shift&0xffff) - WeightZero*sum.plain
		names := int(sum.sums[1][lane]>>shift&0xffff) - WeightZero*sum.names
		scores[k] = 2*plain + names
	}
	return scores
}

// letterLimit is how many letters Language looks at: more would change nothing but the time.
const letterLimit = 600

// longestGram is the length of the longest run of letters that is looked up by itself.
const longestGram = 5

// Grams calls add with each run of one to five letters, and each whole word, that s holds in the alphabet, as a hash:
// what Language looks up and `lab train language` learns from. Words are framed by a space at both ends. name is true
// in words that begin with a capital letter, but for the first: they are mostly names, which say less of the language.
func Grams(s string, alphabet int, add func(gram uint64, name bool)) {
	var word [32]rune // the frame and at most 30 letters; longer words count by their beginning
	word[0] = ' '
	n, letters := 1, 0
	capital, first := false, true
	flush := func() {
		if n == 1 {
			return
		}
		word[n] = ' '
		gramsOf(word[:n+1], capital && !first, add)
		n, first = 1, false
	}
	for _, r := range s {
		switch {
		case scriptOf(r) == alphabet:
			if n == 1 {
				capital = unicode.IsUpper(r)
			}
			if n < len(word)-1 {
				word[n] = unicode.ToLower(r)
				n++
			}
			if letters++; letters > letterLimit {
				flush()
				return
			}
		case apostrophe(r) && n > 1:
			if n < len(word)-1 {
				word[n] = '\''
				n++
			}
		case unicode.IsMark(r): // stress marks and vowel points say nothing of the language
		default:
			flush()
		}
	}
	flush()
}

// gramStart is what the hash of a run of letters begins with: the number with which the table was trained, which is not
// FNV's own.
const gramStart uint64 = 1469598103934665603

func gramsOf(word []rune, name bool, add func(uint64, bool)) {
	for i := range word {
		h := gramStart
		for n := 0; n < longestGram && i+n < len(word); n++ {
			h = HashAdd(h, uint64(word[i+n]))
			if n == 0 && word[i] == ' ' {
				continue
			}
			add(h+uint64(n), name)
		}
	}
	if len(word) > longestGram {
		h := uint64(7)
		for _, r := range word {
			h = HashAdd(h, uint64(r))
		}
		add(h, name)
	}
}
