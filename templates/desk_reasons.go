package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// Reasons of the program are sentences in English, wherever they are made: why a site cannot be read, what is wrong
// with a field. The pages say them in the person's language by desk/reasons/LANG.yaml: the English sentence, in which
// {1}, {2} stand for what differs, and the translation. A sentence that no pattern knows stays English.

// sayings are the reasons of one language.
type sayings struct{ known []saying }

// saying is a pattern and what it becomes.
type saying struct {
	pattern *regexp.Regexp
	start   string // the text before the first hole
	into    string
}

var hole = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{(\d)\}`) })

// mostReason bounds what is looked at, in bytes: patterns are tried one after the other.
const mostReason = 4000

// readSayings reads one catalogue of reasons.
func readSayings(lang string) (*sayings, error) {
	if lang == "en" {
		return &sayings{}, nil
	}
	file := "desk/reasons/" + lang + ".yaml"
	src, err := deskFiles.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var pairs yaml.MapSlice
	if err := yaml.Unmarshal(src, &pairs); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	s := &sayings{}
	for _, p := range pairs {
		english, into := fmt.Sprint(p.Key), fmt.Sprint(p.Value)
		var b strings.Builder
		at := 0
		b.WriteString(`(?s)^`)
		for _, m := range hole().FindAllStringSubmatchIndex(english, -1) {
			what := `(.*?)`
			if m[0] == 0 { // what a sentence begins with is in quotation marks (%q) or a number
				what = `("(?:[^"\\]|\\.)*"|\d+)`
			}
			b.WriteString(regexp.QuoteMeta(english[at:m[0]]) + what)
			at = m[1]
		}
		b.WriteString(regexp.QuoteMeta(english[at:]) + `(?: |$)`)
		re, err := regexp.Compile(b.String())
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		start, _, _ := strings.Cut(english, "{")
		s.known = append(s.known, saying{re, start, into})
	}
	// the longest text before a hole first: it is the most particular
	slices.SortStableFunc(s.known, func(a, b saying) int { return len(b.start) - len(a.start) })
	return s, nil
}

// reason says a reason of the program in the words' language, sentence by sentence.
func (w *words) reason(text string) string {
	if w.said == nil || len(w.said.known) == 0 || text == "" || len(text) > mostReason {
		return text
	}
	var out []string
	for rest := text; rest != ""; {
		into, n := w.said.first(rest)
		if n == 0 { // to the next sentence
			if n = strings.Index(rest, ". ") + 2; n < 2 {
				n = len(rest)
			}
			into = strings.TrimSpace(rest[:n])
		}
		out = append(out, into)
		rest = strings.TrimLeft(rest[n:], " ")
	}
	return strings.Join(out, " ")
}

// first is what the beginning of a text says, and how many bytes of it that takes; 0 = no pattern knows it.
func (s *sayings) first(text string) (string, int) {
	for _, k := range s.known {
		if !strings.HasPrefix(text, k.start) {
			continue
		}
		m := k.pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		into := hole().ReplaceAllStringFunc(k.into, func(h string) string {
			if i := int(h[1] - '0'); i < len(m) {
				return m[i]
			}
			return ""
		})
		return into, len(m[0])
	}
	return "", 0
}
