package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/news"
)

// marks are the quotation marks of a language (CLDR "delimiters"): the outer pair, and how it is written inside one.
type marks struct {
	open, shut           string
	innerOpen, innerShut string
	inner                *strings.Replacer // makes the outer pair inside a quotation the inner one
}

func newMarks(open, shut, innerOpen, innerShut string) marks {
	return marks{
		open, shut, innerOpen, innerShut,
		strings.NewReplacer(strings.Trim(open, nbsp), innerOpen, strings.Trim(shut, nbsp), innerShut),
	}
}

var (
	high   = newMarks("“", "”", "‘", "’")
	angles = newMarks("«", "»", "“", "”")
	low    = newMarks("„", "“", "‚", "‘")
	paws   = newMarks("«", "»", "„", "“")
	rising = newMarks("„", "”", "«", "»")
)

// marksOf holds the languages whose marks are others than English ones.
var marksOf = map[string]marks{
	"ru": paws, "uk": paws, "be": paws, "hy": paws, "kk": angles, "ky": angles, "tg": angles, "tt": angles, "es": angles,
	"it": angles, "ar": angles, "fa": angles, "el": angles, "no": angles, "nb": angles, "de": low, "cs": low, "sk": low,
	"bg": low, "ka": low, "sr": low, "pl": rising, "ro": rising, "hu": newMarks("„", "”", "»", "«"),
	"fr": newMarks("«\u00a0", "\u00a0»", "“", "”"), "ja": newMarks("「", "」", "『", "』"),
}

// quotation puts a text into the marks of its language. Marks of the same kind inside it, and straight ones, become the
// inner ones.
func quotation(s, language string) string {
	base, _, _ := strings.Cut(language, "-")
	m, ok := marksOf[base]
	if !ok {
		m = high
	}
	return m.open + m.curl(m.inner.Replace(s)) + m.shut
}

// curl makes pairs of straight quotation marks the inner ones. Where they are no pairs (5" of rain) all stay.
func (m marks) curl(s string) string {
	parts := strings.Split(s, `"`)
	if len(parts)%2 == 0 {
		return s
	}
	var b strings.Builder
	for n, part := range parts {
		switch last, _ := utf8.DecodeLastRuneInString(part); {
		case n == len(parts)-1:
			b.WriteString(part)
		case n%2 == 0: // one that opens
			if last != utf8.RuneError && !unicode.IsSpace(last) && !strings.ContainsRune("([{—–-/", last) {
				return s
			}
			b.WriteString(part + m.innerOpen)
		case unicode.IsSpace(last) || part == "":
			return s
		default:
			b.WriteString(part + m.innerShut)
		}
	}
	return b.String()
}

// gapBytes is how far the next sentence of an article may begin behind a sentence that it follows at once: a space, or
// the blank line between two blocks.
const gapBytes = 2

// quotes returns what a story's summary says, one article after the other, that of the story first. Sentences of one
// article become one quotation; an ellipsis stands where others were between them.
func (s *renderer) quotes(st *news.Story, t news.Translation, translated bool) []quoteView {
	var articles []int64
	said := map[int64][]int{} // places in the summary, by article
	for k := range st.Summary {
		id := st.Summary[k].ArticleID
		if s.as == aPage && lettersOnly(st, id) {
			continue
		}
		if _, ok := said[id]; !ok {
			articles = append(articles, id)
		}
		said[id] = append(said[id], k)
	}
	var out []quoteView
	for own := range 2 { // the story's own article, then the others
		for _, id := range articles {
			if (id == st.Lead.ArticleID) == (own == 0) {
				out = append(out, s.quotesOf(st, said[id], t, translated)...)
			}
		}
	}
	return out
}

// lettersOnly reports whether an article's outlet allows quoting in letters, and not in the public archive.
func lettersOnly(st *news.Story, article int64) bool {
	if st.Lead.ArticleID == article {
		return st.Lead.NoArchive
	}
	for n := range st.Also {
		if st.Also[n].ArticleID == article {
			return st.Also[n].NoArchive
		}
	}
	return false
}

// quotesOf returns what one article says in a summary: the sentences at some places of it.
func (s *renderer) quotesOf(st *news.Story, places []int, t news.Translation, translated bool) []quoteView {
	var out []quoteView
	for len(places) > 0 {
		n := 1
		for n < len(places) && worded(&st.Summary[places[n]]) == worded(&st.Summary[places[0]]) {
			n++
		}
		out = append(out, s.quote(st, places[:n], t, translated))
		places = places[n:]
	}
	return out
}

// worded reports whether a language model wrote a sentence.
func worded(q *news.Sentence) bool { return q.Start >= q.End }

// quote joins sentences of one article, all quoted or all worded.
func (s *renderer) quote(st *news.Story, places []int, t news.Translation, translated bool) quoteView {
	first := &st.Summary[places[0]]
	page := safeURL(first.URL)
	v := quoteView{
		Own: worded(first), Outlet: isolate(outletOf(st, first.ArticleID)), Link: page, Page: page,
		article: first.ArticleID,
	}
	v.Adds = first.ArticleID != st.Lead.ArticleID
	if first.Language != st.Language && isLanguage(first.Language) {
		v.Lang = first.Language
	}
	var texts, translations []string
	for n, k := range places {
		q := &st.Summary[k]
		text := clean(q.Text)
		if n > 0 && !v.Own {
			if prev := &st.Summary[places[n-1]]; q.Start < prev.End || q.Start > prev.End+gapBytes {
				text = "… " + text
			}
		}
		texts = append(texts, text)
		if translated {
			translations = append(translations, brief(t.Summary[k], longestText))
		}
	}
	v.Text = strings.Join(texts, " ")
	switch {
	case translated: // the words are the machine's: no marks
		v.Before, v.Text, v.Lang = v.Text, strings.Join(translations, " "), ""
	case !v.Own:
		v.Text = quotation(v.Text, first.Language)
	}
	if !v.Own {
		v.Link = fragmentURL(page, sentencesAt(st, places)...)
	}
	v.Dir = direction(v.Text)
	return v
}

// sentencesAt returns the texts of a summary's sentences.
func sentencesAt(st *news.Story, places []int) []string {
	out := make([]string, len(places))
	for n, k := range places {
		out[n] = st.Summary[k].Text
	}
	return out
}

// outletOf names the outlet of one of a story's articles, "" when it has none of it.
func outletOf(st *news.Story, article int64) string {
	if st.Lead.ArticleID == article {
		return brief(st.Lead.Outlet, longestName)
	}
	for n := range st.Also {
		if st.Also[n].ArticleID == article {
			return brief(st.Also[n].Outlet, longestName)
		}
	}
	return ""
}
