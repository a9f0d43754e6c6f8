package cluster

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

var templateA = "Today the President declared that a major disaster exists in the State of Colorado and ordered " +
	"Federal aid to supplement the efforts of the communities in the areas affected by flooding from 8 June. " +
	"Federal funding is available to the State of Colorado and eligible local governments for emergency work and the " +
	"repair of facilities. Mr. Alan Huss has been appointed to coordinate recovery operations in Colorado."

// duplicates compares two texts.
func duplicates(a, b string) bool {
	n := Numbering{}
	return IsDuplicate(n.Wording(text.Words(a)), n.Wording(text.Words(b)))
}

// bodies returns the texts of the articles that package digest is tested with, by their numbers, without their titles.
func bodies(t *testing.T) func(id int) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "articles.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return func(id int) string {
		_, rest, ok := strings.Cut("\n"+string(b), fmt.Sprintf("\n== %d | ", id))
		if !ok {
			t.Fatalf("there is no article %d", id)
		}
		article, _, _ := strings.Cut(rest, "\n== ")
		lines := strings.SplitN(article, "\n", 3) // the head, the title, and the paragraphs
		return lines[2]
	}
}

func TestDuplicate(t *testing.T) {
	body := bodies(t)
	long := body(1)
	words := strings.Fields(long)
	every := func(n int) string { // one word in n replaced, as a rewriter does it: never the same twice
		out := slices.Clone(words)
		for i := n - 1; i < len(out); i += n {
			out[i] = fmt.Sprintf("%c%c%cish", 'a'+i%7, 'k'+i%11, 'a'+i%23)
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct {
		name string
		a, b string
		want bool
	}{
		{"same", long, long, true},
		{"agency line before it", long, body(3), true},
		{"cut", long, strings.Join(words[:60], " "), true},
		{"inside another text", long, body(5) + " " + long + " " + body(7), true},
		{"other order", long, strings.Join(words[70:], " ") + " " + strings.Join(words[:70], " "), true},
		{"one word in ten", long, every(10), true},
		{"one word in six", long, every(6), true},
		{"upper case, no commas", long, strings.ToUpper(strings.ReplaceAll(long, ",", "")), true},
		{"same event, other words", long, body(2), false},
		{"another event", long, body(7), false},
		{"template", templateA, strings.NewReplacer("Colorado", "Wyoming", "8 June", "15 May", "Alan Huss",
			"Mary Vance").Replace(templateA), false},
		{"shared background", body(7) + " " + body(9), body(7) + " " + body(5) + " " + body(8) + " " + body(6), false},
		{"empty", "", long, false},
		{"both empty", "", "", false},
	} {
		if got := duplicates(c.a, c.b); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if duplicates(c.a, c.b) != duplicates(c.b, c.a) {
			t.Errorf("%s: the answer depends on which text comes first", c.name)
		}
	}
}

func TestCluster(t *testing.T) {
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	type doc struct {
		hours       float64
		lang, title string
		marks       string
	}
	for _, c := range []struct {
		name string
		docs []doc
		want []int
	}{
		{"none", nil, []int{}},
		{"same event", []doc{
			{0, "en", "Uzbekistan and Tajikistan finish marking their border", ""},
			{1, "en", "Tajik and Uzbek border now fully marked, ministries say", ""},
			{2, "en", "India and Japan sign a pact on undersea cables", ""},
			{3, "en", "Undersea cables: Japan, India sign defence pact", ""},
		}, []int{0, 0, 1, 1}},
		{"too far apart", []doc{
			{0, "en", "Uzbekistan and Tajikistan finish marking their border", ""},
			{80, "en", "Uzbekistan and Tajikistan finish marking their border", ""},
		}, []int{0, 1}},
		{"numbered in the order given", []doc{
			{5, "en", "Parliament of Mongolia elects a new speaker", ""},
			{1, "en", "Floods close the railway across northern Italy", ""},
			{6, "en", "Mongolia's parliament has a new speaker", ""},
		}, []int{0, 1, 0}},
		{"across languages", []doc{
			{0, "en", "Tokayev and Erdogan open transport council in Ankara, trade at 6400 million", "KZ TR"},
			{1, "ru", "Токаев и Эрдоган открыли транспортный совет в Анкаре, товарооборот 6400 млн", "KZ TR"},
			{2, "tr", "Erdoğan ve Tokayev Ankara'da ulaştırma konseyini açtı", "KZ TR"},
			{2, "ru", "Путин и Лукашенко обсудили цены на газ в Минске", "RU BY"},
		}, []int{0, 0, 0, 1}},
	} {
		var docs []Item
		for i, d := range c.docs {
			docs = append(docs, Item{
				ID: fmt.Sprint(i), Lang: d.lang, Title: d.title,
				At: at.Add(time.Duration(d.hours * float64(time.Hour))), Marks: strings.Fields(d.marks),
			})
		}
		if got := (Grouping{}).Group(docs); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestClusterInvariants groups random headlines: numbers begin at 0 without gaps, and a second run says the same.
func TestClusterInvariants(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(
		"border talks treaty summit embassy minister gas pipeline grain corridor sanctions visit tariff fleet " +
			"missile vote court election rail bridge port")
	var docs []Item
	for i := range 300 {
		var title []string
		for range 4 + rng.IntN(5) {
			title = append(title, words[rng.IntN(len(words))])
		}
		docs = append(docs, Item{
			ID: fmt.Sprint(i), Lang: "en", Title: strings.Join(title, " "),
			At: time.Unix(int64(rng.IntN(400_000)), 0),
		})
	}
	first := Grouping{}.Group(docs)
	for range 3 {
		if !slices.Equal(first, Grouping{}.Group(docs)) {
			t.Fatal("the same documents were grouped in two ways")
		}
	}
	next := 0
	for i, n := range first {
		if n > next {
			t.Fatalf("document %d is in group %d before there was a group %d", i, n, next)
		}
		next = max(next, n+1)
	}
}

// TestLanguagesMeet joins what two outlets tell in two languages, and nothing else.
func TestLanguagesMeet(t *testing.T) {
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	var docs []Item
	for i, d := range [][3]string{
		{
			"en", "Earthquake in Iran destroys a village, rescuers search for survivors",
			"Doctors said that at least twelve people died when the houses collapsed at night. The government sent " +
				"soldiers and medicine.",
		},
		{
			"ru", "Землетрясение в Иране разрушило деревню, спасатели ищут выживших",
			"По словам врачей, не менее двенадцати человек погибли, когда ночью обрушились дома. Правительство " +
				"направило солдат и лекарства.",
		},
		{
			"ru", "Сборная Казахстана обыграла Турцию в Анкаре и вышла в финал",
			"Решающий гол капитан команды забил на последней минуте матча.",
		},
		{
			"en", "Kazakhstan and Turkey agree in Ankara on cheaper transit of oil",
			"The presidents signed the agreement after talks on Friday.",
		},
	} {
		m := entities.Find(d[0], d[1], d[2])
		docs = append(docs, Item{
			Lang: d[0], Title: d[1], Text: d[2], At: at.Add(time.Duration(i) * time.Hour),
			Marks: ids(m.Countries),
		})
	}
	if got, want := (Grouping{}).Group(docs), []int{0, 0, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("groups are %v, want %v", got, want)
	}
}

func TestSkeleton(t *testing.T) {
	for _, same := range [][]string{
		{"trump", "трамп", "tramp", "трамптын", "trump's"},
		{"erdogan", "эрдоган", "erdoğan", "ердоған", "erdoğan'ın"},
		{"tokayev", "токаев", "tokayev'in"},
		{"shavkat", "шавкат", "şavkat"},
		{"lukashenko", "лукашенко", "lukaşenko", "лукашенка"},
		{"karimov", "каримов", "kerimov"},
	} {
		for _, w := range same[1:] {
			if skeleton(w) != skeleton(same[0]) {
				t.Errorf("%s is %q, %s is %q", same[0], skeleton(same[0]), w, skeleton(w))
			}
		}
	}
}

// TestClusterForgets groups a long stream: stories of three within hours of each other, one after the other for months.
// They come out right, and what is remembered is what lies within two windows of the end, or the few documents that are
// allowed.
func TestClusterForgets(t *testing.T) {
	var docs []Item
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 600 {
		name := fmt.Sprintf("%c%c%c%c", 'a'+i%23, 'o'-i%7, 'a'+i/23%26, 'k'+i%11)
		for j, title := range []string{
			"Minister %s opens talks in Astana", "Talks opened by %s in Astana",
			"In Astana %s opens the talks",
		} {
			docs = append(docs, Item{
				Lang: "en", Title: fmt.Sprintf(title, name+"evich"+name),
				At: at.Add(time.Duration(8*i+j) * time.Hour),
			})
		}
	}
	for _, c := range []struct{ most, remembered int }{{mostHeld, 3 * 2 * 72 / 8}, {12, 12}} {
		g := newGrouper(Grouping{})
		in := g.group(docs, c.most)
		for i := range in {
			if in[i] != i/3 {
				t.Fatalf("at most %d: document %d is in group %d, want %d", c.most, i, in[i], i/3)
			}
		}
		held := 0
		for i := range g.groups {
			if x := &g.groups[i]; x.into == int32(i) {
				held += x.held
				if (x.held > 0) != (len(x.bags[ofWords].terms) > 0) {
					t.Fatalf("at most %d: group %d holds %d documents and %d terms", c.most, i, x.held,
						len(x.bags[ofWords].terms))
				}
			}
		}
		if held > c.remembered+3 {
			t.Errorf("at most %d: %d documents are remembered at the end, want %d", c.most, held, c.remembered)
		}
	}
}

// BenchmarkCluster groups made articles spread over 72 hours; lab window does it with the datasets' texts.
func BenchmarkCluster(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(3, 4))
			vocabulary := make([]string, 20_000)
			for i := range vocabulary {
				vocabulary[i] = fmt.Sprintf("%c%c%c%04d", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, i%10_000)
			}
			draw := func(words int) string {
				var list []string
				for range words {
					list = append(list, vocabulary[rng.IntN(1+rng.IntN(len(vocabulary)))])
				}
				return strings.Join(list, " ")
			}
			docs := make([]Item, n)
			for i := range docs {
				docs[i] = Item{
					Lang: "en", Title: draw(12), Text: draw(bodyWords),
					At: time.Unix(int64(i)*72*3600/int64(n), 0),
				}
			}
			for b.Loop() {
				Grouping{}.Group(docs)
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}

// TestRuns says which terms a title has: with runs of letters where it stands alone, without them beside a text.
func TestRuns(t *testing.T) {
	runs := func(d Item) (n int) {
		for _, h := range words(&d) {
			if h.hash&isRun != 0 {
				n++
			}
		}
		return n
	}
	if n := runs(Item{Title: "gas in Ashgabat"}); n != 4 { // shga hgab gaba abat
		t.Errorf("a title has %d runs, want 4", n)
	}
	if n := runs(Item{Title: "gas in Ashgabat", Text: "Three ministers met."}); n != 0 {
		t.Errorf("a title before a text has %d runs, want none", n)
	}
}

// ids lists whom mentions are of.
func ids(list []news.Mention) (out []string) {
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

// TestReadCrosslingual reads a small table as the trainer writes it: weights, number of sentences, and of each word a
// step from the key before, the number of its sentences and the steps between them.
func TestReadCrosslingual(t *testing.T) {
	en, _ := WordKey("en", "rivers")
	ru, _ := WordKey("ru", "реки")
	var b []byte
	for _, w := range []float32{1, -2, 0.5, 0, 0, 0} {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(w))
	}
	b = binary.AppendUvarint(b, 700)
	lists := map[uint32][]uint64{en: {3, 497}, ru: {3}}
	last := uint32(0)
	for _, key := range slices.Sorted(maps.Keys(lists)) {
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(key-last)), uint64(len(lists[key])))
		for _, step := range lists[key] {
			b = binary.AppendUvarint(b, step)
		}
		last = key
	}
	x := ReadCrosslingual(b)
	if x.Sentences != 700 || x.Weights != [CrossFeatures]float32{1, -2, 0.5} || len(x.keys) != 2 {
		t.Fatalf("read back: %+v", x)
	}
	if n := len(x.meaning(&Item{Lang: "en", Title: "River of rivers", Text: "A river, 12 km"})); n != 2 {
		t.Errorf("river stands in %d sentences, want 2", n)
	}
	if n := len(x.meaning(&Item{Lang: "ru", Title: "Мост и реки"})); n != 1 {
		t.Errorf("реки stands in %d sentences, want 1", n)
	}
	if _, ok := WordKey("en", "2026"); ok {
		t.Error("a number has a meaning")
	}
}
