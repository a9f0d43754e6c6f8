package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"attache/cmd/lab/internal/dataset/datasettest"
)

// made writes files into data below a new folder, and ../ beside it, and returns data.
func made(t *testing.T, files map[string]string) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	datasettest.Write(t, data, files)
	return data
}

// scored runs one measure and returns its rows, a line each, and what its judge said.
func scored(t *testing.T, name, data string) (rows, said string) {
	t.Helper()
	keep := t.TempDir()
	var out strings.Builder
	if err := Score(t.Context(), []string{name, "-data", data, "-keep", keep}, &out); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(keep, name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(out.String()), " "), string(b)
}

// TestScoreRunsTheScorer: the gold lines are answered, a scorer beside the datasets reads both, and its figures stand
// beside the peers'.
func TestScoreRunsTheScorer(t *testing.T) {
	same := "The foreign ministers of Kazakhstan and Uzbekistan signed an agreement on the shared use of water on " +
		"Monday."
	other := "A football club from the north of the country has won the cup for the third time in a row, to its own " +
		"surprise."
	data := made(t, map[string]string{
		"judgment/neardup.jsonl.gz": fmt.Sprintf(
			"{\"pid\":\"1\",\"a\":%q,\"b\":%[1]q}\n{\"pid\":\"2\",\"a\":%[1]q,\"b\":%q}\n", same, other),
		"../score/neardup/main.go": `package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	b, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	if _, err := os.Stat(os.Args[1]); err != nil {
		panic(err)
	}
	yes, no := strings.Count(string(b), "\"dup\":1"), strings.Count(string(b), "\"dup\":0")
	fmt.Printf("NEARDUP n=2 F1=0.%d\nHARDNEG_FPR=0.%d\n", yes, no)
}
`,
	})
	rows, said := scored(t, "neardup", data)
	if said != "NEARDUP n=2 F1=0.1\nHARDNEG_FPR=0.1\n" {
		t.Errorf("the scorer said %q", said)
	}
	if !strings.Contains(rows, "neardup F1 0.1 .975 prototype") ||
		!strings.Contains(rows, "neardup false positives 0.1") {
		t.Errorf("the rows are %q", rows)
	}
}

// TestScoreFaith: of the first family the good summary is kept and the bad one caught; of the second the only summary
// is good and kept.
func TestScoreFaith(t *testing.T) {
	text := "The foreign ministers of Kazakhstan and Türkiye met in Astana on Monday and signed an agreement on " +
		"transit."
	lines := `{"id":"1","source":"summedits-news","text":%q,"summary":%[1]q,"consistent":true}
{"id":"2","source":"summedits-legal","text":%[1]q,"consistent":false,"summary":"45 countries met in Paris."}
{"id":"3","source":"qags-xsum","text":%[1]q,"summary":%[1]q,"consistent":true}
`
	data := made(t, map[string]string{"summary/faith-dev.jsonl.gz": fmt.Sprintf(lines, text)})
	rows, said := scored(t, "faith", data)
	if want := "qags 50.0, keeps 100.0 % of the good\nsummedits 100.0, keeps 100.0 % of the good\n"; said != want {
		t.Errorf("the judge said %q, want %q", said, want)
	}
	if !strings.Contains(rows, "summedits balanced accuracy 100.0, keeps 100.0 % of the good 56.7 SummaCConv") {
		t.Errorf("the rows are %q", rows)
	}
}

