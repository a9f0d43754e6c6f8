package digest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"attache/digest/entities"
	"attache/digest/relevance"
	"attache/news"
)

// strangeParts are what strange texts are made of, each by a byte of a fuzzer's input: words of many scripts, names,
// stops of all kinds and none, marks without letters, characters that change the direction, bytes that are no text.
var strangeParts = []string{
	" ", " ", " ", ". ", ", ", "\n\n", "\n", "。", "，", "؟ ", "! ", "? ", "…", " — ", ": ", ";", "«", "»", "“", "”", "„",
	"\"", "'", "’", "(", ")", "|", "/", "•",
	"Kazakhstan", "Turkey", "The President", "said", "foreign minister", "agreement", "signed", "1,500", "3.5", "2026",
	"No.", "A. B.", "U.S.", "Mr. ",
	"Казахстан", "России", "президент", "переговоры", "подписал", "ст. 5", "г. ", "АҚШ", "Қазақстанның", "келіссөз",
	"Türkiye’nin", "İran", "görüştü",
	"中国", "外交部长", "会谈", "3日", "刚果（布）", "日本語のテキスト", "한국어", "ไทยไม่มีช่องว่าง", "العلاقات", "للقدس", "وبالصين", "تركيا",
	"می\u200cخواهم", "ישראל", "Հայաստան։", "საქართველო",
	"\u0306", "\u0301\u0301\u0301", "и\u0306", "g\u0306", "\u20dd", "\ufe0f", "👨‍👩‍👧‍👦", "🇰🇿", "\u200d", "\u200b",
	"\u00ad", "\ufeff", "\u202e", "\u2066", "\u2069", "\u200f", "\u2028", "\u0085", "\u00a0",
	"\x00", "\x1b[31m", "\xff", "\xed\xa0\x80", "\xc3", "\xf0\x9f", "ﬁ", "ß", "Ǆ", "ŉ", "Ⱥ", "ⱥ", "ＡＢ", "𝐀𝐁", "𠀀", "Ａ",
	"ꙮ",
	"https://x.example/a?b=c#d", "@user", "<b>", "&#43;", "{{.}}", "%s", "- ", "* ", "14:40 - ", "(CNN) ", "ANKARA — ",
	"Photo: ", "By ", "He ", "Correction: ",
}

// Bytes that the texts of one input may have together: few for a fuzzer, which should try many, more for the seeds.
// What long texts do is shown by TestTortureStrangeTexts.
const (
	strangeFew  = 3 << 9
	strangeMany = 48 << 10
)

// speller spells strange texts with a bound on what they have together.
type speller struct{ left int }

// text spells a text from bytes: most are a part of strangeParts, some repeat the part before them many times.
func (s *speller) text(in []byte) string {
	var b strings.Builder
	last := "a"
	for i := 0; i < len(in) && b.Len() < s.left; i++ {
		n := int(in[i])
		switch {
		case n < len(strangeParts):
			last = strangeParts[n]
			b.WriteString(last)
		case n >= 0xf2 && i+1 < len(in): // a run without a break
			i++
			b.WriteString(strings.Repeat(last, min(8*int(in[i]), s.left/(2*len(last)))))
		case n >= 0xe8 && n < 0xf0: // the last phrase again and again
			before := b.String()
			phrase := before[max(0, len(before)-40*(n-0xe7)):]
			b.WriteString(strings.Repeat(phrase, min(20, s.left/max(1, 2*len(phrase)))))
		default:
			b.WriteByte(byte(n))
		}
	}
	s.left -= b.Len()
	return b.String()
}

// strangeLanguages are those that a page may declare, known or not.
var strangeLanguages = []string{
	"", "en", "ru", "kk", "tr", "zh", "ar", "fa", "uz", "fr", "es", "de", "hy", "ka", "ja",
	"kk-Latn", "uz-Cyrl", "xx", "\xff",
}

