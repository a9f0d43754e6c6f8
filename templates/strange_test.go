package templates

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"attache/news"
)

// strangeParts are what strange texts are made of, each by a byte of a fuzzer's input.
var strangeParts = []string{
	" ", " ", ". ", ", ", "\n", "。", "，", "；", "؟", "!", "…", " — ", "·", "«", "”", "\"", "'", "`", "(", "<", ">", "&",
	"&#43;", "</td></tr></table>", "<script>", "<!--", "]]>", "{{.}}", "%s", "%!",
	"Kazakhstan", "said", "agreement", "1,500", "Казахстан", "переговоры", "Қазақстан", "Türkiye’nin", "İ", "ı", "中国",
	"外交部长会谈", "日本語のテキスト", "한국어", "ไทย", "العلاقات", "ישראל", "ܣܘܪܝܝܐ", "Հայ", "საქართველო",
	"\u0301\u0301", "\u20dd", "\ufe0f", "👨‍👩‍👧‍👦", "🇰🇿", "\u200d", "\u200b", "\u00ad", "\ufeff", "\u202e", "\u2066",
	"\u2069", "\u200f", "\u2028", "\u0085", "\u00a0",
	"\x00", "\x1b[31m", "\x7f", "\u009b", "\xff", "\xed\xa0\x80", "\xc3", "\xf0\x9f", "𠀀", "Ａ", "ꙮ",
	"https://x.example/a?b=c#d", "javascript:alert(1)", "* ", "- ",
}

// Bytes that the texts of one input may have together: few for a fuzzer, which should try many, more for the seeds.
const (
	strangeFew  = 1 << 10
	strangeMany = 64 << 10
)

// speller spells strange texts with a bound on what they have together.
type speller struct{ left int }

func (s *speller) text(in []byte) string {
	var b strings.Builder
	last := "a"
	for i := 0; i < len(in) && b.Len() < s.left; i++ {
		switch n := int(in[i]); {
		case n < len(strangeParts):
			last = strangeParts[n]
			b.WriteString(last)
		case n >= 0xe8 && i+1 < len(in): // a run without a break
			i++
			b.WriteString(strings.Repeat(last, min(8*int(in[i]), s.left/(2*len(last)))))
		default:
			b.WriteByte(byte(n))
		}
	}
	s.left -= b.Len()
	return b.String()
}

// strangeIssue makes an issue of texts with some most bytes together: each 0xe0 byte begins another.
func strangeIssue(in []byte, lang string, most int) news.Issue {
	spell := speller{most}
	texts := []string{}
	for part := range strings.SplitSeq(string(in), "\xe0") {
		texts = append(texts, spell.text([]byte(part)))
	}
	n := 0
	next := func() string { n++; return texts[(n-1)%len(texts)] }
	i := SampleEmpty(lang)
	i.Week, i.Coverage.Notes = nil, nil // they would be set each time and are no strangers' texts
	i.Title = cutRunes(next(), 200)     // the operator's
	languages := []string{"en", "ar", "zh", "he", "", lang, "xx", "\xff"}
	for k := range min(len(texts), max(2, min(5, most/strangeFew))) {
		language := languages[(k+len(in))%len(languages)]
		q := func() news.Sentence {
			s := cutRunes(next(), 200) // an article is quoted with 600 in all, in three sentences
			return news.Sentence{
				Text: s, URL: "https://x.example/" + cutRunes(s, 200), End: len(s) * (k % 2),
				ArticleID: int64(k + 1), Language: language,
			}
		}
		piece := func() news.Piece {
			return news.Piece{
				ArticleID: int64(k + 1), URL: cutRunes(next(), 200), Title: next(), Outlet: next(),
				Authors:   []string{next(), next(), "", next(), next()},
				Published: time.Unix(int64(len(in))*1e6, 0), DateFrom: news.DateFrom([]string{"page", "seen", ""}[k%3]),
				Language: language, Minutes: k, Partial: k%2 == 0,
			}
		}
		st := news.Story{
			ID: int64(k), Headline: next(), Language: language, Summary: []news.Sentence{q(), q()}, Lead: piece(),
			Also:      []news.Piece{piece(), piece()},
			Countries: []string{"KZ", cutRunes(next(), 20)}, Section: cutRunes(next(), 30), Score: float64(k),
			UpdateOf: int64(k % 2), UpdateAt: time.Unix(int64(k)*1e8, 0),
		}
		if k%3 == 1 {
			st.Renditions = map[string]news.Rendition{lang: {Lead: piece(), Summary: []news.Sentence{q()}}}
		}
		if k%3 == 2 {
			st.Translations = map[string]news.Translation{lang: {Headline: next(), Summary: []string{next(), next()}}}
		}
		if k < 3 {
			i.Lead = append(i.Lead, st.Summary[0])
		}
		i.Sections = append(i.Sections, news.Section{Key: st.Section, Stories: []news.Story{st}})
		i.Week = append(i.Week, news.CountryCount{Country: cutRunes(next(), 20), Stories: k})
		i.Coverage.Failed = append(i.Coverage.Failed, news.Failure{Outlet: next()})
		i.Coverage.Notes = append(i.Coverage.Notes,
			news.CoverageNote{Outlet: next(), State: news.PollState(cutRunes(next(), 10))},
			news.CoverageNote{Outlet: next(), State: news.PollOK, Left: k, Unread: []news.UnreadCount{
				{
					Cause: news.UnreadCauses[len(in)%len(news.UnreadCauses)], Pages: len(in),
					Since: time.Unix(int64(k)*1e8, 0), Next: time.Unix(int64(len(in))*1e7, 0),
				},
				{Cause: news.UnreadCause(cutRunes(next(), 10)), Pages: 1},
			}})
	}
	return i
}

func cutRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

func strangeSeeds(t testing.TB) [][]byte {
	t.Helper()
	at := func(part string) byte {
		for i, p := range strangeParts {
			if p == part {
				return byte(i)
			}
		}
		t.Fatalf("%q is no part of strange texts", part)
		return 0
	}
	out := [][]byte{{}}
	for _, p := range []string{
		"；", "，", "中国", "العلاقات", "\u202e", "\x00", "\u0301\u0301", "👨‍👩‍👧‍👦", "<", "&#43;", "\xed\xa0\x80", "İ",
		"\u009b", "https://x.example/a?b=c#d", "ไทย", "\u00a0", "`",
	} {
		out = append(out, []byte{
			at(p), 0xe8, 0xdf, 0xe0, at("Kazakhstan"), 0, at("said"), 0, at(p), at(". "), 0xe0, at(p), 0xe8, 9, 0,
			at(p), 0xe0, 0, at("* "), at(p), 0xe8, 0xdf,
		})
	}
	return out
}

// shownText is the text of a page outside its head.
func shownText(src string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src[max(0, strings.Index(src, "</head>")):]))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind == html.TextToken {
			b.Write(z.Text())
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// fuzzStrange runs a check on issues that a fuzzer spells, a few KB each.
func fuzzStrange(f *testing.F, check func(t *testing.T, v *voice, i news.Issue)) {
	f.Helper()
	s, err := New(Config{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range strangeSeeds(f) {
		f.Add(seed, byte(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, lang byte) {
		language := news.Languages[int(lang)%len(news.Languages)]
		check(t, s.voice(language), strangeIssue(in, language, strangeFew))
	})
}

// FuzzLetterHTML sets strange issues: the HTML is whole, balanced, valid, small enough, and holds no script, whatever
// the texts.
func FuzzLetterHTML(f *testing.F) { fuzzStrange(f, strangeHTML) }

// FuzzLetterText does the same for the text part, the subject and the preheader.
func FuzzLetterText(f *testing.F) { fuzzStrange(f, strangePlain) }

// TestStrangeSeeds runs the fuzzers' checks on their seeds spelt out in full.
func TestStrangeSeeds(t *testing.T) {
	s := builtinSet(t)
	for k, seed := range strangeSeeds(t) {
		language := news.Languages[k%len(news.Languages)]
		i := strangeIssue(seed, language, strangeMany)
		strangeHTML(t, s.voice(language), i)
		strangePlain(t, s.voice(language), i)
	}
}

func strangeHTML(t *testing.T, v *voice, i news.Issue) {
	begun := time.Now()
	view, src, err := v.fit(DefaultTemplate, i, SamplePublisher(), addresses{web: "https://press.example/issues/1"})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it takes %v", took)
	}
	for _, flaw := range Flaws(src) {
		if !strings.Contains(flaw.What, "is left in it") { // the text itself may say %!
			t.Error(flaw.What)
		}
	}
	if low := strings.ToLower(src); strings.Contains(low, "<script") || strings.Contains(low, "href=\"javascript:") ||
		strings.Count(low, "<h1") != 1 {
		t.Errorf("the letter is broken:\n%s", src)
	}
	soundText(t, src)
	soundText(t, shownText(src))
	if n := EncodedSize([]byte(src)); n > MaxLetter || !strings.Contains(src, news.UnsubscribeToken) ||
		view.Stories+view.Cut != i.Count() {
		t.Errorf("%d bytes, %d stories, %d cut", n, view.Stories, view.Cut)
	}
	if i.Count() > 0 && view.Stories == 0 {
		t.Errorf("one long text costs every story: %d bytes without any", EncodedSize([]byte(src)))
	}
}

func strangePlain(t *testing.T, v *voice, i news.Issue) {
	view := v.words.issue(i, SamplePublisher(), i.Count(), addresses{}, aLetter)
	text, err := v.plain(DefaultTemplate, view)
	if err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{"subject": view.Subject, "preheader": view.Preheader} {
		if line == "" && name == "subject" || strings.ContainsAny(line, "\r\n") || utf8.RuneCountInString(line) > 160 {
			t.Errorf("%s %q", name, line)
		}
		soundText(t, line)
	}
	soundText(t, text)
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); lineWidth(line) > columns && !strings.Contains(line, "://") {
			t.Errorf("a line of %d columns: %q", lineWidth(line), line)
		}
	}
	if !strings.Contains(text, news.UnsubscribeToken) {
		t.Error("nobody can unsubscribe")
	}
}

// soundText reports what is no text for people: bytes that are not UTF-8, control characters, open directions.
func soundText(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("not UTF-8: %q", s)
	}
	open := 0
	for _, r := range s {
		switch {
		case r == '\u2066' || r == '\u2067' || r == '\u2068':
			open++
		case r == '\u2069':
			open--
		case r >= 0x202A && r <= 0x202E, unicode.IsControl(r) && r != '\n' && r != '\t':
			t.Fatalf("it holds %U: %q", r, s)
		}
		if open < 0 {
			t.Fatalf("a direction ends that did not begin: %q", s)
		}
	}
	if open != 0 {
		t.Errorf("%d directions are left open: %q", open, s)
	}
}
