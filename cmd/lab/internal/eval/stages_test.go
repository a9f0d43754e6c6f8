package eval

import (
	"path/filepath"
	"strings"
	"testing"

	"attache/cmd/lab/internal/dataset/datasettest"
)

func TestStages(t *testing.T) {
	data := t.TempDir()
	var out strings.Builder
	if err := Stages([]string{"-data", data}, &out); err == nil || !strings.Contains(err.Error(), "-data") {
		t.Errorf("without a dataset: %v", err)
	}
	page := `<html lang="en"><head><title>Ministers sign a protocol</title></head><body><article>
<h1>Ministers sign a protocol</h1>
<p>The foreign ministers of Kazakhstan and Türkiye signed a protocol on transit tariffs in Ankara on Monday.</p>
<p>It fixes the tariffs for three years, officials said, and takes effect when both parliaments have ratified it.</p>
</article></body></html>`
	manifest := `{"entries": [
		{"kind": "article", "url": "https://wire.example/a", "file": "a.html", "content_type": "text/html"},
		{"kind": "feed", "url": "https://wire.example/feed", "file": "feed.xml"},
		{"kind": "article", "url": "https://wire.example/moved"}]}`
	datasettest.Write(t, filepath.Join(data, "sites"), map[string]string{"a.html": page, "manifest.json": manifest})
	if err := Stages([]string{"-data", data}, &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.HasPrefix(got, "1 articles of ") || strings.Count(got, "\n") != len(stages)+3 {
		t.Errorf("the table is\n%s", got)
	}
}
