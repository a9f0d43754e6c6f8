package digest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"attache/news"
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
		"two letters": fill("Ab. Cd. Ef. "),
		"distinct": made(
			func(i int) string { return string([]byte{'A' + byte(i%26), at(i, 26), at(i, 676), '.', ' '}) }),
		"names": made(
			func(i int) string { return string([]byte{'A' + byte(i%26), at(i, 26), at(i, 676), at(i, 17576), ' '}) }),
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
			ID: int64(i + 1), URL: fmt.Sprintf("https://loud.example/%d", i), Outlet: news.Outlet{Name: "Loud Times"},
			Published: at, Seen: at,
			Title:  fmt.Sprintf("Ministers of Kazakhstan meet for talk %d", i),
			Blocks: []news.Block{{Kind: news.Paragraph, Text: fmt.Sprint(i, " Kazakhstan. ", s)}},
		})
	}
	return m
}

// cancelWithin is the processor time that a canceled composition may still take: wall time says nothing on a machine
// that is busy with other tests. Race detection takes ten times as much.
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
			over, err := composeOver(t.Context(), m, after*time.Millisecond)
			for try := 0; over > cancelWithin && try < 3; try++ { // a busy machine makes processor time dear; a loop
				again, e := composeOver(t.Context(), m, after*time.Millisecond) // that does not look is late each time
				if over, err = min(over, again), e; err == nil {
					break
				}
			}
			if err == nil {
				continue
			}
			latest = max(latest, over)
			if !errors.Is(err, context.DeadlineExceeded) || over > cancelWithin {
				t.Errorf("%s: took %v of processor time after its context ended, %v", name,
					over.Round(time.Millisecond), err)
			}
		}
	}
	t.Logf("the latest took %v of processor time after its context ended", latest.Round(time.Millisecond))
}

// composeOver composes until a context ends and returns the processor time that it takes after that; a nil error when
// it was done before.
func composeOver(ctx context.Context, m news.Material, after time.Duration) (over time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, after)
	defer cancel()
	var ended atomic.Int64
	stop := context.AfterFunc(ctx, func() { ended.Store(int64(processorTime())) })
	_, _, err = New(Config{}).Compose(ctx, m)
	over = processorTime() - time.Duration(ended.Load())
	if stop() || ended.Load() == 0 {
		return 0, nil
	}
	return over, err
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

// A text is credited to another outlet exactly when it holds that outlet's name.
func TestNameFinder(t *testing.T) {
	names := []string{"Reuters", "Reut", "TASS", "РИА Новости", "BBC", "新华社", "新华社日报", "Reuters Africa"}
	bodies := []string{
		"as Reuters said", "reuters", "Reutersx", "Reu", "", "ТАСС", "сообщает РИА Новости.", "BBC",
		"据新华社日报报道", "x TASS", "Reuters Afric",
	}
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
