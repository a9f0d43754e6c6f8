package train

import (
	"slices"
	"testing"

	"attache/cmd/lab/internal/dataset/datasettest"
	"attache/digest/relevance"
)

// judgedFiles adds the files that relevanceLabels names to a made dataset: two pages and three texts, under ids that
// have labels, and one that has none.
func judgedFiles(files map[string]string) map[string]string {
	for _, name := range ourSources {
		files[name] = ""
	}
	delete(files, ourSources["reading"])
	files["judgment/relevance_unlabelled.jsonl.gz"] = `{"id": "ag1033", "lang": "en", "text": "Envoys met in Oslo."}
{"id": "ag0", "lang": "en", "text": "It has no label."}
`
	files["summary/rt-ru.jsonl.gz"] = `{"id": "rt-ru-0159e51a6d", "lang": "ru", "title": "Послы", "text": "Осло."}`
	files["summary/xsum.jsonl.gz"] = `{"id": "xsum-test103", "lang": "en", "summary": "A man died.\nMore.", "text": "X."}`
	files["reading/fundus-0bfddbb34c.json"] = `{"id": "fundus-0bfddbb34c", "url": "https://news.example/a", "lang": "en",
		"title": "Chad and Niger talk", "body": "They met."}`
	files["reading/fundus-01457be86c.json"] = `{"id": "fundus-01457be86c", "url": "https://news.example/b", "lang": "eo",
		"title": "In a language that is not read", "body": "None."}`
	return files
}

// TestJudgedByUs holds what becomes of the labelled texts: those without a label or in a language that is not read are
// left out, the pages of one host are one group, and a text without a headline takes its summary's first line.
func TestJudgedByUs(t *testing.T) {
	got, err := judgedByUs(datasettest.Dir(t, judgedFiles(map[string]string{})))
	if err != nil {
		t.Fatal(err)
	}
	want := []example{
		{id: "fundus-0bfddbb34c", lang: "en", src: "reading", group: "news.example", label: 1},
		{id: "ag1033", lang: "en", src: "agnews", group: "ag1033", label: 1},
		{id: "rt-ru-0159e51a6d", lang: "ru", src: "rt-ru", group: "rt-ru-0159e51a6d", label: 1},
		{id: "xsum-test103", lang: "en", src: "xsum", group: "xsum-test103", label: 0},
	}
	if len(got) != len(want) {
		t.Fatalf("%d texts, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.id != w.id || g.lang != w.lang || g.src != w.src || g.group != w.group || g.label != w.label || !g.ours ||
			g.weight != 1 {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
	without := func(e example) float32 { return e.features.Dense[slices.Index(relevance.FeatureNames(), "no title")] }
	if without(got[1]) != 1 || without(got[3]) != 0 {
		t.Error("the title is not the summary's first line, or is made up where there is none")
	}
	if _, err := judgedByUs(t.TempDir()); err == nil {
		t.Error("files that are not there are passed over")
	}
}

// TestRelevanceLabels holds that each text has one label, of a source whose file the trainer knows.
func TestRelevanceLabels(t *testing.T) {
	labels, err := readLabels(relevanceLabels)
	if err != nil {
		t.Fatal(err)
	}
	n := map[int]int{}
	unsure := 0
	for id, l := range labels {
		if l.label < -1 || l.label > 1 {
			t.Errorf("%s has the label %d", id, l.label)
		}
		n[l.label]++
		if l.unsure {
			unsure++
		}
	}
	if n[1] < 400 || n[0] < 2000 || unsure == 0 || unsure > len(labels)/2 {
		t.Errorf("%d belong, %d do not, %d of %d chosen as unsure", n[1], n[0], unsure, len(labels))
	}
	for _, bad := range []string{
		"agnews\tag1\t1\n", "agnews\tag1\tyes\tsample\n", "agnews\tag1\t1\tsample\nagnews\tag1\t0\tsample\n",
		"elsewhere\tx1\t1\tsample\n",
	} {
		if _, err := readLabels(bad); err == nil {
			t.Errorf("labels %q are read", bad)
		}
	}
}