// strangeArticles makes up to six articles with some most bytes of text together: each 0xf0 byte begins another, each
// 0xf1 another block.
func strangeArticles(in []byte, lang byte, most int) []news.Article {
	spell := speller{most}
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	kinds := []news.BlockKind{
		news.Paragraph, news.Quotation, news.ListEntry, news.Heading, news.Caption, news.TableRow,
		"",
	}
	var out []news.Article
	for i, part := range strings.SplitN(string(in), "\xf0", 6) {
		title, body, _ := strings.Cut(part, "\xf1")
		a := news.Article{
			ID: int64(i + 1), URL: fmt.Sprintf("https://%d.example/a", i), Title: spell.text([]byte(title)),
			Published: at.Add(time.Duration(i) * time.Hour),
			Seen:      at, Language: strangeLanguages[(int(lang)+i/3)%len(strangeLanguages)],
			Outlet:  news.Outlet{Name: spell.text([]byte(title[:min(len(title), 3)])), Country: "KZ"},
			Partial: i%3 == 1,
		}
		for k, block := range strings.Split(body, "\xf1") {
			kind := news.Paragraph
			if len(block) > 0 {
				kind = kinds[int(block[0])%len(kinds)]
			}
			if k%4 == 3 || kind == news.Heading || len(block)%5 == 0 {
				a.Blocks = append(a.Blocks, news.Block{Kind: kind, Text: spell.text([]byte(block))})
				continue
			}
			a.Blocks = append(a.Blocks, paragraphs(spell.text([]byte(block)))...)
		}
		out = append(out, a)
	}
	return out
}

// strangeLimit is the most processor time that one input of a fuzz target may take. It is some fifty times what the
// slowest takes alone: the machine that fuzzes may be busy.
const strangeLimit = 20 * time.Second

func timed(t *testing.T, what string, f func()) {
	t.Helper()
	begun := processorTime()
	f()
	if took := processorTime() - begun; took > strangeLimit {
		t.Errorf("%s takes %v", what, took)
	}
}

// word returns the byte that spells a part, for seeds.
func word(t testing.TB, part string) byte {
	t.Helper()
	for i, p := range strangeParts {
		if p == part {
			return byte(i)
		}
	}
	t.Fatalf("%q is no part of strange texts", part)
	return 0
}

// strangeSeed is an input of the targets.
type strangeSeed struct {
	in   []byte
	lang byte
}

func strangeSeeds(f testing.TB) (out []strangeSeed) {
	f.Helper()
	w := func(parts ...string) (out []byte) {
		for _, p := range parts {
			out = append(out, word(f, p))
		}
		return out
	}
	run := func(n byte, parts ...string) []byte { return append(w(parts...), 0xf2, n) }
	join := func(parts ...[]byte) (out []byte) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	next, block := []byte{0xf0}, []byte{0xf1}
	plain := w("Kazakhstan", " ", "said", " ", "The President", " ", "signed", " ", "agreement", ". ", "Turkey", " ",
		"said", " ", "1,500", " ", "foreign minister", " ", "agreement", ". ")
	add := func(in []byte, lang byte) { out = append(out, strangeSeed{in, lang}) }
	add([]byte{}, byte(0))
	add(join(plain, block, plain, plain, next, plain, block, plain, plain, plain, next, w("России", " ", "переговоры"),
		block, plain), byte(1))
	add(join(run(80, "中国"), block, run(200, "会谈"), run(239, "中国"), run(120, "刚果（布）")), byte(5))
	add(join(w("外交部长"), block, run(239, "3日", "中国"), run(40, "ไทยไม่มีช่องว่าง"), run(239, "日本語のテキスト")), byte(5))
	add(join(run(239, "Казахстан"), block, run(239, "\u0306"), run(239, "g\u0306")), byte(2))
	add(join(w("\u202e", "العلاقات", "\u2069"), block, run(90, "العلاقات", " ", "تركيا"), w("؟ "), run(200, "للقدس")),
		byte(6))
	add(join(w("\x00", "\xff", "\xed\xa0\x80", "\xc3"), block, run(200, "\xf0\x9f"), w("👨‍👩‍👧‍👦"), run(200, "👨‍👩‍👧‍👦"),
		next, w("\x00"), block, run(9, "\ufeff")), byte(0))
	add(join(w("Türkiye’nin"), block, run(239, "A. B."), run(239, "г. "), run(239, "…"), run(239, "«"), run(239, "\"")),
		byte(4))
	add(join(run(239, "Ⱥ"), block, w("Ａ"), run(239, "Ⱥ"), run(239, "ⱥ"), run(239, "𝐀𝐁"), w("中国")), byte(5))
	add(join(w("Correction: ", "Kazakhstan"), block, plain, next, plain, block, plain, next,
		w("Correction: ", "Kazakhstan"), block, plain, plain), byte(1))
	add(join(plain, block, plain, []byte{0xed, 0xef}, next, plain, plain, []byte{0xee}, block, plain,
		[]byte{0xec, 0xec}), 1)
	add(join(w("Türkiye’nin", " ", "İran"), block, w("“", "Türkiye’nin", " ", "görüştü", " ", "İran", " ", "2026", ". ",
		"”", " "), []byte{0xe8, 0xef}), 4)
	return out
}

