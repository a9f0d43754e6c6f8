package llm

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// Session is the help with one run, with a budget of its own. Its methods may be called from several goroutines.
type Session struct {
	c            *Client
	purse        *purse
	until        time.Time // no question is waited for longer …
	adjudicateBy time.Time // … and none about a judgement
}

// Begin opens the budget of a run. Of the time that ctx has left, the model gets at most three quarters.
func (c *Client) Begin(ctx context.Context) *Session {
	now := c.Now()
	until := now.Add(c.cfg.RunTime)
	if end, ok := ctx.Deadline(); ok {
		if e := now.Add(time.Until(end) * 3 / 4); e.Before(until) {
			until = e
		}
	}
	adjudicateBy := now.Add(time.Duration(adjudicateShare * float64(until.Sub(now))))
	return &Session{c: c, until: until, adjudicateBy: adjudicateBy, purse: &purse{
		cfg: c.cfg, aside: map[string]usage{},
		spent: map[string]usage{},
	}}
}

// Spent is the account so far: Model, Answers, Cached, TokensIn, TokensOut and Cost.
func (s *Session) Spent() news.Help { return s.purse.spentSoFar() }

// object is a JSON schema in the subset that strict structured output knows: everything required, nothing else allowed.
func object(properties map[string]any, names ...string) map[string]any {
	return map[string]any{"type": "object", "properties": properties, "required": names, "additionalProperties": false}
}

func array(of any) map[string]any { return map[string]any{"type": "array", "items": of} }

var (
	aText   = map[string]any{"type": "string"}
	aNumber = map[string]any{"type": "integer"}
)

// chosen is the answer to choose.
type chosen struct {
	IDs []int `json:"ids"`
}

// numbers finds whole numbers in a line.
var numbers = regexp.MustCompile(`\d+`)

// mostListed bounds a plain line of numbers, in bytes: what is longer is prose with numbers in it.
const mostListed = 200

// Choose picks at most most of the sentences that tell an event best together, and returns their places in the list, in
// the order in which they should be read.
func (s *Session) Choose(ctx context.Context, titles, sentences []string, most int) ([]int, error) {
	type numbered struct {
		ID   int    `json:"id"`
		Text string `json:"text"`
	}
	data := struct {
		Titles    []string   `json:"titles"`
		Sentences []numbered `json:"sentences"`
	}{Titles: titles}
	for i, t := range sentences {
		data.Sentences = append(data.Sentences, numbered{i + 1, t})
	}
	v, err := ask(ctx, s, question[chosen]{
		kind: choose, terms: terms{Most: most}, data: data, schema: object(map[string]any{"ids": array(aNumber)},
			"ids"),
		lines: func(text string) (v chosen, ok bool) {
			if len(text) > mostListed {
				return v, false
			}
			for _, n := range numbers.FindAllString(text, -1) {
				if id, err := strconv.Atoi(n); err == nil {
					v.IDs = append(v.IDs, id)
				}
			}
			return v, true
		},
		check: func(v chosen) (chosen, bool) {
			var good []int
			for _, id := range v.IDs {
				if id >= 1 && id <= len(sentences) && !slices.Contains(good, id) && len(good) < most {
					good = append(good, id)
				}
			}
			return chosen{good}, len(good) > 0
		},
	})
	for i := range v.IDs {
		v.IDs[i]--
	}
	return v.IDs, err
}

// Bounds of what a model reads and writes.
const (
	mostArticles    = 5    // of a story, for its summary
	otherShare      = 3    // the others than the lead piece get one part in so many of llm.article_chars
	adjudicateChars = 1500 // of an article that is to be sorted
	longestText     = 600  // characters of one sentence or headline
)

type written struct {
	Sentences []sentence `json:"sentences"`
}

type sentence struct {
	Article int    `json:"article"`
	Text    string `json:"text"`
}

// line is a sentence in plain form: the article's number, a colon, the text.
var line = regexp.MustCompile(`^\D{0,12}(\d{1,2})(?:\]\s*[:.)]?|\s*[:.)])\s*(\S.*)$`)

