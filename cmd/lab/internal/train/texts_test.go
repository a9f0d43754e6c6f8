package train

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"attache/cmd/lab/internal/dataset"
	"attache/cmd/lab/internal/dataset/datasettest"
	"attache/text"
)

// TestLanguageModel learns a few sentences of two languages and of noise: the rows of the table are filled, and twice
// the same.
func TestLanguageModel(t *testing.T) {
	const cyrillic = 1
	lines := map[string][][]string{
		"ru": {strings.Fields("Министры иностранных дел подписали соглашение о транзите в понедельник")},
		"kk": {strings.Fields("Сыртқы істер министрлері дүйсенбі күні транзит туралы келісімге қол қойды")},
		"": {
			strings.Fields("Министри за надворешни работи потпишаа договор"),
			strings.Fields("only Latin letters here"),
		},
	}
	pool := pooled(cyrillic, []string{"ru", "kk", ""}, lines)
	if len(pool[2]) != 1 {
		t.Errorf("of the texts of other languages %d are in Cyrillic, 1 is wanted", len(pool[2]))
	}
	all := pooled(cyrillic, text.Alphabets[cyrillic].Classes, lines)
	for k := range all { // a class without texts cannot be drawn from
		if len(all[k]) == 0 {
			all[k] = pool[2]
		}
	}
	learn := func() (int, []byte) {
		m := newLanguageModel(cyrillic, all)
		m.fit(all, 2, 20)
		return m.table()
	}
	scale, rows := learn()
	again, same := learn()
	if scale <= 0 || scale != again || !bytes.Equal(rows, same) ||
		len(rows) != text.Alphabets[cyrillic].Rows*text.Alphabets[cyrillic].RowBytes() {
		t.Errorf("scales %d and %d, %d bytes and %d", scale, again, len(rows), len(same))
	}
	empty := 0
	for at := 0; at < len(rows); at += text.Alphabets[cyrillic].RowBytes() {
		if byte(emptyRow(text.Alphabets[cyrillic])) == rows[at] {
			empty++
		}
	}
	if empty == text.Alphabets[cyrillic].Rows {
		t.Error("no row is filled")
	}
}

// TestLanguageStep: with two classes and no weights, the softmax is ½ each. A text of one known gram (once) moves its
// weights up for its class and down for the other by AdaGrad's first step, the rate.
func TestLanguageStep(t *testing.T) {
	m := &languageModel{weights: make([]float32, 2), squares: make([]float32, 2), p: make([]float64, 2)}
	m.step([]uint32{0}, 1, .25)
	near(t, "the square of the other class", float64(m.squares[0]), .25)
	if w := m.weights; w[0] > -.249 || w[0] < -.25 || w[1] < .249 || w[1] > .25 {
		t.Errorf("the weights are %v, ∓.25 is wanted", w)
	}
	if partOf(5) != 1 || partOf(5|nameBit) != .5 {
		t.Error("a gram of a name counts half")
	}
}

func TestWindowsOfWords(t *testing.T) {
	words := strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z")
	rng := rand.New(rand.NewPCG(1, 1))
	lengths := map[int]int{}
	for range 2000 {
		s := window(words, true, rng)
		if !strings.Contains(strings.Join(words, " "), s) {
			t.Fatalf("%q are no consecutive words", s)
		}
		lengths[len(strings.Fields(s))]++
		if n := len(strings.Fields(window(words, false, rng))); n < 5 {
			t.Fatalf("a window of an unknown language has %d words", n)
		}
	}
	if lengths[4] < 450 || lengths[4] > 670 { // 28 of 100
		t.Errorf("%d of 2000 windows have four words", lengths[4])
	}
	if got := window(words[:2], false, rng); got != "a b" {
		t.Errorf("a short text is drawn as %q", got)
	}
	for alphabet, letter := range map[string]string{
		"Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяңғүұқөһәі",
		"Arabic":   "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "Latin": "abcdefghijklmnopqrstuvwxyz",
	} {
		if s := noise(alphabet, rng); strings.Trim(s, letter+" ") != "" || strings.TrimSpace(s) == "" {
			t.Errorf("noise in %s letters is %q", alphabet, s)
		}
	}
}