// soundMentions reports whether all that is named stands in the text.
func soundMentions(t *testing.T, v news.Verdict, s string) {
	t.Helper()
	for _, list := range [][]news.Mention{v.Countries, v.Organisations, v.People, v.Regions} {
		for _, m := range list {
			if m.Start < 0 || m.Start > len(s) || !strings.HasPrefix(s[m.Start:], m.Text) || m.Text == "" ||
				m.Count < 1 {
				t.Errorf("%+v does not stand in %q", m, s)
			}
		}
	}
}

// fuzzStrange runs a check on what a fuzzer spells, a few KB each.
func fuzzStrange(f *testing.F, check func(t *testing.T, articles []news.Article, lang byte)) {
	f.Helper()
	for _, s := range strangeSeeds(f) {
		f.Add(s.in, s.lang)
	}
	f.Fuzz(func(t *testing.T, in []byte, lang byte) { check(t, strangeArticles(in, lang, strangeFew), lang) })
}

func FuzzJudge(f *testing.F)        { fuzzStrange(f, strangeJudged) }
func FuzzGroup(f *testing.F)        { fuzzStrange(f, strangeGrouped) }
func FuzzTellStory(f *testing.F)    { fuzzStrange(f, strangeTold) }
func FuzzComposeIssue(f *testing.F) { fuzzStrange(f, strangeComposed) }

// TestStrangeSeeds runs the fuzzers' checks on their seeds spelt out in full.
func TestStrangeSeeds(t *testing.T) {
	for _, s := range strangeSeeds(t) {
		for _, check := range []func(*testing.T, []news.Article,
			byte){strangeJudged, strangeGrouped, strangeTold, strangeComposed} {
			check(t, strangeArticles(s.in, s.lang, strangeMany), s.lang)
		}
	}
}

var (
	strangeLearned = news.Digest{Learned: &news.Correction{Weights: []news.Weight{
		{Feature: "country:KZ", Weight: 2},
		{Feature: "stem:en:agreement", Weight: -1},
	}}}
	strangeTopic = news.Topic{Countries: []string{"KZ", "CN"}, Include: []string{"会谈"}, Exclude: []string{"fútbol"}}
)

func strangeJudged(t *testing.T, articles []news.Article, lang byte) {
	topic := news.Topic{}
	if lang%2 == 1 {
		topic = strangeTopic
	}
	for _, a := range articles {
		timed(t, "judging", func() {
			v := relevance.Correct(strangeLearned, a, relevance.MustJudge(topic, a))
			soundMentions(t, v, entities.Join(a.Title, a.Text()))
			if !(v.Score >= 0 && v.Score <= 1) || len(v.Reasons) == 0 {
				t.Errorf("score %v, reasons %v", v.Score, v.Reasons)
			}
		})
	}
}

func strangeGrouped(t *testing.T, articles []news.Article, _ byte) {
	timed(t, "grouping", func() {
		var pieces []*piece
		for i := range articles {
			v := relevance.MustJudge(news.Topic{}, articles[i])
			v.Kept = true
			pieces = append(pieces, newPiece(&articles[i], &v))
		}
		var past []news.Story
		for i := range articles[:min(len(articles), 3)] {
			a := articles[len(articles)-1-i]
			past = append(past, news.Story{
				Headline: a.Title, Language: a.Language, Lead: news.Piece{URL: "https://past.example"},
				Summary:    Summarise(a, 2),
				Also:       []news.Piece{{Title: a.Title}},
				Renditions: map[string]news.Rendition{"ru": {Lead: news.Piece{Title: a.Title, Language: "ru"}}},
			})
		}
		in := 0
		for _, p := range newEditor().arrange(never, pieces, past) {
			if len(p.pieces) == 0 {
				t.Error("a story without pieces")
			}
			in += len(p.all())
		}
		if in > len(pieces) {
			t.Errorf("%d pieces in stories, %d given", in, len(pieces))
		}
	})
}

func strangeTold(t *testing.T, articles []news.Article, lang byte) {
	timed(t, "summarising", func() {
		most := 1 + int(lang)%4
		for i := range articles {
			checkQuotes(t, &articles[i], Summarise(articles[i], most), most)
		}
		got, err := Extractive{}.Summarize(context.Background(), articles, most)
		if err != nil || len(got) > most {
			t.Errorf("%d sentences, %v", len(got), err)
		}
		trueQuotes(t, articles, got)
	})
}

