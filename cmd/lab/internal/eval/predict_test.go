package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPredictKeepsOrder(t *testing.T) {
	var in strings.Builder
	for i := range 200 {
		text := "The foreign ministers of Kazakhstan and Uzbekistan signed an agreement on Monday."
		if i%2 == 1 {
			text = "Министры иностранных дел Казахстана и Узбекистана подписали соглашение в понедельник."
		}
		fmt.Fprintf(&in, "{\"id\":\"%d\",\"text\":%q}\n", i, text)
	}
	for _, jobs := range []int{1, 3} {
		var out bytes.Buffer
		s, err := predict(t.Context(), tasks["language"], jobs, strings.NewReader(in.String()), &out)
		if err != nil || s.cases != 200 {
			t.Fatalf("%v, %v", s, err)
		}
		i := 0
		for line := range strings.Lines(out.String()) {
			var a struct{ ID, Lang string }
			if err := json.Unmarshal([]byte(line), &a); err != nil {
				t.Fatal(err)
			}
			if want := []string{"en", "ru"}[i%2]; a.ID != fmt.Sprint(i) || a.Lang != want {
				t.Errorf("line %d: %+v, want %s", i, a, want)
			}
			i++
		}
	}
}

// TestTasks asks every task one small case, so that each stays wired to the product.
func TestTasks(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	body := `<html lang="en"><head><title>Ministers meet in Astana</title></head><body><article>` +
		`<h1>Ministers meet in Astana</h1>` +
		strings.Repeat(
			"<p>The foreign ministers of Kazakhstan and Türkiye met in Astana and signed an agreement on trade, the "+
				"ministry said.</p>",
			6,
		) + `</article></body></html>`
	if err := os.WriteFile(page, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	returned := filepath.Join(t.TempDir(), "returned.eml")
	if err := os.WriteFile(
		returned,
		[]byte("From: mailer-daemon@example.org\nSubject: failure notice\n\n<a@example.org>:\n550 no such user\n"),
		0o600,
	); err != nil {
		t.Fatal(err)
	}
	sentence := "The foreign ministers of Kazakhstan and Türkiye met in Astana on Monday and signed an agreement on " +
		"transit through the Caspian Sea."
	tests := map[string]struct{ in, want string }{
		"reading": {
			fmt.Sprintf(`{"id":"1","url":"https://example.org/a","file":%q}`, page),
			`"title":"Ministers meet in Astana"`,
		},
		"language":  {fmt.Sprintf(`{"id":"1","text":%q}`, sentence), `"lang":"en"`},
		"relevance": {fmt.Sprintf(`{"id":"1","text":%q}`, sentence), `"score":`},
		"entities":  {fmt.Sprintf(`{"id":"1","text":%q}`, sentence), `"countries":["KZ","TR"]`},
		"mentions": {
			fmt.Sprintf(`{"id":"1","text":%q}`, sentence),
			`{"sort":"country","id":"TR","as":"name","text":"Türkiye","start":40}`,
		},
		"neardup": {fmt.Sprintf(`{"pid":"1","a":%q,"b":%[1]q}`, sentence), `"dup":1`},
		"stories": {fmt.Sprintf(`{"id":"1","ts":1,"pub":"x","title":%q}`, sentence), `"cluster":"0"`},
		"pairs":   {fmt.Sprintf(`{"pid":"1","lang":"en","a":%q,"b":%[1]q}`, sentence), `"same":1`},
		"summary": {
			fmt.Sprintf(`{"id":"1","title":"t","text":%q,"max":1}`, sentence),
			`"summary":"The foreign ministers`,
		},
		"faith": {
			fmt.Sprintf(`{"id":"1","text":%q,"summary":"Ministers from 45 countries met in Paris."}`, sentence),
			`"consistent":false`,
		},
		"bounce": {fmt.Sprintf(`{"file":%q}`, returned), `"kind":"hard"`},
	}
	for name := range tasks {
		c, ok := tests[name]
		if !ok {
			t.Errorf("task %s has no case here", name)
			continue
		}
		var out bytes.Buffer
		_, err := predict(t.Context(), tasks[name], 1, strings.NewReader(c.in+"\n"), &out)
		if err != nil || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: %v, %swant %s", name, err, out.String(), c.want)
		}
	}
}

func TestPredictSaysWhichCaseIsWrong(t *testing.T) {
	in := strings.NewReader("{\"id\":\"1\",\"text\":\"a\"}\nnot json\n")
	_, err := predict(t.Context(), tasks["language"], 2, in, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "case 2") {
		t.Errorf("%v", err)
	}
}
