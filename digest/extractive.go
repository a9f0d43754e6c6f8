package digest

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/digest/summary"
	"attache/news"
	"attache/text"
)

func excerpt(a *news.Article) int {
	if a.Excerpt > 0 {
		return a.Excerpt
	}
	return news.DefaultExcerpt
}

// Summarise tells an article in at most max of its own sentences, in their order, within its excerpt budget.
func Summarise(a news.Article, max int) []news.Sentence {
	d := summary.Read(&a)
	var out []news.Sentence
	for _, i := range d.Pick(max, excerpt(&a)) {
		out = append(out, quote(&a, d, i))
	}
	return out
}

func quote(a *news.Article, d *summary.Document, i int) news.Sentence {
	s := d.Sentences[i]
	return news.Sentence{Text: s.Text, ArticleID: a.ID, URL: a.URL, Start: s.Start, End: s.End, Language: d.Language}
}

// Extractive is the Summarizer that quotes.
type Extractive struct{}

// Summarize quotes the lead piece and, when there are others in its language, keeps the last places, one in three, for
// what they add. Each article is quoted within its own excerpt budget.
func (e Extractive) Summarize(ctx context.Context, articles []news.Article, max int) ([]news.Sentence, error) {
	if len(articles) == 0 || max < 1 {
		return nil, ctx.Err()
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	whole := Summarise(articles[0], max)
	if len(whole) == 0 && len(articles) > 1 { // a teaser, a list of captions
		return e.Summarize(ctx, articles[1:], max)
	}
	if len(articles) == 1 || max == 1 {
		return whole, ctx.Err()
	}
	others := readOthers(ctx, articles[1:], max)
	lead := sentenceStems(&articles[0])
	for places := (max + 1) / 3; places > 0 && ctx.Err() == nil; places-- {
		out := whole
		if len(whole) > max-places {
			out = Summarise(articles[0], max-places)
		}
		own := len(out)
		for range places {
			if more, ok := addition(others, out, lead); ok {
				out = append(out, more)
			}
		}
		if len(out) == own+places {
			return out, ctx.Err()
		}
	}
	return whole, ctx.Err()
}

// The limits of what another piece adds to a story.
const (
	lookedInto   = 7    // pieces looked at beside the lead
	samePart     = 0.5  // a sentence that shares more of its words with one already quoted repeats it
	copiedPart   = 0.8  // one that shares more with any of the lead piece is its copy
	strangerPart = 0.12 // one that shares less with all of them speaks of something else
)

// other is an article beside the lead, read.
type other struct {
	article  *news.Article
	doc      *summary.Document
	salience []float32
}

func readOthers(ctx context.Context, articles []news.Article, max int) []other {
	var out []other
	for i := range articles[:min(len(articles), lookedInto)] {
		if ctx.Err() != nil {
			break
		}
		d := summary.Read(&articles[i])
		out = append(out, other{&articles[i], d, d.Salience(max)})
	}
	return out
}

// sentenceStems returns the stems of each sentence of an article.
func sentenceStems(a *news.Article) [][]uint64 {
	var out [][]uint64
	for _, s := range summary.Read(a).Sentences {
		out = append(out, stems(s.Text))
	}
	return out
}

// addition finds the most promising sentence of the other pieces that stands by itself, repeats nothing of what is
// said, is not the lead piece's own, still speaks of the same, and keeps its article's budget.
func addition(others []other, said []news.Sentence, lead [][]uint64) (best news.Sentence, found bool) {
	var all strings.Builder
	for _, s := range said {
		all.WriteString(s.Text + " ")
	}
	top := float32(0)
	for _, o := range others {
		if len(said) > 0 && o.doc.Language != said[0].Language {
			continue
		}
		left := excerpt(o.article)
		for _, s := range said {
			if s.ArticleID == o.article.ID {
				left -= utf8.RuneCountInString(s.Text)
			}
		}
		for k, p := range o.salience {
			s := &o.doc.Sentences[k]
			if p <= top || !s.Fit || s.Leans || s.Follows || utf8.RuneCountInString(s.Text) > left {
				continue
			}
			if overlap(s.Text, all.String()) < strangerPart ||
				slices.ContainsFunc(said, func(o news.Sentence) bool { return repeats(o.Text, s.Text) }) {
				continue
			}
			own := stems(s.Text)
			if slices.ContainsFunc(lead, func(l []uint64) bool { return text.Containment(l, own) > copiedPart }) {
				continue
			}
			best, top, found = quote(o.article, o.doc, k), p, true
		}
	}
	return best, found
}

// repeats reports whether most words of one sentence stand in the other.
func repeats(a, b string) bool { return overlap(a, b) > samePart }

// overlap is the share of the words of the shorter text that the other has, function words and endings aside.
func overlap(a, b string) float64 {
	return text.Containment(stems(a), stems(b))
}

func stems(s string) []uint64 {
	var out []uint64
	for _, w := range text.Words(s) {
		if h := text.Hash(text.StemAny(w)); text.Rarity(h) > 1.5 {
			out = append(out, h)
		}
	}
	return text.Sketch(out, 1)
}
