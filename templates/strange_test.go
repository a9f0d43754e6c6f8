package templates

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"attache/news"
)

// strangeParts are what strange texts are made of, each by a byte of a fuzzer's input.
var strangeParts = []string{
	" ", " ", ". ", ", ", "\n", "。", "，", "；", "؟", "!", "…", " — ", "·", "«", "”", "\"", "'", "`", "(", "<", ">", "&", "&#43;", "</td></tr></table>", "<script>", "<!--", "]]>", "{{.}}", "%s", "%!",
	"Kazakhstan", "said", "agreement", "1,500", "Казахстан", "переговоры", "Қазақстан", "Türkiye’nin", "İ", "ı", "中国", "外交部长会谈", "日本語のテキスト", "한국어", "ไทย", "العلاقات", "ישראל", "ܣܘܪܝܝܐ", "Հայ", "საქართველო",
	"\u0301\u0301", "\u20dd", "\ufe0f", "👨‍👩‍👧‍👦", "🇰🇿", "\u200d", "\u200b", "\u00ad", "\ufeff", "\u202e", "\u2066", "\u2069", "\u200f", "\u2028", "\u0085", "\u00a0",
	"\x00", "\x1b[31m", "\x7f", "\u009b", "\xff", "\xed\xa0\x80", "\xc3", "\xf0\x9f", "𠀀", "Ａ", "ꙮ", "https://x.example/a?b=c#d", "javascript:alert(1)", "* ", "- ",
}

func strangeText(in []byte) string {
	var b strings.Builder
	last := "a"
	for i := 0; i < len(in) && b.Len() < 1<<14; i++ {
		switch n := int(in[i]); {
		case n < len(strangeParts):
			last = strangeParts[n]
			b.WriteString(last)
		case n >= 0xe8 && i+1 < len(in): // a run without a break
			i++
			b.WriteString(strings.Repeat(last, min(8*int(in[i]), (1<<13)/len(last))))
		default:
			b.WriteByte(byte(n))
		}
	}
	return b.String()
}