// Write words a summary of at most most sentences in the language of the first article. Each names the article it rests
// on; none is a quotation (Start = End = 0), and none has been checked.
func (s *Session) Write(ctx context.Context, articles []news.Article, most int) ([]news.Sentence, error) {
	articles = articles[:min(len(articles), mostArticles)]
	type source struct {
		ID    int    `json:"id"`
		Title string `json:"title"`
		Text  string `json:"text"`
	}
	var data struct {
		Articles []source `json:"articles"`
	}
	for i := range articles {
		chars := s.c.cfg.ArticleChars
		if i > 0 {
			chars /= otherShare
		}
		data.Articles = append(data.Articles, source{i + 1, articles[i].Title, text.Prefix(articles[i].Text(), chars)})
	}
	v, err := ask(ctx, s, question[written]{
		kind: write, terms: terms{Most: most, Language: Language(articles[0].Language)}, data: data,
		schema: object(map[string]any{"sentences": array(object(map[string]any{"article": aNumber, "text": aText},
			"article", "text"))}, "sentences"),
		lines: func(text string) (v written, ok bool) {
			for l := range strings.Lines(text) {
				if m := line.FindStringSubmatch(strings.TrimSpace(l)); m != nil {
					n, _ := strconv.Atoi(m[1]) // one or two digits
					v.Sentences = append(v.Sentences, sentence{n, m[2]})
				}
			}
			return v, true
		},
		check: func(v written) (written, bool) {
			var good written
			for _, one := range v.Sentences {
				one.Text = tidy(one.Text)
				if one.Article >= 1 && one.Article <= len(articles) && fits(one.Text) && len(good.Sentences) < most {
					good.Sentences = append(good.Sentences, one)
				}
			}
			return good, len(good.Sentences) > 0
		},
	})
	if err != nil {
		return nil, err
	}
	var out []news.Sentence
	for _, one := range v.Sentences {
		a := &articles[one.Article-1]
		out = append(out, news.Sentence{Text: one.Text, ArticleID: a.ID, URL: a.URL, Language: articles[0].Language})
	}
	return out, nil
}

// Translate returns a headline and the sentences of its summary in another language, one for one. from and to are
// language codes.
func (s *Session) Translate(
	ctx context.Context, from, to, headline string, sentences []string,
) (news.Translation, error) {
	data := struct {
		Headline  string   `json:"headline"`
		Sentences []string `json:"sentences"`
	}{headline, append([]string{}, sentences...)} // never null
	v, err := ask(ctx, s, question[translated]{
		kind: translate, terms: terms{From: Language(from), To: Language(to), Lines: 1 + len(sentences)}, data: data,
		schema: object(map[string]any{"headline": aText, "sentences": array(aText)}, "headline", "sentences"),
		lines: func(text string) (v translated, ok bool) {
			for l := range strings.Lines(text) {
				if l = strings.TrimSpace(l); l != "" {
					v.Sentences = append(v.Sentences, l)
				}
			}
			if len(v.Sentences) == 0 {
				return v, false
			}
			v.Headline, v.Sentences = v.Sentences[0], v.Sentences[1:]
			return v, true
		},
		check: func(v translated) (translated, bool) {
			v.Headline = tidy(v.Headline)
			ok := fits(v.Headline) && len(v.Sentences) == len(sentences)
			for i := range v.Sentences {
				v.Sentences[i] = tidy(v.Sentences[i])
				ok = ok && fits(v.Sentences[i])
			}
			return v, ok
		},
	})
	return news.Translation{Headline: v.Headline, Summary: v.Sentences}, err
}

type translated struct {
	Headline  string   `json:"headline"`
	Sentences []string `json:"sentences"`
}

type sorted struct {
	Label string `json:"label"`
}

// labels of sorted.
var labels = []string{"foreign", "other", "unsure"}

// Adjudicate reports whether an article is foreign policy; sure is false when the model cannot tell.
func (s *Session) Adjudicate(ctx context.Context, a news.Article) (foreign, sure bool, err error) {
	data := struct {
		Title string `json:"title"`
		Text  string `json:"text"`
	}{a.Title, text.Prefix(a.Text(), min(adjudicateChars, s.c.cfg.ArticleChars))}
	v, err := ask(ctx, s, question[sorted]{
		kind: adjudicate, data: data, schema: object(map[string]any{"label": map[string]any{
			"type": "string",
			"enum": labels,
		}}, "label"),
		lines: func(text string) (sorted, bool) {
			return sorted{strings.Trim(text, " \t\r\n.\"'`*")}, true
		},
		check: func(v sorted) (sorted, bool) {
			v.Label = strings.ToLower(strings.TrimSpace(v.Label))
			return v, slices.Contains(labels, v.Label)
		},
	})
	return v.Label == "foreign", err == nil && v.Label != "unsure", err
}

// tidy makes one line of a text and drops what cannot be seen: control and format characters, which could turn the
// direction of what is around. The joiners that Persian and the Indian scripts need stay.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) || r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func fits(s string) bool { return s != "" && utf8.RuneCountInString(s) <= longestText }