// TestScoreBounces: a dead mailbox read as hard is right by "hard" and by "failed"; called temporary it is wrong. Of
// two recipients' lists one is right, the third is not scored. Hard was said three times; the true kind is known in two
// of them, and one is hard.
func TestScoreBounces(t *testing.T) {
	const bounce = "From: mailer-daemon@example.org\nSubject: failure notice\n\n<a@example.org>:\n550 no such user\n"
	data := made(t, map[string]string{
		"bounces/1.eml": bounce, "bounces/2.eml": bounce, "bounces/3.eml": bounce,
		"bounces/truth.jsonl": `{"file":"1.eml","kind":"hard","recipients":["a@example.org"]}
{"file":"2.eml","kind":"failed","recipients":["b@example.org"]}
{"file":"3.eml","kind":"temporary","recipients":null}
`,
	})
	rows, said := scored(t, "bounces", data)
	if said != "kind 66.7 recipients 50.0 hard 1/2\n" {
		t.Errorf("the judge said %q", said)
	}
	if !strings.Contains(rows, "bounces hard precision 1/2 83/83 go-sisimai") {
		t.Errorf("the rows are %q", rows)
	}
}

func TestScoreSeed(t *testing.T) {
	files := map[string]string{
		"judgment/entities_seed_article.json": `{"file":"seed/a.txt","countries":["TR","KZ"],` +
			`"organisations":["OSCE"],"leaders":[],"regions":[]}`,
		"../seed/a.txt": "Ministers of Kazakhstan and Türkiye met at the OSCE.",
	}
	if _, said := scored(t, "entities-seed", made(t, files)); said != "exact" {
		t.Errorf("the judge said %q", said)
	}
	files["../seed/a.txt"] = "Ministers of Kazakhstan met at the OSCE."
	if _, said := scored(t, "entities-seed", made(t, files)); said != "countries [KZ], want [KZ TR]\n" {
		t.Errorf("the judge said %q", said)
	}
}

// TestScoreKazakh: one sentence names Kazakhstan (a place) and Turks (a people) and the other nobody; nothing is found
// where nothing may be.
func TestScoreKazakh(t *testing.T) {
	data := made(t, map[string]string{"judgment/entities_kk_ner.jsonl": `{"id":"kn_valid_1",` +
		`"toks":["Қазақстан","мен","түрік","әскерлері","кездесті","."],"tags":["B-GPE","O","B-NORP","O","O","O"]}
{"id":"kn_test_1","toks":["Бүгін","күн","жылы","."],"tags":["O","O","O","O"]}
`})
	_, said := scored(t, "entities-kk", data)
	if !strings.Contains(said, "places, recall valid\t1.000 of 1\n") || strings.Contains(said, "test\t") {
		t.Errorf("the judge said %q", said)
	}
}

func TestKazakhSpans(t *testing.T) {
	r := taggedSentence{
		Toks: []string{"Алматы", "облысы", "мен", "Ресей", "Қытай"},
		Tags: []string{"B-GPE", "I-GPE", "O", "B-GPE", "B-GPE"},
	}
	var got []string
	for _, s := range r.spans() {
		got = append(got, s.kind+":"+strings.Join(s.words, " "))
	}
	if want := []string{"GPE:Алматы облысы", ":мен", "GPE:Ресей", "GPE:Қытай"}; !slices.Equal(got, want) {
		t.Errorf("spans are %q, want %q", got, want)
	}
	g := newKazakhGold()
	for _, c := range []struct{ kind, words, what, id string }{
		{"GPE", "Ресей Федерациясында", "places, recall", "RU"},
		{"GPE", "Қостанай облысы", "", ""},
		{"NORP", "қазақша", "", ""},
		{"NORP", "өзбектер", "peoples, recall", "UZ"},
		{"ORGANISATION", "БҰҰ Бас Ассамблеясы", "organisations, recall", "UN"},
		{"PERSON", "Президент Тоқаев", "leaders, recall", "Kassym-Jomart Tokayev"},
		{"DATE", "дүйсенбі", "", ""},
	} {
		what, _, id := g.of(span{kind: c.kind, words: strings.Fields(c.words)})
		if what != c.what || id != c.id {
			t.Errorf("%s %q is %q %q, want %q %q", c.kind, c.words, what, id, c.what, c.id)
		}
	}
}

