package templates

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"attache/news"
)

// TestReasonsAreSaid: every sentence that is translated is one that the program says, in every language, with
// the same holes.
func TestReasonsAreSaid(t *testing.T) {
	var b strings.Builder
	for _, dir := range []string{
		"scrape", "news", "newsroom", "store", "digest", "worker", "cmd/attache", "web/desk", "web/hooks",
	} {
		err := filepath.WalkDir(filepath.Join("..", dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			src, err := os.ReadFile(path)
			b.Write(src)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	code := regexp.MustCompile(`"\s*\+\s*"`).ReplaceAllString(b.String(), "")
	code = strings.ReplaceAll(code, "%%", "%")
	keys := map[string][]string{}
	for _, lang := range news.Languages[1:] {
		src, err := deskFiles.ReadFile("desk/reasons/" + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var pairs yaml.MapSlice
		if err := yaml.Unmarshal(src, &pairs); err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs {
			english, into := fmt.Sprint(p.Key), fmt.Sprint(p.Value)
			keys[english] = append(keys[english], lang)
			for _, h := range hole().FindAllString(into, -1) {
				if !strings.Contains(english, h) {
					t.Errorf("%s: %q has %s, which %q lacks", lang, into, h, english)
				}
			}
		}
	}
	for english, langs := range keys {
		if len(langs) != len(news.Languages)-1 {
			t.Errorf("%q is in %v only", english, langs)
		}
		for _, piece := range hole().Split(english, -1) {
			piece = strings.TrimSpace(strings.TrimPrefix(piece, "); ")) // a sentence made of two
			piece = strings.NewReplacer("The titles are", "The %s are", "The dates are", "The %s are").Replace(piece)
			if len(piece) > 12 && !strings.Contains(code, piece) {
				t.Errorf("nobody says %q (of %q)", piece, english)
			}
		}
	}
}

// TestReasons holds how sentences are said: one after the other, with what differs, and those unknown as they are.
func TestReasons(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ lang, in, want string }{
		{"en", "The list was read and holds no entries.", "The list was read and holds no entries."},
		{"tr", "The list was read and holds no entries.", "Liste okundu, içinde kayıt yok."},
		{
			"ru", "The list gives nothing any more; it gave 12 items. The page is now called “A. B.”.",
			"Список больше ничего не даёт; раньше давал записей: 12. Страница теперь называется «A. B.».",
		},
		{
			"ru", "Something new happened. The feed cannot be read (<b>).", "Something new happened. Ленту не прочесть (<b>).",
		},
		{"ru", `"a \"b. is" is not a CSS selector: no. More.`, `"a \"b. is" не селектор CSS: no. More.`},
		{
			"ru", "4 outlets report it in their own words, another copies it.",
			"Своими словами пишут изданий: 4, ещё одно перепечатывает.",
		},
		{
			"tr", "Its title names Xi Jinping. It speaks of conflict or arms.",
			"Başlığında: Xi Jinping. Çatışma ya da silahtan söz ediyor.",
		},
		{"ru", "", ""},
		{"kk", "no sentence at all {1}", "no sentence at all {1}"},
		{"tr", `The selector item "li" matched 0 of 12 items.`, `item "li" seçicisi 0 kayda uydu; eskiden 12 idi.`},
	} {
		if got := s.DeskReason(c.lang, c.in); got != c.want {
			t.Errorf("%s: %q\n got %q\nwant %q", c.lang, c.in, got, c.want)
		}
	}
	for _, lang := range news.Languages { // whatever comes, nothing is lost or endless
		for _, in := range []string{strings.Repeat("The ", 2000), ". . . ", "The page holds no article: ", `" is not`} {
			if got := s.DeskReason(lang, in); got == "" {
				t.Errorf("%s: %q is lost", lang, in)
			}
		}
	}
}