// TestLanguageLines: texts that are measured by are not learnt from, in whatever file they stand.
func TestLanguageLines(t *testing.T) {
	dir := datasettest.Dir(t, map[string]string{
		"lid_train.jsonl.gz": `{"lang":"en","text":"to learn"}`,
		"lid.jsonl":          `{"id":"n7","lang":"en","text":"measured"}`,
		"relevance.jsonl": `{"id":"7","lang":"en","text":"measured"}
{"id":"8","lang":"en","text":"fresh"}
{"id":"sib1","lang":"en","text":"twelve times"}
{"id":"9","lang":"de","text":"fremd"}`,
		"relevance_unlabelled.jsonl.gz": `{"id":"10","lang":"kk","text":"жаңа"}`,
	})
	lines, err := languageLines(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(lines["en"][:2], len(lines["kk"]) > 0)
	if all != "[[to learn] [fresh]] true" {
		t.Errorf("lines are %s", all)
	}
	for _, l := range append(lines["en"], lines["de"]...) {
		if s := strings.Join(l, " "); s == "measured" || s == "twelve times" || s == "fremd" {
			t.Errorf("%q is learnt from", s)
		}
	}
	if len(lines[""]) < 1000 || len(lines["ru"]) < 20 {
		t.Errorf("the declaration has %d lines of other languages and %d Russian ones", len(lines[""]), len(lines["ru"]))
	}
}

// TestTrainNames reads a made CLDR: names with a second one in brackets, a remark in brackets, a short form, a
// territory that is left out, and a city that CLDR leaves out because its zone is called like it.
func TestTrainNames(t *testing.T) {
	cldr := t.TempDir()
	for _, l := range nameLanguages {
		for _, f := range []struct{ pack, file, text string }{
			{
				"cldr-localenames-full", "territories.json",
				`{"localeDisplayNames":{"territories":{"MM":"Myanmar (Burma)",` +
					`"FK":"Falkland (Malvinas) Islands","BY":"Belarus (official name)","US":"United States","US-alt-short":"US",` +
					`"AQ":"Antarctica","001":"World","HK-alt-short":"Hong Kong"}}}`,
			},
			{
				"cldr-dates-full", "timeZoneNames.json",
				`{"dates":{"timeZoneNames":{"zone":{` +
					`"Asia":{"Tokyo":{"exemplarCity":"Tokyo (city)"}},` +
					`"America":{"Argentina":{"Buenos_Aires":{"exemplarCity":"Buenos Aires"}}}}}}}`,
			},
		} {
			path := f.pack + "/main/" + l[0] + "/" + f.file
			datasettest.Write(t, cldr, map[string]string{path: `{"main":{"` + l[0] + `":` + f.text + `}}`})
		}
	}
	made, err := trainNames(&job{cldr: cldr, out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	table := string(made["digest/entities/data/names.tsv"])
	for _, want := range []string{
		"\nMM\ten\tname\tMyanmar;Burma\n", "\nFK\ten\tname\tFalkland Islands\n", "\nBY\ten\tname\tBelarus\n",
		"\nUS\ten\tname\tUnited States\n",
		"\nJP\tru\tcapital\tTokyo\n", "\nAR\ten\tcapital\tBuenos Aires\n", "\nAF\ten\tcapital\tKabul\n",
		"\nUS\ten\tplace\tNew York\n",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q", want)
		}
	}
	for _, no := range []string{"AQ\t", "001", "HK\t", "\nAF\tru\tcapital"} {
		if strings.Contains(table, no) {
			t.Errorf("the table has %q", no)
		}
	}
	if _, err := trainNames(&job{cldr: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "read CLDR") {
		t.Errorf("an empty folder: %v", err)
	}
}

// parallelData makes a dataset of sentences that every language has word by word: sentence i of each consists of three
// words of its own.
func parallelData(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	word := func(lang string, i, k int) string {
		letters := "bdfgklmnprst"
		h := int(text.Hash(fmt.Sprint(lang, i, k)) % 1_000_000)
		w := ""
		for range 4 {
			w += string(letters[h%len(letters)]) + string("aeiou"[h%5])
			h /= 7
		}
		return w
	}
	for _, lang := range crossingLanguages {
		for i := range n {
			s := "In"
			for k := range 5 {
				s += " " + word(lang, i, k)
			}
			fmt.Fprintf(&b, "{\"lang\":%q,\"text\":%q}\n", lang, s+".")
		}
	}
	return datasettest.Dir(t, map[string]string{
		"judgment/lid_train.jsonl.gz": b.String(), "judgment/lid.jsonl": "", "judgment/relevance.jsonl": "",
	})
}

// TestTrainCrossing: the same bytes twice, and renditions of one event are told from others across languages by a table
// that has not seen them only when names or words that it has seen join them; here it has seen none, so nothing false
// may be joined.
func TestTrainCrossing(t *testing.T) {
	data := parallelData(t, 48)
	j := &job{data: data, out: io.Discard}
	first, err := trainCrossing(j)
	if err != nil {
		t.Fatal(err)
	}
	again, err := trainCrossing(j)
	if err != nil || !bytes.Equal(first["digest/cluster/data/crossing.bin"],
		again["digest/cluster/data/crossing.bin"]) {
		t.Errorf("two trainings differ, %v", err)
	}
	corpus, err := readParallel(data)
	if err != nil || len(corpus) != 48 || len(corpus[0]) != len(crossingLanguages) {
		t.Fatalf("%d sentences, %v", len(corpus), err)
	}
	learn, tell := crossingFold(corpus, 1)
	if len(learn) != 36 || len(tell) != 12 {
		t.Errorf("a fold parts the sentences into %d and %d", len(learn), len(tell))
	}
	docs, event := renditions(tell, 1)
	for i := range docs {
		for k := range i {
			if event[i] == event[k] && docs[i].Lang == docs[k].Lang {
				t.Errorf("an event is told twice in %s", docs[i].Lang)
			}
		}
	}
}

// TestFitCrossing: of one fact that is 1 for 3 of 4 true pairs and 1 of 4 false ones, without the ridge the weight
// would be ln 9 and the bias −ln 3; the ridge pulls both towards 0, to where the slope of the likelihood equals it.
func TestFitCrossing(t *testing.T) {
	var examples []crossingExample
	for i := range 800 {
		e := crossingExample{same: i%2 == 0}
		e.features[0] = 1
		if (i/2%4 == 0) != e.same {
			e.features[1] = 1
		}
		examples = append(examples, e)
	}
	w := fitCrossing(examples)
	var slope [2]float64
	for _, e := range examples {
		p := text.Sigmoid(float64(w[0])*e.features[0] + float64(w[1])*e.features[1])
		y := float64(dataset.Bit(e.same))
		slope[0], slope[1] = slope[0]+(y-p), slope[1]+(y-p)*e.features[1]
	}
	for i, s := range slope {
		if d := s - crossingRidge*float64(w[i]); d > 1e-3 || d < -1e-3 {
			t.Errorf("fact %d: the slope is %.4f at the weight %.4f", i, s, w[i])
		}
	}
	if w[0] > -1 || w[1] < 2 || w[1] > 2.2 {
		t.Errorf("the weights are %v, about −1.09 and 2.18 are wanted", w[:2])
	}
	if w[2] != 0 {
		t.Errorf("a fact that no pair has weighs %v", w[2])
	}
}

func TestCrossed(t *testing.T) {
	sentence := parallel{}
	for _, lang := range crossingLanguages {
		sentence[lang] = "Ministers met."
	}
	docs, _ := renditions([]parallel{sentence, sentence, sentence}, 1) // one event, told four times
	for i, lang := range []string{"en", "ru", "en", "kk"} {
		docs[i].Lang = lang
	}
	event := []int{1, 1, 1, 2}
	right, wrong, all := crossed(docs, []int{0, 0, 0, 0}, func(i, j int) bool { return event[i] == event[j] })
	if right != 2 || wrong != 3 || all != 2 { // en–ru twice; kk with each of the other three; en–en does not count
		t.Errorf("%d right, %d wrong of %d", right, wrong, all)
	}
}

// TestTrainRelevance trains on a few real sentences: the same bytes twice, and the figures are printed at last.
func TestTrainRelevance(t *testing.T) {
	var b strings.Builder
	texts := map[string][2]string{
		"en": {
			"The foreign ministers of Kazakhstan and Türkiye signed a treaty in Ankara.",
			"A football club has won the cup for the third time.",
		},
		"ru": {
			"Министры иностранных дел Казахстана и Турции подписали договор.",
			"Футбольный клуб выиграл кубок в третий раз.",
		},
		"kk": {
			"Қазақстан мен Түркия сыртқы істер министрлері келісімге қол қойды.",
			"Футбол клубы кубокты үшінші рет жеңіп алды.",
		},
	}
	for i := range 60 {
		for _, lang := range []string{"en", "ru", "kk"} {
			line, err := json.Marshal(map[string]any{
				"id": fmt.Sprint(lang, i), "lang": lang, "src": "wire", "title": "",
				"text": texts[lang][i%2], "label": 1 - i%2,
			})
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
	}
	b.WriteString("{\"id\":\"x\",\"lang\":\"en\",\"text\":\"not sure\",\"label\":-1}\n")
	b.WriteString(
		"{\"id\":\"s1.en\",\"lang\":\"en\",\"src\":\"sib200\",\"text\":\"A cloud is made of drops.\",\"label\":0}\n",
	)
	data := datasettest.Dir(t, judgedFiles(map[string]string{"judgment/relevance.jsonl": b.String()}))
	labelled, err := relevanceExamples(filepath.Join(data, "judgment"))
	if err != nil || len(labelled) != 181 || labelled[180].group != "s1" || labelled[180].weight != .15 {
		t.Fatalf("%d examples, %v", len(labelled), err)
	}
	j := &job{data: data, out: io.Discard}
	first, err := trainRelevance(j)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	again, err := trainRelevance(&job{data: data, out: &out, figures: false})
	if err != nil || !bytes.Equal(first["digest/relevance/data/relevance.bin"],
		again["digest/relevance/data/relevance.bin"]) {
		t.Errorf("two trainings differ, %v", err)
	}
	reportRelevance(&out, fitRelevance(labelled), labelled, heldOut(labelled, 1))
	if !strings.Contains(out.String(), "en             n=  60 F1=1.000") ||
		!strings.Contains(out.String(), "cross-validated: ") {
		t.Errorf("the figures are\n%s", out.String())
	}
}
