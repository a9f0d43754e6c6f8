package digest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"attache/news"
	"attache/text"
)

// hostileTexts are texts of about n bytes each that cost a reader of texts the most.
func hostileTexts(n int) map[string]string {
	fill := func(s string) string { return strings.Repeat(s, n/len(s)+1) }
	made := func(each func(i int) string) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(each(i))
		}
		return b.String()
	}
	at := func(i, unit int) byte { return byte('a' + i/unit%26) }
	return map[string]string{
		"two letters":   fill("Ab. Cd. Ef. "),
		"distinct":      made(func(i int) string { return string([]byte{'A' + byte(i%26), at(i, 26), at(i, 676), '.', ' '}) }),
		"names":         made(func(i int) string { return string([]byte{'A' + byte(i%26), at(i, 26), at(i, 676), at(i, 17576), ' '}) }),
		"one word":      fill("a"),
		"one word (ru)": fill("щ"),
		"Han and stops": fill("中国。外交。"),
		"marks":         fill("e\u0301\u0301\u0301\u0301"),
		"only marks":    fill("\u0301"),
		"digits":        fill("1 2 3 4 5 67 8.9 "),
		"quotations":    fill("“A” «b» \"c\" 'd' "),
		"open":          fill("“"),
		"brackets":      fill("((["),
		"stops":         fill("."),
		"initials":      fill("A.B.C."),
		"addresses":     fill("https://a.example/ "),
		"countries":     fill("Kazakhstan Russia China Turkey "),
		"said":          fill("“Yes,” he said. "),
		"bidi":          fill("\u202e\u202dab "),
		"arabic":        fill("وزير الخارجية "),
		"hyphens":       fill("a-"),
		"capitals":      fill("MINISTER "),
	}
}

func hostileMaterial(s string, articles int) news.Material {
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	m := news.Material{
		Digest: news.Digest{ID: 7, Language: "en", Topic: news.Topic{Threshold: 1e-9, Include: []string{"Kazakhstan"}}},
		Window: news.Window{From: at.Add(-time.Hour), To: at.Add(time.Hour)},
		Past:   madePast(200),
	}
	for i := range articles {
		m.Articles = append(m.Articles, news.Article{
			ID: int64(i + 1), URL: fmt.Sprintf("https://loud.example/%d", i), Outlet: news.Outlet{Name: "Loud Times"}, Published: at, Seen: at,
			Title: fmt.Sprintf("Ministers of Kazakhstan meet for talk %d", i), Blocks: []news.Block{{Kind: news.Paragraph, Text: fmt.Sprint(i, " Kazakhstan. ", s)}},
		})
	}
	return m
}

// cancelWithin is the processor time that a canceled composition may still take: wall time says nothing on a machine that is busy with
// other tests. Race detection takes ten times as much.
const cancelWithin = 400 * time.Millisecond * (1 + 9*raced)

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Hostile texts do not keep the composition from ending when its context ends, wherever it stands.
func TestTortureComposeStops(t *testing.T) {
	articles, size, times := 6, 200<<10, []time.Duration{60}
	if os.Getenv("ATTACHE_TORTURE") != "" {
		articles, size, times = 60, 5<<20, []time.Duration{10, 50, 200, 500, 1000, 2000, 4000}
	}
	latest := time.Duration(0)
	for name, s := range hostileTexts(size) {
		m := hostileMaterial(s, articles)
		for _, after := range times {
			ctx, cancel := context.WithTimeout(t.Context(), after*time.Millisecond)
			var ended atomic.Int64
			stop := context.AfterFunc(ctx, func() { ended.Store(int64(processorTime())) })
			_, _, err := New(Config{}).Compose(ctx, m)
			over := processorTime() - time.Duration(ended.Load())
			unheard := stop() || ended.Load() == 0
			cancel()
			if err == nil || unheard {
				continue
			}
			latest = max(latest, over)
			if !errors.Is(err, context.DeadlineExceeded) || over > cancelWithin {
				t.Errorf("%s: took %v of processor time after its context ended, %v", name, over.Round(time.Millisecond), err)
			}
		}
	}
	t.Logf("the latest took %v of processor time after its context ended", latest.Round(time.Millisecond))
}

// An article is read as far as the limit allows, whoever hands it over; what was handed over is not changed.
func TestComposeBoundsTexts(t *testing.T) {
	m := hostileMaterial(strings.Repeat("Ministers met in Astana to talk about transit. ", 20_000), 2)
	m.Past = nil
	was := len(m.Articles[0].Blocks[0].Text)
	i, verdicts := compose(t, New(Config{MaxText: 10_000}), m)
	if len(m.Articles[0].Blocks[0].Text) != was || m.Articles[0].Whole != 0 {
		t.Error("the material was changed")
	}
	if len(verdicts) != 2 || len(i.Stories()) == 0 {
		t.Fatalf("%d verdicts, %d stories", len(verdicts), len(i.Stories()))
	}
	for _, s := range i.Stories()[0].Summary {
		if s.End > 10_000 {
			t.Errorf("a sentence was quoted from byte %d", s.End)
		}
	}
}

