package digest

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/digest/extract"
	"attache/news"
	"attache/text"
)

// defaultExcerpt is how many characters of one article may be quoted when its source sets no budget.
const defaultExcerpt = 600

func excerpt(a *news.Article) int {
	if a.Excerpt > 0 {
		return a.Excerpt
	}
	return defaultExcerpt
}

// Summarise tells an article in at most max of its own sentences, in their order, within its excerpt budget.
func Summarise(a news.Article, max int) []news.Sentence {
	d := extract.Read(&a)
	left := excerpt(&a)
	var out []news.Sentence
	for _, i := range d.Pick(max) {
		if q := quote(&a, d, i); utf8.RuneCountInString(q.Text) <= left {
			left -= utf8.RuneCountInString(q.Text)
			out = append(out, q)
		}
	}
	return out
}

func quote(a *news.Article, d *extract.Doc, i int) news.Sentence {
	s := d.Sentences[i]
	return news.Sentence{Text: s.Text, ArticleID: a.ID, URL: a.URL, Start: s.Start, End: s.End, Language: d.Language}
}

// Plain makes the blocks of a plain text: line breaks part paragraphs, but the lines of a hard-wrapped text (most of them
// broken in mid-sentence) are joined, and white space is collapsed.
func Plain(s string) []news.Block {
	var lines []string
	for l := range strings.Lines(s) {
		lines = append(lines, strings.Join(strings.Fields(l), " "))
	}
	open, full := 0, 0
	for i, l := range lines {
		if l == "" {
			continue
		}
		full++
		if i+1 < len(lines) && lines[i+1] != "" && unfinished(l) {
			open++
		}
	}
	wrapped := open*2 > full
	var out []news.Block
	for i, l := range lines {
		switch {
		case l == "":
		case wrapped && i > 0 && lines[i-1] != "" && len(out) > 0 && unfinished(lines[i-1]):
			out[len(out)-1].Text += " " + l
		default:
			out = append(out, news.Block{Kind: news.Paragraph, Text: l})
		}
	}
	return out
}

// unfinished reports whether a line of some length ends in the middle of a sentence.
func unfinished(l string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l, `"'”’»)] `))
	return utf8.RuneCountInString(l) > 40 && !strings.ContainsRune(".!?…:;。؟", r)
}

// Extractive is the Summarizer that quotes.
type Extractive struct{}

// Summarize quotes the lead piece and lets other pieces in its language say what it does not.
func (Extractive) Summarize(ctx context.Context, articles []news.Article, max int) ([]news.Sentence, error) {
	if len(articles) == 0 || max < 1 {
		return nil, ctx.Err()
	}
	out := Summarise(articles[0], max)
	for i := 1; i < len(articles) && len(out) < max && ctx.Err() == nil; i++ {
		if articles[i].Language != articles[0].Language {
			continue
		}
		for _, s := range Summarise(articles[i], max) {
			if len(out) < max && !slices.ContainsFunc(out, func(o news.Sentence) bool { return repeats(o.Text, s.Text) }) {
				out = append(out, s)
			}
		}
	}
	return out, ctx.Err()
}

// repeats reports whether most words of one sentence stand in the other.
func repeats(a, b string) bool {
	return text.Containment(text.Sketch(text.Shingles(text.Words(a), 1), 1), text.Sketch(text.Shingles(text.Words(b), 1), 1)) > 0.5
}
