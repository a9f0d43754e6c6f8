package eval

import (
	"strings"
	"testing"
	"time"
)

// TestWindow fills a window of 40 articles from 14 texts: those after the first 14 are mixed from two of a language.
func TestWindow(t *testing.T) {
	files := map[string]string{}
	for _, name := range windowSources {
		files[name] = `{"lang":"en","title":"Ministers sign",` +
			`"text":"The ministers of Kazakhstan signed an agreement on transit."}` + `
{"lang":"ru","title":"","text":"Министры подписали соглашение. Оно касается транзита."}
`
	}
	data := made(t, files)
	docs, err := windowDocs(data, 40)
	if err != nil || len(docs) != 40 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	if docs[1].Title != "Министры подписали соглашение." || docs[1].Text != "Оно касается транзита." {
		t.Errorf("a text without a title is parted as %q and %q", docs[1].Title, docs[1].Text)
	}
	for i, d := range docs {
		if d.At.Before(stageTime) || d.At.After(stageTime.Add(72*time.Hour)) {
			t.Errorf("document %d is of %s", i, d.At)
		}
	}
	again, err := windowDocs(data, 40)
	if err != nil || again[39].Text != docs[39].Text || again[39].At != docs[39].At {
		t.Errorf("a second window differs: %q, %v", again[39].Text, err)
	}
	var out strings.Builder
	err = Window([]string{"-data", data, "-n", "40"}, &out)
	if err != nil || !strings.HasPrefix(out.String(), "40 articles in ") {
		t.Errorf("%v, %s", err, out.String())
	}
	err = Window([]string{"-data", t.TempDir()}, &out)
	if err == nil || !strings.Contains(err.Error(), "read the texts of") {
		t.Errorf("without texts: %v", err)
	}
	if title, body := firstSentence("", "en"); title != "" || body != "" {
		t.Errorf("nothing is parted as %q and %q", title, body)
	}
}