// Finding past stories by their words gives what comparing with each of them gives.
func TestMemoryContinues(t *testing.T) {
	past := madePast(150)
	m := remember(never, past)
	r := rand.New(rand.NewPCG(8, 8))
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	found := 0
	for n := range 200 {
		var pieces []*telling
		for range 1 + r.IntN(3) {
			a := madeArticle(r, int64(n), []string{"en", "ru", "tr"}[r.IntN(3)], r.IntN(30), 80, at)
			if r.IntN(3) == 0 {
				a.Title = past[r.IntN(len(past))].Headline
			}
			pieces = append(pieces, tell(&Doc{Lang: a.Language, Title: a.Title, Text: a.Text()}))
		}
		best, want, wantLinked := sameEvent, -1, []int(nil)
		for i := range m.tellings {
			near := false
			for _, p := range pieces {
				s := affinity(p, m.tellings[i])
				near = near || s >= sameEvent
				if s >= best {
					best, want = s, i
				}
			}
			if near {
				wantLinked = append(wantLinked, i)
			}
		}
		got, linked := m.continues(never, pieces)
		if got != want || fmt.Sprint(linked) != fmt.Sprint(wantLinked) {
			t.Fatalf("%d: %d %v, want %d %v", n, got, linked, want, wantLinked)
		}
		found += min(1, len(linked))
	}
	if found < 20 || found == 200 {
		t.Errorf("%d of 200 go on from something: that proves little", found)
	}
}

// A text is credited to another outlet exactly when it holds that outlet's name.
func TestNameFinder(t *testing.T) {
	names := []string{"Reuters", "Reut", "TASS", "РИА Новости", "BBC", "新华社", "新华社日报", "Reuters Africa"}
	bodies := []string{"as Reuters said", "reuters", "Reutersx", "Reu", "", "ТАСС", "сообщает РИА Новости.", "BBC", "据新华社日报报道", "x TASS", "Reuters Afric"}
	var pieces []*piece
	for i, n := range names {
		pieces = append(pieces, &piece{a: &news.Article{Outlet: news.Outlet{Name: n}}, body: bodies[i]})
	}
	f := newNameFinder(pieces)
	for _, own := range names {
		for _, body := range bodies {
			p := &piece{a: &news.Article{Outlet: news.Outlet{Name: own}}, body: body}
			want := false
			for _, n := range names {
				want = want || n != own && len([]rune(n)) >= outletName && strings.Contains(body, n)
			}
			if f.credits(p) != want {
				t.Errorf("%s: %q: %v", own, body, !want)
			}
		}
	}
}

// oldCovered is covered by maps, as it is defined.
func oldCovered(a, b []string) cover {
	pairs, triples, words := map[[2]string]bool{}, map[[3]string]bool{}, map[string]bool{}
	for i, w := range b {
		words[w] = true
		if i > 0 {
			pairs[[2]string{b[i-1], w}] = true
		}
		if i > 1 {
			triples[[3]string{b[i-2], b[i-1], w}] = true
		}
	}
	var c cover
	in, count := make([]bool, len(a)), map[string]int{}
	for i, w := range a {
		if i > 0 && pairs[[2]string{a[i-1], w}] {
			in[i-1], in[i] = true, true
		}
		if i > 1 && triples[[3]string{a[i-2], a[i-1], w}] {
			c.triples++
		}
		if len([]rune(w)) > 1 && !words[w] {
			count[w]++
		}
	}
	for _, n := range count {
		if n > 1 {
			c.strangers += n
		}
	}
	for _, ok := range in {
		if ok {
			c.pairs++
		}
	}
	return c
}

func TestCoveredIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	for n := range 50 {
		x, y := madeArticle(r, 1, "en", n%3, 100, at), madeArticle(r, 2, "en", n%3, 150, at)
		a, b := text.Words(x.Text()), text.Words(y.Text()+" "+x.Text()[:n*3])
		num := numbering{}
		wa, wb := num.wording(a), num.wording(b)
		got, want := covered(wa.ids, wb), oldCovered(a, b)
		if got.strangers != want.strangers || got.pairs != want.pairs/float64(len(a)) || got.triples != want.triples/float64(len(a)-2) {
			t.Fatalf("%+v, want %+v over %d words", got, want, len(a))
		}
	}
}