// strangeIssue makes an issue of texts: each 0xe0 byte begins another.
func strangeIssue(in []byte, lang string) news.Issue {
	texts := []string{}
	for part := range strings.SplitSeq(string(in), "\xe0") {
		texts = append(texts, strangeText([]byte(part)))
	}
	n := 0
	next := func() string { n++; return texts[(n-1)%len(texts)] }
	i := SampleEmpty(lang)
	i.Title = cutRunes(next(), 200) // the operator's
	languages := []string{"en", "ar", "zh", "he", "", lang, "xx", "\xff"}
	for k := range min(len(texts), 5) {
		language := languages[(k+len(in))%len(languages)]
		q := func() news.Sentence {
			s := cutRunes(next(), 200) // an article is quoted with 600 in all, in three sentences
			return news.Sentence{Text: s, URL: "https://x.example/" + cutRunes(s, 200), End: len(s) * (k % 2), ArticleID: int64(k + 1), Language: language}
		}
		piece := func() news.Piece {
			return news.Piece{
				ArticleID: int64(k + 1), URL: cutRunes(next(), 200), Title: next(), Outlet: next(), Authors: []string{next(), next(), "", next(), next()},
				Published: time.Unix(int64(len(in))*1e6, 0), DateFrom: news.DateFrom([]string{"page", "seen", ""}[k%3]), Language: language, Minutes: k, Partial: k%2 == 0,
			}
		}
		st := news.Story{
			ID: int64(k), Headline: next(), Language: language, Summary: []news.Sentence{q(), q()}, Lead: piece(), Also: []news.Piece{piece(), piece()},
			Countries: []string{"KZ", cutRunes(next(), 20)}, Section: cutRunes(next(), 30), Score: float64(k), UpdateOf: int64(k % 2), UpdateAt: time.Unix(int64(k)*1e8, 0),
		}
		if k%3 == 1 {
			st.Renditions = map[string]news.Rendition{lang: {Lead: piece(), Summary: []news.Sentence{q()}, Says: k}}
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
		i.Coverage.Notes = append(i.Coverage.Notes, news.CoverageNote{Outlet: next(), State: news.PollState(cutRunes(next(), 10))})
	}
	return i
}

func cutRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

func addStrange(f *testing.F) {
	f.Helper()
	at := func(part string) byte {
		for i, p := range strangeParts {
			if p == part {
				return byte(i)
			}
		}
		f.Fatalf("%q is no part of strange texts", part)
		return 0
	}
	f.Add([]byte{}, byte(0))
	for k, p := range []string{"；", "，", "中国", "العلاقات", "\u202e", "\x00", "\u0301\u0301", "👨‍👩‍👧‍👦", "<", "&#43;", "\xed\xa0\x80", "İ", "\u009b", "https://x.example/a?b=c#d", "ไทย", "\u00a0", "`"} {
		f.Add([]byte{at(p), 0xe8, 0xdf, 0xe0, at("Kazakhstan"), 0, at("said"), 0, at(p), at(". "), 0xe0, at(p), 0xe8, 9, 0, at(p), 0xe0, 0, at("* "), at(p), 0xe8, 0xdf}, byte(k))
	}
}

var tagsOf = regexp.MustCompile(`(?s)<(style|title|head)\b.*?</(style|title|head)>|<[^>]*>`)

// FuzzLetterHTML sets strange issues: the HTML is whole, balanced, valid, small enough, and holds no script, whatever the texts.
func FuzzLetterHTML(f *testing.F) {
	s, err := New(Config{})
	if err != nil {
		f.Fatal(err)
	}
	addStrange(f)
	f.Fuzz(func(t *testing.T, in []byte, lang byte) {
		language := news.Languages[int(lang)%len(news.Languages)]
		i := strangeIssue(in, language)
		begun := time.Now()
		l, err := s.Letter(news.Digest{}, i, language, "https://press.example/issues/1")
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("it takes %v", took)
		}
		for _, flaw := range Flaws(l.HTML) {
			if !strings.Contains(flaw.What, "is left in it") { // the text itself may say %!
				t.Error(flaw.What)
			}
		}
		if low := strings.ToLower(l.HTML); strings.Contains(low, "<script") || strings.Contains(low, "href=\"javascript:") || strings.Count(low, "<h1") != 1 {
			t.Errorf("the letter is broken:\n%s", l.HTML)
		}
		soundText(t, l.HTML)
		soundText(t, html.UnescapeString(tagsOf.ReplaceAllString(l.HTML, " ")))
		if EncodedSize([]byte(l.HTML)) > MaxLetter || !strings.Contains(l.HTML, news.UnsubscribeToken) || l.Stories+l.Cut != len(i.Stories()) {
			t.Errorf("%d bytes, %d stories, %d cut", EncodedSize([]byte(l.HTML)), l.Stories, l.Cut)
		}
		if len(i.Stories()) > 0 && l.Stories == 0 {
			t.Errorf("one long text costs every story: %d bytes without any", EncodedSize([]byte(l.HTML)))
		}
	})
}

// FuzzLetterText does the same for the text part, the subject and the preheader.
func FuzzLetterText(f *testing.F) {
	s, err := New(Config{})
	if err != nil {
		f.Fatal(err)
	}
	addStrange(f)
	f.Fuzz(func(t *testing.T, in []byte, lang byte) {
		language := news.Languages[int(lang)%len(news.Languages)]
		l, err := s.Letter(news.Digest{}, strangeIssue(in, language), language, "")
		if err != nil {
			t.Fatal(err)
		}
		for name, line := range map[string]string{"subject": l.Subject, "preheader": l.Preheader} {
			if strings.ContainsAny(line, "\r\n") || utf8.RuneCountInString(line) > 160 {
				t.Errorf("%s %q", name, line)
			}
			soundText(t, line)
		}
		soundText(t, l.Text)
		for line := range strings.Lines(l.Text) {
			if line = strings.TrimRight(line, "\n"); lineWidth(line) > columns && !strings.Contains(line, "://") {
				t.Errorf("a line of %d columns: %q", lineWidth(line), line)
			}
		}
		if !strings.Contains(l.Text, news.UnsubscribeToken) {
			t.Error("nobody can unsubscribe")
		}
		if web := s.Subject(strangeIssue(in, language), language); web == "" {
			t.Error("the issue has no subject")
		}
	})
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