// TestReadingFigures reads rows as the scorer of pages prints them: all pages first, then each source, without columns
// that have no truth.
func TestReadingFigures(t *testing.T) {
	said := `system   pages |  body  F1  ±std  P  R  acc  pgF1  >=.95  <.5 | snipP snipR snipF | title tit tit~ ` +
		`| auth F1 exact | date sameday wrong | image hit | lang hit | empty
attache      3 |  2 0.950 0.0014 0.96 0.94 0.3 0.9 0.9 0.0 | 0.90 0.80 0.85 | 3 0.700 0.9 ` +
		`| 2 0.750 0.5 | 3 0.910 0.050 | 3 0.66 | 3 0.99 | 0
other        3 |  2 0.100

== source wcxb
attache      1 |  1 0.940 0.0014 0.9 0.9 0.3 0.9 1.0 0.0 | - - - | 0 - - | 0 - - | 0 - - | 0 - | 0 - | 0
`
	var got []string
	for _, f := range readingMeasure("reading").figure(said) {
		got = append(got, f.what+" "+f.ours)
	}
	want := []string{
		"all: body F1 0.950",
		"all: snippets F 0.85",
		"all: title exact 0.700",
		"all: author F1 0.750",
		"all: date same day / wrong 0.910 0.050",
		"all: image 0.66",
		"all: language 0.99",
		"wcxb: body F1 0.940",
	}
	if !slices.Equal(got, want) {
		t.Errorf("figures are %q, want %q", got, want)
	}
}

// TestCases: what a measure asks is made from the dataset's files.
func TestCases(t *testing.T) {
	data := made(t, map[string]string{
		"reading/a.json": `{"id":"a","url":"https://example.org/a"}`, "reading/a.html.gz": "<p>",
		"summary/head-tr.jsonl": `{"id":"1","lang":"tr","title":"T","text":"Bir. Iki.","summary":"Bir."}`,
	})
	for name, want := range map[string]string{"reading": "map[file:" + filepath.Join(data, "reading", "a.html.gz") +
		" id:a url:https://example.org/a]", "summary-head-tr": "map[id:1 lang:tr max:1 text:Bir. Iki. title:T]"} {
		m := measures()[slices.IndexFunc(measures(), func(m measure) bool { return m.name == name })]
		cases, err := m.cases(data)
		if err != nil || len(cases) != 1 || fmt.Sprint(cases[0]) != want {
			t.Errorf("%s: %v, %v, want %s", name, cases, err, want)
		}
	}
}

func TestScoreRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"all", "-data", filepath.Join(t.TempDir(), "none")}, "-data"},
		{[]string{"readings", "-data", t.TempDir()}, "there is no score"},
		{[]string{"reading", "-data", t.TempDir()}, "no pages"},
		{[]string{"faith", "-data", t.TempDir()}, "score faith"},
	} {
		if err := Score(t.Context(), c.args, &strings.Builder{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("lab score %v: %v, want %q", c.args, err, c.want)
		}
	}
	if !slices.Contains(Scores(), "summary-rt-ru") || !slices.Contains(Tasks(), "faith") {
		t.Errorf("scores are %v, tasks %v", Scores(), Tasks())
	}
}

func TestPredictCommand(t *testing.T) {
	var out, errOut strings.Builder
	in := strings.NewReader("{\"id\":\"1\",\"text\":\"the ministers have signed it\"}\n")
	if err := Predict(t.Context(), []string{"language", "-jobs", "1", "-stats"}, in, &out, &errOut); err != nil {
		t.Fatal(err)
	}
	if out.String() != "{\"id\":\"1\",\"lang\":\"en\"}\n" || !strings.HasPrefix(errOut.String(), "1 documents in ") {
		t.Errorf("answers %q, statistics %q", out.String(), errOut.String())
	}
	for _, c := range []struct {
		args []string
		want string
	}{{[]string{"languages"}, "there is no task"}, {[]string{"language", "-jobs", "0"}, "at least one"}} {
		err := Predict(t.Context(), c.args, strings.NewReader(""), &out, &errOut)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("lab predict %v: %v, want %q", c.args, err, c.want)
		}
	}
}