// trueQuotes reports sentences that do not stand where they say.
func trueQuotes(t *testing.T, articles []news.Article, list []news.Sentence) {
	t.Helper()
	for _, s := range list {
		if s.ArticleID < 1 || int(s.ArticleID) > len(articles) {
			t.Errorf("%+v is of no article", s)
			continue
		}
		body := articles[s.ArticleID-1].Text()
		if s.Start < 0 || s.End <= s.Start || s.End > len(body) || body[s.Start:s.End] != s.Text {
			t.Errorf("%q is not the bytes %d to %d", s.Text, s.Start, s.End)
		}
		if utf8.ValidString(body) && !utf8.ValidString(s.Text) {
			t.Errorf("%q is cut inside a character", s.Text)
		}
	}
}

func newEditor() *Editor {
	e := New(Config{})
	e.Now = func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	return e
}

func strangeComposed(t *testing.T, articles []news.Article, lang byte) {
	m := news.Material{
		Digest: news.Digest{ID: 1, Language: news.Languages[int(lang)%len(news.Languages)], Sections: []string{
			"",
			"theme", "country",
		}[lang%3]},
		Window: news.Window{From: time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 21, 0, 0, 0,
			0, time.UTC)},
		Articles: articles, Readers: map[string][]string{"en": nil, "ru": {"en"}},
	}
	e := newEditor()
	e.judge = func(topic news.Topic, a news.Article) news.Verdict { // whatever is judged, the most goes on
		v := relevance.MustJudge(topic, a)
		v.Kept = true
		return v
	}
	timed(t, "composing", func() {
		i, verdicts, err := e.Compose(context.Background(), m)
		if err != nil || len(verdicts) != len(articles) {
			t.Fatalf("%d verdicts on %d articles, %v", len(verdicts), len(articles), err)
		}
		if len(i.Coverage.Failed) > 0 {
			t.Fatalf("a text upset composing: %+v", i.Coverage.Failed)
		}
		trueQuotes(t, articles, i.Lead)
		for _, s := range i.Stories() {
			trueQuotes(t, articles, s.Summary)
			for _, tell := range s.Renditions {
				trueQuotes(t, articles, tell.Summary)
			}
		}
		if lang >= 0x80 {
			return
		}
		m.Past = i.Stories() // the next day the same is told again
		for n := range m.Past {
			m.Past[n].Composed, m.Past[n].Lead.URL, m.Past[n].Lead.ArticleID, m.Past[n].Also = e.Now(), "", 0, nil
		}
		again, _, err := e.Compose(context.Background(), m)
		if err != nil || len(again.Coverage.Failed) > 0 {
			t.Errorf("%v, %+v", err, again.Coverage.Failed)
		}
	})
}

// TestTortureStrangeTexts judges, tells and composes texts that are one part again and again, and two in turn: none
// takes long, and none panics. In full they are of 200 KB, the most that an article has.
func TestTortureStrangeTexts(t *testing.T) {
	size, step := 4<<10, 9
	if os.Getenv("ATTACHE_TORTURE") != "" {
		size, step = 200<<10, 1
	}
	units := slices.Clone(strangeParts)
	for i := 0; i < len(strangeParts); i += step {
		p, q := strangeParts[i], strangeParts[(i*7+3)%len(strangeParts)]
		units = append(units, p+q, p+p+p+q+" ", q+". "+p+"\n")
	}
	for _, u := range units {
		s := strings.Repeat(u, size/len(u)+1)
		half := strings.ToValidUTF8(s[:len(s)/2], "")
		m := news.Material{Articles: []news.Article{
			{
				ID: 1, URL: "https://a.example", Title: "Kazakhstan",
				Blocks: []news.Block{{Kind: news.Paragraph, Text: s}},
			},
			{ID: 2, URL: "https://b.example", Title: u, Outlet: news.Outlet{Name: "B"}, Blocks: paragraphs(half)},
		}}
		timed(t, fmt.Sprintf("%q", u), func() {
			e := newEditor()
			e.judge = func(topic news.Topic, a news.Article) news.Verdict {
				v := relevance.MustJudge(topic, a)
				v.Kept = true
				return v
			}
			i, _, err := e.Compose(context.Background(), m)
			if err != nil || len(i.Coverage.Failed) > 0 {
				t.Errorf("%q: %v, %+v", u, err, i.Coverage.Failed)
			}
			for _, st := range i.Stories() {
				trueQuotes(t, m.Articles, st.Summary)
			}
		})
	}
}
